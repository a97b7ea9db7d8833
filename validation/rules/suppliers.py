"""SUP: suppliers are who they say they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.findings import Level
from validation.registers import Supplier
from validation.rules import wording
from validation.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.evidence import Evidence

PAYMENT_EXAMPLE = (
    "支出\n支出 | 凭证号 记-9 | 科目 付货款 | 金额 500.00 | 收款单位 青禾粮油商行\n供应商 | 供应商 青禾粮油商行 → 供应商"
)
RETURN_EXAMPLE = "出库\n出库 | 单号 CK2 | 去向 退货 | 品名 面粉 | 数量 5 → 备注\n盘点 | 实盘数量 45"
LENGTH = 18
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: the digits and the letters without I, O, S, V, Z; a character's value is its place."""
_MODULUS = len(_CHARACTERS)


def check_character(code: str) -> str:
    """The eighteenth character of a 统一社会信用代码, from the first seventeen (GB 32100-2015, modulus 31, weights 3^i)."""
    total = sum(_CHARACTERS.index(character) * pow(3, place, _MODULUS) for place, character in enumerate(code[: LENGTH - 1]))
    return _CHARACTERS[-total % _MODULUS]


@rule("SUP-01", Level.ERROR, example="供应商 | 供应商 青禾粮油商行 | 统一社会信用代码 91110105MA00000001 → 统一社会信用代码")
def credit_codes_are_right(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """供应商的统一社会信用代码是十八位，校验码正确。"""
    for supplier in book.rows(Supplier).with_values("credit_code"):
        code = (supplier.credit_code or "").upper()
        strange = sorted({character for character in code if character not in _CHARACTERS})
        if len(code) != LENGTH:
            why = f"应是 {LENGTH} 位，现为 {len(code)} 位"
        elif strange:
            why = f"不会有字符 {'、'.join(strange)}"
        elif check_character(code) != code[-1]:
            why = f"校验码不对：最后一位按前 17 位应是 {check_character(code)}，现为 {code[-1]}"
        else:
            continue
        yield Problem(supplier, "credit_code", why, "对照营业执照改正，数字 0 和字母 O、数字 1 和字母 I 容易混淆")


@rule("SUP-02", Level.HINT, needs_ledger=True, example=PAYMENT_EXAMPLE)
def no_more_is_paid_than_is_owed(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """付给供应商的货款不多于欠它的（算到核算月份月底）。"""
    for supplier, month, due, paid in evidence.supplier_debts:
        if paid > due:
            yield Problem(
                supplier,
                "name",
                f"“{supplier.name}”算到 {month} 应付 {wording.yuan(due)}（月初未付 + 本月验收 − 退货），本月已付 {wording.yuan(paid)}，"
                f"多付 {wording.yuan(paid - due)}",
                "核对付款，看看有没有漏登的验收、少填的期初未付；确是预付的，不用改",
            )


@rule("SUP-03", Level.WARNING, needs_ledger=True, example=RETURN_EXAMPLE)
def returns_go_to_somebody(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """出库退货的，知道退给哪一家：本账里有人送过这个品目，或备注写明了供应商。"""
    for row in evidence.returned_to_nobody:
        if "note" not in row.unread:
            yield Problem(
                row,
                "note",
                f"没有写明退给哪一家：“{row.item}”在本账里没有人送过，退货的金额没有从哪一家的账上减去",
                "在备注里写供应商的全名，与供应商表一字不差",
            )

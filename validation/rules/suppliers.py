"""SUP: suppliers are who they say they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.findings import Level
from validation.registers import Supplier
from validation.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.evidence import Evidence

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

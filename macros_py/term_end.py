"""What a term leaves behind, to the fen: what the next one is opened with. Refused as long as any of it is uncertain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.blocked import Refused
from macros_py.fingerprint import term_fingerprint
from macros_py.old_for_new import accounts
from macros_py.supplier_entries import UNNAMED
from macros_py.tallies.supplier_accounts import owed_at_the_end
from macros_py.year_to_date import KEPT
from validation.evidence import PreviousBook, TermEnd
from validation.money import QUANTITY_DECIMALS, printed, trimmed
from validation.refusals import Refusal
from workbook_templates.figures import FIGURES
from workbook_templates.results import RATE

if TYPE_CHECKING:
    from macros_py.judge import Judged

_TOLD = 3
_QUOTIENTS = frozenset(figure.name for figure in FIGURES if figure.format == RATE or figure.name.startswith("餐均"))
"""Figures that may have no value in a good book: nobody ate, nothing was paid."""


def previous_book(judged: Judged) -> PreviousBook:
    """An earlier book as it is now, for the check of the one that was opened from it."""
    try:
        return PreviousBook(term_fingerprint(judged.book), term_end(judged))
    except Refusal as refusal:
        return PreviousBook(term_fingerprint(judged.book), None, str(refusal))


def term_end(judged: Judged) -> TermEnd:
    """Stock, balance, what departments hold and suppliers are owed at the end of the book's last day.

    Raises:
        Refusal: something blocks, or a figure is refused.
    """
    _refuse_what_is_uncertain(judged)
    last = judged.ledger.months[-1]
    balance = judged.figures.cumulative[last]["累计结余"]
    assert isinstance(balance, int)  # noqa: S101 - refused figures were looked for above
    stock = {item: tuple(whole_layers(item, kept.left)) for item, kept in judged.ledger.items.items() if kept.left}
    year = {figure.name: value for figure in KEPT if isinstance(value := judged.figures.years[last][figure.name], int)}
    return TermEnd(stock, balance, _held(judged), _owed(judged), year)


def _refuse_what_is_uncertain(judged: Judged) -> None:
    blocking = [finding for finding in judged.findings if finding.blocks]
    if blocking:
        told = "；".join(f"{each.sheet}!{each.cell or each.row} {each.message}" for each in blocking[:_TOLD])
        more = f" 等 {len(blocking)} 处" if len(blocking) > _TOLD else ""
        raise Refusal(
            f"上期账本里还有影响计算的错误，不能结转：{told}{more}；请先对上期账本运行 mealbook refresh，按 问题清单 改好，再新建"
        )
    months = judged.ledger.months
    if not months:
        raise Refusal("上期账本的设置里没有学期开始或学期结束，不能结转；请先填好，再新建")
    values = judged.figures.cumulative[months[-1]]
    refused = {name: value.reason for name, value in values.items() if isinstance(value, Refused) and name not in _QUOTIENTS}
    if refused:
        told = "；".join(list(dict.fromkeys(refused.values()))[:_TOLD])
        raise Refusal(
            f"上期账本里有 {len(refused)} 个指标算不出（{next(iter(refused))} 等），不能结转：{told}；"
            "请先对上期账本运行 mealbook refresh，看 月成本 的说明，改好再新建"
        )


def whole_layers(item: str, layers: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The layers as rows of 期初库存 can say them: what has no quantity or less than no value is joined to the one after it, else before it.

    Raises:
        Refusal: what is left has less than no value, as the average of a month may make it.
    """
    found: list[tuple[int, int]] = []
    quantity = value = 0
    for more, worth in layers:
        quantity, value = quantity + more, value + worth
        if quantity > 0 and value >= 0:
            found.append((quantity, value))
            quantity = value = 0
    while found and (quantity or value) and not (quantity > 0 and value >= 0):
        more, worth = found.pop()
        quantity, value = quantity + more, value + worth
    if quantity or value:
        found.append((quantity, value))
    if value < 0:
        raise Refusal(
            f"上期账本里“{item}”期末结存 {trimmed(quantity, QUANTITY_DECIMALS)}，金额却是 {printed(value)}，期初库存写不了负的金额，"
            "不能结转；请先核对这个品目各次验收的单价和盘点，改好再新建"
        )
    return found


def _owed(judged: Judged) -> dict[str, int]:
    """期末未付 by supplier, nothing left out."""
    found: dict[str, int] = {}
    for name, amount in owed_at_the_end(judged).items():
        if isinstance(amount, Refused):
            raise Refusal(f"上期账本里“{name}”的期末未付算不出，不能结转：{amount.reason}；请先在上期账本里改好，再新建")
        if name == UNNAMED and amount:
            raise Refusal(
                f"上期账本里有 {printed(amount)} 元的验收或付款没有写明供应商，不知道欠哪一家，不能结转；"
                "请先补填采购验收的供应商或支出的收款单位，再新建"
            )
        found[name] = amount
    return found


def _held(judged: Judged) -> dict[tuple[str, str], int]:
    """What departments hold at the end: of the items that are traded in as their accounts say, 期末在用; other rows of 期初在用 stand."""
    book = judged.book
    found: dict[tuple[str, str], int] = {}
    for row in book.opening_in_use.with_values("department", "item", "quantity"):
        key = (row.department, row.item)
        found[key] = found.get(key, 0) + row.quantity
    for key, account in accounts(book, judged.blocked, judged.ledger, judged.ledger.months[-1]).items():
        if account.unread:
            raise Refusal(
                f"上期账本的易耗品领用第 {account.unread} 行的交旧数或免交理由无法读取，不知道{key[0]}手里还有几件，不能结转；请先改好，再新建"
            )
        found[key] = account.in_use
    return {key: quantity for key, quantity in found.items() if quantity}

"""以旧换新统计: what each department drew, gave back and still owes, for the items that are traded in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from macros_py.values import Value, total
from validation.corrections import reversed_row
from validation.money import QUANTITY_DECIMALS, decimal, rounded_quotient
from validation.months import month_of
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import TRADE_INS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros_py.judge import Judged
    from validation.registers import ConsumableIssue


@dataclass
class TradeIn:
    """One department and item, book to date: thousandths, and fen. ``certain``: the old pieces of every row can be read."""

    held: int = 0
    drawn: int = 0
    returned: int = 0
    waived: int = 0
    amount: Value = 0
    certain: bool = True

    @property
    def owed(self) -> int:
        """欠交数: drawn, neither given back nor waived."""
        return self.drawn - self.returned - self.waived


def trade_ins(judged: Judged) -> TableFill:
    """Book to date at the end of 核算月份, in order of department and item. What rests on cells that cannot be read stays empty."""
    month = judged.book.settings.month
    rows: list[tuple[DraftValue, ...]] = []
    if month is not None and month in judged.ledger.months:
        order = {item: place for place, item in enumerate(judged.book.items)}
        found = sorted(_tally(judged, month).items(), key=lambda pair: (pair[0][0], order[pair[0][1]]))
        rows = [_row(department, item, entry) for (department, item), entry in found]
    return TableFill(TRADE_INS.name, TRADE_INS.headings, rows)


def _row(department: str, item: str, entry: TradeIn) -> tuple[DraftValue, ...]:
    known = isinstance(entry.amount, int)
    old = known and entry.certain
    shown = ((entry.held, True), (entry.drawn, known), (entry.returned, old), (entry.waived, old), (entry.owed, old))
    counts = [decimal(count, QUANTITY_DECIMALS) if told else None for count, told in shown]
    return department, item, *counts, decimal(entry.amount) if isinstance(entry.amount, int) else None


def _tally(judged: Judged, month: str) -> dict[tuple[str, str], TradeIn]:
    """By department and item. An item refused in the month has no sums."""
    book = judged.book
    traded = {name for name, item in book.items.items() if item.needs_trade_in}
    found: dict[tuple[str, str], TradeIn] = {}
    for opening in book.opening_in_use.with_values("department", "item", "quantity"):
        if opening.item in traded:
            found.setdefault((opening.department, opening.item), TradeIn()).held += opening.quantity
    for issue in _issues(judged, month, traded):
        _add(judged, found.setdefault((issue.department, issue.item), TradeIn()), issue)
    for (_, item), entry in found.items():
        entry.amount = total(entry.amount, judged.blocked.item(item, month) or 0)
    return found


def _issues(judged: Judged, month: str, traded: set[str]) -> Iterator[ConsumableIssue]:
    for issue in judged.book.consumable_issues.with_values("day", "department", "item", "quantity"):
        if issue.item in traded and not judged.blocked.is_blocked(issue) and month_of(issue.day) <= month:
            yield issue


def _add(judged: Judged, entry: TradeIn, issue: ConsumableIssue) -> None:
    """Add a row; a 红字 takes back the like part of all that the row it reverses says."""
    units = judged.book.units
    original = reversed_row(judged.book, issue) if issue.quantity < 0 else None
    said = original or issue
    drawn = units.base_quantity(issue.item, issue.quantity, issue.unit) or 0
    returned = units.base_quantity(said.item, said.returned or 0, said.unit) or 0
    if original is not None:
        returned = rounded_quotient(returned * issue.quantity, original.quantity)
    entry.drawn += drawn
    entry.returned += returned
    entry.amount = total(entry.amount, judged.ledger.value(issue))
    entry.certain = entry.certain and not said.unread & {"returned", "waiver"}
    if said.waiver is not None:
        entry.waived += max(drawn - returned, 0) if original is None else min(drawn - returned, 0)

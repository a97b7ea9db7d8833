"""以旧换新统计: what each department drew, gave back and still owes, for the items that are traded in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from validation.money import QUANTITY_DECIMALS, decimal
from validation.months import last_day
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import TRADE_INS

if TYPE_CHECKING:
    from macros_py.judge import Judged


@dataclass
class TradeIn:
    """One department and item, book to date: thousandths, and fen."""

    held: int = 0
    drawn: int = 0
    returned: int = 0
    waived: int = 0
    amount: int = 0

    @property
    def owed(self) -> int:
        """欠交数: drawn, neither given back nor waived."""
        return self.drawn - self.returned - self.waived


def trade_ins(judged: Judged) -> TableFill:
    """Book to date at the end of 核算月份, in order of department and item."""
    found = _tally(judged)
    order = list(judged.book.items)
    rows: list[tuple[DraftValue, ...]] = []
    for (department, item), entry in sorted(found.items(), key=lambda pair: (pair[0][0], order.index(pair[0][1]))):
        counts = (entry.held, entry.drawn, entry.returned, entry.waived, entry.owed)
        known = judged.blocked.item(item, judged.book.settings.month or "") is None
        rows.append(
            (department, item, *(decimal(count, QUANTITY_DECIMALS) for count in counts), decimal(entry.amount) if known else None)
        )
    return TableFill(TRADE_INS.name, TRADE_INS.headings, rows)


def _tally(judged: Judged) -> dict[tuple[str, str], TradeIn]:
    book = judged.book
    traded = {name for name, item in book.items.items() if item.needs_trade_in}
    found: dict[tuple[str, str], TradeIn] = {}
    for opening in book.opening_in_use.with_values("department", "item", "quantity"):
        if opening.item in traded:
            found.setdefault((opening.department, opening.item), TradeIn()).held += opening.quantity
    last = last_day(book.settings.month) if book.settings.month else None
    for issue in book.consumable_issues.with_values("day", "department", "item", "quantity"):
        if issue.item not in traded or judged.blocked.is_blocked(issue) or (last is not None and issue.day > last):
            continue
        factor = book.units.base_quantity(issue.item, issue.quantity, issue.unit)
        if factor is None or "returned" in issue.unread:
            continue
        returned = book.units.base_quantity(issue.item, issue.returned or 0, issue.unit) or 0
        entry = found.setdefault((issue.department, issue.item), TradeIn())
        entry.drawn += factor
        entry.returned += returned
        entry.amount += judged.ledger.value(issue)
        if issue.waiver is not None:
            entry.waived += max(factor - returned, 0)
    return found

"""以旧换新统计: what each department drew, gave back and still owes, for the items that are traded in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from macros_py.history import ItemDay, Use
from macros_py.values import Value, total
from validation.money import QUANTITY_DECIMALS, decimal, rounded_quotient
from validation.registers import ConsumableIssue
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import TRADE_INS

if TYPE_CHECKING:
    from macros_py.history import ItemHistory
    from macros_py.judge import Judged

_OLD_PIECES = frozenset({"returned", "waiver"})


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
    for item in traded:
        history = judged.ledger.items[item].history
        days = [place for name, places in history.months.items() if name <= month for place in places]
        _add_drawn(found, judged, item, history, history.first_draw[len(days)])
        for day in days if history.taken_back else ():
            _add_taken_back(found, judged, item, ItemDay(history, day))
    for (_, item), entry in found.items():
        entry.amount = total(entry.amount, judged.blocked.item(item, month) or 0)
    return found


def _add_drawn(found: dict[tuple[str, str], TradeIn], judged: Judged, item: str, history: ItemHistory, upto: int) -> None:
    """The draws of an item by departments, up to one of them."""
    draws, base_quantity = history.draws, judged.book.units.base_quantity
    for rows, place, quantity, going, value in zip(
        draws.rows[:upto], draws.places, draws.quantities, draws.goings, draws.charged, strict=False
    ):
        if going.use is Use.DRAWN:
            returned = base_quantity(item, rows.column("returned")[place] or 0, rows.column("unit")[place]) or 0
            entry = found.setdefault((going.department or "", item), TradeIn())
            _add(entry, quantity, returned, value)
            entry.certain = entry.certain and not rows.is_unread(place, _OLD_PIECES)
            if rows.column("waiver")[place] is not None:
                entry.waived += max(quantity - returned, 0)


def _add_taken_back(found: dict[tuple[str, str], TradeIn], judged: Judged, item: str, day: ItemDay) -> None:
    """A 红字 takes back the like part of all that the row it reverses says."""
    for back, value in zip(day.taken_back, day.brought_back, strict=True):
        original = back.original
        if isinstance(original, ConsumableIssue):
            whole = judged.book.units.base_quantity(item, original.returned or 0, original.unit) or 0
            returned = rounded_quotient(-whole * back.quantity, back.whole)
            entry = found.setdefault((back.going.department or "", item), TradeIn())
            _add(entry, -back.quantity, returned, value)
            entry.certain = entry.certain and not original.unread & _OLD_PIECES
            if original.waiver is not None:
                entry.waived += min(-back.quantity - returned, 0)


def _add(entry: TradeIn, drawn: int, returned: int, value: int) -> None:
    entry.drawn += drawn
    entry.returned += returned
    entry.amount = total(entry.amount, value)

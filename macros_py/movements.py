"""From rows of the registers to what happened to each item, day by day, in base units.

Rows that are blocked, dated outside the book or of unknown items are left out; ``macros_py.blocked`` knows what that refuses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - used by dataclasses at run time
from typing import TYPE_CHECKING, NamedTuple

from validation.corrections import reversed_row
from validation.register import Register  # noqa: TC001 - used by NamedTuple at run time
from validation.registers import ConsumableIssue, Issue, Purchase, StockCount
from validation.registers.choices import DESTINATIONS, MEALS

if TYPE_CHECKING:
    from macros_py.blocked import Blocked
    from validation.book import Book

_MEAL_ORDER = {None: 0} | {meal: number for number, meal in enumerate(MEALS, 1)}
_DESTINATION_ORDER = {None: 0} | {destination: number for number, destination in enumerate(DESTINATIONS, 1)}

ShareKey = tuple[str, int, int, int, str]


class Receipt(NamedTuple):
    """One accepted line: base quantity (thousandths) and amount (fen), both negative for a line that reverses another.

    ``meal`` is the meal it went straight to, ``None`` if it went into stock; a line that reverses a 直出 line follows it. ``came`` is the day of
    the line that this one reverses.
    """

    record: Purchase
    quantity: int
    amount: int
    meal: str | None
    came: date | None = None


class Draw(NamedTuple):
    """One row of 出库 or 易耗品领用, base quantity in thousandths."""

    record: Issue | ConsumableIssue
    quantity: int

    @property
    def share_key(self) -> ShareKey:
        """Where the row stands when the day's value is shared (vocabulary, "Valuation")."""
        record = self.record
        if isinstance(record, Issue):
            return (record.slip or "", _MEAL_ORDER[record.meal], _DESTINATION_ORDER[record.destination], self.quantity, "")
        return (record.slip or "", 0, 0, self.quantity, record.department or "")


class TakenBack(NamedTuple):
    """A row that reverses an earlier issue, the row it reverses, and how much of it (a positive base quantity)."""

    record: Issue | ConsumableIssue
    original: Issue | ConsumableIssue
    quantity: int


@dataclass(slots=True)
class ItemDay:
    """One item on one day, in the order in which a day happens: receipts, issues, the count."""

    day: date
    receipts: list[Receipt] = field(default_factory=list)
    direct: list[Receipt] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)
    count: StockCount | None = None
    counted: int = 0


@dataclass(slots=True)
class ItemHistory:
    """One item: its opening layers as (quantity, amount) and its days, in order. ``unmatched`` are corrections of no known row."""

    opening: list[tuple[int, int]] = field(default_factory=list)
    days: dict[date, ItemDay] = field(default_factory=dict)
    unmatched: list[Register] = field(default_factory=list)

    def on(self, day: date) -> ItemDay:
        """The item's day, made if it is not there."""
        found = self.days.get(day)
        if found is None:
            found = self.days[day] = ItemDay(day)
        return found


def histories(book: Book, blocked: Blocked) -> dict[str, ItemHistory]:
    """What happened to every item, in the order of 品目; days in order."""
    found = {name: ItemHistory() for name in book.items}
    first, last = book.settings.first_day, book.settings.last_day
    for layer in book.opening_stock.with_values("item", "quantity", "unit", "amount"):
        quantity = book.units.base_quantity(layer.item, layer.quantity, layer.unit)
        if quantity is not None and not blocked.is_blocked(layer):
            found[layer.item].opening.append((quantity, layer.amount))
    if first is None or last is None:
        return found

    def counted(record: Purchase | Issue | ConsumableIssue | StockCount) -> bool:
        return record.item in found and first <= record.day <= last and (not blocked.rows or not blocked.is_blocked(record))

    base = book.units.base_quantity
    for line in book.purchases.with_values("day", "item", "quantity", "amount"):
        if line.accepted and counted(line) and (quantity := base(line.item, line.quantity, line.unit)) is not None:
            day = found[line.item].on(line.day)
            original = reversed_row(book, line) if quantity < 0 else None
            meal = original.direct_meal if isinstance(original, Purchase) else line.direct_meal
            receipt = Receipt(line, quantity, line.amount, meal, original.day if original is not None else None)
            (day.receipts if meal is None else day.direct).append(receipt)
    for record in (*book.issues.with_values("day", "item", "quantity"), *book.consumable_issues.with_values("day", "item", "quantity")):
        if counted(record) and (quantity := base(record.item, record.quantity, record.unit)) is not None:
            history = found[record.item]
            if quantity > 0:
                history.on(record.day).draws.append(Draw(record, quantity))
                continue
            original = reversed_row(book, record)
            if isinstance(original, Issue | ConsumableIssue) and counted(original) and original.day <= record.day:
                history.on(record.day).taken_back.append(TakenBack(record, original, -quantity))
            else:
                history.unmatched.append(record)
    for count in book.stock_counts.with_values("day", "item", "quantity", "unit"):
        if counted(count) and (quantity := base(count.item, count.quantity, count.unit)) is not None:
            day = found[count.item].on(count.day)
            day.count, day.counted = count, quantity
    for history in found.values():
        history.days = dict(sorted(history.days.items()))
    return found


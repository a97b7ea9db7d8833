"""From rows of the registers to what happened to each item, day by day, in base units.

Rows that are blocked, dated outside the book or of unknown items are left out; ``macros_py.blocked`` knows what that refuses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from validation.corrections import left_to_reverse, reversed_row
from validation.registers import ConsumableIssue, Issue, Purchase, StockCount
from validation.registers.choices import DESTINATIONS, MEALS

if TYPE_CHECKING:
    from macros_py.blocked import Blocked
    from validation.book import Book

_MEAL_ORDER = {None: 0} | {meal: number for number, meal in enumerate(MEALS, 1)}
_DESTINATION_ORDER = {None: 0} | {destination: number for number, destination in enumerate(DESTINATIONS, 1)}

ShareKey: TypeAlias = tuple[str, int, int, int, str]
Dated: TypeAlias = Purchase | Issue | ConsumableIssue | StockCount
Correctable: TypeAlias = Purchase | Issue | ConsumableIssue
C = TypeVar("C", Purchase, Issue | ConsumableIssue)


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


class Going(NamedTuple):
    """Where goods go: a 去向 and 餐次 (出库), or a department (易耗品领用)."""

    destination: str | None
    meal: str | None
    department: str | None


class Draw(NamedTuple):
    """One row of 出库 or 易耗品领用, base quantity in thousandths."""

    record: Issue | ConsumableIssue
    quantity: int
    going: Going

    @property
    def share_key(self) -> ShareKey:
        """Where the row stands when the day's value is shared (vocabulary, "Valuation")."""
        destination, meal, department = self.going
        return (self.record.slip or "", _MEAL_ORDER[meal], _DESTINATION_ORDER[destination], self.quantity, department or "")


class TakenBack(NamedTuple):
    """A row that reverses an issue, the row it reverses, how much of it (a positive base quantity), and of how much (``whole``).

    ``going``: what is taken back comes from where the row it reverses went, whatever it says itself.
    """

    record: Issue | ConsumableIssue
    original: Issue | ConsumableIssue
    quantity: int
    whole: int
    going: Going


class Charge(NamedTuple):
    """What a row of 出库 or 易耗品领用 takes (negative: brings back), and where that goes."""

    record: Issue | ConsumableIssue
    going: Going
    quantity: int


@dataclass(slots=True)
class ItemDay:
    """One item on one day. ``receipts`` hold the reversals of receipts too, ``taken_back`` the reversals of issues."""

    day: date
    receipts: list[Receipt] = field(default_factory=list)
    direct: list[Receipt] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)
    count: StockCount | None = None
    counted: int = 0

    # A day happens in this order: arrivals, earlier issues taken back, earlier receipts sent back, issues, today's taken back, the count.

    @property
    def arrivals(self) -> list[Receipt]:
        """Today's receipts, less what was reversed of them at once."""
        return [line for line in self.receipts if line.came is None or line.came == self.day]

    @property
    def sent_back(self) -> list[Receipt]:
        """Reversals of earlier days' receipts."""
        return [line for line in self.receipts if line.came is not None and line.came < self.day]

    @property
    def earlier_back(self) -> list[TakenBack]:
        """Reversals of earlier days' issues."""
        return [back for back in self.taken_back if back.original.day < self.day]

    @property
    def todays_back(self) -> list[TakenBack]:
        """Reversals of today's issues."""
        return [back for back in self.taken_back if back.original.day == self.day]

    @property
    def charges(self) -> list[Charge]:
        """Every row that issues or takes back, in the order of a day; today's issues in the order in which their value is shared."""
        draws = sorted(self.draws, key=lambda draw: draw.share_key) if len(self.draws) > 1 else self.draws
        issued = [Charge(draw.record, draw.going, draw.quantity) for draw in draws]
        if not self.taken_back:
            return issued
        earlier, todays = (
            [Charge(back.record, back.going, -back.quantity) for back in backs] for backs in (self.earlier_back, self.todays_back)
        )
        return earlier + issued + todays


@dataclass(slots=True)
class ItemHistory:
    """One item: its opening layers as (quantity, amount) and its days, in order. ``unmatched`` are corrections of no row that counts."""

    opening: list[tuple[int, int]] = field(default_factory=list)
    days: dict[date, ItemDay] = field(default_factory=dict)
    unmatched: list[Correctable] = field(default_factory=list)

    def on(self, day: date) -> ItemDay:
        """The item's day, made if it is not there."""
        found = self.days.get(day)
        if found is None:
            found = self.days[day] = ItemDay(day)
        return found


def histories(book: Book, blocked: Blocked) -> dict[str, ItemHistory]:
    """What happened to every item, in the order of 品目; days in order."""
    found = {name: ItemHistory() for name in book.items}
    _add_opening(found, book, blocked)
    entries = _Entries(found, book, blocked)
    entries.add_receipts()
    entries.add_draws()
    entries.add_counts()
    for history in found.values():
        history.days = dict(sorted(history.days.items()))
    return found


def _add_opening(found: dict[str, ItemHistory], book: Book, blocked: Blocked) -> None:
    for layer in book.opening_stock.with_values("item", "quantity", "unit", "amount"):
        quantity = book.units.base_quantity(layer.item, layer.quantity, layer.unit)
        if quantity is not None and not blocked.is_blocked(layer):
            found[layer.item].opening.append((quantity, layer.amount))


class _Entries:
    """The dated rows of the registers, put where they belong."""

    def __init__(self, found: dict[str, ItemHistory], book: Book, blocked: Blocked) -> None:
        self.found = found
        self.book = book
        self.blocked = blocked
        self.base = book.units.base_quantity
        self.goings: dict[Going, Going] = {}
        self.first = book.settings.first_day or date.max
        self.last = book.settings.last_day or date.min

    def counts(self, record: Dated) -> bool:
        """Whether a row is of this book, of a known item, and not blocked."""
        return record.item in self.found and self.first <= record.day <= self.last and not self.blocked.is_blocked(record)

    def add_receipts(self) -> None:
        """采购验收, but for what was sent away at the door."""
        for line in self.book.purchases.with_values("day", "item", "quantity", "amount"):
            quantity = self.base(line.item, line.quantity, line.unit) if line.accepted and self.counts(line) else None
            if quantity is None:
                continue
            meal, came = line.direct_meal, None
            if line.quantity < 0:
                original = self._reversed(line, -quantity)
                if original is None:
                    continue
                meal, came = original.direct_meal, original.day
            day = self.found[line.item].on(line.day)
            (day.receipts if meal is None else day.direct).append(Receipt(line, quantity, line.amount, meal, came))

    def add_draws(self) -> None:
        """出库 and 易耗品领用, and what reverses them. A quantity too small for its base unit moves nothing."""
        issues: list[Issue | ConsumableIssue] = [
            *self.book.issues.with_values("day", "item", "quantity"),
            *self.book.consumable_issues.with_values("day", "item", "quantity"),
        ]
        for record in issues:
            quantity = self.base(record.item, record.quantity, record.unit) if self.counts(record) else None
            if not quantity:
                continue
            if quantity > 0:
                self.found[record.item].on(record.day).draws.append(Draw(record, quantity, self._going(record)))
            elif (original := self._reversed(record, -quantity)) is not None:
                whole = self.base(original.item, original.quantity, original.unit) or 0
                back = TakenBack(record, original, -quantity, whole, self._going(original))
                self.found[record.item].on(record.day).taken_back.append(back)

    def _going(self, record: Issue | ConsumableIssue) -> Going:
        """Where a row goes, one object for all that go there."""
        going = Going(record.destination, record.meal, None) if isinstance(record, Issue) else Going(None, None, record.department)
        return self.goings.setdefault(going, going)

    def _reversed(self, record: C, quantity: int) -> C | None:
        """The row that a 红字 reverses. One of no row that counts goes to the unmatched; one of a blocked row is left out like it."""
        original = reversed_row(self.book, record)
        left = left_to_reverse(self.book, record)
        if (
            original is not None
            and original.day is not None
            and original.day <= record.day
            and left is not None
            and quantity <= left
        ):
            if self.blocked.is_blocked(original):
                return None
            if self.counts(original) and not (isinstance(original, Purchase) and not original.accepted):
                return original
        self.found[record.item].unmatched.append(record)
        return None

    def add_counts(self) -> None:
        """盘点; of two counts on one day the last stands."""
        for count in self.book.stock_counts.with_values("day", "item", "quantity", "unit"):
            quantity = self.base(count.item, count.quantity, count.unit) if self.counts(count) else None
            if quantity is not None:
                day = self.found[count.item].on(count.day)
                day.count, day.counted = count, quantity

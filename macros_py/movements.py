"""From rows of the registers to what happened to each item, day by day, in base units.

Rows that are blocked, dated outside the book or of unknown items are left out; ``macros_py.blocked`` knows what that refuses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from validation.cells import picked
from validation.corrections import left_to_reverse, reversed_row
from validation.months import month_of
from validation.registers import ConsumableIssue, Issue, Purchase, StockCount
from validation.registers.choices import DESTINATIONS, HOSPITALITY, MEALS, RETURN, WASTE
from validation.units import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from macros_py.blocked import Blocked
    from validation.book import Book
    from validation.reading import Rows
    from validation.register import R

_MEAL_ORDER = {None: 0} | {meal: number for number, meal in enumerate(MEALS, 1)}
_DESTINATION_ORDER = {None: 0} | {destination: number for number, destination in enumerate(DESTINATIONS, 1)}

Correctable: TypeAlias = Purchase | Issue | ConsumableIssue
C = TypeVar("C", Purchase, Issue | ConsumableIssue)


class Use(Enum):
    """What becomes of goods that leave the store."""

    SERVED = auto()
    HOSPITALITY = auto()
    WASTE = auto()
    RETURNED = auto()
    DRAWN = auto()
    """Drawn by a department (易耗品领用)."""


_USES = {HOSPITALITY: Use.HOSPITALITY, WASTE: Use.WASTE, RETURN: Use.RETURNED}


class Going(NamedTuple):
    """Where goods go: a 去向 and 餐次 (出库), or a department (易耗品领用), and what that makes of them."""

    destination: str | None
    meal: str | None
    department: str | None
    use: Use

    @classmethod
    def to(cls, destination: str | None, meal: str | None) -> Going:
        """Where a row of 出库 goes."""
        return cls(destination, meal, None, _USES.get(destination or "", Use.SERVED))

    @classmethod
    def by(cls, department: str | None) -> Going:
        """Where a row of 易耗品领用 goes."""
        return cls(None, None, department or "", Use.DRAWN)


@dataclass(slots=True, eq=False)
class Receipt:
    """One accepted line: base quantity (thousandths) and amount (fen), both negative for a line that reverses another.

    ``place``: in the rows of 采购验收. ``meal`` is the meal it went straight to, ``None`` if it went into stock; a line that reverses a 直出 line
    follows it. ``came`` is the day of the line that this one reverses.
    """

    rows: Rows[Purchase]
    place: int
    quantity: int
    amount: int
    meal: str | None
    came: date | None = None

    @property
    def record(self) -> Purchase:
        """The line itself."""
        return self.rows.records[self.place]


@dataclass(slots=True, eq=False)
class Draw:
    """One row of 出库 or 易耗品领用, base quantity in thousandths. ``place``: in the rows of its register."""

    rows: Rows[Any]
    place: int
    quantity: int
    going: Going

    @property
    def record(self) -> Issue | ConsumableIssue:
        """The row itself."""
        found: Issue | ConsumableIssue = self.rows.records[self.place]
        return found

    @property
    def share_key(self) -> tuple[str, int, int, int, str]:
        """Where the row stands when the day's value is shared (vocabulary, "Valuation")."""
        destination, meal, department, _ = self.going
        slip = self.rows.column("slip")[self.place] or ""
        return (slip, _MEAL_ORDER[meal], _DESTINATION_ORDER[destination], self.quantity, department or "")


class TakenBack(NamedTuple):
    """A row that reverses an issue, the row it reverses, how much of it (a positive base quantity), and of how much (``whole``).

    ``going``: what is taken back comes from where the row it reverses went, whatever it says itself.
    """

    rows: Rows[Any]
    place: int
    original: Issue | ConsumableIssue
    quantity: int
    whole: int
    going: Going

    @property
    def record(self) -> Issue | ConsumableIssue:
        """The row that reverses."""
        found: Issue | ConsumableIssue = self.rows.records[self.place]
        return found


class Charge(NamedTuple):
    """What a row of 出库 or 易耗品领用 takes, in quantity and value (negative: brings back), and where that goes."""

    rows: Rows[Any]
    place: int
    going: Going
    quantity: int
    value: int


class ItemDay:
    """One item on one day: what happened, and what the ledger makes of it. Thousandths and fen.

    ``receipts`` hold the reversals of receipts too, and ``got`` and ``paid`` are their sums; ``reverses`` tells whether there are any.
    ``taken_back`` are reversals of issues. A day happens in this order: arrivals, earlier issues taken back, earlier receipts sent back,
    issues, today's taken back, the count.

    At the end of the day ``quantity`` and ``value`` are left, if it could be ``valued``. ``issued`` is what the day's issues take together. Where more
    was issued than was there, but enough of it reversed the same day, ``apart`` is set, and what was reversed is no part of ``issued``: it never
    left. ``charged`` is the value of each of the day's draws, ``brought_back`` that of each row taken back. ``difference``: counted less
    booked, 0 without a count; ``count_value`` is its value, negative for a shortage.
    """

    __slots__ = (
        "apart",
        "brought_back",
        "charged",
        "count",
        "count_value",
        "counted",
        "day",
        "difference",
        "direct",
        "draws",
        "got",
        "issued",
        "paid",
        "quantity",
        "receipts",
        "reverses",
        "taken_back",
        "value",
        "valued",
    )  # fmt: skip

    def __init__(self, day: date) -> None:
        """Nothing happened yet. Most days see one or two things: what is empty is shared."""
        self.day = day
        self.receipts: tuple[Receipt, ...] = ()
        self.direct: tuple[Receipt, ...] = ()
        self.draws: tuple[Draw, ...] = ()
        self.taken_back: Sequence[TakenBack] = ()
        self.count: StockCount | None = None
        self.counted = self.got = self.paid = 0
        self.reverses = self.valued = self.apart = False
        self.quantity = self.value = self.issued = self.difference = self.count_value = 0
        self.charged: Sequence[int] = ()
        self.brought_back: Sequence[int] = ()

    def add_receipt(self, line: Receipt) -> None:
        """A line that goes into stock, or reverses one that did."""
        self.receipts += (line,)
        self.got += line.quantity
        self.paid += line.amount
        if line.came is not None:
            self.reverses = True

    @property
    def arrivals(self) -> Sequence[Receipt]:
        """Today's receipts, less what was reversed of them at once."""
        if not self.reverses:
            return self.receipts
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
        charged = self.charged or [0] * len(self.draws)
        draws = list(zip(self.draws, charged, strict=True))
        if len(draws) > 1:
            draws.sort(key=lambda pair: pair[0].share_key)
        issued = [Charge(draw.rows, draw.place, draw.going, draw.quantity, value) for draw, value in draws]
        if not self.taken_back:
            return issued
        values = self.brought_back or [0] * len(self.taken_back)
        backs = [
            (Charge(back.rows, back.place, back.going, -back.quantity, value), back.original.day < self.day)
            for back, value in zip(self.taken_back, values, strict=True)
        ]
        return [back for back, earlier in backs if earlier] + issued + [back for back, earlier in backs if not earlier]


@dataclass(slots=True)
class ItemHistory:
    """One item: its opening layers as (quantity, amount), its lines of 采购验收 as they stand, and its days, by month, in order. ``unmatched`` are corrections of no row that counts."""

    opening: list[tuple[int, int]] = field(default_factory=list)
    lines: list[Receipt] = field(default_factory=list)
    days: dict[date, ItemDay] = field(default_factory=dict)
    months: dict[str, list[ItemDay]] = field(default_factory=dict)
    unmatched: list[Correctable] = field(default_factory=list)
    reverses: bool = False
    """Whether any row of it reverses another."""

    def on(self, day: date) -> ItemDay:
        """The item's day, made if it is not there."""
        found = self.days.get(day)
        if found is None:
            found = self.days[day] = ItemDay(day)
        return found

    def settle(self) -> None:
        """Put the days in order."""
        self.days = dict(sorted(self.days.items()))
        last, of_month = "", list[ItemDay]()
        for day, entry in self.days.items():
            month = month_of(day)
            if month != last:
                last, of_month = month, []
                self.months[month] = of_month
            of_month.append(entry)


def histories(book: Book, blocked: Blocked) -> dict[str, ItemHistory]:
    """What happened to every item, in the order of 品目; days in order."""
    found = {name: ItemHistory() for name in book.items}
    _add_opening(found, book, blocked)
    entries = _Entries(found, book, blocked)
    entries.add_receipts()
    entries.add_issues()
    entries.add_consumables()
    entries.add_counts()
    for history in found.values():
        history.settle()
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
        self.first = book.settings.first_day or date.max
        self.last = book.settings.last_day or date.min

    def _moving(self, rows: Rows[R], *more: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a register that are of this book, of a known item, and not blocked.

        For each: its item, its place, its day, its base quantity, and the values of the fields ``more``, of which the required ones are filled.
        """
        filled = [name for name in more if rows.register.columns()[name].required]
        places = rows.places_with("day", "item", "quantity", *filled)
        found, factor = self.found, self.book.units.factor
        factors = {pair: factor(*pair) for pair in rows.distinct("item", "unit") if pair[0] in found}
        gone = {row for table, row in self.blocked.rows if table == rows.register.table}
        days, items, units = rows.column("day"), rows.column("item"), rows.column("unit")
        usable = {day for day in set(days) if day is not None and self.first <= day <= self.last}
        if gone or len(usable) < len(set(days)) or None in factors.values() or len(factors) < len(rows.distinct("item", "unit")):
            places = [
                place
                for place in places
                if days[place] in usable
                and factors.get((items[place], units[place])) is not None
                and rows.numbers[place] not in gone
            ]
        days, items, typed, units, *others = (
            picked(rows.column(name), places) for name in ("day", "item", "quantity", "unit", *more)
        )
        if set(factors.values()) != {ONE}:
            base = self.book.units.base_quantity
            typed = [
                quantity if factors[item, unit] == ONE else base(item, quantity, unit)
                for item, quantity, unit in zip(items, typed, units, strict=True)
            ]
        return zip(map(found.__getitem__, items), places, days, typed, *others, strict=True)

    def add_receipts(self) -> None:
        """采购验收, but for what was sent away at the door."""
        rows = self.book.purchases
        for history, place, day, quantity, amount, meal, verdict in self._moving(rows, "amount", "direct_meal", "verdict"):
            if verdict == RETURN:
                continue
            came = None
            if quantity <= 0 and rows.column("quantity")[place] < 0:
                original = self._reversed(history, rows.records[place], -quantity)
                if original is None:
                    continue
                meal, came = original.direct_meal, original.day  # noqa: PLW2901 - it follows the line it reverses
                history.reverses = True
            line = Receipt(rows, place, quantity, amount, meal, came)
            history.lines.append(line)
            entry = history.days.get(day) or history.on(day)
            if meal is None:
                entry.add_receipt(line)
            else:
                entry.direct += (line,)

    def add_issues(self) -> None:
        """出库, and what reverses it."""
        rows, going = self.book.issues, cache(Going.to)
        for history, place, day, quantity, destination, meal in self._moving(rows, "destination", "meal"):
            self._add_draw(history, day, Draw(rows, place, quantity, going(destination, meal)))

    def add_consumables(self) -> None:
        """易耗品领用, and what reverses it."""
        rows, going = self.book.consumable_issues, cache(Going.by)
        for history, place, day, quantity, department in self._moving(rows, "department"):
            self._add_draw(history, day, Draw(rows, place, quantity, going(department)))

    def _add_draw(self, history: ItemHistory, day: date, draw: Draw) -> None:
        """Put a draw, or what reverses one, where it belongs. A quantity too small for its base unit moves nothing."""
        if draw.quantity > 0:
            entry = history.days.get(day) or history.on(day)
            entry.draws += (draw,)
        elif draw.quantity and (original := self._reversed(history, draw.record, -draw.quantity)) is not None:
            whole = self.book.units.base_quantity(original.item, original.quantity, original.unit) or 0
            going = Going.to(original.destination, original.meal) if isinstance(original, Issue) else Going.by(original.department)
            entry = history.on(day)
            history.reverses = True
            entry.taken_back = [
                *entry.taken_back, TakenBack(draw.rows, draw.place, original, -draw.quantity, whole, going),
            ]  # fmt: skip

    def _reversed(self, history: ItemHistory, record: C, quantity: int) -> C | None:
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
            counts = original.item in self.found and self.first <= original.day <= self.last
            if counts and not (isinstance(original, Purchase) and not original.accepted):
                return original
        history.unmatched.append(record)
        return None

    def add_counts(self) -> None:
        """盘点; of two counts on one day the last stands."""
        rows = self.book.stock_counts
        for history, place, day, quantity, _ in self._moving(rows, "unit"):
            entry = history.on(day)
            entry.count, entry.counted = rows.records[place], quantity

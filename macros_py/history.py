"""What happened to one item: its rows in columns that lie side by side, what each day comes to, and a day as a view of all that.

A book has tens of thousands of days on which an item moves, and most see one row: an object for each of them would take longer to make than to value.
"""

from __future__ import annotations

from bisect import bisect_left
from enum import Enum, auto
from itertools import accumulate, chain, filterfalse, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from validation.registers import ConsumableIssue, Issue, Purchase
from validation.registers.choices import DESTINATIONS, HOSPITALITY, MEALS, RETURN, WASTE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from validation.reading import Rows
    from validation.registers import StockCount

_MEAL_ORDER = {None: 0} | {meal: number for number, meal in enumerate(MEALS, 1)}
_DESTINATION_ORDER = {None: 0} | {destination: number for number, destination in enumerate(DESTINATIONS, 1)}

Correctable: TypeAlias = Purchase | Issue | ConsumableIssue


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


class Receipt(NamedTuple):
    """One accepted line: base quantity (thousandths) and amount (fen), both negative for a line that reverses another.

    ``place``: in the rows of 采购验收. ``meal`` is the meal it went straight to, ``None`` if it went into stock; a line that reverses a 直出 line
    follows it. ``came`` is the day of the line that this one reverses.
    """

    rows: Rows[Purchase]
    place: int
    quantity: int
    amount: int
    meal: str | None
    came: date | None

    @property
    def record(self) -> Purchase:
        """The line itself."""
        return self.rows.records[self.place]


class Draw(NamedTuple):
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


class Count(NamedTuple):
    """A row of 盘点 and its base quantity. ``place``: in the rows of 盘点."""

    rows: Rows[StockCount]
    place: int
    quantity: int

    @property
    def record(self) -> StockCount:
        """The row itself."""
        return self.rows.records[self.place]


class Lines:
    """An item's accepted lines in columns, as ``Receipt`` has them; once settled, in the order of days. ``in_order``: they are so already."""

    def __init__(self, rows: Rows[Purchase]) -> None:
        self.rows = rows
        self.places: list[int] = []
        self.days: list[date] = []
        self.quantities: list[int] = []
        self.amounts: list[int] = []
        self.meals: list[str | None] = []
        self.came: dict[int, date] = {}
        """By place in the rows of 采购验收: the few that reverse."""
        self.in_order = True


class Draws:
    """What was drawn of an item, in columns, as ``Draw`` has it; once settled, in the order of days. ``charged``: its value, 0 if there is none.

    ``in_order``: they are in the order of days already.
    """

    def __init__(self) -> None:
        self.rows: list[Rows[Any]] = []
        self.places: list[int] = []
        self.days: list[date] = []
        self.quantities: list[int] = []
        self.goings: list[Going] = []
        self.charged: list[int] = []
        self.in_order = True

    def record(self, each: int) -> Issue | ConsumableIssue:
        """The row of a draw."""
        found: Issue | ConsumableIssue = self.rows[each].records[self.places[each]]
        return found

    def rise(self, each: int) -> bool:
        """Whether a draw is of a lower 单号 than the next one: these two stand as they do when the day's value is shared."""
        one = self.rows[each].column("slip")[self.places[each]]
        other = self.rows[each + 1].column("slip")[self.places[each + 1]]
        return (one or "") < (other or "")

    def share_order(self, start: int, end: int) -> Sequence[int]:
        """A day's draws, those from ``start`` to ``end``, as they stand when its value is shared (vocabulary, "Valuation")."""
        if end - start < 2 or (end - start == 2 and self.rise(start)):  # noqa: PLR2004 - a pair
            return range(start, end)
        return sorted(range(start, end), key=self._share_key)

    def _share_key(self, each: int) -> tuple[str, int, int, int, str]:
        destination, meal, department, _ = self.goings[each]
        slip = self.rows[each].column("slip")[self.places[each]] or ""
        return (slip, _MEAL_ORDER[meal], _DESTINATION_ORDER[destination], self.quantities[each], department or "")


class ItemHistory:
    """One item: its opening layers as (quantity, amount), its rows, and its days in order. ``unmatched`` are corrections of no row that counts.

    By day: ``got`` and ``paid`` are what came into stock, reversals taken off; ``issued`` what the day's issues take together. Where more was
    issued than was there, but enough of it reversed the same day, the day is ``apart``, and what was reversed is no part of ``issued``: it never
    left. ``quantity`` and ``value`` are left at the end of the day; the first ``valued`` days have a value. ``brought_back`` has the value of each
    row taken back on a day; ``differences`` and ``count_values`` what a count came to: counted less booked, negative for a shortage.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.opening: list[tuple[int, int]] = []
        self.draws: Draws = Draws()
        self.taken_back: dict[date, list[TakenBack]] = {}
        self.counts: dict[date, Count] = {}
        self.unmatched: list[Correctable] = []

        self.days: list[date] = []
        self.months: dict[str, range] = {}
        """The places of each month's days; months without one are left out."""
        self.first_line: list[int] = []
        """The lines of a day are those from ``first_line[day]`` to ``first_line[day + 1]``; the same for its draws."""
        self.first_draw: list[int] = []
        self.got: list[int] = []
        self.paid: list[int] = []
        self.issued: list[int] = []
        self.reversing: set[int] = set()
        """The days on which a row reverses another."""
        self.apart: set[int] = set()

        self.quantity: list[int] = []
        self.value: list[int] = []
        self.valued = 0
        self.brought_back: dict[int, list[int]] = {}
        self.differences: dict[int, int] = {}
        self.count_values: dict[int, int] = {}

    def settle(self, months: Sequence[tuple[str, date]]) -> None:
        """Put the rows in the order of days, and add up what each day brought and took. ``months``: each with its first day."""
        lines, draws = self.lines, self.draws
        if lines.came:  # reversals were added behind the others
            _sort(lines.places, lines.days, lines.quantities, lines.amounts, lines.meals)
        if lines.came or not lines.in_order:
            _sort(lines.days, lines.places, lines.quantities, lines.amounts, lines.meals)
        if not draws.in_order:
            _sort(draws.days, draws.rows, draws.places, draws.quantities, draws.goings)
        draws.charged = [0] * len(draws.days)
        drawn = dict.fromkeys(draws.days)
        others = dict.fromkeys(filterfalse(drawn.__contains__, chain(lines.days, self.taken_back, self.counts)))
        self.days = days = sorted([*drawn, *others]) if others else list(drawn)  # goods mostly come on days on which some go
        bounds = [*(bisect_left(days, first) for _, first in months), len(days)]
        for (month, _), (start, end) in zip(months, pairwise(bounds), strict=True):
            if end > start:
                self.months[month] = range(start, end)
        self.quantity, self.value = [0] * len(days), [0] * len(days)
        self._add_up(dict(zip(days, range(len(days)), strict=True)))

    def _add_up(self, place_of: dict[date, int]) -> None:
        lines, draws = self.lines, self.draws
        got, paid, issued, lines_of, draws_of = ([0] * len(self.days) for _ in range(5))
        at = map(place_of.__getitem__, lines.days)
        for place, quantity, amount, meal in zip(at, lines.quantities, lines.amounts, lines.meals, strict=True):
            lines_of[place] += 1
            if meal is None:
                got[place] += quantity
                paid[place] += amount
        for place, quantity in zip(map(place_of.__getitem__, draws.days), draws.quantities, strict=True):
            draws_of[place] += 1
            issued[place] += quantity
        self.got, self.paid, self.issued = got, paid, issued
        self.first_line, self.first_draw = [0, *accumulate(lines_of)], [0, *accumulate(draws_of)]
        self.reversing = {place_of[day] for day in self.taken_back}
        if lines.came:
            self.reversing |= {place_of[day] for day, place in zip(lines.days, lines.places, strict=True) if place in lines.came}

    def month(self, month: str) -> list[ItemDay]:
        """The days of a month."""
        return [ItemDay(self, place) for place in self.months.get(month, ())]


def _sort(keys: list[Any], *columns: list[Any]) -> None:
    """Put some columns in the order of ``keys``; equal ones stay as they are."""
    order = sorted(range(len(keys)), key=keys.__getitem__)
    for column in (keys, *columns):
        column[:] = [column[place] for place in order]


class ItemDay:
    """One item on one day: what happened, and what the ledger made of it. Thousandths and fen.

    A day happens in this order: arrivals, earlier issues taken back, earlier receipts sent back, issues, today's taken back, the count.
    """

    def __init__(self, history: ItemHistory, place: int) -> None:
        self.history = history
        self.place = place

    @property
    def day(self) -> date:
        """The day itself."""
        return self.history.days[self.place]

    @property
    def got(self) -> int:
        """What came into stock, reversals taken off."""
        return self.history.got[self.place]

    @property
    def issued(self) -> int:
        """What the day's issues take together."""
        return self.history.issued[self.place]

    @property
    def quantity(self) -> int:
        """What is left at the end of the day."""
        return self.history.quantity[self.place]

    @property
    def value(self) -> int:
        """What that is worth; 0 on a day that could not be valued."""
        return self.history.value[self.place]

    @property
    def valued(self) -> bool:
        """Whether the day could be valued."""
        return self.place < self.history.valued

    @property
    def lines(self) -> list[Receipt]:
        """All lines of the day, in the order of the sheet."""
        lines, first = self.history.lines, self.history.first_line
        return [
            Receipt(lines.rows, place, lines.quantities[each], lines.amounts[each], lines.meals[each], lines.came.get(place))
            for each, place in enumerate(lines.places[first[self.place] : first[self.place + 1]], first[self.place])
        ]

    @property
    def receipts(self) -> list[Receipt]:
        """The lines that went into stock, and those that reverse one that did."""
        return [line for line in self.lines if line.meal is None]

    @property
    def direct(self) -> list[Receipt]:
        """The lines that went straight to a meal (直出), and those that reverse one."""
        return [line for line in self.lines if line.meal is not None]

    @property
    def arrivals(self) -> list[Receipt]:
        """The receipts, less what was reversed of them at once."""
        return [line for line in self.receipts if line.came is None or line.came == self.day]

    @property
    def sent_back(self) -> list[Receipt]:
        """Reversals of earlier days' receipts."""
        return [line for line in self.receipts if line.came is not None and line.came < self.day]

    @property
    def draws(self) -> list[Draw]:
        """What was drawn, in the order of the sheet."""
        draws, first = self.history.draws, self.history.first_draw
        return [
            Draw(draws.rows[each], draws.places[each], draws.quantities[each], draws.goings[each])
            for each in range(first[self.place], first[self.place + 1])
        ]

    @property
    def charged(self) -> list[int]:
        """What each of the draws is worth; 0 where the day could not be valued."""
        first = self.history.first_draw
        return self.history.draws.charged[first[self.place] : first[self.place + 1]]

    @property
    def taken_back(self) -> list[TakenBack]:
        """The rows that reverse an issue."""
        return self.history.taken_back.get(self.day, [])

    @property
    def earlier_back(self) -> list[TakenBack]:
        """Reversals of earlier days' issues."""
        return [back for back in self.taken_back if back.original.day < self.day]

    @property
    def todays_back(self) -> list[TakenBack]:
        """Reversals of today's issues."""
        return [back for back in self.taken_back if back.original.day == self.day]

    @property
    def brought_back(self) -> list[int]:
        """What each row taken back is worth, never positive; 0 where the day could not be valued."""
        return self.history.brought_back.get(self.place) or [0] * len(self.taken_back)

    @property
    def count(self) -> Count | None:
        """The count that stands for the day."""
        return self.history.counts.get(self.day)

    @property
    def difference(self) -> int:
        """Counted less booked; 0 without a count."""
        return self.history.differences.get(self.place, 0)

    @property
    def count_value(self) -> int:
        """What the difference is worth, negative for a shortage."""
        return self.history.count_values.get(self.place, 0)

    @property
    def charges(self) -> list[Charge]:
        """Every row that issues or takes back, in the order of a day; today's issues in the order in which their value is shared."""
        draws, first = self.history.draws, self.history.first_draw
        order = draws.share_order(first[self.place], first[self.place + 1])
        issued = [
            Charge(draws.rows[each], draws.places[each], draws.goings[each], draws.quantities[each], draws.charged[each])
            for each in order
        ]
        if not self.taken_back:
            return issued
        backs = [
            (Charge(back.rows, back.place, back.going, -back.quantity, value), back.original.day < self.day)
            for back, value in zip(self.taken_back, self.brought_back, strict=True)
        ]
        return [back for back, earlier in backs if earlier] + issued + [back for back, earlier in backs if not earlier]

"""What each item did in each month, in fen: the sums that the figures are made of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, repeat
from typing import TYPE_CHECKING, TypeAlias

from macros_py.movements import Use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros_py.ledger import ItemLedger
    from macros_py.movements import Draw, Going, ItemDay, TakenBack
    from validation.book import Book

_SERVED = Use.SERVED
Meal: TypeAlias = tuple[date, str]
"""A day and a 餐次."""


@dataclass(slots=True)
class Flow:
    """One item in one month, in fen. ``opening + received − out = closing``, where received holds 直出 and out holds it again.

    ``returned`` (退货), ``served`` (直出 and 供餐, 学生餐, 教工餐, 留样), ``waste`` (报损), ``hospitality`` (接待) leave; ``shortage`` and
    ``surplus`` come from counts; ``drawn`` is 易耗品领用 by department.
    """

    opening: int = 0
    closing: int = 0
    received: int = 0
    returned: int = 0
    served: int = 0
    waste: int = 0
    hospitality: int = 0
    shortage: int = 0
    surplus: int = 0
    drawn: dict[str, int] = field(default_factory=dict)

    @property
    def purchased(self) -> int:
        """购入: accepted, less 退货."""
        return self.received - self.returned

    @property
    def loss(self) -> int:
        """损耗：报损 − 盘盈 + 盘亏."""
        return self.waste - self.surplus + self.shortage

    @property
    def used(self) -> int:
        """What left for good: every issue but 退货, 直出, and what counts found missing."""
        return self.served + self.hospitality + self.loss


@dataclass
class Flows:
    """Flows by item and month, and the food cost of every meal (fen by day and 餐次; 餐次 "" where an issue names none)."""

    by_item: dict[str, dict[str, Flow]] = field(default_factory=dict)
    food_by_meal: defaultdict[Meal, int] = field(default_factory=lambda: defaultdict(int))


def add_item(found: Flows, book: Book, kept: ItemLedger) -> None:
    """Add up one item by month."""
    meals = found.food_by_meal if book.items[kept.item].is_food else defaultdict[Meal, int](int)
    found.by_item[kept.item] = _item_flows(kept, book.settings.months, meals)


def _item_flows(kept: ItemLedger, months: tuple[str, ...], meals: defaultdict[Meal, int]) -> dict[str, Flow]:
    """The months in which nothing happens share one flow after another."""
    found: dict[str, Flow] = {}
    quiet = Flow(opening=kept.value, closing=kept.value)
    for month in months:
        days = kept.history.months.get(month)
        if days is None:
            found[month] = quiet
        else:
            flow = found[month] = Flow(opening=quiet.closing, closing=days[-1].value)
            _add_days(flow, days, meals)
            quiet = Flow(opening=flow.closing, closing=flow.closing)
    return found


def _add_days(flow: Flow, days: list[ItemDay], meals: defaultdict[Meal, int]) -> None:
    """Add up a month. Nothing is charged on a day that could not be valued."""
    received = served = 0
    for entry in days:
        day = entry.day
        received += entry.paid
        for line in entry.direct:
            received += line.amount
            served += line.amount
            meals[day, line.meal or ""] += line.amount
        moves: Iterable[tuple[Draw | TakenBack, int]] = zip(entry.draws, entry.charged or repeat(0), strict=False)
        if entry.taken_back:
            moves = chain(moves, zip(entry.taken_back, entry.brought_back or repeat(0), strict=False))
        if entry.draws or entry.taken_back:
            for move, charged in moves:
                going = move.going
                if going.use is _SERVED:
                    served += charged
                    meals[day, going.meal or ""] += charged
                else:
                    _add_charge(flow, going, charged)
        if entry.count_value > 0:
            flow.surplus += entry.count_value
        elif entry.count_value:
            flow.shortage -= entry.count_value
    flow.received, flow.served = received, served


def _add_charge(flow: Flow, going: Going, charged: int) -> None:
    """Add what a row was charged (negative: brought back) to what became of it."""
    if going.use is Use.DRAWN:
        department = going.department or ""
        flow.drawn[department] = flow.drawn.get(department, 0) + charged
    elif going.use is Use.RETURNED:
        flow.returned += charged
    elif going.use is Use.WASTE:
        flow.waste += charged
    else:
        flow.hospitality += charged

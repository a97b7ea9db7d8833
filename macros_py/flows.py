"""What each item did in each month, in fen: the sums that the figures are made of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from macros_py.history import ItemDay, Use

if TYPE_CHECKING:
    from macros_py.history import Going, ItemHistory
    from macros_py.ledger import ItemLedger
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
    closing, quiet = kept.value, False
    for month in months:
        days = kept.history.months.get(month)
        if days is not None:
            opening, closing, quiet = closing, kept.history.value[days[-1]], False
            flow = found[month] = Flow(opening, closing)
            _add_days(flow, kept.history, days, meals)
        else:
            if not quiet:
                flow, quiet = Flow(closing, closing), True
            found[month] = flow
    return found


def _add_days(flow: Flow, history: ItemHistory, days: range, meals: defaultdict[Meal, int]) -> None:
    """Add up a month. Nothing is charged on a day that could not be valued."""
    flow.received = sum(history.paid[days.start : days.stop])
    _add_direct(flow, history, days, meals)
    draws, here = history.draws, slice(history.first_draw[days.start], history.first_draw[days.stop])
    served = 0
    for day, going, charged in zip(draws.days[here], draws.goings[here], draws.charged[here], strict=True):
        _, meal, _, use = going
        if use is _SERVED:
            served += charged
            meals[day, meal or ""] += charged
        else:
            _add_charge(flow, going, charged)
    flow.served += served
    if history.taken_back:
        for entry in (ItemDay(history, place) for place in days):
            for back, charged in zip(entry.taken_back, entry.brought_back, strict=True):
                _add_charge(flow, back.going, charged)
                if back.going.use is _SERVED:
                    meals[entry.day, back.going.meal or ""] += charged
    if history.count_values:
        values = [history.count_values.get(place, 0) for place in days]
        flow.surplus, flow.shortage = sum(max(value, 0) for value in values), -sum(min(value, 0) for value in values)


def _add_direct(flow: Flow, history: ItemHistory, days: range, meals: defaultdict[Meal, int]) -> None:
    """What went straight to a meal came in and is served."""
    lines, here = history.lines, slice(history.first_line[days.start], history.first_line[days.stop])
    if any(lines.meals[here]):
        for day, amount, meal in zip(lines.days[here], lines.amounts[here], lines.meals[here], strict=True):
            if meal is not None:
                flow.received += amount
                flow.served += amount
                meals[day, meal] += amount


def _add_charge(flow: Flow, going: Going, charged: int) -> None:
    """Add what a row was charged (negative: brought back) to what became of it."""
    if going.use is _SERVED:
        flow.served += charged
    elif going.use is Use.DRAWN:
        department = going.department or ""
        flow.drawn[department] = flow.drawn.get(department, 0) + charged
    elif going.use is Use.RETURNED:
        flow.returned += charged
    elif going.use is Use.WASTE:
        flow.waste += charged
    else:
        flow.hospitality += charged

"""What each item did in each month, in fen: the sums that the figures are made of."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from macros_py.history import ItemDay, Use
from validation.months import month_of

if TYPE_CHECKING:
    from macros_py.history import Going, ItemHistory
    from macros_py.ledger import ItemLedger
    from validation.book import Book

_SERVED = Use.SERVED
Meal: TypeAlias = tuple[date, str]
"""A day and a 餐次."""
Meals: TypeAlias = defaultdict[str, defaultdict[date, int]]
"""Sums by 餐次 and day."""


class Flow:
    """One item in one month, in fen. ``opening + received − out = closing``, where received holds 直出 and out holds it again.

    ``returned`` (退货), ``served`` (直出 and 供餐, 学生餐, 教工餐, 留样), ``waste`` (报损), ``hospitality`` (接待) leave; ``shortage`` and
    ``surplus`` come from counts; ``drawn`` is 易耗品领用 by department.
    """

    returned = served = waste = hospitality = shortage = surplus = 0

    def __init__(self, opening: int = 0, closing: int = 0, received: int = 0) -> None:
        self.opening = opening
        self.closing = closing
        self.received = received
        self.drawn: dict[str, int] = {}

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
        return self.served + self.hospitality + self.waste - self.surplus + self.shortage


class Flows:
    """Flows by item and month, and the food cost of every meal (fen by 餐次 and day; 餐次 "" where an issue names none)."""

    def __init__(self) -> None:
        self.by_item: dict[str, dict[str, Flow]] = {}
        self.food: Meals = defaultdict(lambda: defaultdict(int))

    @property
    def food_by_meal(self) -> dict[Meal, int]:
        """The food cost of every meal, by day and 餐次; made anew at each call."""
        return {(day, meal): value for meal, days in self.food.items() for day, value in days.items()}


def add_item(found: Flows, book: Book, kept: ItemLedger) -> None:
    """Add up one item by month."""
    meals = found.food if book.items[kept.item].is_food else Flows().food
    found.by_item[kept.item] = _item_flows(kept, book.settings.months, meals)


def _item_flows(kept: ItemLedger, months: tuple[str, ...], meals: Meals) -> dict[str, Flow]:
    """The months in which nothing happens share one flow after another. Nothing is charged on a day that could not be valued."""
    found: dict[str, Flow] = {}
    history, draws = kept.history, kept.history.draws
    paid, charged = [0, *accumulate(history.paid)], [0, *accumulate(draws.charged)]
    closing, quiet = kept.value, False
    for month in months:
        days = history.months.get(month)
        if days is not None:
            opening, closing, quiet = closing, history.value[days[-1]], False
            flow = found[month] = Flow(opening, closing, paid[days.stop] - paid[days.start])
            flow.served = charged[history.first_draw[days.stop]] - charged[history.first_draw[days.start]]
        else:
            if not quiet:
                flow, quiet = Flow(closing, closing), True
            found[month] = flow
    _add_direct(found, history, meals)
    _add_draws(found, history, meals)
    _add_taken_back(found, history, meals)
    for place, value in history.count_values.items():
        flow = found[month_of(history.days[place])]
        flow.surplus, flow.shortage = flow.surplus + max(value, 0), flow.shortage - min(value, 0)
    return found


def _add_direct(found: dict[str, Flow], history: ItemHistory, meals: Meals) -> None:
    """What went straight to a meal came in and is served."""
    lines = history.lines
    if any(lines.meals):
        for day, amount, meal in zip(lines.days, lines.amounts, lines.meals, strict=True):
            if meal is not None:
                flow = found[month_of(day)]
                flow.received += amount
                flow.served += amount
                meals[meal][day] += amount


def _add_draws(found: dict[str, Flow], history: ItemHistory, meals: Meals) -> None:
    """What was drawn is all served, until here the rest is set apart."""
    draws = history.draws
    for day, going, charged in zip(draws.days, draws.goings, draws.charged, strict=True):
        _, meal, _, use = going
        if use is _SERVED:
            meals[meal or ""][day] += charged
        else:
            flow = found[month_of(day)]
            flow.served -= charged
            _add_charge(flow, going, charged)


def _add_taken_back(found: dict[str, Flow], history: ItemHistory, meals: Meals) -> None:
    """What is taken back goes off where it had gone."""
    for entry in (ItemDay(history, place) for place in sorted(history.reversing)):
        for back, charged in zip(entry.taken_back, entry.brought_back, strict=True):
            _add_charge(found[month_of(entry.day)], back.going, charged)
            if back.going.use is _SERVED:
                meals[back.going.meal or ""][entry.day] += charged


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

"""What the rules of meals and money need to know of the results: every meal's food, every month's surplus and fees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.blocked import Refused
from validation.evidence import MealFood, MonthResult
from validation.months import month_of
from validation.registers.choices import DINERS

if TYPE_CHECKING:
    from datetime import date

    from macros_py.blocked import Blocked
    from macros_py.figures import Figures
    from macros_py.values import Value
    from macros_py.flows import Flows
    from validation.book import Book

PAYING = DINERS[:2]
"""学生 and 教职工: whose fees are booked as 伙食费收入."""


def meal_foods(book: Book, flows: Flows, blocked: Blocked) -> list[MealFood]:
    """Every meal that was eaten or cooked, in order of day and meal, with its food cost (``None`` in a refused month)."""
    heads: dict[tuple[date, str], list[int]] = {}
    for row in book.meals.with_values("day", "meal", "heads", "standard"):
        if not blocked.is_blocked(row):
            sums = heads.setdefault((row.day, row.meal), [0, 0])
            sums[0] += row.heads
            sums[1] += row.heads * row.standard
    foods = [name for name, item in book.items.items() if item.is_food]
    refused = {month: any(blocked.item(name, month) for name in foods) for month in book.settings.months} if blocked.items else {}
    keys = sorted(set(heads) | set(flows.food_by_meal))
    found = []
    for day, meal in keys:
        diners, standard_value = heads.get((day, meal), (0, 0))
        food = None if refused.get(month_of(day)) else flows.food_by_meal.get((day, meal), 0)
        found.append(MealFood(day, meal, diners, standard_value, food))
    return found


def month_results(book: Book, figures: Figures, blocked: Blocked) -> list[MonthResult]:
    """The months' results up to 核算月份."""
    expected = dict.fromkeys(book.settings.months, 0)
    for row in book.meals.with_values("day", "diners", "heads", "standard"):
        month = month_of(row.day)
        if row.diners in PAYING and month in expected and not blocked.is_blocked(row):
            expected[month] += (row.heads - (row.free or 0)) * row.standard
    results = []
    for month in book.settings.months_shown:
        values = figures.months[month]
        heads_known = not isinstance(values["就餐人次"], Refused)
        results.append(
            MonthResult(
                month,
                _known(values["结余"]),
                _known(values["盈亏率"]),
                _known(values["累计盈亏率"]),
                _known(values["伙食费收入"]),
                expected[month] if heads_known else None,
            )
        )
    return results


def _known(value: Value) -> int | None:
    return None if isinstance(value, Refused) else value

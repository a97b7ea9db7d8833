"""What the rules of meals and money need to know of the results: every meal's food, every month's surplus and fees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.blocked import EVERYTHING, Refused
from macros_py.values import ratio
from validation.cells import picked
from validation.evidence import MealFood, MonthResult
from validation.months import month_of
from validation.registers import MealCount
from validation.registers.choices import DINERS, MEALS

if TYPE_CHECKING:
    from datetime import date

    from macros_py.blocked import Blocked
    from macros_py.figures import Figures
    from macros_py.flows import Flows
    from macros_py.values import Value
    from validation.book import Book

PAYING = DINERS[:2]
"""学生 and 教职工: whose fees are booked as 伙食费收入."""
_FREE = frozenset({"free"})
_MEAL_ORDER = {meal: number for number, meal in enumerate(MEALS)}


def meal_foods(book: Book, flows: Flows, blocked: Blocked) -> list[MealFood]:
    """Every meal that was eaten or cooked, in order of day and meal, with its food cost (``None`` where that is refused)."""
    heads: dict[tuple[date, str], list[int]] = {}
    fields, rows = ("day", "meal", "heads", "standard"), book.meals
    places = blocked.counted(rows, *fields)
    for day, meal, diners, standard in zip(*(picked(rows.column(name), places) for name in fields), strict=True):
        sums = heads.setdefault((day, meal), [0, 0])
        sums[0] += diners
        sums[1] += diners * standard
    valued = _valued_months(book, blocked)
    doubtful = blocked.others.get(MealCount.table, ())
    foods = flows.food_by_meal
    found = []
    for day, meal in sorted({*heads, *foods}, key=lambda key: (key[0], _MEAL_ORDER.get(key[1], -1))):
        food = foods.get((day, meal), 0) if month_of(day) in valued else None
        known = not any(row.may_be("day", day) and row.may_be("meal", meal) for row in doubtful)
        diners, standard_value = heads.get((day, meal), (0, 0)) if known else (0, 0)
        found.append(MealFood(day, meal, diners, standard_value, food, known))
    return found


def _valued_months(book: Book, blocked: Blocked) -> set[str]:
    """The months in which no food is refused."""
    foods = [name for name, item in book.items.items() if item.is_food]
    refused = [EVERYTHING, *(name for name in foods if name in blocked.items)]
    return {month for month in book.settings.months if not any(blocked.item(name, month) for name in refused)}


def month_results(book: Book, figures: Figures, blocked: Blocked) -> list[MonthResult]:
    """The months' results up to 核算月份."""
    expected = _expected_fees(book, blocked)
    results = []
    for month in book.settings.months_shown:
        values = figures.months[month]
        surplus, rate, to_date, fees = (_known(values[name]) for name in ("结余", "盈亏率", "累计盈亏率", "伙食费收入"))
        staff_share = _known(ratio(values["人员"], values["收入合计"], 10_000, "收入合计"))
        results.append(MonthResult(month, surplus, rate, to_date, fees, expected[month], _known(values["食材占比"]), staff_share))
    return results


def _expected_fees(book: Book, blocked: Blocked) -> dict[str, int | None]:
    """Σ (人数 − 免费人数) × 餐标 of those who pay, by month; ``None`` where a row of 就餐 leaves it uncertain."""
    sums = dict.fromkeys(book.settings.months, 0)
    unknown = {row.month for row in blocked.others.get(MealCount.table, ())}
    fields, rows = ("day", "diners", "heads", "standard"), book.meals
    places = blocked.counted(rows, *fields)
    columns = (picked(rows.column(name), places) for name in (*fields, "free"))
    for place, day, diners, heads, standard, free in zip(places, *columns, strict=True):
        month = month_of(day)
        if diners in PAYING and month in sums:
            sums[month] += (heads - (free or 0)) * standard
            if free is None and rows.is_unread(place, _FREE):
                unknown.add(month)
    return {month: None if unknown & {month, EVERYTHING} else value for month, value in sums.items()}


def _known(value: Value) -> int | None:
    return None if isinstance(value, Refused) else value

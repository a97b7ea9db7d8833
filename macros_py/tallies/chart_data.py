"""图表_每天, 图表_每月: the numbers behind the charts of 首页. What is refused stays empty, so that a chart shows a gap and never a zero."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from macros_py.blocked import Refused
from validation.money import decimal, rounded_quotient
from validation.months import first_day, last_day, month_of
from validation.profiles import MONTH_SURPLUS_HIGH, MONTH_SURPLUS_LOW, TO_DATE_SURPLUS_HIGH, TO_DATE_SURPLUS_LOW
from validation.registers.choices import FOOD_CATEGORIES
from workbook_templates.chart_data import CHART_DAYS, CHART_MONTHS, DAYS, MONTHS
from workbook_templates.draft import DraftValue, TableFill

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros_py.figures import Values
    from macros_py.judge import Judged
    from validation.evidence import MealFood

_PER_MEAL, _MONEY_DECIMALS, _RATE_DECIMALS = "餐均食材成本", 2, 4


def chart_days(judged: Judged) -> TableFill:
    """Always the same number of rows, so that the ranges of the charts are the table's; none at all while there is nothing to show."""
    return TableFill(CHART_DAYS.name, CHART_DAYS.headings, _filled(_days(judged), DAYS))


def chart_months(judged: Judged) -> TableFill:
    """As many rows as ``chart_days`` has for its part: the months, and beside them the categories of 核算月份."""
    months = _filled([_month(judged, month) for month in judged.book.settings.months_shown], MONTHS)
    rows = [(*month, *category) for month, category in zip(months, _categories(judged), strict=True)] if months else []
    return TableFill(CHART_MONTHS.name, CHART_MONTHS.headings, rows)


def _filled(rows: list[tuple[DraftValue, ...]], room: int) -> list[tuple[DraftValue, ...]]:
    """The last rows there is room for; the room that is left repeats the last day or month without values."""
    kept = rows[-room:]
    return kept + [(row[0], *(None,) * (len(row) - 1)) for row in kept[-1:]] * (room - len(kept))


def _days(judged: Judged) -> list[tuple[DraftValue, ...]]:
    """What each day's food cost per standard meal, beside the same of all these days together."""
    base, months = judged.book.settings.base_standard or 0, judged.book.settings.months_shown
    meals = [meal for meal in judged.evidence.meals if month_of(meal.day) in months]
    average = _cost_per_meal(meals, base)
    return [(day, _cost_per_meal(here, base), average) for day, here in groupby(meals, attrgetter("day"))]


def _cost_per_meal(meals: Iterable[MealFood], base: int) -> DraftValue:
    """Σ 食材成本 ÷ Σ 折算人次 of some meals; empty where one of them is refused or nobody ate."""
    food = standard_value = 0
    for meal in meals:
        if meal.food is None or not meal.heads_known:
            return None
        food, standard_value = food + meal.food, standard_value + meal.standard_value
    return decimal(rounded_quotient(food * base, standard_value)) if standard_value > 0 and base > 0 else None


def _month(judged: Judged, month: str) -> tuple[DraftValue, ...]:
    """A month's costs per standard meal, and its rates within the limits that are in force when it ends."""
    values, book = judged.figures.months[month], judged.book
    day = min(last_day(month), book.settings.last_day or last_day(month))
    costs = [_shown(values, name, _MONEY_DECIMALS) for name in (_PER_MEAL, "餐均总成本")]
    limits = [
        decimal(rounded_quotient(told.number.numerator * 10_000, told.number.denominator), _RATE_DECIMALS)
        if (told := book.parameter(name, day)) is not None and told.number is not None
        else None
        for name in (MONTH_SURPLUS_HIGH, MONTH_SURPLUS_LOW, TO_DATE_SURPLUS_HIGH, TO_DATE_SURPLUS_LOW)
    ]
    rate, to_date = (_shown(values, name, _RATE_DECIMALS) for name in ("盈亏率", "累计盈亏率"))
    return (first_day(month), *costs, rate, *limits[:2], to_date, *limits[2:])


def _categories(judged: Judged) -> list[tuple[DraftValue, ...]]:
    """食材消耗 of 核算月份 by 类别, beside the month before."""
    months, chosen = judged.ledger.months, judged.book.settings.month
    place = months.index(chosen) if chosen in months else -1
    here = judged.figures.months[months[place]] if place >= 0 else None
    before = judged.figures.months[months[place - 1]] if place > 0 else None
    names = {category: f"食材消耗_{category}" for category in FOOD_CATEGORIES}
    return [
        (category, *(None if values is None else _shown(values, name, _MONEY_DECIMALS) for values in (here, before)))
        for category, name in names.items()
    ]


def _shown(values: Values, name: str, decimals: int) -> DraftValue:
    value = values[name]
    return None if isinstance(value, Refused) else decimal(value, decimals)

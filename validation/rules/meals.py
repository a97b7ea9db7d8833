"""MEA: head counts are plausible, and so is the food behind them."""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from validation.findings import Level
from validation.money import rounded_quotient
from validation.profiles import FOOD_PER_HEAD_HIGH, FOOD_PER_HEAD_LOW, HEADCOUNT_SWING
from validation.registers import MealCount
from validation.rules import wording
from validation.rules.keys import repeated_keys
from validation.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from validation.book import Book
    from validation.evidence import Evidence, MealFood

LOOKED_BACK = 10
ENOUGH = 5
"""A group's usual head count is the median of its last ten serving days, once there are five."""
GUESTS = "来客"


@rule("MEA-02", Level.WARNING, needs_ledger=True, example="就餐 | 人数 15 → 人数\n收入 | 金额 120.00")
def food_per_head_is_in_the_band(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """每餐人均食材成本在餐标的参数 人均食材下限 与 人均食材上限 之间。"""
    wrong: dict[tuple[date, str], Problem] = {}
    for meal in evidence.meals:
        if meal.heads > 0 and meal.standard_value > 0 and meal.food:
            problem = _outside_band(book, meal, meal.food)
            if problem is not None:
                wrong[meal.day, meal.meal] = problem
    if not wrong:
        return
    for row in book.meals.with_values("day", "meal"):
        problem = wrong.pop((row.day, row.meal), None)
        if problem is not None:
            yield problem._replace(where=row)


def _outside_band(book: Book, meal: MealFood, food: int) -> Problem | None:
    low, high = book.parameter(FOOD_PER_HEAD_LOW, meal.day), book.parameter(FOOD_PER_HEAD_HIGH, meal.day)
    worth = meal.standard_value
    if low is not None and low.number is not None and food * low.number.denominator < low.number.numerator * worth:
        limit, than, level = low.number, "低于下限", low.level
    elif high is not None and high.number is not None and food * high.number.denominator > high.number.numerator * worth:
        limit, than, level = high.number, "高于上限", high.level
    else:
        return None
    per_head = wording.yuan(rounded_quotient(food, meal.heads))
    standard = wording.yuan(rounded_quotient(worth, meal.heads))
    return Problem(
        (MealCount, 0),
        "heads",
        f"{meal.day} {meal.meal} {meal.heads} 人，食材成本 {wording.yuan(food)}，人均 {per_head}，"
        f"是餐标 {standard} 的 {wording.percent(Fraction(food, worth))}，{than} {wording.percent(limit)}",
        "核对人数、出库的餐次和数量；几餐合领的，按餐次分开登记",
        level=level,
    )


@rule("MEA-05", Level.ERROR, example="就餐\n就餐 | 人数 90 → 日期\n出库 | 数量 200\n收入 | 金额 1520.00")
def head_counts_are_entered_once(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """同一天、同一餐、同一对象、同一餐标的就餐人数只有一行。"""
    yield from repeated_keys(book, MealCount)


@rule(
    "MEA-06",
    Level.WARNING,
    example="就餐 | 日期 2025-09-01至2025-09-05\n就餐 | 日期 2025-09-06 | 人数 150 → 人数\n出库 | 日期 2025-09-01至2025-09-06\n收入 | 金额 5200.00",
)
def head_counts_are_near_their_usual(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """每餐每种对象的就餐人数，与前十个供餐日的中位数相差不超过参数 人数偏离上限（来客除外；至少有五个供餐日）。"""
    if book.parameter(HEADCOUNT_SWING) is None:
        return
    rows = book.meals
    meals, diners, heads, days = map(rows.column, ("meal", "diners", "heads", "day"))
    served: dict[tuple[str, str], list[int]] = {}
    for place in rows.places_with("day", "meal", "diners", "heads"):
        if diners[place] != GUESTS and heads[place]:
            served.setdefault((meals[place], diners[place]), []).append(place)
    for _, places in sorted(served.items()):
        yield from _unusual(book, sorted(places, key=days.__getitem__))


def _unusual(book: Book, served: list[int]) -> Iterator[Problem]:
    """What is unusual of one kind of diners at one meal, told by the places of its rows, in the order of days."""
    rows = book.meals
    heads_of = rows.column("heads")
    before: deque[int] = deque(maxlen=LOOKED_BACK)
    for day, places in groupby(served, key=rows.column("day").__getitem__):
        first, *more = places
        heads = heads_of[first] + sum(map(heads_of.__getitem__, more))
        allowed = book.parameter(HEADCOUNT_SWING, day)
        if len(before) >= ENOUGH and allowed is not None and allowed.number is not None:
            middle = sorted(before)[(len(before) - 1) // 2 : len(before) // 2 + 1]
            if abs(heads * len(middle) - sum(middle)) * allowed.number.denominator > allowed.number.numerator * sum(middle):
                row, usual = rows.records[first], Fraction(sum(middle), len(middle))
                change = wording.percent(abs(heads - usual) / usual)
                yield Problem(
                    row,
                    "heads",
                    f"{day} {row.meal}{row.diners} {heads} 人，前 {len(before)} 个供餐日的中位数是 {_plain(usual)} 人，"
                    f"{'多' if heads > usual else '少'} {change}，超过 {wording.percent(allowed.number)}",
                    "核对当天的就餐记录；确有活动、放假等原因的，在备注里写明",
                    level=allowed.level,
                )
        before.append(heads)


def _plain(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{number.numerator // number.denominator}.5"


@rule("MEA-07", Level.ERROR, blocks=True, example="就餐 | 免费人数 101 → 免费人数")
def free_diners_are_among_the_diners(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """免费人数不多于人数。"""
    rows = book.meals
    heads, free = rows.column("heads"), rows.column("free")
    for place in rows.places_with("heads", "free"):
        if free[place] > heads[place]:
            row = rows.records[place]
            yield Problem(
                row, "free", f"{row.free} 人，比人数 {row.heads} 还多", "人数包括免费的；改正其中写错的一个", also=("heads",)
            )

"""Who eats: head counts by day, meal and group, with the standard of the meal and how many eat free."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from workbook_templates.sample_school.school_days import SERVING_DAYS, days_of, week_of

if TYPE_CHECKING:
    from datetime import date

PUPILS, STAFF, WORKERS, GUESTS = "学生", "教职工", "工作人员", "来客"
MEALS = ("早餐", "午餐", "午点")
ENROLLED = {"早餐": 112, "午餐": 276, "午点": 240}
"""Pupils who have signed up; what the families pay in advance."""
FREE_PUPILS = {"早餐": 4, "午餐": 8, "午点": 4}
STANDARDS = {"早餐": Decimal("4.00"), "午餐": Decimal("8.00"), "午点": Decimal("2.50")}
STAFF_LUNCH = Decimal("10.00")
_BY_WEEKDAY = {"早餐": (0, 2, 3, 1, -4), "午餐": (0, 2, 2, 1, -5), "午点": (1, 3, 2, 0, -12)}
_GUEST_DAYS = tuple(days_of(month)[5] for month in ("2025-09", "2025-10", "2025-11", "2025-12"))
_GUEST_HEADS = 5


class Heads(NamedTuple):
    """One head count."""

    day: date
    meal: str
    group: str
    heads: int
    standard: Decimal
    free: int = 0
    note: str = ""

    @property
    def due(self) -> Decimal:
        """What is to be paid, 元."""
        return (self.heads - self.free) * self.standard


def _pupils(day: date, meal: str) -> int:
    number = SERVING_DAYS.index(day)
    present = ENROLLED[meal] * 96 // 100 + _BY_WEEKDAY[meal][day.weekday()]
    return min(ENROLLED[meal], present + (number * 7 + len(meal)) % 11 - 5 - (3 if week_of(day) in (12, 13) else 0))


@cache
def heads_on(day: date) -> tuple[Heads, ...]:
    """The head counts of one serving day."""
    number = SERVING_DAYS.index(day)
    counts = [Heads(day, meal, PUPILS, _pupils(day, meal), STANDARDS[meal], FREE_PUPILS[meal]) for meal in MEALS]
    counts.append(Heads(day, "早餐", STAFF, 11 + number * 3 % 4, STANDARDS["早餐"]))
    counts.append(Heads(day, "早餐", WORKERS, 7, STANDARDS["早餐"], 7))
    counts.append(Heads(day, "午餐", STAFF, 22 + number * 5 % 6, STAFF_LUNCH))
    counts.append(Heads(day, "午餐", WORKERS, 7, STANDARDS["午餐"], 7))
    if day in _GUEST_DAYS:
        counts.append(Heads(day, "午餐", GUESTS, _GUEST_HEADS, STANDARDS["午餐"], 0, "膳食委员会家长代表陪餐，自付"))
    return tuple(sorted(counts, key=lambda count: MEALS.index(count.meal)))


def heads_at(day: date, meal: str) -> int:
    """Everyone at one meal."""
    return sum(count.heads for count in heads_on(day) if count.meal == meal)


def staff_at_lunch(day: date) -> int:
    """The paying staff at lunch."""
    return sum(count.heads for count in heads_on(day) if count.group == STAFF and count.meal == "午餐")


def due(month: str, group: str) -> Decimal:
    """What one group has to pay for a month's meals, 元."""
    return sum((count.due for day in days_of(month) for count in heads_on(day) if count.group == group), Decimal("0.00"))


def meal_rows() -> list[dict[str, object]]:
    """The rows of 就餐."""
    rows: list[dict[str, object]] = []
    for count in (count for day in SERVING_DAYS for count in heads_on(day)):
        row: dict[str, object] = {
            "日期": count.day,
            "餐次": count.meal,
            "对象": count.group,
            "人数": count.heads,
            "餐标": count.standard,
        }
        if count.free:
            row["免费人数"] = count.free
        if count.note:
            row["备注"] = count.note
        rows.append(row)
    return rows

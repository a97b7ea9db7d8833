"""When the sample school serves meals: weekdays of 2025秋 without the holidays."""

from __future__ import annotations

from datetime import date, timedelta

from validation.months import month_of, months_between

FIRST_DAY = date(2025, 9, 1)
"""First day of the book."""
LAST_DAY = date(2026, 1, 31)
"""Last day of the book; teaching ends earlier."""
LAST_TEACHING_DAY = date(2026, 1, 14)
HOLIDAYS = ((date(2025, 10, 1), date(2025, 10, 8)), (date(2026, 1, 1), date(2026, 1, 3)))
_WORKING_WEEK = 5

MONTHS = months_between(FIRST_DAY, LAST_DAY)


def is_serving_day(day: date) -> bool:
    """Whether meals are served on this day."""
    return day.weekday() < _WORKING_WEEK and not any(first <= day <= last for first, last in HOLIDAYS)


SERVING_DAYS = tuple(
    day for day in (FIRST_DAY + timedelta(days=n) for n in range((LAST_TEACHING_DAY - FIRST_DAY).days + 1)) if is_serving_day(day)
)


def week_of(day: date) -> int:
    """The week of the term, from 0; weeks begin on Monday, as the term does."""
    return (day - FIRST_DAY).days // 7


def days_of(month: str) -> tuple[date, ...]:
    """The serving days of a month such as ``2025-09``."""
    return tuple(day for day in SERVING_DAYS if month_of(day) == month)


COUNT_DAYS = tuple(days_of(month)[-1] for month in MONTHS)
"""The store is counted at the end of the last serving day of each month."""

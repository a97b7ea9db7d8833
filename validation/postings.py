"""The day by which a month's forms are to be posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.months import last_day, next_month
from validation.profiles import POSTED_BY

if TYPE_CHECKING:
    from datetime import date

    from validation.book import Book


def due_day(book: Book, month: str) -> date | None:
    """应公示日 of a month's forms: that day of the month after, its last one where it is shorter; ``None`` where no parameter says it."""
    told = book.parameter(POSTED_BY, last_day(month))
    if told is None or told.number is None or told.number.denominator != 1 or told.number < 1:
        return None
    last = last_day(next_month(month))
    return last.replace(day=min(int(told.number), last.day))

"""The day by which a month's forms are to be posted, and the days on which they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.months import last_day, next_month
from validation.profiles import POSTED_BY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from validation.book import Book
    from validation.evidence import Posting


def due_day(book: Book, month: str) -> date | None:
    """应公示日 of a month's forms: that day of the month after, its last one where it is shorter; ``None`` where no parameter says it."""
    told = book.parameter(POSTED_BY, last_day(month))
    if told is None or told.number is None or told.number.denominator != 1 or told.number < 1:
        return None
    last = last_day(next_month(month))
    return last.replace(day=min(int(told.number), last.day))


def first_posted(postings: Iterable[Posting], month: str) -> dict[str, date]:
    """The day on which each form of a month was first posted."""
    found: dict[str, date] = {}
    for each in postings:
        if each.month == month and each.registered is not None:
            found[each.form] = min(each.registered, found.get(each.form, each.registered))
    return found

"""The periods (期间) of figures and lists: the words for them, the days they span, the figures that belong to them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from validation.months import first_day, last_day
from validation.patterns import late_pattern

if TYPE_CHECKING:
    from macros_py.figures import Values
    from macros_py.judge import Judged
    from validation.settings import Settings

THIS_MONTH, LAST_MONTH, TO_DATE, LAST_TO_DATE, YEAR = "本月", "上月", "累计", "上月累计", "本年"
WORDS = (THIS_MONTH, LAST_MONTH, TO_DATE, LAST_TO_DATE, YEAR)
"""The periods that follow 核算月份."""
_NAMED_MONTH = late_pattern(r"(?:([0-9]{4})年)?0?([1-9]|1[0-2])月(累计|本年)?")
_WEEK = late_pattern(r"第([1-6一二三四五六])周")
_WEEKS = "一二三四五六"


class Period(NamedTuple):
    """A month, or what ends with it: ``how`` is 本月 (that month alone), 累计 (the book to its end) or 本年. ``week`` counts from 1; 0 is all of it.

    ``month`` is "" where the book has none of that kind, such as the month before its first.
    """

    how: str
    month: str
    week: int = 0


def period_of(word: str, settings: Settings) -> Period | None:
    """The period that a word means in this book; ``None`` if it means none at all."""
    months, month = settings.months, settings.month or ""
    place = months.index(month) if month in months else -1
    if word in WORDS:
        chosen = place - 1 if word in {LAST_MONTH, LAST_TO_DATE} else place
        how = {LAST_MONTH: THIS_MONTH, LAST_TO_DATE: TO_DATE}.get(word, word)
        return Period(how, months[chosen] if chosen >= 0 else "")
    if (week := _WEEK.fullmatch(word)) is not None:
        number = _WEEKS.index(week[1]) + 1 if week[1] in _WEEKS else int(week[1])
        return Period(THIS_MONTH, months[place] if place >= 0 else "", number)
    named = _NAMED_MONTH.fullmatch(word)
    if named is None:
        return None
    ending = f"-{int(named[2]):02d}"
    found = [each for each in months if (each == named[1] + ending if named[1] else each.endswith(ending))]
    return Period(named[3] or THIS_MONTH, found[0] if found else "")


def is_named_month(word: str) -> bool:
    """Whether a word names a month of its own, and does not follow 核算月份."""
    return _NAMED_MONTH.fullmatch(word) is not None


def is_to_come(period: Period, settings: Settings) -> bool:
    """Whether the period ends after 核算月份: a form shows nothing for it yet."""
    return settings.month is not None and period.month > settings.month


def values_of(judged: Judged, period: Period) -> Values | None:
    """The figures of a period; ``None`` where there are none."""
    found = {THIS_MONTH: judged.figures.months, TO_DATE: judged.figures.cumulative, YEAR: judged.figures.years}[period.how]
    return found.get(period.month) if not period.week else None


def months_of(judged: Judged, period: Period) -> tuple[str, ...]:
    """The months of the book that a period holds."""
    upto = [month for month in judged.ledger.months if month <= period.month]
    if period.how == THIS_MONTH:
        return tuple(upto[-1:])
    return tuple(month for month in upto if period.how == TO_DATE or month[:4] == period.month[:4])


def days_of(settings: Settings, period: Period) -> tuple[date, date] | None:
    """The first and the last day of a period, within the book (本年: from 1 January); ``None`` where there are none."""
    if not period.month or settings.first_day is None or settings.last_day is None:
        return None
    start, end = max(first_day(period.month), settings.first_day), min(last_day(period.month), settings.last_day)
    if period.how == TO_DATE:
        start = settings.first_day
    elif period.how == YEAR:
        start = date(int(period.month[:4]), 1, 1)
    if period.week:
        monday = first_day(period.month) - timedelta(days=first_day(period.month).weekday()) + timedelta(weeks=period.week - 1)
        start, end = max(start, monday), min(end, monday + timedelta(days=6))
    return (start, end) if start <= end else None


def in_words(settings: Settings, period: Period) -> str:
    """A period as a form names it: ``2025年9月``, ``2025年9月1日至2025年9月30日``; "" where there is none."""
    days = days_of(settings, period)
    if days is None:
        return ""
    if period.how == THIS_MONTH and not period.week:
        return f"{days[0].year}年{days[0].month}月"
    return f"{day_in_words(days[0])}至{day_in_words(days[1])}"


def day_in_words(day: date) -> str:
    """``2025年9月1日``."""
    return f"{day.year}年{day.month}月{day.day}日"

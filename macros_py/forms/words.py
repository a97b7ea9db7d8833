"""The words of a form: its period, the days on which it is posted, what a rate is a part of, and why the two balances differ."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from macros_py.blocked import Refused
from macros_py.figures import denominator_of
from macros_py.forms.periods import THIS_MONTH, TO_DATE, Period, day_in_words, in_words, values_of
from validation.money import printed
from validation.postings import due_day
from validation.profiles import POSTED_FOR

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from macros_py.figures import Values
    from macros_py.judge import Judged

UNAVAILABLE = "暂缺"
"""What a form shows where a figure is refused."""


def period_words(judged: Judged) -> str:
    """``2025年9月；本学期累计 2025年9月1日至2025年9月30日``."""
    settings = judged.book.settings
    month = settings.month if settings.month in settings.months else None
    if month is None:
        return UNAVAILABLE
    return f"{in_words(settings, Period(THIS_MONTH, month))}；本学期累计 {in_words(settings, Period(TO_DATE, month))}"


def posting_day(judged: Judged) -> date | None:
    """应公示日: the day of the month after 核算月份 by which its forms are to hang, by the parameter 应公示日; ``None`` where it says nothing."""
    month = judged.book.settings.month
    return due_day(judged.book, month) if month in judged.book.settings.months and month else None


def _last_posting_day(judged: Judged) -> date | None:
    """The last day on which the forms are to hang, by the parameter 公示期限 (in days)."""
    first = posting_day(judged)
    told = judged.book.parameter(POSTED_FOR, first) if first else None
    if first is None or told is None or told.number is None or told.number.denominator != 1 or not 1 <= told.number <= 366:  # noqa: PLR2004 - a year
        return None
    return first + timedelta(days=int(told.number) - 1)


def _posting_words(judged: Judged) -> str:
    first, last = posting_day(judged), _last_posting_day(judged)
    return f"{day_in_words(first)}至{day_in_words(last)}" if first and last else ""


def _in_words(day: date | None) -> str:
    return day_in_words(day) if day else ""


def _denominator(judged: Judged) -> str:
    month = judged.book.settings.month
    return denominator_of(judged.book, month) if month in judged.book.settings.months and month else ""


WORDS_OFFERED: dict[str, Callable[[Judged], str]] = {
    "期间": period_words,
    "应公示日": lambda judged: _in_words(posting_day(judged)),
    "公示截止日": lambda judged: _in_words(_last_posting_day(judged)),
    "公示期": _posting_words,
    "盈亏率分母": _denominator,
}
"""Words that need no period, by name."""


def _yuan(fen: int) -> str:
    """``1,404.05``."""
    whole, _, rest = printed(fen).partition(".")
    return f"{int(whole):,}.{rest}" if int(whole) else f"{whole}.{rest}"


def _difference(values: Values, _words: str) -> str:
    """Why 结余 and 采购口径结余 differ: by what the stock of food grew or fell."""
    figures = [values[name] for name in ("结余", "采购口径结余", "库存变动", "期初库存", "期末库存")]
    if any(isinstance(each, Refused) for each in figures):
        return UNAVAILABLE
    surplus, bought, change, opening, closing = (each for each in figures if isinstance(each, int))
    if not change:
        return f"库存没有增减，结余和采购口径结余相同，都是 {_yuan(surplus)} 元"
    how, side = ("增加", "多") if change > 0 else ("减少", "少")
    return (
        f"食材库存由 {_yuan(opening)} 元变为 {_yuan(closing)} 元，{how} {_yuan(abs(change))} 元；"
        f"所以结余 {_yuan(surplus)} 元比采购口径结余 {_yuan(bought)} 元{side} {_yuan(abs(change))} 元"
    )


WORDS_OF_PERIODS: dict[str, Callable[[Values, str], str]] = {
    "期间": lambda _values, words: words,
    "结余差异说明": _difference,
}
"""Words about a period, by name; each is made of the period's figures and its name in words."""


def words_of(judged: Judged, what: str, period: Period) -> str:
    """The words that a name asks for."""
    values, words = values_of(judged, period), in_words(judged.book.settings, period)
    return UNAVAILABLE if values is None or not words else WORDS_OF_PERIODS[what](values, words)

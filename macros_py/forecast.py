"""首页: how 核算月份 will end if its days to come cost as much food as those so far, and what a day may cost for the surplus to be zero.

Nothing is guessed beyond that: income and the other costs stand as they are booked, so the answer is as good as they are complete. Today is the last day
with 就餐 in 核算月份 (the program asks no clock). Days to come are those on whose weekday most weeks so far saw a meal, in 核算月份 if it
has run for a week, else in the month with meals before it; holidays and working weekends are nobody's to know.
Where other registers go beyond a day that should have seen a meal, the month is over or 就餐 is not complete, and nothing is forecast.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import Refused
from macros_py.figures import denominator_of
from macros_py.values import is_no_quotient
from validation.money import printed, rounded_quotient
from validation.months import last_day, month_of
from validation.profiles import MONTH_SURPLUS_HIGH, MONTH_SURPLUS_LOW
from validation.registers.choices import INCOME_ACCOUNTS
from validation.rules import wording

if TYPE_CHECKING:
    from macros_py.judge import Judged
    from macros_py.values import Value
    from validation.book import Book

_WEEK = 7
_WEEKDAYS = "一二三四五六日"
_RATE = 10_000
_BOOKED = (*INCOME_ACCOUNTS, "燃料水电", "人员")
"""What comes every month."""
_NEEDED = ("供餐天数", "食材消耗", "结余", "盈亏率")


class Forecast(NamedTuple):
    """What 首页 shows: fen, 1/10,000 for the rate, ``None`` for what cannot be told. ``note`` says what it rests on, or why there is none."""

    note: str
    band: str
    rate: int | None = None
    days_left: int | None = None
    food_a_day: int | None = None
    food_to_zero: int | None = None


class _Pattern(NamedTuple):
    """On which weekdays meals are served (0 is Monday), and what tells."""

    weekdays: tuple[int, ...]
    told_by: str


def forecast(judged: Judged) -> Forecast:
    """How 核算月份 is going to end."""
    month = judged.book.settings.month
    if month is None or month not in judged.ledger.months:
        return Forecast("不能预计：设置里没有核算月份，或它不在本账里", "")
    band = _band(_limits(judged.book, month))
    values = judged.figures.months[month]
    doubts = (value for name in _NEEDED if isinstance(value := values[name], Refused))
    refused = next((value for value in doubts if not is_no_quotient(value)), None)
    pattern = refused or _pattern(judged, month)
    if isinstance(pattern, Refused):
        return Forecast(f"不能预计：{pattern.reason}", band)
    today = max(day for day in _served(judged) if month_of(day) == month)
    written = _last_written(judged.book, month)
    if written > today and (missed := _to_come(today, written, pattern.weekdays)):
        why = f"登记已经写到 {written.isoformat()}，最后一次就餐是 {today.isoformat()}，其间 {missed} 个供餐日没有就餐"
        return Forecast(f"不能预计：{why}；月份过完的请看本月的盈亏率，漏登的请补登", band)
    left = _to_come(today, _end(judged.book, month), pattern.weekdays)
    if not left:
        return Forecast("不能预计：核算月份的供餐日已经过完，请看本月的盈亏率", band, days_left=0)
    return _expected(judged, month, left, _basis(today, pattern))


def _expected(judged: Judged, month: str, left: int, basis: str) -> Forecast:
    values, limits = judged.figures.months[month], _limits(judged.book, month)
    days, food, surplus = (_known(values[name]) for name in ("供餐天数", "食材消耗", "结余"))
    takings = _known(values[denominator_of(judged.book, month)])
    rate = rounded_quotient((surplus * days - left * food) * _RATE, days * takings) if takings > 0 else None
    to_zero = rounded_quotient(surplus, left) if surplus > 0 else None
    lost = "" if surplus > 0 else f"已经没有结余（{printed(surplus)} 元），以后不花食材也补不回；"
    if isinstance(why := values["盈亏率"], Refused):
        lost = f"盈亏率算不出（{why.reason}）；"
    return Forecast(
        f"{lost}{basis}{_not_yet(judged, month)}", _band(limits, rate), rate, left, rounded_quotient(food, days), to_zero
    )


def _not_yet(judged: Judged, month: str) -> str:
    """What the month before had and this one has not: most likely it is still to be booked."""
    place = judged.ledger.months.index(month)
    before, here = judged.figures.months[judged.ledger.months[place - 1]] if place else {}, judged.figures.months[month]
    names = [name for name in _BOOKED if _known(before.get(name, 0)) and not _known(here[name])]
    return f"；上月有而本月还没有登记的：{'、'.join(names)}" if names else ""


def _known(value: Value) -> int:
    """A figure that is not refused, or whose refusal refused the rate already."""
    return 0 if isinstance(value, Refused) else value


def _served(judged: Judged) -> list[date]:
    """The days on which somebody ate."""
    return sorted({meal.day for meal in judged.evidence.meals if meal.heads})


def _pattern(judged: Judged, month: str) -> _Pattern | Refused:
    """On which weekdays meals are served; refused where nothing tells, or nothing is to come."""
    served, closed = _served(judged), judged.book.settings.closed_until
    here = [day for day in served if month_of(day) == month]
    if not here:
        return Refused("核算月份还没有就餐")
    if served[-1] > here[-1] or (closed is not None and closed >= month):
        return Refused("核算月份已经过完，请看本月的盈亏率")
    if (here[-1] - here[0]).days >= _WEEK - 1:
        return _Pattern(_weekdays(here), "本月")
    earlier = [day for day in served if day < here[0]]
    if not earlier:
        return Refused("本月供餐不满一周，以前也没有就餐，看不出星期几供餐")
    before = month_of(earlier[-1])
    return _Pattern(_weekdays([day for day in earlier if month_of(day) == before]), before)


def _weekdays(served: list[date]) -> tuple[int, ...]:
    """The weekdays on most of which, from the first of some days to the last, a meal was served: a working Saturday does not make a pattern."""
    all_days = (served[0] + timedelta(days=number) for number in range((served[-1] - served[0]).days + 1))
    weeks, meals = Counter(day.weekday() for day in all_days), Counter(day.weekday() for day in served)
    return tuple(weekday for weekday in range(_WEEK) if 2 * meals[weekday] > weeks[weekday])


def _to_come(today: date, end: date, weekdays: tuple[int, ...]) -> int:
    """How many serving days are left."""
    return sum((today + timedelta(days=number)).weekday() in weekdays for number in range(1, (end - today).days + 1))


def _last_written(book: Book, month: str) -> date:
    """The last day of the month on which anything but a meal is written down: the days up to it are over."""
    registers = (book.purchases, book.issues, book.stock_counts, book.income, book.expenses, book.consumable_issues)
    days = (day for rows in registers for (day,) in rows.distinct("day"))
    return max((day for day in days if day is not None and month_of(day) == month), default=date.min)


def _end(book: Book, month: str) -> date:
    return min(last_day(month), book.settings.last_day or last_day(month))


def _basis(today: date, pattern: _Pattern) -> str:
    weekdays = "".join(_WEEKDAYS[weekday] for weekday in pattern.weekdays)
    return (
        f"算到 {today.isoformat()}（最后一次就餐）；以后的供餐日照{pattern.told_by}的星期{weekdays}数，没有扣节假日；"
        "收入和食材以外的支出只算已登记的，食材照至今的日均"
    )


def _limits(book: Book, month: str) -> tuple[Fraction | None, Fraction | None]:
    """月盈亏率下限 and 月盈亏率上限 in force at the month's end."""
    low, high = (book.parameter(name, _end(book, month)) for name in (MONTH_SURPLUS_LOW, MONTH_SURPLUS_HIGH))
    return low.number if low is not None else None, high.number if high is not None else None


def _band(limits: tuple[Fraction | None, Fraction | None], rate: int | None = None) -> str:
    """The band in words, and where the rate lies."""
    low, high = limits
    sides = [f"不低于 {wording.percent(low)}"] if low is not None else []
    sides += [f"不高于 {wording.percent(high)}"] if high is not None else []
    if low is not None and high is not None:
        sides = [f"{wording.percent(low)} ～ {wording.percent(high)}"]
    words = sides[0] if sides else "没有设上下限"
    if rate is None or not sides:
        return words
    part = Fraction(rate, _RATE)
    if high is not None and part > high:
        return f"{words}，会高于上限"
    return f"{words}，会低于下限" if low is not None and part < low else f"{words}，在范围内"

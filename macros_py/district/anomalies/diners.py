"""Head counts that look invented, and food that does not fit them."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import Refused
from macros_py.district.anomalies.anomaly import Sign, Silence, some
from macros_py.district.limits import FLAT_DAYS, FLAT_HEADS, KILOS_HIGH, KILOS_LOW, KILOS_MEALS, OVER_ENROLLED_DAYS
from macros_py.district.names import ONE, UNITS
from macros_py.history import Use
from validation.money import rounded_quotient
from validation.registers.choices import DINERS
from validation.rules.wording import quantity

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from macros_py.district.anomalies.anomaly import Outcome
    from macros_py.district.limits import Limits
    from macros_py.judge import Judged
    from macros_py.ledger import ItemLedger
    from validation.reading import Rows

PUPILS = DINERS[0]
_KILOGRAM, _LITRE = "公斤", "升"
_UNWEIGHED = Fraction(1, 5)
"""Where more of the money goes into food in boxes and pieces, what is weighed says too little."""


class Served(NamedTuple):
    """学生 at one meal of one day, all their rows together; ``place`` of the first."""

    day: date
    meal: str
    heads: int
    place: int


def pupils_served(judged: Judged) -> list[Served]:
    """All meals of 学生, by meal and day. Made once."""
    found: list[Served] | None = judged.book.lookups.get("pupils served")
    if found is None:
        found = judged.book.lookups["pupils served"] = _pupils_served(judged)
    return found


def _pupils_served(judged: Judged) -> list[Served]:
    rows = judged.book.meals
    days, meals, diners, heads = map(rows.column, ("day", "meal", "diners", "heads"))
    sums: dict[tuple[str, date], list[int]] = {}
    for place in rows.places_with("day", "meal", "diners", "heads"):
        if diners[place] == PUPILS and heads[place]:
            sums.setdefault((meals[place], days[place]), [0, place])[0] += heads[place]
    return [Served(day, meal, *sums[meal, day]) for meal, day in sorted(sums)]


def head_counts_never_change(judged: Judged, limits: Limits) -> Outcome:
    """The same number of 学生 at a meal, one serving day after the other."""
    served = pupils_served(judged)
    if len({each.day for each in served}) < limits.count(FLAT_DAYS):
        return Silence.NOT_JUDGED
    least = limits.count(FLAT_HEADS)
    runs = (list(run) for _, run in groupby(served, key=attrgetter("meal", "heads")))
    longest = max((run for run in runs if run[0].heads >= least), key=len, default=[])
    if not longest or len(longest) < limits.count(FLAT_DAYS):
        return Silence.ORDINARY
    first, last = longest[0], longest[-1]
    return Sign(
        f"学生{first.meal} {first.day} 至 {last.day} 连续 {len(longest)} 个供餐日都是 {first.heads} 人，一个不多、一个不少",
        judged.book.meals,
        "heads",
        tuple(each.place for each in longest),
    )


class MostDiners(NamedTuple):
    """For the comparison with 在校人数: ``heads`` 学生 or more ate at one meal on ``days`` days; the most, and its place."""

    days: int
    heads: int
    most: int
    day: str
    meal: str
    sheet: str
    cell: str


def most_diners(judged: Judged, limits: Limits) -> MostDiners | None:
    """The largest head counts of 学生; ``None`` without enough days."""
    served = pupils_served(judged)
    by_day: dict[date, int] = {}
    for each in served:
        by_day[each.day] = max(by_day.get(each.day, 0), each.heads)
    days = limits.count(OVER_ENROLLED_DAYS)
    rows = judged.book.meals
    if len(by_day) < days or rows.raw is None:
        return None
    top = max(served, key=lambda each: (each.heads, -each.place))
    cell = rows.cell(rows.numbers[top.place], "heads")
    return MostDiners(
        days, sorted(by_day.values(), reverse=True)[days - 1], top.heads, top.day.isoformat(), top.meal, rows.raw.sheet, cell
    )


def food_weighs_what_people_eat(judged: Judged, limits: Limits) -> Outcome:
    """Kilograms of food served (出库 to diners and 直出) for one 折算人次, month by month. Litres count as kilograms."""
    known = {month: _diners(judged, month) for month in judged.book.settings.months_shown}
    months = [month for month, heads in known.items() if heads is not None and heads >= limits[KILOS_MEALS] * 100]
    food = _Food(judged)
    kilograms = {month: food.kilograms(month) for month in months}
    if not any(kilograms.values()):
        return Silence.NOT_JUDGED
    odd: list[tuple[str, Fraction, int]] = []
    for month, served in kilograms.items():
        each = Fraction(served * 100, known[month] or 1)
        if served and (each > limits[KILOS_HIGH] * 1000 or (each < limits[KILOS_LOW] * 1000 and food.is_mostly_weighed(month))):
            odd.append((month, each, served))
    if not odd:
        return Silence.ORDINARY
    told = some(f"{month} {quantity(rounded_quotient(each.numerator, each.denominator), '公斤')}" for month, each, _ in odd)
    item, weight, where = food.largest(odd[0][0])
    return Sign(
        f"每折算人次吃掉的食材：{told}，界限是 {_kilograms(limits[KILOS_LOW])} 到 {_kilograms(limits[KILOS_HIGH])} 公斤；"
        f"{odd[0][0]} 用量最大的是“{item}”{quantity(weight, '公斤')}",
        where[0][0],
        "quantity",
        tuple(place for _, place in where),
    )


def _kilograms(number: Fraction) -> str:
    return quantity(int(number * 1000))


def _diners(judged: Judged, month: str) -> int | None:
    """折算人次 in hundredths; ``None`` where it, or the food of the month, is refused."""
    values = judged.figures.months[month]
    heads, food = values["折算人次"], values["食材消耗"]
    return None if isinstance(heads, Refused) or isinstance(food, Refused) else heads


class _Food:
    """What is weighed, by item: the ledger with the kilograms of one base unit in billionths; and the other food."""

    def __init__(self, judged: Judged) -> None:
        self.weighed: dict[str, tuple[ItemLedger, int]] = {}
        self.others: list[ItemLedger] = []
        for name, kept in judged.ledger.items.items():
            item = judged.book.items.get(name)
            if item is not None and item.is_food:
                base, factor = UNITS.get((item.unit or "").strip().casefold(), ("", ONE))
                if base in {_KILOGRAM, _LITRE}:
                    self.weighed[name] = kept, factor
                else:
                    self.others.append(kept)

    def kilograms(self, month: str) -> int:
        """Thousandths of a kilogram served in a month."""
        return sum(self._served(kept, month) * factor for kept, factor in self.weighed.values()) // ONE

    def largest(self, month: str) -> tuple[str, int, list[tuple[Rows[Any], int]]]:
        """The item of which most was served: its name, its weight, and where it was: its rows in 出库, else the 直出 ones, the largest first."""
        name = max(self.weighed, key=lambda each: (self._served(self.weighed[each][0], month) * self.weighed[each][1], each))
        kept, factor = self.weighed[name]
        history = kept.history
        span, draws, lines = history.months[month], history.draws, history.lines
        drawn = range(history.first_draw[span.start], history.first_draw[span.stop])
        came = range(history.first_line[span.start], history.first_line[span.stop])
        issued = sorted(drawn, key=lambda each: (-draws.quantities[each], each))
        straight = sorted((each for each in came if lines.meals[each]), key=lambda each: (-lines.quantities[each], each))
        where = [(draws.rows[each], draws.places[each]) for each in issued] or [
            (lines.rows, lines.places[each]) for each in straight
        ]
        return name, self._served(kept, month) * factor // ONE, where

    def is_mostly_weighed(self, month: str) -> bool:
        """Whether little of the month's money went into food that is counted in boxes and pieces."""
        weighed = sum(_paid(kept, month) for kept, _ in self.weighed.values())
        others = sum(_paid(kept, month) for kept in self.others)
        return others <= _UNWEIGHED * (weighed + others)

    @staticmethod
    def _served(kept: ItemLedger, month: str) -> int:
        history = kept.history
        span = history.months.get(month)
        if span is None:
            return 0
        lines, draws = history.lines, history.draws
        first, last = history.first_line[span.start], history.first_line[span.stop]
        straight = sum(
            amount for amount, meal in zip(lines.quantities[first:last], lines.meals[first:last], strict=True) if meal is not None
        )
        first, last = history.first_draw[span.start], history.first_draw[span.stop]
        drawn = zip(draws.quantities[first:last], draws.goings[first:last], strict=True)
        issued = sum(amount for amount, going in drawn if going.use is Use.SERVED)
        taken_back = (each for day in span for each in history.taken_back.get(history.days[day], ()))
        back = sum(each.quantity for each in taken_back if each.going.use is Use.SERVED)
        return straight + issued - back


def _paid(kept: ItemLedger, month: str) -> int:
    history = kept.history
    span = history.months.get(month)
    return 0 if span is None else sum(history.lines.amounts[history.first_line[span.start] : history.first_line[span.stop]])

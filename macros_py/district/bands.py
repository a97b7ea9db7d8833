"""排名: where a book stands among all, and whether that is ordinary."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.book import number_in
from validation.profiles import FOOD_SHARE_LOW, PARAMETERS, TO_DATE_SURPLUS_HIGH, TO_DATE_SURPLUS_LOW

if TYPE_CHECKING:
    from collections.abc import Sequence

HIGH, LOW, ORDINARY, UNKNOWN = "偏高", "偏低", "正常", "算不出"
_GENERAL = "通用"
_ENOUGH = 4
"""With fewer books there are no quartiles."""
_RATE = 10_000
_DEFAULT_SHARE = 6_000


class Band(NamedTuple):
    """Between which values a figure is ordinary, both ends included, and where that comes from. ``None``: no limit on that side."""

    low: int | None
    high: int | None
    source: str

    def place(self, value: int | None) -> str:
        """偏低, 正常, 偏高; 算不出 where there is no value."""
        if value is None:
            return UNKNOWN
        if self.low is not None and value < self.low:
            return LOW
        return HIGH if self.high is not None and value > self.high else ORDINARY


def surplus_band(profile: str) -> Band:
    """累计盈亏率 as the district's 规则套 has it, and not the book's own, which the school can edit."""
    low, high = _limit(TO_DATE_SURPLUS_LOW, profile), _limit(TO_DATE_SURPLUS_HIGH, profile)
    return Band(
        low, high, f"规则套「{profile}」的累计盈亏率上下限" + ("" if profile == _GENERAL else f"（没有的用「{_GENERAL}」的）")
    )


def food_share_band(profile: str) -> Band:
    """食材占比 likewise; where the 规则套 says nothing, 60 %, the only limit that was found published."""
    low = _limit(FOOD_SHARE_LOW, profile)
    return (
        Band(_DEFAULT_SHARE, None, "参考汤阴县：不低于 60%")
        if low is None
        else Band(low, None, f"规则套「{profile}」的食材占比下限")
    )


def _limit(name: str, profile: str) -> int | None:
    for wanted in (profile, _GENERAL):
        for parameter in PARAMETERS:
            number = number_in(parameter.value) if (parameter.name, parameter.profile) == (name, wanted) else None
            if number is not None:
                return int(number * _RATE)
    return None


def quartile_band(ordered: Sequence[int]) -> Band:
    """What is ordinary by the others alone: within one and a half times the quartiles' distance of them (Tukey's fences).

    Args:
        ordered: all values, the smallest first.
    """
    if len(ordered) < _ENOUGH:
        return Band(None, None, f"不足 {_ENOUGH} 本账，不分档")
    first, third = ordered[(len(ordered) - 1) // 4], ordered[(3 * (len(ordered) - 1) + 3) // 4]
    reach = 3 * (third - first) // 2
    return Band(first - reach, third + reach, "四分位数以外 1.5 倍四分位距为偏高、偏低")


def ranks(values: Sequence[int | None]) -> list[int | None]:
    """The rank of each value, the highest first, equal ones alike; none where there is no value."""
    places: dict[int, int] = {}
    for place, value in enumerate(sorted((value for value in values if value is not None), reverse=True), 1):
        places.setdefault(value, place)
    return [None if value is None else places[value] for value in values]

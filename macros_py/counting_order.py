"""The order in which people list departments: 一年级 before 二年级 before 三年级, and 2班 before 10班."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.kinds.guesses import chinese_number
from validation.patterns import late_pattern

if TYPE_CHECKING:
    import re

_NUMBERS = late_pattern("[0-9]+|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]")


def counting_order(name: str) -> tuple[str, str]:
    """What to sort a name by: its numbers by their size, all else letter by letter."""
    return _NUMBERS.sub(_sized, name), name


def _sized(number: re.Match[str]) -> str:
    value = int(number[0][-9:]) if number[0].isascii() else chinese_number(number[0])
    return f"{value:09d}"

"""Guesses at what a person meant, offered as suggestions and never taken."""

from __future__ import annotations

import re
from fractions import Fraction

from validation import money

_DIGITS = "零一二三四五六七八九"
_LOOKED_AT = 40
"""Characters of a text that a guess looks at."""


def likely_number(text: str, decimals: int) -> str:
    """What a text that is no certain number might mean, "" if nothing.

    ``95。3`` → 95.3, ``10.5万`` → 105000, ``十斤`` → 10, ``近40`` → 40.
    """
    text = text[:_LOOKED_AT].replace("。", ".").replace("·", ".")
    ten_thousand = 10_000 if "万" in text else 1
    found = re.search(r"-?[0-9][0-9,]*(?:\.[0-9]+)?", text)
    if found:
        digits = found.group().replace(",", "")
    else:
        chinese = chinese_number(text)
        if chinese is None:
            return ""
        digits = str(chinese)
    number = Fraction(digits) * ten_thousand
    if text.endswith("%"):
        number /= 100
    places = money.rounded_quotient(number.numerator * 10**decimals, number.denominator)
    return money.trimmed(places, decimals)


def chinese_number(text: str) -> int | None:
    """``十二`` → 12, ``三十`` → 30, ``两`` → 2; ``None`` if the text holds none."""
    found = re.search("[一二两三四五六七八九]?[百]?[一二三四五六七八九]?十?[一二三四五六七八九]?", text.lstrip("近约共"))
    word = found.group().replace("两", "二") if found else ""
    if not word:
        return None
    total = 0
    for unit, size in (("百", 100), ("十", 10)):
        if unit in word:
            head, word = word.split(unit, 1)
            total += (_DIGITS.index(head[-1]) if head else 1) * size
    return total + (_DIGITS.index(word[-1]) if word else 0)

"""Guesses at what a person meant, offered as suggestions and never taken.

A guess explains the whole text or is none: half a number is worse than no number.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from validation import money
from validation.patterns import late_pattern

PLAUSIBLE_YEARS = range(1990, 2091)
"""Years of a day that is plausible in a canteen's book."""
_NUMERALS = "零一二三四五六七八九"
_ABOUT = "(?:近|约|大约|大概|共|计|将近|差不多|~|≈)?"
_MEASURE = r"(?P<measure>公斤|千克|kg|KG|斤|两|克|g|吨|元|块|升|毫升|L|个|只|袋|箱|瓶|包|把|条|块|件|桶|盒|份|人|人次|天|%)?"
_MORE = "(?:左右|上下|多|余|以上|不到)?"
_WRITTEN = late_pattern(rf"{_ABOUT}(?P<digits>-?[0-9]{{1,12}}(?:[.。·][0-9]{{1,9}})?)(?P<wan>万)?{_MEASURE}{_MORE}")
_SPOKEN = late_pattern(rf"{_ABOUT}(?P<word>[一二两三四五六七八九十百]{{1,6}})(?P<wan>万)?{_MEASURE}{_MORE}")


def likely_number(text: str, decimals: int) -> str:
    """What a text that is no certain number might mean, "" if nothing.

    ``95。3`` → 95.3, ``10.5万`` → 105000, ``十斤`` → 10, ``近40`` → 40; ``12元5角`` → "".
    """
    text = "".join(text.split(" ")) if text.count(" ") == 1 and not re.search("[0-9] [0-9]", text) else text
    if written := _WRITTEN.fullmatch(text):
        number = Decimal(written["digits"].replace("。", ".").replace("·", "."))
        wan = written["wan"]
    elif (spoken := _SPOKEN.fullmatch(text)) and (meant := chinese_number(spoken["word"])) is not None:
        number, wan = Decimal(meant), spoken["wan"]
    else:
        return ""
    if wan:
        number *= 10_000
    if text.endswith("%"):
        number /= 100
    return money.trimmed(money.rounded_text(format(number, "f"), decimals), decimals)


def measure_in(text: str) -> str:
    """The measure that a text names behind its number: ``十斤`` → 斤; "" if none."""
    found = _WRITTEN.fullmatch(text) or _SPOKEN.fullmatch(text)
    return (found["measure"] or "") if found else ""


def chinese_number(word: str) -> int | None:
    """``十二`` → 12, ``三十`` → 30, ``两`` → 2, ``一百二十`` → 120; ``None`` if it is no number below a thousand."""
    found = re.fullmatch(
        "(?:([一二三四五六七八九])?百)?(?:零)?(?:([一二三四五六七八九])?十)?([一二三四五六七八九])?", word.replace("两", "二")
    )
    if not found or not word:
        return None
    total = 0
    for digit, unit, size in zip(found.groups(), ("百", "十", ""), (100, 10, 1), strict=True):
        if digit or (unit and unit in word):
            total += (_NUMERALS.index(digit) if digit else 1) * size
    return total


def likely_day(text: str) -> tuple[str, date | None]:
    """What to do about a text that is no certain date, and the day it might mean: ``2025。9。3`` → 2025-09-03; of ``2103年`` the year is asked about."""
    found = re.fullmatch(r"([0-9]{4})[^0-9]{1,2}([0-9]{1,2})[^0-9]{1,2}([0-9]{1,2})[^0-9]?", text)
    if found and int(found[1]) in PLAUSIBLE_YEARS:
        try:
            day = date(*(int(part) for part in found.groups()))
        except ValueError:
            return "改填日期，如 2025-09-01", None
        return f"如果是 {day}，请改填 {day}", day
    if re.fullmatch(r"[0-9]{1,2}[月./-][0-9]{1,2}[日号]?", text):
        return "没有写年份，改填日期，如 2025-09-01", None
    years = re.match(r"[0-9]{4}(?=[年./-]|$)", text)
    if years and int(years.group()) not in PLAUSIBLE_YEARS:
        return f"年份 {years.group()} 是否有误？改填日期，如 2025-09-01", None
    return "改填日期，如 2025-09-01", None

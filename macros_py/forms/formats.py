"""The formats that a name may ask for: 大写, 万元, 百分数 and the like. A number is rounded once more only where the unit is coarser, half away from zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.money import MONEY_DECIMALS, decimal, formal_amount, rounded_quotient
from workbook_templates.results import MONEY, RATE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbook_templates.draft import DraftValue

FORMAL, IN_THOUSANDS, IN_TEN_THOUSANDS, PERCENT = "大写", "千元", "万元", "百分数"
SUBTRACTED, BLANK_ZERO, DASH_ZERO, AS_TEXT = "减", "空", "横线", "文字"
FORMATS: dict[str, str] = {
    FORMAL: "金额写成大写汉字，如 壹仟贰佰叁拾肆元伍角整",
    IN_THOUSANDS: "以千元为单位，四舍五入到两位小数",
    IN_TEN_THOUSANDS: "以万元为单位，四舍五入到两位小数",
    PERCENT: "比率乘以 100，如 3.12（百分号由表上自己印）",
    SUBTRACTED: "变号：表上印着「减」、按正数填的",
    BLANK_ZERO: "是零就留空",
    DASH_ZERO: "是零就写 —",
    AS_TEXT: "清单里的日期写成文字，如 2025-09-01，不管格子是什么格式",
}
"""Each format with what it does, as the manual tells it."""
_DASH = "—"
_UNITS = {IN_THOUSANDS: 1_000, IN_TEN_THOUSANDS: 10_000}
_NEEDS = {FORMAL: MONEY, IN_THOUSANDS: MONEY, IN_TEN_THOUSANDS: MONEY, PERCENT: RATE}
_HUNDRED = 2
"""Moving the point of a rate by so many places makes it a percentage."""


def unfit(formats: Iterable[str], kind: str) -> str:
    """The first format that a number of this kind (its number format) cannot have, "" if it can have all."""
    return next((each for each in formats if _NEEDS.get(each, kind) != kind), "")


def formatted(scaled: int, decimals: int, formats: Iterable[str]) -> DraftValue:
    """A scaled integer as a form wants to see it."""
    wanted = set(formats)
    number = -scaled if SUBTRACTED in wanted else scaled
    if not number and wanted & {BLANK_ZERO, DASH_ZERO}:
        return None if BLANK_ZERO in wanted else _DASH
    if FORMAL in wanted:
        return formal_amount(number)
    if PERCENT in wanted:
        decimals -= _HUNDRED
    for name, unit in _UNITS.items():
        if name in wanted:
            return decimal(rounded_quotient(number, unit * 10 ** (decimals - MONEY_DECIMALS)))
    return decimal(number, decimals)

"""A figure on its way: an exact integer scaled by its decimals (fen; 1/10,000 for rates), or the reason why there is none."""

from __future__ import annotations

from typing import TypeAlias

from macros_py.blocked import Refused
from validation.money import rounded_quotient

Value: TypeAlias = int | Refused
_BY_NOTHING, _BY_LESS = "为零，不能相除", "是负数，比率没有意义"


def is_no_quotient(why: Refused) -> bool:
    """Whether a figure has no value because there is nothing to divide by, which no mending of rows changes."""
    return why.reason.endswith((_BY_NOTHING, _BY_LESS))


def total(*parts: Value) -> Value:
    """The sum, or the first refusal among the parts."""
    found = 0
    for part in parts:
        if isinstance(part, Refused):
            return part
        found += part
    return found


def less(left: Value, right: Value) -> Value:
    """The difference, or the first refusal."""
    return total(left, right if isinstance(right, Refused) else -right)


def ratio(numerator: Value, denominator: Value, scale: Value, name: str) -> Value:
    """``numerator × scale ÷ denominator`` rounded once; refused when the denominator (called ``name``) is 0 or less."""
    if isinstance(numerator, Refused):
        return numerator
    if isinstance(denominator, Refused):
        return denominator
    if isinstance(scale, Refused):
        return scale
    if not denominator:
        return Refused(name + _BY_NOTHING)
    if denominator < 0:
        return Refused(name + _BY_LESS)
    return rounded_quotient(numerator * scale, denominator)

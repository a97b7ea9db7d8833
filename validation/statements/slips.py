"""Slips of the pen: how one figure may have become another."""

from __future__ import annotations

_SHIFTS = (1, 2, 3)


def slip(wrote: int, meant: int) -> str:
    """Which single slip turns ``meant`` into ``wrote`` (both in fen); "" if none does.

    A digit wrong, two neighbours swapped, a digit left out or put in, the decimal point moved, the sign turned.
    """
    if wrote == meant or not wrote or not meant:
        return ""
    if wrote == -meant:
        return "正负号反了"
    if (wrote < 0) != (meant < 0):
        return ""
    one, other = abs(wrote), abs(meant)
    for shift in _SHIFTS:
        if one * 10**shift == other or other * 10**shift == one:
            return f"小数点错了 {shift} 位"
    return _between_digits(str(one), str(other))


def _between_digits(one: str, other: str) -> str:
    if len(one) == len(other):
        different = [place for place, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
        if len(different) == 1:
            return "一位数字写错"
        first, *rest = different
        if rest == [first + 1] and one[first] == other[first + 1] and one[first + 1] == other[first]:
            return "相邻两位数字写颠倒"
        return ""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) == 1 and any(long[:place] + long[place + 1 :] == short for place in range(len(long))):
        return "漏写一位数字" if short == one else "多写一位数字"
    return ""

"""Slips of the pen: how one figure may have become another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.statements.slips import slip


@pytest.mark.parametrize(
    ("wrote", "meant", "how"),
    [
        (5422050, 5622050, "一位数字写错"),
        (860800, 868000, "相邻两位数字写颠倒"),
        (2979600, 29479600, "漏写一位数字"),
        (29479600, 2979600, "多写一位数字"),
        (2915, 291500, "小数点错了 2 位"),
        (2915000, 291500, "小数点错了 1 位"),
        (-9989, 9989, "正负号反了"),
        (-5422050, -5622050, "一位数字写错"),
        (5422050, 5422050, ""),
        (5422050, 5633050, ""),
        (860800, 806800, "相邻两位数字写颠倒"),
        (806008, 860800, ""),
        (0, 100, ""),
        (100, 0, ""),
        (-100, 200, ""),
        (1234, 2143, ""),
    ],
)
def test_a_slip_is_told_by_its_digits(wrote: int, meant: int, how: str) -> None:
    assert slip(wrote, meant) == how


@given(st.integers(100, 10**9), st.data())
def test_a_digit_changed_is_always_seen(meant: int, data: st.DataObject) -> None:
    digits = list(str(meant))
    place = data.draw(st.integers(0, len(digits) - 1))
    digits[place] = data.draw(st.sampled_from("123456789"))
    wrote = int("".join(digits))
    assert (slip(wrote, meant) == "") == (wrote == meant)


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_a_slip_goes_both_ways(one: int, other: int) -> None:
    assert bool(slip(one, other)) == bool(slip(other, one))

"""Amounts in formal Chinese numerals, as 正确填写票据和结算凭证的基本规定 (支付结算办法, annex 1) wants them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.money import formal_amount, from_formal

DIGITS = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (5, "伍分"),
        (30, "叁角整"),
        (35, "叁角伍分"),
        (100, "壹元整"),
        (105, "壹元零伍分"),
        (1000, "壹拾元整"),
        (1500, "壹拾伍元整"),
        (105030, "壹仟零伍拾元叁角整"),
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (168032, "壹仟陆佰捌拾元叁角贰分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (10700053, "壹拾万柒仟元伍角叁分"),
        (1000500, "壹万零伍元整"),
        (1005000, "壹万零伍拾元整"),
        (10000000, "壹拾万元整"),
        (100000500, "壹佰万零伍元整"),
        (10000000000, "壹亿元整"),
        (10000000500, "壹亿零伍元整"),
        (10005000000, "壹亿零伍万元整"),
        (1234567890123, "壹佰贰拾叁亿肆仟伍佰陆拾柒万捌仟玖佰零壹元贰角叁分"),
        (-7388, "负柒拾叁元捌角捌分"),
        (-5, "负伍分"),
    ],
)
def test_an_amount_in_formal_numerals(fen: int, text: str) -> None:
    assert formal_amount(fen) == text


def read(text: str) -> int:
    """The amount in fen that a person reads off, written without regard to how it was made."""
    sign = -1 if text.startswith("负") else 1
    text = text.removeprefix("负")
    yuan, rest = text.split("元") if "元" in text else ("", text)
    total = group = digit = 0
    for each in yuan:
        if each in DIGITS:
            digit = DIGITS[each]
        elif each in UNITS:
            group, digit = group + digit * UNITS[each], 0
        else:
            total, group, digit = (total + group + digit) * {"万": 10**4, "亿": 10**8}[each], 0, 0
    dimes, cents = re.search("(.)角", rest), re.search("(.)分", rest)
    fen = (DIGITS[dimes[1]] * 10 if dimes else 0) + (DIGITS[cents[1]] if cents else 0)
    return sign * ((total + group + digit) * 100 + fen)


@given(st.integers(-(10**9), 10**9) | st.integers(0, 9999).map(lambda number: number * 10**5) | st.integers(0, 10**10 - 1))
def test_it_reads_back_as_the_amount(fen: int) -> None:
    text = formal_amount(fen)
    assert read(text) == fen
    assert "零零" not in text
    assert text.endswith("整") == (fen % 10 == 0)
    assert from_formal(text) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("人民币贰万柒仟叁佰元贰角整", 2_730_020),
        ("壹拾圆整", 1_000),
        ("拾元正", 1_000),
        ("伍角", 50),
        ("元整", None),
        ("整", None),
        ("二万元", None),
        ("贰万", None),
        ("", None),
    ],
)
def test_amounts_in_words_are_read_as_people_write_them(text: str, fen: int | None) -> None:
    assert from_formal(text) == fen

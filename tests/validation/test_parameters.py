"""规则参数: which value is in force on a day, in which 规则套, and how its text is understood."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.validation.text_books import book_of
from validation.book import Book, number_in, read_book
from validation.findings import Level
from validation.profiles import FRESH_DAYS, PRICE_RISE, TO_DATE_SURPLUS_HIGH

DAY = date(2025, 9, 15)


def book(*lines: str) -> Book:
    return read_book(book_of("\n".join(lines)).raw)


def text_in_force(found: Book, day: date | None = DAY) -> str | None:
    threshold = found.parameter("价格涨幅上限", day)
    return threshold.text if threshold else None


def test_a_shipped_parameter_is_in_force() -> None:
    assert book().parameter(PRICE_RISE, DAY) == ("15%", Fraction(15, 100), Level.WARNING)


def test_the_later_of_two_values_counts_from_its_day_on() -> None:
    found = book("规则参数 再一行 | 参数 价格涨幅上限 | 值 20% | 生效日 2025-09-15")
    assert text_in_force(found, date(2025, 9, 14)) == "15%"
    assert text_in_force(found, date(2025, 9, 15)) == "20%"


def test_no_parameter_in_force_on_the_day_leaves_the_rule_silent() -> None:
    found = book("规则参数 | 参数 价格涨幅上限 | 生效日 2025-09-10 | 失效日 2025-09-20")
    assert text_in_force(found, date(2025, 9, 9)) is None
    assert text_in_force(found, date(2025, 9, 10)) == "15%"
    assert text_in_force(found, date(2025, 9, 20)) == "15%"
    assert text_in_force(found, date(2025, 9, 21)) is None
    assert text_in_force(found, None) == "15%"


def test_a_row_of_the_chosen_profile_goes_before_one_of_all() -> None:
    found = book(
        "规则参数 再一行 | 参数 价格涨幅上限 | 值 9% | 规则套 通用",
        "规则参数 再一行 | 参数 价格涨幅上限 | 值 20% | 生效日 2025-09-01 | 规则套 -",
    )
    assert text_in_force(found) == "9%"


def test_rows_of_other_profiles_are_not_in_force() -> None:
    assert book().parameter(TO_DATE_SURPLUS_HIGH, DAY) == ("3%", Fraction(3, 100), Level.WARNING)
    chosen = book("设置 | 项目 规则套 | 值 镇江市中小学")
    assert chosen.parameter(TO_DATE_SURPLUS_HIGH, DAY) == ("3%", Fraction(3, 100), Level.ERROR)
    assert chosen.parameter(TO_DATE_SURPLUS_HIGH, date(2011, 11, 23)) is None


def test_a_row_whose_dates_cannot_be_read_is_not_in_force() -> None:
    assert text_in_force(book("规则参数 | 参数 价格涨幅上限 | 生效日 不详")) is None


def test_a_number_kept_as_a_number_is_the_same() -> None:
    assert book("规则参数 | 参数 鲜活存放天数 | 值 2").parameter(FRESH_DAYS, DAY) == ("2", Fraction(2), Level.WARNING)
    assert book("规则参数 | 参数 价格涨幅上限 | 值 0.15").parameter(PRICE_RISE, DAY) == ("0.15", Fraction(15, 100), Level.WARNING)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3%", Fraction(3, 100)),
        ("-3.5 %", Fraction(-35, 1000)),
        ("3％", Fraction(3, 100)),
        ("1,000.00", Fraction(1000)),
        ("收入合计", None),
    ],
)
def test_the_text_of_a_parameter_is_understood(text: str, number: Fraction | None) -> None:
    assert number_in(text) == number

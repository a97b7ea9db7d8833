"""Exact arithmetic: rounding is half away from zero, shares add up, texts are exact."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation import money


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(1, 2, 1), (-1, 2, -1), (1, 3, 0), (2, 3, 1), (-2, 3, -1), (5, -2, -3), (-5, -2, 3), (0, 7, 0), (7, 7, 1)],
)
def test_a_quotient_is_rounded_half_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    assert money.rounded_quotient(numerator, denominator) == rounded


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_rounding_agrees_with_decimal(numerator: int, denominator: int) -> None:
    exact = (Decimal(numerator) / Decimal(denominator)) if denominator in {1, 2, 4, 5, 8, 10} else None
    rounded = money.rounded_quotient(numerator, denominator)
    assert abs(rounded * denominator - numerator) * 2 <= denominator
    if exact is not None:
        assert rounded == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
def test_shares_add_up_to_the_whole(total: int, weights: list[int]) -> None:
    parts = money.shares(total, weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)


def test_shares_are_taken_by_cumulative_rounding() -> None:
    assert money.shares(100, [1, 1, 1]) == [33, 34, 33]
    with pytest.raises(ZeroDivisionError):
        money.shares(100, [0])


@pytest.mark.parametrize(
    ("scaled", "decimals", "text"),
    [(4574984, 2, "45749.84"), (5, 2, "0.05"), (-5, 2, "-0.05"), (0, 2, "0.00"), (20, 0, "20"), (12500, 3, "12.500")],
)
def test_a_scaled_number_is_printed_with_its_decimals(scaled: int, decimals: int, text: str) -> None:
    assert money.printed(scaled, decimals) == text


@pytest.mark.parametrize(("scaled", "text"), [(12500, "12.5"), (12000, "12"), (-500, "-0.5"), (0, "0"), (100000, "100")])
def test_idle_zeros_are_trimmed(scaled: int, text: str) -> None:
    assert money.trimmed(scaled, 3) == text


def test_a_whole_number_has_no_idle_zeros() -> None:
    assert money.trimmed(100, 0) == "100"


def test_a_scaled_number_becomes_an_exact_decimal() -> None:
    assert money.decimal(4574984) == Decimal("45749.84")
    assert money.decimal(35, 4) == Decimal("0.0035")


@pytest.mark.parametrize(
    ("text", "scaled"), [("12.50", 1250), ("-0.05", -5), ("7", 700), ("1.005", None), ("1.00500", None), ("1.100", 110)]
)
def test_digits_are_scaled_exactly_or_not_at_all(text: str, scaled: int | None) -> None:
    assert money.scaled(text, 2) == scaled


@pytest.mark.parametrize(("text", "rounded"), [("1.005", 101), ("-1.005", -101), ("1.0049", 100), ("2", 200)])
def test_digits_are_rounded_half_away_from_zero(text: str, rounded: int) -> None:
    assert money.rounded_text(text, 2) == rounded


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        (0.1 + 0.2, "0.3"),
        (1.1 * 3, "3.3"),
        (1e15, "1000000000000000"),
        (1e-7, "0.0000001"),
        (123456789.12, "123456789.12"),
        (3, "3"),
    ],
)
def test_a_number_has_fifteen_significant_digits(number: float, digits: str) -> None:
    assert money.exact_digits(number) == digits


@given(st.integers(1, 10**7), st.integers(0, 10**8))
def test_a_printed_price_multiplies_to_the_amount_when_any_price_does(quantity: int, amount: int) -> None:
    price, decimals = money.price_decimals(quantity, amount)
    assert 2 <= decimals <= 6
    if decimals < 6:
        assert money.rounded_quotient(quantity * price, 10 ** (1 + decimals)) == amount


def test_a_price_shows_as_few_decimals_as_will_do() -> None:
    assert money.price_decimals(100_000, 48_000) == (480, 2)
    assert money.price_decimals(3_000, 1_000) == (3333, 3)
    assert money.price_decimals(9_999_999, 1) == (1, 6)
    assert money.price_decimals(100_000_000, 1) == (0, 6)


@pytest.mark.parametrize(
    ("quantity", "amount", "price"), [(-3_000, -1_000, 3333), (-3_000, 1_000, -3333), (3_000, -1_000, -3333), (3_000, 1_000, 3333)]
)
def test_a_price_is_below_zero_where_quantity_and_amount_have_different_signs(quantity: int, amount: int, price: int) -> None:
    assert money.price_decimals(quantity, amount) == (price, 3)

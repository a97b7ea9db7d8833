"""Prices side by side, by hand and against fractions."""

from __future__ import annotations

from fractions import Fraction
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from macros_py.district.comparing import Comparison, Paid, compare


def side_by_side(*paid: tuple[int, int]) -> Paid:
    return Paid(range(len(paid)), [quantity for quantity, _ in paid], [amount for _, amount in paid], ["G3"] * len(paid))


def compared(*paid: tuple[int, int]) -> Comparison:
    found = compare(side_by_side(*paid))
    assert found is not None
    return found


def test_one_book_alone_is_compared_with_nothing() -> None:
    assert compare(side_by_side((1_000, 400))) is None


def test_the_median_of_three_and_who_paid_more() -> None:
    """10 公斤 for 40.00, 45.00 and 60.00: 4.00, 4.50, 6.00 元; the third paid 15.00 more than at the median, a third of it."""
    found = compared((10_000, 4_000), (10_000, 4_500), (10_000, 6_000))
    assert (found.schools, found.lowest, found.median, found.highest) == (3, 40_000, 45_000, 60_000)
    assert found.spread == 4_444
    assert [(each.place, each.part, each.amount) for each in found.over] == [(2, 3_333, 1_500)]


def test_the_median_of_two_lies_in_the_middle() -> None:
    found = compared((1_000, 400), (2_000, 1_000))
    assert (found.median, found.amount_over) == (45_000, 100)


def test_those_that_paid_more_come_by_money_then_by_book() -> None:
    found = compared((1_000, 400), (1_000, 400), (1_000, 400), (1_000, 500), (3_000, 1_500), (1_000, 500))
    assert [each.place for each in found.over] == [4, 3, 5]


def test_nothing_paid_is_a_price_too() -> None:
    found = compared((1_000, 0), (1_000, 0), (1_000, 100))
    assert (found.median, found.spread, [each.part for each in found.over]) == (0, None, [0])


@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 10**10)), min_size=2, max_size=12))
def test_it_agrees_with_fractions(paid: list[tuple[int, int]]) -> None:
    """Half up throughout; amounts over the median that round to nothing are none."""
    found = compared(*paid)
    exact = [Fraction(amount, quantity) for quantity, amount in paid]
    middle = median(exact)
    more = {book: round_half_up(amount - middle * quantity) for book, (quantity, amount) in enumerate(paid)}
    assert {each.place: each.amount for each in found.over} == {book: fen for book, fen in more.items() if fen > 0}
    assert found.median == round_half_up(middle * 100_000)
    assert (found.lowest, found.highest) == (round_half_up(min(exact) * 100_000), round_half_up(max(exact) * 100_000))


def round_half_up(value: Fraction) -> int:
    return int(value * 2 + 1) // 2 if value >= 0 else -(int(-value * 2 + 1) // 2)

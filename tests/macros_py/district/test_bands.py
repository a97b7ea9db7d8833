"""Where a book stands among all."""

from __future__ import annotations

from macros_py.district.bands import Band, food_share_band, quartile_band, ranks, surplus_band


def test_both_ends_of_a_band_are_ordinary() -> None:
    band = Band(-300, 300, "")
    assert [band.place(value) for value in (-301, -300, 300, 301, None)] == ["偏低", "正常", "正常", "偏高", "算不出"]


def test_the_surplus_band_is_that_of_the_chosen_rules() -> None:
    assert surplus_band("通用")[:2] == (-300, 300)
    assert surplus_band("幼儿园学期2%")[:2] == (-300, 200)


def test_the_share_of_food_has_a_lower_end_only() -> None:
    assert food_share_band("汤阴县") == Band(6_000, None, "规则套「汤阴县」的食材占比下限")
    assert food_share_band("通用") == Band(6_000, None, "参考汤阴县：不低于 60%")


def test_quartiles_of_nine_values() -> None:
    """1 to 8 and 100: quartiles 3 and 7, so from -3 to 13."""
    band = quartile_band([1, 2, 3, 4, 5, 6, 7, 8, 100])
    assert (band.low, band.high, band.place(100)) == (-3, 13, "偏高")


def test_three_books_have_no_quartiles() -> None:
    assert quartile_band([1, 2, 900])[:2] == (None, None)


def test_equal_values_share_a_rank_and_unknown_ones_have_none() -> None:
    assert ranks([5, None, 9, 5, 1]) == [2, None, 1, 2, 4]

"""What a cell that states something else is said to be about."""

from __future__ import annotations

from addin.stated import Labels
from validation.cells import RawBook, RawRow, RawTable


def form() -> RawBook:
    """A ledger of two sides at A2:D4, and a matrix below it at A7:B8, on one sheet."""
    ledger = RawTable("公示_收支两栏", "区表", 2, 1, 4, ("收入项目", "收入金额", "支出项目", "支出金额")).with_rows(
        (RawRow(3, ("伙食费", 10.0, "食材", 8.0)), RawRow(4, (None, None, "结余", 2.0)))
    )
    matrix = RawTable("公示_逐月", "区表", 7, 1, 8, ("月份", "结余")).with_rows((RawRow(8, ("2025年9月", 2.0)),))
    return RawBook({each.name: each for each in (ledger, matrix)}, {"公示_结余_本月_2": ("区表", "F1")})


def test_an_amount_is_about_what_stands_first_on_its_side() -> None:
    labels = Labels(form())
    assert (labels.of("区表", 3, 2), labels.of("区表", 3, 4)) == ("伙食费 收入金额", "食材 支出金额")
    assert (labels.of("区表", 4, 4), labels.of("区表", 4, 3)) == ("结余 支出金额", "结余 支出项目")


def test_a_cell_belongs_to_the_table_right_above_it() -> None:
    labels = Labels(form())
    assert labels.of("区表", 8, 2) == "2025年9月 结余"
    assert labels.of("区表", 9, 2) == "结余"


def test_a_named_cell_is_about_its_name_and_others_about_nothing() -> None:
    labels = Labels(form())
    assert (labels.of("区表", 1, 6), labels.of("区表", 1, 7), labels.of("别的", 3, 2)) == ("结余_本月", "", "")

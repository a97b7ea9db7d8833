"""Excel's cells as ours, ours as Excel takes them, and the rectangles they are written in."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.live.blocks import areas
from addin.live.cells import Habits, cell_column, counts_from_1904, errors_come_by_number, is_parsed, sent, sent_again, typed
from addin.sheet_writer import CellEdit
from addin.table_part import Area
from validation.cells import CellValue, ErrorValue, Formula
from workbook_templates.draft import Link

EXCEL = Habits(date1904=False, errors_by_number=True)
WORDS = Habits(date1904=False, errors_by_number=False)
NOON = datetime(2025, 9, 1, 12)  # noqa: DTZ001 - Excel knows no zones


@pytest.mark.parametrize(
    ("value", "formula", "expected"),
    [
        (7.0, "7", 7.0),
        (7, 7, 7.0),
        (True, "TRUE", True),
        ("", "", None),
        (None, "", None),
        ("文", "文", "文"),
        ("=1+1", "=1+1", "=1+1"),
        (2.0, "=1+1", Formula(2.0)),
        ("", '=""', Formula("")),
        (None, "=A1", Formula(None)),
        (-2146826246, "#N/A", ErrorValue("#N/A")),
        (-2146826281, "=1/0", Formula(ErrorValue("#DIV/0!"))),
        (-2146826243, "=A1#", Formula(ErrorValue("#SPILL!"))),
        (NOON, "45901.5", 45901.5),
        (NOON, "=NOW()", Formula(45901.5)),
        (NOON.replace(tzinfo=UTC), "=NOW()", Formula(45901.5)),
        (NOON, NOON, 45901.5),
        (time(6), "=A1", Formula(0.25)),
        (datetime(1899, 12, 30, 6), "=A1", Formula(0.25)),  # noqa: DTZ001 - a time alone, as COM has it
        (datetime(1900, 1, 1), "=A1", Formula(1.0)),  # noqa: DTZ001 - Excel's first day
        (Decimal("12.3457"), "12.34567", 12.34567),
        (Decimal("12.3457"), "=A1", Formula(12.3457)),
        ("#N/A", "#N/A", "#N/A"),
        (object(), "", None),
    ],
)
def test_a_cell_as_excel_hands_it_over(value: object, formula: object, expected: CellValue) -> None:
    (found,) = cell_column([value], [formula], EXCEL)
    assert (found, type(found)) == (expected, type(expected))


def test_where_errors_come_as_words_a_word_is_an_error() -> None:
    assert cell_column(["#N/A", "#REF!", None], ["#N/A", "=A1", "#N/A"], WORDS) == [
        ErrorValue("#N/A"),
        Formula(ErrorValue("#REF!")),
        ErrorValue("#N/A"),
    ]


def test_days_of_a_book_that_counts_from_1904() -> None:
    assert cell_column([NOON], ["=A1"], Habits(date1904=True, errors_by_number=True)) == [Formula(44439.5)]
    assert counts_from_1904([7.0, NOON], ["7", "44439.5"]) is True
    assert counts_from_1904([NOON], ["45901.5"]) is False
    assert counts_from_1904([NOON, "x"], ["=A1", "x"]) is None


def test_errors_by_number_are_noticed() -> None:
    assert errors_come_by_number([1.0, "x", -2146826246])
    assert not errors_come_by_number([1.0, "#N/A", 7, None, True])


@pytest.mark.parametrize(
    "text",
    ["=1", "+1", "-1", "@A", "'x", "0012", "1", "12元", "2025-09-01", "2025年9月1日", "九月", "上午9点", "1e5", "E5", "TRUE", "false", "#N/A", "50%", "￥12", "$1", "(1)", "（1）", "１２", "ＴＲＵＥ", " 12", "\t1", "Sep-1", "dec 2", "May", "USD 5", ".5", ",", "½", "/x", '"x', "\u200b1"],
)  # fmt: skip
def test_what_excel_might_read_is_sent_with_an_apostrophe(text: str) -> None:
    assert typed(text) == f"'{text}"


@pytest.mark.parametrize("text", ["「数量」是错误值", "采购验收", "大米 5 斤", "ARI-01", "CG1", "— 无", "错误：共 3 处"])
def test_what_excel_surely_leaves_alone_is_sent_as_it_is(text: str) -> None:
    assert typed(text) == text


@given(st.text(min_size=1))
def test_whatever_begins_a_formula_is_never_sent_bare(text: str) -> None:
    if text.strip()[:1] in set("=+-@＝＋－＠"):
        assert is_parsed(text)


def test_what_is_sent() -> None:
    assert sent(Link("采购'验收", "B7")) == "=HYPERLINK(\"#'采购''验收'!B7\",\"采购'验收!B7\")"
    assert (sent(Decimal("45749.84")), sent(45901), sent(None), sent("0012")) == (45749.84, 45901.0, None, "'0012")
    assert (sent_again(Formula(2.0), "=1+1"), sent_again("=1", "=1"), sent_again(ErrorValue("#N/A"), "#N/A")) == (
        "=1+1",
        "'=1",
        "#N/A",
    )
    assert (sent_again(True, "TRUE"), sent_again(None, "")) == (True, None)


def edited(*places: tuple[int, int]) -> dict[tuple[int, int], CellEdit]:
    return dict.fromkeys(places, CellEdit("x"))


def test_within_what_is_ours_one_rectangle_spans_the_edits() -> None:
    assert areas(edited((3, 2), (9, 4)), [Area(2, 2, 50, 5)]) == [Area(3, 2, 9, 4)]


def test_elsewhere_a_rectangle_holds_edits_alone() -> None:
    block = [(row, column) for row in (2, 3) for column in (1, 2, 3)]
    assert areas(edited(*block), []) == [Area(2, 1, 3, 3)]
    assert sorted(areas(edited((2, 1), (4, 1), (2, 2), (9, 9)), [])) == [Area(2, 1, 2, 2), Area(4, 1, 4, 1), Area(9, 9, 9, 9)]
    assert sorted(areas(edited((2, 1), (2, 3)), [])) == [Area(2, 1, 2, 1), Area(2, 3, 2, 3)]


@given(st.sets(st.tuples(st.integers(1, 8), st.integers(1, 8))))
def test_rectangles_outside_cover_every_edit_once_and_nothing_else(places: set[tuple[int, int]]) -> None:
    covered = [
        (row, column)
        for area in areas(edited(*places), [])
        for row in range(area.first_row, area.last_row + 1)
        for column in range(area.first_column, area.last_column + 1)
    ]
    assert sorted(covered) == sorted(places)

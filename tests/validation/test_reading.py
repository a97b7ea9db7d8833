"""From a host's table to records: nothing stops at a bad cell, nothing that was typed is lost."""

from __future__ import annotations

from datetime import date

import pytest

from tests.validation.text_books import book_of
from validation.book import Book, read_book
from validation.cells import ErrorValue, Formula, RawRow, RawTable
from validation.reading import Rows, read_table
from validation.registers import Issue, MealCount, Purchase


def book(text: str = "") -> Book:
    return read_book(book_of(text).raw)


def meals(headings: str, *rows: tuple[object, ...], first_row: int = 2, **about: object) -> Rows[MealCount]:
    numbered = tuple(RawRow(number, row) for number, row in enumerate(rows, first_row))  # type: ignore[arg-type]
    table = RawTable("就餐", "就餐", 1, 1, first_row + len(rows) - 1, tuple(headings.split()), **about).with_rows(numbered)  # type: ignore[arg-type]
    return read_table(MealCount, table)


def kinds(rows: Rows[MealCount]) -> list[tuple[int, str, str]]:
    return [(row, name, fault.kind) for row, name, fault in rows.faults]


def test_columns_are_found_by_heading_in_any_order_and_strange_ones_are_left_alone() -> None:
    rows = meals("餐标 心得 人数 对象 餐次 日期", (8.0, ErrorValue("#N/A"), 100.0, "学生", "午餐", 45901.0))
    (meal,) = rows
    assert (meal.day, meal.meal, meal.diners, meal.heads, meal.standard, meal.free) == (
        date(2025, 9, 1),
        "午餐",
        "学生",
        100,
        800,
        None,
    )
    assert rows.faults == []
    assert rows.missing == ["免费人数", "备注", "校验"]


def test_headings_are_taken_as_a_person_means_them() -> None:
    table = RawTable(
        "就餐",
        "就餐",
        1,
        1,
        2,
        (" 日 期", "餐次\u3000", "对象", "人\n数", "餐标"),
    ).with_rows([RawRow(2, (45901.0, "午餐", "学生", 100.0, 8.0))])
    (meal,) = read_table(MealCount, table)
    assert (meal.day, meal.meal, meal.heads) == (date(2025, 9, 1), "午餐", 100)


def test_a_heading_that_stands_twice_is_told_and_the_left_column_read() -> None:
    rows = meals("日期 餐次 对象 人数 餐标 人数", (45901.0, "午餐", "学生", 100.0, 8.0, 7.0))
    assert rows.doubled == ["人数"]
    assert rows.records[0].heads == 100


def test_a_row_keeps_its_number_and_its_cells_their_addresses() -> None:
    rows = book().purchases
    (line,) = rows
    assert line.row == 4
    assert rows.cell(4, "amount") == "I4"
    assert rows.typed(4, "amount") == "480.00"
    assert rows.typed(4, "day") == "2025-09-01"
    assert rows.typed(99, "amount") == ""


def test_wholly_blank_rows_and_rows_of_idle_formulas_are_skipped() -> None:
    rows = meals(
        "日期 餐次 对象 人数 餐标",
        (None, "", None, None, "  "),
        (Formula(None), Formula(""), None, Formula(0), None),
        (45901.0, "午餐", "学生", 100.0, 8.0),
    )
    assert [record.row for record in rows] == [4]


def test_every_bad_cell_of_a_row_is_a_fault_and_the_row_stays() -> None:
    rows = meals(
        "日期 餐次 对象 人数 餐标",
        ("2025-02-30", "夜宵", None, "近百", ErrorValue("#REF!")),
        (45901.0, "午餐", "学生", 100.0, Formula(None)),
    )
    assert kinds(rows) == [
        (2, "day", "impossible-date"),
        (2, "meal", "not-in-the-list"),
        (2, "diners", "blank"),
        (2, "heads", "not-a-number"),
        (2, "standard", "error-cell"),
        (3, "standard", "no-value"),
    ]
    assert rows.records[0].unread == {"day", "meal", "diners", "heads", "standard"}
    assert rows.records[1].unread == {"standard"}
    assert rows.records[1].standard is None


def test_a_formula_counts_as_what_it_remembers() -> None:
    (meal,) = meals("日期 餐次 对象 人数 餐标", (Formula(45901.0), Formula("午餐"), "学生", Formula(100.0), Formula(8.004)))
    assert (meal.day, meal.heads, meal.standard) == (date(2025, 9, 1), 100, 800)


def test_rows_with_unreadable_cells_are_not_judged() -> None:
    rows = meals(
        "日期 餐次 对象 人数 餐标",
        (45901.0, "午餐", "学生", "近百", 8.0),
        (45902.0, "午餐", "学生", 100.0, 8.0),
        (45903.0, None, "学生", 100.0, 8.0),
    )
    assert [record.row for record in rows.readable("heads")] == [3, 4]
    assert [record.row for record in rows.with_values("heads", "meal")] == [3]
    assert [record.row for record in rows.with_values("day")] == [2, 3, 4]
    assert list(rows.together("day", "heads")) == [(date(2025, 9, 1), None), (date(2025, 9, 2), 100), (date(2025, 9, 3), 100)]


@pytest.mark.parametrize("word", ["合计", "总 计", "本月合计", "合计:", "合计\uff1a"])
def test_a_total_typed_by_hand_is_no_row(word: str) -> None:
    rows = meals("日期 餐次 对象 人数 餐标", (45901.0, "午餐", "学生", 100.0, 8.0), (word, None, None, 100.0, None))
    assert [record.row for record in rows] == [2]
    assert rows.totals == [3]
    assert rows.faults == []
    assert list(rows.column("heads")) == [100]


def test_a_whole_row_that_says_total_somewhere_is_still_a_row() -> None:
    rows = meals("日期 餐次 对象 人数 餐标 备注", (45901.0, "午餐", "学生", 100.0, 8.0, "合计"))
    assert len(rows) == 1


def test_a_merged_text_holds_for_the_rows_beneath_it_but_a_merged_number_does_not() -> None:
    rows = meals(
        "日期 餐次 对象 人数 餐标",
        (45901.0, "午餐", "学生", 100.0, 8.0),
        (None, "午餐", "教职工", None, 8.0),
        merged=((2, 1, 3, 1), (2, 4, 3, 4)),
    )
    assert rows.records[1].day == date(2025, 9, 1)
    assert rows.records[1].heads is None
    assert kinds(rows) == [(2, "day", "merged"), (2, "heads", "merged"), (3, "heads", "blank")]


def test_true_is_not_one() -> None:
    rows = meals("日期 餐次 对象 人数 餐标", (45901.0, "午餐", "学生", 1.0, 8.0), (45902.0, "午餐", "学生", True, 8.0))
    assert rows.records[0].heads == 1
    assert kinds(rows) == [(3, "heads", "not-a-number")]


def test_a_table_that_is_not_there_reads_as_no_rows() -> None:
    found = book("收入 去掉表")
    assert not found.income.present
    assert len(found.income) == 0
    assert found.income.cell(4, "amount") == ""


def test_a_column_that_is_not_there_reads_as_blank() -> None:
    found = book("出库 去掉列 餐次")
    assert found.issues.records[0].meal is None
    assert found.issues.cell(4, "meal") == ""
    assert found.issues.missing == ["餐次"]


def test_rows_typed_below_a_table_are_rows_of_it() -> None:
    found = book("出库 | 数量 50\n出库 | 单号 CK2 | 数量 60\n出库 表下 1")
    assert [row.quantity for row in found.issues] == [50_000, 60_000]


def test_the_date_system_of_the_workbook_holds_for_every_table() -> None:
    raw = book_of("").raw
    shifted = read_table(Issue, raw.tables["出库"], date1904=True)
    assert shifted.records[0].day == date(2029, 9, 2)
    assert shifted.typed(4, "day") == "2029-09-02"


def test_a_record_is_an_instance_of_its_register() -> None:
    (line,) = book().purchases
    assert isinstance(line, Purchase)
    assert line.accepted

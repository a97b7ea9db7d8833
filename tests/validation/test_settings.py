"""设置: how each setting is read, what is missed when it is blank, and the months of the book."""

from __future__ import annotations

from datetime import date

import pytest

from tests.validation.text_books import book_of
from validation.book import Book, read_book
from validation.refusals import NotAWorkbook, TableMissing


def book(text: str = "") -> Book:
    return read_book(book_of(text).raw)


def test_each_setting_is_read_by_its_own_kind() -> None:
    settings = book("设置 | 项目 食堂部门 | 值 食堂、面点间\n设置 | 项目 已结账至 | 值 2025-09").settings
    assert settings.school == "示例小学"
    assert settings.first_day == date(2025, 9, 1)
    assert settings.month == "2025-09"
    assert settings.base_standard == 800
    assert settings.opening_balance == 0
    assert settings.method == "移动加权平均"
    assert settings.departments == ("食堂", "面点间")
    assert settings.closed_until == "2025-09"


def test_the_months_of_the_book_are_shown_up_to_the_month_of_account() -> None:
    settings = book("设置 | 项目 核算月份 | 值 2025-11").settings
    assert settings.months == ("2025-09", "2025-10", "2025-11", "2025-12", "2026-01")
    assert settings.months_shown == ("2025-09", "2025-10", "2025-11")


def test_without_a_first_day_the_book_has_no_months() -> None:
    assert book("设置 | 项目 学期开始 | 值 -").settings.months == ()


def test_a_department_that_is_not_named_is_the_canteen() -> None:
    assert book("设置 | 项目 食堂部门 | 值 -").settings.departments == ("食堂",)


@pytest.mark.parametrize(
    ("line", "fault", "fatal"),
    [
        ("设置 | 项目 学期开始 | 值 -", ("first_day", "blank"), True),
        ("设置 | 项目 学校 | 值 -", ("school", "blank"), False),
        ("设置 | 项目 学期开始 | 值 开学", ("first_day", "not-a-date"), True),
        ("设置 | 项目 计价方法 | 值 加权平均", ("method", "not-in-the-list"), True),
        ("设置 | 项目 基准餐标 | 值 八元", ("base_standard", "not-a-number"), True),
    ],
)
def test_what_is_wrong_with_a_setting_is_a_fault_of_it(line: str, fault: tuple[str, str], fatal: bool) -> None:  # noqa: FBT001 - a column of the table above
    found = [(each.field, each.fault.kind, each.fault.fatal) for each in book(line).setting_faults]
    assert found == [(*fault, fatal)]


def test_settings_that_nobody_misses_may_be_blank() -> None:
    assert book("设置 | 项目 期初结余 | 值 -\n设置 | 项目 编制人 | 值 -").setting_faults == []


def test_a_table_that_must_be_there_is_asked_for() -> None:
    raw = book_of("").raw
    del raw.tables["出库"]
    with pytest.raises(TableMissing, match="找不到表 出库"):
        read_book(raw)


def test_a_newer_format_is_refused() -> None:
    with pytest.raises(NotAWorkbook, match="格式版本是 9"):
        book("设置 | 项目 格式版本 | 值 9")

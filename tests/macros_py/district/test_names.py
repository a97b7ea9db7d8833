"""Names are brought together by units that everybody knows, and by the district's own table."""

from __future__ import annotations

import pytest

from macros_py.district.names import Meaning, NameTable, name_lines, read_names
from tests.macros_py.books_as_tables import table
from validation.refusals import NotAWorkbook

HEADINGS = "原品名 原单位 统一品名 统一单位 换算率"


def test_weights_and_measures_are_brought_to_kilograms_and_litres() -> None:
    names = NameTable()
    assert names.meaning("大 米", "斤") == Meaning("大米", "公斤", 500_000_000, "同名")
    assert names.meaning("大米", "KG").converted(12_345) == 12_345
    assert names.meaning("大米", "斤").converted(3) == 2
    assert names.meaning("酱油", "ml").converted(500_000) == 500
    assert names.meaning("鸡蛋", "盘") == Meaning("鸡蛋", "盘", 1_000_000_000, "同名")


def test_the_district_table_goes_before() -> None:
    names = NameTable(read_names(table("名称对照", HEADINGS, ("东北大米", "袋", "大米", "公斤", 25))))
    assert names.meaning("东北大米", "袋") == Meaning("大米", "公斤", 25_000_000_000, "已对照")
    assert names.meaning("东北大米", "公斤").item == "东北大米"


def test_lines_that_say_what_follows_by_itself_are_none_of_the_district() -> None:
    assert read_names(table("名称对照", HEADINGS, ("大米", "斤", "大米", "公斤", 0.5))) == {}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("东北大米", "袋", None, "公斤", 25), "没有填全"),
        (("东北大米", "袋", "大米", "公斤", 0), "换算率"),
        (("东北大米", "袋", "大米", "公斤", "二十五"), "换算率"),
        (("大米", "斤", "面粉", "公斤", 0.5), ""),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_row(row: tuple[object, ...], why: str) -> None:
    given = table("名称对照", HEADINGS, row)  # type: ignore[arg-type]
    if not why:
        assert read_names(given)["大米", "斤"].item == "面粉"
        return
    with pytest.raises(NotAWorkbook, match=f"第 2 行.*{why}"):
        read_names(given)


def test_two_lines_that_disagree_are_refused() -> None:
    with pytest.raises(NotAWorkbook, match="第 3 行与前面的行说法不同"):
        read_names(table("名称对照", HEADINGS, ("米", "袋", "大米", "公斤", 25), ("米", "袋", "大米", "公斤", 50)))


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(NotAWorkbook, match="没有「换算率」列"):
        read_names(table("名称对照", "原品名 原单位 统一品名 统一单位"))


def test_a_rare_name_near_to_a_frequent_one_is_doubtful() -> None:
    used = [("鸡腿肉", "公斤", 1), ("鸡腿", "公斤", 40), ("扫帚", "把", 1)]
    found = {line.item: (line.meaning.status, line.suggestion) for line in name_lines(used, NameTable())}
    assert found == {"鸡腿肉": ("待核", "鸡腿"), "鸡腿": ("同名", ""), "扫帚": ("同名", "")}


def test_a_name_the_district_has_spoken_of_is_not_doubtful() -> None:
    names = NameTable(read_names(table("名称对照", HEADINGS, ("鸡腿肉", "公斤", "鸡腿", "公斤", 1))))
    found = {line.item: line.meaning.status for line in name_lines([("鸡腿肉", "公斤", 1), ("鸡腿", "公斤", 40)], names)}
    assert found == {"鸡腿肉": "已对照", "鸡腿": "同名"}

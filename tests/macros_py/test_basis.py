"""What a posted copy rests on: a changed, added, moved or removed row is named; sorting and later months are silent."""

from __future__ import annotations

import pytest

from macros_py.basis import BASIS, BASIS_HEADINGS, basis, rows_changed
from tests.validation.text_books import book_of
from validation.book import read_book
from validation.cells import RawRow, RawTable


def kept(text: str = "", until: str = "2025-09") -> RawTable:
    lines = [
        tuple(float(value) if isinstance(value, int) else value or None for value in line)
        for line in basis(read_book(book_of(text).raw), until)
    ]
    rows = [RawRow(number, cells) for number, cells in enumerate(lines, 2)]
    return RawTable(BASIS, BASIS, 1, 1, 1 + len(rows), BASIS_HEADINGS).with_rows(rows)


def changes(text: str, until: str = "2025-09") -> list[tuple[str, int, int]]:
    found = rows_changed(kept(until=until), read_book(book_of(text).raw), until)
    assert found is not None
    return [(each.sheet, each.row, each.was) for each in found]


def test_every_register_with_rows_is_there() -> None:
    lines = [(line[0], line[1], line[2]) for line in basis(read_book(book_of("").raw), "2025-09")]
    assert ("采购验收", "2025-09", 1) in lines
    assert ("收入", "2025-09", 2) in lines
    assert ("品目", "", 8) in lines
    assert not any(table == "收支说明" for table, _, _ in lines)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("出库 | 数量 90", [("出库", 4, 4)]),
        ("收入\n收入 | 凭证号 记-8", [("收入", 6, 0)]),
        ("出库 | 日期 2025-10-01", [("出库", 0, 4)]),
        ("品目 | 品名 大米 | 类别 干货", [("品目", 4, 4)]),
        ("设置 | 项目 核算月份 | 值 2025-10", []),
        ("设置 | 项目 期初结余 | 值 5.00", [("设置", 12, 12)]),
        ("出库\n出库 | 单号 CK9 | 日期 2025-10-08", []),
    ],
)
def test_what_changed(text: str, found: list[tuple[str, int, int]]) -> None:
    assert changes(text) == found


def test_rows_of_all_months_up_to_the_copys_count() -> None:
    assert changes("出库 | 数量 90", "2025-10") == [("出库", 4, 4)]


def test_damaged_fingerprints_are_told() -> None:
    table = kept()
    cut = [row._replace(values=(*row.values[:4], "坏")) for row in table.rows]
    assert rows_changed(table.with_rows(cut), read_book(book_of("出库 | 数量 90").raw), "2025-09") is None


def test_a_row_is_told_in_one_line() -> None:
    found = rows_changed(kept(), read_book(book_of("出库 | 数量 90").raw), "2025-09")
    assert [str(each) for each in found or ()] == ["出库第 4 行（CK1 · 2025-09-01 · 供餐 · 大米）：公示后改过"]
    gone = rows_changed(kept(), read_book(book_of("出库 | 日期 2025-10-01").raw), "2025-09")
    assert [str(each) for each in gone or ()] == ["出库：公示时在第 4 行的一行不见了，删掉了，或日期改到了别的月份"]

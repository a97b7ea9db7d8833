"""采纳建议 from outside: a closed workbook is filled, refreshed, marked in 问题清单, fixed, and put back again, by commands alone."""

from __future__ import annotations

import errno
import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.acceptance.outsider import bounds, fill, find, place, refresh, rows_of, run
from tests.addin.packages import members

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

BOOK = """
设置: 项目 值
学校 示例小学
食堂 第一食堂
学期 2025秋
学期开始 2025-09-01
学期结束 2026-01-31
核算月份 2025-09
计价方法 移动加权平均
基准餐标 8
品目: 品名 类别 单位
大米 粮食 公斤
供应商: 供应商
粮店
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额
R1 '2025.9.1 粮店 大来 '１００ 公斤 5 500
R2 2025-09-03 粮店 大米 10 公斤 2.3 25
出库: 单号 日期 餐次 去向 品名 数量 单位
C1 2025-09-02 午餐 供歺 大米 近40 公斤
C2 2025-09-05 午餐 供餐 大米 6 公斤
就餐: 日期 餐次 对象 人数 餐标
2025-09-02 午餐 学生 100 8
2025-09-05 午餐 学生 100 8
"""
NOW = ("--now", "2025-10-08 14:05:30")
FIXED = [
    ("采购验收!D3", "大来", "大米", "DAT-05"),
    ("采购验收!H4", 25, 23, "ARI-01"),
    ("出库!F3", "近40", 40, "DAT-01"),
    ("出库!D3", "供歺", "供餐", "DAT-04"),
    ("采购验收!E3", "１００", 100, "DAT-11"),
    ("采购验收!B3", "2025.9.1", "2025-09-01", "DAT-11"),
]
"""单元格, 原值, 新值, 规则."""


def cell(path: Path, where: str) -> Cell:
    sheet, _, address = where.partition("!")
    found: Cell = load_workbook(path)[sheet][address]
    return found


def values(path: Path) -> dict[str, object]:
    """What stands in every cell of the registers, by address."""
    book = load_workbook(path)
    registers: list[Worksheet] = [book[name] for name in ("设置", "品目", "供应商", "采购验收", "出库", "就餐")]
    return {
        f"{sheet.title}!{each.coordinate}": each.value
        for sheet in registers
        for row in sheet.iter_rows()
        for each in row
        if each.value is not None and sheet.cell(2, each.column).value != "校验"
    }


def styles(path: Path) -> dict[str, list[bytes]]:
    """The style numbers of every sheet's cells, as the file has them, in order."""
    return {
        name: re.findall(rb'<c r="[A-Z]+\d+"(?: t="\w+")?( s="\d+")', content)
        for name, content in members(path.read_bytes()).items()
        if name.startswith("xl/worksheets/sheet")
    }


def mark(path: Path, value: object = "是", rule: str = "") -> None:
    """Mark every line of 问题清单, or those of one rule, as a person would; here with openpyxl."""
    book = load_workbook(path)
    sheet, table = find(book, "问题清单")
    _, top, _, bottom = bounds(table)
    marks, rules = place(book, "问题清单", "采纳"), place(book, "问题清单", "规则")
    for row in range(top + 1, bottom + 1):
        if not rule or sheet.cell(row, rules).value == rule:
            sheet.cell(row, marks).value = value  # type: ignore[assignment]
    book.save(path)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A closed workbook with mistakes, refreshed."""
    path = tmp_path / "账.xlsx"
    fill(BOOK).save(path)
    return refresh(path)


def log(path: Path) -> list[tuple[object, ...]]:
    return [
        tuple(row[name] for name in ("单元格", "原值", "新值", "规则", "批次", "撤销批次")) for row in rows_of(path, "修改记录")
    ]


def test_what_is_marked_is_written_logged_and_refreshed_in_one_go(book: Path) -> None:
    mark(book)
    before = values(book)
    done = run("fix", book, *NOW)
    assert done.status == 0, done.err
    assert done.out.splitlines()[:2] == [
        "按采纳改了 6 格，记在 修改记录，第 1 批",
        "采购验收!D3：「品名」“大来” 改为 “大米”（DAT-05）",
    ]
    assert done.out.splitlines()[-1] == f"已写入，并已刷新 {book}"
    assert log(book) == [(*each, 1, None) for each in FIXED]
    assert {row["时间"] for row in rows_of(book, "修改记录")} == {"2025-10-08 14:05:30"}
    after = values(book)
    assert {key for key in after if before.get(key) != after[key]} == {where for where, *_ in FIXED}
    assert cell(book, "采购验收!B3").value == datetime(2025, 9, 1)  # noqa: DTZ001 - as openpyxl has a day
    assert (cell(book, "采购验收!E3").value, cell(book, "采购验收!E3").data_type) == (100, "n")
    assert not {row["规则"] for row in rows_of(book, "问题清单")} & {"DAT-05", "ARI-01", "DAT-01", "DAT-04", "DAT-11"}


def test_nothing_else_in_the_file_changes(book: Path) -> None:
    mark(book, rule="DAT-04")
    before, looks = members(book.read_bytes()), styles(book)
    assert run("fix", book, *NOW).status == 1
    after = members(book.read_bytes())
    changed = {name for name in before if before[name] != after.get(name)}
    assert set(before) == set(after)
    assert all(re.fullmatch(r"xl/(worksheets/sheet\d+|tables/table\d+|workbook)\.xml", name) for name in changed)
    registers = load_workbook(book).sheetnames[1:18]
    numbers = [f"xl/worksheets/sheet{place}.xml" for place in range(2, 2 + len(registers))]
    assert {name: styles(book)[name] for name in numbers} == {name: looks[name] for name in numbers}
    assert [after[name].partition(b"</sheetData>")[2] for name in numbers] == [
        before[name].partition(b"</sheetData>")[2] for name in numbers
    ]


def test_fixing_twice_changes_nothing_more(book: Path) -> None:
    mark(book)
    run("fix", book, *NOW)
    once = book.read_bytes()
    again = run("fix", book)
    assert again.out.splitlines()[-1] == f"没有写入，未改动 {book}"
    assert book.read_bytes() == once
    run("refresh", book)
    assert book.read_bytes() == once


def test_without_a_mark_nothing_is_written(book: Path) -> None:
    before = book.read_bytes()
    assert run("fix", book).out.startswith("没有要改的：在 问题清单 的 采纳 里选 是 的才会改")
    assert book.read_bytes() == before


def test_undoing_puts_every_cell_back_and_a_second_undo_takes_the_batch_before(book: Path) -> None:
    start = values(book)
    mark(book, rule="DAT-11")
    run("fix", book, *NOW)
    between = values(book)
    mark(book, rule="DAT-05")
    run("fix", book, *NOW)
    first = run("fix", book, "--undo", "--now", "2025-10-09 08:00:00")
    assert first.out.splitlines()[0] == "撤销了第 2 批，1 格改回原来的，记在 修改记录，第 3 批"
    assert values(book) == between
    assert run("fix", book, "--undo").out.splitlines()[0] == "撤销了第 1 批，2 格改回原来的，记在 修改记录，第 4 批"
    assert values(book) == start
    assert (cell(book, "采购验收!E3").value, cell(book, "采购验收!E3").data_type) == ("１００", "s")
    done = book.read_bytes()
    assert run("fix", book, "--undo").out.splitlines()[0] == "没有可以撤销的：修改记录 里没有还没撤销的批次"
    assert book.read_bytes() == done
    assert [each[4:] for each in log(book)] == [(1, None), (1, None), (2, None), (3, 2), (4, 1), (4, 1)]


def test_what_was_changed_since_the_refresh_is_left_alone_and_told(book: Path) -> None:
    mark(book)
    opened = load_workbook(book)
    opened["出库"]["D3"] = "接待"
    opened["出库"]["F3"] = "=20+20"
    opened["采购验收"]["A4"] = "R9"
    opened.save(book)
    done = run("fix", book, *NOW, "--json")
    assert [each["cell"] for each in done.json["changes"]] == ["采购验收!D3", "采购验收!E3", "采购验收!B3"]
    told = {each["cell"]: each["message"] for each in done.json["skipped"]}
    assert told["出库!D3"] == "「去向」当初是“供歺”，现在是“接待”，没有改"
    assert told["采购验收!H4"].startswith("这一行当初是「R2 · 2025-09-03 · 粮店 · 大米」，现在是「R9 · ")
    assert cell(book, "出库!F3").value == "=20+20"
    assert cell(book, "采购验收!H4").value == 25


def test_the_json_says_what_was_done(book: Path) -> None:
    mark(book, rule="DAT-05")
    found = run("fix", book, *NOW, "--json").json
    assert found["changes"] == [
        {
            "cell": "采购验收!D3",
            "table": "采购验收",
            "row": 3,
            "column": "品名",
            "before": "大来",
            "after": "大米",
            "rule": "DAT-05",
        }
    ]
    assert (found["batch"], found["undoes"], found["changed"], found["skipped"]) == (1, None, True, [])
    assert (run("fix", book, "--undo", "--json").json["undoes"], run("fix", book, "--undo", "--json").json["batch"]) == (1, None)


def test_a_workbook_that_is_open_or_has_no_log_is_refused_and_stays_as_it_is(book: Path) -> None:
    mark(book)
    bare = load_workbook(book)
    del bare["修改记录"]
    bare.save(book)
    before = book.read_bytes()
    refused = run("fix", book)
    assert (refused.status, refused.out) == (2, "")
    assert refused.err.startswith("工作簿里没有表「修改记录」")
    (book.parent / f"~${book.name}").write_bytes(b"\x03abc")
    assert run("fix", book).status == 2
    assert book.read_bytes() == before


def test_a_save_that_fails_leaves_neither_change_nor_log(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    mark(book)
    before = book.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("addin.new_file.os.fsync", full)
        assert run("fix", book, *NOW).status == 2
    assert book.read_bytes() == before
    assert sorted(path.name for path in book.parent.iterdir() if path.is_file()) == ["刷新.xlsx", "账.xlsx"]
    assert run("fix", book, *NOW).out.startswith("按采纳改了 6 格")


def test_the_moment_is_written_as_a_moment(book: Path) -> None:
    assert "时刻要写成" in run("fix", book, "--now", "昨天").err
    mark(book, rule="DAT-05")
    run("fix", book)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", str(rows_of(book, "修改记录")[0]["时间"]))

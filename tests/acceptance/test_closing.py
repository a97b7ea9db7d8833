"""结账 from outside: a small book is closed month by month by commands, then changed in a closed month with openpyxl as a person would in Excel."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.acceptance.outsider import bounds, fill, find, findings, place, rows_of, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOOK = """
设置: 项目 值
学校 示例小学
食堂 第一食堂
学期 2025秋
学期开始 2025-09-01
学期结束 2025-11-30
核算月份 2025-11
计价方法 移动加权平均
基准餐标 10
品目: 品名 类别 单位
大米 粮食 公斤
供应商: 供应商
粮店
期初库存: 品名 数量 单位 金额
大米 10 公斤 40
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额
R1 2025-09-01 粮店 大米 10 公斤 5 50
出库: 单号 日期 餐次 去向 品名 数量 单位
C1 2025-09-05 午餐 供餐 大米 5 公斤
C2 2025-10-10 午餐 供餐 大米 5 公斤
C3 2025-11-10 午餐 供餐 大米 10 公斤
盘点: 日期 品名 实盘数量 单位
2025-09-30 大米 15 公斤
2025-10-31 大米 10 公斤
就餐: 日期 餐次 对象 人数 餐标
2025-09-05 午餐 学生 10 10
2025-10-10 午餐 学生 10 10
2025-11-10 午餐 学生 10 10
收入: 凭证号 日期 科目 金额
记-1 2025-09-05 学生伙食费 100
记-2 2025-10-10 学生伙食费 100
记-3 2025-11-10 学生伙食费 100
"""
NOW = ("--now", "2025-12-01 09:00:00")
MONTHS = ("2025-09", "2025-10", "2025-11")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "账.xlsx"
    fill(BOOK).save(path)
    return path


@pytest.fixture
def term(book: Path) -> Path:
    """The term, closed month by month."""
    for number, month in enumerate(MONTHS, 1):
        done = run("close", book, "--month", month, *NOW)
        assert done.status == 0, done.err + done.out
        assert done.out.splitlines()[0] == f"{month} 已结账：指标和各表登记的指纹记在 结账记录，第 {number} 批"
    return book


def closing(path: Path) -> list[dict[str, object]]:
    """What CLS has found, rows first."""
    return sorted((each for each in findings(path) if each["rule"].startswith("CLS")), key=lambda each: str(each["rule"]))


def setting(path: Path) -> object:
    return next(row["值"] for row in rows_of(path, "设置") if row["项目"] == "已结账至")


def edit(path: Path, table: str, change: Callable[[list[list[object]]], list[list[object]]]) -> None:
    """Give a register other rows, as a person does by typing, sorting, inserting and deleting."""
    book = load_workbook(path)
    sheet, found = find(book, table)
    left, top, right, bottom = bounds(found)
    old: list[list[object]] = [
        [sheet.cell(row, column).value for column in range(left, right + 1)] for row in range(top + 1, bottom + 1)
    ]
    filled = [row for row in old if any(value is not None for value in row)]
    new = change(filled)
    for number in range(max(len(old), len(new))):
        for column in range(left, right + 1):
            value = new[number][column - left] if number < len(new) else None
            sheet.cell(top + 1 + number, column).value = value  # type: ignore[assignment]
    book.save(path)


def test_a_term_is_closed_month_by_month_and_stays_quiet(term: Path) -> None:
    assert setting(term) == "2025-11"
    assert closing(term) == []
    lines = rows_of(term, "结账记录")
    kept = {(line["月份"], line["名称"]): line["本月"] for line in lines if line["内容"] == "指标"}
    assert [kept[month, "食材消耗"] for month in MONTHS] == [22.5, 22.5, 45]
    assert [kept[month, "期末库存"] for month in MONTHS] == [67.5, 45, 0]
    assert {line["时间"] for line in lines} == {"2025-12-01 09:00:00"}
    assert run("refresh", term).status == 0
    edit(term, "出库", lambda rows: rows[::-1])
    edit(term, "收入", lambda rows: [[None] * len(rows[0]), *rows])
    assert closing(term) == []


def test_a_changed_an_inserted_and_a_deleted_row_are_named(term: Path) -> None:
    column = place(load_workbook(term), "收入", "金额") - bounds(find(load_workbook(term), "收入")[1])[0]

    def with_amount(row: list[object], amount: float) -> list[object]:
        return [amount if number == column else value for number, value in enumerate(row)]

    original = term.read_bytes()
    edit(term, "收入", lambda rows: [rows[0], with_amount(rows[1], 90), rows[2]])
    first, later = closing(term)
    top = bounds(find(load_workbook(term), "收入")[1])[1]
    assert (first["rule"], first["sheet"], first["row"]) == ("CLS-01", "收入", top + 2)
    assert str(first["message"]).startswith(
        "2025-10 已经结账，这一行后来改过；使指标变了：学生伙食费 100.00 → 90.00，伙食费收入 100.00 → 90.00，收入合计 100.00 → 90.00，"
        "结余 77.50 → 67.50，采购口径结余 100.00 → 90.00，"
    )
    assert (later["rule"], later["sheet"]) == ("CLS-02", "设置")
    assert "本学期结余 210.00 → 200.00" in str(later["message"])
    assert run("check", term).status == 1
    refused = run("close", term, "--reopen", *NOW)
    assert (refused.status, refused.err) == (2, "撤销结账要写明理由：--reason 后面写为什么要撤销，会记在 结账记录。\n")

    term.write_bytes(original)
    edit(term, "收入", lambda rows: [rows[0], with_amount(rows[0], 7), *rows[1:]])
    first = closing(term)[0]
    assert (first["sheet"], first["row"]) == ("收入", top + 2)
    assert "结账后加的" in str(first["message"])
    assert "学生伙食费 100.00 → 107.00" in str(first["message"])

    term.write_bytes(original)
    edit(term, "收入", lambda rows: rows[:2])
    (first,) = closing(term)
    assert (first["sheet"], first["row"]) == ("收入", None)
    assert f"2025-11 已经结账，结账时在第 {top + 3} 行的一行不见了" in str(first["message"])


def test_what_is_missing_is_told_in_lines_and_nothing_is_written(book: Path) -> None:
    edit(book, "盘点", lambda rows: rows[1:])
    before = book.read_bytes()
    refused = run("close", book, "--month", "2025-09", *NOW)
    assert refused.status == 2
    assert refused.err == "2025-09 还不能结账，没有写任何东西：还差 1 处\n"
    assert (
        refused.out
        == "盘点：大米 月末账面有 15 公斤，没有月末盘点；盘点后登记实盘数量，日期写 2025-09-05 至 2025-09-30 之间的一天\n"
    )
    told = run("close", book, "--month", "2025-09", "--json", *NOW)
    document = json.loads(told.out)
    assert (told.status, document["closed"], document["changed"], document["closed_until"]) == (2, False, False, None)
    assert document["missing"] == [
        {
            "place": "盘点",
            "what": "大米 月末账面有 15 公斤，没有月末盘点",
            "todo": "盘点后登记实盘数量，日期写 2025-09-05 至 2025-09-30 之间的一天",
        }
    ]
    assert book.read_bytes() == before
    refused = run("close", book, "--month", "2025-10", *NOW)
    assert (refused.status, refused.err) == (2, "结账要按月份先后，先结 2025-09，再结 2025-10。\n")
    assert run("close", book, *NOW).err == "请写明要结账的月份，如 --month 2025-09。\n"


def test_the_last_month_is_reopened_mended_and_closed_again(term: Path) -> None:
    done = run("close", term, "--reopen", "--reason", "=漏登一张", "--json", *NOW)
    document = json.loads(done.out)
    assert (done.status, document["month"], document["closed_until"], document["reopened"]) == (0, "2025-11", "2025-10", True)
    assert setting(term) == "2025-10"
    last = rows_of(term, "结账记录")[-1]
    assert (last["动作"], last["月份"], last["说明"]) == ("撤销结账", "2025-11", "=漏登一张")
    edit(term, "收入", lambda rows: rows[:2])
    assert closing(term) == []
    assert run("close", term, "--month", "2025-11", *NOW).status == 0
    assert closing(term) == []
    for _ in MONTHS:
        assert run("close", term, "--reopen", "--reason", "重来", *NOW).status == 0
    assert (setting(term), closing(term)) == (None, [])
    assert run("close", term, "--reopen", "--reason", "重来").err == "没有可以撤销的：结账记录 里没有已经结账的月份。\n"


def test_a_closing_is_not_carried_into_the_next_term_and_the_next_term_changes_nothing_here(term: Path) -> None:
    new, before = term.with_name("新.xlsx"), term.read_bytes()
    assert run("new", new, "--from", term, "--last-day", "2026-01-31").status == 0
    assert term.read_bytes() == before
    assert (setting(new), rows_of(new, "结账记录"), closing(new)) == (None, [], [])


@pytest.mark.libreoffice
def test_a_book_saved_by_libreoffice_stays_closed(term: Path, soffice: tuple[str, ...], tmp_path: Path) -> None:
    subprocess.run(
        [*soffice, "--convert-to", "xlsx", "--outdir", str(tmp_path / "再存"), str(term)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    again = tmp_path / "再存" / term.name
    assert closing(again) == []
    assert run("close", again, "--reopen", "--reason", "试", *NOW).status == 0

"""What people type stays text in every output: no formula comes of it in the saved parts, and nothing in it reaches the terminal raw."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.acceptance.outsider import TERM, Text, fill, find, findings, place, put, refresh, rows_of, run, save, settings, write

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = re.compile(r"""HYPERLINK\("#'((?:[^'"]|''|"")+)'!([A-Z]+[0-9]+)","((?:[^"]|"")+)!\2"\)""")
OWN_WORD = re.compile(r"[<>=]*[\u4e00-\u9fff]*|20\d\d-\d\d\*?|\?\*|[、,;/，； ]")
SUMS = re.compile(
    r"(?:SUMIFS?|SUMPRODUCT|ROUND|DATE|INDEX|MATCH|IF|ISNUMBER|FIND|SUBSTITUTE|ROW|[\u4e00-\u9fff]+\[[\u4e00-\u9fff_]+\]"
    r"|核对\[\[#This Row\],\[\w+\]\]|\$1:\$\d+|\d+|\"\"|[-+*/(),&<>=])+"
)
TEXTS = (
    "=cmd|'/c calc'!A1",
    '+HYPERLINK("http://x","点我")',
    "@SUM(A1:A9)",
    "-1+1",
    '=HYPERLINK("#\'设置\'!A1","x")',
    "\t=1+1",
    "甲\r\n=1+1",
    "_x0001_红_x001B_[31m",
    "零\u200b宽\ufeff",
    "\u202e翻过来\u2066",
    "<f>1+1</f>]]>&amp;",
    '";=1+1;"',
    "'=1+1",
    "{=1+1}",
)
"""The eighth holds, as Excel escapes them, characters that XML cannot: what a person could paste."""
SHEET = """=cmd|'a'"&!A1"""
DAY = date(2025, 9, 1)


def hostile() -> Workbook:
    """A text that would like to be more in every column of text, and a sheet of such a name."""
    book = fill(TERM)
    texts = [Text(text) for text in TEXTS]
    settings(book, {"学校": texts[0], "食堂": texts[1], "规则套": texts[2], "编制人": texts[9], "食堂部门": texts[3]})
    write(book, "品目", ("品名", "类别", "单位", "规格"), [(text, "粮食", "公斤", text) for text in texts])
    write(book, "品目", ("品名", "类别", "单位"), [(Text("=扫帚"), "易耗品", Text("@把"))])
    write(book, "供应商", ("供应商", "许可证号", "供货类别"), [(texts[0], texts[1], texts[2])])
    headings = ("单号", "日期", "供应商", "品名", "数量", "单位", "单价", "金额", "票据号", "采购人", "备注")
    lines = [(text, DAY, texts[0], text, 2, Text("公斤"), 5, 11, text, text, text) for text in texts]
    write(book, "采购验收", headings, lines)
    write(book, "采购验收", headings[:8], [(Text("+1"), DAY, texts[8], Text("=扫帚"), 2, Text("@把"), 5, 10)])
    issues = [(text, DAY, text, text, text, text, text) for text in texts]
    write(book, "出库", ("单号", "日期", "餐次", "去向", "品名", "数量", "单位"), issues)
    counts = [(DAY, text, 5, Text("=公斤"), text, text) for text in texts]
    write(book, "盘点", ("日期", "品名", "实盘数量", "单位", "差异原因", "批准人"), counts)
    write(
        book,
        "易耗品领用",
        ("单号", "日期", "部门", "领用人", "品名", "领用数"),
        [(text, DAY, text, text, Text("=扫帚"), 1) for text in texts],
    )
    write(book, "收入", ("凭证号", "日期", "科目", "摘要", "金额"), [(text, text, text, text, text) for text in texts])
    write(
        book,
        "支出",
        ("凭证号", "日期", "科目", "摘要", "金额", "归口", "收款单位"),
        [(text, DAY, "付货款", text, 1, text, text) for text in texts],
    )
    write(book, "基期", ("项目", "类别", "基期", "基期金额"), [(text, text, text, 1) for text in texts])
    write(book, "收支说明", ("行", "项目", "金额", "组成"), [(text, text, text, text) for text in texts])
    find(book, "出库")[0].title = SHEET
    return book


def formulas(path: Path) -> Counter[tuple[str, str]]:
    """Part and text of every formula in the saved file."""
    found: Counter[tuple[str, str]] = Counter()
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                root = ET.fromstring(package.read(name))  # noqa: S314 - our own file
                found.update((name, formula.text or "") for formula in root.iter(f"{MAIN}f"))
    return found


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The hostile book, and the same refreshed."""
    path = save(hostile(), tmp_path_factory.mktemp("文本"))
    return path, refresh(path)


def is_a_sum(formula: str) -> bool:
    """Whether it is one of 核对: sums of columns, with conditions in the program's own words, and nothing that was typed."""
    outside, inside = re.sub('"[^"]*"', '""', formula), re.findall('"([^"]*)"', formula)
    return all(OWN_WORD.fullmatch(text) for text in inside) and SUMS.fullmatch(outside) is not None


def test_the_only_new_formulas_are_links_made_of_sheet_and_cell(books: tuple[Path, Path]) -> None:
    path, out = books
    before, after = formulas(path), formulas(out)
    assert not before - after, "a formula of the form was lost"
    new = after - before
    assert new
    links = [text for _, text in new if not is_a_sum(text)]
    sheets = {sheet for sheet, _ in (LINK.fullmatch(text).groups()[:2] for text in links)}  # type: ignore[union-attr]
    assert SHEET.replace("'", "''").replace('"', '""') in sheets
    assert all(
        sheet in {"采购验收", "盘点", "设置", "供应商", "易耗品领用", "收入", "支出", "基期", "收支说明", "品目"}
        for sheet in sheets
        if "cmd" not in sheet and not sheet.startswith(("首页", "公示-"))
    )


def test_there_are_as_many_links_as_rows_that_link(books: tuple[Path, Path]) -> None:
    path, out = books
    new = formulas(out) - formulas(path)
    linking = [
        row
        for table, heading in (("问题清单", "位置"), ("收发明细", "来源"), ("核对", "单元格"))
        for row in rows_of(out, table)
        if row[heading]
    ]
    assert sum(count for (_, text), count in new.items() if not is_a_sum(text)) == len(linking)


def test_every_text_comes_out_as_the_text_it_was(books: tuple[Path, Path]) -> None:
    _, out = books
    listed = {str(row["现值"]) for row in rows_of(out, "问题清单")}
    assert {"=cmd|'/c calc'!A1", '+HYPERLINK("http://x","点我")', "@SUM(A1:A9)", "-1+1", "'=1+1", "{=1+1}"} <= listed
    kept = {str(row["单号"]) for row in rows_of(out, "采购验收")}
    assert {text.replace("\r\n", "\n") for text in TEXTS} <= {text.replace("_x000D_", "").replace("\r\n", "\n") for text in kept}


def test_nothing_of_it_reaches_the_terminal_raw(books: tuple[Path, Path], tmp_path: Path) -> None:
    path, _ = books
    strange = tmp_path / "\x1b[31m红\u202e.xlsx"
    for command in (
        ("check", path),
        ("check", path, "--json"),
        ("figures", path),
        ("figures", path, "--json"),
        ("refresh", path, "--out", tmp_path / "出.xlsx"),
        ("refresh", path, "--out", tmp_path / "又.xlsx", "--json"),
        ("check", strange),
        ("refresh", path, "--out", strange),
        ("new", strange.with_name("\x1b]0;新\u200b.xlsx")),
        ("\x1b[31mcheck", path),
    ):
        outcome = run(*command)
        assert (outcome.out + outcome.err).strip(), command
        raw = {
            f"U+{ord(each):04X}"
            for each in outcome.out + outcome.err
            if each != "\n" and unicodedata.category(each)[0] in "CZ" and each not in " \u3000"
        }
        assert raw == set(), command


def test_json_holds_the_characters_themselves(books: tuple[Path, Path]) -> None:
    path, _ = books
    values = {found["value"] for found in findings(path)}
    assert {"\u202e翻过来\u2066", "\x01红\x1b[31m"} <= values


def test_a_heading_that_looks_like_a_formula_stays_one(tmp_path: Path) -> None:
    book = fill(TERM)
    sheet, table = find(book, "采购验收")
    put(sheet, int(re.sub(r"\D", "", table.ref.partition(":")[0])), place(book, "采购验收", "备注"), Text("=备注"))
    next(column for column in table.tableColumns if column.name == "备注").name = "=备注"
    path = save(book, tmp_path)
    assert {row["说明"] for row in rows_of(refresh(path), "问题清单")} >= {"表 采购验收 没有「备注」这一列，按空白处理"}
    assert all(LINK.fullmatch(text) or is_a_sum(text) for _, text in formulas(refresh(path)) - formulas(path))

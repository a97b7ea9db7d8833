"""What a draft changes in the file, byte by byte, and what it leaves alone."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
import python_calamine

from tests.addin.packages import Book, Sheet, Table, members, one_table, text_row
from validation.cells import ErrorValue, Formula
from validation.refusals import NotAWorkbook, NotWritable, TableMissing
from workbook_templates.draft import ColumnFill, Draft, InputChange, Link, TableAppend, TableFill

if TYPE_CHECKING:
    from pathlib import Path

    from addin.file_host import FileHost
    from workbook_templates.draft import DraftValue

SHEET, TABLE = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"
HEADINGS = ("甲", "乙", "丙")


def part(host: FileHost, name: str = SHEET) -> str:
    """A part of the file as it is on disk."""
    return members(host.path.read_bytes())[name].decode()


def rows_xml(host: FileHost) -> str:
    """The rows below the headings."""
    return part(host).split("</row>", 1)[1].split("</sheetData>")[0]


def filled(host: FileHost, *rows: tuple[DraftValue, ...], headings: tuple[str, ...] = HEADINGS, table: str = "数") -> bool:
    return host.apply(Draft(tables=[TableFill(table, headings, list(rows))]))


WRITTEN: list[tuple[DraftValue, str]] = [
    ("米", '<c r="A2" t="inlineStr"><is><t>米</t></is></c>'),
    (" 米", '<c r="A2" t="inlineStr"><is><t xml:space="preserve"> 米</t></is></c>'),
    ("一\n二", '<c r="A2" t="inlineStr"><is><t xml:space="preserve">一\n二</t></is></c>'),
    ("a\r\tb", '<c r="A2" t="inlineStr"><is><t>a_x000D_\tb</t></is></c>'),
    ("a\x00\x1fb", '<c r="A2" t="inlineStr"><is><t>a_x0000__x001F_b</t></is></c>'),
    ("_x0041_", '<c r="A2" t="inlineStr"><is><t>_x005F_x0041_</t></is></c>'),
    ("\ud800\uffff", '<c r="A2" t="inlineStr"><is><t>\ufffd\ufffd</t></is></c>'),
    ("<&>]]>", '<c r="A2" t="inlineStr"><is><t>&lt;&amp;&gt;]]&gt;</t></is></c>'),
    ("=cmd|' /C calc'!A0", '<c r="A2" t="inlineStr"><is><t>=cmd|\' /C calc\'!A0</t></is></c>'),
    ("12.50", '<c r="A2" t="inlineStr"><is><t>12.50</t></is></c>'),
    (12, '<c r="A2"><v>12</v></c>'),
    (-3, '<c r="A2"><v>-3</v></c>'),
    (Decimal("12.50"), '<c r="A2"><v>12.50</v></c>'),
    (Decimal("1E+3"), '<c r="A2"><v>1000</v></c>'),
    (Decimal("-0.00"), '<c r="A2"><v>0.00</v></c>'),
    (Decimal("0.0000001"), '<c r="A2"><v>0.0000001</v></c>'),
    (date(2025, 9, 1), '<c r="A2"><v>45901</v></c>'),
    (Link("采购验收", "B7"), '<c r="A2" t="str"><f>HYPERLINK("#\'采购验收\'!B7","采购验收!B7")</f><v>采购验收!B7</v></c>'),
    (
        Link("a'b\"&", "B7"),
        '<c r="A2" t="str"><f>HYPERLINK("#\'a\'\'b""&amp;\'!B7","a\'b""&amp;!B7")</f><v>a\'b"&amp;!B7</v></c>',
    ),
]


@pytest.mark.parametrize(("value", "cell"), WRITTEN, ids=[repr(value) for value, _ in WRITTEN])
def test_a_value_as_it_is_written(tmp_path: Path, value: DraftValue, cell: str) -> None:
    host = one_table("", ref="A1:C2").host(tmp_path)
    assert filled(host, (value, None, None))
    assert rows_xml(host) == f'<row r="2">{cell}</row>'
    before = host.path.read_bytes()
    assert not filled(host, (value, None, None))
    assert host.path.read_bytes() == before


def test_text_beyond_a_cells_limit_is_cut(tmp_path: Path) -> None:
    host = one_table("", ref="A1:C4").host(tmp_path)
    rows = [("字" * 32_767, None, None), ("字" * 32_768, None, None), ("🍚" * 20_000, None, None)]
    assert filled(host, *rows)
    assert [row.values[0] for row in host.read().tables["数"].rows] == ["字" * 32_767, "字" * 32_766 + "…", "🍚" * 16_383 + "…"]
    assert not filled(host, *rows)


def test_days_in_a_book_of_the_1904_system(tmp_path: Path) -> None:
    book = one_table("", ref="A1:C2")
    book.properties = '<workbookPr date1904="true"/>'
    host = book.host(tmp_path)
    filled(host, (date(2025, 9, 1), None, None))
    assert rows_xml(host) == '<row r="2"><c r="A2"><v>44439</v></c></row>'


def test_only_changed_cells_change(tmp_path: Path) -> None:
    rows = (
        '<row r="2" spans="1:9" ht="20" customHeight="1"><c r="A2" s="1" t="s"><v>0</v></c><c r="B2" s="2"><v>12.5</v></c>'
        '<c r="C2" s="3" cm="1" vm="2"><v>1</v></c><c r="I2" s="8"><f>A2</f><v>0</v></c></row>'
    )
    book = one_table(rows, ref="A1:C2")
    book.strings = ("米",)
    host = book.host(tmp_path)
    assert not filled(host, ("米", Decimal("12.50"), 1))
    assert host.path.read_bytes() == book.image()
    assert filled(host, ("米", Decimal("12.50"), "二"))
    assert rows_xml(host) == rows.replace(
        '<c r="C2" s="3" cm="1" vm="2"><v>1</v></c>', '<c r="C2" s="3" t="inlineStr"><is><t>二</t></is></c>'
    )
    assert members(book.image()).keys() == members(host.path.read_bytes()).keys()


@pytest.mark.parametrize(
    "old",
    ['<c r="A2"><f>1+1</f><v>2</v></c>', '<c r="A2" t="e"><v>#N/A</v></c>', '<c r="A2" t="b"><v>1</v></c>', '<c r="A2" t="str"><v>2</v></c>'],
)  # fmt: skip
def test_what_is_no_plain_number_is_replaced_by_one(tmp_path: Path, old: str) -> None:
    host = one_table(f'<row r="2">{old}</row>', ref="A1:C2").host(tmp_path)
    assert filled(host, (2, None, None))
    assert rows_xml(host) == '<row r="2"><c r="A2"><v>2</v></c></row>'


def test_growing_moves_table_filter_sort_and_dimension_together(tmp_path: Path) -> None:
    inside = '<sortState ref="A2:C2"><sortCondition descending="1" ref="B2:B2"/></sortState>'
    rows = '<row r="2"><c r="A2" s="1"/><c r="B2" s="2"/><c r="D2"><v>7</v></c></row><row r="4"><c r="D4"><v>8</v></c></row>'
    sheet = Sheet("表", text_row(1, *HEADINGS) + rows, (Table("数", "A1:C2", HEADINGS, inside=inside),))
    sheet.before = '<dimension ref="A1:D4"/><cols><col min="3" max="3" width="9" style="3"/></cols>'
    host = Book((sheet,)).host(tmp_path)
    assert filled(host, (1, 2, 3), (4, None, 6), (7, None, None), (10, 11, 12))
    assert rows_xml(host) == (
        '<row r="2"><c r="A2" s="1"><v>1</v></c><c r="B2" s="2"><v>2</v></c><c r="C2" s="3"><v>3</v></c><c r="D2"><v>7</v></c></row>'
        '<row r="3"><c r="A3" s="1"><v>4</v></c><c r="B3" s="2"/><c r="C3" s="3"><v>6</v></c></row>'
        '<row r="4"><c r="A4" s="1"><v>7</v></c><c r="B4" s="2"/><c r="C4" s="3"/><c r="D4"><v>8</v></c></row>'
        '<row r="5"><c r="A5" s="1"><v>10</v></c><c r="B5" s="2"><v>11</v></c><c r="C5" s="3"><v>12</v></c></row>'
    )
    assert '<dimension ref="A1:D5"/>' in part(host)
    table = part(host, TABLE)
    assert 'displayName="数" ref="A1:C5"' in table
    assert '<autoFilter ref="A1:C5"/>' in table
    assert '<sortState ref="A2:C5"><sortCondition descending="1" ref="B2:B5"/>' in table


def test_shrinking_empties_what_is_left_over_and_keeps_its_look(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="1"><v>{n}</v></c><c r="B{n}"><v>5</v></c><c r="C{n}"><v>9</v></c></row>' for n in (2, 3, 4)
    )
    host = one_table(rows, ref="A1:C4").host(tmp_path)
    assert filled(host, (2, 5), headings=("甲", "乙"))
    assert rows_xml(host) == (
        '<row r="2"><c r="A2" s="1"><v>2</v></c><c r="B2"><v>5</v></c><c r="C2"><v>9</v></c></row>'
        '<row r="3"><c r="A3" s="1"/><c r="B3"/><c r="C3"><v>9</v></c></row>'
        '<row r="4"><c r="A4" s="1"/><c r="B4"/><c r="C4"><v>9</v></c></row>'
    )
    assert 'ref="A1:C2"' in part(host, TABLE)
    assert filled(host, (2, 5), (6, 7), headings=("甲", "乙"))
    assert [row.values for row in host.read().tables["数"].rows[:2]] == [(2.0, 5.0, 9.0), (6.0, 7.0, 9.0)]


def test_no_rows_leave_one_blank_row(tmp_path: Path) -> None:
    host = one_table(text_row(2, "一") + text_row(3, "二"), ref="A1:C3").host(tmp_path)
    assert filled(host)
    assert 'ref="A1:C2"' in part(host, TABLE)
    assert host.read().tables["数"].rows == ()
    assert not filled(host)


def test_an_insert_row_becomes_an_ordinary_row(tmp_path: Path) -> None:
    host = one_table("", ref="A1:C2", more=' insertRow="1" insertRowShift="1"').host(tmp_path)
    assert filled(host, (1, 2, 3))
    assert "insertRow" not in part(host, TABLE)


def test_a_changed_cell_keeps_its_style_and_its_neighbours_their_bytes(tmp_path: Path) -> None:
    rows = '<row r="2" ht="30" customHeight="1"><c r="A2" s="3" t="s"><v>0</v></c><c r="B2" s="4"><v>2</v></c></row>'
    book = one_table(rows)
    book.strings = ("２５",)
    host = book.host(tmp_path)
    before = members(host.path.read_bytes())
    assert host.apply(Draft(inputs=[InputChange("数", "甲", 2, Decimal(25))]))
    assert rows_xml(host) == '<row r="2" ht="30" customHeight="1"><c r="A2" s="3"><v>25</v></c><c r="B2" s="4"><v>2</v></c></row>'
    after = members(host.path.read_bytes())
    assert {name for name in before if before[name] != after[name]} == {SHEET}


def test_rows_are_added_in_the_look_of_the_first_and_after_what_was_typed_below(tmp_path: Path) -> None:
    """The table ends in row 2; row 3 was typed below it."""
    rows = '<row r="2"><c r="A2" s="3"><v>1</v></c><c r="B2" s="4"/></row><row r="3"><c r="A3"><v>2</v></c></row>'
    host = one_table(rows, "A1:C2").host(tmp_path)
    assert host.apply(Draft(appends=[TableAppend("数", ("甲", "乙"), [(3, None)])]))
    assert rows_xml(host) == rows + '<row r="4"><c r="A4" s="3"><v>3</v></c><c r="B4" s="4"/></row>'
    assert 'ref="A1:C4"' in part(host, TABLE)


def test_rows_are_not_added_below_a_totals_row(tmp_path: Path) -> None:
    rows = '<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>'
    host = one_table(rows, "A1:C3", more=' totalsRowCount="1"').host(tmp_path)
    with pytest.raises(NotWritable, match="被汇总行 A3:C3 挡住"):
        host.apply(Draft(appends=[TableAppend("数", ("甲",), [(2,)])]))


@pytest.mark.parametrize(
    ("guard", "refused"),
    [('password="CC1A"', True), ('algorithmName="SHA-512" hashValue="eA==" saltValue="eA==" spinCount="1"', True), ("", False)],
)
def test_a_sheet_locked_with_a_password_is_not_typed_into(tmp_path: Path, guard: str, refused: bool) -> None:  # noqa: FBT001 - a case
    host = one_table('<row r="2"><c r="A2"><v>1</v></c></row>', after=f'<sheetProtection sheet="1" {guard}/>').host(tmp_path)
    draft = Draft(inputs=[InputChange("数", "甲", 2, 5)])
    if refused:
        with pytest.raises(NotWritable, match="工作表「表」有密码保护"):
            host.apply(draft)
    else:
        assert host.apply(draft)
    assert host.read().tables["数"].rows[0].values[0] == (1.0 if refused else 5.0)


def test_columns_and_the_users_own_columns_are_found_by_heading(tmp_path: Path) -> None:
    host = one_table(text_row(2, "旧", "用户的", "旧"), ref="A1:C2").host(tmp_path)
    assert filled(host, (1, 2), headings=("丙", "甲"))
    assert host.read().tables["数"].rows[0].values == (2.0, "用户的", 1.0)


IN_THE_WAY = {
    "a cell": ("", text_row(4, "", "我的"), (), "表「数」（工作表「表」）要向下增加到第 5 行，被 B4 里的内容挡住：请"),
    "cells": ("", text_row(4, "我", "的") + text_row(5, "了"), (), "被 A4:B5 里的内容挡住"),
    "a formula that shows nothing": ("", '<row r="4"><c r="A4" t="str"><f>""</f><v></v></c></row>', (), "被 A4 里的内容挡住"),
    "a table": ("", "", (Table("别", "C4:D5", ("一", "二")),), "被表「别」（C4:D5）挡住：请"),
    "a merged range": ("", "", (), "被 A4:B4 里的内容挡住"),
    "the totals row": (' totalsRowCount="1"', text_row(3, "合计"), (), "被汇总行 A3:C3 挡住：请"),
}


@pytest.mark.parametrize(("more", "rows", "tables", "reason"), IN_THE_WAY.values(), ids=IN_THE_WAY)
def test_what_stands_in_the_way_is_never_written_over(
    tmp_path: Path, more: str, rows: str, tables: tuple[Table, ...], reason: str
) -> None:
    sheet = Sheet("表", text_row(1, *HEADINGS) + rows, (Table("数", "A1:C3", HEADINGS, more), *tables))
    if "A4:B4" in reason:
        sheet.after = '<mergeCells count="1"><mergeCell ref="A4:B4"/></mergeCells>'
    book = Book((sheet,))
    host = book.host(tmp_path)
    with pytest.raises(NotWritable, match=r"。$") as refused:
        filled(host, *[(1, 2, 3)] * 4)
    assert reason in str(refused.value)
    assert host.path.read_bytes() == book.image()


def test_a_totals_row_stays_where_it_is(tmp_path: Path) -> None:
    rows = text_row(2, "一", "二", "三") + text_row(3, "四") + text_row(4, "合计")
    host = one_table(rows, ref="A1:C4", more=' totalsRowCount="1"').host(tmp_path)
    assert filled(host, (1, 2, 3))
    assert 'ref="A1:C4"' in part(host, TABLE)
    assert rows_xml(host).endswith('<row r="3"><c r="A3"/></row>' + text_row(4, "合计"))


def test_a_register_column_is_rewritten_whole(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="A2"><v>1</v></c><c r="C2" s="5" t="s"><v>0</v></c></row><row r="3"><c r="A3"><v>2</v></c><c r="C3" s="5" t="s"><v>0</v></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c></row><row r="5" spans="1:1"><c r="A5"><v>4</v></c></row>'
    )
    book = one_table(rows, ref="A1:C4", columns=("甲", "乙", "校验"))
    book.strings = ("「数量」旧",)
    host = book.host(tmp_path)
    draft = Draft(columns=[ColumnFill("数", "校验", {3: "「数量」旧", 5: "「单价」新"})], extend={"数": 5})
    assert host.apply(draft)
    assert rows_xml(host) == (
        '<row r="2"><c r="A2"><v>1</v></c><c r="C2" s="5"/></row><row r="3"><c r="A3"><v>2</v></c><c r="C3" s="5" t="s"><v>0</v></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c></row>'
        '<row r="5"><c r="A5"><v>4</v></c><c r="C5" s="5" t="inlineStr"><is><t>「单价」新</t></is></c></row>'
    )
    assert 'ref="A1:C5"' in part(host, TABLE)
    assert not host.apply(draft)


def test_extending_never_shrinks_and_never_swallows_another_table(tmp_path: Path) -> None:
    tables = (Table("数", "A1:C4", HEADINGS), Table("别", "A6:B7", ("一", "二")))
    host = Book((Sheet("表", text_row(1, *HEADINGS), tables),)).host(tmp_path)
    assert not host.apply(Draft(extend={"数": 3}))
    with pytest.raises(NotWritable, match="被表「别」"):
        host.apply(Draft(extend={"数": 6}))


def test_named_cells_and_settings(tmp_path: Path) -> None:
    rows = text_row(1, "项目", "值", "说明") + text_row(2, "学校", "一小") + text_row(3, " 格式版本 ", "0")
    form = Sheet("公示", '<row r="4"><c r="C4" s="7"/><c r="D4"><v>1</v></c></row>')
    book = Book((Sheet("设置", rows, (Table("设置", "A1:C3", ("项目", "值", "说明")),)), form))
    book.names = (
        '<definedName name="公示_食材消耗_本月">公示!$C$4</definedName><definedName name="公示_说明">公示!$B$9</definedName>'
    )
    host = book.host(tmp_path)
    draft = Draft(cells={"公示_食材消耗_本月": Decimal("45749.84"), "公示_说明": "暂缺"}, settings={"格式版本": "1", "无此项": "x"})
    assert host.apply(draft)
    assert '<row r="4"><c r="C4" s="7"><v>45749.84</v></c><c r="D4"><v>1</v></c></row>' in part(host, "xl/worksheets/sheet2.xml")
    assert '<row r="9"><c r="B9" t="inlineStr"><is><t>暂缺</t></is></c></row>' in part(host, "xl/worksheets/sheet2.xml")
    assert [row.values[1] for row in host.read().tables["设置"].rows] == ["一小", "1"]
    assert not host.apply(draft)


MISSING = {
    "table": (Draft(tables=[TableFill("问题清单", (), [])]), "没有表「问题清单」"),
    "register": (Draft(columns=[ColumnFill("出库", "校验", {})]), "没有表「出库」"),
    "columns": (Draft(tables=[TableFill("数", ("甲", "丁", "戊"), [])]), "表「数」里没有「丁」「戊」列"),
    "name": (Draft(cells={"公示_学校": "一小"}), "没有名为「公示_学校」的单元格"),
    "settings": (Draft(settings={"格式版本": "1"}), "没有表「设置」"),
}


@pytest.mark.parametrize(("draft", "reason"), MISSING.values(), ids=MISSING)
def test_what_the_draft_needs_and_the_book_lacks(tmp_path: Path, draft: Draft, reason: str) -> None:
    book = one_table("")
    host = book.host(tmp_path)
    with pytest.raises(TableMissing, match=reason):
        host.apply(draft)
    assert host.path.read_bytes() == book.image()


CALCULATION = {
    "none": ("", "</sheets><definedNames>", '</definedNames><calcPr fullCalcOnLoad="1"/></workbook>'),
    "there": ('<calcPr calcId="1"/>', "", '<calcPr calcId="1" fullCalcOnLoad="1"/>'),
    "switched off": ('<calcPr fullCalcOnLoad="0" calcId="1"/>', "", '<calcPr calcId="1" fullCalcOnLoad="1"/>'),
    "switched on": ('<calcPr fullCalcOnLoad="1"/>', "", '<calcPr fullCalcOnLoad="1"/>'),
    "before an extension": ("<extLst/>", "", '</definedNames><calcPr fullCalcOnLoad="1"/><extLst/>'),
}


@pytest.mark.parametrize(("calculation", "first", "after"), CALCULATION.values(), ids=CALCULATION)
def test_formulas_are_computed_anew_on_opening(tmp_path: Path, calculation: str, first: str, after: str) -> None:
    book = one_table('<row r="2"><c r="D2"><f>A2</f><v>0</v></c></row>', ref="A1:C2")
    book.names, book.calculation = '<definedName name="x">表!$A$1</definedName>', calculation
    host = book.host(tmp_path)
    filled(host, (1, 2, 3))
    workbook = part(host, "xl/workbook.xml")
    assert first in workbook
    assert after in workbook


def test_a_book_without_formulas_keeps_its_workbook_part(tmp_path: Path) -> None:
    book = one_table("", ref="A1:C2")
    host = book.host(tmp_path)
    filled(host, (1, 2, 3))
    assert part(host, "xl/workbook.xml").encode() == book.parts()["xl/workbook.xml"]


def test_the_calculation_chain_goes_when_a_formula_goes(tmp_path: Path) -> None:
    book = one_table('<row r="2"><c r="A2"><f>1</f><v>1</v></c></row>', ref="A1:C2")
    book.calculation_chain = '<c r="A2" i="1"/>'
    host = book.host(tmp_path)
    filled(host, (1, 2, 3))
    found = members(host.path.read_bytes())
    assert "xl/calcChain.xml" not in found
    assert b"calcChain" not in found["[Content_Types].xml"] + found["xl/_rels/workbook.xml.rels"]
    assert b"rIdS" in found["xl/_rels/workbook.xml.rels"]


def test_the_calculation_chain_stays_while_formulas_do(tmp_path: Path) -> None:
    book = one_table('<row r="2"><c r="D2"><f>1</f><v>1</v></c></row>', ref="A1:C2")
    book.calculation_chain = '<c r="D2" i="1"/>'
    host = book.host(tmp_path)
    filled(host, (1, 2, 3))
    assert "xl/calcChain.xml" in members(host.path.read_bytes())


SHARED = {
    "a shared formula used beside": (
        '<c r="A2"><f t="shared" ref="A2:D2" si="0">1</f><v>1</v></c><c r="D2"><f t="shared" si="0"/><v>1</v></c>', "单元格 D2 的公式"),
    "an array around": ('<c r="D2"><f t="array" ref="C2:D2">1</f><v>1</v></c>', "单元格 D2 的公式"),
    "a data table around": ('<c r="D2"><f t="dataTable" ref="C2:D2" dt2D="1"/><v>1</v></c>', "单元格 D2 的公式"),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "reason"), SHARED.values(), ids=SHARED)
def test_a_formula_over_several_cells_is_never_half_overwritten(tmp_path: Path, cells: str, reason: str) -> None:
    book = one_table(f'<row r="2">{cells}</row>', ref="A1:C2")
    if "C2:D2" in cells:
        book = one_table(f'<row r="2"><c r="C2"><v>1</v></c>{cells}</row>', ref="A1:C2")
    host = book.host(tmp_path)
    with pytest.raises(NotWritable, match=reason):
        filled(host, (7, 8, 9))
    assert host.path.read_bytes() == book.image()


def test_formulas_wholly_inside_are_overwritten(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">1</f><v>1</v></c><c r="B2"><f t="array" ref="B2:C2">1</f><v>1</v></c><c r="C2"><v>1</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"/><v>1</v></c></row>'
    )
    host = one_table(rows, ref="A1:C3").host(tmp_path)
    assert filled(host, (7, 8, 9), (7, 8, 9))
    assert [row.values for row in host.read().tables["数"].rows] == [(7.0, 8.0, 9.0)] * 2


def test_a_prefixed_sheet_is_written_under_its_prefix(tmp_path: Path) -> None:
    from tests.addin.test_reading_tables import prefixed  # noqa: PLC0415 - a dialect of its own tests

    book = one_table('<row r="2"/>', ref="A1:C2")
    book.replaced = {name: prefixed(book.parts()[name]) for name in (SHEET, TABLE)}
    host = book.host(tmp_path)
    assert filled(host, ("一", 2, Link("表", "A1")), (4, 5, 6))
    assert part(host).split("</x:row>", 1)[1] == (
        '<x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>一</x:t></x:is></x:c><x:c r="B2"><x:v>2</x:v></x:c>'
        '<x:c r="C2" t="str"><x:f>HYPERLINK("#\'表\'!A1","表!A1")</x:f><x:v>表!A1</x:v></x:c></x:row>'
        '<x:row r="3"><x:c r="A3"><x:v>4</x:v></x:c><x:c r="B3"><x:v>5</x:v></x:c><x:c r="C3"><x:v>6</x:v></x:c></x:row></x:sheetData>'
        '<x:tableParts count="1"><x:tablePart r:id="t1"/></x:tableParts></x:worksheet>'
    )
    assert [row.values for row in host.read().tables["数"].rows][1] == (4.0, 5.0, 6.0)


def test_cells_without_addresses_keep_their_places(tmp_path: Path) -> None:
    host = one_table('<row r="2"><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c><c><v>4</v></c></row>', ref="A1:C2").host(tmp_path)
    assert filled(host, (1, "二", None))
    assert (
        rows_xml(host) == '<row r="2"><c><v>1</v></c><c r="B2" t="inlineStr"><is><t>二</t></is></c><c r="C2"/><c><v>4</v></c></row>'
    )


def test_a_sheet_without_rows_and_self_closed_rows_are_opened(tmp_path: Path) -> None:
    book = one_table("")
    book.replaced = {
        SHEET: book.parts()[SHEET]
        .replace(text_row(1, *HEADINGS).encode(), b"")
        .replace(b"<sheetData></sheetData>", b"<sheetData/>")
    }
    host = book.host(tmp_path)
    assert filled(host, (1, None, None))
    assert '<sheetData><row r="2"><c r="A2"><v>1</v></c></row></sheetData>' in part(host)
    host = one_table('<row r="2" spans="1:1" ht="9"/>', ref="A1:C2").host(tmp_path)
    assert filled(host, (1, None, None))
    assert rows_xml(host) == '<row r="2" ht="9"><c r="A2"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "rows",
    ['<row r="3"/><row r="2"/>', '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>', '<row r="2"><c r="A3"><v>1</v></c></row>'],
)  # fmt: skip
def test_a_sheet_out_of_order_is_read_but_not_written(tmp_path: Path, rows: str) -> None:
    book = one_table(rows, ref="A1:C3")
    host = book.host(tmp_path)
    with pytest.raises(NotAWorkbook, match="没有按次序存放行和单元格，不能安全写入：请"):
        filled(host, (9, 9, 9))
    assert host.path.read_bytes() == book.image()


def test_untouched_members_keep_every_byte_and_changed_ones_their_date(tmp_path: Path) -> None:
    stream = io.BytesIO()
    book = one_table("", ref="A1:C2")
    with zipfile.ZipFile(stream, "w") as archive:
        archive.comment = "说明".encode()
        for place, (name, content) in enumerate(book.parts().items()):
            info = zipfile.ZipInfo(name, (2025, 9, place + 1, 8, 0, 0))
            info.extra, info.comment, info.external_attr = b"\x99\x99\x02\x00ab", b"c", 0o600 << 16
            archive.writestr(info, content, zipfile.ZIP_STORED if place % 2 else zipfile.ZIP_DEFLATED, 9)
    host = book.host(tmp_path)
    host.path.write_bytes(stream.getvalue())
    filled(host, (1, 2, 3))
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(host.path) as new:
        assert new.comment == old.comment
        assert [info.filename for info in new.infolist()] == [info.filename for info in old.infolist()]
        for before, after in zip(old.infolist(), new.infolist(), strict=True):
            assert (after.date_time, after.external_attr, after.comment) == (before.date_time, before.external_attr, b"c")
            assert after.filename == SHEET or (after.extra, after.CRC, after.compress_type) == (
                before.extra,
                before.CRC,
                before.compress_type,
            )
        assert new.testzip() is None


def test_a_link_that_another_program_left_without_what_it_shows_is_written_again(tmp_path: Path) -> None:
    host = one_table(text_row(2, "一"), ref="A1:C2").host(tmp_path)
    filled(host, ("一", 2, Link("表", "A1")))
    book = openpyxl.load_workbook(host.path)
    book.save(host.path)
    assert host.read().tables["数"].rows[0].values[2] == Formula(None)
    assert filled(host, ("一", 2, Link("表", "A1")))
    assert host.read().tables["数"].rows[0].values[2] == Formula("表!A1")
    assert not filled(host, ("一", 2, Link("表", "A1")))


def test_the_same_draft_gives_the_same_bytes(tmp_path: Path) -> None:
    images = []
    for name in ("一.xlsx", "二.xlsx"):
        host = one_table(text_row(2, "一"), ref="A1:C2").host(tmp_path, name)
        filled(host, *[(n, "文", Link("表", f"A{n}")) for n in range(1, 50)])
        images.append(host.path.read_bytes())
    assert images[0] == images[1]


def test_other_readers_see_what_was_written(tmp_path: Path) -> None:
    host = one_table("", ref="A1:C2").host(tmp_path)
    filled(host, ("=1+1", Decimal("12.50"), date(2025, 9, 1)), (" 空 ", -3, Link("表", "A1")))
    sheet = openpyxl.load_workbook(host.path)["表"]
    assert [cell.value for cell in sheet[2]] == ["=1+1", 12.5, 45901]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n"] or sheet["A2"].data_type == "inlineStr"
    assert [cell.value for cell in sheet[3]] == [" 空 ", -3, '=HYPERLINK("#\'表\'!A1","表!A1")']
    assert sheet.tables["数"].ref == "A1:C3"
    read = python_calamine.CalamineWorkbook.from_path(host.path).get_sheet_by_name("表").to_python()
    assert read == [["甲", "乙", "丙"], ["=1+1", 12.5, 45901.0], [" 空 ", -3.0, "表!A1"]]


def test_error_and_formula_values_come_back(tmp_path: Path) -> None:
    rows = '<row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="B2"><f>1</f><v>1</v></c></row>'
    host = one_table(rows, ref="A1:C2").host(tmp_path)
    filled(host, ("新",), headings=("丙",))
    assert host.read().tables["数"].rows[0].values == (ErrorValue("#REF!"), Formula(1.0), "新")

"""What each kind of cell reads as."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.addin.packages import Book, Sheet, Table, one_table, text_row
from validation.cells import ErrorValue, Formula
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from pathlib import Path

    from validation.cells import CellValue

STRINGS = (
    "米",
    "<si><r><t>五</t></r><r><rPr><b/></rPr><t xml:space='preserve'>花 </t></r><r><t>肉</t></r></si>",
    "<si><t>东京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh><phoneticPr fontId='1'/></si>",
    "<si><t xml:space='preserve'>  两端有空格 </t></si>",
    "<si><t>一_x000D_二&#10;三_x005F_x0041_&amp;&lt;</t></si>",
    "<si><t></t></si>",
    "<si/>",
    "<si><t>_xD83C__xDF5A_</t></si>",
)
CELLS: list[tuple[str, CellValue]] = [
    ('<c r="A2" t="s"><v>0</v></c>', "米"),
    ('<c r="A2" t="s"><v>1</v></c>', "五花 肉"),
    ('<c r="A2" t="s"><v>2</v></c>', "东京"),
    ('<c r="A2" t="s"><v>3</v></c>', "  两端有空格 "),
    ('<c r="A2" t="s"><v>4</v></c>', "一\r二\n三_x0041_&<"),
    ('<c r="A2" t="s"><v>5</v></c>', None),
    ('<c r="A2" t="s"><v>6</v></c>', None),
    ('<c r="A2" t="s"><v>7</v></c>', "🍚"),
    ('<c r="A2" t="s"><v>8</v></c>', ErrorValue("#无法读取")),
    ('<c r="A2" t="s"><v>-1</v></c>', ErrorValue("#无法读取")),
    ('<c r="A2" t="s"><v>x</v></c>', ErrorValue("#无法读取")),
    ('<c r="A2" t="s"><v></v></c>', None),
    ('<c r="A2" t="inlineStr"><is><t>行内</t></is></c>', "行内"),
    ('<c r="A2" t="inlineStr"><is><r><t>行</t></r><r><t>内</t></r><rPh sb="0" eb="1"><t>ギョウ</t></rPh></is></c>', "行内"),
    ('<c r="A2" t="inlineStr"><is><t/></is></c>', None),
    ('<c r="A2" t="inlineStr"/>', None),
    ('<c r="A2" t="str"><v>串</v></c>', "串"),
    ('<c r="A2" t="str"><v></v></c>', None),
    ('<c r="A2"><v>12.5</v></c>', 12.5),
    ('<c r="A2" t="n"><v>45901</v></c>', 45901.0),
    ('<c r="A2"><v>1.5E-3</v></c>', 0.0015),
    ('<c r="A2"><v> 7 </v></c>', 7.0),
    ('<c r="A2"><v>0.30000000000000004</v></c>', 0.30000000000000004),
    ('<c r="A2"><v>1_000</v></c>', ErrorValue("1_000")),
    ('<c r="A2"><v>NaN</v></c>', ErrorValue("NaN")),
    ('<c r="A2"><v>1E999</v></c>', ErrorValue("1E999")),
    ('<c r="A2"><v>一斤</v></c>', ErrorValue("一斤")),
    ('<c r="A2"><v></v></c>', None),
    ('<c r="A2"><v/></c>', None),
    ('<c r="A2" s="3"/>', None),
    ('<c r="A2" s="3"></c>', None),
    ('<c r="A2" t="b"><v>1</v></c>', True),
    ('<c r="A2" t="b"><v>0</v></c>', False),
    ('<c r="A2" t="b"><v>true</v></c>', True),
    ('<c r="A2" t="b"><v>2</v></c>', ErrorValue("#无法读取")),
    ('<c r="A2" t="e"><v>#N/A</v></c>', ErrorValue("#N/A")),
    ('<c r="A2" t="e"><v>#DIV/0!</v></c>', ErrorValue("#DIV/0!")),
    ('<c r="A2" t="e"><v></v></c>', ErrorValue("#无法读取")),
    ('<c r="A2" t="zz"><v>1</v></c>', ErrorValue("#无法读取")),
    ('<c r="A2" t="d"><v>2025-09-01</v></c>', 45901.0),
    ('<c r="A2" t="d"><v>2025-09-01T12:00:00</v></c>', 45901.5),
    ('<c r="A2" t="d"><v>2025-09-01T06:00:00.000Z</v></c>', 45901.25),
    ('<c r="A2" t="d"><v>12:00:00</v></c>', 0.5),
    ('<c r="A2" t="d"><v>1900-01-01</v></c>', 1.0),
    ('<c r="A2" t="d"><v>2025-02-30</v></c>', "2025-02-30"),
    ('<c r="A2" t="d"><v>昨天</v></c>', "昨天"),
    ('<c r="A2" t="d"><v>0900-01-01</v></c>', "0900-01-01"),
    ('<c r="A2"><f>B2*2</f><v>6</v></c>', Formula(6.0)),
    ('<c r="A2"><f>B2*2</f></c>', Formula(None)),
    ('<c r="A2"><f>B2*2</f><v></v></c>', Formula(None)),
    ('<c r="A2"><f>B2*2</f><v/></c>', Formula(None)),
    ('<c r="A2" t="str"><f>""</f><v></v></c>', Formula("")),
    ('<c r="A2" t="str"><f>B2&amp;"&lt;"</f><v>a&lt;</v></c>', Formula("a<")),
    ('<c r="A2" t="e"><f>NA()</f><v>#N/A</v></c>', Formula(ErrorValue("#N/A"))),
    ('<c r="A2" t="b"><f>TRUE()</f><v>1</v></c>', Formula(True)),
    ('<c r="A2"><f t="shared" si="0"/><v>4</v></c>', Formula(4.0)),
    ('<c r="A2"><f t="shared" ref="A2:A3" si="0">B2</f><v>4</v></c>', Formula(4.0)),
    ('<c r="A2" cm="1"><f t="array" ref="A2">B2</f><v>4</v></c>', Formula(4.0)),
    ('<c r="A2" s="1" vm="3" t="e"><v>#VALUE!</v></c>', ErrorValue("#VALUE!")),
    ("<c\n r='A2'\ts = '1'  ><v>8</v></c >", 8.0),
    ('<c s="1" r="a2"><v>8</v></c>', 8.0),
    ('<c r="A2"><!-- 注 --><v>8</v></c>', 8.0),
    ('<c r="A2" t="str"><v><![CDATA[a<b&c]]></v></c>', "a<b&c"),
    ('<c r="A2" t="str"><v>一&#x4E8C;&#19977;\r\n四</v></c>', "一二三\n四"),
    ('<c r="A2"><v>8</v><extLst><ext uri="x"><x:c xmlns:x="urn:x">9</x:c></ext></extLst></c>', 8.0),
]


@pytest.mark.parametrize(("cell", "value"), CELLS, ids=[cell for cell, _ in CELLS])
def test_a_cell_reads_as_its_value(tmp_path: Path, cell: str, value: CellValue) -> None:
    book = one_table(f'<row r="2">{cell}<c r="B2"><v>1</v></c></row>')
    book.strings = STRINGS
    assert book.host(tmp_path).read().tables["数"].rows[0].values == (value, 1.0, None)


def test_true_is_not_one(tmp_path: Path) -> None:
    book = one_table('<row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2"><v>1</v></c></row>')
    values = book.host(tmp_path).read().tables["数"].rows[0].values
    assert (type(values[0]), type(values[1])) == (bool, float)


def test_days_of_the_1904_system_count_from_1904(tmp_path: Path) -> None:
    book = one_table('<row r="2"><c r="A2" t="d"><v>1904-01-02</v></c><c r="B2"><v>1</v></c></row>')
    book.properties = '<workbookPr date1904="1"/>'
    read = book.host(tmp_path).read()
    assert read.date1904
    assert read.tables["数"].rows[0].values == (1.0, 1.0, None)


ROWS = {
    "usual": '<row r="2" spans="1:3"><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c></row><row r="4"><c r="B4"><v>2</v></c></row>',
    "without cell addresses": "<row r='2'><c><v>1</v></c><c/><c><v>3</v></c></row><row r='4'><c/><c><v>2</v></c></row>",
    "without row numbers": '<row><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c></row><row/><row><c/><c><v>2</v></c></row>',
    "a row whose number only its cells tell": '<row><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c></row><row><c r="B4"><v>2</v></c></row>',
    "cells out of order": '<row r="2"><c r="C2"><v>3</v></c><c r="A2"><v>1</v></c></row><row r="4"><c r="B4"><v>2</v></c></row>',
    "rows out of order": '<row r="4"><c r="B4"><v>2</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c></row>',
    "a row in two pieces": '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="C2"><v>3</v></c></row><row r="4"><c r="B4"><v>2</v></c></row>',
    "the same cell twice": '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c></row><row r="4"><c r="B4"><v>2</v></c></row>',
    "cells beside the table": '<row r="2"><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c><c r="D2" t="s"><v>0</v></c><c r="XFD2"/></row>'
    '<row r="4"><c r="B4"><v>2</v></c><c r="ZZ4" t="inlineStr"><is><t>旁</t></is></c></row>',
    "hidden": '<row r="2" hidden="1"><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c></row><row r="4" hidden="1"><c r="B4"><v>2</v></c></row>',
}  # fmt: skip


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
def test_the_same_rows_in_any_dialect(tmp_path: Path, rows: str) -> None:
    book = one_table(rows)
    if "without row" in rows:
        book.sheets[0].rows = rows
    assert [tuple(row) for row in book.host(tmp_path).read().tables["数"].rows] == [(2, (1.0, None, 3.0)), (4, (None, 2.0, None))]


DAMAGED = {
    "a cell twice with two values": '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
    "a cell out of order with two values": '<row r="2"><c r="A2"><v>1</v></c><c r="B2"/><c r="A2"><v>2</v></c></row>',
    "a row twice with two values": '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
    "a row that does not end": '<row r="2"><c r="A2"><v>1</v></c>',
    "a cell that does not end": '<row r="2"><c r="A2"><v>1</v></row>',
    "a row number beyond the sheet": '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
    "a row number that is none": '<row r="二"><c><v>1</v></c></row>',
    "an address that is none": '<row r="2"><c r="2A"><v>1</v></c></row>',
    "an address beyond the sheet": '<row r="2"><c r="XFE2"><v>1</v></c></row>',
    "tags crossed": '<row r="2"><c r="A2"><is><t>1</is></t></c></row>',
    "an entity nobody declared": '<row r="2"><c r="A2" t="str" x="1"><v>&oops;</v></c></row>',
    "text between rows": '有<row r="2"><c r="A2"><v>1</v></c></row>',
    "text between cells": '<row r="2">有<c r="A2"><v>1</v></c></row>',
}


@pytest.mark.parametrize("rows", DAMAGED.values(), ids=DAMAGED)
def test_damaged_rows_are_refused_in_one_sentence(tmp_path: Path, rows: str) -> None:
    with pytest.raises(NotAWorkbook, match=r"损坏.*请"):
        one_table(rows).host(tmp_path).read()


def test_a_false_dimension_hides_nothing(tmp_path: Path) -> None:
    book = one_table('<row r="2"><c r="C2"><v>3</v></c></row>', before='<dimension ref="A1"/>')
    assert book.host(tmp_path).read().tables["数"].rows[0].values == (None, None, 3.0)


def test_a_sheet_without_any_rows(tmp_path: Path) -> None:
    sheet = Sheet("表", "", (Table("数", "A1:B3", ("甲", "乙")),))
    for empty in ("<sheetData/>", "<sheetData></sheetData>", "<sheetData />"):
        sheet.whole = Sheet("表", "", sheet.tables).xml().replace("<sheetData></sheetData>", empty)
        table = Book((sheet,)).host(tmp_path).read().tables["数"]
        assert (table.headings, table.rows) == (("甲", "乙"), ())


def test_one_row_at_the_far_corner_of_the_sheet(tmp_path: Path) -> None:
    rows = '<row r="1048575"><c r="XFC1048575" t="inlineStr"><is><t>甲</t></is></c></row>'
    rows += '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    book = Book((Sheet("表", rows, (Table("数", "XFC1048575:XFD1048576", ("甲", "乙")),)),))
    table = book.host(tmp_path).read().tables["数"]
    assert (table.headings, table.rows[0].number, table.rows[0].values) == (("甲", "乙"), 1048576, (None, 1.0))


def test_headings_are_the_heading_cells_and_else_the_columns_names(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>改过的</t></is></c><c r="B1"><v>2025</v></c></row>' + text_row(
        2, "一", "二", "三"
    )
    book = Book((Sheet("表", rows, (Table("数", "A1:C2", ("甲", "乙", "换_x000a_行")),)),))
    assert book.host(tmp_path).read().tables["数"].headings == ("改过的", "2025", "换\n行")

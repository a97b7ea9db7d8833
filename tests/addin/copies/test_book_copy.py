"""A copy holds values and looks, and nothing that is not listed: no formula, macro, link, comment, hidden sheet, name of a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from addin.copies.book_copy import BookCopy, CopiedSheet, book_copy, styles_of
from addin.copies.formats import Format
from addin.copies.new_sheet import Cell, NewSheet, NewTable
from addin.copies.sheet_copy import Given, Hidden, SheetChanges
from addin.snapshot import raw_book, take_snapshot
from addin.table_part import Area
from tests.addin.packages import Book, Sheet, Table, members, text_row
from validation.cells import ErrorValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.copies.formats import Format as Look

ROWS = (
    '<row r="2" ht="30" customHeight="1"><c r="A2" s="3"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>A2&amp;"个"</f><v>2个</v></c></row>'
    '<row r="3"><c r="A3" t="e"><v>#N/A</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" s="2"/></row>'
)
BEFORE = (
    '<sheetPr codeName="Sheet1"><tabColor rgb="FFFF0000"/></sheetPr><sheetViews><sheetView workbookViewId="0" showGridLines="0"/></sheetViews>'
    '<cols><col min="1" max="2" width="20.5" customWidth="1"/></cols>'
)
AFTER = (
    '<sheetProtection sheet="1" password="CC1A"/><mergeCells count="1"><mergeCell ref="A5:C6"/></mergeCells>'
    '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>[1]外!A1=1</formula></cfRule></conditionalFormatting>'
    '<dataValidations count="1"><dataValidation sqref="A1"><formula1>甲</formula1></dataValidation></dataValidations>'
    '<hyperlinks><hyperlink ref="A1" location="表!B1"/></hyperlinks><pageMargins left="0.5" right="0.5" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" r:id="rIdPrinter"/><headerFooter><oddFooter>&amp;C第 &amp;P 页&amp;G</oddFooter></headerFooter>'
)
PERSON = b"<cp:coreProperties><dc:creator>\xe9\x83\x91\xe4\xb8\x83</dc:creator></cp:coreProperties>"


def book(rows: str = ROWS, names: str = "", **more: str) -> Book:
    sheet = Sheet(
        "表",
        text_row(1, "甲", "乙", "丙") + rows,
        (Table("数", "A1:C3", ("甲", "乙", "丙")),),
        more.get("before", BEFORE),
        more.get("after", AFTER),
    )
    others = {
        "docProps/core.xml": PERSON,
        "xl/vbaProject.bin": b"macro",
        "xl/comments1.xml": b"<comments/>",
        "customXml/item1.xml": b"<a/>",
    }
    return Book((sheet, Sheet("暗", text_row(1, "不发")), Sheet("别", text_row(1, "丁"))), names=names, others=others)


def copied(source: Book, sheets: Sequence[CopiedSheet | NewSheet], formats: Sequence[Look] = ()) -> BookCopy:
    snapshot = take_snapshot(source.image(), "书.xlsx")
    return book_copy(snapshot, sheets, styles_of(snapshot, formats)[0])


def cells(copy: BookCopy, sheet: int = 1) -> str:
    found = re.search("<sheetData>(.*)</sheetData>", copy.parts[f"xl/worksheets/sheet{sheet}.xml"].decode())
    assert found is not None
    return found[1]


def test_formulas_become_what_they_showed_and_looks_stay() -> None:
    assert cells(copied(book(), [CopiedSheet("表")])) == (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1" t="inlineStr"><is><t>乙</t></is></c><c r="C1" t="inlineStr"><is><t>丙</t></is></c></row>'
        '<row r="2" ht="30" customHeight="1"><c r="A2" s="3"><v>2</v></c><c r="B2" t="inlineStr"><is><t>2个</t></is></c></row>'
        '<row r="3"><c r="A3" t="e"><v>#N/A</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" s="2"/></row>'
    )


def test_only_what_is_listed_comes_along() -> None:
    copy = copied(book(), [CopiedSheet("表")])
    assert sorted(members(copy.image())) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/tables/table1.xml",
        "xl/workbook.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/worksheets/sheet1.xml",
    ]
    xml = copy.parts["xl/worksheets/sheet1.xml"].decode()
    outside = re.sub("<sheetData>.*</sheetData>", "…", xml.partition(">\n")[2].partition(">")[2])
    assert outside == (
        '<sheetPr><tabColor rgb="FFFF0000"/></sheetPr><sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>'
        '<cols><col min="1" max="2" width="20.5" customWidth="1"/></cols>…<mergeCells count="1"><mergeCell ref="A5:C6"/></mergeCells>'
        '<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape"/>'
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页</oddFooter></headerFooter>"
        '<tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>'
    )


def test_the_same_input_gives_the_same_bytes() -> None:
    assert copied(book(), [CopiedSheet("表")]).image() == copied(book(), [CopiedSheet("表")]).image()


def test_names_of_copied_sheets_and_print_areas_come_along() -> None:
    names = (
        "<definedName name='公示_结余_本月'>表!$A$2</definedName><definedName name='列_丁'>别!$A$1</definedName>"
        "<definedName name='外'>'[1]外'!$A$1</definedName><definedName name='公示_学校' localSheetId='0'>表!$B$2</definedName>"
        "<definedName name='_xlnm.Print_Area' localSheetId='0'>表!$A$1:$C$6</definedName>"
        "<definedName name='_xlnm.Print_Titles' localSheetId='0'>表!$1:$1</definedName><definedName name='_xlnm.Print_Area' localSheetId='2'>别!$A$1</definedName>"
    )
    copy = copied(book(names=names), [NewSheet("新", (9,)), CopiedSheet("表", foot=8)])
    found = re.findall("<definedName .*?</definedName>", copy.parts["xl/workbook.xml"].decode())
    assert found == [
        '<definedName name="_xlnm.Print_Area" localSheetId="1">\'表\'!$A$1:$C$8</definedName>',
        '<definedName name="_xlnm.Print_Titles" localSheetId="1">\'表\'!$1:$1</definedName>',
        "<definedName name=\"公示_结余_本月\">'表'!$A$2</definedName>",
        '<definedName name="公示_学校" localSheetId="1">\'表\'!$B$2</definedName>',
    ]


def test_a_formula_without_a_result_is_named() -> None:
    copy = copied(book('<row r="2"><c r="C2"><f>别!A1</f></c></row>'), [CopiedSheet("表")])
    assert [tuple(each) for each in copy.unknown] == [("表", "C2")]


def test_formulas_that_are_kept_have_no_result_and_are_computed_by_whoever_opens_the_copy() -> None:
    rows = '<row r="2"><c r="A2"><f>SUM(数[甲])</f><v>7</v></c><c r="B2" t="str"><f>HYPERLINK("#表!A1","表!A1")</f><v>表!A1</v></c></row>'
    copy = copied(book(rows), [CopiedSheet("表", keep_formulas=True)])
    assert '<row r="2"><c r="A2"><f>SUM(数[甲])</f></c><c r="B2" t="inlineStr"><is><t>表!A1</t></is></c></row>' in cells(copy)
    assert 'fullCalcOnLoad="1"' in copy.parts["xl/workbook.xml"].decode()


def test_cells_are_replaced_and_added() -> None:
    changes = SheetChanges({(2, 1): Given("张＊＊"), (2, 3): Given(None), (9, 2): Given("尾", 4)}, [Area(9, 2, 9, 3)], {9: 24.0})
    copy = copied(book(), [CopiedSheet("表", changes)])
    assert '<row r="2" ht="30" customHeight="1"><c r="A2" s="3" t="inlineStr"><is><t>张＊＊</t></is></c>' in cells(copy)
    assert '<row r="9" ht="24.0" customHeight="1"><c r="B9" s="4" t="inlineStr"><is><t>尾</t></is></c></row>' in cells(copy)
    assert '<mergeCell ref="B9:C9"/>' in copy.parts["xl/worksheets/sheet1.xml"].decode()


def test_hidden_rows_and_columns_show_or_hold_nothing() -> None:
    before = '<cols><col min="2" max="2" width="9" hidden="1"/></cols>'
    rows = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row><row r="3" hidden="1"><c r="A3"><v>3</v></c></row>'
    shown = copied(book(rows, before=before, after=""), [CopiedSheet("表")])
    assert '<row r="3"><c r="A3"><v>3</v></c></row>' in cells(shown)
    assert "hidden" not in shown.parts["xl/worksheets/sheet1.xml"].decode()
    changes = SheetChanges(hidden=Hidden.EMPTIED, headings=frozenset({1}))
    emptied = copied(book(rows, before=before, after=""), [CopiedSheet("表", changes)])
    assert cells(emptied).endswith('<row r="2"><c r="A2"><v>1</v></c></row><row r="3" hidden="1"></row>')
    assert "<t>乙</t>" in cells(emptied)  # the heading of the table stays
    assert '<col min="2" max="2" width="9" hidden="1"/>' in emptied.parts["xl/worksheets/sheet1.xml"].decode()


def test_tables_are_read_back_with_their_values() -> None:
    raw = raw_book(take_snapshot(copied(book(), [CopiedSheet("表")]).image(), "副本.xlsx"))
    assert [tuple(row) for row in raw.tables["数"].rows] == [(2, (2.0, "2个", None)), (3, (ErrorValue("#N/A"), True, None))]


def test_a_new_sheet_stands_beside_copied_ones_in_its_own_formats() -> None:
    snapshot = take_snapshot(book().image(), "书.xlsx")
    styles, ids = styles_of(snapshot, [Format(18, bold=True), Format(ruled=True, fill="FF14532D")])
    assert ids == [9, 10]  # behind the nine of the workbook
    sheet = NewSheet("封", (20, 30))
    sheet.add(Cell("题", ids[0]), height=30)
    sheet.add(Cell("项目"), Cell("值"))
    sheet.add(Cell("个数"), Cell(3))
    sheet.tables.append(NewTable("封", Area(2, 1, 3, 2), ("项目", "值")))
    copy = book_copy(snapshot, [sheet, CopiedSheet("表")], styles)
    raw = raw_book(take_snapshot(copy.image(), "副本.xlsx"))
    assert raw.sheets == ("封", "表")
    assert [tuple(row) for row in raw.tables["封"].rows] == [(3, ("个数", 3.0))]
    sheet.rows[2][1] = Cell(4)
    copy.write_again(sheet, first=True)
    assert [tuple(row) for row in raw_book(take_snapshot(copy.image(), "副本.xlsx")).tables["封"].rows] == [(3, ("个数", 4.0))]
    assert styles.count(b"<xf ") == snapshot.package.read("xl/styles.xml").count(b"<xf ") + 2

"""Which cells are a table's: body, rows typed below, what strays, other tables, names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.addin.packages import (
    MAIN,
    OFFICE,
    PACKAGE,
    STRICT,
    STRICT_OFFICE,
    Book,
    Sheet,
    Table,
    members,
    one_table,
    packed,
    text_row,
)
from validation.cells import Formula, RawRow
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from validation.cells import RawTable


def rows_of(table: RawTable) -> list[int]:
    return [row.number for row in table.rows]


def test_a_table_is_read_whole(tmp_path: Path) -> None:
    read = one_table(text_row(2, "一", "二", "三"), ref="A1:C3").host(tmp_path).read()
    table = read.tables["数"]
    assert read.sheets == ("表",)
    assert not read.date1904
    assert (table.name, table.sheet, table.header_row, table.first_column, table.last_row) == ("数", "表", 1, 1, 3)
    assert table.headings == ("甲", "乙", "丙")
    assert table.rows == (RawRow(2, ("一", "二", "三")),)
    assert (table.typed_below, table.stray, table.merged, table.totals_row) == (None, (), (), False)


def test_a_table_may_stand_anywhere(tmp_path: Path) -> None:
    rows = '<row r="5"><c r="B5"><v>9</v></c><c r="C5" t="inlineStr"><is><t>甲</t></is></c><c r="D5" t="inlineStr"><is><t>乙</t></is></c></row>'
    rows += '<row r="6"><c r="B6"><v>9</v></c><c r="D6"><v>1</v></c><c r="E6"><v>9</v></c></row>'
    table = Book((Sheet("表", rows, (Table("数", "C5:D6", ("甲", "乙")),)),)).host(tmp_path).read().tables["数"]
    assert (table.header_row, table.first_column, table.headings) == (5, 3, ("甲", "乙"))
    assert table.rows == (RawRow(6, (None, 1.0)),)


def test_rows_typed_directly_below_are_read(tmp_path: Path) -> None:
    rows = text_row(2, "一") + text_row(3, "二") + text_row(4, "", "三") + text_row(6, "远")
    table = one_table(rows, ref="A1:C2").host(tmp_path).read().tables["数"]
    assert (rows_of(table), table.typed_below, table.last_row) == ([2, 3, 4], 3, 2)
    assert table.stray == ("A6",)


def test_rows_below_count_only_within_the_columns(tmp_path: Path) -> None:
    rows = text_row(2, "一") + '<row r="3"><c r="D3"><v>1</v></c></row>'
    table = one_table(rows, ref="A1:C2").host(tmp_path).read().tables["数"]
    assert (rows_of(table), table.typed_below, table.stray) == ([2], None, ())


def test_stray_cells_are_named_by_block(tmp_path: Path) -> None:
    rows = text_row(2, "一") + text_row(4, "", "二", "三") + text_row(5, "", "四") + '<row r="9"><c r="C9"><f>1</f></c></row>'
    table = one_table(rows, ref="A1:C2").host(tmp_path).read().tables["数"]
    assert table.stray == ("B4:C5", "C9")


def test_a_blank_formula_is_a_blank_cell_only_when_it_shows_nothing(tmp_path: Path) -> None:
    rows = '<row r="2"><c r="A2" t="str"><f>""</f><v></v></c></row><row r="3"><c r="A3"><f>1</f></c></row>'
    table = one_table(rows).host(tmp_path).read().tables["数"]
    assert table.rows == (RawRow(3, (Formula(None), None, None)),)


def test_the_totals_row_is_no_data_and_what_follows_it_strays(tmp_path: Path) -> None:
    rows = text_row(2, "一") + '<row r="3"><c r="A3"><f>SUBTOTAL(109,A2)</f><v>1</v></c></row>' + text_row(4, "下")
    table = one_table(rows, ref="A1:C3", more=' totalsRowCount="1"').host(tmp_path).read().tables["数"]
    assert (rows_of(table), table.last_row, table.typed_below, table.totals_row) == ([2], 2, None, True)
    assert table.stray == ("A4",)


def test_a_table_without_headings_is_no_table_of_ours(tmp_path: Path) -> None:
    assert one_table(text_row(2, "一"), more=' headerRowCount="0"').host(tmp_path).read().tables == {}


def test_tables_above_and_beside_each_other_keep_apart(tmp_path: Path) -> None:
    rows = text_row(1, "甲", "", "乙") + text_row(2, "一", "", "二") + text_row(3, "三") + text_row(4, "丙") + text_row(5, "四")
    tables = (Table("上", "A1:A2", ("甲",)), Table("旁", "C1:C2", ("乙",)), Table("下", "A4:A5", ("丙",)))
    read = Book((Sheet("表", rows, tables),)).host(tmp_path).read().tables
    assert {name: rows_of(table) for name, table in read.items()} == {"上": [2, 3], "旁": [2], "下": [5]}
    assert {name: table.stray for name, table in read.items()} == {"上": (), "旁": (), "下": ()}
    assert read["旁"].rows == (RawRow(2, ("二",)),)


def test_overlapping_tables_are_damage(tmp_path: Path) -> None:
    tables = (Table("一", "A1:B3", ("甲", "乙")), Table("二", "B2:C4", ("乙", "丙")))
    with pytest.raises(NotAWorkbook, match=r"table2\.xml」内容损坏"):
        Book((Sheet("表", "", tables),)).host(tmp_path).read()


def test_merged_ranges_that_touch_the_body_are_told(tmp_path: Path) -> None:
    after = '<mergeCells count="3"><mergeCell ref="A2:B2"/><mergeCell ref="E1:F9"/><mergeCell ref="C9:D10"/></mergeCells>'
    table = one_table(text_row(2, "一"), after=after).host(tmp_path).read().tables["数"]
    assert table.merged == ((2, 1, 2, 2), (9, 3, 10, 4))


NAMES = {
    "表!$B$3": ("表", "B3"),
    "'表'!$B$3": ("表", "B3"),
    "表!B3": ("表", "B3"),
    "表!$B$3:$B$3": ("表", "B3"),
    "表!$E$5:$F$6": ("表", "E5"),
    "'有 ''引号'!$A$1": ("有 '引号", "A1"),
    "表!$B$3:$C$4": None,
    "表!$B$3,表!$C$4": None,
    "数[甲]": None,
    "[1]表!$B$3": None,
    "无此表!$B$3": None,
    "图!$A$1": None,
    "表!$B:$B": None,
    "#REF!": None,
    "3.14": None,
    "表!$XFE$3": None,
}


@pytest.mark.parametrize(("formula", "place"), NAMES.items())
def test_names_of_one_cell(tmp_path: Path, formula: str, place: tuple[str, str] | None) -> None:
    merged = '<mergeCells count="1"><mergeCell ref="E5:F6"/></mergeCells>'
    book = one_table("", after=merged)
    book.sheets = (*book.sheets, Sheet("有 '引号", ""), Sheet("图", ""))
    book.names = (
        f'<definedName name="公示_学校">{formula}</definedName><definedName name="局部" localSheetId="0">表!$A$1</definedName>'
        '<definedName name="别处" localSheetId="1">表!$A$1</definedName><definedName name="无" localSheetId="9">表!$A$1</definedName>'
    )
    parts = book.parts()
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b'/worksheet" Target="worksheets/sheet3.xml"', b'/chartsheet" Target="worksheets/sheet3.xml"'
    )
    book.replaced = parts
    assert book.host(tmp_path).read().names == {"表!局部": ("表", "A1")} | ({} if place is None else {"公示_学校": place})


def prefixed(content: bytes) -> bytes:
    """Every SpreadsheetML element under a prefix, as the Open XML SDK writes it."""
    text = content.decode().replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    head, body = text.split("\r\n", 1)
    return (head + "\r\n" + body.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")).encode()


def strict(content: bytes) -> bytes:
    return content.replace(MAIN.encode(), STRICT.encode()).replace(OFFICE.encode(), STRICT_OFFICE.encode())


DIALECTS: dict[str, Callable[[bytes], bytes]] = {
    "transitional": lambda content: content,
    "strict": strict,
    "prefixed": prefixed,
    "byte-order mark": lambda content: b"\xef\xbb\xbf" + content,
    "utf-16 with mark": lambda content: content.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "utf-16 big-endian without mark": lambda content: content.decode().replace("UTF-8", "UTF-16").encode("utf-16-be"),
    "gb18030": lambda content: content.decode().replace("UTF-8", "GB18030").encode("gb18030"),
    "no declaration": lambda content: content.split(b"\r\n", 1)[1],
    "comments and instructions": lambda content: content.replace(b"><", b"><!-- <row r='7'/> --><?go?><", 3),
    "pretty-printed": lambda content: content.replace(b"><c", b">\r\n  <c").replace(b"><row", b">\r\n <row").replace(b"</row", b"\r\n</row"),
}  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_parts_in_any_dialect(tmp_path: Path, dialect: str) -> None:
    shared = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="inlineStr"><is><t>乙</t></is></c><c r="C2"><f>1+1</f><v>2</v></c></row>'
    book = one_table(shared, ref="A1:C2")
    book.strings = ("米",)
    book.names = '<definedName name="公示_学校">表!$E$4</definedName>'
    book.replaced = {
        name: DIALECTS[dialect](content) for name, content in book.parts().items() if "rels" not in name and "Types" not in name
    }
    read = book.host(tmp_path).read()
    assert read.tables["数"].headings == ("甲", "乙", "丙")
    assert read.tables["数"].rows == (RawRow(2, ("米", "乙", Formula(2.0))),)
    assert read.names == {"公示_学校": ("表", "E4")}


TARGETS = {
    "relative": ("worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
    "absolute": ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
    "elsewhere": ("../其他/s.xml", "其他/s.xml"),
    "with dots": ("./x/../worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
    "percent-encoded": ("/%E5%85%B6%20%E4%BB%96/s.xml", "其 他/s.xml"),
    "percent-encoded member": ("/a%20b.xml", "a%20b.xml"),
    "other case": ("WorkSheets/Sheet1.xml", "xl/worksheets/sheet1.xml"),
    "backslashes": ("worksheets\\sheet1.xml", "xl\\worksheets\\sheet1.xml"),
}


@pytest.mark.parametrize(("target", "member"), TARGETS.values(), ids=TARGETS)
def test_parts_are_found_by_their_relationships(tmp_path: Path, target: str, member: str) -> None:
    parts = one_table(text_row(2, "一")).parts()
    sheet, arrows = parts.pop("xl/worksheets/sheet1.xml"), parts.pop("xl/worksheets/_rels/sheet1.xml.rels")
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", target.encode())
    folder, _, name = member.replace("\\", "/").rpartition("/")
    parts[member] = sheet
    parts[f"{folder}/_rels/{name}.rels".lstrip("/")] = arrows.replace(b"../tables", b"/xl/tables")
    book = one_table("")
    (tmp_path / "书.xlsx").write_bytes(packed(parts))
    host = book.host(tmp_path, "别.xlsx")
    host.path = tmp_path / "书.xlsx"
    assert rows_of(host.read().tables["数"]) == [2]


def test_a_table_part_nobody_points_at_is_not_read(tmp_path: Path) -> None:
    book = one_table(text_row(2, "一"))
    book.replaced = {"xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PACKAGE}"/>'.encode()}
    assert book.host(tmp_path).read().tables == {}


def test_reading_changes_nothing_on_disk(tmp_path: Path) -> None:
    book = one_table(text_row(2, "一"))
    book.host(tmp_path).read()
    assert [each.name for each in tmp_path.iterdir()] == ["书.xlsx"]
    assert (tmp_path / "书.xlsx").read_bytes() == book.image()
    assert members(book.image())["xl/styles.xml"].startswith(b"<?xml")


def test_every_row_of_a_large_sheet_may_have_a_cell_in_another_dialect(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" cm="1"><v>{number}</v></c><c r="B{number}"><v>2</v></c></row>'
        for number in range(2, 3002)
    )
    table = one_table(rows, ref="A1:C3001").host(tmp_path).read().tables["数"]
    assert list(table.columns[0]) == [float(number) for number in range(2, 3002)]
    assert table.columns[1] == [2.0] * 3000


def test_in_a_prefixed_sheet_a_value_without_the_prefix_is_none(tmp_path: Path) -> None:
    book = one_table('<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>')
    sheet = "xl/worksheets/sheet1.xml"
    book.replaced = {sheet: prefixed(book.parts()[sheet]).replace(b"<x:v>2</x:v>", b"<v>2</v>")}
    assert book.host(tmp_path).read().tables["数"].rows[0].values == (1.0, None, None)

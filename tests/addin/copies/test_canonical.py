"""The fingerprint covers what a copy says, and not how it is written down."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from addin.copies.canonical import canonical, filled_cells, fingerprint, formula_cells
from addin.foreign_parts import foreign_parts
from addin.snapshot import take_snapshot
from tests.addin.packages import Book, Sheet, Table, text_row

if TYPE_CHECKING:
    from addin.snapshot import Snapshot
    from validation.cells import CellValue

ROW = '<row r="2"><c r="A2"><v>0.30000000000000004</v></c><c r="B2" t="s"><v>0</v></c><c r="C2"><f>A2*2</f><v>0.6</v></c></row>'


def whole(sheet: str, cell: str, value: CellValue) -> bool:
    del sheet, cell, value
    return False


def snapshot(rows: str = ROW, strings: tuple[str, ...] = ("两\n行",), names: str = "", **more: str) -> Snapshot:
    sheet = Sheet("表", text_row(1, "甲", "乙", "丙") + rows, (Table("数", "A1:C2", ("甲", "乙", "丙")),), **more)
    return take_snapshot(Book((sheet, Sheet("空", "")), strings=strings, names=names).image(), "书.xlsx")


def test_the_plain_form() -> None:
    found = snapshot(names="<definedName name='公示_结余_本月'>表!$A$2</definedName>")
    lines = ['sheet "表"', 'A1 "甲"', 'B1 "乙"', 'C1 "丙"', "A2 0.3", 'B2 "两\\n行"', "C2 0.6", 'sheet "空"']
    lines += ["table 数 A1:C2", 'name 公示_结余_本月 "表"!A2']
    assert list(canonical(found, whole)) == lines
    assert fingerprint(found, whole) == hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def test_another_way_of_writing_the_same_down_changes_nothing() -> None:
    other = (
        '<row r="2" spans="1:3" ht="40"><c r="A2" s="4" t="n"><v>3.0000000000000004E-1</v></c>'
        '<c r="B2" t="inlineStr"><is><r><t>两\n</t></r><r><t>行</t></r></is></c><c r="C2"><v>0.6</v></c><c r="D2" s="2"/></row><row r="9"/>'
    )
    assert fingerprint(snapshot(other, before='<dimension ref="A1"/>'), whole) == fingerprint(snapshot(), whole)


def test_any_other_value_changes_it() -> None:
    usual = fingerprint(snapshot(), whole)
    others = [
        snapshot(ROW.replace("0.30000000000000004", "0.300000000000001")),
        snapshot(strings=("两行",)),
        snapshot(ROW.replace("A2", "D2")),
        snapshot(ROW + '<row r="30"><c r="XFD30"><v>1</v></c></row>'),
        snapshot(names="<definedName name='公示_结余_本月'>表!$A$2</definedName>"),
    ]
    assert len({usual, *(fingerprint(each, whole) for each in others)}) == 6


def test_a_cell_outside_the_stated_dimension_is_covered() -> None:
    hidden = snapshot(ROW + '<row r="40"><c r="ZZ40" t="inlineStr"><is><t>藏</t></is></c></row>', before='<dimension ref="A1:C2"/>')
    assert ("ZZ40", "藏") in list(filled_cells(hidden, "表"))


def test_where_formulas_may_stand_only_that_they_do_counts() -> None:
    changed = ROW.replace("A2*2", "A2*3").replace("0.6", "0.9")
    assert fingerprint(snapshot(), whole, {"表"}) == fingerprint(snapshot(changed), whole, {"表"})
    assert fingerprint(snapshot(), whole, {"表"}) != fingerprint(snapshot(ROW.replace("<f>A2*2</f>", "")), whole, {"表"})
    assert formula_cells(snapshot(), "表") == ["C2"]


def test_what_a_copy_has_no_business_holding_is_named() -> None:
    others = {
        "xl/vbaProject.bin": b"",
        "xl/externalLinks/externalLink1.xml": b"<a/>",
        "xl/comments1.xml": b"<a/>",
        "customXml/item1.xml": b"<a/>",
    }
    sheet = Sheet("表", text_row(1, "甲", "乙", "丙") + ROW)
    book = Book((sheet, Sheet("暗", "")), others=others)
    parts = book.parts()
    book.replaced = {
        "xl/workbook.xml": parts["xl/workbook.xml"].replace(b'name="\xe6\x9a\x97"', b'name="\xe6\x9a\x97" state="veryHidden"')
    }
    found = take_snapshot(book.image(), "书.xlsx")
    assert list(foreign_parts(found)) == ["宏", "指向别的文件的链接", "批注", "自定义数据", "隐藏的工作表 暗", "公式 表!C2"]
    assert list(foreign_parts(snapshot(), {"表"})) == []

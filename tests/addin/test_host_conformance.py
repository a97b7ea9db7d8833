"""What every host does alike. A host is added by a function that opens a hand-made workbook in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import pytest

from tests.addin.packages import Book, Sheet, Table, text_row
from validation.cells import ErrorValue, Formula, RawRow
from validation.refusals import NotWritable, Refusal, TableMissing
from workbook_templates.draft import ColumnFill, Draft, InputChange, Link, TableAppend, TableFill

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.host import Host
    from workbook_templates.draft import DraftValue

    Opener: TypeAlias = "Callable[[Book, Path], Host]"


def in_a_file(book: Book, folder: Path) -> Host:
    return book.host(folder)


HOSTS: tuple[Opener, ...] = (in_a_file,)

REGISTER = (
    text_row(1, "单号", "日期", "数量", "校验")
    + '<row r="2"><c r="A2" t="inlineStr"><is><t>CG1</t></is></c><c r="B2"><v>45901</v></c><c r="C2"><f>1+1</f><v>2</v></c>'
    '<c r="D2" t="inlineStr"><is><t>旧话</t></is></c></row>'
    '<row r="3"><c r="A3" t="e"><v>#N/A</v></c><c r="B3" t="b"><v>1</v></c></row>'
    '<row r="5"><c r="A5" t="inlineStr"><is><t>CG3</t></is></c><c r="C5"><v>0.5</v></c></row>'
    '<row r="7"><c r="B7"><v>1</v></c></row>'
)
RESULTS = text_row(1, "级别", "位置", "说明", "我的列") + text_row(2, "错误", "x", "旧", "勿动")
LOG = text_row(1, "时间", "单元格", "新值", "我的列") + text_row(2) + text_row(3) + text_row(6, "别处的话")
SETTINGS = text_row(1, "项目", "值") + text_row(2, "学校", "一小") + text_row(3, "格式版本")


@pytest.fixture(params=HOSTS, ids=lambda opener: opener.__name__)
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Host:
    """A book with a register, a table of the program's, settings and a form, open in a host."""
    book = Book((
        Sheet("采购验收", REGISTER, (Table("采购验收", "A1:D4", ("单号", "日期", "数量", "校验")),)),
        Sheet("问题清单", RESULTS, (Table("问题清单", "A1:D2", ("级别", "位置", "说明", "我的列")),)),
        Sheet("设置", SETTINGS, (Table("设置", "A1:B3", ("项目", "值")),)),
        Sheet("公示", text_row(1, "食材消耗")),
        Sheet("修改记录", LOG, (Table("修改记录", "A1:D3", ("时间", "单元格", "新值", "我的列")),)),
    ))  # fmt: skip
    book.names = '<definedName name="公示_食材消耗_本月">公示!$B$1</definedName>'
    opener: Opener = request.param
    return opener(book, tmp_path)


def test_tables_names_and_sheets_are_read(host: Host) -> None:
    book = host.read()
    assert book.sheets == ("采购验收", "问题清单", "设置", "公示", "修改记录")
    assert list(book.tables) == ["采购验收", "问题清单", "设置", "修改记录"]
    assert book.names == {"公示_食材消耗_本月": ("公示", "B1")}
    assert not book.date1904


def test_a_register_is_read_with_the_rows_below_it_and_what_strays(host: Host) -> None:
    table = host.read().tables["采购验收"]
    assert (table.headings, table.header_row, table.first_column, table.last_row) == (("单号", "日期", "数量", "校验"), 1, 1, 4)
    assert table.rows == (
        RawRow(2, ("CG1", 45901.0, Formula(2.0), "旧话")),
        RawRow(3, (ErrorValue("#N/A"), True, None, None)),
        RawRow(5, ("CG3", None, 0.5, None)),
    )
    assert (table.typed_below, table.stray) == (5, ("B7",))


def test_a_table_of_ours_is_rewritten_whole_and_the_users_column_left(host: Host) -> None:
    rows: list[tuple[DraftValue, ...]] = [
        ("错误", Link("采购验收", "C2"), "=甲"),
        ("提示", None, Decimal("12.50")),
        ("警告", date(2025, 9, 1), 7),
    ]
    assert host.apply(Draft(tables=[TableFill("问题清单", ("级别", "位置", "说明"), rows)]))
    table = host.read().tables["问题清单"]
    assert table.last_row == 4
    assert [row.values for row in table.rows] == [
        ("错误", Formula("采购验收!C2"), "=甲", "勿动"),
        ("提示", None, 12.5, None),
        ("警告", 45901.0, 7.0, None),
    ]


def test_a_registers_column_is_rewritten_and_its_table_extended(host: Host) -> None:
    draft = Draft(columns=[ColumnFill("采购验收", "校验", {3: "「单号」是错误值", 5: "「日期」没有填"})], extend={"采购验收": 5})
    assert host.apply(draft)
    table = host.read().tables["采购验收"]
    assert [(row.number, row.values[3]) for row in table.rows] == [(2, None), (3, "「单号」是错误值"), (5, "「日期」没有填")]
    assert (table.last_row, table.typed_below) == (5, None)
    assert table.rows[0].values[:3] == ("CG1", 45901.0, Formula(2.0))


def test_named_cells_and_settings_are_filled(host: Host) -> None:
    draft = Draft(cells={"公示_食材消耗_本月": Decimal("45749.84")}, settings={"格式版本": "1"})
    assert host.apply(draft)
    assert host.read().tables["设置"].rows[1].values == ("格式版本", "1")
    assert not host.apply(draft)


def test_typed_cells_are_changed_in_their_own_kind_and_nothing_else_is(host: Host) -> None:
    draft = Draft(
        inputs=[
            InputChange("采购验收", "日期", 3, date(2025, 9, 2)),
            InputChange("采购验收", "单号", 2, "=甲"),
            InputChange("采购验收", "数量", 3, Decimal("12.50")),
            InputChange("采购验收", "数量", 5, None),
        ]
    )
    assert host.apply(draft)
    table = host.read().tables["采购验收"]
    assert table.rows == (
        RawRow(2, ("=甲", 45901.0, Formula(2.0), "旧话")),
        RawRow(3, (ErrorValue("#N/A"), 45902.0, 12.5, None)),
        RawRow(5, ("CG3", None, None, None)),
    )
    assert (table.last_row, table.typed_below) == (4, 5)
    assert not host.apply(draft)


@pytest.mark.parametrize(("heading", "row"), [("数量", 2), ("数量", 4)], ids=["a formula", "a row with nothing in it"])
def test_a_formula_and_an_empty_row_are_never_typed_over(host: Host, heading: str, row: int) -> None:
    before = host.read()
    draft = Draft(
        inputs=[InputChange("采购验收", "单号", 2, "新"), InputChange("采购验收", heading, row, 9)],
        settings={"格式版本": "1"},
    )
    with pytest.raises(NotWritable):
        host.apply(draft)
    assert host.read() == before


def added(*texts: str) -> Draft:
    return Draft(appends=[TableAppend("修改记录", ("新值", "时间"), [(Decimal(7), text) for text in texts])])


def test_rows_are_added_in_the_blank_rows_first_and_then_below(host: Host) -> None:
    assert host.apply(added("一"))
    assert host.read().tables["修改记录"].last_row == 3
    assert host.apply(added("二", "=三"))
    table = host.read().tables["修改记录"]
    assert (table.last_row, table.typed_below, table.stray) == (4, None, ("A6",))
    assert table.rows == (
        RawRow(2, ("一", None, 7.0, None)),
        RawRow(3, ("二", None, 7.0, None)),
        RawRow(4, ("=三", None, 7.0, None)),
    )
    assert not host.apply(added())


def test_what_stands_below_a_table_is_never_added_over(host: Host) -> None:
    before = host.read()
    with pytest.raises(NotWritable):
        host.apply(added("一", "二", "三", "四", "五"))
    assert host.read() == before


def test_applying_twice_changes_nothing_the_second_time(host: Host) -> None:
    draft = Draft(
        tables=[TableFill("问题清单", ("级别", "位置", "说明"), [("错误", Link("采购验收", "C2"), "话"), ("提示", None, None)])],
        columns=[ColumnFill("采购验收", "校验", {2: "话"})],
    )
    assert host.apply(draft)
    assert not host.apply(draft)
    assert not host.apply(Draft())


def test_what_the_book_lacks_is_refused_and_nothing_is_written(host: Host) -> None:
    before = host.read()
    drafts = (
        Draft(tables=[TableFill("问题清单", ("级别",), [("新",)])], columns=[ColumnFill("无此表", "校验", {})]),
        Draft(tables=[TableFill("问题清单", ("级别", "无此列"), [("新", "x")])]),
        Draft(tables=[TableFill("问题清单", ("级别",), [("新",)])], cells={"无此名": 1}),
    )
    for draft in drafts:
        with pytest.raises(TableMissing):
            host.apply(draft)
    assert host.read() == before
    assert issubclass(TableMissing, Refusal)

"""What every host does alike. A host is added by a function that opens a hand-made workbook in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import pytest

from addin.live.host import LiveHost
from tests.addin.live_engine.engine import opened
from tests.addin.packages import STYLES, Book, Sheet, Table, text_row
from validation.cells import ErrorValue, Formula, RawRow
from validation.refusals import NotWritable, Refusal, TableMissing
from workbook_templates.draft import ColumnFill, Draft, InputChange, Link, Recomputed, TableAppend, TableFill

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.host import Host
    from workbook_templates.draft import DraftValue

    Opener: TypeAlias = "Callable[[Book, Path], Host]"


def in_a_file(book: Book, folder: Path) -> Host:
    return book.host(folder)


def in_excel(book: Book, folder: Path) -> Host:
    path = folder / "账.xlsx"
    path.write_bytes(book.image())
    return LiveHost(opened(path))


HOSTS: tuple[Opener, ...] = (in_a_file, in_excel)

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


def small_book() -> Book:
    """A book with a register, a table of the program's, settings and a form."""
    book = Book((
        Sheet("采购验收", REGISTER, (Table("采购验收", "A1:D4", ("单号", "日期", "数量", "校验")),)),
        Sheet("问题清单", RESULTS, (Table("问题清单", "A1:D2", ("级别", "位置", "说明", "我的列")),)),
        Sheet("设置", SETTINGS, (Table("设置", "A1:B3", ("项目", "值")),)),
        Sheet("公示", text_row(1, "食材消耗")),
        Sheet("修改记录", LOG, (Table("修改记录", "A1:D3", ("时间", "单元格", "新值", "我的列")),)),
    ))  # fmt: skip
    book.names = '<definedName name="公示_食材消耗_本月">公示!$B$1</definedName>'
    return book


@pytest.fixture(params=HOSTS, ids=lambda opener: opener.__name__)
def opener(request: pytest.FixtureRequest) -> Opener:
    """What opens a book in one of the hosts."""
    found: Opener = request.param
    return found


@pytest.fixture
def host(opener: Opener, tmp_path: Path) -> Host:
    """The small book, open in a host."""
    return opener(small_book(), tmp_path)


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


# --- what people type, and where ------------------------------------------------------------------------------------------------------

DAY = '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'


def typed_book(properties: str = "") -> Book:
    """A table of cells that two hosts could take differently, in rows hidden, merged, below the table and astray."""
    rows = (
        text_row(1, "甲", "乙", "丙")
        + '<row r="2"><c r="A2" s="9"><v>45901</v></c><c r="B2" s="9"><v>45901.5</v></c><c r="C2"><v>7</v></c></row>'
        '<row r="3" hidden="1"><c r="A3" t="inlineStr"><is><t>0012</t></is></c><c r="B3" t="inlineStr"><is><t>=1+1</t></is></c>'
        '<c r="C3" t="b"><v>0</v></c></row>'
        '<row r="4"><c r="A4"><f>1/0</f><v/></c><c r="B4" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C4"><f>A2</f><v>45901</v></c></row>'
        '<row r="5"><c r="A5" t="b"><f>A2&gt;1</f><v>1</v></c><c r="B5" t="str"><f>"文"</f><v>文</v></c><c r="C5" t="e"><v>#REF!</v></c></row>'
        '<row r="6"><c r="B6"><v>0.35</v></c></row>'
        '<row r="7"><c r="A7" t="inlineStr"><is><t>下</t></is></c></row>'
        '<row r="9"><c r="A9"><v>1</v></c><c r="C9"><v>2</v></c></row>'
    )
    book = Book(
        (
            Sheet(
                "表",
                rows,
                (Table("数", "A1:C6", ("甲", "乙", "丙")),),
                after='<mergeCells count="1"><mergeCell ref="B6:C7"/></mergeCells>',
            ),
        )
    )
    book.properties = properties
    book.replaced["xl/styles.xml"] = (
        STYLES.encode().replace(b"</cellXfs>", DAY.encode() + b"</cellXfs>").replace(b'<cellXfs count="9"', b'<cellXfs count="10"')
    )
    return book


@pytest.mark.parametrize(("properties", "date1904"), [("", False), ('<workbookPr date1904="1"/>', True)])
def test_every_kind_of_cell_arrives_alike(opener: Opener, tmp_path: Path, properties: str, *, date1904: bool) -> None:
    book = opener(typed_book(properties), tmp_path).read()
    table = book.tables["数"]
    assert book.date1904 is date1904
    assert table.rows == (
        RawRow(2, (45901.0, 45901.5, 7.0)),
        RawRow(3, ("0012", "=1+1", False)),
        RawRow(4, (Formula(None), Formula(ErrorValue("#DIV/0!")), Formula(45901.0))),
        RawRow(5, (Formula(True), Formula("文"), ErrorValue("#REF!"))),
        RawRow(6, (None, 0.35, None)),
        RawRow(7, ("下", None, None)),
    )
    assert [type(value) for value in table.rows[0].values] == [float, float, float]
    assert [type(value) for value in table.rows[1].values] == [str, str, bool]
    assert (table.typed_below, table.stray, table.merged) == (7, ("A9:C9",), ((6, 2, 7, 3),))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-甲",
        "@SUM(A1)",
        "'甲",
        "0012",
        "2025-09-01",
        "2025年9月1日",
        "1e5",
        "TRUE",
        "#N/A",
        "12%",
        "１２",
        " 3",
        "Sep 1",
        "(5)",
        "九月",
        "大米 5 斤",
    ],
)
def test_text_arrives_as_text(host: Host, text: str) -> None:
    draft = Draft(tables=[TableFill("问题清单", ("说明",), [(text,)])], columns=[ColumnFill("采购验收", "校验", {2: text})])
    assert host.apply(draft)
    book = host.read()
    assert (book.tables["问题清单"].rows[0].values[2], book.tables["采购验收"].rows[0].values[3]) == (text, text)
    assert not host.apply(draft)


def test_a_table_shrinks_and_its_old_rows_are_emptied(host: Host) -> None:
    long: list[tuple[DraftValue, ...]] = [("错误", f"第 {number} 条") for number in range(5)]
    assert host.apply(Draft(tables=[TableFill("问题清单", ("级别", "说明"), long)]))
    assert host.read().tables["问题清单"].last_row == 6
    assert host.apply(Draft(tables=[TableFill("问题清单", ("级别", "说明"), [("提示", "一条")])]))
    table = host.read().tables["问题清单"]
    assert (table.last_row, table.stray, table.typed_below) == (2, (), None)
    assert [row.values for row in table.rows] == [("提示", "x", "一条", "勿动")]


def test_what_lies_below_a_table_is_never_overwritten(opener: Opener, tmp_path: Path) -> None:
    book = small_book()
    below = '<row r="4"><c r="C4" t="inlineStr"><is><t>我的话</t></is></c></row>'
    sheet = Sheet("问题清单", RESULTS + below, book.sheets[1].tables)
    host = opener(Book((book.sheets[0], sheet)), tmp_path)
    before = host.read()
    with pytest.raises(NotWritable, match="C4 里的内容挡住"):
        host.apply(Draft(tables=[TableFill("问题清单", ("说明",), [("一",), ("二",), ("三",)])]))
    assert host.read() == before


def test_a_table_of_ours_with_a_formula_of_the_users_in_it_gets_the_value(host: Host) -> None:
    assert host.apply(Draft(columns=[ColumnFill("采购验收", "数量", {2: "二"})]))
    assert [row.values[2] for row in host.read().tables["采购验收"].rows] == ["二", None, 0.5]


def test_a_printed_form_keeps_its_rows_and_grows_only_into_its_room(opener: Opener, tmp_path: Path) -> None:
    rows = text_row(1, "级别", "位置", "说明", "我的列") + "".join(text_row(row, "旧") for row in (2, 3, 4))
    foot = '<row r="7"><c r="B7" t="inlineStr"><is><t>编制人</t></is></c></row>'
    table = Table("问题清单", "A1:D4", ("级别", "位置", "说明", "我的列"))
    host = opener(Book((Sheet("公示", rows + foot, (table,)),)), tmp_path)
    assert host.read().tables["问题清单"].room == 2
    assert host.apply(Draft(tables=[TableFill("问题清单", ("级别",), [("新",)], keeps_rows=True)]))
    found = host.read().tables["问题清单"]
    assert (found.last_row, found.room, [row.values[0] for row in found.rows]) == (4, 2, ["新"])
    assert host.apply(Draft(tables=[TableFill("问题清单", ("级别",), [("新",)] * 5, keeps_rows=True)]))
    found = host.read().tables["问题清单"]
    assert (found.last_row, found.room, [row.values[0] for row in found.rows]) == (6, 0, [*["新"] * 5, None])


def test_names_of_one_sheet_are_read_and_filled_as_those_of_the_workbook(opener: Opener, tmp_path: Path) -> None:
    book = small_book()
    book.sheets = (*book.sheets, Sheet("公示 (2)", text_row(1, "食材消耗")))
    book.names += '<definedName name="公示_食材消耗_本月" localSheetId="5">\'公示 (2)\'!$C$1</definedName>'
    host = opener(book, tmp_path)
    assert host.read().names == {"公示_食材消耗_本月": ("公示", "B1"), "公示 (2)!公示_食材消耗_本月": ("公示 (2)", "C1")}
    draft = Draft(cells={"公示 (2)!公示_食材消耗_本月": Decimal("45749.84")})
    assert host.apply(draft)
    assert not host.apply(draft)


def test_a_formula_of_ours_is_written_as_one_and_stays(host: Host) -> None:
    draft = Draft(
        tables=[TableFill("问题清单", ("级别", "说明"), [("一", Recomputed("SUM(采购验收[数量])")), ("二", Recomputed("1+1"))])]
    )
    assert host.apply(draft)
    assert [isinstance(row.values[2], Formula) for row in host.read().tables["问题清单"].rows] == [True, True]
    assert not host.apply(draft)

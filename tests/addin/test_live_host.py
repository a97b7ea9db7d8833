"""What is special about a workbook that is open in Excel: few calls, restored switches, protection, patience, and the mark of what is unfinished."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from addin.file_host import FileHost
from addin.live import engine as speaking
from addin.live.host import LiveHost
from addin.live.writing import work_of
from macros_py.buttons import press_refresh
from tests.addin.live_engine.engine import Crashed, Rejected, TableImpl, opened, wire
from tests.addin.packages import Book, Sheet, Table, text_row
from validation.cells import Formula
from validation.refusals import NotWritable, WorkbookBusy
from workbook_templates.draft import ColumnFill, Draft, Link, TableFill
from workbook_templates.sample_school.faults import DAMAGE, faulty_rows
from workbook_templates.sample_school.fill import fill
from workbook_templates.template import template_bytes

if TYPE_CHECKING:
    from pathlib import Path

    import xlwings as xw

    from validation.cells import RawBook
    from workbook_templates.draft import DraftValue

REGISTER = text_row(1, "单号", "校验") + "".join(text_row(number, f"CG{number}", "旧") for number in range(2, 52))
LIST = text_row(1, "级别", "位置", "说明", "我的列") + text_row(2, "错误", "x", "旧", "勿动")
BEFORE = "没有错误"
MARK = "未完成：「刷新成本」没有写完，请再按一次「刷新成本」（原来：没有错误）"


def small(folder: Path, protection: str = "") -> xw.Book:
    book = Book((
        Sheet("采购验收", REGISTER, (Table("采购验收", "A1:B51", ("单号", "校验")),), after=protection),
        Sheet("问题清单", LIST, (Table("问题清单", "A1:D2", ("级别", "位置", "说明", "我的列")),)),
        Sheet("首页", text_row(1, BEFORE)),
    ))  # fmt: skip
    book.names = '<definedName name="首页_状态">首页!$A$1</definedName>'
    return opened(book.save(folder / "账.xlsx"))


DRAFT = Draft(
    tables=[
        TableFill(
            "问题清单", ("级别", "位置", "说明"), [("错误", Link("采购验收", "A2"), "一"), ("错误", Link("采购验收", "A9"), "二")]
        )
    ],
    columns=[ColumnFill("采购验收", "校验", {number: f"话{number}" for number in range(2, 50)})],
    cells={"首页_状态": "有 2 处错误"},
)
LISTED = [("错误", Formula("采购验收!A2"), "一", "勿动"), ("错误", Formula("采购验收!A9"), "二", None)]


def state(book: xw.Book) -> Any:  # noqa: ANN401 - whatever stands in the cell
    return book.sheets["首页"].range((1, 1)).value


def listed(book: RawBook) -> list[tuple[object, ...]]:
    return [row.values for row in book.tables["问题清单"].rows]


def not_computed(book: RawBook) -> RawBook:
    """The book as if nobody had computed 核对 yet: Excel does so at once, a file waits until it is opened."""
    table = book.tables["核对"]
    rows = [
        row._replace(values=tuple(Formula(None) if isinstance(each, Formula) else each for each in row.values))
        for row in table.rows
    ]
    return book._replace(tables=book.tables | {"核对": table.with_rows(rows)})


# --- the same as in a file ------------------------------------------------------------------------------------------------------------


def test_a_sample_school_gives_the_same_findings_figures_and_cells_in_both_hosts(tmp_path: Path) -> None:
    path = tmp_path / "账.xlsx"
    path.write_bytes(fill(template_bytes(), faulty_rows(), DAMAGE))
    book = opened(path)
    closed, live = FileHost(path), LiveHost(book)
    assert live.read() == closed.read()
    found, draft = press_refresh(live.read(), None)
    expected, closed_draft = press_refresh(closed.read(), None)
    assert found.findings == expected.findings
    assert found.figures.months == expected.figures.months
    assert live.apply(draft)
    assert closed.apply(closed_draft)
    assert not_computed(live.read()) == not_computed(FileHost(path).read())
    assert not live.apply(press_refresh(live.read(), None)[1])


# --- few calls ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [2, 2_000])
def test_a_table_takes_two_calls_to_read_and_one_to_write_whatever_its_rows(tmp_path: Path, rows: int) -> None:
    texts = "".join(text_row(number, f"CG{number}", "旧") for number in range(2, rows + 2))
    book = Book(
        (Sheet("采购验收", text_row(1, "单号", "校验") + texts, (Table("采购验收", f"A1:B{rows + 1}", ("单号", "校验")),)),)
    )
    live = opened(book.save(tmp_path / "账.xlsx"))
    host = LiveHost(live)
    host.read()
    assert (wire(live).calls["range.get"], wire(live).calls["range.formula"]) == (1, 1)
    host.apply(Draft(columns=[ColumnFill("采购验收", "校验", dict.fromkeys(range(2, rows + 2, 2), "话"))]))
    assert (wire(live).calls["range.get"], wire(live).calls["range.formula"], wire(live).calls["range.set"]) == (1, 1, 1)


def test_the_calls_in_all_do_not_depend_on_the_rows(tmp_path: Path) -> None:
    counts = []
    for rows in (2, 2_000):
        texts = "".join(text_row(number, f"CG{number}", "旧") for number in range(2, rows + 2))
        book = Book(
            (Sheet("采购验收", text_row(1, "单号", "校验") + texts, (Table("采购验收", f"A1:B{rows + 1}", ("单号", "校验")),)),)
        )
        live = opened(book.save(tmp_path / f"{rows}.xlsx"))
        host = LiveHost(live)
        host.read()
        host.apply(Draft(columns=[ColumnFill("采购验收", "校验", {2: "话"})]))
        counts.append(len(wire(live).log))
    assert counts[0] == counts[1]


def test_nothing_is_written_where_nothing_changes(tmp_path: Path) -> None:
    live = small(tmp_path)
    host = LiveHost(live)
    assert host.apply(DRAFT)
    wire(live).calls.clear()
    assert not host.apply(DRAFT)
    assert {"range.set", "table.resize", "app.screen_updating="}.isdisjoint(wire(live).calls)


# --- Excel as it was ------------------------------------------------------------------------------------------------------------------


def test_the_switches_are_off_while_it_writes_and_as_they_were_afterwards(tmp_path: Path) -> None:
    live = small(tmp_path)
    app = live.impl.app
    app.state |= {"calculation": "semiautomatic", "screen_updating": True}
    LiveHost(live).apply(DRAFT)
    log = wire(live).log
    writes = [place for place, what in enumerate(log) if what.startswith("range.set")]
    assert max(log.index("app.screen_updating= False"), log.index("app.calculation= manual")) < min(writes)
    assert (app.state["screen_updating"], app.state["calculation"], app.state["enable_events"]) == (True, "semiautomatic", True)
    assert log[-1] == "app.screen_updating= True"


def test_an_engine_without_switches_and_protection_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live = small(tmp_path)

    def unknown(*_: object) -> None:
        raise NotImplementedError

    for name in ("screen_updating", "calculation", "enable_events"):
        monkeypatch.setattr(type(live.impl.app), name, property(unknown, unknown))
    sheet = type(live.sheets[0].impl)
    monkeypatch.setattr(sheet, "api", property(unknown))
    monkeypatch.setattr(sheet, "used_range", property(unknown))
    cells = type(live.sheets[0].range((1, 1)).impl)
    monkeypatch.setattr(cells, "merge_cells", property(unknown))
    monkeypatch.setattr(cells, "number_format", property(unknown, unknown))
    monkeypatch.setattr(cells, "address", property(unknown))
    host = LiveHost(live)
    assert host.apply(DRAFT)
    assert listed(host.read()) == LISTED


@pytest.mark.parametrize("api", ["none", "unknown"])
def test_an_engine_without_native_objects_is_written_to_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: str
) -> None:
    live = small(tmp_path)

    def unknown(_: object) -> None:
        if api == "unknown":
            raise NotImplementedError

    monkeypatch.setattr(type(live.sheets[0].range((1, 1)).impl), "api", property(unknown))
    host = LiveHost(live)
    assert host.apply(DRAFT)
    assert listed(host.read()) == LISTED


@pytest.mark.parametrize("asked_by", ["show_totals", "totals_row_range"])
def test_a_totals_row_is_no_row_and_stands_in_the_way_of_growth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked_by: str
) -> None:
    live = small(tmp_path)
    model = live.impl.model.sheets[1].tables[0]
    model.area, model.totals = (1, 1, 3, 4), True
    if asked_by == "totals_row_range":
        monkeypatch.delattr(TableImpl, "show_totals")
        monkeypatch.setattr(TableImpl, "totals_row_range", property(lambda self: self.header_row_range), raising=False)
    host = LiveHost(live)
    assert (host.read().tables["问题清单"].last_row, host.read().tables["问题清单"].totals_row) == (2, True)
    with pytest.raises(NotWritable, match="被汇总行 A3:D3 挡住"):
        host.apply(DRAFT)
    assert wire(live).calls["range.set"] == 0


def test_an_engine_that_takes_texts_as_they_are_gets_them_without_an_apostrophe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = small(tmp_path)

    def as_it_is(_: object, cell: Any, text: str) -> None:  # noqa: ANN401 - a cell of the model
        cell.value = text

    monkeypatch.setattr(type(live.impl.model), "_parse", as_it_is)
    host = LiveHost(live)
    assert host.apply(Draft(columns=[ColumnFill("采购验收", "校验", {2: "0012", 3: "TRUE"})]))
    assert [row.values[1] for row in host.read().tables["采购验收"].rows[:2]] == ["0012", "TRUE"]


def test_links_come_into_cells_formatted_as_text_and_the_format_stays(tmp_path: Path) -> None:
    live = small(tmp_path)
    links = live.sheets["问题清单"].range((2, 2), (9, 2))
    links.number_format = "@"
    host = LiveHost(live)
    assert host.apply(DRAFT)
    assert listed(host.read()) == LISTED
    assert links.number_format == "@"


def test_added_rows_show_days_and_amounts_like_the_first_one(tmp_path: Path) -> None:
    live = small(tmp_path)
    sheet = live.sheets["问题清单"]
    sheet.range((2, 1)).number_format, sheet.range((2, 3)).number_format = "yyyy-mm-dd", "@"
    sheet.range((4, 1)).number_format = "0.00"
    rows: list[tuple[DraftValue, ...]] = [(date(2025, 9, day), "x", "二") for day in (1, 2, 3)]
    LiveHost(live).apply(Draft(tables=[TableFill("问题清单", ("级别", "位置", "说明"), rows[:2])]))
    assert [sheet.range((3, column)).number_format for column in (1, 2, 3, 4)] == ["yyyy-mm-dd", "General", "General", "General"]
    LiveHost(live).apply(Draft(tables=[TableFill("问题清单", ("级别", "位置", "说明"), rows)]))
    assert sheet.range((4, 1)).number_format == "0.00"


def test_an_engine_whose_tables_cannot_grow_gets_the_rows_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(TableImpl, "resize", unknown)
    host = LiveHost(small(tmp_path))
    assert host.apply(DRAFT)
    assert listed(host.read()) == LISTED


PROTECTED = '<sheetProtection sheet="1" objects="1" scenarios="1"/>'


def test_a_protection_without_password_is_lifted_and_put_back_with_its_options(tmp_path: Path) -> None:
    live = small(tmp_path, PROTECTED)
    model = live.impl.model.sheets[0]
    model.options = (True, False, False, False, False, False, False, False, True, True, False)
    assert LiveHost(live).apply(DRAFT)
    assert (model.protected, model.options) == (True, (True, False, False, False, False, False, False, False, True, True, False))
    assert LiveHost(live).read().tables["采购验收"].rows[0].values == ("CG2", "话2")


def test_a_password_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    live = small(tmp_path, PROTECTED)
    model = live.impl.model.sheets[0]
    model.password = "geheim"  # noqa: S105 - a test's
    before = LiveHost(live).read()
    with pytest.raises(NotWritable, match="工作表「采购验收」设了保护密码，没有写入"):
        LiveHost(live).apply(DRAFT)
    assert wire(live).calls["range.set"] == 0
    assert LiveHost(live).read() == before
    assert live.impl.app.state["screen_updating"] is True


# --- busy -----------------------------------------------------------------------------------------------------------------------------


def test_a_busy_excel_is_given_up_after_a_while_with_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaking, "PATIENCE", 0.3)
    live = small(tmp_path)
    wire(live).busy = True
    with pytest.raises(
        WorkbookBusy, match="Excel 正忙（有单元格正在编辑，或有对话框开着）：请按 Esc 结束编辑、关掉对话框，再按一次这个按钮。"
    ):
        LiveHost(live).read()


def test_an_excel_that_is_busy_for_a_moment_is_asked_again(tmp_path: Path) -> None:
    live = small(tmp_path)
    host = LiveHost(live)
    host.read()
    wire(live).fault, wire(live).fail_at = Rejected, len(wire(live).log) + 8
    assert host.apply(DRAFT)
    wire(live).fail_at = None
    assert listed(host.read()) == LISTED


def test_a_failure_while_reading_flies_or_makes_no_difference(tmp_path: Path) -> None:
    live = small(tmp_path, PROTECTED)
    before = LiveHost(live).read()
    for place in range(1, len(wire(live).log) + 1):
        live = small(tmp_path, PROTECTED)
        wire(live).fail_at = place
        with suppress(Crashed):
            found = LiveHost(live).read()
            assert found == before or not found.names  # a name that cannot say what it means is none
            assert found.tables == before.tables


# --- cut short ------------------------------------------------------------------------------------------------------------------------


def calls_of_a_press(folder: Path) -> int:
    live = small(folder, PROTECTED)
    LiveHost(live).read()
    before = len(wire(live).log)
    LiveHost(live).apply(DRAFT)
    return len(wire(live).log) - before


@pytest.mark.parametrize("broken", [False, True], ids=["once", "from then on"])
def test_a_crash_at_any_call_leaves_old_new_or_a_mark_that_the_next_press_clears(tmp_path: Path, *, broken: bool) -> None:
    total = calls_of_a_press(tmp_path)
    old = listed(LiveHost(small(tmp_path, PROTECTED)).read())
    marked = 0
    for place in range(1, total + 1):
        live = small(tmp_path, PROTECTED)
        host = LiveHost(live)
        before = host.read()
        wire(live).broken, wire(live).fail_at = broken, len(wire(live).log) + place
        with suppress(Crashed, NotWritable):  # an Excel that does not answer looks as if there were a password
            host.apply(DRAFT)
        wire(live).fail_at = None
        found = LiveHost(live).read()
        if not broken:
            app = live.impl.app
            assert (app.state["screen_updating"], app.state["calculation"], app.state["enable_events"]) == (True, "automatic", True)
            assert live.impl.model.sheets[0].protected
        if state(live) == MARK:
            marked += 1
        elif state(live) == BEFORE:
            assert found == before
        else:
            assert (state(live), listed(found)) == ("有 2 处错误", LISTED)
        LiveHost(live).apply(DRAFT)
        assert (state(live), listed(LiveHost(live).read())) == ("有 2 处错误", LISTED)
    assert marked >= 3
    assert old == [("错误", "x", "旧", "勿动")]


def cut_short(live: xw.Book, label: str, draft: Draft) -> None:
    """Let a press break off after its mark."""
    writing = [place for place, what in enumerate(dry_run(live, label, draft)) if what.startswith("range.set")]
    host = LiveHost(live, label)
    host.read()
    wire(live).fail_at = len(wire(live).log) + writing[1] + 1
    with pytest.raises(Crashed):
        host.apply(draft)
    wire(live).fail_at = None


def dry_run(live: xw.Book, label: str, draft: Draft) -> list[str]:
    """What goes over the way to Excel in such a press."""
    import copy  # noqa: PLC0415

    kept = copy.deepcopy(live.impl.model)
    host = LiveHost(live, label)
    host.read()
    before = len(wire(live).log)
    host.apply(draft)
    log = wire(live).log[before:]
    live.impl.model = kept
    return log


PART = Draft(columns=DRAFT.columns)


def test_the_mark_of_a_button_that_does_not_write_the_state_goes_with_its_next_press(tmp_path: Path) -> None:
    live = small(tmp_path)
    cut_short(live, "校验", PART)
    assert state(live) == "未完成：「校验」没有写完，请再按一次「校验」（原来：没有错误）"
    assert LiveHost(live, "校验").apply(PART)
    assert state(live) == BEFORE


def test_the_mark_of_another_button_stays_until_that_one_or_a_refresh(tmp_path: Path) -> None:
    live = small(tmp_path)
    cut_short(live, "刷新成本", DRAFT)
    LiveHost(live, "校验").apply(PART)
    assert state(live) == MARK
    LiveHost(live).apply(DRAFT)
    assert state(live) == "有 2 处错误"


def test_what_the_user_keeps_beside_and_below_is_never_sent_again(tmp_path: Path) -> None:
    live = small(tmp_path)
    host = LiveHost(live)
    host.read()
    snapshot = host._snapshot  # noqa: SLF001 - to see what would be sent
    assert snapshot is not None
    from addin.draft_plan import plan_draft  # noqa: PLC0415

    work = work_of(snapshot, plan_draft(snapshot, snapshot.book, DRAFT), DRAFT)
    assert {(block.sheet, block.area.text) for block in work.blocks} == {
        ("问题清单", "A2:C3"),
        ("采购验收", "B2:B51"),
        ("首页", "A1"),
    }

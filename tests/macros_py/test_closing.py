"""结账 and 撤销结账, and what a check says of a closed month; the amounts are worked out by hand.

September: 10 公斤 at 4.00 in stock and 10 at 5.00 delivered make 20 at 4.50; 5 are eaten by 10 people (22.50), 15 are counted (67.50). October: 5 more.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from addin.door import said
from macros_py.adopt import adopt
from macros_py.buttons import BUTTONS
from macros_py.closed_rows import ClosedRows
from macros_py.closing import NotToBeClosed, close, outcome, reopen, undoing
from macros_py.judge import judge
from macros_py.refresh import check
from macros_py.row_prints import unpacked
from macros_py.typed_cells import Untouched
from tests.macros_py.books_as_tables import serial, table
from tests.macros_py.small_books import raw_book
from validation.cells import RawRow
from validation.findings import Level
from validation.refusals import TableMissing
from workbook_templates.draft import Link
from workbook_templates.results import CHANGE_LOG, CLOSING_LOG, ISSUE_LIST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from macros_py.closing import Closing
    from validation.cells import CellValue, RawBook, RawTable
    from validation.findings import Finding

NOW = "2025-10-08 14:05:30"
BOOK = """
设置
已结账至 -

品目
品名
大米

期初库存
品名 数量 金额
大米 10 40

供应商
供应商
甲商行

采购验收
单号 日期 品名 数量 单价 金额
R1 09-01 大米 10 5 50

出库
单号 日期 品名 数量
C1 09-05 大米 5
C2 10-10 大米 5

盘点
日期 品名 实盘数量
09-30 大米 15
10-31 大米 10

就餐
日期 人数
09-05 10
10-10 10

收入
日期 所属月份 金额
09-05 - 100
10-10 2025-10 100
"""


def book(text: str = BOOK) -> RawBook:
    raw = raw_book(text)
    return with_table(raw, table(CLOSING_LOG.name, " ".join(CLOSING_LOG.headings)))


def with_table(raw: RawBook, new: RawTable) -> RawBook:
    return raw._replace(tables=raw.tables | {new.name: new})


def written(raw: RawBook, closing: Closing) -> RawBook:
    """The book as a host reads it after the draft."""
    for setting, value in closing.draft.settings.items():
        assert value is None or isinstance(value, str)
        old = raw.tables["设置"]
        rows = [RawRow(row.number, (row.values[0], value, None)) if row.values[0] == setting else row for row in old.rows]
        raw = with_table(raw, old.with_rows(rows))
    for added in closing.draft.appends:
        old = raw.tables[added.table]
        first = (old.numbers[-1] if old.numbers else old.header_row) + 1
        lines = [tuple(float(each) if isinstance(each, Decimal | int) else each for each in line) for line in added.rows]
        raw = with_table(raw, old.with_rows([*old.rows, *(RawRow(number, line) for number, line in enumerate(lines, first))]))  # type: ignore[arg-type]
    return raw


def closed(*months: str, text: str = BOOK) -> RawBook:
    raw = book(text)
    for month in months:
        raw = written(raw, close(raw, month, None, NOW))
    return raw


def changed(raw: RawBook, name: str, change: Callable[[list[tuple[CellValue, ...]]], Sequence[tuple[CellValue, ...]]]) -> RawBook:
    old = raw.tables[name]
    rows = change([row.values for row in old.rows])
    return with_table(raw, old.with_rows([RawRow(number, row) for number, row in enumerate(rows, old.header_row + 1)]))


def found(raw: RawBook) -> list[Finding]:
    return [finding for finding in judge(raw).findings if finding.rule.startswith("CLS")]


def test_a_month_is_closed_with_every_figure_and_the_prints_of_its_rows() -> None:
    raw = book()
    closing = close(raw, "2025-09", None, NOW)
    assert outcome(closing) == [
        "2025-09 已结账：指标和各表登记的指纹记在 结账记录，第 1 批",
        "设置里的 已结账至 已改为 2025-09；这个月的登记以后再改，检查会报错",
    ]
    assert closing.draft.settings["已结账至"] == "2025-09"
    (added,) = closing.draft.appends
    lines = {line[5]: line for line in added.rows}
    assert {line[:4] for line in added.rows} == {(NOW, 1, "结账", "2025-09")}
    assert lines["食材消耗"][4:8] == ("指标", "食材消耗", Decimal("22.50"), Decimal("22.50"))
    assert lines["期末库存"][6] == Decimal("67.50")
    assert lines["食材占比"][6] == Decimal("0.2250")
    assert {name: lines[name][8] for name in ("期初库存", "采购验收", "出库", "盘点", "就餐", "收入", "支出", "易耗品领用")} == {
        "期初库存": 1,
        "采购验收": 1,
        "出库": 1,
        "盘点": 1,
        "就餐": 1,
        "收入": 1,
        "支出": 0,
        "易耗品领用": 0,
    }
    assert found(written(raw, closing)) == []


def test_what_was_closed_stays_quiet_however_it_is_arranged() -> None:
    raw = closed("2025-09", "2025-10")
    assert found(raw) == []
    assert found(changed(raw, "出库", lambda rows: rows[::-1])) == []
    assert found(changed(raw, "收入", lambda rows: [(None,) * len(rows[0]), *rows, (None,) * len(rows[0])])) == []
    issues = raw.tables["出库"]
    further = issues._replace(
        headings=("我的列", "备注", *issues.headings),
        columns=((1.0, 2.0), (None, None), *issues.columns),
    )
    assert found(with_table(raw, further)) == []
    retyped = changed(raw, "出库", lambda rows: [tuple("5" if cell == 5 else cell for cell in row) for row in rows])
    assert found(retyped) == []
    assert found(changed(raw, "结账记录", lambda rows: rows[::-1])) == []


@pytest.mark.parametrize("method", ["移动加权平均", "先进先出", "月末一次加权平均"])
def test_a_closed_month_is_corrected_by_rows_dated_in_an_open_one(method: str) -> None:
    """2 of the delivery and 1 of the issue of September go back in October: the closed month stays quiet, wherever they are inserted."""
    text = BOOK.replace("已结账至 -", f"已结账至 -\n计价方法 {method}").replace(
        "数量 单价 金额\nR1 09-01 大米 10 5 50", "数量 单价 金额 备注\nR1 09-01 大米 10 5 50 -"
    )
    text = text.replace(
        "日期 品名 数量\nC1 09-05 大米 5\nC2 10-10 大米 5", "日期 品名 数量 备注\nC1 09-05 大米 5 -\nC2 10-10 大米 5 -"
    )
    raw = closed("2025-09", text=text.replace("10-31 大米 10", "10-31 大米 9"))
    october = "R2 10-02 大米 -2 5 -10 冲R1"
    late = raw_book(text.replace("R1 09-01", f"{october}\nR1 09-01").replace("C1 09-05", "C3 10-02 大米 -1 冲C1\nC1 09-05"))
    corrected = raw._replace(tables=raw.tables | {name: late.tables[name] for name in ("采购验收", "出库")})
    assert found(corrected) == []
    told = judge(corrected)
    assert [finding for finding in told.findings if finding.blocks] == []
    assert told.ledger.items["大米"].before("2025-10") == (15_000, {"先进先出": 7000}.get(method, 6750))


def test_a_changed_row_is_named_with_the_figures_it_moves() -> None:
    """60.00 for the delivery: 20 公斤 at 5.00, so 25.00 are eaten and 75.00 are left."""
    raw = changed(closed("2025-09"), "采购验收", lambda rows: [tuple({5.0: 6.0, 50.0: 60.0}.get(cell, cell) for cell in rows[0])])  # type: ignore[arg-type]
    (finding,) = found(raw)
    assert (finding.rule, finding.level, finding.table, finding.row, finding.blocks) == (
        "CLS-01",
        Level.ERROR,
        "采购验收",
        2,
        False,
    )
    assert finding.message == (
        "2025-09 已经结账，这一行后来改过；使指标变了：期末库存 67.50 → 75.00，库存变动 27.50 → 35.00，"
        "购入食材 50.00 → 60.00，购入食材_粮食 50.00 → 60.00，食材消耗 22.50 → 25.00，食材消耗_粮食 22.50 → 25.00，"
        "供餐成本 22.50 → 25.00，支出合计 22.50 → 25.00，结余 77.50 → 75.00，采购口径结余 50.00 → 40.00，"
        "盈亏率 77.5% → 75%，累计盈亏率 77.5% → 75%，本学期结余 77.50 → 75.00，累计结余 77.50 → 75.00，"
        "餐均食材成本 2.25 → 2.50，餐均总成本 2.25 → 2.50，食材占比 22.5% → 25%"
    )
    assert "改回结账时的样子" in finding.suggestion


def test_an_inserted_row_and_a_deleted_row_are_named() -> None:
    raw = closed("2025-09")
    more = changed(raw, "收入", lambda rows: [rows[0], tuple(7.0 if cell == 100 else cell for cell in rows[0]), rows[1]])
    (finding,) = found(more)
    assert (finding.table, finding.row) == ("收入", 3)
    assert finding.message.startswith(
        "2025-09 已经结账，这一行是结账后加的（或日期、内容改过的别的行）；使指标变了：学生伙食费 100.00 → 107.00，"
    )
    fewer = changed(raw, "收入", lambda rows: rows[1:])
    (finding,) = found(fewer)
    assert (finding.table, finding.row) == ("收入", 0)
    assert "结账时在第 2 行的一行不见了" in finding.message
    assert "学生伙食费 100.00 → 0.00" in finding.message
    assert "盈亏率 77.5% → 算不出" in finding.message
    assert finding.suggestion.startswith("把删掉的一行补回来")


def test_rows_that_moved_or_stand_twice_are_paired_by_what_they_say() -> None:
    """Rows are sorted and one of them changed: it is told with its old place. Of two rows that say the same, one is deleted: the other stays."""
    twice = BOOK.replace("09-05 - 100\n", "09-05 - 100\n09-05 - 100\n")
    raw = closed("2025-09", text=twice)
    (finding,) = found(changed(raw, "收入", lambda rows: rows[1:]))
    assert "结账时在第 3 行的一行不见了" in finding.message
    turned = changed(raw, "出库", lambda rows: [rows[1], tuple(4.0 if cell == 5 else cell for cell in rows[0])])
    (finding,) = found(turned)
    assert (finding.row, "（结账时在第 2 行）后来改过" in finding.message) == (3, True)


def test_several_changes_tell_their_effect_together_and_later_months_tell_theirs() -> None:
    raw = closed("2025-09", "2025-10")
    raw = changed(raw, "收入", lambda rows: [tuple(90.0 if cell == 100 else cell for cell in rows[0]), rows[1]])
    raw = changed(raw, "就餐", lambda rows: [(rows[0][0], 11.0, *rows[0][2:]), rows[1]])
    first, second, later = sorted(found(raw), key=lambda finding: (finding.rule, finding.table != "就餐"))
    assert (first.table, second.table) == ("就餐", "收入")
    assert "和本月其他 1 处一起，使指标变了：就餐人次 10 → 11" in first.message
    assert second.message.endswith("对指标的影响和其他 1 处合在一起，见 就餐第 2 行 那一条")
    assert (later.rule, later.table, later.column) == ("CLS-02", "设置", "值")
    assert later.message == (
        "「值」已结账的 2025-10 登记没有变，指标变了：累计盈亏率 77.5% → 76.32%，本学期结余 155.00 → 145.00，累计结余 155.00 → 145.00"
    )
    assert later.suggestion.startswith("先改好 2025-09 的登记；")


def test_a_list_that_moves_a_closed_month_is_told() -> None:
    raw = changed(closed("2025-09"), "品目", lambda rows: [tuple("干货" if cell == "粮食" else cell for cell in rows[0])])
    (finding,) = found(raw)
    assert finding.rule == "CLS-02"
    assert finding.message == (
        "「值」已结账的 2025-09 登记没有变，指标变了：购入食材_粮食 50.00 → 0.00，购入食材_干货 0.00 → 50.00，"
        "食材消耗_粮食 22.50 → 0.00，食材消耗_干货 0.00 → 22.50"
    )
    assert "单位换算" in finding.suggestion


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "09-30 大米 15\n",
            "",
            "盘点：大米 月末账面有 15 公斤，没有月末盘点；盘点后登记实盘数量，日期写 2025-09-05 至 2025-09-30 之间的一天",
        ),
        (
            "09-30 大米 15\n",
            "09-04 大米 20\n",
            "盘点：大米 月末账面有 15 公斤，没有月末盘点；盘点后登记实盘数量，日期写 2025-09-05 至 2025-09-30 之间的一天",
        ),
    ],
)
def test_what_was_not_counted_is_told(old: str, new: str, line: str) -> None:
    closing = close(book(BOOK.replace(old, new)), "2025-09", None, NOW)
    assert outcome(closing) == ["2025-09 还不能结账，没有写任何东西：还差 1 处", line]
    assert (closing.draft.appends, closing.draft.settings, closing.draft.tables) == ([], {}, [])


def test_errors_of_later_months_do_not_stand_in_the_way_and_those_of_the_month_do() -> None:
    later = BOOK.replace("C2 10-10 大米 5", "C2 10-10 大豆 5")
    assert close(book(later), "2025-09", None, NOW).missing == []
    closing = close(book(BOOK.replace("C1 09-05 大米 5", "C1 09-05 大米 x")), "2025-09", None, NOW)
    lines = outcome(closing)
    assert lines[1].startswith("出库!D2：错误 DAT-01 「数量」")
    assert len(lines) == 2, "the figures that rest on it, and the count of an item nobody knows, are not told again"


def test_a_month_of_holidays_needs_no_count_of_its_own() -> None:
    quiet = (
        BOOK.replace("C2 10-10 大米 5\n", "")
        .replace("10-31 大米 10\n", "")
        .replace("10-10 10\n", "")
        .replace("10-10 2025-10 100\n", "")
    )
    raw = closed("2025-09", "2025-10", text=quiet)
    assert raw.tables["设置"].rows[-1].values[1] == "2025-10"
    assert found(raw) == []


def test_what_was_delivered_in_a_month_of_holidays_is_counted_in_it() -> None:
    idle = BOOK.replace("10-10 10\n", "").replace("09-30 大米 15\n10-31 大米 10\n", "09-30 大米 15\n10-07 大米 15\n")
    (line,) = close(closed("2025-09", text=idle.replace("10-07 大米 15\n", "")), "2025-10", None, NOW).missing
    assert (line.what, line.todo) == (
        "大米 月末账面有 10 公斤，没有月末盘点",
        "盘点后登记实盘数量，日期写 2025-10-01 至 2025-10-31 之间的一天",
    )


@pytest.mark.parametrize(
    ("months", "month", "sentence"),
    [
        ((), "2025-10", "结账要按月份先后，先结 2025-09，再结 2025-10。"),
        (("2025-09",), "2025-11", "结账要按月份先后，先结 2025-10，再结 2025-11。"),
        (("2025-09",), "2025-09", "2025-09 已经结过账了；要改，先撤销结账（mealbook close --reopen，写明理由）。"),
        ((), "2026-01", "2026-01 不在本账之内，不能结账：本账是 2025-09 至 2025-11。"),
    ],
)
def test_months_are_closed_in_order(months: tuple[str, ...], month: str, sentence: str) -> None:
    with pytest.raises(NotToBeClosed, match=re.escape(sentence)):
        close(closed(*months), month, None, NOW)


def test_the_last_month_is_reopened_with_a_reason_and_closed_again() -> None:
    raw = closed("2025-09", "2025-10")
    with pytest.raises(NotToBeClosed, match="只能撤销最后结账的 2025-10，不能撤销 2025-09"):
        reopen(raw, "2025-09", "错了", None, NOW)
    with pytest.raises(NotToBeClosed, match="撤销结账要写明理由"):
        reopen(raw, None, " ", None, NOW)
    closing = reopen(raw, None, "十月少登一张收据", None, NOW)
    assert undoing(closing) == [
        "已撤销 2025-10 的结账，理由记在 结账记录，第 3 批",
        "设置里的 已结账至 已改为 2025-09；改完登记，请再结一次账",
    ]
    assert closing.draft.appends[0].rows == [
        (NOW, 3, "撤销结账", "2025-10", "理由", None, None, None, None, None, None, "十月少登一张收据")
    ]
    raw = changed(written(raw, closing), "收入", lambda rows: [rows[0], tuple(90.0 if cell == 100 else cell for cell in rows[1])])
    assert found(raw) == []
    again = close(raw, "2025-10", None, NOW)
    assert (again.batch, found(written(raw, again))) == (4, [])
    raw = written(raw, again)
    for _ in range(2):
        raw = written(raw, reopen(raw, None, "重来", None, NOW))
    assert (found(raw), raw.tables["设置"].rows[-1].values[1]) == ([], None)
    with pytest.raises(NotToBeClosed, match="没有可以撤销的"):
        reopen(raw, None, "重来", None, NOW)


def test_a_record_that_was_tampered_with_is_told() -> None:
    raw = closed("2025-09")
    fewer = changed(raw, "结账记录", lambda rows: [row for row in rows if row[5] not in {"出库", "食材消耗"}])
    messages = [finding.message for finding in found(fewer)]
    assert messages == [
        "「值」结账记录里 2025-09 的 出库 不全，被删过或改过，查不出结账后有没有改过",
        "「值」结账记录里 2025-09 的 指标 不全，被删过或改过，查不出结账后有没有改过",
    ]
    spoilt = changed(raw, "结账记录", lambda rows: [(*row[:10], "???" if row[10] else None, row[11]) for row in rows])
    assert {finding.rule for finding in found(spoilt)} == {"CLS-03"}


def test_a_month_that_was_said_to_be_closed_without_a_record_is_told() -> None:
    (finding,) = found(book(BOOK.replace("已结账至 -", "已结账至 2025-09")))
    assert (finding.rule, finding.level) == ("CLS-03", Level.WARNING)
    (finding,) = found(raw_book(BOOK.replace("已结账至 -", "已结账至 2025-09")))
    assert (finding.rule, finding.level) == ("CLS-03", Level.WARNING)
    assert finding.message == "「值」已结账至是 2025-09，工作簿里没有表「结账记录」，结账后改没改过查不出来"
    assert finding.suggestion.startswith("从备份里把结账记录恢复；没有备份的，")


def test_a_record_whose_months_a_spreadsheet_made_days_of_is_read() -> None:
    raw = closed("2025-09", "2025-10")
    days = {"2025-09": serial(date(2025, 9, 1)), "2025-10": serial(date(2025, 10, 1))}
    raw = changed(raw, "结账记录", lambda rows: [(*row[:3], days[str(row[3])], *row[4:]) for row in rows])
    assert found(raw) == []
    assert reopen(raw, "2025-10", "试", None, NOW).until == "2025-09"


def test_the_opening_stays_with_the_month_it_was_closed_in() -> None:
    earlier = serial(date(2025, 8, 25))
    raw = changed(
        closed("2025-09"), "设置", lambda rows: [(name, earlier if name == "学期开始" else value, None) for name, value, _ in rows]
    )
    (finding,) = found(raw)
    assert finding.message == "「值」结账记录从 2025-09 开始，本账现在从 2025-08 开始：结账后改过学期开始"


def test_rows_that_move_no_figure_say_so_each() -> None:
    raw = changed(closed("2025-09", "2025-10"), "出库", lambda rows: [(f"新{row[0]}", *row[1:]) for row in rows])
    assert [finding.message.rpartition("；")[2] for finding in found(raw)] == ["本月指标没有变"] * 2


def test_a_book_without_the_table_is_refused() -> None:
    with pytest.raises(TableMissing, match="工作簿里没有表「结账记录」"):
        close(raw_book(BOOK), "2025-09", None, NOW)
    with pytest.raises(TableMissing, match=r"设置.*已结账至"):
        close(book(BOOK.replace("设置\n已结账至 -\n", "设置\n学校 示例小学\n")), "2025-09", None, NOW)


OWED = BOOK.replace("供应商\n供应商\n甲商行", "供应商\n供应商 许可证号 期初未付\n甲商行 JY1 100.00\n乙商行 - -\n丙商行 - -20.00")


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        (100.0, 120.0, "期初未付 80.00 → 100.00，期初未付_甲商行 100.00 → 120.00"),
        (-20.0, None, "期初未付 80.00 → 100.00，期初未付_丙商行 -20.00 → 0.00"),
        (None, 5.0, "期初未付 80.00 → 85.00，期初未付_乙商行 0.00 → 5.00"),
        (100.0, "一百", "期初未付 80.00 → 算不出，期初未付_甲商行 100.00 → 算不出"),
    ],
)
def test_what_suppliers_are_owed_at_the_start_is_closed_with_the_first_month(old: float | None, new: CellValue, moved: str) -> None:
    raw = closed("2025-09", "2025-10", text=OWED)
    assert found(raw) == []
    licensed = changed(raw, "供应商", lambda rows: [(name, "JY9", owed) for name, _, owed in rows])
    assert found(licensed) == []
    (finding,) = found(
        changed(raw, "供应商", lambda rows: [(name, licence, new if owed == old else owed) for name, licence, owed in rows])
    )
    assert (finding.rule, finding.table) == ("CLS-02", "设置")
    assert finding.message == f"「值」已结账的 2025-09 登记没有变，指标变了：{moved}"
    assert "供应商（期初未付）" in finding.suggestion


def test_a_supplier_that_is_owed_and_deleted_or_renamed_after_closing_is_told() -> None:
    raw = closed("2025-09", text=OWED)
    (gone,) = found(changed(raw, "供应商", lambda rows: rows[:2]))
    assert gone.message.endswith("：期初未付 80.00 → 100.00，期初未付_丙商行 -20.00 → 0.00")
    (renamed,) = found(changed(raw, "供应商", lambda rows: [*rows[:2], ("丁商行", None, -20.0)]))
    assert renamed.message.endswith("：期初未付_丙商行 -20.00 → 0.00，期初未付_丁商行 0.00 → -20.00")


def test_a_record_that_did_not_keep_what_is_owed_accuses_nobody() -> None:
    raw = closed("2025-09", text=OWED)
    without = changed(raw, CLOSING_LOG.name, lambda rows: [row for row in rows if not str(row[5]).startswith("期初未付")])
    assert found(changed(without, "供应商", lambda rows: rows[:2])) == []


INVOICED = BOOK.replace(
    "单号 日期 品名 数量 单价 金额\nR1 09-01 大米 10 5 50",
    "单号 日期 品名 数量 单价 金额 票据号\nR1 09-01 大米 8 5 40 -\nR2 09-01 大米 1 5 5 -\nR2 09-01 大米 1 5 5 F2",
)


def test_an_invoice_may_come_after_the_closing_but_not_go_or_become_another() -> None:
    raw = closed("2025-09", text=INVOICED)

    def told(*numbers: str | None, amount: float = 40.0) -> list[tuple[str, int]]:
        def change(rows: list[tuple[CellValue, ...]]) -> list[tuple[CellValue, ...]]:
            first = (*rows[0][:5], amount, *rows[0][6:])
            return [(*row[:6], number, *row[7:]) for row, number in zip([first, *rows[1:]], numbers, strict=True)]

        return [(finding.rule, finding.row) for finding in found(changed(raw, "采购验收", change))]

    assert raw.tables["采购验收"].headings[6] == "票据号"
    assert told(None, None, "F2") == []
    assert told("F1", None, "F2") == []
    assert told("F1", "F2", "F2") == []
    assert told("F1", "F3", "F2") == []
    assert told(None, None, None) == [("CLS-01", 4)]
    assert told(None, None, "F3") == [("CLS-01", 4)]
    assert told("F1", None, "F2", amount=41.0) == [("CLS-01", 2)]
    assert [
        finding.rule for finding in found(changed(raw, "采购验收", lambda rows: [*rows, (*rows[0][:6], "F9", *rows[0][7:])]))
    ] == ["CLS-01"]


def with_marks(raw: RawBook) -> RawBook:
    """The book refreshed, every line of 问题清单 marked."""
    raw = with_table(raw, table("问题清单", " ".join(ISSUE_LIST.headings)))
    raw = with_table(raw, table("修改记录", " ".join(CHANGE_LOG.headings)))
    found = judge(raw).findings
    (fill,) = [each for each in check(raw, judge(raw)).tables if each.table == "问题清单"]
    assert len(fill.rows) == len(found)
    marks = fill.headings.index("采纳")
    rows = [
        tuple("是" if place == marks else float(cell) if isinstance(cell, int) else cell for place, cell in enumerate(row))
        for row in fill.rows
    ]
    texts = [tuple(None if isinstance(cell, Link) else cell for cell in row) for row in rows]
    return with_table(raw, table("问题清单", " ".join(fill.headings), *texts))  # type: ignore[arg-type]


def test_suggestions_are_not_written_into_rows_of_closed_months() -> None:
    """A number kept as text is no error, so the month can be closed; its suggestion is left alone then, that of the open month is written."""
    raw = changed(book(), "出库", lambda rows: [tuple("5" if cell == 5 else cell for cell in row) for row in rows])
    raw = written(raw, close(raw, "2025-09", None, NOW))
    done = adopt(with_marks(raw), None, NOW)
    assert [change.place for change in done.changes] == ["出库!D3"]
    assert [tuple(each) for each in done.skipped if each.place == "出库!D2"] == [
        ("出库!D2", "2025-09 已经结账，不能再写；要改，先撤销结账（写明理由），没有改")
    ]


def test_a_row_is_not_moved_into_a_closed_month_nor_taken_back_there() -> None:
    raw = closed("2025-09")
    rows = ClosedRows(raw, judge(raw).book)
    rows.must_allow("出库", "数量", 3, Decimal(4))
    rows.must_allow("出库", "日期", 3, date(2025, 10, 11))
    rows.must_allow("品目", "类别", 2, "干货")
    with pytest.raises(Untouched, match="改成 2025-09-11 就进了已经结账的 2025-09"):
        rows.must_allow("出库", "日期", 3, date(2025, 9, 11))
    with pytest.raises(Untouched, match="改成 2025-09 就进了已经结账的 2025-09"):
        rows.must_allow("收入", "所属月份", 3, "2025-09")
    with pytest.raises(Untouched, match="2025-09 已经结账"):
        rows.must_allow("期初库存", "数量", 2, Decimal(4))


def test_the_button_closes_the_month_that_is_shown() -> None:
    button = next(each for each in BUTTONS if each.name == "close")
    assert button.press is not None
    done = button.press(book(), None, NOW)
    assert done.told[0] == "2025-09 已结账：指标和各表登记的指纹记在 结账记录，第 1 批"
    assert done.draft.settings["已结账至"] == "2025-09"
    uncounted = button.press(book(BOOK.replace("09-30 大米 15\n", "")), None, NOW)
    assert said(button, uncounted, changed=False) == (
        "结账没有做成",
        "没有错误",
        "2025-09 还不能结账，没有写任何东西：还差 1 处",
        "盘点：大米 月末账面有 15 公斤，没有月末盘点；盘点后登记实盘数量，日期写 2025-09-05 至 2025-09-30 之间的一天",
    )
    many = "\n".join(f"C{number} 09-05 大米 x" for number in range(30))
    bad = button.press(book(BOOK.replace("C1 09-05 大米 5", many)), None, NOW)
    assert (len(bad.told), bad.failed) == (21, True)
    assert bad.told[-1] == "另有 11 处没有列出；错误都在 问题清单，先刷新成本"
    with pytest.raises(NotToBeClosed, match="设置里的核算月份没有填写或读不出来"):
        button.press(book(BOOK.replace("已结账至 -", "已结账至 -\n核算月份 -")), None, NOW)


def test_many_rows_are_kept_in_cells_that_excel_takes() -> None:
    """1,100 rows of 收入 in September: three lines of 500, 500 and 100 rows, no cell above 8,203 characters."""
    many = "\n".join(f"09-{number % 28 + 1:02d} - {number + 1}" for number in range(1100))
    raw = book(BOOK.replace("09-05 - 100\n", f"{many}\n", 1))
    closing = close(raw, "2025-09", None, NOW)
    lines = [line for line in closing.draft.appends[0].rows if line[5] == "收入"]
    assert [line[8] for line in lines] == [500, 500, 100]
    assert max(len(str(line[10])) for line in lines) == 8000
    assert [unpacked(str(line[10]))[0].row for line in lines] == [2, 502, 1002]  # type: ignore[index]
    raw = written(raw, closing)
    (finding,) = found(changed(raw, "收入", lambda rows: [*rows[:700], *rows[701:]]))
    assert "结账时在第 702 行的一行不见了" in finding.message


EXPIRED = BOOK.replace("供应商\n供应商\n甲商行", "供应商\n供应商 许可有效期\n甲商行 2025-08-31")
"""The licence ran out on 31 August, and the rice came on 1 September: a fact that nothing mends."""


def test_an_error_that_nothing_mends_is_closed_over_with_a_reason_that_is_kept() -> None:
    raw = book(EXPIRED)
    refused = close(raw, "2025-09", None, NOW)
    (error,) = refused.missing
    assert outcome(refused)[1:] == [
        str(error),
        "这些错误不影响计算。确是事实、改不了的，可以写明理由结账，理由和错误都记在结账记录：mealbook close 账簿 --month 2025-09 --reason 理由",
    ]
    closing = close(raw, "2025-09", None, NOW, " 已换新证，当时没有停货 ")
    assert closing.missing == []
    assert closing.until == "2025-09"
    kept = closing.draft.appends[0].rows[-1]
    assert kept[:6] == (NOW, 1, "结账", "2025-09", "理由", None)
    assert kept[-1] == f"已换新证，当时没有停货（留着的错误：{error.place} {error.what}）"
    assert error.what.startswith("错误 RCV-03 ")
    after = written(raw, closing)
    assert found(after) == []
    with pytest.raises(NotToBeClosed, match="2025-10 没有要说明的错误"):
        close(changed(after, "供应商", lambda _: [("甲商行", serial(date(2026, 8, 31)))]), "2025-10", None, NOW, "随便写写")


def test_a_reason_excuses_nothing_that_figures_rest_on_and_no_change_of_what_is_closed() -> None:
    unreadable = close(book(EXPIRED.replace("C1 09-05 大米 5", "C1 09-05 大米 x")), "2025-09", None, NOW, "没空改")
    assert [each.what.split()[1] for each in unreadable.missing] == ["DAT-01"]
    raw = changed(
        closed("2025-09", text=EXPIRED.replace("2025-08-31", "09-30")),
        "收入",
        lambda rows: [tuple(99.0 if cell == 100 else cell for cell in rows[0]), *rows[1:]],
    )
    later = close(raw, "2025-10", None, NOW, "没空改")
    assert {each.what.split()[1] for each in later.missing} == {"CLS-01"}
    assert later.draft.appends == []

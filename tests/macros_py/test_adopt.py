"""采纳建议 and 撤销采纳: what is written for a mark, what is left alone and why, and the way back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros_py.adopt import adopt, outcome, unadopt, undoing
from macros_py.buttons import BUTTONS
from macros_py.judge import judge
from macros_py.refresh import refresh
from macros_py.typed_cells import TypedCells
from tests.macros_py.books_as_tables import table
from tests.macros_py.small_books import raw_book
from tests.validation.catalogue import entries, ways
from tests.validation.text_books import EPOCH, book_of
from validation.cells import Formula, RawBook, RawRow, RawTable
from validation.refusals import TableMissing
from validation.rules.tables import rows_stand_inside_their_table
from workbook_templates.draft import Draft, InputChange, Link, Recomputed
from workbook_templates.results import CHANGE_LOG, ISSUE_LIST

if TYPE_CHECKING:
    from collections.abc import Callable

    from macros_py.adopt import Adoption
    from validation.cells import CellValue, Plain
    from workbook_templates.draft import DraftValue

NOW, LATER = "2025-10-08 14:05:30", "2025-10-09 08:00:00"
BOOK = """
规则参数
参数 值 处理
金额容差 0.01 错误

品目
品名
大米
面粉

供应商
供应商
甲商行

采购验收
单号 日期 品名 数量 单价 金额
R1 09-01 大米 '100 2 200
R2 09-02 面粉 10 2.3 25

出库
单号 日期 品名 数量 去向
C1 09-03 大来 1 供餐
C2 09-04 大米 近40 供歺
C3 09-05 大米 - 供餐
"""


def read_as(value: DraftValue) -> Plain | Formula:
    """A value as a host reads it back."""
    if isinstance(value, Link):
        return Formula(f"{value.sheet}!{value.cell}")
    assert not isinstance(value, Recomputed)
    if isinstance(value, date):
        return float((value - EPOCH).days)
    return float(value) if isinstance(value, Decimal | int) else value


def with_rows(raw: RawBook, found: RawTable) -> RawBook:
    return raw._replace(tables={**raw.tables, found.name: found})


def written(raw: RawBook, draft: Draft) -> RawBook:
    """The book as a host would read it after the draft: what 采纳 concerns of it."""
    for change in draft.inputs:
        old = raw.tables[change.table]
        place = old.headings.index(change.heading)
        rows = [
            RawRow(row.number, (*row.values[:place], read_as(change.value), *row.values[place + 1 :]))
            if row.number == change.row
            else row
            for row in old.rows
        ]
        raw = with_rows(raw, old.with_rows(rows))
    for added in draft.appends:
        lines = [tuple(map(read_as, row)) for row in added.rows]
        raw = with_rows(
            raw, table(added.table, " ".join(added.headings), *(row.values for row in raw.tables[added.table].rows), *lines)
        )
    for fill in draft.tables:
        if fill.table == ISSUE_LIST.name:
            raw = with_rows(raw, table(fill.table, " ".join(fill.headings), *(tuple(map(read_as, row)) for row in fill.rows)))
    return raw


def refreshed(raw: RawBook) -> RawBook:
    """The book with both tables of the program's, after a refresh."""
    tables = {name: raw.tables.get(name) or table(name, " ".join(found.headings)) for name, found in OURS.items()}
    raw = raw._replace(tables={**raw.tables, **tables})
    return written(raw, refresh(raw, judge(raw)))


OURS = {ISSUE_LIST.name: ISSUE_LIST, CHANGE_LOG.name: CHANGE_LOG}


def marked(raw: RawBook, mark: Plain = "是", where: str = "") -> RawBook:
    """The book with a mark at every line of the list, or only at those of one rule."""
    listed = raw.tables[ISSUE_LIST.name]
    rows = [
        RawRow(row.number, (*row.values[:9], mark, *row.values[10:])) if not where or row.values[1] == where else row
        for row in listed.rows
    ]
    return with_rows(raw, listed.with_rows(rows))


def book(text: str = BOOK) -> RawBook:
    return refreshed(raw_book(text))


def changed(raw: RawBook, name: str, change: Callable[[list[RawRow]], list[RawRow]]) -> RawBook:
    return with_rows(raw, raw.tables[name].with_rows(change(list(raw.tables[name].rows))))


def with_cell(raw: RawBook, name: str, heading: str, row: int, value: CellValue) -> RawBook:
    place = raw.tables[name].headings.index(heading)
    return changed(
        raw,
        name,
        lambda rows: [
            RawRow(each.number, (*each.values[:place], value, *each.values[place + 1 :])) if each.number == row else each
            for each in rows
        ],
    )


def cell(raw: RawBook, name: str, heading: str, row: int) -> CellValue:
    found = raw.tables[name]
    return next(each.values[found.headings.index(heading)] for each in found.rows if each.number == row)


def sorted_backwards(rows: list[RawRow]) -> list[RawRow]:
    """The same rows upside down, under the same row numbers."""
    return [RawRow(row.number, other.values) for row, other in zip(rows, reversed(rows), strict=True)]


def why(adoption: Adoption, place: str) -> str:
    return next(each.why for each in adoption.skipped if each.place == place)


# --- what is written ------------------------------------------------------------------------------------------------------------------


def test_every_marked_suggestion_with_a_value_is_written_in_its_own_kind() -> None:
    adoption = adopt(marked(book()), None, NOW)
    assert adoption.draft.inputs == [
        InputChange("采购验收", "金额", 3, Decimal("23.00")),
        InputChange("出库", "品名", 2, "大米"),
        InputChange("出库", "数量", 3, Decimal(40)),
        InputChange("出库", "去向", 3, "供餐"),
        InputChange("采购验收", "数量", 2, Decimal(100)),
    ]
    assert adoption.batch == 1


def test_each_change_is_logged_with_the_moment_the_rule_and_the_batch() -> None:
    (added,) = adopt(marked(book(), where="DAT-05"), None, NOW).draft.appends
    assert added.table == "修改记录"
    assert dict(zip(added.headings, added.rows[0], strict=True)) == {
        "时间": NOW,
        "单元格": "出库!C2",
        "原值": "大来",
        "新值": "大米",
        "规则": "DAT-05",
        "批次": 1,
        "撤销批次": None,
        "表": "出库",
        "列": "品名",
        "行摘要": "C1 · 2025-09-03 · 供餐 · 大米",
    }
    assert len(added.rows) == 1


def test_the_same_draft_holds_the_refreshed_results() -> None:
    before = marked(book())
    adoption = adopt(before, None, NOW)
    again = judge(written(before, adoption.draft))
    assert adoption.judged.findings == again.findings
    assert "DAT-05" not in {finding.rule for finding in again.findings}
    assert refresh(written(before, adoption.draft), again).tables == adoption.draft.tables


def test_what_the_refresh_settles_is_no_finding_any_more() -> None:
    before = marked(book())
    issues = before.tables["出库"]
    below = before._replace(
        tables=before.tables | {"出库": issues._replace(last_row=issues.last_row - 1, typed_below=issues.last_row)}
    )
    code = rows_stand_inside_their_table.code
    assert code in {finding.rule for finding in judge(below).findings}
    assert code not in {finding.rule for finding in adopt(below, None, NOW).findings}
    nothing_marked = below._replace(tables={name: each for name, each in below.tables.items() if name != ISSUE_LIST.name})
    assert code in {finding.rule for finding in adopt(nothing_marked, None, NOW).findings}


def test_adopting_twice_changes_nothing_the_second_time() -> None:
    before = marked(book())
    after = written(before, adopt(before, None, NOW).draft)
    again = adopt(after, None, LATER)
    assert (again.batch, again.changes, vars(again.draft)) == (0, [], vars(Draft()))


@pytest.mark.parametrize("mark", ["是", " 是 ", "√", "✔", "1", 1.0, "１", True, "采纳", "Y", "同意", Formula("是")])
def test_what_people_write_to_agree(mark: Plain) -> None:
    assert len(adopt(marked(book(), mark), None, NOW).changes) == 5


@pytest.mark.parametrize("mark", [None, "", "否", "不", 0.0, False, "不采纳", "No", " "])
def test_what_people_write_to_disagree(mark: Plain) -> None:
    adoption = adopt(marked(book(), mark), None, NOW)
    assert (adoption.changes, adoption.skipped, vars(adoption.draft)) == ([], [], vars(Draft()))
    assert outcome(adoption) == ["没有要改的：在 问题清单 的 采纳 里选 是 的才会改"]


@pytest.mark.parametrize("mark", ["x", "×", "待查"])
def test_what_could_mean_either_is_asked_about(mark: str) -> None:
    adoption = adopt(marked(book(), mark, "DAT-05"), None, NOW)
    assert adoption.changes == []
    assert [tuple(each) for each in adoption.skipped] == [
        ("出库!C2", f"采纳 里写的是“{mark}”，看不出同意不同意（同意的选 是），没有改")
    ]


def test_the_user_is_told_each_cell_in_a_line() -> None:
    assert outcome(adopt(marked(book(), where="DAT-05"), None, NOW)) == [
        "按采纳改了 1 格，记在 修改记录，第 1 批",
        "出库!C2：「品名」“大来” 改为 “大米”（DAT-05）",
    ]
    told = outcome(adopt(marked(book(), where="DAT-03"), None, NOW))
    assert told[0] == "一格也没有改"
    assert "出库!D4：没有能直接写进去的值，要请您自己改（补填这一格），没有改" in told


# --- what is left alone ---------------------------------------------------------------------------------------------------------------


def test_a_cell_that_was_changed_by_hand_since_is_left_alone() -> None:
    adoption = adopt(with_cell(marked(book(), where="DAT-04"), "出库", "去向", 3, "接待"), None, NOW)
    assert adoption.changes == []
    assert why(adoption, "出库!E3") == "「去向」当初是“供歺”，现在是“接待”，没有改"


def test_a_key_that_was_mended_by_hand_is_told_as_the_change_it_is() -> None:
    adoption = adopt(with_cell(marked(book(), where="DAT-05"), "出库", "品名", 2, "面粉"), None, NOW)
    assert why(adoption, "出库!C2") == "「品名」当初是“大来”，现在是“面粉”，没有改"


def test_what_is_no_longer_wrong_is_left_alone() -> None:
    raw = marked(book(), where="DAT-05")
    adoption = adopt(changed(raw, "品目", lambda rows: [*rows, RawRow(9, ("大来", *rows[0].values[1:]))]), None, NOW)
    assert adoption.changes == []
    assert why(adoption, "出库!C2") == "「品名」还是“大来”，但这一处已经不算问题，没有改"


def test_a_row_whose_key_columns_changed_is_left_alone() -> None:
    adoption = adopt(with_cell(marked(book(), where="DAT-04"), "出库", "单号", 3, "C9"), None, NOW)
    assert adoption.changes == []
    assert why(adoption, "出库!E3") == (
        "这一行当初是「C2 · 2025-09-04 · 供歺 · 大米」，现在是「C9 · 2025-09-04 · 供歺 · 大米」，没有改"
    )


def test_a_sorted_table_has_the_right_row_changed() -> None:
    raw = changed(marked(book(), where="DAT-05"), "出库", sorted_backwards)
    assert adopt(raw, None, NOW).draft.inputs == [InputChange("出库", "品名", 4, "大米")]


def test_a_row_that_took_the_place_of_another_with_the_same_mistake_is_not_changed_for_it() -> None:
    """Only the first of two alike mistakes is marked; then the rows change places."""
    raw = book("出库\n单号 日期 品名 数量 去向\nC1 09-03 大米 1 供歺\nC2 09-04 大米 1 供歺\n\n品目\n品名\n大米")
    listed = raw.tables[ISSUE_LIST.name]
    raw = with_rows(
        raw,
        listed.with_rows(
            [
                RawRow(row.number, (*row.values[:9], "是", *row.values[10:]))
                if row.values[1] == "DAT-04" and row.values[4] == 2
                else row
                for row in listed.rows
            ]
        ),
    )
    assert adopt(raw, None, NOW).draft.inputs == [InputChange("出库", "去向", 2, "供餐")]
    assert adopt(changed(raw, "出库", sorted_backwards), None, NOW).draft.inputs == [InputChange("出库", "去向", 3, "供餐")]


def test_rows_that_cannot_be_told_apart_are_left_alone_once_they_have_moved() -> None:
    twins = (
        "出库\n单号 日期 品名 数量 去向\nC1 09-03 大米 近4 供餐\nC1 09-03 大米 近4 供餐\nC2 09-05 大米 1 供餐\n\n品目\n品名\n大米"
    )
    raw = marked(book(twins), where="DAT-01")
    assert len(adopt(raw, None, NOW).changes) == 2
    moved = adopt(changed(raw, "出库", sorted_backwards), None, NOW)
    assert [each.row for each in moved.changes] == [3]
    assert why(moved, "出库!D2") == "问题清单 里有几行都是「C1 · 2025-09-03 · 供餐 · 大米」，行又移动过，分不清是哪一行，没有改"


def test_a_row_that_is_gone_is_told() -> None:
    adoption = adopt(changed(marked(book(), where="DAT-05"), "出库", lambda rows: rows[1:]), None, NOW)
    assert adoption.changes == []
    assert why(adoption, "出库!C2") == "这一行当初是「C1 · 2025-09-03 · 供餐 · 大来」，现在是空的，没有改"


def test_a_formula_is_never_written_over() -> None:
    raw = marked(refreshed(with_cell(raw_book(BOOK), "采购验收", "数量", 2, Formula("100"))), where="DAT-11")
    adoption = adopt(raw, None, NOW)
    assert adoption.changes == []
    assert why(adoption, "采购验收!D2") == "「数量」是公式，公式要请您自己改，没有改"


def test_a_formula_that_came_since_is_told_as_a_formula() -> None:
    adoption = adopt(with_cell(marked(book(), where="DAT-11"), "采购验收", "数量", 2, Formula(None)), None, NOW)
    assert why(adoption, "采购验收!D2") == "「数量」是公式，公式要请您自己改，没有改"


def test_a_suggestion_that_has_become_another_since_is_not_what_was_agreed_to() -> None:
    raw = marked(book(), where="ARI-01")
    assert [change.after for change in adopt(raw, None, NOW).changes] == [Decimal("23.00")]
    adoption = adopt(with_cell(raw, "采购验收", "单价", 3, 2.4), None, NOW)
    assert adoption.changes == []
    assert "23.00" in why(adoption, "采购验收!F3")
    assert "24.00" in why(adoption, "采购验收!F3")
    assert why(adoption, "采购验收!F3").endswith("请刷新以后再看一次，没有改")
    again = adopt(refreshed(with_cell(raw, "采购验收", "单价", 3, 2.4)), None, LATER)
    assert [change.after for change in again.changes] == [Decimal("24.00")]


def test_a_merged_cell_is_left_alone() -> None:
    raw = raw_book(BOOK)
    raw = with_rows(raw, raw.tables["出库"]._replace(merged=((2, 3, 3, 3),)))
    adoption = adopt(marked(refreshed(raw), where="DAT-05"), None, NOW)
    assert adoption.changes == []
    assert why(adoption, "出库!C2") == "「品名」是合并单元格，请先取消合并，没有改"


def test_marks_that_want_different_values_in_one_cell_are_left_alone_and_equal_ones_are_one_change() -> None:
    """The amount is text, and not the product: 25 or 23?"""
    raw = marked(book(BOOK.replace("10 2.3 25", "10 2.3 '25")))
    adoption = adopt(raw, None, NOW)
    assert "金额" not in {each.heading for each in adoption.changes}
    assert why(adoption, "采购验收!F3") == "这一格采纳了几条建议，要改成的不一样：23.00（ARI-01）、25.00（DAT-11），没有改"
    listed = raw.tables[ISSUE_LIST.name]
    doubled = with_rows(raw, listed.with_rows([*listed.rows, *(RawRow(row.number + 50, row.values) for row in listed.rows)]))
    assert adopt(doubled, None, NOW).changes == adoption.changes


def test_marks_on_the_table_as_a_whole_and_on_the_last_line_of_a_long_list_need_a_person() -> None:
    raw = marked(book("出库\n单号 日期 品名 数量 去向\nC1 09-03 大米 1 供餐\n\n品目\n品名\n大米"))
    listed = raw.tables[ISSUE_LIST.name]
    last = RawRow(90, ("错误", *(None,) * 6, "还有 2 处没有列出", "先改正", "是", None))
    adoption = adopt(with_rows(raw, listed.with_rows([*listed.rows, last])), None, NOW)
    assert adoption.changes == []
    assert why(adoption, "问题清单第 90 行") == "这一条不是说某一格的，要请您自己处理，没有改"
    assert all("没有改" in each.why for each in adoption.skipped)


def test_without_the_column_that_tells_the_row_nothing_is_changed() -> None:
    raw = marked(book())
    listed = raw.tables[ISSUE_LIST.name]
    old = table(listed.name, " ".join(listed.headings[:10]), *(row.values[:10] for row in listed.rows))
    with pytest.raises(TableMissing, match="问题清单」里没有「行摘要」列"):
        adopt(with_rows(raw, old), None, NOW)


def test_without_a_log_nothing_is_changed() -> None:
    raw = marked(book())
    bare = raw._replace(tables={name: found for name, found in raw.tables.items() if name != CHANGE_LOG.name})
    with pytest.raises(TableMissing, match="没有表「修改记录」"):
        adopt(bare, None, NOW)
    with pytest.raises(TableMissing, match="没有表「修改记录」"):
        unadopt(bare, None, NOW)
    with pytest.raises(TableMissing, match="表「修改记录」里没有「批次」列"):
        unadopt(with_rows(raw, table("修改记录", "时间 单元格 原值 新值 规则")), None, NOW)


def test_a_formula_beside_a_changed_cell_is_spoken_of() -> None:
    raw = refreshed(with_cell(raw_book(BOOK), "采购验收", "金额", 2, Formula(200.0)))
    adoption = adopt(marked(raw, where="DAT-11"), None, NOW)
    assert outcome(adoption)[-1] == "改过的行里有公式：请在 Excel 里打开、重新计算并保存，再刷新一次"


# --- the way back ---------------------------------------------------------------------------------------------------------------------


def pressed(raw: RawBook, press: Callable[[RawBook, date | None, str], Adoption], now: str = LATER) -> RawBook:
    return written(raw, press(raw, None, now).draft)


def registers(raw: RawBook) -> dict[str, tuple[RawRow, ...]]:
    return {name: found.rows for name, found in raw.tables.items() if name not in OURS}


def test_undoing_puts_back_what_stood_there() -> None:
    before = marked(book())
    after = pressed(before, adopt)
    back = unadopt(after, None, LATER)
    assert registers(written(after, back.draft)) == registers(before)
    assert (back.batch, back.undoes) == (2, 1)
    assert undoing(back)[0] == "撤销了第 1 批，5 格改回原来的，记在 修改记录，第 2 批"
    assert undoing(back)[1] == "采购验收!D2：「数量」100 改为 “100”（DAT-11）"
    assert dict(zip(CHANGE_LOG.headings, back.draft.appends[0].rows[1], strict=True)) == {
        "时间": LATER,
        "单元格": "出库!E3",
        "原值": "供餐",
        "新值": "供歺",
        "规则": "DAT-04",
        "批次": 2,
        "撤销批次": 1,
        "表": "出库",
        "列": "去向",
        "行摘要": "C2 · 2025-09-04 · 供餐 · 大米",
    }


def test_undoing_goes_back_batch_by_batch_and_never_to_and_fro() -> None:
    start = book()
    first = pressed(marked(start, where="DAT-05"), adopt)
    second = pressed(marked(first, where="DAT-04"), adopt)
    third = pressed(second, unadopt)
    assert registers(third) == registers(first)
    fourth = pressed(third, unadopt)
    assert registers(fourth) == registers(start)
    nothing = unadopt(fourth, None, LATER)
    assert (nothing.batch, nothing.changes, vars(nothing.draft)) == (0, [], vars(Draft()))
    assert undoing(nothing) == ["没有可以撤销的：修改记录 里没有还没撤销的批次"]
    fifth = pressed(marked(fourth, where="DAT-01"), adopt)
    assert registers(pressed(fifth, unadopt)) == registers(start)
    assert [(row.values[5], row.values[6]) for row in fifth.tables["修改记录"].rows] == [
        (1.0, None),
        (2.0, None),
        (3.0, 2.0),
        (4.0, 1.0),
        (5.0, None),
    ]


def test_undoing_leaves_alone_what_was_changed_since_and_the_next_press_takes_the_batch_before() -> None:
    first = pressed(marked(book(), where="DAT-05"), adopt)
    second = with_cell(pressed(marked(first, where="DAT-04"), adopt), "出库", "去向", 3, "接待")
    # 去向 tells the row as well: the row is no longer found by it
    back = unadopt(second, None, LATER)
    assert back.changes == []
    assert why(back, "出库!E3") == (
        "这一行当初是「C2 · 2025-09-04 · 供餐 · 大米」，现在是「C2 · 2025-09-04 · 接待 · 大米」，没有撤销"
    )
    third = written(second, back.draft)
    assert cell(third, "出库", "去向", 3) == "接待"
    assert cell(pressed(third, unadopt), "出库", "品名", 2) == "大来"


def test_undoing_looks_at_the_cell_its_kind_and_whether_it_is_a_formula() -> None:
    after = pressed(marked(book(), where="DAT-11"), adopt)
    for value, reason in (
        ("100", "「数量」当时改成了“100”，现在是“100”，没有撤销"),
        (99.0, "「数量」当时改成了“100”，现在是“99”，没有撤销"),
        (Formula(100.0), "「数量」是公式，公式要请您自己改，没有撤销"),
    ):
        back = unadopt(with_cell(after, "采购验收", "数量", 2, value), None, LATER)
        assert back.changes == []
        assert why(back, "采购验收!D2") == reason
    (row,) = unadopt(with_cell(after, "采购验收", "数量", 2, 99.0), None, LATER).draft.appends[0].rows
    assert row[2:7] == (Decimal(99), Decimal(99), "DAT-11", 2, 1)


def test_undoing_finds_rows_that_were_sorted_since() -> None:
    after = changed(pressed(marked(book(), where="DAT-05"), adopt), "出库", sorted_backwards)
    assert unadopt(after, None, LATER).draft.inputs == [InputChange("出库", "品名", 4, "大来")]


def test_a_day_is_put_back_too_and_a_log_that_was_sorted_is_understood() -> None:
    before = marked(book(BOOK.replace("R1 09-01", "R1 '2025.9.1")), where="DAT-11")
    after = changed(pressed(before, adopt), "修改记录", sorted_backwards)
    assert cell(after, "采购验收", "日期", 2) == float((date(2025, 9, 1) - EPOCH).days)
    assert registers(pressed(after, unadopt)) == registers(before)


def test_lines_that_somebody_wrote_into_the_log_are_passed_over() -> None:
    after = pressed(marked(book(), where="DAT-05"), adopt)
    stray = RawRow(40, ("请勿删除", *(None,) * 9))
    assert unadopt(changed(after, "修改记录", lambda rows: [*rows, stray]), None, LATER).undoes == 1


# --- every suggestion -----------------------------------------------------------------------------------------------------------------

CASES = sorted({entry.text for entry in entries()} | {way.text for way in ways()})


@pytest.mark.parametrize("text", CASES)
def test_whatever_is_adopted_settles_its_finding_and_goes_back_without_a_trace(text: str) -> None:
    example = book_of(text)
    before = marked(refreshed(example.raw))
    adoption = adopt(before, None, NOW)
    after = written(before, adoption.draft)
    left = {(each.rule, each.table, each.row, each.column) for each in judge(after).findings}
    assert not {(each.rule, each.table, each.row, each.heading) for each in adoption.changes} & left
    assert registers(written(after, unadopt(after, None, LATER).draft)) == registers(before)
    for change in adoption.changes:
        suggestion = next(
            str(row.values[8])
            for row in before.tables[ISSUE_LIST.name].rows
            if (row.values[1], row.values[3], row.values[5]) == (change.rule, change.table, change.heading)
        )
        rows, name = TypedCells(after, adoption.judged.book).field(change.table, change.heading)
        assert str(change.after) in suggestion or rows.typed(change.row, name) in suggestion


@settings(max_examples=max(1, settings().max_examples // 8))
@given(st.data())
def test_any_presses_in_any_order_lead_back_to_the_start(data: st.DataObject) -> None:
    start = raw = book()
    for _ in range(data.draw(st.integers(1, 4))):
        rule = data.draw(st.sampled_from(["DAT-05", "DAT-04", "DAT-01", "DAT-11", "ARI-01", "DAT-03"]))
        raw = pressed(marked(raw, where=rule), adopt)
        if data.draw(st.booleans()):
            raw = pressed(raw, unadopt)
        if data.draw(st.booleans()):
            raw = changed(raw, "出库", sorted_backwards)
            start = changed(start, "出库", sorted_backwards)
    while (back := unadopt(raw, None, LATER)).undoes:
        assert back.skipped == []
        raw = written(raw, back.draft)
    assert registers(raw) == registers(start)


def test_the_buttons_adopt_and_take_back() -> None:
    fix, unfix = (next(each for each in BUTTONS if each.label == label) for label in ("采纳建议", "撤销采纳"))
    assert (fix.name, unfix.name) == ("fix", "unfix")
    assert fix.press is not None
    assert unfix.press is not None
    before = marked(book(), where="DAT-05")
    done = fix.press(before, None, NOW)
    assert done.told[0] == "按采纳改了 1 格，记在 修改记录，第 1 批"
    assert unfix.press(written(before, done.draft), None, LATER).told[0] == "撤销了第 1 批，1 格改回原来的，记在 修改记录，第 2 批"

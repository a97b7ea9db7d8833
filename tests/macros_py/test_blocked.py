"""Which rows cannot be counted, and what that refuses."""

from __future__ import annotations

import pytest

from macros_py.blocked import EVERYTHING, Blocked, BlockedRow, Refused, blocked_by
from tests.macros_py.small_books import judged, raw_book
from validation.book import read_book
from validation.findings import Finding, Level
from validation.registers import Item

BOOK = """
品目
品名 类别
大米 粮食
青菜 蔬菜

"""


def blocked(text: str) -> Blocked:
    return judged(BOOK + text).blocked


def test_of_several_reasons_the_earliest_counts() -> None:
    found = Blocked()
    found.refuse_item("大米", "2025-10", "乙")
    found.refuse_item("大米", "2025-11", "丙")
    assert found.item("大米", "2025-09") is None
    assert found.item("大米", "2025-11") == Refused("乙")
    found.refuse_item("大米", "2025-09", "甲")
    assert found.item("大米", "2025-09") == Refused("甲")
    assert found.item("青菜", "2025-09") is None
    found.refuse_item(EVERYTHING, "2025-11", "全")
    assert found.item("青菜", "2025-11") == Refused("全")


def test_a_row_of_the_ledger_refuses_its_item_from_its_month_on_and_no_other() -> None:
    found = blocked("出库\n日期 品名 数量\n10-09 大米 近40")
    assert [found.item("大米", month) is None for month in ("2025-09", "2025-10", "2025-11")] == [True, False, False]
    assert found.item("青菜", "2025-11") is None


def test_a_row_of_an_unknown_item_refuses_every_item_from_its_month_on() -> None:
    for item in ("大来", "-", "#N/A"):
        found = blocked(f"出库\n日期 品名 数量\n10-09 {item} 4")
        assert [found.item("青菜", month) is None for month in ("2025-09", "2025-10")] == [True, False]


def test_a_row_of_an_unknown_day_refuses_its_item_in_every_month_but_not_the_opening() -> None:
    for day in ("-", "那天", "2025-08-31"):
        found = blocked(f"出库\n日期 品名 数量\n{day} 大米 4")
        assert found.item("大米", EVERYTHING) is None
        assert found.item("大米", "2025-09") is not None


def test_a_row_dated_after_the_book_touches_none_of_its_months() -> None:
    found = blocked("出库\n日期 品名 数量\n2026-02-03 大米 4\n\n就餐\n日期 人数\n2026-02-03 4")
    assert found.item("大米", "2025-11") is None
    assert [row.month for row in found.others["就餐"]] == ["2026-02"]


def test_an_opening_refuses_its_item_for_all_time() -> None:
    assert blocked("期初库存\n品名 数量 金额\n大米 十斤 5").item("大米", EVERYTHING) is not None


def test_a_line_sent_away_at_the_door_refuses_nothing() -> None:
    text = "采购验收\n日期 品名 数量 金额 验收结论\n10-09 大米 近40 5 {}"
    assert blocked(text.format("退货")).items == {}
    assert "大米" in blocked(text.format("合格")).items
    assert "大米" in blocked(text.format("退贷")).items


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        ("豆油 食用油 -", {"豆油"}),  # no unit: its quantities mean nothing
        ("大米 粮食 公斤", {"大米"}),  # twice: which of them is meant?
        ("豆油 食油 公斤", {EVERYTHING}),  # of some category, no one knows which
        ("- 食用油 公斤", set()),  # whatever means it cannot name it, and is refused itself
    ],
)
def test_a_row_of_the_list_of_items_refuses_what_would_use_it(row: str, refused: set[str]) -> None:
    found = judged(f"品目\n品名 类别 单位\n大米 粮食 公斤\n{row}").blocked
    assert set(found.items) == refused


def test_a_column_that_is_missing_refuses_all_that_uses_the_table() -> None:
    assert blocked("出库\n日期 品名 ×数量\n09-01 大米 5").item("青菜", "2025-09") is not None
    assert judged("品目\n品名 ×类别\n大米 粮食").blocked.item("青菜", EVERYTHING) is not None
    found = blocked("收入\n日期 ×金额\n09-01 5").others["收入"]
    assert [(row.month, row.record) for row in found] == [(EVERYTHING, None)]


@pytest.mark.parametrize(
    ("day", "month", "counts_in"),
    [
        ("10-09", "-", "2025-10"),
        ("10-09", "2025-09", "2025-09"),
        ("-", "2025-09", "2025-09"),
        ("10-09", "2025-08", "2025-10"),
        ("10-09", "某月", EVERYTHING),
        ("某日", "-", EVERYTHING),
        ("10-09", "2026-02", "~"),
        ("12-09", "-", "~"),
    ],
)
def test_a_voucher_refuses_the_month_it_would_count_in(day: str, month: str, counts_in: str) -> None:
    found = blocked(f"支出\n日期 金额 所属月份\n{day} 近40 {month}").others["支出"]
    assert [row.month for row in found] == [counts_in]


def test_a_blocked_row_may_be_what_its_unreadable_cells_hide() -> None:
    (row,) = read_book(raw_book("就餐\n日期 餐次 对象 人数\n09-01 午饭 学生 5")).meals
    assert BlockedRow("2025-09", row, "").may_be("diners", "学生")
    assert not BlockedRow("2025-09", row, "").may_be("diners", "来客")
    assert BlockedRow("2025-09", row, "").may_be("meal", "午餐")
    assert BlockedRow("2025-09", None, "").may_be("diners", "来客")


def test_the_blocked_rows_of_a_table_and_those_that_count() -> None:
    found = blocked("就餐\n日期 人数 餐标\n09-01 5 近10\n09-02 近5 近10\n09-03 5 10")
    rows = read_book(raw_book("就餐\n日期 人数 餐标\n09-01 5 10\n09-02 5 10\n09-03 5 10")).meals
    assert found.of("就餐") == {rows.numbers[0]: {"餐标"}, rows.numbers[1]: {"人数", "餐标"}}
    assert [found.is_blocked(row) for row in rows] == [True, True, False]
    assert list(found.counted(rows, "day", "heads")) == [2]
    assert found.of("收入") == {}


def test_nobody_is_accused_of_an_overdraft_that_a_blocked_row_may_explain() -> None:
    issue = "出库\n日期 品名 数量\n10-09 大米 4\n\n"
    for text in (
        "采购验收\n日期 品名 数量 金额\n10-01 大米 十斤 5",
        "采购验收\n日期 品名 数量 金额\n09-01 大来 10 5",
        "盘点\n日期 品名 实盘数量\n09-01 大米 近9",
        "期初库存\n品名 数量 金额\n大米 9 五元",
    ):
        assert judged(BOOK + issue + text).evidence.overdrafts == []
    for text in ("采购验收\n日期 品名 数量 金额\n11-01 大米 十斤 5", "采购验收\n日期 品名 数量 金额\n09-01 青菜 十斤 5"):
        assert len(judged(BOOK + issue + text).evidence.overdrafts) == 1


def test_a_count_of_a_refused_item_is_compared_with_nothing() -> None:
    text = "盘点\n日期 品名 实盘数量\n10-01 大米 9\n\n出库\n日期 品名 数量\n10-01 {} 近4"
    assert judged(BOOK + text.format("大米")).evidence.count_differences == []
    assert len(judged(BOOK + text.format("青菜")).evidence.count_differences) == 1


def test_only_findings_that_block_refuse_and_only_in_registers_that_figures_use() -> None:
    book = read_book(raw_book(BOOK))
    finding = Finding(Level.ERROR, "DAT-01", "品目", "品目", 2, "限价", "", "", "看不清", "", blocks=False)
    assert vars(blocked_by(book, [finding])) == vars(Blocked())
    assert blocked_by(book, [finding._replace(table="设置", blocks=True)]).items == {}
    assert blocked_by(book, [finding._replace(blocks=True)]).items == {"大米": (EVERYTHING, "品目第 2 行 看不清")}
    assert book.rows(Item).records[0].name == "大米"


@pytest.mark.parametrize(("first", "second"), [("2025-09-31", "啊"), ("啊", "2025-09-31")])
def test_of_two_days_that_cannot_be_read_the_first_in_the_sheet_is_the_reason(first: str, second: str) -> None:
    text = f"采购验收\n日期 品名 数量 金额\n{first} 大米 1 1\n{second} 大米 1 1"
    assert judged(BOOK + text).blocked.items["大米"][1].startswith("采购验收!A2 「日期」")

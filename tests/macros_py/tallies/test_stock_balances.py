"""库存结存, worked by hand."""

from __future__ import annotations

from macros_py.tallies.stock_balances import stock_balances
from tests.macros_py.small_books import judged, rows_of

BOOK = """
设置
核算月份 {}

品目
品名 类别
大米 粮食
青菜 蔬菜
白糖 调味品
扫帚 易耗品

期初库存
品名 数量 金额
大米 10   20.00
扫帚 4    8.00

采购验收
单号 日期  品名 数量 金额  直出餐次 备注
R1   09-02 大米 10   20.00 -        -
R2   09-02 青菜 3    9.00  午餐     -
R3   09-03 大米 -1   -2.00 -        冲R1

出库
日期  去向 品名 数量
09-04 供餐 大米 {}
09-04 退货 大米 2

易耗品领用
日期  品名 领用数
09-04 扫帚 1

盘点
日期  品名 实盘数量
09-30 大米 11
"""
COLUMNS = ("品名", *(f"{term}{what}" for term in ("期初", "购入", "发出", "盈亏", "结存") for what in ("数量", "金额")))


def rows(month: str, issued: str = "5") -> list[tuple[str, ...]]:
    return rows_of(stock_balances(judged(BOOK.format(month, issued))), *COLUMNS)


def test_opening_and_purchased_less_issued_and_counted_is_closing() -> None:
    # Rice at 2.00: 10 + 9 − 2 sent back = 17, 5 out: 12, one missing. Sugar never moved and is not shown.
    assert rows("2025-09") == [
        ("大米", "10.000", "20.00", "7.000", "14.00", "5.000", "10.00", "-1.000", "-2.00", "11.000", "22.00"),
        ("青菜", "0.000", "0.00", "3.000", "9.00", "3.000", "9.00", "0.000", "0.00", "0.000", "0.00"),
        ("扫帚", "4.000", "8.00", "0.000", "0.00", "1.000", "2.00", "0.000", "0.00", "3.000", "6.00"),
    ]


def test_a_month_in_which_nothing_happens_shows_what_lies_there() -> None:
    assert rows("2025-11") == [
        ("大米", "11.000", "22.00", "0.000", "0.00", "0.000", "0.00", "0.000", "0.00", "11.000", "22.00"),
        ("扫帚", "3.000", "6.00", "0.000", "0.00", "0.000", "0.00", "0.000", "0.00", "3.000", "6.00"),
    ]


def test_of_a_refused_item_the_sound_opening_is_shown_and_nothing_that_rests_on_the_bad_row() -> None:
    assert rows("2025-09", "近5")[0] == ("大米", "10.000", "20.00", *["-"] * 8)
    assert rows("2025-10", "近5")[0] == ("大米", *["-"] * 10)
    assert rows("2025-09", "近5")[2][1:3] == ("4.000", "8.00")


def test_without_a_month_of_the_book_there_is_nothing_to_show() -> None:
    assert rows("2026-09") == []
    assert rows("某月") == []

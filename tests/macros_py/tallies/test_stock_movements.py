"""收发明细: every movement with the balance after it, worked by hand."""

from __future__ import annotations

from macros_py.tallies.stock_movements import stock_movements
from tests.macros_py.small_books import judged, rows_of

COLUMNS = ("日期", "摘要", "单号", "数量", "单价", "金额", "结存数量", "结存金额")


def rows(text: str, *columns: str) -> list[tuple[str, ...]]:
    return rows_of(stock_movements(judged("品目\n品名 类别\n大米 粮食\n扫帚 易耗品\n\n" + text)), *(columns or COLUMNS))


DAY = """
期初库存
品名 数量 金额
大米 3    10.00

采购验收
单号 日期  品名 数量 金额  直出餐次 备注
R1   09-02 大米 3    11.00 -        -
R2   09-02 大米 1    4.50  午餐     -
R3   09-05 大米 -1   -3.67 -        冲R1

出库
单号 日期  餐次 去向 品名 数量 备注
C1   09-02 午餐 供餐 大米 2    -
C2   09-05 午餐 供餐 大米 -1   冲C1
C3   09-05 晚餐 退货 大米 4    -
C4   09-05 晚餐 报损 大米 1    -
C5   09-05 晚餐 报损 大米 -1   冲C4

盘点
日期  品名 实盘数量
09-05 大米 1
09-06 大米 4
"""


def test_a_day_runs_in_the_order_in_which_it_happens() -> None:
    # 6 for 21.00: 2 out 7.00, 4 left for 14.00. On the 5th one comes back at 3.50 and one is sent back at 3.67: 4 for 13.83. Then 5 are written and 4
    # are there, one of the 5 reversed at once: it is worth 3.46 (3.4575) and never left, and the 4 take all 13.83.
    assert rows(DAY) == [
        ("2025-09-01", "期初", "-", "-", "-", "-", "3.000", "10.00"),
        ("2025-09-02", "购入", "R1", "3.000", "3.667", "11.00", "6.000", "21.00"),
        ("2025-09-02", "直出", "R2", "1.000", "4.50", "4.50", "6.000", "21.00"),
        ("2025-09-02", "发出", "C1", "2.000", "3.50", "7.00", "4.000", "14.00"),
        ("2025-09-05", "发出", "C2", "-1.000", "3.50", "-3.50", "5.000", "17.50"),
        ("2025-09-05", "购入", "R3", "-1.000", "3.67", "-3.67", "4.000", "13.83"),
        ("2025-09-05", "退货", "C3", "4.000", "3.458", "13.83", "0.000", "0.00"),
        ("2025-09-05", "发出", "C4", "1.000", "3.46", "3.46", "-1.000", "-3.46"),
        ("2025-09-05", "发出", "C5", "-1.000", "3.46", "-3.46", "0.000", "0.00"),
        ("2025-09-05", "盘盈", "-", "1.000", "4.50", "4.50", "1.000", "4.50"),
        ("2025-09-06", "盘盈", "-", "3.000", "4.50", "13.50", "4.000", "18.00"),
    ]


def test_every_line_says_where_it_went_and_where_it_stands() -> None:
    found = rows(DAY, "摘要", "餐次", "去向", "部门", "来源")
    assert found[0] == ("期初", "-", "-", "-", "-")
    assert found[1][4].endswith("sheet='采购验收', cell='D2')")
    assert found[2][:4] == ("直出", "午餐", "-", "-")
    assert found[6] == ("退货", "晚餐", "退货", "-", "Link(sheet='出库', cell='F4')")
    assert found[9][4] == "Link(sheet='盘点', cell='C2')"


def test_consumables_are_drawn_by_departments() -> None:
    text = "期初库存\n品名 数量 金额\n扫帚 4 8.00\n\n易耗品领用\n单号 日期 部门 品名 领用数\nL1 09-02 宿舍 扫帚 1"
    assert rows(text, "品名", "类别", "摘要", "部门", "数量", "结存金额")[1] == ("扫帚", "易耗品", "领用", "宿舍", "1.000", "6.00")


def test_a_price_shows_as_many_decimals_as_make_it_multiply() -> None:
    text = "采购验收\n日期 品名 数量 金额\n09-01 大米 {} {}"
    for quantity, amount, price in (
        ("4", "10.00", "2.50"),
        ("7", "10.00", "1.429"),
        ("3000", "1000.00", "0.333333"),
        ("300000", "1000.00", "0.003333"),
        ("2", "0", "0.00"),
    ):
        assert rows(text.format(quantity, amount), "单价")[1] == (price,)


def test_a_negative_rest_of_a_month_that_ends_with_nothing_keeps_its_sign() -> None:
    # 4 for 0.02: 0.005 each. Three single shortages cost 0.01 each; the last piece takes what is left: −0.01.
    text = """
期初库存
品名 数量 金额
大米 4    0.02

盘点
日期  品名 实盘数量
09-01 大米 3
09-02 大米 2
09-03 大米 1

出库
单号 日期  品名 数量
C1   09-04 大米 1
"""
    found = rows_of(stock_movements(judged("设置\n计价方法 月末一次加权平均\n\n品目\n品名\n大米\n\n" + text)), *COLUMNS[1:])
    assert found[1:] == [
        ("盘亏", "-", "1.000", "0.01", "0.01", "3.000", "0.01"),
        ("盘亏", "-", "1.000", "0.01", "0.01", "2.000", "0.00"),
        ("盘亏", "-", "1.000", "0.01", "0.01", "1.000", "-0.01"),
        ("发出", "C1", "1.000", "-0.01", "-0.01", "0.000", "0.00"),
    ]


def test_a_count_that_agrees_is_no_movement() -> None:
    text = "期初库存\n品名 数量 金额\n大米 4 8.00\n\n盘点\n日期 品名 实盘数量\n09-30 大米 4"
    assert [row[1] for row in rows(text)] == ["期初"]


def test_the_month_begins_with_what_the_one_before_left_and_the_book_on_its_first_day() -> None:
    text = "设置\n核算月份 {}\n学期开始 2025-09-08\n\n品目\n品名\n大米\n\n期初库存\n品名 数量 金额\n大米 4 8.00\n\n出库\n日期 品名 数量\n09-09 大米 1"
    first = rows_of(stock_movements(judged(text.format("2025-09"))), *COLUMNS)
    assert first[0] == ("2025-09-08", "期初", "-", "-", "-", "-", "4.000", "8.00")
    second = rows_of(stock_movements(judged(text.format("2025-10"))), *COLUMNS)
    assert second == [("2025-10-01", "期初", "-", "-", "-", "-", "3.000", "6.00")]


def test_of_a_refused_item_the_rows_stand_with_their_quantities_and_no_balance() -> None:
    text = "设置\n核算月份 {}\n\n品目\n品名\n大米\n\n期初库存\n品名 数量 金额\n大米 4 8.00\n\n出库\n日期 品名 数量\n09-09 大米 1\n09-10 大米 近2"
    assert rows_of(stock_movements(judged(text.format("2025-09"))), *COLUMNS[1:]) == [
        ("期初", "-", "-", "-", "-", "4.000", "8.00"),
        ("发出", "C1", "1.000", "-", "-", "-", "-"),
    ]
    assert rows_of(stock_movements(judged(text.format("2025-10"))), *COLUMNS[1:]) == [("期初", "-", "-", "-", "-", "-", "-")]


def test_items_without_stock_and_movement_are_not_shown() -> None:
    assert rows("出库\n日期 品名 数量\n12-09 大米 1") == []
    assert (
        rows_of(stock_movements(judged("设置\n核算月份 某月\n\n品目\n品名\n大米\n\n期初库存\n品名 数量 金额\n大米 4 8.00")), "品名")
        == []
    )


def test_a_receipt_that_converts_to_nothing_is_not_counted() -> None:
    text = "单位换算\n品名 录入单位 换算率\n- 克 0.001\n\n采购验收\n日期 品名 数量 金额 单位\n09-01 大米 0.4 3.00 克\n09-02 大米 1 2.00 公斤"
    assert [row[0] for row in rows(text) if row[1] == "购入"] == ["2025-09-02"]

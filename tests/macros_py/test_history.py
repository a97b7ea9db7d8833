"""What happened to one item: its rows side by side in the order of days, and what a day shows of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from macros_py.history import Going, Use
from tests.macros_py.small_books import ledger

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros_py.history import ItemDay, ItemHistory, Receipt

MOVING, FIFO, MONTHLY = "移动加权平均", "先进先出", "月末一次加权平均"
FIRST, SECOND, THIRD = date(2025, 9, 1), date(2025, 9, 2), date(2025, 9, 3)

OUT_OF_ORDER = """
采购验收
单号 日期  品名 数量 金额  直出餐次 备注
R1   09-03 大米 5    10.00 -        -
R2   09-01 大米 4    4.00  -        -
R3   09-03 大米 -1   -2.00 -        冲R1
R4   09-01 大米 3    9.00  午餐     -
R5   09-03 大米 -1   -1.00 -        冲R2
R6   09-03 大米 2    8.00  -        -
R7   09-03 大米 -1   -3.00 -        冲R4
"""
"""R3 reverses a line of its own day, R5 one of an earlier day, R7 one that went straight to a meal."""

REVERSALS = """
期初库存
品名 数量 金额
大米 12   12.00

出库
单号 日期  去向 品名 数量 备注
C1   09-01 供餐 大米 2    -
C2   09-02 报损 大米 3    -
C3   09-02 接待 大米 -1   冲C1
C4   09-02 供餐 大米 -2   冲C2
C5   09-02 供餐 大米 -1   冲C1
C6   09-02 供餐 大米 1    -
"""


def history(text: str, method: str = MOVING) -> ItemHistory:
    return ledger(method, text)[0].items["大米"].history


def days(text: str, method: str = MOVING) -> list[ItemDay]:
    return ledger(method, text)[0].items["大米"].days


def rows(lines: Iterable[Receipt]) -> list[int]:
    return [line.record.row for line in lines]


# ---- the order of days


def test_lines_stand_in_the_order_of_days_and_those_of_a_day_in_the_order_of_the_sheet() -> None:
    first, third = days(OUT_OF_ORDER)
    assert [first.day, third.day] == [FIRST, THIRD]
    assert rows(first.lines) == [3, 5]
    assert rows(third.lines) == [2, 4, 6, 7, 8]
    assert [(line.quantity, line.amount) for line in third.lines] == [
        (5000, 1000),
        (-1000, -200),
        (-1000, -100),
        (2000, 800),
        (-1000, -300),
    ]


def test_of_a_days_lines_each_kind_is_told_apart() -> None:
    first, third = days(OUT_OF_ORDER)
    assert [rows(kind) for kind in (first.receipts, first.direct, first.arrivals, first.sent_back)] == [[3], [5], [3], []]
    assert rows(third.receipts) == [2, 4, 6, 7]
    assert rows(third.direct) == [8]
    assert rows(third.arrivals) == [2, 4, 7]
    assert rows(third.sent_back) == [6]
    assert [line.meal for line in third.lines] == [None, None, None, None, "午餐"]
    assert [line.came for line in third.lines] == [None, THIRD, FIRST, None, FIRST]


def test_what_came_into_stock_on_a_day_is_less_what_was_reversed_and_without_what_went_straight_to_a_meal() -> None:
    found = history(OUT_OF_ORDER)
    assert found.got == [4000, 5 * 1000 - 1000 - 1000 + 2000]
    assert found.paid == [400, 1000 - 200 - 100 + 800]
    assert [day.got for day in days(OUT_OF_ORDER)] == [4000, 5000]
    assert (found.first_line, found.first_draw) == ([0, 2, 7], [0, 0, 0])
    assert found.reversing == {1}


def test_draws_of_both_registers_stand_in_the_order_of_days() -> None:
    text = """
期初库存
品名 数量 金额
大米 20   20.00

出库
单号 日期  品名 数量
C1   09-02 大米 1
C2   09-01 大米 2
C3   09-02 大米 3

易耗品领用
单号 日期  部门 品名 领用数
L1   09-02 宿舍 大米 4
L2   09-01 食堂 大米 5
"""
    first, second = days(text)
    assert [(draw.record.table, draw.record.row, draw.quantity) for draw in first.draws] == [
        ("出库", 3, 2000),
        ("易耗品领用", 3, 5000),
    ]
    assert [(draw.record.table, draw.record.row, draw.quantity) for draw in second.draws] == [
        ("出库", 2, 1000),
        ("出库", 4, 3000),
        ("易耗品领用", 2, 4000),
    ]
    assert (first.charged, second.charged) == ([200, 500], [100, 300, 400])
    assert (first.issued, second.issued) == (7000, 8000)
    assert [draw.going.department for draw in second.draws] == [None, None, "宿舍"]
    assert (first.quantity, first.value, second.quantity, second.value) == (13_000, 1300, 5000, 500)


def test_a_day_is_there_once_whatever_happened_on_it() -> None:
    text = """
采购验收
单号 日期  品名 数量 金额
R1   09-04 大米 5    5.00
R2   09-01 大米 5    5.00

出库
单号 日期  品名 数量 备注
C1   09-02 大米 1    -
C2   09-05 大米 -1   冲C1
C3   09-02 大米 1    -

盘点
日期  品名 实盘数量
09-03 大米 3
09-05 大米 9
"""
    assert [day.day.day for day in days(text)] == [1, 2, 3, 4, 5]
    assert history(text).months == {"2025-09": range(5)}


def test_a_month_begins_with_its_first_day_and_one_without_days_is_left_out() -> None:
    text = "期初库存\n品名 数量 金额\n大米 9 9\n\n出库\n日期 品名 数量\n{}"
    found = history(text.format("11-30 大米 1\n09-30 大米 1\n11-01 大米 1"))
    assert found.months == {"2025-09": range(1), "2025-11": range(1, 3)}
    assert [day.day for day in found.month("2025-11")] == [date(2025, 11, 1), date(2025, 11, 30)]
    assert found.month("2025-10") == []


# ---- goods that leave, and come back


@pytest.mark.parametrize(
    ("destination", "use"),
    [
        ("供餐", Use.SERVED),
        ("学生餐", Use.SERVED),
        ("教工餐", Use.SERVED),
        ("接待", Use.HOSPITALITY),
        ("留样", Use.SERVED),
        ("报损", Use.WASTE),
        ("退货", Use.RETURNED),
        (None, Use.SERVED),
    ],
)
def test_a_destination_says_what_becomes_of_the_goods(destination: str | None, use: Use) -> None:
    assert Going.to(destination, "午餐") == Going(destination, "午餐", None, use)


def test_what_a_department_draws_goes_to_it_and_to_no_meal() -> None:
    assert Going.by("宿舍") == Going(None, None, "宿舍", Use.DRAWN)
    assert Going.by(None) == Going(None, None, "", Use.DRAWN)


def test_the_draws_of_a_day_are_shared_by_slip_meal_destination_quantity_and_department_blank_first() -> None:
    # 15 for 10.00, 10 drawn: 6.67. Cumulated, in the order below: 67 133 200 267 334 467 534 600 667.
    text = """
期初库存
品名 数量 金额
大米 15   10.00

出库
单号 日期  餐次 去向   品名 数量
C2   09-01 早餐 供餐   大米 1
C1   09-01 晚餐 供餐   大米 1
C1   09-01 午餐 学生餐 大米 1
C1   09-01 午餐 供餐   大米 2
C1   09-01 午餐 供餐   大米 1
C1   09-01 -    供餐   大米 1
-    09-01 早餐 供餐   大米 1

易耗品领用
单号 日期  部门 品名 领用数
C1   09-01 食堂 大米 1
C1   09-01 宿舍 大米 1
"""
    (day,) = days(text)
    assert [(charge.rows.register.table, charge.rows.numbers[charge.place], charge.value) for charge in day.charges] == [
        ("出库", 8, 67),
        ("易耗品领用", 3, 66),
        ("易耗品领用", 2, 67),
        ("出库", 7, 67),
        ("出库", 6, 67),
        ("出库", 5, 133),
        ("出库", 4, 67),
        ("出库", 3, 66),
        ("出库", 2, 67),
    ]
    assert [charge.quantity for charge in day.charges] == [1000, 1000, 1000, 1000, 1000, 2000, 1000, 1000, 1000]
    assert [charge.going.department for charge in day.charges[:4]] == [None, "宿舍", "食堂", None]
    assert day.charged == [67, 66, 67, 133, 67, 67, 67, 67, 66]


def test_rows_alike_in_all_that_orders_them_are_shared_in_the_order_of_the_sheet() -> None:
    # 6 for 10.00, 3 drawn: 5.00. Cumulated 167, 333, 500: the second row bears 166.
    text = "期初库存\n品名 数量 金额\n大米 6 10\n\n出库\n日期 品名 数量\n09-01 大米 1\n09-01 大米 1\n09-01 大米 1"
    assert days(text)[0].charged == [167, 166, 167]


@pytest.mark.parametrize(
    "rows",
    [
        "单号 日期  餐次 品名 数量\nC1   09-01 晚餐 大米 1\nC1   09-01 午餐 大米 1",
        "单号 日期  品名 数量\nC1   09-01 大米 1\n-    09-01 大米 1",
        "单号 日期  品名 数量\nZ9   09-02 大米 1\nM1   09-01 大米 1\n\n易耗品领用\n单号 日期  品名 领用数\nL1   09-01 大米 1",
    ],
    ids=["a lower meal", "no slip", "a lower slip of the other register"],
)
def test_of_two_draws_that_stand_the_other_way_round_the_second_is_shared_first(rows: str) -> None:
    # 6 for 10.00, 2 drawn: 3.33. Cumulated 167, 333: the row that stands last bears 166.
    text = f"期初库存\n品名 数量 金额\n大米 6 10\n\n出库\n{rows}"
    assert days(text)[0].charged == [166, 167]


def test_what_is_taken_back_is_told_apart_by_the_day_of_the_row_it_reverses() -> None:
    first, second = days(REVERSALS)
    assert first.taken_back == []
    assert [back.record.row for back in second.taken_back] == [4, 5, 6]
    assert [back.record.row for back in second.earlier_back] == [4, 6]
    assert [back.record.row for back in second.todays_back] == [5]
    assert [(back.original.row, back.quantity, back.whole) for back in second.taken_back] == [
        (2, 1000, 2000),
        (3, 2000, 3000),
        (2, 1000, 2000),
    ]
    assert [back.going for back in second.taken_back] == [
        Going("供餐", "午餐", None, Use.SERVED),
        Going("报损", "午餐", None, Use.WASTE),
        Going("供餐", "午餐", None, Use.SERVED),
    ]


@pytest.mark.parametrize("method", [MOVING, FIFO, MONTHLY])
def test_a_day_takes_back_what_went_before_then_issues_then_takes_back_its_own(method: str) -> None:
    # All at 1.00. 12 − 2 = 10; back 1 and 1, out 3 and 1, back 2: 10.
    _, day = days(REVERSALS, method)
    assert [(charge.rows.numbers[charge.place], charge.quantity, charge.value) for charge in day.charges] == [
        (4, -1000, -100),
        (6, -1000, -100),
        (3, 3000, 300),
        (7, 1000, 100),
        (5, -2000, -200),
    ]
    assert [charge.going.use for charge in day.charges] == [Use.SERVED, Use.SERVED, Use.WASTE, Use.SERVED, Use.WASTE]
    assert day.brought_back == [-100, -200, -100]
    assert (day.quantity, day.value) == (10_000, 1000)


def test_on_a_day_that_is_not_valued_every_row_is_worth_nothing() -> None:
    _, day = days(REVERSALS, "加权")
    assert not day.valued
    assert (day.brought_back, day.charged, day.value) == ([0, 0, 0], [0, 0], 0)
    assert day.quantity == 10_000
    assert [charge.value for charge in day.charges] == [0, 0, 0, 0, 0]


def test_a_reversal_on_a_day_of_its_own_is_a_day_without_draws() -> None:
    text = "期初库存\n品名 数量 金额\n大米 3 3\n\n出库\n单号 日期 品名 数量 备注\nC1 09-01 大米 2 -\nC2 09-02 大米 -2 冲C1"
    first, second = days(text)
    assert [(charge.quantity, charge.value) for charge in first.charges] == [(2000, 200)]
    assert (second.draws, second.charged) == ([], [])
    assert [(charge.quantity, charge.value) for charge in second.charges] == [(-2000, -200)]


# ---- counts


def test_a_day_has_the_count_that_stands_for_it_and_what_that_differs_by() -> None:
    text = """
期初库存
品名 数量 金额
大米 5    5.00

盘点
日期  品名 实盘数量
09-01 大米 5
09-02 大米 4
09-03 大米 6

出库
日期  品名 数量
09-04 大米 1
"""
    found = days(text)
    assert [day.count and (day.count.record.row, day.count.quantity) for day in found] == [(2, 5000), (3, 4000), (4, 6000), None]
    assert [day.difference for day in found] == [0, -1000, 2000, 0]
    assert [day.count_value for day in found] == [0, -100, 200, 0]
    assert [(day.quantity, day.value) for day in found] == [(5000, 500), (4000, 400), (6000, 600), (5000, 500)]

"""Which deliveries an issue drew on, oldest first."""

from __future__ import annotations

import pytest

from tests.macros_py.small_books import judged

ITEM = "品目\n品名 保质期天数 鲜活\n青菜 {} {}\n\n"
LIMIT = "规则参数\n参数 值\n鲜活存放天数 2\n\n"


def late(text: str) -> list[tuple[int, int, int]]:
    """Issues that came too late: the row of the issue, the row of the delivery, the days it had lain."""
    return [(found.record.row, found.delivery.row, found.days) for found in judged(text).evidence.kept_too_long]


def overdue(text: str) -> list[tuple[int, int, int]]:
    """The same beyond 保质期至."""
    return [(found.record.row, found.delivery.row, found.days) for found in judged(text).evidence.issued_after_use_by]


TWO_DELIVERIES = """
采购验收
单号 日期  品名 数量 金额
R1   09-01 青菜 5    5
R2   09-03 青菜 5    5

出库
日期  品名 数量
{}
"""


def test_the_oldest_goes_first_and_a_delivery_is_named_once() -> None:
    text = LIMIT + ITEM.format("-", "是") + TWO_DELIVERIES
    # On the 4th the first delivery is 3 days old; the rest of it on the 5th, with one of the second, 2 days old.
    assert late(text.format("09-04 青菜 4\n09-05 青菜 2")) == [(2, 2, 3)]
    assert late(text.format("09-04 青菜 4\n09-06 青菜 2")) == [(2, 2, 3), (3, 3, 3)]
    assert late(text.format("09-03 青菜 5\n09-05 青菜 5")) == []


def test_what_was_never_there_is_none_of_what_was_drawn() -> None:
    """20 drawn on the 1st where nothing was; of what comes on the 3rd some lies till the 9th."""
    text = (
        LIMIT
        + ITEM.format("-", "是")
        + "采购验收\n日期  品名 数量 金额\n09-03 青菜 5    5\n\n出库\n日期  品名 数量\n09-01 青菜 20\n09-09 青菜 5\n"
    )
    assert late(text) == [(3, 2, 6)]


def test_an_item_may_lie_for_its_own_days_else_those_of_the_parameter() -> None:
    issue = TWO_DELIVERIES.format("09-08 青菜 5")
    assert late(LIMIT + ITEM.format("6", "是") + issue) == [(2, 2, 7)]
    assert late(LIMIT + ITEM.format("7", "是") + issue) == []
    assert late(LIMIT + ITEM.format("-", "否") + issue) == []
    assert late(ITEM.format("-", "是") + issue) == []


@pytest.mark.parametrize("going", ["报损", "退货"])
def test_what_is_thrown_away_or_sent_back_is_not_late(going: str) -> None:
    assert (
        late(LIMIT + ITEM.format("-", "是") + TWO_DELIVERIES.replace("品名 数量\n{}", f"品名 数量 去向\n09-09 青菜 5 {going}"))
        == []
    )


def test_a_delivery_reversed_does_not_lie_there() -> None:
    text = (
        LIMIT
        + ITEM.format("-", "是")
        + """
采购验收
单号 日期  品名 数量 金额 备注
R1   09-01 青菜 5    5    -
R2   09-02 青菜 -5   -5   冲R1
R3   09-03 青菜 5    5    -

出库
日期  品名 数量
09-05 青菜 5
"""
    )
    assert late(text) == []


def test_a_delivery_reversed_after_it_has_gone_takes_from_the_oldest() -> None:
    text = (
        LIMIT
        + ITEM.format("-", "是")
        + """
采购验收
单号 日期  品名 数量 金额 备注
R1   09-01 青菜 5    5    -
R2   09-01 青菜 5    5    -
R3   09-02 青菜 4    4    -
R4   09-02 青菜 -4   -4   冲R3
R5   09-02 青菜 4    4    -
R6   09-04 青菜 -5   -5   冲R1

出库
日期  品名 数量
09-02 青菜 8
09-04 青菜 1
"""
    )
    # On the 2nd 5 + 3 of the first day go; 2 of it are left, taken by the reversal with 3 of the next day: 1 of that is left, 2 days old.
    assert late(text) == []


def test_stock_of_unknown_age_is_never_late() -> None:
    opening = "期初库存\n品名 数量 金额\n青菜 5 5\n\n出库\n日期 品名 数量\n09-20 青菜 5"
    assert late(LIMIT + ITEM.format("-", "是") + opening) == []
    counted = "\n\n盘点\n日期 品名 实盘数量\n09-02 青菜 8\n09-03 青菜 7\n\n出库\n日期 品名 数量\n09-20 青菜 7"
    bought = "采购验收\n日期 品名 数量 金额\n09-01 青菜 1 1"
    # One bought, seven found; the shortage takes the one that was bought.
    assert late(LIMIT + ITEM.format("-", "是") + bought + counted) == []


def test_what_is_taken_back_lies_in_front_and_has_no_age() -> None:
    text = """
采购验收
日期  品名 数量 金额
09-01 青菜 2    2

出库
单号 日期  品名 数量 备注
C1   09-01 青菜 2    -
C2   09-02 青菜 -2   冲C1
C3   09-09 青菜 2    -
"""
    assert late(LIMIT + ITEM.format("-", "是") + text) == []


def test_goods_beyond_their_use_by_day_are_found_whatever_the_item() -> None:
    text = """
采购验收
日期  品名 数量 金额 保质期至
09-01 青菜 2    2    09-03
09-01 青菜 2    2    -

出库
日期  品名 数量
09-03 青菜 1
09-05 青菜 3
"""
    assert overdue(ITEM.format("-", "否") + text) == [(3, 2, 2)]
    assert late(ITEM.format("-", "否") + text) == []
    # Of a fresh item the one on its last day had lain two days; the other delivery is four days old.
    assert late(LIMIT + ITEM.format("-", "是") + text) == [(3, 3, 4)]

"""A store kept on paper only."""

from __future__ import annotations

from macros_py.district.anomalies.anomaly import Sign, Silence
from macros_py.district.anomalies.store import all_goes_out_on_the_day_it_came, every_count_agrees_with_the_book
from macros_py.district.limits import COUNTED_LINES, SAME_DAY_TIMES, Limits
from tests.macros_py.small_books import judged

TWICE = Limits({SAME_DAY_TIMES: "2"})
STORE = """
品目
品名 类别
大米 粮食
猪肉 畜禽肉

采购验收
日期 品名 数量 金额 直出餐次
09-01 大米 50.25 200 -
09-01 猪肉 10 280 -
09-08 大米 40 160 -
09-09 大米 10 40 午餐

出库
日期 品名 数量
09-01 大米 50.25
09-01 猪肉 10
09-08 大米 {last}
"""


def test_rice_that_goes_out_to_the_gram_on_the_day_it_came_stands_out() -> None:
    """Meat need not rest, and what went straight to a meal never was in stock."""
    found = all_goes_out_on_the_day_it_came(judged(STORE.format(last="40")), TWICE)
    assert isinstance(found, Sign)
    assert found.message == "米、油、调味、干货入库 2 次，有 2 次（100%）当天就全部发光，一克不剩（大米）"
    assert found.anomaly("X")[2:] == ("采购验收", "C2", (2, 4))


def test_a_little_that_stays_is_ordinary_and_few_deliveries_are_not_judged() -> None:
    assert all_goes_out_on_the_day_it_came(judged(STORE.format(last="39.9")), TWICE) is Silence.ORDINARY
    assert all_goes_out_on_the_day_it_came(judged(STORE.format(last="40")), Limits()) is Silence.NOT_JUDGED


COUNTS = """
品目
品名
大米
面粉
食盐

期初库存
品名 数量 金额
大米 50.35 200
面粉 20.6 80
食盐 10 20

盘点
日期 品名 实盘数量
09-30 大米 50.35
09-30 面粉 {flour}
09-30 食盐 {salt}
"""
TWO = Limits({COUNTED_LINES: "2"})


def test_counts_that_agree_to_the_gram_stand_out() -> None:
    found = every_count_agrees_with_the_book(judged(COUNTS.format(flour="20.6", salt="10")), TWO)
    assert isinstance(found, Sign)
    assert found.message == (
        "1 次盘点里账面带零头的 2 行，实盘和账面一克不差，如 2025-09-30 “大米”账面、实盘都是 50.35 公斤；全部 3 行没有一行有盈亏"
    )
    assert found.anomaly("X")[2:] == ("盘点", "C2", (2, 3))


def test_one_difference_is_ordinary_whichever_and_few_broken_quantities_are_not_judged() -> None:
    assert every_count_agrees_with_the_book(judged(COUNTS.format(flour="20.5", salt="10")), TWO) is Silence.ORDINARY
    assert every_count_agrees_with_the_book(judged(COUNTS.format(flour="20.6", salt="9")), TWO) is Silence.ORDINARY
    assert every_count_agrees_with_the_book(judged(COUNTS.format(flour="20.6", salt="10")), Limits()) is Silence.NOT_JUDGED

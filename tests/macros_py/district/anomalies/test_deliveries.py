"""Deliveries that look odd, and those that only seem so."""

from __future__ import annotations

import pytest

from macros_py.district.anomalies.anomaly import Sign, Silence
from macros_py.district.anomalies.deliveries import (
    deliveries_when_nobody_eats,
    one_supplier_has_nearly_all,
    one_triple_again_and_again,
    prices_above_the_agreed,
    purchases_just_below_the_limit,
)
from macros_py.district.limits import ABOVE_AGREED_SUM, OFF_DAYS, SAME_TRIPLE_TIMES, SPLIT_DAYS, TENDER, Limits
from tests.macros_py.small_books import judged

ITEMS = """
品目
品名 类别 基准价
大米 粮食 5
猪肉 畜禽肉 30
青菜 蔬菜 -
"""


def purchases(*lines: str, more: str = "", items: str = ITEMS) -> str:
    text = "\n".join(f"R{number} {line}" for number, line in enumerate(lines))
    return f"{more}\n{items}\n采购验收\n单号 日期 品名 数量 单价 金额 供应商\n{text}\n"


MEALS = """
就餐
日期 人数
09-03 100
09-05 100
09-08 100
09-12 100
09-15 100
"""


def test_vegetables_on_a_saturday_before_a_day_off_stand_out() -> None:
    found = deliveries_when_nobody_eats(
        judged(purchases("09-05 青菜 10 4 40 甲", "09-06 青菜 12.5 4 50 甲", "09-06 大米 50 4 200 甲", more=MEALS)), Limits()
    )
    assert isinstance(found, Sign)
    assert found.message == (
        "当天和第二天都没有人就餐，却验收了食材：1 天 2 行，合计 250.00 元，其中有鲜货的 1 天（2025-09-06周六）"
    )
    assert found.anomaly("X")[2:] == ("采购验收", "B3", (3, 4))


@pytest.mark.parametrize(
    "line",
    [
        "09-07 青菜 10 4 40 甲",  # the evening before
        "09-01 青菜 10 4 40 甲",  # before the first meal
        "09-06 大米 50 4 200 甲",  # rice keeps, and it came once
        "09-18 青菜 10 4 40 甲",  # head counts may not be entered yet
    ],
)
def test_a_delivery_that_is_plainly_for_a_coming_meal_is_ordinary(line: str) -> None:
    assert deliveries_when_nobody_eats(judged(purchases(line, more=MEALS)), Limits()) is Silence.ORDINARY


def test_rice_on_enough_days_off_stands_out_and_so_does_what_comes_weeks_after_the_last_meal() -> None:
    rice = purchases("09-06 大米 50 4 200 甲", "09-10 大米 50 4 200 甲", more=MEALS)
    assert isinstance(deliveries_when_nobody_eats(judged(rice), Limits({OFF_DAYS: "2"})), Sign)
    assert isinstance(deliveries_when_nobody_eats(judged(purchases("09-26 青菜 5 4 20 甲", more=MEALS)), Limits()), Sign)


def test_without_head_counts_nobody_can_tell() -> None:
    assert deliveries_when_nobody_eats(judged(purchases("09-06 青菜 10 4 40 甲")), Limits()) is Silence.NOT_JUDGED
    unread = MEALS + "09-16 约90\n"
    assert deliveries_when_nobody_eats(judged(purchases("09-06 青菜 10 4 40 甲", more=unread)), Limits()) is Silence.NOT_JUDGED


SAME = ("09-01 猪肉 12.3 28 344.4 甲", "09-02 猪肉 12.3 28 344.4 甲", "09-03 猪肉 12.3 28 344.4 甲")
OTHERS = ("09-04 猪肉 11.7 28 327.6 甲", "09-05 猪肉 13.1 28 366.8 甲")
THREE = Limits({SAME_TRIPLE_TIMES: "3"})


def test_one_weight_price_and_amount_again_and_again_stand_out() -> None:
    """Three times, and two other weights once each."""
    found = one_triple_again_and_again(judged(purchases(*OTHERS, *SAME)), THREE)
    assert isinstance(found, Sign)
    assert found.message == "“猪肉”过秤 5 次，有 3 次恰好都是 12.3 公斤 × 28.00 元 = 344.40 元，别的重量最多出现 1 次"
    assert found.places == (2, 3, 4)
    assert one_triple_again_and_again(judged(purchases(*OTHERS, *SAME)), Limits()) is Silence.ORDINARY


def test_weights_are_compared_whatever_their_prices() -> None:
    """Two other weights twice each, every time at another price: three of one triple are less than three times that."""
    others = [f"09-{8 + day:02} 猪肉 {weight} {28 + day} {weight * (28 + day):.2f} 甲" for weight in (11.7, 13.1) for day in (0, 1)]
    assert one_triple_again_and_again(judged(purchases(*others, *SAME)), THREE) is Silence.ORDINARY
    six = SAME[0], *(f"09-{day:02} 猪肉 12.3 28 344.4 甲" for day in range(12, 17))
    found = one_triple_again_and_again(judged(purchases(*others, *six)), THREE)
    assert isinstance(found, Sign)
    assert found.message.endswith("有 6 次恰好都是 12.3 公斤 × 28.00 元 = 344.40 元，别的重量最多出现 2 次")


def test_two_lines_that_are_copied_together_do_not_hide_each_other() -> None:
    found = one_triple_again_and_again(judged(purchases(*SAME, *(line.replace("12.3", "9.6") for line in SAME))), THREE)
    assert isinstance(found, Sign)
    assert found.message.endswith("没有别的重量；另有 1 组也是这样")


def test_weights_of_which_several_come_back_are_ordinary() -> None:
    """Three times, against twice for the third: really weighed goods have their usual weights."""
    usual = purchases(*SAME, *OTHERS, *OTHERS)
    assert one_triple_again_and_again(judged(usual), THREE) is Silence.ORDINARY


@pytest.mark.parametrize(
    "line", ["猪肉 12.5 28 350", "大米 50 4 200"]
)  # half a kilogram and whole ones are ordered so; nobody weighs them
def test_round_weights_may_come_back(line: str) -> None:
    book = judged(purchases(*(f"09-0{day} {line} 甲" for day in range(1, 7))))
    assert one_triple_again_and_again(book, THREE) is Silence.NOT_JUDGED


def test_packages_of_one_weight_may_come_back() -> None:
    oil = "品目\n品名 类别\n菜籽油 食用油\n"
    book = judged(purchases(*(f"09-0{day} 菜籽油 18.4 10 184 甲" for day in range(1, 8)), items=oil))
    assert one_triple_again_and_again(book, THREE) is Silence.NOT_JUDGED


AGREED = "供应商\n供应商 下浮率\n甲 10%\n乙 0\n"


def test_prices_above_the_agreed_are_added_up() -> None:
    """30 less 10 % is 27: 20 公斤 at 30 and 10 at 28 are 60.00 and 10.00 too much. 乙 agreed on nothing."""
    lines = ("09-01 猪肉 20 30 600 甲", "09-02 猪肉 10 28 280 甲", "09-03 猪肉 10 27 270 甲", "09-04 猪肉 50 33 1650 乙")
    found = prices_above_the_agreed(judged(purchases(*lines, more=AGREED)), Limits({ABOVE_AGREED_SUM: "70"}))
    assert isinstance(found, Sign)
    assert found.message == (
        "单价高于 基准价 ×(1 − 下浮率)：2 行，共多付约 70.00 元；多付最多的一行是“猪肉”30.00 元，这一行多付约 60.00 元（猪肉）"
    )
    assert found.anomaly("X")[2:] == ("采购验收", "E2", (2, 3))


def test_a_little_too_much_is_ordinary_and_without_a_discount_there_is_nothing_to_judge() -> None:
    lines = ("09-01 猪肉 20 30 600 甲",)
    assert prices_above_the_agreed(judged(purchases(*lines, more=AGREED)), Limits()) is Silence.ORDINARY  # 60.00 in all
    near = ("09-01 猪肉 500 27.5 13750 甲",)  # 1.9 % above
    assert prices_above_the_agreed(judged(purchases(*near, more=AGREED)), Limits()) is Silence.ORDINARY
    assert prices_above_the_agreed(judged(purchases(*lines)), Limits()) is Silence.NOT_JUDGED


CHOSEN = "供应商\n供应商 定点方式 合同编号\n甲 招标 GH-01\n乙 - -\n"


def test_a_supplier_with_nearly_all_stands_out_with_how_it_was_chosen() -> None:
    """29 slips of 40.00 against one of 140.00: 1,160.00 of 1,300.00 is 89.23 %."""
    lines = [f"09-{day:02d} 青菜 10 4 40 甲" for day in range(1, 30)]
    found = one_supplier_has_nearly_all(judged(purchases(*lines, "09-30 大米 35 4 140 乙", more=CHOSEN)), Limits())
    assert isinstance(found, Sign)
    assert found.message == (
        "食材 1300.00 元，“甲”一家供了 1160.00 元，占 89.23%（定点方式 招标，合同 GH-01），其余 1 家合计 140.00 元"
    )
    half = one_supplier_has_nearly_all(judged(purchases(*lines, "09-30 大米 100 4 400 乙", more=CHOSEN)), Limits())
    assert half is Silence.ORDINARY
    assert one_supplier_has_nearly_all(judged(purchases(*lines, more=CHOSEN)), Limits()) is Silence.NOT_JUDGED


def test_a_supplier_of_no_list_is_told_so() -> None:
    lines = [f"09-{day:02d} 青菜 10 4 40 丙" for day in range(1, 31)]
    found = one_supplier_has_nearly_all(judged(purchases(*lines)), Limits())
    assert isinstance(found, Sign)
    assert "占 100%（供应商表里没有它）" in found.message


THOUSAND = Limits({TENDER: "1000", SPLIT_DAYS: "3"})
BILLS = """
支出
凭证号 日期 科目 金额 收款单位
Z1 09-08 维修 {first} 三木
Z2 09-10 维修 900 三木
Z3 09-10 人员 900 三木
Z4 09-20 维修 900 三木
"""


def test_bills_just_below_the_limit_within_days_stand_out() -> None:
    found = purchases_just_below_the_limit(judged(BILLS.format(first="950.5")), THOUSAND)
    assert isinstance(found, Sign)
    assert found.message == (
        "2025-09-08 至 2025-09-10 付给“三木”的 2 笔各 950.50、900.00 元，都差一点到采购限额 1000.00 元，合起来 1850.50 元"
    )
    assert found.anomaly("X")[2:] == ("支出", "D2", (2, 3))


@pytest.mark.parametrize("first", ["799", "1000"])  # far below; and one at the limit shows that it is not kept below
def test_bills_that_are_not_just_below_the_limit_are_ordinary(first: str) -> None:
    assert purchases_just_below_the_limit(judged(BILLS.format(first=first)), THOUSAND) is Silence.ORDINARY


DAILY = ("09-01 大米 225 4 900 {who}", "09-02 大米 225 4 900 {who}")


def test_daily_deliveries_under_a_tendered_contract_are_ordinary_but_not_two_slips_of_one_day() -> None:
    daily = [line.format(who="甲") for line in DAILY]
    assert purchases_just_below_the_limit(judged(purchases(*daily, more=CHOSEN)), THOUSAND) is Silence.ORDINARY
    twice = [line.replace("09-02", "09-01") for line in daily]
    assert isinstance(purchases_just_below_the_limit(judged(purchases(*twice, more=CHOSEN)), THOUSAND), Sign)
    other = [line.format(who="乙") for line in DAILY]
    found = purchases_just_below_the_limit(judged(purchases(*other, more=CHOSEN)), THOUSAND)
    assert isinstance(found, Sign)
    assert found.anomaly("X")[2:] == ("采购验收", "F2", (2, 3))


def test_without_a_limit_nothing_is_split() -> None:
    assert purchases_just_below_the_limit(judged(BILLS.format(first="950")), Limits({TENDER: "0"})) is Silence.NOT_JUDGED


def test_lines_sent_back_reversed_or_blocked_are_not_looked_at() -> None:
    lines = """
采购验收
单号 日期 品名 数量 单价 金额 供应商 验收结论 备注
R1 09-06 青菜 10 4 40 甲 退货 -
R2 09-06 青菜 20 4 80 甲 - -
R3 09-08 青菜 -20 4 -80 甲 - 冲R2
R4 09-06 青菜 10 4 95 甲 - -
"""
    strict = "规则参数\n参数 值 处理\n金额容差 0.01 错误\n"
    assert deliveries_when_nobody_eats(judged(f"{strict}\n{ITEMS}\n{MEALS}\n{lines}"), Limits()) is Silence.NOT_JUDGED

"""What a district keeps of one book."""

from __future__ import annotations

import pytest

from macros_py.district.anomalies import Across, Anomaly, Signs
from macros_py.district.anomalies.across import Invoice, Invoices
from macros_py.district.anomalies.diners import MostDiners
from macros_py.district.asked import Asked
from macros_py.district.summary import (
    Head,
    RuleCount,
    Summary,
    packed_head,
    packed_tables,
    summarize,
    unpacked,
    unpacked_head,
)
from macros_py.district.week_prices import WeekPrice, week_prices
from tests.macros_py.small_books import judged
from validation.refusals import Refusal
from workbook_templates.figures import FIGURES

PLACE = {figure.name: place for place, figure in enumerate(FIGURES)}
WHOSE = """
设置
学校 云杉小学
食堂 一食堂
学期 2025秋
核算月份 2025-10
"""


def summary(text: str, whose: str = WHOSE) -> Summary:
    return summarize(judged(f"{whose}\n{text}"))


BOOK = """
品目
品名
大米

采购验收
日期 品名 数量 金额 单价
09-05 大米 100 400 4
10-08 大米 50 210 4.2

出库
日期 品名 数量
09-08 大米 40

就餐
日期 人数
09-08 100
"""

TOLERANCE = """
规则参数
参数 值 处理
金额容差 0.01 错误
"""


def test_what_the_tests_find_and_what_they_could_not_judge_is_kept() -> None:
    """Twice 100 pupils, with the thresholds lowered to two days; of three months there is one."""
    meals = "就餐\n日期 人数\n09-08 100\n09-09 100\n"
    found = summarize(judged(f"{WHOSE}\n{meals}"), Asked(limits=(("人数不变天数", "2"),)))
    assert [(each.code, each.sheet, each.cell) for each in found.signs.anomalies] == [("ANO-03", "就餐", "B2")]
    assert {"ANO-01", "ANO-06", "ANO-13", "ANO-14"} <= set(found.signs.not_judged)
    assert unpacked(found.head, packed_tables(found)) == found


def test_it_says_whose_book_it_is_and_the_months_up_to_the_one_it_accounts_for() -> None:
    head = summary(BOOK).head
    assert head[:5] == ("云杉小学", "一食堂", "2025秋", ("2025-09", "2025-10"), "")


def test_figures_are_whole_numbers_by_month_and_to_date() -> None:
    found = summary(BOOK)
    bought = [month.figures[PLACE["购入食材"]] for month in (*found.months, found.to_date)]
    assert bought == [40_000, 21_000, 61_000]
    assert found.months[0].figures[PLACE["食材消耗"]] == 16_000
    assert found.months[0].figures[PLACE["餐均食材成本"]] == 160


def test_a_refused_figure_is_none_and_the_note_says_why() -> None:
    month = summary(BOOK).months[1]
    assert month.figures[PLACE["餐均食材成本"]] is None
    assert "折算人次为零，不能相除" in month.note


def test_findings_are_counted_by_rule_with_the_first_place() -> None:
    found = [each for each in summary(f"{BOOK.replace('100 400 4', '100 400 5')}\n{TOLERANCE}").findings if each.rule == "ARI-01"]
    assert [(each.level, each.times, each.place) for each in found] == [("错误", 1, "采购验收!D2")]


def test_a_book_without_a_school_is_not_taken() -> None:
    with pytest.raises(Refusal, match=r"^设置里没有填学校，不知道是谁的账"):
        summary(BOOK, "设置\n食堂 一食堂\n")


def test_a_book_whose_months_cannot_be_told_is_not_taken() -> None:
    with pytest.raises(Refusal, match=r"一个月也算不出"):
        summary(BOOK, f"{WHOSE.rstrip()}\n学期开始 10-40\n")


def test_a_sum_beyond_belief_is_not_taken() -> None:
    with pytest.raises(Refusal, match=r"有 1[0-9] 位数，不可能是真的"):
        summary(BOOK.replace("10-08 大米 50 210 4.2", "\n".join(f"10-{day} 大米 1 999999999999 1" for day in range(10, 22))))


def test_it_comes_back_from_its_packed_form_as_it_was() -> None:
    across = Across(
        Invoices("采购验收", "K", ["", "甲"], [Invoice(1, "8153311", 48_000, 3)]),
        MostDiners(3, 100, 120, "2025-09-08", "午餐", "就餐", "D3"),
    )
    signs = Signs([Anomaly("ANO-01", "说明", "采购验收", "D3", (3, 4))], ["ANO-14"], across)
    found = summary(BOOK)._replace(signs=signs)
    assert len(found.drawn) == 1
    head = unpacked_head(packed_head(found.head))
    assert isinstance(head, Head)
    assert unpacked(head, packed_tables(found)) == found
    assert all(isinstance(each, RuleCount) for each in unpacked(head, packed_tables(found)).findings)


# --- week prices ----------------------------------------------------------------------------------------------------------------------


def prices(text: str) -> list[WeekPrice]:
    return week_prices(judged(f"{WHOSE}\n{text}"))


def test_lines_of_one_week_are_added_up_and_the_dearest_is_named() -> None:
    """Monday 2025-09-01 to Sunday: 10 and 30 公斤 for 40.00 and 150.00; Monday the 8th is another week."""
    found = prices("""
采购验收
日期 品名 数量 金额 单价
09-01 大米 10 40 4
09-07 大米 30 150 5
09-08 大米 20 82 4.1

品目
品名
大米
""")
    assert found == [
        WeekPrice("大米", "公斤", "2025-09-01", 40_000, 19_000, "E3"),
        WeekPrice("大米", "公斤", "2025-09-08", 20_000, 8_200, "E4"),
    ]


def test_units_are_brought_to_the_base_unit() -> None:
    found = prices("""
采购验收
日期 品名 数量 金额 单价 单位
09-01 大米 10 20 2 斤

品目
品名
大米

单位换算
录入单位 换算率
斤 0.5
""")
    assert [(each.unit, each.quantity, each.amount) for each in found] == [("公斤", 5_000, 2_000)]


def test_what_was_sent_back_at_the_door_and_rows_that_are_blocked_have_no_price() -> None:
    found = prices(f"""{TOLERANCE}
采购验收
日期 品名 数量 金额 单价 验收结论
09-01 大米 10 40 4 退货
09-02 大米 10 45 4 合格

品目
品名
大米
""")
    assert found == []


def test_a_reversal_counts_against_its_week() -> None:
    found = prices("""
采购验收
日期 品名 数量 金额 单价 单号 备注
09-01 大米 10 40 4 R1 -
09-02 大米 10 40 4 R2 -
09-02 大米 -10 -40 4 R3 冲R2

品目
品名
大米
""")
    assert [(each.quantity, each.amount) for each in found] == [(10_000, 4_000)]

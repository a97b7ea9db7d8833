"""图表_每天 and 图表_每月: what the charts of 首页 show, worked by hand; what is refused is a gap."""

from __future__ import annotations

from macros_py.tallies.chart_data import chart_days, chart_months
from tests.macros_py.small_books import judged, rows_of
from workbook_templates.chart_data import CATEGORIES, CHART_DAYS, CHART_MONTHS, DAYS, MONTHS

BOOK = """
设置
核算月份 2025-10

品目
品名 类别
大米 粮食
白菜 蔬菜

期初库存
品名 数量 金额
大米 100  100.00
白菜 50   50.00

出库
日期  餐次 品名 数量
09-02 早餐 大米 3
09-02 午餐 大米 10
09-03 午餐 白菜 8
10-09 午餐 大米 6

就餐
日期  餐次 人数 餐标
09-02 早餐 2    5
09-02 午餐 3    10
09-03 午餐 4    10
10-09 午餐 2    10

收入
日期  金额
09-05 22.00
10-05 8.00

规则参数
参数           值   生效日
月盈亏率上限   3%   -
累计盈亏率上限 2%   -
累计盈亏率下限 -2.5% 10-01
"""


def days(text: str) -> list[tuple[str, ...]]:
    return rows_of(chart_days(judged(text)), *CHART_DAYS.headings)


def months(text: str) -> list[tuple[str, ...]]:
    return rows_of(chart_months(judged(text)), *CHART_MONTHS.headings[:9])


def categories(text: str) -> list[tuple[str, ...]]:
    return rows_of(chart_months(judged(text)), *CHART_MONTHS.headings[9:])


def test_a_day_is_the_food_of_all_its_meals_by_standard_meals_and_the_average_that_of_all_days() -> None:
    # 13 ÷ (1 + 3) = 3.25; 8 ÷ 4 = 2.00; 6 ÷ 2 = 3.00; together 27 ÷ 10 = 2.70.
    assert days(BOOK)[:3] == [
        ("2025-09-02", "3.25", "2.70"),
        ("2025-09-03", "2.00", "2.70"),
        ("2025-10-09", "3.00", "2.70"),
    ]


def test_months_have_their_costs_and_rates_between_the_limits_in_force() -> None:
    # September: (22 − 21) ÷ 22 = 0.0455. October: (8 − 6) ÷ 8 = 0.25, to date (30 − 27) ÷ 30 = 0.1.
    assert months(BOOK)[:2] == [
        ("2025-09-01", "2.63", "2.63", "0.0455", "0.0300", "-", "0.0455", "0.0200", "-"),
        ("2025-10-01", "3.00", "3.00", "0.2500", "0.0300", "-", "0.1000", "0.0200", "-0.0250"),
    ]


def test_categories_stand_as_declared_with_the_month_shown_and_the_one_before() -> None:
    rows = categories(BOOK)
    assert [row[0] for row in rows] == [
        *("粮食", "食用油", "畜禽肉", "水产", "蛋", "奶", "豆制品", "蔬菜", "水果", "调味品", "干货", "其他食材"),
    ]
    assert (rows[0], rows[7], rows[8]) == (("粮食", "6.00", "13.00"), ("蔬菜", "0.00", "8.00"), ("水果", "0.00", "0.00"))


def test_the_room_that_is_left_repeats_the_last_date_without_values() -> None:
    assert len(days(BOOK)) == DAYS
    assert len(months(BOOK)) == MONTHS == CATEGORIES
    assert set(days(BOOK)[3:]) == {("2025-10-09", "-", "-")}
    assert set(months(BOOK)[2:]) == {("2025-10-01", *"--------")}


def test_days_after_the_month_shown_are_not_yet_in_the_picture() -> None:
    assert {row[0] for row in days(BOOK.replace("核算月份 2025-10", "核算月份 2025-09"))} == {"2025-09-02", "2025-09-03"}


def test_of_a_longer_book_the_last_days_and_months_are_shown() -> None:
    served = "\n".join(f"{year}-{month:02d}-{day:02d} 2" for year in (2025, 2026) for month in range(1, 13) for day in range(1, 29))
    long = f"设置\n学期开始 2025-01-01\n学期结束 2026-12-31\n核算月份 2026-12\n\n就餐\n日期 人数\n{served}"
    shown = days(long)
    assert (len(shown), shown[0][0], shown[-1][0]) == (DAYS, "2026-02-09", "2026-12-28")
    assert [row[0][:7] for row in months(long)] == [f"2026-{month:02d}" for month in range(1, 13)]


def test_what_is_refused_is_empty_and_never_zero() -> None:
    refused = BOOK.replace("10-09 午餐 大米 6", "10-09 午餐 大米 近6")
    assert days(refused)[:3] == [("2025-09-02", "3.25", "-"), ("2025-09-03", "2.00", "-"), ("2025-10-09", "-", "-")]
    assert months(refused)[1] == ("2025-10-01", "-", "-", "-", "0.0300", "-", "-", "0.0200", "-0.0250")
    assert categories(refused)[0] == ("粮食", "-", "13.00")


def test_a_day_on_which_nobody_ate_is_a_gap_but_its_food_counts_in_the_average() -> None:
    # 27 ÷ 8
    assert days(BOOK.replace("10-09 午餐 2 ", "10-09 午餐 0 "))[2] == ("2025-10-09", "-", "3.38")


def test_the_first_month_has_none_before_it() -> None:
    first = BOOK.replace("核算月份 2025-10", "核算月份 2025-09")
    assert categories(first)[0] == ("粮食", "13.00", "-")


def test_a_book_without_a_month_to_show_leaves_the_charts_blank() -> None:
    before = BOOK.replace("核算月份 2025-10", "核算月份 2025-08")
    assert days(before) == months(before) == []
    outside = BOOK.replace("核算月份 2025-10", "核算月份 2026-05")
    assert set(categories(outside)) == {(name, "-", "-") for name, *_ in categories(BOOK)}

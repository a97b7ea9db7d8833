"""图表_每天 and 图表_每月: what the charts of 首页 show, in the cells they are bound to.

A chart cannot follow a table that grows unless the program touches its part, so the charts are bound to ranges that never change, and a
refresh fills them. Where there are fewer days or months than room, the last one stands again without values: on an axis of dates that
adds nothing. A row of 图表_每月 holds a month and a 类别 that have nothing to do with each other.
"""

from __future__ import annotations

from validation.registers.choices import FOOD_CATEGORIES
from workbook_templates.results import DAY, MONEY, MONTH, RATE, ResultColumn, ResultTable

DAYS = 300
"""How many days the charts can show: a school year of a school that cooks at weekends too. Of a longer book the last ones."""
MONTHS = 12
"""As many as there are categories of food, which stand beside them."""
CATEGORIES = len(FOOD_CATEGORIES)

C = ResultColumn
CHART_DAYS = ResultTable(
    "图表_每天",
    "首页图的数据：每天；日期不够时重复最后一个",
    (C("日期", DAY, 12), C("当天餐均食材成本", MONEY, 18), C("平均餐均食材成本", MONEY, 18)),
)
CHART_MONTHS = ResultTable(
    "图表_每月",
    "首页图的数据：左边是各月（不够时重复最后一个），右边是核算月份各类食材",
    (
        *(C("月份", MONTH, 10), C("餐均食材成本", MONEY, 14), C("餐均总成本", MONEY, 12)),
        *(C(f"{period}盈亏率{what}", RATE, 12) for period in ("月", "累计") for what in ("", "上限", "下限")),
        *(C("类别", width=10), C("本月食材消耗", MONEY, 14), C("上月食材消耗", MONEY, 14)),
    ),
)

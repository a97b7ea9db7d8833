"""图表数据: what the charts of 首页 show, in the cells they are bound to.

A chart cannot follow a table that grows unless the program touches its part, so the charts are bound to ranges that never change, and a
refresh fills them: each row of this table holds one day, one month and one 类别 that have nothing to do with each other. Where there are
fewer days or months than room, the last one stands again without values: on an axis of dates that adds nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from validation.registers.choices import FOOD_CATEGORIES
from workbook_templates.results import DAY, MONEY, MONTH, RATE, ResultColumn, ResultTable

DAYS = 300
"""How many days the charts can show: a school year of a school that cooks at weekends too. Of a longer book the last ones."""
MONTHS = 12
CATEGORIES = len(FOOD_CATEGORIES)


class Block(NamedTuple):
    """Columns that belong together: what stands over their heads, how many rows they fill, and the columns."""

    title: str
    rows: int
    columns: tuple[ResultColumn, ...]


C = ResultColumn
BY_DAY = Block("每天", DAYS, (C("日期", DAY, 12), C("当天餐均食材成本", MONEY, 14), C("平均餐均食材成本", MONEY, 14)))
BY_MONTH = Block(
    "每月",
    MONTHS,
    (
        *(C("月份", MONTH, 10), C("餐均食材成本", MONEY, 14), C("餐均总成本", MONEY, 12)),
        *(C(f"{period}盈亏率{what}", RATE, 12) for period in ("月", "累计") for what in ("", "上限", "下限")),
    ),
)
BY_CATEGORY = Block("核算月份", CATEGORIES, (C("类别", width=10), C("本月食材消耗", MONEY, 14), C("上月食材消耗", MONEY, 14)))
BLOCKS = (BY_DAY, BY_MONTH, BY_CATEGORY)

CHART_DATA = ResultTable(
    "图表数据",
    "首页各图的数据，刷新时重填；日期、月份不够时重复最后一个，不影响图",
    tuple(column for block in BLOCKS for column in block.columns),
)

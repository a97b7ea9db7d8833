"""The figures (指标) of the vocabulary: their names, in order, and how each is shown. ``macros_py`` computes them."""

from __future__ import annotations

from typing import NamedTuple

from validation.registers.choices import DINERS, EXPENSE_ACCOUNTS, FOOD_CATEGORIES, INCOME_ACCOUNTS, SUPPLIER_PAYMENT
from workbook_templates.results import COUNT, EQUIVALENT, MONEY, RATE, ResultColumn, ResultTable


class Figure(NamedTuple):
    """One figure: its name in the workbook and its number format. Money and 折算人次 are kept in hundredths, rates in 1/10,000."""

    name: str
    format: str = MONEY

    @property
    def decimals(self) -> int:
        """How many decimals the figure is rounded to, and scaled by."""
        return {COUNT: 0, RATE: 4}.get(self.format, 2)


FIGURES: tuple[Figure, ...] = (
    Figure("供餐天数", COUNT),
    Figure("就餐人次", COUNT),
    *(Figure(f"就餐人次_{diners}", COUNT) for diners in DINERS),
    Figure("折算人次", EQUIVALENT),
    *(Figure(account) for account in INCOME_ACCOUNTS),
    Figure("伙食费收入"),
    Figure("收入合计"),
    Figure("期初库存"),
    Figure("期末库存"),
    Figure("库存变动"),
    Figure("购入食材"),
    *(Figure(f"购入食材_{category}") for category in FOOD_CATEGORIES),
    Figure("食材消耗"),
    *(Figure(f"食材消耗_{category}") for category in FOOD_CATEGORIES),
    Figure("供餐成本"),
    Figure("损耗"),
    Figure("接待"),
    *(Figure(f"支出_{account}") for account in EXPENSE_ACCOUNTS if account != SUPPLIER_PAYMENT),
    Figure("燃料水电"),
    Figure("人员"),
    Figure("易耗品"),
    Figure("维修"),
    Figure("其他支出"),
    Figure("其他部门领用"),
    Figure("其他归口支出"),
    Figure("付货款"),
    Figure("支出合计"),
    Figure("结余"),
    Figure("采购口径结余"),
    Figure("盈亏率", RATE),
    Figure("累计盈亏率", RATE),
    Figure("本学期结余"),
    Figure("累计结余"),
    Figure("餐均食材成本"),
    Figure("餐均总成本"),
    Figure("食材占比", RATE),
)

MONTHLY_COST = ResultTable(
    "月成本",
    "每个月的全部指标；算不出来的留空，原因写在最后一列",
    (
        ResultColumn("月份", width=10),
        *(ResultColumn(figure.name, figure.format, max(12, 2 * len(figure.name) + 2)) for figure in FIGURES),
        ResultColumn("说明", width=70),
    ),
)

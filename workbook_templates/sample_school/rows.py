"""The sample school's rows, table by table."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from workbook_templates.sample_school.comparisons import base_period_rows, year_to_date_rows
from workbook_templates.sample_school.consumables import consumable_rows, opening_in_use_rows, quota_rows
from workbook_templates.sample_school.deliveries import purchase_rows
from workbook_templates.sample_school.diners import meal_rows
from workbook_templates.sample_school.goods import conversion_rows, item_rows
from workbook_templates.sample_school.issues import count_rows, issue_rows
from workbook_templates.sample_school.settings import setting_rows
from workbook_templates.sample_school.store import opening_rows
from workbook_templates.sample_school.suppliers import supplier_rows
from workbook_templates.sample_school.vouchers import EXPENSE, INCOME, voucher_rows

Row: TypeAlias = dict[str, object]
"""Heading → value: ``str``, ``int``, ``Decimal`` or ``date``; blank cells are left out."""
Rows: TypeAlias = dict[str, list[Row]]
"""Table → rows."""


def sample_rows() -> Rows:
    """The good book. Those of 规则参数 stand below the template's own."""
    return {
        table: [{heading: _plain(value) for heading, value in row.items()} for row in rows]
        for table, rows in {
            "设置": setting_rows(),
            "规则参数": quota_rows(),
            "品目": item_rows(),
            "单位换算": conversion_rows(),
            "供应商": supplier_rows(),
            "期初库存": opening_rows(),
            "期初在用": opening_in_use_rows(),
            "年初至今": year_to_date_rows(),
            "采购验收": purchase_rows(),
            "出库": issue_rows(),
            "盘点": count_rows(),
            "就餐": meal_rows(),
            "收入": voucher_rows(INCOME),
            "支出": voucher_rows(EXPENSE),
            "易耗品领用": consumable_rows(),
            "基期": base_period_rows(),
        }.items()
    }


def _plain(value: object) -> object:
    """A Decimal without idle zeros, so that a cell's text is as short as a person would type it."""
    return Decimal(f"{value.normalize():f}") if isinstance(value, Decimal) else value

"""The registers of the workbook, one file each, in the order of the sheets. To add one: a new file, and its name in ``REGISTERS``."""

from validation.register import Register
from validation.registers.base_periods import BasePeriod
from validation.registers.consumable_issues import ConsumableIssue
from validation.registers.expenses import Expense
from validation.registers.income import Income
from validation.registers.issues import Issue
from validation.registers.items import Item
from validation.registers.meals import MealCount
from validation.registers.opening_in_use import OpeningInUse
from validation.registers.opening_stock import OpeningStock
from validation.registers.parameters import ParameterRow
from validation.registers.purchases import Purchase
from validation.registers.settings import SettingRow
from validation.registers.statement_lines import StatementLine
from validation.registers.stock_counts import StockCount
from validation.registers.suppliers import Supplier
from validation.registers.unit_conversions import UnitConversion
from validation.registers.year_to_date import YearToDate

REGISTERS: tuple[type[Register], ...] = (
    SettingRow,
    ParameterRow,
    Item,
    UnitConversion,
    Supplier,
    OpeningStock,
    OpeningInUse,
    YearToDate,
    Purchase,
    Issue,
    StockCount,
    MealCount,
    Income,
    Expense,
    ConsumableIssue,
    BasePeriod,
    StatementLine,
)

LEDGER_REGISTERS: tuple[type[Register], ...] = (OpeningStock, Purchase, Issue, StockCount, ConsumableIssue)
"""The registers whose rows move stock: without the item they cannot be counted."""

__all__ = [
    "LEDGER_REGISTERS",
    "REGISTERS",
    "BasePeriod",
    "ConsumableIssue",
    "Expense",
    "Income",
    "Issue",
    "Item",
    "MealCount",
    "OpeningInUse",
    "OpeningStock",
    "ParameterRow",
    "Purchase",
    "Register",
    "SettingRow",
    "StatementLine",
    "StockCount",
    "Supplier",
    "UnitConversion",
    "YearToDate",
]

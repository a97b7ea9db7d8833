"""Every table the program owns, in the order of the sheets. To add one: declare it, and name it here."""

from workbook_templates.chart_data import CHART_DAYS, CHART_MONTHS
from workbook_templates.figures import MONTHLY_COST
from workbook_templates.results import (
    CHANGE_LOG,
    CLOSING_LOG,
    COMPARISON,
    DAILY_COST,
    ISSUE_COUNTS,
    ISSUE_LIST,
    POSTING_LOG,
    POSTING_PROGRESS,
    RECOMPUTED,
    STOCK_BALANCES,
    STOCK_MOVEMENTS,
    SUPPLIER_ACCOUNTS,
    SUPPLIER_STATEMENT,
    TRADE_IN_DEPARTMENTS,
    TRADE_IN_RESULTS,
    TRADE_INS,
    ResultTable,
)

RESULTS: tuple[ResultTable, ...] = (
    ISSUE_LIST,
    ISSUE_COUNTS,
    MONTHLY_COST,
    DAILY_COST,
    STOCK_MOVEMENTS,
    STOCK_BALANCES,
    SUPPLIER_ACCOUNTS,
    SUPPLIER_STATEMENT,
    TRADE_INS,
    TRADE_IN_DEPARTMENTS,
    TRADE_IN_RESULTS,
    COMPARISON,
    RECOMPUTED,
    POSTING_PROGRESS,
    CHART_DAYS,
    CHART_MONTHS,
)
"""Rewritten whole by each refresh."""
LOGS: tuple[ResultTable, ...] = (CHANGE_LOG, CLOSING_LOG, POSTING_LOG)
"""Only ever added to."""

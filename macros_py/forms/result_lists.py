"""Lists that are result tables as the program keeps them: stock, suppliers, trade-ins, meals."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from macros_py.forms.form_list import FormList
from macros_py.forms.periods import days_of
from macros_py.forms.words import UNAVAILABLE
from macros_py.tallies.daily_cost import daily_cost
from macros_py.tallies.stock_balances import stock_balances
from macros_py.tallies.supplier_accounts import supplier_accounts
from macros_py.tallies.trade_ins import trade_ins
from workbook_templates.results import DAILY_COST, DAY, MONEY, STOCK_BALANCES, SUPPLIER_ACCOUNTS, TEXT, TRADE_INS

if TYPE_CHECKING:
    from macros_py.forms.form_list import Lines
    from macros_py.forms.periods import Period
    from macros_py.judge import Judged
    from workbook_templates.results import ResultTable


def _numbered(table: ResultTable, rows: Lines) -> Lines:
    """The rows of a result table behind their number; a number that is refused reads 暂缺, while a text or a day may be blank."""
    texts = [column.format in {TEXT, DAY} for column in table.columns]
    return [
        (number, *(UNAVAILABLE if value is None and not text else value for value, text in zip(row, texts, strict=True)))
        for number, row in enumerate(rows, start=1)
    ]


def _stock(judged: Judged, _period: Period) -> Lines:
    return _numbered(STOCK_BALANCES, stock_balances(judged).rows)


def _suppliers(judged: Judged, _period: Period) -> Lines:
    """The suppliers with whom there is anything to settle."""
    money = [place for place, column in enumerate(SUPPLIER_ACCOUNTS.columns) if column.format == MONEY]
    rows = [row for row in supplier_accounts(judged).rows if any(row[place] is None or row[place] for place in money)]
    return _numbered(SUPPLIER_ACCOUNTS, rows)


def _trade_ins(judged: Judged, _period: Period) -> Lines:
    return _numbered(TRADE_INS, trade_ins(judged).rows)


def _meals(judged: Judged, period: Period) -> Lines:
    """The meals of a period, a row each; a cost per meal that nobody ate stays empty."""
    days = days_of(judged.book.settings, period)
    rows = [row for row in daily_cost(judged).rows if days and isinstance(row[0], date) and days[0] <= row[0] <= days[1]]
    return [
        (number, *row[:2], *(UNAVAILABLE if value is None else value for value in row[2:5]), row[5])
        for number, row in enumerate(rows, start=1)
    ]


def _columns(table: ResultTable) -> tuple[str, ...]:
    return ("序号", *table.headings)


def _amounts(table: ResultTable) -> frozenset[str]:
    return frozenset(column.heading for column in table.columns if column.format == MONEY)


RESULT_LISTS: tuple[FormList, ...] = (
    FormList(
        "库存结存",
        "核算月份各品目的期初、购入、发出、盈亏、结存",
        _columns(STOCK_BALANCES),
        _stock,
        _amounts(STOCK_BALANCES),
        only_this_month=True,
    ),
    FormList(
        "供应商对账",
        "核算月份与各供应商的往来，没有往来也没有欠款的不列",
        _columns(SUPPLIER_ACCOUNTS),
        _suppliers,
        _amounts(SUPPLIER_ACCOUNTS),
        only_this_month=True,
    ),
    FormList(
        "以旧换新",
        "本账以来各部门易耗品的领、交、免、欠",
        _columns(TRADE_INS),
        _trade_ins,
        _amounts(TRADE_INS),
        {"领用数量": "领用数", "交旧数量": "交旧数", "欠交数量": "欠交数", "使用部门": "部门", "领用部门": "部门"},
        only_this_month=True,
    ),
    FormList("日成本", "每天每餐的人次和食材成本", _columns(DAILY_COST), _meals, frozenset({"就餐人次", "折算人次", "食材成本"})),
)

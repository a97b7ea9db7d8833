"""The button 刷新: judge the book, and draft everything that is to be written into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from macros_py.fingerprint import fingerprint
from macros_py.forecast import forecast
from macros_py.marks import check_columns, issue_list
from macros_py.tallies.chart_data import chart_days, chart_months
from macros_py.tallies.comparison import comparison
from macros_py.tallies.daily_cost import daily_cost
from macros_py.tallies.monthly_cost import monthly_cost
from macros_py.tallies.stock_balances import stock_balances
from macros_py.tallies.stock_movements import stock_movements
from macros_py.tallies.supplier_accounts import supplier_accounts
from macros_py.tallies.supplier_statement import statement, statement_cells, supplier_statement
from macros_py.tallies.trade_in_departments import trade_in_departments
from macros_py.tallies.trade_in_results import trade_in_results
from macros_py.tallies.trade_ins import trade_ins
from validation.cells import column_number
from validation.findings import Level
from validation.money import MONEY_DECIMALS, decimal
from validation.register import plain_heading
from validation.rules.tables import rows_stand_inside_their_table
from validation.settings import FORMAT_VERSION, SETTINGS
from workbook_templates.draft import Draft, DraftValue, TableFill
from workbook_templates.figures import FIGURES
from workbook_templates.front_state import FrontName, figure_name, numbers_in_the_registers
from workbook_templates.results import ISSUE_LIST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros_py.figures import Values
    from macros_py.judge import Judged
    from validation.cells import RawBook, RawTable
    from validation.findings import Finding

_TRADE_INS = (trade_ins, trade_in_departments, trade_in_results)
_NUMBERED = re.compile("_[1-9][0-9]*$")
_RATE_DECIMALS = 4
UNAVAILABLE = "暂缺"
"""What a form shows where a figure is refused."""


def standing(judged: Judged) -> list[Finding]:
    """The findings that a refresh does not settle by itself: it extends a table over the rows typed below it."""
    extended, code = _extended(judged), rows_stand_inside_their_table.code
    return [finding for finding in judged.findings if finding.rule != code or finding.table not in extended]


def refresh(raw: RawBook, judged: Judged) -> Draft:
    """Everything a refresh writes. Tables, columns and cells that the workbook does not have are left out."""
    findings = standing(judged)
    tallies = (
        *(stock_movements, stock_balances, daily_cost, monthly_cost, supplier_accounts, *_TRADE_INS),
        *(comparison, chart_days, chart_months),
    )
    owed = statement(judged)
    fills = [
        issue_list(findings, raw.tables.get(ISSUE_LIST.name), judged.book),
        *(tally(judged) for tally in tallies),
        supplier_statement(owed),
    ]
    named = {**cells(judged), **statement_cells(judged, owed), **_state(raw, judged, findings), **_forecast(judged)}
    return Draft(
        tables=[_within(fill, raw) for fill in fills if fill.table in raw.tables],
        columns=check_columns(judged.book, findings),
        cells=_in_cells(named, _free_names(raw)),
        settings={"格式版本": FORMAT_VERSION} if judged.book.settings.rows.get("格式版本") else {},
        extend=_extended(judged),
    )


def check(raw: RawBook, judged: Judged) -> Draft:
    """What 校验 writes: 问题清单 and the 校验 columns, nothing else. 首页 goes on telling of the last refresh, as its heading says."""
    listed = [issue_list(judged.findings, raw.tables.get(ISSUE_LIST.name), judged.book)]
    return Draft(
        tables=[_within(fill, raw) for fill in listed if fill.table in raw.tables],
        columns=check_columns(judged.book, judged.findings),
    )


def trade_in(raw: RawBook, judged: Judged) -> Draft:
    """What 以旧换新 writes: its three tables, nothing else."""
    return Draft(tables=[_within(fill, raw) for fill in (tally(judged) for tally in _TRADE_INS) if fill.table in raw.tables])


def _extended(judged: Judged) -> dict[str, int]:
    """The registers with rows typed below them, and the row each should reach: the refresh itself mends that, so it is not written as a finding."""
    found = {}
    for register, rows in judged.book.tables.items():
        if rows.raw is not None and rows.raw.typed_below is not None and not rows.raw.totals_row:
            found[register.table] = rows.raw.numbers[-1]
    return found


def _within(fill: TableFill, raw: RawBook) -> TableFill:
    """The fill for the columns that the workbook's table has, found as those of registers are: spaces do not matter."""
    present = {plain_heading(heading): heading for heading in raw.tables[fill.table].headings}
    kept = [place for place, heading in enumerate(fill.headings) if heading in present]
    headings = tuple(present[fill.headings[place]] for place in kept)
    if len(kept) == len(fill.headings):
        return TableFill(fill.table, headings, fill.rows)
    return TableFill(fill.table, headings, [tuple(row[place] for place in kept) for row in fill.rows])


def _in_cells(named: dict[str, DraftValue], present: Iterable[str]) -> dict[str, DraftValue]:
    """The values for the cells that the workbook has; a further cell for the same bears the name with ``_2``, ``_3`` … at its end."""
    meant = {name: name if name in named else _NUMBERED.sub("", name) for name in present}
    return {name: named[plain] for name, plain in meant.items() if plain in named}


def _free_names(raw: RawBook) -> list[str]:
    """The names of single cells that do not lie in a table: what a person typed into a register is never written over."""
    return [
        name for name, (sheet, cell) in raw.names.items() if not any(_holds(table, sheet, cell) for table in raw.tables.values())
    ]


def _holds(table: RawTable, sheet: str, cell: str) -> bool:
    letters = cell.rstrip("0123456789")
    inside = table.first_column <= column_number(letters) < table.first_column + len(table.headings)
    last = max(table.last_row, table.numbers[-1] if table.numbers else 0)
    return table.sheet == sheet and inside and table.header_row <= int(cell[len(letters) :]) <= last


def cells(judged: Judged) -> dict[str, DraftValue]:
    """Every cell of a form that the program can fill, by defined name: the settings, and the figures of 核算月份."""
    found: dict[str, DraftValue] = {}
    settings = judged.book.settings
    for setting in SETTINGS:
        found[f"公示_{setting.name}"] = setting.kind.show(getattr(settings, setting.field)) or None
    for period, values in _periods(judged).items():
        for figure in FIGURES:
            value = None if values is None else values[figure.name]
            shown = decimal(value, figure.decimals) if isinstance(value, int) else UNAVAILABLE
            found[figure_name(figure.name, period)] = shown
    return found


def _periods(judged: Judged) -> dict[str, Values | None]:
    """The figures of each 期间; ``None`` where there are none, so that no form goes on showing those of another month."""
    month, months = judged.book.settings.month, judged.ledger.months
    found: dict[str, Values | None] = {"本月": None, "累计": None, "上月": None, "本年": None}
    if month is not None and month in months:
        place = months.index(month)
        found["本月"] = judged.figures.months[month]
        found["累计"] = judged.figures.cumulative[month]
        found["上月"] = judged.figures.months[months[place - 1]] if place else None
        found["本年"] = judged.figures.years[month]
    return found


def _state(raw: RawBook, judged: Judged, findings: list[Finding]) -> dict[str, DraftValue]:
    """首页: the state of the last refresh, by content and not by the clock."""
    counts = {level: sum(finding.level is level for finding in findings) for level in Level}
    if counts[Level.ERROR]:
        state = f"有 {counts[Level.ERROR]} 处错误，请到 问题清单 逐条改正"
    elif counts[Level.WARNING]:
        state = f"没有错误；有 {counts[Level.WARNING]} 处警告请过目"
    else:
        state = "检查通过，没有错误和警告"
    numbers = numbers_in_the_registers(raw)
    return {
        FrontName.STATE: state,
        FrontName.ERRORS: counts[Level.ERROR],
        FrontName.WARNINGS: counts[Level.WARNING],
        FrontName.HINTS: counts[Level.HINT],
        FrontName.MONTH: judged.book.settings.month,
        FrontName.FINGERPRINT: fingerprint(judged.book),
        FrontName.NUMBERS: numbers.how_many,
        FrontName.TOTAL: numbers.total,
    }


def _forecast(judged: Judged) -> dict[str, DraftValue]:
    """首页: how 核算月份 is going to end."""
    told = forecast(judged)
    numbers = {
        FrontName.EXPECTED_RATE: (told.rate, _RATE_DECIMALS),
        FrontName.DAYS_LEFT: (told.days_left, 0),
        FrontName.FOOD_A_DAY: (told.food_a_day, MONEY_DECIMALS),
        FrontName.FOOD_TO_ZERO: (told.food_to_zero, MONEY_DECIMALS),
    }
    shown: dict[str, DraftValue] = {
        name: UNAVAILABLE if value is None else decimal(value, decimals) for name, (value, decimals) in numbers.items()
    }
    return {**shown, FrontName.BAND: told.band, FrontName.FORECAST: told.note}

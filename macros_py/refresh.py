"""The button 刷新: judge the book, and draft everything that is to be written into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.fingerprint import fingerprint
from macros_py.forecast import forecast
from macros_py.forms.names import NUMBERED
from macros_py.forms.offers import free_names, named_values
from macros_py.forms.tables import table_fills
from macros_py.forms.words import UNAVAILABLE
from macros_py.marks import check_columns, issue_list
from macros_py.recomputation.checked_cells import checked_cells
from macros_py.tallies.chart_data import chart_days, chart_months
from macros_py.tallies.comparison import comparison
from macros_py.tallies.daily_cost import daily_cost
from macros_py.tallies.issue_counts import issue_counts
from macros_py.tallies.monthly_cost import monthly_cost
from macros_py.tallies.posting_progress import posting_progress
from macros_py.tallies.stock_balances import stock_balances
from macros_py.tallies.stock_movements import stock_movements
from macros_py.tallies.supplier_accounts import supplier_accounts
from macros_py.tallies.supplier_statement import statement, statement_cells, supplier_statement
from macros_py.tallies.trade_in_departments import trade_in_departments
from macros_py.tallies.trade_in_results import trade_in_results
from macros_py.tallies.trade_ins import trade_ins
from validation.cells import bare_name
from validation.findings import Level
from validation.money import MONEY_DECIMALS, decimal
from validation.register import plain_heading
from validation.rules.tables import rows_stand_inside_their_table
from validation.settings import FORMAT_VERSION
from workbook_templates.draft import Draft, DraftValue, TableFill
from workbook_templates.front_state import FrontName, numbers_in_the_registers
from workbook_templates.results import ISSUE_LIST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros_py.judge import Judged
    from validation.cells import RawBook
    from validation.findings import Finding

_TRADE_INS = (trade_ins, trade_in_departments, trade_in_results)
_RATE_DECIMALS = 4


def standing(judged: Judged) -> list[Finding]:
    """The findings that a refresh does not settle by itself: it extends a table over the rows typed below it."""
    extended, code = _extended(judged), rows_stand_inside_their_table.code
    return [finding for finding in judged.findings if finding.rule != code or finding.table not in extended]


def left(judged: Judged, draft: Draft) -> list[Finding]:
    """The findings as they stand once a draft is written: those of ``standing`` where it extends tables, else all."""
    return standing(judged) if draft.extend else judged.findings


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
        issue_counts(findings),
        posting_progress(raw, judged),
        *(tally(judged) for tally in tallies),
        supplier_statement(owed),
    ]
    fills.append(checked_cells(raw, judged, {fill.table: fill for fill in fills}))
    named, free = {**statement_cells(judged, owed), **_state(raw, judged, findings), **_forecast(judged)}, free_names(raw)
    return Draft(
        tables=[*(_within(fill, raw) for fill in fills if fill.table in raw.tables), *table_fills(raw, judged)],
        columns=check_columns(judged.book, findings),
        cells={**_in_cells(named, free), **named_values(judged, free)},
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
    bare = {name: bare_name(name) for name in present}
    meant = {name: each if each in named else NUMBERED.sub("", each) for name, each in bare.items()}
    return {name: named[plain] for name, plain in meant.items() if plain in named}


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

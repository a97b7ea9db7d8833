"""The next term's book: every row it begins with, made of an earlier book. Nothing is guessed, and the earlier book is only read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from macros_py.base_figures import base_rows
from macros_py.fingerprint import term_fingerprint
from macros_py.old_for_new import accounts
from macros_py.term_end import term_end
from macros_py.vouchers import is_later
from validation.cells import ErrorValue, Formula
from validation.kinds import Month, Number, Several, Text
from validation.money import QUANTITY_DECIMALS, decimal, exact_digits, printed, trimmed
from validation.months import first_day, month_of
from validation.refusals import Refusal
from validation.registers import (
    BasePeriod,
    Expense,
    Income,
    Item,
    OpeningInUse,
    OpeningStock,
    ParameterRow,
    SettingRow,
    Supplier,
    UnitConversion,
    YearToDate,
)
from validation.settings import SETTINGS
from workbook_templates.draft import Draft, DraftValue, InputChange, TableFill
from workbook_templates.figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros_py.judge import Judged
    from validation.cells import CellValue, RawBook
    from validation.evidence import TermEnd
    from validation.kinds import Kind
    from validation.reading import Rows
    from validation.register import Register

Row: TypeAlias = dict[str, DraftValue]
"""One row of a register, by heading."""

_SEASONS = re.compile(r"(\d{4})(.*)([春秋])(.*)")
_HALVES = re.compile(r"(\d{4})(\D+)(\d{4})(.*第)([一二])(.*)")
_AS_THEY_STAND: tuple[type[Register], ...] = (ParameterRow, Item, UnitConversion)
_TOLD = 3
_NOT_CARRIED = frozenset({"month", "closed_until", "format_version"})
_DECIMALS = {figure.name: figure.decimals for figure in FIGURES}


class Term(NamedTuple):
    """What the user says of the next term; ``None`` where nothing is said."""

    name: str | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass
class Carried:
    """The next book, as plain data: 设置 by 项目, and the rows of registers; ``notes``: what the user should know."""

    settings: Row
    rows: dict[type[Register], list[Row]]
    notes: list[str] = field(default_factory=list)


def carry_over(judged: Judged, asked: Term) -> Carried:
    """All that the next term's book begins with.

    Raises:
        Refusal: the book has errors that block or figures that are refused, or the days asked for do not follow it.
    """
    end = term_end(judged)
    term = _next_term(judged, asked)
    rows: dict[type[Register], list[Row]] = {
        register: [_as_it_stands(judged.book.rows(register), place) for place in range(len(judged.book.rows(register)))]
        for register in _AS_THEY_STAND
    }
    rows[Supplier] = _suppliers(judged, end)
    rows[OpeningStock] = _opening_stock(judged, end)
    rows[OpeningInUse] = [
        _row(OpeningInUse, department=department, item=item, quantity=quantity)
        for (department, item), quantity in end.held.items()
        if quantity > 0
    ]
    rows[YearToDate], missing = _year_to_date(judged, end, term)
    for register in (Income, Expense):
        vouchers: Rows[Any] = judged.book.rows(register)
        rows[register] = [_as_it_stands(vouchers, place) for place, record in enumerate(vouchers) if is_later(judged.book, record)]
    rows[BasePeriod] = [_row(BasePeriod, **values) for values in base_rows(judged)]
    carried = Carried(_settings(judged, end, term), rows)
    carried.notes = [*_notes(carried, end, term), *_debts(judged), *missing]
    return carried


def opening_draft(template: RawBook, carried: Carried) -> Draft:
    """The draft that turns a blank template into the next book."""
    names = template.tables[SettingRow.table]
    at = dict(zip(names.columns[names.headings.index(SettingRow.heading("name"))], names.numbers, strict=True))
    heading = SettingRow.heading("value")
    inputs = [InputChange(SettingRow.table, heading, at[name], value) for name, value in carried.settings.items()]
    fills = []
    for register, rows in carried.rows.items():
        headings = tuple(column.heading for column in register.columns().values())
        laid = _beside_the_shipped(template, rows) if register is ParameterRow else rows
        fills.append(TableFill(register.table, headings, [tuple(row.get(each) for each in headings) for row in laid]))
    return Draft(tables=fills, inputs=inputs)


def _beside_the_shipped(template: RawBook, rows: list[Row]) -> list[Row]:
    """规则参数, each row where the template has the like of it, so that a percentage stands in a cell that shows percentages."""
    shipped = template.tables[ParameterRow.table]
    headings = [ParameterRow.heading(name) for name in ("name", "profile")]
    columns = [shipped.columns[shipped.headings.index(each)] for each in headings]
    left = list(rows)
    laid: list[Row] = []
    for key in zip(*columns, strict=True):
        like = next((row for row in left if tuple(row[each] for each in headings) == key), None)
        laid.append({} if like is None else like)
        left = [row for row in left if row is not like]
    return [*laid, *left]


# --- the term -------------------------------------------------------------------------------------------------------------------------


def _next_term(judged: Judged, asked: Term) -> Term:
    """What was asked for; else the day after the book's last one, and the season after its own. A last day is never guessed."""
    settings = judged.book.settings
    assert settings.last_day is not None  # noqa: S101 - a book without one has no months, and is refused
    following = settings.last_day + timedelta(days=1)
    first = asked.first_day or following
    if first < following:
        raise Refusal(
            f"新账的第一天 {first} 不在上期账本最后一天 {settings.last_day} 之后：同一天不能记在两本账里，请改 --first-day"
        )
    if asked.last_day is not None and asked.last_day < first:
        raise Refusal(f"新账的最后一天 {asked.last_day} 早于第一天 {first}：请改 --last-day")
    return Term(asked.name or next_name(settings.term or ""), first, asked.last_day)


def next_name(term: str) -> str | None:
    """``2025秋`` gives ``2026春``, ``2025-2026学年第一学期`` gives ``2025-2026学年第二学期``; ``None`` where it is not plain."""
    season = _SEASONS.fullmatch(term)
    if season:
        year, between, name, after = season.groups()
        return f"{int(year) + (name == '秋')}{between}{'春' if name == '秋' else '秋'}{after}"
    half = _HALVES.fullmatch(term)
    if half:
        first, dash, second, before, name, after = half.groups()
        later = name == "二"
        return f"{int(first) + later}{dash}{int(second) + later}{before}{'一' if later else '二'}{after}"
    return None


def _settings(judged: Judged, end: TermEnd, term: Term) -> Row:
    settings = judged.book.settings
    found = {
        setting.name: _typed(setting.kind, getattr(settings, setting.field))
        for setting in SETTINGS
        if setting.field not in _NOT_CARRIED
    }
    return found | {
        "学期": term.name,
        "学期开始": term.first_day,
        "学期结束": term.last_day,
        "核算月份": first_day(month_of(term.first_day)) if term.first_day is not None else None,
        "期初结余": decimal(end.balance),
        "已结账至": None,
        "上期指纹": term_fingerprint(judged.book),
    }


# --- the rows -------------------------------------------------------------------------------------------------------------------------


def _suppliers(judged: Judged, end: TermEnd) -> list[Row]:
    """Every supplier with what it is owed now; then those that only the deliveries name, where something is owed."""
    rows = judged.book.rows(Supplier)
    owed = dict(end.owed)
    found = []
    for place, supplier in enumerate(rows):
        amount = owed.pop(supplier.name, None) if supplier.name is not None else None
        found.append(_as_it_stands(rows, place) | _row(Supplier, owed=amount))
    return found + [_row(Supplier, name=name, owed=amount) for name, amount in owed.items() if amount]


def _opening_stock(judged: Judged, end: TermEnd) -> list[Row]:
    items = judged.book.items
    return [
        _row(OpeningStock, item=item, quantity=quantity, unit=items[item].unit, amount=amount)
        for item, layers in end.stock.items()
        for quantity, amount in layers
    ]


def _year_to_date(judged: Judged, end: TermEnd, term: Term) -> tuple[list[Row], list[str]]:
    """The calendar year before the next book begins, and why it is not told, if so."""
    first, last = term.first_day, judged.ledger.months[-1]
    assert first is not None  # noqa: S101 - see _next_term
    if (first.month, first.day) == (1, 1):
        return [], []
    if last[:4] != f"{first.year:04d}":
        return [], [f"年初至今没有带：{first.year} 年在 {first} 以前的数，上期账本里没有"]
    heading, amount = YearToDate.heading("figure"), YearToDate.heading("amount")
    rows: list[Row] = [{heading: name, amount: Decimal(trimmed(value, _DECIMALS[name]))} for name, value in end.year.items()]
    return rows, [] if rows else ["年初至今没有带：上期账本自己的年初至今没有填，本年的数算不出"]


def _row(register: type[Register], **values: object) -> Row:
    """A row of our own values, by field."""
    columns = register.columns()
    return {columns[name].heading: _typed(columns[name].kind, value) for name, value in values.items()}


def _as_it_stands(rows: Rows[Any], place: int) -> Row:
    """A row as its owner typed it, each value in its own kind; of a formula, its value."""
    return {
        column.heading: _same(column.kind, rows.column(name)[place], _cell(rows, place, name))
        for name, column in rows.register.columns().items()
    }


def _cell(rows: Rows[Any], place: int, name: str) -> CellValue:
    position = rows.positions.get(name)
    if rows.raw is None or position is None:
        return None
    at = rows.raw.numbers.index(rows.numbers[place])
    return rows.raw.columns[position][at]


def _same(kind: Kind, value: object, cell: CellValue) -> DraftValue:
    """What a cell says: our value of it; a number where a text may be one; what could not be read as it stands, to be found again."""
    plain = cell.value if isinstance(cell, Formula) else cell
    if isinstance(plain, float | int) and not isinstance(plain, bool) and (value is None or type(kind) is Text):
        return Decimal(exact_digits(plain))
    if value is not None:
        return _typed(kind, value)
    return plain.code if isinstance(plain, ErrorValue) else plain if isinstance(plain, str) else None


def _typed(kind: Kind, value: object) -> DraftValue:
    """Our value as it is typed."""
    if isinstance(kind, Number) and isinstance(value, int):
        return Decimal(trimmed(value, kind.decimals))
    if isinstance(kind, Month) and isinstance(value, str):
        return first_day(value)
    if isinstance(kind, Several):
        return kind.show(value) or None
    return value if isinstance(value, str | date) else None


# --- what is told ---------------------------------------------------------------------------------------------------------------------


def _notes(carried: Carried, end: TermEnd, term: Term) -> Iterable[str]:
    rows = carried.rows
    worth = sum(amount for layers in end.stock.values() for _, amount in layers)
    yield f"期初库存 {len(rows[OpeningStock])} 行，共 {printed(worth)} 元；期初结余 {printed(end.balance)} 元"
    yield f"供应商 {len(rows[Supplier])} 家，期初未付共 {printed(sum(end.owed.values()))} 元；期初在用 {len(rows[OpeningInUse])} 行"
    yield f"品目 {len(rows[Item])} 个；年初至今 {len(rows[YearToDate])} 行；基期 {len(rows[BasePeriod])} 行"
    for register in (Income, Expense):
        if rows[register]:
            yield f"{register.table}里 {len(rows[register])} 行下期事项已带过来"
    for (department, item), quantity in end.held.items():
        if quantity < 0:
            text = trimmed(-quantity, QUANTITY_DECIMALS)
            yield f"{department}的“{item}”交回的比领用的多 {text}，期初在用里没有写它：请核对"
    if term.name is None:
        yield "学期的名称推不出来，设置里空着：请填写"
    if term.last_day is None:
        yield "学期结束猜不出，设置里空着：请填写（用命令建的，--last-day 写明）"


def _debts(judged: Judged) -> Iterable[str]:
    """Old pieces that are owed at the end are in use, in the next book: nobody asks for them there."""
    every = accounts(judged.book, judged.blocked, judged.ledger, judged.ledger.months[-1])
    owed = {key: sum(debt.owed for debt in account.debts()) for key, account in every.items()}
    told = [
        f"{department}“{item}”{trimmed(count, QUANTITY_DECIMALS)}" for (department, item), count in sorted(owed.items()) if count
    ]
    if told:
        more = f" 等 {len(told)} 处" if len(told) > _TOLD else ""
        yield f"还欠交的旧品：{'、'.join(told[:_TOLD])}{more}，在新账里算期初在用，不再列为欠交：请先催交，或留着上期的以旧换新统计"

"""Persons in the registers under other names: each name becomes 人员1, 人员2 …, the same one everywhere, so that rules about who signed still hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.values_only import Altered
from validation.cells import Formula
from validation.kinds import plain_text
from validation.register import plain_heading
from validation.registers import (
    ConsumableIssue,
    Expense,
    Issue,
    Purchase,
    SettingRow,
    StockCount,
    Supplier,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.cells import CellValue, RawBook, RawTable
    from validation.register import Register

PERSON, PAYEE = "人员", "收款方"


class PersonColumn(NamedTuple):
    """A column that holds names: whose they are, and what they are replaced by."""

    register: type[Register]
    field: str
    called: str = PERSON


PERSONS: tuple[PersonColumn, ...] = (
    *(PersonColumn(Purchase, field) for field in ("buyer", "quantity_checker", "quality_checker")),
    *(PersonColumn(Issue, field) for field in ("manager", "keeper", "cook")),
    *(PersonColumn(StockCount, field) for field in ("counter", "witness", "approver")),
    PersonColumn(Expense, "payee", PAYEE),
    PersonColumn(Expense, "approver"),
    *(PersonColumn(ConsumableIssue, field) for field in ("receiver", "approver")),
)
"""Suppliers under 收款单位 keep their names: what is paid to them must be found under those."""
PERSON_SETTINGS = ("编制人", "审核人", "负责人")


class _Names:
    """What each name becomes, in the order in which they are met."""

    def __init__(self, kept: set[str]) -> None:
        self._kept = kept
        self._given: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}

    def other(self, value: CellValue, called: str) -> str | None:
        """The other name; ``None`` where there is nothing to hide."""
        plain = value.value if isinstance(value, Formula) else value
        name = plain_text(plain).strip() if isinstance(plain, str) else ""
        if not name or name in self._kept:
            return None
        if (called, name) not in self._given:
            self._counts[called] = self._counts.get(called, 0) + 1
            self._given[called, name] = f"{called}{self._counts[called]}"
        return self._given[called, name]


def with_persons_masked(book: Altered) -> Altered:
    """The book with every name of a person in a column of ``PERSONS``, or in 设置, replaced."""
    raw = book.raw
    names = _Names(set(_suppliers(raw)))
    found = Altered(raw, {sheet: dict(cells) for sheet, cells in book.cells.items()})
    tables = dict(raw.tables)
    for register in dict.fromkeys(column.register for column in PERSONS):
        table = tables.get(register.table)
        if table is not None:
            own = [column for column in PERSONS if column.register is register]
            places = {place: column for column in own if (place := _place(table, register.heading(column.field))) is not None}
            tables[table.name] = _masked(table, {place: column.called for place, column in places.items()}, names, found)
    settings = tables.get(SettingRow.table)
    if settings is not None:
        tables[settings.name] = _masked_settings(settings, names, found)
    found.raw = raw._replace(tables=tables)
    return found


def _suppliers(raw: RawBook) -> Iterator[str]:
    table = raw.tables.get(Supplier.table)
    place = None if table is None else _place(table, Supplier.heading("name"))
    if table is not None and place is not None:
        yield from (plain_text(value).strip() for value in table.columns[place] if isinstance(value, str))


def _place(table: RawTable, heading: str) -> int | None:
    places = [place for place, each in enumerate(table.headings) if plain_heading(each) == heading]
    return places[0] if len(places) == 1 else None


def _masked(table: RawTable, places: dict[int, str], names: _Names, found: Altered) -> RawTable:
    columns = list(table.columns)
    cells = found.cells.setdefault(table.sheet, {})
    for place, called in places.items():
        column = list(columns[place])
        for at, number in enumerate(table.numbers):
            other = names.other(column[at], called)
            if other is not None:
                column[at] = cells[number, table.first_column + place] = other
        columns[place] = column
    return table._replace(columns=tuple(columns))


def _masked_settings(table: RawTable, names: _Names, found: Altered) -> RawTable:
    name, value = (_place(table, SettingRow.heading(each)) for each in ("name", "value"))
    if name is None or value is None:
        return table
    column = list(table.columns[value])
    cells = found.cells.setdefault(table.sheet, {})
    for at, number in enumerate(table.numbers):
        label = table.columns[name][at]
        other = names.other(column[at], PERSON) if isinstance(label, str) and label.strip() in PERSON_SETTINGS else None
        if other is not None:
            column[at] = cells[number, table.first_column + value] = other
    columns = (*table.columns[:value], column, *table.columns[value + 1 :])
    return table._replace(columns=columns)

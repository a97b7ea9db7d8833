"""A book that was carried over, as the tables of a workbook: what the template and the draft make of it, without a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.macros_py.books_as_tables import serial, table
from tests.macros_py.small_books import raw_book
from validation.cells import RawBook

if TYPE_CHECKING:
    from macros_py.carry_over import Carried, Row
    from validation.cells import CellValue, RawTable
    from workbook_templates.draft import DraftValue


def opened(carried: Carried, text: str = "") -> RawBook:
    """The next book, with the daily rows of a text (``small_books``) added to what was carried over."""
    settings = table("设置", "项目 值", *((name, _cell(value)) for name, value in carried.settings.items()))
    tables = {
        "设置": settings,
        **{each.name: each for each in raw_book(text or "设置\n学校 一小").tables.values() if each.name != "设置"},
    }
    for register, rows in carried.rows.items():
        headings = [column.heading for column in register.columns().values()]
        typed = [_row(row, headings) for row in rows]
        more = tables.get(register.table)
        typed += [_row_of(more, each, headings) for each in range(len(more.numbers))] if more is not None else []
        tables[register.table] = table(register.table, " ".join(headings), *typed)
    return RawBook(tables)


def _row(row: Row, headings: list[str]) -> tuple[CellValue, ...]:
    return tuple(_cell(row.get(heading)) for heading in headings)


def _row_of(more: RawTable, place: int, headings: list[str]) -> tuple[CellValue, ...]:
    found = dict(zip(more.headings, (column[place] for column in more.columns), strict=True))
    return tuple(found.get(heading) for heading in headings)


def _cell(value: DraftValue) -> CellValue:
    """A value as it stands in a cell once it has been written."""
    if isinstance(value, Decimal | int):
        return float(value)
    if isinstance(value, date):
        return serial(value)
    assert value is None or type(value) is str
    return value

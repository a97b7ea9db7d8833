"""A workbook as it will stand once a setting or some lines are written, so that it can be judged before that."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from validation.cells import RawRow
from validation.months import serial_of_day
from validation.registers import SettingRow
from workbook_templates.draft import Link, Recomputed

if TYPE_CHECKING:
    from validation.book import Book
    from validation.cells import CellValue, Plain, RawBook
    from workbook_templates.draft import DraftValue, TableAppend


def with_setting(raw: RawBook, book: Book, name: str, value: str | None) -> RawBook:
    """The workbook with another value for a setting that it lists.

    Args:
        raw: the workbook.
        book: the same, read.
        name: the setting's name.
        value: its value.
    """
    rows = book.rows(SettingRow)
    table, place = raw.tables[SettingRow.table], rows.positions["value"]
    at = list(table.numbers).index(book.settings.rows[name])
    columns = [list(column) for column in table.columns]
    columns[place][at] = value
    return raw._replace(tables=raw.tables | {table.name: table._replace(columns=tuple(columns))})


def with_lines(raw: RawBook, lines: TableAppend) -> RawBook:
    """The workbook with lines added to a table."""
    table = raw.tables[lines.table]
    first = (table.numbers[-1] if table.numbers else table.header_row) + 1
    added = []
    for number, line in enumerate(lines.rows, first):
        cells: dict[str, CellValue] = {
            heading: _as_read(value, date1904=raw.date1904) for heading, value in zip(lines.headings, line, strict=True)
        }
        added.append(RawRow(number, tuple(cells.get(heading) for heading in table.headings)))
    return raw._replace(tables=raw.tables | {table.name: table.with_rows([*table.rows, *added])})


def _as_read(value: DraftValue, *, date1904: bool) -> Plain:
    """A value of a line as a host will read it."""
    assert not isinstance(value, Link | Recomputed)  # noqa: S101 - a line holds texts, numbers and days
    if isinstance(value, date):
        return float(serial_of_day(value, date1904=date1904))
    return float(value) if isinstance(value, Decimal | int) else value

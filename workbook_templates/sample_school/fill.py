"""Fill a blank template by the names of its tables and headings alone, as any other program could."""

from __future__ import annotations

import io
import re
import zipfile
from copy import copy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from validation.registers.parameters import ParameterRow
from validation.registers.settings import SettingRow
from workbook_templates.packing import contents, packed
from workbook_templates.shipped_rows import AS_TYPED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.table import Table
    from openpyxl.worksheet.worksheet import Worksheet

    from workbook_templates.sample_school.planting import Damage
    from workbook_templates.sample_school.rows import Row, Rows

_MEANT_AS_TEXT = re.compile(r'<ignoredError numberStoredAsText="1" sqref="([^"]*)"')


class _Place(NamedTuple):
    """Where a table stands: its sheet, its own description, its corners, and the column of each heading."""

    sheet: Worksheet
    table: Table
    left: int
    top: int
    right: int
    bottom: int
    columns: dict[str, int]


def fill(template: Path | bytes, rows: Rows, damage: Damage | None = None) -> bytes:
    """The template with rows in its tables; the same rows give the same bytes.

    A table's rows replace what the template shipped in it, and the table grows over them; each new row looks like the first.
    In 设置 only the value of each named setting is written; those of 规则参数 are added below the shipped ones. Numbers stand in the file digit by digit as given; text that
    begins with ``=`` becomes a formula.

    Args:
        template: a blank workbook made from the registers.
        rows: table → rows, each heading → value.
        damage: what to do to the workbook beyond its rows, for the book with planted errors.

    Raises:
        KeyError: the template lacks a table or a heading.
        TypeError: a value is none that a row may hold.
    """
    package = template.read_bytes() if isinstance(template, Path) else template
    book = load_workbook(io.BytesIO(package))
    for name, body in rows.items():
        if name == SettingRow.table:
            _set_values(_place(book, name), body)
        elif body:
            place = _place(book, name)
            _fill_body(place, body, kept=place.bottom - place.top if name == ParameterRow.table else 0)
    if damage:
        _damage(book, damage)
    notes = _meant_as_text(package)
    with_table = {f"xl/worksheets/sheet{number}.xml" for number, sheet in enumerate(book.worksheets, 1) if sheet.tables}
    drawn = {name: content for name, content in contents(package) if name.startswith(("xl/charts/", "xl/drawings/"))}
    return packed(book, {part: cells for part, cells in notes.items() if part in with_table}, drawn)


def _place(book: Workbook, name: str) -> _Place:
    for sheet in book.worksheets:
        if name in sheet.tables:
            table = sheet.tables[name]
            left, top, right, bottom = (edge or 0 for edge in range_boundaries(table.ref))
            columns = {str(sheet.cell(top, column).value): column for column in range(left, right + 1)}
            return _Place(sheet, table, left, top, right, bottom, columns)
    message = f"the template has no table {name}"
    raise KeyError(message)


def _fill_body(place: _Place, rows: Iterable[Row], kept: int) -> None:
    """Put rows into a table below the first ``kept`` of those that stand there; a row looks like the table's first, numbers below kept rows as typed."""
    sheet, top = place.sheet, place.top
    width = range(place.left, place.right + 1)
    last = top + kept
    for row in rows:
        last += 1
        for column in width:
            sheet.cell(last, column)._style = copy(sheet.cell(top + 1, column)._style)  # type: ignore[union-attr]  # noqa: SLF001 - a whole format
        if last <= place.bottom:
            _empty(place, last)
        for heading, value in row.items():
            _put(sheet, last, place.columns[heading], value)
            if kept and isinstance(value, Decimal | int):
                sheet.cell(last, place.columns[heading]).number_format = AS_TYPED
    for leftover in range(last + 1, place.bottom + 1):
        _empty(place, leftover)
    place.table.ref = f"{get_column_letter(place.left)}{top}:{get_column_letter(place.right)}{last}"
    if place.table.autoFilter is not None:
        place.table.autoFilter.ref = place.table.ref


def _empty(place: _Place, row: int) -> None:
    for column in range(place.left, place.right + 1):
        place.sheet.cell(row, column).value = None


def _set_values(place: _Place, rows: Iterable[Row]) -> None:
    name, value = SettingRow.heading("name"), SettingRow.heading("value")
    found = {place.sheet.cell(row, place.columns[name]).value: row for row in range(place.top + 1, place.bottom + 1)}
    for row in rows:
        if value in row:  # else the school leaves it blank
            _put(place.sheet, found[str(row[name])], place.columns[value], row[value])


def _put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Write one value. A number goes in as its digits: openpyxl would print 9.95 as 9.949999999999999."""
    cell = sheet.cell(row, column)
    if isinstance(value, Decimal | int):
        cell.value = f"{value:f}" if isinstance(value, Decimal) else str(value)
        cell.data_type = "n"
    elif isinstance(value, str | date):
        cell.value = value
    else:
        message = f"a row holds text, whole numbers, decimals and days, not {value!r}"
        raise TypeError(message)


def _damage(book: Workbook, damage: Damage) -> None:
    for gap, stray in ((1, damage.attached), (2, damage.below)):
        for name, row in stray.items():
            place = _place(book, name)
            for heading, value in row.items():
                _put(place.sheet, place.bottom + gap, place.columns[heading], value)
    for (name, heading), wrong in damage.headings.items():
        place = _place(book, name)
        place.sheet.cell(place.top, place.columns[heading]).value = wrong
        for column in place.table.tableColumns:
            column.name = wrong if column.name == heading else column.name


def _meant_as_text(package: bytes) -> dict[str, str]:
    """The template's notes to Excel that digits kept as text are meant in some cells; openpyxl does not read them."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")}
    return {name: found[1] for name, xml in parts.items() if (found := _MEANT_AS_TEXT.search(xml))}

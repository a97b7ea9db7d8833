"""What a copy says, written out in one plain form, and the SHA-256 of that: its fingerprint.

Covered are the sheets with their order and names, every cell that holds anything with its address, the tables with their places and headings, and the names
of cells. Looks, widths and print set-up are not: so a copy that Excel, WPS or LibreOffice has opened and saved again has the same fingerprint. Numbers count
with 15 significant digits, as Excel shows them. Of a formula only that it is one counts where formulas may stand (核对), else its value.

The form, in UTF-8, each line ended by a line feed::

    sheet "月成本"
    A4 "2025-09"
    B4 21
    table 月成本 A3:BX8
    name 公示_结余_本月 "公示-食堂收支"!C20
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from addin.sheet_reader import read_rows
from addin.sheet_text import cell_texts, row_texts
from addin.table_part import MAX_COLUMN
from validation.cells import ErrorValue, Formula, bare_name, column_letters, column_number

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from addin.sheet_text import SheetText
    from addin.snapshot import Snapshot
    from validation.cells import CellValue

FINGERPRINT_LENGTH = 64
_PLACE = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"')
_ANY = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?c[\s/>]")


def fingerprint(snapshot: Snapshot, left_out: Callable[[str, str, CellValue], bool], formulas: Container[str] = ()) -> str:
    """The fingerprint of a workbook: 64 characters.

    Args:
        snapshot: the workbook.
        left_out: of sheet, address and value: whether a cell is not covered, such as the one that shows the fingerprint.
        formulas: the sheets in which formulas may stand.
    """
    said = hashlib.sha256()
    for line in canonical(snapshot, left_out, formulas):
        said.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return said.hexdigest()


def canonical(snapshot: Snapshot, left_out: Callable[[str, str, CellValue], bool], formulas: Container[str] = ()) -> Iterator[str]:
    """The lines that are covered, in order."""
    for sheet in snapshot.workbook.sheets:
        yield f"sheet {_text(sheet.name)}"
        if sheet.kind == "worksheet":
            for place, value in filled_cells(snapshot, sheet.name):
                if not left_out(sheet.name, place, value):
                    yield f"{place} {'=' if isinstance(value, Formula) and sheet.name in formulas else value_text(value)}"
    tables = [table for sheet in snapshot.sheets.values() for table in sheet.tables]
    for table in sorted(tables, key=lambda each: each.name):
        yield f"table {table.name} {table.area.text}"
    for name, (sheet_name, cell) in sorted(_names(snapshot).items()):
        yield f"name {name} {_text(sheet_name)}!{cell}"


def _names(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    """The names of rectangles of cells, but those with which programs keep print areas and filters."""
    return {
        area.name: (area.sheet, area.first if area.first == area.last else f"{area.first}:{area.last}")
        for area in snapshot.workbook.areas
        if not bare_name(area.name).startswith("_xlnm")
    }


def value_text(value: CellValue) -> str:
    """A value in the plain form: text as JSON, a number with 15 significant digits."""
    if isinstance(value, Formula):
        value = value.value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, ErrorValue):
        return value.code
    return "" if value is None else format(value or 0.0, ".15g")


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def filled_cells(snapshot: Snapshot, sheet: str) -> Iterator[tuple[str, CellValue]]:
    """Every cell of a sheet that holds anything, row by row, with its address."""
    text = snapshot.sheet_text(sheet)
    rows = read_rows(text, 1, max(1, last_column(text)), snapshot.values)
    letters = [column_letters(column) for column in range(1, len(rows.columns) + 1)]
    for number, *cells in zip(rows.numbers, *rows.columns, strict=True):
        for column, value in zip(letters, cells, strict=True):
            if value is not None and value != Formula(""):
                yield f"{column}{number}", value


def last_column(text: SheetText) -> int:
    """The last column in which a cell stands, whatever the sheet says of its own dimension."""
    places = [found[1] for found in _PLACE.finditer(text.content, text.start, text.end)]
    if len(places) == sum(1 for _ in _ANY.finditer(text.content, text.start, text.end)):
        return max((column_number(each.decode()) for each in set(places)), default=1)
    return min(MAX_COLUMN, max((cell.column for row in row_texts(text) for cell in cell_texts(text, row)), default=1))


def formula_cells(snapshot: Snapshot, sheet: str) -> list[str]:
    """The cells of a sheet with formulas, but those that only say TRUE, FALSE or an error, as LibreOffice keeps such values."""
    return [
        place
        for place, value in filled_cells(snapshot, sheet)
        if isinstance(value, Formula) and not isinstance(value.value, bool | ErrorValue)
    ]

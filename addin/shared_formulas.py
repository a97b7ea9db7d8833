"""Formulas that reach over several cells: never is only a part of one overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.plain_xml import attributes, elements
from addin.sheet_text import CellText, SheetText, cell_texts, row_texts
from addin.table_part import Area, parse_area
from validation.cells import column_letters
from validation.refusals import NotWritable

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOOKS_LIMIT = 20_000_000
"""How often an overwritten cell may be looked for in an array; more is no ordinary sheet."""
_REACHING = (b"array", b"dataTable")
"""Without quotes: a search for letters that are rare in a sheet is four times faster."""


def check_shared_formulas(sheet: SheetText, overwritten: Iterable[CellText]) -> None:
    """Look for formulas that the overwritten cells share with cells that stay.

    Raises:
        NotWritable: there is one; the text names its cell.
    """
    overwritten = tuple(overwritten)
    gone = {(cell.row, cell.column) for cell in overwritten}
    masters = {
        values.get("si") for cell in overwritten if "ref" in (values := _formula(cell, sheet)) and values.get("t") == "shared"
    }
    if not gone or (not masters and not any(mark in sheet.content for mark in _REACHING)):
        return
    rows, columns = sorted({row for row, _ in gone}), sorted({column for _, column in gone})
    around, looked = Area(rows[0], columns[0], rows[-1], columns[-1]), 0
    for row in row_texts(sheet):
        for cell in cell_texts(sheet, row):
            values = _formula(cell, sheet)
            if values.get("t") == "shared" and values.get("si") in masters and (cell.row, cell.column) not in gone:
                raise _in_part(cell)
            area = parse_area(values.get("ref", "")) if values.get("t") in ("array", "dataTable") else None
            if area is None or _cells(area) == 1 or not area.overlap(around):
                continue
            looked += len(gone)
            if looked > _LOOKS_LIMIT or 0 < _count_inside(area, gone) < _cells(area):
                raise _in_part(cell)


def _formula(cell: CellText, sheet: SheetText) -> dict[str, str]:
    """The attributes of a cell's formula."""
    if b"f" not in cell.content:
        return {}
    found = next(elements(cell.content, b"f", sheet.prefix), None)
    return attributes(found[1]) if found else {}


def _cells(area: Area) -> int:
    return (area.last_row - area.first_row + 1) * (area.last_column - area.first_column + 1)


def _count_inside(area: Area, places: Iterable[tuple[int, int]]) -> int:
    return sum(area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column for row, column in places)


def _in_part(cell: CellText) -> NotWritable:
    place = f"{column_letters(cell.column)}{cell.row}"
    return NotWritable(f"单元格 {place} 的公式与本程序要填写的单元格共用一个公式，不能只改一部分：请先把它改成普通公式，再试。")

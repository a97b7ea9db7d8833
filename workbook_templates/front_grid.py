"""The grid of 首页: two columns of blocks between margins, and how a block, a row and a heading are drawn in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from openpyxl.styles import Border
from openpyxl.workbook.defined_name import DefinedName

from workbook_templates import look
from workbook_templates.front_state import FRONT

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LEFT, LEFT_END = 2, 17
RIGHT, RIGHT_END = 19, 28
MARGINS = (1, 18, 29)
LAST = 29
CELL, MARGIN = 4.9, 2.4
"""How wide a column of the grid is, and one of the margins, in characters."""


def block(sheet: Worksheet, row: int, first: int, last: int, value: object = None) -> Cell:
    """A merged block of the grid, and the cell that speaks for it."""
    if first != last:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    cell = cast("Cell", sheet.cell(row, first))
    cell.value = cast("str | int | None", value)
    cell.alignment, cell.font = look.aligned(), look.font()
    return cell


def paint(sheet: Worksheet, row: int, across: tuple[int, int], colour: str = "", below: str = "") -> None:
    """Put a colour behind a row of the grid from column to column, or a line below it."""
    for position in range(across[0], across[1] + 1):
        cell = sheet.cell(row, position)
        if colour:
            cell.fill = look.fill(colour)
        if below:
            cell.border = Border(bottom=look.line(below))


def heading(sheet: Worksheet, row: int, first: int, last: int, text: object) -> None:
    """A heading over a block, with a line below it."""
    sheet.row_dimensions[row].height = 26
    cell = block(sheet, row, first, last, text)
    cell.font = look.font(12, look.BRAND.deep, bold=True)
    for position in range(first, last + 1):
        sheet.cell(row, position).border = Border(bottom=look.line(look.BRAND.head, "medium"))


def name_cell(book: Workbook, name: str, cell: Cell) -> None:
    """Let a refresh find a cell by its name."""
    book.defined_names[name] = DefinedName(name, attr_text=f"{FRONT}!${cell.column_letter}${cell.row}")

"""What every sheet of one table has in common: the band with title and purpose, the heading row, the table, the print set-up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.styles import Border
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo

from workbook_templates import look
from workbook_templates.front_state import FRONT

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Alignment
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LAST_ROW = 20_000
"""Drop-downs and conditional formats reach down to this row."""

_FILTER_ARROW = 3
_CELL_PADDING = 0.71
_ONE_LINE = 6
_LEAST_BAND = 118
_EDGE_COLUMN = 9
_PORTRAIT = 92
_PAGE = 215


@dataclass(frozen=True)
class SheetColumn:
    """One column as the sheet shows it."""

    heading: str
    number_format: str
    width: float
    alignment: Alignment
    head: str
    head_text: str


@dataclass(frozen=True)
class SheetTable:
    """One table alone on the sheet of its name: where its heads stand and what its columns are."""

    name: str
    group: str
    purpose: str
    columns: tuple[SheetColumn, ...]
    sections: tuple[tuple[str, int, str], ...] = ()
    """Bands above the heads: (label, how many columns, colour); none for most tables."""

    @property
    def heading_row(self) -> int:
        """The sheet row of the headings."""
        return 3 if self.sections else 2

    @property
    def first_row(self) -> int:
        """The sheet row of the first row of data."""
        return self.heading_row + 1

    @property
    def last_column(self) -> str:
        """The letters of the last column."""
        return get_column_letter(len(self.columns))

    def column_range(self, position: int) -> str:
        """The cells of the 1-based column ``position`` that drop-downs and formats cover."""
        letters = get_column_letter(position)
        return f"{letters}{self.first_row}:{letters}{LAST_ROW}"

    def columns_range(self, count: int) -> str:
        """The cells of the first ``count`` columns that conditional formats cover."""
        return f"A{self.first_row}:{get_column_letter(count)}{LAST_ROW}"


def readable_width(heading: str, width: float) -> float:
    """A width in which the heading stands on one line beside the filter arrow, or, when long, on two."""
    signs = len(heading)
    need = 2 * signs if signs <= _ONE_LINE else 2 * math.ceil(signs / 2)
    return max(width, need + _FILTER_ARROW)


def table_sheet(book: Workbook, table: SheetTable, rows: int = 1, frozen_columns: int = 1) -> Worksheet:
    """Add the sheet with its band, heads and table; the table has ``rows`` rows of data, left empty."""
    sheet: Worksheet = book.create_sheet(table.name)
    colours = look.palette(table.group)
    sheet.sheet_properties.tabColor = colours.deep
    for position, column in enumerate(table.columns, start=1):
        _lay_column(sheet, table, position, column, rows)
    _band(sheet, table, colours)
    _section_bands(sheet, table)
    last_row = table.heading_row + rows
    excel_table = Table(displayName=table.name, ref=f"A{table.heading_row}:{table.last_column}{last_row}")
    excel_table.tableStyleInfo = TableStyleInfo(name=table_style_name(table.group), showRowStripes=True, showColumnStripes=False)
    sheet.add_table(excel_table)
    _view(sheet, table, frozen_columns)
    _print_setup(sheet, table)
    return sheet


def table_style_name(group: str) -> str:
    """The name of the group's table style."""
    return f"膳账 {group}"


def jump(cell: Cell, sheet: str, tip: str = "") -> None:
    """Make a cell a link to a sheet of the workbook."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!A1", tooltip=tip or None)


def _lay_column(sheet: Worksheet, table: SheetTable, position: int, column: SheetColumn, rows: int) -> None:
    letters = get_column_letter(position)
    lay = sheet.column_dimensions[letters]
    lay.width = round(readable_width(column.heading, column.width) + _CELL_PADDING, 2)
    lay.number_format, lay.alignment, lay.font = column.number_format, column.alignment, look.font()
    head = sheet.cell(table.heading_row, position, column.heading)
    head.font = look.font(look.HEAD, column.head_text, bold=True)
    head.fill = look.fill(column.head)
    head.alignment = look.aligned("center", wrap=True)
    head.border = Border(left=look.line(look.WHITE), right=look.line(look.WHITE))
    head.number_format = "@"
    for row in range(table.first_row, table.first_row + rows):
        body = sheet.cell(row, position)
        body.number_format, body.alignment, body.font = column.number_format, column.alignment, look.font()
        body.border = look.box()


def _section_bands(sheet: Worksheet, table: SheetTable) -> None:
    """Row 2 of a table with sections: what the heads below have in common."""
    first = 1
    for label, count, colour in table.sections:
        for position in range(first, first + count):
            sheet.cell(2, position).fill = look.fill(colour)
        cell = sheet.cell(2, first, label or None)
        cell.font, cell.alignment = look.font(look.HEAD, look.WHITE, bold=True), look.aligned(indent=1)
        first += count


def _band(sheet: Worksheet, table: SheetTable, colours: look.Palette) -> None:
    """Row 1: the way back to 首页, the title, and what the sheet is for."""
    widths = [readable_width(column.heading, column.width) for column in table.columns]
    while sum(widths) < _LEAST_BAND:
        widths.append(_EDGE_COLUMN)
    for position in range(1, len(widths) + 1):
        sheet.cell(1, position).fill = look.fill(colours.pale)
    back = sheet.cell(1, 1, "‹ 首页")
    jump(back, FRONT, "回到首页")
    back.font, back.alignment = look.font(look.BODY, look.LINK), look.aligned(indent=1)
    title = sheet.cell(1, 2, table.name)
    title.font, title.alignment = look.font(look.TITLE, colours.deep, bold=True), look.aligned()
    need, room, position = len(table.name) * look.CHARACTERS_A_TITLE_SIGN + 2, 0.0, 2
    while room < need:
        room += widths[position - 1] if position <= len(widths) else _EDGE_COLUMN
        position += 1
    purpose = sheet.cell(1, position, table.purpose)
    purpose.font, purpose.alignment = look.font(look.BODY, look.MUTED), look.aligned()


def _view(sheet: Worksheet, table: SheetTable, frozen_columns: int) -> None:
    first = f"{get_column_letter(frozen_columns + 1)}{table.first_row}"
    sheet.freeze_panes = first
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = f"A{table.first_row}"
    wraps = any(column.alignment.wrap_text for column in table.columns)
    sheet.sheet_format.defaultRowHeight = look.TWO_LINES if wraps and table.group == look.RESULTS else look.ROW
    sheet.row_dimensions[1].height = look.BAND_ROW
    if table.sections:
        sheet.row_dimensions[2].height = look.ROW
    sheet.row_dimensions[table.heading_row].height = look.HEAD_ROW


def _print_setup(sheet: Worksheet, table: SheetTable) -> None:
    """A4, as wide as fits (a very wide table over several pages), heads on every page."""
    width = sum(readable_width(column.heading, column.width) for column in table.columns)
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "portrait" if width <= _PORTRAIT else "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = math.ceil(width / _PAGE)
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"1:{table.heading_row}"
    if sheet.page_setup.fitToWidth > 1:
        sheet.print_title_cols = "A:A"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(left=footer_part("膳账 · &A"), right=footer_part("第 &P 页，共 &N 页"))


def footer_part(text: str) -> _HeaderFooterPart:
    """A part of a page's foot in the workbook's font."""
    return _HeaderFooterPart(text, font=f"{look.FACE},常规", size=9)

"""The workbook of a roll-up, written row by row by XlsxWriter in constant memory. Texts are written as texts, never as formulas; the same rows give the same bytes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range

from validation.cells import column_letters
from validation.money import printed
from validation.months import serial_of_day
from workbook_templates.district_tables import DECIMALS
from workbook_templates.results import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from workbook_templates.results import ResultColumn, ResultTable

MARK = "膳账汇总"
"""The category among the file's properties: only a roll-up is written over."""
FACE, INK, MUTED, WHITE, LINE = "微软雅黑", "#22312D", "#6B7772", "#FFFFFF", "#DDE3E0"
DEEP, HEAD, SOFT = "#14532D", "#2F7D5B", "#CFE5DA"
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_STAMP = datetime(2000, 1, 1)  # noqa: DTZ001 - no clock in the file; a workbook's properties know no zones
HEADING_ROW, FIRST_ROW = 1, 2
"""From 0: a band with the sheet's purpose, the headings, the rows."""
ROWS_LIMIT = 1_000_000
"""Excel has 1,048,576."""
_LINE_POINTS, _WIDE_FROM = 15, "\u2e80"
_MOST_LINES = 27
"""Excel has no row higher than 409 points."""
_LONG = 44
"""Characters across of a column that holds sentences."""
_PAGE = 320
"""Characters across that can still be read on A4."""
_FROZEN_TEXTS = ("学校", "食堂", "学期", "月份")


class Book:
    """The workbook on its way."""

    def __init__(self, place: Path) -> None:
        """Begin the file at ``place``."""
        self.workbook = Workbook(
            str(place),
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        self.workbook.set_properties({"title": "各校食堂账簿汇总", "category": MARK, "created": _STAMP})
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def format(self, **wanted: object) -> Format:
        """A cell format; of equal ones there is one."""
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            base = {"font_name": FACE, "font_size": 10, "font_color": INK, "valign": "vcenter"}
            self._formats[key] = self.workbook.add_format(base | wanted)
        return self._formats[key]

    def sheet(self, name: str, colour: str = HEAD) -> Worksheet:
        """A new sheet, ready for A4 across."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_tab_color(colour)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L膳账汇总 · &A&R第 &P 页，共 &N 页")
        return sheet

    def close(self) -> None:
        """Finish the file."""
        self.workbook.close()


class TableSheet:
    """A sheet with one table, named alike, filled from the top down."""

    def __init__(self, book: Book, table: ResultTable, frozen: int | None = None) -> None:
        """Begin it.

        Args:
            book: where it stands.
            table: its columns.
            frozen: how many columns stay in sight; those that say which school when left out.
        """
        self._table = table
        self.name = table.name
        self.sheet = book.sheet(table.name)
        self.rows = self.left_out = 0
        wide = sum(column.width for column in table.columns) > _PAGE
        self._writers = [
            _Cell(place, column, book.format(**_look(column, wrapped=not wide))) for place, column in enumerate(table.columns)
        ]
        self._wrapped = [] if wide else [(place, each.width) for place, each in enumerate(table.columns) if each.width >= _LONG]
        head = book.format(bold=True, font_color=WHITE, bg_color=HEAD, text_wrap=True, align="center", border=1, border_color=LINE)
        for place, column in enumerate(table.columns):
            self.sheet.set_column(place, place, column.width)
        self.sheet.set_row(0, 26)
        self.sheet.write_string(0, 0, f"{table.name}　{table.purpose}", book.format(bold=True, font_size=12, font_color=DEEP))
        self.sheet.set_row(HEADING_ROW, 32)
        for place, column in enumerate(table.columns):
            self.sheet.write_string(HEADING_ROW, place, column.heading, head)
        across = sum(column.heading in _FROZEN_TEXTS for column in table.columns[:4]) if frozen is None else frozen
        self.sheet.freeze_panes(FIRST_ROW, across)
        self.sheet.repeat_rows(HEADING_ROW)
        if wide:
            self.sheet.fit_page = False  # too wide to be read on one page: side by side, the school on each
            self.sheet.set_print_scale(60)
            self.sheet.repeat_columns(0, max(across, 1) - 1)
        self.sheet._write_single_row(FIRST_ROW)  # noqa: SLF001 - the rows that follow go the short way

    def add(self, row: Sequence[object]) -> None:
        """One row: scaled integers, texts, days as ``2025-09-01``; ``None`` for a blank cell."""
        if self.rows >= ROWS_LIMIT:
            self.left_out += 1
            return
        self.rows += 1
        number = FIRST_ROW + self.rows
        cells = [write(value, number) for write, value in zip(self._writers, row, strict=True)]
        self.sheet.fh.write(f'<row r="{number}"{self._height(row)}>{"".join(cells)}</row>')

    def _height(self, row: Sequence[object]) -> str:
        """Rows do not grow by themselves in every program when a file is opened: one with a text of several lines says so."""
        lines = max((_lines(str(row[place]), width) for place, width in self._wrapped if row[place]), default=1)
        return f' ht="{_LINE_POINTS * lines:g}" customHeight="1"' if lines > 1 else ""

    def close(self) -> None:
        """Make the rows a table."""
        if not self.rows:
            self.add([None] * len(self._table.columns))
        as_table(self.sheet, self._table, HEADING_ROW, self.rows)
        self.sheet.dim_rowmax = HEADING_ROW + self.rows


class _Cell:
    """Writes the cells of one column. XlsxWriter takes three times as long for a cell, of which a county has half a million."""

    def __init__(self, place: int, column: ResultColumn, look: Format) -> None:
        self._head = f'<c r="{column_letters(place + 1)}'
        self._style = f'" s="{look._get_xf_index()}"'  # noqa: SLF001 - the number the file knows the format by
        self._decimals = DECIMALS.get(column.format, 0)
        self._is_day = column.format == DAY

    def __call__(self, value: object, row: int) -> str:
        """The cell in a row, counted from 1."""
        if value is None or value == "":
            return f"{self._head}{row}{self._style}/>"
        if isinstance(value, int):
            return f"{self._head}{row}{self._style}><v>{printed(value, self._decimals)}</v></c>"
        text = str(value)
        if self._is_day:
            return f"{self._head}{row}{self._style}><v>{serial_of_day(date.fromisoformat(text))}</v></c>"
        return f'{self._head}{row}{self._style} t="inlineStr"><is><t xml:space="preserve">{text.translate(_ESCAPED)}</t></is></c>'


def as_table(sheet: Worksheet, table: ResultTable, top: int, rows: int) -> None:
    """Make a table of what stands in a sheet.

    XlsxWriter refuses that in constant memory, since it writes the headings again, and keeps a note of each cell of a table: so the refusal is switched off, for the
    headings stand already, and the table is made of one row and then grown.

    Args:
        sheet: where its rows have been written.
        table: its name and columns.
        top: the row of the headings, from 0.
        rows: how many follow, at least one.
    """
    columns = [{"header": column.heading} for column in table.columns]
    sheet.constant_memory = False
    sheet.add_table(top, 0, top + 1, len(columns) - 1, {"name": table.name, "columns": columns, "style": "Table Style Light 1"})
    sheet.constant_memory = True
    sheet.tables[-1] |= dict.fromkeys(("range", "a_range", "autofilter"), xl_range(top, 0, top + rows, len(columns) - 1))


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column; a Chinese sign is as wide as two digits."""
    return min(_MOST_LINES, max(1, -(-sum(1 + (sign >= _WIDE_FROM) for sign in text) // (width - 3))))


def _look(column: ResultColumn, *, wrapped: bool) -> dict[str, object]:
    """The format of a column's cells; long texts may take several lines where the sheet is no wider than a page."""
    if column.format in DECIMALS or column.format == DAY:
        return {"num_format": column.format}
    look: dict[str, object] = {"num_format": "@", "align": "left", "indent": 1}
    return look | {"text_wrap": True} if wrapped and column.width >= _LONG else look

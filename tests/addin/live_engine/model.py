"""What an open Excel keeps of a workbook, filled from a file by openpyxl: cells as typed, shown values, tables, names, protection.

A text set into a cell is parsed as if it were typed: ``=`` begins a formula, an apostrophe a text, figures are a number, and so on.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from openpyxl.utils.datetime import to_excel as _to_excel
from openpyxl.worksheet.formula import ArrayFormula

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

ERRORS = {
    "#NULL!": -2146826288, "#DIV/0!": -2146826281, "#VALUE!": -2146826273, "#REF!": -2146826265, "#NAME?": -2146826259,
    "#NUM!": -2146826252, "#N/A": -2146826246,
}  # fmt: skip
WORDS = {number: word for word, number in ERRORS.items()}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DAY = re.compile(r"(\d{4})(?:[-/]|年)(\d{1,2})(?:[-/]|月)(\d{1,2})日?")
_MONTH = re.compile(r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -]?\d{1,2}", re.IGNORECASE)
_CHINESE = re.compile(r"[一二三四五六七八九十]+月|[上下]午\d+(?::\d+)?")
_LINK = re.compile(r'=HYPERLINK\("(?:[^"]|"")*","((?:[^"]|"")*)"\)')


def to_excel(value: object, epoch: object = CALENDAR_WINDOWS_1900) -> float:
    """The serial number of a day."""
    return float(_to_excel(value, epoch))  # type: ignore[no-untyped-call]


@dataclass
class Cell:
    """One cell: its value as Excel keeps it (days as serial numbers, errors by number), its formula, its format."""

    value: float | str | bool | int | None = None
    formula: str | None = None
    format: str = "General"
    quoted: bool = False

    @property
    def filled(self) -> bool:
        return self.value is not None or self.formula is not None


@dataclass
class TableModel:
    name: str
    sheet: SheetModel
    area: tuple[int, int, int, int]
    headings: bool = True
    totals: bool = False


@dataclass
class SheetModel:
    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    tables: list[TableModel] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    protected: bool = False
    password: str = ""
    options: tuple[object, ...] = ()
    hidden_rows: set[int] = field(default_factory=set)

    def cell(self, row: int, column: int) -> Cell:
        return self.cells.get((row, column)) or Cell()


@dataclass
class BookModel:
    name: str
    sheets: list[SheetModel]
    names: dict[str, str]
    date1904: bool
    active: str = ""

    def shown(self, cell: Cell) -> object:
        """The value as COM hands it over: a day as datetime, a text, a float, an error by its number."""
        if isinstance(cell.value, float) and not isinstance(cell.value, bool) and _is_day(cell.format):
            if cell.value < 0:
                return cell.value
            shown = from_excel(cell.value, epoch=CALENDAR_MAC_1904) if self.date1904 else from_excel(cell.value)
            if isinstance(shown, time):
                return datetime(1899, 12, 30, shown.hour, shown.minute, shown.second)  # noqa: DTZ001 - Excel knows no zones
            return datetime(1899, 12, 30) + shown if isinstance(shown, timedelta) else shown  # noqa: DTZ001
        return cell.value

    def text(self, cell: Cell) -> str:
        """The formula as COM hands it over: of a constant its plain figures, of a quoted text the text."""
        if cell.formula is not None:
            return cell.formula
        if isinstance(cell.value, bool):
            return str(cell.value).upper()
        if isinstance(cell.value, int):
            return WORDS[cell.value]
        if isinstance(cell.value, float):
            return f"{cell.value:.15g}"
        return cell.value or ""

    def put(self, sheet: SheetModel, row: int, column: int, value: object) -> None:
        """Set a cell as ``Range.Value`` does."""
        cell = sheet.cells.setdefault((row, column), Cell())
        cell.value, cell.formula, cell.quoted = None, None, False
        if isinstance(value, bool):
            cell.value = value
        elif isinstance(value, (int, float)):
            cell.value = float(value)
        elif isinstance(value, datetime):
            cell.value = to_excel(value)
            cell.format = "yyyy/m/d" if cell.format == "General" else cell.format
        elif isinstance(value, str) and value:
            self._parse(cell, value)
        elif value not in (None, ""):
            raise TypeError(value)

    def _parse(self, cell: Cell, text: str) -> None:  # noqa: C901 - a list of what Excel takes a text for
        bare = unicodedata.normalize("NFKC", text).strip()
        if text.startswith("'"):
            cell.value, cell.quoted = text[1:] or None, True
        elif cell.format == "@":
            cell.value = text
        elif text[0] in "=+-@" and not _NUMBER.fullmatch(text):
            cell.formula = "=" + text.lstrip("=+@")
            link = _LINK.fullmatch(cell.formula)
            cell.value = link[1].replace('""', '"') if link else ERRORS["#NAME?"]
        elif _NUMBER.fullmatch(bare):
            cell.value = float(bare)
        elif found := _DAY.fullmatch(bare):
            cell.value, cell.format = (to_excel(datetime(int(found[1]), int(found[2]), int(found[3])))), "yyyy/m/d"  # noqa: DTZ001
        elif bare[-1:] == "%" and _NUMBER.fullmatch(bare[:-1]):
            cell.value = float(bare[:-1]) / 100
        elif bare[:1] == "(" and bare[-1:] == ")" and _NUMBER.fullmatch(bare[1:-1]):
            cell.value = -float(bare[1:-1])
        elif _MONTH.fullmatch(bare) or _CHINESE.fullmatch(bare):
            cell.value, cell.format = 45901.0, "d-mmm"
        elif bare.upper() in {"TRUE", "FALSE"}:
            cell.value = bare.upper() == "TRUE"
        elif text in ERRORS:
            cell.value = ERRORS[text]
        else:
            cell.value = text


def _is_day(form: str) -> bool:
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", form)
    return form != "General" and bool(re.search("[ymdhs年月日]", bare, re.IGNORECASE))


def open_model(path: Path) -> BookModel:
    """Open a file as Excel would."""
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)
    book = BookModel(path.name, [], {}, formulas.epoch == CALENDAR_MAC_1904)
    for sheet in formulas.worksheets:
        book.sheets.append(_sheet(book, sheet, values[sheet.title]))
    book.names = {name: defined.attr_text for name, defined in _names(formulas)}
    book.active = book.sheets[0].name
    return book


def _names(book: Workbook) -> list[tuple[str, Any]]:
    """Those of sheet scope too, as Excel lists them: ``'表'!名称``."""
    local = [(f"'{sheet.title}'!{name}", sheet.defined_names[name]) for sheet in book.worksheets for name in sheet.defined_names]
    return [*((name, book.defined_names[name]) for name in book.defined_names), *local]


def _sheet(book: BookModel, sheet: Any, values: Any) -> SheetModel:  # noqa: ANN401 - openpyxl's worksheets
    model = SheetModel(sheet.title)
    for row in sheet.iter_rows():
        for cell in row:
            shown = values.cell(cell.row, cell.column)
            kept = _cell(cell, shown, date1904=book.date1904)
            if kept.filled or kept.format != "General":
                model.cells[cell.row, cell.column] = kept
    for table in sheet.tables.values():
        first_column, first_row, last_column, last_row = (each or 0 for each in range_boundaries(table.ref))
        area = (first_row, first_column, last_row, last_column)
        model.tables.append(TableModel(table.displayName, model, area, table.headerRowCount != 0, bool(table.totalsRowCount)))
    for merged in sheet.merged_cells.ranges:
        model.merges.append((merged.min_row, merged.min_col, merged.max_row, merged.max_col))
    model.protected = bool(sheet.protection.sheet)
    model.password = "set" if sheet.protection.password else ""
    model.hidden_rows = {row for row, dimension in sheet.row_dimensions.items() if dimension.hidden}
    return model


def _cell(cell: Any, shown: Any, *, date1904: bool) -> Cell:  # noqa: ANN401 - openpyxl's cells
    kept = Cell(format=cell.number_format, quoted=bool(cell.quotePrefix))
    value = shown.value
    if cell.data_type == "f":
        kept.formula = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
    if shown.data_type == "e":
        kept.value = ERRORS[value]
    elif isinstance(value, bool) or value is None:
        kept.value = value
    elif isinstance(value, (int, float)):
        kept.value = float(value)
    elif isinstance(value, (str, CellRichText)):
        kept.value = str(value)
    elif isinstance(value, timedelta):
        kept.value = value / timedelta(days=1)
    else:
        kept.value = to_excel(value, CALENDAR_MAC_1904 if date1904 else CALENDAR_WINDOWS_1900)
    return kept

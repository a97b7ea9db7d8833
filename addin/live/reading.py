"""A workbook that is open in Excel as it stood at one moment: of each sheet with tables one window, fetched in two calls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from addin.live.cells import Habits, cell_column, counts_from_1904, errors_come_by_number
from addin.live.engine import asked, offered, patient
from addin.sheet_reader import SheetRows
from addin.snapshot import SheetSnapshot
from addin.table_part import MAX_ROW, Area, TablePart, parse_area
from addin.table_reader import raw_table
from addin.workbook_part import named_area
from validation.cells import RawBook, bare_name, sheet_name

if TYPE_CHECKING:
    from xlwings import Book, Range, Sheet
    from xlwings.main import Name, Table

    from validation.cells import CellValue, RawTable

Grid: TypeAlias = Sequence[Sequence[object]]
"""Rows of what Excel hands over."""

_BELOW = 1_000
"""Rows read below the last table where the engine cannot say how far a sheet is used."""
_MOST_LOOKS = 500
"""Calls after which no further merged cells are looked for: Excel itself allows none in a table."""


class Window(NamedTuple):
    """A rectangle of a sheet: its cells column by column, and the formulas as Excel has them, row by row."""

    area: Area
    columns: list[list[CellValue]]
    formulas: Grid

    def covers(self, row: int, column: int) -> bool:
        """Whether the cell lies in the window, or below it, where nothing stands."""
        return self.area.first_row <= row and self.area.first_column <= column <= self.area.last_column

    def cell(self, row: int, column: int) -> tuple[CellValue, object]:
        """What stands in a cell, and its formula."""
        if row > self.area.last_row:
            return None, ""
        across, down = column - self.area.first_column, row - self.area.first_row
        return self.columns[across][down], self.formulas[down][across]


class LiveSnapshot:
    """Everything that was read of an open workbook, and what is needed to write to it."""

    def __init__(self, habits: Habits, by_name: dict[str, Sheet]) -> None:
        self.book = RawBook({})
        self.habits = habits
        self.by_name = by_name
        self.sheets: dict[str, SheetSnapshot] = {}
        self.windows: dict[str, Window] = {}
        self.tables: dict[str, Table] = {}


def take_live_snapshot(book: Book) -> LiveSnapshot:
    """Read the tables and names of an open workbook.

    Raises:
        WorkbookBusy: Excel is busy, and stays so.
    """
    by_name = {sheet.name: sheet for sheet in patient(lambda: list(book.sheets))}
    tables = {name: _tables(sheet) for name, sheet in by_name.items()}
    grids = {name: _table_window(by_name[name], [part for part, _ in found]) for name, found in tables.items() if found}
    by_number = any(errors_come_by_number(chain.from_iterable(values)) for _, values, _ in grids.values())
    habits = Habits(_date1904(book, grids.values()), by_number)
    snapshot = LiveSnapshot(habits, by_name)
    for name, (area, values, formulas) in grids.items():
        window = snapshot.windows[name] = _window(area, values, formulas, habits)
        parts = tuple(part for part, _ in tables[name])
        snapshot.tables.update({part.part: table for part, table in tables[name]})
        rows = SheetRows(list(range(area.first_row, area.last_row + 1)), window.columns, tidy=True)
        snapshot.sheets[name] = SheetSnapshot(name, parts, rows, area.first_column, _merged(by_name[name], area))
    snapshot.book = RawBook(_raw_tables(snapshot), _single_cells(book, by_name), tuple(by_name), habits.date1904)
    return snapshot


def window_of(snapshot: LiveSnapshot, sheet: str, area: Area) -> Window:
    """A further window of a sheet, such as the cells of a form."""
    values, formulas = _fetch(snapshot.by_name[sheet], area)
    return _window(area, values, formulas, snapshot.habits)


def _window(area: Area, values: Grid, formulas: Grid, habits: Habits) -> Window:
    pairs = zip(zip(*values, strict=True), zip(*formulas, strict=True), strict=True)
    return Window(area, [cell_column(*pair, habits) for pair in pairs], formulas)


# --- tables ---------------------------------------------------------------------------------------------------------------------------


def _tables(sheet: Sheet) -> list[tuple[TablePart, Table]]:
    found = []
    every: list[Table] = offered(lambda: list(sheet.tables), [])
    for table in every:
        area = _area(patient(lambda table=table: table.range))  # type: ignore[misc]
        name = patient(lambda table=table: table.name)  # type: ignore[misc]
        headings = offered(lambda table=table: table.header_row_range is not None, otherwise=True)  # type: ignore[misc]
        totals = offered(lambda table=table: bool(table.show_totals), None)  # type: ignore[misc]
        if totals is None:
            totals = offered(lambda table=table: table.totals_row_range is not None, otherwise=False)  # type: ignore[misc]
        found.append((TablePart(name, name, area, int(headings), int(totals), (), b""), table))
    return found


def _area(cells: Range) -> Area:
    """Where a range lies: one question where the engine gives addresses as Excel does."""
    area = parse_area(asked(lambda: str(cells.address), ""))
    if area is None:
        row, column, (height, width) = cells.row, cells.column, cells.shape
        area = Area(row, column, row + height - 1, column + width - 1)
    return area


def _raw_tables(snapshot: LiveSnapshot) -> dict[str, RawTable]:
    tables: dict[str, RawTable] = {}
    for sheet in snapshot.sheets.values():
        for table in sheet.tables:
            if table.heading_rows:
                others = [other.area for other in sheet.tables if other is not table]
                tables[table.name] = raw_table(table, sheet.name, (sheet.rows, sheet.offset), others, sheet.merged)
    return tables


# --- cells ----------------------------------------------------------------------------------------------------------------------------


def _table_window(sheet: Sheet, tables: Sequence[TablePart]) -> tuple[Area, Grid, Grid]:
    """The columns that the tables of a sheet span, from the first heading row down to the last row in use."""
    areas = [table.area for table in tables]
    last = max(area.last_row for area in areas)
    used = offered(lambda: _area(sheet.used_range).last_row, last + _BELOW)
    area = Area(
        min(area.first_row for area in areas), min(area.first_column for area in areas),
        min(max(last, used), MAX_ROW), max(area.last_column for area in areas),
    )  # fmt: skip
    values = list(_values(sheet, area))
    while len(values) > last - area.first_row + 1 and all(value is None for value in values[-1]):
        values.pop()
    area = area._replace(last_row=area.first_row + len(values) - 1)
    return area, values, _formulas(sheet, area, values)


def _fetch(sheet: Sheet, area: Area) -> tuple[Grid, Grid]:
    values = _values(sheet, area)
    return values, _formulas(sheet, area, values)


def cells_of(sheet: Sheet, area: Area) -> Range:
    """The range of a rectangle."""
    return sheet.range((area.first_row, area.first_column), (area.last_row, area.last_column))


def _values(sheet: Sheet, area: Area) -> Grid:
    """As the engine hands them over, uncleaned: else an empty text and an error would be nothing."""
    cells = cells_of(sheet, area).options("raw", err_to_str=True)
    return _shaped(patient(lambda: cells.value), area)


def _formulas(sheet: Sheet, area: Area, values: Grid) -> Grid:
    """The formulas; where the engine knows none, the values, so that every cell is taken for a constant."""
    found = offered(lambda: cells_of(sheet, area).formula, None)
    return values if found is None else _shaped(found, area)


def _shaped(found: object, area: Area) -> Grid:
    """Rows of cells: a single cell comes bare, a single row or column may come flat."""
    height, width = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1
    if not isinstance(found, (list, tuple)):
        return [[found]]
    if found and isinstance(found[0], (list, tuple)):
        return found
    return [found] if len(found) == width and height == 1 else [[each] for each in found]


# --- the workbook ---------------------------------------------------------------------------------------------------------------------


def _date1904(book: Book, grids: Iterable[tuple[Area, Grid, Grid]]) -> bool:
    """Whether days are counted from 1904: asked of Windows, of macOS, else seen by a day and its serial number."""
    for answer in (
        asked(lambda: book.api.Date1904, None),
        asked(lambda: book.api.date_1904.get(), None),  # noqa: PLW0108 - not to be looked up before it is asked
        *(_betrayed(values, formulas) for _, values, formulas in grids),
    ):
        if isinstance(answer, bool):
            return answer
    return False


def _betrayed(values: Grid, formulas: Grid) -> bool | None:
    return counts_from_1904(chain.from_iterable(values), chain.from_iterable(formulas))


def _single_cells(book: Book, sheets: dict[str, Sheet]) -> dict[str, tuple[str, str]]:
    """The names of single cells; a name of exactly one merged range is the name of its first cell."""
    actual = {name.casefold(): name for name in sheets}
    found = {}
    for name, refers_to in _names(book):
        named = named_area(bare_name(name), refers_to, actual) if isinstance(refers_to, str) else None
        area = parse_area(f"{named.first}:{named.last}") if named else None
        if named and area and (named.first == named.last or _merge_area(sheets[named.sheet], area) == area):
            found[sheet_name(named.sheet, named.name) if "!" in name else name] = (named.sheet, named.first)
    return found


def _names(book: Book) -> list[tuple[str, object]]:
    """The names and what they refer to; one that cannot say it is left out."""
    every: list[Name] = offered(lambda: list(book.names), [])
    return [asked(lambda each=each: (each.name, each.refers_to), ("", None)) for each in every]  # type: ignore[misc]


def _merge_area(sheet: Sheet, area: Area) -> Area | None:
    """The merged range that holds the first cell of a rectangle."""
    return asked(lambda: _area(sheet.range((area.first_row, area.first_column)).merge_area), None)


def _merged(sheet: Sheet, area: Area) -> frozenset[Area]:
    """The merged ranges of a window: one question where there are none, as in every table that Excel made."""
    found: set[Area] = set()
    pending, looks = [area], 0
    while pending and looks < _MOST_LOOKS:
        part = pending.pop()
        looks += 1
        if asked(lambda part=part: cells_of(sheet, part).merge_cells, otherwise=False) is False:  # type: ignore[misc]
            continue
        height, width = part.last_row - part.first_row, part.last_column - part.first_column
        merged = _merge_area(sheet, part)
        if (
            merged is not None
            and merged.first_row <= part.last_row
            and merged.overlap(part)
            and (merged != Area(*merged[:2], *merged[:2]))
        ):
            found.add(merged)
        if merged == part or not (height or width):
            continue
        if height >= width:
            middle = part.first_row + height // 2
            pending += [part._replace(last_row=middle), part._replace(first_row=middle + 1)]
        else:
            middle = part.first_column + width // 2
            pending += [part._replace(last_column=middle), part._replace(first_column=middle + 1)]
    return frozenset(found)

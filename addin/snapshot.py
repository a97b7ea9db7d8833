"""A closed workbook as it stood at one moment: its package, and the parts of it that were read."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from addin.cell_values import CellValues
from addin.guard import ELEMENTS_LIMIT, check_count, open_package
from addin.plain_xml import damaged, elements
from addin.relationships import relationships
from addin.row_places import RowPlaces
from addin.shared_strings import shared_strings
from addin.sheet_reader import SheetRows, read_rows
from addin.sheet_text import SheetText, merged_areas, open_sheet, row_texts
from addin.table_part import Area, TablePart, parse_area, read_table_part
from addin.table_reader import raw_table
from addin.workbook_part import SheetPart, WorkbookPart, read_workbook_part
from addin.zip_directory import part_key
from validation.cells import RawBook

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from addin.package import Package
    from validation.cells import CellValue, RawTable


class SheetSnapshot:
    """A sheet that holds tables: the tables, and the rows of the columns they span, from ``offset`` on. Any host can fill one."""

    def __init__(self, name: str, tables: tuple[TablePart, ...], rows: SheetRows, offset: int, merged: frozenset[Area]) -> None:
        self.name = name
        self.tables = tables
        self.rows = rows
        self.offset = offset
        self.merged = merged
        self._by_number: dict[int, int] = {}

    def place(self, number: int) -> int | None:
        """Where a row of the sheet stands in ``rows``; ``None`` if it is not there."""
        if not self._by_number:
            self._by_number = dict(zip(self.rows.numbers, range(len(self.rows.numbers)), strict=True))
        return self._by_number.get(number)

    def cells(self, number: int, columns: Iterable[int]) -> list[CellValue]:
        """What stands in some columns (1-based) of a row."""
        place = self.place(number)
        return [None if place is None else self.rows.columns[column - self.offset][place] for column in columns]


class Snapshot:
    """Everything a host read from a workbook's file, and what it needs to write to it."""

    def __init__(self, package: Package, workbook: WorkbookPart, values: CellValues) -> None:
        self.package = package
        self.workbook = workbook
        self.values = values
        self.sheets: dict[str, SheetSnapshot] = {}
        self.texts: dict[str, SheetText] = {}
        self.merges: dict[str, frozenset[Area]] = {}

    def sheet_text(self, name: str) -> SheetText:
        """The text of any worksheet, by its name."""
        part = next(sheet.part for sheet in self.workbook.sheets if sheet.name == name)
        if part not in self.texts:
            self.texts[part] = open_sheet(self.package.read(part), part)
        return self.texts[part]

    def merged(self, name: str) -> frozenset[Area]:
        """The merged ranges of any worksheet, by its name."""
        text = self.sheet_text(name)
        if text.part not in self.merges:
            self.merges[text.part] = frozenset(merged_areas(text))
        return self.merges[text.part]

    def places(self, name: str) -> RowPlaces | None:
        """Where each row of a worksheet starts in its text; ``None`` when the rows are not in order."""
        text = self.sheet_text(name)
        if name not in self.sheets:
            numbers = [row.number for row in row_texts(text)]
            return RowPlaces(text, numbers) if all(one < other for one, other in pairwise(numbers)) else None
        read = self.sheets[name].rows
        return RowPlaces(text, read.numbers) if read.tidy else None

    def holds_formulas(self) -> bool:
        """Whether any sheet holds a formula, looking first where it costs nothing."""
        if self.workbook.calculation_chain is not None:
            return True
        sheets = [sheet for sheet in self.workbook.sheets if sheet.kind == "worksheet" and self.package.find(sheet.part)]
        return any(
            _has_formula(self.sheet_text(sheet.name)) for sheet in sorted(sheets, key=lambda each: each.part not in self.texts)
        )


def _has_formula(text: SheetText) -> bool:
    return next(elements(text.content[text.start : text.end], b"f", text.prefix), None) is not None


def take_snapshot(image: bytes, name: str, wanted: Container[str] | None = None) -> Snapshot:
    """Read the tables of the workbook file ``name`` whose bytes are ``image``.

    Args:
        image: the file's bytes.
        name: what messages call it.
        wanted: names of tables; sheets with none of them are not read, and only checked for damage. All are when left out.

    Raises:
        NotAWorkbook: it is no workbook, or damaged.
    """
    package = open_package(image, name)
    workbook = read_workbook_part(package, name)
    values = CellValues(shared_strings(package, workbook.shared_strings), date1904=workbook.date1904)
    snapshot = Snapshot(package, workbook, values)
    taken: set[str] = set()
    seen: set[str] = set()
    for sheet in workbook.sheets:
        if sheet.kind != "worksheet" or package.find(sheet.part) is None or part_key(sheet.part) in seen:
            continue
        seen.add(part_key(sheet.part))
        tables = _tables(package, sheet, taken)
        if tables and (wanted is None or any(table.name in wanted for table in tables)):
            text = snapshot.sheet_text(sheet.name)
            first = min(table.area.first_column for table in tables)
            last = max(table.area.last_column for table in tables)
            rows = read_rows(text, first, last, values)
            check_count(
                text.part, "表", len(tables) - 1, ELEMENTS_LIMIT // (1 + len(rows.numbers) + len(snapshot.merged(sheet.name)))
            )
            snapshot.sheets[sheet.name] = SheetSnapshot(sheet.name, tables, rows, first, snapshot.merged(sheet.name))
    package.check_rest()
    values.forget()
    return snapshot


def _tables(package: Package, sheet: SheetPart, taken: set[str]) -> tuple[TablePart, ...]:
    """The tables of a sheet; a table part belongs to the first sheet that points at it.

    Raises:
        NotAWorkbook: a table part is missing or damaged, or two tables overlap.
    """
    tables: list[TablePart] = []
    for arrow in relationships(package, sheet.part):
        if arrow.kind == "table" and part_key(arrow.part) not in taken:
            taken.add(part_key(arrow.part))
            tables.append(read_table_part(package.read(arrow.part), arrow.part))
    for one, other in combinations(tables, 2):
        if one.area.overlap(other.area):
            raise damaged(other.part)
    return tuple(tables)


def raw_book(snapshot: Snapshot) -> RawBook:
    """The workbook as the host contract has it."""
    tables: dict[str, RawTable] = {}
    for sheet in snapshot.sheets.values():
        for table in sheet.tables:
            if table.heading_rows:
                others = [other.area for other in sheet.tables if other is not table]
                tables.setdefault(table.name, raw_table(table, sheet.name, (sheet.rows, sheet.offset), others, sheet.merged))
    return RawBook(
        tables=tables,
        names=_single_cells(snapshot),
        sheets=tuple(sheet.name for sheet in snapshot.workbook.sheets),
        date1904=snapshot.workbook.date1904,
    )


def _single_cells(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    """The names of single cells; a name of exactly one merged range is the name of its first cell."""
    worksheets = {sheet.name for sheet in snapshot.workbook.sheets if sheet.kind == "worksheet"}
    names = {}
    for named in snapshot.workbook.areas:
        area = parse_area(f"{named.first}:{named.last}")
        if area is None or named.sheet not in worksheets:
            continue
        if named.first == named.last or area in snapshot.merged(named.sheet):
            names[named.name] = (named.sheet, named.first)
    return names

"""A closed workbook as it stood at one moment: its package, and the parts of it that were read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from addin.cell_values import CellValues
from addin.guard import open_package
from addin.package import part_key
from addin.relationships import relationships
from addin.shared_strings import shared_strings
from addin.sheet_reader import Rows, SheetText, merged_areas, open_sheet, read_rows
from addin.table_part import Area, TablePart, parse_area, read_table_part
from addin.table_reader import raw_table
from addin.workbook_part import WorkbookPart, read_workbook_part
from validation.cells import RawBook

if TYPE_CHECKING:
    from addin.package import Package
    from validation.cells import RawTable


@dataclass(frozen=True, slots=True)
class SheetSnapshot:
    """A sheet that holds tables: its text, its tables, and the rows of the columns the tables span, from ``offset`` on."""

    name: str
    text: SheetText
    tables: tuple[TablePart, ...]
    rows: Rows
    offset: int
    merged: tuple[Area, ...]


@dataclass(slots=True)
class Snapshot:
    """Everything a host read from a workbook's file, and what it needs to write to it."""

    package: Package
    workbook: WorkbookPart
    sheets: dict[str, SheetSnapshot] = field(default_factory=dict)
    texts: dict[str, SheetText] = field(default_factory=dict)

    def sheet_text(self, name: str) -> SheetText:
        """The text of any worksheet, by its name."""
        if name not in self.texts:
            part = next(sheet.part for sheet in self.workbook.sheets if sheet.name == name)
            self.texts[name] = open_sheet(self.package.read(part), part)
        return self.texts[name]


def take_snapshot(image: bytes, name: str) -> Snapshot:
    """Read the tables of the workbook file ``name`` whose bytes are ``image``.

    Raises:
        NotAWorkbook: it is no workbook, or damaged.
    """
    package = open_package(image, name)
    workbook = read_workbook_part(package, name)
    snapshot = Snapshot(package, workbook)
    strings = shared_strings(package, workbook.shared_strings)
    values = CellValues(strings, date1904=workbook.date1904)
    for sheet in workbook.sheets:
        if sheet.kind != "worksheet" or package.find(sheet.part) is None:
            continue
        arrows = relationships(package, sheet.part)
        tables = tuple(read_table_part(package.read(arrow.part), arrow.part) for arrow in arrows if arrow.kind == "table")
        if tables:
            text = snapshot.sheet_text(sheet.name)
            first = min(table.area.first_column for table in tables)
            last = max(table.area.last_column for table in tables)
            rows = read_rows(text, first, last, values)
            snapshot.sheets[sheet.name] = SheetSnapshot(sheet.name, text, tables, rows, first, merged_areas(text))
    return snapshot


def raw_book(snapshot: Snapshot) -> RawBook:
    """The workbook as the host contract has it."""
    tables: dict[str, RawTable] = {}
    for sheet in snapshot.sheets.values():
        for table in sheet.tables:
            if table.heading_rows:
                others = [other.area for other in sheet.tables if other is not table]
                tables.setdefault(table.name, raw_table(table, sheet.name, sheet.rows, sheet.offset, others, sheet.merged))
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
        if named.first == named.last or area in merged_areas(snapshot.sheet_text(named.sheet)):
            names[named.name] = (named.sheet, named.first)
    return names


def same_part(one: str, other: str) -> bool:
    """Whether two part names name the same part."""
    return part_key(one) == part_key(other)

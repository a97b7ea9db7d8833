"""A package of copied and new sheets: the same input gives the same bytes, and nothing in it tells of persons, machines or times."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from addin.copies.formats import PLAIN_STYLES, with_formats
from addin.copies.new_sheet import NewSheet
from addin.copies.package_parts import CopiedTable, arrows_xml, content_types, table_parts
from addin.copies.sheet_copy import HEAD, MAIN, OFFICE, SheetChanges, copied_sheet, tag
from addin.plain_xml import attributes, cell_text, elements, escaped, main_prefix, plain
from addin.relationships import relationships, relationships_part
from addin.table_part import parse_area
from validation.cells import bare_name
from workbook_templates.packing import zipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from addin.copies.formats import Format
    from addin.snapshot import Snapshot

_LEVEL = 6
_PRINT_NAMES = ("_xlnm.Print_Area", "_xlnm.Print_Titles")
_PIECE = re.compile(r"(?:'(?:[^']|'')+'|[^'!,\[\]]+)!(\$?[A-Z]{0,3}\$?[0-9]{0,7}(?::\$?[A-Z]{0,3}\$?[0-9]{0,7})?)")


class Unknown(NamedTuple):
    """A formula whose result the file does not hold."""

    sheet: str
    cell: str


@dataclass
class CopiedSheet:
    """A sheet of the workbook that is copied, and what is to differ. ``foot``: the row to which its print area reaches at least."""

    name: str
    changes: SheetChanges = field(default_factory=SheetChanges)
    keep_formulas: bool = False
    foot: int = 0


@dataclass
class BookCopy:
    """The copy: its parts by name, and the formulas that could not be turned into values."""

    parts: dict[str, bytes] = field(default_factory=dict)
    unknown: list[Unknown] = field(default_factory=list)
    computed: bool = False
    """Formulas stand in it: whoever opens it computes them."""
    _places: dict[str, str] = field(default_factory=dict)
    _tables: int = 0

    def image(self) -> bytes:
        """The bytes of the file."""
        return zipped(self.parts, _LEVEL)

    def unpacked(self) -> bytes:
        """The same for a look at what the copy says: quickly made, and large."""
        return zipped(self.parts, 0)

    def write_again(self, sheet: NewSheet, *, first: bool = False) -> None:
        """Give one of our own sheets other values; its tables stay where they are."""
        self.parts[self._places[sheet.name]] = _whole(sheet.xml(first=first), len(sheet.tables))

    def add(self, snapshot: Snapshot, sheet: CopiedSheet | NewSheet) -> None:
        """Add the next sheet, with its tables."""
        number = len(self._places) + 1
        part = self._places[sheet.name] = f"xl/worksheets/sheet{number}.xml"
        if isinstance(sheet, NewSheet):
            xml, tables = sheet.xml(first=number == 1), [CopiedTable.new(each) for each in sheet.tables]
        else:
            xml = self._copied(snapshot, sheet, first=number == 1)
            there = snapshot.sheets[sheet.name].tables if sheet.name in snapshot.sheets else ()
            tables = [CopiedTable.of(each) for each in there]
        self.parts[part] = _whole(xml, len(tables))
        if tables:
            numbers = range(self._tables + 1, self._tables + 1 + len(tables))
            self.parts[relationships_part(part)] = arrows_xml(("table", f"../tables/table{each}.xml") for each in numbers)
            self.parts |= {
                f"xl/tables/table{each}.xml": table.xml(each).encode() for each, table in zip(numbers, tables, strict=True)
            }
            self._tables += len(tables)

    def _copied(self, snapshot: Snapshot, sheet: CopiedSheet, *, first: bool) -> str:
        text = snapshot.sheet_text(sheet.name)
        copied = copied_sheet(text, snapshot.values, sheet.changes, keep_formulas=sheet.keep_formulas, first=first)
        self.unknown += [Unknown(sheet.name, cell) for cell in copied.unknown]
        self.computed |= bool(copied.formulas)
        return copied.xml


def _whole(xml: str, tables: int) -> bytes:
    return f"{xml}{table_parts(tables)}</worksheet>".encode()


def styles_of(snapshot: Snapshot, formats: Sequence[Format]) -> tuple[bytes, list[int]]:
    """The styles of a workbook with some formats added, and the number of each of these."""
    part = next((arrow.part for arrow in relationships(snapshot.package, snapshot.workbook.part) if arrow.kind == "styles"), None)
    content = PLAIN_STYLES if part is None or snapshot.package.find(part) is None else plain(snapshot.package.read(part), part)
    return with_formats(content, formats)


def book_copy(snapshot: Snapshot, sheets: Sequence[CopiedSheet | NewSheet], styles: bytes) -> BookCopy:
    """Copy sheets of a workbook.

    Args:
        snapshot: the workbook.
        sheets: those of it that are copied, and new ones, in the order in which they are to stand.
        styles: the styles part; see ``styles_of``.
    """
    found = BookCopy()
    for sheet in sheets:
        found.add(snapshot, sheet)
    arrows = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)] + [("styles", "styles.xml")]
    found.parts["xl/styles.xml"] = styles
    theme = _theme(snapshot)
    if theme is not None:
        found.parts["xl/theme/theme1.xml"] = theme
        arrows.append(("theme", "theme/theme1.xml"))
    found.parts["xl/workbook.xml"] = _workbook_xml(snapshot, sheets, computed=found.computed).encode()
    found.parts["xl/_rels/workbook.xml.rels"] = arrows_xml(arrows)
    found.parts["_rels/.rels"] = arrows_xml([("officeDocument", "xl/workbook.xml")])
    found.parts["[Content_Types].xml"] = content_types(list(found.parts))
    return found


def _theme(snapshot: Snapshot) -> bytes | None:
    """The workbook's colours and fonts; a theme that holds pictures is left out."""
    part = next((arrow.part for arrow in relationships(snapshot.package, snapshot.workbook.part) if arrow.kind == "theme"), None)
    if part is None or snapshot.package.find(part) is None or snapshot.package.find(relationships_part(part)) is not None:
        return None
    return plain(snapshot.package.read(part), part)


def _workbook_xml(snapshot: Snapshot, sheets: Sequence[CopiedSheet | NewSheet], *, computed: bool) -> str:
    listed = "".join(
        tag("sheet", {"name": sheet.name, "sheetId": str(number), "r:id": f"rId{number}"}) for number, sheet in enumerate(sheets, 1)
    )
    names = [*_print_names(snapshot, sheets), *_named(snapshot, sheets)]
    inside = [
        tag("workbookPr", {"date1904": "1"} if snapshot.workbook.date1904 else {}),
        tag("bookViews", {}, tag("workbookView", {"tabRatio": "850"})),
        tag("sheets", {}, listed),
        tag("definedNames", {}, "".join(names)) if names else "",
        tag("calcPr", {"calcId": "191029", "fullCalcOnLoad": "1"}) if computed else "",
    ]
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{"".join(inside)}</workbook>'


def _named(snapshot: Snapshot, sheets: Sequence[CopiedSheet | NewSheet]) -> Iterator[str]:
    """The names of rectangles of the copied sheets, of the whole workbook or of one sheet, as they were."""
    places = {sheet.name: place for place, sheet in enumerate(sheets) if isinstance(sheet, CopiedSheet)}
    seen = set[str]()
    for area in snapshot.workbook.areas:
        name = bare_name(area.name)
        if area.sheet in places and area.name.casefold() not in seen and not name.startswith("_xlnm"):
            seen.add(area.name.casefold())
            last = "" if area.first == area.last else f":{_fixed(area.last)}"
            local = {} if name == area.name else {"localSheetId": str(places[area.sheet])}
            yield tag("definedName", {"name": name, **local}, escaped(f"{quoted_sheet(area.sheet)}!{_fixed(area.first)}{last}"))


def quoted_sheet(name: str) -> str:
    """A sheet's name as a formula has it."""
    return "'" + name.replace("'", "''") + "'"


def _fixed(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


def _print_names(snapshot: Snapshot, sheets: Sequence[CopiedSheet | NewSheet]) -> Iterator[str]:
    """Print areas and repeated rows of the copied sheets, as far as they are plain rectangles of the sheet itself."""
    content = snapshot.workbook.content
    old = [sheet.name for sheet in snapshot.workbook.sheets]
    places = {sheet.name: place for place, sheet in enumerate(sheets)}
    feet = {sheet.name: sheet.foot for sheet in sheets if isinstance(sheet, CopiedSheet)}
    for element in elements(content, b"definedName", main_prefix(content)):
        values = attributes(element[1])
        local, name = values.get("localSheetId", ""), values.get("name", "")
        if name not in _PRINT_NAMES or not local.isdecimal() or int(local) >= len(old) or old[int(local)] not in feet or element[2]:
            continue
        sheet = old[int(local)]
        stated = cell_text(content[element.end() : content.index(b"<", element.end())])
        pieces = [found[1] for found in _PIECE.finditer(stated)]
        if not pieces or _PIECE.sub("", stated).strip(", "):
            continue
        if name == _PRINT_NAMES[0]:
            pieces = [_reaching(piece, feet[sheet]) if place == len(pieces) - 1 else piece for place, piece in enumerate(pieces)]
        said = ",".join(f"{quoted_sheet(sheet)}!{piece}" for piece in pieces)
        yield tag("definedName", {"name": name, "localSheetId": str(places[sheet])}, escaped(said))


def _reaching(piece: str, row: int) -> str:
    """A print area that reaches down to a row."""
    area = parse_area(piece)
    if area is None or area.last_row >= row:
        return piece
    first, _, _ = piece.partition(":")
    last = area._replace(first_row=row, last_row=row, first_column=area.last_column).text
    return f"{first}:{_fixed(last)}"

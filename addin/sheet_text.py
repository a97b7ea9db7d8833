"""A worksheet part taken apart: its rows and cells as stretches of its bytes, whatever dialect it is written in."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from addin.guard import MERGED_LIMIT, bounded
from addin.plain_xml import TAG, attributes, check_well_formed, damaged, elements, main_prefix, plain
from addin.table_part import MAX_COLUMN, MAX_ROW, Area, parse_area
from validation.cells import column_letters, column_number

if TYPE_CHECKING:
    from collections.abc import Iterator

_MENTIONS_LIMIT = 1_000
"""How often what stands below the rows may speak of ``sheetData``."""
_PREFIX_LIMIT = 120
_REFERENCE = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})$")
_USUAL_INSIDE = re.compile(rb' r="[A-Z]{1,3}[0-9]{1,7}"(?: s="([0-9]++)")?(?: t="([A-Za-z]++)")?')
_USUAL_NUMBER = re.compile(rb' r="([1-9][0-9]{0,6})"')
_USUAL_REFERENCE = re.compile(rb' r="([A-Z]{1,3})([1-9][0-9]{0,6})"')


class SheetText(NamedTuple):
    """A worksheet part in plain form. Its rows stand between ``start`` and ``end``; ``prefix`` is a pattern, see ``main_prefix``."""

    part: str
    content: bytes
    prefix: bytes
    start: int
    end: int


class RowText(NamedTuple):
    """One row element: its number, where its start tag begins and ends, where its cells end, and where it ends."""

    number: int
    start: int
    cells: int
    close: int
    end: int


class CellText(NamedTuple):
    """One cell element: its place, its bytes' place, the inside of its start tag, and its contents."""

    row: int
    column: int
    start: int
    end: int
    inside: bytes
    content: bytes

    @property
    def style(self) -> str | None:
        """Its attribute ``s``: the number of its style."""
        usual = _USUAL_INSIDE.fullmatch(self.inside)
        return attributes(self.inside).get("s") if usual is None else (usual[1] or b"").decode() or None

    @property
    def kind(self) -> str | None:
        """Its attribute ``t``: how its value is written."""
        usual = _USUAL_INSIDE.fullmatch(self.inside)
        return attributes(self.inside).get("t") if usual is None else (usual[2] or b"").decode() or None


def open_sheet(raw: bytes, part: str) -> SheetText:
    """The worksheet part ``part`` whose bytes are ``raw``, in plain form, with its rows found.

    Raises:
        NotAWorkbook: it is damaged outside its rows.
    """
    content = plain(raw, part)
    prefix = main_prefix(content[: max(content.find(b"sheetData"), 0)])
    found = next(elements(content, b"sheetData", prefix), None)
    if found is None:
        check_well_formed(content, part)
        return SheetText(part, content, prefix, len(content), len(content))
    if found[2]:
        name = re.match(rb"<([^\s/>]+)", found[0])
        label = name[1] if name else b"sheetData"
        content = content[: found.start(2)].rstrip() + b"></" + label + b">" + content[found.end() :]
        start = end = content.index(b"></" + label + b">", found.start()) + 1
    else:
        start = found.end()
        end = _last_close(content, prefix, start)
        if end < 0:
            raise damaged(part)
    check_well_formed(content[:start] + content[end:], part)
    return SheetText(part, content, prefix, start, end)


def _last_close(content: bytes, prefix: bytes, start: int) -> int:
    """Where the rows end: the closing tag of the sheet's data."""
    closing, place = re.compile(rb"</" + prefix), len(content)
    for _ in range(_MENTIONS_LIMIT):
        place = content.rfind(b"sheetData", start, place)
        if place < 0:
            break
        opening = content.rfind(b"</", max(start, place - _PREFIX_LIMIT), place)
        if opening >= 0 and closing.fullmatch(content, opening, place):
            return opening
    return -1


def merged_areas(sheet: SheetText) -> tuple[Area, ...]:
    """The merged ranges of a sheet."""
    stated = bounded(elements(sheet.content[sheet.end :], b"mergeCell", sheet.prefix), sheet.part, "合并单元格", MERGED_LIMIT)
    found = (parse_area(attributes(each[1]).get("ref", "")) for each in stated)
    return tuple(area for area in found if area is not None)


def row_texts(sheet: SheetText) -> Iterator[RowText]:
    """Every row element of a sheet, in order.

    Raises:
        NotAWorkbook: something else than rows stands there.
    """
    place, number = sheet.start, 0
    for _ in range(MAX_ROW):
        row = next_row(sheet, place, number)
        if row is None:
            return
        yield row
        place, number = row.end, row.number
    raise damaged(sheet.part)


def row_starts(sheet: SheetText) -> list[int]:
    """Where every row element starts, in order."""
    pattern = re.compile(rb"<" + sheet.prefix + rb"row(?=[\s/>])")
    return [found.start() for found in pattern.finditer(sheet.content, sheet.start, sheet.end)]


def next_row(sheet: SheetText, place: int, before: int) -> RowText | None:
    """The row element at ``place``, ``None`` at the end. A row without a number is what its first cell says, or follows ``before``.

    Raises:
        NotAWorkbook: something else than rows stands there.
    """
    found = _row_patterns(sheet.prefix)[0].match(sheet.content, place, sheet.end)
    if found is None:
        if sheet.content[place : sheet.end].strip():
            raise damaged(sheet.part)
        return None
    close, end = _row_end(sheet, found)
    return RowText(_row_number(sheet, found, close, before), sheet.content.index(b"<", place), found.end(), close, end)


def row_at(sheet: SheetText, place: int, number: int) -> RowText:
    """The row element that starts at ``place`` and is known to be row ``number``.

    Raises:
        NotAWorkbook: it has no end.
    """
    found = _row_patterns(sheet.prefix)[0].match(sheet.content, place, sheet.end)
    if found is None:
        raise damaged(sheet.part)
    return RowText(number, place, found.end(), *_row_end(sheet, found))


def _row_end(sheet: SheetText, found: re.Match[bytes]) -> tuple[int, int]:
    """Where the cells of a row end, and where the row does."""
    if found[2]:
        return found.end(), found.end()
    closed = _row_patterns(sheet.prefix)[1].search(sheet.content, found.end(), sheet.end)
    if closed is None:
        raise damaged(sheet.part)
    return closed.span()


@cache
def _row_patterns(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    opening = rb"\s*<" + prefix + rb"row(?=[\s/>])(" + TAG + rb")(/?)>"
    return re.compile(opening), re.compile(rb"</" + prefix + rb"row\s*>")


def _row_number(sheet: SheetText, found: re.Match[bytes], close: int, before: int) -> int:
    usual = _USUAL_NUMBER.match(found[1])
    stated = usual[1].decode() if usual else attributes(found[1]).get("r", "").strip()
    if stated.isdigit() and len(stated) < 8 and 1 <= int(stated) <= MAX_ROW:  # noqa: PLR2004 - no row number is longer
        return int(stated)
    if stated:
        raise damaged(sheet.part)
    cell = next(elements(sheet.content[found.end() : close], b"c", sheet.prefix), None)
    reference = _REFERENCE.match(attributes(cell[1]).get("r", "").encode()) if cell else None
    number = int(reference[2]) if reference else before + 1
    if not 1 <= number <= MAX_ROW:
        raise damaged(sheet.part)
    return number


def only_cell_at(sheet: SheetText, row: RowText, column: int) -> CellText | None:
    """The cell of a row at a column, if it is written the usual way, and once; ``None`` says that the whole row must be looked at."""
    if sheet.prefix:
        return None
    tag = b'<c r="' + column_letters(column).encode() + b'%d"' % row.number
    place = sheet.content.find(tag, row.cells, row.close)
    found = _cell_pattern(b"").match(sheet.content, place, row.close) if place >= 0 else None
    if found is None or sheet.content.find(tag, found.end(), row.close) >= 0:
        return None
    return CellText(row.number, column, place, found.end(), found[1], found[2] or b"")


def cell_texts(sheet: SheetText, row: RowText) -> list[CellText]:
    """Every cell element of a row, as it stands.

    Raises:
        NotAWorkbook: a cell lies outside a sheet, or something else than cells stands there.
    """
    pattern = _cell_pattern(sheet.prefix)
    cells: list[CellText] = []
    column, place = 0, row.cells
    while found := pattern.match(sheet.content, place, row.close):
        number, column = row.number, column + 1
        reference = _USUAL_REFERENCE.match(found[1]) or _unusual_reference(found[1], sheet.part)
        if reference is not None:
            number, column = int(reference[2]), column_number(reference[1].decode())
        if not (1 <= number <= MAX_ROW and column <= MAX_COLUMN) or len(cells) == MAX_COLUMN:
            raise damaged(sheet.part)
        start = sheet.content.index(b"<", place)
        cells.append(CellText(number, column, start, found.end(), found[1], found[2] or b""))
        place = found.end()
    rest = sheet.content[place : row.close].strip()
    if rest and not re.match(rb"<" + sheet.prefix + rb"extLst[\s>/]", rest):
        raise damaged(sheet.part)
    return cells


def _unusual_reference(inside: bytes, part: str) -> re.Match[bytes] | None:
    """The address a cell states in any other way; ``None`` when it states none."""
    stated = attributes(inside).get("r")
    if stated is None:
        return None
    reference = _REFERENCE.match(stated.strip().encode())
    if reference is None:
        raise damaged(part)
    return reference


@cache
def _cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    text = rb"\s*<" + prefix + rb"c(?=[\s/>])(" + TAG + rb")(?:/>|>(.*?)</" + prefix + rb"c\s*>)"
    return re.compile(text, re.DOTALL)


def element_content(content: bytes, name: bytes, prefix: bytes) -> bytes | None:
    """What stands inside the first element of that name; ``None`` if there is none."""
    opening, closing = _element_patterns(name, prefix)
    found = opening.search(content)
    if found is None:
        return None
    end = None if found[1] else closing.search(content, found.end())
    return content[found.end() : end.start()] if end else b""


@cache
def _element_patterns(name: bytes, prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    opening = rb"<" + prefix + name + rb"(?=[\s/>])" + TAG + rb"(/?)>"
    return re.compile(opening), re.compile(rb"</" + prefix + name + rb"\s*>")

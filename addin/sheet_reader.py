"""A worksheet part read in one pass: the rows of a window of columns, as plain values.

Most rows of a book are in the one dialect that Excel, WPS, LibreOffice and openpyxl all write; one pattern takes such a row whole.
Any other row goes the general way, with the same result.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from addin.plain_xml import TAG, attributes, check_well_formed, damaged, elements, main_prefix, plain
from addin.shared_strings import rich_text
from addin.table_part import MAX_COLUMN, MAX_ROW, Area, column_number, parse_area
from validation.cells import Formula, column_letters
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.cell_values import CellValues
    from validation.cells import CellValue

Rows: TypeAlias = "dict[int, tuple[CellValue, ...]]"
_BATCH = 4096
_PARTS = 4
_PLAIN_KINDS = {None, b"s", b"n"}
_NEVER = re.compile(rb"(?!)")
_REFERENCE = re.compile(rb"^([A-Za-z]{1,3})([0-9]{1,7})$")


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


def open_sheet(raw: bytes, part: str) -> SheetText:
    """The worksheet part ``part`` whose bytes are ``raw``, in plain form, with its rows found.

    Raises:
        NotAWorkbook: it is damaged outside its rows.
    """
    content = plain(raw, part)
    head = content[:4096]
    prefix = main_prefix(head)
    found = next(elements(content, b"sheetData", prefix), None)
    if found is None:
        check_well_formed(content, part)
        prefix = main_prefix(content)
        found = next(elements(content, b"sheetData", prefix), None)
        if found is None:
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
    place = content.rfind(b"sheetData", start)
    while place >= 0:
        opening = content.rfind(b"</", start, place)
        if opening >= 0 and re.fullmatch(rb"</" + prefix, content[opening:place]):
            return opening
        place = content.rfind(b"sheetData", start, place)
    return -1


def merged_areas(sheet: SheetText) -> tuple[Area, ...]:
    """The merged ranges of a sheet."""
    found = (parse_area(attributes(each[1]).get("ref", "")) for each in elements(sheet.content[sheet.end :], b"mergeCell", sheet.prefix))
    return tuple(area for area in found if area is not None)


def row_texts(sheet: SheetText) -> Iterator[RowText]:
    """Every row element of a sheet, in order.

    Raises:
        NotAWorkbook: something else than rows stands there.
    """
    place, number = sheet.start, 0
    while row := next_row(sheet, place, number):
        yield row
        place, number = row.end, row.number


def next_row(sheet: SheetText, place: int, before: int) -> RowText | None:
    """The row element at ``place``, ``None`` at the end. A row without a number is what its first cell says, or follows ``before``.

    Raises:
        NotAWorkbook: something else than rows stands there.
    """
    opening, closing = _row_patterns(sheet.prefix)
    found = opening.match(sheet.content, place, sheet.end)
    if found is None:
        if sheet.content[place : sheet.end].strip():
            raise damaged(sheet.part)
        return None
    close = end = found.end()
    if not found[2]:
        closed = closing.search(sheet.content, found.end(), sheet.end)
        if closed is None:
            raise damaged(sheet.part)
        close, end = closed.span()
    return RowText(_row_number(sheet, found, close, before), found.start() + _leading(found[0]), found.end(), close, end)


@cache
def _row_patterns(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    opening = rb"\s*<" + prefix + rb"row(?=[\s/>])(" + TAG + rb")(/?)>"
    return re.compile(opening), re.compile(rb"</" + prefix + rb"row\s*>")


def _leading(tag: bytes) -> int:
    return len(tag) - len(tag.lstrip())


def _row_number(sheet: SheetText, found: re.Match[bytes], close: int, before: int) -> int:
    stated = attributes(found[1]).get("r", "").strip()
    if stated.isdigit() and len(stated) < 8 and 1 <= int(stated) <= MAX_ROW:  # noqa: PLR2004 - no row number is longer
        return int(stated)
    if stated:
        raise damaged(sheet.part)
    cell = next(elements(sheet.content[found.end() : close], b"c", sheet.prefix), None)
    reference = _REFERENCE.match(attributes(cell[1]).get("r", "").encode()) if cell else None
    return int(reference[2]) if reference else before + 1


def cell_texts(sheet: SheetText, row: RowText) -> list[CellText]:
    """Every cell element of a row, as it stands.

    Raises:
        NotAWorkbook: a cell lies outside a sheet, or something else than cells stands there.
    """
    pattern = _cell_pattern(sheet.prefix)
    cells, column, place = [], 0, row.cells
    while found := pattern.match(sheet.content, place, row.close):
        number, column = row.number, column + 1
        stated = _stated(found[1])
        if stated is not None:
            reference = _REFERENCE.match(stated)
            if reference is None:
                raise damaged(sheet.part)
            number, column = int(reference[2]), column_number(reference[1].decode())
        if not (1 <= number <= MAX_ROW and column <= MAX_COLUMN):
            raise damaged(sheet.part)
        start = found.start() + _leading(found[0])
        cells.append(CellText(number, column, start, found.end(), found[1], found[2] or b""))
        place = found.end()
    rest = sheet.content[place : row.close].strip()
    if rest and not re.match(rb"<" + sheet.prefix + rb"extLst[\s>/]", rest):
        raise damaged(sheet.part)
    return cells


def _stated(inside: bytes) -> bytes | None:
    reference = attributes(inside).get("r")
    return None if reference is None else reference.strip().encode()


@cache
def _cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    text = rb"\s*<" + prefix + rb"c(?=[\s/>])(" + TAG + rb")(?:/>|>(.*?)</" + prefix + rb"c\s*>)"
    return re.compile(text, re.DOTALL)


def cell_value(cell: CellText, prefix: bytes, values: CellValues) -> CellValue:
    """The value of one cell element."""
    kind = attributes(cell.inside).get("t")
    if not cell.content.strip():
        return None
    if kind == "inlineStr":
        found = element_content(cell.content, b"is", prefix)
        text = None if found is None else rich_text(found, prefix)
        formula = element_content(cell.content, b"f", prefix) is not None
        return Formula(text) if formula else text or None
    return values.value(
        kind.encode() if kind else None,
        element_content(cell.content, b"v", prefix),
        formula=element_content(cell.content, b"f", prefix) is not None,
    )


def element_content(content: bytes, name: bytes, prefix: bytes) -> bytes | None:
    """What stands inside the first element of that name; ``None`` if there is none, or if ``v`` is an empty element."""
    found = re.search(rb"<" + prefix + name + rb"(?=[\s/>])" + TAG + rb"(?:(/>)|>(.*?)</" + prefix + name + rb"\s*>)", content, re.DOTALL)
    if found is None or (found[1] and name == b"v"):
        return None
    return found[2] or b""


def read_rows(sheet: SheetText, first_column: int, last_column: int, values: CellValues) -> Rows:
    """The rows of a sheet that are not blank between two columns, by row number; each holds a value a column.

    Raises:
        NotAWorkbook: the rows are damaged, or a cell stands twice with different values.
    """
    quick = _whole_row(first_column, last_column) if not sheet.prefix else _NEVER
    rows: Rows = {}
    slow: dict[int, dict[int, CellValue]] = {}
    batch: list[tuple[bytes | None, ...]] = []
    place, number = sheet.start, 0
    while True:
        if found := quick.match(sheet.content, place, sheet.end):
            batch.append(found.groups())
            place, number = found.end(), 0
            if len(batch) == _BATCH:
                _add_batch(rows, batch, values, sheet.part)
            continue
        if not number and batch:
            number = int(batch[-1][0] or 0)
        row = next_row(sheet, place, number or max(rows, default=0))
        if row is None:
            break
        _add_cells(slow, sheet, row, (first_column, last_column), values)
        place, number = row.end, row.number
    _add_batch(rows, batch, values, sheet.part)
    if slow:
        check_well_formed(sheet.content, sheet.part)
        _merge(rows, slow, (first_column, last_column), sheet.part)
    return rows


@cache
def _whole_row(first_column: int, last_column: int) -> re.Pattern[bytes]:
    """A row in the usual dialect, up to the last column and with whatever plain cells come after it.

    Group 1 is the row's number; then come four groups a column: inline text, type, formula, value.
    """
    head = rb'<row r="([1-9][0-9]{0,6})"(?: [^<>]*+)?(?<!/)>'
    return re.compile(
        head
        + b"".join(_cell_of(column, column >= first_column) for column in range(1, last_column + 1))
        + rb'(?:<c r="[A-Z]{1,3}\1"(?: [^<>]*+)?(?:(?<=/)>|>(?:<v>[^<]*+</v>)?</c>))*+</row>'
    )


def _cell_of(column: int, wanted: bool) -> bytes:  # noqa: FBT001 - a pattern with or without its groups
    inline, kind, formula, value = (b"(", b"(", b"(", b"(") if wanted else (b"(?:", b"(?:", b"(?:", b"(?:")
    return (
        rb'(?:<c r="' + column_letters(column).encode() + rb'\1"(?: s="[0-9]++")?(?:/>|'
        rb' t="inlineStr"><is><t(?: xml:space="preserve")?>' + inline + rb"[^<]*+)</t></is></c>|"
        rb'(?: t="' + kind + rb'[a-z]++)")?>'
        + formula + rb"<f(?: [^<>]*+)?(?:(?<=/)>|>[^<]*+</f>))?"
        rb"(?:<v>" + value + rb"[^<]*+)</v>)?</c>))?+"
    )  # fmt: skip


def _add_batch(rows: Rows, batch: list[tuple[bytes | None, ...]], values: CellValues, part: str) -> None:
    """Read the rows that were taken whole, column by column."""
    if not batch:
        return
    numbers, *columns = zip(*batch, strict=True)
    read = [_column(columns[place : place + _PARTS], values) for place in range(0, len(columns), _PARTS)]
    found = dict(zip(map(int, numbers), zip(*read, strict=True), strict=True))
    if len(found) != len(batch) or not rows.keys().isdisjoint(found):
        raise damaged(part)
    rows.update(found)
    batch.clear()


def _column(parts: list[tuple[bytes | None, ...]], values: CellValues) -> list[CellValue]:
    """The values of one column of a batch."""
    inlines, kinds, formulas, raws = parts
    if any(inlines) or any(formulas) or not set(kinds) <= _PLAIN_KINDS:
        return [_one(*cell, values) for cell in zip(inlines, kinds, formulas, raws, strict=True)]
    strings, numbers = values.by_kind[b"s"], values.by_kind[None]
    return [
        None if raw is None else (strings[raw] or None) if kind == b"s" else numbers[raw]
        for kind, raw in zip(kinds, raws, strict=True)
    ]  # fmt: skip


def _one(inline: bytes | None, kind: bytes | None, formula: bytes | None, raw: bytes | None, values: CellValues) -> CellValue:
    if inline is not None:
        return values.value(b"inlineStr", inline, formula=False)
    return values.value(kind, raw, formula=formula is not None)


def _add_cells(slow: dict[int, dict[int, CellValue]], sheet: SheetText, row: RowText, window: tuple[int, int], values: CellValues) -> None:
    for cell in cell_texts(sheet, row):
        cells = slow.setdefault(cell.row, {})
        if window[0] <= cell.column <= window[1]:
            value = cell_value(cell, sheet.prefix, values)
            if cells.setdefault(cell.column, value) != value:
                raise _twice(cell.row, cell.column)


def _merge(rows: Rows, slow: dict[int, dict[int, CellValue]], window: tuple[int, int], part: str) -> None:
    columns = range(window[0], window[1] + 1)
    for number, cells in slow.items():
        if number in rows:
            raise damaged(part)
        rows[number] = tuple(cells.get(column) for column in columns)


def _twice(row: int, column: int) -> NotAWorkbook:
    cell = f"{column_letters(column)}{row}"
    return NotAWorkbook(f"工作表里单元格 {cell} 出现了两次、内容不同，文件已损坏：请用 Excel 或 WPS 打开修复后另存，再试一次。")

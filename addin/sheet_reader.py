"""A worksheet part read in one pass: the rows of a window of columns, as plain values.

Most rows of a book are in the one dialect that Excel, WPS, LibreOffice and openpyxl all write; one pattern takes such a row whole.
Any other row goes the general way, with the same result.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from addin.guard import CELLS_LIMIT, GENERAL_LIMIT, check_count
from addin.plain_xml import attributes, check_well_formed
from addin.shared_strings import rich_text
from addin.sheet_text import CellText, RowText, SheetText, cell_texts, element_content, next_row
from addin.table_part import MAX_ROW
from validation.cells import Formula, column_letters
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from addin.cell_values import CellValues
    from validation.cells import CellValue

Rows: TypeAlias = "dict[int, tuple[CellValue, ...]]"
_NEVER = re.compile(rb"(?!)")
_USUAL_WIDTH = 256
_USUAL_CELL = re.compile(
    rb'(?: s="[0-9]++")?(?:/>|'
    rb' t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*+)</t></is></c>|'
    rb'(?: t="([a-z]++)")?>(<f(?: [^<>]*+)?(?:(?<=/)>|>[^<]*+</f>))?(?:<v>([^<]*+)</v>)?</c>)'
)


class SheetRows(NamedTuple):
    """What was read of a sheet: the values of its rows, and where each row element starts in the sheet's text.

    Both are in the order of rows. ``places`` is ``None`` when rows stand out of order, twice, or hold cells of other rows: such a sheet is not written to.
    """

    rows: Rows
    places: dict[int, int] | None


def cell_value(cell: CellText, prefix: bytes, values: CellValues) -> CellValue:
    """The value of one cell element."""
    content = cell.content
    if not content or content.isspace():
        return None
    kind = attributes(cell.inside).get("t") if b"t" in cell.inside else None
    formula = b"f" in content and element_content(content, b"f", prefix) is not None
    if kind == "inlineStr":
        found = element_content(content, b"is", prefix)
        text = None if found is None else rich_text(found, prefix)
        return Formula(text) if formula else text or None
    raw = element_content(content, b"v", prefix)
    return values.value(kind.encode() if kind else None, raw, formula=formula)


def read_rows(sheet: SheetText, first_column: int, last_column: int, values: CellValues) -> SheetRows:
    """The rows of a sheet, by row number; each holds a value a column, between the two columns.

    Raises:
        NotAWorkbook: the rows are damaged, or a cell stands twice with different values.
    """
    quick = _whole_row(first_column, last_column) if not sheet.prefix and last_column <= _USUAL_WIDTH else _NEVER
    most = min(MAX_ROW, CELLS_LIMIT // (last_column - first_column + 1))
    check_count(sheet.part, "行", sheet.content.count(b"<row ", sheet.start), most)
    pieces = _Pieces(values)
    read = pieces.__getitem__
    rows: Rows = {}
    slow: dict[int, dict[int, CellValue]] = {}
    places: list[tuple[int, int]] = []
    place, number, tidy = sheet.start, 0, True
    while True:
        found = quick.match(sheet.content, place, sheet.end)
        try:
            if found is not None:
                stated, *cells = found.groups()
                number = int(stated)
                row = tuple(map(read, cells))
                if number not in rows and number <= MAX_ROW:
                    rows[number] = row
                    places.append((number, place))
                    place = found.end()
                    continue
        except _UnusualError:
            pass
        element = next_row(sheet, place, number)
        if element is None:
            break
        if not slow:
            check_well_formed(sheet.content, sheet.part)
        tidy = _add_cells(slow, sheet, element, (first_column, last_column), values) and tidy
        places.append((element.number, element.start))
        place, number = element.end, element.number
        check_count(sheet.part, "行", len(places), most)
    _merge(rows, slow, (first_column, last_column))
    tidy = tidy and all(one < other for (one, _), (other, _) in pairwise(places))
    return SheetRows(rows if tidy and not slow else dict(sorted(rows.items())), dict(places) if tidy else None)


class _UnusualError(Exception):
    """A cell is not in the usual dialect."""


class _Pieces(dict[bytes | None, "CellValue"]):
    """The values of cells by the bytes that follow their address, each read once; an absent cell holds nothing."""

    def __init__(self, values: CellValues) -> None:
        super().__init__({None: None})
        self._values = values

    def __missing__(self, piece: bytes) -> CellValue:
        found = _USUAL_CELL.fullmatch(piece)
        if found is None:
            raise _UnusualError
        inline, kind, formula, raw = found.groups()
        if inline is not None:
            value = self._values.value(b"inlineStr", inline, formula=False)
        else:
            value = self._values.value(kind, raw, formula=formula is not None)
        self[piece] = value
        return value


@cache
def _whole_row(first_column: int, last_column: int) -> re.Pattern[bytes]:
    """A row in the usual dialect: group 1 is its number, then comes a group a column, holding all that follows the cell's address.

    Cells before the first column, and any cells after the last, are passed over.
    """
    cells = [_cell_of(column, wanted=column >= first_column) for column in range(1, last_column + 1)]
    names = b"|".join(column_letters(column).encode() for column in range(1, last_column + 1))
    others = (
        rb'(?:<c r="(?!(?:'
        + names
        + rb')\1")(?:[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])\1"[^<>]*+>(?:(?<=/>)|<v>[^<]*+</v></c>))*+'
    )
    return re.compile(rb'<row r="([1-9][0-9]{0,6})"[^<>]*+(?<!/)>' + b"".join(cells) + others + b"</row>")


def _cell_of(column: int, *, wanted: bool) -> bytes:
    opening = b"(" if wanted else b"(?:"
    inside = rb"[^<>]*+>(?:(?<=/>)|<v>[^<]*+</v></c>|<is><t[^<>]*+>[^<]*+</t></is></c>|<f[^<>]*+>(?:[^<]*+</f>)?+(?:<v>[^<]*+</v>)?+</c>)"
    return rb'(?:<c r="' + column_letters(column).encode() + rb'\1"' + opening + inside + rb"))?+"


def _add_cells(
    slow: dict[int, dict[int, CellValue]], sheet: SheetText, row: RowText, window: tuple[int, int], values: CellValues
) -> bool:
    """Read a row the general way; whether its cells are its own, and in order."""
    found = cell_texts(sheet, row)
    values.general += len(found)
    check_count(sheet.part, "单元格", values.general, GENERAL_LIMIT)
    slow.setdefault(row.number, {})
    for cell in found:
        if window[0] <= cell.column <= window[1]:
            cells = slow.setdefault(cell.row, {})
            value = cell_value(cell, sheet.prefix, values)
            if cells.setdefault(cell.column, value) != value:
                raise _twice(cell.row, cell.column)
    return all(cell.row == row.number for cell in found) and all(one.column < other.column for one, other in pairwise(found))


def _merge(rows: Rows, slow: dict[int, dict[int, CellValue]], window: tuple[int, int]) -> None:
    """Add the rows that were read the general way."""
    columns = range(window[0], window[1] + 1)
    for number, cells in slow.items():
        before = rows.get(number, (None,) * len(columns))
        for column, value in zip(columns, before, strict=True):
            if value is not None and cells.setdefault(column, value) != value:
                raise _twice(number, column)
        rows[number] = tuple(cells.get(column) for column in columns)


def _twice(row: int, column: int) -> NotAWorkbook:
    cell = f"{column_letters(column)}{row}"
    return NotAWorkbook(f"工作表里单元格 {cell} 出现了两次、内容不同，文件已损坏：请用 Excel 或 WPS 打开修复后另存，再试一次。")

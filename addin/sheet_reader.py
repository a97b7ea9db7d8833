"""A worksheet part read into columns of plain values: the columns of a window, row by row.

Most rows of a large sheet are in the one dialect that Excel, WPS, LibreOffice and openpyxl all write; one pattern takes such rows, and
whatever lies between them, or in a small sheet, goes the general way, with the same result.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from operator import lt
from typing import TYPE_CHECKING, NamedTuple

from addin.guard import CELLS_LIMIT, GENERAL_LIMIT, check_count
from addin.plain_xml import check_well_formed
from addin.shared_strings import rich_text
from addin.sheet_text import CellText, RowText, SheetText, cell_texts, element_content, next_row
from addin.table_part import MAX_COLUMN, MAX_ROW
from validation.cells import ErrorValue, Formula, column_letters, column_number
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from addin.cell_values import CellValues
    from validation.cells import CellValue, Plain

_SMALL = 32 * 1024
"""Bytes of rows below which a sheet is run through the parser as a whole, however its rows are read."""
QUICK_FROM = _SMALL
"""Bytes of rows from which it pays to make the pattern of a whole row."""
_AT_ONCE = 256 * 1024
"""Bytes of rows taken apart at once: what is found is still at hand when it is read."""
_USUAL_WIDTH = 256
_SHORTEST_ROW = len('<row r="1"/>')
_USUAL_CELL = re.compile(
    rb'(?: s="[0-9]++")?(?:(?: t="[a-z]++")?/>|'
    rb' t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*+)</t></is></c>|'
    rb'(?: t="([a-z]++)")?>(<f(?: [^<>]*+)?(?:(?<=/)>|>[^<]*+</f>))?(?:<v>([^<]*+)</v>)?</c>)'
)
_USUAL_HEAD = re.compile(rb'(?: s="[0-9]++")?(?: t="([a-z]++)")?>')
_PLAIN_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="[0-9]++")?(?:(?: t="([bens]|str)")?(?:/>|>(?:<v>([^<]*+)</v>)?</c>)|'
    rb' t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*+)</t></is></c>)\s*+'
)
"""With the space behind it. Space before a cell is no part of it: looking for it anew at each blank took time that grew with the square of their number."""
_PLAIN_CONTENT = re.compile(rb"<v>([^<]*+)</v>")
_CLOSED = len(b"</v></c>")
_ROW = re.compile(rb'<row (?:[^<>]*? )??r="([1-9][0-9]{0,6})"[^<>]*+(?<!/)>.*?</row>', re.DOTALL)


class SheetRows(NamedTuple):
    """What was read of a sheet: the numbers of its row elements, in order, and for each column of the window a value a row.

    ``tidy``: no row element stands out of order, twice, or holds cells of other rows. A sheet that is not tidy is not written to.
    ``formulas``: a formula may stand somewhere in the sheet, within the window or outside.
    """

    numbers: list[int]
    columns: list[list[CellValue]]
    tidy: bool
    formulas: bool = True

    @property
    def rows(self) -> dict[int, tuple[CellValue, ...]]:
        """The rows by number, made anew at each call: for a look at a small sheet."""
        return dict(zip(self.numbers, zip(*self.columns, strict=True), strict=True))


def cell_value(cell: CellText, prefix: bytes, values: CellValues) -> CellValue:
    """The value of one cell element."""
    content = cell.content
    if not content or content.isspace():
        return None
    kind = cell.kind
    plain = None if prefix else _PLAIN_CONTENT.fullmatch(content)
    if plain is not None and kind != "inlineStr":
        return values.value(kind.encode() if kind else None, plain[1], formula=False)
    formula = b"f" in content and element_content(content, b"f", prefix) is not None
    if kind == "inlineStr":
        found = element_content(content, b"is", prefix)
        text = None if found is None else rich_text(found, prefix)
        return Formula(text) if formula else text or None
    raw = element_content(content, b"v", prefix)
    return values.value(kind.encode() if kind else None, raw, formula=formula)


def read_rows(sheet: SheetText, first_column: int, last_column: int, values: CellValues) -> SheetRows:
    """The rows of a sheet; each holds a value a column, between the two columns.

    Raises:
        NotAWorkbook: the rows are damaged, or a cell stands twice with different values.
    """
    window = (first_column, last_column)
    most = min(MAX_ROW, CELLS_LIMIT // (last_column - first_column + 1))
    size = sheet.end - sheet.start
    if size > most * _SHORTEST_ROW:
        check_count(sheet.part, "行", sheet.content.count(b"<row ", sheet.start), most)
    if not sheet.prefix and last_column <= _USUAL_WIDTH and size >= QUICK_FROM:
        if size < _SMALL:
            check_well_formed(sheet.content, sheet.part)
        found = _read_quickly(sheet, window, values)
        if found is not None:
            return found
    return _read_generally(sheet, window, values, most)


def _read_quickly(sheet: SheetText, window: tuple[int, int], values: CellValues) -> SheetRows | None:
    """All rows that the pattern of a whole row matches, many at once; the others the general way. ``None`` if the rows are not in order."""
    step = window[1] - window[0] + 3  # what lies before the row, its number, its cells
    pattern, seen = _whole_row(*window), _Pieces(values)
    found = SheetRows([], [[] for _ in range(2, step)], tidy=True)
    between: dict[int, bytes] = {}
    place = sheet.start
    while place < sheet.end:
        following = sheet.end if place + _AT_ONCE >= sheet.end else sheet.content.rfind(b"<row ", place + 1, place + _AT_ONCE)
        following = following if following > 0 else sheet.end
        pieces = pattern.split(sheet.content[place:following])
        if any(others := pieces[::step]):
            for number, text in enumerate(others, len(found.numbers)):
                between[number] = between.get(number, b"") + text
        found.numbers.extend(map(int, pieces[1::step]))
        for column, cells in enumerate(found.columns, 2):
            cells.extend(map(seen.__getitem__, pieces[column::step]))
        place = following
    numbers = found.numbers
    if not all(map(lt, numbers, numbers[1:])) or (numbers and numbers[-1] > MAX_ROW):
        return None
    if (seen.unusual and not _read_unusual(sheet, window, values, found)) or (
        between and not _add_between(sheet, window, values, found, between)
    ):
        return None
    aside = (
        window[0] > 1 or seen.unusual or any(b"f" in text for text in between.values())
    )  # beyond the window no formula is let by
    return found._replace(formulas=aside or any(isinstance(value, Formula) for value in seen.values()))


def _read_unusual(sheet: SheetText, window: tuple[int, int], values: CellValues, found: SheetRows) -> bool:
    """Read again, the general way, the rows with a cell in another dialect, in one walk; whether all were found, and are tidy."""
    wanted = {
        number: place for place, number in enumerate(found.numbers) if any(column[place] is _UNUSUAL for column in found.columns)
    }
    for text in _ROW.finditer(sheet.content, sheet.start, sheet.end):
        place = wanted.pop(number := int(text[1]), None)
        if place is None:
            continue
        rows = _between_rows(sheet, text[0], window, values, (number - 1, number + 1))
        if rows is None or number not in rows:
            return False
        for column, cells in zip(range(window[0], window[1] + 1), found.columns, strict=True):
            cells[place] = rows[number].get(column)
    return not wanted


def _add_between(
    sheet: SheetText, window: tuple[int, int], values: CellValues, found: SheetRows, between: dict[int, bytes]
) -> bool:
    """Put what lies between the rows that were found, by the place of the row that follows, in its place; whether it is tidy."""
    text = b"".join([sheet.content[: sheet.start], *between.values(), sheet.content[sheet.end :]])
    check_well_formed(text, sheet.part)
    bounds = [0, *found.numbers, MAX_ROW + 1]
    added: dict[int, dict[int, CellValue]] = {}
    for place, piece in between.items():
        if piece:
            rows = _between_rows(sheet, piece, window, values, (bounds[place], bounds[place + 1]))
            if rows is None:
                return False
            added |= rows
    _insert(found, added, window)
    return True


def _between_rows(
    sheet: SheetText, text: bytes, window: tuple[int, int], values: CellValues, bounds: tuple[int, int]
) -> dict[int, dict[int, CellValue]] | None:
    """The rows in a piece of a sheet; ``None`` if they are not tidy, or not all between two row numbers."""
    general = _General(sheet._replace(content=text, start=0, end=len(text)), window, values)
    general.read(bounds[0])
    sound = general.tidy and all(bounds[0] < number < bounds[1] for number in general.rows)
    return general.rows if sound else None


def _insert(found: SheetRows, rows: dict[int, dict[int, CellValue]], window: tuple[int, int]) -> None:
    """Add rows where they belong by their numbers."""
    numbers = [*found.numbers, *rows]
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    found.numbers[:] = sorted(numbers)
    for column, cells in zip(range(window[0], window[1] + 1), found.columns, strict=True):
        cells += [row.get(column) for row in rows.values()]
        cells[:] = map(cells.__getitem__, order)


_UNUSUAL = ErrorValue("")
"""Stands for a cell in another dialect until its row is read the general way."""


class _Pieces(dict[bytes | None, "CellValue"]):
    """The values of cells by the bytes that follow their address, each read once; an absent cell holds nothing."""

    def __init__(self, values: CellValues) -> None:
        super().__init__({None: None})
        self._values = values
        self._readers: dict[bytes, Callable[[bytes], Plain] | None] = {}
        self.unusual = False

    def __missing__(self, piece: bytes) -> CellValue:
        head, _, raw = piece.partition(b"<v>")
        try:
            reader = self._readers[head]
        except KeyError:
            reader = self._reader(head)
        if reader is not None and raw.find(b"<") == len(raw) - _CLOSED:
            value: CellValue = reader(raw[:-_CLOSED])
            if value == "":
                value = None
        else:
            value = self._unhurried(piece)
        self[piece] = value
        return value

    def _reader(self, head: bytes) -> Callable[[bytes], Plain] | None:
        """Who reads the values of cells that begin like this: ``None`` if each must be looked at as a whole."""
        found = _USUAL_HEAD.fullmatch(head)
        self._readers[head] = reader = self._values.readers.get(found[1]) if found else None
        return reader

    def _unhurried(self, piece: bytes) -> CellValue:
        found = _USUAL_CELL.fullmatch(piece)
        if found is None:
            self.unusual = True
            return _UNUSUAL
        inline, kind, formula, raw = found.groups()
        if inline is not None:
            return self._values.value(b"inlineStr", inline, formula=False)
        return self._values.value(kind, raw, formula=formula is not None)


@lru_cache(maxsize=64)
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
    return re.compile(rb'<row (?:[^<>]*? )??r="([1-9][0-9]{0,6})"[^<>]*+(?<!/)>' + b"".join(cells) + others + b"</row>")


def _cell_of(column: int, *, wanted: bool) -> bytes:
    """One cell, if it is there: all that follows its address. A wanted one is looked at more closely later, each different one once."""
    if wanted:
        inside = rb"([^<]*+(?:<v>[^<]*+</v></c>|(?<=/>)|(?:<[^c/][^<]*+|</[^r][^<]*+)*+))"
    else:
        inside = rb"[^<>]*+>(?:(?<=/>)|<v>[^<]*+</v></c>|<is><t[^<>]*+>[^<]*+</t></is></c>|<f[^<>]*+>(?:[^<]*+</f>)?+(?:<v>[^<]*+</v>)?+</c>)"
    return rb'(?:<c r="' + column_letters(column).encode() + rb'\1"' + inside + rb")?+"


def _read_generally(sheet: SheetText, window: tuple[int, int], values: CellValues, most: int) -> SheetRows:
    """Every row, element by element."""
    if sheet.end > sheet.start:
        check_well_formed(sheet.content, sheet.part)
    found = _General(sheet, window, values)
    found.read(0, most)
    numbers = sorted(found.rows)
    columns = [[found.rows[number].get(column) for number in numbers] for column in range(window[0], window[1] + 1)]
    return SheetRows(numbers, columns, found.tidy)


class _General:
    """Rows read the general way: by row number and column, the cells of a window that are there."""

    def __init__(self, sheet: SheetText, window: tuple[int, int], values: CellValues) -> None:
        self.sheet = sheet
        self.window = window
        self.values = values
        self.rows: dict[int, dict[int, CellValue]] = {}
        self.tidy = True

    def read(self, before: int, most: int = CELLS_LIMIT) -> None:
        """Read all rows of the sheet, the first of which follows the row ``before``."""
        place, count = self.sheet.start, 0
        while element := next_row(self.sheet, place, before):
            self.tidy = self._add(element) and self.tidy and element.number > before
            place, before = element.end, element.number
            count += 1
            check_count(self.sheet.part, "行", count, most)

    def _add(self, row: RowText) -> bool:
        """Read one row; whether its cells are its own, and in order."""
        kept = self.rows.setdefault(row.number, {})
        usual = None if self.sheet.prefix else self._usual(row)
        if usual is not None:
            kept.update(usual)
            return True
        found = cell_texts(self.sheet, row)
        self._count(len(found))
        for cell in found:
            if self.window[0] <= cell.column <= self.window[1]:
                cells = self.rows.setdefault(cell.row, {})
                value = cell_value(cell, self.sheet.prefix, self.values)
                if cells.setdefault(cell.column, value) != value:
                    raise _twice(cell.row, cell.column)
        return all(cell.row == row.number for cell in found) and all(one.column < other.column for one, other in pairwise(found))

    def _usual(self, row: RowText) -> dict[int, CellValue] | None:
        """The cells of a row in which each is plain, its own, and in order; ``None`` if one is not, or the row stood there before."""
        pieces = _PLAIN_CELL.split(self.sheet.content[row.cells : row.close].lstrip())
        letters = pieces[1::6]
        columns = [column_number(each.decode()) for each in letters]
        own = {b"%d" % row.number}
        in_order = all(map(lt, columns, columns[1:])) and (not columns or columns[-1] <= MAX_COLUMN)
        if any(pieces[::6]) or not own.issuperset(pieces[2::6]) or self.rows[row.number] or not in_order:
            return None
        self._count(len(columns))
        read, (first, last) = self.values.value, self.window
        return {
            column: read(kind, raw, formula=False) if inline is None else read(b"inlineStr", inline, formula=False)
            for column, kind, raw, inline in zip(columns, pieces[3::6], pieces[4::6], pieces[5::6], strict=True)
            if first <= column <= last
        }

    def _count(self, cells: int) -> None:
        self.values.general += cells
        check_count(self.sheet.part, "单元格", self.values.general, GENERAL_LIMIT)


def _twice(row: int, column: int) -> NotAWorkbook:
    cell = f"{column_letters(column)}{row}"
    return NotAWorkbook(f"工作表里单元格 {cell} 出现了两次、内容不同，文件已损坏：请用 Excel 或 WPS 打开修复后另存，再试一次。")

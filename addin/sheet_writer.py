"""Cells spliced into a worksheet part: only the bytes of changed cells change, everything around them stays."""

from __future__ import annotations

import re
from bisect import bisect
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from addin.cell_writer import CellPlain, cell_content, cell_element, formula_of, link_label, stands_already
from addin.guard import bounded
from addin.plain_xml import attributes, cell_text, elements, without_attributes
from addin.shared_formulas import check_shared_formulas
from addin.sheet_reader import cell_value
from addin.sheet_text import CellText, RowText, SheetText, cell_texts, element_content, only_cell_at, row_at
from addin.table_part import MAX_COLUMN, Area, parse_area
from validation.cells import column_letters
from validation.refusals import NotAWorkbook
from workbook_templates.draft import FORMULAS, Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from addin.cell_values import CellValues


class CellEdit(NamedTuple):
    """What one cell is to hold. A new cell takes the style of the cell of its column in ``model_row``, else of the column."""

    value: CellPlain
    model_row: int = 0
    keep_blank: bool = False
    """Whether a new cell is made (for its style) even when it holds nothing."""


_FORMULA_CELL = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^<>]*><f>([^<]*)</f>(?:<v>([^<]*)</v>)?')
_FORMULAS = frozenset(FORMULAS)
_NUMBER = b"\0"
"""Stands for a row's number in the pattern of new rows: XML cannot hold it."""


class NewRow(NamedTuple):
    """A row that is not in the sheet yet: what its cells at some columns, in order, are to hold; for the rest see ``CellEdit``."""

    columns: tuple[int, ...]
    values: tuple[CellPlain, ...]
    model_row: int
    keep_blank: bool

    def cells(self) -> dict[int, CellEdit]:
        """The same cell by cell."""
        return {
            column: CellEdit(value, self.model_row, self.keep_blank)
            for column, value in zip(self.columns, self.values, strict=True)
            if self.keep_blank or value is not None
        }


Edits = dict[int, dict[int, CellEdit] | NewRow]
"""The edits of one sheet: by row, by column."""


RowEdits: TypeAlias = "Mapping[int, Mapping[int, CellEdit] | NewRow]"


class Patched(NamedTuple):
    """A patched worksheet part, and whether a formula came or went."""

    content: bytes
    formulas_changed: bool


class _Splice(NamedTuple):
    start: int
    end: int
    new: bytes


def patch_sheet(
    sheet: SheetText,
    places: Mapping[int, int] | None,
    values: CellValues,
    edits: RowEdits,
    *,
    formulas: bool = True,
) -> Patched:
    """The worksheet part with its edits made; the same content when they stood there already.

    Args:
        sheet: the sheet's text.
        places: where each row starts in it, in order; ``None`` for a sheet whose rows are not in order.
        values: reads cells of this workbook.
        edits: what each cell is to hold.
        formulas: whether a formula may stand in the sheet.

    Raises:
        NotAWorkbook: the sheet is damaged or out of order, or a formula shared with other cells would be broken.
    """
    if not any(edits.values()):
        return Patched(sheet.content, formulas_changed=False)
    if places is None:
        raise _untidy(sheet)
    patch = _Patch(sheet, places, values)
    splices = patch.splices(_without_standing_links(sheet, edits))
    if not splices:
        return Patched(sheet.content, formulas_changed=False)
    if formulas:
        check_shared_formulas(sheet, patch.overwritten)
    pieces, place = [], 0
    for splice in [*patch.dimension(edits), *splices]:
        pieces += [sheet.content[place : splice.start], splice.new]
        place = splice.end
    content = b"".join([*pieces, sheet.content[place:]])
    return Patched(content, patch.formulas_changed)


def _without_standing_links(sheet: SheetText, edits: RowEdits) -> RowEdits:
    """The edits without those formulas that stand there already, links with what they show: all formulas of the sheet are looked up at once, not row by row."""
    old = {number: cells for number, cells in edits.items() if not isinstance(cells, NewRow)}
    if not any(isinstance(edit.value, FORMULAS) for cells in old.values() for edit in cells.values()):
        return edits
    there = {place: (formula, shows) for place, formula, shows in _FORMULA_CELL.findall(sheet.content, sheet.start, sheet.end)}

    def stands(number: int, column: int, edit: CellEdit) -> bool:
        if not isinstance(edit.value, FORMULAS):
            return False
        formula, shows = there.get(b"%s%d" % (column_letters(column).encode(), number), (b"", b""))
        if cell_text(formula) != formula_of(edit.value):
            return False
        return not isinstance(edit.value, Link) or cell_text(shows) == link_label(edit.value)

    return {
        **edits,
        **{
            number: {column: edit for column, edit in cells.items() if not stands(number, column, edit)}
            for number, cells in old.items()
        },
    }


class _Patch:
    """The work on one sheet: its rows, and what was overwritten."""

    def __init__(self, sheet: SheetText, places: Mapping[int, int], values: CellValues) -> None:
        self.sheet = sheet
        self.places = places
        self.values = values
        self.prefix = self._label()
        self.formulas_changed = False
        self.overwritten: list[CellText] = []
        self.cell = self.prefix + b"c"
        self._patterns: dict[tuple[tuple[int, ...], int, bool], bytes] = {}
        self._heads: dict[tuple[int, int], tuple[bytes, bytes]] = {}
        self._styles: dict[int, dict[int, str | None]] = {}
        self._columns: list[tuple[int, int, str]] | None = None
        self._column_styles: dict[int, str | None] = {}

    def _label(self) -> bytes:
        """The prefix the sheet itself writes, such as ``x:``."""
        found = re.search(rb"<([^\s<>/]*?)sheetData(?=[\s/>])", self.sheet.content)
        return found[1] if found else b""

    def _row(self, number: int) -> RowText | None:
        place = self.places.get(number)
        return None if place is None else row_at(self.sheet, place, number)

    def splices(self, edits: RowEdits) -> list[_Splice]:
        """The pieces to put in place of others, in order."""
        numbers = list(self.places)
        splices: list[_Splice] = []
        for number in sorted(edits):
            cells = edits[number]
            if not cells:
                continue
            row = self._row(number)
            if row is not None:
                splices += self._in_row(row, cells.cells() if isinstance(cells, NewRow) else cells)
                continue
            following = bisect(numbers, number)
            place = self.places[numbers[following]] if following < len(numbers) else self.sheet.end
            new = self._whole_row(number, cells) if isinstance(cells, NewRow) else self._new_row(number, cells)
            if new:
                splices.append(_Splice(place, place, new))
        return splices

    def _whole_row(self, number: int, row: NewRow) -> bytes:
        """A new row, laid over the pattern of all rows like it."""
        key = (row.columns, row.model_row, row.keep_blank)
        pattern = self._patterns.get(key) or self._pattern(*key)
        if not pattern or (None in row.values and not row.keep_blank):
            return self._new_row(number, row.cells())
        name = self.cell
        contents = [cell_content(name, value) for value in row.values]
        self.formulas_changed = self.formulas_changed or not _FORMULAS.isdisjoint(map(type, row.values))
        return pattern.replace(_NUMBER, b"%d" % number) % tuple(contents)

    def _pattern(self, columns: tuple[int, ...], model_row: int, keep_blank: bool) -> bytes:  # noqa: FBT001 - a part of a key
        """The pattern of new rows, to be filled with the row's number wherever ``_NUMBER`` stands, and the cells' contents; empty where it cannot serve."""
        heads = [self._head(model_row, column) for column in columns]
        ordered = all(one < other for one, other in pairwise(columns))
        name = self.prefix + b"row"
        pattern = b""
        if ordered and not (keep_blank and any(after == b'"' for _, after in heads)):
            cells = b"".join((before + _NUMBER + after).replace(b"%", b"%%") + b"%b" for before, after in heads)
            pattern = b"<" + name + b' r="' + _NUMBER + b'">' + cells + b"</" + name + b">"
        self._patterns[columns, model_row, keep_blank] = pattern
        return pattern

    def _new_row(self, number: int, edits: Mapping[int, CellEdit]) -> bytes:
        cells = b"".join([self._new_cell(number, column, edits[column]) for column in sorted(edits)])
        name = self.prefix + b"row"
        return b"<" + name + b' r="' + str(number).encode() + b'">' + cells + b"</" + name + b">" if cells else b""

    def _new_cell(self, number: int, column: int, edit: CellEdit) -> bytes:
        value = edit.value
        head = self._heads.get((edit.model_row, column)) or self._head(edit.model_row, column)
        if value is None and not (edit.keep_blank and head[1] != b'"'):
            return b""
        if isinstance(value, FORMULAS):
            self.formulas_changed = True
        return head[0] + b"%d" % number + head[1] + cell_content(self.cell, value)

    def _head(self, model_row: int, column: int) -> tuple[bytes, bytes]:
        """What comes before and after the row number in the start tag of a new cell."""
        style = self._style(model_row, column)
        after = b'"' if style is None else b'" s="' + style.encode() + b'"'
        found = self._heads[model_row, column] = (b"<" + self.cell + b' r="' + column_letters(column).encode(), after)
        return found

    def _in_row(self, row: RowText, edits: Mapping[int, CellEdit]) -> list[_Splice]:
        there = [only_cell_at(self.sheet, row, column) for column in sorted(edits)]
        if None not in there:
            return [splice for cell in there if cell is not None for splice in self._in_place(cell, edits[cell.column])]
        cells = cell_texts(self.sheet, row)
        columns = [cell.column for cell in cells]
        if any(cell.row != row.number for cell in cells) or any(one >= other for one, other in pairwise(columns)):
            raise _untidy(self.sheet)
        splices: list[_Splice] = []
        added = False
        places = iter(cells)
        cell = next(places, None)
        for column in sorted(edits):
            while cell is not None and cell.column < column:
                cell = next(places, None)
            if cell is not None and cell.column == column:
                splices += self._in_place(cell, edits[column])
            elif new := self._new_cell(row.number, column, edits[column]):
                place = row.close if cell is None else cell.start
                splices.append(_Splice(place, place, new))
                added = True
        if not splices:
            return []
        return self._row_opened(row, splices) if row.close == row.end else [*(self._spans(row) if added else []), *splices]

    def _row_opened(self, row: RowText, splices: list[_Splice]) -> list[_Splice]:
        """An empty row element with cells in it."""
        tag = self.sheet.content[row.start : row.end].rstrip()[:-2].rstrip()
        name = self.prefix + b"row"
        new = without_attributes(tag, b"spans") + b">" + b"".join(splice.new for splice in splices) + b"</" + name + b">"
        return [_Splice(row.start, row.end, new)]

    def _spans(self, row: RowText) -> list[_Splice]:
        tag = self.sheet.content[row.start : row.cells]
        without = without_attributes(tag, b"spans")
        return [] if without == tag else [_Splice(row.start, row.cells, without)]

    def _in_place(self, cell: CellText, edit: CellEdit) -> list[_Splice]:
        """The cell with what it is to hold; nothing to do when it holds that already."""
        style = cell.style
        formula = element_content(cell.content, b"f", self.sheet.prefix)
        same = stands_already(cell_value(cell, self.sheet.prefix, self.values), edit.value)
        if same is None:
            same = isinstance(edit.value, FORMULAS) and formula is not None and cell_text(formula) == formula_of(edit.value)
        if same:
            return []
        self.formulas_changed |= formula is not None or isinstance(edit.value, FORMULAS)
        self.overwritten.append(cell)
        new = cell_element(self.cell, f"{column_letters(cell.column)}{cell.row}", style, edit.value)
        return [_Splice(cell.start, cell.end, new)]

    def _style(self, model_row: int, column: int) -> str | None:
        """The style a new cell takes."""
        if model_row not in self._styles:
            row = self._row(model_row)
            cells = cell_texts(self.sheet, row) if row else []
            self._styles[model_row] = {cell.column: cell.style for cell in cells}
        found = self._styles[model_row].get(column)
        if found is not None:
            return found
        if self._columns is None:
            self._columns = list(_column_styles(self.sheet))
        if column not in self._column_styles:
            styles = (style for first, last, style in self._columns if first <= column <= last)
            self._column_styles[column] = next(styles, None)
        return self._column_styles[column]

    def dimension(self, edits: RowEdits) -> list[_Splice]:
        """The sheet's stated dimension, grown over the written cells."""
        filled = {number: columns for number, cells in edits.items() if (columns := _filled(cells))}
        found = next(elements(self.sheet.content[: self.sheet.start], b"dimension", self.sheet.prefix), None)
        stated = parse_area(attributes(found[1]).get("ref", "")) if found else None
        if found is None or stated is None or not filled:
            return []
        across = set[int]().union(*filled.values())
        grown = Area(
            min(stated.first_row, *filled), min(stated.first_column, *across),
            max(stated.last_row, *filled), max(stated.last_column, *across),
        )  # fmt: skip
        if grown == stated:
            return []
        inside = re.sub(rb"""(ref\s*=\s*["'])[^"']*""", lambda each: each[1] + grown.text.encode(), found[1])
        return [_Splice(found.start(1), found.end(1), inside)]


def _filled(cells: Mapping[int, CellEdit] | NewRow) -> Sequence[int]:
    """The columns in which something is to stand."""
    if isinstance(cells, NewRow):
        if None not in cells.values:
            return cells.columns
        return [column for column, value in zip(cells.columns, cells.values, strict=True) if value is not None]
    return [column for column, edit in cells.items() if edit.value is not None]


def _column_styles(sheet: SheetText) -> Iterator[tuple[int, int, str]]:
    for found in bounded(elements(sheet.content[: sheet.start], b"col", sheet.prefix), sheet.part, "列", MAX_COLUMN):
        values = attributes(found[1])
        first, last = _column(values.get("min", "")), _column(values.get("max", ""))
        if values.get("style") and first and last:
            yield first, last, values["style"]


def _column(stated: str) -> int:
    """The number of a column, no more than a sheet has; 0 when it is none."""
    return min(int(stated), MAX_COLUMN) if stated.isdecimal() and len(stated) < 8 else 0  # noqa: PLR2004 - no column number is longer


def _untidy(sheet: SheetText) -> NotAWorkbook:
    return NotAWorkbook(
        f"工作簿里的部件「{sheet.part}」没有按次序存放行和单元格，不能安全写入：请用 Excel 或 WPS 打开另存一次，再试。"
    )

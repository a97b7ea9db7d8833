"""A worksheet copied as values: its cells with their looks, its widths, merged cells and print set-up; formulas become what they showed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from addin.cell_writer import cell_content
from addin.plain_xml import attribute_text, attributes, elements, escaped
from addin.sheet_reader import cell_value
from addin.sheet_text import cell_texts, element_content, merged_areas, row_texts
from addin.table_part import MAX_COLUMN, Area
from validation.cells import ErrorValue, Formula, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from addin.cell_values import CellValues
    from addin.sheet_text import CellText, SheetText
    from validation.cells import CellValue, Plain

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_JUMP = b"HYPERLINK("
"""What jumps to another cell is known by what it shows."""
_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
_TRUE = ("1", "true", "on")
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*(?:"[^"]*"|'[^']*')""")
_BEFORE = {
    "sheetFormatPr": ("baseColWidth", "defaultColWidth", "defaultRowHeight", "customHeight", "thickTop", "thickBottom"),
}
_AFTER = {
    "printOptions": ("horizontalCentered", "verticalCentered", "headings", "gridLines"),
    "pageMargins": ("left", "right", "top", "bottom", "header", "footer"),
    "pageSetup": (
        *("paperSize", "scale", "firstPageNumber", "fitToWidth", "fitToHeight", "pageOrder", "orientation", "blackAndWhite"),
        *("useFirstPageNumber", "cellComments", "errors"),
    ),
}
_COLUMN = ("min", "max", "width", "style", "bestFit", "customWidth")
_ROW = ("s", "customFormat", "ht", "customHeight", "thickTop", "thickBot")
_PANE = ("xSplit", "ySplit", "topLeftCell", "activePane", "state")
_HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_HEADER_FLAGS = ("differentOddEven", "differentFirst", "scaleWithDoc", "alignWithMargins")
_ARRAY = ("t", "ref")
_BREAK = ("id", "min", "max", "man")


class Hidden(StrEnum):
    """What becomes of rows and columns that the owner of a sheet has hidden."""

    SHOWN = "shown"
    """They show in the copy: what is sent can be looked at."""
    EMPTIED = "emptied"
    """They stay hidden, and hold nothing: what does not show is not posted either. The headings of tables stay."""


class Given(NamedTuple):
    """What a cell of the copy is to hold in place of what stands there; ``style`` is its format, ``None`` for the one it has."""

    value: Plain
    style: int | None = None


@dataclass
class SheetChanges:
    """What differs in the copy of a sheet: cells by (row, column), further merged ranges, heights of rows, a text at the head of each printed page."""

    cells: dict[tuple[int, int], Given] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    page_head: str = ""
    hidden: Hidden = Hidden.SHOWN
    headings: frozenset[int] = frozenset()
    """The rows with the headings of tables."""


class SheetCopy(NamedTuple):
    """The copied sheet's XML, without the end of the root element; the cells with a formula whose value is not known; formulas kept, if any were."""

    xml: str
    unknown: list[str]
    formulas: list[str]


def copied_sheet(
    sheet: SheetText, values: CellValues, changes: SheetChanges, *, keep_formulas: bool = False, first: bool = False
) -> SheetCopy:
    """Copy a worksheet. What its owner has hidden in it (rows, columns) shows in the copy.

    Args:
        sheet: its text.
        values: reads its cells.
        changes: what is to differ.
        keep_formulas: whether formulas stay formulas, without a remembered result.
        first: whether it is the sheet in front.
    """
    head, tail = sheet.content[: sheet.start], sheet.content[sheet.end :]
    rows = _Rows(sheet, values, changes, keep_formulas=keep_formulas)
    pieces = [
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">',
        _sheet_properties(head, sheet.prefix),
        _view(head, sheet.prefix, first=first),
        *(_single(head, sheet.prefix, name, kept) for name, kept in _BEFORE.items()),
        _columns(head, sheet.prefix, changes.hidden),
        f"<sheetData>{rows.xml()}</sheetData>",
        _merged([*merged_areas(sheet), *changes.merged]),
        *(_single(tail, sheet.prefix, name, kept) for name, kept in _AFTER.items()),
        _page_heads(tail, sheet.prefix, changes.page_head),
        *(_breaks(tail, sheet.prefix, name) for name in ("rowBreaks", "colBreaks")),
    ]
    return SheetCopy("".join(pieces), rows.unknown, rows.formulas)


def tag(name: str, values: Mapping[str, str], content: str | None = None) -> str:
    """An element with some attributes."""
    inside = "".join(f' {key}="{quoted(value)}"' for key, value in values.items())
    return f"<{name}{inside}/>" if content is None else f"<{name}{inside}>{content}</{name}>"


def quoted(text: str) -> str:
    """A text as the value of an attribute."""
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def _kept(inside: bytes, names: Iterable[str]) -> dict[str, str]:
    found = attributes(inside)
    return {name: found[name] for name in names if name in found}


def _single(content: bytes, prefix: bytes, name: str, kept: Iterable[str]) -> str:
    """The first element of that name, with the attributes that are kept; "" if there is none."""
    found = next(elements(content, name.encode(), prefix), None)
    return "" if found is None else tag(name, _kept(found[1], kept))


def _sheet_properties(head: bytes, prefix: bytes) -> str:
    colour = _single(head, prefix, "tabColor", ("rgb", "theme", "tint", "indexed"))
    fitting = _single(head, prefix, "pageSetUpPr", ("fitToPage",))
    return tag("sheetPr", {}, colour + fitting) if colour or fitting else ""


def _view(head: bytes, prefix: bytes, *, first: bool) -> str:
    found = next(elements(head, b"sheetView", prefix), None)
    kept = _kept(found[1], ("showGridLines", "rightToLeft")) if found else {}
    kept |= {"tabSelected": "1"} if first else {}
    pane = _single(head, prefix, "pane", _PANE)
    return tag("sheetViews", {}, tag("sheetView", {**kept, "workbookViewId": "0"}, pane or None))


def _columns(head: bytes, prefix: bytes, hidden: Hidden) -> str:
    kept = (*_COLUMN, *(("hidden",) if hidden is Hidden.EMPTIED else ()))
    found = [_kept(each[1], kept) for each in elements(head, b"col", prefix)]
    found = [{name: value for name, value in each.items() if (name, value) != ("width", "0")} for each in found]
    return tag("cols", {}, "".join(tag("col", each) for each in found)) if found else ""


def _merged(areas: Iterable[Area]) -> str:
    found = list(dict.fromkeys(areas))
    return (
        tag("mergeCells", {"count": str(len(found))}, "".join(tag("mergeCell", {"ref": each.text}) for each in found))
        if found
        else ""
    )


def _page_heads(tail: bytes, prefix: bytes, page_head: str) -> str:
    """Head and foot of the printed pages; pictures in them (``&G``) stay behind."""
    around = next(elements(tail, b"headerFooter", prefix), None)
    texts = {
        name: attribute_text(raw).replace("&G", "") for name in _HEADERS if (raw := element_content(tail, name.encode(), prefix))
    }
    if page_head:
        texts = {name: text for name, text in texts.items() if name.endswith("Footer")} | dict.fromkeys(_HEADERS[::2], page_head)
    if not texts:
        return ""
    flags = _kept(around[1], _HEADER_FLAGS) if around else {}
    return tag("headerFooter", flags, "".join(tag(name, {}, escaped(texts[name])) for name in _HEADERS if name in texts))


def _breaks(tail: bytes, prefix: bytes, name: str) -> str:
    content = element_content(tail, name.encode(), prefix)
    found = [] if content is None else [_kept(each[1], _BREAK) for each in elements(content, b"brk", prefix)]
    manual = str(sum(each.get("man", "").lower() in _TRUE for each in found))
    inside = "".join(tag("brk", each) for each in found)
    return tag(name, {"count": str(len(found)), "manualBreakCount": manual}, inside) if found else ""


class _Rows:
    """The rows of the copy."""

    def __init__(self, sheet: SheetText, values: CellValues, changes: SheetChanges, *, keep_formulas: bool) -> None:
        self.sheet, self.values, self.changes, self.keep_formulas = sheet, values, changes, keep_formulas
        self.unknown: list[str] = []
        self.formulas: list[str] = []
        self._seen: dict[tuple[bytes, bytes], tuple[str | None, CellValue, str]] = {}
        self._emptied = changes.hidden is Hidden.EMPTIED
        self._hidden_rows, self._hidden_columns = hidden_places(sheet) if self._emptied else (frozenset(), frozenset())
        self._given: dict[int, dict[int, Given]] = {}
        for (row, column), given in changes.cells.items():
            self._given.setdefault(row, {})[column] = given

    def xml(self) -> str:
        """All rows that hold anything or have a look of their own, in order."""
        rows = dict[int, str]()
        for row in row_texts(self.sheet):
            start = self.sheet.content[row.start : row.cells]
            opening = next(elements(start, b"row", self.sheet.prefix))
            looks = _kept(opening[1], (*_ROW, *(("hidden",) if self._emptied else ()))) if opening is not None else {}
            cells = {cell.column: cell for cell in cell_texts(self.sheet, row) if not self._is_emptied(row.number, cell.column)}
            given = self._given.pop(row.number, {})
            written = [
                self._given_cell(
                    row.number,
                    column,
                    given[column],
                    cells.get(column) and self._read(cells[column])[0],
                )
                if column in given
                else self._cell(row.number, column, cells[column])
                for column in sorted({*cells, *given})
            ]
            rows[row.number] = self._row(row.number, looks, "".join(written))
        for number, given in self._given.items():
            rows[number] = self._row(
                number, {}, "".join(self._given_cell(number, column, given[column], None) for column in sorted(given))
            )
        return "".join(rows[number] for number in sorted(rows))

    def _is_emptied(self, row: int, column: int) -> bool:
        return (row in self._hidden_rows or column in self._hidden_columns) and row not in self.changes.headings

    def _row(self, number: int, looks: dict[str, str], cells: str) -> str:
        if number in self.changes.heights:
            looks = {**looks, "ht": str(self.changes.heights[number]), "customHeight": "1"}
        return tag("row", {"r": str(number), **looks}, cells) if cells or looks else ""

    def _read(self, cell: CellText) -> tuple[str | None, CellValue, str]:
        """A cell's format, its value, and all that follows its address in the copy; each different cell once."""
        key = (_REFERENCE.sub(b"", cell.inside, count=1), cell.content)
        found = self._seen.get(key)
        if found is None:
            style, value = cell.style, cell_value(cell, self.sheet.prefix, self.values)
            plain = value.value if isinstance(value, Formula) else value
            found = self._seen[key] = (style, value, written_cell(style, plain))
        return found

    def _cell(self, row: int, column: int, cell: CellText) -> str:
        style, value, written = self._read(cell)
        place = f"{column_letters(column)}{row}"
        if isinstance(value, Formula):
            raw = element_content(cell.content, b"f", self.sheet.prefix) if self.keep_formulas else None
            if raw and not raw.startswith(_JUMP):
                self.formulas.append(place)
                opening = next(elements(cell.content, b"f", self.sheet.prefix))
                return f'<c r="{place}"{_styled(style)}>{tag("f", _kept(opening[1], _ARRAY), raw.decode())}</c>'
            if value.value is None:
                self.unknown.append(place)
        return f'<c r="{place}"{written}'

    @staticmethod
    def _given_cell(row: int, column: int, given: Given, style: str | None) -> str:
        own = style if given.style is None else str(given.style)
        return f'<c r="{column_letters(column)}{row}"{written_cell(own, given.value)}'


def _styled(style: str | None) -> str:
    return "" if style is None else f' s="{style}"'


def written_cell(style: str | None, value: Plain) -> str:
    """All that follows the address in the element of a cell."""
    head = _styled(style)
    if isinstance(value, bool):
        return f'{head} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, ErrorValue):
        if value.code in _ERRORS:
            return f'{head} t="e"><v>{value.code}</v></c>'
        return head + cell_content(b"c", value.code).decode()
    if isinstance(value, float | int):
        return f"{head}><v>{number_text(value)}</v></c>"
    return head + cell_content(b"c", value or None).decode()


def number_text(value: float) -> str:
    """A number as a cell holds it: as short as it can be while reading back the same."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))  # noqa: PLR2004 - what Excel keeps exactly


def used_area(sheet: SheetText) -> Area:
    """The smallest rectangle from A1 on that holds every cell with something in it, and every merged range."""
    last_row = last_column = 1
    for row in row_texts(sheet):
        for cell in cell_texts(sheet, row):
            if cell.content.strip():
                last_row, last_column = max(last_row, cell.row), max(last_column, cell.column)
    for area in merged_areas(sheet):
        last_row, last_column = max(last_row, area.last_row), max(last_column, min(area.last_column, MAX_COLUMN))
    return Area(1, 1, last_row, last_column)


def hidden_places(sheet: SheetText) -> tuple[frozenset[int], frozenset[int]]:
    """The rows and the columns that do not show."""
    columns = set[int]()
    for element in elements(sheet.content[: sheet.start], b"col", sheet.prefix):
        values = attributes(element[1])
        first, last = values.get("min", ""), values.get("max", "")
        if (values.get("hidden", "") in _TRUE or values.get("width") == "0") and first.isdecimal() and last.isdecimal():
            columns.update(range(int(first), min(int(last), MAX_COLUMN) + 1))
    rows = {row.number for row in row_texts(sheet) if attributes(sheet.content[row.start : row.cells]).get("hidden", "") in _TRUE}
    return frozenset(rows), frozenset(columns)

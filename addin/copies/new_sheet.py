"""A worksheet of our own in a copy: rows of values, a format each, with tables of theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from addin.copies.sheet_copy import HEAD, MAIN, OFFICE, tag, written_cell
from addin.plain_xml import escaped
from validation.cells import column_letters

if TYPE_CHECKING:
    from addin.table_part import Area
    from validation.cells import Plain


class Cell(NamedTuple):
    """A cell: what it holds, and the number of its format."""

    value: Plain
    style: int = 0


class NewTable(NamedTuple):
    """A table: its name, its rectangle with the headings, and these."""

    name: str
    area: Area
    headings: tuple[str, ...]


@dataclass
class NewSheet:
    """A sheet that is written from nothing."""

    name: str
    widths: tuple[float, ...]
    rows: list[list[Cell]] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    tables: list[NewTable] = field(default_factory=list)
    page_head: str = ""
    colour: str = "FF14532D"

    def add(self, *cells: Cell, height: float | None = None) -> int:
        """Add a row; its number."""
        self.rows.append(list(cells))
        if height is not None:
            self.heights[len(self.rows)] = height
        return len(self.rows)

    def xml(self, *, first: bool = False) -> str:
        """Its XML, without the end of the root element."""
        selected = {"tabSelected": "1"} if first else {}
        view = tag("sheetView", {"showGridLines": "0", **selected, "workbookViewId": "0"})
        columns = "".join(
            tag("col", {"min": str(number), "max": str(number), "width": f"{width:g}", "customWidth": "1"})
            for number, width in enumerate(self.widths, 1)
        )
        merged = "".join(tag("mergeCell", {"ref": area.text}) for area in self.merged)
        pieces = [
            f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">',
            tag("sheetPr", {}, tag("tabColor", {"rgb": self.colour}) + tag("pageSetUpPr", {"fitToPage": "1"})),
            tag("sheetViews", {}, view),
            tag("sheetFormatPr", {"defaultRowHeight": "20", "customHeight": "1"}),
            tag("cols", {}, columns),
            tag("sheetData", {}, "".join(self._row(number, cells) for number, cells in enumerate(self.rows, 1))),
            tag("mergeCells", {"count": str(len(self.merged))}, merged) if merged else "",
            tag("pageMargins", {"left": "0.6", "right": "0.6", "top": "0.7", "bottom": "0.7", "header": "0.3", "footer": "0.3"}),
            tag("pageSetup", {"paperSize": "9", "fitToHeight": "0", "orientation": "portrait"}),
            tag("headerFooter", {}, tag("oddHeader", {}, escaped(self.page_head))) if self.page_head else "",
        ]
        return "".join(pieces)

    def _row(self, number: int, cells: list[Cell]) -> str:
        looks = {"ht": f"{self.heights[number]:g}", "customHeight": "1"} if number in self.heights else {}
        written = [
            f'<c r="{column_letters(column)}{number}"{written_cell(str(cell.style), cell.value)}'
            for column, cell in enumerate(cells, 1)
        ]
        return tag("row", {"r": str(number), **looks}, "".join(written))

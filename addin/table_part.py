"""A table part: where an Excel Table lies, and the part with the table reaching to another row."""

from __future__ import annotations

import re
from typing import NamedTuple

from addin.guard import bounded
from addin.plain_xml import attributes, check_well_formed, damaged, elements, main_prefix, plain, unescaped, without_attributes
from addin.small_parts import read_once
from validation.cells import column_letters, column_number

_AREA = re.compile(r"^\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?$")
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_NAME_LIMIT = 255


class Area(NamedTuple):
    """A rectangle of cells, 1-based, both corners in it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def text(self) -> str:
        """The address, such as ``A1:C9``, or ``B4`` for a single cell."""
        first = f"{column_letters(self.first_column)}{self.first_row}"
        last = f"{column_letters(self.last_column)}{self.last_row}"
        return first if first == last else f"{first}:{last}"

    def overlap(self, other: Area) -> bool:
        """Whether the two share a cell."""
        return (
            self.first_row <= other.last_row
            and other.first_row <= self.last_row
            and self.first_column <= other.last_column
            and other.first_column <= self.last_column
        )


class TablePart(NamedTuple):
    """An Excel Table as its part declares it. ``area`` holds heading row, body and totals row."""

    part: str
    name: str
    area: Area
    heading_rows: int
    totals_rows: int
    columns: tuple[str, ...]
    content: bytes

    @property
    def first_body_row(self) -> int:
        """The row below the headings."""
        return self.area.first_row + self.heading_rows

    @property
    def last_body_row(self) -> int:
        """The last row above the totals row."""
        return self.area.last_row - self.totals_rows


def parse_area(address: str) -> Area | None:
    """The rectangle an address names; ``None`` when it is none, or lies outside a sheet."""
    found = _AREA.match(address.strip())
    if found is None:
        return None
    rows = sorted((int(found[2]), int(found[4] or found[2])))
    columns = sorted((column_number(found[1]), column_number(found[3] or found[1])))
    if rows[0] < 1 or rows[1] > MAX_ROW or columns[1] > MAX_COLUMN:
        return None
    return Area(rows[0], columns[0], rows[1], columns[1])


@read_once
def read_table_part(raw: bytes, part: str) -> TablePart:
    """Read the part ``part`` whose bytes are ``raw``.

    Raises:
        NotAWorkbook: it is damaged.
    """
    content = plain(raw, part)
    check_well_formed(content, part)
    prefix = main_prefix(content)
    root = next(elements(content, b"table", prefix), None)
    values = attributes(root[1]) if root else {}
    area = parse_area(values.get("ref", ""))
    name = unescaped(values.get("displayName") or values.get("name", ""))
    stated = bounded(elements(content, b"tableColumn", prefix), part, "列", MAX_COLUMN)
    columns = tuple(unescaped(attributes(each[1]).get("name", "")) for each in stated)
    if area is None or not name or len(name) > _NAME_LIMIT:
        raise damaged(part)
    headings, totals = _count(values.get("headerRowCount"), 1), _count(values.get("totalsRowCount"), 0)
    if headings + totals > area.last_row - area.first_row + 1:
        raise damaged(part)
    return TablePart(part, name, area, headings, totals, columns, content)


def _count(value: str | None, default: int) -> int:
    return int(value) if value and value.isdigit() and len(value) < 8 else default  # noqa: PLR2004 - no count of rows is longer


def reaching(table: TablePart, last_row: int) -> bytes:
    """The part with the table, its filter and its sort order reaching to ``last_row``; unchanged if they do already."""
    content, old = table.content, table.area.last_row
    prefix = main_prefix(content)
    for name in (b"table", b"autoFilter", b"sortState", b"sortCondition"):
        pieces, place = [], 0
        for element in bounded(elements(content, name, prefix), table.part, "排序和筛选条件"):
            inside = _with_last_row(element[1], old, last_row)
            if name == b"table":
                inside = without_attributes(inside, b"insertRow", b"insertRowShift")
            pieces += [content[place : element.start(1)], inside]
            place = element.end(1)
        content = b"".join([*pieces, content[place:]])
    return content


def _with_last_row(inside: bytes, old: int, new: int) -> bytes:
    """The inside of a tag whose ``ref`` ended in row ``old`` with one that ends in row ``new``."""

    def moved(found: re.Match[bytes]) -> bytes:
        area = parse_area(found[2].decode("ascii", "replace"))
        if area is None or area.last_row != old:
            return found[0]
        corners = found[2].split(b":")
        last = re.sub(rb"[0-9]+$", str(new).encode(), corners[-1].strip())
        return found[1] + corners[0] + b":" + last

    return re.sub(rb"""((?<=\s)ref\s*=\s*["'])([^"']*)""", moved, inside)

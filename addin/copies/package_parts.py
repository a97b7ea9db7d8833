"""The parts of a package that hold it together: tables, relationships, content types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from addin.copies.sheet_copy import HEAD, MAIN, OFFICE, tag
from addin.plain_xml import attributes, elements, main_prefix

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from addin.copies.new_sheet import NewTable
    from addin.table_part import Area, TablePart

_TYPES = "application/vnd.openxmlformats-officedocument"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = (
    (re.compile(r"xl/workbook\.xml"), f"{_TYPES}.spreadsheetml.sheet.main+xml"),
    (re.compile(r"xl/styles\.xml"), f"{_TYPES}.spreadsheetml.styles+xml"),
    (re.compile(r"xl/theme/theme1\.xml"), f"{_TYPES}.theme+xml"),
    (re.compile(r"xl/worksheets/[^/]+\.xml"), f"{_TYPES}.spreadsheetml.worksheet+xml"),
    (re.compile(r"xl/tables/[^/]+\.xml"), f"{_TYPES}.spreadsheetml.table+xml"),
)
_USUAL = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
_STYLE_INFO = ("name", "showFirstColumn", "showLastColumn", "showRowStripes", "showColumnStripes")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class CopiedTable(NamedTuple):
    """A table of a copy: what stands in its part."""

    name: str
    area: Area
    headings: tuple[str, ...]
    heading_rows: int = 1
    totals_rows: int = 0
    style: dict[str, str] | None = None

    @classmethod
    def of(cls, table: TablePart) -> CopiedTable:
        """A table of the workbook, without the formulas, filters and sort order it may have."""
        found = next(elements(table.content, b"tableStyleInfo", main_prefix(table.content)), None)
        values = attributes(found[1]) if found else {}
        style = {name: values[name] for name in _STYLE_INFO if name in values}
        return cls(table.name, table.area, table.columns, table.heading_rows, table.totals_rows, style)

    @classmethod
    def new(cls, table: NewTable) -> CopiedTable:
        """A table of our own."""
        return cls(table.name, table.area, table.headings)

    def xml(self, number: int) -> str:
        """The table's part; ``number`` tells it from the others."""
        counts = {"headerRowCount": str(self.heading_rows)} if self.heading_rows != 1 else {}
        counts |= {"totalsRowCount": str(self.totals_rows)} if self.totals_rows else {}
        body = self.area._replace(last_row=self.area.last_row - self.totals_rows).text
        names = enumerate(self.headings, 1)
        columns = "".join(tag("tableColumn", {"id": str(place), "name": _escaped_heading(name)}) for place, name in names)
        inside = [
            tag("autoFilter", {"ref": body if ":" in body else f"{body}:{body}"}) if self.heading_rows else "",
            tag("tableColumns", {"count": str(len(self.headings))}, columns),
            tag("tableStyleInfo", self.style) if self.style else "",
        ]
        values = {"id": str(number), "name": self.name, "displayName": self.name, "ref": self.area.text, **counts}
        return HEAD + tag("table", {"xmlns": MAIN, **values}, "".join(inside))


def _escaped_heading(text: str) -> str:
    """A heading as a table part has it: line breaks in Excel's own form."""
    return _LOOKS_ESCAPED.sub("_x005F_", text).replace("\r", "_x000d_").replace("\n", "_x000a_")


def table_parts(count: int) -> str:
    """What stands in a sheet that has so many tables."""
    inside = "".join(tag("tablePart", {"r:id": f"rId{number}"}) for number in range(1, count + 1))
    return tag("tableParts", {"count": str(count)}, inside) if count else ""


def arrows_xml(targets: Iterable[tuple[str, str]]) -> bytes:
    """A part of relationships: arrows ``rId1``, ``rId2`` … of these kinds to these targets."""
    inside = "".join(
        tag("Relationship", {"Id": f"rId{number}", "Type": f"{OFFICE}/{kind}", "Target": target})
        for number, (kind, target) in enumerate(targets, 1)
    )
    return (HEAD + tag("Relationships", {"xmlns": f"{_PACKAGE}/relationships"}, inside)).encode()


def content_types(parts: Sequence[str]) -> bytes:
    """The part that tells the kind of each of these."""
    said = [
        tag("Override", {"PartName": f"/{part}", "ContentType": kind})
        for part in sorted(parts)
        for pattern, kind in _KINDS
        if pattern.fullmatch(part)
    ]
    usual = [tag("Default", {"Extension": extension, "ContentType": kind}) for extension, kind in _USUAL.items()]
    return (HEAD + tag("Types", {"xmlns": f"{_PACKAGE}/content-types"}, "".join([*usual, *said]))).encode()

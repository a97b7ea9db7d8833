"""The sound book that hostile ones are made from: the template with a dozen rows in each register."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import TYPE_CHECKING

from workbook_templates.sample_school.fill import fill
from workbook_templates.sample_school.rows import sample_rows
from workbook_templates.template import template_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Parts = dict[str, bytes]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ARROWS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES, BOOK, BOOK_ARROWS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SETTINGS, PURCHASES, FINDINGS = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet10.xml", "xl/worksheets/sheet19.xml"
PURCHASES_TABLE, FINDINGS_TABLE = "xl/tables/table9.xml", "xl/tables/table18.xml"
STYLES, STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
_ROWS = 12


@cache
def _image() -> bytes:
    rows = {name: body if name == "设置" else body[:_ROWS] for name, body in sample_rows().items()}
    return fill(template_bytes(), rows)


def parts() -> Parts:
    """The parts of the sound book, a new dictionary each time; it has no shared strings until ``with_strings`` adds them."""
    with zipfile.ZipFile(io.BytesIO(_image())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Mapping[str, bytes], stored: Collection[str] = (), method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of the parts; those in ``stored`` are not compressed, so that no ratio gives them away."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 9, 1, 8, 0, 0)), data, zipfile.ZIP_STORED if name in stored else method)
    return stream.getvalue()


def changed(part: str, old: str, new: str, *, everywhere: bool = False) -> bytes:
    """The book with a piece of one part's text replaced; the part is stored as it is."""
    found = parts()
    text = found[part].decode()
    if old not in text:
        raise KeyError(old)
    found[part] = (text.replace(old, new) if everywhere else text.replace(old, new, 1)).encode()
    return packed(found, {part})


def with_part(part: str, content: bytes) -> bytes:
    """The book with one part's whole content replaced, or added; it is stored as it is."""
    return packed(parts() | {part: content}, {part})


def with_cells(cells: Mapping[str, str], sheet: str = PURCHASES) -> bytes:
    """The book with some cells of a sheet replaced, by address: the inside of the element and its type, such as ``t="e"><v>#N/A</v>``."""
    found = parts()
    text = found[sheet].decode()
    for address, inside in cells.items():
        cell = re.search(rf'<c r="{address}"( s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)', text)
        if cell is None:
            raise KeyError(address)
        text = f'{text[: cell.start()]}<c r="{address}"{cell[1] or ""}{inside}</c>{text[cell.end() :]}'
    found[sheet] = text.encode()
    return packed(found, {sheet})


def with_rows(rows: str, sheet: str = PURCHASES) -> bytes:
    """The book with more row elements at the end of a sheet, stored as they are."""
    return changed(sheet, "</sheetData>", f"{rows}</sheetData>")


def with_strings(content: bytes) -> bytes:
    """The book with a part of shared strings, stored as it is."""
    found = parts()
    arrow = f'<Relationship Id="rIdStrings" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    found[BOOK_ARROWS] = found[BOOK_ARROWS].replace(b"</Relationships>", arrow.encode())
    kind = '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    found[TYPES] = found[TYPES].replace(b"</Types>", kind.encode())
    return packed(found | {STRINGS: content}, {STRINGS})


def strings(inside: str) -> bytes:
    """The book with these shared strings."""
    return with_strings(f'<sst xmlns="{MAIN}">{inside}</sst>'.encode())

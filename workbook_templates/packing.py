"""The same workbook, the same bytes: what openpyxl saved, packed anew without clock, user or machine.

Parts are written in canonical XML, so that the bytes do not depend on whether openpyxl found lxml; members carry one fixed date;
document properties say nothing of when and where; fonts stand in the order of the schema; labels of charts keep their own format
and not that of the cells, which openpyxl cannot say.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.workbook import Workbook

_FONT_ORDER = "b i strike condense extend outline shadow u vertAlign sz color name family charset scheme".split()  # noqa: SIM905 - one line
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EMPTY_ELEMENT = re.compile(r"<([\w:.-]+)([^<>]*)></\1>")
_NO_VALUE = re.compile(r"</f><v ?/>")
_FONT, _CHILD, _TAG = re.compile("<font>(.*?)</font>"), re.compile("<[^<>]*/>"), re.compile(r"<(\w+)")
_AFTER_IGNORED_ERRORS = re.compile("<(?:drawing|legacyDrawing|picture|oleObjects|controls|tableParts|extLst)|</worksheet>")
_LABEL_FORMAT = re.compile('<numFmt formatCode="([^"]*)"/>')
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>膳账</dc:creator><dc:title>膳账本</dc:title></cp:coreProperties>'
)
_APP = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>膳账</Application></Properties>'
_PROPERTIES = {"docProps/core.xml": _CORE, "docProps/app.xml": _APP}


def packed(book: Workbook, numbers_as_text: Mapping[str, str] | None = None, kept: Mapping[str, bytes] | None = None) -> bytes:
    """The workbook as the bytes of an .xlsx file, the same on every machine and on every day.

    Args:
        book: what to save.
        numbers_as_text: by part name, the cells in which digits kept as text are meant, so that Excel marks none of them.
        kept: by part name, what stands in the place of what openpyxl saved: parts of which it forgets something.
    """
    saved = io.BytesIO()
    book.save(saved)
    parts = {}
    with zipfile.ZipFile(saved) as source:
        for name in source.namelist():
            xml = _PROPERTIES.get(name) or source.read(name).decode()
            xml = canonical(xml)
            if name == "xl/styles.xml":
                xml = _fonts_in_schema_order(xml)
            if name.startswith("xl/charts/"):
                xml = _LABEL_FORMAT.sub(r'<numFmt formatCode="\1" sourceLinked="0"/>', xml)
            if numbers_as_text and numbers_as_text.get(name):
                xml = _meant_as_text(xml, numbers_as_text[name])
            parts[name] = (kept or {}).get(name) or _DECLARATION + xml.encode()
    return zipped(parts)


def zipped(parts: Mapping[str, bytes], level: int = 9) -> bytes:
    """A package of these parts, by name: content types first, no clock, no user. ``level``: how hard it is packed; 0 is not at all."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in sorted(parts, key=_reading_order):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system, member.external_attr, member.compress_type = (
                3,
                0o644 << 16,
                zipfile.ZIP_DEFLATED if level else zipfile.ZIP_STORED,
            )
            target.writestr(member, parts[name], compresslevel=level)
    return out.getvalue()


def contents(package: bytes) -> list[tuple[str, bytes]]:
    """The members of a package, in order: what it says, whatever compressor wrote it."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def canonical(xml: str) -> str:
    """XML in its canonical form, save that empty elements are short and formulas without a remembered result have no ``<v>``."""
    return _NO_VALUE.sub("</f>", _EMPTY_ELEMENT.sub(r"<\1\2/>", ET.canonicalize(xml)))


def _reading_order(name: str) -> tuple[bool, bool, str]:
    """Content types first, then the package's relationships, then the rest by name."""
    return name != "[Content_Types].xml", name != "_rels/.rels", name


def _fonts_in_schema_order(styles: str) -> str:
    """The children of every font in the order in which the schema lists them."""

    def in_order(font: re.Match[str]) -> str:
        children = sorted(_CHILD.findall(font[1]), key=lambda child: _FONT_ORDER.index(_TAG.match(child)[1]))  # type: ignore[index]
        return f"<font>{''.join(children)}</font>"

    return _FONT.sub(in_order, styles)


def _meant_as_text(sheet: str, cells: str) -> str:
    """Tell Excel that digits kept as text in these cells are no mistake."""
    mark = f'<ignoredErrors><ignoredError numberStoredAsText="1" sqref="{cells}"/></ignoredErrors>'
    return _AFTER_IGNORED_ERRORS.sub(lambda next_element: mark + next_element[0], sheet, count=1)

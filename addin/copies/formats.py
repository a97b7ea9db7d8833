"""The formats of cells that we add to a copy: put behind those of the workbook, whose own numbers stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from addin.plain_xml import check_well_formed, elements, main_prefix, without_attributes
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import Sequence

FONT = "微软雅黑"


class Format(NamedTuple):
    """How a cell looks: size and colour of its letters, whether bold, its fill, how it lies, its number format (an id that Excel knows)."""

    size: float = 10
    colour: str = "FF22312D"
    bold: bool = False
    fill: str = ""
    across: str = "left"
    wrapped: bool = True
    number: int = 0
    ruled: bool = False


PLAIN_STYLES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="1"><font><sz val="10"/><name val="微软雅黑"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
).encode()
"""The styles of a workbook that has none."""


def with_formats(styles: bytes, formats: Sequence[Format]) -> tuple[bytes, list[int]]:
    """The styles with these formats added, and the number of each.

    Args:
        styles: the part, in plain form.
        formats: what is added.

    Raises:
        NotAWorkbook: the part is damaged.
    """
    check_well_formed(styles, "xl/styles.xml")
    prefix = main_prefix(styles)
    if prefix:
        return with_formats(PLAIN_STYLES, formats)
    fonts, borders, fills, places = (
        _count(styles, b"font"),
        _count(styles, b"border"),
        _count(styles, b"fill"),
        _count(styles, b"xf"),
    )
    added: dict[bytes, list[str]] = {b"fonts": [], b"borders": [_RULED], b"fills": [], b"cellXfs": []}
    for number, each in enumerate(formats):
        added[b"fonts"].append(_font(each))
        added[b"fills"].append(_fill(each))
        ids = f'numFmtId="{each.number}" fontId="{fonts + number}" fillId="{fills + number}" borderId="{borders if each.ruled else 0}"'
        lies = f'<alignment horizontal="{each.across}" vertical="center"{" wrapText=" + chr(34) + "1" + chr(34) if each.wrapped else ""}/>'
        applied = 'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
        added[b"cellXfs"].append(f'<xf {ids} xfId="0" {applied}>{lies}</xf>')
    for container, pieces in added.items():
        styles = _with_children(styles, container, pieces)
    return styles, [places + number for number in range(len(formats))]


_RULED = (
    "<border>"
    + "".join(f'<{side} style="thin"><color rgb="FFBFC9C4"/></{side}>' for side in ("left", "right", "top", "bottom"))
    + "<diagonal/></border>"
)


def _font(each: Format) -> str:
    bold = "<b/>" if each.bold else ""
    return f'<font>{bold}<sz val="{each.size:g}"/><color rgb="{each.colour}"/><name val="{FONT}"/><family val="2"/><charset val="134"/></font>'


def _fill(each: Format) -> str:
    if not each.fill:
        return '<fill><patternFill patternType="none"/></fill>'
    return f'<fill><patternFill patternType="solid"><fgColor rgb="{each.fill}"/><bgColor indexed="64"/></patternFill></fill>'


_CONTAINERS = {b"font": b"fonts", b"border": b"borders", b"fill": b"fills", b"xf": b"cellXfs"}


def _body(styles: bytes, container: bytes) -> tuple[int, int]:
    """Where the children of a container begin and end."""
    opening = next(elements(styles, container), None)
    end = styles.find(b"</" + container + b">") if opening is not None and not opening[2] else -1
    if opening is None or end < 0:
        raise NotAWorkbook("工作簿的样式（xl/styles.xml）不完整：请用 Excel 或 WPS 打开另存后再试。")
    return opening.end(), end


def _count(styles: bytes, child: bytes) -> int:
    start, end = _body(styles, _CONTAINERS[child])
    return sum(1 for _ in elements(styles[start:end], child))


def _with_children(styles: bytes, container: bytes, pieces: Sequence[str]) -> bytes:
    _, end = _body(styles, container)
    opening = next(elements(styles, container))
    count = sum(
        1 for _ in elements(styles[opening.end() : end], next(child for child, name in _CONTAINERS.items() if name == container))
    )
    inside = without_attributes(opening[1], b"count") + b' count="%d"' % (count + len(pieces))
    tag = b"<" + container + inside + b">"
    return styles[: opening.start()] + tag + styles[opening.end() : end] + "".join(pieces).encode() + styles[end:]

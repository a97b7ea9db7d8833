"""The looks of cells, read from a styles part: letters, fill, borders, how the content lies, how numbers show."""

from __future__ import annotations

import colorsys
import re
from typing import TYPE_CHECKING, NamedTuple

from addin.copies.number_formats import BUILT_IN, GENERAL
from addin.plain_xml import attributes, elements

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIDES = ("left", "right", "top", "bottom")
_WIDTHS = {
    "hair": "1px dotted",
    "dotted": "1px dotted",
    "dashed": "1px dashed",
    "thin": "1px solid",
    "medium": "2px solid",
    "thick": "3px solid",
}
_WIDTHS |= {"double": "3px double", "mediumDashed": "2px dashed", "dashDot": "1px dashed", "slantDashDot": "2px dashed"}
_TRUE = ("1", "true", "on")
_THEME = (
    b"lt1",
    b"dk1",
    b"lt2",
    b"dk2",
    b"accent1",
    b"accent2",
    b"accent3",
    b"accent4",
    b"accent5",
    b"accent6",
    b"hlink",
    b"folHlink",
)
_INDEXED = {
    "0": "000000",
    "1": "FFFFFF",
    "2": "FF0000",
    "8": "000000",
    "9": "FFFFFF",
    "10": "FF0000",
    "64": "000000",
    "65": "FFFFFF",
}


class Look(NamedTuple):
    """How cells of one format look: as CSS declarations, and their number format."""

    css: str
    number_format: str
    wrapped: bool
    across: str


class Looks:
    """The formats of a workbook, by number."""

    def __init__(self, styles: bytes, theme: bytes | None) -> None:
        """Read the parts, both in plain form."""
        self._colours = _theme_colours(theme)
        codes = {
            int(found["numFmtId"]): found["formatCode"]
            for each in elements(styles, b"numFmt")
            if "formatCode" in (found := attributes(each[1]))
        }
        self._codes = BUILT_IN | codes
        self._fonts = [self._font(each) for each in _children(styles, b"fonts", b"font")]
        self._fills = [self._fill(each) for each in _children(styles, b"fills", b"fill")]
        self._borders = [self._border(each) for each in _children(styles, b"borders", b"border")]
        self._looks = [self._look(each) for each in _children(styles, b"cellXfs", b"xf")]

    def of(self, style: str | None) -> Look:
        """The look of a format; the usual one where there is none of that number."""
        number = int(style) if style and style.isdecimal() else 0
        return self._looks[number] if number < len(self._looks) else Look("", GENERAL, wrapped=False, across="")

    def _look(self, xml: bytes) -> Look:
        values = attributes(next(elements(xml, b"xf"))[1])
        lying = next((attributes(each[1]) for each in elements(xml, b"alignment")), {})
        across, wrapped = lying.get("horizontal", ""), lying.get("wrapText", "") in _TRUE
        css = [
            _at(self._fonts, values.get("fontId")),
            _at(self._fills, values.get("fillId")),
            _at(self._borders, values.get("borderId")),
        ]
        if across in {"left", "center", "right", "justify"}:
            css.append(f"text-align:{across}")
        elif across in {"centerContinuous", "distributed"}:
            css.append("text-align:center")
        css.append(f"vertical-align:{ {'top': 'top', 'center': 'middle'}.get(lying.get('vertical', ''), 'bottom') }")
        if lying.get("indent", "0").isdecimal() and lying.get("indent", "0") != "0":
            css.append(f"padding-{'right' if across == 'right' else 'left'}:{int(lying['indent']) * 9 + 3}px")
        css.append("white-space:pre-wrap" if wrapped else "white-space:pre")
        number = values.get("numFmtId", "0")
        return Look(
            ";".join(filter(None, css)), self._codes.get(int(number) if number.isdecimal() else 0, GENERAL), wrapped, across
        )

    def _colour(self, xml: bytes, name: bytes) -> str:
        found = next(elements(xml, name), None)
        values = attributes(found[1]) if found else {}
        base = values.get("rgb", "")[-6:]
        if values.get("theme", "").isdecimal():
            base = _at(self._colours, values["theme"])
        base = base or _INDEXED.get(values.get("indexed", ""), "")
        return f"#{_tinted(base, values.get('tint', '0'))}" if re.fullmatch("[0-9A-Fa-f]{6}", base) else ""

    def _font(self, xml: bytes) -> str:
        size = next((attributes(each[1]).get("val", "") for each in elements(xml, b"sz")), "")
        colour = self._colour(xml, b"color")
        css = [
            f"font-size:{size}pt" if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", size) else "",
            f"color:{colour}" if colour else "",
        ]
        said = {
            b"b": "font-weight:bold",
            b"i": "font-style:italic",
            b"u": "text-decoration:underline",
            b"strike": "text-decoration:line-through",
        }
        css += [
            words
            for name, words in said.items()
            if any(attributes(each[1]).get("val", "1") not in {"0", "none", "false"} for each in elements(xml, name))
        ]
        return ";".join(filter(None, css))

    def _fill(self, xml: bytes) -> str:
        solid = any(attributes(each[1]).get("patternType") == "solid" for each in elements(xml, b"patternFill"))
        colour = self._colour(xml, b"fgColor") if solid else ""
        return f"background:{colour}" if colour else ""

    def _border(self, xml: bytes) -> str:
        css = []
        for side in _SIDES:
            inside = next((each for each in _elements_whole(xml, side.encode())), b"")
            style = attributes(inside.partition(b">")[0]).get("style", "")
            if style and style != "none":
                css.append(f"border-{side}:{_WIDTHS.get(style, '1px solid')} {self._colour(inside, b'color') or '#000000'}")
        return ";".join(css)


def _at(found: list[str], place: str | None) -> str:
    number = int(place) if place and place.isdecimal() else 0
    return found[number] if number < len(found) else ""


def _children(styles: bytes, container: bytes, child: bytes) -> Iterator[bytes]:
    opening = next(elements(styles, container), None)
    if opening is None or opening[2]:
        return
    yield from _elements_whole(styles[opening.end() : styles.find(b"</" + container + b">", opening.end())], child)


def _elements_whole(content: bytes, name: bytes) -> Iterator[bytes]:
    """Every element of a name with all that stands in it; none of them holds another of its name."""
    for found in elements(content, name):
        end = found.end() if found[2] else content.find(b"</" + name + b">", found.end())
        yield content[found.start() : end]


def _theme_colours(theme: bytes | None) -> list[str]:
    found = []
    for name in _THEME if theme else ():
        inside = re.search(rb"<a:" + name + rb">.*?(?:lastClr|val)=\"([0-9A-Fa-f]{6})\"", theme or b"", re.DOTALL)
        found.append(inside[1].decode() if inside else "000000")
    return found


def _tinted(base: str, tint: str) -> str:
    """A colour made lighter (tint above 0) or darker."""
    try:
        amount = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        amount = 0.0
    if not amount:
        return base.upper()
    red, green, blue = (int(base[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + amount) if amount < 0 else light * (1 - amount) + amount
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, strength))

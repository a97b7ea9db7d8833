"""How the workbook looks: its colours, fonts and sizes, in one place."""

from __future__ import annotations

from typing import Literal, NamedTuple

from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side

FACE = "微软雅黑"
"""On Windows and in Office for Mac; elsewhere the system puts its own Chinese font in its place."""

INK = "22312D"
MUTED = "6B7772"
WHITE = "FFFFFF"
LINE = "DDE3E0"
LINK = "1B6A8F"


class Palette(NamedTuple):
    """The colours of one group of sheets: tab and band, heads that must be filled, heads that may stay empty, stripes."""

    deep: str
    head: str
    soft: str
    pale: str
    stripe: str


BRAND = Palette("14532D", "2F7D5B", "CFE5DA", "EAF4EF", "F5FAF7")

GROUPS: dict[str, Palette] = {
    "设置与名单": Palette("33526B", "4A6E8A", "D3DFE8", "EBF1F5", "F6F9FB"),
    "日常登记": Palette("1F6B4F", "2F8463", "CDE6DA", "E9F5EF", "F5FAF7"),
    "比较与核对": Palette("5B4A78", "75639A", "DED7EB", "F1EDF7", "F9F7FC"),
    "结果": Palette("9A5B1F", "B8742F", "F2DFC8", "FBF3E8", "FDF9F3"),
}
"""The sheets' groups, in the order in which 首页 lists them."""

RESULTS = "结果"
POSTED = "比较与核对"
"""Where 首页 lists the forms."""
_UNKNOWN_GROUP = Palette("4A5568", "667085", "DCE0E6", "F1F3F5", "F8F9FA")


def palette(group: str) -> Palette:
    """The colours of a group; a grey of its own for one that has none yet."""
    return GROUPS.get(group, _UNKNOWN_GROUP)


class LevelLook(NamedTuple):
    """The colours of one level of finding: cell and text."""

    fill: str
    text: str


LEVEL_LOOKS: dict[str, LevelLook] = {
    "错误": LevelLook("F9CDC9", "9B1C1C"),
    "警告": LevelLook("FFE3B0", "8A4B00"),
    "提示": LevelLook("D6E6F7", "1F4E85"),
}

BODY = 10
HEAD = 10
TITLE = 16
ROW = 20.0
TWO_LINES = 34.0
"""Rows do not grow by themselves when LibreOffice opens a book, so rows with long texts are made for two lines."""
BAND_ROW = 34.0
HEAD_ROW = 36.0
CHINESE_SIGN = 1.86
"""How many digits wide one Chinese sign is in ``FACE``."""
CHARACTERS_A_TITLE_SIGN = 2 * TITLE / BODY
"""How many characters of a column's width one Chinese sign of a sheet's title takes."""


def font(size: float = BODY, colour: str = INK, *, bold: bool = False) -> Font:
    """The workbook's font in one size and colour."""
    return Font(name=FACE, charset=134, family=2, sz=size, color=Color(rgb="FF" + colour), b=bold)


def fill(colour: str) -> PatternFill:
    """One plain colour behind a cell."""
    return PatternFill("solid", fgColor=Color(rgb="FF" + colour), bgColor=Color(rgb="FF" + colour))


def line(colour: str = LINE, style: Literal["thin", "medium"] = "thin") -> Side:
    """One side of a border."""
    return Side(style=style, color=Color(rgb="FF" + colour))


def box(colour: str = LINE) -> Border:
    """A thin border all round."""
    side = line(colour)
    return Border(left=side, right=side, top=side, bottom=side)


def aligned(horizontal: str | None = None, *, wrap: bool = False, shrink: bool = False, indent: int = 0) -> Alignment:
    """Vertically centred, and as asked across; an indent is from the left unless said otherwise."""
    if indent and horizontal is None:
        horizontal = "left"
    return Alignment(horizontal=horizontal, vertical="center", wrap_text=wrap or None, shrink_to_fit=shrink or None, indent=indent)

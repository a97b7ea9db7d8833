"""What a kind is: the reader of one type of cell. It answers with a ``Reading``, and a ``Fault`` if something is to be said."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from validation import money
from validation.cells import ErrorValue
from validation.patterns import late_pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from validation.cells import CellValue, Plain
    from validation.findings import Fix

_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDE |= {0x3000: 0x20, 0xA0: 0x20, 0x200B: None, 0xFEFF: None}
_HOLDS_WIDE = late_pattern(f"[{''.join(map(chr, _WIDE))}]")
WIDE_SIGNS = str.maketrans("．，－＋％￥：／−", ".,-+%¥:/-")
"""The full-width signs of numbers and dates, and the typesetter's minus, made narrow."""

_ERRORS = {
    "#N/A": "没有查到要找的内容",
    "#REF!": "公式引用的格已被删去",
    "#DIV/0!": "除数是 0 或空白",
    "#VALUE!": "公式里该是数字的地方不是数字",
    "#NAME?": "公式里有认不出的名称或函数",
    "#NUM!": "公式算不出可用的数",
    "#NULL!": "公式里的两个区域没有相交",
    "#SPILL!": "公式的结果放不下，旁边的格不空",
    "#CALC!": "公式算不出结果",
    "#GETTING_DATA": "数据还没有取回来",
}
"""What Excel's error values say, in words."""
_LARGEST = sys.float_info.max
_SHOWN_AT_MOST = 40
"""Characters of a cell's text that a sentence repeats."""


class Fault(NamedTuple):
    """What is wrong with one cell, whatever register it stands in.

    ``kind`` names the fault; the rule of that name turns it into a finding. ``why`` completes the sentence that begins with the heading.
    ``fatal``: the cell could not be read, its value is unknown. ``fix``: the one plain value that the suggestion proposes, if it does; where the
    text names a ``measure`` (十斤), only for a row that is kept in it.
    """

    kind: str
    why: str
    suggestion: str = ""
    fatal: bool = True
    fix: Fix | None = None
    measure: str = ""


class Reading(NamedTuple):
    """Our value of one cell (``None``: blank, or unknown if the fault is fatal) and the fault, if any."""

    value: object
    fault: Fault | None = None


BLANK = Reading(None)


def plain_text(value: str) -> str:
    """Text as a person means it: full-width digits and letters made narrow, surrounding space gone."""
    return value.strip() if value.isascii() or not _HOLDS_WIDE.search(value) else value.translate(_WIDE).strip()


def stand_plainly(texts: Iterable[str]) -> bool:
    """Whether ``plain_text`` would change none of some texts, told by all of them together: no space is among them, and nothing wide or unseen."""
    together = "".join(texts)
    return together.isprintable() and " " not in together and (together.isascii() or not _HOLDS_WIDE.search(together))


def shown(value: Plain) -> str:
    """A cell value as text, the way the cell shows it when it has no format of its own."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, ErrorValue):
        return value.code
    if isinstance(value, str):
        return value
    return money.exact_digits(value) if is_finite(value) else "NaN"


def is_finite(value: float) -> bool:
    """Whether a number is one that a cell can hold: no infinity, no NaN, no integer beyond any float."""
    return -_LARGEST <= value <= _LARGEST


def clipped(text: str) -> str:
    """A cell's text as a sentence repeats it: without space around it, a long one cut, what cannot be seen shown as a box."""
    seen = _seen(text)
    return seen + _about_boxes(seen)


def quoted(text: str) -> str:
    """The same in quotation marks."""
    seen = _seen(text)
    return f"“{seen}”{_about_boxes(seen)}"


def _seen(text: str) -> str:
    text = text.strip()[: _SHOWN_AT_MOST + 1]
    if not text.isprintable():
        text = "".join("□" if _hidden(each) else " " if each.isspace() else each for each in text)
    return text if len(text) <= _SHOWN_AT_MOST else text[: _SHOWN_AT_MOST - 1] + "…"


def _about_boxes(seen: str) -> str:
    return "（□ 是看不见的字符）" if "□" in seen else ""


def _hidden(character: str) -> bool:
    """Whether a character has no shape of its own: controls, zero-width ones, those that turn the direction of writing."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cn", "Co", "Cs"} and character not in "\t\n\r"


def _error(code: str) -> Fault:
    """An error value, or (no code of Excel's) a cell whose content no spreadsheet program would write."""
    if code.startswith("#") and code.isascii():
        meaning = f"（{_ERRORS[code]}）" if code in _ERRORS else ""
        return Fault("error-cell", f"是错误值 {code}{meaning}", "改正这一格的公式，或直接填写正确的内容")
    what = f"：{clipped(code)}" if code and not code.startswith("#") else ""
    return Fault("error-cell", f"这一格的内容已损坏，读不出来{what}", "重新填写这一格")


class Kind:
    """A type of the vocabulary: how its cells are read, shown and laid out."""

    name = "文本"
    excel_format = "General"
    width = 12
    number = False

    def read(self, value: Plain, *, formula: bool = False, date1904: bool = False) -> Reading:
        """Read one cell. ``formula``: the value is the result of a formula."""
        if value is None or (isinstance(value, str) and not plain_text(value)):
            return BLANK
        if isinstance(value, ErrorValue):
            return Reading(None, _error(value.code))
        if isinstance(value, float | int) and not is_finite(value):
            return Reading(None, _error(""))
        return self._read(value, formula=formula, date1904=date1904)

    def stand_as_they_are(self, cells: Collection[CellValue]) -> bool:  # noqa: ARG002 - the kinds look at them
        """Whether all of the cells are plainly right, and our values just as they stand: a look at all of them together."""
        return False

    def at_a_glance(self, cells: Iterable[CellValue], date1904: bool) -> dict[CellValue, object]:  # noqa: ARG002, FBT001 - the kinds look at them
        """Our values of those cells that are plainly right; what is left out is read one by one, with the same result."""
        return {}

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: FBT001
        raise NotImplementedError

    def show(self, value: object) -> str:
        """Our value as people read it."""
        return "" if value is None else str(value)

    def cell_text(self, value: Plain) -> str:
        """What a cell of this type that could not be read looks like to the user."""
        return shown(value)

"""What a kind is: the reader of one type of cell. It answers with a ``Reading``, and a ``Fault`` if something is to be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from validation import money
from validation.cells import ErrorValue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.cells import CellValue, Plain

_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDE |= {0x3000: 0x20, 0xA0: 0x20, 0x200B: None, 0xFEFF: None}
WIDE_SIGNS = str.maketrans("．，－＋％￥：／−", ".,-+%¥:/-")
"""The full-width signs of numbers and dates, and the typesetter's minus, made narrow."""


class Fault(NamedTuple):
    """What is wrong with one cell, whatever register it stands in.

    ``kind`` names the fault; the rule of that name turns it into a finding. ``why`` completes the sentence that begins with the heading.
    ``fatal``: the cell could not be read, its value is unknown.
    """

    kind: str
    why: str
    suggestion: str = ""
    fatal: bool = True


class Reading(NamedTuple):
    """Our value of one cell (``None``: blank, or unknown if the fault is fatal) and the fault, if any."""

    value: object
    fault: Fault | None = None


BLANK = Reading(None)


def plain_text(value: str) -> str:
    """Text as a person means it: full-width digits and letters made narrow, surrounding space gone."""
    return value.strip() if value.isascii() else value.translate(_WIDE).strip()


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
    return money.exact_digits(value)


@dataclass(frozen=True)
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
            return Reading(None, Fault("error-cell", f"是错误值 {value.code}", "改正这一格的公式，或改填数值"))
        return self._read(value, formula=formula, date1904=date1904)

    def at_a_glance(self, cells: Iterable[CellValue]) -> dict[CellValue, object]:  # noqa: ARG002 - the kinds look at them
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

"""How other readers' cells differ from ours, each kind with its reason: what ``make differ`` knows and does not report.

A kind is told by the two values alone, or by what the other reader says of its cell. Anything no kind explains is an offender.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel

from validation.cells import ErrorValue, Formula
from validation.months import LAST_SERIAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from validation.cells import CellValue, Plain

_DAYS = (dt.date, dt.time, dt.timedelta)
CALENDARS = {False: CALENDAR_WINDOWS_1900, True: CALENDAR_MAC_1904}
"""The first day of the calendar of a workbook, by whether it counts from 1904."""
NO_SHEET = "no sheet"
"""Instead of a letter for a type: the other reader does not have the whole sheet."""
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_MARCH_1900 = 61
_A_MILLISECOND = 1.2e-8
"""In days: to this a day and a time, taken to the microsecond, give their serial number back."""


class Pair(NamedTuple):
    """One cell as two readers have it.

    ``formula`` and ``type``: whether the other reader (openpyxl) sees a formula there, and its letter for the type. ``epoch``: day 0.
    """

    ours: CellValue
    theirs: object
    formula: bool = False
    type: str = ""
    epoch: dt.datetime = CALENDAR_WINDOWS_1900

    @property
    def plain(self) -> Plain:
        """Our value, whether a formula gave it or not; blank texts are nothing."""
        value = self.ours.value if isinstance(self.ours, Formula) else self.ours
        return None if value == "" else value

    @property
    def blank(self) -> bool:
        """Whether the other reader has nothing there."""
        return self.theirs is None or self.theirs == ""


class Kind(NamedTuple):
    """A kind of difference: which reader makes it, its name, which pairs are of it, and why ours is as it is."""

    reader: str
    name: str
    holds: Callable[[Pair], bool]
    reason: str


def same(pair: Pair) -> bool:
    """Whether both readers have the same: number for number, text for text, error for error, nothing for nothing."""
    ours, theirs = pair.plain, pair.theirs
    if isinstance(ours, ErrorValue):
        return theirs == ours.code and pair.type in {"e", ""}
    if ours is None:
        return pair.blank
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, str) or isinstance(theirs, str):
        return ours == theirs and pair.type != "e"
    return isinstance(theirs, int | float) and float(ours) == float(theirs)


def _serial(pair: Pair) -> float | None:
    """The serial number of a day or a time as the other reader has it."""
    return float(to_excel(pair.theirs, pair.epoch)) if isinstance(pair.theirs, _DAYS) else None  # type: ignore[no-untyped-call]


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _value(pair: Pair) -> float:
    return float(pair.plain) if isinstance(pair.plain, int | float) else 0.0


def _is_day(pair: Pair) -> bool:
    serial = _serial(pair)
    return serial is not None and _number(pair.plain) and abs(serial - _value(pair)) < _A_MILLISECOND


def _is_phantom(pair: Pair) -> bool:
    serial = _serial(pair)
    early = serial is not None and _number(pair.plain) and 0 <= _value(pair) < _MARCH_1900
    return early and abs((serial or 0) - _value(pair)) <= 1 + _A_MILLISECOND


def _unescaped(text: str) -> str:
    found = _ESCAPE.sub(lambda each: chr(int(each[1], 16)), text)
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_beyond_days(pair: Pair) -> bool:
    return pair.type == "e" and pair.theirs == "#VALUE!" and _number(pair.plain) and not 0 <= _value(pair) <= LAST_SERIAL


def _is_escape(pair: Pair) -> bool:
    return isinstance(pair.theirs, str) and "_x" in pair.theirs and _unescaped(pair.theirs) == pair.plain


def _is_below_zero(pair: Pair) -> bool:
    return isinstance(pair.theirs, dt.time) and _number(pair.plain) and _value(pair) < 0


def _is_trimmed(pair: Pair) -> bool:
    theirs = "" if pair.blank else pair.theirs
    if not isinstance(theirs, str) or not isinstance(pair.plain, str) or len(theirs) >= len(pair.plain):
        return False
    return "".join(theirs.split()) == "".join(pair.plain.split())


KINDS: tuple[Kind, ...] = (
    Kind(
        "openpyxl",
        "no sheet",
        lambda pair: pair.type == NO_SHEET,
        "openpyxl finds no sheets in a workbook of the strict kind, whose namespaces are others",
    ),
    Kind(
        "openpyxl",
        "a number shown as a day",
        _is_day,
        "openpyxl makes a datetime of a number whose format is one of days or times; we keep the number: the column says what it means",
    ),
    Kind(
        "openpyxl",
        "a day before March 1900",
        _is_phantom,
        "Excel counts a 29 February 1900; openpyxl moves the days before it by one, we keep Excel's number",
    ),
    Kind(
        "openpyxl",
        "a number no day can have",
        _is_beyond_days,
        "openpyxl makes #VALUE! of a number that its format shows as a day and that no day has; the cell holds a number",
    ),
    Kind(
        "openpyxl",
        "_xHHHH_ left as it is",
        _is_escape,
        "Excel writes a character that XML cannot hold as _xHHHH_; we read the character, openpyxl the escape",
    ),
    Kind(
        "calamine",
        "a number shown as a day",
        _is_day,
        "calamine, too, makes a date, a time or a length of time of a number whose format is one of them",
    ),
    Kind(
        "calamine",
        "a day before March 1900",
        _is_phantom,
        "calamine takes the 29 February 1900 that never was for the 28th; we keep Excel's number",
    ),
    Kind(
        "calamine",
        "a number below zero shown as a time",
        _is_below_zero,
        "calamine takes what stands behind the decimal point for a time of day; the cell holds a number",
    ),
    Kind(
        "calamine",
        "an error value",
        lambda pair: isinstance(pair.plain, ErrorValue) and pair.blank,
        "python-calamine gives nothing for an error value; we keep it",
    ),
    Kind(
        "calamine",
        "space trimmed",
        _is_trimmed,
        "calamine trims texts, and each run of a rich one, that do not ask for their space to be kept; we and openpyxl keep it",
    ),
)


def kind_of(reader: str, pair: Pair) -> Kind | None:
    """The kind that explains a difference, if any. That an error value reads as nothing on our side, none explains."""
    if pair.plain is None and pair.type == "e":
        return None
    return next((kind for kind in KINDS if kind.reader == reader and kind.holds(pair)), None)

"""What stands in one cell element, as a plain value.

Values repeat a great deal in a register, so each kind of raw text is read once and remembered.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from addin.plain_xml import cell_text
from validation.cells import ErrorValue, Formula
from validation.patterns import late_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from validation.cells import CellValue, Plain

_NUMBER = re.compile(rb"\s*+[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?\s*+")
_DATE = late_pattern(r"(\d{4})-(\d\d)-(\d\d)(?:T(.*))?")
_TIME = late_pattern(r"T?(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?(?:Z|[+-]\d\d:\d\d)?")
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FIRST_TRUE_DAY = date(1900, 3, 1)
_INFINITY = float("inf")
_SHORT = 18
"""Signs that any index of a shared string has fewer of, and most numbers do."""
UNREADABLE = "#无法读取"
"""The error of a cell whose raw content no spreadsheet program would write."""


class _Remembered(dict[bytes, "Plain"]):
    """The values of raw texts of one kind, each read once."""

    def __init__(self, read: Callable[[bytes], Plain]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, raw: bytes) -> Plain:
        value = self[raw] = self._read(raw)
        return value


class CellValues:
    """Reads raw cells of one workbook: it knows the shared strings and the date system."""

    def __init__(self, strings: list[str], *, date1904: bool) -> None:
        """Remember the workbook's shared ``strings`` and whether its days are counted from 1904."""
        self._strings = strings
        self.general = 0
        """How many cells were read the general way so far, which is the slow one."""
        self._epoch = _EPOCH_1904 if date1904 else _EPOCH_1900
        number = _Remembered(_number)
        self.readers: dict[bytes | None, Callable[[bytes], Plain]] = {None: _number, b"n": _number, b"s": self._shared}
        """How raw texts of the commonest kinds are read, for whoever remembers them himself."""
        self.by_kind: dict[bytes | None, _Remembered] = {
            None: number,
            b"n": number,
            b"s": _Remembered(self._shared),
            b"str": _Remembered(cell_text),
            b"b": _Remembered(_truth),
            b"e": _Remembered(lambda raw: ErrorValue(cell_text(raw).strip() or UNREADABLE)),
            b"d": _Remembered(self._day),
            b"inlineStr": _Remembered(cell_text),
        }

    def forget(self) -> None:
        """Let go of what was remembered: where no two cells are alike it takes more memory than the cells."""
        for remembered in self.by_kind.values():
            remembered.clear()

    def value(self, kind: bytes | None, raw: bytes | None, *, formula: bool) -> CellValue:
        """The value of a cell of the type ``kind`` whose value element (or whole inline text) holds ``raw``."""
        if raw is None:
            return Formula(None) if formula else None
        values = self.by_kind.get(kind)
        value = ErrorValue(UNREADABLE) if values is None else values[raw]
        if formula:
            return Formula(value)
        return None if value == "" else value

    def _shared(self, raw: bytes) -> Plain:
        if not raw:
            return None
        if len(raw) < _SHORT and (raw.isdigit() or raw.strip().isdigit()) and (index := int(raw)) < len(self._strings):
            return self._strings[index]
        return ErrorValue(UNREADABLE)

    def _day(self, raw: bytes) -> Plain:
        """The serial number of an ISO day or time; the text itself when it is none that Excel can count."""
        value = cell_text(raw).strip()
        found = _DATE.fullmatch(value)
        time = found[4] if found else value
        fraction = _day_part(time) if time else 0.0
        if fraction is None or (found is None and not value):
            return value
        if found is None:
            return fraction
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return value
        serial = serial_number(day, date1904=self._epoch == _EPOCH_1904)
        return value if serial < 0 else serial + fraction


def serial_number(day: date, *, date1904: bool) -> int:
    """Excel's serial number of a day; in the 1900 system days before 1 March 1900 are one less, as Excel counts a 29 February."""
    if date1904:
        return (day - _EPOCH_1904).days
    serial = (day - _EPOCH_1900).days
    return serial if day >= _FIRST_TRUE_DAY else serial - 1


def _day_part(time: str) -> float | None:
    found = _TIME.fullmatch(time)
    if found is None:
        return None
    seconds = int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3] or 0)
    return seconds / 86_400 if seconds < 86_400 else None  # noqa: PLR2004 - the seconds of a day


def _number(raw: bytes) -> Plain:
    if raw.isdigit() or (len(raw) < _SHORT and raw.replace(b".", b"", 1).isdigit()):
        return float(raw)
    if not raw:
        return None
    value = float(raw) if _NUMBER.fullmatch(raw) else _INFINITY
    return ErrorValue(cell_text(raw)[:40] or UNREADABLE) if abs(value) == _INFINITY else value


def _truth(raw: bytes) -> Plain:
    value = raw.strip().lower()
    if value in (b"1", b"true"):
        return True
    return False if value in (b"0", b"false") else ErrorValue(UNREADABLE)

"""Fingerprints of the rows of a month: of what they say, not of how or where they stand.

A row's fingerprint is made of the values that its register reads, blanks left out: so typing a value again, sorting, moving rows, blank rows and further columns
change nothing. A table's fingerprint is taken column by column, in a fraction of the time that rows take; it depends on the order of the rows, so
whoever finds it changed looks at the rows.
"""

from __future__ import annotations

import marshal
import zlib
from binascii import a2b_base64, b2a_base64
from datetime import date
from itertools import compress
from struct import error, iter_unpack, pack
from typing import TYPE_CHECKING, Any, NamedTuple

from macros_py.vouchers import booked_month
from validation.cells import picked
from validation.kinds import Day
from validation.months import month_of
from validation.registers import REGISTERS, Expense, Income, OpeningInUse, OpeningStock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.book import Book
    from validation.register import Register

OPENING: tuple[type[Register], ...] = (OpeningStock, OpeningInUse)
"""The registers whose rows count before the first day: they belong to the book's first month."""
VOUCHERS: tuple[type[Income | Expense], ...] = (Income, Expense)
CLOSED_REGISTERS: tuple[type[Register], ...] = tuple(
    register for register in REGISTERS if register in OPENING or "day" in register.columns()
)
"""The registers whose rows belong to a month, and are closed with it."""
ROWS_A_CELL = 500
"""So many rows' fingerprints stand in one cell: 8,000 characters. A cell holds 32,767, but Excel takes no more than 8,203 at once."""
ALWAYS = ""
"""In place of a month, for the rows of registers that belong to none: 品目, 单位换算, 规则参数 …"""
_PLAINLY = 2
"""The form of marshal in which equal values have equal bytes, on any machine."""
_RECORD = ">III"
CHARACTERS_A_ROW = 16
"""Twelve bytes, in base64."""


class RowPrint(NamedTuple):
    """A row: where it stands, what it is told by, and all it says (both as 32-bit fingerprints)."""

    row: int
    key: int
    content: int


class RowPrints:
    """The fingerprints of a book's rows."""

    def __init__(self, book: Book, opened: str | None = None) -> None:
        """Those of ``book``, none of them made yet. ``opened``: the month that the opening belongs to, if it is not the first of the book."""
        self._book = book
        self._opened = opened or next(iter(book.settings.months), "")
        self._months: dict[type[Register], Sequence[str]] = {}

    def months(self, register: type[Register]) -> Sequence[str]:
        """The month of each row, in the order of the sheet; "" where it cannot be told."""
        if register not in self._months:
            self._months[register] = self._months_of(register)
        return self._months[register]

    def _months_of(self, register: type[Register]) -> Sequence[str]:
        rows = self._book.tables[register]
        if register in OPENING:
            return [self._opened] * len(rows)
        if register in VOUCHERS:
            kind: Any = register
            of = {
                (day, month): booked_month(self._book, kind.of({"day": day, "month": month}))
                for day, month in rows.distinct("day", "month")
            }
            return list(map(of.__getitem__, rows.together("day", "month")))
        if "day" not in register.columns():
            return [ALWAYS] * len(rows)
        by_day = {day: month_of(day) if day is not None else "" for (day,) in rows.distinct("day")}
        return list(map(by_day.__getitem__, rows.column("day")))

    def places(self, register: type[Register], month: str) -> Sequence[int]:
        """The places of the rows of a month; a stretch of them as a range."""
        months = self.months(register)
        found = list(compress(range(len(months)), map(month.__eq__, months)))
        return range(found[0], found[-1] + 1) if found and found[-1] - found[0] + 1 == len(found) else found

    def whole(self, register: type[Register], month: str) -> tuple[int, str]:
        """How many rows a register has in a month, and their fingerprint as they stand, eight characters."""
        places = self.places(register, month)
        sum_so_far = zlib.crc32(f"{register.table} {len(places)}".encode())
        for name, cells in self._columns(register, places):
            if cells and (cells[0] is not None or cells.count(None) < len(cells)):
                sum_so_far = zlib.crc32(name.encode(), sum_so_far)
                sum_so_far = zlib.crc32(_written_out(cells), sum_so_far)
        return len(places), f"{sum_so_far:08x}"

    def rows(self, register: type[Register], month: str, *, before_later: bool = False) -> list[RowPrint]:
        """The fingerprint of each row of a month; ``before_later``: as the row was while what comes later was still blank."""
        places = self.places(register, month)
        columns = self._columns(register, places)
        if before_later:
            columns = [(name, cells) for name, cells in columns if not register.columns()[name].comes_later]
        telling = [(name, cells) for name, cells in columns if name in register.identity()]
        numbers = picked(self._book.tables[register].numbers, places)
        return list(map(RowPrint, numbers, _row_by_row(telling, len(places)), _row_by_row(columns, len(places))))

    def kept(self, register: type[Register], month: str) -> Iterator[tuple[int, str, str]]:
        """A register's rows of a month, as cells keep them: how many each cell is about, the fingerprint of all, and the cell."""
        _, whole = self.whole(register, month)
        found = self.rows(register, month)
        for start in range(0, max(len(found), 1), ROWS_A_CELL):
            part = found[start : start + ROWS_A_CELL]
            yield len(part), whole, packed(part)

    def contents(self, register: type[Register]) -> list[int]:
        """The fingerprint of all that each row says, whatever its month, in the order of the sheet."""
        places = range(len(self._book.tables[register]))
        return _row_by_row(self._columns(register, places), len(places))

    def _columns(self, register: type[Register], places: Sequence[int]) -> list[tuple[str, list[Any]]]:
        """The values of each column at some places; days as numbers, which is all that can be written out."""
        found, rows = [], self._book.tables[register]
        for name, column in register.columns().items():
            cells = list(picked(rows.column(name), places))
            if isinstance(column.kind, Day):
                numbers = {each: each.toordinal() if isinstance(each, date) else each for each in set(cells)}  # a month is a text
                cells = list(map(numbers.__getitem__, cells))
            found.append((name, cells))
        return found


def _written_out(cells: list[Any]) -> bytes:
    """All values of a column; a column of nothing but texts in the quickest way."""
    try:
        return "\0".join(cells).encode(errors="surrogatepass")
    except TypeError:
        return marshal.dumps(cells, _PLAINLY)


def _row_by_row(columns: Sequence[tuple[str, list[Any]]], count: int) -> list[int]:
    names = [name for name, _ in columns]
    if not names:
        return [0] * count
    return [
        zlib.crc32(marshal.dumps([pair for pair in zip(names, row, strict=True) if pair[1] is not None], _PLAINLY))
        for row in zip(*(cells for _, cells in columns), strict=True)
    ]


def packed(prints: Sequence[RowPrint]) -> str:
    """Fingerprints of at most ``ROWS_A_CELL`` rows, as a cell keeps them."""
    return b2a_base64(b"".join(pack(_RECORD, *each) for each in prints), newline=False).decode()


def unpacked(text: str) -> list[RowPrint] | None:
    """What a cell keeps; ``None`` if it is nothing that ``packed`` has written."""
    try:
        return [RowPrint(*each) for each in iter_unpack(_RECORD, a2b_base64(text.encode(), strict_mode=True))]
    except (ValueError, error):  # no base64, or cut short
        return None

"""依据: what a posted copy's figures rest on, kept in the copy: the fingerprints of the rows of all registers up to its month.

With them a copy and a book are enough to name the rows that changed since; the book's own records need not be trusted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.change_log import plain
from macros_py.closed_months import changed_rows
from macros_py.closing_log import KeptRows
from macros_py.row_prints import ALWAYS, CLOSED_REGISTERS, RowPrints
from macros_py.row_summaries import RowSummaries
from validation.kinds import shown
from validation.registers import REGISTERS, SettingRow, StatementLine
from validation.settings import CLOSED_UNTIL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.cells import RawTable
    from validation.evidence import ClosedRow
    from validation.register import Register

BASIS = "依据"
"""The sheet, and its table."""
BASIS_HEADINGS = ("表", "月份", "行数", "指纹", "逐行指纹")
_NO_BASIS = (StatementLine,)
"""The registers on which no figure rests."""
_NO_MATTER = ("核算月份", CLOSED_UNTIL, "格式版本", "上期指纹")
"""The settings that change no figure of a month."""


class ChangedRow(NamedTuple):
    """A row that is not what it was when the copy was made: its sheet, where it stands now and what it says (0 and "" where it is gone), and where it stood."""

    sheet: str
    row: int
    was: int
    summary: str

    def __str__(self) -> str:
        """As a line."""
        told = f"（{self.summary}）" if self.summary else ""
        if not self.was:
            return f"{self.sheet}第 {self.row} 行{told}：公示后加的，或由别的月份改来"
        if not self.row:
            return f"{self.sheet}：公示时在第 {self.was} 行的一行不见了，删掉了，或日期改到了别的月份"
        return f"{self.sheet}第 {self.row} 行{told}：公示后改过" + ("" if self.row == self.was else f"，公示时在第 {self.was} 行")


def basis(book: Book, until: str) -> Iterator[tuple[str, str, int, str, str]]:
    """The rows of 依据, for the figures of the book up to a month."""
    prints = RowPrints(book)
    for register, month in _stretches(book, until):
        for count, whole, cell in prints.kept(register, month):
            if count:
                yield register.table, month, count, whole, cell


def _stretches(book: Book, until: str) -> Iterator[tuple[type[Register], str]]:
    """Every register with each month up to ``until``, or without a month."""
    for register in REGISTERS:
        if register in CLOSED_REGISTERS:
            yield from ((register, month) for month in book.settings.months if month <= until)
        elif register not in _NO_BASIS:
            yield register, ALWAYS


def rows_changed(table: RawTable, book: Book, until: str) -> list[ChangedRow] | None:
    """The rows of a book that differ from those of which a copy was made; ``None`` where what the copy keeps is damaged.

    Args:
        table: the copy's 依据.
        book: the book as it is now.
        until: the copy's month.
    """
    kept, prints = _kept(table), RowPrints(book)
    found: list[ClosedRow] = []
    for register, month in _stretches(book, until):
        of = kept.get((register.table, month), KeptRows())
        if of.count == 0 or prints.whole(register, month) != (of.count, of.whole):
            before = of.rows()
            if before is None:
                return None
            found += changed_rows(register, before, prints.rows(register, month))
    return list(_told(found, book))


def _kept(table: RawTable) -> dict[tuple[str, str], KeptRows]:
    found: dict[tuple[str, str], KeptRows] = {}
    for row in table.rows:
        name, month, count, whole, cell = (plain(value) for value in row.values[: len(BASIS_HEADINGS)])
        found.setdefault((shown(name), shown(month)), KeptRows(whole=shown(whole))).add(count, cell)
    return found


def _told(found: list[ClosedRow], book: Book) -> Iterator[ChangedRow]:
    summaries = RowSummaries(book)
    for register, row, was in found:
        rows = book.tables[register]
        if register is SettingRow and row and rows.typed(row, "name").strip() in _NO_MATTER:
            continue
        yield ChangedRow(rows.sheet, row, was, summaries.of(register.table, row))

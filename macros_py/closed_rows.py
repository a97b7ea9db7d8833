"""Rows of closed months, into which no button writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.closing_log import ClosingLog
from macros_py.row_prints import CLOSED_REGISTERS, RowPrints
from macros_py.typed_cells import Untouched

if TYPE_CHECKING:
    from validation.book import Book
    from validation.cells import RawBook
    from validation.findings import Fix
    from validation.register import Register


class ClosedRows:
    """The rows of a book that belong to a closed month."""

    def __init__(self, raw: RawBook, book: Book) -> None:
        """Those of ``book``, which was read from ``raw``."""
        self._book, self._months, self._prints = book, ClosingLog(raw).months, RowPrints(book)
        self._registers: dict[str, type[Register]] = {register.table: register for register in CLOSED_REGISTERS}

    def must_allow(self, table: str, heading: str, row: int, value: Fix | None) -> None:
        """See that a cell may be given a value.

        Raises:
            Untouched: the row belongs to a closed month, or would then.
        """
        register = self._registers.get(table)
        if not self._months or register is None:
            return
        place = self._book.tables[register].place_of(row)
        month = self._prints.months(register)[place] if place is not None else ""
        if month in self._months:
            raise Untouched(f"{month} 已经结账，不能再写；要改，先撤销结账（写明理由）")
        columns = register.columns()
        moves = [name for name in ("day", "month") if name in columns and columns[name].heading == heading]
        after = str(value)[:7]  # a day or a month
        if moves and after in self._months:
            raise Untouched(f"改成 {value} 就进了已经结账的 {after}，不能再写；要改，先撤销结账（写明理由）")

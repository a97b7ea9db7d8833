"""Which row is meant: what a person tells it by, in one line, such as ``CK0901-1 · 2025-09-01 · 供餐 · 大米``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.kinds import clipped

if TYPE_CHECKING:
    from validation.book import Book
    from validation.reading import Rows
    from validation.register import Register


class RowSummaries:
    """The summaries of a book's rows, each made once. It stays the same when rows are sorted or moved, and differs between rows."""

    def __init__(self, book: Book) -> None:
        """The summaries of ``book``, none of them made yet."""
        self._tables = {register.table: rows for register, rows in book.tables.items()}
        self._made: dict[tuple[str, int], str] = {}
        self._rows: dict[str, dict[str, list[int]]] = {}

    def of(self, table: str, row: int) -> str:
        """The summary of a sheet row; "" when there is no such row."""
        found = self._made.get((table, row))
        if found is None:
            found = self._made[table, row] = self.with_value(table, row)
        return found

    def with_value(self, table: str, row: int, field: str = "", text: str = "") -> str:
        """The summary the row would have if ``text`` stood in one of its fields."""
        rows = self._tables.get(table)
        if rows is None or not row:
            return ""
        return " · ".join(
            clipped(each) for name in rows.register.identity() if (each := text if name == field else rows.typed(row, name)).strip()
        )

    def rows_like(self, table: str, summary: str) -> list[int]:
        """The sheet rows that have this summary."""
        if table not in self._rows:
            found = self._rows[table] = {}
            rows: Rows[Register] | None = self._tables.get(table)
            for number in () if rows is None else rows.numbers:
                found.setdefault(self.of(table, number), []).append(number)
        return self._rows[table].get(summary, [])

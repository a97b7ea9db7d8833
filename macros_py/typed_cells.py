"""The cells that the user typed into, as 采纳建议 looks at them: which row is meant, what stands there, whether it may be changed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from macros_py.row_summaries import RowSummaries
from validation.cells import ErrorValue, Formula, RawBook
from validation.kinds import quoted
from validation.months import serial_of_day
from workbook_templates.draft import InputChange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.book import Book
    from validation.cells import CellValue, Plain, RawTable
    from validation.findings import Fix
    from validation.reading import Rows
    from validation.register import Register


class Untouched(Exception):  # noqa: N818 - no error: the cell is left alone
    """The reason why a cell is left alone, as the user reads it."""


class Change(NamedTuple):
    """One cell that gets another value: where, what stood there (and how 现值 shows it), what comes, and the rule it is about."""

    place: str
    table: str
    heading: str
    row: int
    before: Plain
    stood: str
    after: Fix | None
    rule: str


def said(text: str) -> str:
    """What stands in a cell, as a sentence repeats it."""
    return quoted(text) if text else "空的"


class TypedCells:
    """The registers of a book, cell by cell."""

    def __init__(self, raw: RawBook, book: Book) -> None:
        """The cells of ``raw``, which ``book`` was read from."""
        self.raw = raw
        self.summaries = RowSummaries(book)
        self._tables: dict[str, Rows[Register]] = {register.table: rows for register, rows in book.tables.items()}
        self._places: dict[str, dict[int, int]] = {}

    def field(self, table: str, heading: str) -> tuple[Rows[Register], str]:
        """The rows of a register, and the field that a heading names.

        Raises:
            Untouched: there is no such column, or there are two.
        """
        rows = self._tables.get(table)
        columns = {} if rows is None else {rows.register.heading(name): name for name in rows.positions}
        if rows is None or heading not in columns:
            raise Untouched(f"表 {table} 里没有「{heading}」列" if table and heading else "这一条不是说某一格的，要请您自己处理")
        if heading in rows.doubled:
            raise Untouched(f"表 {table} 里有两列都叫「{heading}」")
        return rows, columns[heading]

    def place(self, table: str, heading: str, row: int) -> str:
        """A cell as people write it, such as ``出库!H12``."""
        rows, name = self.field(table, heading)
        return f"{rows.sheet}!{rows.cell(row, name)}"

    def typed(self, table: str, heading: str, row: int) -> str:
        """What stands in a cell, as 现值 shows it."""
        rows, name = self.field(table, heading)
        return rows.typed(row, name)

    def value(self, table: str, heading: str, row: int) -> CellValue:
        """What stands in a cell."""
        raw, position = self._column(table, heading)
        if table not in self._places:
            self._places[table] = {number: place for place, number in enumerate(raw.numbers)}
        place = self._places[table].get(row)
        return None if place is None else raw.columns[position][place]

    def changeable(self, table: str, heading: str, row: int) -> Plain:
        """What stands in a cell that may be given another value.

        Raises:
            Untouched: it may not: a formula, a merged cell, or no plain text or number.
        """
        raw, position = self._column(table, heading)
        value, column = self.value(table, heading, row), raw.first_column + position
        if isinstance(value, Formula):
            raise Untouched(f"「{heading}」是公式，公式要请您自己改")
        for top, left, bottom, right in raw.merged:
            if top <= row <= bottom and left <= column <= right and (top, left) != (bottom, right):
                raise Untouched(f"「{heading}」是合并单元格，请先取消合并")
        if isinstance(value, bool | ErrorValue):
            raise Untouched(f"「{heading}」不是文字或数字，要请您自己改")
        return value

    def row_like(self, table: str, row: int, summary: str) -> int:
        """The row that a summary means: the one at its old place if it is still that, else the only one that is.

        Raises:
            Untouched: no row is, or several are.
        """
        if row and self.summaries.of(table, row) == summary:
            return row
        rows = self.summaries.rows_like(table, summary)
        if len(rows) == 1:
            return rows[0]
        if rows:
            raise Untouched(f"有 {len(rows)} 行都是「{summary}」，分不清是哪一行")
        now = self.summaries.of(table, row)
        raise Untouched(f"这一行当初是「{summary}」，现在{f'是「{now}」' if now else '是空的'}")

    def _column(self, table: str, heading: str) -> tuple[RawTable, int]:
        rows, name = self.field(table, heading)
        return self.raw.tables[table], rows.positions[name]

    def inputs(self, changes: Iterable[Change]) -> list[InputChange]:
        """The changes for a draft, each under its heading as the workbook writes it."""
        found = []
        for change in changes:
            raw, position = self._column(change.table, change.heading)
            found.append(InputChange(change.table, raw.headings[position], change.row, change.after))
        return found

    def changed(self, changes: Iterable[Change]) -> RawBook:
        """The book as a host will read it once the changes are made. Formulas keep the value they have: nobody has computed them anew."""
        by_table: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            by_table[change.table].append(change)
        tables = dict(self.raw.tables)
        for name, of_table in by_table.items():
            raw = tables[name]
            columns = [list(column) for column in raw.columns]
            places = {number: place for place, number in enumerate(raw.numbers)}
            for change in of_table:
                columns[self._column(name, change.heading)[1]][places[change.row]] = self._as_read(change.after)
            tables[name] = raw._replace(columns=tuple(columns))
        return self.raw._replace(tables=tables)

    def _as_read(self, value: Fix | None) -> Plain:
        if isinstance(value, date):
            return float(serial_of_day(value, date1904=self.raw.date1904))
        return float(value) if isinstance(value, Decimal) else value or None

    def rest_on_formulas(self, changes: Iterable[Change]) -> bool:
        """Whether a formula stands in a row that is changed: its value is the old one until the workbook is computed anew."""
        rows = {(change.table, change.row) for change in changes}
        for name in {table for table, _ in rows}:
            raw = self.raw.tables[name]
            holding = [column for position, column in enumerate(raw.columns) if Formula in raw.kinds(position)]
            for place, number in enumerate(raw.numbers):
                if (name, number) in rows and any(isinstance(column[place], Formula) for column in holding):
                    return True
        return False

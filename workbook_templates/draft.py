"""The draft: everything a button wants written, as plain data.

Values only. A draft never names a style, a width or a formula of the user's. Whoever applies it (a host) writes into tables the program
owns, into one column of a register, and into cells with a defined name, and nowhere else.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Link(NamedTuple):
    """A cell that jumps to another cell of the same workbook, written as ``=HYPERLINK("#'表'!B7","表!B7")``.

    Built from a sheet name and a cell address alone; user text never becomes part of a formula.
    """

    sheet: str
    cell: str


class Recomputed(NamedTuple):
    """A cell whose value Excel computes, by a formula (without ``=``) made of names of tables and columns and of constants.

    No remembered result is written: whoever opens the workbook computes it. User text never becomes part of it.
    """

    formula: str


FORMULAS = (Link, Recomputed)
"""What is written as a formula."""
DraftValue: TypeAlias = str | int | Decimal | date | Link | Recomputed | None
"""What may be written: text is always written as text, numbers as numbers, dates as Excel dates, ``None`` as an empty cell."""


class TableFill(NamedTuple):
    """A table the program owns, rewritten whole: its rows, each a value for every name in ``headings``.

    Columns of the table that ``headings`` does not name belong to the user and are left alone. No rows leaves one blank row.
    ``keeps_rows``: a table with more rows than these keeps them, blank, as a printed form does; any other ends with the last row.
    """

    table: str
    headings: tuple[str, ...]
    rows: list[tuple[DraftValue, ...]]
    keeps_rows: bool = False


class ColumnFill(NamedTuple):
    """One column of a register, rewritten whole: the text for each sheet row that has one; all other body cells become empty."""

    table: str
    heading: str
    texts: dict[int, str]


class InputChange(NamedTuple):
    """One cell that the user typed into, given another value: only ever a suggestion the user has marked, or its undoing."""

    table: str
    heading: str
    row: int
    """The sheet row."""
    value: DraftValue


class TableAppend(NamedTuple):
    """Rows added below what stands in a table that is only ever added to; a value for every name in ``headings``."""

    table: str
    headings: tuple[str, ...]
    rows: list[tuple[DraftValue, ...]]


class Draft:
    """All that one button writes. ``extend`` maps a register's table to the sheet row it should reach (rows typed below it)."""

    def __init__(  # noqa: PLR0913 - as many things can be written
        self,
        *,
        tables: Iterable[TableFill] = (),
        columns: Iterable[ColumnFill] = (),
        cells: Mapping[str, DraftValue] | None = None,
        settings: Mapping[str, DraftValue] | None = None,
        extend: Mapping[str, int] | None = None,
        inputs: Iterable[InputChange] = (),
        appends: Iterable[TableAppend] = (),
    ) -> None:
        self.tables = list(tables)
        self.columns = list(columns)
        self.cells = dict(cells or {})  # by defined name
        self.settings = dict(settings or {})  # 设置: the 值 of a 项目 (only 格式版本 and 已结账至 are ours)
        self.extend = dict(extend or {})
        self.inputs = list(inputs)
        self.appends = list(appends)

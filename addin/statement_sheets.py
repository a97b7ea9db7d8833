"""A statement in a workbook: the table 收支说明, another table with its headings, or the cells of any sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.cell_values import CellValues
from addin.guard import check_count
from addin.shared_strings import shared_strings
from addin.sheet_reader import read_rows
from addin.snapshot import raw_book, take_snapshot
from addin.statement_files import Source, how_laid, read_table
from addin.terminal import visible
from validation.refusals import TableMissing
from validation.register import plain_heading
from validation.registers import StatementLine
from validation.statements.layout import Grid
from validation.statements.statement import MOST_LINES, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from addin.snapshot import Snapshot
    from validation.cells import RawBook, RawTable

_WIDTH = 30
"""Columns of a sheet among which a statement is looked for."""
_CELLS = 200_000


def read_statement_sheet(path: Path, image: bytes) -> Source:
    """The statement in a workbook.

    Raises:
        NotAWorkbook: it cannot be read.
        TableMissing: there is no statement in it.
    """
    snapshot = take_snapshot(image, path.name)
    book = raw_book(snapshot)
    tables = [book.tables[StatementLine.table]] if StatementLine.table in book.tables else []
    tables += [table for table in book.tables.values() if table not in tables]
    for table in tables:
        if has_headings(table) and table.numbers:
            around = Surroundings(_term(book))
            return Source(path.name, table, around, f"读的是工作表「{table.sheet}」的表 {table.name}", {}, {}, book.date1904)
    if "设置" not in book.tables:  # a canteen's book holds other tables, none of them a statement
        for grid in _grids(snapshot):
            laid = read_table(grid)
            if laid is not None and laid.table.numbers and len(laid.table.numbers) <= MOST_LINES:
                others = "（别的工作表没有读）" if len(snapshot.workbook.sheets) > 1 else ""
                how = f"工作表「{grid.name}」{others}，{how_laid(laid.around)}"
                return Source(path.name, laid.table, laid.around, how, laid.cells, {}, book.date1904)
    raise TableMissing(f"「{visible(path.name)}」里没有收支说明：表 收支说明 是空的，也没有标题行写着 行、项目、金额 的表。")


def has_headings(table: RawTable) -> bool:
    """Whether a table is laid out as 收支说明 is."""
    return {"行", "项目", "金额"} <= {plain_heading(heading) for heading in table.headings}


def _term(book: RawBook) -> str:
    """学期 of a canteen's book."""
    settings = book.tables.get("设置")
    if settings is None or not {"项目", "值"} <= set(settings.headings):
        return ""
    name, value = (settings.columns[settings.headings.index(heading)] for heading in ("项目", "值"))
    return next((str(each) for what, each in zip(name, value, strict=True) if what == "学期" and each is not None), "")


def _grids(snapshot: Snapshot) -> Iterator[Grid]:
    """The cells of the sheets, one after the other."""
    values = CellValues(shared_strings(snapshot.package, snapshot.workbook.shared_strings), date1904=snapshot.workbook.date1904)
    for sheet in snapshot.workbook.sheets:
        if sheet.kind == "worksheet" and snapshot.package.find(sheet.part) is not None:
            rows = read_rows(snapshot.sheet_text(sheet.name), 1, _WIDTH, values)
            check_count(sheet.part, "行", len(rows.numbers), _CELLS)
            yield Grid(sheet.name, list(zip(rows.numbers, zip(*rows.columns, strict=True), strict=True)))

"""A statement in the cells of a sheet or a CSV file: with the headings of 收支说明, or as a bare table whose structure is read off its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.cells import RawRow, RawTable, column_letters
from validation.kinds import Price, Quantity
from validation.register import plain_heading
from validation.registers import StatementLine
from validation.statements.bare_tables import bare_lines
from validation.statements.layout import LOOKED_AT, Grid, at, text_of
from validation.statements.statement import MOST_LINES, Surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.cells import CellValue

_HEADINGS = tuple(column.heading for column in StatementLine.columns().values())
_TELLING = ("项目", "金额", "组成")
"""A row in which none of these is filled is a note below the table."""
_LONGEST_TITLE = 60


class Laid(NamedTuple):
    """A statement found in a grid: its rows under the headings of 收支说明, what is known beside them, and the cell of each row's amount."""

    table: RawTable
    around: Surroundings
    cells: dict[int, str]


def read_grid(grid: Grid) -> Laid | None:
    """The statement in a grid; ``None`` if there is none."""
    for place, (_, cells) in enumerate(grid.rows[:LOOKED_AT]):
        headings = [plain_heading(text_of(cell)) for cell in cells]
        if "项目" in headings and "金额" in headings and ("行" in headings or "组成" in headings):
            return _with_headings(grid, place, headings)
    return _bare(grid)


def _title(grid: Grid, place: int) -> str:
    """The first text above the headings."""
    return next(
        (text for _, cells in grid.rows[: max(place, 0)] for cell in cells if 1 < len(text := text_of(cell)) <= _LONGEST_TITLE), ""
    )


def _with_headings(grid: Grid, place: int, headings: list[str]) -> Laid:
    """The rows below the headings as they stand; without a column 行 they are numbered in their order."""
    known = [number for number, heading in enumerate(headings) if heading in _HEADINGS]
    telling = [each for each in known if headings[each] in _TELLING]
    body = [(number, cells) for number, cells in grid.rows[place + 1 :] if any(text_of(at(cells, each)) for each in telling)]
    numbered = "行" not in headings
    names = tuple(headings[each] for each in known) + (("行",) if numbered else ())
    rows = []
    for count, (number, cells) in enumerate(body[: MOST_LINES + 1], 1):
        values = [_number_or_text(headings[each], at(cells, each)) for each in known]
        rows.append(RawRow(number, (*values, str(count)) if numbered else tuple(values)))
    amount = grid.first_column + headings.index("金额")
    addresses = {row.number: f"{column_letters(amount)}{row.number}" for row in rows}
    table = RawTable(StatementLine.table, grid.name, grid.rows[place][0], grid.first_column, rows[-1].number if rows else 0, names)
    return Laid(table.with_rows(rows), Surroundings(_title(grid, place)), addresses)


def _number_or_text(heading: str, cell: CellValue) -> CellValue:
    """A cell of a file that has only texts, as a workbook would hold it: quantities and prices as numbers."""
    kind = {"数量": Quantity(), "单价": Price()}.get(heading)
    if kind is None or not isinstance(cell, str):
        return cell
    reading = kind.read(cell)
    fault = reading.fault
    return (
        float(kind.show(reading.value)) if isinstance(reading.value, int) and (fault is None or not fault.fatal) else cell or None
    )


def _bare(grid: Grid) -> Laid | None:
    """The statement in a table without 组成."""
    lines = bare_lines(grid, _number_or_text)
    if not lines.rows:
        return None
    table = RawTable(StatementLine.table, grid.name, 1, 1, len(lines.rows) + 1, _HEADINGS).with_rows(lines.rows)
    return Laid(table, Surroundings(_title(grid, lines.body - 1), inferred=lines.inferred, bare=True), lines.cells)


def grids_of(texts: Sequence[Sequence[str]], name: str) -> Grid:
    """The grid of a file that has only texts."""
    return Grid(name, [(number, [cell or None for cell in cells]) for number, cells in enumerate(texts, 1)])

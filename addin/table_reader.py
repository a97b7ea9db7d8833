"""Excel Tables cut out of the rows of their sheet: headings, body, rows typed below, and what strays further down."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from addin.table_part import Area
from validation.cells import ErrorValue, Formula, RawRow, RawTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from addin.sheet_reader import Rows
    from addin.table_part import TablePart
    from validation.cells import CellValue

_EMPTY = Formula("")


def raw_table(table: TablePart, sheet: str, window: tuple[Rows, int], others: Iterable[Area], merged: Iterable[Area]) -> RawTable:
    """The table as the contract has it.

    Args:
        table: where it lies.
        sheet: the name of its sheet.
        window: the rows of the sheet in order, for a window of columns, and the first of these columns.
        others: the areas of the other tables of the sheet.
        merged: the merged ranges of the sheet.
    """
    area = table.area
    rows, offset = window
    first, last = area.first_column - offset, area.last_column - offset + 1

    def values(number: int) -> tuple[CellValue, ...] | None:
        row = rows.get(number)
        if row is None:
            return None
        part = row if first == 0 and last == len(row) else row[first:last]
        return None if is_blank(part) else part

    floor = _floor(area, others)
    numbers = list(rows)
    body = [
        RawRow(number, row) for number in _between(numbers, table.first_body_row, table.last_body_row) if (row := values(number))
    ]
    below: list[RawRow] = []
    if not table.totals_rows:
        number = area.last_row + 1
        while number < floor and (row := values(number)):
            below.append(RawRow(number, row))
            number += 1
    after = max(area.last_row, below[-1].number if below else 0)
    stray = [(number, row) for number in _between(numbers, after + 1, floor - 1) if (row := values(number))]
    whole = Area(table.first_body_row, area.first_column, after, area.last_column)
    return RawTable(
        name=table.name,
        sheet=sheet,
        header_row=area.first_row + table.heading_rows - 1,
        first_column=area.first_column,
        last_row=table.last_body_row,
        headings=_headings(table, values(area.first_row + table.heading_rows - 1)),
        rows=tuple(body + below),
        typed_below=below[0].number if below else None,
        stray=_ranges(stray, area.first_column),
        merged=tuple(
            (each.first_row, each.first_column, each.last_row, each.last_column) for each in sorted(each for each in merged if each.overlap(whole))
        ),
        totals_row=table.totals_rows > 0,
    )  # fmt: skip


def _between(numbers: list[int], first: int, last: int) -> list[int]:
    """The row numbers from ``first`` to ``last``."""
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]


def is_blank(values: tuple[CellValue, ...]) -> bool:
    """Whether nothing stands in any of the cells; a formula that yields an empty text is nothing."""
    for value in values:  # noqa: SIM110 - a generator here would cost a tenth of the reading
        if value is not None and not (value.__class__ is Formula and value == _EMPTY):
            return False
    return True


def _floor(area: Area, others: Iterable[Area]) -> int:
    """The first row below the table that another table takes."""
    tops = [
        other.first_row
        for other in others
        if other.first_row > area.last_row and other.first_column <= area.last_column and area.first_column <= other.last_column
    ]
    return min(tops, default=1 << 30)


def _headings(table: TablePart, values: tuple[CellValue, ...] | None) -> tuple[str, ...]:
    """The texts of the heading cells; where a cell is blank, the name the table gives the column."""
    width = table.area.last_column - table.area.first_column + 1
    cells = values or (None,) * width
    names = table.columns[:width] + ("",) * (width - len(table.columns))
    return tuple(_shown(cell) or name for cell, name in zip(cells, names, strict=True))


def _shown(value: CellValue) -> str:
    if isinstance(value, Formula):
        value = value.value
    if isinstance(value, ErrorValue):
        return value.code
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)


def _ranges(rows: list[tuple[int, tuple[CellValue, ...]]], first_column: int) -> tuple[str, ...]:
    """The ranges that runs of consecutive rows span."""
    areas: list[Area] = []
    for number, values in rows:
        filled = [first_column + place for place, value in enumerate(values) if not is_blank((value,))]
        if areas and areas[-1].last_row == number - 1:
            last = areas[-1]
            areas[-1] = Area(last.first_row, min(last.first_column, *filled), number, max(last.last_column, *filled))
        else:
            areas.append(Area(number, min(filled), number, max(filled)))
    return tuple(area.text for area in areas)

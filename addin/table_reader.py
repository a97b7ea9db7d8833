"""Excel Tables cut out of the rows of their sheet: headings, body, rows typed below, and what strays further down."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from addin.table_part import MAX_ROW, Area
from validation.cells import ErrorValue, Formula, RawTable, blank_places, picked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from addin.sheet_reader import SheetRows
    from addin.table_part import TablePart
    from validation.cells import CellValue

_EMPTY = Formula("")


def raw_table(
    table: TablePart, sheet: str, window: tuple[SheetRows, int], others: Iterable[Area], merged: Iterable[Area]
) -> RawTable:
    """The table as the contract has it.

    Args:
        table: where it lies.
        sheet: the name of its sheet.
        window: the rows of the sheet, for a window of columns, and the first of these columns.
        others: the areas of the other tables of the sheet.
        merged: the merged ranges of the sheet.
    """
    area = table.area
    rows, offset = window
    columns = rows.columns[area.first_column - offset : area.last_column - offset + 1]
    floor = _floor(area, others)
    body = _filled(rows.numbers, columns, table.first_body_row, table.last_body_row)
    below = [] if table.totals_rows else _directly_below(rows.numbers, columns, area.last_row + 1, floor)
    places = [*body, *below] if below else body
    after = max(area.last_row, rows.numbers[below[-1]] if below else 0)
    stray = [
        (rows.numbers[place], tuple(column[place] for column in columns))
        for place in _filled(rows.numbers, columns, after + 1, floor - 1)
    ]
    ranges = list(_ranges(stray, area.first_column))
    whole = Area(table.first_body_row, area.first_column, after, area.last_column)
    return RawTable(
        name=table.name,
        sheet=sheet,
        header_row=area.first_row + table.heading_rows - 1,
        first_column=area.first_column,
        last_row=table.last_body_row,
        headings=_headings(table, rows.numbers, columns),
        numbers=picked(rows.numbers, places),
        columns=tuple(picked(column, places) for column in columns),
        typed_below=rows.numbers[below[0]] if below else None,
        stray=tuple(each.text for each, _ in ranges),
        stray_filled=tuple(filled for _, filled in ranges),
        merged=tuple(
            (each.first_row, each.first_column, each.last_row, each.last_column) for each in sorted(each for each in merged if each.overlap(whole))
        ),
        totals_row=table.totals_rows > 0,
        room=_room(table, rows.numbers, columns, floor, merged),
    )  # fmt: skip


def _room(
    table: TablePart, numbers: Sequence[int], columns: Sequence[Sequence[CellValue]], floor: int, merged: Iterable[Area]
) -> int:
    """How many rows below the table hold nothing in its columns, and are neither another table's nor merged."""
    if table.totals_rows:
        return 0
    area = table.area
    below = Area(area.last_row + 1, area.first_column, MAX_ROW, area.last_column)
    ends = [floor, MAX_ROW + 1, *(each.first_row for each in merged if each.overlap(below))]
    for place in range(bisect_right(numbers, area.last_row), len(numbers)):
        if numbers[place] >= min(ends):
            break
        if any(column[place] is not None for column in columns):
            ends.append(numbers[place])
            break
    return min(ends) - area.last_row - 1


def _filled(numbers: Sequence[int], columns: Sequence[Sequence[CellValue]], first: int, last: int) -> Sequence[int]:
    """The places of the rows from row ``first`` to row ``last`` that are not wholly blank."""
    places = range(bisect_left(numbers, first), bisect_right(numbers, last))
    blank = blank_places(columns, places)
    return [place for place in places if place not in blank] if blank else places


def _directly_below(numbers: Sequence[int], columns: Sequence[Sequence[CellValue]], first: int, floor: int) -> list[int]:
    """The places of the rows that follow each other from row ``first`` on, up to the first that is blank or another table's."""
    found: list[int] = []
    place = bisect_left(numbers, first)
    while place < len(numbers) and numbers[place] == first + len(found) < floor and not blank_places(columns, (place,)):
        found.append(place)
        place += 1
    return found


def _floor(area: Area, others: Iterable[Area]) -> int:
    """The first row below the table that another table takes."""
    tops = [
        other.first_row
        for other in others
        if other.first_row > area.last_row and other.first_column <= area.last_column and area.first_column <= other.last_column
    ]
    return min(tops, default=1 << 30)


def _headings(table: TablePart, numbers: Sequence[int], columns: Sequence[Sequence[CellValue]]) -> tuple[str, ...]:
    """The texts of the heading cells; where a cell is blank, the name the table gives the column."""
    width = table.area.last_column - table.area.first_column + 1
    row = table.first_body_row - 1
    place = bisect_left(numbers, row)
    there = place < len(numbers) and numbers[place] == row
    cells = [column[place] for column in columns] if there else [None] * width
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


def _ranges(rows: list[tuple[int, tuple[CellValue, ...]]], first_column: int) -> Iterator[tuple[Area, int]]:
    """The ranges that runs of consecutive rows span, each with the most cells that one of its rows fills."""
    last: tuple[Area, int] | None = None
    for number, values in rows:
        columns = [first_column + place for place, value in enumerate(values) if value is not None and value != _EMPTY]
        if last is not None and last[0].last_row == number - 1:
            area, filled = last
            joined = Area(area.first_row, min(area.first_column, *columns), number, max(area.last_column, *columns))
            last = (joined, max(filled, len(columns)))
        else:
            if last is not None:
                yield last
            last = (Area(number, min(columns), number, max(columns)), len(columns))
    if last is not None:
        yield last

"""The rectangles that are written: few, and never over a cell that is not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.table_part import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from addin.sheet_writer import CellEdit

Cells = dict[tuple[int, int], "CellEdit"]
"""The edits of a sheet by row and column."""


def areas(edits: Cells, owned: Iterable[Area]) -> list[Area]:
    """Rectangles that together hold every edit.

    Within a part of a table that the program owns one rectangle spans all its edits, and the cells between; elsewhere a rectangle holds
    edited cells and no others.
    """
    rest = set(edits)
    found = []
    for area in owned:
        inside = {
            (row, column)
            for row, column in rest
            if area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column
        }
        if inside:
            rest -= inside
            rows, columns = [row for row, _ in inside], [column for _, column in inside]
            found.append(Area(min(rows), min(columns), max(rows), max(columns)))
    return [*found, *_exactly(rest)]


def _exactly(cells: set[tuple[int, int]]) -> list[Area]:
    """Runs down each column, put together where neighbours run alike."""
    open_runs: dict[tuple[int, int], Area] = {}
    done: list[Area] = []
    for column in sorted({column for _, column in cells}):
        runs = _runs(sorted(row for row, at in cells if at == column))
        kept = {}
        for first, last in runs:
            before = open_runs.pop((first, last), None)
            beside = before is not None and before.last_column == column - 1
            if before is not None and not beside:
                done.append(before)
            kept[first, last] = (
                before._replace(last_column=column) if before is not None and beside else Area(first, column, last, column)
            )
        done += open_runs.values()
        open_runs = kept
    return [*done, *open_runs.values()]


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def column_runs(columns: Iterable[int]) -> list[tuple[int, int]]:
    """The runs of columns that lie side by side."""
    return _runs(sorted(set(columns)))

"""The registers as they stand in a copy that holds no formulas: each cell with what its formula gave, read as the registers read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from validation.cells import Formula
from validation.kinds import Number
from validation.money import decimal
from validation.register import plain_heading
from validation.registers import REGISTERS

if TYPE_CHECKING:
    from validation.cells import CellValue, Plain, RawBook, RawTable
    from validation.register import Column, Register


@dataclass
class Altered:
    """A book with other values in some cells, and these: by sheet, by (row, column)."""

    raw: RawBook
    cells: dict[str, dict[tuple[int, int], Plain]] = field(default_factory=dict)


def as_values(raw: RawBook) -> Altered:
    """The book with values in place of formulas.

    A number that a formula gave with more decimals than its column has is rounded, as the registers round it: typed, it would be an error. A formula
    without a result leaves its cell blank.
    """
    found, tables = Altered(raw), dict(raw.tables)
    for register in REGISTERS:
        if register.table in tables:
            tables[register.table] = _without_formulas(tables[register.table], register, found, date1904=raw.date1904)
    if found.cells:
        found.raw = raw._replace(tables=tables)
    return found


def _without_formulas(table: RawTable, register: type[Register], found: Altered, *, date1904: bool) -> RawTable:
    known = {column.heading: column for column in register.columns().values()}
    columns = list(table.columns)
    cells: dict[tuple[int, int], Plain] = {}
    for place, heading in enumerate(table.headings):
        if Formula in table.kinds(place):
            column = known.get(plain_heading(heading))
            values = [_value(cell, column, date1904=date1904) for cell in columns[place]]
            for number, before, after in zip(table.numbers, columns[place], values, strict=True):
                if isinstance(before, Formula):
                    cells[number, table.first_column + place] = after
            columns[place] = values
    if not cells:
        return table
    found.cells.setdefault(table.sheet, {}).update(cells)
    return table._replace(columns=tuple(columns))


def _value(cell: CellValue, column: Column | None, *, date1904: bool) -> Plain:
    if not isinstance(cell, Formula):
        return cell
    kind = None if column is None else column.kind
    if isinstance(kind, Number) and isinstance(cell.value, float):
        reading = kind.read(cell.value, formula=True, date1904=date1904)
        if isinstance(reading.value, int) and reading.fault is not None:
            return float(decimal(reading.value, kind.decimals))
    return None if cell.value == "" else cell.value

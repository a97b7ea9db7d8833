"""The button 清除标记: the 校验 columns and 问题清单 as if nothing had been checked yet."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from validation.cells import ErrorValue, Formula
from validation.register import CHECK, plain_heading
from validation.registers import REGISTERS
from workbook_templates.draft import ColumnFill, Draft, DraftValue, Link, TableFill
from workbook_templates.results import ISSUE_LIST

if TYPE_CHECKING:
    from validation.cells import CellValue, RawBook, RawTable


def clear(raw: RawBook) -> Draft:
    """Empty every 校验 column and 问题清单.

    The lines of 问题清单 in which the user has written something under 采纳 stay, all of them as they are: the mark is the user's own
    work, and there is nowhere else that it stands. Tallies and 首页 stay too: they tell of the last refresh, as before.
    """
    table = raw.tables.get(ISSUE_LIST.name)
    return Draft(tables=[] if table is None else [_marked_lines(table)], columns=_check_columns(raw))


def marked(raw: RawBook) -> int:
    """How many lines of 问题清单 bear the user's mark, and stay."""
    table = raw.tables.get(ISSUE_LIST.name)
    return 0 if table is None else len(_marked_places(table))


def _check_columns(raw: RawBook) -> list[ColumnFill]:
    columns = []
    for register in REGISTERS:
        table = raw.tables.get(register.table)
        found = [] if table is None else [heading for heading in table.headings if plain_heading(heading) == CHECK]
        if register.checked and len(found) == 1:
            columns.append(ColumnFill(register.table, found[0], {}))
    return columns


def _marked_lines(table: RawTable) -> TableFill:
    ours = {plain_heading(heading) for heading in ISSUE_LIST.headings}
    kept = [place for place, heading in enumerate(table.headings) if plain_heading(heading) in ours]
    rows = [tuple(_again(table.columns[column][place]) for column in kept) for place in _marked_places(table)]
    return TableFill(table.name, tuple(table.headings[column] for column in kept), rows)


def _marked_places(table: RawTable) -> list[int]:
    columns = [place for place, heading in enumerate(table.headings) if plain_heading(heading) == ISSUE_LIST.kept]
    if len(columns) != 1:
        return []
    return [place for place, value in enumerate(table.columns[columns[0]]) if _again(value) is not None]


def _again(value: CellValue) -> DraftValue:
    """What stands in a cell of 问题清单, to be written again; a link is known by what it shows."""
    if isinstance(value, Formula):
        sheet, sign, cell = str(value.value or "").rpartition("!")
        return Link(sheet, cell) if sign else _again(value.value)
    if isinstance(value, ErrorValue):
        return value.code
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return int(value) if value.is_integer() else Decimal(repr(value))
    return value or None

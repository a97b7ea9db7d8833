"""What a workbook states, beside what its own registers give: the cells in which a refresh would write something else."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from addin.cell_writer import link_label, stands_already
from addin.copies.canonical import filled_cells
from addin.draft_plan import plan_draft
from addin.sheet_writer import NewRow
from macros_py.forms.names import NUMBERED
from validation.cells import Formula, bare_name, column_letters
from validation.months import day_of_serial
from validation.register import plain_heading
from workbook_templates.draft import Link, Recomputed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.cell_writer import CellPlain
    from addin.draft_plan import Plan
    from addin.snapshot import Snapshot
    from validation.cells import CellValue, RawBook, RawTable
    from workbook_templates.draft import Draft


_SIDE = "项目"
"""How the heading ends under which each side of a ledger says what its amounts are."""


class Differing(NamedTuple):
    """A cell that states something else than the registers give: where it stands, what it is about, what it says, what it should."""

    sheet: str
    cell: str
    about: str
    stated: str
    given: str

    def __str__(self) -> str:
        """As a line."""
        return f"{self.sheet}!{self.cell} {self.about}：写的是 {self.stated or '空的'}，登记算出来是 {self.given or '空的'}"


def differing(snapshot: Snapshot, raw: RawBook, draft: Draft) -> list[Differing]:
    """The cells of a book that do not hold what ``draft`` would write, in order of sheet, row and column.

    Args:
        snapshot: the book.
        raw: the same, as tables.
        draft: what a refresh of it writes.
    """
    plan = plan_draft(snapshot, raw, draft)
    labels = Labels(raw)
    found = []
    for sheet in (each.name for each in snapshot.workbook.sheets if each.name in plan.edits):
        there = dict(filled_cells(snapshot, sheet))
        for row, column, value in _edits(plan, sheet):
            cell = f"{column_letters(column)}{row}"
            old = there.get(cell)
            if not _says(old, value):
                found.append(Differing(sheet, cell, labels.of(sheet, row, column), _shown_like(old, value), _shown(value)))
    return found


def _edits(plan: Plan, sheet: str) -> Iterator[tuple[int, int, CellPlain]]:
    for row in sorted(plan.edits[sheet]):
        cells = plan.edits[sheet][row]
        for column, edit in sorted((cells.cells() if isinstance(cells, NewRow) else cells).items()):
            yield row, column, edit.value


def _says(old: CellValue, value: CellPlain) -> bool:
    """Whether a cell holds a value; a copy holds what a link shows, and a value where there was a formula."""
    plain = old.value if isinstance(old, Formula) else old
    if isinstance(value, Link):
        return plain == link_label(value)
    if isinstance(value, Recomputed):
        return isinstance(old, Formula)
    return bool(stands_already(plain, value))


def _shown(value: CellValue | CellPlain) -> str:
    if isinstance(value, Formula):
        value = value.value
    if isinstance(value, Link):
        return link_label(value)
    if isinstance(value, Recomputed):
        return f"={value.formula}"
    if isinstance(value, float):
        return format(value or 0.0, ".15g")
    return "" if value is None else str(value)


def _shown_like(old: CellValue, value: CellPlain) -> str:
    """What a cell says, with as many decimals as what it should say."""
    plain = old.value if isinstance(old, Formula) else old
    if isinstance(plain, float) and isinstance(value, Decimal):
        decimals = -int(value.as_tuple().exponent)
        exact = Decimal(_shown(plain))
        return format(exact, f".{decimals}f") if exact == exact.quantize(Decimal(1).scaleb(-decimals)) else _shown(plain)
    return _shown(plain)


class Labels:
    """What a cell is about: the name it bears, else what its row of its table is about, and its heading."""

    def __init__(self, raw: RawBook) -> None:
        """Those of a book's cells."""
        self._named = {place: _plainly(name) for name, place in raw.names.items()}
        self._tables, self._date1904 = raw.tables, raw.date1904
        self._columns: dict[tuple[str, int], dict[int, CellValue]] = {}

    def of(self, sheet: str, row: int, column: int) -> str:
        """The label of a cell."""
        name = self._named.get((sheet, f"{column_letters(column)}{row}"))
        if name is not None:
            return name
        over = [
            table
            for table in self._tables.values()
            if table.sheet == sheet and table.header_row < row and 0 <= column - table.first_column < len(table.headings)
        ]
        if not over:
            return ""
        table = max(over, key=lambda each: each.header_row)
        place = column - table.first_column
        return " ".join(part for part in (self._about(table, row, place), table.headings[place]) if part)

    def _about(self, table: RawTable, row: int, place: int) -> str:
        """What stands first in a row of a table, a day as one; on the right side of a ledger of two sides, what stands first there."""
        sides = [at for at in range(place + 1) if plain_heading(table.headings[at]).endswith(_SIDE)]
        at = max(sides, default=0)
        if (table.name, at) not in self._columns:
            self._columns[table.name, at] = dict(zip(table.numbers, table.columns[at], strict=True))
        value = self._columns[table.name, at].get(row)
        day = (
            day_of_serial(int(value), date1904=self._date1904)
            if isinstance(value, float) and table.headings[at] == "日期"
            else None
        )
        return _shown(value) if day is None else day.isoformat()


def _plainly(name: str) -> str:
    """``公示_结余_本月_2`` as ``结余_本月``."""
    return NUMBERED.sub("", bare_name(name).removeprefix("公示_"))

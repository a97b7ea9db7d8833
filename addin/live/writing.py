"""A plan carried out in Excel: what differs, in few rectangles, and the tables that reach to another row."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from addin.cell_writer import formula_of, stands_already
from addin.live.blocks import Cells, areas, column_runs
from addin.live.cells import Sent, sent, sent_again
from addin.live.engine import asked, patient
from addin.live.reading import LiveSnapshot, Window, cells_of, window_of
from addin.sheet_writer import CellEdit, NewRow
from addin.table_part import Area
from validation.cells import ErrorValue
from workbook_templates.draft import FORMULAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlwings import Range

    from addin.draft_plan import Plan
    from addin.table_part import TablePart
    from validation.cells import CellValue
    from workbook_templates.draft import Draft

_TEXT_FORMAT, _GENERAL = "@", "General"


class Block(NamedTuple):
    """A rectangle of a sheet, what is sent to its cells, row by row, and the columns of it that hold formulas of ours."""

    sheet: str
    area: Area
    rows: list[list[Sent]]
    links: tuple[int, ...]


class Work:
    """What is to be done: tables that grow, then blocks, then tables that shrink, each by name with its new last row."""

    def __init__(self) -> None:
        self.grow: dict[str, int] = {}
        self.blocks: list[Block] = []
        self.shrink: dict[str, int] = {}
        self.columns: dict[str, list[int]] = {}
        """Of the tables that grow, the columns that the program fills."""

    def sheets(self, snapshot: LiveSnapshot) -> set[str]:
        """The sheets that are written to."""
        resized = {
            sheet.name for sheet in snapshot.sheets.values() for table in sheet.tables if table.part in {*self.grow, *self.shrink}
        }
        return resized | {block.sheet for block in self.blocks}


def work_of(snapshot: LiveSnapshot, plan: Plan, draft: Draft) -> Work:
    """What of a plan is to be done: only what does not stand in the workbook already. Added rows come first, so that no change goes unlogged."""
    work = Work()
    parts = [table for sheet in snapshot.sheets.values() for table in sheet.tables]
    for table in parts:
        last = plan.reach.get(table.part, table.area.last_row)
        if last != table.area.last_row:
            (work.grow if last > table.area.last_row else work.shrink)[table.part] = last
            work.columns[table.part] = _filled(snapshot, draft, table)
    for name, rows in plan.edits.items():
        edits: Cells = {
            (number, column): edit
            for number, cells in rows.items()
            for column, edit in (cells.cells() if isinstance(cells, NewRow) else cells).items()
        }
        if edits:
            work.blocks += _blocks(snapshot, name, edits, list(_owned(snapshot, plan, draft, name)))
    logs = {log.sheet for append in draft.appends if (log := snapshot.book.tables.get(append.table)) is not None}
    work.blocks.sort(key=lambda block: block.sheet not in logs)
    return work


def _owned(snapshot: LiveSnapshot, plan: Plan, draft: Draft, sheet: str) -> Iterator[Area]:
    """The parts of a sheet's tables that the program owns, as far as the draft fills them."""
    filled = [(fill.table, fill.headings) for fill in draft.tables] + [(fill.table, (fill.heading,)) for fill in draft.columns]
    for name, headings in filled:
        for table in snapshot.sheets[sheet].tables if sheet in snapshot.sheets else ():
            if table.name.casefold() == name.casefold():
                last = table.last_body_row if table.totals_rows else _last_row(snapshot, plan, table)
                wanted = {heading.strip() for heading in headings}
                columns = [
                    table.area.first_column + place
                    for place, heading in enumerate(snapshot.book.tables[table.name].headings)
                    if heading.strip() in wanted
                ]
                for first_column, last_column in column_runs(columns):
                    yield Area(table.first_body_row, first_column, last, last_column)


def _filled(snapshot: LiveSnapshot, draft: Draft, table: TablePart) -> list[int]:
    """The columns of a table that a draft rewrites or adds rows to; none of a register, whose rows are the user's."""
    filled = [(fill.table, fill.headings) for fill in draft.tables] + [(added.table, added.headings) for added in draft.appends]
    name = table.name.casefold()
    wanted = {heading.strip() for filled_name, headings in filled if filled_name.casefold() == name for heading in headings}
    headings = snapshot.book.tables[table.name].headings if table.heading_rows else ()
    return [table.area.first_column + place for place, heading in enumerate(headings) if heading.strip() in wanted]


def _last_row(snapshot: LiveSnapshot, plan: Plan, table: TablePart) -> int:
    """How far a table's rows go, typed ones below it and new ones included."""
    numbers = snapshot.book.tables[table.name].numbers
    return max(table.last_body_row, plan.reach.get(table.part, 0), numbers[-1] if numbers else 0)


def _blocks(snapshot: LiveSnapshot, sheet: str, edits: Cells, owned: list[Area]) -> Iterator[Block]:
    windows = [snapshot.windows[sheet]] if sheet in snapshot.windows else []
    outside = [place for place in edits if not any(window.covers(*place) for window in windows)]
    if outside:
        rows, columns = [row for row, _ in outside], [column for _, column in outside]
        windows.append(window_of(snapshot, sheet, Area(min(rows), min(columns), max(rows), max(columns))))

    def cell(row: int, column: int) -> tuple[CellValue, object]:
        return next(window.cell(row, column) for window in windows if window.covers(row, column))

    changed = {place: edit for place, edit in edits.items() if not _stands(*cell(*place), edit)}
    for area in areas(changed, owned):
        yield _block(sheet, area, changed, windows)


def _stands(value: CellValue, formula: object, edit: CellEdit) -> bool:
    if isinstance(edit.value, FORMULAS):
        return formula == f"={formula_of(edit.value)}" and formula != value
    if isinstance(value, ErrorValue):
        return value.code == edit.value  # some engines hand an error and the text alike
    return bool(stands_already(value, edit.value))


def _block(sheet: str, area: Area, edits: Cells, windows: list[Window]) -> Block:
    rows: list[list[Sent]] = []
    links: set[int] = set()
    for row in range(area.first_row, area.last_row + 1):
        line: list[Sent] = []
        for column in range(area.first_column, area.last_column + 1):
            edit = edits.get((row, column))
            if edit is None:
                window = next(window for window in windows if window.covers(row, column))
                line.append(sent_again(*window.cell(row, column)))
                if isinstance(line[-1], str) and line[-1].startswith("="):
                    links.add(column)
            else:
                line.append(sent(edit.value))
                if isinstance(edit.value, FORMULAS):
                    links.add(column)
        rows.append(line)
    return Block(sheet, area, rows, tuple(sorted(links)))


# --- doing it -------------------------------------------------------------------------------------------------------------------------


class Writer:
    """Carries a work out. It learns on the way whether the engine takes an apostrophe as Excel does."""

    def __init__(self, snapshot: LiveSnapshot) -> None:
        """Nothing is written yet."""
        self.snapshot = snapshot
        self._apostrophes: bool | None = None

    def do(self, work: Work) -> None:
        """All of it: tables grow before their new rows are written, and shrink after their old ones are emptied."""
        for part, last in work.grow.items():
            self._resize(part, last)
            self._format(part, last, work.columns[part])
        for block in work.blocks:
            self.write(block)
        for part, last in work.shrink.items():
            self._resize(part, last)

    def _table(self, part: str) -> tuple[str, TablePart]:
        return next((sheet.name, table) for sheet in self.snapshot.sheets.values() for table in sheet.tables if table.part == part)

    def _resize(self, part: str, last: int) -> None:
        """Let a table reach to another row. Where the engine cannot, rows below it are read all the same."""
        sheet, table = self._table(part)
        cells = cells_of(self.snapshot.by_name[sheet], table.area._replace(last_row=last))
        with suppress(NotImplementedError):
            patient(lambda: self.snapshot.tables[part].resize(cells))

    def _format(self, part: str, last: int, columns: list[int]) -> None:
        """Let added rows show days and amounts like the first one. Where somebody has given them a format it stays."""
        name, table = self._table(part)
        sheet = self.snapshot.by_name[name]
        for column in columns:
            first = sheet.range((table.first_body_row, column))
            added = cells_of(sheet, Area(table.area.last_row + 1, column, last, column))
            form = asked(lambda first=first: first.number_format, None)  # type: ignore[misc]
            if form not in {None, _GENERAL, _TEXT_FORMAT} and (
                asked(lambda added=added: added.number_format, None) == _GENERAL  # type: ignore[misc]
            ):
                asked(lambda added=added, form=form: setattr(added, "number_format", form), None)  # type: ignore[misc]

    def write(self, block: Block) -> None:
        """One rectangle, in one call."""
        formats = [self._opened(block, column) for column in block.links]
        try:
            self._send(block)
            if self._apostrophes is None:
                self._look(block)
        finally:
            for column, form in zip(block.links, formats, strict=True):
                if form is not None:
                    with suppress(Exception):
                        self._column(block, column).number_format = form

    def _send(self, block: Block) -> None:
        cells = cells_of(self.snapshot.by_name[block.sheet], block.area)
        with_api = bool(asked(lambda: cells.api, None))  # without a native object xlwings' own way writes nothing, or breaks off
        rows = block.rows
        if self._apostrophes is False:
            rows = [
                [value[1:] if isinstance(value, str) and value[:1] == "'" and value[1:2] != "=" else value for value in row]
                for row in rows
            ]

        def send() -> None:
            if with_api:
                cells.value = rows
            else:
                cells.raw_value = rows

        patient(send)

    def _look(self, block: Block) -> None:
        """Look once at a text that was sent with an apostrophe: where it stands with it, the engine takes texts as they are."""
        first = next(
            (
                (row, column, value)
                for row, line in enumerate(block.rows, block.area.first_row)
                for column, value in enumerate(line, block.area.first_column)
                if isinstance(value, str) and value[:1] == "'"
            ),
            None,
        )
        if first is not None:
            row, column, value = first
            found = asked(lambda: self.snapshot.by_name[block.sheet].range((row, column)).value, None)
            self._apostrophes = found != value
            if not self._apostrophes:
                self._send(block)

    def _column(self, block: Block, column: int) -> Range:
        area = block.area._replace(first_column=column, last_column=column)
        return cells_of(self.snapshot.by_name[block.sheet], area)

    def _opened(self, block: Block, column: int) -> str | None:
        """Let a column of links take formulas: in a cell formatted as text Excel would keep them as text. Returns the format to put back."""
        cells = self._column(block, column)
        form = asked(lambda: cells.number_format, _GENERAL)
        if form not in {_TEXT_FORMAT, None}:
            return None

        def open_up() -> None:
            cells.number_format = _GENERAL

        asked(open_up, None)
        return form

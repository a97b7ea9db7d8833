"""A draft laid out on the cells of a workbook: which cell gets what, and how far each table reaches afterwards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import NoneType
from typing import TYPE_CHECKING, Protocol

from addin.cell_writer import settled, stands_already
from addin.sheet_writer import CellEdit, Edits, NewRow
from addin.table_part import MAX_ROW, Area, TablePart, parse_area
from validation.cells import Formula, column_letters
from validation.refusals import NotWritable, TableMissing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.snapshot import SheetSnapshot
    from validation.cells import CellValue, RawBook
    from workbook_templates.draft import ColumnFill, Draft, DraftValue, InputChange, TableAppend, TableFill

SETTINGS, SETTING, SETTING_VALUE = "设置", "项目", "值"


class TableSheets(Protocol):
    """The sheets that hold tables, as a host found them."""

    @property
    def sheets(self) -> dict[str, SheetSnapshot]:
        """By name."""
        ...


class Plan:
    """The edits by sheet name, and by table part the last row each resized or filled table reaches."""

    def __init__(self) -> None:
        self.edits: dict[str, Edits] = {}
        self.reach: dict[str, int] = {}

    def edit(self, sheet: str, number: int, cells: dict[int, CellEdit] | NewRow) -> None:
        """Add the edits of a row."""
        rows = self.edits.setdefault(sheet, {})
        before = rows.get(number)
        if before is None:
            rows[number] = cells
        else:
            rows[number] = {**_by_column(before), **_by_column(cells)}


def _by_column(cells: dict[int, CellEdit] | NewRow) -> dict[int, CellEdit]:
    return cells.cells() if isinstance(cells, NewRow) else cells


def plan_draft(snapshot: TableSheets, book: RawBook, draft: Draft) -> Plan:
    """Lay the draft out.

    Raises:
        TableMissing: a table, column or name of the draft is not in the workbook.
        NotWritable: something stands in the way of a table that must grow, or a formula where the user's own value was to be changed.
    """
    planner = _Planner(snapshot, book)
    for name, row in draft.extend.items():
        planner.extend(name, row)
    for fill in draft.tables:
        planner.fill_table(fill)
    for column in draft.columns:
        planner.fill_column(column)
    for name, value in draft.cells.items():
        planner.fill_name(name, value)
    for setting, value in draft.settings.items():
        planner.set_setting(setting, value)
    for change in draft.inputs:
        planner.change_input(change)
    for added in draft.appends:
        planner.append(added)
    return planner.plan


class _Planner:
    def __init__(self, snapshot: TableSheets, book: RawBook) -> None:
        self.snapshot = snapshot
        self.book = book
        self.date1904 = book.date1904
        self.plan = Plan()

    def _table(self, name: str) -> tuple[SheetSnapshot, TablePart, dict[str, int]]:
        """A table by name: its sheet, its part, and the column of each heading."""
        for sheet in self.snapshot.sheets.values():
            for table in sheet.tables:
                if table.heading_rows and table.name.casefold() == name.casefold():
                    headings = self.book.tables[table.name].headings
                    columns = {heading.strip(): table.area.first_column + place for place, heading in enumerate(headings)}
                    return sheet, table, columns
        raise TableMissing(f"工作簿里没有表「{name}」：请从新模板里把这张表复制过来，再试。")

    def _columns(self, table: str, columns: dict[str, int], headings: tuple[str, ...]) -> list[int]:
        missing = [heading for heading in headings if heading.strip() not in columns]
        if missing:
            raise TableMissing(f"表「{table}」里没有「{'」「'.join(missing)}」列：请恢复这些列的标题，再试。")
        return [columns[heading.strip()] for heading in headings]

    def extend(self, name: str, row: int) -> None:
        """Let a table reach to ``row``; a table that reaches further stays."""
        sheet, table, _ = self._table(name)
        if row > table.last_body_row:
            self._check_free(sheet, table, row, ())
            self.plan.reach[table.part] = row

    def fill_table(self, fill: TableFill) -> None:
        """Rewrite the named columns of a table, and let it end with the last row."""
        sheet, table, by_heading = self._table(fill.table)
        columns = self._columns(fill.table, by_heading, fill.headings)
        last = table.first_body_row + max(1, len(fill.rows)) - 1
        if last > table.last_body_row:
            self._check_free(sheet, table, last, columns)
        if last > table.last_body_row or not (table.totals_rows or fill.keeps_rows):
            self.plan.reach[table.part] = last
        rows = fill.rows or [(None,) * len(columns)]
        open_ones = self._not_standing(sheet, table, columns, rows)
        columns, rows = [columns[place] for place in open_ones], [tuple(row[place] for place in open_ones) for row in rows]
        blank: tuple[DraftValue, ...] = (None,) * len(columns)
        below = sorted(number for number in sheet.rows.numbers if last < number <= table.last_body_row)
        for number in (*range(table.first_body_row, last + 1), *below) if columns else ():
            place = number - table.first_body_row
            row = rows[place] if place < len(rows) else blank
            found = self._changes(sheet, number, columns, row, CellEdit(None, table.first_body_row, number > table.last_body_row))
            if found:
                self.plan.edit(sheet.name, number, found)

    def _not_standing(
        self, sheet: SheetSnapshot, table: TablePart, columns: list[int], rows: Sequence[tuple[DraftValue, ...]]
    ) -> list[int]:
        """The places of the columns to be looked at cell by cell: all but those seen at one look to hold their values already."""
        everything = list(range(len(columns)))
        start, numbers = sheet.place(table.first_body_row), list(range(table.first_body_row, table.last_body_row + 1))
        if start is None or len(numbers) != len(rows) or sheet.rows.numbers[start : start + len(rows)] != numbers:
            return everything
        there = [sheet.rows.columns[column - sheet.offset][start : start + len(rows)] for column in columns]
        values = zip(*rows, strict=True)
        return [
            place
            for place, cells, wanted in zip(everything, there, values, strict=True)
            if not _all_stand(cells, list(wanted), date1904=self.date1904)
        ]

    def fill_column(self, fill: ColumnFill) -> None:
        """Rewrite one column of a register, down to its last row, typed ones included."""
        sheet, table, by_heading = self._table(fill.table)
        columns = self._columns(fill.table, by_heading, (fill.heading,))
        last = table.last_body_row
        if not table.totals_rows:
            last = max(last, self.plan.reach.get(table.part, 0), *fill.texts, 0)
        marked = zip(sheet.rows.numbers, sheet.rows.columns[columns[0] - sheet.offset], strict=True)
        numbers = {number for number, value in marked if value is not None}.union(fill.texts)
        for number in sorted(numbers):
            if table.first_body_row <= number <= last:
                found = self._changes(sheet, number, columns, (fill.texts.get(number),), CellEdit(None, table.first_body_row))
                if found:
                    self.plan.edit(sheet.name, number, found)

    def fill_name(self, name: str, value: DraftValue) -> None:
        """Fill the cell that bears a name."""
        if name not in self.book.names:
            raise TableMissing(f"工作簿里没有名为「{name}」的单元格：请在「公式→名称管理器」里恢复它，再试。")
        sheet, cell = self.book.names[name]
        area = parse_area(cell)
        if area is not None:
            edit = CellEdit(settled(value, date1904=self.date1904))
            self.plan.edit(sheet, area.first_row, {area.first_column: edit})

    def set_setting(self, setting: str, value: DraftValue) -> None:
        """Fill the value of a setting; a book that does not list it is left alone."""
        sheet, _, by_heading = self._table(SETTINGS)
        names, values = self._columns(SETTINGS, by_heading, (SETTING, SETTING_VALUE))
        for row in self.book.tables[SETTINGS].rows:
            label = row.values[names - self.book.tables[SETTINGS].first_column]
            if isinstance(label, str) and label.strip() == setting:
                found = self._changes(sheet, row.number, [values], (value,), CellEdit(None))
                self.plan.edit(sheet.name, row.number, found)
                return

    def change_input(self, change: InputChange) -> None:
        """Give one cell that the user typed into another value; its style stays."""
        sheet, table, by_heading = self._table(change.table)
        columns = self._columns(change.table, by_heading, (change.heading,))
        if change.row not in self.book.tables[table.name].numbers:
            raise NotWritable(f"表「{table.name}」的第 {change.row} 行是空的，没有可以改的登记：请刷新一次，再试。")
        (before,) = sheet.cells(change.row, columns)
        if isinstance(before, Formula):
            place = f"{sheet.name}!{column_letters(columns[0])}{change.row}"
            raise NotWritable(f"{place} 是公式，不能改写：请改公式本身。")
        found = self._changes(sheet, change.row, columns, (change.value,), CellEdit(None))
        if found:
            self.plan.edit(sheet.name, change.row, found)

    def append(self, added: TableAppend) -> None:
        """Add rows below the last one that holds anything: first in rows the table has, then below it, where all must be free."""
        sheet, table, by_heading = self._table(added.table)
        columns = self._columns(added.table, by_heading, added.headings)
        filled = self.book.tables[table.name].numbers
        first = max(filled[-1] + 1 if filled else 0, table.first_body_row)
        last = first + len(added.rows) - 1
        if last > table.last_body_row and added.rows:
            across = range(table.area.first_column, table.area.last_column + 1)
            self._check_free(sheet, table, last, across, from_row=first)
            self.plan.reach[table.part] = last
        for number, row in enumerate(added.rows, start=first):
            found = self._changes(sheet, number, columns, row, CellEdit(None, table.first_body_row, number > table.last_body_row))
            if found:
                self.plan.edit(sheet.name, number, found)

    def _changes(
        self, sheet: SheetSnapshot, number: int, columns: list[int], row: tuple[DraftValue, ...], model: CellEdit
    ) -> dict[int, CellEdit] | NewRow:
        """The edits of one row, like ``model``: only cells that do not hold their value already, or whose formula must be looked at."""
        _, model_row, keep_blank = model
        if sheet.place(number) is None:
            new = tuple(settled(value, date1904=self.date1904) for value in row)
            return NewRow(tuple(columns), new, model_row, keep_blank)
        found = {}
        for column, value, before in zip(columns, row, sheet.cells(number, columns), strict=True):
            if value is not None and _plainly_stands(before, value):
                continue
            settled_value = settled(value, date1904=self.date1904)
            if not stands_already(before, settled_value) or (keep_blank and settled_value is None):
                found[column] = CellEdit(settled_value, model_row, keep_blank)
        return found

    def _check_free(self, sheet: SheetSnapshot, table: TablePart, last: int, columns: Sequence[int], from_row: int = 0) -> None:
        """Refuse to let a table grow over what is not its own. Rows before ``from_row`` are known to be the table's, though they stand below it."""
        grown = Area(max(table.area.last_row + 1, from_row), table.area.first_column, last, table.area.last_column)
        place = f"表「{table.name}」（工作表「{sheet.name}」）要向下增加到第 {last} 行"
        if last > MAX_ROW:
            raise NotWritable(f"{place}，超过了 Excel 的行数：请减少要核对的内容，再试。")
        if table.totals_rows:
            totals = table.area._replace(first_row=table.last_body_row + 1)
            raise NotWritable(f"{place}，被汇总行 {totals.text} 挡住：请关掉这张表的汇总行，再试。")
        for other in sheet.tables:
            if other is not table and other.area.overlap(grown):
                raise NotWritable(f"{place}，被表「{other.name}」（{other.area.text}）挡住：请把那张表移到别处，再试。")
        filled = [
            (number, column)
            for number in range(grown.first_row, last + 1)
            if sheet.place(number) is not None
            for column, value in zip(columns, sheet.cells(number, columns), strict=True)
            if value is not None
        ]
        merged = [area for area in sheet.merged if area.overlap(grown)]
        if filled or merged:
            way = merged[0] if merged else _bounds(filled)
            raise NotWritable(f"{place}，被 {way.text} 里的内容挡住：请把这些内容移到别处，再试。")


def _plainly_stands(before: CellValue, value: DraftValue) -> bool:
    """Whether a cell holds a text or a number, seen without settling it."""
    kind = value.__class__
    if kind is str:
        return before == value
    return kind is Decimal and before.__class__ is float and before == float(value)  # type: ignore[arg-type]


def _all_stand(before: list[CellValue], values: list[DraftValue], *, date1904: bool) -> bool:
    """Whether cells hold texts, or numbers and days, or nothing, as they are to; said of columns of one kind only."""
    kinds = set(map(type, values))
    if kinds <= {str, NoneType}:
        return before == values
    if not kinds <= {Decimal, int, date, NoneType} or not set(map(type, before)) <= {float, NoneType}:
        return False
    if date in kinds:
        values = [settled(value, date1904=date1904) for value in values]
    return before == [None if value is None else float(value) for value in values]  # type: ignore[arg-type] # see ``kinds``


def _bounds(cells: list[tuple[int, int]]) -> Area:
    rows, columns = [row for row, _ in cells], [column for _, column in cells]
    return Area(min(rows), min(columns), max(rows), max(columns))

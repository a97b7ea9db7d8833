"""Reading a table into records and faults. Nothing stops at a bad cell: every row becomes a record, every problem a fault."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, NamedTuple

from validation.cells import CellValue, Formula, RawRow, RawTable, column_letters
from validation.kinds import BLANK, Fault, Reading, plain_text
from validation.register import CHECK, R, plain_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from validation.kinds import Kind

TOTALS = frozenset({"合计", "总计", "小计", "共计", "本页合计", "本月合计", "累计"})
_COLONS = ":\uff1a"


class CellFault(NamedTuple):
    """A fault at one cell of a register: the sheet row, the field, and what is wrong."""

    row: int
    field: str
    fault: Fault


@dataclass
class Rows(Generic[R]):
    """All records of one register, with what was noticed while reading them.

    ``present``: the workbook has the table. ``missing`` and ``doubled`` are headings; ``totals`` are sheet rows of a totals row typed by hand.
    """

    register: type[R]
    raw: RawTable | None = None
    records: list[R] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)
    date1904: bool = False
    _columns: dict[str, Sequence[object]] = field(default_factory=dict, repr=False)
    _unreadable: dict[str, set[int]] = field(default_factory=dict, repr=False)
    _raw_rows: dict[int, RawRow] = field(default_factory=dict, repr=False)

    def __iter__(self) -> Iterator[R]:
        """The records, in the order of the sheet."""
        return iter(self.records)

    def __len__(self) -> int:
        """How many records there are."""
        return len(self.records)

    @property
    def present(self) -> bool:
        """Whether the workbook has the table."""
        return self.raw is not None

    def readable(self, *fields: str) -> list[R]:
        """The records in which none of ``fields`` is unreadable (they may be blank): what a rule may judge."""
        if self.faults and not self._unreadable:
            for row, name, fault in self.faults:
                if fault.fatal:
                    self._unreadable.setdefault(name, set()).add(row)
        if any(name not in self.positions and self.register.columns()[name].required for name in fields):
            return []
        bad = set().union(*(self._unreadable.get(name, ()) for name in fields))
        return [record for record in self.records if record.row not in bad] if bad else self.records

    def with_values(self, *fields: str) -> list[R]:
        """The records in which each of ``fields`` is filled and readable."""
        records = self.readable(*fields)
        for name in fields:
            if None in self.column(name):
                records = [record for record in records if getattr(record, name) is not None]
        return records

    def column(self, name: str) -> Sequence[Any]:
        """The values of one field in all records, in the order of the sheet: ``None`` where the cell is blank or unreadable."""
        found = self._columns.get(name)
        if found is None or len(found) != len(self.records):
            found = self._columns[name] = list(map(attrgetter(name), self.records))
        return found

    def together(self, *fields: str) -> Iterator[tuple[Any, ...]]:
        """The values of some fields, record by record: the quick look that tells whether there is anything to judge."""
        return zip(*map(self.column, fields), strict=True)

    def cell(self, row: int, field: str) -> str:
        """The address of a field in a sheet row, e.g. ``H5``; "" where the column is missing."""
        position = self.positions.get(field)
        if position is None or self.raw is None:
            return ""
        return f"{column_letters(self.raw.first_column + position)}{row}"

    def typed(self, row: int, field: str) -> str:
        """What stands in a cell, as text."""
        position = self.positions.get(field)
        if position is None or self.raw is None:
            return ""
        if not self._raw_rows:
            self._raw_rows = {raw.number: raw for raw in self.raw.rows}
        found = self._raw_rows.get(row)
        value = found.values[position] if found else None
        value = value.value if isinstance(value, Formula) else value
        kind = self.register.columns()[field].kind
        reading = kind.read(value, date1904=self.date1904)
        return kind.show(reading.value) if reading.fault is None and not isinstance(value, str) else kind.cell_text(value)


def read_table(register: type[R], raw: RawTable | None, *, date1904: bool = False) -> Rows[R]:
    """Read one table. A table that is not there reads as no rows; a column that is not there reads as blank."""
    rows: Rows[R] = Rows(register, raw, date1904=date1904)
    if raw is None:
        return rows
    _find_columns(rows, raw)
    names = list(register.columns())
    kept = [row for row in raw.rows if _is_filled(row.values, rows.positions.values())]
    numbers = [row.number for row in kept]
    merged = _merged_downwards(rows, raw)
    columns: list[Sequence[object]] = []
    for name in names:
        position = rows.positions.get(name)
        if position is None:
            columns.append([None] * len(kept))
            continue
        cells: list[CellValue] = [row.values[position] for row in kept]
        if merged and not register.columns()[name].kind.number:
            cells = [merged.get((number, position), cell) for number, cell in zip(numbers, cells, strict=True)]
        columns.append(_read_column(rows, name, numbers, cells, date1904=date1904))
    unread = _unread(rows.faults)
    absent = frozenset(name for name in names if name not in rows.positions and register.columns()[name].required)
    new, put = register.__new__, object.__setattr__
    for number, *values in zip(numbers, *columns, strict=True):
        record = new(register)
        contents = dict(zip(names, values, strict=True))
        contents["row"] = number
        contents["unread"] = unread[number] | absent if number in unread else absent
        put(record, "__dict__", contents)
        put(record, "__pydantic_fields_set__", set())
        put(record, "__pydantic_extra__", None)
        put(record, "__pydantic_private__", None)
        rows.records.append(record)
    rows._columns = dict(zip(names, columns, strict=True))  # noqa: SLF001 - the reader fills what it makes
    _set_totals_apart(rows, kept)
    return rows


def _find_columns(rows: Rows[R], raw: RawTable) -> None:
    headings = [plain_heading(heading) for heading in raw.headings]
    count = Counter(headings)
    for name, column in rows.register.columns().items():
        if column.heading not in count:
            rows.missing.append(column.heading)
            continue
        rows.positions[name] = headings.index(column.heading)
        if count[column.heading] > 1:
            rows.doubled.append(column.heading)
    if rows.register.checked and CHECK not in count:
        rows.missing.append(CHECK)


def _is_filled(values: tuple[CellValue, ...], positions: Iterable[int]) -> bool:
    """Whether a row holds anything of the register; formulas that give nothing or 0 do not fill a row."""
    for position in positions:
        value = values[position]
        if value is None or (isinstance(value, str) and not plain_text(value)):
            continue
        if isinstance(value, Formula) and value.value in (None, "", 0):
            continue
        return True
    return False


def _merged_downwards(rows: Rows[R], raw: RawTable) -> dict[tuple[int, int], CellValue]:
    """For cells hidden under a merged one: what the top cell holds. Numbers are not spread, they would be counted twice."""
    if not raw.merged:
        return {}
    values = {row.number: row.values for row in raw.rows}
    fields = {position: name for name, position in rows.positions.items()}
    spread: dict[tuple[int, int], CellValue] = {}
    for top, left, bottom, right in raw.merged:
        position = left - raw.first_column
        if top not in values or position not in fields or (top, left) == (bottom, right):
            continue
        where = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
        rows.faults.append(
            CellFault(
                top,
                fields[position],
                Fault("merged", f"是合并单元格 {where}，求和与筛选会漏掉下面各行", "取消合并，每行各填一次", fatal=False),
            )
        )
        if left == right:
            spread |= {(row, position): values[top][position] for row in range(top + 1, bottom + 1)}
    return spread


def _read_column(rows: Rows[R], name: str, numbers: list[int], cells: list[CellValue], *, date1904: bool) -> list[object]:
    column = rows.register.columns()[name]
    types = set(map(type, cells))
    if bool in types or Formula in types:
        memo: dict[object, Reading] = {}
        readings = []
        for cell in cells:
            inner = cell.value if isinstance(cell, Formula) else cell
            key = (type(cell), type(inner), inner)
            if key not in memo:
                memo[key] = _read_cell(column.kind, cell, required=column.required, date1904=date1904)
            readings.append(memo[key])
        distinct: Iterable[Reading] = memo.values()
    else:
        by_value = {cell: _read_cell(column.kind, cell, required=column.required, date1904=date1904) for cell in set(cells)}
        readings = [by_value[cell] for cell in cells]
        distinct = by_value.values()
    if any(reading.fault for reading in distinct):
        rows.faults += [
            CellFault(number, name, reading.fault)
            for number, reading in zip(numbers, readings, strict=True)
            if reading.fault is not None
        ]
    return [reading.value for reading in readings]


def _read_cell(kind: Kind, cell: CellValue, *, required: bool, date1904: bool) -> Reading:
    if isinstance(cell, Formula):
        if cell.value is None:
            return Reading(None, Fault("no-value", "是公式，但没有算出来的值", "在 Excel 里打开并重新计算、保存"))
        reading = kind.read(cell.value, formula=True, date1904=date1904)
    else:
        reading = kind.read(cell, date1904=date1904)
    if required and reading == BLANK:
        return Reading(None, Fault("blank", "必须填写，现为空", "补填这一格"))
    return reading


def _unread(faults: list[CellFault]) -> dict[int, frozenset[str]]:
    unread: dict[int, set[str]] = {}
    for row, name, fault in faults:
        if fault.fatal:
            unread.setdefault(row, set()).add(name)
    return {row: frozenset(names) for row, names in unread.items()}


def _set_totals_apart(rows: Rows[R], kept: list[RawRow]) -> None:
    """Take out rows that are a total typed by hand: a cell says 合计, and nothing says whose row it would be.

    All required cells but numbers and units are blank, or say 合计 themselves: a row with a date or a name is a row, whatever its 备注 says.
    """
    suspects = {record.row for record in rows.records if record.unread}
    if not suspects:
        return
    columns = rows.register.columns()
    telling = [
        place
        for name, place in rows.positions.items()
        if columns[name].required and not columns[name].kind.number and name != "unit"
    ]
    for raw in kept:
        if raw.number not in suspects or not any(_says_total(raw.values[place]) for place in rows.positions.values()):
            continue
        if all(not _is_filled(raw.values, [place]) or _says_total(raw.values[place]) for place in telling):
            rows.totals.append(raw.number)
    gone = set(rows.totals)
    rows.records = [record for record in rows.records if record.row not in gone]
    rows.faults = [fault for fault in rows.faults if fault.row not in gone]


def _says_total(value: CellValue) -> bool:
    return isinstance(value, str) and "".join(value.split()).rstrip(_COLONS) in TOTALS

"""Reading a table into records and faults. Nothing stops at a bad cell: every row becomes a record, every problem a fault."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, partial
from itertools import chain, compress, product, repeat
from operator import eq, is_, is_not, le, length_hint
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, overload

from validation.cells import CellValue, Formula, RawTable, column_letters, picked
from validation.kinds import BLANK, Fault, Kind, Reading, plain_text
from validation.register import CHECK, R, plain_heading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


TOTALS = frozenset({"合计", "总计", "小计", "共计", "本页合计", "本月合计", "累计"})
LOOKED_AT = 10_000
"""So many cells of a column that cannot be read are looked at: more is a column pasted in the wrong place."""
V = TypeVar("V")
_FEW = 1000
"""Up to so many different values of a column are noted when it is read: of more it is quicker to look for them only when they are asked for."""
_COLONS = ":\uff1a"


class CellFault(NamedTuple):
    """A fault at one cell of a register: the sheet row, the field, and what is wrong."""

    row: int
    field: str
    fault: Fault


class Records(Sequence[R]):
    """The records of one register, in the order of the sheet; each is made when it is first asked for."""

    def __init__(self, rows: Rows[R]) -> None:
        """The records of ``rows``, none of them made yet."""
        self._rows = rows
        self._columns = {name: rows.column(name) for name in rows.register.columns()}
        self._made: dict[int, R] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._rows.numbers)

    @overload
    def __getitem__(self, place: int) -> R: ...
    @overload
    def __getitem__(self, place: slice) -> list[R]: ...
    def __getitem__(self, place: int | slice) -> R | list[R]:
        """The record at a place, always the same one."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        found = self._made.get(place)
        if found is None:
            place = range(len(self))[place]
            found = self._made[place] = self._made.get(place) or self._record(place)
        return found

    def __iter__(self) -> Iterator[R]:
        """All of them, made together."""
        rows, made = self._rows, self._made
        if len(made) < len(self):
            names = (*self._columns, "row", "unread")
            unread = [rows.unread.get(row, rows.absent) for row in rows.numbers]
            for place, values in enumerate(zip(*self._columns.values(), rows.numbers, unread, strict=True)):
                if place not in made:
                    made[place] = rows.register.of(dict(zip(names, values, strict=True)))
        return map(made.__getitem__, range(len(self)))

    def _record(self, place: int) -> R:
        """A record of values that the column's own readers have read: pydantic need not read them again."""
        rows = self._rows
        contents = {name: column[place] for name, column in self._columns.items()}
        row = contents["row"] = rows.numbers[place]
        contents["unread"] = rows.unread.get(row, rows.absent)
        return rows.register.of(contents)


class _Cells(NamedTuple):
    """A field's cells, and what is told of each of them."""

    heading: str
    kind: Kind
    letters: str
    cells: Sequence[CellValue]


_NO_CELLS = _Cells("", Kind(), "", ())
"""Of a field that the register does not have."""


class Rows(Generic[R]):
    """All rows of one register, column by column, with what was noticed while reading them.

    ``numbers`` are their sheet rows. ``present``: the workbook has the table. ``missing`` and ``doubled`` are headings; ``totals`` are sheet rows
    of a totals row typed by hand. ``unread`` names the unreadable fields of the sheet rows that have any; ``absent`` those of all others:
    required columns that the workbook does not have.
    """

    def __init__(
        self, register: type[R], raw: RawTable | None = None, numbers: Sequence[int] = (), *, date1904: bool = False
    ) -> None:
        self.register = register
        self.raw = raw
        self.numbers = numbers
        self.faults: list[CellFault] = []
        self.missing: list[str] = []
        self.doubled: list[str] = []
        self.totals: list[int] = []
        self.positions: dict[str, int] = {}
        self.unread: dict[int, frozenset[str]] = {}
        self.absent: frozenset[str] = frozenset()
        self.date1904 = date1904
        self.values: dict[str, Sequence[Any]] = {}
        self.known: dict[str, AbstractSet[Any]] = {}
        """The different values of a field, once they were looked for."""
        self._cells: dict[str, _Cells] = {}
        self._distinct: dict[tuple[str, ...], set[tuple[Any, ...]]] = {}
        self._by_value: dict[str, dict[Any, list[int]]] = {}
        self._runs: dict[str, list[int]] = {}
        self._sound: dict[frozenset[int], Sequence[int]] = {}
        """All places but some: few rules ask for different ones."""
        self._unreadable: dict[str, set[int]] = {}
        self._blank: dict[str, frozenset[int]] = {}

    @cached_property
    def records(self) -> Records[R]:
        """The rows as records."""
        return Records(self)

    def __iter__(self) -> Iterator[R]:
        """The records, in the order of the sheet."""
        return iter(self.records)

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.numbers)

    @property
    def present(self) -> bool:
        """Whether the workbook has the table."""
        return self.raw is not None

    @property
    def sheet(self) -> str:
        """The sheet the table stands in, or would stand in."""
        return self.raw.sheet if self.raw is not None else self.register.table

    def readable_places(self, *fields: str) -> Sequence[int]:
        """The places of the rows in which none of ``fields`` is unreadable (they may be blank): what a rule may judge."""
        if not self.absent.isdisjoint(fields):
            return ()
        return self._all_but(self._unreadable_in(fields))

    def places_with(self, *fields: str) -> Sequence[int]:
        """The places of the rows in which each of ``fields`` is filled and readable."""
        return self._all_but(self.lacking(*fields))

    def lacking(self, *fields: str) -> frozenset[int]:
        """The places of all other rows."""
        columns = self.register.columns()
        # a blank cell that must be filled is unreadable
        may_be_blank = (name for name in fields if not columns[name].required or name in self.absent)
        return self._unreadable_in(fields).union(*(self._blank_in(name) for name in may_be_blank if None in self.different(name)))

    def _unreadable_in(self, fields: Iterable[str]) -> frozenset[int]:
        if self.faults and not self._unreadable:
            for row, name, fault in self.faults:
                if fault.fatal and (place := self.place_of(row)) is not None:
                    self._unreadable.setdefault(name, set()).add(place)
        return frozenset[int]().union(*(self._unreadable[name] for name in self._unreadable.keys() & fields))

    def _blank_in(self, name: str) -> frozenset[int]:
        found = self._blank.get(name)
        if found is None:
            column = self.column(name)
            found = self._blank[name] = frozenset(compress(range(len(column)), map(is_, column, repeat(None))))
        return found

    def _all_but(self, places: frozenset[int]) -> Sequence[int]:
        if not places:
            return range(len(self))
        found = self._sound.get(places)
        if found is None:
            found, start = [], 0
            for place in sorted(places):
                found += range(start, place)
                start = place + 1
            found += range(start, len(self))
            self._sound[places] = found
        return found

    def at_row(self, row: int) -> R | None:
        """The record of a sheet row, if there is one."""
        place = self.place_of(row)
        return None if place is None else self.records[place]

    def place_of(self, row: int) -> int | None:
        """The place of a sheet row, if there is one."""
        return _place_of(row, self.numbers)

    def is_unread(self, place: int, fields: frozenset[str] | None = None) -> bool:
        """Whether one of ``fields`` (of all) is unreadable in the row at a place."""
        unread = self.unread.get(self.numbers[place], self.absent)
        return bool(unread) if fields is None else not unread.isdisjoint(fields)

    def readable(self, *fields: str) -> Sequence[R]:
        """The records in which none of ``fields`` is unreadable."""
        places = self.readable_places(*fields)
        return self.records if len(places) == len(self) else [self.records[place] for place in places]

    def with_values(self, *fields: str) -> Sequence[R]:
        """The records in which each of ``fields`` is filled and readable."""
        places = self.places_with(*fields)
        return self.records if len(places) == len(self) else [self.records[place] for place in places]

    def where(self, name: str, wanted: Callable[[Any], bool]) -> list[R]:
        """The records whose value of one field is wanted (blank and unreadable ones never are). Each different value is looked at once."""
        found = {value for value in self.different(name) if value is not None and wanted(value)}
        return [self.records[place] for place in self.places_of(name, found)] if found else []

    def places_of(self, name: str, wanted: AbstractSet[Any]) -> Iterator[int]:
        """The places of the rows that have one of some values, none of them ``None``, in a field."""
        return compress(range(len(self.numbers)), map(wanted.__contains__, self.column(name)))

    def column(self, name: str) -> Sequence[Any]:
        """The values of one field in all rows, in the order of the sheet: ``None`` where the cell is blank or unreadable."""
        found = self.values.get(name)
        if found is None:
            found = self.values[name] = (None,) * len(self.numbers)
        return found

    def different(self, name: str) -> AbstractSet[Any]:
        """The different values of one field."""
        found = self.known.get(name)
        if found is None:
            found = self.known[name] = frozenset(self.column(name))
        return found

    def distinct(self, *fields: str) -> set[tuple[Any, ...]]:
        """The different values of some fields together."""
        found = self._distinct.get(fields)
        if found is None:
            varying = sum(len(self.different(name)) > 1 for name in fields)
            together = self.together(*fields) if varying > 1 else product(*map(self.different, fields))
            found = self._distinct[fields] = set(together)
        return found

    def by_value(self, name: str) -> dict[Any, list[int]]:
        """The places of the rows, in the order of the sheet, by the value of one field."""
        found = self._by_value.get(name)
        if found is None:
            found = self._by_value[name] = grouped(self.column(name), range(len(self)))
        return found

    def runs(self, name: str) -> list[int]:
        """Where in the order of the sheet the value of a field may be another than in the row above, and where the rows end."""
        found = self._runs.get(name)
        if found is None:
            column = self.column(name)
            changes = map(is_not, column, chain((object(),), column))
            found = self._runs[name] = [*compress(range(len(column)), changes), len(column)]
        return found

    def together(self, *fields: str) -> Iterator[tuple[Any, ...]]:
        """The values of some fields, row by row: the quick look that tells whether there is anything to judge."""
        return zip(*map(self.column, fields), strict=True)

    def in_order(self, name: str) -> bool:
        """Whether the values of a field never fall from one row to the next; blank ones apart."""
        column = self.column(name)
        steps = [value for place in self.runs(name)[:-1] if (value := column[place]) is not None]
        return all(map(le, steps, steps[1:]))

    def cell(self, row: int, field: str) -> str:
        """The address of a field in a sheet row, e.g. ``H5``; "" where the column is missing."""
        letters = self.letters(field)
        return f"{letters}{row}" if letters else ""

    def letters(self, field: str) -> str:
        """The letters of a field's column, e.g. ``H``; "" where the column is missing."""
        return self._cells_of(field).letters

    def typed(self, row: int, field: str) -> str:
        """What stands in a cell, as text."""
        return self.told(row, field)[2]

    def told(self, row: int, field: str) -> tuple[str, str, str]:
        """The heading of a field, and its address and what stands there in a sheet row; these are "" for row 0, or where the column is missing."""
        heading, kind, letters, cells = self._cells_of(field)
        if not row or not letters:
            return heading, "", ""
        place = _place_of(row, self.raw.numbers) if self.raw is not None else None
        value = cells[place] if place is not None else None
        value = value.value if isinstance(value, Formula) else value
        if value is None:
            text = ""
        elif isinstance(value, str):
            text = kind.cell_text(value)
        else:
            reading = kind.read(value, date1904=self.date1904)
            text = kind.show(reading.value) if reading.fault is None else kind.cell_text(value)
        return heading, f"{letters}{row}", text

    def _cells_of(self, field: str) -> _Cells:
        found = self._cells.get(field)
        if found is None:
            column, position = self.register.columns().get(field), self.positions.get(field)
            found = _Cells(column.heading, column.kind, "", ()) if column is not None else _NO_CELLS
            if position is not None and self.raw is not None:
                found = found._replace(letters=column_letters(self.raw.first_column + position), cells=self.raw.columns[position])
            self._cells[field] = found
        return found


def grouped(values: Iterable[V], places: Iterable[int]) -> dict[V, list[int]]:
    """The places by the values that stand beside them."""
    found = defaultdict[V, list[int]](list)
    for value, place in zip(values, places, strict=True):
        found[value].append(place)
    return dict(found)


def _place_of(row: int, numbers: Sequence[int]) -> int | None:
    """The place of a sheet row among the numbers of rows, which stand in order."""
    place = row - numbers[0] if numbers else 0
    if 0 <= place < len(numbers) and numbers[place] == row:
        return place  # no row is left out above it
    place = bisect_left(numbers, row)
    return place if place < len(numbers) and numbers[place] == row else None


def read_table(register: type[R], raw: RawTable | None, *, date1904: bool = False) -> Rows[R]:
    """Read one table. A table that is not there reads as no rows; a column that is not there reads as blank."""
    rows: Rows[R] = Rows(register, raw, date1904=date1904)
    if raw is None:
        return rows
    _find_columns(rows, raw)
    places = _filled_places(rows)
    rows.numbers = picked(raw.numbers, places)
    merged = _merged_downwards(rows, raw)
    for name, position in rows.positions.items():
        cells = picked(raw.columns[position], places)
        if merged and not register.columns()[name].kind.number:
            cells = [merged.get((number, position), cell) for number, cell in zip(rows.numbers, cells, strict=True)]
        rows.values[name] = _read_column(rows, name, cells)
    rows.absent = frozenset(name for name, column in register.columns().items() if name not in rows.positions and column.required)
    rows.unread = _unread(rows.faults, rows.absent)
    _set_totals_apart(rows, raw)
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


def _filled_places(rows: Rows[R]) -> Sequence[int]:
    """The places of the table's rows that hold anything of the register."""
    assert rows.raw is not None  # noqa: S101 - the caller has looked
    suspects: Sequence[int] = range(len(rows.raw.numbers))
    for position in sorted(rows.positions.values(), key=partial(_likely_blank, rows.raw)):
        nothing = {value for value in rows.raw.distinct(position) if _is_nothing(value)}
        column = rows.raw.columns[position]
        suspects = [place for place in suspects if column[place] in nothing] if nothing else ()
        if not suspects:
            return range(len(rows.raw.numbers))
    blank = set(suspects)
    return [place for place in range(len(rows.raw.numbers)) if place not in blank]


def _likely_blank(raw: RawTable, position: int) -> tuple[bool, int]:
    """Sorts those columns first that tell soonest which rows hold anything: filled throughout, with few different values."""
    distinct = raw.distinct(position)
    return None in distinct, len(distinct)


def _is_nothing(value: CellValue) -> bool:
    """Whether a cell says nothing: blank, or a formula that gives nothing or 0."""
    if isinstance(value, Formula):
        return value.value in (None, "", 0)
    return value is None or (isinstance(value, str) and not value[:1].isalnum() and not plain_text(value))


def _merged_downwards(rows: Rows[R], raw: RawTable) -> dict[tuple[int, int], CellValue]:
    """For cells hidden under a merged one: what the top cell holds. Numbers are not spread, they would be counted twice."""
    if not raw.merged:
        return {}
    places = {number: place for place, number in enumerate(raw.numbers)}
    fields = {position: name for name, position in rows.positions.items()}
    spread: dict[tuple[int, int], CellValue] = {}
    for top, left, bottom, right in raw.merged:
        position = left - raw.first_column
        if top not in places or position not in fields or (top, left) == (bottom, right):
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
            value = raw.columns[position][places[top]]
            spread |= {(row, position): value for row in range(top + 1, bottom + 1)}
    return spread


def _read_column(rows: Rows[R], name: str, cells: Sequence[CellValue]) -> Sequence[object]:
    """Our values of one column: each different cell is read once. What different values there are is noted on the way."""
    column = rows.register.columns()[name]
    read = partial(read_cell, column.kind, required=column.required, date1904=rows.date1904)
    assert rows.raw is not None  # noqa: S101 - the caller has looked
    distinct = rows.raw.distinct(rows.positions[name])
    if not rows.raw.holds_truth(rows.positions[name]):
        filled = distinct if column.required else distinct - {None}
        if not filled or column.kind.stand_as_they_are(filled):
            return cells
        values = column.kind.at_a_glance(distinct, rows.date1904)
        unseen = [cell for cell in distinct if cell not in values] if len(values) < len(distinct) else []
        if len(unseen) > LOOKED_AT:
            unseen = [cell for cell in dict.fromkeys(cells) if cell not in values]
        readings = dict(zip(unseen, _readings(unseen, read), strict=True))
        faulty = {cell: reading for cell, reading in readings.items() if reading.fault is not None}
        values |= {cell: reading.value for cell, reading in readings.items() if reading.fault is None}
        if len(values) <= _FEW and len(cells) == len(rows.raw.numbers) and not rows.raw.merged:
            rows.known[name] = {*values.values(), *(reading.value for reading in faulty.values())}
        if not faulty:
            as_they_are = not column.kind.number and all(map(eq, values, values.values()))
            return cells if as_they_are else list(map(values.__getitem__, cells))
        marked = _Marked(values, faulty, cells)
        found = list(map(marked.__getitem__, marked.walk))
        rows.faults += [CellFault(rows.numbers[place], name, fault) for place, fault in marked.faults]
        return found
    one_by_one = list(_readings(cells, read))
    told = zip(rows.numbers, (reading.fault for reading in one_by_one), strict=True)
    rows.faults += [CellFault(number, name, fault) for number, fault in told if fault is not None]
    return [reading.value for reading in one_by_one]


class _Marked(dict[CellValue, object]):
    """Our values by cell, for a walk along the cells of a column, which notes on its way where cells stand of which something is to be said."""

    def __init__(self, values: dict[CellValue, object], faulty: dict[CellValue, Reading], cells: Sequence[CellValue]) -> None:
        super().__init__(values)
        self._faulty = faulty
        self._end = len(cells) - 1
        self.walk = iter(cells)
        self.faults: list[tuple[int, Fault]] = []

    def __missing__(self, cell: CellValue) -> object:
        """A cell of which something is to be said: the walk has just come to it."""
        value, fault = self._faulty[cell]
        assert fault is not None  # noqa: S101 - else it is no faulty one
        self.faults.append((self._end - length_hint(self.walk), fault))
        return value


def _readings(cells: Iterable[CellValue], read: Callable[[CellValue], Reading]) -> Iterator[Reading]:
    """What the cells say. After ``LOOKED_AT`` that cannot be read, the others are not looked at."""
    unreadable = 0
    not_looked_at = Reading(None)
    for cell in cells:
        reading = read(cell) if unreadable < LOOKED_AT else not_looked_at
        if unreadable < LOOKED_AT and reading.fault is not None and reading.fault.fatal:
            unreadable += 1
            why = f"没有再看：这一栏前面已有 {LOOKED_AT:,} 格不能读"
            not_looked_at = Reading(None, Fault(reading.fault.kind, why, "先改正前面的，再检查一次"))
        yield reading


def read_cell(kind: Kind, cell: CellValue, *, required: bool, date1904: bool = False) -> Reading:
    """What a cell of a kind says, and what is wrong with it."""
    if isinstance(cell, Formula):
        if cell.value is None:
            return Reading(None, Fault("no-value", "是公式，但没有算出来的值", "在 Excel 里打开并重新计算、保存"))
        reading = kind.read(cell.value, formula=True, date1904=date1904)
    else:
        reading = kind.read(cell, date1904=date1904)
    if required and reading == BLANK:
        return Reading(None, Fault("blank", "必须填写，现为空", "补填这一格"))
    return reading


def _unread(faults: list[CellFault], absent: frozenset[str]) -> dict[int, frozenset[str]]:
    """The unreadable fields by row; rows with the same ones share a set, which is larger than all else that is known of them."""
    unread: dict[int, frozenset[str]] = {}
    joined: dict[tuple[frozenset[str], str], frozenset[str]] = {}
    for row, name, fault in faults:
        if fault.fatal:
            known = unread.get(row, absent)
            unread[row] = joined.get((known, name)) or joined.setdefault((known, name), known | {name})
    return unread


def _set_totals_apart(rows: Rows[R], raw: RawTable) -> None:
    """Take out rows that are a total typed by hand: a cell says 合计, and nothing says whose row it would be.

    All required cells but numbers and units are blank, or say 合计 themselves: a row with a date or a name is a row, whatever its 备注 says.
    """
    if rows.absent and not any(_says_total(value) for position in rows.positions.values() for value in raw.distinct(position)):
        return
    columns = rows.register.columns()
    telling = [
        raw.columns[position]
        for name, position in rows.positions.items()
        if columns[name].required and not columns[name].kind.number and name != "unit"
    ]
    for number in rows.numbers if rows.absent else sorted(rows.unread):
        place = bisect_left(raw.numbers, number)
        if all(_names_no_row(column[place]) for column in telling) and any(
            _says_total(raw.columns[position][place]) for position in rows.positions.values()
        ):
            rows.totals.append(number)
    if not rows.totals:
        return
    gone = set(rows.totals)
    kept = [place for place, number in enumerate(rows.numbers) if number not in gone]
    rows.values = {name: picked(column, kept) for name, column in rows.values.items()}
    rows.known.clear()
    rows.numbers = picked(rows.numbers, kept)
    rows.faults = [fault for fault in rows.faults if fault.row not in gone]


def _names_no_row(value: CellValue) -> bool:
    return _is_nothing(value) or _says_total(value)


def _says_total(value: CellValue) -> bool:
    return isinstance(value, str) and "计" in value and "".join(value.split()).rstrip(_COLONS) in TOTALS

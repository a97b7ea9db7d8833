"""修改记录: the lines it holds, and the lines that are added to it. It is only ever added to; a batch is one press of a button."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from validation.cells import ErrorValue, Formula
from validation.kinds import shown
from validation.months import LAST_SERIAL, day_of_serial
from validation.refusals import TableMissing
from validation.register import plain_heading
from workbook_templates.draft import TableAppend
from workbook_templates.results import CHANGE_LOG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.cells import CellValue, Plain, RawBook, RawTable
    from workbook_templates.draft import DraftValue

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Logged(NamedTuple):
    """One line: a cell that was given another value. ``undoes`` is the batch that it takes back, ``None`` for a suggestion adopted.

    ``summary`` tells which row it was, as it stood after the change.
    """

    place: str
    before: Plain | DraftValue
    after: Plain | DraftValue
    rule: str
    batch: int
    undoes: int | None
    table: str
    heading: str
    summary: str


class ChangeLog:
    """The table as it stands."""

    def __init__(self, raw: RawBook) -> None:
        """Read it.

        Raises:
            TableMissing: the workbook does not have it, or it lacks a column.
        """
        table = raw.tables.get(CHANGE_LOG.name)
        present = {} if table is None else {plain_heading(heading): heading for heading in table.headings}
        missing = [heading for heading in CHANGE_LOG.headings if heading not in present]
        if table is None or missing:
            what = f"工作簿里没有表「{CHANGE_LOG.name}」" if table is None else f"表「{CHANGE_LOG.name}」里没有「{missing[0]}」列"
            raise TableMissing(f"{what}，改了什么就没有地方记：请从 mealbook new 新建的工作簿里把这张工作表复制过来，再试。")
        self._headings = tuple(present[heading] for heading in CHANGE_LOG.headings)
        self.lines = _lines(table, self._headings)

    @property
    def next_batch(self) -> int:
        """The number of the next batch."""
        return max((line.batch for line in self.lines), default=0) + 1

    def last_batch(self) -> list[Logged]:
        """The lines of the last batch of suggestions that has not been taken back; none when there is no such batch."""
        undone = {line.undoes for line in self.lines}
        standing = [line for line in self.lines if line.undoes is None and line.batch not in undone]
        last = max((line.batch for line in standing), default=0)
        return [line for line in standing if line.batch == last]

    def adding(self, now: str, lines: Sequence[Logged]) -> TableAppend:
        """The draft of further lines."""
        rows: list[tuple[DraftValue, ...]] = []
        for place, before, after, rule, batch, undoes, table, heading, summary in lines:
            rows.append((now, place, _as_shown(before), _as_shown(after), rule, batch, undoes, table, heading, summary))
        return TableAppend(CHANGE_LOG.name, self._headings, rows)


def _lines(table: RawTable, headings: tuple[str, ...]) -> list[Logged]:
    """The lines that can be understood; what somebody wrote among them is passed over."""
    places = [table.headings.index(heading) for heading in headings]
    found = []
    for row in table.rows:
        _, place, before, after, rule, batch, undoes, name, heading, summary = (plain(row.values[at]) for at in places)
        if isinstance(batch, float | int) and not isinstance(batch, bool):
            taken_back = int(undoes) if isinstance(undoes, float | int) else None
            texts = (shown(name), shown(heading), shown(summary))
            found.append(Logged(shown(place), before, after, shown(rule), int(batch), taken_back, *texts))
    return found


def plain(value: CellValue) -> Plain:
    """What a cell shows, be it typed or computed."""
    return value.value if isinstance(value, Formula) else value


def _as_shown(value: Plain | DraftValue) -> DraftValue:
    """A value as a line shows it: text as text, a number as a number; a day written out, since the column is no column of days."""
    if isinstance(value, bool | ErrorValue):
        return shown(value)
    if isinstance(value, date):
        return value.isoformat()
    return exactly(value) if isinstance(value, float) else value


def exactly(number: float) -> Decimal:
    """A number of a cell as it is written again, the very same double."""
    return Decimal(repr(float(number)).removesuffix(".0"))


def holds(now: Plain, logged: Plain | DraftValue, *, date1904: bool) -> bool:
    """Whether a cell holds the value that a line shows: text only where it shows text, a number only where it shows a number or a day."""
    if isinstance(now, bool | ErrorValue):
        return False
    if isinstance(logged, str) and _DAY.fullmatch(logged):
        serial = int(now) if isinstance(now, float | int) and abs(now) <= LAST_SERIAL else 0
        day = day_of_serial(serial, date1904=date1904)
        return now == serial and day is not None and day.isoformat() == logged
    return isinstance(now, str) == isinstance(logged, str) and now == logged

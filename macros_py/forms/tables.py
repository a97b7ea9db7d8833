"""The 公示_ tables of a workbook: which list each means, what it is filled with, and what is wrong with it.

A table's name says the list and, if it likes, the period and a 合计 row: ``公示_食材采购``, ``公示_食材采购_第1周``, ``公示_收支两栏_合计``, ``公示_食材采购_2``. A name that
says no list means the first list that offers all the table's headings. The table 指标 has its rows from the form: in its column 指标 stand names of
figures, and the headings beside it are periods.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from macros_py.forms.figure_lists import period_in, shown
from macros_py.forms.form_list import TOTAL, FormList, column_of, lines_of
from macros_py.forms.formats import FORMATS, unfit
from macros_py.forms.lists import LISTS
from macros_py.forms.more_figures import OFFERED
from macros_py.forms.names import PREFIX
from macros_py.forms.periods import THIS_MONTH, Period, is_named_month, is_to_come, period_of
from macros_py.forms.words import UNAVAILABLE
from validation.cells import Formula
from validation.register import plain_heading
from workbook_templates.draft import DraftValue, TableFill

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from macros_py.judge import Judged
    from validation.cells import RawBook, RawTable

FIGURES_OF_THE_FORM = "指标"
_NUMBER = re.compile("[0-9]+$")
_BY_NAME = {each.name: each for each in LISTS}
MOST_ROWS = 50_000
"""A list is shorter than this: where so much room is left, nobody counts its rows."""


class Placed(NamedTuple):
    """A table of a form, and what it is to hold. ``each``: no list where the form's own figures are the rows."""

    table: RawTable
    each: FormList | None
    period: Period
    totalled: bool
    to_come: bool = False
    """The period is a month that 核算月份 has not reached: the list is still empty."""


def form_tables(raw: RawBook) -> list[RawTable]:
    """The tables of forms."""
    return [table for name, table in raw.tables.items() if name.startswith(PREFIX)]


def placed(table: RawTable, judged: Judged) -> Placed | None:
    """What a table means; ``None`` if neither its name nor its headings say so."""
    settings = judged.book.settings
    period, totalled, rest = None, False, []
    for part in table.name.removeprefix(PREFIX).split("_"):
        said = period_of(part, settings)
        if part == TOTAL:
            totalled = True
        elif said is not None:
            period = said
        elif not part.isdecimal():
            rest.append(part)
    own = period is None
    period = period or period_of(THIS_MONTH, settings) or Period(THIS_MONTH, "")
    name = "_".join(rest)
    name = name if name in _BY_NAME or name == FIGURES_OF_THE_FORM else _NUMBER.sub("", name)
    if name == FIGURES_OF_THE_FORM and FIGURES_OF_THE_FORM in map(plain_heading, table.headings):
        return Placed(table, None, period, totalled=False)
    each = _BY_NAME.get(name) or _by_headings(table, judged, period)
    if each is None or (each.only_this_month and not own):
        return None
    return Placed(table, each, period, totalled, to_come=is_to_come(period, settings))


def _by_headings(table: RawTable, judged: Judged, period: Period) -> FormList | None:
    """The first list that offers every heading of the table."""
    return next((each for each in LISTS if not _not_offered(table, each, judged, period)), None)


def _not_offered(table: RawTable, each: FormList, judged: Judged, period: Period) -> list[str]:
    return [heading for heading in table.headings if column_of(each, judged, period, heading, ()) is None]


def lines_needed(place: Placed, judged: Judged) -> int:
    """How many rows the table is to have."""
    return 0 if place.each is None or place.to_come else len(lines_of(place.each, judged, place.period)) + place.totalled


def is_too_long(place: Placed, judged: Judged) -> int:
    """How many rows of the list have no room in the table and below it."""
    table = place.table
    room = table.last_row - table.header_row + table.room
    return max(0, lines_needed(place, judged) - room) if room < MOST_ROWS else 0


def table_fills(raw: RawBook, judged: Judged) -> Iterator[TableFill]:
    """What is written into the tables of the forms. A list that has no room is not cut short: its table says 暂缺."""
    for table in form_tables(raw):
        place = placed(table, judged)
        if place is None:
            continue
        columns = dict(_own_figures(place.table, judged) if place.each is None else _columns(place, judged))
        if columns:
            rows: list[tuple[DraftValue, ...]] = list(zip(*columns.values(), strict=True))
            if place.to_come:
                rows = []
            elif is_too_long(place, judged):
                rows = [tuple(UNAVAILABLE if number == 0 else None for number in range(len(columns)))]
            yield TableFill(table.name, tuple(columns), rows, keeps_rows=True)


def _columns(place: Placed, judged: Judged) -> Iterator[tuple[str, list[DraftValue]]]:
    each, headings = place.each, place.table.headings
    assert each is not None  # noqa: S101 - see ``table_fills``
    lines = lines_of(each, judged, place.period)
    found = [(heading, column_of(each, judged, place.period, heading, lines)) for heading in headings]
    offered = [(heading, column) for heading, column in found if column is not None and headings.count(heading) == 1]
    labels = _labels(each, [heading for heading, _ in offered])
    for heading, column in offered:
        last: list[DraftValue] = [each.total_label if heading in labels else column.total] if place.totalled else []
        yield heading, [*column.values, *last]


def _labels(each: FormList, headings: Sequence[str]) -> list[str]:
    """The columns in which a 合计 row says what it is."""
    meant = {heading: each.heading(heading)[0] for heading in headings}
    if each.labelled:
        return [heading for heading, name in meant.items() if name in each.labelled]
    return [heading for heading, name in meant.items() if name in each.columns and name not in each.summed][:1]


# --- rows that are the form's own -----------------------------------------------------------------------------------------------------


def figures_named(table: RawTable) -> Iterator[tuple[int, str]]:
    """The texts that stand in the column 指标, each with its sheet row."""
    place = [plain_heading(heading) for heading in table.headings].index(FIGURES_OF_THE_FORM)
    for number, value in zip(table.numbers, table.columns[place], strict=True):
        text = value.value if isinstance(value, Formula) else value
        if number <= table.last_row and isinstance(text, str) and text.strip():
            yield number, plain_heading(text)


def figure_in(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The figure that a row of the form names, and its formats; ``None`` if there is none of that name."""
    parts = text.split("_")
    formats = tuple(part for part in parts if part in FORMATS)
    name = "_".join(part for part in parts if part not in FORMATS)
    return None if name not in OFFERED or unfit(formats, OFFERED[name].format) else (name, formats)


def _own_figures(table: RawTable, judged: Judged) -> Iterator[tuple[str, list[DraftValue]]]:
    named = dict(figures_named(table))
    rows = range(table.header_row + 1, max(named, default=table.header_row) + 1)
    for heading in table.headings:
        chosen = own_period(heading, judged)
        if chosen is not None and rows and table.headings.count(heading) == 1:
            period, formats = chosen
            to_come = is_named_month(heading) and is_to_come(period, judged.book.settings)
            yield heading, [None if to_come else _own_cell(judged, named.get(row, ""), period, formats) for row in rows]


def own_period(heading: str, judged: Judged) -> tuple[Period, tuple[str, ...]] | None:
    """The period of a column of the table 指标, and the formats of the column."""
    parts = plain_heading(heading).split("_")
    formats = tuple(part for part in parts if part in FORMATS)
    text = "_".join(part for part in parts if part not in FORMATS)
    period = period_in(judged, text, Period(THIS_MONTH, "")) if text != FIGURES_OF_THE_FORM else None
    return None if period is None or period.week or not text.removesuffix("金额") else (period, formats)


def _own_cell(judged: Judged, text: str, period: Period, formats: tuple[str, ...]) -> DraftValue:
    found = figure_in(text)
    if found is None or unfit(formats, OFFERED[found[0]].format):
        return None
    return shown(judged, found[0], period, (*found[1], *formats))

"""What is wrong with the forms of a workbook, found out for the rules: names and headings that mean nothing, lists that have no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.forms.form_list import column_of
from macros_py.forms.formats import FORMATS
from macros_py.forms.lists import LISTS
from macros_py.forms.more_figures import OFFERED
from macros_py.forms.names import PREFIX, meaning, offered_names
from macros_py.forms.offers import free_names
from macros_py.forms.periods import THIS_MONTH, WORDS, is_named_month, period_of
from macros_py.forms.tables import (
    FIGURES_OF_THE_FORM,
    figure_in,
    figures_named,
    form_tables,
    is_too_long,
    lines_needed,
    own_period,
    placed,
)
from validation.cells import bare_name, column_letters
from validation.evidence import TooLong, UnknownName, UnknownTable
from validation.kinds import nearest
from validation.register import plain_heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros_py.forms.tables import Placed
    from macros_py.judge import Judged
    from validation.cells import RawBook, RawTable
    from validation.settings import Settings


def look_at_forms(raw: RawBook, judged: Judged) -> None:
    """Put what is wrong with the forms into the evidence."""
    evidence = judged.evidence
    evidence.unknown_names = [*_unknown_names(raw, judged.book.settings)]
    for table in form_tables(raw):
        place = placed(table, judged)
        if place is None:
            evidence.unknown_tables.append(_unknown_table(table, judged))
            continue
        evidence.unknown_tables += _unknown_headings(place, judged)
        evidence.unknown_names += _unknown_figures(place)
        missing = is_too_long(place, judged)
        if missing:
            evidence.too_long.append(TooLong(table.sheet, _corner(table), table.name, lines_needed(place, judged), missing))


def _corner(table: RawTable) -> str:
    return f"{column_letters(table.first_column)}{table.header_row}"


def _unknown_names(raw: RawBook, settings: Settings) -> Iterator[UnknownName]:
    for name in free_names(raw):
        bare = bare_name(name)
        if not bare.startswith(PREFIX):
            continue
        sheet, cell = raw.names[name]
        meant = meaning(bare, settings)
        if meant is None:
            yield UnknownName(sheet, cell, bare, nearest_name(bare, settings))
        elif meant.period is not None and not meant.period.month and is_named_month(meant.word) and settings.months:
            yield UnknownName(sheet, cell, bare, "", month=meant.word)


def nearest_name(name: str, settings: Settings) -> str:
    """The name most like one that means nothing: the nearest figure with its own period and formats, else the nearest of all names."""
    parts = name.removeprefix(PREFIX).split("_")
    formats = [part for part in parts if part in FORMATS]
    rest = [part for part in parts if part not in FORMATS]
    word = next((part for part in reversed(rest) if period_of(part, settings) is not None), "")
    what = "_".join(part for part in rest if part != word)
    figure = what if what in OFFERED else nearest(what, OFFERED)
    if figure and (word or what == figure):
        guess = "_".join([figure, word or WORDS[0], *formats])
        return f"{PREFIX}{guess}" if meaning(f"{PREFIX}{guess}", settings) is not None else f"{PREFIX}{figure}_{word or WORDS[0]}"
    return nearest(name, offered_names())


def _unknown_table(table: RawTable, judged: Judged) -> UnknownTable:
    """The list with the nearest name, else the one that offers most of the headings, and the first of them that it does not."""
    name = table.name.removeprefix(PREFIX).partition("_")[0]
    close = nearest(name, [*(each.name for each in LISTS), FIGURES_OF_THE_FORM])
    return UnknownTable(table.sheet, _corner(table), table.name, "", close or _likest(table, judged))


def _likest(table: RawTable, judged: Judged) -> str:
    """The list that offers most of a table's headings, "" if none offers any."""
    period = period_of(THIS_MONTH, judged.book.settings)
    assert period is not None  # noqa: S101 - 本月 is a period
    offered = [
        (sum(column_of(each, judged, period, heading, ()) is not None for heading in table.headings), each.name) for each in LISTS
    ]
    most = max(count for count, _ in offered)
    return next(name for count, name in offered if count == most) if most else ""


def _unknown_headings(place: Placed, judged: Judged) -> Iterator[UnknownTable]:
    table, each = place.table, place.each
    for position, heading in enumerate(table.headings):
        cell = f"{column_letters(table.first_column + position)}{table.header_row}"
        if each is None:
            own = plain_heading(heading) == FIGURES_OF_THE_FORM or own_period(heading, judged) is not None
            if not own and (likest := nearest(plain_heading(heading), WORDS)):
                yield UnknownTable(table.sheet, cell, table.name, heading, likest, FIGURES_OF_THE_FORM)
        elif column_of(each, judged, place.period, heading, ()) is None:
            yield UnknownTable(table.sheet, cell, table.name, heading, nearest(plain_heading(heading), each.columns), each.name)


def _unknown_figures(place: Placed) -> Iterator[UnknownName]:
    if place.each is not None:
        return
    table = place.table
    position = [plain_heading(heading) for heading in table.headings].index(FIGURES_OF_THE_FORM)
    letters = column_letters(table.first_column + position)
    for row, text in figures_named(table):
        if figure_in(text) is None:
            yield UnknownName(table.sheet, f"{letters}{row}", text, nearest(text, OFFERED), table=table.name)

"""The value for every named cell of the forms that means something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.forms.formats import formatted
from macros_py.forms.more_figures import OFFERED, figure_value
from macros_py.forms.names import PREFIX, meaning
from macros_py.forms.periods import is_named_month, is_to_come
from macros_py.forms.words import UNAVAILABLE, WORDS_OF_PERIODS, WORDS_OFFERED, words_of
from validation.cells import bare_name, column_number
from validation.kinds import Money
from validation.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros_py.forms.names import Meant
    from macros_py.judge import Judged
    from validation.cells import RawBook, RawTable
    from workbook_templates.draft import DraftValue

_BY_SETTING = {setting.name: setting for setting in SETTINGS}


def free_names(raw: RawBook) -> list[str]:
    """The names of single cells that do not lie in a table: what a person typed into a register is never written over."""
    tables: dict[str, list[RawTable]] = {}
    for table in raw.tables.values():
        tables.setdefault(table.sheet, []).append(table)
    return [name for name, (sheet, cell) in raw.names.items() if not any(_holds(table, cell) for table in tables.get(sheet, ()))]


def _holds(table: RawTable, cell: str) -> bool:
    """Whether a cell of its sheet lies in a table."""
    letters = cell.rstrip("0123456789")
    inside = table.first_column <= column_number(letters) < table.first_column + len(table.headings)
    last = max(table.last_row, table.numbers[-1] if table.numbers else 0)
    return inside and table.header_row <= int(cell[len(letters) :]) <= last


def named_values(judged: Judged, names: Iterable[str]) -> dict[str, DraftValue]:
    """What stands behind each of these names, as a host knows them; those that mean nothing are left out."""
    found = {}
    for name in names:
        meant = meaning(bare_name(name), judged.book.settings) if bare_name(name).startswith(PREFIX) else None
        if meant is not None:
            found[name] = value_of(judged, meant)
    return found


def value_of(judged: Judged, meant: Meant) -> DraftValue:
    """The value that a name asks for: 暂缺 where it is refused, nothing for a named month that is still to come."""
    if meant.period is None:
        return _without_period(judged, meant)
    if is_named_month(meant.word) and is_to_come(meant.period, judged.book.settings):
        return None
    if meant.what in WORDS_OF_PERIODS:
        return words_of(judged, meant.what, meant.period)
    value = figure_value(judged, meant.what, meant.period)
    return formatted(value, OFFERED[meant.what].decimals, meant.formats) if isinstance(value, int) else UNAVAILABLE


def _without_period(judged: Judged, meant: Meant) -> DraftValue:
    if meant.what in WORDS_OFFERED:
        return WORDS_OFFERED[meant.what](judged) or None
    setting = _BY_SETTING[meant.what]
    value = getattr(judged.book.settings, setting.field)
    if isinstance(setting.kind, Money) and isinstance(value, int):
        return formatted(value, 2, meant.formats)
    return setting.kind.show(value) or None

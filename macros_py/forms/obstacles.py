"""What stands in the way of posting a form: what it cannot be filled with, and what of it means nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import Refused
from macros_py.closing_terms import Missing, told
from macros_py.forms.more_figures import OFFERED, figure_value
from macros_py.forms.names import meaning
from macros_py.forms.periods import is_named_month, is_to_come
from macros_py.forms.words import UNAVAILABLE
from macros_py.values import is_no_quotient
from validation.cells import bare_name, column_letters
from validation.findings import Level
from validation.registers import ParameterRow, SettingRow
from validation.rules.forms import (
    lists_have_room_in_their_forms,
    names_in_forms_mean_something,
    tables_in_forms_are_lists_of_the_program,
)
from validation.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros_py.forms.survey import FormSheet
    from macros_py.judge import Judged
    from validation.cells import RawBook, RawTable
    from workbook_templates.draft import Draft, TableFill

_SETTINGS = frozenset(setting.name for setting in SETTINGS)
_UNFILLED = frozenset(
    rule.code for rule in (names_in_forms_mean_something, tables_in_forms_are_lists_of_the_program, lists_have_room_in_their_forms)
)
"""The rules that tell of what a form asks for and does not get. Their hints tell of columns that people fill in themselves."""


def obstacles(form: FormSheet, raw: RawBook, judged: Judged, draft: Draft) -> Iterator[Missing]:
    """What stands in the way: names, tables and lists of the form that are not filled, cells that are refused, settings that are blank.

    Args:
        form: the form.
        raw: the workbook.
        judged: the same, judged.
        draft: what a refresh writes into it.
    """
    unfilled = [
        each for each in judged.findings if each.sheet == form.sheet and each.rule in _UNFILLED and each.level is not Level.HINT
    ]
    yield from map(told, unfilled)
    known = {finding.cell for finding in unfilled}
    for name, cell in form.cells:
        if cell not in known and name in draft.cells and draft.cells[name] in {None, UNAVAILABLE}:
            lacking = _lacking(judged, bare_name(name))
            if lacking is not None:
                yield Missing(f"{form.sheet}!{cell}", *lacking)
    without_room = {each.table for each in judged.evidence.too_long}
    for fill in draft.tables:
        if fill.table in form.tables and fill.table not in without_room:
            refused = _unavailable(raw.tables[fill.table], fill)
            if refused is not None:
                yield Missing(
                    f"{form.sheet}!{refused.address}", f"表 {fill.table} 的「{refused.heading}」算不出来", "看 问题清单，改好再公示"
                )


def _lacking(judged: Judged, name: str) -> tuple[str, str] | None:
    """Why a cell shows nothing, and what to do; ``None`` where it rightly does: a month to come, nothing to divide by, no month before the first."""
    meant = meaning(name, judged.book.settings)
    if meant is None:
        return None
    if meant.period is None:
        where = SettingRow.table if meant.what in _SETTINGS else ParameterRow.table
        return f"{meant.what}没有填写", f"在 {where} 里填 {meant.what}，或从公示表上去掉这一格"
    if not meant.period.month or (is_named_month(meant.word) and is_to_come(meant.period, judged.book.settings)):
        return None
    value = figure_value(judged, meant.what, meant.period) if meant.what in OFFERED else Refused("用到的指标算不出来")
    if not isinstance(value, Refused) or is_no_quotient(value):
        return None
    return f"{meant.what}（{meant.word}）算不出来：{value.reason}", "改好这一处，再公示"


class _Cell(NamedTuple):
    """A cell of a form's table, and the heading it stands under."""

    address: str
    heading: str


def _unavailable(table: RawTable, fill: TableFill) -> _Cell | None:
    """The first cell that is to read 暂缺."""
    for number, row in enumerate(fill.rows, table.header_row + 1):
        if UNAVAILABLE in row:
            heading = fill.headings[row.index(UNAVAILABLE)]
            return _Cell(f"{column_letters(table.first_column + table.headings.index(heading))}{number}", heading)
    return None

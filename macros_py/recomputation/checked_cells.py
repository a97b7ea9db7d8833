"""核对: a row for every figure that stands on a form, and for every sum of a list: the value, a formula that computes it again, the difference."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import Refused
from macros_py.forms.more_figures import OFFERED, figure_value
from macros_py.forms.names import meaning
from macros_py.forms.offers import free_names
from macros_py.forms.periods import is_named_month, is_to_come
from macros_py.forms.words import UNAVAILABLE
from macros_py.recomputation.columns import DIFFERENCE, NotThereError
from macros_py.recomputation.figures import Recomputation
from macros_py.recomputation.list_sums import list_sums
from macros_py.recomputation.sources import Sources
from macros_py.recomputation.terms import Terms
from validation.cells import bare_name, column_number
from validation.money import decimal
from workbook_templates.draft import DraftValue, Link, Recomputed, TableFill
from workbook_templates.results import RECOMPUTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from macros_py.forms.periods import Period
    from macros_py.judge import Judged
    from validation.cells import RawBook


LONGEST_FORMULA = 8_192
"""Characters of a formula in Excel."""


class Shown(NamedTuple):
    """A figure on a form: where it stands, what it is, and the word for its period."""

    sheet: str
    cell: str
    figure: str
    period: Period
    word: str


def checked_cells(raw: RawBook, judged: Judged, fills: Mapping[str, TableFill]) -> TableFill:
    """The rows of 核对, in the order of the sheets. ``fills``: what the refresh writes into the result tables, by name."""
    rows: list[tuple[DraftValue, ...]] = []
    if judged.book.settings.month in judged.ledger.months and RECOMPUTED.name in raw.tables:
        again, sources = Recomputation(Terms(raw, judged)), Sources(judged, fills)
        computed = cache(partial(_computed, judged, again, sources))  # a figure stands on several forms
        rows = [
            (each.sheet, Link(each.sheet, each.cell), each.figure, each.word, *computed(each.figure, each.period))
            for each in _shown(raw, judged)
        ]
        rows += list_sums(raw, judged, again.terms, sources)
        order = {sheet: place for place, sheet in enumerate(raw.sheets)}
        rows.sort(key=lambda row: order.get(str(row[0]), len(order)))
    return TableFill(RECOMPUTED.name, RECOMPUTED.headings, rows)


def _shown(raw: RawBook, judged: Judged) -> Iterator[Shown]:
    """The figures on the forms, row by row. A named month that is still to come shows none."""
    settings = judged.book.settings
    names = [(name, *raw.names[name]) for name in free_names(raw)]
    for name, sheet, cell in sorted(names, key=lambda each: (each[1], *_place(each[2]))):
        meant = meaning(bare_name(name), settings) if bare_name(name).startswith("公示_") else None
        if meant is None or meant.period is None or meant.what not in OFFERED or not meant.period.month:
            continue
        if not (is_named_month(meant.word) and is_to_come(meant.period, settings)):
            yield Shown(sheet, cell, meant.what, meant.period, meant.word)


def _place(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), column_number(letters)


def _computed(judged: Judged, again: Recomputation, sources: Sources, figure: str, period: Period) -> tuple[DraftValue, ...]:
    """The value of a figure, the formula, the difference, and where the figure comes from; or why there is none."""
    value = figure_value(judged, figure, period)
    if isinstance(value, Refused):
        return UNAVAILABLE, None, None, f"算不出：{value.reason}"
    shown = decimal(value, OFFERED[figure].decimals)
    try:
        formula = again.formula(figure, period)
    except NotThereError as missing:
        return shown, None, None, f"没有 {missing}，公式写不出"
    if len(formula) > LONGEST_FORMULA:
        return shown, None, None, "公式太长，Excel 写不下：所属月份里写成文本的月份太多，改成日期就短了"
    return shown, Recomputed(formula), DIFFERENCE, sources.words(figure, formula, again.months(period))

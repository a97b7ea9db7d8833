"""What is sent of a book, and what stands in the way of sending it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.closing_terms import Missing, not_adding_up, told
from macros_py.forms.survey import form_sheets
from validation.registers import REGISTERS
from validation.rules.data import numbers_and_dates_are_not_kept_as_text
from workbook_templates.owned_tables import LOGS, RESULTS
from workbook_templates.results import CHANGE_LOG, CLOSING_LOG

if TYPE_CHECKING:
    from collections.abc import Container

    from macros_py.judge import Judged
    from validation.cells import RawBook

CHART_PREFIX = "图表_"
CHECKS = "核对"
"""The sheet of formulas that compute the figures again."""
_RESTING_ON_NAMES = (CHANGE_LOG.name, CLOSING_LOG.name)
"""What was changed, and the fingerprints of rows: both tell of persons, and agree with nothing once these go under other names."""


def kept_sheets(raw: RawBook, *, masked: bool = False) -> tuple[str, ...]:
    """The sheets that are sent, in the order of the book: registers, results, records, forms and 核对."""
    ours = [register.table for register in REGISTERS] + [table.name for table in (*RESULTS, *LOGS)]
    wanted = {name for name in ours if not name.startswith(CHART_PREFIX) and not (masked and name in _RESTING_ON_NAMES)}
    sheets = {table.sheet for table in raw.tables.values() if table.name in wanted} | {*form_sheets(raw), CHECKS}
    return tuple(name for name in raw.sheets if name in sheets)


def as_sent(raw: RawBook, names: Container[str]) -> RawBook:
    """The book without what stands on sheets that are left out, so that what is computed of it is what its reader can compute."""
    return raw._replace(
        tables={name: table for name, table in raw.tables.items() if table.sheet in names},
        names={name: place for name, place in raw.names.items() if place[0] in names},
        sheets=tuple(sheet for sheet in raw.sheets if sheet in names),
    )


def in_the_way(judged: Judged) -> list[Missing]:
    """What must be mended before a book is sent: what leaves a figure uncertain, numbers kept as text, sums that do not add up."""
    kept_as_text = numbers_and_dates_are_not_kept_as_text.code
    found = [told(finding) for finding in judged.findings if finding.blocks or finding.rule == kept_as_text]
    for month in judged.ledger.months:
        found += not_adding_up(judged, month)
    return found

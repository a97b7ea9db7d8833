"""公示台账: which forms were posted, when, and when they should have been; and the lines that are added to it. It is only ever added to."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from macros_py.change_log import plain
from validation.evidence import Posting
from validation.kinds import Day, Month, shown
from validation.refusals import TableMissing
from validation.register import plain_heading
from workbook_templates.draft import TableAppend
from workbook_templates.results import POSTING_LOG

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.cells import Plain, RawBook
    from workbook_templates.draft import DraftValue

_DAY, _MONTH = Day(), Month()


class PostingLog:
    """The table as it stands."""

    def __init__(self, raw: RawBook) -> None:
        """Read it."""
        table = raw.tables.get(POSTING_LOG.name)
        present = {} if table is None else {plain_heading(heading): heading for heading in table.headings}
        self.present = table is not None
        self._missing = [heading for heading in POSTING_LOG.headings if heading not in present]
        self._headings = tuple(present.get(heading, heading) for heading in POSTING_LOG.headings)
        self.postings: list[Posting] = []
        if table is not None and not self._missing:
            places = [table.headings.index(heading) for heading in self._headings]
            for row in table.rows:
                form, period, due, moment, *_ = (plain(row.values[at]) for at in places)
                month = _MONTH.read(period, date1904=raw.date1904).value
                if isinstance(month, str):
                    self.postings.append(Posting(shown(form).strip(), month, _day(due, raw), _day_of(moment, raw)))

    def must_be_there(self) -> None:
        """See that lines can be added.

        Raises:
            TableMissing: the workbook does not have the table, or it lacks a column.
        """
        if not self.present or self._missing:
            name = POSTING_LOG.name
            what = f"表「{name}」里没有「{self._missing[0]}」列" if self.present else f"工作簿里没有表「{name}」"
            raise TableMissing(f"{what}，公示了没有地方登记：请从 mealbook new 新建的工作簿里把这张工作表复制过来，再试。")

    def line(self, posted: Iterable[Posting], now: str, fingerprint: str, file: str, note: str) -> TableAppend:
        """The lines for forms that are posted together.

        Args:
            posted: the forms.
            now: the moment, as it is written.
            fingerprint: that of the copy.
            file: the copy's name.
            note: what is to be remembered of it.
        """
        rows: list[tuple[DraftValue, ...]] = [(each.form, each.month, each.due, now, fingerprint, file, note) for each in posted]
        return TableAppend(POSTING_LOG.name, self._headings, rows)


def _day(value: Plain, raw: RawBook) -> date | None:
    found = _DAY.read(value, date1904=raw.date1904).value
    return found if isinstance(found, date) else None


def _day_of(moment: Plain, raw: RawBook) -> date | None:
    """The day of a moment such as ``2025-10-12 09:30:00``."""
    text = shown(moment).strip()
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return _day(moment, raw)

"""公示进度: which form of which month was posted, on which day, and by which it should have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.forms.survey import form_sheets
from validation.months import first_day
from validation.postings import due_day, first_posted
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import POSTING_PROGRESS

if TYPE_CHECKING:
    from datetime import date

    from macros_py.judge import Judged
    from validation.cells import RawBook


def posting_progress(raw: RawBook, judged: Judged) -> TableFill:
    """One row for each month of the book and each form: those of the workbook in the order of its sheets, then those that only 公示台账 knows.

    A form counts as overdue where nothing of its month is posted after the day it is due, as PUB-01 has it; that takes today.
    """
    postings, today = judged.evidence.postings, judged.book.today
    here = form_sheets(raw)
    forms = (*here, *sorted({each.form for each in postings} - {*here}))
    rows: list[tuple[DraftValue, ...]] = []
    for month in judged.book.settings.months if judged.evidence.postings_kept else ():
        due, posted = due_day(judged.book, month), first_posted(postings, month)
        overdue = today if due is not None and today is not None and today > due and not posted else None
        rows += [(first_day(month), form, due, posted.get(form), _told(due, posted.get(form), overdue)) for form in forms]
    return TableFill(POSTING_PROGRESS.name, POSTING_PROGRESS.headings, rows)


def _told(due: date | None, posted: date | None, overdue: date | None) -> str:
    """How it stands; ``overdue`` is today, where nothing of the month is posted and it should have been."""
    if posted is None:
        return f"过期 {(overdue - due).days} 天，还没有公示" if overdue and due else "还没有公示"
    if due is None:
        return "已公示"
    return f"晚 {(posted - due).days} 天" if posted > due else "按时"

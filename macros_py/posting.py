"""公示: what stands in the way of posting a month's forms, what is not shown on them, and the line that remembers the posting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from macros_py.as_it_will_stand import with_lines, with_setting
from macros_py.closing_terms import Missing, concerned, not_adding_up, told
from macros_py.forms.obstacles import obstacles
from macros_py.forms.survey import forms_of
from macros_py.judge import judge
from macros_py.posting_log import PostingLog
from macros_py.refresh import left, refresh, standing
from validation.cells import Formula
from validation.evidence import Posting
from validation.findings import Level
from validation.postings import due_day
from validation.refusals import Refusal
from validation.register import plain_heading
from validation.rules.data import numbers_and_dates_are_not_kept_as_text
from validation.settings import SETTINGS
from workbook_templates.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from macros_py.judge import Judged
    from validation.cells import Plain, RawBook, RawTable
    from validation.findings import Finding

MONTH = "核算月份"
MASKED_COLUMNS = frozenset(("领用人", "收款单位"))
"""The columns of a form that hold persons or firms other than signers."""
_MASK = "＊＊"
_SETTINGS = frozenset(setting.name for setting in SETTINGS)


class NotToBePosted(Refusal):
    """The forms are not fit to be posted now."""


@dataclass
class Shown:
    """The book as its forms show a month."""

    month: str
    raw: RawBook
    judged: Judged
    draft: Draft


@dataclass
class Registered:
    """What is written into the book when forms have been posted: the line, and a refresh with it."""

    judged: Judged
    draft: Draft = field(default_factory=Draft)
    due: date | None = None
    late: bool = False
    note: str = ""

    @property
    def findings(self) -> list[Finding]:
        """The findings as they stand once it is written."""
        return left(self.judged, self.draft)


def showing(raw: RawBook, month: str, today: date | None) -> Shown:
    """The book with another 核算月份, judged, and what its forms then show.

    Raises:
        NotToBePosted: the month is not one of the book's, or 设置 does not list 核算月份.
    """
    judged = judge(raw, today=today)
    settings = judged.book.settings
    if month not in settings.months:
        span = f"本账是 {settings.months[0]} 至 {settings.months[-1]}" if settings.months else "设置里的学期开始和学期结束没有填好"
        raise NotToBePosted(f"{month} 不在本账之内，不能公示：{span}。")
    if settings.month != month:
        if MONTH not in settings.rows:
            raise NotToBePosted(f"设置里没有「{MONTH}」这一行，不知道各表显示哪个月：请补上这一行，再试。")
        raw = with_setting(raw, judged.book, MONTH, month)
        judged = judge(raw, today=today)
    return Shown(month, raw, judged, refresh(raw, judged))


def in_the_way(shown: Shown, sheets: Sequence[str]) -> list[Missing]:
    """What must be mended before these forms are posted: numbers kept as text, sums that do not add up, what each form lacks itself."""
    judged, kept_as_text = shown.judged, numbers_and_dates_are_not_kept_as_text.code
    found = [told(each) for each in concerned(judged, judged.findings, shown.month) if each.rule == kept_as_text]
    for month in judged.ledger.months:
        if month <= shown.month:
            found += not_adding_up(judged, month)
    lacking = (
        each for form in forms_of(shown.raw) if form.sheet in sheets for each in obstacles(form, shown.raw, judged, shown.draft)
    )
    return found + _gathered(lacking)


def _gathered(found: Iterable[Missing]) -> list[Missing]:
    """What is missing, each once, with the first of the cells that it is missing in."""
    places: dict[tuple[str, str], list[str]] = {}
    for each in found:
        places.setdefault((each.what, each.todo), []).append(each.place)
    return [
        Missing(cells[0] + (f" 等 {len(cells)} 格" if len(cells) > 1 else ""), what, todo) for (what, todo), cells in places.items()
    ]


def masked(table: RawTable) -> dict[tuple[int, int], Plain]:
    """The cells of a form's table that are posted masked, by (row, column)."""
    found: dict[tuple[int, int], Plain] = {}
    for place, heading in enumerate(table.headings):
        if plain_heading(heading) in MASKED_COLUMNS:
            for number, value in zip(table.numbers, table.columns[place], strict=True):
                text = value.value if isinstance(value, Formula) else value
                if isinstance(text, str) and text.strip():
                    found[number, table.first_column + place] = mask(text)
    return found


def mask(text: str) -> str:
    """A name of which only the first character shows."""
    return text.strip()[0] + _MASK


def registered(raw: RawBook, forms: Sequence[str], month: str, stamp: tuple[str, str, str], today: date | None) -> Registered:
    """What is written into the book once forms have been posted.

    Args:
        raw: the book, as it stands.
        forms: the forms that were posted.
        month: their month.
        stamp: the moment (``2025-10-12 09:30:00``), the fingerprint of the copy, and its file's name.
        today: for the rules that need it.

    Raises:
        TableMissing: there is no 公示台账 to write to.
    """
    log = PostingLog(raw)
    log.must_be_there()
    before = judge(raw, today=today)
    due, (now, fingerprint, file) = due_day(before.book, month), stamp
    late = due is not None and now[:10] > due.isoformat()
    note = _note(before, month, due if late else None)
    lines = log.line([Posting(form, month, due) for form in forms], now, fingerprint, file, note)
    after = with_lines(raw, lines)
    judged = judge(after, today=today)
    draft = refresh(after, judged)
    draft.appends = [lines]
    return Registered(judged, draft, due, late, note)


def _note(judged: Judged, month: str, overdue: date | None) -> str:
    """How many findings the book has up to the month, so that they are not hidden; that the posting is late."""
    found = list(concerned(judged, standing(judged), month))
    counts = {level: sum(finding.level is level for finding in found) for level in Level}
    told = "，".join(f"{level} {count} 处" for level, count in counts.items())
    return f"公示时：{told}" + (f"；晚于应公示日 {overdue}" if overdue else "")

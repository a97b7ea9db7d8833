"""PUB: what is to be posted is posted in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.findings import Level
from validation.months import last_day
from validation.postings import due_day, first_posted
from validation.profiles import POSTED_BY
from validation.rules.finance import about_month
from validation.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from validation.book import Book
    from validation.evidence import Evidence


@rule("PUB-01", Level.WARNING, needs_ledger=True, example="公示 2025-09 2025-10-20\n设置 | 项目 核算月份 → 行")
def forms_are_posted_in_time(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """每月的公示表在参数 应公示日（次月几日）以前公示，登记在公示台账；还没有公示的，知道今天是哪天才提出。"""
    if not evidence.postings_kept:
        return
    waiting: list[tuple[str, date]] = []
    for month in book.settings.months:
        due = due_day(book, month)
        if due is None:
            continue
        first = first_posted(evidence.postings, month)
        late = {form: day for form, day in first.items() if day > due}
        if late:
            form, day = max(late.items(), key=lambda each: each[1])
            more = f" 等 {len(late)} 张" if len(late) > 1 else ""
            message = f"{month} 的 {form}{more}到 {day} 才公示，应在 {due} 以前"
            yield about_month(book, message, "下个月按时公示；晚的原因记在公示台账的备注", _level(book, month))
        elif not first and book.today is not None and book.today > due:
            waiting.append((month, due))
    if waiting:
        told = "、".join(f"{month}（应在 {due} 以前）" for month, due in waiting)
        todo = "改好影响计算的错误，按 公示；已经张贴的，补登记在公示台账"
        yield about_month(book, f"公示台账里还没有 {told}的公示表", todo, _level(book, waiting[0][0]))


def _level(book: Book, month: str) -> Level | None:
    told = book.parameter(POSTED_BY, last_day(month))
    return None if told is None else told.level

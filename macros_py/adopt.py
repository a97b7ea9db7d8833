"""The buttons 采纳建议 and 撤销采纳: suggestions that the user has marked are written into the cells they typed, and taken back again.

What is written comes from the book as it stands at the press, judged anew, and never out of a sentence. A cell is changed only where it still
holds what the list says, in the row the list means; whatever is left alone is told, one line each.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from macros_py.change_log import ChangeLog, Logged, exactly, holds, plain
from macros_py.closed_rows import ClosedRows
from macros_py.judge import judge
from macros_py.marks import SUMMARY, about_of, listed
from macros_py.refresh import left, refresh
from macros_py.row_summaries import RowSummaries
from macros_py.typed_cells import Change, TypedCells, Untouched, said
from validation.kinds import plain_text, quoted, shown
from validation.refusals import TableMissing
from validation.register import plain_heading
from workbook_templates.draft import Draft
from workbook_templates.results import CHANGE_LOG, ISSUE_LIST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from macros_py.judge import Judged
    from macros_py.marks import Mark
    from validation.cells import RawBook
    from validation.findings import Finding

YES = frozenset({"是", "√", "✓", "✔", "☑", "1", "y", "yes", "true", "采纳", "同意", "对", "好", "ok"})
NO = frozenset({"", "否", "不", "0", "n", "no", "false", "不采纳", "不同意", "-", "—"})
"""Not ``x``: one person ticks with it, another crosses out. Whoever wrote it is asked."""


class Skipped(NamedTuple):
    """One marked suggestion, or one cell of a batch, that is left alone: where, and why in a sentence."""

    place: str
    why: str


class Adoption(NamedTuple):
    """What a press comes to: what is to be written, the book as it will stand, what is changed and what is left alone.

    ``batch`` is the number under which 修改记录 keeps it (0: nothing is written), ``undoes`` the batch that is taken back (0: none).
    """

    judged: Judged
    draft: Draft
    changes: list[Change]
    skipped: list[Skipped]
    batch: int = 0
    undoes: int = 0
    compute: bool = False
    """Formulas stand in rows that are changed."""

    @property
    def findings(self) -> list[Finding]:
        """The findings as they stand after the press."""
        return left(self.judged, self.draft)

    def lines(self, outcome: str) -> list[str]:
        """What the user is told: the outcome, then each cell that is changed or left alone. Text stands in quotation marks, so “100” is not 100."""
        told = [outcome]
        for each in self.changes:
            before = said(each.stood) if isinstance(each.before, str | None) else each.stood
            after = said(each.after or "") if isinstance(each.after, str | None) else each.after
            told.append(f"{each.place}：「{each.heading}」{before} 改为 {after}（{each.rule}）")
        told += [f"{place}：{why}" for place, why in self.skipped]
        if self.compute:
            told.append("改过的行里有公式：请在 Excel 里打开、重新计算并保存，再刷新一次")
        return told


def adopt(raw: RawBook, today: date | None, now: str) -> Adoption:
    """Write the suggestions marked 采纳 in 问题清单, and refresh everything.

    Args:
        raw: the workbook as it stands.
        today: for the rules that need it.
        now: the moment that 修改记录 shows, such as ``2025-10-08 14:05:30``.

    Raises:
        TableMissing: 问题清单 does not say which row is meant, or there is no 修改记录 to write to.
    """
    judged = judge(raw, today=today)
    table = raw.tables.get(ISSUE_LIST.name)
    marks = [mark for mark in listed(table) if plain_text(mark.mark).casefold() not in NO]
    if table is not None and marks and SUMMARY not in map(plain_heading, table.headings):
        raise TableMissing(
            f"表「{ISSUE_LIST.name}」里没有「{SUMMARY}」列，认不准当初是哪一行，没有改："
            "请从 mealbook new 新建的工作簿里把这张工作表复制过来，刷新一次，再采纳。"
        )
    cells, closed = TypedCells(raw, judged.book), ClosedRows(raw, judged.book)
    wanted, skipped = _wanted(judged, cells, closed, marks, Counter((mark.about, mark.summary) for mark in listed(table)))
    changes = _one_for_each_cell(wanted, skipped)
    if not changes:
        return Adoption(judged, Draft(), [], skipped)
    log = ChangeLog(raw)
    after = cells.changed(changes)
    found = judge(after, today=today)
    draft, summaries = refresh(after, found), RowSummaries(found.book)
    draft.inputs = cells.inputs(changes)
    draft.appends = [
        log.adding(
            now,
            [
                Logged(
                    *(each.place, each.before, each.after, each.rule, log.next_batch, None),
                    *(each.table, each.heading, summaries.of(each.table, each.row)),
                )
                for each in changes
            ],
        )
    ]
    return Adoption(found, draft, changes, skipped, log.next_batch, compute=cells.rest_on_formulas(changes))


def _wanted(
    judged: Judged,
    cells: TypedCells,
    closed: ClosedRows,
    marks: Sequence[Mark],
    alike: Counter[tuple[tuple[str, str, str, str], str]],
) -> tuple[list[Change], list[Skipped]]:
    """The change that each mark asks for, or why it is left alone. ``alike`` counts the lines of the list that are about the same thing."""
    findings: dict[tuple[str, str, str, str], list[Finding]] = defaultdict(list)
    known = {mark.about for mark in marks}
    for finding in judged.findings:
        if about_of(finding) in known:
            findings[about_of(finding)].append(finding)
    wanted, skipped = list[Change](), list[Skipped]()
    for mark in marks:
        rule, table, heading, _ = mark.about
        row, place = int(mark.row) if mark.row.isdecimal() else 0, f"{ISSUE_LIST.name}第 {mark.line} 行"
        try:
            if row:
                place = cells.place(table, heading, row)
            if plain_text(mark.mark).casefold() not in YES:
                raise Untouched(f"采纳 里写的是{quoted(mark.mark)}，看不出同意不同意（同意的选 是）")  # noqa: TRY301
            finding = _meant(mark, row, findings[mark.about], cells, only=alike[mark.about, mark.summary] == 1)
            place = cells.place(table, heading, finding.row) if finding.row else place
            if finding.fix is None or not finding.row:
                raise Untouched(f"没有能直接写进去的值，要请您自己改（{finding.suggestion}）")  # noqa: TRY301
            before = cells.changeable(table, heading, finding.row)
            if mark.suggestion and plain_text(mark.suggestion) != plain_text(finding.suggestion):
                raise Untouched(f"采纳的建议是“{mark.suggestion}”，现在的建议是“{finding.suggestion}”，请刷新以后再看一次")  # noqa: TRY301
            closed.must_allow(table, heading, finding.row, finding.fix)
            wanted.append(Change(place, table, heading, finding.row, before, finding.value, finding.fix, rule))
        except Untouched as reason:
            skipped.append(Skipped(place, f"{reason}，没有改"))
    return wanted, skipped


def _meant(mark: Mark, row: int, findings: Sequence[Finding], cells: TypedCells, *, only: bool) -> Finding:
    """The finding that a mark means: that of its row, wherever the row stands by now.

    ``only``: no other line of the list is about the same thing in a row told by the same.

    Raises:
        Untouched: there is none any more, or more than one may be meant.
    """
    summaries = cells.summaries
    for finding in findings:
        if finding.row == row and summaries.of(finding.table, row) == mark.summary:
            return finding
    _, table, heading, value = mark.about
    rows, name = cells.field(table, heading)
    if not row:
        raise Untouched("这一处已经不算问题")
    if summaries.with_value(table, row, name, value) != mark.summary:
        if not only:
            raise Untouched(f"{ISSUE_LIST.name} 里有几行都是「{mark.summary}」，行又移动过，分不清是哪一行")
        row = cells.row_like(table, row, mark.summary)
        for finding in findings:
            if finding.row == row:
                return finding
    cells.changeable(table, heading, row)
    now = rows.typed(row, name)
    if now == value:
        raise Untouched(f"「{heading}」还是{said(now)}，但这一处已经不算问题")
    raise Untouched(f"「{heading}」当初是{said(value)}，现在是{said(now)}")


def _one_for_each_cell(wanted: Sequence[Change], skipped: list[Skipped]) -> list[Change]:
    """One change for a cell, however many marks ask for it; none where they ask for different values."""
    by_cell: dict[tuple[str, str, int], list[Change]] = defaultdict(list)
    for change in wanted:
        by_cell[change.table, change.heading, change.row].append(change)
    found = []
    for first, *others in by_cell.values():
        if all(other.after == first.after for other in others):
            found.append(first)
        else:
            values = "、".join(dict.fromkeys(f"{each.after}（{each.rule}）" for each in (first, *others)))
            skipped.append(Skipped(first.place, f"这一格采纳了几条建议，要改成的不一样：{values}，没有改"))
    return found


def unadopt(raw: RawBook, today: date | None, now: str) -> Adoption:
    """Take the last batch of 采纳建议 back, and refresh everything. A batch is taken back once; the next press takes the one before.

    Every line of the batch gets a line of its own in 修改记录, also where the cell was left alone: that shows what stands there twice.

    Raises:
        TableMissing: the workbook has no 修改记录.
    """
    log, judged = ChangeLog(raw), judge(raw, today=today)
    batch = log.last_batch()
    if not batch:
        return Adoption(judged, Draft(), [], [])
    cells, closed = TypedCells(raw, judged.book), ClosedRows(raw, judged.book)
    changes, skipped, lines = list[Change](), list[Skipped](), list[Logged]()
    for line in reversed(batch):
        place, stays = line.place, None
        try:
            row = cells.row_like(line.table, _row_of(line.place), line.summary)
            place = cells.place(line.table, line.heading, row)
            stays = plain(cells.value(line.table, line.heading, row))
            change = _taken_back(line, row, cells)
            closed.must_allow(line.table, line.heading, row, change.after)
        except Untouched as reason:
            skipped.append(Skipped(place, f"{reason}，没有撤销"))
            lines.append(line._replace(place=place, before=stays, after=stays, batch=log.next_batch, undoes=line.batch))
        else:
            changes.append(change)
            lines.append(line._replace(place=place, before=line.after, after=line.before, batch=log.next_batch, undoes=line.batch))
    after = cells.changed(changes)
    found = judge(after, today=today)
    draft = refresh(after, found)
    draft.inputs, draft.appends = cells.inputs(changes), [log.adding(now, lines)]
    return Adoption(found, draft, changes, skipped, log.next_batch, batch[0].batch, cells.rest_on_formulas(changes))


def _row_of(place: str) -> int:
    number = re.search("[0-9]{1,7}$", place)
    return int(number[0]) if number else 0


def _taken_back(line: Logged, row: int, cells: TypedCells) -> Change:
    """The change that takes one line back.

    Raises:
        Untouched: something else stands there by now.
    """
    now, stands = cells.changeable(line.table, line.heading, row), cells.typed(line.table, line.heading, row)
    if not holds(now, line.after, date1904=cells.raw.date1904):
        written = shown(line.after) if isinstance(line.after, str | float) else ""
        raise Untouched(f"「{line.heading}」当时改成了{said(written)}，现在是{said(stands)}")
    before = line.before
    value = exactly(before) if isinstance(before, float | int) else before if isinstance(before, str) else None
    return Change(cells.place(line.table, line.heading, row), line.table, line.heading, row, now, stands, value, line.rule)


def outcome(adoption: Adoption) -> list[str]:
    """What the user is told after 采纳建议."""
    if adoption.changes:
        head = f"按采纳改了 {len(adoption.changes)} 格，记在 {CHANGE_LOG.name}，第 {adoption.batch} 批"
    else:
        head = "一格也没有改" if adoption.skipped else f"没有要改的：在 {ISSUE_LIST.name} 的 采纳 里选 是 的才会改"
    return adoption.lines(head)


def undoing(adoption: Adoption) -> list[str]:
    """What the user is told after 撤销采纳."""
    if not adoption.undoes:
        return adoption.lines(f"没有可以撤销的：{CHANGE_LOG.name} 里没有还没撤销的批次")
    head = f"撤销了第 {adoption.undoes} 批，{len(adoption.changes)} 格改回原来的，记在 {CHANGE_LOG.name}，第 {adoption.batch} 批"
    return adoption.lines(head)

"""What the checks found, as it is written into the workbook: the 校验 column of each register, and 问题清单."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from macros_py.row_summaries import RowSummaries
from validation.cells import Formula
from validation.kinds import shown
from validation.register import CHECK, plain_heading
from validation.registers import REGISTERS
from workbook_templates.check_text import check_text
from workbook_templates.draft import ColumnFill, DraftValue, Link, TableFill
from workbook_templates.results import ISSUE_LIST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.book import Book
    from validation.cells import CellValue, RawTable
    from validation.findings import Finding

LONGEST_MARK = 1000
"""Characters of one 校验 cell; what goes beyond stands in 问题清单 anyway."""
SUMMARY = "行摘要"
"""The column that says which row is meant, wherever it stands by now."""
MOST_LISTED = 5_000
"""Findings that are written out. More than these nobody works through before the next refresh; they come of a column filled in wrongly throughout."""


def check_columns(book: Book, findings: Sequence[Finding]) -> list[ColumnFill]:
    """The 校验 column of every register that has one: what ``check_text`` says of the row.

    Of a row of which nothing stands among the first ``MOST_LISTED`` findings it only says how much there is.
    """
    written_out = {(finding.table, finding.row) for finding in findings[:MOST_LISTED]}
    by_row: dict[str, dict[int, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        by_row[finding.table][finding.row].append(finding)
    columns = []
    for register in REGISTERS:
        rows = book.tables[register]
        if not register.checked or rows.raw is None or CHECK in rows.missing or CHECK in rows.doubled:
            continue
        own = set(rows.raw.numbers)  # a finding may lie below the register, where 校验 has no cell
        marks = {
            row: _cut(check_text(of_row)) if (register.table, row) in written_out else _counted(of_row)
            for row, of_row in by_row[register.table].items()
            if row in own
        }
        columns.append(ColumnFill(register.table, CHECK, marks))
    return columns


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_MARK else text[: LONGEST_MARK - 1] + "…"


def _counted(findings: Sequence[Finding]) -> str:
    """The mark of a row that is not written out: the heaviest level first, as in ``check_text``."""
    return f"{findings[0].level}：共 {len(findings)} 处，改正 问题清单 列出的以后再刷新，会写在这里"


def issue_list(findings: Sequence[Finding], before: RawTable | None, book: Book | None = None) -> TableFill:
    """问题清单. The user's 采纳 survives where rule, row and value are the same as before.

    Of a great many findings the first are listed, and those that bear a mark, which would be lost; the last line tells of the others.
    """
    summaries = None if book is None else RowSummaries(book)
    adopted = _adopted(findings, listed(before), summaries)
    places = [place for place, mark in enumerate(adopted) if place < MOST_LISTED or mark]
    rows = [_listed(findings[place], adopted[place], summaries) for place in places]
    if len(places) < len(findings):
        rows.append(_others(findings, len(places)))
    return TableFill(ISSUE_LIST.name, ISSUE_LIST.headings, rows)


def _others(findings: Sequence[Finding], listed: int) -> tuple[DraftValue, ...]:
    """The line that says how many findings are not listed."""
    said = f"还有 {len(findings) - listed} 处没有列出（全部共 {len(findings)} 处）"
    todo = "多半是整列填错了或粘贴错了位置：先改正上面列出的，再刷新一次，会接着列出"
    return (str(findings[MOST_LISTED].level), None, None, None, None, None, None, said, todo, None, None)


def _listed(finding: Finding, mark: str | None, summaries: RowSummaries | None) -> tuple[DraftValue, ...]:
    place = Link(finding.sheet, finding.cell) if finding.cell else None
    summary = None if summaries is None else summaries.of(finding.table, finding.row) or None
    said = (finding.value, finding.message, finding.suggestion, mark, summary)
    return (str(finding.level), finding.rule, place, finding.table, finding.row or None, finding.column, *said)


class Mark(NamedTuple):
    """One line of the list as it stood: what it was about, which row it meant, and the user's mark; "" where it does not say."""

    line: int
    """Its own sheet row."""
    row: str
    about: tuple[str, str, str, str]
    """Rule, table, heading, and what stood there."""
    summary: str
    mark: str
    suggestion: str = ""
    """What the user read and marked."""


def _adopted(findings: Sequence[Finding], old: Sequence[Mark], summaries: RowSummaries | None) -> list[str | None]:
    """The mark of each finding: that of the same row, else, when rows have moved, that of the only one about the same thing."""
    if not any(mark.mark for mark in old):
        return [None] * len(findings)
    told = any(mark.summary for mark in old)
    known = {mark.about for mark in old}
    new = []
    for finding in findings:
        about = about_of(finding)
        meant = summaries.of(finding.table, finding.row) if told and summaries is not None and about in known else ""
        new.append((str(finding.row or ""), (about, meant)))
    by_row = {(mark.row, (mark.about, mark.summary)): mark.mark for mark in old}
    stood = Counter((mark.about, mark.summary) for mark in old)
    stands = Counter(about for _, about in new)
    moved = {(mark.about, mark.summary): mark.mark for mark in old if stood[mark.about, mark.summary] == 1}
    return [by_row.get((row, about)) or (moved.get(about) if stands[about] == 1 else None) or None for row, about in new]


def about_of(finding: Finding) -> tuple[str, str, str, str]:
    """What a finding is about, as ``Mark`` has it."""
    return finding.rule, finding.table, finding.column, finding.value


def listed(before: RawTable | None) -> list[Mark]:
    """The lines of the list as it stands in the workbook; none when it lacks a column."""
    needed = ("行", "规则", "表", "列", "现值", "采纳")
    if before is None:
        return []
    headings = [plain_heading(heading) for heading in before.headings]
    if any(heading not in headings for heading in needed):
        return []
    places = [headings.index(heading) for heading in needed]
    further = [headings.index(heading) if heading in headings else None for heading in (SUMMARY, "建议")]
    found = []
    for row in before.rows:
        number, rule, table, column, value, mark = (_text(row.values[place]) for place in places)
        summary, suggestion = ("" if place is None else _text(row.values[place]) for place in further)
        found.append(Mark(row.number, number, (rule, table, column, value), summary, mark, suggestion))
    return found


def _text(value: CellValue) -> str:
    return shown(value.value if isinstance(value, Formula) else value)

"""What the checks found, as it is written into the workbook: the 校验 column of each register, and 问题清单."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from validation.cells import Formula
from validation.kinds import shown
from validation.register import CHECK
from validation.registers import REGISTERS
from workbook_templates.check_text import check_text
from workbook_templates.draft import ColumnFill, DraftValue, Link, TableFill
from workbook_templates.results import ISSUE_LIST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from validation.book import Book
    from validation.cells import RawTable
    from validation.findings import Finding

LONGEST_MARK = 1000
"""Characters of one 校验 cell; what goes beyond stands in 问题清单 anyway."""


def check_columns(book: Book, findings: Iterable[Finding]) -> list[ColumnFill]:
    """The 校验 column of every register that has one: what ``check_text`` says of the row."""
    by_row: dict[str, dict[int, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        by_row[finding.table][finding.row].append(finding)
    columns = []
    for register in REGISTERS:
        rows = book.tables[register]
        if not register.checked or rows.raw is None or CHECK in rows.missing or CHECK in rows.doubled:
            continue
        own = set(rows.raw.numbers)  # a finding may lie below the register, where 校验 has no cell
        marks = {row: _cut(check_text(of_row)) for row, of_row in by_row[register.table].items() if row in own}
        columns.append(ColumnFill(register.table, CHECK, marks))
    return columns


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_MARK else text[: LONGEST_MARK - 1] + "…"


def issue_list(findings: Sequence[Finding], before: RawTable | None) -> TableFill:
    """问题清单. The user's 采纳 survives where rule, row and value are the same as before."""
    adopted = _adopted(findings, before)
    rows = [_listed(finding, mark) for finding, mark in zip(findings, adopted, strict=True)]
    return TableFill(ISSUE_LIST.name, ISSUE_LIST.headings, rows)


def _listed(finding: Finding, mark: str | None) -> tuple[DraftValue, ...]:
    place = Link(finding.sheet, finding.cell) if finding.cell else None
    said = (finding.value, finding.message, finding.suggestion, mark)
    return (str(finding.level), finding.rule, place, finding.table, finding.row or None, finding.column, *said)


class _Mark(NamedTuple):
    """One finding of the list as it stood: where it was, what it was about, and the user's mark."""

    row: str
    about: tuple[str, ...]
    mark: str


def _adopted(findings: Sequence[Finding], before: RawTable | None) -> list[str | None]:
    """The mark of each finding: that of the same row, else, when rows have moved, that of the only one about the same thing."""
    old = _marks(before)
    by_row = {(mark.row, mark.about): mark.mark for mark in old}
    new = [(str(finding.row or ""), (finding.rule, finding.table, finding.column, finding.value)) for finding in findings]
    stood = Counter(mark.about for mark in old)
    stands = Counter(about for _, about in new)
    moved = {mark.about: mark.mark for mark in old if stood[mark.about] == 1}
    return [by_row.get((row, about)) or (moved.get(about) if stands[about] == 1 else None) or None for row, about in new]


def _marks(before: RawTable | None) -> list[_Mark]:
    needed = ("行", "规则", "表", "列", "现值", "采纳")
    if before is None or any(heading not in before.headings for heading in needed):
        return []
    places = [before.headings.index(heading) for heading in needed]
    found = []
    for row in before.rows:
        texts = [shown(value.value if isinstance(value := row.values[place], Formula) else value) for place in places]
        found.append(_Mark(texts[0], tuple(texts[1:5]), texts[5]))
    return found

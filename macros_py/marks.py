"""What the checks found, as it is written into the workbook: the 校验 column of each register, and 问题清单."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from validation.cells import Formula
from validation.kinds import shown
from validation.register import CHECK
from validation.registers import REGISTERS
from workbook_templates.check_text import check_text
from workbook_templates.draft import ColumnFill, DraftValue, Link, TableFill
from workbook_templates.results import ISSUE_LIST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.book import Book
    from validation.cells import RawTable
    from validation.findings import Finding

LONGEST_MARK = 1000
"""Characters of one 校验 cell; what goes beyond stands in 问题清单 anyway."""


def check_columns(book: Book, findings: Iterable[Finding]) -> list[ColumnFill]:
    """The 校验 column of every register that has one: what ``check_text`` says of the row."""
    by_row: dict[str, dict[int, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        if finding.row:
            by_row[finding.table][finding.row].append(finding)
    columns = []
    for register in REGISTERS:
        rows = book.tables[register]
        if register.checked and rows.present and CHECK not in rows.missing and CHECK not in rows.doubled:
            marks = {row: _cut(check_text(of_row)) for row, of_row in by_row[register.table].items()}
            columns.append(ColumnFill(register.table, CHECK, marks))
    return columns


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_MARK else text[: LONGEST_MARK - 1] + "…"


def issue_list(findings: Iterable[Finding], before: RawTable | None) -> TableFill:
    """问题清单. The user's 采纳 survives where rule, place and value are the same as before."""
    adopted = _adopted(before)
    rows: list[tuple[DraftValue, ...]] = []
    for finding in findings:
        place: DraftValue = Link(finding.sheet, finding.cell) if finding.cell else None
        mark = adopted.get((finding.rule, finding.table, str(finding.row or ""), finding.column, finding.value))
        rows.append(
            (
                str(finding.level),
                finding.rule,
                place,
                finding.table,
                finding.row or None,
                finding.column,
                finding.value,
                finding.message,
                finding.suggestion,
                mark,
            )  # fmt: skip
        )
    return TableFill(ISSUE_LIST.name, ISSUE_LIST.headings, rows)


def _adopted(before: RawTable | None) -> dict[tuple[str, ...], str]:
    """The marks in 采纳 as they stand, by rule, table, row, column and value."""
    needed = ("规则", "表", "行", "列", "现值", "采纳")
    if before is None or any(heading not in before.headings for heading in needed):
        return {}
    places = [before.headings.index(heading) for heading in needed]
    found = {}
    for row in before.rows:
        texts = [shown(value.value if isinstance(value := row.values[place], Formula) else value) for place in places]
        if texts[-1]:
            found[tuple(texts[:-1])] = texts[-1]
    return found

"""A finished statement from anywhere, judged: its lines done again, and what the rules of 收支说明 say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from validation.book import Book
from validation.evidence import Evidence
from validation.findings import Level
from validation.reading import read_table
from validation.registers import REGISTERS, StatementLine
from validation.rules import RULES
from validation.settings import Settings
from validation.statements.judging import difference, text_of
from validation.statements.problems import judgement_of
from validation.statements.statement import Surroundings, keep_statement

if TYPE_CHECKING:
    from datetime import date

    from validation.cells import RawTable
    from validation.findings import Finding
    from validation.register import Register
    from validation.statements.judging import Judgement
    from validation.statements.recomputing import Verdict

_LEVELS = list(Level)
_NOT_ASKED = frozenset({"DAT-09", "DAT-12", "DAT-15"})
"""Rules of a workbook that is filled in; a statement from elsewhere need not have all columns, nor keep numbers as numbers."""


@dataclass(frozen=True)
class CheckedLine:
    """A line as it is told: the figures as people read them, ``None`` where there is none."""

    key: str
    name: str
    row: int
    stated: str | None
    recomputed: str | None
    own: str | None
    """What its parts come to as they are stated; ``recomputed`` is what they come to when those are right."""
    difference: str | None
    explanations: tuple[str, ...]
    without_amount: tuple[str, ...]
    """Lines without an amount that the recomputed figure leaves out."""
    made_of: str
    is_done_again: bool
    """Whether there was anything to do again: it is made of other lines, or of a quantity and a price."""
    is_subtotal: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether stated and recomputed differ."""
        return bool(self.difference) and any(digit in "123456789" for digit in self.difference or "")


@dataclass(frozen=True)
class CheckedStatement:
    """A statement with everything that was found out about it."""

    title: str
    lines: tuple[CheckedLine, ...]
    findings: list[Finding]


def check_statement(
    table: RawTable, around: Surroundings, *, date1904: bool = False, today: date | None = None
) -> CheckedStatement:
    """Judge the rows of a table whose headings are those of 收支说明."""
    tables: dict[type[Register], object] = {
        register: read_table(register, table if register is StatementLine else None, date1904=date1904) for register in REGISTERS
    }
    book = Book(Settings(), tables, today)  # type: ignore[arg-type] # a table for every register
    keep_statement(book, around)
    evidence = Evidence()
    findings = [
        finding
        for rule in RULES
        if not rule.needs_ledger and rule.code not in _NOT_ASKED
        for finding in rule.findings(book, evidence)
        if finding.table == StatementLine.table
    ]
    findings.sort(key=lambda finding: (_LEVELS.index(finding.level), finding.row, finding.rule))
    judgement = judgement_of(book)
    lines = tuple(_line(judgement, verdict) for verdict in judgement.verdicts)
    return CheckedStatement(around.title, lines, findings)


def _line(judgement: Judgement, verdict: Verdict) -> CheckedLine:
    line, result = verdict.line, verdict.result
    stated = line.figure
    again = result.through if result.through is not None else stated if line.is_own else None
    return CheckedLine(
        line.key,
        line.name,
        line.record.row,
        None if stated is None else stated.text,
        None if again is None else again.text,
        text_of(result.own) or None,
        difference(stated, again) if stated is not None and again is not None else None,
        judgement.told(verdict),
        tuple(each.key for each in result.unknown if each is not line),
        line.record.made_of or "",
        stated is not None and result.own is not None,
        line.record.row in judgement.statement.around.subtotals,
    )

"""Statements as text: a line a row, its cells separated by |, judged as one from elsewhere is."""

from __future__ import annotations

from macros_py.statement_check import CheckedStatement, check_statement
from validation.statements.grids import grids_of, read_grid


def checked(text: str, heads: str = "行|项目|金额|组成") -> CheckedStatement:
    """The statement judged."""
    rows = [[cell.strip() for cell in line.split("|")] for line in (heads, *text.strip().splitlines())]
    laid = read_grid(grids_of(rows, "说明.csv"))
    assert laid is not None
    return check_statement(laid.table, laid.around)


def verdicts(statement: CheckedStatement) -> dict[str, tuple[str | None, str | None]]:
    """What each line comes to, and the difference."""
    return {line.key: (line.recomputed, line.difference) for line in statement.lines}


def told(statement: CheckedStatement, key: str) -> tuple[str, ...]:
    """What explains a line."""
    return next(line.explanations for line in statement.lines if line.key == key)


def codes(statement: CheckedStatement) -> list[str]:
    """The rules that speak, in order of their codes."""
    return sorted({finding.rule for finding in statement.findings})

"""A rule: a named function, a sentence true of a good book, that yields a problem wherever the book makes it false."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from validation.cells import column_letters
from validation.findings import Finding, Level
from validation.register import Register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from validation.book import Book
    from validation.evidence import Evidence
    from validation.findings import Fix
    from validation.reading import Rows


class Problem(NamedTuple):
    """What a rule found, at a field of a record (or of a register's sheet row; row 0 is the table as a whole).

    ``field`` is the field's name, or "" when no single column is meant; ``also`` names further fields whose cells should light up.
    ``level`` and ``blocks`` override the rule's own; a blocking rule's level cannot be lowered. ``fix`` is the value that would put the cell of ``field`` right,
    where there is one plain proposal; the suggestion then names that very value.
    """

    where: Register | tuple[type[Register], int]
    field: str
    message: str
    suggestion: str = ""
    level: Level | None = None
    blocks: bool | None = None
    also: tuple[str, ...] = ()
    cell: str = ""
    value: str = ""
    fix: Fix | None = None
    sheet: str = ""
    """The sheet, of a place that is in no register; ``where`` is then 设置, row 0."""


LISTED = 10_000
"""So many findings of one rule in one table are told one by one: more is a column pasted in the wrong place, and nobody works through it."""


class Rule(NamedTuple):
    """A rule with its card. ``check`` yields problems; ``title`` is the first line of its docstring; ``example`` the smallest bad rows.

    ``needs_ledger``: the rule reads evidence that only exists once the ledger has run.
    """

    code: str
    level: Level
    check: Callable[[Book, Evidence], Iterable[Problem]]
    example: str
    blocks: bool = False
    needs_ledger: bool = False

    @property
    def name(self) -> str:
        """The function's name."""
        return self.check.__name__

    @property
    def title(self) -> str:
        """The sentence that is true of a good book."""
        return (self.check.__doc__ or "").strip().split("\n", 1)[0]

    def findings(self, book: Book, evidence: Evidence) -> Iterator[Finding]:
        """The rule's findings in this book, in the order the rule gives them; beyond ``LISTED`` in a table, how many more there are.

        What is not listed blocks the whole table if any of it blocks.
        """
        found: Counter[type[Register]] = Counter()
        more: dict[type[Register], bool] = {}
        for problem in self.check(book, evidence):
            register = type(problem.where) if isinstance(problem.where, Register) else problem.where[0]
            found[register] += 1
            if found[register] <= LISTED:
                yield self._finding(book, problem)
            else:
                more[register] = more.get(register, False) or self._blocks(problem)
        for register, blocks in more.items():
            told = f"这条规则在这张表里另有 {found[register] - LISTED:,} 处，没有逐一列出"
            yield self._finding(book, Problem((register, 0), "", told, "先改好列出的，再检查一次", blocks=blocks))

    def _blocks(self, problem: Problem) -> bool:
        return self.blocks if problem.blocks is None else problem.blocks

    def _finding(self, book: Book, problem: Problem) -> Finding:
        where, field, message, suggestion, level, _, also, cell, value, fix, outside = problem
        if outside:
            return self._outside(problem)
        register, row = (type(where), where.row) if isinstance(where, Register) else where
        rows = book.tables[register]
        blocks = self._blocks(problem)
        heading, own_cell, typed = rows.told(row, field) if field else ("", "", "")
        if also:
            message = "".join(f"「{register.heading(name)}」" for name in (field, *also) if name) + message
        elif heading:
            message = f"「{heading}」{message}"
        level = Level.ERROR if blocks else level or self.level
        cell = cell or own_cell or _nearest_cell(rows, row, problem)
        return Finding(
            level, self.code, register.table, rows.sheet, row, heading, cell, value or typed, message, suggestion, blocks, fix
        )

    def _outside(self, problem: Problem) -> Finding:
        """A finding at a place that is in no register; it blocks nothing."""
        level, where = problem.level or self.level, (problem.sheet, problem.sheet, 0, "", problem.cell, problem.value)
        return Finding(level, self.code, *where, problem.message, problem.suggestion, blocks=False, fix=problem.fix)


def _nearest_cell(rows: Rows[Register], row: int, problem: Problem) -> str:
    """Where a finding without a cell of its own stands: the heading it is about, else the first cell of its row or of the headings."""
    if rows.raw is None:
        return ""
    letters = rows.letters(problem.field) if problem.field and not row else ""
    return f"{letters or column_letters(rows.raw.first_column)}{row or rows.raw.header_row}"


def rule(
    code: str, level: Level, *, example: str, blocks: bool = False, needs_ledger: bool = False
) -> Callable[[Callable[[Book, Evidence], Iterable[Problem]]], Rule]:
    """Make a rule of a function ``(book, evidence) -> problems``. It takes effect once it is listed in ``RULES``.

    ``example`` is the smallest bad book, as text: one line a row, ``表 | 列 值 | 列 值``, laid over a good row of that register (columns that are
    not named keep the good value; ``列 -`` empties one). ``→ 列`` at the end of a line says where the finding stands. The good book, and what
    else an example can say, are in ``tests/validation/text_books.py``.
    """

    def make(check: Callable[[Book, Evidence], Iterable[Problem]]) -> Rule:
        return Rule(code, level, check, example, blocks, needs_ledger)

    return make

"""The columns that formulas name, and the small pieces every formula is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.register import plain_heading
from workbook_templates.draft import Recomputed
from workbook_templates.results import RECOMPUTED

if TYPE_CHECKING:
    from datetime import date

    from validation.cells import RawBook


class NotThereError(Exception):
    """A table or column that a formula needs is not in the workbook under its own name. Holds what is missing, in words."""


class Columns:
    """The tables and columns of a workbook, as structured references."""

    def __init__(self, raw: RawBook) -> None:
        """Those of ``raw``."""
        self._headings = {name: frozenset(table.headings) for name, table in raw.tables.items()}
        self._refs: dict[tuple[str, str], str] = {}

    def has(self, table: str, heading: str) -> bool:
        """Whether a formula can name the column; one that is not there at all may be taken for blank.

        Raises:
            NotThereError: the column is there, but its heading is written with spaces or the like.
        """
        there = self._headings.get(table, frozenset())
        if heading not in there and heading in map(plain_heading, there):
            raise NotThereError(f"表 {table} 里标题正好是「{heading}」的列")
        return heading in there

    def ref(self, table: str, heading: str) -> str:
        """A whole column: ``收入[金额]``.

        Raises:
            NotThereError: the workbook has none of this very heading.
        """
        found = self._refs.get((table, heading))
        if found is None:
            if not self.has(table, heading):
                raise NotThereError(f"表 {table} 的「{heading}」列" if table in self._headings else f"表 {table}")
            found = self._refs[table, heading] = f"{table}[{heading}]"
        return found

    def sum_where(self, table: str, amount: str, *conditions: tuple[str, str]) -> str:
        """``SUMIFS`` over a table: (heading, criterion as it stands in the formula) a condition."""
        if not conditions:
            return f"SUM({self.ref(table, amount)})"
        pairs = ",".join(f"{self.ref(table, heading)},{criterion}" for heading, criterion in conditions)
        return f"SUMIFS({self.ref(table, amount)},{pairs})"


_THIS_ROW = f"{RECOMPUTED.name}[[#This Row],[{{}}]]"
DIFFERENCE = Recomputed(f"ROUND({_THIS_ROW.format('程序值')}-{_THIS_ROW.format('公式')},4)")
"""程序值 less 公式, in the same row of 核对."""


def day(when: date) -> str:
    """A day: ``DATE(2025,9,1)``."""
    return f"DATE({when.year},{when.month},{when.day})"


def since(when: date) -> str:
    """The criterion of days from one on."""
    return f'">="&{day(when)}'


def before(when: date) -> str:
    """The criterion of days before one."""
    return f'"<"&{day(when)}'


def equal(word: str) -> str:
    """The criterion of one of the program's own words."""
    return f'"{word}"'


def unequal(word: str) -> str:
    """The criterion of all but one of the program's own words."""
    return f'"<>{word}"'


def added(*terms: str) -> str:
    """Terms added up; those that are nothing are left out."""
    return "+".join(term for term in terms if term) or "0"


def taken(term: str) -> str:
    """A term in brackets, so that it can be taken off as a whole."""
    return f"({term})"

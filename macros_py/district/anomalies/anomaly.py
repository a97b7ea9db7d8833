"""What a test of a book is, and what it says."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from macros_py.district.limits import Limits
    from macros_py.judge import Judged
    from validation.reading import Rows

ROWS_KEPT = 30
"""Of the rows a sign rests on: more are a matter of the whole sheet."""
NAMED = 5
"""So many days, items or suppliers are named in a sentence."""


class Anomaly(NamedTuple):
    """One thing to ask about.

    ``code`` names the test, ``message`` says what stands out, with its numbers; ``sheet`` and ``cell`` are where to look first ("" for a book as a whole),
    ``rows`` the sheet rows it rests on, the first of them where there are many.
    """

    code: str
    message: str
    sheet: str = ""
    cell: str = ""
    rows: tuple[int, ...] = ()


class Silence(Enum):
    """Why a test says nothing: what it looked at is ordinary, or there was too little to look at."""

    ORDINARY = auto()
    NOT_JUDGED = auto()


class Sign(NamedTuple):
    """What a test found in a book: the sentence, and the rows it rests on, by their places in a register, the one to look at first before the others."""

    message: str
    rows: Rows[Any]
    field: str
    places: tuple[int, ...]

    def anomaly(self, code: str) -> Anomaly:
        """With the sheet, the cell and the sheet rows."""
        rows = self.rows
        numbers = [rows.numbers[place] for place in self.places[:ROWS_KEPT]]
        if rows.raw is None or not numbers:
            return Anomaly(code, self.message)
        return Anomaly(code, self.message, rows.raw.sheet, rows.cell(numbers[0], self.field), tuple(sorted(set(numbers))))


Outcome: TypeAlias = Sign | Silence


class AnomalyTest(NamedTuple):
    """A test with its card, as the sheet 异常检查 and the manual print it.

    ``how``: what is looked at; ``reason``: why an auditor looks at that; ``innocent``: what may explain it without anybody being at fault; ``limits``: the thresholds it uses. ``find`` is
    the test; ``None`` for one that compares books with each other or with the district's own list, which is done where they come together.
    """

    code: str
    name: str
    how: str
    reason: str
    innocent: str
    limits: tuple[str, ...]
    find: Callable[[Judged, Limits], Outcome] | None


def some(texts: Iterable[object]) -> str:
    """The first few of a list, and how many there are."""
    told = [str(each) for each in texts]
    return "、".join(told[:NAMED]) + (f" 等 {len(told)} 个" if len(told) > NAMED else "")

"""异常: what looks wrong in a book though each of its rows may be right. A test is a pure function of a judged book, listed by hand.

Summaries keep what the tests find; the roll-up shows it with the school, the sheet and the cell to ask about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from macros_py.judge import Judged


class Anomaly(NamedTuple):
    """One thing to ask about.

    ``code`` names the test, ``message`` says what stands out, with its numbers, ``innocent`` what may explain it without anybody being at fault;
    ``sheet`` and ``cell`` are where to look first ("" for a book as a whole), ``rows`` the sheet rows it rests on.
    """

    code: str
    message: str
    innocent: str = ""
    sheet: str = ""
    cell: str = ""
    rows: tuple[int, ...] = ()


ANOMALY_TESTS: tuple[Callable[[Judged], Iterable[Anomaly]], ...] = ()
"""Every test, in the order in which the sheet lists them."""


def anomalies(judged: Judged) -> list[Anomaly]:
    """Everything the tests find in a book."""
    return [found for test in ANOMALY_TESTS for found in test(judged)]

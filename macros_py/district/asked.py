"""What a district asks of every book beside the roll-up's own tables: the day, the thresholds of the tests, how many vouchers are drawn and with which seed."""

from __future__ import annotations

import hashlib
import json
from typing import NamedTuple

from macros_py.district.limits import Limits

SEED = "膳账"
"""Everybody knows it: a district that draws in earnest gives its own."""
DRAWN = 3
"""Vouchers drawn of a register of each book."""
DRAWN_LIMIT = 100


class Asked(NamedTuple):
    """The same for all books of a roll-up; what is kept of a book is kept for what was asked.

    ``today`` is ``2025-09-01``, for the rules that need it; ``limits`` the thresholds that are not those shipped, by name; ``drawn`` vouchers of each register
    are drawn with ``seed``.
    """

    today: str | None = None
    limits: tuple[tuple[str, str], ...] = ()
    seed: str = SEED
    drawn: int = DRAWN

    def thresholds(self) -> Limits:
        """The thresholds in force."""
        return Limits(dict(self.limits))

    def packed(self) -> str:
        """On one line of JSON."""
        return json.dumps(self)

    @property
    def mark(self) -> str:
        """A name for what was asked, "" for the usual; it is part of a file name."""
        day = f"-{self.today}" if self.today else ""
        if self._replace(today=None) == Asked():
            return day
        return f"{day}-{hashlib.sha256(self._replace(today=None).packed().encode()).hexdigest()[:12]}"


def unpacked_asked(text: str) -> Asked:
    """What ``packed`` wrote."""
    today, limits, seed, drawn = json.loads(text)
    return Asked(today, tuple((name, value) for name, value in limits), seed, drawn)

"""Where the rows of a sheet start: each is looked for where it should lie, and only when it is asked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import TYPE_CHECKING

from addin.plain_xml import TAG, damaged
from addin.sheet_text import row_starts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from addin.sheet_text import SheetText

_OPENING = b"<row "
_NUMBERED = re.compile(rb'<row (?:[^<>]*? )?r="([0-9]{1,7})"')
_EMPTY = re.compile(rb"<row" + TAG + rb"/>")
_TRIES = 40
"""A row found in more steps than this is not where rows of much the same length would put it: then all are listed, once."""
_SEEK_BELOW = 1 / 8
"""Where more of the rows than this part are asked for, listing all is quicker."""


class RowPlaces(Mapping[int, int]):
    """By row number, where the row starts in the sheet's text. Rows are in order."""

    def __init__(self, sheet: SheetText, numbers: Sequence[int]) -> None:
        """Find nothing yet.

        Args:
            sheet: the sheet.
            numbers: those of all its rows, each larger than the one before.
        """
        self._sheet = sheet
        self._numbers = numbers
        self._seeks = len(numbers) * _SEEK_BELOW
        self._last = (0, sheet.start)
        self._listed: dict[int, int] | None = None

    def __iter__(self) -> Iterator[int]:
        """The numbers."""
        return iter(self._numbers)

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._numbers)

    def __getitem__(self, number: int) -> int:
        """The start of a row; ``KeyError`` if there is no such row.

        Raises:
            NotAWorkbook: row elements stand within others, where no writer may touch them.
        """
        rank = self._rank(number)
        if rank is None:
            raise KeyError(number)
        self._seeks -= 1
        place = self._sought(rank) if self._listed is None and self._seeks > 0 else None
        return self._all()[number] if place is None else place

    def _rank(self, number: int) -> int | None:
        """How many rows come before the row with that number; ``None`` if there is none."""
        rank = bisect_left(self._numbers, number)
        return rank if rank < len(self._numbers) and self._numbers[rank] == number else None

    def _all(self) -> dict[int, int]:
        if self._listed is None:
            starts = row_starts(self._sheet)
            if len(starts) != len(self._numbers):
                raise damaged(self._sheet.part)
            self._listed = dict(zip(self._numbers, starts, strict=True))
        return self._listed

    def _sought(self, wanted: int) -> int | None:
        """The start of a row by its rank, as if all between two known ones were of the same length; ``None`` if it is not found that way."""
        content = self._sheet.content
        low, place = self._last if self._last[0] <= wanted else (0, self._sheet.start)
        high, end = len(self._numbers), self._sheet.end
        for _ in range(_TRIES):
            guess = place + (end - place) * (wanted - low) // (high - low)
            found = content.rfind(_OPENING, place, min(guess + len(_OPENING), end))
            if found <= place and low < wanted:
                found = content.find(_OPENING, place + 1, end)
            stated = _NUMBERED.match(content, found, end) if found >= 0 else None
            rank = None if stated is None else self._rank(int(stated[1]))
            if rank is None:
                return None
            if rank == wanted and _EMPTY.match(content, found):
                return None  # a row without cells may stand within a cell, where it is no row
            if rank == wanted:
                self._last = rank, found
                return found
            if rank < wanted:
                low, place = rank, found
            else:
                high, end = rank, found
        return None

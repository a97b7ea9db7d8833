"""What the columns of a table are to each other: one the sum or the balance of others in every row, one the share that an amount is of a total.

Headings differ from school to school; what counts is what holds in most rows. A relation that holds in fewer is not claimed.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from validation.patterns import late_pattern
from validation.statements import words
from validation.statements.stated import of_fen, quotient
from validation.statements.structure import Row, readings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.statements.stated import Figure

_SUMS_UP = late_pattern(r"累计|差[额异]")
_FEWEST = 2
"""Rows in which a relation must hold, more than half of those in which it can be seen."""
_TRIED = 5
"""Columns up to which every way of adding and taking off is tried."""
_MOST_ROWS = 400


class Across(NamedTuple):
    """A column made of others: signs with the places of the columns."""

    terms: tuple[tuple[int, int], ...]
    words: str


def across(headings: Sequence[str], table: Sequence[Sequence[int | None]]) -> dict[int, Across]:
    """For columns that say they sum up, what they are made of, by what holds in most of the rows (amounts in fen)."""
    seen = table[:_MOST_ROWS]
    rows = [Row(str(place), heading, "", of_fen(1)) for place, heading in enumerate(headings)]
    found: dict[int, Across] = {}
    for place, row in enumerate(rows):
        if not (row.closes or row.is_balance or _SUMS_UP.search(row.name)) or row.is_rate:
            continue
        tried = {terms: _held(seen, place, terms) for terms in _ways(rows, place)}
        best = max(tried, key=lambda terms: (tried[terms], -len(terms)), default=())
        if best and tried[best]:
            named = " ".join(f"{'+' if sign > 0 else '−'} {headings[each]}" for sign, each in best).removeprefix("+ ")
            found[place] = Across(best, f"这一行的 {named}")
    return found


def _ways(rows: Sequence[Row], place: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Ways in which a column may be made of those before it: by the words, then every other where there are few."""
    for terms, _ in readings(rows, place):
        if len(terms) > 1:
            yield tuple((sign, int(each.key)) for sign, each in terms)
    if place <= _TRIED:
        for signs in product((1, 0, -1), repeat=place):
            if sum(map(abs, signs)) > 1 and 1 in signs:
                yield tuple((sign, each) for each, sign in enumerate(signs) if sign)


def _held(table: Sequence[Sequence[int | None]], place: int, terms: Sequence[tuple[int, int]]) -> int:
    """In how many rows the relation holds; 0 unless in more than half of those that show it."""
    shown = held = 0
    for amounts in table:
        worths = [sign * (amounts[each] or 0) for sign, each in terms]
        if amounts[place] is None or sum(map(bool, worths)) < 2:  # noqa: PLR2004 - one alone shows nothing
            continue
        shown += 1
        held += sum(worths) == amounts[place]
    return held if held >= _FEWEST and 2 * held > shown else 0


class Share(NamedTuple):
    """A column of shares: the row of the whole, and whether the shares are in per cent though they do not say so."""

    whole: int
    percent: bool


def shares(rows: Sequence[Row], stated: Sequence[Figure | None]) -> Share | None:
    """Of which row most of the stated shares are taken; ``None`` if of none."""
    pairs = [(row.fen, share) for row, share in zip(rows, stated, strict=True) if row.fen and share is not None][:_MOST_ROWS]
    best, most = None, max(_FEWEST, len(pairs) // 2 + 1) - 1
    for whole, row in enumerate(rows[:_MOST_ROWS]):
        if not row.fen or words.COUNT.search(row.name):
            continue
        for percent in (False, True):
            held = sum(
                quotient(fen, row.fen, (like := share._replace(percent=share.percent or percent))).scaled == like.scaled
                for fen, share in pairs
            )
            if held > most:
                best, most = Share(whole, percent), held
    return best

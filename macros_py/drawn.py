"""What departments drew (易耗品领用) as the ledger has it: row by row, in base units and at ledger value."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from macros_py.history import ItemDay, Use

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from macros_py.history import ItemHistory


class Drawn(NamedTuple):
    """One row: thousandths and fen, both negative for a 红字, which is of the department of the row it reverses.

    ``place``: in the rows of 易耗品领用, that of the row which says what came back for it: the row itself, for a 红字 the one it reverses.
    ``whole`` is how much that row drew.
    """

    place: int
    department: str
    day: date
    quantity: int
    value: int
    whole: int


def drawn_by_departments(history: ItemHistory, month: str) -> Iterator[Drawn]:
    """The rows of an item up to the end of a month: those that draw in the order of days, then those that take back."""
    upto = max((days.stop for name, days in history.months.items() if name <= month), default=0)
    draws = history.draws
    columns = (draws.places, draws.days, draws.quantities, draws.goings, draws.charged)
    for place, day, quantity, (_, _, department, use), value in islice(zip(*columns, strict=True), history.first_draw[upto]):
        if use is Use.DRAWN:
            yield Drawn(place, department or "", day, quantity, value, quantity)
    for each in range(upto) if history.taken_back else ():
        entry = ItemDay(history, each)
        for back, value in zip(entry.taken_back, entry.brought_back, strict=True):
            original = back.rows.place_of(back.original.row) if back.going.use is Use.DRAWN else None
            if original is not None:
                yield Drawn(original, back.going.department or "", entry.day, -back.quantity, value, back.whole)

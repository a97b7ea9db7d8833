"""What departments drew (易耗品领用) as the ledger has it: row by row, in base units and at ledger value."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from macros_py.consumed import days_upto
from macros_py.history import ItemDay, Use
from validation.registers import ConsumableIssue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from macros_py.history import ItemHistory


class Drawn(NamedTuple):
    """One row: thousandths and fen, both negative for a 红字, which is of the department of the row it reverses.

    ``place``: in the rows of 易耗品领用, that of the row which says what came back for it: the row itself, for a 红字 the one it reverses.
    ``red``: the 红字 itself, if it is one.
    """

    place: int
    department: str
    day: date
    quantity: int
    value: int
    red: ConsumableIssue | None


def drawn_by_departments(history: ItemHistory, month: str) -> Iterator[Drawn]:
    """The rows of an item up to the end of a month: those that draw in the order of days, then those that take back."""
    upto = days_upto(history, month).stop
    draws = history.draws
    columns = (draws.places, draws.days, draws.quantities, draws.goings, draws.charged)
    for place, day, quantity, (_, _, department, use), value in islice(zip(*columns, strict=True), history.first_draw[upto]):
        if use is Use.DRAWN:
            yield Drawn(place, department or "", day, quantity, value, None)
    for each in range(upto) if history.taken_back else ():
        entry = ItemDay(history, each)
        for back, value in zip(entry.taken_back, entry.brought_back, strict=True):
            original, red = back.rows.place_of(back.original.row), back.record
            if original is not None and isinstance(red, ConsumableIssue):
                yield Drawn(original, back.going.department or "", entry.day, -back.quantity, value, red)

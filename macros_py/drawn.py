"""What departments drew (易耗品领用) as the ledger has it: row by row, in base units and at ledger value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from macros_py.history import ItemDay, Use

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from macros_py.history import ItemHistory
    from validation.reading import Rows
    from validation.registers import ConsumableIssue


class Drawn(NamedTuple):
    """One row: thousandths and fen, both negative for a 红字, which is of the department of the row it reverses.

    ``rows`` and ``place`` are those of the row that says what came back for it: the row itself, for a 红字 the one it reverses. ``whole``
    is how much that row drew.
    """

    rows: Rows[ConsumableIssue]
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
    columns: tuple[list[Any], ...] = (draws.rows, draws.places, draws.days, draws.quantities, draws.goings, draws.charged)
    for rows, place, day, quantity, going, value in zip(*(column[: history.first_draw[upto]] for column in columns), strict=True):
        if going.use is Use.DRAWN:
            yield Drawn(rows, place, going.department, day, quantity, value, quantity)
    for each in range(upto) if history.taken_back else ():
        entry = ItemDay(history, each)
        for back, value in zip(entry.taken_back, entry.brought_back, strict=True):
            place = back.rows.place_of(back.original.row)
            if back.going.use is Use.DRAWN and place is not None:
                department = back.going.department or ""
                yield Drawn(back.rows, place, department, entry.day, -back.quantity, value, back.whole)

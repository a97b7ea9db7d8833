"""What a book paid: one line an item, unit and week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from validation.cells import picked
from validation.registers import Purchase
from validation.registers.choices import RETURN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from macros_py.judge import Judged


class WeekPrice(NamedTuple):
    """What one item cost in one week: quantity in thousandths of ``unit``, amount in fen, ``cell`` the price of its dearest line.

    ``week`` is its Monday, as ``2025-09-01``.
    """

    item: str
    unit: str
    week: str
    quantity: int
    amount: int
    cell: str


def week_prices(judged: Judged) -> list[WeekPrice]:
    """The accepted lines of 采购验收 added up, by item, unit and week; blocked rows are left out.

    Reversals (红字) count against the week they stand in; a week in which nothing is left has no price.
    """
    rows = judged.book.purchases
    found: dict[tuple[str, str, date], list[tuple[int, int, int]]] = {}
    for place, key, quantity, amount in _lines(judged):
        found.setdefault(key, []).append((quantity, amount, place))
    return [
        WeekPrice(item, unit, week.isoformat(), quantity, amount, rows.cell(rows.numbers[_dearest(lines)], "price"))
        for (item, unit, week), lines in sorted(found.items())
        if (quantity := sum(line[0] for line in lines)) > 0 and (amount := sum(line[1] for line in lines)) >= 0
    ]


def _lines(judged: Judged) -> Iterator[tuple[int, tuple[str, str, date], int, int]]:
    """The place of each line that counts, its item, base unit and Monday, its base quantity and its amount."""
    book, blocked = judged.book, judged.blocked
    rows = book.purchases
    names = ("day", "item", "quantity", "unit", "amount", "verdict")
    places = rows.places_with("day", "item", "quantity", "amount")
    for place, day, item, quantity, unit, amount, verdict in zip(
        places, *(picked(rows.column(name), places) for name in names), strict=True
    ):
        known = book.items.get(item)
        if verdict == RETURN or known is None or known.unit is None or (Purchase.table, rows.numbers[place]) in blocked.rows:
            continue
        base = book.units.base_quantity(item, quantity, unit)
        if base:
            yield place, (item, known.unit, day - timedelta(days=day.weekday())), base, amount


def _dearest(lines: list[tuple[int, int, int]]) -> int:
    """The place of the line with the highest price; of equal ones the first."""
    quantity, amount, place = lines[0]
    for other_quantity, other_amount, other in lines[1:]:
        if other_quantity > 0 and (quantity <= 0 or other_amount * quantity > amount * other_quantity):
            quantity, amount, place = other_quantity, other_amount, other
    return place

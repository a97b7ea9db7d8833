"""What a book paid: one line an item, unit and week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from validation.cells import picked
from validation.registers.choices import RETURN

if TYPE_CHECKING:
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
    column = rows.letters("price")
    found: list[WeekPrice] = []
    for key, lines in sorted(_lines(judged).items()):
        quantity, amount, place = lines[0]
        if lines[1:]:
            quantity, amount = sum(line[0] for line in lines), sum(line[1] for line in lines)
            place = dearest(lines)
        if quantity > 0 and amount >= 0:
            found.append(WeekPrice(*key, quantity, amount, f"{column}{rows.numbers[place]}" if column else ""))
    return found


def _lines(judged: Judged) -> dict[tuple[str, str, str], list[tuple[int, int, int]]]:
    """Base quantity, amount and place of each line that counts, by item, base unit and Monday."""
    book, rows = judged.book, judged.book.purchases
    weeks = {day: (day - timedelta(days=day.weekday())).isoformat() for day in rows.different("day") if day}
    units = {item: known.unit for item in rows.different("item") if (known := book.items.get(item)) and known.unit}
    places = judged.blocked.counted(rows, "day", "item", "quantity", "amount")
    columns = (picked(rows.column(name), places) for name in ("day", "item", "quantity", "unit", "amount", "verdict"))
    found: dict[tuple[str, str, str], list[tuple[int, int, int]]] = {}
    for place, day, item, quantity, unit, amount, verdict in zip(places, *columns, strict=True):
        if verdict != RETURN and item in units:
            base = book.units.base_quantity(item, quantity, unit)
            if base:
                found.setdefault((item, units[item], weeks[day]), []).append((base, amount, place))
    return found


def dearest(lines: list[tuple[int, int, int]]) -> int:
    """The place of the line (quantity, amount, place) with the highest price; of equal ones the first."""
    quantity, amount, place = lines[0]
    for other_quantity, other_amount, other in lines[1:]:
        if other_quantity > 0 and (quantity <= 0 or other_amount * quantity > amount * other_quantity):
            quantity, amount, place = other_quantity, other_amount, other
    return place

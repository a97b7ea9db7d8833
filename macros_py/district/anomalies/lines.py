"""The lines of 采购验收 that tests look at: those that were accepted and count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.corrections import reversed_row
from validation.registers import Purchase
from validation.registers.choices import RETURN, YES

if TYPE_CHECKING:
    from macros_py.judge import Judged
    from validation.registers import Item

_SPOILS = frozenset({"畜禽肉", "水产", "豆制品", "蔬菜"})
_KEEPS = frozenset({"粮食", "食用油", "调味品", "干货"})


def accepted_lines(judged: Judged) -> list[int]:
    """Their places, in the order of the sheet; reversals and what they reverse are left out, and so are rows that are blocked. Made once."""
    found: list[int] | None = judged.book.lookups.get("accepted lines")
    if found is None:
        found = judged.book.lookups["accepted lines"] = _accepted(judged)
    return found


def _accepted(judged: Judged) -> list[int]:
    book, rows, blocked = judged.book, judged.book.purchases, judged.blocked.rows
    quantities, verdicts, names, numbers = *map(rows.column, ("quantity", "verdict", "item")), rows.numbers
    reversals = rows.where("quantity", (0).__gt__)
    undone = {original.row for each in reversals if (original := reversed_row(book, each)) is not None}
    return [
        place
        for place in rows.places_with("day", "item", "quantity", "amount")
        if quantities[place] > 0
        and verdicts[place] != RETURN
        and names[place] in book.items
        and numbers[place] not in undone
        and not (blocked and (Purchase.table, numbers[place]) in blocked)
    ]


def food_lines(judged: Judged) -> list[int]:
    """Those of food."""
    items, names = judged.book.items, judged.book.purchases.column("item")
    return [place for place in accepted_lines(judged) if items[names[place]].is_food]


def is_fresh(item: Item) -> bool:
    """Whether an item spoils within days: 鲜活 says so, or else its category."""
    return item.is_food and (item.perishable == YES or (item.perishable is None and item.category in _SPOILS))


def keeps(item: Item) -> bool:
    """Whether an item is one that a canteen keeps in store: grain, oil, seasonings, dry goods, unless 鲜活 says otherwise."""
    return item.category in _KEEPS and item.perishable != YES

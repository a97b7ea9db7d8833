"""From rows of the registers to what happened to each item, in base units.

Rows that are blocked, dated outside the book or of unknown items are left out; ``macros_py.blocked`` knows what that refuses.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from itertools import compress
from typing import TYPE_CHECKING, Any, TypeVar

from macros_py.history import Count, Going, ItemHistory, Lines, TakenBack
from validation.cells import picked
from validation.corrections import left_to_reverse, reversed_row
from validation.months import first_day
from validation.registers import ConsumableIssue, Issue, Purchase
from validation.registers.choices import RETURN
from validation.units import ONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from macros_py.blocked import Blocked
    from validation.book import Book
    from validation.reading import Rows
    from validation.register import R

C = TypeVar("C", Purchase, Issue | ConsumableIssue)


def histories(book: Book, blocked: Blocked) -> dict[str, ItemHistory]:
    """What happened to every item, in the order of 品目; days in order."""
    found = {name: ItemHistory(Lines(book.purchases)) for name in book.items}
    _add_opening(found, book, blocked)
    entries = _Entries(found, book, blocked)
    entries.add_receipts()
    entries.add_issues()
    entries.add_consumables()
    entries.add_counts()
    months = [(month, first_day(month)) for month in book.settings.months]
    for history in found.values():
        history.settle(months)
    return found


def _add_opening(found: dict[str, ItemHistory], book: Book, blocked: Blocked) -> None:
    for layer in book.opening_stock.with_values("item", "quantity", "unit", "amount"):
        quantity = book.units.base_quantity(layer.item, layer.quantity, layer.unit)
        if quantity is not None and not blocked.is_blocked(layer):
            found[layer.item].opening.append((quantity, layer.amount))


class _Entries:
    """The dated rows of the registers, put where they belong."""

    def __init__(self, found: dict[str, ItemHistory], book: Book, blocked: Blocked) -> None:
        self.found = found
        self.book = book
        self.blocked = blocked
        self.first = book.settings.first_day or date.max
        self.last = book.settings.last_day or date.min

    def _places(self, rows: Rows[R], *more: str) -> Sequence[int]:
        """The rows of a register that are of this book, of a known item, and not blocked, with day, item, quantity and the fields ``more`` filled."""
        places = rows.places_with("day", "item", "quantity", *more)
        factors = self._factors(rows)
        gone = {row for table, row in self.blocked.rows if table == rows.register.table}
        days, items, units = rows.column("day"), rows.column("item"), rows.column("unit")
        usable = {day for day in set(days) if day is not None and self.first <= day <= self.last}
        if gone or len(usable) < len(set(days)) or None in factors.values() or len(factors) < len(rows.distinct("item", "unit")):
            return [
                place
                for place in places
                if days[place] in usable
                and factors.get((items[place], units[place])) is not None
                and rows.numbers[place] not in gone
            ]
        return places

    def _factors(self, rows: Rows[R]) -> dict[tuple[str, str | None], int | None]:
        """What each known item with each of its units is to be multiplied by."""
        factor = self.book.units.factor
        return {pair: factor(*pair) for pair in rows.distinct("item", "unit") if pair[0] in self.found}

    def _moving(self, rows: Rows[R], places: Sequence[int], *more: str) -> Iterator[tuple[ItemHistory, tuple[list[Any], ...]]]:
        """Some rows of a register, item by item, in the order of the sheet.

        For each item: its history, and side by side its rows' places, days, base quantities, and the values of the fields ``more``.
        """
        factors = self._factors(rows)
        converted = {item for (item, _), factor in factors.items() if factor != ONE}
        by_item = defaultdict[str, list[int]](list)
        for item, place in zip(picked(rows.column("item"), places), places, strict=True):
            by_item[item].append(place)
        columns = [rows.column(name) for name in more]
        for item, here in by_item.items():
            days, quantities, *others = (
                list(map(column.__getitem__, here)) for column in (rows.column("day"), rows.column("quantity"), *columns)
            )
            if item in converted:
                units = map(rows.column("unit").__getitem__, here)
                quantities = [
                    quantity if factors[item, unit] == ONE else self.book.units.base_quantity(item, quantity, unit)
                    for quantity, unit in zip(quantities, units, strict=True)
                ]
            yield self.found[item], (here, days, quantities, *others)

    def add_receipts(self) -> None:
        """采购验收, but for what was sent away at the door."""
        rows = self.book.purchases
        places, reversals = _apart(rows, self._places(rows, "amount"))
        verdicts = rows.column("verdict")
        if (RETURN,) in rows.distinct("verdict"):
            places = [place for place in places if verdicts[place] != RETURN]
            reversals = [place for place in reversals if verdicts[place] != RETURN]
        for history, columns in self._moving(rows, places, "amount", "direct_meal"):
            lines = history.lines
            lines.places, lines.days, lines.quantities, lines.amounts, lines.meals = columns
        for record, place, quantity in self._reversing(rows, reversals):
            history = self.found[record.item]
            original = self._reversed(history, record, -quantity)
            if original is not None:
                lines = history.lines
                lines.places.append(place)
                lines.days.append(record.day)
                lines.quantities.append(quantity)
                lines.amounts.append(record.amount)
                lines.meals.append(original.direct_meal)  # it follows the line it reverses
                lines.came[place] = original.day

    def add_issues(self) -> None:
        """出库, and what reverses it."""
        self._add_draws(self.book.issues, cache(Going.to), "destination", "meal")

    def add_consumables(self) -> None:
        """易耗品领用, and what reverses it."""
        self._add_draws(self.book.consumable_issues, cache(Going.by), "department")

    def _add_draws(self, rows: Rows[Any], going: Callable[..., Going], *fields: str) -> None:
        places, reversals = _apart(rows, self._places(rows, *(name for name in fields if rows.register.columns()[name].required)))
        for history, (here, days, quantities, *where) in self._moving(rows, places, *fields):
            draws = history.draws
            columns = [[rows] * len(here), here, days, quantities, list(map(going, *where))]
            if 0 in quantities:  # too small for its base unit: it moves nothing
                columns = [list(compress(column, quantities)) for column in columns]
            known: tuple[list[Any], ...] = (draws.rows, draws.places, draws.days, draws.quantities, draws.goings)
            for column, more in zip(known, columns, strict=True):
                column.extend(more)
        for record, place, quantity in self._reversing(rows, reversals):
            history = self.found[record.item]
            if quantity and (original := self._reversed(history, record, -quantity)) is not None:
                whole = self.book.units.base_quantity(original.item, original.quantity, original.unit) or 0
                back = TakenBack(rows, place, original, -quantity, whole, going(*(getattr(original, name) for name in fields)))
                history.taken_back.setdefault(record.day, []).append(back)

    def _reversing(self, rows: Rows[R], places: Sequence[int]) -> Iterator[tuple[R, int, int]]:
        """The rows that reverse others: each with its place and its base quantity, which is negative, or 0 if it is too small."""
        for place in places:
            record: Any = rows.records[place]
            quantity = self.book.units.base_quantity(record.item, record.quantity, record.unit)
            yield record, place, quantity or 0

    def _reversed(self, history: ItemHistory, record: C, quantity: int) -> C | None:
        """The row that a 红字 reverses. One of no row that counts goes to the unmatched; one of a blocked row is left out like it."""
        original = reversed_row(self.book, record)
        left = left_to_reverse(self.book, record)
        if (
            original is not None
            and original.day is not None
            and original.day <= record.day
            and left is not None
            and quantity <= left
        ):
            if self.blocked.is_blocked(original):
                return None
            counts = original.item in self.found and self.first <= original.day <= self.last
            if counts and not (isinstance(original, Purchase) and not original.accepted):
                return original
        history.unmatched.append(record)
        return None

    def add_counts(self) -> None:
        """盘点; of two counts on one day the last stands."""
        rows = self.book.stock_counts
        for history, columns in self._moving(rows, self._places(rows, "unit")):
            history.counts = {day: Count(rows, place, quantity) for place, day, quantity in zip(*columns, strict=True)}


def _apart(rows: Rows[R], places: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """Rows that bring or take, and rows (红字) that reverse one."""
    negative = {quantity for (quantity,) in rows.distinct("quantity") if quantity is not None and quantity < 0}
    if not negative:
        return places, ()
    quantities = rows.column("quantity")
    return (
        [place for place in places if quantities[place] not in negative],
        [place for place in places if quantities[place] in negative],
    )

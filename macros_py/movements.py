"""From rows of the registers to what happened to each item, in base units.

Rows that are blocked, dated outside the book or of unknown items are left out; ``macros_py.blocked`` knows what that refuses.
"""

from __future__ import annotations

from datetime import date
from itertools import compress, filterfalse
from typing import TYPE_CHECKING, Any, TypeVar

from macros_py.history import Count, Going, ItemHistory, Lines, TakenBack
from validation.cells import picked
from validation.corrections import left_to_reverse, reversed_row
from validation.months import first_day
from validation.registers import ConsumableIssue, Issue, Purchase
from validation.registers.choices import RETURN
from validation.units import ONE, Conversion

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

    def _left_out(self, rows: Rows[R], *more: str) -> frozenset[int]:
        """The places of the rows that lack day, item, quantity or one of ``more``, are not of this book, are blocked, or cannot be converted."""
        left_out = rows.lacking("day", "item", "quantity", *more)
        outside = {day for day in rows.different("day") if day is not None and not self.first <= day <= self.last}
        unknown = {pair for pair, factor in self._factors(rows).items() if factor is None}
        gone = {place for row in self.blocked.of(rows.register.table) if (place := rows.place_of(row)) is not None}
        if outside:
            gone |= set(rows.places_of("day", outside))
        if unknown:
            gone |= {place for place, pair in enumerate(rows.together("item", "unit")) if pair in unknown}
        return left_out | gone

    def _factors(self, rows: Rows[R]) -> dict[tuple[str, str | None], int | None]:
        """What each known item with each of its units is to be multiplied by."""
        factor = self.book.units.factor
        return {pair: factor(*pair) for pair in rows.distinct("item", "unit") if pair[0] in self.found}

    def _moving(
        self, rows: Rows[R], left_out: frozenset[int], *more: Sequence[Any]
    ) -> Iterator[tuple[ItemHistory, tuple[list[Any], ...]]]:
        """The rows of a register but some, item by item, in the order of the sheet.

        For each item: its history, and side by side its rows' places, days, base quantities, and what stands there in the columns ``more``.
        """
        factors: dict[str, dict[str | None, int]] = {}
        for (item, unit), factor in self._factors(rows).items():
            if factor is not None:
                factors.setdefault(item, {})[unit] = factor
        converted = {factor: Conversion(factor) for of_item in factors.values() for factor in of_item.values()}
        columns = [rows.column("day"), rows.column("quantity"), *more]
        for item, places in rows.by_value("item").items():
            here = list(filterfalse(left_out.__contains__, places)) if left_out else places.copy()
            if item in factors and here:
                days, quantities, *others = (list(picked(column, here)) for column in columns)
                if set(factors[item].values()) != {ONE}:
                    by_unit = {unit: converted[factor] for unit, factor in factors[item].items()}
                    units = picked(rows.column("unit"), here)
                    quantities = [by_unit[unit][quantity] for unit, quantity in zip(units, quantities, strict=True)]
                yield self.found[item], (here, days, quantities, *others)

    def add_receipts(self) -> None:
        """采购验收, but for what was sent away at the door."""
        rows = self.book.purchases
        left_out = self._left_out(rows, "amount")
        if RETURN in rows.different("verdict"):
            left_out = left_out.union(rows.places_of("verdict", {RETURN}))
        reversals = self._reversals(rows, left_out)
        in_order = rows.in_order("day")
        for history, columns in self._moving(rows, left_out.union(reversals), rows.column("amount"), rows.column("direct_meal")):
            lines = history.lines
            lines.places, lines.days, lines.quantities, lines.amounts, lines.meals = columns
            lines.in_order = in_order
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
        self._add_draws(self.book.issues, Going.to, "destination", "meal")

    def add_consumables(self) -> None:
        """易耗品领用, and what reverses it."""
        self._add_draws(self.book.consumable_issues, Going.by, "department")

    def _add_draws(self, rows: Rows[Any], going: Callable[..., Going], *fields: str) -> None:
        left_out = self._left_out(rows, *(name for name in fields if rows.register.columns()[name].required))
        reversals, in_order = self._reversals(rows, left_out), rows.in_order("day")
        goings = {where: going(*where) for where in rows.distinct(*fields)}
        going_of = list(map(goings.__getitem__, rows.together(*fields)))
        for history, (here, days, quantities, where) in self._moving(rows, left_out.union(reversals), going_of):
            draws = history.draws
            columns = [[rows] * len(here), here, days, quantities, where]
            if 0 in quantities:  # too small for its base unit: it moves nothing
                columns = [list(compress(column, quantities)) for column in columns]
            draws.in_order = in_order and not draws.places
            known: tuple[list[Any], ...] = (draws.rows, draws.places, draws.days, draws.quantities, draws.goings)
            for column, more in zip(known, columns, strict=True):
                column.extend(more)
        for record, place, quantity in self._reversing(rows, reversals):
            history = self.found[record.item]
            if quantity and (original := self._reversed(history, record, -quantity)) is not None:
                whole = self.book.units.base_quantity(original.item, original.quantity, original.unit) or 0
                came_from = goings[tuple(getattr(original, name) for name in fields)]
                back = TakenBack(rows, place, original, -quantity, whole, came_from)
                history.taken_back.setdefault(record.day, []).append(back)

    def _reversals(self, rows: Rows[R], left_out: frozenset[int]) -> list[int]:
        """The places of the rows (红字) that reverse one, but for some, and for items that are not known."""
        negative = {quantity for quantity in rows.different("quantity") if quantity is not None and quantity < 0}
        items = rows.column("item")
        places = rows.places_of("quantity", negative) if negative else ()
        return [place for place in places if place not in left_out and items[place] in self.found]

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
        if original is not None and original.day is None:
            return None  # its cell blocks it
        if original is not None and original.day <= record.day and left is not None and quantity <= left:
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
        for history, columns in self._moving(rows, self._left_out(rows, "unit")):
            history.counts = {day: Count(rows, place, quantity) for place, day, quantity in zip(*columns, strict=True)}

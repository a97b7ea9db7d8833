"""Which deliveries an issue drew on, oldest first, whatever the costing method: for the rules on keeping days and 保质期至."""

from __future__ import annotations

from collections import deque
from datetime import date
from typing import TYPE_CHECKING

from validation.book import number_in
from validation.evidence import Aged, Evidence
from validation.profiles import FRESH_DAYS
from validation.registers import Issue, ParameterRow
from validation.registers.choices import RETURN, WASTE, YES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros_py.history import Receipt
    from macros_py.ledger import ItemLedger
    from validation.book import Book
    from validation.register import Register
    from validation.registers import Item, Purchase


class Lot:
    """Goods that lie in the store, and the delivery they came with (``None``: opening stock, a surplus, goods taken back)."""

    def __init__(self, delivery: Purchase | None, quantity: int) -> None:
        self.delivery = delivery
        self.quantity = quantity


class Freshness:
    """What is known of keeping days, and what was found out about them."""

    def __init__(self, book: Book, evidence: Evidence) -> None:
        """Look the limits up once."""
        self.book = book
        self.evidence = evidence
        allowed = (number_in(row.value) for row in book.rows(ParameterRow).with_values("name", "value") if row.name == FRESH_DAYS)
        self._shortest = min((number for number in allowed if number is not None), default=None)
        self._use_by, self._days = book.purchases.column("use_by"), book.purchases.column("day")

    def follow(self, kept: ItemLedger) -> None:
        """Follow one item's deliveries, if any of them may have lain too long."""
        item = self.book.items[kept.item]
        lines = [place for place, meal in zip(kept.history.lines.places, kept.history.lines.meals, strict=True) if meal is None]
        limits = [(until - self._days[place]).days for place in lines if (until := self._use_by[place]) is not None]
        if item.shelf_days is not None:
            limits.append(item.shelf_days)
        elif item.perishable == YES and self._shortest is not None:
            limits.append(int(self._shortest))
        if limits and _may_come_late(kept, min(limits)):
            _Trace(self.book, item, kept).run(self.evidence)


def _may_come_late(kept: ItemLedger, limit: int) -> bool:
    """Whether anything that lay longer than ``limit`` days may have been drawn: a quick look, which need not be right when it says yes."""
    history = kept.history
    if not history.days or (history.days[-1] - history.days[0]).days <= limit:
        return False
    if history.reversing or min(history.quantity) < 0:  # what was never there is none of what was drawn
        return True
    days, differences, got = list(map(date.toordinal, history.days)), history.differences, history.got
    young = old = gone = 0
    opening = kept.quantity
    for place, (day, issued) in enumerate(zip(days, history.issued, strict=True)):
        while young < len(days) and day - days[young] > limit:
            old += got[young] + max(differences.get(young, 0), 0)
            young += 1
        if issued and old and gone < opening + old and gone + issued > opening:
            return True
        gone += issued
        if place in differences:
            gone += max(-differences[place], 0)
    return False


class _Trace:
    """One item's lots, oldest first."""

    def __init__(self, book: Book, item: Item, kept: ItemLedger) -> None:
        self.book = book
        self.item = item
        self.kept = kept
        self.lots: deque[Lot] = deque()
        self.reported: set[int] = set()

    def run(self, evidence: Evidence) -> None:
        """Let day after day pass."""
        self._add(None, self.kept.quantity)
        for entry in self.kept.days:
            for line in entry.receipts:
                self._receive(line)
            if back := sum(back.quantity for back in entry.taken_back):
                self.lots.appendleft(Lot(None, back))
            for draw in entry.draws:
                for delivery in list(self._take(draw.quantity)):
                    self._judge(draw.record, delivery, entry.day, evidence)
            self._add(None, entry.difference)
            list(self._take(-entry.difference))

    def _add(self, delivery: Purchase | None, quantity: int) -> None:
        if quantity > 0:
            self.lots.append(Lot(delivery, quantity))

    def _receive(self, line: Receipt) -> None:
        """A new lot; a reversal makes the lots of the day it came smaller, as far as they are still there, then the oldest."""
        self._add(line.record, line.quantity)
        left = -line.quantity
        for lot in self.lots if left > 0 else ():
            if lot.delivery is not None and lot.delivery.day == line.came:
                part = min(left, lot.quantity)
                lot.quantity -= part
                left -= part
        list(self._take(left))

    def _take(self, quantity: int) -> Iterator[Purchase]:
        """Take from the oldest; the deliveries touched."""
        while quantity > 0 and self.lots:
            lot = self.lots[0]
            part = min(quantity, lot.quantity)
            quantity -= part
            lot.quantity -= part
            if part and lot.delivery is not None:
                yield lot.delivery
            if not lot.quantity:
                self.lots.popleft()

    def _judge(self, record: Register, delivery: Purchase, day: date, evidence: Evidence) -> None:
        if isinstance(record, Issue) and record.destination in {WASTE, RETURN}:
            return
        if delivery.use_by is not None and delivery.use_by < day:
            evidence.issued_after_use_by.append(Aged(record, delivery, (day - delivery.use_by).days))
            return
        limit = self._limit(day)
        days = (day - delivery.day).days
        if limit is not None and days > limit and delivery.row not in self.reported:
            self.reported.add(delivery.row)
            evidence.kept_too_long.append(Aged(record, delivery, days))

    def _limit(self, day: date) -> int | None:
        """How many days the item may lie: its 保质期天数, else for 鲜活 the parameter 鲜活存放天数."""
        if self.item.shelf_days is not None:
            return self.item.shelf_days
        if self.item.perishable != YES:
            return None
        allowed = self.book.parameter(FRESH_DAYS, day)
        return int(allowed.number) if allowed is not None and allowed.number is not None else None

"""Which deliveries an issue drew on, oldest first, whatever the costing method: for the rules on keeping days and 保质期至."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from validation.evidence import Aged, Evidence
from validation.profiles import FRESH_DAYS
from validation.registers import Issue
from validation.registers.choices import RETURN, WASTE, YES

if TYPE_CHECKING:
    from macros_py.ledger import ItemLedger, Ledger
    from macros_py.movements import ItemDay
    from validation.book import Book
    from validation.register import Register
    from validation.registers import Item, Purchase


def trace(book: Book, ledger: Ledger, evidence: Evidence) -> None:
    """Follow every item's deliveries through the store, and note the issues that came too late."""
    for name, kept in ledger.items.items():
        item = book.items[name]
        dated = any(line.record.use_by for day in kept.days for line in day.entry.receipts)
        limited = item.shelf_days is not None or item.perishable == YES
        if dated or limited:
            _Trace(book, item, kept).run(evidence)


class _Trace:
    """One item's deliveries still in the store, as [delivery (None for what has no line), quantity left], oldest first."""

    def __init__(self, book: Book, item: Item, kept: ItemLedger) -> None:
        self.book = book
        self.item = item
        self.kept = kept
        self.layers: deque[list[Purchase | int | None]] = deque()
        self.reported: set[int] = set()

    def run(self, evidence: Evidence) -> None:
        if self.kept.quantity > 0:
            self.layers.append([None, self.kept.quantity])
        for balance in self.kept.days:
            entry = balance.entry
            self.layers.extend([line.record, line.quantity] for line in entry.receipts if line.quantity > 0)
            back = sum(back.quantity for back in entry.taken_back)
            if back:
                self.layers.appendleft([None, back])
            for draw in entry.draws:
                for delivery in self._take(draw.quantity):
                    self._judge(draw.record, delivery, entry, evidence)
            if balance.difference < 0:
                self._take(-balance.difference)
            elif balance.difference > 0:
                self.layers.append([None, balance.difference])

    def _take(self, quantity: int) -> list[Purchase]:
        """Take from the oldest; the deliveries touched."""
        touched: list[Purchase] = []
        while quantity > 0 and self.layers:
            layer = self.layers[0]
            delivery, left = layer
            part = min(quantity, int(left))  # type: ignore[arg-type]
            quantity -= part
            layer[1] = int(left) - part  # type: ignore[arg-type]
            if delivery is not None and not isinstance(delivery, int):
                touched.append(delivery)
            if not layer[1]:
                self.layers.popleft()
        return touched

    def _judge(self, record: Register, delivery: Purchase, entry: ItemDay, evidence: Evidence) -> None:
        if isinstance(record, Issue) and record.destination in {WASTE, RETURN}:
            return
        if delivery.use_by is not None and delivery.use_by < entry.day:
            evidence.issued_after_use_by.append(Aged(record, delivery, (entry.day - delivery.use_by).days))
            return
        limit = self._limit(entry)
        days = (entry.day - delivery.day).days
        if limit is not None and days > limit and delivery.row not in self.reported:
            self.reported.add(delivery.row)
            evidence.kept_too_long.append(Aged(record, delivery, days))

    def _limit(self, entry: ItemDay) -> int | None:
        """How many days the item may lie: its 保质期天数, else for 鲜活 the parameter 鲜活存放天数."""
        if self.item.shelf_days is not None:
            return self.item.shelf_days
        if self.item.perishable != YES:
            return None
        allowed = self.book.parameter(FRESH_DAYS, entry.day)
        return int(allowed.number) if allowed is not None and allowed.number is not None else None

"""The stock ledger: every item, every day, in quantity and in money. Opening + in − out = closing, to the fen.

Two passes over an item. The first sees quantities only: it finds who overdraws and what a count differs by. The second gives the values, by one of
the three methods of ``macros_py.valuation``; it stops for good at the first day that cannot be valued.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from macros_py.blocked import EVERYTHING
from macros_py.movements import ItemDay, ItemHistory, TakenBack, histories
from macros_py.valuation import METHODS, MonthAhead, MovingAverage, Paid, UnpricedError
from validation.evidence import CountDifference, Evidence, Overdraft
from validation.money import rounded_quotient, shares
from validation.months import month_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros_py.blocked import Blocked
    from validation.book import Book
    from validation.register import Register

RowKey = tuple[str, int]
"""A row of the workbook: table and sheet row."""


@dataclass(slots=True)
class DayBalance:
    """An item at the end of a day: what was drawn and counted that day, and what is left. Thousandths and fen.

    ``difference``: counted less booked, 0 without a count; ``count_value`` is its value, negative for a shortage.
    """

    entry: ItemDay
    quantity: int
    value: int = 0
    difference: int = 0
    count_value: int = 0
    valued: bool = False


@dataclass(slots=True)
class ItemLedger:
    """One item's book: opening quantity and value, and its days in order. ``sound_until`` is the last day that could be valued, if not all."""

    item: str
    quantity: int
    value: int
    days: list[DayBalance]
    history: ItemHistory

    def closing(self, month: str) -> tuple[int, int]:
        """Quantity and value at the end of a month."""
        quantity, value = self.quantity, self.value
        for day in self.days:
            if month_of(day.entry.day) > month:
                break
            quantity, value = day.quantity, day.value
        return quantity, value


@dataclass
class Ledger:
    """All items, and the value of every row: of an issue what it was charged, of a correction what came back (negative)."""

    items: dict[str, ItemLedger] = field(default_factory=dict)
    values: dict[RowKey, int] = field(default_factory=dict)
    quantities: dict[RowKey, int] = field(default_factory=dict)
    months: tuple[str, ...] = ()

    def value(self, record: Register) -> int:
        """What a row of 出库 or 易耗品领用 is worth (0 for one that could not be valued)."""
        return self.values.get((record.table, record.row), 0)


def run(book: Book, blocked: Blocked, evidence: Evidence) -> Ledger:
    """Keep the ledger of every item. What goes wrong is put into ``evidence``, and refuses the item in ``blocked``."""
    ledger = Ledger(months=book.settings.months)
    method = METHODS.get(book.settings.method or "")
    if method is None:
        blocked.refuse_item(EVERYTHING, EVERYTHING, "设置里的计价方法没有填写或无法读取")
    for item, history in histories(book, blocked).items():
        opening = (sum(quantity for quantity, _ in history.opening), sum(amount for _, amount in history.opening))
        kept = ItemLedger(item, *opening, days=[], history=history)
        ledger.items[item] = kept
        for record in history.unmatched:
            evidence.unmatched_corrections.append(record)
            blocked.refuse_item(item, month_of(getattr(record, "day")), f"{record.table}第 {record.row} 行：红字找不到被冲的行")  # noqa: B009 - any register
        _count_quantities(kept, blocked, evidence)
        if method is not None:
            _Valuation(kept, ledger, method()).run(blocked, evidence)
    return ledger


def _count_quantities(kept: ItemLedger, blocked: Blocked, evidence: Evidence) -> None:
    """The quantities of every day; overdrafts and count differences go into the evidence."""
    stock = kept.quantity
    short = False
    for entry in kept.history.days.values():
        available = stock + sum(line.quantity for line in entry.receipts)
        available += sum(back.quantity for back in entry.taken_back if back.original.day < entry.day)
        stock = available - sum(draw.quantity for draw in entry.draws)
        stock += sum(back.quantity for back in entry.taken_back if back.original.day == entry.day)
        if stock < 0 and not short:
            overdraft = _overdraft(entry, available)
            evidence.overdrafts.append(overdraft)
            record = overdraft.record
            blocked.refuse_item(kept.item, month_of(entry.day), f"{record.table}第 {record.row} 行：{kept.item} 库存不够出库")
        short = stock < 0
        balance = DayBalance(entry, stock)
        if entry.count is not None:
            evidence.count_differences.append(CountDifference(entry.count, stock, entry.counted))
            balance.difference = entry.counted - stock
            balance.quantity = stock = entry.counted
            short = False
        kept.days.append(balance)


def _overdraft(entry: ItemDay, available: int) -> Overdraft:
    """The first row of the sheet that takes more than is left, with what was there before it."""
    reversals = [line for line in entry.receipts if line.quantity < 0]
    if available < 0 and reversals:
        return Overdraft(reversals[-1].record, available - reversals[-1].quantity, -reversals[-1].quantity)
    had = available
    for draw in entry.draws:
        if draw.quantity > had:
            return Overdraft(draw.record, had, draw.quantity)
        had -= draw.quantity
    return Overdraft(entry.draws[-1].record, had, entry.draws[-1].quantity)


class _Valuation:
    """The second pass over one item."""

    def __init__(self, kept: ItemLedger, ledger: Ledger, method: MovingAverage) -> None:
        self.kept = kept
        self.ledger = ledger
        self.method = method
        self.last_paid: Paid | None = None
        self.taken_back: dict[RowKey, int] = {}

    def run(self, blocked: Blocked, evidence: Evidence) -> None:
        """Value day after day, as far as the item is not refused."""
        for quantity, amount in self.kept.history.opening:
            self.method.receive(quantity, amount)
        for month, days in _by_month(self.kept.days):
            if blocked.item(self.kept.item, month):
                return
            self.method.begin_month(_month_ahead(days, self.method.quantity))
            for day in days:
                try:
                    self._value_day(day)
                except UnpricedError:
                    count = day.entry.count
                    if count is not None:
                        evidence.unpriced_counts.append(count)
                        blocked.refuse_item(self.kept.item, month, f"盘点第 {count.row} 行：{self.kept.item} 盘盈没有价格可用")
                    return
                day.value = self.method.value
                day.valued = True
            if not self.method.quantity and self.method.value:
                self._refuse_residue(days, month, blocked, evidence)
                return

    def _value_day(self, day: DayBalance) -> None:
        entry, method = day.entry, self.method
        self.last_paid = _last_paid(entry) or self.last_paid
        for line in (*entry.receipts, *entry.direct):
            self._note(line.record, line.quantity, line.amount)
        today = [line for line in entry.receipts if line.came is None or line.came == entry.day]
        if today:
            method.receive(sum(line.quantity for line in today), sum(line.amount for line in today), entry.day)
        self._take_back(entry, earlier=True)
        for line in entry.receipts:
            if line.came is not None and line.came < entry.day:
                method.send_back(-line.quantity, -line.amount, line.came)
        if entry.draws:
            rows = sorted(entry.draws, key=lambda draw: draw.share_key)
            total = method.draw(sum(draw.quantity for draw in rows))
            for draw, value in zip(rows, shares(total, [draw.quantity for draw in rows]), strict=True):
                self._note(draw.record, draw.quantity, value)
        self._take_back(entry, earlier=False)
        if day.difference < 0:
            day.count_value = -method.lose(-day.difference)
        elif day.difference > 0:
            day.count_value = method.find(day.difference, self.last_paid)

    def _take_back(self, entry: ItemDay, *, earlier: bool) -> None:
        """Issues reversed today come back at the value they were charged: earlier ones before today's issues, today's after them."""
        for back in entry.taken_back:
            if (back.original.day < entry.day) is earlier:
                value = self._value_taken_back(back)
                self.method.take_back(back.quantity, value, this_month=month_of(back.original.day) == month_of(entry.day))
                self._note(back.record, -back.quantity, -value)

    def _value_taken_back(self, back: TakenBack) -> int:
        """The reversed part's share of the row's value; several parts of one row add up to the whole."""
        key = (back.original.table, back.original.row)
        whole, quantity = self.ledger.values[key], self.ledger.quantities[key]
        before = self.taken_back.get(key, 0)
        self.taken_back[key] = before + back.quantity
        return rounded_quotient(whole * (before + back.quantity), quantity) - rounded_quotient(whole * before, quantity)

    def _note(self, record: Register, quantity: int, value: int) -> None:
        self.ledger.values[record.table, record.row] = value
        self.ledger.quantities[record.table, record.row] = quantity

    def _refuse_residue(self, days: list[DayBalance], month: str, blocked: Blocked, evidence: Evidence) -> None:
        """Money left at the end of a month where nothing is left: a reversal took a price that the stock never had."""
        reversals = [line.record for day in days for line in day.entry.receipts if line.quantity < 0]
        evidence.unmatched_corrections.extend(reversals[-1:])
        blocked.refuse_item(self.kept.item, month, f"{self.kept.item} 红字冲销后数量为零而金额不为零")


def _by_month(days: list[DayBalance]) -> Iterator[tuple[str, list[DayBalance]]]:
    months: dict[str, list[DayBalance]] = defaultdict(list)
    for day in days:
        months[month_of(day.entry.day)].append(day)
    yield from months.items()


def _month_ahead(days: list[DayBalance], opening: int) -> MonthAhead:
    """What the month brings into stock, and how many draws it takes until nothing is left at its end."""
    draws = sum((1 if day.entry.draws else 0) + (1 if day.difference < 0 else 0) for day in days)
    receipts = [line for day in days for line in day.entry.receipts]
    left = days[-1].quantity if days else opening
    return MonthAhead(
        sum(line.quantity for line in receipts), sum(line.amount for line in receipts), draws if draws and left == 0 else None
    )


def _last_paid(entry: ItemDay) -> Paid | None:
    """The price of the day's last accepted line by 单号, 直出 included."""
    lines = [line for line in (*entry.receipts, *entry.direct) if line.quantity > 0]
    if not lines:
        return None
    last = max(lines, key=lambda line: (line.record.slip or "", line.quantity, line.amount))
    return Paid(last.amount, last.quantity)

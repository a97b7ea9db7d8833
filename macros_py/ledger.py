"""The stock ledger: every item, every day, in quantity and in money. Opening + in − out = closing, to the fen.

Two passes over an item. The first sees quantities only: it finds who overdraws and what a count differs by. The second gives the values, by one of
the three methods of ``macros_py.valuation``; it stops for good at the first month that is refused or day that cannot be valued.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from macros_py.blocked import EVERYTHING
from macros_py.movements import Draw, ItemDay, ItemHistory, TakenBack, histories
from macros_py.valuation import METHODS, MonthAhead, MovingAverage, Paid, UnpricedError
from validation.evidence import CountDifference, Evidence, Overdraft
from validation.money import rounded_quotient, shares
from validation.months import month_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros_py.blocked import Blocked
    from validation.book import Book
    from validation.register import Register
    from validation.registers import StockCount

RowKey = tuple[str, int]
"""A row of the workbook: table and sheet row."""


@dataclass(slots=True)
class DayBalance:
    """An item at the end of a day: what was drawn and counted that day, and what is left. Thousandths and fen.

    ``issued`` is what the day's issues take together. Where more was issued than was there, but enough of it reversed the same day, ``apart`` is
    set, and what was reversed is no part of ``issued``: it never left. ``charged`` is the value of each of the day's draws. ``difference``: counted less booked, 0 without a count;
    ``count_value`` is its value, negative for a shortage.
    """

    entry: ItemDay
    quantity: int
    issued: int
    apart: bool
    charged: list[int]
    value: int = 0
    difference: int = 0
    count_value: int = 0
    valued: bool = False


@dataclass(slots=True)
class ItemLedger:
    """One item's book: opening quantity and value, and its days in order."""

    item: str
    quantity: int
    value: int
    days: list[DayBalance]
    history: ItemHistory


@dataclass
class Ledger:
    """All items, and the value of every row: of an issue what it was charged, of a correction what came back (negative)."""

    items: dict[str, ItemLedger] = field(default_factory=dict)
    values: dict[RowKey, int] = field(default_factory=dict)
    months: tuple[str, ...] = ()

    def value(self, record: Register) -> int:
        """What a row of 出库 or 易耗品领用 is worth (0 for one that could not be valued)."""
        return self.values.get((record.table, record.row), 0)


def run(book: Book, blocked: Blocked, evidence: Evidence) -> Ledger:
    """Keep the ledger of every item. What goes wrong is put into ``evidence``, and refuses the item in ``blocked``."""
    ledger = Ledger(months=book.settings.months)
    method = METHODS.get(book.settings.method or "")
    for item, history in histories(book, blocked).items():
        opening = (sum(quantity for quantity, _ in history.opening), sum(amount for _, amount in history.opening))
        kept = ItemLedger(item, *opening, days=[], history=history)
        ledger.items[item] = kept
        for record in history.unmatched:
            evidence.unmatched_corrections.append(record)
            blocked.refuse_item(item, month_of(record.day), f"{record.table}第 {record.row} 行：红字找不到被冲的行")
        _count_quantities(kept, blocked, evidence)
        if method is not None:
            _Valuation(kept, ledger, method(), blocked, evidence).run()
    if method is None:
        blocked.refuse_item(EVERYTHING, EVERYTHING, "设置里的计价方法没有填写或无法读取")
    return ledger


def _count_quantities(kept: ItemLedger, blocked: Blocked, evidence: Evidence) -> None:
    """The quantities of every day; overdrafts and count differences go into the evidence, unless a blocked row may be what explains them."""
    stock = kept.quantity
    short = False
    for entry in kept.history.days.values():
        available = stock
        for line in entry.receipts:
            available += line.quantity
        issued = undone = 0
        for draw in entry.draws:
            issued += draw.quantity
        for back in entry.taken_back:
            if back.original.day < entry.day:
                available += back.quantity
            else:
                undone += back.quantity
        stock = available - issued + undone
        month = month_of(entry.day)
        if stock < 0 and not short and not blocked.may_hold_more(kept.item, month):
            overdraft = _overdraft(entry, available)
            evidence.overdrafts.append(overdraft)
            record = overdraft.record
            blocked.refuse_item(kept.item, month, f"{record.table}第 {record.row} 行：{kept.item} 库存不够出库")
        short = stock < 0
        apart = issued > available
        balance = DayBalance(entry, stock, issued - undone if apart else issued, apart, [0] * len(entry.draws))
        if entry.count is not None:
            if not blocked.item(kept.item, month):
                evidence.count_differences.append(CountDifference(entry.count, stock, entry.counted))
            balance.difference = entry.counted - stock
            balance.quantity = stock = entry.counted
            short = False
        kept.days.append(balance)


def _overdraft(entry: ItemDay, available: int) -> Overdraft:
    """The first row of the sheet that takes more than is left, with what was there before it."""
    if available < 0:
        last = [line for line in entry.receipts if line.quantity < 0][-1]
        return Overdraft(last.record, available - last.quantity, -last.quantity)
    undone: Counter[RowKey] = Counter()
    for back in entry.todays_back:
        undone[back.original.table, back.original.row] += back.quantity
    had = available
    wanted = ((draw.record, draw.quantity - undone[draw.record.table, draw.record.row]) for draw in entry.draws)
    record, quantity = next(wanted)
    while quantity <= had:
        had -= quantity
        record, quantity = next(wanted)
    return Overdraft(record, had, quantity)


class _Valuation:
    """The second pass over one item."""

    def __init__(self, kept: ItemLedger, ledger: Ledger, method: MovingAverage, blocked: Blocked, evidence: Evidence) -> None:
        self.kept = kept
        self.ledger = ledger
        self.method = method
        self.blocked = blocked
        self.evidence = evidence
        self.last_paid: Paid | None = None
        self.taken_back: dict[RowKey, int] = {}

    def run(self) -> None:
        """Value day after day, as far as the item is not refused."""
        for quantity, amount in self.kept.history.opening:
            self.method.receive(quantity, amount)
        for month, days in _by_month(self.kept.days).items():
            if self.blocked.item(self.kept.item, month):
                return
            self.method.begin_month(_month_ahead(days))
            for day in days:
                if not self._value_day(day):
                    return
                day.value = self.method.value
                day.valued = True
            if not self.method.quantity and self.method.value:
                self._refuse_residue(days, month)
                return

    def _value_day(self, day: DayBalance) -> bool:
        """Whether the day could be valued."""
        entry, method = day.entry, self.method
        if entry.receipts or entry.direct:
            self._receive(entry)
        if entry.taken_back:
            self._take_back(entry, entry.earlier_back)
        if entry.receipts:
            for line in entry.sent_back:
                method.send_back(-line.quantity, -line.amount, line.came or entry.day)
        if entry.draws:
            self._draw(day)
        if entry.taken_back and not day.apart:
            self._take_back(entry, entry.todays_back)
        return entry.count is None or self._settle_count(day, entry.count)

    def _receive(self, entry: ItemDay) -> None:
        """The day's receipts, less what was reversed of them the same day, are one."""
        self.last_paid = _last_paid(entry) or self.last_paid
        if arrivals := entry.arrivals:
            self.method.receive(sum([line.quantity for line in arrivals]), sum([line.amount for line in arrivals]), entry.day)

    def _draw(self, day: DayBalance) -> None:
        """All issues of the day are valued together, and their value is shared among them."""
        draws = day.entry.draws
        if day.apart:
            day.charged = self._drawn_apart(day)
        elif len(draws) == 1:
            day.charged = [self.method.draw(day.issued)]
        else:
            day.charged = _shared(self.method.draw(day.issued), draws, [draw.quantity for draw in draws])
        for draw, value in zip(draws, day.charged, strict=True):
            self._note(draw.record, value)

    def _drawn_apart(self, day: DayBalance) -> list[int]:
        """The same, where some of what was issued never left."""
        draws = day.entry.draws
        never_left = self._set_apart(day.entry)
        apart = [never_left.get((draw.record.table, draw.record.row), (0, 0)) for draw in draws]
        left = [draw.quantity - quantity for draw, (quantity, _) in zip(draws, apart, strict=True)]
        parts = _shared(self.method.draw(day.issued), draws, left) if day.issued else left
        return [part + value for part, (_, value) in zip(parts, apart, strict=True)]

    def _set_apart(self, entry: ItemDay) -> dict[RowKey, tuple[int, int]]:
        """What was reversed the same day: both rows bear its worth at the unit cost. Quantity and value, by row reversed."""
        found: dict[RowKey, tuple[int, int]] = {}
        for back in entry.todays_back:
            key = (back.original.table, back.original.row)
            value = self.method.worth(back.quantity)
            self._note(back.record, -value)
            quantity, before = found.get(key, (0, 0))
            found[key] = (quantity + back.quantity, before + value)
            self.taken_back[key] = quantity + back.quantity
        return found

    def _take_back(self, entry: ItemDay, backs: list[TakenBack]) -> None:
        """The issues reversed come back together, at the values they were charged: earlier days' before today's issues, today's after them."""
        quantity = value = own_quantity = own_value = 0
        for back in backs:
            worth = self._value_taken_back(back)
            self._note(back.record, -worth)
            quantity += back.quantity
            value += worth
            if month_of(back.original.day) == month_of(entry.day):
                own_quantity += back.quantity
                own_value += worth
        if backs:
            self.method.take_back(quantity, value, own=(own_quantity, own_value))

    def _value_taken_back(self, back: TakenBack) -> int:
        """The reversed part's share of the row's value; several parts of one row add up to the whole."""
        key = (back.original.table, back.original.row)
        charged = self.ledger.values[key]
        before = self.taken_back.get(key, 0)
        self.taken_back[key] = before + back.quantity
        return rounded_quotient(charged * (before + back.quantity), back.whole) - rounded_quotient(charged * before, back.whole)

    def _settle_count(self, day: DayBalance, count: StockCount) -> bool:
        """Give the difference its value. Returns whether there was a price to value a surplus by."""
        if day.difference < 0:
            day.count_value = -self.method.lose(-day.difference)
        elif day.difference > 0:
            try:
                day.count_value = self.method.find(day.difference, self.last_paid)
            except UnpricedError:
                self.evidence.unpriced_counts.append(count)
                why = f"盘点第 {count.row} 行：{self.kept.item} 盘盈没有价格可用"
                self.blocked.refuse_item(self.kept.item, month_of(day.entry.day), why)
                return False
        return True

    def _note(self, record: Register, value: int) -> None:
        self.ledger.values[record.table, record.row] = value

    def _refuse_residue(self, days: list[DayBalance], month: str) -> None:
        """Money left at the end of a month where nothing is left: a reversal took a price that the stock never had."""
        reversals = [line.record for day in days for line in day.entry.receipts if line.quantity < 0]
        self.evidence.unmatched_corrections.extend(reversals[-1:])
        self.blocked.refuse_item(self.kept.item, month, f"{self.kept.item} 红字冲销后数量为零而金额不为零")


def _shared(total: int, draws: list[Draw], quantities: list[int]) -> list[int]:
    """A value shared among a day's draws by their quantities, one after the other in the order of the vocabulary."""
    order = sorted(range(len(draws)), key=lambda place: draws[place].share_key)
    parts = [0] * len(draws)
    for place, part in zip(order, shares(total, [quantities[place] for place in order]), strict=True):
        parts[place] = part
    return parts


def _by_month(days: Iterable[DayBalance]) -> dict[str, list[DayBalance]]:
    months: dict[str, list[DayBalance]] = defaultdict(list)
    for day in days:
        months[month_of(day.entry.day)].append(day)
    return months


def _month_ahead(days: list[DayBalance]) -> MonthAhead:
    """What the month brings into stock, and how many draws it takes until nothing is left at its end."""
    draws = quantity = amount = 0
    for day in days:
        draws += (day.issued > 0) + (day.difference < 0)
        for line in day.entry.receipts:
            quantity += line.quantity
            amount += line.amount
    return MonthAhead(quantity, amount, draws if draws and not days[-1].quantity else None)


def _last_paid(entry: ItemDay) -> Paid | None:
    """The price of the day's last accepted line by 单号, 直出 included."""
    lines = [line for line in (*entry.receipts, *entry.direct) if line.quantity > 0]
    if not lines:
        return None
    last = max(lines, key=lambda line: (line.record.slip or "", line.quantity, line.amount))
    return Paid(last.amount, last.quantity)

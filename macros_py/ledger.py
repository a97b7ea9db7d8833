"""The stock ledger: every item, every day, in quantity and in money. Opening + in − out = closing, to the fen.

Two passes over an item. The first sees quantities only: it finds who overdraws and what a count differs by. The second gives the values, by one of
the three methods of ``macros_py.valuation``; it stops for good at the first month that is refused or day that cannot be valued.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from macros_py.blocked import EVERYTHING
from macros_py.movements import Draw, ItemDay, ItemHistory, TakenBack, histories
from macros_py.valuation import METHODS, MonthAhead, MovingAverage, Paid, UnpricedError
from validation.evidence import CountDifference, Evidence, Overdraft
from validation.money import rounded_quotient, shares
from validation.months import month_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from macros_py.blocked import Blocked
    from validation.book import Book
    from validation.register import Register
    from validation.registers import ConsumableIssue, Issue, StockCount

RowKey = tuple[str, int]
"""A row of the workbook: table and sheet row."""


@dataclass(slots=True)
class ItemLedger:
    """One item's book: opening quantity and value, and what happened to it."""

    item: str
    quantity: int
    value: int
    history: ItemHistory

    @property
    def days(self) -> list[ItemDay]:
        """Its days in order."""
        return list(self.history.days.values())

    def before(self, month: str) -> tuple[int, int]:
        """Quantity and value at the start of a month."""
        earlier = [days for name, days in self.history.months.items() if name < month]
        return (earlier[-1][-1].quantity, earlier[-1][-1].value) if earlier else (self.quantity, self.value)

    def value_of(self, record: Issue | ConsumableIssue) -> int:
        """What a row that issues is worth by now; 0 for one that was not valued yet."""
        entry = self.history.days[record.day]
        return next((value for draw, value in zip(entry.draws, entry.charged, strict=False) if draw.record is record), 0)


@dataclass
class Ledger:
    """All items, and the months of the book."""

    items: dict[str, ItemLedger] = field(default_factory=dict)
    months: tuple[str, ...] = ()

    @cached_property
    def values(self) -> dict[RowKey, int]:
        """What every row of 出库 and 易耗品领用 is worth that could be valued; negative for one that takes back."""
        found: dict[RowKey, int] = {}
        for day in (day for kept in self.items.values() for day in kept.days):
            found |= {_key(draw.record): value for draw, value in zip(day.draws, day.charged, strict=False)}
            found |= {_key(back.record): value for back, value in zip(day.taken_back, day.brought_back, strict=False)}
        return found

    def value(self, record: Register) -> int:
        """What a row of 出库 or 易耗品领用 is worth (0 for one that could not be valued)."""
        return self.values.get(_key(record), 0)


def run(book: Book, blocked: Blocked, evidence: Evidence, then: Callable[[ItemLedger], None] | None = None) -> Ledger:
    """Keep the ledger of every item. What goes wrong is put into ``evidence``, and refuses the item in ``blocked``.

    ``then`` is called with each item as soon as it is kept: what else is to be found out of its days is found while they are at hand.
    """
    ledger = Ledger(months=book.settings.months)
    method = METHODS.get(book.settings.method or "")
    for item, history in histories(book, blocked).items():
        opening = (sum(quantity for quantity, _ in history.opening), sum(amount for _, amount in history.opening))
        kept = ItemLedger(item, *opening, history)
        ledger.items[item] = kept
        for record in history.unmatched:
            evidence.unmatched_corrections.append(record)
            blocked.refuse_item(item, month_of(record.day), f"{record.table}第 {record.row} 行：红字找不到被冲的行")
        _count_quantities(kept, blocked, evidence)
        if method is not None:
            _Valuation(kept, method(), blocked, evidence).run()
        if then is not None:
            then(kept)
    if method is None:
        blocked.refuse_item(EVERYTHING, EVERYTHING, "设置里的计价方法没有填写或无法读取")
    return ledger


def _count_quantities(kept: ItemLedger, blocked: Blocked, evidence: Evidence) -> None:
    """The quantities of every day; overdrafts and count differences go into the evidence, unless a blocked row may be what explains them."""
    stock = kept.quantity
    short = False
    for month, days in kept.history.months.items():
        for entry in days:
            available = stock + entry.got
            issued = undone = 0
            for draw in entry.draws:
                issued += draw.quantity
            for back in entry.taken_back:
                if back.original.day < entry.day:
                    available += back.quantity
                else:
                    undone += back.quantity
            stock = available - issued + undone
            if stock < 0 and not short and not blocked.may_hold_more(kept.item, month):
                overdraft = _overdraft(entry, available)
                evidence.overdrafts.append(overdraft)
                record = overdraft.record
                blocked.refuse_item(kept.item, month, f"{record.table}第 {record.row} 行：{kept.item} 库存不够出库")
            short = stock < 0
            entry.issued = issued
            if issued > available:
                entry.apart, entry.issued = True, issued - undone
            if entry.count is not None:
                if not blocked.item(kept.item, month):
                    evidence.count_differences.append(CountDifference(entry.count, stock, entry.counted))
                entry.difference = entry.counted - stock
                stock = entry.counted
                short = False
            entry.quantity = stock


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

    def __init__(self, kept: ItemLedger, method: MovingAverage, blocked: Blocked, evidence: Evidence) -> None:
        self.kept = kept
        self.method = method
        self.blocked = blocked
        self.evidence = evidence
        self.taken_back: dict[RowKey, int] = {}

    def run(self) -> None:
        """Value day after day, as far as the item is not refused."""
        for quantity, amount in self.kept.history.opening:
            self.method.receive(quantity, amount)
        for month, days in self.kept.history.months.items():
            if self.blocked.item(self.kept.item, month):
                return
            if self.method.looks_ahead:
                self.method.begin_month(_month_ahead(days))
            if not self._value_month(days):
                return
            if not self.method.quantity and self.method.value:
                self._refuse_residue(days, month)
                return

    def _value_month(self, days: list[ItemDay]) -> bool:
        """Value the days of a month; whether all could be valued."""
        for entry in days:
            if entry.reverses or entry.taken_back:
                self._value_day_with_reversals(entry)
            else:
                if entry.receipts:
                    self.method.receive(entry.got, entry.paid, entry.day)
                if entry.draws:
                    self._draw(entry)
            if entry.count is not None and not self._settle_count(entry, entry.count):
                return False
            entry.value = self.method.value
            entry.valued = True
        return True

    def _value_day_with_reversals(self, entry: ItemDay) -> None:
        entry.brought_back = [0] * len(entry.taken_back)
        if arrivals := entry.arrivals:  # less what was reversed of them the same day, they are one
            self.method.receive(sum([line.quantity for line in arrivals]), sum([line.amount for line in arrivals]), entry.day)
        self._take_back(entry, entry.earlier_back)
        for line in entry.sent_back:
            self.method.send_back(-line.quantity, -line.amount, line.came or entry.day)
        if entry.draws:
            self._draw(entry)
        if not entry.apart:
            self._take_back(entry, entry.todays_back)

    def _draw(self, entry: ItemDay) -> None:
        """All issues of the day are valued together, and their value is shared among them."""
        if len(entry.draws) == 1 and not entry.apart:
            entry.charged = (self.method.draw(entry.issued),)
        elif entry.apart:
            entry.charged = self._drawn_apart(entry)
        else:
            entry.charged = _shared(self.method.draw(entry.issued), entry.draws, [draw.quantity for draw in entry.draws])

    def _drawn_apart(self, entry: ItemDay) -> list[int]:
        """The same, where some of what was issued never left."""
        draws = entry.draws
        never_left = self._set_apart(entry)
        apart = [never_left.get(_key(draw.record), (0, 0)) for draw in draws]
        left = [draw.quantity - quantity for draw, (quantity, _) in zip(draws, apart, strict=True)]
        parts = _shared(self.method.draw(entry.issued), draws, left) if entry.issued else left
        return [part + value for part, (_, value) in zip(parts, apart, strict=True)]

    def _set_apart(self, entry: ItemDay) -> dict[RowKey, tuple[int, int]]:
        """What was reversed the same day: both rows bear its worth at the unit cost. Quantity and value, by row reversed."""
        found: dict[RowKey, tuple[int, int]] = {}
        for back in entry.todays_back:
            key = _key(back.original)
            value = self.method.worth(back.quantity)
            _note(entry, back, -value)
            quantity, before = found.get(key, (0, 0))
            found[key] = (quantity + back.quantity, before + value)
            self.taken_back[key] = quantity + back.quantity
        return found

    def _take_back(self, entry: ItemDay, backs: list[TakenBack]) -> None:
        """The issues reversed come back together, at the values they were charged: earlier days' before today's issues, today's after them."""
        quantity = value = own_quantity = own_value = 0
        for back in backs:
            worth = self._value_taken_back(back)
            _note(entry, back, -worth)
            quantity += back.quantity
            value += worth
            if month_of(back.original.day) == month_of(entry.day):
                own_quantity += back.quantity
                own_value += worth
        if backs:
            self.method.take_back(quantity, value, own=(own_quantity, own_value))

    def _value_taken_back(self, back: TakenBack) -> int:
        """The reversed part's share of the row's value; several parts of one row add up to the whole."""
        key = _key(back.original)
        charged = self.kept.value_of(back.original)
        before = self.taken_back.get(key, 0)
        self.taken_back[key] = before + back.quantity
        return rounded_quotient(charged * (before + back.quantity), back.whole) - rounded_quotient(charged * before, back.whole)

    def _settle_count(self, day: ItemDay, count: StockCount) -> bool:
        """Give the difference its value. Returns whether there was a price to value a surplus by."""
        if day.difference < 0:
            day.count_value = -self.method.lose(-day.difference)
        elif day.difference > 0:
            try:
                day.count_value = self.method.find(day.difference, _last_paid(self.kept, day))
            except UnpricedError:
                self.evidence.unpriced_counts.append(count)
                why = f"盘点第 {count.row} 行：{self.kept.item} 盘盈没有价格可用"
                self.blocked.refuse_item(self.kept.item, month_of(day.day), why)
                return False
        return True

    def _refuse_residue(self, days: list[ItemDay], month: str) -> None:
        """Money left at the end of a month where nothing is left: a reversal took a price that the stock never had."""
        reversals = [line.record for day in days for line in day.receipts if line.quantity < 0]
        self.evidence.unmatched_corrections.extend(reversals[-1:])
        self.blocked.refuse_item(self.kept.item, month, f"{self.kept.item} 红字冲销后数量为零而金额不为零")


def _key(record: Register) -> RowKey:
    return record.table, record.row


def _note(entry: ItemDay, back: TakenBack, value: int) -> None:
    """Keep what a row that is taken back is worth."""
    values = list(entry.brought_back)
    values[next(place for place, each in enumerate(entry.taken_back) if each is back)] = value
    entry.brought_back = values


def _shared(total: int, draws: Sequence[Draw], quantities: list[int]) -> list[int]:
    """A value shared among a day's draws by their quantities, one after the other in the order of the vocabulary."""
    order = sorted(range(len(draws)), key=lambda place: draws[place].share_key)
    parts = [0] * len(draws)
    for place, part in zip(order, shares(total, [quantities[place] for place in order]), strict=True):
        parts[place] = part
    return parts


def _month_ahead(days: list[ItemDay]) -> MonthAhead:
    """What the month brings into stock, and how many draws it takes until nothing is left at its end."""
    draws = quantity = amount = 0
    for day in days:
        draws += (day.issued > 0) + (day.difference < 0)
        quantity += day.got
        amount += day.paid
    return MonthAhead(quantity, amount, draws if draws and not days[-1].quantity else None)


def _last_paid(kept: ItemLedger, until: ItemDay) -> Paid | None:
    """The last price paid up to a day: of that day's last accepted line by 单号, 直出 included."""
    for entry in reversed(kept.history.days.values()):
        lines = [line for line in (*entry.receipts, *entry.direct) if line.quantity > 0] if entry.day <= until.day else ()
        if lines:
            last = max(lines, key=lambda line: (line.record.slip or "", line.quantity, line.amount))
            return Paid(last.amount, last.quantity)
    return None

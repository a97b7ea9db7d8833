"""The stock ledger: every item, every day, in quantity and in money. Opening + in − out = closing, to the fen.

Two passes over an item. The first sees quantities only: it finds who overdraws and what a count differs by. The second gives the values, by one of
the three methods of ``macros_py.valuation``; it stops for good at the first month that is refused or day that cannot be valued.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from macros_py.blocked import EVERYTHING
from macros_py.history import ItemDay, ItemHistory, TakenBack
from macros_py.movements import histories
from macros_py.valuation import METHODS, BelowZeroError, MonthAhead, MovingAverage, Paid, UnpricedError
from validation.evidence import CountDifference, Evidence, Leftover, Overdraft
from validation.money import rounded_quotient, shares
from validation.months import month_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from macros_py.blocked import Blocked
    from validation.book import Book
    from validation.register import Register
    from validation.registers import ConsumableIssue, Issue

RowKey = tuple[str, int]
"""A row of the workbook: table and sheet row."""


class ItemLedger:
    """One item's book: opening quantity and value, what happened to it, and what is left at the end: its layers for 先进先出, else one.

    ``left`` stays empty where not all could be valued.
    """

    def __init__(self, item: str, quantity: int, value: int, history: ItemHistory) -> None:
        self.item = item
        self.quantity = quantity
        self.value = value
        self.history = history
        self.left: list[tuple[int, int]] = []

    @property
    def days(self) -> list[ItemDay]:
        """Its days in order."""
        return [ItemDay(self.history, place) for place in range(len(self.history.days))]

    def before(self, month: str) -> tuple[int, int]:
        """Quantity and value at the start of a month."""
        ends = [days[-1] for name, days in self.history.months.items() if name < month]
        return (self.history.quantity[ends[-1]], self.history.value[ends[-1]]) if ends else (self.quantity, self.value)

    def value_of(self, record: Issue | ConsumableIssue) -> int:
        """What a row that issues is worth by now; 0 for one that was not valued yet."""
        day = ItemDay(self.history, bisect_left(self.history.days, record.day))
        return next(value for draw, value in zip(day.draws, day.charged, strict=True) if draw.record is record)


class Ledger:
    """All items, and the months of the book."""

    def __init__(self, months: tuple[str, ...] = ()) -> None:
        self.items: dict[str, ItemLedger] = {}
        self.months = months

    @cached_property
    def values(self) -> dict[RowKey, int]:
        """What every row of 出库 and 易耗品领用 is worth, 0 if it could not be valued; negative for one that takes back."""
        found: dict[RowKey, int] = {}
        for day in (day for kept in self.items.values() for day in kept.days):
            found |= {_key(draw.record): value for draw, value in zip(day.draws, day.charged, strict=True)}
            found |= {_key(back.record): value for back, value in zip(day.taken_back, day.brought_back, strict=True)}
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
    history = kept.history
    days, got, issued, left = history.days, history.got, history.issued, history.quantity
    counts, taken_back = history.counts, history.taken_back
    uncommon = {bisect_left(days, day) for day in (*counts, *taken_back)}
    stock = kept.quantity
    short = False
    for month, places in history.months.items():
        for place in places:
            available = stock + got[place]
            left[place] = stock = available - issued[place]
            if stock >= 0 and place not in uncommon:
                short = False
                continue
            if days[place] in taken_back:
                available, stock = _undo(ItemDay(history, place), available)
            if stock < 0 and not short and not blocked.may_hold_more(kept.item, month):
                overdraft = _overdraft(ItemDay(history, place), available)
                evidence.overdrafts.append(overdraft)
                record = overdraft.record
                blocked.refuse_item(kept.item, month, f"{record.table}第 {record.row} 行：{kept.item} 库存不够出库")
            short = stock < 0
            if days[place] in counts:
                count = counts[days[place]]
                if not blocked.item(kept.item, month):
                    evidence.count_differences.append(CountDifference(count.rows, count.place, stock, count.quantity))
                if count.quantity != stock:
                    history.differences[place] = count.quantity - stock
                stock = count.quantity
                short = False
            left[place] = stock


def _undo(day: ItemDay, available: int) -> tuple[int, int]:
    """What is available, and what is left in the end, on a day that takes issues back. Where more was issued than was there, the day is set apart."""
    available += sum(back.quantity for back in day.earlier_back)
    undone = sum(back.quantity for back in day.todays_back)
    stock = available - day.issued + undone
    if day.issued > available:
        day.history.apart.add(day.place)
        day.history.issued[day.place] -= undone
    return available, stock


def _overdraft(day: ItemDay, available: int) -> Overdraft:
    """The first row of the sheet that takes more than is left, with what was there before it."""
    if available < 0:
        last = [line for line in day.receipts if line.quantity < 0][-1]
        return Overdraft(last.record, available - last.quantity, -last.quantity)
    undone: Counter[RowKey] = Counter()
    for back in day.todays_back:
        undone[back.original.table, back.original.row] += back.quantity
    had = available
    wanted = ((draw.record, draw.quantity - undone[draw.record.table, draw.record.row]) for draw in day.draws)
    record, quantity = next(wanted)
    while quantity <= had:
        had -= quantity
        record, quantity = next(wanted)
    return Overdraft(record, had, quantity)


class _Valuation:
    """The second pass over one item."""

    def __init__(self, kept: ItemLedger, method: MovingAverage, blocked: Blocked, evidence: Evidence) -> None:
        self.kept = kept
        self.history = kept.history
        self.method = method
        self.blocked = blocked
        self.evidence = evidence
        self.taken_back: dict[RowKey, int] = {}

    def run(self) -> None:
        """Value day after day, as far as the item is not refused."""
        for quantity, amount in self.history.opening:
            self.method.receive(quantity, amount)
        for month, places in self.history.months.items():
            if self.blocked.item(self.kept.item, month):
                return
            try:
                if self.method.looks_ahead:
                    self.method.begin_month(_month_ahead(self.history, places))
                if not self._value_days(places):
                    return
            except BelowZeroError as goods:
                self._refuse_leftover(month, goods.quantity, goods.value)
                return
            if self._is_left_over(places):
                self._refuse_leftover(month, self.method.quantity, self.method.value)
                return
        self.kept.left = self.method.left()

    def _value_days(self, places: range) -> bool:
        """Value the days of a month; whether all could be valued."""
        method, history = self.method, self.history
        got, paid, issued, first = history.got, history.paid, history.issued, history.first_draw
        days, charged, value = history.days, history.draws.charged, history.value
        reversing, differences, receive, draw = history.reversing, history.differences, method.receive, method.draw
        place = places.start
        try:
            for place in places:
                if reversing and place in reversing:
                    self._value_day_with_reversals(ItemDay(history, place))
                else:
                    if got[place] or paid[place]:
                        receive(got[place], paid[place], days[place])
                    if issued[place]:
                        start = first[place]
                        if first[place + 1] - start == 1:
                            charged[start] = draw(issued[place])
                        else:
                            self._share(place, draw(issued[place]))
                if differences and place in differences and not self._settle_count(ItemDay(history, place)):
                    return False
                value[place] = method.value
            place = places.stop
        finally:
            history.valued = place
        return True

    def _value_day_with_reversals(self, day: ItemDay) -> None:
        self.history.brought_back[day.place] = [0] * len(day.taken_back)
        if arrivals := day.arrivals:  # less what was reversed of them the same day, they are one
            self.method.receive(sum(line.quantity for line in arrivals), sum(line.amount for line in arrivals), day.day)
        self._take_back(day, day.earlier_back)
        for line in day.sent_back:
            self.method.send_back(-line.quantity, -line.amount, line.came or day.day)
        if day.place in self.history.apart:
            self._draw_apart(day)
            return
        if day.issued:
            self._share(day.place, self.method.draw(day.issued))
        self._take_back(day, day.todays_back)

    def _share(self, place: int, total: int) -> None:
        """All issues of a day are valued together, and their value is shared among them by their quantities, in the order of the vocabulary."""
        draws, first = self.history.draws, self.history.first_draw
        order = draws.share_order(first[place], first[place + 1])
        if isinstance(order, range):
            draws.charged[order.start : order.stop] = shares(total, draws.quantities[order.start : order.stop])
            return
        for each, part in zip(order, shares(total, [draws.quantities[each] for each in order]), strict=True):
            draws.charged[each] = part

    def _draw_apart(self, day: ItemDay) -> None:
        """The same, where some of what was issued never left."""
        draws, first = self.history.draws, self.history.first_draw
        never_left = self._set_apart(day)
        apart = {each: never_left.get(_key(draws.record(each)), (0, 0)) for each in range(first[day.place], first[day.place + 1])}
        order = draws.share_order(first[day.place], first[day.place + 1])
        left = [draws.quantities[each] - apart[each][0] for each in order]
        parts = shares(self.method.draw(day.issued), left) if day.issued else left
        for each, part in zip(order, parts, strict=True):
            draws.charged[each] = part + apart[each][1]

    def _set_apart(self, day: ItemDay) -> dict[RowKey, tuple[int, int]]:
        """What was reversed the same day: both rows bear its worth at the unit cost. Quantity and value, by row reversed."""
        found: dict[RowKey, tuple[int, int]] = {}
        for back in day.todays_back:
            key = _key(back.original)
            value = self.method.worth(back.quantity)
            self._note(day, back, -value)
            quantity, before = found.get(key, (0, 0))
            found[key] = (quantity + back.quantity, before + value)
            self.taken_back[key] = quantity + back.quantity
        return found

    def _take_back(self, day: ItemDay, backs: list[TakenBack]) -> None:
        """The issues reversed come back together, at the values they were charged: earlier days' before today's issues, today's after them."""
        quantity = value = own_quantity = own_value = 0
        for back in backs:
            worth = self._value_taken_back(back)
            self._note(day, back, -worth)
            quantity += back.quantity
            value += worth
            if month_of(back.original.day) == month_of(day.day):
                own_quantity += back.quantity
                own_value += worth
        if backs:
            self.method.take_back(quantity, value, own=(own_quantity, own_value))

    def _note(self, day: ItemDay, back: TakenBack, value: int) -> None:
        """Keep what a row that is taken back is worth."""
        place = next(place for place, each in enumerate(day.taken_back) if each is back)
        self.history.brought_back[day.place][place] = value

    def _value_taken_back(self, back: TakenBack) -> int:
        """The reversed part's share of the row's value; several parts of one row add up to the whole."""
        key = _key(back.original)
        charged = self.kept.value_of(back.original)
        before = self.taken_back.get(key, 0)
        self.taken_back[key] = before + back.quantity
        return rounded_quotient(charged * (before + back.quantity), back.whole) - rounded_quotient(charged * before, back.whole)

    def _settle_count(self, day: ItemDay) -> bool:
        """Give the difference its value. Returns whether there was a price to value a surplus by."""
        if day.difference < 0:
            self.history.count_values[day.place] = -self.method.lose(-day.difference)
            return True
        try:
            self.history.count_values[day.place] = self.method.find(day.difference, _last_paid(day))
        except UnpricedError:
            count = self.history.counts[day.day].record
            self.evidence.unpriced_counts.append(count)
            why = f"盘点第 {count.row} 行：{self.kept.item} 盘盈没有价格可用"
            self.blocked.refuse_item(self.kept.item, month_of(day.day), why)
            return False
        return True

    def _is_left_over(self, places: range) -> bool:
        """Whether a month ends with money and no goods, or, where purchases were reversed, with goods of less than no value."""
        method = self.method
        return (method.value != 0 and not method.quantity) or (method.value < 0 and bool(_reversals(self.history, places)))

    def _refuse_leftover(self, month: str, quantity: int, value: int) -> None:
        """A reversal took a price that the stock, already issued at another, did not have."""
        lines = self.history.lines
        reversals = _reversals(self.history, range(self.history.months[month].stop))
        if reversals:
            record = lines.rows.records[reversals[-1]]
            self.evidence.leftovers.append(Leftover(record, quantity, value))
        self.blocked.refuse_item(self.kept.item, month, f"{self.kept.item} 库里剩下的数量和金额对不上")


def _key(record: Register) -> RowKey:
    return record.table, record.row


def _month_ahead(history: ItemHistory, places: range) -> MonthAhead:
    """What the month brings into stock, and how many draws it takes until nothing is left at its end."""
    draws = sum((history.issued[place] > 0) + (history.differences.get(place, 0) < 0) for place in places)
    start, stop = places.start, places.stop
    empty_at_last = draws > 0 and not history.quantity[stop - 1]
    received, amount = sum(history.got[start:stop]), sum(history.paid[start:stop])
    return MonthAhead(received, amount, draws if empty_at_last else None, bool(_reversals(history, places)))


def _reversals(history: ItemHistory, places: range) -> list[int]:
    """The lines of some days that reverse a purchase into stock, by their places in 采购验收; in the order of days."""
    lines = history.lines
    if not lines.came:
        return []
    here = range(history.first_line[places.start], history.first_line[places.stop])
    return [lines.places[each] for each in here if lines.places[each] in lines.came and lines.meals[each] is None]


def _last_paid(until: ItemDay) -> Paid | None:
    """The last price paid up to a day: of that day's last accepted line by 单号, 直出 included."""
    for place in range(until.place, -1, -1):
        lines = [line for line in ItemDay(until.history, place).lines if line.quantity > 0]
        if lines:
            last = max(lines, key=lambda line: (line.record.slip or "", line.quantity, line.amount))
            return Paid(last.amount, last.quantity)
    return None

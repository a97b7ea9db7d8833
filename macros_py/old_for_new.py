"""以旧换新: an account of each department and item: what was drawn, what came back for it, what was waived, and what is owed since when."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from macros_py.counting_order import counting_order
from macros_py.drawn import drawn_by_departments
from macros_py.values import Value, total
from validation.corrections import old_pieces_to_reverse
from validation.money import rounded_quotient
from validation.months import month_of
from validation.registers import ConsumableIssue
from validation.registers.choices import FIRST_ISSUE, LOST, SCRAPPED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from macros_py.blocked import Blocked
    from macros_py.drawn import Drawn
    from macros_py.ledger import Ledger
    from validation.book import Book

Key: TypeAlias = tuple[str, str]
"""部门 and 品名."""
_OLD_PIECES = frozenset({"returned", "waiver"})
_STATE = frozenset({"old_state"})


class Debt(NamedTuple):
    """Old pieces that are still owed for one row of 易耗品领用: its sheet row, its day, and how many (thousandths)."""

    row: int
    day: date
    owed: int


class OldPieces(NamedTuple):
    """What a row of 易耗品领用 tells of the old pieces: its sheet row and day, what came back (base units), why not, and what the pieces are."""

    row: int
    day: date
    returned: int
    waiver: str | None
    state: str | None


class Account:
    """One department and item up to the end of a month: thousandths, and fen.

    ``waived`` by 免交理由. ``balances`` are, by sheet row, the day and what the row left owed (negative: what it gave back beyond what it drew), for rows
    that did not come out even. ``unread``: a row whose pieces, new or old, cannot be told, 0 if all can; ``unread_state``: one of which it
    is not known whether the old ones are scrap.
    """

    def __init__(self) -> None:
        self.held = 0
        self.drawn = 0
        self.returned = 0
        self.scrapped = 0
        self.waived: defaultdict[str, int] = defaultdict(int)
        self.amount: Value = 0
        self.balances: dict[int, tuple[date, int]] = {}
        self.unread = 0
        self.unread_state = 0

    @property
    def known(self) -> bool:
        """Whether the sums can be shown: the item is not refused, and the old pieces are certain."""
        return isinstance(self.amount, int) and not self.unread

    @property
    def waivers(self) -> int:
        """免交数."""
        return sum(self.waived.values())

    @property
    def first_issues(self) -> int:
        """首次领用数: waived because there was no old piece yet."""
        return self.waived[FIRST_ISSUE]

    @property
    def owed(self) -> int:
        """欠交数: drawn, neither given back nor waived; negative where more came back than was drawn."""
        return self.drawn - self.returned - self.waivers

    @property
    def in_use(self) -> int:
        """期末在用: what the department holds, old pieces that it owes included. What was lost and paid for is gone."""
        return self.held + self.drawn - self.returned - self.waived[LOST]

    @property
    def owed_value(self) -> int:
        """What is owed back, at the average ledger value of what the department drew of the item to date (fen); 0 where nothing is."""
        if not isinstance(self.amount, int) or self.drawn <= 0 or self.owed <= 0:
            return 0
        return rounded_quotient(self.amount * self.owed, self.drawn)

    def add(self, move: Drawn, told: OldPieces) -> None:
        """Add a row and what it tells of the old pieces; a 红字 takes back the like part of all that."""
        returned, waiver, state = told.returned, told.waiver, told.state
        waived = 0
        if waiver is not None:
            left = move.quantity - returned
            waived = max(left, 0) if move.quantity > 0 else min(left, 0)
            self.waived[waiver] += waived
        self.drawn += move.quantity
        self.returned += returned
        self.scrapped += returned if state == SCRAPPED else 0
        self.amount = total(self.amount, move.value)
        balance = move.quantity - returned - waived
        if balance:
            day, before = self.balances.get(told.row, (told.day, 0))
            self.balances[told.row] = day, before + balance

    def debts(self) -> list[Debt]:
        """What is still owed, the oldest first: what came back beyond its own row makes good the oldest debt. Empty where a row is ``unread``."""
        if self.unread:
            return []
        open_debts: deque[Debt] = deque()
        spare = 0
        for (day, balance), row in sorted((entry, row) for row, entry in self.balances.items()):
            if balance <= 0:
                spare -= balance
            else:
                open_debts.append(Debt(row, day, balance))
            while spare and open_debts:
                oldest = open_debts.popleft()
                paid = min(spare, oldest.owed)
                spare -= paid
                if oldest.owed > paid:
                    open_debts.appendleft(oldest._replace(owed=oldest.owed - paid))
        return list(open_debts)


def accounts(book: Book, blocked: Blocked, ledger: Ledger, month: str) -> dict[Key, Account]:
    """All accounts of the items that are traded in, up to the end of a month. An item refused in the month has no sums."""
    traded = [name for name, item in book.items.items() if item.needs_trade_in]
    found: defaultdict[Key, Account] = defaultdict(Account)
    wanted = set(traded)
    for opening in book.opening_in_use.with_values("department", "item", "quantity"):
        if opening.item in wanted:
            found[opening.department, opening.item].held += opening.quantity
    rows = book.consumable_issues
    days, brought, units, waivers, states = map(rows.column, ("day", "returned", "unit", "waiver", "old_state"))
    doubtful = bool(rows.unread or rows.absent)
    for item in traded:
        for move in drawn_by_departments(ledger.items[item].history, month):
            place = move.place
            account, row, returned = found[move.department, item], rows.numbers[place], brought[place]
            if move.red is not None:
                back = -old_pieces_to_reverse(book, move.red)
            else:
                back = book.units.base_quantity(item, returned, units[place]) or 0 if returned else 0
            account.add(move, OldPieces(row, days[place], back, waivers[place], states[place]))
            if (returned or 0) < 0 or (doubtful and rows.is_unread(place, _OLD_PIECES)):
                account.unread = account.unread or row
            if doubtful and rows.is_unread(place, _STATE):
                account.unread_state = account.unread_state or row
    _doubt(found, book, blocked, month)
    for (_, item), account in found.items():
        account.amount = total(account.amount, blocked.item(item, month) or 0)
    return dict(found)


def _doubt(found: defaultdict[Key, Account], book: Book, blocked: Blocked, month: str) -> None:
    """Mark the accounts that a blocked row of 易耗品领用 may belong to; the one that it plainly belongs to is there even if nothing else is in it."""
    rows = book.consumable_issues
    for row in blocked.of(ConsumableIssue.table):
        record = rows.at_row(row)
        if record is None or (record.day is not None and month_of(record.day) > month):
            continue
        item = book.items.get(record.item or "")
        if item is not None and item.needs_trade_in and record.department is not None:
            found[record.department, item.name].unread = row
        for (department, name), account in found.items():
            if record.department in {None, department} and record.item in {None, name}:
                account.unread = account.unread or row


def in_order(book: Book, keys: Iterable[Key]) -> list[Key]:
    """The accounts by department, and within it as 品目 lists the items."""
    order = {item: place for place, item in enumerate(book.items)}
    return sorted(keys, key=lambda key: (counting_order(key[0]), order[key[1]]))

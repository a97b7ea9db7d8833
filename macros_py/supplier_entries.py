"""What each supplier delivered, took back and was paid: the entries of its account, and the account up to a month.

Deliveries are the accepted lines, 红字 taken off. Goods sent back from stock (出库 去向 退货) go off at ledger value, to the supplier whom 备注 names,
else to the one who delivered the item last. What nobody delivered in this book, and no 备注 assigns, goes off nobody's account: a rule tells of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from macros_py.blocked import EVERYTHING, Refused
from macros_py.history import ItemDay, Use
from macros_py.values import Value, less, total
from macros_py.vouchers import booked_month
from validation.cells import picked
from validation.corrections import reversed_row
from validation.evidence import SupplierDebt
from validation.months import month_of
from validation.registers import Expense, Issue, Purchase, Supplier
from validation.registers.choices import RETURN, SUPPLIER_PAYMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros_py.blocked import Blocked
    from macros_py.history import ItemHistory
    from macros_py.ledger import ItemLedger, Ledger
    from validation.book import Book
    from validation.evidence import Evidence
    from validation.reading import Rows
    from validation.register import R

UNNAMED = "（未填供应商）"
"""Stands for the supplier where the cell is blank or cannot be read, so that nothing is left out of the sum."""

NOBODY = ""
"""Where goods went of which no supplier is known."""

_NO_UNIT = "在品目表里没有单位，这一行没有计入"

Kind: TypeAlias = Literal["delivered", "returned", "paid"]


class Entry(NamedTuple):
    """A delivery, return or payment. No ``supplier``: it may be anybody's. ``month`` is ``EVERYTHING`` where it cannot be told.

    ``row``: what was registered; the deliveries of a supplier in a month are one entry, without it.
    """

    supplier: str | None
    month: str
    kind: Kind
    amount: Value
    row: Issue | Expense | None = None


Delivery: TypeAlias = tuple[str, str, int, int]
"""An accepted line, or a 红字 of one: supplier, month, place in the rows of 采购验收, amount in fen. A book has tens of thousands."""


class Account:
    """One supplier up to a month, in fen. ``doubt``: why it is not known what it delivered to date, if it is not."""

    def __init__(self, owed: Value = 0) -> None:
        self.owed = owed
        self.delivered: Value = 0
        self.returned: Value = 0
        self.paid: Value = 0
        self.doubt: Refused | None = None

    @property
    def left(self) -> Value:
        """期末未付."""
        return less(less(total(self.owed, self.delivered), self.returned), self.paid)

    def add(self, entry: Entry, month: str) -> None:
        """Add what happened up to a month: before it to what was owed, in it to its kind. What may be of any month is in both."""
        if entry.month < month:
            self.owed = total(self.owed, entry.amount) if entry.kind == "delivered" else less(self.owed, entry.amount)
        if entry.month in {EVERYTHING, month}:
            setattr(self, entry.kind, total(getattr(self, entry.kind), entry.amount))
        if entry.kind == "delivered" and entry.month <= month and isinstance(entry.amount, Refused):
            self.doubt = entry.amount


class SupplierBook:
    """The accounts of all suppliers of a book."""

    def __init__(self, book: Book, ledger: Ledger, entries: list[Entry]) -> None:
        self.book = book
        self.ledger = ledger
        self.entries = entries
        self.known: dict[str, dict[str, Account]] = {}
        """The accounts by month, once they were asked for."""

    def accounts(self, month: str) -> dict[str, Account]:
        """Every supplier up to a month, in the order of 供应商, then any that only the rows name."""
        if month not in self.known:
            self.known[month] = self._accounts(month)
        return self.known[month]

    def _accounts(self, month: str) -> dict[str, Account]:
        accounts = {name: Account(owed=owed) for name, owed in _owed_at_the_start(self.book).items()}
        for entry in self.entries:
            if entry.supplier is not None and entry.supplier != NOBODY:
                accounts.setdefault(entry.supplier, Account()).add(entry, month)
        for entry in self.entries:
            if entry.supplier is None:
                for account in accounts.values():
                    account.add(entry, month)
        return accounts

    def debts(self) -> list[SupplierDebt]:
        """What is due to each supplier of the list up to 核算月份, and what was paid, where both are known."""
        month = self.book.settings.month
        if month is None or month not in self.ledger.months:
            return []
        found = []
        for name, account in self.accounts(month).items():
            due, paid = less(total(account.owed, account.delivered), account.returned), account.paid
            if name in self.book.suppliers and isinstance(due, int) and isinstance(paid, int):
                found.append(SupplierDebt(self.book.suppliers[name], month, due, paid))
        return found

    def returned_to_nobody(self) -> list[Issue]:
        """The returns from stock of which it is not known to whom they went."""
        return [
            entry.row
            for entry in self.entries
            if entry.supplier == NOBODY and isinstance(entry.row, Issue) and entry.row.quantity > 0
        ]


def _owed_at_the_start(book: Book) -> dict[str, Value]:
    """期初未付 by supplier; refused where two rows of one name do not say the same."""
    found: dict[str, Value] = {}
    for supplier in book.rows(Supplier).with_values("name"):
        owed: Value = Refused("期初未付无法读取") if "owed" in supplier.unread else supplier.owed or 0
        known = found.setdefault(supplier.name, owed)
        if known != owed:
            found[supplier.name] = Refused(f"供应商表里“{supplier.name}”不止一行，期初未付不一样")
    return found


def supplier_book(book: Book, ledger: Ledger, blocked: Blocked, evidence: Evidence) -> SupplierBook:
    """The accounts of a book whose ledger has been kept."""
    entries = [
        Entry(supplier, month, "delivered", amount)
        for month, sums in _delivered(book, ledger).items()
        for supplier, amount in sums.items()
    ]
    sent_back = {row.item for row in book.issues.where("destination", RETURN.__eq__)}
    for kept in (ledger.items[item] for item in ledger.items if item in sent_back):
        entries += _returns(book, kept, blocked)
    entries += _payments(book, blocked)
    entries += _uncounted(book, ledger, blocked, evidence)
    return SupplierBook(book, ledger, entries)


def _delivered(book: Book, ledger: Ledger) -> dict[str, dict[str, int]]:
    """What ``deliveries`` comes to, by month and supplier."""
    found: dict[str, defaultdict[str, int]] = {month: defaultdict(int) for month in ledger.months}
    for supplier, month, _, amount in deliveries(book, ledger):
        found[month][supplier] += amount
    return dict(found)


def deliveries(book: Book, ledger: Ledger) -> Iterator[Delivery]:
    """What was accepted and counts, item by item, in the order of days."""
    rows = book.purchases
    suppliers = [name or UNNAMED for name in rows.column("supplier")]
    months = {day: month_of(day) for day in rows.different("day") if day is not None}
    for kept in ledger.items.values():
        lines = kept.history.lines
        in_months = map(months.__getitem__, lines.days)
        yield from zip(picked(suppliers, lines.places), in_months, lines.places, lines.amounts, strict=True)


def _returns(book: Book, kept: ItemLedger, blocked: Blocked) -> Iterator[Entry]:
    """What was sent back of an item. A 红字 of a return is of the supplier to whom that went."""
    receivers: dict[int, str] = {}
    for place in _days_with_returns(kept.history):
        day = ItemDay(kept.history, place)
        for charge in day.charges:
            if charge.going.use is Use.RETURNED:
                row: Issue = charge.rows.records[charge.place]
                original = reversed_row(book, row) if charge.quantity < 0 else None
                receiver = receivers.get(original.row) if original is not None else None
                if receiver is None:
                    receiver = _named_in(row.note, book) or _last_deliverer(book, day.history, day.place)
                receivers[row.row] = receiver
                month = month_of(day.day)
                yield Entry(receiver, month, "returned", blocked.item(kept.item, month) or charge.value, row)


def _days_with_returns(history: ItemHistory) -> list[int]:
    """The places of the days on which something was sent back, or came back after all."""
    draws, backs = history.draws, history.taken_back
    days = {day for day, going in zip(draws.days, draws.goings, strict=True) if going.use is Use.RETURNED}
    days |= {day for day, rows in backs.items() if any(back.going.use is Use.RETURNED for back in rows)}
    return [bisect_left(history.days, day) for day in sorted(days)]


def _last_deliverer(book: Book, history: ItemHistory, place: int) -> str:
    """Who delivered the item last, up to one of its days: of that day's lines the lowest in the sheet."""
    for each in range(history.first_line[place + 1] - 1, -1, -1):
        if history.lines.quantities[each] > 0:
            return book.purchases.column("supplier")[history.lines.places[each]] or UNNAMED
    return NOBODY


def _named_in(note: str | None, book: Book) -> str:
    """The supplier whose name stands in a 备注, the longest if there are several."""
    return max((name for name in book.suppliers if note and name in note), key=len, default="")


def _payments(book: Book, blocked: Blocked) -> Iterator[Entry]:
    for row in book.expenses.with_values("account", "amount"):
        if row.account == SUPPLIER_PAYMENT and not blocked.is_blocked(row):
            month = booked_month(book, row)
            if month:
                yield Entry(row.payee or UNNAMED, month, "paid", row.amount, row)


def _uncounted(book: Book, ledger: Ledger, blocked: Blocked, evidence: Evidence) -> Iterator[Entry]:
    """Rows that cannot be counted: they refuse their supplier's account from their month on."""
    if (Purchase.table, 0) in blocked.rows:
        yield Entry(None, EVERYTHING, "delivered", Refused("采购验收缺列"))
    rows = book.purchases
    gone = blocked.of(Purchase.table)
    for line in map(rows.at_row, sorted(gone)):
        if line is not None and not blocked.sent_away(line):
            doubtful = "".join(f"「{heading}」" for heading in sorted(gone[line.row]))
            yield from _refusing(book, ledger, line, f"{doubtful}有错误，这一行没有计入")
    for line in _without_unit(book, rows, ledger):
        if line.accepted and line.row not in gone:
            yield from _refusing(book, ledger, line, f"的“{line.item}”{_NO_UNIT}")
    for record in evidence.unmatched_corrections:
        if isinstance(record, Purchase):
            yield from _refusing(book, ledger, record, "红字找不到被冲的行，没有计入")
    yield from _uncounted_returns(book, ledger, blocked, evidence)
    for row in blocked.others.get(Expense.table, ()):
        if row.may_be("account", SUPPLIER_PAYMENT):
            yield Entry(row.record.payee if isinstance(row.record, Expense) else None, row.month, "paid", Refused(row.reason))


def _without_unit(book: Book, rows: Rows[R], ledger: Ledger) -> Iterator[R]:
    """The rows of the book's months whose item has no unit in 品目: the ledger leaves them out, though nothing is wrong with them."""
    without = {item for item in rows.different("item") if (known := book.items.get(item)) is not None and known.unit is None}
    for place in rows.places_of("item", without) if without else ():
        day = rows.column("day")[place]
        if day is not None and month_of(day) in ledger.months:
            yield rows.records[place]


def _refusing(book: Book, ledger: Ledger, line: Purchase, why: str) -> Iterator[Entry]:
    """A line of 采购验收 refuses the supplier it names and, if it reverses a line, that line's."""
    known = line.day is not None and month_of(line.day) in ledger.months
    month = month_of(line.day) if known else EVERYTHING
    original = reversed_row(book, line)
    for supplier in dict.fromkeys((line.supplier, line.supplier if original is None else original.supplier)):
        yield Entry(supplier, month, "delivered", Refused(f"{Purchase.table}第 {line.row} 行{why}"))


def _uncounted_returns(book: Book, ledger: Ledger, blocked: Blocked, evidence: Evidence) -> Iterator[Entry]:
    """Rows of 出库 that may be returns: they refuse the account of whoever the goods went to, every account where that cannot be told."""
    if (Issue.table, 0) in blocked.rows:
        yield Entry(None, EVERYTHING, "returned", Refused(f"{Issue.table}缺列"))
    for row, headings in sorted(blocked.of(Issue.table).items()):
        record = book.issues.at_row(row)
        if record is not None and (record.destination == RETURN or record.heading("destination") in headings):
            doubtful = "".join(f"「{heading}」" for heading in sorted(headings))
            yield _uncounted_return(book, ledger, record, f"{doubtful}有错误，这一行没有计入")
    for issue in _without_unit(book, book.issues, ledger):
        if issue.destination == RETURN and not blocked.is_blocked(issue):
            why = Refused(f"{Issue.table}第 {issue.row} 行的“{issue.item}”{_NO_UNIT}")
            named = _named_in(issue.note, book)
            brought = (line for line in _without_unit(book, book.purchases, ledger) if line.item == issue.item)
            for receiver in [named] if named else dict.fromkeys(line.supplier or UNNAMED for line in brought):
                yield Entry(receiver, month_of(issue.day), "returned", why)
    for correction in evidence.unmatched_corrections:
        if isinstance(correction, Issue) and correction.destination == RETURN:
            yield _uncounted_return(book, ledger, correction, "红字找不到被冲的行，没有计入")


def _uncounted_return(book: Book, ledger: Ledger, record: Issue, why: str) -> Entry:
    month = month_of(record.day) if record.day is not None else EVERYTHING
    month = month if month in ledger.months else EVERYTHING
    original = reversed_row(book, record)
    receiver: str | None = _named_in(record.note, book) or _named_in(original.note if original is not None else None, book)
    if not receiver:
        kept = ledger.items.get(record.item) if month else None
        receiver = (
            _last_deliverer(book, kept.history, bisect_right(kept.history.days, record.day) - 1) if kept is not None else None
        )
    return Entry(receiver, month, "returned", Refused(f"{Issue.table}第 {record.row} 行{why}"))

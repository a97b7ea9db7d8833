"""供应商对账: what is owed to each supplier, from 期初未付 over deliveries, returns and payments of 核算月份.

Deliveries are the accepted lines, 红字 taken off. Goods sent back from stock (出库 去向 退货) go off at ledger value, to the supplier who delivered
the item last; so 本月验收 − 退货 over all suppliers is what the ledger took in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from macros_py.blocked import EVERYTHING, Refused
from macros_py.history import Use
from macros_py.values import Value, less, total
from macros_py.vouchers import booked_month
from validation.money import decimal
from validation.months import month_of
from validation.registers import Expense, Purchase
from validation.registers.choices import RETURN, SUPPLIER_PAYMENT
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import SUPPLIER_ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros_py.judge import Judged

UNNAMED = "（未填供应商）"
"""Stands for the supplier where the cell is blank or cannot be read, so that nothing is left out of the sum."""

Kind: TypeAlias = Literal["delivered", "returned", "paid"]


class Entry(NamedTuple):
    """A delivery, return or payment. No ``supplier``: it may be anybody's. ``month`` is ``EVERYTHING`` where it cannot be told."""

    supplier: str | None
    month: str
    kind: Kind
    amount: Value


@dataclass
class Account:
    """One supplier up to a month, in fen."""

    owed: Value = 0
    delivered: Value = 0
    returned: Value = 0
    paid: Value = 0

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


def supplier_accounts(judged: Judged) -> TableFill:
    """Every supplier, in the order of 供应商, then any that only the deliveries name. What rests on a blocked row stays empty."""
    month = judged.book.settings.month
    rows: list[tuple[DraftValue, ...]] = []
    if month is not None and month in judged.ledger.months:
        rows = [
            (name, *map(_money, (account.owed, account.delivered, account.returned, account.paid, account.left)))
            for name, account in _accounts(judged, month).items()
        ]
    return TableFill(SUPPLIER_ACCOUNTS.name, SUPPLIER_ACCOUNTS.headings, rows)


def owed_at_the_end(judged: Judged) -> dict[str, Value]:
    """期末未付 at the end of the book's last month, by supplier."""
    return {name: account.left for name, account in _accounts(judged, judged.ledger.months[-1]).items()}


def _money(value: Value) -> DraftValue:
    return decimal(value) if isinstance(value, int) else None


def _accounts(judged: Judged, month: str) -> dict[str, Account]:
    accounts: dict[str, Account] = {}
    for name, supplier in judged.book.suppliers.items():
        unread = "owed" in supplier.unread
        accounts[name] = Account(owed=Refused("期初未付无法读取") if unread else supplier.owed or 0)
    entries = [*_deliveries(judged), *_returns(judged), *_payments(judged), *_blocked(judged)]
    for entry in entries:
        if entry.supplier is not None:
            accounts.setdefault(entry.supplier, Account()).add(entry, month)
    for entry in entries:
        if entry.supplier is None:
            for account in accounts.values():
                account.add(entry, month)
    return accounts


def _deliveries(judged: Judged) -> list[Entry]:
    """What was accepted, by supplier and month."""
    supplier_of = judged.book.purchases.column("supplier").__getitem__
    delivered: dict[tuple[str | None, str], int] = {}
    month_by_day = {day: month_of(day) for day in judged.book.purchases.different("day") if day is not None}
    for lines in (kept.history.lines for kept in judged.ledger.items.values()):
        keys = zip(map(supplier_of, lines.places), map(month_by_day.__getitem__, lines.days), strict=True)
        for key, amount in zip(keys, lines.amounts, strict=True):
            delivered[key] = delivered.get(key, 0) + amount
    return [Entry(supplier or UNNAMED, month, "delivered", amount) for (supplier, month), amount in delivered.items()]


def _returns(judged: Judged) -> Iterator[Entry]:
    """What was sent back from stock, to the supplier who delivered the item last."""
    suppliers = judged.book.purchases.column("supplier")
    sent_back = {row.item for row in judged.book.issues.where("destination", RETURN.__eq__)}
    for item, kept in judged.ledger.items.items():
        last = ""
        for day in kept.days if item in sent_back else ():
            for line in (*day.receipts, *day.direct):
                last = (suppliers[line.place] or UNNAMED) if line.quantity > 0 else last
            for charge in day.charges if last else ():
                if charge.going.use is Use.RETURNED:
                    month = month_of(day.day)
                    yield Entry(last, month, "returned", judged.blocked.item(item, month) or charge.value)


def _payments(judged: Judged) -> Iterator[Entry]:
    for row in judged.book.expenses.with_values("account", "amount"):
        if row.account == SUPPLIER_PAYMENT and not judged.blocked.is_blocked(row):
            month = booked_month(judged.book, row)
            if month:
                yield Entry(row.payee or UNNAMED, month, "paid", row.amount)


def _blocked(judged: Judged) -> Iterator[Entry]:
    """Rows that cannot be counted: they refuse their supplier's account from their month on."""
    blocked = judged.blocked
    if (Purchase.table, 0) in blocked.rows:
        yield Entry(None, EVERYTHING, "delivered", Refused("采购验收缺列"))
    rows = judged.book.purchases
    gone = {row for table, row in blocked.rows if table == Purchase.table}
    for line in (rows.records[place] for place, row in enumerate(rows.numbers) if row in gone):
        if line.accepted or "verdict" in line.unread:
            known = line.day is not None and month_of(line.day) in judged.ledger.months
            yield Entry(line.supplier, month_of(line.day) if known else EVERYTHING, "delivered", Refused("验收的行无法计入"))
    for row in blocked.others.get(Expense.table, ()):
        if row.may_be("account", SUPPLIER_PAYMENT):
            yield Entry(row.record.payee if isinstance(row.record, Expense) else None, row.month, "paid", Refused(row.reason))

"""供应商对账: what is owed to each supplier, from 期初未付 over deliveries, returns and payments of 核算月份.

Goods sent back from stock (出库 去向 退货) go off at ledger value, to the supplier who delivered the item last; so 本月验收 − 退货 over all suppliers is what the
ledger took in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from macros_py.vouchers import booked_month
from validation.money import decimal
from validation.months import month_of
from validation.registers import Issue
from validation.registers.choices import RETURN, SUPPLIER_PAYMENT
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import SUPPLIER_ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros_py.judge import Judged
    from macros_py.ledger import ItemLedger


@dataclass
class Account:
    """One supplier up to a month, in fen."""

    owed: int = 0
    delivered: int = 0
    returned: int = 0
    paid: int = 0

    @property
    def left(self) -> int:
        """期末未付."""
        return self.owed + self.delivered - self.returned - self.paid


def supplier_accounts(judged: Judged) -> TableFill:
    """Every supplier, in the order of 供应商, then any that only the deliveries name."""
    book = judged.book
    month = book.settings.month
    accounts = {name: Account(owed=supplier.owed or 0) for name, supplier in book.suppliers.items()}
    rows: list[tuple[DraftValue, ...]] = []
    if month is not None and month in judged.ledger.months:
        for name, when, kind, amount in _entries(judged):
            account = accounts.setdefault(name, Account())
            if when < month:
                account.owed += amount if kind == "delivered" else -amount
            elif when == month:
                setattr(account, kind, getattr(account, kind) + amount)
        rows = [
            (name, *(decimal(fen) for fen in (account.owed, account.delivered, account.returned, account.paid, account.left)))
            for name, account in accounts.items()
        ]
    return TableFill(SUPPLIER_ACCOUNTS.name, SUPPLIER_ACCOUNTS.headings, rows)


def _entries(judged: Judged) -> Iterator[tuple[str, str, str, int]]:
    """Supplier, month, kind of entry, fen: 红字 lines count as returns."""
    for kept in judged.ledger.items.values():
        yield from _item_entries(judged, kept)
    for row in judged.book.expenses.with_values("account", "amount", "payee"):
        if row.account == SUPPLIER_PAYMENT and row.payee and not judged.blocked.is_blocked(row):
            month = booked_month(judged.book, row)
            if month:
                yield row.payee, month, "paid", row.amount


def _item_entries(judged: Judged, kept: ItemLedger) -> Iterator[tuple[str, str, str, int]]:
    supplier = ""
    for day in kept.days:
        month = month_of(day.entry.day)
        for line in (*day.entry.receipts, *day.entry.direct):
            if "supplier" in line.record.unread:
                continue
            if line.quantity > 0:
                supplier = line.record.supplier
            yield line.record.supplier, month, "delivered" if line.amount >= 0 else "returned", abs(line.amount)
        for record in (*(draw.record for draw in day.entry.draws), *(back.record for back in day.entry.taken_back)):
            if isinstance(record, Issue) and record.destination == RETURN and supplier:
                yield supplier, month, "returned", judged.ledger.value(record)

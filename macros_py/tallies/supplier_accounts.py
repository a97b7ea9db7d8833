"""供应商对账: what is owed to each supplier, from 期初未付 over deliveries, returns and payments of 核算月份; and the invoices that have not come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.blocked import Refused
from macros_py.uninvoiced import Uninvoiced, uninvoiced
from validation.money import decimal
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import SUPPLIER_ACCOUNTS

if TYPE_CHECKING:
    from macros_py.judge import Judged
    from macros_py.supplier_entries import Account
    from macros_py.values import Value


def supplier_accounts(judged: Judged) -> TableFill:
    """Every supplier, in the order of 供应商, then any that only the rows name. What rests on a blocked row stays empty, and 说明 says why."""
    month = judged.book.settings.month
    rows: list[tuple[DraftValue, ...]] = []
    if month is not None and month in judged.ledger.months:
        lacking = uninvoiced(judged.book, judged.ledger, month)
        for name, account in judged.suppliers.accounts(month).items():
            lacks = Uninvoiced() if lacking is None else lacking.get(name, Uninvoiced())
            rows.append(_row(name, account, lacks, told=lacking is not None))
    return TableFill(SUPPLIER_ACCOUNTS.name, SUPPLIER_ACCOUNTS.headings, rows)


def _row(name: str, account: Account, lacks: Uninvoiced, *, told: bool) -> tuple[DraftValue, ...]:
    """``told``: whether the workbook says which invoices came."""
    sums = (account.owed, account.delivered, account.returned, account.paid, account.left)
    amount = account.doubt or lacks.amount
    reasons = [value.reason for value in (*sums, amount) if isinstance(value, Refused)]
    known = told and isinstance(amount, int)
    missing = (_money(amount), lacks.since) if known else (None, None)
    return (name, *map(_money, sums), *missing, "；".join(dict.fromkeys(reasons)) or None)


def owed_at_the_end(judged: Judged) -> dict[str, Value]:
    """期末未付 at the end of the book's last month, by supplier."""
    return {name: account.left for name, account in judged.suppliers.accounts(judged.ledger.months[-1]).items()}


def _money(value: Value) -> DraftValue:
    return decimal(value) if isinstance(value, int) else None

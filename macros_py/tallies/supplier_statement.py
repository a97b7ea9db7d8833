"""供应商对账单: the account of one supplier (设置 对账供应商) in 核算月份, slip by slip, to be printed and signed by both sides.

The lines come to the supplier's row in 供应商对账, to the fen. A refused account shows no lines, and the reason.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import Refused
from macros_py.forms.words import UNAVAILABLE
from macros_py.supplier_entries import deliveries
from macros_py.uninvoiced import Uninvoiced, uninvoiced
from macros_py.values import less
from validation.money import decimal, formal_amount
from validation.months import first_day, last_day
from validation.registers import Issue, Purchase
from validation.rules.receiving import HELD
from validation.rules.slips import slips
from workbook_templates.draft import TableFill
from workbook_templates.results import SUPPLIER_STATEMENT
from workbook_templates.statement_names import StatementName

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from macros_py.judge import Judged
    from macros_py.supplier_entries import Account
    from macros_py.values import Value
    from workbook_templates.draft import DraftValue

DELIVERED, REVERSED, RETURNED, PAID = "验收", "红字", "退货", "付款"
_ORDER = (DELIVERED, REVERSED, RETURNED, PAID)
_CHOOSE = "请在 设置 的 对账供应商 里选一家供应商，再刷新"
_NO_MONTH = "请在 设置 里填写核算月份，再刷新"


class Line(NamedTuple):
    """What one slip or voucher adds to what is owed, or pays of it, in fen. No ``day``: it cannot be told."""

    day: date | None
    what: str
    number: str
    invoice: str | None
    owed: int
    paid: int


class Statement(NamedTuple):
    """One supplier in one month; no ``account`` where there is none to show. ``note`` says why figures are missing, or which supplier to choose."""

    supplier: str | None
    month: str | None = None
    account: Account | None = None
    lines: Sequence[Line] = ()
    lacks: Uninvoiced | None = None
    note: str | None = None


def supplier_statement(found: Statement) -> TableFill:
    """The lines in order of days, with what is owed after each."""
    owed = found.account.owed if found.account is not None else 0
    rows: list[tuple[DraftValue, ...]] = []
    for line in found.lines:
        assert isinstance(owed, int)  # noqa: S101 - a refused account has no lines
        owed += line.owed - line.paid
        money = (None, decimal(line.paid)) if line.what == PAID or line.paid else (decimal(line.owed), None)
        rows.append((line.day, line.what, line.number or None, line.invoice, *money, decimal(owed)))
    return TableFill(SUPPLIER_STATEMENT.name, SUPPLIER_STATEMENT.headings, rows)


def statement_cells(judged: Judged, found: Statement) -> dict[str, DraftValue]:
    """The cells around the lines, by defined name."""
    settings = judged.book.settings
    account, left = found.account, None if found.account is None else found.account.left
    return {
        StatementName.SCHOOL: " ".join(part for part in (settings.school, settings.canteen) if part) or None,
        StatementName.SUPPLIER: found.supplier,
        StatementName.PERIOD: _period(judged, found.month),
        StatementName.OPENING: _shown(None if account is None else account.owed),
        StatementName.OWED: _shown(None if account is None else less(account.delivered, account.returned)),
        StatementName.PAID: _shown(None if account is None else account.paid),
        StatementName.CLOSING: _shown(left),
        StatementName.IN_WORDS: formal_amount(left) if isinstance(left, int) else _shown(left),
        StatementName.LACKS: _shown(None if account is None or found.lacks is None else account.doubt or found.lacks.amount),
        StatementName.NOTE: found.note,
    }


def statement(judged: Judged) -> Statement:
    """The account of the supplier chosen, as far as it can be told."""
    supplier, month = judged.book.settings.statement_supplier, judged.book.settings.month
    if supplier is None:
        return Statement(None, note=_CHOOSE)
    if month is None or month not in judged.ledger.months:
        return Statement(supplier, note=_NO_MONTH)
    account = judged.suppliers.accounts(month).get(supplier)
    if account is None:
        return Statement(supplier, month, note=f"供应商表里没有“{supplier}”：{_CHOOSE}")
    lacking = uninvoiced(judged.book, judged.ledger, month)
    lacks = None if lacking is None else lacking.get(supplier, Uninvoiced())
    sums = (account.owed, account.delivered, account.returned, account.paid)
    reasons = [value.reason for value in sums if isinstance(value, Refused)]
    if reasons:
        return Statement(supplier, month, account, [], lacks, f"{UNAVAILABLE}的原因：{'；'.join(dict.fromkeys(reasons))}")
    lines = [*_deliveries(judged, supplier, month), *_returns_and_payments(judged, supplier, month)]
    lines.sort(key=lambda line: (line.day or date.max, _ORDER.index(line.what), line.number))
    return Statement(supplier, month, account, lines, lacks)


def _deliveries(judged: Judged, supplier: str, month: str) -> Iterator[Line]:
    """What was accepted on each slip, and what was reversed on it."""
    rows = judged.book.purchases
    days, quantities, numbers = (rows.column(name) for name in ("day", "quantity", "slip"))
    sums: dict[tuple[date, str, str], int] = {}
    for whose, when, place, amount in deliveries(judged.book, judged.ledger):
        if whose == supplier and when == month:
            key = (days[place], DELIVERED if quantities[place] > 0 else REVERSED, numbers[place] or "")
            sums[key] = sums.get(key, 0) + amount
    known = slips(judged.book, Purchase, HELD)
    invoices = dict(zip(known.numbers, known.held["invoice"], strict=True))
    for (day, what, number), amount in sums.items():
        yield Line(day, what, number, invoices.get(number), amount, 0)


def _returns_and_payments(judged: Judged, supplier: str, month: str) -> Iterator[Line]:
    """What was sent back on each slip, and every payment."""
    sums: dict[tuple[date, str, str], int] = {}
    for entry in judged.suppliers.entries:
        if entry.supplier != supplier or entry.month != month or entry.row is None or isinstance(entry.amount, Refused):
            continue
        if isinstance(entry.row, Issue):
            key = (entry.row.day, RETURNED if entry.row.quantity > 0 else REVERSED, entry.row.slip or "")
            sums[key] = sums.get(key, 0) - entry.amount
        else:
            yield Line(entry.row.day, PAID if entry.amount >= 0 else REVERSED, entry.row.voucher or "", None, 0, entry.amount)
    for (day, what, number), amount in sums.items():
        yield Line(day, what, number, None, amount, 0)


def _period(judged: Judged, month: str | None) -> str | None:
    """The days of the month that lie in the book."""
    first, last = judged.book.settings.first_day, judged.book.settings.last_day
    if month is None or first is None or last is None:
        return None
    return f"{max(first_day(month), first)} 至 {min(last_day(month), last)}"


def _shown(value: Value | None) -> DraftValue:
    if value is None:
        return None
    return decimal(value) if isinstance(value, int) else UNAVAILABLE

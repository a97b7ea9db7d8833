"""Invoices that have not come: accepted lines whose 单号 has no 票据号, 红字 taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.blocked import Refused
from macros_py.supplier_entries import deliveries
from validation.corrections import reversed_row
from validation.registers import Purchase
from validation.rules.receiving import HELD
from validation.rules.slips import slips

if TYPE_CHECKING:
    from datetime import date

    from macros_py.ledger import Ledger
    from macros_py.values import Value
    from validation.book import Book


class Uninvoiced:
    """One supplier's lines without an invoice: day and amount (fen), by the sheet row of the line that came, or of a 红字 of an invoiced one."""

    def __init__(self) -> None:
        self.lines: dict[int, tuple[date, int]] = {}
        self.doubt: Refused | None = None

    @property
    def amount(self) -> Value:
        """What they come to."""
        return self.doubt or sum(amount for _, amount in self.lines.values())

    @property
    def since(self) -> date | None:
        """The day of the first of them that is not wholly reversed."""
        return None if self.doubt else min((day for day, amount in self.lines.values() if amount), default=None)


def uninvoiced(book: Book, ledger: Ledger, month: str) -> dict[str, Uninvoiced] | None:
    """By supplier, up to the end of a month; ``None`` where the workbook has no column 票据号."""
    known: dict[str, dict[str, Uninvoiced]] = book.lookups.setdefault("uninvoiced", {})
    if "invoice" not in book.purchases.positions:
        return None
    if month not in known:
        known[month] = _uninvoiced(book, ledger, month)
    return known[month]


def _uninvoiced(book: Book, ledger: Ledger, month: str) -> dict[str, Uninvoiced]:
    """A 红字 takes off what the line it reverses still lacks; that line came before it."""
    rows = book.purchases
    numbers, own, quantities, days = (rows.column(name) for name in ("slip", "invoice", "quantity", "day"))
    known = slips(book, Purchase, HELD)
    lacking = {number: slip for slip, number in enumerate(known.numbers) if known.held["invoice"][slip] is None}
    without = {place for place, number in enumerate(numbers) if number in lacking or (number is None and own[place] is None)}
    found: dict[str, Uninvoiced] = {}
    for supplier, booked, place, amount in deliveries(book, ledger) if without else ():
        if booked > month or place not in without:
            continue
        number = numbers[place]
        account = found.get(supplier) or found.setdefault(supplier, Uninvoiced())
        row = rows.numbers[place]
        if quantities[place] < 0:
            original = reversed_row(book, rows.records[place])
            row = original.row if original is not None and original.row in account.lines else row
        day, before = account.lines.get(row, (days[place], 0))
        account.lines[row] = (day, before + amount)
        if number is not None and "invoice" in known.unread.get(lacking[number], ()):
            account.doubt = Refused(f"单号 {number} 的票据号无法读取")
    return found

"""Which rows cannot be counted, and what that refuses: an item from a month on, or rows of a month.

Vocabulary, "Refusal": a blocked ledger row refuses its item from that month on, and the sums that hold it; earlier months stand. A row whose month cannot be
told refuses every month; one whose item cannot be told refuses every item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from macros_py.vouchers import booked_month, is_later
from validation.months import month_of
from validation.registers import (
    LEDGER_REGISTERS,
    Expense,
    Income,
    Item,
    MealCount,
    OpeningStock,
    Purchase,
    StockCount,
)
from validation.registers.choices import RETURN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from validation.book import Book
    from validation.findings import Finding
    from validation.reading import Rows
    from validation.register import Register

LEDGER_TABLES = frozenset(register.table for register in LEDGER_REGISTERS)
INCOMING_TABLES = frozenset(register.table for register in (OpeningStock, Purchase, StockCount))
EVERYTHING = ""
"""Stands for every item, and for the time before the first month."""
NEVER = "~"
"""Comes after every month."""


class Refused(NamedTuple):
    """A figure that cannot be shown, and why."""

    reason: str


class BlockedRow(NamedTuple):
    """A row of 收入, 支出 or 就餐 that cannot be counted: its month (``EVERYTHING`` when it cannot be told), the headings of the uncertain cells.

    Without a ``record`` all rows are meant.
    """

    month: str
    record: Register | None
    reason: str
    headings: frozenset[str] = frozenset()

    def may_be(self, field_name: str, value: object) -> bool:
        """Whether the row may carry ``value``: it does, or the cell cannot be read."""
        return self.record is None or field_name in self.record.unread or getattr(self.record, field_name) == value


class Blocked:
    """All that is refused. ``items`` maps an item (or ``EVERYTHING``) to the month from which it is refused, with the reason.

    ``rows`` has the headings of the uncertain cells of every blocked row. ``incoming``: from when an item may have more in stock than the ledger
    knows, since a row is blocked that may have brought it; of a row with an unknown 品名 that is the item whose name is nearest.
    """

    def __init__(self) -> None:
        self.rows: dict[tuple[str, int], frozenset[str]] = {}
        self.items: dict[str, tuple[str, str]] = {}
        self.others: dict[str, list[BlockedRow]] = {}
        self.incoming: dict[str, str] = {}

    def refuse_item(self, item: str, month: str, reason: str) -> None:
        """Refuse an item from a month on; of several reasons the earliest counts."""
        if item not in self.items or month < self.items[item][0]:
            self.items[item] = (month, reason)

    def item(self, item: str, month: str) -> Refused | None:
        """Why an item is refused at the end of a month, if it is."""
        for name in (item, EVERYTHING) if self.items else ():
            since, reason = self.items.get(name, (NEVER, ""))
            if since <= month:
                return Refused(reason)
        return None

    def of(self, table: str) -> dict[int, frozenset[str]]:
        """The blocked rows of one table by sheet row, with the headings of their uncertain cells."""
        return {row: headings for (name, row), headings in self.rows.items() if name == table}

    def counted(self, rows: Rows[Any], *names: str) -> Sequence[int]:
        """The places of the rows that count, of those in which some fields are filled."""
        places, barred = rows.places_with(*names), self.of(rows.register.table)
        return [place for place in places if rows.numbers[place] not in barred] if barred else places

    def is_blocked(self, record: Register) -> bool:
        """Whether a row is not to be counted."""
        return (record.table, record.row) in self.rows

    def sent_away(self, line: Purchase) -> bool:
        """Whether a line of 采购验收 was certainly not kept: 验收结论 is 退货, and nobody doubts it."""
        doubted = line.heading("verdict") in self.rows.get((line.table, line.row), frozenset())
        return not line.accepted and "verdict" not in line.unread and not doubted

    def may_hold_more(self, item: str, month: str) -> bool:
        """Whether a blocked row may have brought more of an item than the ledger knows: then nobody is accused of an overdraft."""
        return any(self.incoming.get(name, NEVER) <= month for name in (item, EVERYTHING))


def blocked_by(book: Book, findings: Iterable[Finding]) -> Blocked:
    """What the blocking findings refuse."""
    blocked = Blocked()
    reasons: dict[tuple[str, int], str] = {}
    for finding in findings:
        if finding.blocks:
            key = (finding.table, finding.row)
            reasons.setdefault(key, f"{_place(finding)} {finding.message}")
            blocked.rows[key] = blocked.rows.get(key, frozenset()) | {finding.column}
    tables = {register.table: rows for register, rows in book.tables.items()}
    for (table, row), reason in reasons.items():
        if table in LEDGER_TABLES:
            _refuse_ledger_row(book, blocked, tables[table], row, reason)
        else:
            _refuse(book, blocked, table, tables[table].at_row(row), reason)
    return blocked


def _place(finding: Finding) -> str:
    if finding.cell:
        return f"{finding.sheet}!{finding.cell}"
    return f"{finding.table}第 {finding.row} 行" if finding.row else finding.table


def _refuse(book: Book, blocked: Blocked, table: str, record: Register | None, reason: str) -> None:
    if table == Item.table:
        _refuse_listed_item(blocked, record, reason)
    elif table in {Income.table, Expense.table, MealCount.table}:
        month = _month(book, getattr(record, "day", None)) if table == MealCount.table else _voucher_month(book, record)
        headings = blocked.rows[table, record.row if record is not None else 0]
        blocked.others.setdefault(table, []).append(BlockedRow(month, record, reason, headings))


def _refuse_ledger_row(book: Book, blocked: Blocked, rows: Rows[Any], row: int, reason: str) -> None:
    """Refuse the item from the row's month on, at the earliest the book's first: the opening is entered by itself.

    A line sent away at the door is in no figure, and refuses none.
    """
    place, register = rows.place_of(row), rows.register
    if (
        register is Purchase
        and place is not None
        and rows.column("verdict")[place] == RETURN
        and blocked.sent_away(rows.records[place])
    ):
        return
    name = None if place is None else rows.column("item")[place]
    if register is OpeningStock:
        month = EVERYTHING
    else:
        month = max([_month(book, None if place is None else rows.column("day")[place]), *book.settings.months[:1]])
    item = name if name in book.items else EVERYTHING
    blocked.refuse_item(item, month, reason)
    if register.table in INCOMING_TABLES:
        brought = book.item_names.nearest(name) if name else EVERYTHING
        if brought or not name:
            blocked.incoming[brought] = min(month, blocked.incoming.get(brought, month))


def _refuse_listed_item(blocked: Blocked, record: Register | None, reason: str) -> None:
    """Refuse an item of 品目 for all time. One without a readable name is in no figure: whatever names it is refused itself."""
    if isinstance(record, Item) and record.name is None:
        return
    name = EVERYTHING if not isinstance(record, Item) or record.category is None else record.name
    blocked.refuse_item(name, EVERYTHING, reason)
    blocked.incoming[name] = EVERYTHING


def _month(book: Book, day: date | None) -> str:
    """The month of a row's day, ``EVERYTHING`` if it cannot be told or lies before the book. One after the book touches none of its months."""
    months = book.settings.months
    month = month_of(day) if day is not None else EVERYTHING
    return month if months and month >= months[0] else EVERYTHING


def _voucher_month(book: Book, record: Register | None) -> str:
    """The month that a line of 收入 or 支出 would count in, ``EVERYTHING`` if it cannot be told, ``NEVER`` if in none."""
    if not isinstance(record, Income | Expense) or "month" in record.unread:
        return EVERYTHING
    return NEVER if is_later(book, record) else booked_month(book, record)

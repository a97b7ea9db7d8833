"""Which rows cannot be counted, and what that refuses: an item from a month on, or rows of a month.

Vocabulary, "Refusal": a blocked ledger row refuses its item from that month on, and the sums that hold it; earlier months stand. A row whose month cannot be
told refuses every month; one whose item cannot be told refuses every item.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from validation.months import month_of
from validation.registers import (
    ConsumableIssue,
    Expense,
    Income,
    Issue,
    Item,
    MealCount,
    OpeningStock,
    Purchase,
    StockCount,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.book import Book
    from validation.findings import Finding
    from validation.register import Register

LEDGER_REGISTERS: tuple[type[Register], ...] = (OpeningStock, Purchase, Issue, StockCount, ConsumableIssue)
EVERYTHING = ""
"""Stands for every item, and for the time before the first month."""


class Refused(NamedTuple):
    """A figure that cannot be shown, and why."""

    reason: str


class BlockedRow(NamedTuple):
    """A row of 收入, 支出 or 就餐 that cannot be counted. ``month`` is ``EVERYTHING`` when it cannot be told; ``known`` are its readable fields."""

    month: str
    record: Register | None
    reason: str


@dataclass
class Blocked:
    """All that is refused. ``items`` maps an item (or ``EVERYTHING``) to the month from which it is refused, with the reason."""

    rows: dict[tuple[str, int], str] = field(default_factory=dict)
    items: dict[str, tuple[str, str]] = field(default_factory=dict)
    others: dict[str, list[BlockedRow]] = field(default_factory=dict)

    def refuse_item(self, item: str, month: str, reason: str) -> None:
        """Refuse an item from a month on; of several reasons the earliest counts."""
        if item not in self.items or month < self.items[item][0]:
            self.items[item] = (month, reason)

    def item(self, item: str, month: str) -> Refused | None:
        """Why an item is refused at the end of a month, if it is."""
        for name in (item, EVERYTHING):
            since, reason = self.items.get(name, ("~", ""))
            if since <= month:
                return Refused(reason)
        return None

    def is_blocked(self, record: Register) -> bool:
        """Whether a row is not to be counted."""
        return (record.table, record.row) in self.rows


def blocked_by(book: Book, findings: Iterable[Finding]) -> Blocked:
    """What the blocking findings refuse."""
    blocked = Blocked()
    for finding in findings:
        if finding.blocks:
            blocked.rows.setdefault(
                (finding.table, finding.row), f"{finding.table}{finding.cell or finding.row or ''} {finding.message}"
            )
    by_row = {register.table: {record.row: record for record in rows} for register, rows in book.tables.items()}
    for (table, row), reason in blocked.rows.items():
        _refuse(book, blocked, table, by_row.get(table, {}).get(row), reason)
    return blocked


def _refuse(book: Book, blocked: Blocked, table: str, record: Register | None, reason: str) -> None:
    if table in {register.table for register in LEDGER_REGISTERS}:
        month = EVERYTHING if table == OpeningStock.table else _month(book, record, "day")
        item = EVERYTHING if record is None else _known_item(book, record)
        blocked.refuse_item(item, month, reason)
    elif table == Item.table:
        name = getattr(record, "name", None)
        blocked.refuse_item(
            name if name and record and not record.unread & {"name", "category"} else EVERYTHING, EVERYTHING, reason
        )
    elif table in {Income.table, Expense.table}:
        blocked.others.setdefault(table, []).append(BlockedRow(_voucher_month(book, record), record, reason))
    elif table == MealCount.table:
        blocked.others.setdefault(table, []).append(BlockedRow(_month(book, record, "day"), record, reason))


def _known_item(book: Book, record: Register) -> str:
    name = getattr(record, "item", None)
    return name if name and "item" not in record.unread and name in book.items else EVERYTHING


def _month(book: Book, record: Register | None, field_name: str) -> str:
    """The month of a row, ``EVERYTHING`` if it cannot be told or lies outside the book."""
    day = getattr(record, field_name, None)
    if record is None or day is None or field_name in record.unread:
        return EVERYTHING
    month = month_of(day)
    return month if month in book.settings.months else EVERYTHING


def _voucher_month(book: Book, record: Register | None) -> str:
    month = getattr(record, "month", None)
    if record is None or "month" in record.unread:
        return EVERYTHING
    if month is not None and month in book.settings.months:
        return str(month)
    return _month(book, record, "day")

"""红字: a negative row whose 备注 begins ``冲 ‹单号›`` reverses a row of the same item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from validation.registers import ConsumableIssue, Issue, Purchase

if TYPE_CHECKING:
    from validation.book import Book

Correctable: TypeAlias = Purchase | Issue | ConsumableIssue
C = TypeVar("C", Purchase, Issue, ConsumableIssue, Issue | ConsumableIssue, Purchase | Issue | ConsumableIssue)

_REVERSES = re.compile(r"冲(?:销|减)?\s*[‹<《「『“\"(\[【]?\s*([^\s›>》」』”\")\]】,,;;。]+)")


def reversed_slip(note: str | None) -> str | None:
    """The 单号 that a 备注 says it reverses, or ``None``."""
    found = _REVERSES.match(note or "")
    return found[1] if found else None


def reversed_row(book: Book, record: C) -> C | None:
    """The positive row of the same register, item and named 单号 that a negative row reverses, or ``None``.

    Of several, the one with just that quantity, else the largest.
    """
    slip = reversed_slip(record.note)
    if slip is None:
        return None
    rows = _by_slip(book, type(record)).get((slip, record.item), [])
    exact = [row for row in rows if row.quantity == -record.quantity]
    return next(iter(exact), max(rows, key=lambda row: row.quantity, default=None))


def _by_slip(book: Book, register: type[C]) -> dict[tuple[str, str], list[C]]:
    cache: dict[type[C], dict[tuple[str, str], list[C]]] = book.lookups.setdefault("rows by slip", {})
    if register not in cache:
        found: dict[tuple[str, str], list[C]] = {}
        for row in book.rows(register).with_values("slip", "item", "quantity"):
            if row.quantity > 0:
                found.setdefault((row.slip, row.item), []).append(row)
        cache[register] = found
    return cache[register]

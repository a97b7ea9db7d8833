"""红字: a negative row whose 备注 begins ``冲 ‹单号›`` reverses a row of the same item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from validation.registers import ConsumableIssue, Issue, Purchase

if TYPE_CHECKING:
    from validation.book import Book

Correctable: TypeAlias = Purchase | Issue | ConsumableIssue
C = TypeVar("C", Purchase, Issue, ConsumableIssue, Issue | ConsumableIssue, Purchase | Issue | ConsumableIssue)

_REVERSES = re.compile(r"冲(?:销|减)?\s*[‹<《「『“\"(\[【\uff08]?\s*([^\s›>》」』”\")\]】,;。、\uff09\uff0c\uff1b]+)")
_ALIKE: dict[type[Correctable], tuple[str, ...]] = {
    Purchase: ("direct_meal", "price", "unit", "supplier"),
    Issue: ("meal", "destination"),
    ConsumableIssue: ("department",),
}
"""What tells the rows of one item on one 单号 apart."""


class _Match(NamedTuple):
    """The row that a 红字 reverses, and how much of it (base units) was not yet reversed before."""

    original: Correctable
    left: int


def reversed_slip(note: str | None) -> str | None:
    """The 单号 that a 备注 says it reverses, or ``None``."""
    found = _REVERSES.match(note or "")
    return found[1] if found else None


def reversed_row(book: Book, record: C) -> C | None:
    """The positive row of the same register, item and named 单号 that a negative row reverses, or ``None``.

    Of several: one not later than the 红字 of which enough is left, most like it in what tells them apart, with just that quantity, the largest.
    """
    found = _matches(book, type(record)).get(record.row)
    return found.original if found is not None else None  # type: ignore[return-value] # of the record's own register


def left_to_reverse(book: Book, record: Correctable) -> int | None:
    """How much of the row that ``record`` reverses the 红字 above it have left (base units); ``None`` if it reverses none."""
    found = _matches(book, type(record)).get(record.row)
    return found.left if found is not None else None


def _matches(book: Book, register: type[Correctable]) -> dict[int, _Match]:
    """Every 红字 of a register, by sheet row, with what it reverses: one after the other, in the order of the sheet."""
    cache: dict[type[Correctable], dict[int, _Match]] = book.lookups.setdefault("corrections", {})
    if register not in cache:
        cache[register] = _match(book, register)
    return cache[register]


def _match(book: Book, register: type[Correctable]) -> dict[int, _Match]:
    rows = book.rows(register)
    reversals = rows.where("quantity", (0).__gt__)
    slips = {
        row.row: slip for row in reversals if row.item is not None and row.slip is not None and (slip := reversed_slip(row.note))
    }
    wanted = {(slips[row.row], row.item) for row in reversals if row.row in slips}
    candidates: dict[tuple[str, str], list[Correctable]] = {key: [] for key in wanted}
    left: dict[int, int] = {}
    for place, key in enumerate(rows.together("slip", "item") if wanted else ()):
        if key in candidates and (rows.column("quantity")[place] or 0) > 0:
            row = rows.records[place]
            candidates[key].append(row)
            left[row.row] = _size(book, row)
    found: dict[int, _Match] = {}
    for row in reversals:
        if row.row not in slips or not (among := candidates[slips[row.row], row.item]):
            continue
        original = _likeliest(among, row, -_size(book, row), left)
        found[row.row] = _Match(original, left[original.row])
        left[original.row] += _size(book, row)
    return found


def _size(book: Book, row: Correctable) -> int:
    """A row's quantity in base units; as typed where there is no conversion."""
    base = book.units.base_quantity(row.item, row.quantity, row.unit)
    return row.quantity if base is None else base


def _likeliest(among: list[Correctable], record: Correctable, quantity: int, left: dict[int, int]) -> Correctable:
    def likeness(row: Correctable) -> tuple[bool, int, bool, int]:
        earlier = row.day is None or record.day is None or row.day <= record.day
        counted = not isinstance(row, Purchase) or row.accepted
        alike = sum(getattr(row, name) == getattr(record, name) for name in _ALIKE[type(record)])
        return earlier and counted and left[row.row] >= quantity, alike, left[row.row] == quantity, left[row.row]

    return max(among, key=likeness)

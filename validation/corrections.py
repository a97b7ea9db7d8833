"""红字: a negative row whose 备注 begins ``冲 ‹单号›`` reverses a row of the same item."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from validation.money import rounded_quotient
from validation.patterns import late_pattern
from validation.registers import ConsumableIssue, Issue, Purchase

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

    from validation.book import Book

Correctable: TypeAlias = Purchase | Issue | ConsumableIssue
CORRECTABLE: tuple[type[Correctable], ...] = (Purchase, Issue, ConsumableIssue)
C = TypeVar("C", Purchase, Issue, ConsumableIssue, Issue | ConsumableIssue, Purchase | Issue | ConsumableIssue)

_REVERSES = "冲"
_SAYS_SO = late_pattern(rf"{_REVERSES}(?:销|减|红)?\s*[:\uff1a]?\s*")
_SLIP_WORD = late_pattern(r"(?:原?单号?)?\s*[:\uff1a]?\s*")
_OPENING = late_pattern(r"[‹<《「『“\"(\[【\uff08]?\s*")
_UP_TO_A_SIGN = late_pattern(r"[^\s›>》」』”\")\]】,;。、\uff09\uff0c\uff1b]+")
_GOES_ON = late_pattern(r"[-_/.#]?[0-9A-Za-z]")
"""What makes the 单号 that stands before it another one."""
_PIECE = 1000
"""One piece, in thousandths."""
ALIKE: dict[type[Correctable], tuple[str, ...]] = {
    Purchase: ("direct_meal", "supplier"),
    Issue: ("meal", "destination"),
    ConsumableIssue: ("department",),
}
"""What tells the rows of one item on one 单号 apart, besides unit and price."""


class _Match(NamedTuple):
    """The row that a 红字 reverses, and how much of it (base units, fen) was not yet reversed before."""

    original: Correctable
    left: int
    money: int


class _Matches(NamedTuple):
    """The 红字 of one register, by sheet row: the 单号 each names, and what it reverses. ``known``: all its 单号, where a 备注 names one; ``red``: those with a 红字, by item."""

    slips: dict[int, str]
    rows: dict[int, _Match]
    known: AbstractSet[str]
    red: dict[tuple[str, str], int]


def slip_named(note: str | None, slips: Collection[str] = ()) -> str | None:
    """The 单号 that a 备注 says it reverses, or ``None``: the longest of ``slips`` that stands there, else all up to a space or a sign."""
    begins = _SAYS_SO.match(note or "")
    if begins is None or note is None:
        return None
    plain = _OPENING.match(note, begins.end())
    worded = _OPENING.match(note, _SLIP_WORD.match(note, begins.end()).end())  # type: ignore[union-attr] # they match nothing, too
    starts = [found.end() for found in (plain, worded) if found is not None]
    for start in starts:
        for end in range(len(note), start, -1):
            if note[start:end] in slips and not _GOES_ON.match(note, end):
                return note[start:end]
    rest = _UP_TO_A_SIGN.match(note, starts[-1])
    return rest[0] if rest else None


def reversed_slip(book: Book, record: Correctable) -> str | None:
    """The 单号 that a 红字 says it reverses, or ``None``."""
    return _matches(book, type(record)).slips.get(record.row)


def reversed_row(book: Book, record: C) -> C | None:
    """The positive row of the same register, item and named 单号 that a negative row reverses, or ``None``.

    Of several: one not later than the 红字 of which enough is left, most like it in what tells them apart, with just that quantity, the largest.
    """
    found = _matches(book, type(record)).rows.get(record.row)
    return found.original if found is not None else None  # type: ignore[return-value] # of the record's own register


def left_to_reverse(book: Book, record: Correctable) -> int | None:
    """How much of the row that ``record`` reverses the earlier 红字 have left (base units); ``None`` if it reverses none."""
    found = _matches(book, type(record)).rows.get(record.row)
    return found.left if found is not None else None


def red_row_of(book: Book, register: type[Correctable], slip: str, item: str) -> int | None:
    """The sheet row of a 红字 of an item that itself stands on a 单号, if there is one."""
    return _matches(book, register).red.get((slip, item))


def is_slip(book: Book, register: type[Correctable], slip: str) -> bool:
    """Whether a register in which a 红字 names a 单号 has one."""
    return slip in _matches(book, register).known


def money_to_reverse(book: Book, record: Purchase) -> int | None:
    """How much of the 金额 of the row that ``record`` reverses the earlier 红字 have left (fen); ``None`` if it reverses none."""
    found = _matches(book, Purchase).rows.get(record.row)
    return found.money if found is not None else None


def old_pieces_to_reverse(book: Book, record: ConsumableIssue) -> int:
    """The old pieces (base units) that a 红字 gives back to the department: those of the row it reverses, in the part taken back; 0 if it reverses none.

    Whole pieces stay whole: what is less than one goes back with the 红字 that makes it one, and with the last of a row the last of them.
    """
    found = _matches(book, ConsumableIssue).rows.get(record.row)
    if found is None or not isinstance(original := found.original, ConsumableIssue) or original.unread & {"returned", "unit"}:
        return 0
    whole, old = _size(book, original), book.units.base_quantity(original.item, original.returned or 0, original.unit) or 0
    piece = 1 if whole % _PIECE or old % _PIECE else _PIECE
    before = whole - found.left
    return (old * (before - _size(book, record)) // (whole * piece) - old * before // (whole * piece)) * piece


def price_to_reverse(book: Book, original: Purchase, record: Purchase) -> int | None:
    """The price of the row reversed, in the unit of the 红字 (1/10,000 元, rounded); ``None`` where it cannot be told."""
    if original.price is None or original.unit == record.unit:
        return original.price
    factors = book.units.factor(original.item, original.unit), book.units.factor(record.item, record.unit)
    return rounded_quotient(original.price * factors[1], factors[0]) if factors[0] and factors[1] else None


def _matches(book: Book, register: type[Correctable]) -> _Matches:
    cache: dict[type[Correctable], _Matches] = book.lookups.setdefault("corrections", {})
    if register not in cache:
        cache[register] = _match(book, register)
    return cache[register]


def nothing_or_less(book: Book, register: type[C]) -> list[C]:
    """The rows of a register whose 数量 is 0 or negative, in the order of the sheet."""
    cache: dict[type[Correctable], list[C]] = book.lookups.setdefault("nothing or less", {})
    if register not in cache:
        cache[register] = book.rows(register).where("quantity", (0).__ge__)
    return cache[register]


def _match(book: Book, register: type[Correctable]) -> _Matches:
    """One 红字 after the other, by day and then as they stand in the sheet: a later one never changes what an earlier one reverses."""
    rows = book.rows(register)
    negative = (row for row in nothing_or_less(book, register) if row.quantity)
    reversals = sorted(negative, key=lambda row: (date.max if row.day is None else row.day, row.row))
    says_so = [row for row in reversals if row.note is not None and row.note.startswith(_REVERSES)]
    known = rows.different("slip") - {None} if says_so else set()
    slips = {row.row: slip for row in says_so if (slip := slip_named(row.note, known)) is not None}
    wanted = {(slips[row.row], row.item) for row in reversals if row.row in slips and row.item is not None}
    candidates: dict[tuple[str, str], list[Correctable]] = {key: [] for key in wanted}
    left: dict[int, int] = {}
    money: dict[int, int] = {}
    for place, key in enumerate(rows.together("slip", "item") if wanted else ()):
        if key in candidates and (rows.column("quantity")[place] or 0) > 0:
            row = rows.records[place]
            candidates[key].append(row)
            left[row.row], money[row.row] = _size(book, row), _money(row)
    found: dict[int, _Match] = {}
    for row in reversals:
        among = candidates.get((slips.get(row.row, ""), row.item))
        if among:
            original = _likeliest(book, among, row, left)
            found[row.row] = _Match(original, left[original.row], money[original.row])
            left[original.row] += _size(book, row)
            money[original.row] += _money(row)
    red = {(row.slip, row.item): row.row for row in reversals}
    return _Matches(slips, found, known, red)


def _size(book: Book, row: Correctable) -> int:
    """A row's quantity in base units; as typed where there is no conversion."""
    base = book.units.base_quantity(row.item, row.quantity, row.unit)
    return row.quantity if base is None else base


def _money(row: Correctable) -> int:
    return (row.amount or 0) if isinstance(row, Purchase) else 0


def _likeliest(book: Book, among: list[Correctable], record: Correctable, left: dict[int, int]) -> Correctable:
    quantity = -_size(book, record)

    def likeness(row: Correctable) -> tuple[bool, int, bool, int]:
        earlier = row.day is None or record.day is None or row.day <= record.day
        counted = not isinstance(row, Purchase) or row.accepted
        alike = sum(getattr(row, name) == getattr(record, name) for name in (*ALIKE[type(record)], "unit"))
        if isinstance(row, Purchase) and isinstance(record, Purchase):
            alike += price_to_reverse(book, row, record) == record.price
        return earlier and counted and left[row.row] >= quantity, alike, left[row.row] == quantity, left[row.row]

    return max(among, key=likeness)

"""单价比对: the same item, unit and week across schools. Exact: a price is a fraction of two integers until it is shown, and what is added up is money."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.money import PRICE_DECIMALS, QUANTITY_DECIMALS, rounded_quotient

if TYPE_CHECKING:
    from collections.abc import Sequence

ENOUGH = 2
"""With one school there is nothing to compare."""
_SCALE = 10 ** (PRICE_DECIMALS - 2 + QUANTITY_DECIMALS)
"""Fen over thousandths, in 1/10,000 元."""
_FINE = 10**15
_MOST = 10**9


class Paid(NamedTuple):
    """What one book paid for an item in a week: thousandths of the district's unit, fen, and the cell to ask about."""

    book: int
    quantity: int
    amount: int
    cell: str

    @property
    def price(self) -> int:
        """元 for one unit, in 1/10,000, rounded once."""
        return rounded_quotient(self.amount * _SCALE, self.quantity)


class Over(NamedTuple):
    """A book that paid more than the median: how much more in 1/10,000 of it, and in fen for what it bought."""

    paid: Paid
    part: int
    amount: int


class Comparison(NamedTuple):
    """One item, unit and week. Prices in 1/10,000 元; ``spread`` = (highest − lowest) ÷ median, in 1/10,000."""

    schools: int
    lowest: int
    median: int
    highest: int
    spread: int | None
    over: list[Over]

    @property
    def amount_over(self) -> int:
        """What all that paid more paid above the median together, fen."""
        return sum(each.amount for each in self.over)


def compare(paid: Sequence[Paid]) -> Comparison | None:
    """What the books paid, side by side; ``None`` with fewer than two. Those that paid more come first by money, then by book."""
    if len(paid) < ENOUGH:
        return None
    ordered = sorted(paid, key=_finely)
    lowest, highest = ordered[0], ordered[-1]
    one, other = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    # the median as a fraction, top ÷ bottom: (a/b + c/d) ÷ 2
    top, bottom = one.amount * other.quantity + other.amount * one.quantity, 2 * one.quantity * other.quantity
    over = []
    for each in paid:
        excess = each.amount * bottom - top * each.quantity
        more = rounded_quotient(excess, bottom) if excess > 0 else 0
        if more > 0:
            over.append(Over(each, _rate(excess, top * each.quantity) or 0, more))
    over.sort(key=lambda each: (-each.amount, each.paid.book))
    width = highest.amount * lowest.quantity - lowest.amount * highest.quantity
    spread = _rate(width * bottom, highest.quantity * lowest.quantity * top)
    median = rounded_quotient(top * _SCALE, bottom)
    return Comparison(len(paid), lowest.price, median, highest.price, spread, over)


def _rate(part: int, whole: int) -> int | None:
    """A part in 1/10,000 of the whole; of next to nothing no more than anybody can read."""
    return min(rounded_quotient(part * 10_000, whole), _MOST) if whole else None


def _finely(paid: Paid) -> tuple[int, int, int]:
    """By price, so finely that no sum of money can tell the difference."""
    return paid.amount * _FINE // paid.quantity, paid.quantity, paid.book

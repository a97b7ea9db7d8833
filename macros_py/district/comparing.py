"""单价比对: the same item, unit and week across schools. Exact: a price is a fraction of two integers until it is shown, and what is added up is money."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.money import PRICE_DECIMALS, QUANTITY_DECIMALS, rounded_quotient

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENOUGH = 2
"""With one school there is nothing to compare."""
_SCALE = 10 ** (PRICE_DECIMALS - 2 + QUANTITY_DECIMALS)
"""Fen over thousandths, in 1/10,000 元."""
_FINE = 10**15
_MOST = 10**9


class Paid(NamedTuple):
    """What the books paid for an item in a week, a list a column, in the order of the books.

    ``quantities`` in thousandths of the district's unit, above 0; ``amounts`` in fen; ``cells`` are those to ask about.
    """

    books: Sequence[int]
    quantities: Sequence[int]
    amounts: Sequence[int]
    cells: Sequence[str]

    def price(self, place: int) -> int:
        """What one of them paid: 元 for one unit, in 1/10,000, rounded once."""
        return _price(self.amounts[place], self.quantities[place])

    def prices(self) -> Iterator[int]:
        """What each of them paid."""
        return map(_price, self.amounts, self.quantities)


class Over(NamedTuple):
    """A book that paid more than the median, by its place among the columns: how much more in 1/10,000 of it, and in fen for what it bought."""

    place: int
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


def compare(paid: Paid) -> Comparison | None:
    """What the books paid, side by side; ``None`` with fewer than two. Those that paid more come first by money, then by book."""
    amounts, quantities = paid.amounts, paid.quantities
    count = len(amounts)
    if count < ENOUGH:
        return None
    ordered = sorted(zip(map(_finely, amounts, quantities), quantities, paid.books, amounts, strict=True))
    (_, least, _, cheap), (_, most, _, dear) = ordered[0], ordered[-1]
    (_, one, _, its), (_, other, _, others) = ordered[(count - 1) // 2], ordered[count // 2]
    # the median as a fraction, top ÷ bottom: (a/b + c/d) ÷ 2
    top, bottom = its * other + others * one, 2 * one * other
    over = []
    for place, (amount, quantity) in enumerate(zip(amounts, quantities, strict=True)):
        excess = amount * bottom - top * quantity
        more = rounded_quotient(excess, bottom) if excess > 0 else 0
        if more > 0:
            over.append(Over(place, _rate(excess, top * quantity) or 0, more))
    over.sort(key=lambda each: (-each.amount, each.place))
    width = dear * least - cheap * most
    spread = _rate(width * bottom, most * least * top)
    median = rounded_quotient(top * _SCALE, bottom)
    return Comparison(count, _price(cheap, least), median, _price(dear, most), spread, over)


def _price(amount: int, quantity: int) -> int:
    return rounded_quotient(amount * _SCALE, quantity)


def _rate(part: int, whole: int) -> int | None:
    """A part in 1/10,000 of the whole; of next to nothing no more than anybody can read."""
    return min(rounded_quotient(part * 10_000, whole), _MOST) if whole else None


def _finely(amount: int, quantity: int) -> int:
    """The price, so finely that no sum of money can tell the difference."""
    return amount * _FINE // quantity

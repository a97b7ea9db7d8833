"""How rules put numbers into their sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation import money

if TYPE_CHECKING:
    from fractions import Fraction


def quantity(thousandths: int, unit: str | None = "") -> str:
    """A quantity with its unit: ``12.5 公斤``."""
    text = money.trimmed(thousandths, money.QUANTITY_DECIMALS)
    return f"{text} {unit}" if unit else text


def yuan(fen: int) -> str:
    """Money, always with two decimals: ``480.00``."""
    return money.printed(fen)


def price(scaled: int | Fraction) -> str:
    """A price in 1/10,000 元 (an exact fraction is rounded to that), with at least two decimals: ``4.80``."""
    whole = scaled if isinstance(scaled, int) else money.rounded_quotient(scaled.numerator, scaled.denominator)
    text = money.trimmed(whole, money.PRICE_DECIMALS)
    head, _, tail = text.partition(".")
    return f"{head}.{tail.ljust(2, '0')}"


def percent(part: Fraction) -> str:
    """A fraction as a percentage with at most two decimals: ``15%``."""
    return money.trimmed(money.rounded_quotient(part.numerator * 10_000, part.denominator), 2) + "%"

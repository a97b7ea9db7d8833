"""A stated figure, exact: money, or a rate with as many decimals as it was stated with."""

from __future__ import annotations

from typing import NamedTuple

from validation import money
from validation.kinds import Fault, Money, Rate
from validation.kinds.kind import WIDE_SIGNS, plain_text
from validation.patterns import late_pattern

RATE_DECIMALS = money.RATE_DECIMALS
_MONEY, _RATE = Money(), Rate()
_NEGATIVE = late_pattern(r"[(\uff08]([¥0-9][0-9,.]*元?)[)\uff09]")
"""An amount below nought as accountants print it."""


class Figure(NamedTuple):
    """``scaled`` in units of 10^−``decimals`` (of a hundredth where ``percent``); the decimals are those it is stated with."""

    scaled: int
    decimals: int
    percent: bool = False

    @property
    def fen(self) -> int | None:
        """The figure as money in fen; ``None`` if it is no money."""
        if self.percent or self.decimals > money.MONEY_DECIMALS:
            return None
        return int(self.scaled * 10 ** (money.MONEY_DECIMALS - self.decimals))

    @property
    def text(self) -> str:
        """As people read it: ``54220.50``, ``1.16%``, ``0.0312``."""
        if self.percent:
            return money.printed(self.scaled, self.decimals) + "%"
        return money.printed(self.scaled, self.decimals) if self.fen is None else money.printed(self.fen)


def of_fen(fen: int) -> Figure:
    """Money."""
    return Figure(fen, money.MONEY_DECIMALS)


def quotient(above: int, below: int, like: Figure | None) -> Figure:
    """``above ÷ below``, rounded half away from zero to the decimals of ``like``; as a fraction with four decimals without it.

    Raises:
        ZeroDivisionError: the denominator is 0.
    """
    like = like or Figure(0, 4)
    shift = like.decimals + (2 if like.percent else 0)
    return like._replace(scaled=money.rounded_quotient(above * 10**shift, below))


def read_figure(text: str | None) -> Figure | Fault | None:
    """What a cell of 金额 states: a figure, nothing, or why it cannot be read. ``(933.84)`` is below nought; formal numerals (大写) are an amount."""
    if text is None:
        return None
    plain = plain_text(text).translate(WIDE_SIGNS).strip()
    formal = money.from_formal("".join(plain.split()))
    if formal is not None:
        return of_fen(formal)
    if bracketed := _NEGATIVE.fullmatch(plain):
        text = plain = f"-{bracketed[1].removeprefix('¥')}"
    decimals = len(plain.rstrip("%").rstrip("元").strip().partition(".")[2])
    reading = _MONEY.read(text)
    if isinstance(reading.value, int) and not plain.endswith("%"):
        least = min(decimals, money.MONEY_DECIMALS)
        return Figure(reading.value // 10 ** (money.MONEY_DECIMALS - least), least)
    rate = _RATE.read(text)
    percent = plain.endswith("%")
    if isinstance(rate.value, int):
        kept = min(decimals, RATE_DECIMALS - (2 if percent else 0))
        unit = 10 ** (RATE_DECIMALS - kept - (2 if percent else 0))
        return Figure(money.rounded_quotient(rate.value, unit), kept, percent)
    if not percent and rate.fault and rate.fault.kind == "too-many-decimals" and reading.fault:
        return Figure(money.rounded_text(f"{plain}" if "." in plain else f"{plain}.0", RATE_DECIMALS), RATE_DECIMALS)
    return reading.fault or rate.fault

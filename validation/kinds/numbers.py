"""Numbers, exact: integers scaled by a power of ten, never floats."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import compress, repeat
from operator import eq, mul, truediv
from typing import TYPE_CHECKING

from validation import money
from validation.kinds.guesses import likely_number, measure_in
from validation.kinds.kind import WIDE_SIGNS, Fault, Kind, Reading, clipped, plain_text, shown
from validation.patterns import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.cells import CellValue

_NUMBER = late_pattern(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_GROUPED = late_pattern(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_LONGEST = 40
"""Characters of a number typed as text; what is longer is no number a person typed."""
_AT_A_GLANCE = 10**8
_LARGEST = 12
"""Digits before the decimal point: Excel shows no more than 15 in all."""


class Number(Kind):
    """An exact number, held as an integer scaled by 10 to the power of ``decimals``."""

    decimals = 2
    unit_suffix = ""
    number = True

    def __init__(self, decimals: int | None = None) -> None:
        if decimals is not None:
            self.decimals = decimals

    def at_a_glance(self, cells: Iterable[CellValue], date1904: bool) -> dict[CellValue, object]:  # noqa: ARG002, FBT001 - days ask for it
        """Numbers, not negative, that are the very double of a decimal with no more places than allowed.

        Such a double shows as that decimal with 15 significant digits, as long as that has no more.
        """
        unit = 10**self.decimals
        numbers = [cell for cell in cells if cell.__class__ is float and 0 <= cell < _AT_A_GLANCE]
        nearest = list(map(round, map(mul, numbers, repeat(unit))))
        exact = list(map(eq, numbers, map(truediv, nearest, repeat(unit))))
        return dict(zip(compress(numbers, exact), compress(nearest, exact), strict=True))

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: ARG002, FBT001
        if isinstance(value, bool):
            return Reading(None, Fault("not-a-number", f"应是数字，现为 {shown(value)}", "改填数字"))
        if isinstance(value, str):
            return self._read_text(value)
        return self._scaled(money.exact_digits(value), formula=formula)

    def _scaled(self, digits: str, *, formula: bool) -> Reading:
        if len(digits.lstrip("-").partition(".")[0]) > _LARGEST:
            return Reading(
                None, Fault("not-a-number", f"大得不像真的：{clipped(digits)}（整数部分超过 {_LARGEST} 位）", "改填真实的数")
            )
        exact = money.scaled(digits, self.decimals)
        if exact is not None:
            return Reading(exact)
        rounded = money.rounded_text(digits, self.decimals)
        if formula and self.decimals:
            text = money.printed(rounded, self.decimals)
            return Reading(
                rounded,
                Fault("rounded", f"公式算得 {digits}，按四舍五入取 {text}", f"在公式外加 ROUND(…,{self.decimals})", fatal=False),
            )
        if not self.decimals:
            return Reading(None, Fault("too-many-decimals", f"应是整数，现为 {digits}", "核对原始记录，改填整数"))
        todo = f"核对原始单据；只是小数位多了的，改为 {self.show(rounded)}"
        why = f"最多 {self.decimals} 位小数，现为 {digits}"
        return Reading(None, Fault("too-many-decimals", why, todo, fix=self._decimal(rounded)))

    def _read_text(self, raw: str) -> Reading:
        text = plain_text(raw).translate(WIDE_SIGNS).strip()
        digits = self._plain_digits(text)
        if digits is None:
            return Reading(None, self._uncertain(raw, text))
        reading = self._scaled(digits, formula=False)
        if reading.fault:
            return reading
        true = self.show(reading.value)
        why = f"是以文本保存的数字，求和公式会漏掉它（已按 {true} 读取）"
        return Reading(reading.value, Fault("kept-as-text", why, f"改为数值 {true}", fatal=False, fix=self._decimal(reading.value)))

    def _decimal(self, value: object) -> Decimal | None:
        """A number of this kind as it is written into a cell."""
        return Decimal(self.show(value)) if isinstance(value, int) else None

    def _uncertain(self, raw: str, text: str) -> Fault:
        """A text that is no certain number, with what it might mean if this kind can hold that."""
        why = f"不是能确定的数字：{clipped(raw)}"
        guess = likely_number(text, self.decimals)
        if not guess or self._scaled(guess, formula=False).fault is not None:
            return Fault("not-a-number", why, "改填数字")
        return Fault("not-a-number", why, f"如果是 {guess}，请改填 {guess}", fix=Decimal(guess))

    def _plain_digits(self, text: str) -> str | None:
        if len(text) > _LONGEST:
            return None
        text = text.lstrip("¥").strip()
        if self.unit_suffix and text.endswith(self.unit_suffix):
            text = text[: -len(self.unit_suffix)].strip()
        if "," in text and _GROUPED.fullmatch(text):
            text = text.replace(",", "")
        if not _NUMBER.fullmatch(text):
            return None
        sign, text = ("-", text[1:]) if text[0] == "-" else ("", text.lstrip("+"))
        whole, _, fraction = text.partition(".")
        return f"{sign}{whole or '0'}.{fraction}" if fraction else sign + (whole or "0")

    def show(self, value: object) -> str:
        """The number as people read it, with all its decimals when it is money."""
        return money.trimmed(value, self.decimals) if isinstance(value, int) else ""


class Money(Number):
    """元, two decimals; held as fen."""

    decimals = money.MONEY_DECIMALS
    unit_suffix = "元"
    name = "金额"
    excel_format = "#,##0.00"
    width = 12

    def show(self, value: object) -> str:
        """Always two decimals."""
        return money.printed(value) if isinstance(value, int) else ""


class Price(Number):
    """元 per unit, up to four decimals; held as 1/10,000 元."""

    decimals = money.PRICE_DECIMALS
    unit_suffix = "元"
    name = "单价"
    excel_format = "#,##0.00##"
    width = 10


class Quantity(Number):
    """Up to three decimals; held as thousandths."""

    decimals = money.QUANTITY_DECIMALS
    name = "数量"
    excel_format = "General"
    width = 10

    def _uncertain(self, raw: str, text: str) -> Fault:
        """Ten 斤 are not ten of whatever the unit's own column says."""
        fault, measure = super()._uncertain(raw, text), measure_in(text)
        return fault._replace(suggestion=f"核对单位是不是 {measure}；{fault.suggestion}", measure=measure) if measure else fault


class Count(Number):
    """A whole number, 0 or more."""

    decimals = 0
    name = "整数"
    excel_format = "0"
    width = 9

    def _scaled(self, digits: str, *, formula: bool) -> Reading:
        reading = super()._scaled(digits, formula=formula)
        if isinstance(reading.value, int) and reading.value < 0:
            return Reading(None, Fault("out-of-range", f"不能是负数，现为 {digits}", "改填 0 或正整数"))
        return reading


class Rate(Number):
    """A fraction shown as a percentage; held as millionths. ``3%`` and ``0.03`` are the same."""

    decimals = money.RATE_DECIMALS
    name = "比率"
    excel_format = "0.00%"
    width = 9

    def _plain_digits(self, text: str) -> str | None:
        if not text.endswith("%"):
            return super()._plain_digits(text)
        digits = super()._plain_digits(text[:-1].strip())
        if digits is None:
            return None
        hundredth = Fraction(digits) / 100
        return money.printed(int(hundredth * 10**12), 12) if hundredth else "0"

    def show(self, value: object) -> str:
        """As a percentage: ``3%``."""
        return money.trimmed(value, self.decimals - 2) + "%" if isinstance(value, int) else ""

    def _decimal(self, value: object) -> Decimal | None:
        """The fraction itself: 0.03."""
        return Decimal(money.trimmed(value, self.decimals)) if isinstance(value, int) else None

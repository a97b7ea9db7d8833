"""How Excel's values become ours: one class for each type of the vocabulary.

A kind reads one cell value and answers with a ``Reading``: our value, and a ``Fault`` if something is to be said about the cell. What a person
plainly means is accepted; what is not certain is a fatal fault with a suggestion, and not read (vocabulary, "Reading").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from validation import money
from validation.cells import ErrorValue
from validation.months import LAST_SERIAL, day_of_serial, month_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.cells import Plain


class Fault(NamedTuple):
    """What is wrong with one cell, whatever register it stands in.

    ``kind`` names the fault; the rule of that name turns it into a finding. ``why`` completes the sentence that begins with the heading.
    ``fatal``: the cell could not be read, its value is unknown.
    """

    kind: str
    why: str
    suggestion: str = ""
    fatal: bool = True


class Reading(NamedTuple):
    """Our value of one cell (``None``: blank, or unknown if the fault is fatal) and the fault, if any."""

    value: object
    fault: Fault | None = None


BLANK = Reading(None)

_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDE |= {0x3000: 0x20, 0xA0: 0x20, 0x200B: None, 0xFEFF: None}
_WIDE_SIGNS = str.maketrans("．，－＋％￥：／", ".,-+%¥:/")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))(?:\s+0?0:00(?::00)?)?")
_MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))")
_DIGITS = "零一二三四五六七八九"
_EARLIEST, _LATEST = 1990, 2090
_COMPARED = 4
"""So many names, of those that share most letters, are looked at closely for the nearest one."""


def plain_text(value: str) -> str:
    """Text as a person means it: full-width digits and letters made narrow, surrounding space gone."""
    return value.translate(_WIDE).strip()


def shown(value: Plain) -> str:
    """A cell value as text, the way the cell shows it when it has no format of its own."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, ErrorValue):
        return value.code
    if isinstance(value, str):
        return value
    return money.exact_digits(value)


@dataclass(frozen=True)
class Kind:
    """A type of the vocabulary: how its cells are read, shown and laid out."""

    name = "文本"
    excel_format = "General"
    width = 12
    number = False

    def read(self, value: Plain, *, formula: bool = False, date1904: bool = False) -> Reading:
        """Read one cell. ``formula``: the value is the result of a formula."""
        if value is None or (isinstance(value, str) and not plain_text(value)):
            return BLANK
        if isinstance(value, ErrorValue):
            return Reading(None, Fault("error-cell", f"是错误值 {value.code}", "改正这一格的公式，或改填数值"))
        return self._read(value, formula=formula, date1904=date1904)

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: FBT001
        raise NotImplementedError

    def show(self, value: object) -> str:
        """Our value as people read it."""
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Text(Kind):
    """Any text; a number typed into a text column is read as its digits."""

    excel_format = "@"

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: ARG002, FBT001
        return Reading(plain_text(shown(value)))


@dataclass(frozen=True)
class Several(Text):
    """Several texts in one cell, separated by 、; read as a tuple. With ``choices``, each must be one of them."""

    choices: tuple[str, ...] = ()
    width = 18

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: ARG002, FBT001
        parts = tuple(part for part in (plain_text(piece) for piece in re.split("[,;/、\uff0c\uff1b]", shown(value))) if part)
        for part in parts:
            if self.choices and part not in self.choices:
                return Reading(None, _not_in_list(part, self.choices))
        return Reading(parts)

    def show(self, value: object) -> str:
        """The texts joined by 、."""
        return "、".join(value) if isinstance(value, tuple) else ""


@dataclass(frozen=True)
class OneOf(Kind):
    """One of a fixed list of texts; a drop-down in the template."""

    choices: tuple[str, ...] = ()
    excel_format = "@"

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: ARG002, FBT001
        text = plain_text(shown(value))
        if text in self.choices:
            return Reading(text)
        return Reading(None, _not_in_list(text, self.choices))


@dataclass(frozen=True)
class Reference(Text):
    """The key of a row in another register; whether it exists is judged once all registers are read."""

    table: str = ""
    width = 16


@dataclass(frozen=True)
class Number(Kind):
    """An exact number, held as an integer scaled by 10 to the power of ``decimals``."""

    decimals: int = 2
    unit_suffix: str = ""
    number = True

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: ARG002, FBT001
        if isinstance(value, bool):
            return Reading(None, Fault("not-a-number", f"应是数字，现为 {shown(value)}", "改填数字"))
        if isinstance(value, str):
            return self._read_text(value)
        return self._scaled(money.exact_digits(value), formula=formula)

    def _scaled(self, digits: str, *, formula: bool) -> Reading:
        if digits in {"inf", "-inf", "nan"}:
            return Reading(None, Fault("not-a-number", "不是可用的数字", "改填数字"))
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
        limit = f"最多 {self.decimals} 位小数" if self.decimals else "应是整数"
        return Reading(None, Fault("too-many-decimals", f"{limit}，现为 {digits}", f"如属实，改为 {self.show(rounded)}"))

    def _read_text(self, raw: str) -> Reading:
        text = plain_text(raw).translate(_WIDE_SIGNS).replace("−", "-").strip()
        digits = self._plain_digits(text)
        if digits is None:
            guess = self._guess(text)
            return Reading(
                None,
                Fault(
                    "not-a-number", f"不是能确定的数字：{raw.strip()}", f"如果是 {guess}，请改填 {guess}" if guess else "改填数字"
                ),
            )
        reading = self._scaled(digits, formula=False)
        if reading.fault:
            return reading
        true = self.show(reading.value)
        return Reading(
            reading.value,
            Fault("kept-as-text", f"是以文本保存的数字，求和公式会漏掉它（已按 {true} 读取）", f"改为数值 {true}", fatal=False),
        )

    def _plain_digits(self, text: str) -> str | None:
        text = text.lstrip("¥").strip()
        if self.unit_suffix and text.endswith(self.unit_suffix):
            text = text[: -len(self.unit_suffix)].strip()
        if _GROUPED.fullmatch(text):
            text = text.replace(",", "")
        if not _NUMBER.fullmatch(text):
            return None
        sign, text = ("-", text[1:]) if text[0] == "-" else ("", text.lstrip("+"))
        whole, _, fraction = text.partition(".")
        return f"{sign}{whole or '0'}.{fraction}" if fraction else sign + (whole or "0")

    def _guess(self, text: str) -> str:
        """What an uncertain text might mean: ``95。3`` → 95.3, ``10.5万`` → 105000, ``十斤`` → 10, ``近40`` → 40."""
        text = text.replace("。", ".").replace("·", ".")
        ten_thousand = 10_000 if "万" in text else 1
        found = re.search(r"-?\d[\d,]*(?:\.\d+)?", text)
        if found:
            digits = found.group().replace(",", "")
        else:
            chinese = _chinese_number(text)
            if chinese is None:
                return ""
            digits = str(chinese)
        number = Fraction(digits) * ten_thousand
        if text.endswith("%"):
            number /= 100
        places = money.rounded_quotient(number.numerator * 10**self.decimals, number.denominator)
        return money.trimmed(places, self.decimals)

    def show(self, value: object) -> str:
        """The number as people read it, with all its decimals when it is money."""
        return money.trimmed(value, self.decimals) if isinstance(value, int) else ""


@dataclass(frozen=True)
class Money(Number):
    """元, two decimals; held as fen."""

    decimals: int = money.MONEY_DECIMALS
    unit_suffix: str = "元"
    name = "金额"
    excel_format = "#,##0.00"
    width = 12

    def show(self, value: object) -> str:
        """Always two decimals."""
        return money.printed(value) if isinstance(value, int) else ""


@dataclass(frozen=True)
class Price(Number):
    """元 per unit, up to four decimals; held as 1/10,000 元."""

    decimals: int = money.PRICE_DECIMALS
    unit_suffix: str = "元"
    name = "单价"
    excel_format = "#,##0.00##"
    width = 10


@dataclass(frozen=True)
class Quantity(Number):
    """Up to three decimals; held as thousandths."""

    decimals: int = money.QUANTITY_DECIMALS
    name = "数量"
    excel_format = "General"
    width = 10


@dataclass(frozen=True)
class Count(Number):
    """A whole number, 0 or more."""

    decimals: int = 0
    name = "整数"
    excel_format = "0"
    width = 9

    def _scaled(self, digits: str, *, formula: bool) -> Reading:
        reading = super()._scaled(digits, formula=formula)
        if isinstance(reading.value, int) and reading.value < 0:
            return Reading(None, Fault("out-of-range", f"不能是负数，现为 {digits}", "改填 0 或正整数"))
        return reading


@dataclass(frozen=True)
class Rate(Number):
    """A fraction shown as a percentage; held as millionths. ``3%`` and ``0.03`` are the same."""

    decimals: int = money.RATE_DECIMALS
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


@dataclass(frozen=True)
class Day(Kind):
    """A calendar day."""

    name = "日期"
    excel_format = "yyyy-mm-dd"
    width = 12

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: ARG002, FBT001
        if isinstance(value, bool):
            return Reading(None, Fault("not-a-date", f"应是日期，现为 {shown(value)}", "改填日期，如 2025-09-01"))
        if isinstance(value, str):
            return self._read_text(value)
        whole = int(value) if abs(value) <= LAST_SERIAL * 100 else 0
        if whole > LAST_SERIAL:
            reading = self._read_text(str(whole))
            if reading.fault is not None and not reading.fault.fatal:
                return Reading(reading.value, reading.fault._replace(why=reading.fault.why.replace("以文本保存", "写成数字")))
            return reading
        day = day_of_serial(whole, date1904=date1904)
        if day is None or not _EARLIEST <= day.year <= _LATEST:
            return Reading(None, Fault("not-a-date", f"应是日期，现为 {shown(value)}", "改填日期，如 2025-09-01"))
        return Reading(day)

    def _read_text(self, raw: str) -> Reading:
        text = plain_text(raw).translate(_WIDE_SIGNS)
        found = _DAY.fullmatch(text)
        if not found:
            return Reading(None, Fault("not-a-date", f"不是能确定的日期：{raw.strip()}", _date_guess(text)))
        year, month, number = (int(part) for part in found.groups() if part)
        try:
            day = date(year, month, number)
        except ValueError:
            return Reading(None, Fault("impossible-date", f"没有这一天：{raw.strip()}", "改填真实的日期，如 2025-09-01"))
        if not _EARLIEST <= year <= _LATEST:
            return Reading(None, Fault("not-a-date", f"不是能确定的日期：{raw.strip()}", _date_guess(text)))
        return Reading(day, _day_as_text(raw, day))

    def show(self, value: object) -> str:
        """``2025-09-01``."""
        return value.isoformat() if isinstance(value, date) else ""


@dataclass(frozen=True)
class Month(Day):
    """A month, read as ``2025-09``; typed so, or as any day of it."""

    name = "月份"
    excel_format = "yyyy-mm"
    width = 10

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: FBT001
        if isinstance(value, float | int) and not isinstance(value, bool) and _looks_like_month(int(value)):
            value = str(int(value))
        reading = super()._read(value, formula=formula, date1904=date1904)
        return Reading(month_of(reading.value), reading.fault) if isinstance(reading.value, date) else reading

    def _read_text(self, raw: str) -> Reading:
        found = _MONTH.fullmatch(plain_text(raw).translate(_WIDE_SIGNS))
        if not found:
            return super()._read_text(raw)
        year, month = (int(part) for part in found.groups() if part)
        if not 1 <= month <= 12:  # noqa: PLR2004 - the months of a year
            return Reading(None, Fault("impossible-date", f"没有这个月：{raw.strip()}", "改填真实的月份，如 2025-09"))
        if not _EARLIEST <= year <= _LATEST:
            return Reading(None, Fault("not-a-date", f"不是能确定的月份：{raw.strip()}", "改填月份，如 2025-09"))
        return Reading(date(year, month, 1))

    def show(self, value: object) -> str:
        """``2025-09``."""
        return value if isinstance(value, str) else ""


def _looks_like_month(number: int) -> bool:
    """202509 typed as a number: no serial number of a plausible day is that large."""
    return _EARLIEST <= number // 100 <= _LATEST and 1 <= number % 100 <= 12  # noqa: PLR2004 - the months of a year


def _day_as_text(raw: str, day: date) -> Fault:
    return Fault(
        "kept-as-text",
        f"是以文本保存的日期（{raw.strip()}），公式和筛选会漏掉它（已按 {day.isoformat()} 读取）",
        f"改为日期 {day.isoformat()}",
        fatal=False,
    )


def _date_guess(text: str) -> str:
    years = re.search(r"2\d{3}|[12]\d(?=年|\.|-|/)", text)
    return f"年份 {years.group()} 是否有误？改填日期，如 2025-09-01" if years else "改填日期，如 2025-09-01"


def _not_in_list(text: str, choices: tuple[str, ...]) -> Fault:
    near = nearest(text, choices)
    return Fault("not-in-the-list", f"不在可选项中：{text}", f"是不是「{near}」？" if near else f"可选：{'、'.join(choices)}")


def nearest(text: str, names: Iterable[str]) -> str:
    """The one of ``names`` most like ``text``, or "" if none is near."""
    import difflib  # noqa: PLC0415 - only when something is wrong

    letters, known = _letters(text), list(names)
    shared = [len(letters & _letters(name)) for name in known]
    most = max(shared, default=0)
    closest = [name for name, number in zip(known, shared, strict=True) if number == most > 0]
    closest.sort(key=lambda name: abs(len(name) - len(text)))
    found = difflib.get_close_matches(text, closest[:_COMPARED], n=1, cutoff=0.5)
    return found[0] if found else ""


@lru_cache(maxsize=4096)
def _letters(text: str) -> frozenset[str]:
    return frozenset(text)


def _chinese_number(text: str) -> int | None:
    """``十二`` → 12, ``三十`` → 30, ``两`` → 2; ``None`` if the text holds none."""
    found = re.search("[一二两三四五六七八九]?[百]?[一二三四五六七八九]?十?[一二三四五六七八九]?", text.lstrip("近约共"))
    word = found.group().replace("两", "二") if found else ""
    if not word:
        return None
    total = 0
    for unit, size in (("百", 100), ("十", 10)):
        if unit in word:
            head, word = word.split(unit, 1)
            total += (_DIGITS.index(head[-1]) if head else 1) * size
    return total + (_DIGITS.index(word[-1]) if word else 0)

"""Excel's cell values as ours, and ours as Excel takes them.

Excel hands over floats, datetimes, currency as Decimal, errors as numbers or words, and of every cell the formula: of one that has none,
the constant in plain figures. A formula cell is one whose formula begins with ``=`` and is not the very text that stands in it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from addin.cell_values import serial_number
from addin.cell_writer import formula_of
from validation.cells import ErrorValue, Formula
from workbook_templates.draft import FORMULAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from addin.cell_writer import CellPlain
    from validation.cells import CellValue, Plain

Sent: TypeAlias = "str | float | bool | None"
"""What is sent to a cell. A text is parsed by Excel as if it were typed, see ``typed``."""

_ERROR_BASE = -2_146_828_288
_ERRORS = {
    2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A", 2043: "#GETTING_DATA",
    2045: "#SPILL!", 2046: "#CONNECT!", 2047: "#BLOCKED!", 2048: "#UNKNOWN!", 2049: "#FIELD!", 2050: "#CALC!",
}  # fmt: skip
"""Excel's errors by their numbers in COM, less the base."""
_ERROR_WORDS = frozenset(_ERRORS.values())
_FIGURES = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SECONDS = 86_400
_BETWEEN_THE_SYSTEMS = 1462
"""Days between the first days of the two date systems."""
_PLAIN_START = re.compile("[\u4e00-\u9fff「『《〈【“‘…—→·、。，；：！？]")
_CHINESE_DATE_OR_MONEY = re.compile("[上下公民〇一二三四五六七八九十廿百千万亿零两元正年月日时分秒半]")
_LETTERS = re.compile(r"[A-Za-z_]")
_ENGLISH = re.compile(
    r"(?:true|false|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|usd|eur|cny|rmb|gbp|jpy|hkd|e[0-9])",
    re.IGNORECASE,
)


class Habits(NamedTuple):
    """How a workbook's engine hands cells over: the date system, and whether errors come as numbers, so that ``#N/A`` is a text."""

    date1904: bool
    errors_by_number: bool


def cell_column(values: Sequence[object], formulas: Sequence[object], habits: Habits) -> list[CellValue]:
    """One column as the contract has it."""
    date1904, errors_by_number = habits
    found: list[CellValue] = []
    for value, formula in zip(values, formulas, strict=True):
        kind = value.__class__
        computed = formula.__class__ is str and formula[:1] == "=" and formula != value
        plain: Plain
        if kind is float or kind is bool:
            plain = value  # type: ignore[assignment]
        elif kind is str:
            plain = ErrorValue(value) if value in _ERROR_WORDS and not errors_by_number else value  # type: ignore[assignment]
        elif value is None:
            plain = ErrorValue(formula) if formula in _ERROR_WORDS else None
        else:
            plain = _unusual(value, formula, date1904=date1904)
        found.append(Formula(plain) if computed else None if plain == "" else plain)
    return found


def _unusual(value: object, formula: object, *, date1904: bool) -> Plain:
    """A day, a time, a currency, an error by number: whatever Excel does not hand over as float, text or truth value."""
    if isinstance(value, int):
        error = _ERRORS.get(value - _ERROR_BASE)
        return float(value) if error is None else ErrorValue(error)
    if isinstance(value, (Decimal, date, time, timedelta)):
        if isinstance(formula, str) and _FIGURES.fullmatch(formula):
            return float(formula)  # the constant itself: exact, and in the workbook's own date system
        return _number(value, date1904=date1904)
    return float(value) if isinstance(value, float) else None


def _number(value: Decimal | date | time | timedelta, *, date1904: bool) -> float:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    day = serial_number(date(value.year, value.month, value.day), date1904=date1904) if isinstance(value, date) else 0
    if isinstance(value, (datetime, time)):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1_000_000
        return max(day, 0) + seconds / _SECONDS
    return float(day)


def errors_come_by_number(values: Iterable[object]) -> bool:
    """Whether an error is among the values as its number: then the engine hands none over as words."""
    return any(value.__class__ is int and value - _ERROR_BASE in _ERRORS for value in values)


def counts_from_1904(values: Iterable[object], formulas: Iterable[object]) -> bool | None:
    """The date system that a day and its plain figures betray; ``None`` where no cell holds both."""
    for value, formula in zip(values, formulas, strict=True):
        if isinstance(value, date) and isinstance(formula, str) and _FIGURES.fullmatch(formula):
            days = serial_number(date(value.year, value.month, value.day), date1904=False) - float(formula)
            return abs(days - _BETWEEN_THE_SYSTEMS) < 2  # noqa: PLR2004 - a day, for Excel's 29 February 1900
    return None


def typed(text: str) -> str:
    """The text as it must be sent so that Excel keeps it: with an apostrophe before whatever Excel would read as something else.

    Only texts that Excel surely leaves alone go without: an apostrophe leaves a trace in the cell's format.
    """
    return f"'{text}" if is_parsed(text) else text


def is_parsed(text: str) -> bool:
    """Whether Excel might read a typed text as a number, day, truth value, error or formula; rather once too often than once too few."""
    bare = unicodedata.normalize("NFKC", text).strip()
    if bare[:1] != text[:1]:
        return True  # blanks in front, or letters and digits of full width
    if _PLAIN_START.match(bare):
        return _CHINESE_DATE_OR_MONEY.match(bare) is not None
    return _LETTERS.match(bare) is None or _ENGLISH.match(bare) is not None


def sent(value: CellPlain) -> Sent:
    """What is sent to a cell that is to hold a value of a draft."""
    if value is None:
        return None
    if isinstance(value, FORMULAS):
        return f"={formula_of(value)}"
    return typed(value) if isinstance(value, str) else float(value)


def sent_again(value: CellValue, formula: object) -> Sent:
    """What is sent to a cell that is to stay as it is, because it lies between two that change."""
    if isinstance(value, Formula):
        return str(formula)
    if isinstance(value, ErrorValue):
        return value.code
    return typed(value) if isinstance(value, str) else value

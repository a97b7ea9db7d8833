"""年初至今: what a calendar year had brought before the book began, for the figures 本年."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import Refused
from macros_py.values import Value, total
from workbook_templates.figures import FIGURES
from workbook_templates.results import COUNT, RATE

if TYPE_CHECKING:
    from validation.book import Book
    from validation.registers import YearToDate

_STANDING = frozenset({"期初库存", "期末库存", "库存变动", "本学期结余", "累计结余"})
"""Figures that stand at a day, or are made of those."""
_RATIOS = frozenset({"餐均食材成本", "餐均总成本"})
_ADDED = tuple(figure for figure in FIGURES if figure.name not in _STANDING | _RATIOS and figure.format != RATE)
"""The figures of which those of two periods are added up."""
KEPT = tuple(figure for figure in FIGURES if figure in _ADDED or figure.name == "期初库存")
"""The figures that 年初至今 must hold for all of 本年; 期初库存 is the stock on 1 January."""
_COUNTS = frozenset(figure.name for figure in FIGURES if figure.format == COUNT)
_WHOLE = 100
"""金额 is read in hundredths, and a count stands there like an amount."""


class Before(NamedTuple):
    """The part of ``year`` before the book: the rows of 年初至今 by 指标."""

    year: str
    since: str
    rows: dict[str, list[YearToDate]]

    def value(self, name: str) -> Value:
        """One figure, or why it is not known."""
        rows = self.rows.get(name, [])
        amounts = {row.amount for row in rows}
        if not rows:
            return Refused(f"年初至今里没有{name}：本账从 {self.since} 开始，{self.year} 年在这以前的数不知道")
        if len(amounts) > 1 or None in amounts:
            return Refused(f"年初至今第 {rows[-1].row} 行的金额没有填写、无法读取，或与上面同名的一行不同")
        amount = rows[0].amount
        if name not in _COUNTS:
            return amount
        return Refused(f"年初至今第 {rows[0].row} 行的{name}应是整数") if amount % _WHOLE else amount // _WHOLE

    def add_to(self, values: dict[str, Value]) -> None:
        """Add what came before to the figures of the book's own months."""
        for figure in _ADDED:
            values[figure.name] = total(values[figure.name], self.value(figure.name))


def before(book: Book) -> Before | None:
    """What came before the book in the calendar year in which it began; ``None`` where that began with it."""
    first = book.settings.first_day
    if first is None or (first.month, first.day) == (1, 1):
        return None
    rows: dict[str, list[YearToDate]] = {}
    for row in book.year_to_date:
        if row.figure is not None:
            rows.setdefault(row.figure, []).append(row)
    return Before(f"{first.year:04d}", first.isoformat(), rows)

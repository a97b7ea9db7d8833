"""RCV, prices: what was paid for one base unit, against the contract, the ceiling and the last four weeks. Exact integers throughout."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import filterfalse
from operator import itemgetter, mul
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from validation import money
from validation.findings import Level
from validation.profiles import PRICE_RISE
from validation.registers.choices import RETURN
from validation.rules import wording
from validation.rules.rule import Problem, rule
from validation.units import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book, Threshold
    from validation.evidence import Evidence
    from validation.reading import Rows
    from validation.registers import Item, Purchase

FOUR_WEEKS = timedelta(days=28)
ENOUGH = 3
"""With fewer earlier prices there is no telling what is usual."""
_WHOLE = 10**money.RATE_DECIMALS

BasePrice: TypeAlias = int | Fraction
"""Of one base unit, in 1/10,000 元, exact."""


class Priced(NamedTuple):
    """The accepted lines of an item, in the order of the sheet: their places in 采购验收, and side by side the exact price of each."""

    places: list[int]
    prices: list[BasePrice]


def priced_lines(book: Book) -> dict[str, Priced]:
    """The accepted lines of each item with the price of one base unit; made once."""
    found: dict[str, Priced] | None = book.lookups.get("priced lines")
    if found is None:
        by_item, left_out = book.purchases.by_value("item"), _left_out(book.purchases)
        here = {name: by_item[name] for name in book.items if name in by_item}
        if left_out:
            here = {name: list(filterfalse(left_out.__contains__, places)) for name, places in here.items()}
        factors: dict[str, dict[str, int | None]] = {}
        for item, unit in book.purchases.distinct("item", "unit"):
            factors.setdefault(item, {})[unit] = None if unit is None else book.units.factor(item, unit)
        priced = {name: _priced(book.purchases, places, factors[name]) for name, places in here.items()}
        found = book.lookups["priced lines"] = {name: lines for name, lines in priced.items() if lines.places}
    return found


def _left_out(rows: Rows[Purchase]) -> frozenset[int]:
    """The places of the lines that have no price, or were not accepted."""
    found = rows.lacking("day", "item", "unit", "price", "quantity")
    nothing = {quantity for quantity in rows.different("quantity") if quantity is not None and quantity <= 0}
    for name, wanted in (("quantity", nothing), ("verdict", {RETURN} & rows.different("verdict"))):
        if wanted:
            found = found.union(rows.places_of(name, wanted))
    return found


def _priced(rows: Rows[Purchase], places: list[int], factors: dict[str, int | None]) -> Priced:
    """Some lines of one item, but for those whose unit cannot be converted."""
    prices: list[int] = list(map(rows.column("price").__getitem__, places))
    if set(factors.values()) == {ONE}:
        return Priced(places, list(prices))
    units = list(map(rows.column("unit").__getitem__, places))
    times = {unit: ONE // factor for unit, factor in factors.items() if factor and not ONE % factor}
    if len(times) == len(factors):  # each unit is a whole part of the base unit
        return Priced(places, list(map(mul, prices, map(times.__getitem__, units))))
    convertible = [
        (place, price, factor) for place, price, unit in zip(places, prices, units, strict=True) if (factor := factors[unit])
    ]
    return Priced([place for place, _, _ in convertible], [_of_one(price, factor) for _, price, factor in convertible])


@lru_cache(maxsize=4096)
def _of_one(price: int, factor: int) -> BasePrice:
    """The price of one base unit, from that of a unit of ``factor`` billionths of it; a whole number compares many times faster."""
    exact = Fraction(price * ONE, factor)
    return exact.numerator if exact.denominator == 1 else exact


def base_price(item: Item) -> int | None:
    """What 下浮率 is taken off: 基准价, else 限价, in 1/10,000 元; ``None`` where neither is stated, one cannot be read, or it is negative, which is wrong itself."""
    base = item.ceiling if item.reference_price is None else item.reference_price
    return None if base is None or base < 0 or item.unread & {"ceiling", "reference_price"} else base


def _ceiling(item: Item) -> int | None:
    """限价, unless it is negative."""
    return None if item.ceiling is None or item.ceiling < 0 else item.ceiling


@rule(
    "RCV-05",
    Level.WARNING,
    example="品目 | 品名 大米 | 基准价 5.00\n供应商 | 供应商 青禾粮油商行 | 下浮率 0.1\n采购验收 | 单价 4.80 → 单价",
)
def prices_keep_the_agreed_discount(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """验收单价不高于 基准价 ×(1 − 下浮率)；没有填基准价的，按限价算。"""
    discounts = {name: supplier.discount for name, supplier in book.suppliers.items() if supplier.discount}
    if not discounts:
        return
    deepest = _WHOLE - max(discounts.values())
    for name, lines in priced_lines(book).items():
        item = book.items[name]
        base, ceiling = base_price(item), _ceiling(item)
        if base is None or max(lines.prices) * _WHOLE <= base * deepest:
            continue
        for place, price in zip(*lines, strict=True):
            if price * _WHOLE <= base * deepest:
                continue
            line = book.purchases.records[place]
            discount = discounts.get(line.supplier)
            over_ceiling = ceiling is not None and price > ceiling
            if discount is None or over_ceiling or "supplier" in line.unread or price * _WHOLE <= base * (_WHOLE - discount):
                continue
            agreed = Fraction(base * (_WHOLE - discount), _WHOLE)
            what = "限价" if item.reference_price is None else "基准价"
            yield _too_dear(
                book,
                line,
                price,
                f"按{what} {wording.price(base)} 下浮 {wording.percent(Fraction(discount, _WHOLE))} 应不高于 {wording.price(agreed)}",
                "按合同价结算，多付的向供应商追回；基准价已变的，在品目表更新基准价",
            )


@rule("RCV-06", Level.ERROR, example="品目 | 品名 大米 | 限价 4.50\n采购验收 | 单价 4.80 → 单价")
def prices_stay_under_the_ceiling(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """验收单价不高于品目的限价。"""
    ceilings = {name: ceiling for name, item in book.items.items() if (ceiling := _ceiling(item)) is not None}
    if not ceilings:
        return
    priced = priced_lines(book)
    for name, ceiling in ceilings.items():
        lines = priced.get(name)
        for place, price in zip(*lines, strict=True) if lines is not None and max(lines.prices) > ceiling else ():
            if price > ceiling:
                line = book.purchases.records[place]
                yield _too_dear(
                    book, line, price, f"高于限价 {wording.price(ceiling)}", "核对单价和单位；确实涨价的，另行询价并更新限价"
                )


@rule(
    "RCV-07",
    Level.WARNING,
    example="采购验收 | 日期 2025-09-01至2025-09-03\n采购验收 | 日期 2025-09-04 | 单价 6.00 | 金额 600.00 → 单价",
)
def prices_do_not_jump(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """验收单价不比前四周同一品目的中位价高出参数 价格涨幅上限（前四周至少有三次）。"""
    days = book.purchases.different("day")
    rises = {
        day: rise
        for day in days
        if day is not None and (rise := book.parameter(PRICE_RISE, day)) is not None and rise.number is not None
    }
    if not rises:
        return
    least = min(rise.number for rise in rises.values() if rise.number is not None)
    for lines in priced_lines(book).values():
        if len(lines.prices) > ENOUGH and max(lines.prices) > min(lines.prices) * (1 + least):
            yield from _jumps(book, lines, rises)


def _jumps(book: Book, lines: Priced, rises: dict[date, Threshold]) -> Iterator[Problem]:
    lowest = min(lines.prices)
    day_of = book.purchases.column("day")
    ordered = sorted(((day_of[place], place, price) for place, price in zip(*lines, strict=True)), key=itemgetter(0))
    days = [day for day, _, _ in ordered]
    prices = [price for _, _, price in ordered]
    medians: dict[date, BasePrice | None] = {}
    for day, place, price in ordered:
        rise = rises.get(day)
        if price == lowest or rise is None or rise.number is None:
            continue
        above, of = rise.number.numerator + rise.number.denominator, rise.number.denominator
        if price * of <= lowest * above:
            continue
        if day not in medians:
            medians[day] = _median(prices[bisect_left(days, day - FOUR_WEEKS) : bisect_left(days, day)])
        median = medians[day]
        if median is not None and price * of > median * above:
            over = wording.percent(Fraction(price) / Fraction(median) - 1) if median else ""
            yield _too_dear(
                book,
                book.purchases.records[place],
                price,
                f"比前四周的中位价 {wording.price(median)} 高 {over}，超过 {wording.percent(rise.number)}",
                "核对单价和单位；确实涨价的，留存询价记录",
            )._replace(level=rise.level)


def _median(prices: list[BasePrice]) -> BasePrice | None:
    """The middle price, of an even number the mean of the two in the middle; ``None`` if there are not enough."""
    if len(prices) < ENOUGH:
        return None
    prices.sort()
    middle = len(prices) // 2
    return prices[middle] if len(prices) % 2 else Fraction(prices[middle - 1] + prices[middle]) / 2


def _too_dear(book: Book, line: Purchase, price: BasePrice, why: str, todo: str) -> Problem:
    base = book.items[line.item].unit
    of = f"折合每{base} {wording.price(price)}" if line.unit != base else f"{wording.price(price)}"
    return Problem(line, "price", f"“{line.item}”{of}，{why}", todo)

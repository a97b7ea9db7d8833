"""ARI: the sums on a slip are right."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import accumulate, compress, pairwise, repeat
from operator import is_not, mul, ne, sub
from typing import TYPE_CHECKING

from validation import money
from validation.cells import picked
from validation.findings import Level
from validation.kinds import Money
from validation.profiles import AMOUNT_TOLERANCE, ROUND_OFF_LIMIT
from validation.registers import Purchase
from validation.registers.choices import RETURN
from validation.rules import wording
from validation.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from validation.book import Book
    from validation.evidence import Evidence
    from validation.reading import Rows

_EXACT = 10 ** (money.QUANTITY_DECIMALS + money.PRICE_DECIMALS)
"""数量 × 单价 in thousandths × 1/10,000 元: this many make one 元."""
_ADDED_UP = frozenset({"amount", "slip_total", "slip", "verdict"})


@rule("ARI-01", Level.ERROR, blocks=True, example="采购验收 | 数量 10 | 单价 2.30 | 金额 25.00 → 金额")
def amount_is_quantity_times_price(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """采购验收的金额等于 数量 × 单价（相差不超过参数 金额容差）。

    Judged on the exact product, before any rounding.
    """
    if book.parameter(AMOUNT_TOLERANCE) is None:
        return
    rows = book.purchases
    lacking = rows.lacking("quantity", "price", "amount")
    quantities, prices, amounts = (_or_nothing(rows.column(name), lacking) for name in ("quantity", "price", "amount"))
    products, stated = list(map(mul, quantities, prices)), list(map(mul, amounts, repeat(_EXACT // 100)))
    days, allowed = rows.column("day"), _allowed(book)
    differing = compress(zip(range(len(rows)), products, stated, strict=True), map(ne, products, stated))
    for place, product, amount in differing:
        limit = allowed[days[place]]
        if limit is not None and abs(amount - product) > limit:
            fen = money.rounded_quotient(product, _EXACT // 100)
            quantity, price = wording.quantity(quantities[place]), money.trimmed(prices[place], money.PRICE_DECIMALS)
            yield Problem(
                (Purchase, rows.numbers[place]),
                "amount",
                f"数量 {quantity} × 单价 {price} = {money.printed(fen)}，填的是 {money.printed(amounts[place])}，"
                f"相差 {money.printed(amounts[place] - fen)}",
                f"核对送货单，改正数量、单价或金额；如数量和单价无误，金额改为 {money.printed(fen)}",
                also=("quantity", "price"),
                fix=money.decimal(fen),
            )


def _or_nothing(column: Sequence[int], lacking: frozenset[int]) -> Sequence[int]:
    """A column of numbers, with 0 at some places where one of the numbers that belong together is lacking."""
    if not lacking:
        return column
    found = list(column)
    for place in lacking:
        found[place] = 0
    return found


def _allowed(book: Book) -> dict[date | None, int | None]:
    """The 金额容差 of each day on which something was delivered, in the units of the exact product; ``None`` where there is none."""
    tolerances = {day: book.parameter(AMOUNT_TOLERANCE, day) for day in book.purchases.different("day")}
    return {
        day: None if each is None or each.number is None else each.number.numerator * _EXACT // each.number.denominator
        for day, each in tolerances.items()
    }


@rule(
    "ARI-02",
    Level.ERROR,
    example="采购验收 | 单号 A1 | 数量 10 | 单价 2.00 | 金额 20.00 | 单据合计 50.00 → 单据合计\n采购验收 | 单号 A1 | 数量 10 | 单价 2.50 | 金额 25.00",
)
def slip_total_is_sum_of_amounts(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """同一单号各行金额之和等于单据合计（抹去零头且不超过参数 抹零上限 的只作提示）。"""
    rows = book.purchases
    slips, amounts, totals, verdicts = map(rows.column, ("slip", "amount", "slip_total", "verdict"))
    for places in _totalled_slips(rows):
        if any(amounts[place] is None or rows.is_unread(place, _ADDED_UP) for place in places):
            continue
        total = sum(amounts[place] for place in places if verdicts[place] != RETURN)
        whole = sum(map(amounts.__getitem__, places))
        for place in (place for place in places if totals[place] not in {None, total, whole}):
            difference = total - totals[place]
            rounding = book.parameter(ROUND_OFF_LIMIT, rows.column("day")[place])
            forgiven = rounding is not None and rounding.number is not None and 0 < Fraction(difference, 100) <= rounding.number
            yield Problem(
                (Purchase, rows.numbers[place]),
                "slip_total",
                f"单号 {slips[place]} 各行金额之和是 {money.printed(total)}，单据合计填的是 {money.printed(totals[place])}，"
                f"相差 {money.printed(-difference)}" + ("，看来是抹零" if forgiven else ""),
                "如是抹零，请把优惠摊到各行金额里，账上才与付款一致"
                if forgiven
                else "核对送货单：是漏了一行、多了一行，还是合计写错",
                level=rounding.level if forgiven and rounding else None,
            )


def _totalled_slips(rows: Rows[Purchase]) -> Iterable[list[int]]:
    """The places of the lines of each 单号 whose lines do not add up to a 单据合计 of theirs at first sight, or cannot all be read."""
    slips, totals = rows.column("slip"), rows.column("slip_total")
    sums = _sums(rows)
    stated = list(map(is_not, totals, repeat(None)))
    of, told = list(compress(slips, stated)), list(compress(totals, stated))
    differing = list(map(ne, map(sums.get, of), told))
    if RETURN in rows.different("verdict"):
        returned = {slips[place] for place in rows.places_of("verdict", {RETURN})}
        differing = [differs or slip in returned for differs, slip in zip(differing, of, strict=True)]
    wrong: dict[str, list[int]] = {slip: [] for slip in compress(of, differing) if slip is not None}
    if wrong:
        runs = rows.runs("slip")
        for start, end in compress(pairwise(runs), map(wrong.__contains__, picked(slips, runs[:-1]))):
            wrong[slips[start]].extend(range(start, end))
    return wrong.values()


def _sums(rows: Rows[Purchase]) -> dict[str | None, int | None]:
    """Σ 金额 by 单号; ``None`` where one of them cannot be read. Lines that follow each other are added up together."""
    slips, amounts, runs = rows.column("slip"), rows.column("amount"), rows.runs("slip")
    lacking = rows.lacking("amount")
    upto = [0, *accumulate(_or_nothing(amounts, lacking))]
    numbers = picked(slips, runs[:-1])
    parts = list(map(sub, map(upto.__getitem__, runs[1:]), map(upto.__getitem__, runs[:-1])))
    sums: dict[str | None, int | None] = dict(zip(numbers, parts, strict=True))
    if len(sums) < len(numbers):  # the lines of some slip do not all follow each other
        whole = Counter[str | None]()
        for number, part in zip(numbers, parts, strict=True):
            whole[number] += part
        sums = dict(whole)
    return sums | dict.fromkeys(map(slips.__getitem__, lacking))


@rule("ARI-06", Level.ERROR, example="收支说明 | 数量 124 | 单价 70.00 | 金额 8608.00 → 金额")
def statement_lines_multiply(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里写了数量和单价的行，金额等于 数量 × 单价。"""
    for line in book.statement_lines.with_values("quantity", "price", "stated"):
        stated = Money().read(line.stated).value
        fen = money.rounded_quotient((line.quantity or 0) * (line.price or 0), _EXACT // 100)
        if isinstance(stated, int) and stated != fen:
            quantity, price = wording.quantity(line.quantity or 0), wording.price(line.price or 0)
            yield Problem(
                line,
                "stated",
                f"数量 {quantity} × 单价 {price} = {money.printed(fen)}，写的是 {money.printed(stated)}，相差 {money.printed(stated - fen)}",
                "核对原始单据，看是数量、单价还是金额写错",
                also=("quantity", "price"),
            )

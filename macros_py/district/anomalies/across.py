"""Tests of books side by side, done where they come together: invoices that two of them use, and diners against the district's own numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.district.anomalies.anomaly import NAMED, Anomaly
from macros_py.district.anomalies.lines import accepted_lines
from macros_py.district.limits import INVOICE_DIGITS, OVER_ENROLLED
from macros_py.district.names import plain_name
from validation.rules.wording import percent, yuan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros_py.district.anomalies.diners import MostDiners
    from macros_py.district.limits import Limits
    from macros_py.judge import Judged

SHARED_INVOICES, OVER_ENROLMENT = "ANO-11", "ANO-02"
_NATIONAL = 18
"""Numbers of an invoice with its code (10 or 12 and 8 digits), and of a fully digital one (20), are given out once in the whole country."""

_EXACT = 15
"""Digits of a number that Excel keeps: of a longer one typed as a number the rest are noughts, and many invoices look alike."""


class Invoice(NamedTuple):
    """An invoice that a book uses: who sold, by its place among the sellers; its number; what the book has of it, fen; the sheet row."""

    seller: int
    number: str
    amount: int
    row: int


class Invoices(NamedTuple):
    """All of a book, and where they stand: the sheet, and the letters of the column 票据号.

    ``sellers`` are known by 统一社会信用代码, else name; the first, "", stands for all whose numbers are given out once in the country.
    """

    sheet: str
    column: str
    sellers: list[str]
    used: list[Invoice]


def invoices(judged: Judged, limits: Limits) -> Invoices:
    """The invoices of 采购验收."""
    rows = judged.book.purchases
    if rows.raw is None or not rows.numbers:
        return Invoices("", "", [], [])
    slips, suppliers, written, amounts = map(rows.column, ("slip", "supplier", "invoice", "amount"))
    sums: dict[str, int] = {}
    number_of: dict[str, tuple[str, int]] = {}
    for place in accepted_lines(judged):
        slip = slips[place]
        sums[slip] = sums.get(slip, 0) + amounts[place]
        if written[place] is not None:
            number_of.setdefault(slip, (written[place], place))
    names = {name: _seller(judged, name) for name in rows.different("supplier")}
    places = {seller: place for place, seller in enumerate(dict.fromkeys(("", *sorted(names.values()))))}
    sellers = {name: places[seller] for name, seller in names.items()}
    least = limits.count(INVOICE_DIGITS)
    found: dict[tuple[int, str], Invoice] = {}
    for slip, (text, place) in number_of.items():
        number = text if text.isalnum() and text.isascii() else plain_name(text)
        digits = len(number) if number.isdigit() else sum(sign.isdigit() for sign in number)
        if digits < least or (len(number) > _EXACT and not number[_EXACT:].strip("0")):
            continue
        key = 0 if digits >= _NATIONAL else sellers[suppliers[place]], number.lstrip("0")
        before = found.get(key)
        amount = sums[slip] if before is None else before.amount + sums[slip]
        found[key] = Invoice(*key, amount, rows.numbers[place] if before is None else before.row)
    return Invoices(rows.raw.sheet, rows.letters("invoice"), list(places), list(found.values()))


def _seller(judged: Judged, name: str | None) -> str:
    supplier = judged.book.suppliers.get(name or "")
    return plain_name((supplier.credit_code if supplier is not None else None) or name or "")


class Use(NamedTuple):
    """An invoice as one book has it: the book, its number and money, the sheet and the cell."""

    book: int
    number: str
    amount: int
    sheet: str
    cell: str


class SharedInvoices:
    """What a book shares with others, added up: of however many only the first few are kept."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._count = self._amount = 0
        self._first: list[tuple[Use, Use]] = []

    def add(self, own: Use, other: Use) -> None:
        """One invoice of the book, and one other book's use of it."""
        self._count += 1
        self._amount += own.amount
        if len(self._first) < NAMED:
            self._first.append((own, other))

    def anomaly(self, names: list[str]) -> Anomaly:
        """The line about the book. ``names`` are those of all books."""
        told = "；".join(
            f"{own.number}（本校 {own.cell} {yuan(own.amount)} 元，{names[other.book]} {other.sheet}!{other.cell} {yuan(other.amount)} 元）"
            for own, other in self._first
        )
        own = self._first[0][0]
        more = f" 等 {self._count} 张" if self._count > len(self._first) else ""
        message = f"{self._count} 张票据、{yuan(self._amount)} 元，别的账里也有：{told}{more}"
        rows = tuple(int(each.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for each, _ in self._first)
        return Anomaly(SHARED_INVOICES, message, own.sheet, own.cell, rows)


def shared_invoices(groups: Iterable[list[Use]]) -> dict[int, SharedInvoices]:
    """By book, what it shares with others.

    Args:
        groups: the uses of one invoice by two books or more, by book.
    """
    found: dict[int, SharedInvoices] = {}
    for uses in groups:
        for own in uses:
            other = next(use for use in uses if use.book != own.book)
            found.setdefault(own.book, SharedInvoices()).add(own, other)
    return found


def over_enrolment(most: MostDiners, enrolled: int, limits: Limits) -> Anomaly | None:
    """More 学生 at a meal than the school has."""
    allowed = limits[OVER_ENROLLED]
    if most.heads <= enrolled * (1 + allowed):
        return None
    row = int(most.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return Anomaly(
        OVER_ENROLMENT,
        f"在校学生 {enrolled} 人，{most.day} {most.meal}登记学生 {most.most} 人就餐；至少 {most.days} 天不少于 {most.heads} 人，比在校的多 {percent(allowed)} 以上",
        most.sheet,
        most.cell,
        (row,),
    )

"""A second stock ledger, slow and plain, written from the vocabulary's "Valuation" alone, to be held against the first.

It shares no code and no ideas with the product. Every item is walked by itself, month by month and day by day:

1. receipts into stock (直出 never; 红字 of purchases at their own 金额), and issues of earlier days that are taken back;
2. the day's issues, all together, and their value shared among the rows;
3. issues of this very day that are taken back;
4. the count.

Quantities are integer thousandths of the base unit, money is integer fen, anything between is a Fraction. Where the vocabulary can
be read in two ways, the reading chosen stands in the docstring of ``test_second_ledger.py`` under the number given here as [A1] …
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

MOVING = "移动加权平均"
FIFO = "先进先出"
MONTH_END = "月末一次加权平均"
METHODS = (MOVING, FIFO, MONTH_END)

MEALS = ("早餐", "午餐", "晚餐", "午点")
DESTINATIONS = ("供餐", "学生餐", "教工餐", "接待", "留样", "报损", "退货")

OVERDRAWN = "overdrawn"
UNPRICED = "unpriced"


@dataclass(frozen=True)
class Opening:
    """A row of 期初库存; for 先进先出 a layer, in the order given."""

    item: str
    qty: int
    amount: int


@dataclass(frozen=True)
class Receipt:
    """An accepted line of 采购验收; ``reverses`` is the index of the receipt that a negative line takes back."""

    day: date
    slip: str
    item: str
    qty: int
    amount: int
    direct_meal: str | None = None
    reverses: int | None = None


@dataclass(frozen=True)
class Issue:
    """A row of 出库 or 易耗品领用 (no destination); ``reverses`` is the index of the issue that a negative row takes back."""

    day: date
    slip: str
    meal: str | None
    destination: str | None
    department: str | None
    item: str
    qty: int
    reverses: int | None = None


@dataclass(frozen=True)
class Count:
    """A row of 盘点: what was there at the end of the day."""

    day: date
    item: str
    qty: int


@dataclass(frozen=True)
class Result:
    """What the ledger says; values in fen, None where the item can no longer be valued.

    Attributes:
        issue_values: For each issue row what it is charged; negative for a correction.
        count_values: For each count row its surplus (positive) or shortage (negative).
        closing: For each item and day with a movement of its stock, the quantity and value at the end of that day.
        problems: The first problem of each item that has one: day, item, and ``overdrawn`` or ``unpriced``.
    """

    issue_values: list[int | None]
    count_values: list[int | None]
    closing: dict[tuple[str, date], tuple[int, int | None]]
    problems: list[tuple[date, str, str]]


def rounded(exact: Fraction) -> int:
    """Round half away from zero, as Excel's ROUND does."""
    whole, rest = divmod(abs(exact), 1)
    if rest >= Fraction(1, 2):
        whole += 1
    return int(whole) if exact >= 0 else -int(whole)


def shares(value: int, quantities: Sequence[int]) -> list[int]:
    """Share a value by quantity: each row takes the rounded share of all rows so far, less what the rows before it took."""
    total = sum(quantities)
    taken: list[int] = []
    so_far = 0
    for quantity in quantities:
        so_far += quantity
        taken.append(rounded(Fraction(value * so_far, total)) - sum(taken))
    return taken


def run(  # noqa: PLR0913, PLR0917 - a whole book, as plain data
    method: str,
    openings: Sequence[Opening],
    receipts: Sequence[Receipt],
    issues: Sequence[Issue],
    counts: Sequence[Count],
    first_day: date,
    last_day: date,
) -> Result:
    """Value a whole book.

    Args:
        method: One of METHODS.
        openings: What was in stock before the first day.
        receipts: Accepted lines only, 直出 included.
        issues: 出库 and 易耗品领用 together.
        counts: The counts.
        first_day: The first day of the book.
        last_day: The last day of the book; rows outside the two days are not of this book and get no value.

    Returns:
        The values, parallel to the rows given.

    Raises:
        ValueError: A correction that corrects nothing, another item, a later row, a correction, or more than was there.
    """
    if method not in METHODS:
        message = f"no such method: {method}"
        raise ValueError(message)
    _refuse_impossible_corrections(receipts)
    _refuse_impossible_corrections(issues)
    result = Result([None] * len(issues), [None] * len(counts), {}, [])
    items: dict[str, None] = {row.item: None for rows in (openings, receipts, issues, counts) for row in rows}
    for item in items:
        rows = _Rows(
            method,
            item,
            {i: row for i, row in enumerate(receipts) if row.item == item and first_day <= row.day <= last_day},
            {i: row for i, row in enumerate(issues) if row.item == item and first_day <= row.day <= last_day},
            {i: row for i, row in enumerate(counts) if row.item == item and first_day <= row.day <= last_day},
        )
        ledger = _value_item(rows, [row for row in openings if row.item == item])
        for i, value in ledger.issue_values.items():
            result.issue_values[i] = value
        for i, value in ledger.count_values.items():
            result.count_values[i] = value
        result.closing.update({(item, day): closing for day, closing in ledger.closing.items()})
        if ledger.problem is not None:
            result.problems.append((ledger.problem[0], item, ledger.problem[1]))
    result.problems.sort()
    return result


def _refuse_impossible_corrections(rows: Sequence[Receipt] | Sequence[Issue]) -> None:
    taken_back: Counter[int] = Counter()
    lines: list[Receipt | Issue] = list(rows)
    for number, row in enumerate(lines):
        if (row.qty < 0) != (row.reverses is not None):
            message = f"row {number}: a negative quantity and the row it reverses go together"
            raise ValueError(message)
        if row.reverses is None:
            continue
        original = lines[row.reverses]
        taken_back[row.reverses] -= row.qty
        if original.qty <= 0 or original.item != row.item or original.day > row.day or taken_back[row.reverses] > original.qty:
            message = f"row {number} cannot reverse row {row.reverses}"
            raise ValueError(message)


@dataclass(frozen=True)
class _Rows:
    """One item's rows, under their numbers in the input."""

    method: str
    item: str
    receipts: dict[int, Receipt]
    issues: dict[int, Issue]
    counts: dict[int, Count]

    def days(self) -> list[date]:
        """The days on which the stock moves or is counted."""
        days = {self.receipts[i].day for i in self.receipts if not self.is_direct(i)}
        days |= {row.day for row in self.issues.values()}
        return sorted(days | {row.day for row in self.counts.values()})

    def is_direct(self, number: int) -> bool:
        """Whether a receipt goes straight to a meal; a correction does what the line it takes back did [A17]."""
        row = self.receipts[number]
        return (self.receipts[row.reverses] if row.reverses is not None else row).direct_meal is not None

    def receipts_into_stock(self, day: date) -> list[Receipt]:
        """The day's lines that rest in stock, corrections among them."""
        return [row for i, row in self.receipts.items() if row.day == day and not self.is_direct(i)]

    def issues_of(self, day: date) -> list[int]:
        """The day's issues without corrections, in the order in which their value is shared."""
        return self._in_order([i for i, row in self.issues.items() if row.day == day and row.qty > 0])

    def taken_back(self, day: date, *, same_day: bool) -> list[int]:
        """The day's corrections of issues: of this day, or of earlier days."""
        found = []
        for i, row in self.issues.items():
            if row.day == day and row.reverses is not None and (self.issues[row.reverses].day == day) == same_day:
                found.append(i)
        return self._in_order(found)

    def counts_of(self, day: date) -> list[int]:
        """The day's counts, in the order of the register [A18]."""
        return [i for i, row in self.counts.items() if row.day == day]

    def _in_order(self, numbers: list[int]) -> list[int]:
        """Order by 单号, 餐次, 去向, base quantity, 部门: text by code point, lists as in the drop-down, blank first."""

        def key(i: int) -> tuple[str, int, int, int, str]:
            row = self.issues[i]
            meal = -1 if row.meal is None else MEALS.index(row.meal)
            destination = -1 if row.destination is None else DESTINATIONS.index(row.destination)
            return (row.slip, meal, destination, abs(row.qty), row.department or "")

        return sorted(numbers, key=key)


@dataclass
class _Layer:
    """Goods that came together. ``day`` is the day of a layer of receipts, else None."""

    day: date | None
    qty: int
    value: int


@dataclass
class _Ledger:
    """What is known of one item so far. The averages keep one layer; 先进先出 keeps them oldest first."""

    layers: list[_Layer]
    qty: int
    problem: tuple[date, str] | None = None
    issue_values: dict[int, int] = field(default_factory=dict)
    count_values: dict[int, int] = field(default_factory=dict)
    closing: dict[date, tuple[int, int | None]] = field(default_factory=dict)
    taken_back: Counter[int] = field(default_factory=Counter)  # of each issue row, how much has been reversed
    # 月末一次加权平均 only, all of the present month:
    average_qty: int = 0  # the opening and the receipts
    average_value: int = 0
    other_qty: int = 0  # what else came in: surpluses, and issues of earlier months taken back
    other_value: int = 0
    issued: int = 0
    charged: int = 0
    last_out: tuple[str, int] | None = None  # in a month that ends with nothing: ("issues", day) or ("count", row)
    last_value: int = 0

    @property
    def value(self) -> int:
        return sum(layer.value for layer in self.layers)

    def month_unit_cost(self) -> Fraction:
        """(Opening + receipts) ÷ quantity; without these, of what else has come in; failing that, of what is there [A7]."""
        if self.average_qty > 0:
            return Fraction(self.average_value, self.average_qty)
        if self.other_qty > 0:
            return Fraction(self.other_value, self.other_qty)
        return Fraction(self.value, sum(layer.qty for layer in self.layers))


def _value_item(rows: _Rows, openings: list[Opening]) -> _Ledger:
    layers = [_Layer(None, row.qty, row.amount) for row in openings]
    if rows.method != FIFO:
        layers = [_Layer(None, sum(layer.qty for layer in layers), sum(layer.value for layer in layers))]
    ledger = _Ledger(layers, sum(layer.qty for layer in layers))
    months: dict[tuple[int, int], list[date]] = {}
    for day in rows.days():
        months.setdefault((day.year, day.month), []).append(day)
    for month in months.values():
        ledger = _value_month(rows, ledger, month)
    return ledger


def _value_month(rows: _Rows, ledger: _Ledger, days: list[date]) -> _Ledger:
    receipts = [row for day in days for row in rows.receipts_into_stock(day)]
    ledger.average_qty = ledger.qty + sum(row.qty for row in receipts)
    ledger.average_value = ledger.value + sum(row.amount for row in receipts)
    ledger.other_qty = ledger.other_value = ledger.issued = ledger.charged = 0
    ledger.last_out = None
    if rows.method == MONTH_END and ledger.problem is None:
        ledger.last_out = _last_out_when_nothing_is_left(rows, ledger.qty, days)
    if ledger.last_out is not None:
        # Live the month once with a last issue that costs nothing: what is left over then is what the last issue takes [A6].
        trial = deepcopy(ledger)
        trial.last_value = 0
        for day in days:
            _value_day(rows, trial, day)
        if trial.problem is None:
            ledger.last_value = trial.value
        else:
            ledger.last_out = None
    for day in days:
        _value_day(rows, ledger, day)
    return ledger


@dataclass(frozen=True)
class _Quantities:
    """How much there is at four moments of a day."""

    before_issues: int
    after_issues: int
    before_count: int
    closing: int


def _quantities(rows: _Rows, opening: int, day: date) -> _Quantities:
    before_issues = opening + sum(row.qty for row in rows.receipts_into_stock(day))
    before_issues -= sum(rows.issues[i].qty for i in rows.taken_back(day, same_day=False))
    after_issues = before_issues - sum(rows.issues[i].qty for i in rows.issues_of(day))
    before_count = after_issues - sum(rows.issues[i].qty for i in rows.taken_back(day, same_day=True))
    closing = before_count
    for i in rows.counts_of(day):
        closing = rows.counts[i].qty
    return _Quantities(before_issues, after_issues, before_count, closing)


def _last_out_when_nothing_is_left(rows: _Rows, opening: int, days: list[date]) -> tuple[str, int] | None:
    """The last issue or shortage of a month that ends with nothing; None where something is left, or too much was issued."""
    last: tuple[str, int] | None = None
    held = opening
    for day in days:
        quantities = _quantities(rows, held, day)
        if quantities.before_issues < 0 or quantities.after_issues < 0:
            return None
        if rows.issues_of(day):
            last = ("issues", day.toordinal())
        held = quantities.before_count
        for i in rows.counts_of(day):
            if rows.counts[i].qty < held:
                last = ("count", i)
            held = rows.counts[i].qty
    return last if held == 0 else None


def _value_day(rows: _Rows, ledger: _Ledger, day: date) -> None:
    quantities = _quantities(rows, ledger.qty, day)
    if ledger.problem is None and (quantities.before_issues < 0 or quantities.after_issues < 0):
        ledger.problem = (day, OVERDRAWN)
    if ledger.problem is None:
        _receive(rows, ledger, day)
        _take_back(rows, ledger, rows.taken_back(day, same_day=False))
        _take_back_purchases(rows, ledger, day)
        _issue(rows, ledger, day)
    if ledger.problem is None:
        _take_back(rows, ledger, rows.taken_back(day, same_day=True))
        for i in rows.counts_of(day):
            if ledger.problem is None:
                _count(rows, ledger, i)
    ledger.qty = quantities.closing
    if ledger.problem is None and sum(layer.qty for layer in ledger.layers) != ledger.qty:
        message = f"{rows.item} {day}: the layers do not hold what is in stock"
        raise AssertionError(message)
    ledger.closing[day] = (ledger.qty, ledger.value if ledger.problem is None else None)


def _receive(rows: _Rows, ledger: _Ledger, day: date) -> None:
    """Put the day's receipts into stock, less those taken back the same day: for 先进先出 one layer."""
    qty = value = 0
    for row in rows.receipts_into_stock(day):
        if row.reverses is None or rows.receipts[row.reverses].day == day:
            qty += row.qty
            value += row.amount
    if rows.method == FIFO:
        ledger.layers.append(_Layer(day, qty, value))
        _drop_empty_layers(ledger)
    else:
        ledger.layers[0].qty += qty
        ledger.layers[0].value += value


def _take_back_purchases(rows: _Rows, ledger: _Ledger, day: date) -> None:
    """Take purchases of earlier days out of stock again, at the 金额 typed on the correction [A14]."""
    for row in rows.receipts_into_stock(day):
        if row.reverses is None or rows.receipts[row.reverses].day == day:
            continue
        if rows.method != FIFO:
            ledger.layers[0].qty += row.qty
            ledger.layers[0].value += row.amount
            continue
        came = rows.receipts[row.reverses].day
        own = [layer for layer in ledger.layers if layer.day == came]
        if own and own[0].qty >= -row.qty:
            own[0].qty += row.qty
            own[0].value += row.amount
        else:
            taken = _take_oldest(ledger, -row.qty)
            if not ledger.layers:
                ledger.layers.append(_Layer(None, 0, 0))
            ledger.layers[0].value += taken + row.amount
        _drop_empty_layers(ledger)


def _issue(rows: _Rows, ledger: _Ledger, day: date) -> None:
    """Value all the day's issues together and share the value among the rows."""
    numbers = rows.issues_of(day)
    if not numbers:
        return
    quantities = [rows.issues[i].qty for i in numbers]
    total = sum(quantities)
    held = sum(layer.qty for layer in ledger.layers)
    if ledger.last_out == ("issues", day.toordinal()):
        value = ledger.last_value
        _take_average(ledger, total, value)
    elif rows.method == FIFO:
        value = _take_oldest(ledger, total)
    elif rows.method == MOVING:
        value = ledger.value if total == held else rounded(Fraction(ledger.value * total, held))
        _take_average(ledger, total, value)
    else:
        value = rounded((ledger.issued + total) * ledger.month_unit_cost()) - ledger.charged
        _take_average(ledger, total, value)
    ledger.issued += total
    ledger.charged += value
    for i, share in zip(numbers, shares(value, quantities), strict=True):
        ledger.issue_values[i] = share


def _take_back(rows: _Rows, ledger: _Ledger, numbers: list[int]) -> None:
    """Put issues back at the value of the row reversed; of a part, its share [A12]. For 先进先出 as the oldest layer [A13]."""
    qty = value = 0
    for i in numbers:
        row = rows.issues[i]
        if row.reverses is None:
            continue
        original = rows.issues[row.reverses]
        whole = ledger.issue_values[row.reverses]
        before = rounded(Fraction(whole * ledger.taken_back[row.reverses], original.qty))
        ledger.taken_back[row.reverses] -= row.qty
        after = rounded(Fraction(whole * ledger.taken_back[row.reverses], original.qty))
        ledger.issue_values[i] = before - after
        qty -= row.qty
        value += after - before
        if (original.day.year, original.day.month) != (row.day.year, row.day.month):
            ledger.other_qty -= row.qty
            ledger.other_value += after - before
        else:  # what was taken back was not issued this month after all [A8]
            ledger.issued += row.qty
            ledger.charged -= after - before
    if not numbers:
        return
    if rows.method == FIFO:
        ledger.layers.insert(0, _Layer(None, qty, value))
    else:
        ledger.layers[0].qty += qty
        ledger.layers[0].value += value


def _count(rows: _Rows, ledger: _Ledger, number: int) -> None:
    """Set the stock to what was counted and value the difference by itself."""
    row = rows.counts[number]
    held = sum(layer.qty for layer in ledger.layers)
    if row.qty == held:
        ledger.count_values[number] = 0
    elif row.qty < held:
        _shortage(rows, ledger, number, held - row.qty)
    else:
        _surplus(rows, ledger, number, row.qty - held)


def _shortage(rows: _Rows, ledger: _Ledger, number: int, missing: int) -> None:
    held = sum(layer.qty for layer in ledger.layers)
    if ledger.last_out == ("count", number):
        value = ledger.last_value
        _take_average(ledger, missing, value)
    elif rows.method == FIFO:
        value = _take_oldest(ledger, missing)
    elif rows.method == MOVING:
        value = ledger.value if missing == held else rounded(Fraction(ledger.value * missing, held))
        _take_average(ledger, missing, value)
    else:
        value = rounded(missing * ledger.month_unit_cost())
        _take_average(ledger, missing, value)
    ledger.count_values[number] = -value


def _surplus(rows: _Rows, ledger: _Ledger, number: int, found: int) -> None:
    held = sum(layer.qty for layer in ledger.layers)
    day = rows.counts[number].day
    price: Fraction | None
    if held == 0:
        price = _last_price_paid(rows, day)
    elif rows.method == MONTH_END:
        price = ledger.month_unit_cost()
    else:
        price = Fraction(ledger.value, held)
    if price is None:
        ledger.problem = (day, UNPRICED)
        return
    value = rounded(found * price)
    if rows.method == FIFO:
        ledger.layers.append(_Layer(None, found, value))
    else:
        ledger.layers[0].qty += found
        ledger.layers[0].value += value
    ledger.other_qty += found
    ledger.other_value += value
    ledger.count_values[number] = value


def _last_price_paid(rows: _Rows, day: date) -> Fraction | None:
    """金额 ÷ base quantity of the last accepted line by 日期 and 单号 up to the day; corrections are no lines [A9] [A10] [A11]."""
    lines = [(row.day, row.slip, i) for i, row in rows.receipts.items() if row.day <= day and row.qty > 0]
    if not lines:
        return None
    last = rows.receipts[max(lines)[2]]
    return Fraction(last.amount, last.qty)


def _take_average(ledger: _Ledger, qty: int, value: int) -> None:
    ledger.layers[0].qty -= qty
    ledger.layers[0].value -= value


def _take_oldest(ledger: _Ledger, qty: int) -> int:
    """Take whole layers at their value and a part of the next at its rounded share; taking everything takes all the value."""
    if qty == sum(layer.qty for layer in ledger.layers):
        everything = ledger.value
        ledger.layers.clear()
        return everything
    value = 0
    while qty > 0:
        layer = ledger.layers[0]
        if layer.qty <= qty:
            qty -= layer.qty
            value += layer.value
            del ledger.layers[0]
        else:
            part = rounded(Fraction(layer.value * qty, layer.qty))
            layer.qty -= qty
            layer.value -= part
            value += part
            qty = 0
    return value


def _drop_empty_layers(ledger: _Ledger) -> None:
    ledger.layers = [layer for layer in ledger.layers if layer.qty != 0 or layer.value != 0]

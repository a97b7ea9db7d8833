"""收发明细: every movement of every item in 核算月份, with the balance after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from macros_py.history import Use
from macros_py.tallies.stock_balances import opening_is_known
from validation.money import QUANTITY_DECIMALS, decimal, price_decimals
from validation.months import first_day
from validation.registers import StockCount
from workbook_templates.draft import DraftValue, Link, TableFill
from workbook_templates.results import STOCK_MOVEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from macros_py.history import Charge, ItemDay, Receipt
    from macros_py.judge import Judged
    from macros_py.ledger import ItemLedger
    from validation.reading import Rows
    from validation.register import Register


class Movement(NamedTuple):
    """One line of the account of one item. ``quantity`` and ``amount`` are what comes in, or what goes out where ``out``; 红字 are negative.

    ``through``: 直出, which leaves the balance as it is.
    """

    summary: str
    register: type[Register]
    row: int
    slip: str | None
    quantity: int
    amount: int
    meal: str | None = None
    destination: str | None = None
    department: str | None = None
    out: bool = False
    through: bool = False


def stock_movements(judged: Judged) -> TableFill:
    """Every item that moved in 核算月份 or had stock at its start, in the order of 品目."""
    month = judged.book.settings.month
    rows: list[tuple[DraftValue, ...]] = []
    if month is not None and month in judged.ledger.months:
        for kept in judged.ledger.items.values():
            rows += _item_rows(judged, kept, month)
    return TableFill(STOCK_MOVEMENTS.name, STOCK_MOVEMENTS.headings, rows)


def _item_rows(judged: Judged, kept: ItemLedger, month: str) -> Iterator[tuple[DraftValue, ...]]:
    days = kept.history.month(month)
    quantity, value = kept.before(month)
    if not days and not quantity and not value:
        return
    category = judged.book.items[kept.item].category
    told = opening_is_known(judged, kept.item, month)
    start = max(first_day(month), judged.book.settings.first_day or first_day(month))
    yield start, kept.item, category, "期初", *[None] * 7, *_balance(quantity, value, known=told), None
    known = judged.blocked.item(kept.item, month) is None
    for day in days:
        for move in _moves(day):
            sign = 0 if move.through else -1 if move.out else 1
            quantity += sign * move.quantity
            value += sign * move.amount
            yield (
                *(day.day, kept.item, category, move.summary, move.meal, move.destination, move.department),
                move.slip,
                decimal(move.quantity, QUANTITY_DECIMALS),
                _price(move) if known else None,
                decimal(move.amount) if known else None,
                *_balance(quantity, value, known=known),
                _source(judged, move),
            )


def _balance(quantity: int, value: int, *, known: bool) -> tuple[DraftValue, DraftValue]:
    return (decimal(quantity, QUANTITY_DECIMALS), decimal(value)) if known else (None, None)


def _price(move: Movement) -> DraftValue:
    return decimal(*price_decimals(move.quantity, move.amount)) if move.quantity else None


def _source(judged: Judged, move: Movement) -> Link:
    rows = judged.book.tables[move.register]
    return Link(rows.raw.sheet if rows.raw else move.register.table, rows.cell(move.row, "quantity"))


def _from(rows: Rows[Any], place: int) -> tuple[type[Register], int, str | None]:
    """Where a movement comes from: register, sheet row and 单号."""
    return rows.register, rows.numbers[place], rows.column("slip")[place]


def _moves(entry: ItemDay) -> Iterator[Movement]:
    """One day's movements in the order in which a day happens."""
    lines, charges = entry.lines, entry.charges
    earlier = len(entry.earlier_back)
    yield from _receipts([line for line in lines if line.meal is None and line.came in {None, entry.day}])
    for line in lines:
        if line.meal is not None:
            yield Movement("直出", *_from(line.rows, line.place), line.quantity, line.amount, meal=line.meal, through=True)
    yield from _issues(charges[:earlier])
    yield from _receipts([line for line in lines if line.meal is None and line.came not in {None, entry.day}])
    yield from _issues(charges[earlier:])
    if entry.count is not None and entry.difference:
        summary, worth = ("盘盈", entry.count_value) if entry.difference > 0 else ("盘亏", -entry.count_value)
        row = entry.count.rows.numbers[entry.count.place]
        yield Movement(summary, StockCount, row, None, abs(entry.difference), worth, out=entry.difference < 0)


def _receipts(lines: Iterable[Receipt]) -> Iterator[Movement]:
    for line in lines:
        yield Movement("购入", *_from(line.rows, line.place), line.quantity, line.amount)


def _issues(charges: Iterable[Charge]) -> Iterator[Movement]:
    for rows, place, going, quantity, value in charges:
        summary = {Use.DRAWN: "领用", Use.RETURNED: "退货"}.get(going.use, "发出")
        yield Movement(summary, *_from(rows, place), quantity, value, going.meal, going.destination, going.department, out=True)

"""收发明细: every movement of every item in 核算月份, with the balance after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.money import QUANTITY_DECIMALS, decimal, price_decimals
from validation.months import first_day, month_of
from validation.registers import Issue
from validation.registers.choices import RETURN
from workbook_templates.draft import DraftValue, Link, TableFill
from workbook_templates.results import STOCK_MOVEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from macros_py.judge import Judged
    from macros_py.ledger import DayBalance, ItemLedger, Ledger
    from validation.register import Register


class Movement(NamedTuple):
    """One line of the account of one item; ``quantity`` and ``amount`` are positive in, negative out; ``through`` leaves the balance as it is."""

    day: date
    summary: str
    record: Register
    quantity: int
    amount: int
    meal: str | None = None
    destination: str | None = None
    department: str | None = None
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
    days = [day for day in kept.days if month_of(day.entry.day) == month]
    before = [day for day in kept.days if month_of(day.entry.day) < month]
    quantity, value = (before[-1].quantity, before[-1].value) if before else (kept.quantity, kept.value)
    if not days and not quantity and not value:
        return
    category = judged.book.items[kept.item].category
    known = judged.blocked.item(kept.item, month) is None
    start = first_day(month)
    opened = judged.book.settings.first_day
    opening = _money(value, known=known)
    yield (
        max(start, opened) if opened else start, kept.item, category, "期初", None, None, None, None, None, None, None,
        decimal(quantity, QUANTITY_DECIMALS), opening, None,
    )  # fmt: skip
    for day in days:
        for move in _moves(day, judged.ledger):
            if not move.through:
                quantity += move.quantity
                value += move.amount
            size, worth = abs(move.quantity), abs(move.amount)
            correction = _is_correction(move)
            price, places = price_decimals(size, worth) if size and known else (0, 2)
            rows = judged.book.tables[type(move.record)]
            yield (
                move.day, kept.item, category, move.summary, move.meal, move.destination, move.department,
                getattr(move.record, "slip", None),
                decimal(-size if correction else size, QUANTITY_DECIMALS),
                decimal(price, places) if known and size else None,
                _money(-worth if correction else worth, known=known),
                decimal(quantity, QUANTITY_DECIMALS), _money(value, known=known),
                Link(rows.raw.sheet if rows.raw else move.record.table, rows.cell(move.record.row, "quantity")),
            )  # fmt: skip


def _moves(day: DayBalance, ledger: Ledger) -> Iterator[Movement]:
    """One day's movements in the order in which a day happens."""
    entry = day.entry
    for line in entry.receipts:
        yield Movement(entry.day, "购入", line.record, line.quantity, line.amount)
    for line in entry.direct:
        yield Movement(entry.day, "直出", line.record, line.quantity, line.amount, meal=line.meal, through=True)
    drawn = [(draw.record, draw.quantity) for draw in sorted(entry.draws, key=lambda draw: draw.share_key)]
    for record, quantity in (*drawn, *((back.record, -back.quantity) for back in entry.taken_back)):
        charged = ledger.value(record)
        if isinstance(record, Issue):
            summary = "退货" if record.destination == RETURN else "发出"
            yield Movement(entry.day, summary, record, -quantity, -charged, meal=record.meal, destination=record.destination)
        else:
            yield Movement(entry.day, "领用", record, -quantity, -charged, department=record.department)
    if entry.count is not None and day.difference:
        yield Movement(entry.day, "盘盈" if day.difference > 0 else "盘亏", entry.count, day.difference, day.count_value)


def _is_correction(move: Movement) -> bool:
    """红字: a receipt that goes out, or an issue that comes back."""
    incoming = move.summary in {"购入", "直出", "盘盈"}
    return (move.quantity < 0) is incoming


def _money(fen: int, *, known: bool) -> DraftValue:
    return decimal(fen) if known else None

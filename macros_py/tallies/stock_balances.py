"""库存结存: every item in 核算月份, opening + purchased − issued ± counted = closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.money import QUANTITY_DECIMALS, decimal
from validation.months import month_of
from validation.registers import Issue
from validation.registers.choices import RETURN
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import STOCK_BALANCES

if TYPE_CHECKING:
    from macros_py.judge import Judged
    from macros_py.ledger import ItemLedger


def stock_balances(judged: Judged) -> TableFill:
    """Every item with stock or movement in 核算月份, in the order of 品目. A refused item shows no amounts."""
    month = judged.book.settings.month
    rows: list[tuple[DraftValue, ...]] = []
    if month is not None and month in judged.ledger.months:
        rows = [row for kept in judged.ledger.items.values() if (row := _row(judged, kept, month)) is not None]
    return TableFill(STOCK_BALANCES.name, STOCK_BALANCES.headings, rows)


def _row(judged: Judged, kept: ItemLedger, month: str) -> tuple[DraftValue, ...] | None:
    days = [day for day in kept.days if month_of(day.entry.day) == month]
    before = [day for day in kept.days if month_of(day.entry.day) < month]
    opening = before[-1].quantity if before else kept.quantity
    received = issued = returned = counted = 0
    for day in days:
        through = sum(line.quantity for line in day.entry.direct)
        received += through + sum(line.quantity for line in day.entry.receipts)
        issued += through
        moved = [(draw.record, draw.quantity) for draw in day.entry.draws] + [
            (back.record, -back.quantity) for back in day.entry.taken_back
        ]
        for record, quantity in moved:
            if isinstance(record, Issue) and record.destination == RETURN:
                returned += quantity
            else:
                issued += quantity
        counted += day.difference
    flow = judged.flows.by_item[kept.item][month]
    if not days and not opening and not flow.opening:
        return None
    item = judged.book.items[kept.item]
    drawn = flow.served + flow.waste + flow.hospitality + sum(flow.drawn.values())
    quantities = (opening, received - returned, issued, counted, opening + received - returned - issued + counted)
    amounts = (flow.opening, flow.purchased, drawn, flow.surplus - flow.shortage, flow.closing)
    known = judged.blocked.item(kept.item, month) is None
    cells: list[DraftValue] = [kept.item, item.category, item.unit]
    for quantity, amount in zip(quantities, amounts, strict=True):
        cells += [decimal(quantity, QUANTITY_DECIMALS), decimal(amount) if known else None]
    return tuple(cells)

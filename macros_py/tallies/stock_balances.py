"""库存结存: every item in 核算月份, opening + purchased − issued ± counted = closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.blocked import EVERYTHING
from macros_py.history import ItemDay, Use
from validation.money import QUANTITY_DECIMALS, decimal
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import STOCK_BALANCES

if TYPE_CHECKING:
    from macros_py.history import ItemHistory
    from macros_py.judge import Judged
    from macros_py.ledger import ItemLedger


def stock_balances(judged: Judged) -> TableFill:
    """Every item with stock or movement in 核算月份, in the order of 品目. Of a refused item only the sound opening is shown."""
    month = judged.book.settings.month
    rows: list[tuple[DraftValue, ...]] = []
    if month is not None and month in judged.ledger.months:
        rows = [row for kept in judged.ledger.items.values() if (row := _row(judged, kept, month)) is not None]
    return TableFill(STOCK_BALANCES.name, STOCK_BALANCES.headings, rows)


def opening_is_known(judged: Judged, item: str, month: str) -> bool:
    """Whether the item's stock at the start of a month of the book can be told: earlier months stand when a later one is refused."""
    place = judged.ledger.months.index(month)
    before = judged.ledger.months[place - 1] if place else EVERYTHING
    return judged.blocked.item(item, before) is None


def _row(judged: Judged, kept: ItemLedger, month: str) -> tuple[DraftValue, ...] | None:
    days = kept.history.months.get(month, range(0))
    opening, _ = kept.before(month)
    flow = judged.flows.by_item[kept.item][month]
    if not days and not opening and not flow.opening:
        return None
    purchased, issued, counted = quantities(kept.history, days)
    drawn = flow.served + flow.waste + flow.hospitality + sum(flow.drawn.values())
    in_units = (opening, purchased, issued, counted, opening + purchased - issued + counted)
    amounts = (flow.opening, flow.purchased, drawn, flow.surplus - flow.shortage, flow.closing)
    known = judged.blocked.item(kept.item, month) is None
    shown = (opening_is_known(judged, kept.item, month), known, known, known, known)
    item = judged.book.items[kept.item]
    cells: list[DraftValue] = [kept.item, item.category, item.unit]
    for quantity, amount, told in zip(in_units, amounts, shown, strict=True):
        cells += [decimal(quantity, QUANTITY_DECIMALS), decimal(amount)] if told else [None, None]
    return tuple(cells)


def quantities(history: ItemHistory, days: range) -> tuple[int, int, int]:
    """What was purchased (less 退货), issued (直出 included) and counted more or less."""
    lines, draws = history.lines, history.draws
    here = slice(history.first_line[days.start], history.first_line[days.stop])
    purchased = sum(lines.quantities[here])
    issued = purchased - sum(history.got[days.start : days.stop])
    here = slice(history.first_draw[days.start], history.first_draw[days.stop])
    moves = [*zip(draws.goings[here], draws.quantities[here], strict=True)]
    if history.taken_back:
        moves += [(back.going, -back.quantity) for place in days for back in ItemDay(history, place).taken_back]
    for going, quantity in moves:
        if going.use is Use.RETURNED:
            purchased -= quantity
        else:
            issued += quantity
    counted = sum(history.differences.get(place, 0) for place in days)
    return purchased, issued, counted

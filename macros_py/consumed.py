"""What some items came to in the book to date: money, quantity and the diners behind it, for comparing terms and for the next term's 基期."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from macros_py.blocked import Refused
from macros_py.history import Use
from macros_py.tallies.stock_balances import quantities
from validation.months import first_day, last_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from macros_py.history import ItemHistory
    from macros_py.judge import Judged

_SAME_UNITS = {"千克": "公斤"}


def consumed(judged: Judged, items: Sequence[str], month: str) -> int:
    """What these items cost the canteen in the book to date, as 食材消耗, 燃料水电 and 易耗品 count it, in fen.

    That is every issue but 退货, 直出, 盘亏 − 盘盈, and what 食堂部门 drew. What 支出 books without an item is not in it.
    """
    ours = judged.book.settings.departments
    total = 0
    for item in items:
        for name, flow in judged.flows.by_item[item].items():
            if name <= month:
                total += flow.used
                for department, value in flow.drawn.items():
                    total += value if department in ours else 0
    return total


def diners_to_date(judged: Judged, month: str) -> Fraction | None:
    """折算人次 of the book to date, unrounded; none where the figure is refused."""
    base = judged.book.settings.base_standard
    if base is None or isinstance(judged.figures.cumulative[month]["折算人次"], Refused):
        return None
    first, last = first_day(judged.ledger.months[0]), last_day(month)
    return Fraction(sum(meal.standard_value for meal in judged.evidence.meals if first <= meal.day <= last), base)


def quantity_consumed(judged: Judged, items: Sequence[str], month: str) -> int:
    """The quantity of what ``consumed`` values, in thousandths."""
    ours = judged.book.settings.departments
    total = 0
    for item in items:
        history = judged.ledger.items[item].history
        upto = days_upto(history, month)
        _, issued, counted = quantities(history, upto)
        total += issued - counted
        if judged.book.items[item].is_consumable:
            total -= _drawn_elsewhere(history, upto, ours)
    return total


def _drawn_elsewhere(history: ItemHistory, upto: range, ours: Sequence[str]) -> int:
    """What other departments drew, less what was taken back of it."""
    draws, last = history.draws, history.first_draw[upto.stop]
    moves = [*zip(draws.goings[:last], draws.quantities[:last], strict=True)]
    moves += [(back.going, -back.quantity) for day in history.days[: upto.stop] for back in history.taken_back.get(day, ())]
    return sum(quantity for going, quantity in moves if going.use is Use.DRAWN and going.department not in ours)


def days_upto(history: ItemHistory, month: str) -> range:
    """The places of the days up to the end of a month."""
    return range(max((days.stop for name, days in history.months.items() if name <= month), default=0))


def units_of(judged: Judged, items: Sequence[str]) -> list[str]:
    """The units of some items, each once."""
    units = (judged.book.items[item].unit for item in items)
    return list(dict.fromkeys(_SAME_UNITS.get(unit, unit) for unit in units))

"""What each item did in each month, in fen: the sums that the figures are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from validation.months import month_of
from validation.registers import Issue
from validation.registers.choices import HOSPITALITY, RETURN, WASTE

if TYPE_CHECKING:
    from datetime import date

    from macros_py.ledger import ItemLedger, Ledger
    from validation.book import Book


@dataclass(slots=True)
class Flow:
    """One item in one month, in fen. ``opening + received − out = closing``, where received holds 直出 and out holds it again.

    ``returned`` (退货), ``served`` (直出 and 供餐, 学生餐, 教工餐, 留样), ``waste`` (报损), ``hospitality`` (接待) leave; ``shortage`` and
    ``surplus`` come from counts; ``drawn`` is 易耗品领用 by department.
    """

    opening: int = 0
    closing: int = 0
    received: int = 0
    returned: int = 0
    served: int = 0
    waste: int = 0
    hospitality: int = 0
    shortage: int = 0
    surplus: int = 0
    drawn: dict[str, int] = field(default_factory=dict)

    @property
    def purchased(self) -> int:
        """购入: accepted, less 退货."""
        return self.received - self.returned

    @property
    def loss(self) -> int:
        """损耗：报损 − 盘盈 + 盘亏."""
        return self.waste - self.surplus + self.shortage

    @property
    def used(self) -> int:
        """What left for good: every issue but 退货, 直出, and what counts found missing."""
        return self.served + self.hospitality + self.loss


@dataclass
class Flows:
    """Flows by item and month, and the food cost of every meal (fen by day and 餐次; 餐次 "" where an issue names none)."""

    by_item: dict[str, dict[str, Flow]] = field(default_factory=dict)
    food_by_meal: dict[tuple[date, str], int] = field(default_factory=dict)


def flows(book: Book, ledger: Ledger) -> Flows:
    """Add up the ledger by item and month."""
    found = Flows()
    for name, kept in ledger.items.items():
        food = book.items[name].is_food
        found.by_item[name] = _item_flows(kept, ledger, found.food_by_meal if food else {})
    return found


def _item_flows(kept: ItemLedger, ledger: Ledger, food_by_meal: dict[tuple[date, str], int]) -> dict[str, Flow]:
    months = {month: Flow() for month in ledger.months}
    value = kept.value
    days = iter(kept.days)
    day = next(days, None)
    for month, flow in months.items():
        flow.opening = value
        while day is not None and month_of(day.entry.day) == month:
            for line in (*day.entry.receipts, *day.entry.direct):
                flow.received += line.amount
            for line in day.entry.direct:
                flow.served += line.amount
                _add(food_by_meal, (day.entry.day, line.meal or ""), line.amount)
            for record in (*(draw.record for draw in day.entry.draws), *(back.record for back in day.entry.taken_back)):
                charged = ledger.value(record)
                if not isinstance(record, Issue):
                    flow.drawn[record.department] = flow.drawn.get(record.department, 0) + charged
                elif record.destination == RETURN:
                    flow.returned += charged
                elif record.destination == WASTE:
                    flow.waste += charged
                elif record.destination == HOSPITALITY:
                    flow.hospitality += charged
                else:
                    flow.served += charged
                    _add(food_by_meal, (day.entry.day, record.meal or ""), charged)
            flow.surplus += max(day.count_value, 0)
            flow.shortage += max(-day.count_value, 0)
            value = day.value
            day = next(days, None)
        flow.closing = value
    return months


def _add(totals: dict[tuple[date, str], int], key: tuple[date, str], amount: int) -> None:
    totals[key] = totals.get(key, 0) + amount

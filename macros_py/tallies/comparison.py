"""同期对比: what this term consumed beside an earlier one, the difference split into diners, quantity per diner and price, to the fen.

With A the amount, N 折算人次 and Q the quantity of either term, A = N × (Q ÷ N) × (A ÷ Q). The factors are exchanged one after the other, diners first:

    A₀  →  A₀ × N₁ ÷ N₀  →  A₀ × Q₁ ÷ Q₀  →  A₁

Each step is an effect. The sums in between are rounded, not the effects, so that these always add up to the difference. Diners are exact
(Σ 人数 × 餐标 ÷ 基准餐标), quantities in base units.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import Refused
from macros_py.consumed import consumed, days_upto, diners_to_date, quantity_consumed, units_of
from validation.comparisons import scope_of
from validation.money import QUANTITY_DECIMALS, decimal, printed, rounded_quotient, trimmed
from validation.months import month_of
from validation.registers.choices import CONSUMABLES, FUEL
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import COMPARISON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from macros_py.history import ItemHistory
    from macros_py.judge import Judged
    from validation.registers import BasePeriod

_NEEDED = frozenset({"scope", "left_out", "amount"})
_BOOKED_APART = {FUEL: "支出_燃料", CONSUMABLES: "支出_易耗品"}
"""The categories of which some is paid for without passing through the store, and the figure that holds it."""


class Side(NamedTuple):
    """One term: fen, 折算人次, thousandths of the base unit; ``None`` where it cannot be told."""

    amount: int
    diners: Fraction | None = None
    quantity: int | None = None


class Effects(NamedTuple):
    """What each factor makes of the difference, in fen, negative where less was spent; ``None`` where a factor is missing on either side."""

    difference: int
    diners: int | None
    quantity: int | None
    price: int | None

    @property
    def saved(self) -> int | None:
        """What was saved by using less and buying cheaper, positive; fewer diners are no saving."""
        return None if self.quantity is None or self.price is None else -(self.quantity + self.price)


def effects(base: Side, now: Side) -> Effects:
    """Split the difference between two terms."""
    for_the_diners = _scaled(base.amount, now.diners, base.diners)
    for_the_quantity = _scaled(base.amount, now.quantity, base.quantity)
    return Effects(
        now.amount - base.amount,
        None if for_the_diners is None else for_the_diners - base.amount,
        None if for_the_diners is None or for_the_quantity is None else for_the_quantity - for_the_diners,
        None if for_the_quantity is None else now.amount - for_the_quantity,
    )


def _scaled(amount: int, now: Fraction | int | None, base: Fraction | int | None) -> int | None:
    """``amount × now ÷ base`` in whole fen; none without two positive operands."""
    if now is None or base is None or now <= 0 or base <= 0:
        return None
    exact = Fraction(amount) * now / base
    return rounded_quotient(exact.numerator, exact.denominator)


def comparison(judged: Judged) -> TableFill:
    """Every row of 基期 beside the book to date, at the end of 核算月份. What cannot be compared stays empty, and 说明 says why."""
    month = judged.book.settings.month
    rows: list[tuple[DraftValue, ...]] = []
    if month is not None and month in judged.ledger.months:
        rows = [compared(judged, row, month) for row in judged.book.base_periods]
    return TableFill(COMPARISON.name, COMPARISON.headings, rows)


def compared(judged: Judged, row: BasePeriod, month: str) -> tuple[DraftValue, ...]:
    """One row of 同期对比: a value for each of its columns."""
    base_amount = None if row.amount is None else decimal(row.amount)
    items = _comparable(judged, row, month)
    if isinstance(items, Refused):
        return row.name, row.period, base_amount, *[None] * 6, f"不能比：{items.reason}"
    base, unit = _base_side(judged, row, items)
    now = Side(
        consumed(judged, items, month), diners_to_date(judged, month), quantity_consumed(judged, items, month) if unit else None
    )
    found = effects(base, now)
    notes = _missing(judged, row, items, now, month)
    uncounted = _uncounted(judged, items, month)
    saved = None if uncounted else found.saved
    if saved is None:
        notes.append(f"节约不能公布：{uncounted}" if uncounted else "节约不能公布")
    notes += _told(judged, row, items, now, month)
    amounts = (now.amount, found.difference, found.diners, found.quantity, found.price, saved)
    return row.name, row.period, base_amount, *(None if value is None else decimal(value) for value in amounts), "；".join(notes)


def _comparable(judged: Judged, row: BasePeriod, month: str) -> tuple[str, ...] | Refused:
    """The items that both sides hold, or why the row is refused."""
    headings = [row.heading(name) for name in ("scope", "left_out", "amount") if name in row.unread & _NEEDED]
    headings += [row.heading(name) for name in ("scope", "amount") if name not in row.unread and getattr(row, name) is None]
    if headings:
        return Refused(f"{'、'.join(headings)}没有填写或无法读取")
    scope = scope_of(judged.book, row)
    if scope.faults:
        return Refused("；".join(f"「{row.heading(fault.field)}」{fault.message}" for fault in scope.faults))
    for item in scope.items:
        if (why := judged.blocked.item(item, month)) is not None:
            return Refused(f"“{item}”算不出：{why.reason}")
    book = judged.book
    if "canteen_departments" in book.settings.unread and any(book.items[item].is_consumable for item in scope.items):
        return Refused("设置里的食堂部门无法读取")
    return scope.items


def _base_side(judged: Judged, row: BasePeriod, items: Sequence[str]) -> tuple[Side, str]:
    """The earlier term, and the unit in which quantities are compared: "" where they cannot be."""
    diners = None if row.meals is None else Fraction(row.meals, 100)
    units = units_of(judged, items)
    comparable = row.quantity is not None and len(units) == 1
    return Side(row.amount, diners, row.quantity if comparable else None), units[0] if comparable else ""


def _missing(judged: Judged, row: BasePeriod, items: Sequence[str], now: Side, month: str) -> list[str]:
    """Why some of the effects cannot be told."""
    notes = []
    if lack := _lack(row, "meals"):
        notes.append(f"{lack}，分不出人次影响和数量影响")
    elif now.diners is None or now.diners <= 0:
        why = judged.figures.cumulative[month]["折算人次"]
        notes.append(f"本期折算人次{f'算不出（{why.reason}）' if isinstance(why, Refused) else '是零'}，分不出人次影响和数量影响")
    units = units_of(judged, items)
    if len(units) > 1:
        notes.append(f"各品目单位不同（{'、'.join(units)}），没有共同的数量，分不出数量影响和价格影响")
    elif lack := _lack(row, "quantity"):
        notes.append(f"{lack}，分不出数量影响和价格影响")
    elif now.quantity is not None and now.quantity <= 0:
        notes.append("本期没有消耗数量，分不出数量影响和价格影响")
    return notes


def _lack(row: BasePeriod, field: str) -> str:
    """What is the matter with a number of the base that has to be there and positive, "" if nothing."""
    heading, value = row.heading(field), getattr(row, field)
    if field in row.unread:
        return f"{heading}无法读取"
    if value is None:
        return f"没有{heading}"
    return f"{heading}不大于零" if value <= 0 else ""


def _uncounted(judged: Judged, items: Sequence[str], month: str) -> str:
    """The items whose stock was not counted at the start or at the end; "" if all were, or never lay in stock.

    Start: a row of 期初库存, or a 盘点 no later than the item's first movement. End: a 盘点 in 核算月份 after which it did not move.
    """
    start, end = [], []
    for item in items:
        history = judged.ledger.items[item].history
        days = days_upto(history, month).stop
        if not history.opening and (not days or _never_in_stock(history, days)):
            continue
        if not history.opening and history.days[0] not in history.counts:
            start.append(item)
        if not days or (last := history.days[days - 1]) not in history.counts or month_of(last) != month:
            end.append(item)
    told = ((f"期初没有盘点、期初库存里也没有 {_few(start)}", start), (f"{month} 月末没有盘点 {_few(end)}", end))
    return "，".join(words for words, names in told if names)


def _never_in_stock(history: ItemHistory, days: int) -> bool:
    """Whether all that came went straight to a meal."""
    return not any(history.got[:days]) and not any(history.issued[:days]) and not history.counts


def _few(names: list[str], most: int = 3) -> str:
    return "、".join(names[:most]) + (f" 等 {len(names)} 项" if len(names) > most else "")


def _told(judged: Judged, row: BasePeriod, items: Sequence[str], now: Side, month: str) -> list[str]:
    """What the reader needs to compute the effects again, and what the amount does not hold."""
    notes = []
    if now.diners is not None:
        notes.append(f"本期折算人次 {printed(rounded_quotient(now.diners.numerator * 100, now.diners.denominator))}")
    if now.quantity is not None:
        notes.append(f"本期数量 {trimmed(now.quantity, QUANTITY_DECIMALS)} {units_of(judged, items)[0]}")
    left_out = scope_of(judged.book, row).left_out
    if left_out:
        notes.append(f"两边都剔除 {'、'.join(left_out)}")
    for category in dict.fromkeys(judged.book.items[item].category for item in items):
        apart = judged.figures.cumulative[month].get(_BOOKED_APART.get(category, ""), 0)
        if isinstance(apart, Refused) or apart:
            amount = "" if isinstance(apart, Refused) else f" {printed(apart)} 元"
            notes.append(f"支出表里的{category}{amount}没有品目，不在本期金额里")
    return notes

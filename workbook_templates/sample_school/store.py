"""What goes through the store: draws by meal, orders that follow from them, the opening stock, and the monthly counts.

Quantities are Decimals in base units. Within a day come receipts, then draws, then the count, as in the vocabulary's "Valuation".
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cache
from typing import NamedTuple

from validation.months import month_of
from workbook_templates.sample_school import consumables
from workbook_templates.sample_school.diners import MEALS, heads_at, staff_at_lunch
from workbook_templates.sample_school.goods import GOODS, Good, Rhythm, good, price_on
from workbook_templates.sample_school.menu import amount_for, dishes, staff_dish
from workbook_templates.sample_school.school_days import COUNT_DAYS, SERVING_DAYS, days_of, week_of

D = Decimal
NOTHING = D(0)
FUEL = "液化气"
_FUEL_A_DAY = D(15)
_FRIDAY = 4
_SAFETY = D("0.12")
_ORDER_WEEKS = {Rhythm.WEEKLY: 1, Rhythm.FORTNIGHTLY: 2}
_ORDER_MONTHS = ("2025-09", "2025-11", "2026-01")


class Draw(NamedTuple):
    """One item taken out of the store for one meal (none for fuel). ``slip`` tells apart the slips of one meal."""

    day: date
    meal: str
    destination: str
    item: str
    quantity: Decimal
    note: str = ""
    slip: int = 0


class Delivery(NamedTuple):
    """One quantity of one item received into the store."""

    day: date
    quantity: Decimal


class Count(NamedTuple):
    """One item counted: the quantity found, and by how much the book was wrong."""

    day: date
    item: str
    quantity: Decimal
    difference: Decimal


class History(NamedTuple):
    """What happened to one item in the store."""

    deliveries: tuple[Delivery, ...]
    counts: tuple[Count, ...]


OPENING = {
    "大米": D(75),
    "面粉": D(30),
    "小米": D(6),
    "挂面": D(20),
    "菜籽油": D(36),
    "芝麻油": D("2.5"),
    "带鱼段": D(10),
    "食盐": D(16),
    "酱油": D(14),
    "白砂糖": D(12),
    "料酒": D(9),
    "木耳": D("1.8"),
    "紫菜": D("1.2"),
    FUEL: D(60),
    "扫帚": D(6),
    "拖把": D(4),
    "抹布": D(12),
    "垃圾桶": D(2),
    "橡胶手套": D(6),
    "钢丝球": D(8),
    "洗洁精": D(2),
    "垃圾袋": D(4),
}

WRONG_DELIVERY = Delivery(date(2025, 10, 21), D(25))
"""白砂糖 entered a second time by mistake; reversed (红字) on the next serving day."""
WRONG_ITEM = "白砂糖"
WRONG_DRAW = Draw(date(2025, 11, 12), "午餐", "供餐", "酱油", D("2.4"), "", 1)
"""酱油 entered a second time by mistake; reversed (红字) on the next serving day."""

_WASTE = (
    Draw(date(2025, 10, 9), "午餐", "报损", "土豆", D("1.6"), "假期后发芽，称重后销毁", 2),
    Draw(date(2025, 11, 27), "午餐", "报损", "苹果", D("1.2"), "霉烂，称重后销毁", 2),
)

DIFFERENCES = {
    ("2025-09", "大米"): (D("-0.4"), "零星撒漏"),
    ("2025-09", "菜籽油"): (D("-0.3"), "桶壁残留"),
    ("2025-09", "土豆"): (D("-0.5"), "水分蒸发"),
    ("2025-10", "大米"): (D("-0.3"), "零星撒漏"),
    ("2025-10", "食盐"): (D("0.2"), "分次称量误差"),
    ("2025-10", "胡萝卜"): (D("-0.4"), "水分蒸发"),
    ("2025-11", "面粉"): (D("-0.5"), "拆袋撒漏"),
    ("2025-11", "酱油"): (D("-0.2"), "分次称量误差"),
    ("2025-11", "鸡蛋"): (D("-0.3"), "运输破损"),
    ("2025-12", "大米"): (D("-0.5"), "零星撒漏"),
    ("2025-12", "菜籽油"): (D("-0.2"), "桶壁残留"),
    ("2025-12", "苹果"): (D("-0.4"), "水分蒸发"),
    ("2026-01", "土豆"): (D("-0.3"), "水分蒸发"),
    ("2026-01", "小米"): (D("0.1"), "分次称量误差"),
}
"""Count less book, and why."""


def next_serving_day(day: date) -> date:
    """The serving day after a serving day."""
    return SERVING_DAYS[SERVING_DAYS.index(day) + 1]


@cache
def draws_on(day: date) -> tuple[Draw, ...]:
    """Everything taken from the store on a day, consumables apart."""
    draws: list[Draw] = []
    for meal in MEALS:
        heads = heads_at(day, meal)
        draws += [
            Draw(day, meal, "供餐", dish[0], amount_for(dish, heads, day)) for dish in dishes(day, meal) if good(dish[0]).stocked
        ]
    dish = staff_dish(day)
    draws.append(Draw(day, "午餐", "教工餐", dish[0], amount_for(dish, staff_at_lunch(day), day)))
    if day.weekday() == _FRIDAY:
        draws.append(Draw(day, "午餐", "留样", "鸡蛋", D("0.2")))
    week = [other for other in SERVING_DAYS if week_of(other) == week_of(day)]
    if day == week[0]:
        draws.append(Draw(day, "", "供餐", FUEL, _FUEL_A_DAY * len(week)))
    draws += [wasted for wasted in _WASTE if wasted.day == day]
    if day == WRONG_DRAW.day:
        draws.append(WRONG_DRAW)
    if day == next_serving_day(WRONG_DRAW.day):
        draws.append(WRONG_DRAW._replace(day=day, quantity=-WRONG_DRAW.quantity))
    return tuple(draws)


@cache
def _needs(item: str) -> dict[date, Decimal]:
    """What is drawn of an item on each serving day."""
    return {
        day: sum((draw.quantity for draw in draws_on(day) if draw.item == item), NOTHING) + consumables.drawn(item, day)
        for day in SERVING_DAYS
    }


def _order_days(rhythm: Rhythm) -> tuple[date, ...]:
    if rhythm is Rhythm.ON_DEMAND:
        return tuple(days_of(month)[0] for month in _ORDER_MONTHS)
    every = _ORDER_WEEKS[rhythm]
    firsts: dict[int, date] = {}
    for day in SERVING_DAYS:
        firsts.setdefault(week_of(day) // every, day)
    return tuple(firsts.values())


@cache
def history(item: Good) -> History:
    """The deliveries and counts of one stocked item."""
    if item.rhythm is Rhythm.EVE:
        return History(_eve_deliveries(item), ())
    needs = _needs(item.name)
    orders = _order_days(item.rhythm)
    balance = OPENING.get(item.name, NOTHING)
    deliveries: list[Delivery] = []
    counts: list[Count] = []
    for day in SERVING_DAYS:
        if day in orders:
            until = next((order for order in orders if order > day), date.max)
            need = sum((quantity for other, quantity in needs.items() if day <= other < until), NOTHING)
            ordered = _packs(item, need * (1 + _SAFETY) - balance)
            if ordered:
                deliveries.append(Delivery(day, ordered))
                balance += ordered
        balance -= needs[day]
        if day in COUNT_DAYS:
            difference = DIFFERENCES.get((month_of(day), item.name), (NOTHING, ""))[0]
            balance += difference
            counts.append(Count(day, item.name, balance, difference))
    return History(tuple(deliveries), tuple(counts))


def _packs(item: Good, wanted: Decimal) -> Decimal:
    """The wanted quantity in whole packs; loose goods in whole base units."""
    pack = item.factor if item.factor > 1 else D(1)
    return max(NOTHING, (wanted / pack).quantize(D(1), ROUND_CEILING) * pack)


def _eve_deliveries(item: Good) -> tuple[Delivery, ...]:
    deliveries = []
    for day, quantity in _needs(item.name).items():
        if quantity:
            eve = day - timedelta(days=1)
            deliveries.append(Delivery(eve if eve in SERVING_DAYS else day, quantity))
    return tuple(deliveries)


def opening_rows() -> list[dict[str, object]]:
    """The rows of 期初库存, at prices a little below those of the first week."""
    rows: list[dict[str, object]] = []
    for name, quantity in OPENING.items():
        item = good(name)
        value = quantity / item.factor * price_on(name, SERVING_DAYS[0]) * D("0.985")
        rows.append({"品名": name, "数量": quantity, "单位": item.unit, "金额": value.quantize(D("0.01"), ROUND_HALF_UP)})
    return rows


STOCKED = tuple(item for item in GOODS if item.stocked)

"""Deliveries that look odd: on days when nobody eats, the same to the gram again and again, just below a limit, dearer than agreed, all from one supplier."""

from __future__ import annotations

import math
from collections import Counter
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from macros_py.district.anomalies.anomaly import Sign, Silence, some
from macros_py.district.anomalies.lines import accepted_lines, food_lines, is_fresh
from macros_py.district.limits import (
    ABOVE_AGREED,
    ABOVE_AGREED_SUM,
    NEAR_TENDER,
    OFF_DAYS,
    OFF_DAYS_FRESH,
    SAME_TRIPLE_RATIO,
    SAME_TRIPLE_TIMES,
    SPLIT_DAYS,
    SPLIT_TIMES,
    SUPPLIER_SHARE,
    TENDER,
)
from validation.money import PRICE_DECIMALS, QUANTITY_DECIMALS, RATE_DECIMALS
from validation.rules.prices import base_price, priced_lines
from validation.rules.wording import percent, price, quantity, yuan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from typing import Any

    from macros_py.district.anomalies.anomaly import Outcome
    from macros_py.district.limits import Limits
    from macros_py.judge import Judged
    from validation.reading import Rows
    from validation.registers import Supplier

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_WEEKDAYS = "一二三四五六日"
_HALF_UNIT = 500
_PACKAGED = frozenset({"食用油", "奶", "调味品", "干货"})
"""They come in packages of one weight."""
_ENOUGH_LINES = 30
_TENDERED = frozenset({"招标", "竞争性磋商"})
_ONE_OFF = frozenset({"易耗品", "维修", "设备", "其他支出", "燃料"})
"""What is bought or ordered: wages, water and the payment of deliveries are not."""
_WHOLE_RATE = 10**RATE_DECIMALS
_FEN = 10 ** (QUANTITY_DECIMALS + PRICE_DECIMALS - 2)


def deliveries_when_nobody_eats(judged: Judged, limits: Limits) -> Outcome:
    """Food accepted on a day without diners that is followed by a day without: only 就餐 tells which days are served."""
    meals, rows, items = judged.book.meals, judged.book.purchases, judged.book.items
    places = meals.places_with("day", "heads")
    heads, meal_days = meals.column("heads"), meals.column("day")
    served = {meal_days[place] for place in places if heads[place]}
    lines = food_lines(judged)
    if len(places) < len(meals) or not served or not lines:
        return Silence.NOT_JUDGED
    first, last = min(served), max(served) + _WEEK
    days, names = rows.column("day"), rows.column("item")
    idle = {day for day in rows.different("day") if day is not None and day > first and not {day, day + _DAY} & served}
    odd = [place for place in lines if days[place] in idle and not last >= days[place] > last - _WEEK]
    fresh = sorted({days[place] for place in odd if is_fresh(items[names[place]])})
    if len(fresh) < limits.count(OFF_DAYS_FRESH) and len({days[place] for place in odd}) < limits.count(OFF_DAYS):
        return Silence.ORDINARY
    odd.sort(key=lambda place: (not is_fresh(items[names[place]]), days[place], place))
    amounts = rows.column("amount")
    told = sorted({days[place] for place in odd})
    return Sign(
        f"当天和第二天都没有人就餐，却验收了食材：{len(told)} 天 {len(odd)} 行，合计 {yuan(sum(amounts[place] for place in odd))} 元，"
        f"其中有鲜货的 {len(fresh)} 天（{some(map(_named_day, told))}）",
        rows,
        "day",
        tuple(odd),
    )


def _named_day(day: date) -> str:
    return f"{day}周{_WEEKDAYS[day.weekday()]}"


def one_triple_again_and_again(judged: Judged, limits: Limits) -> Outcome:
    """A weighed quantity with its price and amount that comes back far more often than the item's other weights.

    It is held against the third: one slip that is copied may have two lines of an item, and of what is really weighed the most usual weights come equally often.
    """
    rows, items = judged.book.purchases, judged.book.items
    names, quantities, prices, amounts = map(rows.column, ("item", "quantity", "price", "amount"))
    weighed: dict[str, list[int]] = {}
    for place in food_lines(judged):
        if quantities[place] % _HALF_UNIT and prices[place] is not None and items[names[place]].category not in _PACKAGED:
            weighed.setdefault(names[place], []).append(place)
    if not weighed:
        return Silence.NOT_JUDGED
    copies: list[_Copied] = []
    for name, places in weighed.items():
        if len(places) < limits.count(SAME_TRIPLE_TIMES):
            continue
        triples: dict[tuple[int, int, int], list[int]] = {}
        for place in places:
            triples.setdefault((quantities[place], prices[place], amounts[place]), []).append(place)
        weights = Counter(map(quantities.__getitem__, places))
        often = sorted(weights.values(), reverse=True)
        least = max(limits.count(SAME_TRIPLE_TIMES), math.ceil(limits[SAME_TRIPLE_RATIO] * (often[2] if often[2:] else 1)))
        copied = {weight for (weight, _, _), same in triples.items() if len(same) >= least}
        others = max((times for weight, times in weights.items() if weight not in copied), default=0)
        copies += [_Copied(name, len(places), others, same) for same in triples.values() if len(same) >= least]
    if not copies:
        return Silence.ORDINARY
    copies.sort(key=lambda each: (-len(each.same), each.same))
    most = copies[0]
    place = most.same[0]
    more = f"；另有 {len(copies) - 1} 组也是这样" if copies[1:] else ""
    others_told = f"别的重量最多出现 {most.others} 次" if most.others else "没有别的重量"
    return Sign(
        f"“{most.item}”过秤 {most.lines} 次，有 {len(most.same)} 次恰好都是 {quantity(quantities[place], rows.column('unit')[place])} × "
        f"{price(prices[place])} 元 = {yuan(amounts[place])} 元，{others_told}{more}",
        rows,
        "quantity",
        tuple(place for each in copies for place in each.same),
    )


class _Copied(NamedTuple):
    """An item of which so many lines were weighed, how often its ordinary weights come back at most, and the lines that are all the same."""

    item: str
    lines: int
    others: int
    same: list[int]


def prices_above_the_agreed(judged: Judged, limits: Limits) -> Outcome:
    """Prices above 基准价 × (1 − 下浮率), and what they come to in money."""
    book, rows = judged.book, judged.book.purchases
    discounts = {name: supplier.discount for name, supplier in book.suppliers.items() if supplier.discount}
    suppliers, quantities, units = map(rows.column, ("supplier", "quantity", "unit"))
    dear: list[tuple[Fraction, int]] = []
    comparable = False
    allowed = 1 + limits[ABOVE_AGREED]
    deepest = allowed * (_WHOLE_RATE - max(discounts.values(), default=0)) / _WHOLE_RATE
    for name, lines in priced_lines(book).items() if discounts else ():
        base = base_price(book.items[name])
        if base is None:
            continue
        comparable = True
        if max(lines.prices) <= base * deepest:
            continue
        agreed = {supplier: Fraction(base * (_WHOLE_RATE - discount), _WHOLE_RATE) for supplier, discount in discounts.items()}
        for place, paid in zip(*lines, strict=True):
            supplier = suppliers[place]
            if supplier in agreed and paid > agreed[supplier] * allowed:
                bought = book.units.base_quantity(name, quantities[place], units[place]) or 0
                dear.append(((paid - agreed[supplier]) * bought / _FEN, place))
    if not comparable:
        return Silence.NOT_JUDGED
    counted = set(accepted_lines(judged)) if dear else set()
    dear = [each for each in dear if each[1] in counted]
    total = int(sum(over for over, _ in dear))
    if not dear or total < limits[ABOVE_AGREED_SUM] * 100:
        return Silence.ORDINARY
    dear.sort(key=lambda each: (-each[0], each[1]))
    most_over, worst = dear[0]
    items = {rows.column("item")[place]: None for _, place in dear}
    return Sign(
        f"单价高于 基准价 ×(1 − 下浮率)：{len(dear)} 行，共多付约 {yuan(total)} 元；多付最多的一行是“{rows.column('item')[worst]}”"
        f"{price(rows.column('price')[worst])} 元，这一行多付约 {yuan(int(most_over))} 元（{some(items)}）",
        rows,
        "price",
        tuple(place for _, place in dear),
    )


def one_supplier_has_nearly_all(judged: Judged, limits: Limits) -> Outcome:
    """The share of the largest supplier in what food came to."""
    book, rows = judged.book, judged.book.purchases
    suppliers, amounts = rows.column("supplier"), rows.column("amount")
    by_supplier: dict[str, int] = {}
    lines = [place for place in food_lines(judged) if suppliers[place] is not None]
    for place in lines:
        by_supplier[suppliers[place]] = by_supplier.get(suppliers[place], 0) + amounts[place]
    total = sum(by_supplier.values())
    if len(lines) < _ENOUGH_LINES or total <= 0:
        return Silence.NOT_JUDGED
    name, most = max(by_supplier.items(), key=lambda each: each[1])
    share = Fraction(most, total)
    if share < limits[SUPPLIER_SHARE]:
        return Silence.ORDINARY
    where = max((place for place in lines if suppliers[place] == name), key=amounts.__getitem__)
    chosen = _how_chosen(book.suppliers.get(name))
    return Sign(
        f"食材 {yuan(total)} 元，“{name}”一家供了 {yuan(most)} 元，占 {percent(share)}（{chosen}），其余 {len(by_supplier) - 1} 家合计 {yuan(total - most)} 元",
        rows,
        "supplier",
        (where,),
    )


def _how_chosen(supplier: Supplier | None) -> str:
    if supplier is None:
        return "供应商表里没有它"
    contract = f"合同 {supplier.contract}" if supplier.contract else "没有登记合同"
    return f"定点方式 {supplier.selection or '没有登记'}，{contract}"


class _Bought(NamedTuple):
    """One delivery slip, or one line of 支出: whom it is paid to, the day, the money in fen, where it stands, whether a tendered contract covers it."""

    whom: str
    day: date
    amount: int
    rows: Rows[Any]
    place: int
    tendered: bool = False


def purchases_just_below_the_limit(judged: Judged, limits: Limits) -> Outcome:
    """Several slips or expenses for one payee within days, each just below the amount from which a tender is due.

    Where a tendered contract covers the deliveries, each day's is no purchase of its own: only what is split within a day is odd.
    """
    limit = limits[TENDER] * 100
    near = math.ceil(limits[NEAR_TENDER] * limit)
    if limit <= 0:
        return Silence.NOT_JUDGED
    by_payee: dict[tuple[str, str], list[_Bought]] = {}
    for each in (*_slips(judged, near), *_one_offs(judged, near)):
        by_payee.setdefault((each.rows.register.table, each.whom), []).append(each)
    found: list[list[_Bought]] = []
    for bought in by_payee.values():
        if any(each.amount >= limit for each in bought):  # it does not keep below the limit
            continue
        days = 1 if bought[0].tendered else limits[SPLIT_DAYS]
        found += [group for group in _close(bought, days) if len(group) >= max(2, limits.count(SPLIT_TIMES))]
    if not found:
        return Silence.ORDINARY
    found.sort(key=lambda group: (-sum(each.amount for each in group), group[0].place))
    worst = found[0]
    more = f"；另有 {len(found) - 1} 组也是这样" if len(found) > 1 else ""
    first, last = worst[0].day, worst[-1].day
    span = f"{first}" if first == last else f"{first} 至 {last}"
    rows = worst[0].rows
    return Sign(
        f"{span} 付给“{worst[0].whom}”的 {len(worst)} 笔各 {some(yuan(each.amount) for each in worst)} 元，都差一点到采购限额 {yuan(int(limit))} 元，"
        f"合起来 {yuan(sum(each.amount for each in worst))} 元{more}",
        rows,
        "amount",
        tuple(each.place for group in found for each in group if each.rows is rows),
    )


def _slips(judged: Judged, least: int) -> Iterator[_Bought]:
    """Delivery slips that come to so much (fen)."""
    rows = judged.book.purchases
    slips, suppliers, days, amounts = map(rows.column, ("slip", "supplier", "day", "amount"))
    sums: dict[str, list[int]] = {}
    for place in accepted_lines(judged):
        sums.setdefault(slips[place], [0, place])[0] += amounts[place]
    for slip, (amount, place) in sums.items():
        supplier = suppliers[place]
        if slip is not None and supplier is not None and amount >= least:
            known = judged.book.suppliers.get(supplier)
            tendered = known is not None and known.selection in _TENDERED and known.contract is not None
            yield _Bought(supplier, days[place], amount, rows, place, tendered)


def _one_offs(judged: Judged, least: int) -> Iterator[_Bought]:
    """Lines of 支出 for what is bought or ordered, of so much (fen)."""
    rows = judged.book.expenses
    accounts, payees, days, amounts = map(rows.column, ("account", "payee", "day", "amount"))
    for place in rows.places_with("account", "day", "amount", "payee"):
        if accounts[place] in _ONE_OFF and amounts[place] >= least:
            yield _Bought(payees[place], days[place], amounts[place], rows, place)


def _close(bought: list[_Bought], days: Fraction | int) -> list[list[_Bought]]:
    """Groups in which each follows the one before within so many days, its own counted."""
    groups: list[list[_Bought]] = []
    for each in sorted(bought, key=lambda one: (one.day, one.place)):
        if groups and (each.day - groups[-1][-1].day).days < days:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups

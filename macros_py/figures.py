"""The figures (指标) of the vocabulary, by month and to date, exact, or refused with the reason.

A figure is an integer scaled by its decimals (fen; 1/10,000 for rates), or ``Refused``. What is made of a refused figure is refused for the same reason.
Ratios are taken of unrounded operands and rounded once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from macros_py.blocked import EVERYTHING, Blocked, BlockedRow, Refused
from validation.money import rounded_quotient
from validation.months import first_day, last_day, month_of
from validation.profiles import SURPLUS_DENOMINATOR
from validation.registers import Expense, Income, MealCount
from validation.registers.choices import (
    CANTEEN,
    CONSUMABLES,
    DINERS,
    EXPENSE_ACCOUNTS,
    FOOD_CATEGORIES,
    FUEL,
    INCOME_ACCOUNTS,
    MEAL_FEES,
    SUPPLIER_PAYMENT,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from macros_py.flows import Flow, Flows
    from validation.book import Book

Value: TypeAlias = int | Refused
Values: TypeAlias = dict[str, Value]


@dataclass
class Figures:
    """Every figure by name, for each month and to date at each month's end."""

    months: dict[str, Values] = field(default_factory=dict)
    cumulative: dict[str, Values] = field(default_factory=dict)


def total(*parts: Value) -> Value:
    """The sum, or the first refusal among the parts."""
    for part in parts:
        if isinstance(part, Refused):
            return part
    return sum(part for part in parts if not isinstance(part, Refused))


def less(left: Value, right: Value) -> Value:
    """The difference, or the first refusal."""
    return total(left, right if isinstance(right, Refused) else -right)


def ratio(numerator: Value, denominator: Value, scale: int, name: str) -> Value:
    """``numerator × scale ÷ denominator`` rounded once; refused when the denominator (called ``name``) is 0."""
    for part in (numerator, denominator):
        if isinstance(part, Refused):
            return part
    if not denominator:
        return Refused(f"{name}为零，不能相除")
    return rounded_quotient(int(numerator) * scale, int(denominator))  # type: ignore[arg-type]


def figures(book: Book, flows: Flows, blocked: Blocked) -> Figures:
    """All figures of all months of the book."""
    found = Figures()
    months = book.settings.months
    for number, month in enumerate(months):
        alone = _Period(book, flows, blocked, (month,)).values()
        to_date = _Period(book, flows, blocked, months[: number + 1]).values()
        surplus = to_date["结余"]
        carried: Value = (
            Refused("设置里的期初结余无法读取") if "opening_balance" in book.settings.unread else book.settings.opening_balance or 0
        )
        for values in (alone, to_date):
            values["累计盈亏率"] = to_date["盈亏率"]
            values["本学期结余"] = surplus
            values["累计结余"] = total(carried, surplus)
        found.months[month] = alone
        found.cumulative[month] = to_date
    return found


class _Period:
    """The figures of some months in a row."""

    def __init__(self, book: Book, flows: Flows, blocked: Blocked, months: tuple[str, ...]) -> None:
        self.book = book
        self.flows = flows
        self.blocked = blocked
        self.months = months

    def values(self) -> Values:
        """Every figure but those that look at the whole book (累计盈亏率, 本学期结余, 累计结余)."""
        found: Values = {}
        heads = self._meals(found)
        self._income(found)
        self._food(found)
        self._expenses(found)
        found["支出合计"] = total(*(found[name] for name in ("食材消耗", "燃料水电", "人员", "易耗品", "维修", "其他支出")))
        found["结余"] = less(found["收入合计"], found["支出合计"])
        found["采购口径结余"] = total(found["结余"], found["食材消耗"], _negative(found["购入食材"]))
        denominator = self.denominator
        found["盈亏率"] = ratio(found["结余"], found[denominator], 10_000, denominator)
        base = self._base_standard()
        for name, cost in (("餐均食材成本", "食材消耗"), ("餐均总成本", "支出合计")):
            value, standard = found[cost], heads
            if isinstance(value, Refused) or isinstance(standard, Refused) or isinstance(base, Refused):
                found[name] = next(part for part in (value, standard, base) if isinstance(part, Refused))
            else:
                found[name] = ratio(value * base, standard, 1, "折算人次")
        found["食材占比"] = ratio(found["食材消耗"], found["伙食费收入"], 10_000, "伙食费收入")
        return found

    @property
    def denominator(self) -> str:
        """What 盈亏率 is a part of: 收入合计, or 伙食费收入 where the parameter 盈亏率分母 says so."""
        chosen = self.book.parameter(SURPLUS_DENOMINATOR, last_day(self.months[-1]))
        return "伙食费收入" if chosen is not None and chosen.text == "伙食费收入" else "收入合计"

    def _base_standard(self) -> Value:
        base = self.book.settings.base_standard
        return base or Refused("设置里的基准餐标没有填写或无法读取")

    def _refusal(self, table: str, concerns: Callable[[BlockedRow], bool]) -> Refused | None:
        """The first blocked row of a table in these months that concerns a figure."""
        for row in self.blocked.others.get(table, ()):
            if (row.month == EVERYTHING or row.month in self.months) and concerns(row):
                return Refused(row.reason)
        return None

    # ---- 就餐

    def _meals(self, found: Values) -> Value:
        """Head counts; returns Σ 人数 × 餐标 in fen, unrounded, for the ratios."""
        whole = self._refusal(MealCount.table, lambda _: True)
        heads = dict.fromkeys(DINERS, 0)
        days = set()
        standard = 0
        for row in self._rows(MealCount, "day", "diners", "heads", "standard"):
            heads[row.diners] += row.heads
            standard += row.heads * row.standard
            if row.heads:
                days.add(row.day)
        found["供餐天数"] = whole or len(days)
        found["就餐人次"] = whole or sum(heads.values())
        for diners in DINERS:
            refused = self._refusal(MealCount.table, partial(_may_be, "diners", diners))
            found[f"就餐人次_{diners}"] = refused or heads[diners]
        base = self._base_standard()
        found["折算人次"] = whole or (base if isinstance(base, Refused) else rounded_quotient(standard * 100, base))
        return whole or standard

    def _rows(self, register: type[MealCount], *fields: str) -> Iterable[MealCount]:
        months = frozenset(self.months)
        blocked = self.blocked
        return (
            row
            for row in self.book.rows(register).with_values(*fields)
            if month_of(row.day) in months and not blocked.is_blocked(row)
        )

    # ---- 收入

    def _income(self, found: Values) -> None:
        sums = dict.fromkeys(INCOME_ACCOUNTS, 0)
        for row in self.book.income.with_values("account", "amount"):
            if not self.blocked.is_blocked(row) and booked_month(self.book, row) in self.months:
                sums[row.account] += row.amount
        for account in INCOME_ACCOUNTS:
            refused = self._refusal(Income.table, partial(_may_be, "account", account))
            found[account] = refused or sums[account]
        found["伙食费收入"] = total(*(found[account] for account in MEAL_FEES))
        found["收入合计"] = total(*(found[account] for account in INCOME_ACCOUNTS))

    # ---- 食材

    def _food(self, found: Values) -> None:
        by_category = {category: self._items((category,)) for category in FOOD_CATEGORIES}
        food = [name for names in by_category.values() for name in names]
        found["期初库存"] = self._opening(food)
        found["期末库存"] = self._sum(food, lambda flow: flow.closing, ends=True)
        found["库存变动"] = less(found["期末库存"], found["期初库存"])
        found["购入食材"] = self._sum(food, lambda flow: flow.purchased)
        for category, names in by_category.items():
            found[f"购入食材_{category}"] = self._sum(names, lambda flow: flow.purchased)
        found["食材消耗"] = self._consumed(food)
        for category, names in by_category.items():
            found[f"食材消耗_{category}"] = self._consumed(names)
        found["供餐成本"] = self._sum(food, lambda flow: flow.served)
        found["损耗"] = self._sum(food, lambda flow: flow.loss)
        found["接待"] = self._sum(food, lambda flow: flow.hospitality)

    def _consumed(self, names: list[str]) -> Value:
        """期初库存 + 购入食材 − 期末库存, with no further term."""
        purchased = self._sum(names, lambda flow: flow.purchased)
        return less(total(self._opening(names), purchased), self._sum(names, lambda flow: flow.closing, ends=True))

    def _items(self, categories: tuple[str, ...]) -> list[str]:
        return [name for name, item in self.book.items.items() if item.category in categories]

    def _why(self, names: Iterable[str], month: str) -> Refused | None:
        """Why a sum over these items is refused at a month, if it is; a refusal of every item comes first."""
        whole = self.blocked.item(EVERYTHING, month)
        if whole is not None or not self.blocked.items:
            return whole
        return next((why for name in names if (why := self.blocked.item(name, month)) is not None), None)

    def _opening(self, names: list[str]) -> Value:
        before = self.book.settings.months.index(self.months[0]) - 1
        why = self._why(names, self.book.settings.months[before] if before >= 0 else EVERYTHING)
        return why or sum(self._flow(name, self.months[0]).opening for name in names)

    def _sum(self, names: list[str], part: Callable[[Flow], int], *, ends: bool = False) -> Value:
        """A sum over items and months; ``ends``: only the last month counts (a balance)."""
        months = self.months[-1:] if ends else self.months
        return self._why(names, self.months[-1]) or sum(part(self._flow(name, month)) for name in names for month in months)

    def _flow(self, name: str, month: str) -> Flow:
        return self.flows.by_item[name][month]

    # ---- 支出

    def _expenses(self, found: Values) -> None:
        costs = [account for account in EXPENSE_ACCOUNTS if account != SUPPLIER_PAYMENT]
        sums = dict.fromkeys(costs, 0)
        paid = elsewhere = 0
        for row in self.book.expenses.with_values("account", "amount"):
            if self.blocked.is_blocked(row) or booked_month(self.book, row) not in self.months:
                continue
            if row.account == SUPPLIER_PAYMENT:
                paid += row.amount
            elif row.cost_centre == CANTEEN:
                sums[row.account] += row.amount
            else:
                elsewhere += row.amount
        for account in costs:
            refused = self._refusal(Expense.table, partial(_may_be_our_cost, account))
            found[f"支出_{account}"] = refused or sums[account]
        fuel, consumables = self._items((FUEL,)), self._items((CONSUMABLES,))
        found["燃料水电"] = total(found["支出_燃料"], found["支出_水电"], self._sum(fuel, lambda flow: flow.used))
        found["人员"] = found["支出_人员"]
        ours = self.book.settings.departments
        used = self._sum(consumables, lambda flow: flow.used + sum(value for name, value in flow.drawn.items() if name in ours))
        found["易耗品"] = total(found["支出_易耗品"], used)
        found["维修"] = found["支出_维修"]
        found["其他支出"] = total(found["支出_设备"], found["支出_其他支出"])
        found["其他部门领用"] = self._sum(
            consumables, lambda flow: sum(value for name, value in flow.drawn.items() if name not in ours)
        )
        found["其他归口支出"] = self._refusal(Expense.table, _may_be_elsewhere) or elsewhere
        found["付货款"] = self._refusal(Expense.table, partial(_may_be, "account", SUPPLIER_PAYMENT)) or paid


def booked_month(book: Book, row: Income | Expense) -> str:
    """The month a voucher line counts in, "" if in none.

    所属月份, else the month of 日期. A month before the book: the month of 日期. A month after it: none, it is carried on.
    """
    months = book.settings.months
    own = row.month
    if own is not None and own in months:
        return own
    if own is not None and months and own > months[-1]:
        return ""
    day = row.day
    if "day" in row.unread:
        return ""
    settings = book.settings
    if settings.first_day is None or settings.last_day is None or not settings.first_day <= day <= settings.last_day:
        return ""
    return month_of(day)


def is_earlier(book: Book, row: Income | Expense) -> bool:
    """上期事项: the line belongs to a month before the book."""
    months = book.settings.months
    return row.month is not None and bool(months) and row.month < months[0]


def is_later(book: Book, row: Income | Expense) -> bool:
    """下期事项: the line belongs to a month that begins after the book has ended."""
    last = book.settings.last_day
    if last is None:
        return False
    return first_day(row.month) > last if row.month is not None else "day" not in row.unread and row.day > last


def _may_be(field_name: str, value: str, row: BlockedRow) -> bool:
    """Whether a blocked row may carry ``value``: it does, or the cell cannot be read."""
    if row.record is None or field_name in row.record.unread:
        return True
    return bool(getattr(row.record, field_name) == value)


def _may_be_our_cost(account: str, row: BlockedRow) -> bool:
    if not _may_be("account", account, row):
        return False
    return not isinstance(row.record, Expense) or "centre" in row.record.unread or row.record.cost_centre == CANTEEN


def _may_be_elsewhere(row: BlockedRow) -> bool:
    if not isinstance(row.record, Expense):
        return True
    if "account" not in row.record.unread and row.record.account == SUPPLIER_PAYMENT:
        return False
    return "centre" in row.record.unread or row.record.cost_centre != CANTEEN


def _negative(value: Value) -> Value:
    return value if isinstance(value, Refused) else -value

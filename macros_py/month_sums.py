"""What each month adds to the figures, and what was in stock around it: the sums that every figure is made of, each taken once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import EVERYTHING, Blocked, BlockedRow, Refused
from macros_py.values import Value, total
from macros_py.vouchers import booked_month
from validation.cells import picked
from validation.months import month_of
from validation.registers import Expense, Income, MealCount
from validation.registers.choices import (
    CANTEEN,
    CATEGORIES,
    DINERS,
    EXPENSE_ACCOUNTS,
    FOOD_CATEGORIES,
    FUEL,
    INCOME_ACCOUNTS,
    SUPPLIER_PAYMENT,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from macros_py.flows import Flow, Flows
    from validation.book import Book

    ByMonth = dict[str, dict[str, int]]
    Concerns = dict[str, Callable[[BlockedRow], bool]]

STANDARD_VALUE = "人数×餐标"
FUEL_USED = "燃料出库"
CONSUMABLES_USED = "易耗品出库"
OUR_ACCOUNTS = tuple(account for account in EXPENSE_ACCOUNTS if account != SUPPLIER_PAYMENT)
"""The 科目 of 支出 that are costs."""


class MonthSums(NamedTuple):
    """One month, or several in a row. ``added`` by name of the figure; ``opening`` and ``closing`` are stock values by 类别."""

    added: dict[str, Value]
    opening: dict[str, Value]
    closing: dict[str, Value]

    def then(self, later: MonthSums) -> MonthSums:
        """These months and the one after them."""
        added = {name: total(value, later.added[name]) for name, value in self.added.items()}
        return MonthSums(added, self.opening, later.closing)


def month_sums(book: Book, flows: Flows, blocked: Blocked) -> dict[str, MonthSums]:
    """Every month of the book, in order."""
    found = {month: MonthSums({}, {}, {}) for month in book.settings.months}
    _add_meals(found, book, blocked)
    _add_income(found, book, blocked)
    _add_expenses(found, book, blocked)
    for category in CATEGORIES:
        _add_stock(found, category, book, flows, blocked)
    return found


def _settle(found: dict[str, MonthSums], sums: ByMonth, rows: list[BlockedRow], concerns: Concerns) -> None:
    """Put a register's sums where they belong, refused where a blocked row of the month concerns them."""
    for month, values in sums.items():
        here = [row for row in rows if row.month in {EVERYTHING, month}]
        for name, value in values.items():
            why = next((row.reason for row in here if concerns[name](row)), None)
            found[month].added[name] = value if why is None else Refused(why)


def _add_meals(found: dict[str, MonthSums], book: Book, blocked: Blocked) -> None:
    by_diners = {diners: f"就餐人次_{diners}" for diners in DINERS}
    names = ("供餐天数", "就餐人次", STANDARD_VALUE, *by_diners.values())
    sums = {month: dict.fromkeys(names, 0) for month in found}
    served = set()
    standard = MealCount.heading("standard")
    rows, barred = book.meals, blocked.of(MealCount.table)
    places = rows.places_with("day", "diners", "heads")
    columns = (picked(values, places) for values in (rows.numbers, *map(rows.column, ("day", "diners", "heads", "standard"))))
    for number, day, diners, heads, worth in zip(*columns, strict=True):
        month, doubtful = month_of(day), barred.get(number)
        if month not in sums or (doubtful is not None and doubtful != {standard}):
            continue
        here = sums[month]
        here["就餐人次"] += heads
        here[by_diners[diners]] += heads
        if doubtful is None:
            here[STANDARD_VALUE] += heads * (worth or 0)
        if heads and day not in served:
            served.add(day)
            here["供餐天数"] += 1
    concerns: Concerns = dict.fromkeys(names, lambda row: row.headings != {standard})
    concerns |= {name: partial(_may_be_of, diners, standard) for diners, name in by_diners.items()}
    concerns[STANDARD_VALUE] = lambda row: True  # noqa: ARG005 - every row
    _settle(found, sums, blocked.others.get(MealCount.table, []), concerns)


def _may_be_of(diners: str, unused: str, row: BlockedRow) -> bool:
    """Whether a row may count these diners, and is uncertain in more than a column that their number does not use."""
    return row.may_be("diners", diners) and row.headings != {unused}


def _add_income(found: dict[str, MonthSums], book: Book, blocked: Blocked) -> None:
    sums = {month: dict.fromkeys(INCOME_ACCOUNTS, 0) for month in found}
    for row in book.income.with_values("account", "amount"):
        month = booked_month(book, row)
        if month and not blocked.is_blocked(row):
            sums[month][row.account] += row.amount
    concerns: Concerns = {account: partial(_may_be, "account", account) for account in INCOME_ACCOUNTS}
    _settle(found, sums, blocked.others.get(Income.table, []), concerns)


def _add_expenses(found: dict[str, MonthSums], book: Book, blocked: Blocked) -> None:
    costs = {account: f"支出_{account}" for account in OUR_ACCOUNTS}
    sums = {month: dict.fromkeys((*costs.values(), "其他归口支出", "付货款"), 0) for month in found}
    for row in book.expenses.with_values("account", "amount"):
        month = booked_month(book, row)
        if month and not blocked.is_blocked(row):
            ours = costs.get(row.account, "付货款")
            name = ours if row.account == SUPPLIER_PAYMENT or row.cost_centre == CANTEEN else "其他归口支出"
            sums[month][name] += row.amount
    concerns: Concerns = {name: partial(_may_be_our_cost, account) for account, name in costs.items()}
    concerns |= {"其他归口支出": _may_be_elsewhere, "付货款": partial(_may_be, "account", SUPPLIER_PAYMENT)}
    _settle(found, sums, blocked.others.get(Expense.table, []), concerns)


def _may_be(field_name: str, value: str, row: BlockedRow) -> bool:
    return row.may_be(field_name, value)


def _may_be_our_cost(account: str, row: BlockedRow) -> bool:
    return row.may_be("account", account) and (row.may_be("centre", None) or row.may_be("centre", CANTEEN))


def _may_be_elsewhere(row: BlockedRow) -> bool:
    """Whether it may be a cost of another centre: no 付货款, and not plainly ours."""
    record = row.record
    if not isinstance(record, Expense):
        return True
    return record.account != SUPPLIER_PAYMENT and ("centre" in record.unread or record.cost_centre != CANTEEN)


def _add_stock(found: dict[str, MonthSums], category: str, book: Book, flows: Flows, blocked: Blocked) -> None:
    """One 类别: its stock around every month, and what came and went."""
    names = [name for name, item in book.items.items() if item.category == category]
    before = _why(names, EVERYTHING, blocked)
    for month, sums in found.items():
        why = _why(names, month, blocked)
        of_month = [flows.by_item[name][month] for name in names]
        sums.opening[category] = before or sum([flow.opening for flow in of_month])
        sums.closing[category] = why or sum([flow.closing for flow in of_month])
        if category in FOOD_CATEGORIES:
            _add_food(sums, category, of_month, why)
        elif category == FUEL:
            sums.added[FUEL_USED] = why or sum(flow.used for flow in of_month)
        else:
            _add_consumables(sums, of_month, why or _departments_unknown(book), book.settings.departments)
        before = why


def _why(names: list[str], month: str, blocked: Blocked) -> Refused | None:
    """Why a sum over these items is refused at the end of a month, if it is; a refusal of every item comes first."""
    whole = blocked.item(EVERYTHING, month)
    if whole is not None or not blocked.items:
        return whole
    return next((why for name in names if name in blocked.items and (why := blocked.item(name, month)) is not None), None)


def _add_food(sums: MonthSums, category: str, of_month: list[Flow], why: Refused | None) -> None:
    added = sums.added
    added[f"购入食材_{category}"] = why or sum(flow.purchased for flow in of_month)
    added["供餐成本"] = total(added.get("供餐成本", 0), why or sum([flow.served for flow in of_month]))
    added["损耗"] = total(added.get("损耗", 0), why or sum(flow.loss for flow in of_month))
    added["接待"] = total(added.get("接待", 0), why or sum([flow.hospitality for flow in of_month]))


def _departments_unknown(book: Book) -> Refused | None:
    return Refused("设置里的食堂部门无法读取") if "canteen_departments" in book.settings.unread else None


def _add_consumables(sums: MonthSums, of_month: list[Flow], why: Refused | None, ours: tuple[str, ...]) -> None:
    used = elsewhere = 0
    for flow in of_month:
        used += flow.used
        for department, value in flow.drawn.items():
            if department in ours:
                used += value
            else:
                elsewhere += value
    sums.added[CONSUMABLES_USED] = why or used
    sums.added["其他部门领用"] = why or elsewhere

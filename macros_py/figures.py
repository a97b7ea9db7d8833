"""The figures (指标) of the vocabulary, by month and to date, exact, or refused with the reason.

A figure is an integer scaled by its decimals (fen; 1/10,000 for rates), or ``Refused``. What is made of a refused figure is refused for the same reason.
Ratios are taken of unrounded operands and rounded once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from macros_py.blocked import Blocked, Refused
from macros_py.month_sums import CONSUMABLES_USED, FUEL_USED, OUR_ACCOUNTS, STANDARD_VALUE, MonthSums, month_sums
from macros_py.values import Value, less, ratio, total
from macros_py.year_to_date import Before, before
from validation.months import last_day
from validation.profiles import SURPLUS_DENOMINATOR
from validation.registers.choices import DINERS, FOOD_CATEGORIES, INCOME_ACCOUNTS, MEAL_FEES

if TYPE_CHECKING:
    from macros_py.flows import Flows
    from validation.book import Book

Values: TypeAlias = dict[str, Value]

_AS_ADDED = (
    *("供餐天数", "就餐人次", *(f"就餐人次_{diners}" for diners in DINERS), *INCOME_ACCOUNTS),
    *(*(f"购入食材_{category}" for category in FOOD_CATEGORIES), "供餐成本", "损耗", "接待"),
    *(*(f"支出_{account}" for account in OUR_ACCOUNTS), "其他部门领用", "其他归口支出", "付货款"),
)
"""The figures that are plain sums over the months."""
_COSTS = ("食材消耗", "燃料水电", "人员", "易耗品", "维修", "其他支出")
_RATE = 10_000
_FEES = "伙食费收入"
_INCOME = "收入合计"


class Figures:
    """Every figure by name, for each month, and at each month's end for the book to date and for the calendar year."""

    def __init__(self) -> None:
        self.months: dict[str, Values] = {}
        self.cumulative: dict[str, Values] = {}
        self.years: dict[str, Values] = {}


def figures(book: Book, flows: Flows, blocked: Blocked) -> Figures:
    """All figures of all months of the book."""
    found = Figures()
    so_far = this_year = None
    earlier = before(book)
    for month, sums in month_sums(book, flows, blocked).items():
        so_far = sums if so_far is None else so_far.then(sums)
        this_year = sums if this_year is None or month.endswith("-01") else this_year.then(sums)
        alone, to_date = _values(book, sums, month), _values(book, so_far, month)
        year = _year(book, this_year, month, earlier)
        for values in (alone, to_date, year):
            values["累计盈亏率"] = to_date["盈亏率"]
            values["本学期结余"] = to_date["结余"]
            values["累计结余"] = total(_opening_balance(book), to_date["结余"])
        found.months[month] = alone
        found.cumulative[month] = to_date
        found.years[month] = year
    return found


def _values(book: Book, sums: MonthSums, month: str) -> Values:
    """Every figure of a period that ends with ``month``, but for those that look at the whole book (累计盈亏率, 本学期结余, 累计结余)."""
    found: Values = {name: sums.added[name] for name in _AS_ADDED}
    found[_FEES] = total(*(found[account] for account in MEAL_FEES))
    found[_INCOME] = total(*(found[account] for account in INCOME_ACCOUNTS))
    _add_food(found, sums)
    _add_costs(found, sums)
    found["结余"] = less(found[_INCOME], found["支出合计"])
    found["采购口径结余"] = less(total(found["结余"], found["食材消耗"]), found["购入食材"])
    _add_ratios(found, sums.added[STANDARD_VALUE], _base_standard(book), denominator_of(book, month))
    return found


def _year(book: Book, sums: MonthSums, month: str, earlier: Before | None) -> Values:
    """本年: this book's months of the calendar year, on top of 年初至今 where the book began later in that year."""
    found = _values(book, sums, month)
    if earlier is None or month[:4] != earlier.year:
        return found
    earlier.add_to(found)
    found["期初库存"] = earlier.value("期初库存")
    found["库存变动"] = less(found["期末库存"], found["期初库存"])
    diners, base = earlier.value("折算人次"), _base_standard(book)
    if isinstance(base, Refused):
        return found
    whole = total(sums.added[STANDARD_VALUE], 0)
    standard_value = diners if isinstance(diners, Refused) else whole if isinstance(whole, Refused) else whole * 100 + diners * base
    _add_ratios(found, standard_value, base * 100, denominator_of(book, month))
    return found


def _add_food(found: Values, sums: MonthSums) -> None:
    found["期初库存"] = total(*(sums.opening[category] for category in FOOD_CATEGORIES))
    found["期末库存"] = total(*(sums.closing[category] for category in FOOD_CATEGORIES))
    found["库存变动"] = less(found["期末库存"], found["期初库存"])
    found["购入食材"] = total(*(found[f"购入食材_{category}"] for category in FOOD_CATEGORIES))
    for category in FOOD_CATEGORIES:
        there = total(sums.opening[category], found[f"购入食材_{category}"])
        found[f"食材消耗_{category}"] = less(there, sums.closing[category])
    found["食材消耗"] = less(total(found["期初库存"], found["购入食材"]), found["期末库存"])


def _add_costs(found: Values, sums: MonthSums) -> None:
    found["燃料水电"] = total(found["支出_燃料"], found["支出_水电"], sums.added[FUEL_USED])
    found["人员"] = found["支出_人员"]
    found["易耗品"] = total(found["支出_易耗品"], sums.added[CONSUMABLES_USED])
    found["维修"] = found["支出_维修"]
    found["其他支出"] = total(found["支出_设备"], found["支出_其他支出"])
    found["支出合计"] = total(*(found[name] for name in _COSTS))


def _add_ratios(found: Values, standard_value: Value, base: Value, denominator: str) -> None:
    """``standard_value`` is Σ 人数 × 餐标, in fen: 折算人次 unrounded is that ÷ ``base``."""
    found["折算人次"] = ratio(standard_value, base, 100, "基准餐标")
    found["盈亏率"] = ratio(found["结余"], found[denominator], _RATE, denominator)
    found["餐均食材成本"] = ratio(found["食材消耗"], standard_value, base, "折算人次")
    found["餐均总成本"] = ratio(found["支出合计"], standard_value, base, "折算人次")
    found["食材占比"] = ratio(found["食材消耗"], found[_FEES], _RATE, _FEES)


def _opening_balance(book: Book) -> Value:
    if "opening_balance" in book.settings.unread:
        return Refused("设置里的期初结余无法读取")
    return book.settings.opening_balance or 0


def _base_standard(book: Book) -> Value:
    base = book.settings.base_standard
    return base if base is not None and base > 0 else Refused("设置里的基准餐标没有填写、无法读取或不大于零")


def denominator_of(book: Book, month: str) -> str:
    """What 盈亏率 is a part of: 收入合计, or 伙食费收入 where the parameter 盈亏率分母 says so at the month's end."""
    end = last_day(month)
    chosen = book.parameter(SURPLUS_DENOMINATOR, min(end, book.settings.last_day or end))
    return _FEES if chosen is not None and chosen.text == _FEES else _INCOME

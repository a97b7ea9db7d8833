"""Where a figure comes from, in words, with the number of rows it rests on."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from macros_py.vouchers import booked_month
from validation.months import month_of
from validation.registers.choices import CANTEEN, FOOD_CATEGORIES, INCOME_ACCOUNTS, MEAL_FEES, SUPPLIER_PAYMENT
from workbook_templates.figures import MONTHLY_COST
from workbook_templates.results import STOCK_BALANCES, STOCK_MOVEMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from macros_py.judge import Judged
    from macros_py.recomputation.terms import Months
    from workbook_templates.draft import TableFill

_NAME_AT_END = re.compile(r"[^\W\d]\w*$")
_LISTS = frozenset({"设置", "品目"})
_ELSEWHERE = "（其他归口）"
_FOOD = frozenset(FOOD_CATEGORIES)
DEFINITIONS: dict[str, str] = {
    "供餐天数": "有人就餐的天数",
    "折算人次": "Σ 人数 × 餐标 ÷ 基准餐标",
    "伙食费收入": "学生伙食费 + 教职工伙食费",
    "收入合计": "收入全部科目",
    "库存变动": "期末库存 − 期初库存",
    "购入食材": "验收合格的食材，减退货",
    "食材消耗": "期初库存 + 购入食材 − 期末库存",
    "供餐成本": "直出，加发到供餐、学生餐、教工餐、留样的",
    "损耗": "报损 − 盘盈 + 盘亏",
    "燃料水电": "支出的燃料、水电，加库里用的燃料",
    "易耗品": "支出的易耗品，加食堂部门领用的和盘亏",
    "其他支出": "支出的设备 + 其他支出",
    "其他归口支出": "归口不是食堂的支出，付货款除外",
    "支出合计": "食材消耗 + 燃料水电 + 人员 + 易耗品 + 维修 + 其他支出",
    "结余": "收入合计 − 支出合计",
    "采购口径结余": "收入合计 − 支出合计，食材按购入算",
    "本学期结余": "本账以来的结余",
    "累计结余": "期初结余 + 本学期结余",
    "上期累计结余": "累计结余 − 结余",
    "食材占比": "食材消耗 ÷ 伙食费收入",
    "餐均食材成本": "食材消耗 ÷ 折算人次",
    "餐均总成本": "支出合计 ÷ 折算人次",
    "食材验收": "验收合格的食材",
    "食材退货": "食材验收 − 购入食材",
}
"""What is computed, for the figures whose name does not say it."""
_ACCOUNTS: dict[str, tuple[str, ...]] = {
    **{account: (account,) for account in INCOME_ACCOUNTS},
    "伙食费收入": MEAL_FEES,
    "食材占比": MEAL_FEES,
    "燃料水电": ("燃料", "水电"),
    "人员": ("人员",),
    "易耗品": ("易耗品",),
    "维修": ("维修",),
    "其他支出": ("设备", "其他支出"),
    "付货款": (SUPPLIER_PAYMENT,),
    "其他归口支出": (_ELSEWHERE,),
}
"""The 科目 whose rows a figure rests on, where it is not all of them."""


class Sources:
    """The rows of one workbook, counted by month and kind when they are first asked for."""

    def __init__(self, judged: Judged, fills: Mapping[str, TableFill]) -> None:
        """``fills``: what the refresh writes into the result tables, by name."""
        self._judged = judged
        self._fills = fills
        self._kinds: dict[str, Counter[str]] = {}
        self._counts: dict[str, Callable[[str, Months], int]] = {
            "收入": self._income_rows,
            "支出": self._expense_rows,
            "就餐": self._meal_rows,
            "采购验收": self._delivered_rows,
            "期初库存": self._opening_rows,
            "年初至今": lambda _figure, _span: 1,
            MONTHLY_COST.name: lambda _figure, span: sum(span.first <= month < span.last for month in judged.ledger.months) or 1,
            STOCK_BALANCES.name: lambda figure, _: self._result_rows(STOCK_BALANCES.name, 1, figure),
            STOCK_MOVEMENTS.name: lambda figure, _: self._result_rows(STOCK_MOVEMENTS.name, 2, figure),
        }

    def words(self, figure: str, formula: str, span: Months) -> str:
        """The definition, then every table the formula looks at, with its rows."""
        whole, _, part = figure.partition("_")
        definition = DEFINITIONS.get(whole, "")
        told = f"{definition}{f'（{part}）' if part else ''}；" if definition else ""
        return told + self.rows(figure, formula, span)

    def rows(self, figure: str, formula: str, span: Months) -> str:
        """``收入 38 行、月成本 4 行``."""
        named = map(_name_at_end, formula.split("[")[:-1])
        tables = [table for table in dict.fromkeys(named) if table and table not in _LISTS]
        counts = ((table, self._counts.get(table, self._all_rows(table))(figure, span)) for table in tables)
        return "、".join(f"{table} {count} 行" for table, count in counts)

    def _all_rows(self, table: str) -> Callable[[str, Months], int]:
        return lambda _figure, _span: len(self._fills[table].rows) if table in self._fills else 0

    # --- registers ----------------------------------------------------------------------------------------------------------------------

    @cached_property
    def _income(self) -> Counter[tuple[str, str]]:
        book = self._judged.book
        return Counter((booked_month(book, row), row.account) for row in book.income)

    @cached_property
    def _expenses(self) -> Counter[tuple[str, str]]:
        book = self._judged.book
        return Counter(
            (booked_month(book, row), row.account if row.account == SUPPLIER_PAYMENT or row.cost_centre == CANTEEN else _ELSEWHERE)
            for row in book.expenses
        )

    @cached_property
    def _meals(self) -> Counter[tuple[str, str]]:
        days, diners = (self._judged.book.meals.column(name) for name in ("day", "diners"))
        return Counter((month_of(each) if each else "", who or "") for each, who in zip(days, diners, strict=True))

    @cached_property
    def _delivered(self) -> Counter[tuple[str, str]]:
        """The accepted lines by month and 类别, as the ledger has them."""
        found: Counter[tuple[str, str]] = Counter()
        for item, kept in self._judged.ledger.items.items():
            first, category = kept.history.first_line, self._judged.book.items[item].category
            for month, days in kept.history.months.items():
                found[month, category] += first[days.stop] - first[days.start]
        return found

    def _income_rows(self, figure: str, span: Months) -> int:
        return _count(self._income, span, _ACCOUNTS.get(figure))

    def _expense_rows(self, figure: str, span: Months) -> int:
        accounts = _ACCOUNTS.get(figure.removeprefix("支出_")) if figure not in INCOME_ACCOUNTS else None
        if figure.startswith("支出_") and figure != "支出_其他支出":
            accounts = (figure.removeprefix("支出_"),)
        elif figure == "支出_其他支出":
            accounts = ("其他支出",)
        if accounts is None or figure == "食材占比":
            accounts = tuple({kind for _, kind in self._expenses} - {SUPPLIER_PAYMENT, _ELSEWHERE})
        return _count(self._expenses, span, accounts)

    def _meal_rows(self, figure: str, span: Months) -> int:
        part = figure.partition("_")[2]
        return _count(self._meals, span, (part,) if part else None)

    def _delivered_rows(self, figure: str, span: Months) -> int:
        return _count(self._delivered, span, _categories(figure))

    @cached_property
    def _opening(self) -> Counter[str]:
        items = self._judged.book.items
        return Counter(items[item].category for item in self._judged.book.opening_stock.column("item") if item in items)

    def _opening_rows(self, figure: str, _span: Months) -> int:
        return sum(self._opening[category] for category in _categories(figure))

    def _result_rows(self, table: str, place: int, figure: str) -> int:
        if table not in self._kinds:
            fill = self._fills.get(table)
            self._kinds[table] = Counter(str(row[place]) for row in fill.rows) if fill is not None else Counter()
        return sum(self._kinds[table][category] for category in _categories(figure))


@lru_cache(maxsize=1024)
def _name_at_end(text: str) -> str:
    """The table whose column is named next, where a formula up to a bracket ends with one; the pieces of formulas repeat."""
    found = _NAME_AT_END.search(text)
    return found[0] if found else ""


def _categories(figure: str) -> frozenset[str]:
    """The 类别 that a figure is about: the one in its name, the one it draws from the store, or all food."""
    part = figure.partition("_")[2]
    if part in _FOOD:
        return frozenset({part})
    stored = {"燃料水电": {"燃料"}, "易耗品": {"易耗品"}, "其他部门领用": {"易耗品"}}
    everything = {"支出合计", "结余", "采购口径结余", "盈亏率", "累计盈亏率", "本学期结余", "累计结余", "餐均总成本"}
    return frozenset(stored.get(figure, _FOOD | {"燃料", "易耗品"} if figure in everything else _FOOD))


def _count(counts: Counter[tuple[str, str]], span: Months, kinds: Iterable[str] | None) -> int:
    wanted = None if kinds is None else set(kinds)
    return sum(
        count for (month, kind), count in counts.items() if span.first <= month <= span.last and (wanted is None or kind in wanted)
    )

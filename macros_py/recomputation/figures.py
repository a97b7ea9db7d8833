"""The formula of every figure of every period, put together from the terms as the vocabulary defines the figure."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from macros_py.blocked import Refused
from macros_py.figures import denominator_of
from macros_py.forms.more_figures import BROUGHT_FORWARD, CLOSING_OF, DELIVERED, OFFERED, OPENING_OF, SENT_BACK
from macros_py.forms.periods import THIS_MONTH, TO_DATE, YEAR, Period
from macros_py.month_sums import OUR_ACCOUNTS
from macros_py.recomputation.columns import added, taken
from macros_py.recomputation.terms import Months, Terms
from macros_py.year_to_date import before as before_the_book
from validation.registers.choices import CONSUMABLES, FUEL, INCOME_ACCOUNTS
from workbook_templates.results import COUNT

if TYPE_CHECKING:
    from collections.abc import Callable

_RATIOS = {"食材占比": ("食材消耗", "伙食费收入"), "餐均食材成本": ("食材消耗", ""), "餐均总成本": ("支出合计", "")}
_STANDING = frozenset({"期初库存", "期末库存", "库存变动", "本学期结余", "累计结余", "累计盈亏率", BROUGHT_FORWARD})


class Recomputation:
    """Formulas for one workbook."""

    def __init__(self, terms: Terms) -> None:
        """Made of these terms."""
        self.terms = terms
        self._book = terms.judged.book
        self._earlier = before_the_book(self._book)
        self._stored = cache(self._out_of_the_store)  # three figures of four rest on these two

    def formula(self, figure: str, period: Period) -> str:
        """A figure of a period, rounded as it is shown.

        Raises:
            NotThereError: a table or column is not in the workbook.
        """
        exact = self.exact(figure, period)
        kind = OFFERED[figure]
        return exact if kind.format == COUNT else f"ROUND({exact},{kind.decimals})"

    def exact(self, figure: str, period: Period) -> str:
        """The same, not rounded."""
        if figure == "折算人次":
            return self._standard_meals(period)
        if figure in _RATIOS:
            upper, lower = _RATIOS[figure]
            return (
                f"{taken(self.exact(upper, period))}/{taken(self.exact(lower, period) if lower else self._standard_meals(period))}"
            )
        if figure in {"盈亏率", "累计盈亏率"}:
            whole = period if figure == "盈亏率" else Period(TO_DATE, period.month)
            return f"{taken(self.exact('结余', whole))}/{taken(self.exact(denominator_of(self._book, period.month), whole))}"
        if figure in _STANDING:
            return self._standing(figure, period)
        found = self._added(figure, self.months(period))
        return added(found, self._before(figure, period))

    def months(self, period: Period) -> Months:
        """The months of the book that a period holds."""
        months = self.terms.months
        if period.how == THIS_MONTH:
            return Months(period.month, period.month)
        first = months[0] if period.how == TO_DATE else next(month for month in months if month[:4] == period.month[:4])
        return Months(first, period.month)

    def _before(self, figure: str, period: Period) -> str:
        """What 年初至今 adds to 本年; "" where the book began with the year."""
        if period.how != YEAR or self._earlier is None or period.month[:4] != self._earlier.year:
            return ""
        if figure in {DELIVERED, SENT_BACK} or isinstance(self._earlier.value(figure), Refused):
            return ""
        ref = self.terms.columns
        return ref.sum_where("年初至今", "金额", ("指标", f'"{figure}"'))

    def _standard_meals(self, period: Period) -> str:
        return added(self.terms.standard_meals(self.months(period)), self._before("折算人次", period))

    def _standing(self, figure: str, period: Period) -> str:
        """What stands at a day."""
        span = self.months(period)
        if figure == "期初库存":
            return self._before(figure, period) or self.terms.opening(span.first)
        if figure == "期末库存":
            return self.terms.closing(span.last)
        if figure == "库存变动":
            return f"{self._standing('期末库存', period)}-{taken(self._standing('期初库存', period))}"
        if figure == BROUGHT_FORWARD:
            return f"{self._standing('累计结余', period)}-{taken(self.exact('结余', period))}"
        to_date = self.exact("结余", Period(TO_DATE, period.month))
        return to_date if figure == "本学期结余" else f"{self.terms.setting('期初结余')}+{to_date}"

    def _added(self, figure: str, span: Months) -> str:
        """What is added up over months."""
        terms = self.terms
        if figure in _PLAIN:
            return _PLAIN[figure](terms, span)
        if figure in _FROM_THE_STORE:
            now = _FROM_THE_STORE[figure](terms) if span.last == terms.current else ""
            return added(terms.earlier(figure, span), now)
        if figure == "食材消耗":
            return self._consumed(span)
        whole, _, part = figure.partition("_")
        return _PARTS[f"{whole}_"](self, span, part) if part else self._composed(figure, span)

    def _consumed(self, span: Months, category: str = "") -> str:
        """期初库存 + 购入食材 − 期末库存."""
        terms = self.terms
        return f"{terms.opening(span.first, category)}+{terms.bought(span, category)}-{taken(terms.closing(span.last, category))}"

    def _composed(self, figure: str, span: Months) -> str:
        terms = self.terms
        fuel, consumables = self._stored(FUEL, span), self._stored(CONSUMABLES, span)
        if figure == "燃料水电":
            return added(terms.expenses(span, FUEL), terms.expenses(span, "水电"), fuel)
        if figure == "易耗品":
            return added(terms.expenses(span, CONSUMABLES), consumables)
        if figure == "其他支出":
            return added(terms.expenses(span, "设备"), terms.expenses(span, "其他支出"))
        if figure in OUR_ACCOUNTS:  # 人员, 维修
            return terms.expenses(span, figure)
        costs = added(terms.expenses(span), fuel, consumables)
        if figure == "支出合计":
            return added(self._consumed(span), costs)
        food = self._consumed(span) if figure == "结余" else terms.bought(span)
        return f"{terms.income(span)}-{taken(added(food, costs))}"

    def _out_of_the_store(self, category: str, span: Months) -> str:
        """Fuel and consumables out of the store: of 核算月份 by 收发明细; before it, what 月成本 has beyond 支出."""
        terms = self.terms
        whole, parts = ("燃料水电", ("支出_燃料", "支出_水电")) if category == FUEL else ("易耗品", ("支出_易耗品",))
        before = terms.earlier(whole, span)
        before += "".join(f"-{terms.earlier(part, span)}" for part in parts) if before else ""
        now = ""
        if span.last == terms.current:
            now = terms.used(category) + (f"+{terms.drawn_here()}" if category == CONSUMABLES else "")
        return added(before, now)


_PLAIN: dict[str, Callable[[Terms, Months], str]] = {
    "供餐天数": Terms.serving_days,
    "就餐人次": Terms.heads,
    **{account: partial(Terms.income, account=account) for account in INCOME_ACCOUNTS},
    "伙食费收入": lambda terms, span: f"{terms.income(span, '学生伙食费')}+{terms.income(span, '教职工伙食费')}",
    "收入合计": Terms.income,
    "购入食材": Terms.bought,
    "其他归口支出": Terms.expenses_elsewhere,
    "付货款": Terms.paid,
    DELIVERED: Terms.delivered,
    SENT_BACK: lambda terms, span: f"{terms.delivered(span)}-{taken(terms.bought(span))}",
}
"""Sums that a register or a term has by itself."""
_FROM_THE_STORE: dict[str, Callable[[Terms], str]] = {
    "供餐成本": Terms.served,
    "损耗": Terms.lost,
    "接待": Terms.hospitality,
    "其他部门领用": lambda terms: f"{terms.drawn()}-{terms.drawn_here()}",
}
"""What only the ledger knows: of 核算月份 by 收发明细, before it by 月成本."""
_PARTS: dict[str, Callable[[Recomputation, Months, str], str]] = {
    "就餐人次_": lambda here, span, part: here.terms.heads(span, part),
    "支出_": lambda here, span, part: here.terms.expenses(span, part),
    "购入食材_": lambda here, span, part: here.terms.bought(span, part),
    "食材消耗_": lambda here, span, part: here._consumed(span, part),  # noqa: SLF001 - its own
    OPENING_OF: lambda here, span, part: here.terms.opening(span.first, part),
    CLOSING_OF: lambda here, span, part: here.terms.closing(span.last, part),
}
"""Figures of one 对象, 科目 or 类别, by what stands before its name."""

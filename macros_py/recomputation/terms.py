"""The sums that figures are made of, each as a formula, for some months of the book in a row.

Of 核算月份 the result tables hold every movement; of the months before it 月成本 holds what was computed when they were 核算月份. Income, expenses, meals and
deliveries are taken from the registers, whatever the month.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from macros_py.recomputation.columns import Columns, added, before, day, equal, since, taken, unequal
from validation.cells import Formula
from validation.months import first_day, last_day
from validation.registers import Expense
from validation.registers.choices import CANTEEN, CONSUMABLES, FUEL, HOSPITALITY, RETURN, SUPPLIER_PAYMENT, WASTE
from workbook_templates.figures import MONTHLY_COST
from workbook_templates.results import DAILY_COST, STOCK_BALANCES, STOCK_MOVEMENTS

if TYPE_CHECKING:
    from macros_py.judge import Judged
    from validation.cells import RawBook

_COSTS, _MOVES, _BALANCES = MONTHLY_COST.name, STOCK_MOVEMENTS.name, STOCK_BALANCES.name
_NOT_FOOD = (FUEL, CONSUMABLES)
_OTHER_CENTRE = (("归口", unequal(CANTEEN)), ("归口", '"?*"'))
"""归口 is filled, and not with 食堂."""
_SEPARATORS = (",", ";", "/", "，", "；", " ")


class Months(NamedTuple):
    """Months of the book in a row, the last one included."""

    first: str
    last: str


class Terms:
    """The terms for one workbook."""

    def __init__(self, raw: RawBook, judged: Judged) -> None:
        """Those of ``raw``, as it was judged."""
        self.columns = Columns(raw)
        self.judged = judged
        self.months = judged.ledger.months
        self.current = judged.book.settings.month or ""
        by_item = judged.flows.by_item.values()
        self._sent_back = [month for month in self.months if any(flows[month].returned for flows in by_item)]
        self._text_months = {name: _text_months(raw, name) for name in ("收入", "支出")}

    # --- settings and 月成本 ------------------------------------------------------------------------------------------------------------

    def setting(self, name: str) -> str:
        """The value of a setting."""
        values, names = self.columns.ref("设置", "值"), self.columns.ref("设置", "项目")
        return f'INDEX({values},MATCH("{name}",{names},0))'

    def in_months(self, figure: str, first: str, last: str) -> str:
        """A figure of 月成本 over some months; "" for none."""
        if first > last:
            return ""
        values, months = self.columns.ref(_COSTS, figure), self.columns.ref(_COSTS, "月份")
        if first == last:
            return f'INDEX({values},MATCH("{first}",{months},0))'
        return f'SUMPRODUCT(({months}>="{first}")*({months}<="{last}"),{values})'

    def earlier(self, figure: str, span: Months) -> str:
        """The same for the months of a span that are not 核算月份."""
        upto = [month for month in self.months if span.first <= month <= span.last and month != self.current]
        return self.in_months(figure, upto[0], upto[-1]) if upto else ""

    # --- registers ----------------------------------------------------------------------------------------------------------------------

    def income(self, span: Months, account: str = "") -> str:
        """Rows of 收入 that count in some months."""
        return self._booked("收入", span, (("科目", equal(account)),) if account else ())

    def expenses(self, span: Months, account: str = "") -> str:
        """Rows of 支出 of 归口 食堂 that count in some months: one 科目, or all that are costs."""
        chosen = (("科目", equal(account) if account else unequal(SUPPLIER_PAYMENT)),)
        whole = self._booked("支出", span, chosen)
        if not self.columns.has("支出", "归口"):
            return whole
        return f"{whole}-{taken(self._booked('支出', span, (*chosen, *_OTHER_CENTRE)))}"

    def expenses_elsewhere(self, span: Months) -> str:
        """Rows of 支出 of other 归口, but for 付货款."""
        if not self.columns.has("支出", "归口"):
            return "0"
        return self._booked("支出", span, (("科目", unequal(SUPPLIER_PAYMENT)), *_OTHER_CENTRE))

    def paid(self, span: Months) -> str:
        """付货款, whatever its 归口."""
        return self._booked("支出", span, (("科目", equal(SUPPLIER_PAYMENT)),))

    def all_expenses(self, span: Months) -> str:
        """All rows of 支出 that count in some months."""
        return self._booked("支出", span, ())

    def _booked(self, table: str, span: Months, chosen: tuple[tuple[str, str], ...]) -> str:
        """By 所属月份; where that is blank, or before the book, by 日期 (up to the book's last day): all by 日期, less those that 所属月份 puts elsewhere."""
        start, end = first_day(span.first), last_day(span.last) + timedelta(days=1)
        until = min(end, (self.judged.book.settings.last_day or last_day(span.last)) + timedelta(days=1))
        dated = (*chosen, ("日期", since(start)), ("日期", before(until)))
        by_day = self.columns.sum_where(table, "金额", *dated)
        if not self.columns.has(table, "所属月份"):
            return by_day
        by_month = self.columns.sum_where(table, "金额", *chosen, ("所属月份", since(start)), ("所属月份", before(end)))
        elsewhere = self.columns.sum_where(table, "金额", *dated, ("所属月份", since(first_day(self.months[0]))))
        found = f"{by_month}+{by_day}-{elsewhere}"
        for text in self._text_months[table]:
            if span.first <= text <= span.last:
                found += "+" + self.columns.sum_where(table, "金额", *chosen, ("所属月份", equal(f"{text}*")))
            if text >= self.months[0]:
                found += "-" + self.columns.sum_where(table, "金额", *dated, ("所属月份", equal(f"{text}*")))
        return found

    def heads(self, span: Months, diners: str = "") -> str:
        """人数 of some months."""
        chosen = (("对象", equal(diners)),) if diners else ()
        return self.columns.sum_where("就餐", "人数", *chosen, *_dated(span))

    def serving_days(self, span: Months) -> str:
        """The days on which somebody ate: each day of the months is looked at."""
        start = first_day(span.first)
        days = (last_day(span.last) - start).days + 1
        each = f"{day(start)}-1+ROW($1:${days})"
        heads = self.columns.ref("就餐", "人数")
        return f"SUMPRODUCT(--(SUMIFS({heads},{self.columns.ref('就餐', '日期')},{each})>0))"

    def standard_meals(self, span: Months) -> str:
        """Σ 人数 × 餐标 ÷ 基准餐标, not rounded."""
        days = self.columns.ref("就餐", "日期")
        inside = f"({days}>={day(first_day(span.first))})*({days}<{day(last_day(span.last) + timedelta(days=1))})"
        return (
            f"SUMPRODUCT({inside},{self.columns.ref('就餐', '人数')},{self.columns.ref('就餐', '餐标')})/{self.setting('基准餐标')}"
        )

    def delivered(self, span: Months, category: str = "") -> str:
        """Accepted lines of food, or of one 类别."""
        ref = self.columns.ref
        conditions = [f"{ref('采购验收', '品名')},{ref('品目', '品名')}"]
        conditions += [f"{ref('采购验收', heading)},{criterion}" for heading, criterion in _dated(span)]
        if self.columns.has("采购验收", "验收结论"):
            conditions.append(f"{ref('采购验收', '验收结论')},{unequal(RETURN)}")
        return f"SUMPRODUCT({self._kind(category)}*SUMIFS({ref('采购验收', '金额')},{','.join(conditions)}))"

    def all_delivered(self, span: Months) -> str:
        """Accepted lines of any item."""
        sent_away = (("验收结论", unequal(RETURN)),) if self.columns.has("采购验收", "验收结论") else ()
        return self.columns.sum_where("采购验收", "金额", *_dated(span), *sent_away)

    def _kind(self, category: str) -> str:
        """Which rows of 品目 are meant, as 1 and 0."""
        listed = self.columns.ref("品目", "类别")
        if category:
            return f'({listed}="{category}")'
        return "*".join(f'({listed}<>"{other}")' for other in ("", *_NOT_FOOD))

    # --- stock --------------------------------------------------------------------------------------------------------------------------

    def opening(self, month: str, category: str = "") -> str:
        """Food in stock at the start of a month."""
        if month == self.months[0]:
            return self._brought_in(category)
        if month == self.current:
            return self._balance("期初金额", category)
        if not category:
            return self.in_months("期初库存", month, month)
        return self._rolled(category, self.months[self.months.index(month) - 1])

    def closing(self, month: str, category: str = "") -> str:
        """Food in stock at the end of a month."""
        if month == self.current:
            return self._balance("结存金额", category)
        return self._rolled(category, month) if category else self.in_months("期末库存", month, month)

    def _rolled(self, category: str, month: str) -> str:
        """The stock of a 类别 at the end of an earlier month: what was brought in, and what 月成本 says came and went since."""
        came, went = (self.in_months(f"{figure}_{category}", self.months[0], month) for figure in ("购入食材", "食材消耗"))
        return f"({self._brought_in(category)}+{came}-{went})"

    def _brought_in(self, category: str) -> str:
        """期初库存, the register."""
        if not self.columns.has("期初库存", "金额"):
            return "0"
        ref = self.columns.ref
        amounts = f"SUMIFS({ref('期初库存', '金额')},{ref('期初库存', '品名')},{ref('品目', '品名')})"
        return f"SUMPRODUCT({self._kind(category)}*{amounts})"

    def _balance(self, heading: str, category: str) -> str:
        """A column of 库存结存, of food or of one 类别."""
        if category:
            return self.columns.sum_where(_BALANCES, heading, ("类别", equal(category)))
        return self.columns.sum_where(_BALANCES, heading, *(("类别", unequal(other)) for other in _NOT_FOOD))

    def bought(self, span: Months, category: str = "") -> str:
        """Food delivered, less what was sent back. Where some was sent back before 核算月份, whose worth only the ledger knew, 月成本 has those months."""
        figure = f"购入食材_{category}" if category else "购入食材"
        if self._sent_back_before(span):
            now = self.bought(Months(self.current, self.current), category) if span.last == self.current else ""
            return added(self.earlier(figure, span), now)
        return (
            f"{self.delivered(span, category)}-{self.sent_back(category)}"
            if span.last == self.current
            else self.delivered(span, category)
        )

    def sent_back(self, category: str = "") -> str:
        """退货 of 核算月份, at ledger value."""
        return self._moved("退货", category)

    def _sent_back_before(self, span: Months) -> bool:
        return any(span.first <= month <= span.last and month != self.current for month in self._sent_back)

    def _moved(self, summary: str, category: str, *more: tuple[str, str]) -> str:
        """收发明细 of one 摘要: of food, or of one 类别."""
        kind = (("类别", equal(category)),) if category else tuple(("类别", unequal(other)) for other in _NOT_FOOD)
        return self.columns.sum_where(_MOVES, "金额", *kind, ("摘要", equal(summary)), *more)

    def used(self, category: str) -> str:
        """What left the store in 核算月份 for good: 直出, 发出, and what counts found missing."""
        return f"{self._moved('直出', category)}+{self._moved('发出', category)}+{self._moved('盘亏', category)}-{self._moved('盘盈', category)}"

    def served(self) -> str:
        """供餐成本 of 核算月份: 直出, and 发出 that is neither 接待 nor 报损."""
        apart = "".join(f"-{self._moved('发出', '', ('去向', equal(each)))}" for each in (HOSPITALITY, WASTE))
        return f"{self._moved('直出', '')}+{self._moved('发出', '')}{apart}"

    def lost(self) -> str:
        """损耗 of 核算月份."""
        return f"{self._moved('发出', '', ('去向', equal(WASTE)))}-{self._moved('盘盈', '')}+{self._moved('盘亏', '')}"

    def hospitality(self) -> str:
        """接待 of 核算月份."""
        return self._moved("发出", "", ("去向", equal(HOSPITALITY)))

    def drawn_here(self) -> str:
        """易耗品 that 食堂部门 drew in 核算月份: the departments of the setting, whatever separates them."""
        ref, listed = self.columns.ref, self.setting("食堂部门")
        for each in _SEPARATORS:
            listed = f'SUBSTITUTE({listed},"{each}","{"" if each == " " else "、"}")'
        ours = f'"、"&IF({self.setting("食堂部门")}="","{CANTEEN}",{listed})&"、"'
        found = f'ISNUMBER(FIND("、"&{ref(_MOVES, "部门")}&"、",{ours}))'
        kind = f'({ref(_MOVES, "类别")}="{CONSUMABLES}")*({ref(_MOVES, "摘要")}="领用")'
        return f"SUMPRODUCT({kind}*{found},{ref(_MOVES, '金额')})"

    def drawn(self) -> str:
        """易耗品 that any department drew in 核算月份."""
        return self._moved("领用", CONSUMABLES)

    def counted(self) -> str:
        """What counts found more or less in 核算月份, of any item."""
        found, missing = (self.columns.sum_where(_MOVES, "金额", ("摘要", equal(each))) for each in ("盘盈", "盘亏"))
        return f"{found}-{missing}"

    def meals_of(self, heading: str, span: Months) -> str:
        """A column of 日成本."""
        return self.columns.sum_where(DAILY_COST.name, heading, *_dated(span))


def _dated(span: Months) -> tuple[tuple[str, str], tuple[str, str]]:
    return (("日期", since(first_day(span.first))), ("日期", before(last_day(span.last) + timedelta(days=1))))


def _text_months(raw: RawBook, table: str) -> tuple[str, ...]:
    """The months that stand in 所属月份 as text such as 2025-09: a comparison with a day passes them by."""
    found = raw.tables.get(table)
    heading = Expense.heading("month")
    if found is None or heading not in found.headings:
        return ()
    cells = found.distinct(found.headings.index(heading))
    values = {cell.value if isinstance(cell, Formula) else cell for cell in cells}
    return tuple(sorted(text for each in values if isinstance(each, str) and _is_month(text := each.strip())))


def _is_month(text: str) -> bool:
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError:
        return False
    return len(text) == len("2025-09")

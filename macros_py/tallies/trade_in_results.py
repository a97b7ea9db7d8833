"""以旧换新成效: how what was drawn agrees with the figures, where the old pieces went, and what was saved against 基期."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import Refused
from macros_py.tallies.comparison import compared
from macros_py.tallies.trade_in_departments import (
    DEPARTMENTS_UNKNOWN,
    RATE_DECIMALS,
    added_up,
    consumables_refused,
    drawn_money,
    months_to_date,
)
from validation.comparisons import scope_of
from validation.money import QUANTITY_DECIMALS, decimal, trimmed
from validation.registers.choices import CATEGORIES, CONSUMABLES, SCRAP_INCOME
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import COMPARISON, TRADE_IN_RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros_py.judge import Judged
    from macros_py.tallies.trade_in_departments import OldPieces
    from macros_py.values import Value
    from validation.registers import BasePeriod

_ITEMS_NAMED = re.compile("「[^」]*」")
_COMPARED = ("基期金额", "本期金额", "差额", "可公布节约")


class _Line(NamedTuple):
    """One line: 项目, 数量 (thousandths), 金额 (fen), 说明."""

    name: str
    quantity: Value | None
    amount: Value | None
    note: str = ""

    def values(self) -> tuple[DraftValue, ...]:
        """The line as it is written; what is refused stays empty, and 说明 says why."""
        why = [value.reason for value in (self.quantity, self.amount) if isinstance(value, Refused)]
        quantity = decimal(self.quantity, QUANTITY_DECIMALS) if isinstance(self.quantity, int) else None
        amount = decimal(self.amount) if isinstance(self.amount, int) else None
        return self.name, quantity, amount, "；".join(filter(None, [*dict.fromkeys(why), self.note])) or None


def trade_in_results(judged: Judged) -> TableFill:
    """Book to date at the end of 核算月份."""
    months, rows = months_to_date(judged), list[tuple[DraftValue, ...]]()
    if months:
        rows += [line.values() for line in (*_money(judged, months), *_old_pieces(judged, months[-1]))]
        rows += [line for row in _base_periods(judged) for line in _savings(judged, row, months[-1])]
    return TableFill(TRADE_IN_RESULTS.name, TRADE_IN_RESULTS.headings, rows)


def _money(judged: Judged, months: list[str]) -> Iterator[_Line]:
    """How 易耗品领用 comes into the figures 易耗品 and 其他部门领用."""
    settings, figures = judged.book.settings, judged.figures.cumulative[months[-1]]
    why = consumables_refused(judged, months[-1])
    items = [name for name, item in judged.book.items.items() if item.is_consumable]
    used = why or sum(judged.flows.by_item[item][month].used for item in items for month in months)
    drawn = drawn_money(judged, months)
    ours = why or sum(value for department, value in drawn.items() if department in settings.departments)
    if "canteen_departments" in settings.unread:
        ours = DEPARTMENTS_UNKNOWN
    yield _Line("食堂部门领用", None, ours, f"部门：{'、'.join(settings.departments)}；见 以旧换新汇总")
    yield _Line("易耗品出库和盘亏", None, used, "不经易耗品领用的：出库（退货除外）加盘亏减盘盈")
    yield _Line("支出列支的易耗品", None, figures["支出_易耗品"], "没有入库、直接在支出表里记的")
    yield _Line("指标 易耗品", None, figures["易耗品"], "等于上面三项相加，是食堂的成本")
    yield _Line("指标 其他部门领用", None, figures["其他部门领用"], "其他部门从库里领的，不是食堂的成本")


def _old_pieces(judged: Judged, month: str) -> Iterator[_Line]:
    """What was drawn old for new, and what became of the old pieces."""
    accounts = judged.trade_ins.values()
    old = added_up(accounts)
    if isinstance(old, str):
        for name in ("以旧换新领用", "免交", "交旧", "欠交"):
            yield _Line(name, Refused(old), None)
    else:
        yield _Line("以旧换新领用", old.drawn, old.amount, "品目表里以旧换新选 是 的；各品目按件数相加")
        yield _Line("免交", old.waived, None, f"其中首次领用 {trimmed(old.first_issues, QUANTITY_DECIMALS)}")
        yield _Line("交旧", old.returned, None, _rate(old))
        yield _Line("欠交", old.owed, old.owed_value, _debts(old))
    unread = next((account.unread_state for account in accounts if account.unread_state), 0)
    scrapped: Value = Refused(old) if isinstance(old, str) else sum(account.scrapped for account in accounts)
    if unread:
        scrapped = Refused(f"易耗品领用第 {unread} 行的旧品状态无法读取")
    yield _Line("旧品报废", scrapped, None, "交回的旧品里，旧品状态是 报废 的")
    yield _Line(SCRAP_INCOME, None, judged.figures.cumulative[month][SCRAP_INCOME], "指标 废品收入，不只是旧品卖的钱")


def _rate(old: OldPieces) -> str:
    due = f"应交 {trimmed(old.due, QUANTITY_DECIMALS)}"
    return f"{due}，交旧率 {trimmed(old.rate, RATE_DECIMALS - 2)}%" if isinstance(old.rate, int) else due


def _debts(old: OldPieces) -> str:
    notes = ["金额按各部门本账以来领用这一品目的平均账面价"]
    if old.oldest is not None:
        notes.append(f"最早的是 {old.oldest} 领的")
    if old.too_many:
        notes.append(f"另有多交 {trimmed(old.too_many, QUANTITY_DECIMALS)}，不抵别的品目")
    return "；".join(notes)


def _base_periods(judged: Judged) -> list[BasePeriod]:
    """The rows of 基期 that compare nothing but consumables."""
    items, found = judged.book.items, []
    for row in judged.book.base_periods.with_values("scope"):
        categories = _ITEMS_NAMED.sub("", row.scope)
        named = scope_of(judged.book, row).items
        if all(items[item].is_consumable for item in named) if named else CONSUMABLES in categories:
            found += [row] if not any(each in categories for each in CATEGORIES if each != CONSUMABLES) else []
    return found


def _savings(judged: Judged, row: BasePeriod, month: str) -> Iterator[tuple[DraftValue, ...]]:
    """A row of 同期对比, a line a number, in its own words."""
    told = dict(zip(COMPARISON.headings, compared(judged, row, month), strict=True))
    what = f"{row.name or row.scope}与 {row.period or '基期'} 比"
    for place, heading in enumerate(_COMPARED):
        yield f"{what}：{heading}", None, told[heading], told["说明"] if place == len(_COMPARED) - 1 else None

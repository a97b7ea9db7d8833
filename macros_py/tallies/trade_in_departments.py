"""以旧换新汇总: a department a row: what it drew of all consumables, how much of what was due came back, and its quota."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import Refused
from macros_py.counting_order import counting_order
from macros_py.old_pieces import month_end
from macros_py.tallies.trade_ins import why_unknown
from macros_py.values import Value, ratio
from validation.money import QUANTITY_DECIMALS, decimal
from validation.quotas import quotas_on
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import TRADE_IN_DEPARTMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from macros_py.judge import Judged
    from macros_py.old_for_new import Account
    from validation.quotas import Quota

RATE_DECIMALS = 4
DEPARTMENTS_UNKNOWN = Refused("设置里的食堂部门无法读取")
OURS, OTHERS = "食堂成本", "其他部门"
"""Which figure a department's draw is in: 易耗品, or 其他部门领用."""


class OldPieces(NamedTuple):
    """The accounts of some departments and items together, thousandths and fen: what came back too much of one item makes good nothing of another."""

    amount: int
    drawn: int
    waived: int
    first_issues: int
    returned: int
    owed: int
    too_many: int
    owed_value: int
    oldest: date | None

    @property
    def due(self) -> int:
        """应交数: drawn and not waived."""
        return self.drawn - self.waived

    @property
    def rate(self) -> Value:
        """交旧率, 交旧数 ÷ 应交数, in 1/10,000."""
        return ratio(self.returned, self.due, 10**RATE_DECIMALS, "应交数")


def added_up(accounts: Iterable[Account]) -> OldPieces | str:
    """Accounts together, or why they cannot be told."""
    accounts = list(accounts)
    for account in accounts:
        if (why := why_unknown(account)) is not None:
            return why
    debts = [debt.day for account in accounts for debt in account.debts()]
    return OldPieces(
        sum(account.amount for account in accounts if isinstance(account.amount, int)),
        sum(account.drawn for account in accounts),
        sum(account.waivers for account in accounts),
        sum(account.first_issues for account in accounts),
        sum(account.returned for account in accounts),
        sum(max(account.owed, 0) for account in accounts),
        sum(max(-account.owed, 0) for account in accounts),
        sum(account.owed_value for account in accounts),
        min(debts, default=None),
    )


def consumables_refused(judged: Judged, month: str) -> Refused | None:
    """Why sums over all consumables are refused at the end of a month, if they are: as the figures that hold them."""
    items = judged.book.items
    return next((why for name in items if items[name].is_consumable and (why := judged.blocked.item(name, month))), None)


def drawn_money(judged: Judged, months: Iterable[str]) -> dict[str, int]:
    """What each department drew of all consumables in some months, in fen, as far as it could be valued."""
    found: dict[str, int] = {}
    for name, item in judged.book.items.items():
        if item.is_consumable:
            for month in months:
                for department, value in judged.flows.by_item[name][month].drawn.items():
                    found[department] = found.get(department, 0) + value
    return found


def months_to_date(judged: Judged) -> list[str]:
    """The months up to 核算月份; none where that is no month of the book."""
    month = judged.book.settings.month
    return [each for each in judged.ledger.months if each <= month] if month is not None and month in judged.ledger.months else []


def trade_in_departments(judged: Judged) -> TableFill:
    """Book to date at the end of 核算月份: those that held, drew or have a quota, by name. What cannot be told stays empty, and 说明 says why."""
    months = months_to_date(judged)
    rows: list[tuple[DraftValue, ...]] = []
    if months:
        on_the_day = quotas_on(judged.book, month_end(judged.book, months[-1]))
        quotas = {quota.department: quota for quota in on_the_day if quota.item is None}
        drawn, lately = drawn_money(judged, months), drawn_money(judged, months[-1:])
        why = consumables_refused(judged, months[-1])
        holders = (department for department, _ in judged.trade_ins)
        for department in sorted({*drawn, *quotas, *holders}, key=counting_order):
            money = _Money(why or drawn.get(department, 0), why or lately.get(department, 0), quotas.get(department))
            rows.append(_row(judged, department, money))
    return TableFill(TRADE_IN_DEPARTMENTS.name, TRADE_IN_DEPARTMENTS.headings, rows)


class _Money(NamedTuple):
    """What a department drew of all consumables, in fen, to date and in 核算月份; and its quota of money."""

    to_date: Value
    lately: Value
    quota: Quota | None

    def shown(self) -> tuple[DraftValue, ...]:
        """From 定额期 to 超定额."""
        if self.quota is None:
            return (None,) * 4
        drawn = self.to_date if self.quota.whole_term else self.lately
        beyond = max(drawn - self.quota.limit, 0) if isinstance(drawn, int) else drawn
        return "本学期" if self.quota.whole_term else "本月", _money(drawn), decimal(self.quota.limit), _money(beyond)


def _row(judged: Judged, department: str, money: _Money) -> tuple[DraftValue, ...]:
    settings = judged.book.settings
    known = "canteen_departments" not in settings.unread
    old = added_up(account for (name, _), account in judged.trade_ins.items() if name == department)
    notes = [] if known else [DEPARTMENTS_UNKNOWN.reason]
    notes += [] if isinstance(money.to_date, int) else [money.to_date.reason]
    notes += [old] if isinstance(old, str) and old not in notes else []
    return (
        *(department, (OURS if department in settings.departments else OTHERS) if known else None, _money(money.to_date)),
        *_old_pieces(None if isinstance(old, str) else old),
        *money.shown(),
        "；".join(notes) or None,
    )


def _old_pieces(old: OldPieces | None) -> tuple[DraftValue, ...]:
    """From 以旧换新金额 to 最早欠交日."""
    if old is None:
        return (None,) * 10
    counts = [decimal(count, QUANTITY_DECIMALS) for count in (old.drawn, old.waived, old.due, old.returned)]
    rate = decimal(old.rate, RATE_DECIMALS) if isinstance(old.rate, int) else None
    debts = [decimal(count, QUANTITY_DECIMALS) for count in (old.owed, old.too_many)]
    return decimal(old.amount), *counts, rate, *debts, decimal(old.owed_value), old.oldest


def _money(value: Value) -> DraftValue:
    return decimal(value) if isinstance(value, int) else None

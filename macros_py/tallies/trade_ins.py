"""以旧换新统计: what each department drew, gave back and still owes, for the items that are traded in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.old_for_new import in_order
from validation.money import QUANTITY_DECIMALS, decimal, trimmed
from validation.registers.choices import FIRST_ISSUE, WAIVERS
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import TRADE_INS

if TYPE_CHECKING:
    from macros_py.judge import Judged
    from macros_py.old_for_new import Account, Key


def trade_ins(judged: Judged) -> TableFill:
    """Book to date at the end of 核算月份, in order of department and item. What rests on cells that cannot be read stays empty, and 说明 says why."""
    rows = [_row(judged, key) for key in in_order(judged.book, judged.trade_ins)]
    return TableFill(TRADE_INS.name, TRADE_INS.headings, rows)


def _row(judged: Judged, key: Key) -> tuple[DraftValue, ...]:
    account, (department, item) = judged.trade_ins[key], key
    amount = account.amount if isinstance(account.amount, int) else None
    counts = [(account.drawn, amount is not None)]
    others = (account.returned, account.first_issues, account.waivers - account.first_issues, account.waivers, account.owed)
    counts += [(count, account.known) for count in others]
    debts = account.debts() if account.known else []
    return (
        *(department, item, judged.book.items[item].unit, _quantity(account.held)),
        *(_quantity(count) if told else None for count, told in counts),
        *(debts[0].day if debts else None, _quantity(account.in_use) if account.known else None),
        None if amount is None else decimal(amount),
        decimal(account.owed_value) if account.known else None,
        why_unknown(account) or _told(account),
    )


def why_unknown(account: Account) -> str | None:
    """Why what is owed cannot be told, if it cannot."""
    if not isinstance(account.amount, int):
        return account.amount.reason
    return f"易耗品领用第 {account.unread} 行的交旧数或免交理由无法读取，或是负数" if account.unread else None


def _told(account: Account) -> str | None:
    """What the rest of 免交数 was waived for."""
    reasons = [reason for reason in WAIVERS if reason != FIRST_ISSUE and account.waived[reason]]
    return "、".join(f"{reason} {trimmed(account.waived[reason], QUANTITY_DECIMALS)}" for reason in reasons) or None


def _quantity(thousandths: int) -> DraftValue:
    return decimal(thousandths, QUANTITY_DECIMALS)

"""月成本: every figure of every month up to 核算月份, and what the reader should know about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from macros_py.blocked import Refused
from macros_py.vouchers import booked_month, is_earlier, is_later
from validation.money import decimal, printed
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.figures import FIGURES, MONTHLY_COST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros_py.figures import Values
    from macros_py.judge import Judged
    from validation.registers import Expense, Income

    Voucher: TypeAlias = Income | Expense


def monthly_cost(judged: Judged) -> TableFill:
    """One row a month; a refused figure stays empty and 说明 says why."""
    rows: list[tuple[DraftValue, ...]] = []
    others = _of_other_periods(judged)
    for month in judged.book.settings.months_shown:
        values = judged.figures.months[month]
        cells = [
            None if isinstance(value := values[figure.name], Refused) else decimal(value, figure.decimals) for figure in FIGURES
        ]
        rows.append((month, *cells, "；".join((*refusals(values), *_other_periods(judged, month, others)))))
    return TableFill(MONTHLY_COST.name, MONTHLY_COST.headings, rows)


def refusals(values: Values) -> list[str]:
    """The reasons why figures are missing, each once, with the figures it refuses."""
    by_reason: dict[str, list[str]] = {}
    for figure in FIGURES:
        value = values[figure.name]
        if isinstance(value, Refused):
            by_reason.setdefault(value.reason, []).append(figure.name)
    return [f"{_few(names)}算不出：{reason}" for reason, names in by_reason.items()]


def _few(names: list[str], most: int = 4) -> str:
    return "、".join(names[:most]) + (f" 等 {len(names)} 项" if len(names) > most else "")


def _of_other_periods(judged: Judged) -> tuple[list[Voucher], list[Voucher]]:
    """The rows of 收入 and 支出 that count but belong to an earlier time, and those that belong to a later one."""
    book = judged.book
    vouchers: list[Voucher] = [
        row for rows in (book.income, book.expenses) for row in rows.with_values("amount") if not judged.blocked.is_blocked(row)
    ]
    return [row for row in vouchers if is_earlier(book, row)], [row for row in vouchers if is_later(book, row)]


def _other_periods(judged: Judged, month: str, others: tuple[list[Voucher], list[Voucher]]) -> list[str]:
    """上期事项 counted in this month, and 下期事项 carried on (said in the last month shown)."""
    book = judged.book
    earlier = [row for row in others[0] if booked_month(book, row) == month]
    notes = [f"含上期事项 {_listed(earlier)}"] if earlier else []
    later = others[1] if month == book.settings.months_shown[-1] else []
    return notes + ([f"下期事项未计入 {_listed(later)}"] if later else [])


def _listed(rows: Iterable[Voucher]) -> str:
    return "、".join(f"{row.table}第 {row.row} 行 {row.account} {printed(row.amount)}" for row in rows)

"""What the rules of 以旧换新 need to know of the accounts: the old pieces owed, and what became of those that came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.blocked import Refused
from validation.evidence import OldPiecesOwed, Scrapped
from validation.months import last_day
from validation.registers.choices import SCRAP_INCOME

if TYPE_CHECKING:
    from datetime import date

    from macros_py.figures import Values
    from macros_py.old_for_new import Account, Key
    from validation.book import Book


def month_end(book: Book, month: str) -> date:
    """The last day of a month that the book accounts for."""
    end = last_day(month)
    return min(end, book.settings.last_day or end)


def old_pieces_owed(book: Book, accounts: dict[Key, Account], month: str) -> list[OldPiecesOwed]:
    """Every row for which something is owed at the end of the month, in the order of the sheet."""
    rows, until = book.consumable_issues, month_end(book, month)
    debts = sorted(debt for account in accounts.values() for debt in account.debts())
    return [OldPiecesOwed(record, debt.owed, until) for debt in debts if (record := rows.at_row(debt.row)) is not None]


def scrapped(accounts: dict[Key, Account], to_date: Values) -> Scrapped | None:
    """Old pieces that came back, the scrap among them, and 废品收入; ``None`` where one of them cannot be told."""
    income = to_date[SCRAP_INCOME]
    if isinstance(income, Refused) or any(account.unread or account.unread_state for account in accounts.values()):
        return None
    every = accounts.values()
    return Scrapped(sum(account.returned for account in every), sum(account.scrapped for account in every), income)

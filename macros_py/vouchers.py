"""In which month a line of 收入 or 支出 counts (vocabulary, below "Figures")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.months import month_of

if TYPE_CHECKING:
    from validation.book import Book
    from validation.registers import Expense, Income


def booked_month(book: Book, row: Income | Expense) -> str:
    """The month a voucher line counts in, "" if in none.

    所属月份, else the month of 日期. A month before the book: the month of 日期. A month after it: none, it is carried on.
    """
    months = book.settings.months
    if not months or is_later(book, row):
        return ""
    if row.month is not None and row.month in months:
        return row.month
    month = month_of(row.day) if row.day is not None else ""
    return month if month in months else ""


def is_earlier(book: Book, row: Income | Expense) -> bool:
    """上期事项: the line belongs to a month before the book, and counts in the month of its 日期."""
    months = book.settings.months
    return row.month is not None and bool(months) and row.month < months[0] and bool(booked_month(book, row))


def is_later(book: Book, row: Income | Expense) -> bool:
    """下期事项: the line belongs to a time after 学期结束."""
    months, last = book.settings.months, book.settings.last_day
    if not months or last is None:
        return False
    if row.month is not None and row.month >= months[0]:
        return row.month > months[-1]
    return row.day is not None and row.day > last

"""In which month a line of 收入 or 支出 counts."""

from __future__ import annotations

import pytest

from macros_py.vouchers import booked_month, is_earlier, is_later
from tests.macros_py.small_books import raw_book
from validation.book import read_book


@pytest.mark.parametrize(
    ("day", "month", "booked", "earlier", "later"),
    [
        ("09-05", "-", "2025-09", False, False),
        ("09-05", "2025-11", "2025-11", False, False),
        ("2026-03-05", "2025-11", "2025-11", False, False),
        ("09-05", "2025-06", "2025-09", True, False),  # 上期事项
        ("09-05", "2025-12", "", False, True),  # 下期事项
        ("12-05", "-", "", False, True),
        ("12-05", "2025-06", "", False, True),  # of an earlier month, but paid after the book
        ("2025-08-05", "-", "", False, False),  # before the book: DAT-16 says so
        ("2025-08-05", "2025-06", "", False, False),
        ("-", "-", "", False, False),
    ],
)
def test_a_line_counts_in_its_own_month_else_in_that_of_its_day(
    day: str, month: str, booked: str, *, earlier: bool, later: bool
) -> None:
    book = read_book(raw_book(f"收入\n日期 金额 所属月份\n{day} 5 {month}"))
    (row,) = book.income
    assert (booked_month(book, row), is_earlier(book, row), is_later(book, row)) == (booked, earlier, later)


def test_a_day_of_the_last_month_after_the_books_last_day_is_later() -> None:
    book = read_book(raw_book("设置\n学期结束 11-20\n\n收入\n日期 金额\n11-20 5\n11-21 5"))
    assert [booked_month(book, row) for row in book.income] == ["2025-11", ""]


def test_in_a_book_without_months_nothing_is_earlier_or_later() -> None:
    book = read_book(raw_book("设置\n学期结束 那天\n\n收入\n日期 金额 所属月份\n09-05 5 2025-06"))
    (row,) = book.income
    assert (booked_month(book, row), is_earlier(book, row), is_later(book, row)) == ("", False, False)

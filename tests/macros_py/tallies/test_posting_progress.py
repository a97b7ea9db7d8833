"""公示进度: every month of the book and every form, posted in time, late, or not yet. The month's forms are due on the 15th of the next."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from macros_py.judge import judge
from macros_py.tallies.posting_progress import posting_progress
from tests.validation.text_books import book_of

if TYPE_CHECKING:
    from workbook_templates.draft import DraftValue

FORM = "名称 公示_结余_本月 公示表 B3"


def progress(text: str, months: int = 2) -> list[tuple[DraftValue, ...]]:
    """The rows of the first months, with the month as text."""
    book = book_of(f"{FORM}\n{text}")
    raw = book.raw._replace(sheets=("首页", "公示表"))
    rows = posting_progress(raw, judge(raw, today=book.today)).rows
    wanted = sorted({row[0] for row in rows})[:months]  # type: ignore[type-var]
    return [(f"{row[0]:%Y-%m}", *row[1:]) for row in rows if row[0] in wanted]


def test_without_today_nothing_is_late_that_is_not_posted() -> None:
    assert progress("公示 2025-09") == [
        ("2025-09", "公示表", date(2025, 10, 15), None, "还没有公示"),
        ("2025-10", "公示表", date(2025, 11, 15), None, "还没有公示"),
    ]


def test_with_today_what_is_overdue_says_since_how_many_days() -> None:
    assert progress("公示 2025-09\n今天 2025-10-20") == [
        ("2025-09", "公示表", date(2025, 10, 15), None, "过期 5 天，还没有公示"),
        ("2025-10", "公示表", date(2025, 11, 15), None, "还没有公示"),
    ]
    assert progress("公示 2025-09\n今天 2025-10-15", 1)[0][4] == "还没有公示"


def test_a_form_that_only_the_log_knows_comes_last_and_tells_when_it_was_posted() -> None:
    posted = "公示-食堂收支"
    assert progress("公示 2025-09 2025-10-15\n今天 2026-03-01", 1) == [
        ("2025-09", "公示表", date(2025, 10, 15), None, "还没有公示"),
        ("2025-09", posted, date(2025, 10, 15), date(2025, 10, 15), "按时"),
    ]
    assert progress("公示 2025-09 2025-10-18", 1)[1] == ("2025-09", posted, date(2025, 10, 15), date(2025, 10, 18), "晚 3 天")


def test_without_a_day_due_there_is_no_late() -> None:
    assert progress("规则参数 | 参数 应公示日 | 值 -\n公示 2025-09 2025-12-31", 1) == [
        ("2025-09", "公示表", None, None, "还没有公示"),
        ("2025-09", "公示-食堂收支", None, date(2025, 12, 31), "已公示"),
    ]


def test_a_book_without_a_log_has_no_rows() -> None:
    assert progress("") == []

"""问题统计: findings by sheet and level, the worst sheet first."""

from __future__ import annotations

from macros_py.judge import judge
from macros_py.refresh import standing
from macros_py.tallies.issue_counts import issue_counts
from tests.validation.text_books import book_of
from validation.findings import Finding, Level


def finding(level: Level, sheet: str) -> Finding:
    return Finding(level, "DAT-01", sheet, sheet, 2, "", "A2", "", "错了", "请改正", blocks=False)


def test_the_worst_sheet_comes_first_and_equal_ones_keep_their_order() -> None:
    found = [
        *(finding(Level.ERROR, "出库"), finding(Level.ERROR, "采购验收"), finding(Level.ERROR, "采购验收")),
        *(finding(Level.WARNING, "收入"), finding(Level.WARNING, "设置"), finding(Level.WARNING, "出库")),
        finding(Level.HINT, "公示-食堂收支"),
    ]
    assert issue_counts(found).rows == [
        ("采购验收", 2, 0, 0),
        ("出库", 1, 1, 0),
        ("收入", 0, 1, 0),
        ("设置", 0, 1, 0),
        ("公示-食堂收支", 0, 0, 1),
    ]


def test_nothing_found_is_no_row() -> None:
    assert issue_counts([]).rows == []


def test_every_finding_that_stands_is_counted_once() -> None:
    found = standing(judge(book_of("出库 | 数量 近40\n采购验收 | 金额 580.00").raw))
    assert sum(int(str(count)) for row in issue_counts(found).rows for count in row[1:]) == len(found) > 0

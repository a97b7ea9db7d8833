"""日成本, worked by hand."""

from __future__ import annotations

from macros_py.tallies.daily_cost import daily_cost
from tests.macros_py.small_books import judged, rows_of

BOOK = """
品目
品名
大米

期初库存
品名 数量 金额
大米 100  100.00

出库
日期  餐次 品名 数量
09-02 午餐 大米 10
10-02 早餐 大米 7

就餐
日期  餐次 对象   人数 餐标
09-02 午餐 学生   2    10
09-02 午餐 教职工 1    15.01
10-02 早餐 学生   4    2.5
10-03 早餐 学生   0    2.5
"""


def rows(text: str) -> list[tuple[str, ...]]:
    return rows_of(daily_cost(judged(text)), "日期", "餐次", "就餐人次", "折算人次", "食材成本", "餐均食材成本")


def test_every_meal_of_the_book_has_its_cost_per_standard_meal() -> None:
    # (20.00 + 15.01) ÷ 10 = 3.501; 10.00 ÷ 3.501 = 2.856.
    assert rows(BOOK) == [
        ("2025-09-02", "午餐", "3", "3.50", "10.00", "2.86"),
        ("2025-10-02", "早餐", "4", "1.00", "7.00", "7.00"),
        ("2025-10-03", "早餐", "0", "0.00", "0.00", "-"),
    ]


def test_the_cost_of_a_refused_month_stays_empty() -> None:
    assert [row[2:] for row in rows(BOOK.replace("大米 7", "大米 近7"))] == [
        ("3", "3.50", "10.00", "2.86"),
        ("4", "1.00", "-", "-"),
        ("0", "0.00", "-", "-"),
    ]


def test_diners_that_cannot_be_told_stay_empty() -> None:
    assert rows(BOOK.replace("教职工 1 ", "教职工 一 "))[0] == ("2025-09-02", "午餐", "-", "-", "10.00", "-")


def test_without_a_unit_of_meals_nothing_is_folded() -> None:
    for base in ("近10", "0", "-5"):
        assert rows(f"设置\n基准餐标 {base}\n\n{BOOK}")[0] == ("2025-09-02", "午餐", "3", "-", "10.00", "-")

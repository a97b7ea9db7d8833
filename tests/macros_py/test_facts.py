"""What the rules of meals and money are told of the results."""

from __future__ import annotations

from tests.macros_py.small_books import judged
from validation.evidence import MonthResult

BOOK = """
品目
品名
大米

期初库存
品名 数量 金额
大米 100  100.00

出库
日期  餐次 品名 数量
09-02 早餐 大米 1
09-02 晚餐 大米 3
10-02 午餐 大米 5

"""
MEALS = """
就餐
日期  餐次 对象   人数 餐标 免费人数
09-02 午餐 学生   20   10   5
09-02 午餐 教职工 2    15   -
09-02 早餐 来客   1    6    -
10-02 午餐 学生   30   10   -
"""


def meals(text: str) -> list[tuple[str, str, int, int, int | None, bool]]:
    return [(f"{meal.day:%m-%d}", *meal[1:]) for meal in judged(text).evidence.meals]


def test_meals_stand_in_the_order_of_the_day_with_diners_and_food() -> None:
    assert meals(BOOK + MEALS) == [
        ("09-02", "早餐", 1, 600, 100, True),
        ("09-02", "午餐", 22, 23_000, 0, True),
        ("09-02", "晚餐", 0, 0, 300, True),
        ("10-02", "午餐", 30, 30_000, 500, True),
    ]


def test_the_food_of_a_month_that_is_refused_is_unknown() -> None:
    found = meals(BOOK.replace("大米 5", "大米 近5") + MEALS)
    assert [food for *_, food, _ in found] == [100, 0, 300, None]
    assert [food for *_, food, _ in meals("设置\n计价方法 加权\n\n" + BOOK + MEALS)] == [None] * 4
    assert [food for *_, food, _ in meals("出库\n日期 品名 数量\n09-02 大来 1\n\n" + MEALS)] == [None] * 3


def test_without_a_term_no_food_is_known() -> None:
    assert [meal[1:] for meal in meals("设置\n学期结束 那天\n\n" + BOOK + MEALS)] == [
        ("早餐", 1, 600, None, True),
        ("午餐", 22, 23_000, None, True),
        ("午餐", 30, 30_000, None, True),
    ]


def test_the_diners_of_a_meal_with_a_blocked_row_are_unknown() -> None:
    one = meals(BOOK + MEALS.replace("教职工 2 ", "教职工 约2"))
    assert [(heads, known) for _, _, heads, _, _, known in one] == [(1, True), (0, False), (0, True), (30, True)]
    day = meals(BOOK + MEALS.replace("09-02 午餐 教职工 2 ", "09-02 午饭 教职工 2 "))
    assert [known for *_, known in day] == [False, False, False, True]
    every = meals(BOOK + MEALS.replace("09-02 午餐 教职工 2 ", "某日 午餐 教职工 2 "))
    assert [known for *_, known in every] == [True, False, True, False]


INCOME = "\n收入\n日期 金额 科目\n09-05 180.00 学生伙食费\n10-05 300.00 学生伙食费\n"


def test_a_months_results_hold_the_fees_that_were_due() -> None:
    # 15 pay 10.00 and 2 pay 15.00; guests do not count. Food 4.00 of 180.00 is 2.22 %, which leaves 97.78 %; 5.00 of 300.00 is 1.67 %.
    found = judged("设置\n核算月份 2025-10\n\n" + BOOK + MEALS + INCOME).evidence.months
    assert found == [
        MonthResult("2025-09", 17_600, 9778, 9778, 18_000, 18_000, food_share=222, staff_share=0),
        MonthResult("2025-10", 29_500, 9833, 9813, 30_000, 30_000, food_share=167, staff_share=0),
    ]


def test_what_is_refused_is_unknown() -> None:
    (month,) = judged(BOOK.replace("大米 3", "大米 三") + MEALS + INCOME).evidence.months
    assert month == MonthResult("2025-09", None, None, None, 18_000, 18_000, food_share=None, staff_share=0)


def test_fees_due_are_unknown_where_diners_or_those_who_eat_free_are() -> None:
    for spoilt in (
        MEALS.replace("教职工 2 ", "教职工 约2"),
        MEALS.replace("10   5", "10   近5"),
        MEALS.replace("10-02 午餐", "某日 午餐"),
    ):
        (month,) = judged(BOOK + spoilt + INCOME).evidence.months
        assert month.fees_expected is None
        assert month.fees_booked == 18_000

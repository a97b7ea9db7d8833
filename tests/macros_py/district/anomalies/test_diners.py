"""Head counts that look invented, and food that does not fit them."""

from __future__ import annotations

from macros_py.district.anomalies.anomaly import Sign, Silence
from macros_py.district.anomalies.diners import MostDiners, food_weighs_what_people_eat, head_counts_never_change, most_diners
from macros_py.district.limits import FLAT_DAYS, KILOS_MEALS, OVER_ENROLLED_DAYS, Limits
from tests.macros_py.small_books import judged

FOUR = Limits({FLAT_DAYS: "4"})


def meals(*heads: int, group: str = "学生") -> str:
    lines = "\n".join(f"09-{day:02d} {count} {group}" for day, count in enumerate(heads, 1))
    return f"就餐\n日期 人数 对象\n{lines}\n"


def test_the_same_number_day_after_day_stands_out() -> None:
    found = head_counts_never_change(judged(meals(99, 100, 100, 100, 100, 98)), FOUR)
    assert isinstance(found, Sign)
    assert found.message == "学生午餐 2025-09-02 至 2025-09-05 连续 4 个供餐日都是 100 人，一个不多、一个不少"
    assert found.anomaly("X")[2:] == ("就餐", "B3", (3, 4, 5, 6))


def test_a_run_that_breaks_a_small_school_and_cooks_are_ordinary() -> None:
    assert head_counts_never_change(judged(meals(100, 100, 100, 99, 100, 100, 100)), FOUR) is Silence.ORDINARY
    assert head_counts_never_change(judged(meals(100, 100, 30, 100, 100)), FOUR) is Silence.ORDINARY
    assert head_counts_never_change(judged(meals(30, 30, 30, 30, 30)), FOUR) is Silence.ORDINARY
    assert head_counts_never_change(judged(meals(100, 100, 100)), FOUR) is Silence.NOT_JUDGED
    assert head_counts_never_change(judged(meals(60, 60, 60, 60, group="工作人员")), FOUR) is Silence.NOT_JUDGED


def test_pupils_on_several_rows_of_a_meal_are_added_up() -> None:
    """60 and 40 are as much a hundred as 100."""
    book = judged("就餐\n日期 人数 餐标\n09-01 60 8\n09-01 40 5\n09-02 100 8\n09-03 70 8\n09-03 30 5\n09-04 100 8\n")
    assert isinstance(head_counts_never_change(book, FOUR), Sign)


def test_the_most_diners_are_those_of_enough_days() -> None:
    days = Limits({OVER_ENROLLED_DAYS: "2"})
    assert most_diners(judged(meals(90, 130, 100)), days) == MostDiners(2, 100, 130, "2025-09-02", "午餐", "就餐", "B3")
    assert most_diners(judged(meals(90)), days) is None


FOOD = """
品目
品名 类别 单位
大米 粮食 公斤
菜籽油 食用油 升
鸡蛋 蛋 个

期初库存
品名 数量 单位 金额
大米 500 公斤 2000
菜籽油 50 升 500
鸡蛋 400 个 {eggs}

出库
日期 品名 数量 单位 去向
09-01 大米 {rice} 公斤 供餐
09-01 菜籽油 5 升 供餐
09-02 大米 90 公斤 报损
09-01 鸡蛋 100 个 供餐

就餐
日期 人数
09-01 100
"""
HUNDRED = Limits({KILOS_MEALS: "100"})


def test_more_than_people_can_eat_stands_out_with_the_month_and_the_largest_item() -> None:
    """(145 + 5) 公斤 for 100 折算人次; what was thrown away was not eaten."""
    found = food_weighs_what_people_eat(judged(FOOD.format(rice=145, eggs=200)), HUNDRED)
    assert isinstance(found, Sign)
    assert found.message == ("每折算人次吃掉的食材：2025-09 1.5 公斤，界限是 0.15 到 1.4 公斤；2025-09 用量最大的是“大米”145 公斤")
    assert found.anomaly("X")[2:4] == ("出库", "C2")


def test_waste_that_is_taken_back_was_never_eaten() -> None:
    """145 公斤 for 100 折算人次, whatever became of the 90 that were not served."""
    lines = "A 09-01 大米 145 供餐 -\nB 09-01 大米 90 报损 -\nC 09-02 大米 -90 报损 冲B\nD 09-02 大米 -5 供餐 冲A\nE 09-02 大米 5 供餐 -"
    book = f"品目\n品名 类别\n大米 粮食\n\n期初库存\n品名 数量 金额\n大米 500 2000\n\n出库\n单号 日期 品名 数量 去向 备注\n{lines}\n\n就餐\n日期 人数\n09-01 100\n"
    found = food_weighs_what_people_eat(judged(book), HUNDRED)
    assert isinstance(found, Sign)
    assert "2025-09 1.45 公斤" in found.message


def test_as_much_as_people_eat_is_ordinary_and_few_meals_are_not_judged() -> None:
    assert food_weighs_what_people_eat(judged(FOOD.format(rice=60, eggs=200)), HUNDRED) is Silence.ORDINARY
    assert food_weighs_what_people_eat(judged(FOOD.format(rice=145, eggs=200)), Limits()) is Silence.NOT_JUDGED


DIRECT = """
品目
品名 类别 单位
青菜 蔬菜 公斤
鸡蛋 蛋 个

采购验收
日期 品名 数量 单位 单价 金额 直出餐次
09-01 青菜 9 公斤 4 36 午餐
09-01 鸡蛋 {eggs} 个 1 {eggs} 午餐

就餐
日期 人数
09-01 100
"""


def test_less_than_people_need_stands_out_unless_much_is_counted_in_pieces() -> None:
    """0.09 公斤 each. Nine eggs are a fifth of 45.00; a hundred are more."""
    found = food_weighs_what_people_eat(judged(DIRECT.format(eggs=9)), HUNDRED)
    assert isinstance(found, Sign)
    assert "2025-09 0.09 公斤" in found.message
    assert found.anomaly("X")[2:] == ("采购验收", "C2", (2,))
    assert food_weighs_what_people_eat(judged(DIRECT.format(eggs=100)), HUNDRED) is Silence.ORDINARY


def test_a_book_without_food_is_not_judged() -> None:
    assert food_weighs_what_people_eat(judged(meals(100)), HUNDRED) is Silence.NOT_JUDGED

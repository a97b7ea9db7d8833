"""How 核算月份 is going to end, worked by hand. September 2025 begins on a Monday."""

from __future__ import annotations

import pytest

from macros_py.forecast import Forecast, forecast
from tests.macros_py.small_books import judged

# Ten serving days (Monday to Friday, 1 to 12 September), 100.00 of food a day, 1000.00 in all. Twelve weekdays are left, to the 30th.
WEEKDAYS = ("09-01", "09-02", "09-03", "09-04", "09-05", "09-08", "09-09", "09-10", "09-11", "09-12")


def book(
    *,
    days: tuple[str, ...] = WEEKDAYS,
    income: str = "3000.00",
    settings: str = "核算月份 2025-09",
    more: str = "",
    food: str = "10",
) -> str:
    meals = "\n".join(f"{day} 4" for day in days)
    issues = "\n".join(f"{day} 大米 {food}" for day in days)
    return f"""
设置
{settings}

品目
品名
大米

期初库存
品名 数量 金额
大米 1000 10000.00

出库
日期  品名 数量
{issues}

就餐
日期  人数
{meals}

收入
日期  金额
09-01 {income}

支出
日期  金额
09-02 740.00

规则参数
参数         值
月盈亏率上限 3%
月盈亏率下限 -3%
{more}
"""


def told(text: str) -> Forecast:
    return forecast(judged(text))


def test_food_goes_on_as_it_did_and_the_rest_stands_as_booked() -> None:
    # So far 3000 − 740 − 1000 = 1260 are left. Twelve more days of 100.00: 60.00, which is 2 % of 3000.00. 1260 ÷ 12 = 105.00 a day.
    assert told(book()) == Forecast(
        "算到 2025-09-12（最后一次就餐）；以后的供餐日照本月的星期一二三四五数，没有扣节假日；"
        "收入和食材以外的支出只算已登记的，食材照至今的日均",
        "-3% ～ 3%，在范围内",
        rate=200,
        days_left=12,
        food_a_day=100_00,
        food_to_zero=105_00,
    )


@pytest.mark.parametrize(
    ("income", "band", "rate", "to_zero"),
    [
        ("3200.00", "-3% ～ 3%，会高于上限", 813, 121_67),  # 260 ÷ 3200; 1460 ÷ 12
        ("2800.00", "-3% ～ 3%，会低于下限", -500, 88_33),  # −140 ÷ 2800; 1060 ÷ 12
    ],
)
def test_the_band_is_that_of_the_month(income: str, band: str, rate: int, to_zero: int) -> None:
    found = told(book(income=income))
    assert (found.band, found.rate, found.food_to_zero) == (band, rate, to_zero)


def test_what_is_lost_already_cannot_be_made_good_by_food() -> None:
    found = told(book(income="1700.00"))  # 1700 − 740 − 1000 = −40; less 1200: −1240 ÷ 1700
    assert (found.rate, found.food_to_zero) == (-7294, None)
    assert found.note.startswith("已经没有结余（-40.00 元），以后不花食材也补不回；算到 2025-09-12")


def test_before_any_income_is_booked_the_days_and_the_food_are_told() -> None:
    # 0 − 740 − 1000; with money that is no 伙食费收入 1260.00 are left, 105.00 a day.
    found = told(book(income="0.00"))
    assert (found.rate, found.days_left, found.food_a_day, found.food_to_zero, found.band) == (None, 12, 100_00, None, "-3% ～ 3%")
    assert found.note.startswith("盈亏率算不出（收入合计为零，不能相除）；算到 2025-09-12")
    other = told(book(more="盈亏率分母 伙食费收入").replace("收入\n日期  金额\n09-01 ", "收入\n日期 科目 金额\n09-01 财政补助 "))
    assert (other.rate, other.food_to_zero) == (None, 105_00)
    assert other.note.startswith("盈亏率算不出（伙食费收入为零，不能相除）；算到 2025-09-12")
    refunds = told(book(income="-10.00"))
    assert (refunds.rate, refunds.food_to_zero) == (None, None)
    assert refunds.note.startswith("盈亏率算不出（收入合计是负数，比率没有意义）；")


def test_the_rate_has_the_denominator_of_the_parameter() -> None:
    text = (
        book(more="盈亏率分母 伙食费收入")
        .replace("收入\n日期  金额\n", "收入\n日期  金额 科目\n09-01 600.00 财政补助\n")
        .replace("09-01 3000.00", "09-01 2400.00 学生伙食费")
    )
    assert told(text).rate == 250  # 60.00 ÷ 2400.00


@pytest.mark.parametrize(
    ("low", "high", "band"),
    [
        (True, False, "不低于 -3%，在范围内"),
        (False, True, "不高于 3%，在范围内"),
        (False, False, "没有设上下限"),
    ],
)
def test_a_band_may_be_open(*, low: bool, high: bool, band: str) -> None:
    text = book()
    text = text if low else text.replace("月盈亏率下限 -3%\n", "")
    text = text if high else text.replace("月盈亏率上限 3%\n", "")
    text = text if low or high else text.replace("规则参数\n参数         值\n", "")
    assert told(text).band == band


def test_a_working_saturday_makes_no_pattern() -> None:
    found = told(book(days=(*WEEKDAYS, "09-13")))  # one of the two Saturdays up to the 13th
    assert (found.days_left, "照本月的星期一二三四五数" in found.note) == (12, True)
    found = told(book(days=(*WEEKDAYS, "09-06", "09-13")))  # both: Saturdays 20 and 27 are expected as well
    assert (found.days_left, "照本月的星期一二三四五六数" in found.note) == (14, True)


def test_in_its_first_week_a_month_goes_by_the_month_before() -> None:
    october = book(days=(*WEEKDAYS, "10-09"), settings="核算月份 2025-10").replace("09-01 3000.00", "10-08 3000.00")
    found = told(october)
    assert found.note.startswith("算到 2025-10-09（最后一次就餐）；以后的供餐日照2025-09的星期一二三四五数")
    assert found.days_left == 16  # Friday the 10th, and the weekdays from the 13th to the 31st


def test_what_the_month_before_had_and_this_one_has_not_is_named() -> None:
    october = book(days=(*WEEKDAYS, "10-09"), settings="核算月份 2025-10").replace("09-01 3000.00", "09-08 9.00\n10-08 3000.00")
    assert told(october).note.endswith("食材照至今的日均；上月有而本月还没有登记的：燃料水电")


def test_the_book_may_end_before_the_month() -> None:
    assert told(book(settings="学期结束 2025-09-19")).days_left == 5


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (book(settings="核算月份 2026-09"), "设置里没有核算月份，或它不在本账里"),
        (book(settings="核算月份 2025-10"), "核算月份还没有就餐"),
        (book(days=("10-09",)), "核算月份还没有就餐"),
        (book(days=(*WEEKDAYS, "10-09")), "核算月份已经过完，请看本月的盈亏率"),
        (book(settings="已结账至 2025-09"), "核算月份已经过完，请看本月的盈亏率"),
        (book(days=WEEKDAYS[:3]), "本月供餐不满一周，以前也没有就餐，看不出星期几供餐"),
        (book(days=(*WEEKDAYS, "09-30")), "核算月份的供餐日已经过完，请看本月的盈亏率"),
    ],
)
def test_what_cannot_be_told_is_refused(text: str, why: str) -> None:
    found = told(text)
    assert found.note == f"不能预计：{why}"
    assert (found.rate, found.food_a_day, found.food_to_zero) == (None, None, None)


def test_other_registers_beyond_a_day_without_a_meal_tell_that_the_month_is_over_or_meals_are_missing() -> None:
    text = book().replace("09-02 740.00", "09-30 740.00")
    assert told(text).note == (
        "不能预计：登记已经写到 2025-09-30，最后一次就餐是 2025-09-12，其间 12 个供餐日没有就餐；月份过完的请看本月的盈亏率，漏登的请补登"
    )
    assert told(book().replace("09-02 740.00", "09-14 740.00")).rate == 200  # a Sunday
    assert told(book().replace("09-02 740.00", "10-14 740.00")).rate == 2667  # another month's


def test_a_figure_that_is_refused_refuses_the_forecast() -> None:
    found = told(book(food="十"))
    assert found.note.startswith("不能预计：出库")
    assert found.band == "-3% ～ 3%"

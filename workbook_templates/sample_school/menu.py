"""What is cooked: two weeks of lunches, one week of breakfasts and snacks, in grams (or pieces) a head as bought."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from workbook_templates.sample_school.goods import good
from workbook_templates.sample_school.school_days import week_of

if TYPE_CHECKING:
    from datetime import date

Dish = tuple[str, int]
"""An item and how much of it a head: grams, millilitres, or thousandths of a piece."""

_EVERY_LUNCH: tuple[Dish, ...] = (("大米", 115), ("菜籽油", 18), ("食盐", 3), ("酱油", 5))
_LUNCHES: tuple[tuple[Dish, ...], ...] = (
    (("猪腿肉", 90), ("土豆", 90), ("西红柿", 120), ("鸡蛋", 45), ("青菜", 120), ("蜜橘", 100), ("料酒", 4)),
    (("鸡腿", 170), ("包菜", 120), ("豆腐", 80), ("冬瓜", 100), ("猪腿肉", 25), ("紫菜", 2), ("苹果", 110), ("白砂糖", 4)),
    (("草鱼", 150), ("黄瓜", 110), ("千张", 45), ("大白菜", 120), ("猪腿肉", 35), ("蜜橘", 90), ("料酒", 6)),
    (("猪腿肉", 95), ("胡萝卜", 80), ("青菜", 130), ("鸡蛋", 45), ("冬瓜", 90), ("香蕉", 110), ("料酒", 4)),
    (("牛肉", 42), ("土豆", 110), ("大白菜", 120), ("豆腐", 80), ("西红柿", 110), ("芝麻油", 2), ("蜜橘", 90)),
    (("鸡腿", 165), ("胡萝卜", 80), ("青菜", 130), ("千张", 45), ("木耳", 4), ("苹果", 110)),
    (("猪排骨", 75), ("冬瓜", 130), ("包菜", 120), ("鸡蛋", 50), ("黄瓜", 90), ("香蕉", 110), ("料酒", 4)),
    (("带鱼段", 105), ("大白菜", 130), ("土豆", 100), ("豆腐", 80), ("猪腿肉", 45), ("料酒", 6)),
    (("猪腿肉", 90), ("木耳", 5), ("西红柿", 130), ("鸡蛋", 50), ("青菜", 120), ("蜜橘", 100), ("白砂糖", 4)),
    (("鸡腿", 170), ("土豆", 110), ("黄瓜", 120), ("千张", 45), ("紫菜", 2), ("香蕉", 120)),
)
_BREAKFASTS: tuple[tuple[Dish, ...], ...] = (
    (("小米", 30), ("面粉", 80), ("猪腿肉", 35), ("包菜", 50), ("鸡蛋", 55)),
    (("纯牛奶", 1000), ("面粉", 70), ("白砂糖", 5)),
    (("挂面", 100), ("猪腿肉", 25), ("青菜", 60), ("芝麻油", 2), ("鸡蛋", 55)),
    (("大米", 40), ("面粉", 80), ("猪腿肉", 35), ("鸡蛋", 55), ("千张", 20)),
    (("纯牛奶", 1000), ("面粉", 60), ("鸡蛋", 55)),
)
_SNACKS: tuple[tuple[Dish, ...], ...] = (
    (("苹果", 210),),
    (("面包", 1000),),
    (("酸奶", 1000),),
    (("香蕉", 230),),
    (("蜜橘", 260),),
)
_STAFF_DISHES: tuple[Dish, ...] = (("鸡蛋", 60), ("带鱼段", 70), ("木耳", 12), ("土豆", 150), ("鸡蛋", 60))


def dishes(day: date, meal: str) -> tuple[Dish, ...]:
    """What everyone is served at one meal."""
    if meal == "早餐":
        return _BREAKFASTS[day.weekday()]
    if meal == "午点":
        return _SNACKS[day.weekday()]
    return _EVERY_LUNCH + _LUNCHES[week_of(day) % 2 * 5 + day.weekday()]


def staff_dish(day: date) -> Dish:
    """The dish that only the staff's dearer lunch has."""
    return _STAFF_DISHES[day.weekday()]


def amount_for(dish: Dish, heads: int, day: date) -> Decimal:
    """How much to draw for so many heads, in base units: weighed to 0.1, up to 3 % more or less than the recipe; pieces exactly."""
    name, each = dish
    exact = Decimal(heads * each) / 1000
    if good(name).whole:
        return exact.quantize(Decimal(1), ROUND_HALF_UP)
    hand = (day.toordinal() * 5 + each) % 7 - 3
    return (exact * (100 + hand) / 100).quantize(Decimal("0.1"), ROUND_HALF_UP)

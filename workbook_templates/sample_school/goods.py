"""The 45 items of the sample school, how each is bought, and what it costs in each week of the term."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from validation.registers.choices import CONSUMABLES, FUEL
from workbook_templates.sample_school.school_days import SERVING_DAYS, week_of
from workbook_templates.sample_school.suppliers import VENDORS, Vendor
from workbook_templates.shipped_rows import CONVERSIONS

if TYPE_CHECKING:
    from datetime import date

D = Decimal


class Rhythm(Enum):
    """How an item comes to the kitchen."""

    DIRECT = "straight to the meal of the day"
    EVE = "into stock the day before it is cooked, or the same day after a holiday"
    WEEKLY = "into stock, for a week"
    FORTNIGHTLY = "into stock, for two weeks"
    ON_DEMAND = "into stock, when it runs low (consumables)"


class Good(NamedTuple):
    """One item.

    ``entered`` and ``factor``: the unit on the supplier's bill and how many base units it holds. ``price`` is 元 per entered
    unit in the first week; it swings by up to ``swing`` per cent from week to week and moves by ``trend`` per cent over the
    term. ``shelf`` is in days, 0 for goods that bear no date.
    """

    name: str
    category: str
    unit: str
    specification: str
    entered: str
    factor: Decimal
    price: Decimal
    rhythm: Rhythm
    shelf: int = 0
    test: str = "无"
    swing: int = 0
    trend: int = 0
    trade_in: bool = False

    @property
    def perishable(self) -> bool:
        """Used on the day it comes, or the next."""
        return self.rhythm in (Rhythm.DIRECT, Rhythm.EVE)

    @property
    def stocked(self) -> bool:
        """Whether it ever rests in the store."""
        return self.rhythm is not Rhythm.DIRECT

    @property
    def vendor(self) -> Vendor:
        """The one supplier whose categories hold the item's."""
        return next(vendor for vendor in VENDORS if self.category in vendor.categories)

    @property
    def whole(self) -> bool:
        """Counted in pieces, not weighed."""
        return self.unit not in ("公斤", "升")


GOODS = (
    Good("大米", "粮食", "公斤", "25公斤/袋", "袋", D(25), D("116.00"), Rhythm.WEEKLY, shelf=180, trend=2),
    Good("面粉", "粮食", "公斤", "25公斤/袋", "袋", D(25), D("104.00"), Rhythm.FORTNIGHTLY, shelf=180, trend=1),
    Good("小米", "粮食", "公斤", "散装", "公斤", D(1), D("8.40"), Rhythm.FORTNIGHTLY, shelf=180),
    Good("挂面", "粮食", "公斤", "10公斤/箱", "箱", D(10), D("68.00"), Rhythm.FORTNIGHTLY, shelf=360),
    Good("菜籽油", "食用油", "升", "20升/桶", "桶", D(20), D("238.00"), Rhythm.FORTNIGHTLY, shelf=540, trend=2),
    Good("芝麻油", "食用油", "升", "5升/桶", "桶", D(5), D("142.00"), Rhythm.FORTNIGHTLY, shelf=540),
    Good("猪腿肉", "畜禽肉", "公斤", "鲜", "公斤", D(1), D("25.60"), Rhythm.DIRECT, test="检疫", swing=3, trend=-4),
    Good("猪排骨", "畜禽肉", "公斤", "鲜", "公斤", D(1), D("38.40"), Rhythm.DIRECT, test="检疫", swing=3, trend=-4),
    Good("鸡腿", "畜禽肉", "公斤", "冷鲜", "公斤", D(1), D("15.60"), Rhythm.EVE, shelf=5, test="检疫", swing=2, trend=2),
    Good("牛肉", "畜禽肉", "公斤", "鲜", "公斤", D(1), D("67.00"), Rhythm.DIRECT, test="检疫", swing=2, trend=3),
    Good("草鱼", "水产", "公斤", "鲜活", "斤", D("0.5"), D("8.40"), Rhythm.DIRECT, test="检疫", swing=3, trend=2),
    Good("带鱼段", "水产", "公斤", "冷冻10公斤/箱", "箱", D(10), D("258.00"), Rhythm.FORTNIGHTLY, shelf=270, test="检疫"),
    Good("鸡蛋", "蛋", "公斤", "20公斤/箱", "箱", D(20), D("188.00"), Rhythm.WEEKLY, shelf=30, swing=2, trend=4),
    Good("纯牛奶", "奶", "盒", "200毫升×24盒/箱", "箱", D(24), D("54.00"), Rhythm.WEEKLY, shelf=180),
    Good("酸奶", "奶", "盒", "150克/盒", "盒", D(1), D("2.15"), Rhythm.DIRECT, shelf=21),
    Good("豆腐", "豆制品", "公斤", "", "公斤", D(1), D("5.20"), Rhythm.DIRECT, shelf=3, swing=1, trend=2),
    Good("千张", "豆制品", "公斤", "", "公斤", D(1), D("12.40"), Rhythm.DIRECT, shelf=3, swing=1, trend=2),
    Good("青菜", "蔬菜", "公斤", "", "斤", D("0.5"), D("2.60"), Rhythm.DIRECT, test="农残", swing=5, trend=4),
    Good("大白菜", "蔬菜", "公斤", "", "斤", D("0.5"), D("1.30"), Rhythm.DIRECT, test="农残", swing=5, trend=-4),
    Good("包菜", "蔬菜", "公斤", "", "斤", D("0.5"), D("1.50"), Rhythm.DIRECT, test="农残", swing=4, trend=3),
    Good("西红柿", "蔬菜", "公斤", "", "斤", D("0.5"), D("3.20"), Rhythm.DIRECT, test="农残", swing=4, trend=5),
    Good("黄瓜", "蔬菜", "公斤", "", "斤", D("0.5"), D("2.80"), Rhythm.DIRECT, test="农残", swing=4, trend=5),
    Good("冬瓜", "蔬菜", "公斤", "", "斤", D("0.5"), D("1.45"), Rhythm.DIRECT, test="农残", swing=4, trend=3),
    Good("土豆", "蔬菜", "公斤", "", "斤", D("0.5"), D("1.70"), Rhythm.WEEKLY, test="农残", swing=3, trend=2),
    Good("胡萝卜", "蔬菜", "公斤", "", "斤", D("0.5"), D("1.80"), Rhythm.WEEKLY, test="农残", swing=3, trend=2),
    Good("苹果", "水果", "公斤", "", "斤", D("0.5"), D("3.80"), Rhythm.WEEKLY, test="农残", swing=3, trend=-3),
    Good("香蕉", "水果", "公斤", "", "公斤", D(1), D("6.60"), Rhythm.DIRECT, test="农残", swing=3, trend=2),
    Good("蜜橘", "水果", "公斤", "", "公斤", D(1), D("5.60"), Rhythm.DIRECT, test="农残", swing=3, trend=-4),
    Good("食盐", "调味品", "公斤", "20公斤/箱", "箱", D(20), D("48.00"), Rhythm.FORTNIGHTLY, shelf=1080),
    Good("酱油", "调味品", "升", "10升/桶", "桶", D(10), D("76.00"), Rhythm.FORTNIGHTLY, shelf=540),
    Good("白砂糖", "调味品", "公斤", "25公斤/袋", "袋", D(25), D("192.50"), Rhythm.FORTNIGHTLY, shelf=540),
    Good("料酒", "调味品", "升", "10升/桶", "桶", D(10), D("64.00"), Rhythm.FORTNIGHTLY, shelf=540),
    Good("木耳", "干货", "公斤", "干", "公斤", D(1), D("76.00"), Rhythm.FORTNIGHTLY, shelf=360),
    Good("紫菜", "干货", "公斤", "干", "公斤", D(1), D("62.00"), Rhythm.FORTNIGHTLY, shelf=360),
    Good("面包", "其他食材", "个", "80克/个", "个", D(1), D("1.55"), Rhythm.DIRECT, shelf=5),
    Good("液化气", FUEL, "公斤", "15公斤/瓶", "瓶", D(15), D("106.50"), Rhythm.WEEKLY, trend=2),
    Good("扫帚", CONSUMABLES, "把", "", "把", D(1), D("14.50"), Rhythm.ON_DEMAND, trade_in=True),
    Good("拖把", CONSUMABLES, "把", "", "把", D(1), D("22.00"), Rhythm.ON_DEMAND, trade_in=True),
    Good("抹布", CONSUMABLES, "条", "", "条", D(1), D("3.20"), Rhythm.ON_DEMAND, trade_in=True),
    Good("垃圾桶", CONSUMABLES, "个", "30升", "个", D(1), D("26.00"), Rhythm.ON_DEMAND, trade_in=True),
    Good("橡胶手套", CONSUMABLES, "双", "", "双", D(1), D("6.50"), Rhythm.ON_DEMAND, trade_in=True),
    Good("钢丝球", CONSUMABLES, "个", "", "个", D(1), D("1.80"), Rhythm.ON_DEMAND, trade_in=True),
    Good("围裙", CONSUMABLES, "件", "", "件", D(1), D("18.00"), Rhythm.ON_DEMAND, trade_in=True),
    Good("洗洁精", CONSUMABLES, "桶", "5公斤/桶", "桶", D(1), D("28.00"), Rhythm.ON_DEMAND, shelf=1080),
    Good("垃圾袋", CONSUMABLES, "卷", "50只/卷", "卷", D(1), D("9.80"), Rhythm.ON_DEMAND),
)

_BY_NAME = {good.name: good for good in GOODS}
_STEPS = ((D(3), D("0.05")), (D(20), D("0.10")), (D(60), D("0.20")), (D(1000), D("0.50")))
"""Prices below the first number are multiples of the second."""


def good(name: str) -> Good:
    """The item of this name."""
    return _BY_NAME[name]


@cache
def price_on(name: str, day: date) -> Decimal:
    """元 per entered unit on a day; the same all week long."""
    item = good(name)
    if not item.swing and not item.trend:
        return item.price
    week = week_of(day)
    swing = (week * 5 + len(item.specification) + GOODS.index(item)) % 7 - 3
    exact = item.price * (1 + D(item.swing * swing) / 300 + D(item.trend * week) / 2000)
    step = next(step for below, step in _STEPS if item.price < below)
    return ((exact / step).quantize(D(1), ROUND_HALF_UP) * step).quantize(D("0.01"))


def _reference_prices(item: Good) -> dict[str, object]:
    """限价 and 基准价 per base unit: the discount leaves a little room above the dearest week."""
    if item.category == CONSUMABLES:
        return {}
    dearest = max(price_on(item.name, day) for day in SERVING_DAYS) / item.factor
    published = (dearest * D("1.04") / (1 - item.vendor.discount)).quantize(D("0.1"), ROUND_CEILING)
    return {"限价": (published * D("1.05")).quantize(D("0.1"), ROUND_CEILING), "基准价": published}


def item_rows() -> list[dict[str, object]]:
    """The rows of 品目."""
    rows: list[dict[str, object]] = []
    for item in GOODS:
        row: dict[str, object] = {"品名": item.name, "类别": item.category, "单位": item.unit}
        if item.specification:
            row["规格"] = item.specification
        if item.shelf:
            row["保质期天数"] = item.shelf
        row |= {"鲜活": "是" if item.perishable else "否", "检测要求": item.test}
        row |= _reference_prices(item)
        rows.append(row | {"以旧换新": "是" if item.trade_in else "否", "停用": "否"})
    return rows


def conversion_rows() -> list[dict[str, object]]:
    """The rows of 单位换算: those every book has, then a row for each item that is billed by the box, the bag or the bottle."""
    rows: list[dict[str, object]] = [{"录入单位": general.unit, "换算率": D(str(general.factor))} for general in CONVERSIONS]
    shipped = {general.unit for general in CONVERSIONS}
    return rows + [
        {"品名": item.name, "录入单位": item.entered, "换算率": item.factor}
        for item in GOODS
        if item.entered != item.unit and item.entered not in shipped
    ]


def dates_on_package(item: Good, day: date) -> tuple[date, date] | None:
    """When goods delivered on a day were made and until when they keep; None if they bear no date."""
    if not item.shelf:
        return None
    age = 1 if item.perishable else 4 + (day.toordinal() + len(item.name)) % 9 if item.shelf > 30 else 2  # noqa: PLR2004 - a month
    produced = day - timedelta(days=age)
    return produced, produced + timedelta(days=item.shelf)

"""品目: everything the canteen buys and keeps."""

from typing import Annotated, ClassVar

from validation.kinds import Count, OneOf, Price, Text
from validation.register import Column, Register
from validation.registers.choices import CATEGORIES, CONSUMABLES, FOOD_CATEGORIES, TESTS, YES, YES_NO


class Item(Register):
    """One item, its category and the unit in which its stock is kept."""

    table: ClassVar[str] = "品目"
    group: ClassVar[str] = "设置与名单"
    purpose: ClassVar[str] = "食堂采购和库存的全部品目，每个品目一行；别的表里的品名都从这里选"
    required: ClassVar[bool] = True
    checked: ClassVar[bool] = False
    key: ClassVar[tuple[str, ...]] = ("name",)

    name: Annotated[str, Column("品名", Text(), "品目的名称，不能重复", required=True, counted=True, example="大米", width=16)]
    category: Annotated[
        str,
        Column(
            "类别", OneOf(CATEGORIES), "前十二类是食材，后面是燃料和易耗品", required=True, counted=True, example="粮食", width=11
        ),
    ]
    unit: Annotated[str, Column("单位", Text(), "记库存用的基本单位", required=True, counted=True, example="公斤", width=8)]
    specification: Annotated[str | None, Column("规格", Text(), "如 25公斤/袋", example="25公斤/袋")] = None
    shelf_days: Annotated[int | None, Column("保质期天数", Count(), "入库后最多存放几天", example="180")] = None
    perishable: Annotated[str | None, Column("鲜活", OneOf(YES_NO), "当天采购当天用的选 是", example="否", width=8)] = None
    test: Annotated[str | None, Column("检测要求", OneOf(TESTS), "验收前要做的检测", example="无")] = None
    ceiling: Annotated[int | None, Column("限价", Price(), "每基本单位的最高单价（元）", example="6.00")] = None
    reference_price: Annotated[
        int | None,
        Column("基准价", Price(), "每基本单位的公布均价（元）；验收价不得高于 基准价 ×(1 − 下浮率），不填则用限价", example="5.80"),
    ] = None
    trade_in: Annotated[str | None, Column("以旧换新", OneOf(YES_NO), "领新须交旧的易耗品选 是", example="否", width=10)] = None
    disabled: Annotated[str | None, Column("停用", OneOf(YES_NO), "不再使用的选 是", example="否", width=8)] = None

    @property
    def is_food(self) -> bool:
        """Whether the item is 食材."""
        return self.category in FOOD_CATEGORIES

    @property
    def is_consumable(self) -> bool:
        """Whether the item is 易耗品."""
        return self.category == CONSUMABLES

    @property
    def needs_trade_in(self) -> bool:
        """Whether an old piece must come back for a new one."""
        return self.trade_in == YES

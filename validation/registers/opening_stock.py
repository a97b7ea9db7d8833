"""期初库存: what lay in the store when this book began."""

from typing import Annotated, ClassVar

from validation.kinds import Money, Quantity, Reference, Text
from validation.register import Column, Register


class OpeningStock(Register):
    """One opening layer of one item."""

    table: ClassVar[str] = "期初库存"
    group: ClassVar[str] = "设置与名单"
    purpose: ClassVar[str] = "本账开始那天库里有什么；先进先出时按行的先后算作最早的几批"
    checked: ClassVar[bool] = False

    item: Annotated[str, Column("品名", Reference(table="品目"), "从品目表选", required=True, counted=True, example="大米")]
    quantity: Annotated[int, Column("数量", Quantity(), "期初数量", required=True, counted=True, example="100")]
    unit: Annotated[str, Column("单位", Text(), "数量的单位", required=True, counted=True, example="公斤", width=8)]
    amount: Annotated[int, Column("金额", Money(), "期初金额（元）", required=True, counted=True, example="480.00")]

"""出库: what left the store, for which meal and for whom."""

from datetime import date
from typing import Annotated, ClassVar

from validation.kinds import Day, OneOf, Quantity, Reference, Text
from validation.register import Column, Register
from validation.registers.choices import DESTINATIONS, MEALS


class Issue(Register):
    """One item issued from stock."""

    table: ClassVar[str] = "出库"
    purpose: ClassVar[str] = "从库里领出的食材和燃料，一个品目一行；易耗品记在易耗品领用"
    required: ClassVar[bool] = True

    slip: Annotated[str, Column("单号", Text(), "出库单编号，同一张单各行相同", required=True, example="CK0901-1", width=13)]
    day: Annotated[date, Column("日期", Day(), "出库日期", required=True, counted=True, example="2025-09-01")]
    meal: Annotated[str | None, Column("餐次", OneOf(MEALS), "用于哪一餐；食材必须填", counted=True, example="午餐", width=8)] = (
        None
    )
    destination: Annotated[
        str,
        Column(
            "去向",
            OneOf(DESTINATIONS),
            "供餐 是全体共用的；教工餐、接待等分别选",
            required=True,
            counted=True,
            example="供餐",
            width=9,
        ),
    ]
    item: Annotated[str, Column("品名", Reference(table="品目"), "从品目表选", required=True, counted=True, example="大米")]
    quantity: Annotated[int, Column("数量", Quantity(), "领出的数量", required=True, counted=True, example="35")]
    unit: Annotated[str, Column("单位", Text(), "数量的单位", required=True, counted=True, example="公斤", width=8)]
    manager: Annotated[str | None, Column("管理员", Text(), "签字人，一张单填一次", example="管理丁", width=10)] = None
    keeper: Annotated[str | None, Column("仓管员", Text(), "签字人，一张单填一次", example="仓管戊", width=10)] = None
    cook: Annotated[str | None, Column("厨师", Text(), "签字人，一张单填一次", example="厨师丙", width=10)] = None
    note: Annotated[str | None, Column("备注", Text(), "红字更正写 冲 ‹原单号›", example="", width=18)] = None

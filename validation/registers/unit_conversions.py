"""单位换算: how many base units one entered unit holds."""

from typing import Annotated, ClassVar

from validation.kinds import Number, Reference, Text
from validation.register import Column, Register

FACTOR_DECIMALS = 9


class UnitConversion(Register):
    """One conversion, for one item or (品名 blank) for every item."""

    table: ClassVar[str] = "单位换算"
    group: ClassVar[str] = "设置与名单"
    purpose: ClassVar[str] = "录入单位和基本单位不同时怎样换算；品名留空的对所有品目有效"
    checked: ClassVar[bool] = False
    key: ClassVar[tuple[str, ...]] = ("item", "unit")

    item: Annotated[
        str | None, Column("品名", Reference(table="品目"), "只对某个品目有效时填它，否则留空", counted=True, example="鸡蛋")
    ] = None
    unit: Annotated[str, Column("录入单位", Text(), "单据上写的单位", required=True, counted=True, example="箱")]
    factor: Annotated[
        int,
        Column(
            "换算率",
            Number(decimals=FACTOR_DECIMALS),
            "一个录入单位等于几个基本单位，大于 0",
            required=True,
            counted=True,
            example="20",
        ),
    ]

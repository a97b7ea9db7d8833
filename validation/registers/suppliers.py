"""供应商: who may deliver, on what papers, at what discount."""

from datetime import date
from typing import Annotated, ClassVar

from validation.kinds import Day, Money, OneOf, Rate, Several, Text
from validation.register import Column, Register
from validation.registers.choices import CATEGORIES, SELECTION_METHODS


class Supplier(Register):
    """One supplier with its licence, its contract and what is still owed to it."""

    table: ClassVar[str] = "供应商"
    group: ClassVar[str] = "设置与名单"
    purpose: ClassVar[str] = "定点供应商，每家一行"
    checked: ClassVar[bool] = False
    key: ClassVar[tuple[str, ...]] = ("name",)

    name: Annotated[str, Column("供应商", Text(), "供应商名称，不能重复", required=True, example="青禾粮油商行", width=20)]
    credit_code: Annotated[
        str | None, Column("统一社会信用代码", Text(), "营业执照上的十八位代码", example="91110105MA0000000Y", width=22)
    ] = None
    licence: Annotated[str | None, Column("许可证号", Text(), "食品经营或生产许可证编号", example="JY10000000000001", width=20)] = (
        None
    )
    licence_until: Annotated[date | None, Column("许可有效期", Day(), "许可证到哪天为止", example="2027-12-31")] = None
    selection: Annotated[str | None, Column("定点方式", OneOf(SELECTION_METHODS), "怎样选定的", example="招标", width=11)] = None
    contract: Annotated[str | None, Column("合同编号", Text(), "供货合同编号", example="HT-2025-01", width=14)] = None
    contract_from: Annotated[date | None, Column("合同开始", Day(), "合同第一天", example="2025-08-01")] = None
    contract_until: Annotated[date | None, Column("合同结束", Day(), "合同最后一天", example="2026-07-31")] = None
    discount: Annotated[int | None, Column("下浮率", Rate(), "合同约定在公布均价上让利几成，如 10%", example="10%")] = None
    categories: Annotated[
        tuple[str, ...] | None,
        Column("供货类别", Several(choices=CATEGORIES), "几个类别用 、 隔开", example="粮食、食用油", width=22),
    ] = None
    owed: Annotated[int | None, Column("期初未付", Money(), "本账开始时还欠这家多少元", example="0.00")] = None

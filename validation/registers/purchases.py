"""采购验收: one line is one item delivered."""

from datetime import date
from typing import Annotated, ClassVar

from validation.kinds import Day, Money, OneOf, Price, Quantity, Reference, Text
from validation.register import Column, Register
from validation.registers.choices import ACCEPTANCE, MEALS, RETURN, TEST_RESULTS


class Purchase(Register):
    """One item of one delivery, weighed and accepted."""

    table: ClassVar[str] = "采购验收"
    purpose: ClassVar[str] = "每次送货验收，一个品目一行；数量填实际过秤验收的"
    required: ClassVar[bool] = True

    slip: Annotated[str, Column("单号", Text(), "验收单编号，同一张单各行相同", required=True, example="YS0901-1", width=13)]
    day: Annotated[date, Column("日期", Day(), "验收日期", required=True, counted=True, example="2025-09-01")]
    supplier: Annotated[
        str, Column("供应商", Reference(table="供应商"), "从供应商表选", required=True, example="青禾粮油商行", width=20)
    ]
    item: Annotated[str, Column("品名", Reference(table="品目"), "从品目表选", required=True, counted=True, example="大米")]
    quantity: Annotated[int, Column("数量", Quantity(), "过秤验收的数量", required=True, counted=True, example="100")]
    unit: Annotated[
        str,
        Column(
            "单位", Text(), "数量的单位；与品目的单位不同时要在单位换算表里有", required=True, counted=True, example="公斤", width=8
        ),
    ]
    price: Annotated[int, Column("单价", Price(), "每个录入单位的单价（元）", required=True, counted=True, example="4.80")]
    amount: Annotated[int, Column("金额", Money(), "应付金额（元）= 数量 × 单价", required=True, counted=True, example="480.00")]
    direct_meal: Annotated[
        str | None,
        Column("直出餐次", OneOf(MEALS), "不入库、整行直接用于当天哪一餐；入库的留空", counted=True, example="", width=10),
    ] = None
    slip_total: Annotated[int | None, Column("单据合计", Money(), "整张单的合计（元），一张单填一次", example="")] = None
    invoice: Annotated[
        str | None, Column("票据号", Text(), "发票或收据号，一张单填一次", example="", width=14, comes_later=True)
    ] = None
    produced: Annotated[date | None, Column("生产日期", Day(), "包装上的生产日期", example="")] = None
    use_by: Annotated[date | None, Column("保质期至", Day(), "保质期到哪天", example="")] = None
    papers: Annotated[str | None, Column("索证", Text(), "收了哪些证明，如 合格证", example="合格证", width=20)] = None
    test_result: Annotated[
        str | None, Column("检测结果", OneOf(TEST_RESULTS), "农残或检疫检测的结果", example="合格", width=10)
    ] = None
    verdict: Annotated[
        str | None,
        Column("验收结论", OneOf(ACCEPTANCE), "退货的行不入库也不算成本；留空即合格", counted=True, example="合格", width=10),
    ] = None
    buyer: Annotated[str | None, Column("采购人", Text(), "签字人，一张单填一次", example="采购甲", width=10)] = None
    quantity_checker: Annotated[str | None, Column("数量验收人", Text(), "签字人，一张单填一次", example="验收乙", width=11)] = None
    quality_checker: Annotated[str | None, Column("质量验收人", Text(), "签字人，一张单填一次", example="厨师丙", width=11)] = None
    note: Annotated[str | None, Column("备注", Text(), "红字更正写 冲 ‹原单号›", example="", width=18)] = None

    @property
    def accepted(self) -> bool:
        """Whether the goods were kept: 验收结论 is not 退货."""
        return self.verdict != RETURN

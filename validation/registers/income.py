"""收入: money the canteen earned."""

from datetime import date
from typing import Annotated, ClassVar

from validation.kinds import Day, Money, Month, OneOf, Text
from validation.register import Column, Register
from validation.registers.choices import INCOME_ACCOUNTS


class Income(Register):
    """One income voucher line."""

    table: ClassVar[str] = "收入"
    purpose: ClassVar[str] = "伙食费、补助和其他收入；退款和红字填负数"

    voucher: Annotated[str, Column("凭证号", Text(), "凭证编号", required=True, example="记-9-01", width=13)]
    day: Annotated[date, Column("日期", Day(), "入账日期", required=True, counted=True, example="2025-09-05")]
    account: Annotated[
        str, Column("科目", OneOf(INCOME_ACCOUNTS), "从列表选", required=True, counted=True, example="学生伙食费", width=13)
    ]
    summary: Annotated[str | None, Column("摘要", Text(), "写明是什么钱", example="九月学生伙食费", width=26)] = None
    amount: Annotated[
        int, Column("金额", Money(), "金额（元），退款填负数", required=True, counted=True, example="62400.00", width=13)
    ]
    month: Annotated[str | None, Column("所属月份", Month(), "算在哪个月，留空按日期", counted=True, example="2025-09")] = None
    source: Annotated[str | None, Column("资金来源", Text(), "", example="家长缴费", width=14)] = None
    note: Annotated[str | None, Column("备注", Text(), "", example="", width=18)] = None

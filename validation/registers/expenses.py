"""支出: money spent on anything but food."""

from datetime import date
from typing import Annotated, ClassVar

from validation.kinds import Day, Money, Month, OneOf, Text
from validation.register import Column, Register
from validation.registers.choices import CANTEEN, COST_CENTRES, EXPENSE_ACCOUNTS


class Expense(Register):
    """One expense voucher line. Food is not entered here: its cost comes from the stock ledger."""

    table: ClassVar[str] = "支出"
    purpose: ClassVar[str] = "食材以外的支出和付给供应商的货款；食材成本由出入库算出，不要记在这里"

    voucher: Annotated[str, Column("凭证号", Text(), "凭证编号", required=True, example="记-9-11", width=13)]
    day: Annotated[date, Column("日期", Day(), "入账日期", required=True, counted=True, example="2025-09-28")]
    account: Annotated[
        str,
        Column(
            "科目",
            OneOf(EXPENSE_ACCOUNTS),
            "付货款是付给供应商的钱，不算成本",
            required=True,
            counted=True,
            example="水电",
            width=11,
        ),
    ]
    summary: Annotated[str, Column("摘要", Text(), "写明付的是什么", required=True, example="九月电费", width=26)]
    amount: Annotated[
        int, Column("金额", Money(), "金额（元），红字填负数", required=True, counted=True, example="3120.00", width=13)
    ]
    month: Annotated[str | None, Column("所属月份", Month(), "算在哪个月，留空按日期", counted=True, example="2025-09")] = None
    centre: Annotated[
        str | None,
        Column(
            "归口", OneOf(COST_CENTRES), "哪个单位的费用，留空即食堂；别的归口不进食堂成本", counted=True, example="食堂", width=9
        ),
    ] = None
    payee: Annotated[str | None, Column("收款单位", Text(), "付货款时必须是供应商表里的名称", example="供电公司", width=20)] = None
    contract: Annotated[str | None, Column("合同编号", Text(), "", example="", width=14)] = None
    basis: Annotated[str | None, Column("立项依据", Text(), "没有合同时写依据的文件或会议纪要", example="", width=18)] = None
    approver: Annotated[str | None, Column("审批人", Text(), "", example="校长庚", width=10)] = None
    note: Annotated[str | None, Column("备注", Text(), "", example="", width=18)] = None

    @property
    def cost_centre(self) -> str:
        """归口, blank meaning the canteen."""
        return self.centre or CANTEEN

"""易耗品领用: an issue from stock and a trade-in record in one."""

from datetime import date
from typing import Annotated, ClassVar

from validation.kinds import Day, OneOf, Quantity, Reference, Text
from validation.register import Column, Register
from validation.registers.choices import OLD_ITEM_STATES, WAIVERS


class ConsumableIssue(Register):
    """One consumable drawn by one department, and what it gave back."""

    table: ClassVar[str] = "易耗品领用"
    purpose: ClassVar[str] = "领新交旧，一次一个品目一行；同时记出库"

    slip: Annotated[str, Column("单号", Text(), "领用单编号", required=True, example="LY0901-1", width=13)]
    day: Annotated[date, Column("日期", Day(), "领用日期", required=True, counted=True, example="2025-09-01")]
    department: Annotated[str, Column("部门", Text(), "哪个部门领的", required=True, counted=True, example="食堂")]
    receiver: Annotated[str, Column("领用人", Text(), "签字人", required=True, example="厨师丙", width=10)]
    item: Annotated[
        str, Column("品名", Reference(table="品目"), "从品目表选（易耗品）", required=True, counted=True, example="扫帚")
    ]
    quantity: Annotated[int, Column("领用数", Quantity(), "领了几件", required=True, counted=True, example="2")]
    unit: Annotated[str | None, Column("单位", Text(), "留空即品目的单位", counted=True, example="把", width=8)] = None
    returned: Annotated[int | None, Column("交旧数", Quantity(), "交回几件旧的；以旧换新的品目必须填", example="2")] = None
    old_state: Annotated[str | None, Column("旧品状态", OneOf(OLD_ITEM_STATES), "交回的旧品怎样", example="报废", width=10)] = None
    waiver: Annotated[str | None, Column("免交理由", OneOf(WAIVERS), "没有交旧的理由", example="", width=11)] = None
    approver: Annotated[str | None, Column("批准人", Text(), "免交须有批准人", example="", width=10)] = None
    note: Annotated[str | None, Column("备注", Text(), "红字更正写 冲 ‹原单号›", example="", width=18)] = None

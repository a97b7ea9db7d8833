"""盘点: what was really there."""

from datetime import date
from typing import Annotated, ClassVar

from validation.kinds import Day, Quantity, Reference, Text
from validation.register import Column, Register


class StockCount(Register):
    """One item counted at the end of a day."""

    table: ClassVar[str] = "盘点"
    purpose: ClassVar[str] = "当天结束时实地点数的结果，一个品目一行；账上数量以它为准"
    key: ClassVar[tuple[str, ...]] = ("day", "item")

    day: Annotated[date, Column("日期", Day(), "盘点日期", required=True, counted=True, example="2025-09-30")]
    item: Annotated[str, Column("品名", Reference(table="品目"), "从品目表选", required=True, counted=True, example="大米")]
    quantity: Annotated[
        int, Column("实盘数量", Quantity(), "实际点到的数量，没有填 0", required=True, counted=True, example="63.5", width=11)
    ]
    unit: Annotated[str, Column("单位", Text(), "数量的单位", required=True, counted=True, example="公斤", width=8)]
    reason: Annotated[str | None, Column("差异原因", Text(), "与账上不同时写原因", example="", width=18)] = None
    counter: Annotated[str | None, Column("盘点人", Text(), "签字人", example="仓管戊", width=10)] = None
    witness: Annotated[str | None, Column("监盘人", Text(), "签字人", example="会计己", width=10)] = None
    approver: Annotated[str | None, Column("批准人", Text(), "与账上不同时须有批准人", example="", width=10)] = None
    note: Annotated[str | None, Column("备注", Text(), "", example="", width=18)] = None

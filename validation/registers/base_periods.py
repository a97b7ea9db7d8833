"""基期: what an earlier term cost, to compare with."""

from typing import Annotated, ClassVar

from validation.kinds import Money, Number, Quantity, Text
from validation.register import Column, Register


class BasePeriod(Register):
    """One comparison with an earlier term."""

    table: ClassVar[str] = "基期"
    group: ClassVar[str] = "比较与核对"
    purpose: ClassVar[str] = "以前学期的数，用来做同期对比；剔除的品目两边都剔除"

    name: Annotated[str, Column("项目", Text(), "比较什么", required=True, example="调味品", width=16)]
    scope: Annotated[str, Column("类别", Text(), "几个类别用 、 隔开；品目写在「」里", required=True, example="调味品", width=20)]
    period: Annotated[str, Column("基期", Text(), "哪个学期", required=True, example="2025春", width=10)]
    amount: Annotated[
        int, Column("基期金额", Money(), "那个学期的消耗金额（元），剔除的品目不算在内", required=True, example="7009.60", width=13)
    ]
    quantity: Annotated[int | None, Column("基期数量", Quantity(), "那个学期的消耗数量，按品目的基本单位", example="")] = None
    meals: Annotated[int | None, Column("基期折算人次", Number(decimals=2), "那个学期的折算人次", example="", width=14)] = None
    left_out: Annotated[str | None, Column("剔除", Text(), "两边都不算的品目，写在「」里", example="", width=16)] = None
    note: Annotated[str | None, Column("备注", Text(), "", example="", width=18)] = None

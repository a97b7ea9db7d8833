"""收支说明: the lines of a finished statement that is to be checked."""

from typing import Annotated, ClassVar

from validation.kinds import OneOf, Price, Quantity, Text
from validation.register import Column, Register


class StatementLine(Register):
    """One line of a statement, as stated, and what it says it is made of."""

    table: ClassVar[str] = "收支说明"
    group: ClassVar[str] = "比较与核对"
    purpose: ClassVar[str] = "把一份已有的收支说明逐行录进来核对；没有可不填"
    key: ClassVar[tuple[str, ...]] = ("line",)

    line: Annotated[str, Column("行", Text(), "行的编号，不能重复", required=True, example="1", width=8)]
    name: Annotated[str, Column("项目", Text(), "说明里的文字", required=True, example="学生伙食费", width=26)]
    direction: Annotated[str | None, Column("方向", OneOf(("收", "支")), "收 还是 支", example="收", width=8)] = None
    period: Annotated[str | None, Column("期间", Text(), "说明里写的期间", example="2025秋", width=12)] = None
    quantity: Annotated[int | None, Column("数量", Quantity(), "", example="")] = None
    price: Annotated[int | None, Column("单价", Price(), "", example="")] = None
    stated: Annotated[
        str | None, Column("金额", Text(), "说明里写的金额（元）或比率；没写的留空", example="62400.00", width=13)
    ] = None
    made_of: Annotated[str | None, Column("组成", Text(), "由哪几行算出，如 1+2-3、3:6、7/3", example="", width=16)] = None
    note: Annotated[str | None, Column("备注", Text(), "", example="", width=18)] = None

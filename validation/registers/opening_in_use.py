"""期初在用: consumables the departments held when this book began."""

from typing import Annotated, ClassVar

from validation.kinds import Quantity, Reference, Text
from validation.register import Column, Register


class OpeningInUse(Register):
    """What one department held of one consumable."""

    table: ClassVar[str] = "期初在用"
    group: ClassVar[str] = "设置与名单"
    purpose: ClassVar[str] = "本账开始时各部门手里在用的易耗品（以旧换新从这里起算）；没有可不填"
    checked: ClassVar[bool] = False
    key: ClassVar[tuple[str, ...]] = ("department", "item")

    department: Annotated[str, Column("部门", Text(), "领用部门", required=True, example="食堂", width=14)]
    item: Annotated[str, Column("品名", Reference(table="品目"), "从品目表选", required=True, example="扫帚")]
    quantity: Annotated[int, Column("数量", Quantity(), "在用几件（基本单位）", required=True, example="6")]

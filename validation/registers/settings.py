"""设置: one row a setting. What settings there are is declared in ``validation.settings``."""

from typing import Annotated, ClassVar

from validation.kinds import Text
from validation.register import Column, Register


class SettingRow(Register):
    """One setting of the book. 值 is read by the setting's own kind."""

    table: ClassVar[str] = "设置"
    group: ClassVar[str] = "设置与名单"
    purpose: ClassVar[str] = "这本账是谁的、哪个学期、怎样计价；开始记账前先填好"
    required: ClassVar[bool] = True
    checked: ClassVar[bool] = False
    key: ClassVar[tuple[str, ...]] = ("name",)

    name: Annotated[str, Column("项目", Text(), "设置的名称，不要改", required=True, example="学校", width=14)]
    value: Annotated[str | None, Column("值", Text(), "在这一列填写", example="示例小学", width=26)] = None
    note: Annotated[str | None, Column("说明", Text(), "怎样填", example="", width=70)] = None

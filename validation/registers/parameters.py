"""规则参数: the thresholds that differ from place to place, with their dates and source."""

from datetime import date
from typing import Annotated, ClassVar

from validation.findings import Level
from validation.kinds import Day, OneOf, Text
from validation.register import Column, Register
from validation.registers.choices import LEVELS


class ParameterRow(Register):
    """One value of one parameter, in force from a day to a day, in one 规则套 or (blank) in all."""

    table: ClassVar[str] = "规则参数"
    group: ClassVar[str] = "设置与名单"
    purpose: ClassVar[str] = "各地要求不同的界限值；只有 设置 里选定的规则套和规则套留空的行有效，没有有效值的规则不检查"
    checked: ClassVar[bool] = False

    name: Annotated[str, Column("参数", Text(), "参数名称", required=True, example="金额容差", width=20)]
    value: Annotated[str, Column("值", Text(), "界限值", required=True, example="0.01")]
    unit: Annotated[str | None, Column("单位", Text(), "值的单位", example="元", width=8)] = None
    since: Annotated[date | None, Column("生效日", Day(), "从哪天起有效，留空为一直", example="2025-01-01")] = None
    until: Annotated[date | None, Column("失效日", Day(), "到哪天为止，留空为一直", example="2026-12-31")] = None
    source: Annotated[str | None, Column("依据", Text(), "出自哪里的哪份文件", example="本校规定", width=44)] = None
    handling: Annotated[str | None, Column("处理", OneOf(LEVELS), "违反时算 错误、警告 还是 提示", example="警告", width=8)] = None
    profile: Annotated[str | None, Column("规则套", Text(), "属于哪一套规则；留空对各套都有效", example="", width=22)] = None

    @property
    def level(self) -> Level:
        """What 处理 says, 警告 where it is blank."""
        return Level(self.handling) if self.handling else Level.WARNING

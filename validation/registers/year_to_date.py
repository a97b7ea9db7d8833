"""年初至今: this calendar year before this book, for the figures 本年."""

from typing import Annotated, ClassVar

from validation.kinds import Money, Text
from validation.register import Column, Register


class YearToDate(Register):
    """One figure's total from 1 January to the day before this book."""

    table: ClassVar[str] = "年初至今"
    group: ClassVar[str] = "设置与名单"
    purpose: ClassVar[str] = "本账开始前、同一年里已发生的数（算本年累计用）；没有可不填"
    checked: ClassVar[bool] = False
    key: ClassVar[tuple[str, ...]] = ("figure",)

    figure: Annotated[str, Column("指标", Text(), "指标名称，如 食材消耗", required=True, example="食材消耗", width=18)]
    amount: Annotated[int, Column("金额", Money(), "年初到本账开始前的金额（元）", required=True, example="152340.50")]

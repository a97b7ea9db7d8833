"""就餐: how many ate, at which meal, at which standard."""

from datetime import date
from typing import Annotated, ClassVar

from validation.kinds import Count, Day, Money, OneOf, Text
from validation.register import Column, Register
from validation.registers.choices import DINERS, MEALS


class MealCount(Register):
    """The head count of one group of diners at one meal."""

    table: ClassVar[str] = "就餐"
    purpose: ClassVar[str] = "每天每餐实际就餐人数，每种对象一行"
    required: ClassVar[bool] = True
    key: ClassVar[tuple[str, ...]] = ("day", "meal", "diners", "standard")

    day: Annotated[date, Column("日期", Day(), "就餐日期", required=True, counted=True, example="2025-09-01")]
    meal: Annotated[str, Column("餐次", OneOf(MEALS), "哪一餐", required=True, counted=True, example="午餐", width=8)]
    diners: Annotated[
        str,
        Column(
            "对象",
            OneOf(DINERS),
            "学生含幼儿；教职工是交费的；工作人员是食堂的",
            required=True,
            counted=True,
            example="学生",
            width=10,
        ),
    ]
    heads: Annotated[int, Column("人数", Count(), "实际就餐人数（含免费的）", required=True, counted=True, example="300")]
    standard: Annotated[
        int, Column("餐标", Money(), "这一餐的标准（元），不论谁付钱", required=True, counted=True, example="8.00", width=9)
    ]
    free: Annotated[int | None, Column("免费人数", Count(), "其中不收费的人数", example="", width=10)] = None
    note: Annotated[str | None, Column("备注", Text(), "", example="", width=18)] = None

"""The settings of a book: which there are, how each is read, and the record they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.kinds import Day, Kind, Money, Month, OneOf, Several, Text
from validation.months import months_between
from validation.registers.choices import CANTEEN, METHODS, MOVING_AVERAGE

if TYPE_CHECKING:
    from datetime import date

FORMAT_VERSION = "1"
"""The version of the workbook's vocabulary that this program reads and writes."""
CLOSED_UNTIL = "已结账至"
"""The setting that 结账 writes."""


class Setting(NamedTuple):
    """One row of 设置: its name, how 值 is read, what the template puts there, and what to fill in.

    ``required``: nothing can be computed without it. ``wanted``: the book should say it, but figures do not need it.
    """

    name: str
    field: str
    kind: Kind
    help: str
    default: str = ""
    required: bool = False
    wanted: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("学校", "school", Text(), "学校全称", wanted=True),
    Setting("食堂", "canteen", Text(), "食堂名称；一个学校有几个食堂账的，一账一本", wanted=True),
    Setting("学期", "term", Text(), "如 2025秋", wanted=True),
    Setting("学期开始", "first_day", Day(), "本账第一天（不是开学日），如 2025-09-01", required=True),
    Setting("学期结束", "last_day", Day(), "本账最后一天（不是放假日），如 2026-01-31", required=True),
    Setting("核算月份", "month", Month(), "各表显示哪个月，如 2025-09", required=True),
    Setting("计价方法", "method", OneOf(METHODS), "一本账里不能更换", default=MOVING_AVERAGE, required=True),
    Setting("基准餐标", "base_standard", Money(), "折算人次的单位，一般是午餐餐标（元），一本账里不能更换", required=True),
    Setting("期初结余", "opening_balance", Money(), "本账开始时账上的结余（元），亏损填负数，没有填 0", default="0.00"),
    Setting("食堂部门", "canteen_departments", Several(), "易耗品由哪些部门领用算食堂成本，几个用 、 隔开", default=CANTEEN),
    Setting(CLOSED_UNTIL, "closed_until", Month(), "已经结账的最后一个月，由 结账 填写，不要改"),
    Setting("规则套", "profile", Text(), "按哪一套规则检查，见 规则参数 表的 规则套 列", default="通用"),
    Setting("编制人", "preparer", Text(), "公示表上的编制人"),
    Setting("审核人", "reviewer", Text(), "公示表上的审核人"),
    Setting("负责人", "principal", Text(), "公示表上的单位负责人"),
    Setting("监督电话", "hotline", Text(), "公示表上的监督电话"),
    Setting("格式版本", "format_version", Text(), "工作簿的格式版本，由程序填写，不要改", default=FORMAT_VERSION),
    Setting("上期指纹", "previous_fingerprint", Text(), "由上期账本新建时程序填写的记号，用来查上期账本后来有没有改过，不要改"),
    Setting("对账供应商", "statement_supplier", Text(), "供应商对账单 打印哪一家，从 供应商 表里选；不打印的空着"),
)


class Settings:
    """The settings as read; ``None`` where blank or unreadable. ``row`` gives the sheet row of each setting by its name."""

    def __init__(self) -> None:
        self.school: str | None = None
        self.canteen: str | None = None
        self.term: str | None = None
        self.first_day: date | None = None
        self.last_day: date | None = None
        self.month: str | None = None
        self.method: str | None = None
        self.base_standard: int | None = None
        self.opening_balance: int | None = None
        self.canteen_departments: tuple[str, ...] | None = None
        self.closed_until: str | None = None
        self.profile: str | None = None
        self.preparer: str | None = None
        self.reviewer: str | None = None
        self.principal: str | None = None
        self.hotline: str | None = None
        self.previous_fingerprint: str | None = None
        self.format_version: str | None = None
        self.statement_supplier: str | None = None
        self.unread: set[str] = set()
        self.rows: dict[str, int] = {}

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments whose consumables are the canteen's cost."""
        return self.canteen_departments or (CANTEEN,)

    @property
    def months(self) -> tuple[str, ...]:
        """The months this book accounts for; none while its first or last day is unknown."""
        if self.first_day is None or self.last_day is None:
            return ()
        return months_between(self.first_day, self.last_day)

    @property
    def months_shown(self) -> tuple[str, ...]:
        """The months up to 核算月份."""
        return tuple(month for month in self.months if self.month is None or month <= self.month)

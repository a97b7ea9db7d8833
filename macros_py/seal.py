"""封签: what stands on the seal of a pack: whose book it is, of which months, in what state, and the counts and totals of its registers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.refresh import standing
from validation.findings import Level
from validation.kinds import Count, Money, Quantity
from validation.money import decimal
from validation.registers import REGISTERS
from validation.settings import FORMAT_VERSION, SETTINGS

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from macros_py.judge import Judged
    from validation.settings import Setting

SEAL = "封签"
"""The sheet, and its table of 项目 and 值."""
SEAL_HEADINGS = ("项目", "值")
TOTALS = "封签_登记"
"""The table of the registers' counts and totals."""
TOTALS_HEADINGS = ("表", "列", "行数", "合计")
SEAL_VERSION = "1"
VERSION, DRAFT, MASKED, TODAY = "封签版本", "草稿", "人员", "检查所用的今天"
FINGERPRINT, PUBLIC_KEY, SIGNATURE = "内容指纹", "公钥", "签名"
NOT_COVERED = (FINGERPRINT, PUBLIC_KEY, SIGNATURE)
"""The items whose values the fingerprint does not cover."""
YES, NO = "是", "否"
AS_THEY_ARE, OTHER_NAMES = "原样", "已换成代号"
_SETTINGS = ("学校", "食堂", "学期", "学期开始", "学期结束", "核算月份", "已结账至", "计价方法", "基准餐标", "规则套")


_SUMMED = (Money, Quantity, Count)


class State(NamedTuple):
    """How the book is packed: as a draft, with its persons under other names, and the day that rules took for today."""

    draft: bool = False
    masked: bool = False
    today: date | None = None


def seal_items(judged: Judged, state: State) -> list[tuple[str, str | int]]:
    """The items of the seal that the fingerprint covers."""
    settings = judged.book.settings
    by_name = {setting.name: setting.kind.show(getattr(settings, setting.field)) for setting in _known()}
    months = settings.months_shown
    findings = standing(judged)
    counts = {level: sum(finding.level is level for finding in findings) for level in Level}
    return [
        (VERSION, SEAL_VERSION),
        *((name, by_name[name]) for name in _SETTINGS),
        ("月份", f"{months[0]} 至 {months[-1]}" if months else ""),
        ("格式版本", settings.format_version or FORMAT_VERSION),
        (DRAFT, YES if state.draft else NO),
        (MASKED, OTHER_NAMES if state.masked else AS_THEY_ARE),
        (TODAY, "" if state.today is None else state.today.isoformat()),
        *((str(level), counts[level]) for level in Level),
        ("影响计算", sum(finding.blocks for finding in findings)),
    ]


def _known() -> list[Setting]:
    return [setting for setting in SETTINGS if setting.name in _SETTINGS]


def totals(judged: Judged) -> list[tuple[str, str, int, Decimal | None]]:
    """For every register the book has, and each column of amounts, quantities or counts: how many rows, and what the readable cells come to."""
    found: list[tuple[str, str, int, Decimal | None]] = []
    for register in REGISTERS:
        rows = judged.book.tables[register]
        if rows.raw is None:
            continue
        summed = [
            (name, column.kind)
            for name, column in register.columns().items()
            if isinstance(column.kind, _SUMMED) and (column.counted or isinstance(column.kind, Money))
        ]
        for name, kind in summed:
            whole = sum(value for value in rows.column(name) if isinstance(value, int))
            found.append((register.table, register.heading(name), len(rows), decimal(whole, kind.decimals)))
        if not summed:
            found.append((register.table, "", len(rows), None))
    return found

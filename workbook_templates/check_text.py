"""The words of a 校验 cell, and the Excel formulas that light up the cells it names.

A 校验 cell says everything about its row, the heaviest first, each level once:

    错误：「金额」数量 × 单价 = 480.00，现为 580.00；「单位」没有换算。警告：「单价」高于前四周中位价

The text before ``警告：`` and ``提示：`` is about errors, the text before ``提示：`` about errors and warnings. A column is named
in 「」, so that 日期 does not light up 生产日期.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.findings import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.findings import Finding

_COLON = "："


def check_text(findings: Iterable[Finding]) -> str:
    """What 校验 says of one row: the row's findings, in the order given, gathered by level.

    A message that does not name its own column gets the column's name in front.
    """
    said: dict[Level, list[str]] = {level: [] for level in Level}
    for finding in findings:
        named = f"「{finding.column}」"
        message = finding.message if not finding.column or named in finding.message else named + finding.message
        said[finding.level].append(message.rstrip("。；"))
    return "。".join(f"{level}{_COLON}{'；'.join(messages)}" for level, messages in said.items() if messages)


def lights_up(level: Level, heading_cell: str, check_cell: str) -> str:
    """The formula that is true where ``check_cell`` names the column of ``heading_cell`` at this level or a heavier one.

    The rules are tried from the heaviest level down, so the first that is true is the cell's own level.
    """
    lighter = [other for other in Level if list(Level).index(other) > list(Level).index(level)]
    text = check_cell
    if lighter:
        ends = ",".join(f'FIND("{other}{_COLON}",{check_cell}&"{other}{_COLON}")' for other in lighter)
        text = f"LEFT({check_cell},MIN({ends})-1)"
    return f'ISNUMBER(FIND("「"&{heading_cell}&"」",{text}))'


def begins_with(level: Level, check_cell: str) -> str:
    """The formula that is true where a 校验 or 级别 cell begins with this level."""
    return f'LEFT({check_cell},{len(level)})="{level}"'

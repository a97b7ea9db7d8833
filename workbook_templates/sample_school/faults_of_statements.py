"""Planted errors of the family STA: a statement of income and expense as badly written as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_templates.sample_school.planting import NEW, Edit, Fault, fault

if TYPE_CHECKING:
    from workbook_templates.sample_school.rows import Row, Rows


def _line(key: str, name: str, amount: str = "", made_of: str = "", side: str = "支") -> Edit:
    cells: Row = {"行": key, "项目": name, "方向": side, "金额": amount, "组成": made_of}
    return Edit("收支说明", NEW, {heading: value for heading, value in cells.items() if value})


def statement_faults(rows: Rows) -> list[Fault]:  # noqa: ARG001 - as every family has it
    """STA: figures that do not add up, terms compared unlike, costs that do not belong, names, blanks. No line of income: that is told of the table."""
    return [
        fault("收支说明里没有这样的年份", "STA", "", _line("2", "2103年春佐料", "8096.40")),
        Fault(
            "收支说明的实支不是写着的两行相减",
            "STA",
            "金额",
            (_line("3", "秋季佐料", "7995.50"), _line("4", "其中鸡蛋", "775.00"), _line("5", "秋季佐料实支", "7120.50", "3-4")),
            stands=2,
        ),
        fault("收支说明只从一期里剔除了鸡蛋", "STA", "组成", _line("6", "佐料节约", "975.90", "2-5", side="")),
        fault("收支说明里有以前的费用", "STA", "项目", _line("8", "补缴失业保险", "637.40")),
        fault("收支说明里有超市的工资", "STA", "项目", _line("9", "超市营业员工资", "1800.00")),
        fault("收支说明里有各地规定不一的费用", "STA", "项目", _line("10", "电梯保养", "1452.00")),
        fault(
            "收支说明的一项混着三类费用",
            "STA",
            "项目",
            _line("11a", "食用油", "868.00"),
            _line("11b", "液化气", "151.00"),
            _line("11c", "加班费", "436.00"),
        ),
        fault("收支说明写着被开除的人的姓名", "STA", "项目", _line("12", "开除周小禾", "500.00")),
        fault("收支说明里有一行没有金额", "STA", "金额", _line("13", "三人加班费")),
        fault("收支说明的金额不能确定", "STA", "金额", _line("14", "门窗修理费", "近900元")),
        fault("收支说明的组成写着没有的行", "STA", "组成", _line("15", "费用合计", "4389.40", "8:11c+40")),
        fault("收支说明的合计没有写组成", "STA", "组成", _line("16", "总支出", "30000.00")),
    ]

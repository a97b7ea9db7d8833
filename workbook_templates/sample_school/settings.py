"""设置: whose book it is."""

from __future__ import annotations

from decimal import Decimal

from workbook_templates.sample_school.consumables import CANTEEN
from workbook_templates.sample_school.diners import STANDARDS
from workbook_templates.sample_school.people import PREPARER, PRINCIPAL, REVIEWER
from workbook_templates.sample_school.school_days import FIRST_DAY, LAST_DAY, MONTHS
from workbook_templates.sample_school.suppliers import VENDORS


def setting_rows() -> list[dict[str, object]]:
    """The rows of 设置 that the school fills in."""
    values: dict[str, object] = {
        "学校": "示例县云杉小学",
        "食堂": "学生食堂",
        "学期": "2025秋",
        "学期开始": FIRST_DAY,
        "学期结束": LAST_DAY,
        "核算月份": MONTHS[-1],
        "计价方法": "移动加权平均",
        "基准餐标": STANDARDS["午餐"],
        "期初结余": Decimal("3126.45"),
        "食堂部门": CANTEEN,
        "已结账至": None,
        "规则套": "通用",
        "编制人": PREPARER,
        "审核人": REVIEWER,
        "负责人": PRINCIPAL,
        "监督电话": "0000-1234567",
        "对账供应商": VENDORS[2].name,
    }
    return [{"项目": name} | ({} if value is None else {"值": value}) for name, value in values.items()]

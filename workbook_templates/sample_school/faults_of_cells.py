"""Planted errors of the families DAT, ARI and SUP: what stands in a cell, and the sums of a slip.

Whatever stops a row from being counted stands in the last month, so that the figures of the months before can still be judged.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from workbook_templates.sample_school.planting import NEW, Edit, Fault, delivery, fault, find, issue, slip_of
from workbook_templates.sample_school.school_days import days_of
from workbook_templates.sample_school.suppliers import CONTRACT_FROM, CONTRACT_UNTIL, credit_code, organisation_code

if TYPE_CHECKING:
    from workbook_templates.sample_school.rows import Row, Rows

D = Decimal
JANUARY = days_of("2026-01")
DECEMBER = days_of("2025-12")
NOVEMBER = days_of("2025-11")
OCTOBER = days_of("2025-10")
WRONG_CODE_VENDOR = "子园蔬菜店"
GREENS, GREENGROCER = "青菜", "丙田果蔬专业合作社"


_STATED: Row = {"行": "1", "项目": "菜籽油", "方向": "支", "数量": 36, "单价": D("238.00"), "金额": "8658.00"}


def vendor(name: str, organisation: str, category: str, **changes: object) -> Edit:
    """A ninth supplier, good but for the ``changes``."""
    cells: Row = {
        "供应商": name,
        "统一社会信用代码": credit_code("92990101" + organisation_code(organisation)),
        "许可证号": f"JY1990101{organisation[3:6]}".replace("A", "0"),
        "许可有效期": date(2028, 12, 31),
        "定点方式": "询价",
        "合同编号": f"GH-2025-{organisation[4:6]}",
        "合同开始": CONTRACT_FROM,
        "合同结束": CONTRACT_UNTIL,
        "下浮率": D("0.05"),
        "供货类别": category,
        "期初未付": D(0),
    }
    return Edit("供应商", NEW, {**cells, **changes})


def cell_faults(rows: Rows) -> list[Fault]:
    """DAT: cells that cannot be read, or should not be as they are."""
    drawn = rows["易耗品领用"]
    mended = find(rows, "支出", 摘要="蒸饭柜更换密封条")
    paid = next(place for place, row in enumerate(rows["支出"]) if row["科目"] == "付货款" and row["日期"] == JANUARY[6])
    panel = find(rows, "支出", 摘要="公示栏更换面板")
    wrapped = [place for place, row in enumerate(rows["采购验收"]) if row["品名"] == "面包" and row["日期"] in OCTOBER]
    totals = slip_of(rows, "采购验收", 日期=OCTOBER[3], 供应商=GREENGROCER)[0]
    decimals = slip_of(rows, "采购验收", 日期=OCTOBER[4], 供应商=GREENGROCER)[0]
    as_text = slip_of(rows, "采购验收", 日期=NOVEMBER[0], 供应商=GREENGROCER)[0]
    issued = slip_of(rows, "出库", 日期=NOVEMBER[1], 餐次="午餐")[-1]
    twice = delivery(DECEMBER[2], GREENS, "4", 31, 单据合计=None, 票据号=None)
    return [
        fault(
            "必填的领用人没有填", "DAT", "领用人", Edit("易耗品领用", find(rows, "易耗品领用", 部门="六年级组"), {"领用人": None})
        ),
        fault("数量写成十斤", "DAT", "数量", issue(JANUARY[1], "面粉", "1", 31, 数量="十斤")),
        fault("保质期至不是日期", "DAT", "保质期至", Edit("采购验收", wrapped[0], {"保质期至": "长期"})),
        fault("生产日期没有这一天", "DAT", "生产日期", Edit("采购验收", wrapped[1], {"生产日期": "2025年9月31日"})),
        fault("旧品状态不在可选项中", "DAT", "旧品状态", Edit("易耗品领用", _last(drawn, 旧品状态="报废"), {"旧品状态": "坏了"})),
        fault("品目表里没有的品名", "DAT", "品名", delivery(JANUARY[7], GREENS, "4", 32, 品名="青莱")),
        fault("供应商表里没有的供应商", "DAT", "供应商", delivery(DECEMBER[4], GREENS, "4", 33, 供应商="丙田果蔬合作社")),
        fault("同一部门同一品目填了两行", "DAT", "部门", Edit("期初在用", NEW, {"部门": "总务处", "品名": "扫帚", "数量": 4})),
        fault("整行重复登记", "DAT", "单号", twice, twice)._replace(stands=1),
        fault("错误值", "DAT", "合同编号", Edit("支出", mended, {"合同编号": "#N/A"})),
        fault("公式没有算出来的值", "DAT", "单据合计", Edit("采购验收", totals, {"单据合计": "=SUM(1,2)"})),
        fault("金额写了三位小数", "DAT", "单据合计", Edit("采购验收", decimals, {}, {"单据合计": D("0.004")})),
        fault("日期写错年份，早于本账", "DAT", "日期", Edit("支出", paid, {"日期": date(2025, 1, JANUARY[6].day)})),
        fault("日期写错年份，在今天以后", "DAT", "日期", Edit("支出", panel, {"日期": date(2027, 1, 9)})),
        fault("手工打的合计行", "DAT", "", Edit("支出", NEW, {"凭证号": "合计", "金额": D("88.00")})),
        fault(
            "实盘数量是负数",
            "DAT",
            "实盘数量",
            Edit("盘点", find(rows, "盘点", 日期=JANUARY[7], 品名="芝麻油"), {"实盘数量": D("-0.2")}),
        ),
        fault("还在用的品目已停用", "DAT", "品名", Edit("易耗品领用", _last(drawn, 品名="垃圾袋"), {}), _disabled(rows, "垃圾袋")),
        fault("数字以文本保存", "DAT", "数量", Edit("采购验收", as_text, {"数量": str(rows["采购验收"][as_text]["数量"])})),
        fault(
            "日期以文本保存",
            "DAT",
            "日期",
            Edit("出库", issued, {"日期": f"{NOVEMBER[1].year}.{NOVEMBER[1].month}.{NOVEMBER[1].day}"}),
        ),
        fault("食材出库没有填餐次", "ISS", "餐次", issue(JANUARY[2], "小米", "0.1", 34, 餐次=None)),
        fault("已结账至不在本账之内", "DAT", "值", Edit("设置", find(rows, "设置", 项目="已结账至"), {"值": "2026-12"})),
    ]


def _last(rows: list[Row], **cells: object) -> int:
    return max(place for place, row in enumerate(rows) if all(row.get(heading) == value for heading, value in cells.items()))


def _disabled(rows: Rows, item: str) -> Edit:
    return Edit("品目", find(rows, "品目", 品名=item), {"停用": "是"})


def slip_faults(rows: Rows) -> list[Fault]:
    """ARI: a line that does not multiply, a slip that does not add up. SUP: a code whose check digit is wrong."""
    total = slip_of(rows, "采购验收", 日期=OCTOBER[6], 供应商=GREENGROCER)[0]
    rounded = slip_of(rows, "采购验收", 日期=OCTOBER[8], 供应商="乙牧鲜肉配送部")[0]
    stated = rows["采购验收"][rounded]["单据合计"]
    cents = stated % 1 if isinstance(stated, Decimal) and stated % 1 else D("0.50")
    wrong = delivery(JANUARY[3], "黄瓜", "10", 35)
    code = str(vendor("", "MA9A09HU", "").cells["统一社会信用代码"])
    return [
        fault(
            "数量 × 单价 ≠ 金额", "ARI", "金额", wrong._replace(cells={**wrong.cells, "金额": D("92.80"), "单据合计": D("92.80")})
        ),
        fault("各行之和 ≠ 单据合计", "ARI", "单据合计", Edit("采购验收", total, {}, {"单据合计": D("20.00")})),
        fault("收支说明的一行 数量 × 单价 ≠ 金额", "ARI", "金额", Edit("收支说明", NEW, _STATED)),
        fault("单据合计抹了零头", "ARI", "单据合计", Edit("采购验收", rounded, {}, {"单据合计": -cents})),
        fault(
            "统一社会信用代码校验位不对",
            "SUP",
            "统一社会信用代码",
            vendor(
                WRONG_CODE_VENDOR,
                "MA9A09HU",
                "蔬菜",
                统一社会信用代码=code[:-1] + ("1" if code[-1] != "1" else "2"),
                下浮率=None,
            ),
        ),
        fault("许可有效期的年份写错", "DAT", "许可有效期", Edit("供应商", len(rows["供应商"]), {"许可有效期": "2103年12月31日"})),
    ]

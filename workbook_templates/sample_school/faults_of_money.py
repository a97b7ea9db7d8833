"""Planted errors of the families MEA, FIN, CON and CMP: diners, vouchers, trade-ins, comparisons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from workbook_templates.sample_school.deliveries import FEN
from workbook_templates.sample_school.faults_of_cells import DECEMBER, JANUARY, NOVEMBER
from workbook_templates.sample_school.planting import NEW, Edit, Fault, fault, find, slip_of, voucher

if TYPE_CHECKING:
    from workbook_templates.sample_school.rows import Rows

D = Decimal


def meal_faults(rows: Rows) -> list[Fault]:
    """MEA."""
    twice = find(rows, "就餐", 日期=DECEMBER[6], 餐次="早餐", 对象="工作人员")
    many = find(rows, "就餐", 日期=DECEMBER[8], 餐次="早餐", 对象="教职工")
    free = find(rows, "就餐", 日期=JANUARY[3], 餐次="早餐", 对象="工作人员")
    return [
        fault("同一天同一餐同一对象填了两行", "MEA", "日期", Edit("就餐", NEW, {**rows["就餐"][twice], "人数": 2, "免费人数": 2})),
        fault("人数与近期相差很大", "MEA", "人数", Edit("就餐", many, {"人数": 35})),
        fault("免费人数多于人数", "MEA", "免费人数", Edit("就餐", free, {"免费人数": 9})),
        _too_little_food(rows),
    ]


def _too_little_food(rows: Rows) -> Fault:
    """A decimal point one place too far left: the day's snack costs a tenth of the usual."""
    purchases = rows["采购验收"]
    day = next(
        day
        for day in NOVEMBER
        if any(row["日期"] == day and row["品名"] == "香蕉" and row.get("直出餐次") == "午点" for row in purchases)
    )
    line = find(rows, "采购验收", 日期=day, 品名="香蕉", 直出餐次="午点")
    row = purchases[line]
    quantity = D(str(row["数量"])) / 10
    amount = (quantity * D(str(row["单价"]))).quantize(FEN)
    first = slip_of(rows, "采购验收", 日期=day, 供应商=row["供应商"])[0]
    return fault(
        "一餐的人均食材太少",
        "MEA",
        "人数",
        Edit("就餐", find(rows, "就餐", 日期=day, 餐次="午点"), {}),
        Edit("采购验收", line, {"数量": quantity, "金额": amount}),
        Edit("采购验收", first, {}, {"单据合计": amount - D(str(row["金额"]))}),
    )


def voucher_faults(rows: Rows) -> list[Fault]:
    """FIN. The surplus leaves the band in November, and with it the surplus to date."""
    fees = find(rows, "收入", 摘要="9月请假退餐")
    paid = next(place for place, row in enumerate(rows["支出"]) if row["科目"] == "付货款" and row["日期"] in DECEMBER)
    repaired = rows["支出"][find(rows, "支出", 摘要="冷柜压缩机检修")]
    shown = Edit("设置", find(rows, "设置", 项目="核算月份"), {})
    minutes = "校务会纪要〔2025〕15号"
    return [
        fault(
            "当月和累计盈亏率超出范围",
            "FIN",
            "",
            shown,
            voucher(NOVEMBER[13], "记-11-91", "维修", "食堂屋面防水", "9000", 立项依据=minutes),
        ),
        fault("同一张凭证入账两次", "FIN", "凭证号", Edit("支出", NEW, {**repaired, "摘要": "冷柜检修费"})),
        fault("别的归口的费用", "FIN", "归口", voucher(NOVEMBER[14], "记-11-92", "人员", "超市营业员补贴", "600", 归口="超市")),
        fault(
            "以后期间的收入",
            "FIN",
            "所属月份",
            voucher(date(2026, 1, 20), "记-1-91", "学生伙食费", "2026春学生伙食费预收", "5000", 所属月份=date(2026, 3, 1))._replace(
                table="收入"
            ),
        ),
        fault(
            "大额支出没有合同也没有立项依据",
            "FIN",
            "合同编号",
            voucher(date(2025, 9, 25), "记-9-91", "其他支出", "餐桌椅翻新", "1500"),
        ),
        fault("入账的伙食费与应收相差很大", "FIN", "", shown, Edit("收入", fees, {}, {"金额": D(2000)})),
        fault("燃料既在采购验收又在支出", "FIN", "科目", voucher(date(2025, 10, 28), "记-10-91", "燃料", "液化气充装费", "120")),
        fault("易耗品既在采购验收又在支出", "FIN", "科目", voucher(date(2025, 11, 26), "记-11-93", "易耗品", "保鲜膜、锡纸", "95")),
        fault("货款付给供应商表里没有的单位", "FIN", "收款单位", Edit("支出", paid, {"收款单位": "甲禾粮油店"})),
    ]


def trade_in_faults(rows: Rows) -> list[Fault]:
    """CON."""
    drawn = rows["易耗品领用"]
    returned = [place for place, row in enumerate(drawn) if row.get("交旧数") and row["部门"] != "食堂" and row["日期"] in NOVEMBER]
    food = Edit(
        "易耗品领用",
        NEW,
        {
            "单号": f"LY{JANUARY[2]:%y%m%d}-9",
            "日期": JANUARY[2],
            "部门": "食堂",
            "领用人": "吴六",
            "品名": "白砂糖",
            "领用数": 1,
            "单位": "公斤",
        },
    )
    waived = find(rows, "易耗品领用", 免交理由="遗失已赔")
    november = Edit(
        "规则参数",
        NEW,
        {"参数": "易耗品定额_食堂_抹布", "值": 7, "单位": "条/月", "生效日": date(2025, 11, 1), "失效日": date(2025, 11, 30)},
    )
    cloths = next(
        place for place, row in enumerate(drawn) if row["部门"] == "食堂" and row["品名"] == "抹布" and row["日期"] in NOVEMBER
    )
    return [
        fault("欠交的旧品过了期限", "CON", "交旧数", Edit("易耗品领用", returned[0], {"交旧数": 0, "旧品状态": None})),
        fault("以旧换新没有填交旧数", "CON", "交旧数", Edit("易耗品领用", returned[2], {"交旧数": None, "旧品状态": None})),
        fault("部门领用超过定额", "CON", "领用数", Edit("易耗品领用", cloths, {}), november),
        fault("免交没有批准人", "CON", "批准人", Edit("易耗品领用", waived, {"批准人": None})),
        fault("部门领用了食材", "CON", "品名", food),
        fault("交回的多于手里有的", "CON", "交旧数", Edit("易耗品领用", returned[1], {"交旧数": 40})),
    ]


def comparison_faults(rows: Rows) -> list[Fault]:
    """CMP."""
    seasoning, staple, oil = (find(rows, "基期", 项目=name) for name in ("调味品", "主食", "食用油"))
    return [
        fault("剔除的品目不在类别里", "CMP", "剔除", Edit("基期", seasoning, {"剔除": "「鸡蛋」"})),
        fault("对比的类别不认识", "CMP", "类别", Edit("基期", staple, {"类别": "主食"})),
        fault("对比的品目不在名单里", "CMP", "类别", Edit("基期", oil, {"类别": "「菜仔油」"})),
    ]

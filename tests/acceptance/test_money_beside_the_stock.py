"""Fuel and consumables from stock, income, expenses of this and other centres, periods before and after, worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.outsider import (
    TERM,
    check_figures,
    columns,
    errors,
    expected,
    figures,
    fill,
    filled,
    findings,
    month,
    refresh,
    rows_of,
    run,
    save,
)

if TYPE_CHECKING:
    from pathlib import Path

STORE = (
    TERM
    + """
核算月份 2025-10
食堂部门 食堂、面点间
期初结余 1000
品目: 品名 类别 单位 以旧换新
大米 粮食 公斤 _
液化气 燃料 瓶 _
洗洁精 易耗品 瓶 _
扫把 易耗品 把 是
供应商: 供应商 期初未付
综合店 500
期初库存: 品名 数量 单位 金额
液化气 2 瓶 200
洗洁精 10 瓶 80
期初在用: 部门 品名 数量
食堂 扫把 2
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额 直出餐次
R1 2025-09-02 综合店 液化气 3 瓶 110 330 _
R1 2025-09-02 综合店 扫把 10 把 12 120 _
R2 2025-09-05 综合店 大米 10 公斤 6 60 午餐
R3 2025-09-05 综合店 液化气 1 瓶 115 115 午餐
出库: 单号 日期 餐次 去向 品名 数量 单位
C1 2025-09-05 _ 供餐 液化气 2 瓶
C2 2025-09-06 _ 报损 液化气 1 瓶
C3 2025-09-06 _ 报损 洗洁精 1 瓶
C4 2025-09-07 _ 退货 扫把 1 把
易耗品领用: 单号 日期 部门 领用人 品名 领用数 单位 交旧数 免交理由 批准人
L1 2025-09-03 食堂 王 洗洁精 3 _ _ _ _
L2 2025-09-03 一年级 李 洗洁精 2 瓶 _ _ _
L3 2025-09-04 面点间 赵 洗洁精 1 _ _ _ _
L4 2025-09-08 食堂 王 扫把 2 _ 2 _ _
L5 2025-09-08 一年级 李 扫把 1 _ 0 首次领用 主任
L6 2025-10-08 一年级 李 扫把 1 _ 1 _ _
盘点: 日期 品名 实盘数量 单位 差异原因 批准人
2025-09-30 液化气 1 瓶 漏气 校长
2025-09-30 洗洁精 4 瓶 清点 校长
就餐: 日期 餐次 对象 人数 餐标
2025-09-05 午餐 学生 60 10
2025-09-05 午餐 工作人员 4 10
2025-09-05 午餐 来客 1 20
收入: 凭证号 日期 科目 摘要 金额 所属月份
S1 2025-09-01 学生伙食费 预收 600 _
S2 2025-09-30 学生伙食费 退费 -50.5 _
S3 2025-09-30 来客餐费 _ 20 _
S4 2025-09-30 利息 _ 1.23 _
S5 2025-09-30 废品收入 纸箱 30 2025-10
S6 2025-09-30 捐赠 去年的 200 2025-06
S7 2025-10-09 学生伙食费 明年春 5000 2026-03
S8 2025-10-09 其他收入 _ 77 2025-09
支出: 凭证号 日期 科目 摘要 金额 所属月份 归口 收款单位 立项依据
F1 2025-09-30 燃料 天然气 300 _ _ _ _
F2 2025-09-30 水电 电费 450.5 _ 食堂 _ _
F3 2025-09-30 水电 红字 -0.5 _ 食堂 _ _
F4 2025-09-30 人员 工资 900 _ 食堂 _ _
F5 2025-09-30 人员 营业员 800 _ 超市 _ _
F6 2025-09-30 维修 修灶 60 _ _ _ _
F7 2025-09-30 设备 和面机 999.99 _ _ _ _
F8 2025-09-30 其他支出 办公 40 _ _ _ _
F9 2025-09-30 易耗品 零星 100 _ _ _ _
F10 2025-09-30 付货款 七月货款 500 _ _ 综合店 结算单
F11 2025-09-30 付货款 幼儿园的 300 _ 幼儿园 综合店 结算单
F12 2025-10-15 水电 春季水费 70 2025-05 _ _ _
F13 2025-10-15 人员 寒假值班 600 2026-02 _ _ _
"""
)

# Gas: 5 bottles at 530.00, 106 each. Two to the meals 212.00, one lost 106.00, one missing at the count 106.00, and 115.00 straight to
# lunch: 539.00. 燃料水电 = 300 + 450 + 539 = 1,289.00.
# Detergent: 10 at 80.00. Canteen and pastry room 4 = 32.00, lost 1 = 8.00, first form 2 = 16.00; 3 left at 24.00, 4 counted: + 8.00.
# Brooms: 10 at 120.00: one sent back; canteen 2 = 24.00; first form 1 = 12.00, in October 1 = 12.00.
# 易耗品 = 100 + 32 + 8 + 24 - 8 = 156.00; 其他部门领用 = 16 + 12 = 28.00 and 12.00.
# 其他支出 = 999.99 + 40. 支出合计 = 60 + 1,289 + 900 + 156 + 60 + 1,039.99 = 3,504.99.
# 收入 September: 600 - 50.50; 20; 1.23; 200 of before the book; 77 of September booked in October: 847.73. 3,504.99 - 847.73 = 2,657.26.
# 折算人次 = 60 + 4 + 2 = 66. 60 / 66 = 0.909; 3,504.99 / 66 = 53.10591. 60 / 549.50 = 0.109190. -2,657.26 / 847.73 = -3.134559.
SEPTEMBER = """
支出_燃料 300.00  燃料水电 1289.00  支出_水电 450.00  支出_人员 900.00  人员 900.00  支出_易耗品 100.00  易耗品 156.00
支出_维修 60.00  维修 60.00  支出_设备 999.99  支出_其他支出 40.00  其他支出 1039.99
其他部门领用 28.00  其他归口支出 800.00  付货款 800.00  支出合计 3504.99
学生伙食费 549.50  教职工伙食费 0.00  来客餐费 20.00  利息 1.23  捐赠 200.00  废品收入 0.00  其他收入 77.00  财政补助 0.00
伙食费收入 549.50  收入合计 847.73  结余 -2657.26  采购口径结余 -2657.26  累计结余 -1657.26  本学期结余 -2657.26
期初库存 0.00  期末库存 0.00  购入食材 60.00  食材消耗 60.00  食材消耗_其他食材 0.00  供餐成本 60.00  损耗 0.00
就餐人次 65  就餐人次_工作人员 4  就餐人次_来客 1  折算人次 66.00
餐均食材成本 0.91  餐均总成本 53.11  食材占比 0.1092  盈亏率 -3.1346  累计盈亏率 -3.1346
"""
# October: scrap 30; the spring's water 70, earlier than the book, in the month of its day; 600 of next February and 5,000 of next March
# in no month. 结余 30 - 70 = -40; to date -2,697.26; 1,000 - 2,697.26 = -1,697.26; -40 / 30 = -1.333333; -2,697.26 / 877.73 = -3.072995.
OCTOBER = """
收入合计 30.00  废品收入 30.00  学生伙食费 0.00  支出_水电 70.00  燃料水电 70.00  人员 0.00  易耗品 0.00  其他部门领用 12.00
支出合计 70.00  结余 -40.00  本学期结余 -2697.26  累计结余 -1697.26  盈亏率 -1.3333  累计盈亏率 -3.0730
餐均食材成本 无  餐均总成本 无  食材占比 无  折算人次 0.00
"""
TO_DATE = """
收入合计 877.73  支出合计 3574.99  结余 -2697.26  累计结余 -1697.26  盈亏率 -3.0730  累计盈亏率 -3.0730
其他部门领用 40.00  付货款 800.00  其他归口支出 800.00  燃料水电 1359.00  折算人次 66.00  餐均总成本 54.17
"""


def test_fuel_consumables_and_other_centres_come_out_as_worked_by_hand(tmp_path: Path) -> None:
    path = filled(STORE, tmp_path)
    document = figures(path)
    check_figures(document["months"]["2025-09"], SEPTEMBER)
    check_figures(document["months"]["2025-10"], OCTOBER)
    check_figures(document["cumulative"]["2025-10"], TO_DATE)
    assert errors(path) == []


def test_every_figure_of_the_vocabulary_is_there_zeros_included(tmp_path: Path) -> None:
    food = ("粮食", "食用油", "畜禽肉", "水产", "蛋", "奶", "豆制品", "蔬菜", "水果", "调味品", "干货", "其他食材")
    names = {
        "供餐天数",
        "就餐人次",
        "折算人次",
        "伙食费收入",
        "收入合计",
        "期初库存",
        "期末库存",
        "库存变动",
        "购入食材",
        "食材消耗",
        "供餐成本",
    }
    names |= {
        "损耗",
        "接待",
        "燃料水电",
        "人员",
        "易耗品",
        "维修",
        "其他支出",
        "其他部门领用",
        "其他归口支出",
        "付货款",
        "支出合计",
        "结余",
    }
    names |= {"采购口径结余", "盈亏率", "累计盈亏率", "本学期结余", "累计结余", "餐均食材成本", "餐均总成本", "食材占比"}
    names |= {f"就餐人次_{whom}" for whom in ("学生", "教职工", "工作人员", "来客")}
    names |= {"学生伙食费", "教职工伙食费", "来客餐费", "财政补助", "捐赠", "利息", "废品收入", "其他收入"}
    names |= {f"支出_{subject}" for subject in ("燃料", "水电", "人员", "易耗品", "维修", "设备", "其他支出")}
    names |= {f"{what}_{category}" for what in ("购入食材", "食材消耗") for category in food}
    document = figures(filled(STORE, tmp_path))
    for period in ("months", "cumulative"):
        for name in ("2025-09", "2025-10"):
            shown, refused = set(document[period][name]), set(document["refused"][period].get(name, {}))
            assert names <= shown | refused
            assert not shown & refused


def test_periods_before_and_after_the_book_are_listed_and_block_nothing(tmp_path: Path) -> None:
    path = filled(STORE, tmp_path)
    listed = [(found["sheet"], found["level"]) for found in findings(path) if found["rule"] == "FIN-03"]
    assert sorted(sheet for sheet, _ in listed) == ["支出", "支出", "收入", "收入"]
    assert "错误" not in {level for _, level in listed}


def test_the_supplier_is_owed_what_was_delivered_less_what_went_back_and_was_paid(tmp_path: Path) -> None:
    out = refresh(save(fill(STORE + "设置:\n核算月份 2025-09"), tmp_path))
    # 500 + (330 + 120 + 60 + 115 = 625) - 12 for the broom - (500 + 300) paid = 313.
    assert columns(rows_of(out, "供应商对账"), "供应商 期初未付 本月验收 退货 已付 期末未付") == [
        ("综合店", 500, 625, 12, 800, 313)
    ]


def test_trade_ins_are_counted_by_department_and_item(tmp_path: Path) -> None:
    out = refresh(filled(STORE, tmp_path))
    # 欠交 = 领用 - 交旧 - 免交: 2 - 2 = 0; first form 2 - 1 - 1 = 0. Money: 24.00 and 24.00.
    rows = columns(rows_of(out, "以旧换新统计"), "部门 品名 期初在用 领用数 交旧数 免交数 欠交数 金额")
    assert [row for row in rows if row[1] == "扫把"] == [
        row for row in (("一年级", "扫把", 0, 2, 1, 1, 0, 24), ("食堂", "扫把", 2, 2, 2, 0, 0, 24)) if row in rows
    ]
    assert len([row for row in rows if row[1] == "扫把"]) == 2


def test_a_return_after_a_payment_leaves_the_months_after_where_it_left_off(tmp_path: Path) -> None:
    out = refresh(filled(STORE, tmp_path))
    # October opens where September closed.
    assert columns(rows_of(out, "供应商对账"), "供应商 期初未付 本月验收 退货 已付 期末未付") == [("综合店", 313, 0, 0, 0, 313)]


def test_conservation_holds_in_every_month_and_to_date(tmp_path: Path) -> None:
    document = figures(filled(STORE, tmp_path))
    for period in ("months", "cumulative"):
        for values in document[period].values():
            spent = {
                name: round(float(values[name]) * 100)
                for name in expected("期初库存 _ 购入食材 _ 期末库存 _ 食材消耗 _ 供餐成本 _ 损耗 _ 接待 _")
            }
            assert spent["期初库存"] + spent["购入食材"] - spent["期末库存"] == spent["食材消耗"]
            assert spent["供餐成本"] + spent["损耗"] + spent["接待"] == spent["食材消耗"]


def test_consumables_straight_to_a_meal_are_an_error(tmp_path: Path) -> None:
    path = save(
        fill(STORE + "采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额 直出餐次\nR9 2025-10-02 综合店 洗洁精 1 瓶 8 8 午餐\n"),
        tmp_path,
    )
    assert [(sheet, column) for _, sheet, column in errors(path)] == [("采购验收", "直出餐次")]


def test_staff_and_guests_are_no_reason_to_charge_children(tmp_path: Path) -> None:
    path = save(
        fill(
            TERM
            + """
品目: 品名 类别 单位
鸡 畜禽肉 公斤
期初库存: 品名 数量 单位 金额
鸡 10 公斤 250
出库: 单号 日期 餐次 去向 品名 数量 单位
1 2025-09-05 午餐 学生餐 鸡 4 公斤
1 2025-09-05 午餐 教工餐 鸡 2 公斤
1 2025-09-05 午餐 留样 鸡 0.125 公斤
1 2025-09-05 晚餐 接待 鸡 3 公斤
1 2025-09-06 午餐 报损 鸡 0.5 公斤
就餐: 日期 餐次 对象 人数 餐标
2025-09-05 午餐 学生 20 10
2025-09-05 午餐 教职工 5 15
2025-09-05 晚餐 来客 3 30
"""
        ),
        tmp_path,
    )
    # 25.00 a kilo: 100 + 50 + 3.13 (3.125) = 153.13 by cumulative rounding of 228.13: 100, 150, 153.13, 228.13 in the order of 餐次, 去向.
    # 接待 75.00, 报损: 0.5 of 0.875 at 21.87 = 12.50 (12.497). 折算 20 + 7.5 + 9 = 36.5.
    values = month(path, "2025-09")
    check_figures(
        values, "供餐成本 153.13 接待 75.00 损耗 12.50 食材消耗 240.63 期末库存 9.37 折算人次 36.50 餐均食材成本 6.59 供餐天数 1"
    )
    assert run("check", path).status == 0
    assert "接待" in {found["value"] for found in findings(path) if found["sheet"] == "出库"}

"""Planted errors of the families STK, RCV and ISS: the store, the deliveries, the issues."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from workbook_templates.sample_school.faults_of_cells import (
    DECEMBER,
    GREENGROCER,
    GREENS,
    JANUARY,
    NOVEMBER,
    OCTOBER,
    WRONG_CODE_VENDOR,
    vendor,
)
from workbook_templates.sample_school.goods import good
from workbook_templates.sample_school.people import APPROVER, KEEPER
from workbook_templates.sample_school.planting import NEW, Edit, Fault, delivery, fault, find, issue, later_counts, slip_of
from workbook_templates.sample_school.school_days import COUNT_DAYS, FIRST_DAY

if TYPE_CHECKING:
    from workbook_templates.sample_school.rows import Rows

D = Decimal
ALL = D(1)
BUTCHER = "乙牧鲜肉配送部"
OCTOBER_COUNT, NOVEMBER_COUNT = COUNT_DAYS[1], COUNT_DAYS[2]


def stock_faults(rows: Rows) -> list[Fault]:
    """STK."""
    sour = find(rows, "盘点", 日期=NOVEMBER_COUNT, 品名="酱油")
    spilt = find(rows, "盘点", 日期=NOVEMBER_COUNT, 品名="面粉")
    milk = find(rows, "采购验收", 日期=DECEMBER[5], 品名="纯牛奶")
    early, late = NOVEMBER[1], NOVEMBER[4]
    return [
        fault("出库多于库存", "STK", "数量", issue(JANUARY[4], "料酒", "60", 41)),
        fault("单位没有换算率", "STK", "单位", issue(JANUARY[5], "胡萝卜", "1", 42, 单位="筐")),
        fault("红字冲的单日期在它之后", "STK", "备注", issue(JANUARY[6], "酱油", "-0.1", 45, 备注=f"冲 {_last_soy_sauce(rows)}")),
        fault(
            "盘盈的品目没有价可依",
            "STK",
            "实盘数量",
            Edit(
                "盘点",
                NEW,
                {
                    "日期": DECEMBER[-1],
                    "品名": "水桶",
                    "实盘数量": 2,
                    "单位": "个",
                    "差异原因": "清库发现",
                    "盘点人": KEEPER,
                    "批准人": APPROVER,
                },
            ),
            Edit("品目", NEW, {"品名": "水桶", "类别": "易耗品", "单位": "个"}),
        ),
        fault("负数没有写明冲哪张单", "DAT", "数量", issue(JANUARY[6], "紫菜", "-0.1", 43)),
        fault("盘点差异没有原因", "STK", "差异原因", Edit("盘点", sour, {"差异原因": None})),
        fault("盘点差异没有批准人", "STK", "批准人", Edit("盘点", spilt, {"批准人": None})),
        _copied_count(rows),
        fault(
            "鲜活食材放了三天",
            "STK",
            "品名",
            issue(late, GREENS, "4", 44),
            delivery(early, GREENS, "8", 44, meal=""),
        ),
        fault(
            "过了保质期才出库",
            "STK",
            "品名",
            Edit("出库", find(rows, "出库", 日期=DECEMBER[11], 品名="纯牛奶"), {}),
            Edit("采购验收", milk, {"保质期至": DECEMBER[10]}),
        ),
    ]


def _last_soy_sauce(rows: Rows) -> object:
    return rows["出库"][find(rows, "出库", 日期=JANUARY[7], 餐次="午餐", 品名="酱油")]["单号"]


def _copied_count(rows: Rows) -> Fault:
    """October's count repeats the book for every item; the counts after it move along."""
    edits: list[Edit] = []
    for item, book_less_count in (("大米", D("0.3")), ("食盐", D("-0.2")), ("胡萝卜", D("0.4"))):
        place = find(rows, "盘点", 日期=OCTOBER_COUNT, 品名=item)
        edits += [
            Edit("盘点", place, {"差异原因": None, "批准人": None}),
            *later_counts(rows, item, OCTOBER_COUNT, book_less_count),
        ]
    first = Edit("盘点", find(rows, "盘点", 日期=OCTOBER_COUNT), {})
    return fault("整张盘点表照抄账面数", "STK", "实盘数量", first, *edits)


def delivery_faults(rows: Rows) -> list[Fault]:
    """RCV."""
    purchases = rows["采购验收"]
    signed = slip_of(rows, "采购验收", 日期=DECEMBER[0], 供应商=GREENGROCER)[0]
    bread = [place for place, row in enumerate(purchases) if row["品名"] == "面包" and row["日期"] in DECEMBER]
    first_bill = slip_of(rows, "采购验收", 日期=OCTOBER[9], 供应商=BUTCHER)[0]
    second_bill = slip_of(rows, "采购验收", 日期=OCTOBER[12], 供应商=BUTCHER)[0]
    two_bills = slip_of(rows, "采购验收", 2, 日期=OCTOBER[12], 供应商=GREENGROCER)
    two_buyers = slip_of(rows, "采购验收", 2, 日期=OCTOBER[13], 供应商=GREENGROCER)
    wrapped = purchases[bread[0]]["日期"]
    assert isinstance(wrapped, date)  # noqa: S101 - a day, as every 日期 of the good book
    return [
        fault("三个验收人有两个相同", "RCV", "采购人", Edit("采购验收", signed, {"质量验收人": purchases[signed]["采购人"]})),
        fault(
            "供应商许可已过期",
            "RCV",
            "供应商",
            delivery(OCTOBER[5], "包菜", "6", 51, 供应商="壬叶蔬菜店", 票据号="壬000051"),
            vendor("壬叶蔬菜店", "MA9A10JW", "蔬菜", 许可有效期=date(2025, 8, 31)),
        ),
        fault(
            "供应商没有登记许可证和合同",
            "RCV",
            "供应商",
            vendor("寅禾粮店", "MA9A12LY", "粮食", 许可证号=None, 许可有效期=None, 合同编号=None, 合同开始=None, 合同结束=None),
            delivery(OCTOBER[4], "小米", "2", 61, 供应商="寅禾粮店", 票据号="寅000061"),
        ),
        fault(
            "供应商合同已到期",
            "RCV",
            "供应商",
            delivery(OCTOBER[7], "香蕉", "5", 52, 供应商="癸果水果店", 票据号="癸000052"),
            vendor("癸果水果店", "MA9A11KX", "水果", 合同结束=date(2025, 9, 30)),
        ),
        fault(
            "品目不在供应商的供货类别里",
            "RCV",
            "品名",
            delivery(NOVEMBER[3], "香蕉", "5", 53, 供应商="丁豆豆制品坊", 票据号="丁900053"),
        ),
        fault("蔬菜没有农残检测结果", "RCV", "检测结果", delivery(NOVEMBER[5], GREENS, "6", 54, 检测结果=None)),
        fault("检测不合格却验收合格", "RCV", "检测结果", delivery(NOVEMBER[6], GREENS, "6", 55, 检测结果="不合格")),
        fault(
            "单价高于限价",
            "RCV",
            "单价",
            delivery(FIRST_DAY, "黄瓜", "4", 56, 供应商=WRONG_CODE_VENDOR, 票据号="子000056", 单价=_above(rows, "黄瓜", "限价")),
        ),
        fault(
            "单价高于前四周中位价",
            "RCV",
            "单价",
            delivery(NOVEMBER[10], GREENS, "4", 57, 供应商=WRONG_CODE_VENDOR, 票据号="子000057", 单价=_dear(rows)),
        ),
        fault(
            "单价高于基准价 ×(1 − 下浮率)",
            "RCV",
            "单价",
            delivery(NOVEMBER[12], "冬瓜", "4", 58, 单价=_above(rows, "冬瓜", "基准价", 1 - good("冬瓜").vendor.discount)),
        ),
        fault(
            "送到时已过保质期",
            "RCV",
            "保质期至",
            Edit("采购验收", bread[0], {"生产日期": wrapped - timedelta(days=6), "保质期至": wrapped - timedelta(days=1)}),
        ),
        fault(
            "生产日期晚于验收日期",
            "RCV",
            "生产日期",
            Edit("采购验收", bread[1], {"生产日期": _day_after(purchases[bread[1]]["日期"])}),
        ),
        fault("同一票据号用于两张单", "RCV", "票据号", Edit("采购验收", second_bill, {"票据号": purchases[first_bill]["票据号"]})),
        fault(
            "一张单里有两个票据号",
            "RCV",
            "票据号",
            Edit("采购验收", two_bills[0], {}),
            Edit("采购验收", two_bills[1], {"票据号": "丙900059"}),
        ),
        fault(
            "一张单里有两个采购人",
            "RCV",
            "采购人",
            Edit("采购验收", two_buyers[0], {}),
            Edit("采购验收", two_buyers[1], {"采购人": "蒋十三"}),
        ),
        fault("易耗品填了直出餐次", "RCV", "直出餐次", delivery(JANUARY[1], "洗洁精", "1", 60)),
    ]


def issue_faults(rows: Rows) -> list[Fault]:
    """ISS."""
    signed = slip_of(rows, "出库", 日期=DECEMBER[1], 餐次="午餐")[0]
    two_cooks = slip_of(rows, "出库", 2, 日期=DECEMBER[3], 餐次="午餐")
    supper, guests, eaten = NOVEMBER[8], NOVEMBER[9], OCTOBER[10]
    return [
        fault("三个出库签字人有两个相同", "ISS", "管理员", Edit("出库", signed, {"仓管员": rows["出库"][signed]["管理员"]})),
        fault(
            "一张出库单里有两个厨师", "ISS", "厨师", Edit("出库", two_cooks[0], {}), Edit("出库", two_cooks[1], {"厨师": "沈十四"})
        ),
        fault(
            "出库给没有人吃的一餐",
            "ISS",
            "餐次",
            issue(supper, "大米", "2", 61, 餐次="晚餐"),
            *later_counts(rows, "大米", supper, D(-2)),
        ),
        fault(
            "有人就餐却没有食材成本",
            "ISS",
            "人数",
            Edit("就餐", NEW, {"日期": eaten, "餐次": "晚餐", "对象": "教职工", "人数": 12, "餐标": D(8)}),
        ),
        fault(
            "出库用于接待",
            "ISS",
            "去向",
            issue(guests, "带鱼段", "1", 62, 去向="接待"),
            *later_counts(rows, "带鱼段", guests, D(-1)),
        ),
    ]


def _above(rows: Rows, item: str, heading: str, share: Decimal = ALL) -> Decimal:
    """A price per entered unit just above a share of 限价 or 基准价."""
    published = rows["品目"][find(rows, "品目", 品名=item)][heading]
    return (D(str(published)) * share * good(item).factor).quantize(D("0.01"), ROUND_FLOOR) + D("0.02")


def _dear(rows: Rows) -> Decimal:
    """A price of greens below 限价 and far above the weeks before."""
    return (D(str(rows["品目"][find(rows, "品目", 品名=GREENS)]["限价"])) * good(GREENS).factor).quantize(
        D("0.1"), ROUND_FLOOR
    ) - D("0.20")


def _day_after(day: object) -> date:
    assert isinstance(day, date)  # noqa: S101 - a day, as every 日期 of the good book
    return day + timedelta(days=1)

"""收入 and 支出: the term's vouchers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from validation.months import first_day, last_day
from workbook_templates.sample_school.deliveries import paid_for
from workbook_templates.sample_school.diners import ENROLLED, FREE_PUPILS, GUESTS, MEALS, PUPILS, STAFF, STANDARDS, due
from workbook_templates.sample_school.people import PRINCIPAL
from workbook_templates.sample_school.school_days import MONTHS, days_of
from workbook_templates.sample_school.suppliers import VENDORS, contract_of

D = Decimal
INCOME, EXPENSE = "收入", "支出"


class Voucher(NamedTuple):
    """One voucher, of either table. ``more`` are the further columns."""

    table: str
    day: date
    account: str
    summary: str
    amount: Decimal
    month: str = ""
    more: tuple[tuple[str, str], ...] = ()


class Overheads(NamedTuple):
    """One month's constant amounts, 元: the subsidy, and the costs that are not goods."""

    subsidy: Decimal
    wages: Decimal
    insurance: Decimal
    electricity: Decimal
    water: Decimal


OVERHEADS = {
    "2025-09": Overheads(D("8600.00"), D("17150.00"), D("2310.00"), D("2186.40"), D("742.50")),
    "2025-10": Overheads(D("8600.00"), D("14700.00"), D("2310.00"), D("1742.80"), D("596.20")),
    "2025-11": Overheads(D("8600.00"), D("16850.00"), D("2310.00"), D("1954.60"), D("668.00")),
    "2025-12": Overheads(D("8600.00"), D("17500.00"), D("2310.00"), D("2408.90"), D("731.40")),
    "2026-01": Overheads(D("4300.00"), D("6900.00"), D("1155.00"), D("1012.30"), D("284.60")),
}

_POWER = (("收款单位", "示例县供电所"), ("合同编号", "YD-2025-03"))
_WATER = (("收款单位", "示例县自来水站"), ("合同编号", "YS-2025-07"))
_COOKS = (("收款单位", "炊事员工资户"), ("合同编号", "LD-2025-01"))
_INSURANCE = (("收款单位", "示例县社保代收户"), ("合同编号", "LD-2025-01"))

_SINGLE = (
    Voucher(EXPENSE, date(2025, 9, 10), "水电", "补缴上学期六月电费", D("486.30"), "2025-06", _POWER),
    Voucher(EXPENSE, date(2025, 9, 12), "其他支出", "农残检测试剂", D("380.00"), "2025-09", (("收款单位", "示例县检测耗材店"),)),
    Voucher(EXPENSE, date(2025, 9, 18), "维修", "蒸饭柜更换密封条", D("460.00"), "2025-09", (("收款单位", "示例县厨具维修部"),)),
    Voucher(
        EXPENSE,
        date(2025, 10, 16),
        "设备",
        "留样冷藏柜一台",
        D("1180.00"),
        "2025-10",
        (("收款单位", "示例县厨具维修部"), ("立项依据", "校务会纪要〔2025〕12号")),
    ),
    Voucher(EXPENSE, date(2025, 10, 22), "易耗品", "一次性手套、口罩", D("268.00"), "2025-10", (("收款单位", "示例县医药商店"),)),
    Voucher(
        EXPENSE,
        date(2025, 11, 14),
        "维修",
        "油烟管道清洗",
        D("1260.00"),
        "2025-11",
        (("收款单位", "示例县厨具维修部"), ("合同编号", "FW-2025-04")),
    ),
    Voucher(EXPENSE, date(2025, 12, 11), "维修", "冷柜压缩机检修", D("520.00"), "2025-12", (("收款单位", "示例县厨具维修部"),)),
    Voucher(EXPENSE, date(2025, 12, 18), "易耗品", "一次性手套、口罩", D("294.00"), "2025-12", (("收款单位", "示例县医药商店"),)),
    Voucher(EXPENSE, date(2026, 1, 9), "其他支出", "公示栏更换面板", D("210.00"), "2026-01", (("收款单位", "示例县图文社"),)),
    Voucher(INCOME, date(2025, 9, 21), "利息", "三季度存款利息", D("38.72"), "2025-09"),
    Voucher(INCOME, date(2025, 12, 21), "利息", "四季度存款利息", D("44.15"), "2025-12"),
    Voucher(INCOME, date(2025, 9, 29), "废品收入", "纸箱、油桶变卖", D("62.50"), "2025-09"),
    Voucher(INCOME, date(2025, 10, 30), "废品收入", "纸箱、油桶变卖", D("54.00"), "2025-10"),
    Voucher(INCOME, date(2025, 11, 27), "废品收入", "纸箱、油桶变卖", D("58.30"), "2025-11"),
    Voucher(INCOME, date(2025, 12, 30), "废品收入", "纸箱、油桶变卖", D("65.20"), "2025-12"),
)


def _chinese(month: str) -> str:
    return f"{int(month[5:])}月"


def _fees(month: str) -> list[Voucher]:
    """Families pay in advance and get back what was not eaten, so that each month comes out at what is due."""
    days = days_of(month)
    advance = sum((len(days) * (ENROLLED[meal] - FREE_PUPILS[meal]) * STANDARDS[meal] for meal in MEALS), D("0.00"))
    fees = [
        Voucher(INCOME, days[2], "学生伙食费", f"{_chinese(month)}学生伙食费预收", advance, month, (("资金来源", "家长缴费"),)),
        Voucher(
            INCOME,
            days[-1],
            "学生伙食费",
            f"{_chinese(month)}请假退餐",
            due(month, PUPILS) - advance,
            month,
            (("资金来源", "家长缴费"),),
        ),
        Voucher(
            INCOME,
            days[-1],
            "教职工伙食费",
            f"{_chinese(month)}教职工伙食费",
            due(month, STAFF),
            month,
            (("资金来源", "教职工缴费"),),
        ),
    ]
    guests = due(month, GUESTS)
    if guests:
        fees.append(Voucher(INCOME, days[5], "来客餐费", "家长代表陪餐自付餐费", guests, month))
    return fees


def _overheads(month: str) -> list[Voucher]:
    overheads = OVERHEADS[month]
    middle, end = days_of(month)[len(days_of(month)) // 2], last_day(month)
    name = _chinese(month)
    return [
        Voucher(
            INCOME,
            middle,
            "财政补助",
            f"{name}食堂运转补助和困难学生用餐补助",
            overheads.subsidy,
            month,
            (("资金来源", "财政拨款"),),
        ),
        Voucher(EXPENSE, end, "人员", f"{name}炊事员工资", overheads.wages, month, _COOKS),
        Voucher(EXPENSE, end, "人员", f"{name}炊事员社会保险单位部分", overheads.insurance, month, _INSURANCE),
        Voucher(EXPENSE, end, "水电", f"{name}食堂电费", overheads.electricity, month, _POWER),
        Voucher(EXPENSE, end, "水电", f"{name}食堂水费", overheads.water, month, _WATER),
    ]


def _payments(month: str) -> list[Voucher]:
    """Each supplier is paid in the month after; in the first month, what the term before left owing."""
    before = MONTHS[MONTHS.index(month) - 1] if month != MONTHS[0] else ""
    payments = []
    for vendor in VENDORS:
        amount = paid_for(vendor, before) if before else vendor.owed
        if amount:
            summary = f"付{vendor.name}{_chinese(before) if before else '上学期'}货款"
            more = (("收款单位", vendor.name), ("合同编号", contract_of(vendor)))
            payments.append(Voucher(EXPENSE, days_of(month)[6], "付货款", summary, amount, "", more))
    return payments


@cache
def vouchers() -> tuple[tuple[str, Voucher], ...]:
    """All vouchers by day, each with its number; the numbers run through both tables and start anew each month."""
    found = list(_SINGLE)
    for month in MONTHS:
        found += _fees(month) + _overheads(month) + _payments(month)
    found.sort(key=lambda voucher: voucher.day)
    numbers: dict[int, int] = {}
    numbered = []
    for voucher in found:
        numbers[voucher.day.month] = numbers.get(voucher.day.month, 0) + 1
        numbered.append((f"记-{voucher.day.month}-{numbers[voucher.day.month]:02d}", voucher))
    return tuple(numbered)


def voucher_rows(table: str) -> list[dict[str, object]]:
    """The rows of 收入 or of 支出."""
    rows: list[dict[str, object]] = []
    for number, voucher in vouchers():
        if voucher.table != table:
            continue
        row: dict[str, object] = {
            "凭证号": number,
            "日期": voucher.day,
            "科目": voucher.account,
            "摘要": voucher.summary,
            "金额": voucher.amount,
        }
        if voucher.month:
            row["所属月份"] = first_day(voucher.month)
        if table == EXPENSE:
            row |= {"归口": "食堂"}
        row |= dict(voucher.more)
        if table == EXPENSE:
            row["审批人"] = PRINCIPAL
        rows.append(row)
    return rows

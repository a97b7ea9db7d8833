"""规则套: the thresholds the template ships, each with its place and document.

A workbook keeps them as rows of 规则参数, where the user edits them. A row without 规则套 is in force everywhere; a row of the chosen 规则套 goes
before it. Sources are those of the domain notes, section C2; what was not found anywhere is marked as this product's suggestion.
"""

from __future__ import annotations

from typing import NamedTuple


class Parameter(NamedTuple):
    """One shipped row of 规则参数."""

    name: str
    value: str
    unit: str
    handling: str
    source: str
    profile: str = ""
    since: str = ""


AMOUNT_TOLERANCE = "金额容差"
ROUND_OFF_LIMIT = "抹零上限"
PRICE_RISE = "价格涨幅上限"
HEADCOUNT_SWING = "人数偏离上限"
FOOD_PER_HEAD_LOW = "人均食材下限"
FOOD_PER_HEAD_HIGH = "人均食材上限"
MONTH_SURPLUS_HIGH = "月盈亏率上限"
MONTH_SURPLUS_LOW = "月盈亏率下限"
TO_DATE_SURPLUS_HIGH = "累计盈亏率上限"
TO_DATE_SURPLUS_LOW = "累计盈亏率下限"
SURPLUS_DENOMINATOR = "盈亏率分母"
NO_CONTRACT_LIMIT = "无合同限额"
ZERO_BALANCE_MONTHS = "零结余月数"
FEE_TOLERANCE = "伙食费差异上限"
FRESH_DAYS = "鲜活存放天数"
FOOD_SHARE_LOW = "食材占比下限"
STAFF_SHARE_HIGH = "人员占比上限"
POSTED_BY = "应公示日"
POSTED_FOR = "公示期限"
SCRAP_PIECES = "废品核对件数"
OLD_PIECES_DUE = "交旧期限"
QUOTA = "易耗品定额"
"""What the names of quotas begin with: see ``validation.quotas``."""

OFFERED: tuple[str, ...] = (OLD_PIECES_DUE, QUOTA)
"""Parameters of which no value is shipped: none was found in any document. A school that has one adds the row."""

_SUGGESTED = "本软件建议值，请按当地规定修改"

PROFILES: tuple[str, ...] = ("通用", "镇江市中小学", "丹徒区幼儿园", "幼儿园月度±2%", "幼儿园学期2%", "汤阴县", "官渡口小学")

PARAMETERS: tuple[Parameter, ...] = (
    Parameter(AMOUNT_TOLERANCE, "0.01", "元", "错误", "单价保留小数造成的尾差"),
    Parameter(ROUND_OFF_LIMIT, "1.00", "元", "提示", _SUGGESTED),
    Parameter(PRICE_RISE, "15%", "", "警告", "本软件建议值：比前四周中位价高 15%"),
    Parameter(HEADCOUNT_SWING, "30%", "", "警告", "本软件建议值：比近期常见人数多或少 30%"),
    Parameter(FOOD_PER_HEAD_LOW, "40%", "", "警告", "本软件建议值：一餐人均食材不足餐标的 40%"),
    Parameter(FOOD_PER_HEAD_HIGH, "120%", "", "警告", "本软件建议值：一餐人均食材超过餐标的 120%"),
    Parameter(FEE_TOLERANCE, "2%", "", "警告", _SUGGESTED),
    Parameter(NO_CONTRACT_LIMIT, "1000.00", "元", "错误", _SUGGESTED),
    Parameter(ZERO_BALANCE_MONTHS, "3", "个月", "警告", "审计发现的疑点：每月结余恰好为零"),
    Parameter(FRESH_DAYS, "1", "天", "警告", "当顿当买：鲜活食材当天用完，最多隔夜"),
    Parameter(SCRAP_PIECES, "20", "件", "提示", "本软件建议值：报废的旧品到这么多件，废品收入应当有账"),
    Parameter(SURPLUS_DENOMINATOR, "收入合计", "", "提示", "可改为 伙食费收入"),
    Parameter(POSTED_BY, "15", "日", "警告", "幼儿园伙食公示表：次月 15 日前公示；报表有的地方要求次月 5 日前"),
    Parameter(POSTED_FOR, "7", "天", "警告", _SUGGESTED),
    Parameter(MONTH_SURPLUS_HIGH, "3%", "", "警告", _SUGGESTED, "通用"),
    Parameter(MONTH_SURPLUS_LOW, "-3%", "", "警告", _SUGGESTED, "通用"),
    Parameter(TO_DATE_SURPLUS_HIGH, "3%", "", "警告", _SUGGESTED, "通用"),
    Parameter(TO_DATE_SURPLUS_LOW, "-3%", "", "警告", _SUGGESTED, "通用"),
    Parameter(
        TO_DATE_SURPLUS_HIGH,
        "3%",
        "",
        "错误",
        "镇江市中小学学生食堂伙食费管理暂行办法（2011）：全年盈余在营业额 3% 以内结转，超过的全部退还",
        "镇江市中小学",
        "2011-11-24",
    ),
    Parameter(
        TO_DATE_SURPLUS_LOW,
        "-3%",
        "",
        "错误",
        "镇江市中小学学生食堂伙食费管理暂行办法（2011）：盈亏在营业额 3% 以内",
        "镇江市中小学",
        "2011-11-24",
    ),
    Parameter(
        MONTH_SURPLUS_HIGH,
        "3%",
        "",
        "错误",
        "镇江市丹徒区幼儿园伙食管理（2013）：月末结算，盈余不超过 3%，向家长公布",
        "丹徒区幼儿园",
        "2013-01-01",
    ),
    Parameter(TO_DATE_SURPLUS_HIGH, "2%", "", "错误", "幼儿园伙食公示表：每月累计盈亏 ±2% 以内，次月 15 日前公示", "幼儿园月度±2%"),
    Parameter(TO_DATE_SURPLUS_LOW, "-2%", "", "错误", "幼儿园伙食公示表：每月累计盈亏 ±2% 以内，次月 15 日前公示", "幼儿园月度±2%"),
    Parameter(TO_DATE_SURPLUS_HIGH, "2%", "", "错误", "幼儿园伙食管理规定：一学期盈余不超过 2%", "幼儿园学期2%"),
    Parameter(FOOD_SHARE_LOW, "60%", "", "错误", "河南汤阴县（人民日报 2025-08-13 报道）：伙食费用于食材的不低于 60%", "汤阴县"),
    Parameter(STAFF_SHARE_HIGH, "10%", "", "错误", "湖北巴东官渡口小学食堂管理规定：人员工资不超过收入的 10%", "官渡口小学"),
)

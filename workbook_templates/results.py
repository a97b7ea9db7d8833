"""The tables the program owns: their columns, declared once for the template, the tallies and the reference page."""

from __future__ import annotations

from typing import NamedTuple

MONEY = "#,##0.00"
PRICE = "#,##0.00####"
QUANTITY = "General"
"""Not ``#,##0.###``: Excel shows 100 as ``100.`` then."""
COUNT = "#,##0"
EQUIVALENT = "#,##0.00"
DAY = "yyyy-mm-dd"
MONTH = "yyyy-mm"
RATE = "0.00%"
TEXT = "@"
NUMBER = "#,##0.00##"
"""Amounts with two decimals, rates with four."""


class ResultColumn(NamedTuple):
    """One column: heading, number format, width in characters."""

    heading: str
    format: str = TEXT
    width: int = 12


class ResultTable(NamedTuple):
    """One table, alone on the sheet of its name. ``kept`` names the column that belongs to the user, if any."""

    name: str
    purpose: str
    columns: tuple[ResultColumn, ...]
    kept: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, left to right."""
        return tuple(column.heading for column in self.columns)


C = ResultColumn
ISSUE_LIST = ResultTable(
    "问题清单",
    "检查发现的全部问题，点 位置 跳到那一格；同意某条建议的，在 采纳 里选 是，再按 采纳建议（或保存、关闭，用右键 膳账 采纳建议、mealbook fix）",
    (
        *(C("级别", width=8), C("规则", width=9), C("位置", width=18), C("表", width=12), C("行", "0", 7), C("列", width=17)),
        *(C("现值", width=24), C("说明", width=50), C("建议", width=40), C("采纳", width=8), C("行摘要", width=44)),
    ),
    kept="采纳",
)
ISSUE_COUNTS = ResultTable(
    "问题统计",
    "上次刷新时每张工作表有多少问题，错误多的在前；没有问题的不列",
    (C("表", width=24), *(C(level, COUNT, 9) for level in ("错误", "警告", "提示"))),
)
POSTING_PROGRESS = ResultTable(
    "公示进度",
    "本账各月各张公示表：应在哪天以前公示，哪天第一次公示的，晚了没有",
    (C("月份", MONTH, 10), C("公示表", width=24), C("应公示日", DAY, 13), C("公示日", DAY, 13), C("情形", width=30)),
)
STOCK_MOVEMENTS = ResultTable(
    "收发明细",
    "核算月份里每个品目的每一笔收发和结存",
    (
        *(C("日期", DAY, 12), C("品名", width=14), C("类别", width=10), C("摘要", width=8), C("餐次", width=8), C("去向", width=8)),
        *(C("部门", width=10), C("单号", width=14), C("数量", QUANTITY, 11), C("单价", PRICE, 11), C("金额", MONEY, 12)),
        *(C("结存数量", QUANTITY, 11), C("结存金额", MONEY, 12), C("来源", width=16)),
    ),
)
STOCK_BALANCES = ResultTable(
    "库存结存",
    "核算月份里每个品目的期初、购入、发出、盈亏和结存",
    (
        *(C("品名", width=14), C("类别", width=10), C("单位", width=8)),
        *(
            C(f"{term}{what}", form, 12)
            for term in ("期初", "购入", "发出", "盈亏", "结存")
            for what, form in (("数量", QUANTITY), ("金额", MONEY))
        ),
    ),
)
DAILY_COST = ResultTable(
    "日成本",
    "每天每餐的食材成本和餐均食材成本",
    (
        *(C("日期", DAY, 12), C("餐次", width=8), C("就餐人次", COUNT, 11), C("折算人次", EQUIVALENT, 12)),
        *(C("食材成本", MONEY, 13), C("餐均食材成本", MONEY, 14)),
    ),
)
TRADE_INS = ResultTable(
    "以旧换新统计",
    "本账以来各部门以旧换新的领、交、免、欠，一个部门一个品目一行",
    (
        *(C("部门", width=16), C("品名", width=18), C("单位", width=7), C("期初在用", QUANTITY, 11)),
        *(C(heading, QUANTITY, 9) for heading in ("领用数", "交旧数", "首次领用数", "其余免交数", "免交数", "欠交数")),
        *(C("最早欠交日", DAY, 13), C("期末在用", QUANTITY, 11), C("金额", MONEY, 11), C("欠交金额", MONEY, 11)),
        C("说明", width=40),
    ),
)
TRADE_IN_DEPARTMENTS = ResultTable(
    "以旧换新汇总",
    "本账以来各部门领用的易耗品、交旧率、欠交和定额，一个部门一行",
    (
        *(C("部门", width=16), C("算在", width=10), C("领用金额", MONEY, 11), C("以旧换新金额", MONEY, 13)),
        *(C(heading, QUANTITY, 9) for heading in ("领用数", "免交数", "应交数", "交旧数")),
        *(C("交旧率", RATE, 9), C("欠交数", QUANTITY, 9), C("多交数", QUANTITY, 9), C("欠交金额", MONEY, 11)),
        *(C("最早欠交日", DAY, 13), C("定额期", width=9), C("期内领用", MONEY, 11), C("定额", MONEY, 10)),
        *(C("超定额", MONEY, 10), C("说明", width=40)),
    ),
)
TRADE_IN_RESULTS = ResultTable(
    "以旧换新成效",
    "本账以来易耗品领用与指标怎样对上，旧品的去处，与基期比节约多少",
    (C("项目", width=34), C("数量", QUANTITY, 12), C("金额", MONEY, 14), C("说明", width=96)),
)
SUPPLIER_ACCOUNTS = ResultTable(
    "供应商对账",
    "核算月份里与每家供应商的往来",
    (
        C("供应商", width=30),
        *(C(heading, MONEY, 14) for heading in ("期初未付", "本月验收", "退货", "已付", "期末未付")),
        *(C("票未到", MONEY, 14), C("最早未到日", DAY, 13), C("说明", width=44)),
    ),
)
SUPPLIER_STATEMENT = ResultTable(
    "供应商对账单",
    "与一家供应商在核算月份里的往来，打印出来两边签字；在 设置 的 对账供应商 里选哪一家",
    (
        *(C("日期", DAY, 12), C("摘要", width=8), C("单号", width=15), C("票据号", width=16)),
        *(C("应付", MONEY, 13), C("已付", MONEY, 13), C("未付余额", MONEY, 14)),
    ),
)
"""On a form of its own, which people may move and restyle."""
COMPARISON = ResultTable(
    "同期对比",
    "本账以来与基期比，差额 = 本期 − 基期；三个影响加起来就是差额；可公布节约只含数量和价格，正数是节约，负数是多花",
    (
        *(C("项目", width=16), C("基期", width=10), C("基期金额", MONEY, 13), C("本期金额", MONEY, 13), C("差额", MONEY, 13)),
        *(C(heading, MONEY, 12) for heading in ("人次影响", "数量影响", "价格影响", "可公布节约")),
        C("说明", width=96),
    ),
)
RECOMPUTED = ResultTable(
    "核对",
    "公示表上的每个数：程序算的，旁边是只用登记和结果表再算一遍的公式；差额应当都是 0.00",
    (
        *(C("表单", width=20), C("单元格", width=24), C("指标", width=18), C("期间", width=12)),
        *(C("程序值", NUMBER, 15), C("公式", NUMBER, 15), C("差额", NUMBER, 10), C("来源", width=90)),
    ),
)
"""What stands on the forms beside a plain formula that computes it again."""
CHANGE_LOG = ResultTable(
    "修改记录",
    "程序按您的采纳改过的每一格，撤销也记在这里；只往下加，不改不删",
    (
        *(C("时间", width=21), C("单元格", width=17), C("原值", width=24), C("新值", width=24), C("规则", width=9)),
        *(C("批次", "0", 8), C("撤销批次", "0", 10), C("表", width=12), C("列", width=16), C("行摘要", width=44)),
    ),
)
"""What 采纳建议 and 撤销采纳 changed. 撤销批次 tells of which 批次 a line is the undoing; 表, 列 and 行摘要 find the cell again after rows have moved."""
CLOSING_LOG = ResultTable(
    "结账记录",
    "每次结账时的指标和各表登记的指纹，撤销结账也记在这里；只往下加，不改不删",
    (
        *(
            C("时间", width=21),
            C("批次", "0", 8),
            C("动作", width=10),
            C("月份", width=10),
            C("内容", width=8),
            C("名称", width=20),
        ),
        *(C("本月", "General", 14), C("累计", "General", 14), C("行数", "0", 8), C("指纹", width=11), C("逐行指纹", width=14)),
        C("说明", width=34),
    ),
)
"""What 结账 found, and what was reopened. 内容 is 指标 (its 本月 and 累计), 登记 (a table's 行数, 指纹, 逐行指纹; several lines where there are many rows) or
理由 (why a month was reopened). 批次 puts the presses in order."""
POSTING_LOG = ResultTable(
    "公示台账",
    "每次公示的表、期间、应公示日和登记时间，公示件的指纹和文件；只往下加，不改不删",
    (
        *(C("公示表", width=20), C("期间", width=10), C("应公示日", DAY, 12), C("登记时间", width=21)),
        *(C("指纹", width=34), C("文件", width=34), C("备注", width=50)),
    ),
)
"""What 公示 has made, a line a form. 备注 says how many findings the book had then, and that it was late."""

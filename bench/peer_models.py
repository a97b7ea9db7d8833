"""What the usual script knows of the registers: a pydantic model for each, with the types, bounds and drop-downs of its columns.

A model's ``counted`` are the headings on which figures rest: a row in which one of them cannot be read is left out. Any other cell that cannot be
read is told of, and the row counts without it.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, get_args, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

FEN, THOUSANDTH, RATE, NOTHING = Decimal("0.01"), Decimal("0.001"), Decimal("0.0001"), Decimal(0)
EVERY = ""
"""Stands for every item, and for the time before the first month."""
FOOD = ("粮食", "食用油", "畜禽肉", "水产", "蛋", "奶", "豆制品", "蔬菜", "水果", "调味品", "干货", "其他食材")
FUEL, CONSUMABLES = "燃料", "易耗品"
CATEGORIES = (*FOOD, FUEL, CONSUMABLES)
MEALS = ("早餐", "午餐", "晚餐", "午点")
DESTINATIONS = ("供餐", "学生餐", "教工餐", "接待", "留样", "报损", "退货")
SERVED = ("供餐", "学生餐", "教工餐", "留样")
FEES = ("学生伙食费", "教职工伙食费")
PAYING = ("学生", "教职工")
MOVES_STOCK = ("期初库存", "采购验收", "出库", "盘点", "易耗品领用")
BRINGS_STOCK = ("期初库存", "采购验收", "盘点")
FIRST_YEAR, LAST_YEAR = 1990, 2090
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})[日号]?")
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")


def _number(value: object) -> object:
    """A float as the fifteen digits that a spreadsheet shows."""
    if isinstance(value, float):
        return Decimal(f"{value:.15g}")
    return value.strip() if isinstance(value, str) else value


def as_day(value: object) -> object:
    """A day as a spreadsheet has it, or written out."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str) and (written := _DAY.fullmatch(value.strip())):
        return "{}-{:0>2}-{:0>2}".format(*written.groups())
    return value if isinstance(value, str | date) else str(value)


def as_month(value: object) -> object:
    """A month, typed so or as any of its days."""
    if isinstance(value, str) and (written := _MONTH.fullmatch(value.strip())):
        return "{}-{:0>2}-01".format(*written.groups())
    return as_day(value)


def _text(value: object) -> object:
    return f"{value:.15g}" if isinstance(value, int | float) else value


def _several(value: object) -> object:
    return [part.strip() for part in re.split("[、，,;；/]", value) if part.strip()] if isinstance(value, str) else value


Quantity = Annotated[Decimal, BeforeValidator(_number), Field(decimal_places=3)]
Money = Annotated[Decimal, BeforeValidator(_number), Field(decimal_places=2)]
Price = Annotated[Decimal, BeforeValidator(_number), Field(decimal_places=4)]
Rate = Annotated[Decimal, BeforeValidator(_number)]
Heads = Annotated[int, BeforeValidator(_number), Field(ge=0)]
Day = Annotated[date, BeforeValidator(as_day), Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]
Month = Annotated[date, BeforeValidator(as_month), Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]
Text = Annotated[str, BeforeValidator(_text)]
Category = Literal[
    "粮食", "食用油", "畜禽肉", "水产", "蛋", "奶", "豆制品", "蔬菜", "水果", "调味品", "干货", "其他食材", "燃料", "易耗品"
]  # fmt: skip
MealName = Literal["早餐", "午餐", "晚餐", "午点"]
YesNo = Literal["是", "否"]


class Row(BaseModel):
    """A row of a register; ``number`` is its row in the sheet."""

    model_config = ConfigDict(populate_by_name=True, str_strip_whitespace=True)
    counted: ClassVar[frozenset[str]] = frozenset()
    number: int


class Item(Row):
    """品目."""

    counted = frozenset({"品名", "类别", "单位"})
    name: Text = Field(alias="品名")
    category: Category = Field(alias="类别")
    unit: Text = Field(alias="单位")
    specification: Text | None = Field(None, alias="规格")
    shelf_days: Heads | None = Field(None, alias="保质期天数")
    perishable: YesNo | None = Field(None, alias="鲜活")
    test: Literal["农残", "检疫", "无"] | None = Field(None, alias="检测要求")
    ceiling: Price | None = Field(None, alias="限价", ge=0)
    base: Price | None = Field(None, alias="基准价", ge=0)
    trade_in: YesNo | None = Field(None, alias="以旧换新")
    disabled: YesNo | None = Field(None, alias="停用")


class Conversion(Row):
    """单位换算."""

    counted = frozenset({"品名", "录入单位", "换算率"})
    item: Text | None = Field(None, alias="品名")
    unit: Text = Field(alias="录入单位")
    factor: Rate = Field(alias="换算率", gt=0)


class Supplier(Row):
    """供应商."""

    name: Text = Field(alias="供应商")
    code: Text | None = Field(None, alias="统一社会信用代码")
    licence: Text | None = Field(None, alias="许可证号")
    licence_until: Day | None = Field(None, alias="许可有效期")
    selection: Literal["招标", "询价", "竞争性磋商", "单一来源"] | None = Field(None, alias="定点方式")
    contract: Text | None = Field(None, alias="合同编号")
    contract_from: Day | None = Field(None, alias="合同开始")
    contract_until: Day | None = Field(None, alias="合同结束")
    discount: Rate | None = Field(None, alias="下浮率")
    categories: Annotated[list[Category], BeforeValidator(_several)] | None = Field(None, alias="供货类别")
    owed: Money | None = Field(None, alias="期初未付")


class Opening(Row):
    """期初库存."""

    counted = frozenset({"品名", "数量", "单位", "金额"})
    item: Text = Field(alias="品名")
    quantity: Quantity = Field(alias="数量", ge=0)
    unit: Text = Field(alias="单位")
    amount: Money = Field(alias="金额", ge=0)


class InUse(Row):
    """期初在用."""

    department: Text = Field(alias="部门")
    item: Text = Field(alias="品名")
    quantity: Quantity = Field(alias="数量", ge=0)


class YearToDate(Row):
    """年初至今."""

    figure: Text = Field(alias="指标")
    amount: Money = Field(alias="金额")


class Parameter(Row):
    """规则参数."""

    name: Text = Field(alias="参数")
    value: Text = Field(alias="值")
    unit: Text | None = Field(None, alias="单位")
    since: Day | None = Field(None, alias="生效日")
    until: Day | None = Field(None, alias="失效日")
    source: Text | None = Field(None, alias="依据")
    level: Literal["错误", "警告", "提示"] | None = Field(None, alias="处理")
    profile: Text | None = Field(None, alias="规则套")


class Purchase(Row):
    """采购验收."""

    counted = frozenset({"日期", "品名", "数量", "单位", "单价", "金额", "直出餐次", "验收结论"})
    slip: Text = Field(alias="单号")
    day: Day = Field(alias="日期")
    supplier: Text = Field(alias="供应商")
    item: Text = Field(alias="品名")
    quantity: Quantity = Field(alias="数量")
    unit: Text = Field(alias="单位")
    price: Price = Field(alias="单价", ge=0)
    amount: Money = Field(alias="金额")
    meal: MealName | None = Field(None, alias="直出餐次")
    total: Money | None = Field(None, alias="单据合计")
    invoice: Text | None = Field(None, alias="票据号")
    produced: Day | None = Field(None, alias="生产日期")
    use_by: Day | None = Field(None, alias="保质期至")
    papers: Text | None = Field(None, alias="索证")
    test: Literal["合格", "不合格"] | None = Field(None, alias="检测结果")
    verdict: Literal["合格", "退货"] | None = Field(None, alias="验收结论")
    buyer: Text | None = Field(None, alias="采购人")
    quantity_checker: Text | None = Field(None, alias="数量验收人")
    quality_checker: Text | None = Field(None, alias="质量验收人")
    note: Text | None = Field(None, alias="备注")


class Issue(Row):
    """出库."""

    counted = frozenset({"日期", "餐次", "去向", "品名", "数量", "单位"})
    slip: Text = Field(alias="单号")
    day: Day = Field(alias="日期")
    meal: MealName | None = Field(None, alias="餐次")
    destination: Literal["供餐", "学生餐", "教工餐", "接待", "留样", "报损", "退货"] = Field(alias="去向")
    item: Text = Field(alias="品名")
    quantity: Quantity = Field(alias="数量")
    unit: Text = Field(alias="单位")
    manager: Text | None = Field(None, alias="管理员")
    keeper: Text | None = Field(None, alias="仓管员")
    cook: Text | None = Field(None, alias="厨师")
    note: Text | None = Field(None, alias="备注")


class Count(Row):
    """盘点."""

    counted = frozenset({"日期", "品名", "实盘数量", "单位"})
    day: Day = Field(alias="日期")
    item: Text = Field(alias="品名")
    quantity: Quantity = Field(alias="实盘数量", ge=0)
    unit: Text = Field(alias="单位")
    reason: Text | None = Field(None, alias="差异原因")
    counter: Text | None = Field(None, alias="盘点人")
    witness: Text | None = Field(None, alias="监盘人")
    approver: Text | None = Field(None, alias="批准人")
    note: Text | None = Field(None, alias="备注")


class Meal(Row):
    """就餐."""

    counted = frozenset({"日期", "餐次", "对象", "人数", "餐标"})
    day: Day = Field(alias="日期")
    meal: MealName = Field(alias="餐次")
    diners: Literal["学生", "教职工", "工作人员", "来客"] = Field(alias="对象")
    heads: Heads = Field(alias="人数")
    standard: Money = Field(alias="餐标", ge=0)
    free: Heads | None = Field(None, alias="免费人数")
    note: Text | None = Field(None, alias="备注")


class Income(Row):
    """收入."""

    counted = frozenset({"日期", "科目", "金额", "所属月份"})
    voucher: Text = Field(alias="凭证号")
    day: Day = Field(alias="日期")
    account: Literal["学生伙食费", "教职工伙食费", "来客餐费", "财政补助", "捐赠", "利息", "废品收入", "其他收入"] = Field(
        alias="科目"
    )
    summary: Text | None = Field(None, alias="摘要")
    amount: Money = Field(alias="金额")
    month: Month | None = Field(None, alias="所属月份")
    source: Text | None = Field(None, alias="资金来源")
    note: Text | None = Field(None, alias="备注")


class Expense(Row):
    """支出."""

    counted = frozenset({"日期", "科目", "金额", "所属月份", "归口"})
    voucher: Text = Field(alias="凭证号")
    day: Day = Field(alias="日期")
    account: Literal["燃料", "水电", "人员", "易耗品", "维修", "设备", "其他支出", "付货款"] = Field(alias="科目")
    summary: Text = Field(alias="摘要")
    amount: Money = Field(alias="金额")
    month: Month | None = Field(None, alias="所属月份")
    centre: Literal["食堂", "幼儿园", "超市", "宿舍", "行政", "其他"] | None = Field(None, alias="归口")
    payee: Text | None = Field(None, alias="收款单位")
    contract: Text | None = Field(None, alias="合同编号")
    basis: Text | None = Field(None, alias="立项依据")
    approver: Text | None = Field(None, alias="审批人")
    note: Text | None = Field(None, alias="备注")


class Drawing(Row):
    """易耗品领用."""

    counted = frozenset({"日期", "部门", "品名", "领用数", "单位"})
    slip: Text = Field(alias="单号")
    day: Day = Field(alias="日期")
    department: Text = Field(alias="部门")
    receiver: Text = Field(alias="领用人")
    item: Text = Field(alias="品名")
    quantity: Quantity = Field(alias="领用数")
    unit: Text | None = Field(None, alias="单位")
    returned: Quantity | None = Field(None, alias="交旧数", ge=0)
    state: Literal["报废", "可修", "遗失"] | None = Field(None, alias="旧品状态")
    waiver: Literal["首次领用", "新增岗位", "遗失已赔", "其他"] | None = Field(None, alias="免交理由")
    approver: Text | None = Field(None, alias="批准人")
    note: Text | None = Field(None, alias="备注")


class BasePeriod(Row):
    """基期."""

    name: Text = Field(alias="项目")
    scope: Text = Field(alias="类别")
    period: Text = Field(alias="基期")
    amount: Money = Field(alias="基期金额")
    quantity: Quantity | None = Field(None, alias="基期数量")
    meals: Money | None = Field(None, alias="基期折算人次")
    left_out: Text | None = Field(None, alias="剔除")
    note: Text | None = Field(None, alias="备注")


class StatementLine(Row):
    """收支说明. 金额 is a text there: it may be a rate, or left in words."""

    line: Text = Field(alias="行")
    name: Text = Field(alias="项目")
    quantity: Quantity | None = Field(None, alias="数量")
    price: Price | None = Field(None, alias="单价")
    stated: Text | None = Field(None, alias="金额")


MODELS: dict[str, type[Row]] = {
    "规则参数": Parameter, "品目": Item, "单位换算": Conversion, "供应商": Supplier, "期初库存": Opening, "期初在用": InUse, "年初至今": YearToDate,
    "采购验收": Purchase, "出库": Issue, "盘点": Count, "就餐": Meal, "收入": Income, "支出": Expense, "易耗品领用": Drawing, "基期": BasePeriod,
    "收支说明": StatementLine,
}  # fmt: skip
KEYS = {
    "品目": ("name",), "单位换算": ("item", "unit"), "供应商": ("name",), "期初在用": ("department", "item"), "年初至今": ("figure",), "盘点": ("day", "item"),
    "就餐": ("day", "meal", "diners", "standard"), "收支说明": ("line",),
}  # fmt: skip
"""The fields that no two rows of a list share."""
HEADINGS = {
    table: {name: str(field.alias) for name, field in model.model_fields.items() if name != "number"}
    for table, model in MODELS.items()
}
"""The heading of each field, in the order of the columns."""
MAY_BE_BLANK = {
    table: {str(field.alias) for name, field in model.model_fields.items() if name != "number" and not field.is_required()}
    for table, model in MODELS.items()
}
ONCE_A_SLIP = {
    "采购验收": ("buyer", "quantity_checker", "quality_checker", "invoice", "papers"),
    "出库": ("manager", "keeper", "cook"),
}
"""What is written once on a slip and holds for all its lines, the three signers first."""


def _numbers_and_days(table: str) -> list[str]:
    hints = get_type_hints(MODELS[table])
    return [text for name, text in HEADINGS[table].items() if {hints[name], *get_args(hints[name])} & {Decimal, int, date}]


NUMBERS_AND_DAYS = {table: [text for text in _numbers_and_days(table) if text != "所属月份"] for table in MODELS}
"""The headings under which a text is a number or a day that sums and filters pass over."""

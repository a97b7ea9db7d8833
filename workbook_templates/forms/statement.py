"""公示-学期收支说明: the term to date, line by line, each with how it comes about, so that a reader can add it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.registers.choices import INCOME_ACCOUNTS
from workbook_templates import look
from workbook_templates.forms.page import Page

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_PERIOD = "累计"


class Line(NamedTuple):
    """A line: its label, its figure ("" for a heading), how it comes about, and whether it is a sum."""

    label: str
    figure: str = ""
    why: str = ""
    total: bool = False


_LINES: tuple[Line, ...] = (
    Line("一、收入"),
    *(Line(name, name) for name in INCOME_ACCOUNTS),
    Line("收入合计", "收入合计", "以上各项相加", total=True),
    Line("二、支出"),
    Line("期初库存", "期初库存", "本账开始时的食材"),
    Line("加：购入食材", "购入食材", "验收的食材，减退货"),
    Line("减：期末库存", "期末库存", "账上结存，月末实地盘点核对"),
    Line("食材消耗", "食材消耗", "期初库存 + 购入食材 − 期末库存", total=True),
    Line("其中供餐成本", "供餐成本", "供餐、学生餐、教工餐、留样用的"),
    Line("其中损耗", "损耗", "报损 − 盘盈 + 盘亏"),
    Line("其中接待", "接待", "应为零"),
    Line("燃料水电", "燃料水电", "支出登记的燃料、水电，加库里领用的燃料"),
    Line("人员", "人员", "支出登记的人员"),
    Line("易耗品", "易耗品", "支出登记的易耗品，加食堂领用的"),
    Line("维修", "维修", "支出登记的维修"),
    Line("其他支出", "其他支出", "支出登记的设备和其他支出"),
    Line("支出合计", "支出合计", "食材消耗 + 燃料水电 + 人员 + 易耗品 + 维修 + 其他支出", total=True),
    Line("三、结余"),
    Line("本学期结余", "结余", "收入合计 − 支出合计", total=True),
    Line("加：期初结余", "上期累计结余", "上学期结转来的"),
    Line("累计结余", "累计结余", "期初结余 + 本学期结余", total=True),
    Line("采购口径结余", "采购口径结余", "食材按购入算的结余，供对照"),
)
_RATES: tuple[Line, ...] = (
    Line("四、比率和餐均"),
    Line("食材占比", "食材占比", "食材消耗 ÷ 伙食费收入"),
    Line("就餐人次", "就餐人次", "就餐登记的人数相加"),
    Line("折算人次", "折算人次", "Σ 人数 × 餐标 ÷ 基准餐标"),
    Line("餐均食材成本", "餐均食材成本", "食材消耗 ÷ 折算人次"),
    Line("餐均总成本", "餐均总成本", "支出合计 ÷ 折算人次"),
    Line("五、不计入食堂成本"),
    Line("其他部门领用", "其他部门领用", "食堂以外的部门领用的易耗品"),
    Line("其他归口支出", "其他归口支出", "幼儿园、超市、宿舍、行政等的支出"),
    Line("付货款", "付货款", "付给供应商的钱，成本按消耗算，不重复计"),
)


def statement(book: Workbook, name: str) -> None:
    """Add the form."""
    page = Page(book, name, (21, 18, 30, 25))
    page.head("学期收支说明")
    top = page.next_row(20)
    for position, text in ((1, "项目"), (2, "本学期累计")):
        page.put(position, text, align=look.aligned("center"), bold=True)
    page.put(3, "怎样来的", last=4, align=look.aligned("center"), bold=True)
    page.shade()
    for line in _LINES:
        _put(page, line)
    page.next_row(18)
    page.put(1, "累计结余（大写）", align=look.aligned(indent=1))
    page.words(2, "累计结余_累计_大写", last=4, align=look.aligned(indent=1))
    page.next_row(32)
    page.put(1, "两种结余的差异", align=look.aligned(indent=1))
    page.words(2, "结余差异说明_累计", last=4, align=look.aligned("left", wrap=True, indent=1))
    _put(page, _RATES[0])
    _put(page, Line("盈亏率", "盈亏率"))
    page.words(3, "盈亏率分母", form='"结余 ÷ "@', align=look.aligned(indent=1))
    for line in _RATES[1:]:
        _put(page, line)
    page.rule(top)
    page.signatures(((1, 1, 2), (3, 3, 4)), ((1, 1, 2), (3, 3, 4)), ((1, 1, 4),))
    page.printed()


def _put(page: Page, line: Line) -> None:
    page.next_row(18)
    bold = line.total or not line.figure
    page.put(1, line.label, bold=bold, align=look.aligned(indent=0 if bold else 1))
    if line.figure:
        page.figure(2, line.figure, _PERIOD, bold=bold)
    page.put(3, line.why or None, last=4, align=look.aligned(indent=1))
    if bold:
        page.shade()

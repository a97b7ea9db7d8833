"""公示-食堂收支: a month's income and costs side by side, below them what is left, the rates with what they are parts of, and who signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.registers.choices import FOOD_CATEGORIES, INCOME_ACCOUNTS
from workbook_templates import look
from workbook_templates.forms.page import Page

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_PERIODS = ("本月", "累计")
_LEFT: tuple[tuple[str, str], ...] = (
    ("一、收入", ""),
    *((name, name) for name in INCOME_ACCOUNTS),
    ("收入合计", "收入合计"),
    ("三、食材库存", ""),
    ("期初库存", "期初库存"),
    ("加：购入食材", "购入食材"),
    ("减：食材消耗", "食材消耗"),
    ("期末库存", "期末库存"),
    ("四、供餐", ""),
    ("供餐天数（天）", "供餐天数"),
    ("就餐人次", "就餐人次"),
    ("其中学生", "就餐人次_学生"),
    ("折算人次", "折算人次"),
)
_RIGHT: tuple[tuple[str, str], ...] = (
    ("二、支出", ""),
    *((f"食材：{name}", f"食材消耗_{name}") for name in FOOD_CATEGORIES),
    ("食材消耗小计", "食材消耗"),
    *((name, name) for name in ("燃料水电", "人员", "易耗品", "维修", "其他支出", "支出合计")),
)
_TOTALS = {"收入合计", "支出合计", "期末库存", "食材消耗小计"}


def accounts(book: Workbook, name: str) -> None:
    """Add the form."""
    page = Page(book, name, (17, 14, 15, 17, 14, 15))
    page.head("食堂收支公示表")
    top = page.next_row(20)
    for first in (1, 4):
        for position, text in enumerate(("项目", "本月", "本学期累计"), start=first):
            page.put(position, text, align=look.aligned("center"), bold=True)
    page.shade()
    for left, right in zip(_LEFT, _RIGHT, strict=True):
        page.next_row()
        _line(page, 1, *left)
        _line(page, 4, *right)
    page.rule(top)
    _balances(page)
    _rates(page)
    page.signatures(((1, 1, 2), (3, 3, 4), (5, 5, 6)), ((1, 1, 2), (3, 3, 6)))
    page.printed()


def _line(page: Page, first: int, label: str, figure: str) -> None:
    bold = not figure or label in _TOTALS
    page.put(first, label, bold=bold, align=look.aligned(indent=0 if bold else 1))
    for position, period in enumerate(_PERIODS, start=first + 1):
        if figure:
            page.figure(position, figure, period, bold=bold)
    if bold:
        page.shade(first, first + 2)


def _wide(page: Page, label: str, figure: str, why: str = "", *, bold: bool = False) -> None:
    """A line over the whole page: figure of both periods, and how it comes about."""
    page.next_row()
    page.put(1, label, bold=bold, align=look.aligned(indent=0 if bold else 1))
    for position, period in enumerate(_PERIODS, start=2):
        page.figure(position, figure, period, bold=bold)
    page.put(4, why or None, last=6, align=look.aligned(indent=1))


def _section(page: Page, title: str) -> int:
    row = page.next_row()
    page.put(1, title, bold=True)
    page.put(2, "本月", align=look.aligned("center"), bold=True)
    page.put(3, "本学期累计", align=look.aligned("center"), bold=True)
    page.put(4, "怎样算的", last=6, align=look.aligned("center"), bold=True)
    page.shade()
    return row


def _balances(page: Page) -> None:
    top = _section(page, "五、结余")
    _wide(page, "上期累计结余", "上期累计结余", "这个期间开始时账上的结余")
    _wide(page, "结余", "结余", "收入合计 − 支出合计（食材按消耗）", bold=True)
    _wide(page, "累计结余", "累计结余", "上期累计结余 + 结余", bold=True)
    _wide(page, "采购口径结余", "采购口径结余", "食材按购入算的结余，供对照")
    _wide(page, "库存变动", "库存变动", "期末库存 − 期初库存 = 结余 − 采购口径结余")
    page.next_row(32)
    page.put(1, "本月差异", align=look.aligned(indent=1))
    page.words(2, "结余差异说明_本月", last=6, align=look.aligned("left", wrap=True, indent=1))
    page.rule(top)


def _rates(page: Page) -> None:
    top = _section(page, "六、比率和餐均")
    _wide(page, "盈亏率", "盈亏率")
    page.words(4, "盈亏率分母", form='"结余 ÷ "@', align=look.aligned(indent=1))
    _wide(page, "食材占比", "食材占比", "食材消耗 ÷ 伙食费收入（学生和教职工伙食费）")
    _wide(page, "餐均食材成本", "餐均食材成本", "食材消耗 ÷ 折算人次")
    _wide(page, "餐均总成本", "餐均总成本", "支出合计 ÷ 折算人次")
    page.next_row()
    page.named(
        page.put(4, last=6, align=look.aligned(indent=1)), "基准餐标"
    ).number_format = '"折算人次 = Σ 人数 × 餐标 ÷ 基准餐标 "0.00" 元"'
    page.put(1, "另：不计入食堂成本的其他归口支出", last=2, align=look.aligned(indent=1, shrink=True))
    page.figure(3, "其他归口支出", "累计")
    page.rule(top)

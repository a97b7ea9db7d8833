"""Forms that are one list: deliveries, counts, trade-ins. Who signs stands above the list, which grows downwards over as many pages as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_templates import look
from workbook_templates.forms.page import Page
from workbook_templates.results import DAY, MONEY, PRICE, QUANTITY, TEXT

if TYPE_CHECKING:
    from openpyxl.styles import Alignment
    from openpyxl.workbook import Workbook

_CENTRE, _LEFT, _RIGHT = look.aligned("center"), look.aligned("left", wrap=True, indent=1), look.aligned("right", indent=1)
_NUMBER = ("序号", "0", _CENTRE)


def _text(heading: str, align: Alignment = _LEFT) -> tuple[str, str, Alignment]:
    return heading, TEXT, align


def _band(page: Page, period: str, parts: tuple[tuple[tuple[int, int], str, str, tuple[int, int]], ...]) -> None:
    """A row of figures of all that the list below is about: the columns of the label, the label, the figure, the columns of its value."""
    page.next_row(22)
    for (first, last), label, figure, value in parts:
        page.put(first, label, last=last, bold=True, align=_CENTRE)
        page.figure(value[0], figure, period, last=value[1], bold=True)


def deliveries(book: Workbook, name: str) -> None:
    """Add 公示-食材采购."""
    page = Page(book, name, (5, 19, 11.5, 13, 14, 10, 6, 9, 12, 10, 16))
    page.head("食材采购公示表")
    top = page.row + 1
    _band(
        page,
        "本月",
        (
            ((1, 2), "验收金额", "食材验收", (3, 3)),
            ((4, 4), "减：退货", "食材退货", (5, 5)),
            ((6, 8), "购入食材", "购入食材", (9, 9)),
        ),
    )
    page.put(10, "仅食材", last=11, align=_CENTRE)
    page.next_row(22)
    page.put(1, "购入食材（大写）", last=2, bold=True, align=_CENTRE)
    page.words(3, "购入食材_本月_大写", last=11)
    page.rule(top)
    page.signatures(((1, 2, 3), (4, 4, 6), (7, 8, 9)), ((1, 2, 3), (4, 4, 9)))
    page.table(
        "食材采购",
        (
            *(
                _NUMBER,
                _text("供应商"),
                ("日期", DAY, _CENTRE),
                _text("品名"),
                _text("规格"),
                ("数量", QUANTITY, _RIGHT),
                _text("单位", _CENTRE),
            ),
            *(("单价", PRICE, _RIGHT), ("金额", MONEY, _RIGHT), _text("采购人", _CENTRE), _text("验收人", _CENTRE)),
        ),
    )
    page.printed(landscape=True, pages=0)


def counts(book: Workbook, name: str) -> None:
    """Add 公示-库存盘点."""
    page = Page(book, name, (5, 11.5, 13, 9, 6, 10, 12, 10, 12, 9, 11, 18, 9, 9, 9))
    page.head("库存盘点公示表")
    top = page.row + 1
    _band(
        page,
        "本月",
        (
            ((1, 2), "期初库存", "期初库存", (3, 3)),
            ((4, 5), "加：购入食材", "购入食材", (6, 7)),
            ((8, 9), "减：食材消耗", "食材消耗", (10, 11)),
            ((12, 12), "期末库存", "期末库存", (13, 14)),
        ),
    )
    page.put(15, "仅食材", align=_CENTRE)
    page.rule(top)
    page.signatures(((1, 2, 3), (4, 5, 7), (8, 9, 11)), ((1, 2, 3), (4, 5, 11)))
    page.table(
        "库存盘点",
        (
            *(_NUMBER, ("日期", DAY, _CENTRE), _text("品名"), _text("类别", _CENTRE), _text("单位", _CENTRE)),
            *(
                (f"{what}{of}", form, _RIGHT)
                for what in ("账面", "实盘", "差额")
                for of, form in (("数量", QUANTITY), ("金额", MONEY))
            ),
            *(_text("差异原因"), _text("盘点人", _CENTRE), _text("监盘人", _CENTRE), _text("批准人", _CENTRE)),
        ),
    )
    page.printed(landscape=True, pages=0)


def trade_ins(book: Workbook, name: str) -> None:
    """Add 公示-易耗品以旧换新."""
    page = Page(book, name, (5, 13, 14, 6, 10, 8, 8, 10, 10, 8, 10, 12))
    page.head("易耗品以旧换新公示表")
    top = page.row + 1
    _band(page, "累计", (((1, 2), "食堂领用易耗品", "易耗品", (3, 4)), ((5, 6), "其他部门领用", "其他部门领用", (7, 9))))
    page.put(10, "本学期累计", last=12, align=look.aligned("center"))
    page.rule(top)
    page.next_row(20)
    page.put(
        1,
        "欠交数 = 领用数 − 交旧数 − 首次领用数 − 其余免交数；免交要有理由和批准人。期初在用是本学期开始时在各部门手里的。",
        last=12,
    )
    page.signatures(((1, 2, 3), (4, 5, 7), (8, 9, 12)), ((1, 2, 3), (4, 5, 12)))
    page.table(
        "以旧换新",
        (
            *(_NUMBER, _text("部门"), _text("品名"), _text("单位", _CENTRE)),
            *(
                (heading, QUANTITY, _RIGHT)
                for heading in ("期初在用", "领用数", "交旧数", "首次领用数", "其余免交数", "欠交数", "期末在用")
            ),
            ("金额", MONEY, _RIGHT),
        ),
    )
    page.printed(pages=0)

"""A list that a 公示_ table can be filled with: its columns by heading, and its rows for a period."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from macros_py.forms.formats import AS_TEXT, FORMATS, formatted
from macros_py.forms.words import UNAVAILABLE
from validation.money import MONEY_DECIMALS
from validation.register import plain_heading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from macros_py.forms.periods import Period
    from macros_py.judge import Judged
    from workbook_templates.draft import DraftValue

Lines: TypeAlias = "Sequence[tuple[DraftValue, ...]]"


class Column(NamedTuple):
    """A column of a form's table: its values, and what a 合计 row holds in it."""

    values: list[DraftValue]
    total: DraftValue = None


Extra: TypeAlias = "Callable[[Judged, Period, str, tuple[str, ...]], Column | None]"
TOTAL = "合计"
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[）)]$")
_NO_OTHERS: dict[str, str] = {}


class FormList(NamedTuple):
    """One list. ``lines`` gives its rows for a period, a value for every one of ``columns``; ``summed`` are the columns that a 合计 row adds up.

    ``also`` are other headings for its columns, as forms print them. ``only_this_month``: it has rows for 核算月份 alone. ``more``: a further heading,
    such as a figure or a period, may stand for a column of its own. ``labelled`` are the columns in which a 合计 row bears ``total_label``, else the
    first of the table.
    """

    name: str
    about: str
    columns: tuple[str, ...]
    lines: Callable[[Judged, Period], Lines]
    summed: frozenset[str] = frozenset()
    also: Mapping[str, str] = _NO_OTHERS
    only_this_month: bool = False
    more: Extra | None = None
    total_label: str = TOTAL
    labelled: frozenset[str] = frozenset()

    def heading(self, printed: str) -> tuple[str, tuple[str, ...]]:
        """The column that a printed heading means, and the formats it asks for. ``金额（元）`` is 金额, ``金额_万元`` is 金额 in 万元."""
        plain = _IN_BRACKETS.sub("", plain_heading(printed)) or plain_heading(printed)
        parts = plain.split("_")
        formats = tuple(part for part in parts if part in FORMATS)
        name = "_".join(part for part in parts if part not in FORMATS)
        return (name if name in self.columns else self.also.get(name, ALSO.get(name, name))), formats


ALSO: dict[str, str] = {
    **dict.fromkeys(("名称", "名目", "食材", "食材名称", "品种", "物品名称", "物资名称", "商品名称"), "品名"),
    **dict.fromkeys(("计量单位",), "单位"),
    **dict.fromkeys(("规格型号", "型号规格"), "规格"),
    **dict.fromkeys(("供货单位", "供货商", "供应单位", "供货人"), "供应商"),
    **dict.fromkeys(("采购日期", "验收日期", "入库日期", "时间"), "日期"),
    **dict.fromkeys(("采购数量", "验收数量", "入库数量"), "数量"),
    **dict.fromkeys(("采购单价",), "单价"),
    **dict.fromkeys(("采购金额", "总价", "小计"), "金额"),
    **dict.fromkeys(("采购员", "经办人"), "采购人"),
    **dict.fromkeys(("编号", "序"), "序号"),
}
"""Headings that forms print, and the columns they mean in every list that has them."""


def lines_of(each: FormList, judged: Judged, period: Period) -> Lines:
    """The rows of a list for a period, found out once for all tables and sums that want them."""
    known: dict[tuple[str, Period], Lines] = judged.book.lookups.setdefault("lists of forms", {})
    if (each.name, period) not in known:
        known[each.name, period] = each.lines(judged, period)
    return known[each.name, period]


def column_of(each: FormList, judged: Judged, period: Period, heading: str, lines: Lines) -> Column | None:
    """One column of a form's table; ``None`` where the list offers nothing under that heading."""
    name, formats = each.heading(heading)
    if name not in each.columns:
        return each.more(judged, period, name, formats) if each.more is not None else None
    values = [line[each.columns.index(name)] for line in lines]
    total = _total(values) if name in each.summed and values else None
    return Column([_shown(value, formats) for value in values], _shown(total, formats)) if formats else Column(values, total)


def _total(parts: Sequence[DraftValue]) -> DraftValue:
    """The sum of a column, 暂缺 where a part of it is."""
    if UNAVAILABLE in parts:
        return UNAVAILABLE
    return sum((part for part in parts if isinstance(part, Decimal | int)), Decimal())


def _shown(value: DraftValue, formats: tuple[str, ...]) -> DraftValue:
    """A number of a list in a format; anything else as it is."""
    if isinstance(value, date) and AS_TEXT in formats:
        return value.isoformat()
    if not isinstance(value, Decimal | int):
        return value
    decimals = max(MONEY_DECIMALS, -int(Decimal(value).as_tuple().exponent))
    return formatted(int(Decimal(value).scaleb(decimals)), decimals, formats)

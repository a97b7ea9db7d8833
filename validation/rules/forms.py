"""FRM: what is to be posted means what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.book import number_in
from validation.findings import Level
from validation.profiles import POSTED_BY, POSTED_FOR
from validation.registers import ParameterRow, SettingRow
from validation.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.evidence import Evidence

_NOWHERE = (SettingRow, 0)
_LONGEST = {POSTED_BY: 31, POSTED_FOR: 366}


@rule("FRM-01", Level.WARNING, needs_ledger=True, example="名称 公示_食材消耗_本月份 公示表 B3 → 名称")
def names_in_forms_mean_something(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """公示表里有名称（公示_指标_期间）的格，名称都对得上一个指标、设置或期间；对不上的不填。"""
    for found in evidence.unknown_names:
        if found.month:
            message, suggestion = (
                f"名称 {found.name} 说的 {found.month} 不在本账里，这一格写的是 暂缺",
                "改成本账的月份；随核算月份变的，用 本月、上月、累计",
            )
        elif found.table:
            message = f"表 {found.table} 的「指标」列里没有“{found.name}”这个指标，这一行没有填"
            suggestion = f"改为“{found.nearest}”" if found.nearest else "改成手册 04 指标表里的名称"
        else:
            message = f"名称 {found.name} 对不上任何指标或设置，这一格没有填"
            suggestion = (
                f"是不是 {found.nearest}？在「公式→名称管理器」里改名"
                if found.nearest
                else "名称写成 公示_指标_期间，如 公示_食材消耗_本月；不是给程序填的，换个不带 公示_ 的名称"
            )
        yield Problem(_NOWHERE, "", message, suggestion, cell=found.cell, value=found.name, sheet=found.sheet)


@rule("FRM-02", Level.WARNING, needs_ledger=True, example="公示表格 公示_采购明晰 名目、花色 → 名称")
def tables_in_forms_are_lists_of_the_program(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """名称以 公示_ 开头的表，表名或标题对得上程序的一份清单；清单里没有的列不填（提示）。"""
    for found in evidence.unknown_tables:
        level = None
        if found.heading:
            message = f"表 {found.table} 按 {found.offered} 填，里面没有「{found.heading}」，这一列没有填"
            suggestion = (
                f"是不是「{found.nearest}」？改标题" if found.nearest else "自己填的列可以留着；行会随登记增减，这一列不会跟着移动"
            )
            level = None if found.nearest else Level.HINT
        else:
            message = f"表 {found.table} 的名称不是程序的清单，标题也没有一份清单全都有，没有填"
            suggestion = (
                f"是不是 公示_{found.nearest}？在「表设计」里改表名"
                if found.nearest
                else "表名写成 公示_清单，如 公示_食材采购；清单见手册 14"
            )
        yield Problem(
            _NOWHERE, "", message, suggestion, level=level, cell=found.cell, value=found.heading or found.table, sheet=found.sheet
        )


@rule("FRM-03", Level.ERROR, needs_ledger=True, example="公示表格 公示_食材采购_合计 品名 0 → 名称")
def lists_have_room_in_their_forms(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """公示表里的清单放得下：表里的空行和表下的空地够写；不够的一行也不写，表里写 暂缺。"""
    for found in evidence.too_long:
        message = f"表 {found.table} 要写 {found.rows} 行，还差 {found.missing} 行的地方，下面有别的内容挡着，没有写"
        suggestion = f"在表下面插入 {found.missing} 行以上，或在表里加 {found.missing} 行，再刷新一次"
        yield Problem(_NOWHERE, "", message, suggestion, cell=found.cell, value=found.table, sheet=found.sheet)


@rule("FRM-04", Level.ERROR, example="规则参数 | 参数 应公示日 | 值 45 → 值")
def posting_days_can_be_told(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """参数 应公示日（次月几日）是 1 至 31 的整数，公示期限 是 1 至 366 的整数（天）；不是的，公示表上的公示日期空着。"""
    for row in book.rows(ParameterRow).with_values("name", "value"):
        longest, number = _LONGEST.get(row.name), number_in(row.value)
        if longest is not None and number is not None and (number.denominator != 1 or not 1 <= number <= longest):
            yield Problem(row, "value", f"参数 {row.name} 应是 1 至 {longest} 的整数，现为 {row.value}", "改填整数")

"""DAT, one table at a time: its headings, where its rows stand, and what should not stand there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from validation.cells import column_letters
from validation.findings import Level
from validation.registers import LEDGER_REGISTERS, Expense, Income, MealCount
from validation.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.evidence import Evidence

_COUNTED = frozenset({*LEDGER_REGISTERS, Income, Expense, MealCount})
"""The registers whose rows the figures add up."""


@rule("DAT-14", Level.ERROR, blocks=True, example="采购验收 去掉列 数量 → 数量")
def headings_stand_once(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """必须有的列都在表里，没有两列同名。"""
    for register, rows in book.tables.items():
        for name, column in register.columns().items():
            if column.heading in rows.doubled:
                yield Problem(
                    (register, 0),
                    name,
                    f"在表 {register.table} 里有两列同名，只读了左边一列",
                    "把不用的一列改名或删去",
                    blocks=column.counted,
                )
            elif column.required and column.heading in rows.missing:
                yield Problem(
                    (register, 0),
                    name,
                    f"在表 {register.table} 里没有这一列",
                    f"在标题行补上「{column.heading}」；如果改过标题，请改回来",
                    blocks=column.counted,
                )


@rule("DAT-15", Level.HINT, example="年初至今 去掉表 → 表")
def optional_tables_and_columns_are_there(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """可以没有的表和列也都在；没有的按空白处理。"""
    for register, rows in book.tables.items():
        if not rows.present:
            yield Problem((register, 0), "", f"没有表 {register.table}，按没有内容处理", "需要时从新工作簿把这张表复制过来")
            continue
        optional = {column.heading for column in register.columns().values() if not column.required}
        for heading in rows.missing:
            if heading in optional or heading not in {column.heading for column in register.columns().values()}:
                yield Problem(
                    (register, 0),
                    "",
                    f"表 {register.table} 没有「{heading}」这一列，按空白处理",
                    f"需要时在标题行补上「{heading}」",
                )


@rule("DAT-18", Level.HINT, example="出库 | 数量 50\n出库 | 单号 CK2 | 数量 50\n出库 表下 1 → 行")
def rows_stand_inside_their_table(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """登记的行都在表的范围之内（紧接在表下的行照样读取）。"""
    for register, rows in book.tables.items():
        raw = rows.raw
        if raw is not None and raw.typed_below is not None:
            below = sum(number >= raw.typed_below for number in raw.numbers)
            yield Problem(
                (register, raw.typed_below),
                "",
                f"表 {register.table} 到第 {raw.last_row} 行为止，下面还有 {below} 行；已作为表的内容读取，但表上的公式和筛选不包括它们",
                "刷新一次，表会自动延伸到这些行",
                cell=f"{column_letters(raw.first_column)}{raw.typed_below}",
            )


@rule("DAT-19", Level.ERROR, example="出库 隔行 B57:C58 → 区域")
def nothing_stands_below_a_gap(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """表下隔着空行的地方没有内容：那里的行不会被读取。

    What looks like a row, filling all required columns but one or more, refuses what rests on the table; a note or a total below does not.
    """
    for register, rows in book.tables.items():
        if rows.raw is None:
            continue
        required = sum(column.required for column in register.columns().values())
        for where, filled in zip(rows.raw.stray, rows.raw.stray_filled, strict=True):
            like_a_row = register in _COUNTED and filled >= required - 1
            first = where.partition(":")[0]
            yield Problem(
                (register, int(re.sub(r"\D", "", first))),
                "",
                f"表 {register.table} {'汇总行下面' if rows.raw.totals_row else '下面隔着空行'}的 {where} 有内容，没有读取"
                + ("；像是登记的行，用到这张表的数就不算" if like_a_row else ""),
                "如果是登记的行，移到表里紧接最后一行；如果不是，移到别的列或别的工作表",
                blocks=like_a_row,
                cell=first,
            )


@rule("DAT-20", Level.HINT, example="采购验收\n采购验收 | 单号 合计 | 日期 - | 供应商 - | 品名 - | 单价 - → 行")
def totals_are_not_typed_among_the_rows(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """登记表里没有手工打的合计行（有的话不当作登记的行）。"""
    for register, rows in book.tables.items():
        for row in rows.totals:
            yield Problem(
                (register, row),
                "",
                f"第 {row} 行看来是手工打的合计行，没有当作登记的行读取",
                "删去这一行，改用表的汇总行",
                cell=f"{column_letters(rows.raw.first_column)}{row}" if rows.raw else "",
            )

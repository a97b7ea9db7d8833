"""A random book of ``tests.ledger_strategies`` as the tables of a workbook, the way a host hands them over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tests.ledger_strategies import CONSUMABLES
from validation.cells import RawBook, RawRow, RawTable

if TYPE_CHECKING:
    from tests.ledger_strategies import Book
    from validation.cells import CellValue

EPOCH = date(1899, 12, 30)


def table(name: str, headings: str, *rows: tuple[CellValue, ...]) -> RawTable:
    """A table whose heading row is row 1 of its sheet."""
    numbered = tuple(RawRow(number, row) for number, row in enumerate(rows, 2))
    return RawTable(name, name, 1, 1, 1 + max(len(rows), 1), tuple(headings.split())).with_rows(numbered)


def serial(day: date) -> float:
    """A day as Excel keeps it."""
    return float((day - EPOCH).days)


def with_own_slips(book: Book) -> Book:
    """The same book with a 单号 for every row, so that a correction names just one row."""
    receipts = tuple(replace(row, slip=f"{row.slip}#{number:04d}") for number, row in enumerate(book.receipts))
    issues = tuple(replace(row, slip=f"{row.slip}#{number:04d}") for number, row in enumerate(book.issues))
    return replace(book, receipts=receipts, issues=issues)


def as_raw_book(book: Book, method: str) -> RawBook:
    """The book's rows in their registers; everything is entered in the base unit."""
    items = sorted({row.item for rows in (book.openings, book.receipts, book.issues, book.counts) for row in rows})
    purchases, issues, drawn = [], [], []
    for line in book.receipts:
        note = None if line.reverses is None else f"冲 ‹{book.receipts[line.reverses].slip}›"
        purchases.append(
            (
                line.slip,
                serial(line.day),
                "甲商行",
                line.item,
                line.qty / 1000,
                "公斤",
                1.0,
                line.amount / 100,
                line.direct_meal,
                note,
            )
        )
    for row in book.issues:
        note = None if row.reverses is None else f"冲 ‹{book.issues[row.reverses].slip}›"
        if row.destination is None:
            drawn.append((row.slip, serial(row.day), row.department, "张三", row.item, row.qty / 1000, note))
        else:
            issues.append((row.slip, serial(row.day), row.meal, row.destination, row.item, row.qty / 1000, "公斤", note))
    tables = (
        table(
            "设置",
            "项目 值 说明",
            ("学期开始", serial(book.first_day), None),
            ("学期结束", serial(book.last_day), None),
            ("计价方法", method, None),
        ),
        table("品目", "品名 类别 单位", *((item, "易耗品" if item in CONSUMABLES else "粮食", "公斤") for item in items)),
        table("期初库存", "品名 数量 单位 金额", *((row.item, row.qty / 1000, "公斤", row.amount / 100) for row in book.openings)),
        table("采购验收", "单号 日期 供应商 品名 数量 单位 单价 金额 直出餐次 备注", *purchases),
        table("出库", "单号 日期 餐次 去向 品名 数量 单位 备注", *issues),
        table("易耗品领用", "单号 日期 部门 领用人 品名 领用数 备注", *drawn),
        table("盘点", "日期 品名 实盘数量 单位", *((serial(row.day), row.item, row.qty / 1000, "公斤") for row in book.counts)),
        table("就餐", "日期 餐次 对象 人数 餐标"),
    )
    return RawBook({each.name: each for each in tables})

"""Small books as text, for the tests of ``macros_py``.

A block is a table: its name, its headings, its rows; a blank line ends it. ``-`` is an empty cell, ``09-05`` is 2025-09-05 (``01-05``: 2026). Columns that a
test does not care about may be left out where ``DEFAULTS`` fills them; ``×数量`` is a column by another name. The term is September to November 2025, the month is September.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from macros_py.blocked import Blocked
from macros_py.judge import judge
from macros_py.ledger import run
from tests.macros_py.books_as_tables import table
from tests.validation.text_books import cell
from validation.book import read_book
from validation.cells import RawBook
from validation.evidence import Evidence

if TYPE_CHECKING:
    from macros_py.judge import Judged
    from macros_py.ledger import Ledger
    from validation.cells import CellValue, RawTable
    from workbook_templates.draft import TableFill

SETTINGS = {
    "学期开始": "09-01",
    "学期结束": "11-30",
    "核算月份": "2025-09",
    "计价方法": "移动加权平均",
    "基准餐标": "10",
}
DEFAULTS = {
    "品目": {"类别": "粮食", "单位": "公斤"},
    "期初库存": {"单位": "公斤"},
    "采购验收": {"单号": "R1", "供应商": "甲商行", "单位": "公斤", "单价": "1"},
    "出库": {"单号": "C1", "餐次": "午餐", "去向": "供餐", "单位": "公斤"},
    "盘点": {"单位": "公斤"},
    "就餐": {"餐次": "午餐", "对象": "学生", "餐标": "10"},
    "易耗品领用": {"单号": "L1", "部门": "食堂", "领用人": "张三"},
    "收入": {"凭证号": "S1", "科目": "学生伙食费"},
    "支出": {"凭证号": "Z1", "科目": "水电", "摘要": "费用"},
}
NEEDED = ("品目", "采购验收", "出库", "就餐")


def raw_book(text: str) -> RawBook:
    """The tables of a workbook."""
    blocks = {block.split("\n", 1)[0].strip(): block.split("\n", 1)[1] for block in re.split(r"\n\s*\n", text.strip())}
    wanted = dict(line.split() for line in blocks.pop("设置", "").splitlines())
    tables = [table("设置", "项目 值 说明", *((name, _cell(value), None) for name, value in (SETTINGS | wanted).items()))]
    tables += [_table(name, blocks.pop(name, None)) for name in NEEDED]
    tables += [_table(name, block) for name, block in blocks.items()]
    return RawBook({each.name: each for each in tables})


def judged(text: str) -> Judged:
    """The book, judged and computed."""
    return judge(raw_book(text))


def ledger(method: str, text: str) -> tuple[Ledger, Evidence, Blocked]:
    """The ledger of a book of one item, 大米 (or of the 品目 that the text has), with no row blocked."""
    blocked, evidence = Blocked(), Evidence()
    items = "" if text.strip().startswith("品目") else "品目\n品名\n大米\n\n"
    book = read_book(raw_book(f"设置\n计价方法 {method}\n\n{items}{text}"))
    return run(book, blocked, evidence), evidence, blocked


def rows_of(fill: TableFill, *headings: str) -> list[tuple[str, ...]]:
    """Some columns of a result table, as text; ``-`` is an empty cell."""
    places = [fill.headings.index(heading) for heading in headings]
    return [tuple("-" if row[place] is None else str(row[place]) for place in places) for row in fill.rows]


def _table(name: str, block: str | None) -> RawTable:
    defaults = DEFAULTS.get(name, {})
    if block is None:
        return table(name, " ".join([*defaults, *({"品目": ["品名"]}.get(name, ["日期", "品名", "数量", "金额", "人数"]))]))
    headings, *rows = (line.split() for line in block.strip().splitlines())
    filled = [heading for heading in defaults if heading not in headings and f"×{heading}" not in headings]
    constant = tuple(_cell(defaults[heading]) for heading in filled)
    for row in rows:
        assert len(row) == len(headings), f"{name}: {row} does not fit {headings}"
    return table(name, " ".join([*headings, *filled]), *((*map(_cell, row), *constant) for row in rows))


def _cell(text: str) -> CellValue:
    if re.fullmatch(r"[01]\d-\d\d", text):
        text = f"{2025 if text >= '09' else 2026}-{text}"
    return cell(text)

r"""Books as text: a good book in text tables, and the examples of the rules laid over it.

A text table has its headings in the first line; ``-`` is an empty cell. The smallest example of a rule (``validation.rules.rule``) is a few lines:

- ``表 | 列 值 | 列 值`` is a row over the good one. The first such line of a register replaces its first row, the next ones are added below. In
  the lists (设置, 规则参数, 品目 …) a line replaces the row of the same name, or is added; ``表 再一行 | …`` is always added.
- ``列 2025-09-01至2025-09-03``: one row for each of these days. ``列 -`` empties a cell, ``列 +`` merges it with the one above; ``'100`` is text,
  ``#N/A`` an error value, ``=480`` a formula with its result, ``=`` one without.
- ``TRUE`` and ``FALSE`` are logical values, ``'\u200b100`` a text with a character that cannot be seen, ``#(NaN)`` a number cell that holds no number.
- ``表 去掉列 列``, ``表 去掉表``, ``表 表下 1`` (the last row stands below the table), ``表 隔行 B57:C58``, ``今天 2025-10-08``,
  ``表 改列名 列 新列名``.
- ``结账 2025-09``: the good book was closed at the end of that month, before the lines are laid over it.
- ``上期 3c0ffee0``: the book is looked at beside the one it was opened from, which has this fingerprint and ended as the good book begins.
- ``→ 列`` at the end of a line says in which column of that row the finding stands, ``→ 行`` that it concerns the row, ``→ 表`` the table,
  ``→ 区域`` the range below the gap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from macros_py.closing_log import ClosingLog
from macros_py.judge import judge
from validation.cells import ErrorValue, Formula, RawBook, RawRow, RawTable, column_number
from validation.evidence import PreviousBook, TermEnd
from validation.profiles import PARAMETERS
from validation.register import CHECK
from validation.registers import REGISTERS
from validation.settings import SETTINGS
from workbook_templates.results import CLOSING_LOG

if TYPE_CHECKING:
    from validation.cells import CellValue, Plain
    from validation.register import Register

EPOCH = date(1899, 12, 30)
HEADER_ROW = 3
FIRST_COLUMN = 2
LISTS = {register.table for register in REGISTERS if register.group == "设置与名单"}

SETTING_VALUES = {
    "学校": "示例小学",
    "食堂": "第一食堂",
    "学期": "2025秋",
    "学期开始": "2025-09-01",
    "学期结束": "2026-01-31",
    "核算月份": "2025-09",
    "基准餐标": "8.00",
}

GOOD = {
    "品目": """
        品名   类别   单位 鲜活 检测要求 以旧换新
        大米   粮食   公斤 否   无       -
        面粉   粮食   公斤 否   无       -
        菜籽油 食用油 升   否   无       -
        青菜   蔬菜   公斤 是   农残     -
        白糖   调味品 公斤 否   无       -
        黑芝麻 干货   公斤 否   无       -
        液化气 燃料   公斤 否   无       -
        扫帚   易耗品 把   -    -        是
    """,
    "单位换算": """
        品名 录入单位 换算率
        -    斤       0.5
        大米 袋       25
    """,
    "供应商": """
        供应商       统一社会信用代码   许可证号         许可有效期 合同编号   合同开始   合同结束   供货类别
        青禾粮油商行 91110105MA0000000Y JY10000000000001 2027-12-31 HT-2025-01 2025-08-01 2026-07-31 粮食、食用油、蔬菜、调味品、干货、易耗品
    """,
    "期初库存": """
        品名   数量 单位 金额
        大米   1000 公斤 4800.00
        面粉   50   公斤 200.00
        菜籽油 20   升   260.00
        扫帚   20   把   160.00
    """,
    "期初在用": """
        部门 品名 数量
        食堂 扫帚 6
    """,
    "年初至今": """
        指标     金额
        食材消耗 152340.50
    """,
    "采购验收": """
        单号 日期       供应商       品名 数量 单位 单价 金额   索证   检测结果 验收结论 采购人 数量验收人 质量验收人
        YS1  2025-09-01 青禾粮油商行 大米 100  公斤 4.80 480.00 合格证 合格     合格     采购甲 验收乙     厨师丙
    """,
    "出库": """
        单号 日期       餐次 去向 品名 数量 单位 管理员 仓管员 厨师
        CK1  2025-09-01 午餐 供餐 大米 100  公斤 管理丁 仓管戊 厨师丙
    """,
    "盘点": """
        日期       品名 实盘数量 单位 盘点人 监盘人
        2025-09-30 面粉 50       公斤 仓管戊 会计己
    """,
    "就餐": """
        日期       餐次 对象 人数 餐标
        2025-09-01 午餐 学生 100  8.00
    """,
    "收入": """
        凭证号 日期       科目       摘要           金额
        记-1   2025-09-05 学生伙食费 九月学生伙食费 800.00
        记-2   2025-09-05 财政补助   人员经费补助   100000.00
    """,
    "支出": """
        凭证号 日期       科目 摘要     金额      归口 立项依据
        记-3   2025-09-28 水电 九月电费 300.00    -    -
        记-4   2025-09-28 人员 九月工资 100000.00 食堂 劳务合同
    """,
    "易耗品领用": """
        单号 日期       部门 领用人 品名 领用数 单位 交旧数
        LY1  2025-09-01 食堂 厨师丙 扫帚 2      把   2
    """,
    "基期": """
        项目   类别   基期   基期金额
        调味品 调味品 2025春 7009.60
    """,
    "收支说明": """
        行 项目       方向 数量 单价  金额
        1  期初结余   -    -    -     100.00
        2  学生伙食费 收   -    -     9000.00
        3  菜籽油     支   124  70.00 8680.00
    """,
}

PREVIOUS_END = TermEnd(
    stock={"大米": ((1000_000, 4800_00),), "面粉": ((50_000, 200_00),), "菜籽油": ((20_000, 260_00),), "扫帚": ((20_000, 160_00),)},
    balance=0,
    held={("食堂", "扫帚"): 6_000},
    owed={},
    year={},
)

WORDS: dict[str, bool | None] = {"": None, "-": None, "+": None, "TRUE": True, "FALSE": False}
Row = dict[str, str]


@dataclass
class Sheet:
    """One table in the making: its rows as texts by heading, and what else is to be said of it."""

    register: type[Register]
    headings: list[str]
    rows: list[Row] = field(default_factory=list)
    below: int = 0
    stray: tuple[str, ...] = ()
    touched: bool = False
    good: Row = field(default_factory=dict)


@dataclass
class Expected:
    """Where an example's finding stands: table, sheet row (0: the table) and column ("" for none)."""

    table: str
    row: int
    column: str


@dataclass
class TextBook:
    """A book, the day it is looked at, and where its one finding is expected."""

    raw: RawBook
    today: date | None = None
    expected: Expected | None = None
    previous: PreviousBook | None = None


def good_sheets() -> dict[str, Sheet]:
    """The good book's tables."""
    sheets = {}
    for register in REGISTERS:
        headings = [column.heading for column in register.columns().values()] + ([CHECK] if register.checked else [])
        sheets[register.table] = Sheet(register, headings, rows_of(GOOD.get(register.table, "")))
    sheets["设置"].rows = [{"项目": setting.name, "值": SETTING_VALUES.get(setting.name, setting.default)} for setting in SETTINGS]
    sheets["规则参数"].rows = [
        {
            "参数": each.name,
            "值": each.value,
            "单位": each.unit,
            "生效日": each.since,
            "依据": each.source,
            "处理": each.handling,
            "规则套": each.profile,
        }
        for each in PARAMETERS
    ]
    return sheets


def closing_log(month: str) -> RawTable:
    """结账记录 of the good book, closed at the end of a month."""
    raw = RawBook({name: raw_table(sheet) for name, sheet in good_sheets().items()})
    lines = ClosingLog(raw).closing("2025-10-08 09:00:00", month, judge(raw)).rows
    cells = [tuple(float(value) if isinstance(value, Decimal | int) else value for value in line) for line in lines]
    rows = [RawRow(number, cells) for number, cells in enumerate(cells, HEADER_ROW + 1)]  # type: ignore[arg-type] # texts and numbers
    return RawTable(CLOSING_LOG.name, CLOSING_LOG.name, HEADER_ROW, 1, HEADER_ROW + len(rows), CLOSING_LOG.headings).with_rows(rows)


def rows_of(text: str) -> list[Row]:
    """The rows of a text table."""
    lines = [line.split() for line in text.strip().splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def book_of(text: str) -> TextBook:
    """An example laid over the good book. The empty text gives the good book."""
    sheets, today, place, log, previous = good_sheets(), None, None, None, None
    for line in text.splitlines():
        if line.startswith("今天 "):
            today = date.fromisoformat(line.split()[1])
            continue
        if line.startswith("结账 "):
            log = closing_log(line.split()[1])
            in_list(sheets["设置"], {"项目": "已结账至", "值": line.split()[1]}, again=False)
            continue
        if line.startswith("上期 "):
            previous = PreviousBook(line.split()[1], PREVIOUS_END)
            continue
        body, _, column = (part.strip() for part in line.partition("→"))
        sheet, row = lay_over(sheets, body)
        if column:
            place = (sheet, row, column)
    logs = {} if log is None else {log.name: log}
    raw = RawBook({name: raw_table(sheet) for name, sheet in sheets.items()} | logs)
    return TextBook(raw, today, None if place is None else expected_at(*place), previous)


def expected_at(sheet: Sheet, row: Row | None, column: str) -> Expected:
    """Where a finding stands that an example marks."""
    if column == "区域":
        return Expected(sheet.register.table, int("".join(filter(str.isdigit, sheet.stray[0].partition(":")[0]))), "")
    if column == "表" or row is None:
        return Expected(sheet.register.table, 0, "" if column == "表" else column)
    number = HEADER_ROW + 1 + next(index for index, each in enumerate(sheet.rows) if each is row)
    return Expected(sheet.register.table, number, "" if column == "行" else column)


def lay_over(sheets: dict[str, Sheet], line: str) -> tuple[Sheet, Row | None]:
    """Do what one line of an example says; returns its table and its row, if it has one."""
    head, *cells = (part.strip() for part in line.split("|"))
    name, *directive = head.split()
    sheet = sheets[name]
    match directive:
        case ["去掉列" | "改列名", heading, *new]:
            place = sheet.headings.index(heading)
            sheet.headings[place : place + 1] = new
            return sheet, None
        case ["去掉表"]:
            del sheets[name]
            return sheet, None
        case ["表下", number]:
            sheet.below = int(number)
            return sheet, sheet.rows[-int(number)]
        case ["隔行", where]:
            sheet.stray = (where,)
            return sheet, None
    values = dict(cell.split(None, 1) for cell in cells)
    if name in LISTS:
        return sheet, in_list(sheet, values, again="再一行" in directive)
    sheet.good = sheet.good or dict(sheet.rows[0])
    rows = [sheet.good | each for each in by_day(values)]
    if sheet.touched:
        sheet.rows.extend(rows)
    else:
        sheet.rows[:1] = rows
        sheet.touched = True
    return sheet, rows[-1]


def in_list(sheet: Sheet, values: Row, *, again: bool) -> Row:
    """The row of a list that has the same name, changed; else a new one."""
    key = sheet.headings[0]
    for row in () if again else sheet.rows:
        if row.get(key) == values.get(key):
            row.update(values)
            return row
    sheet.rows.append(dict(sheet.rows[0]) | values)
    return sheet.rows[-1]


def by_day(values: Row) -> list[Row]:
    """The row, once for each day of ``2025-09-01至2025-09-03``."""
    first, until, last = values.get("日期", "").partition("至")
    if not until:
        return [values]
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [values | {"日期": (begin + timedelta(days=number)).isoformat()} for number in range((end - begin).days + 1)]


def raw_table(sheet: Sheet) -> RawTable:
    """The table as a host hands it over."""
    first = HEADER_ROW + 1
    numbered = tuple(
        RawRow(number, tuple(cell(row.get(heading, "")) for heading in sheet.headings))
        for number, row in enumerate(sheet.rows, first)
    )
    merged = tuple(
        (first + index - 1, FIRST_COLUMN + column, first + index, FIRST_COLUMN + column)
        for index, row in enumerate(sheet.rows)
        for column, heading in enumerate(sheet.headings)
        if row.get(heading) == "+"
    )
    last = HEADER_ROW + max(len(sheet.rows) - sheet.below, 1)
    table = sheet.register.table
    below = last + 1 if sheet.below else None
    return RawTable(
        table,
        table,
        HEADER_ROW,
        FIRST_COLUMN,
        last,
        tuple(sheet.headings),
        typed_below=below,
        stray=sheet.stray,
        stray_filled=tuple(_width(where) for where in sheet.stray),
        merged=merged,
    ).with_rows(numbered)


def _width(where: str) -> int:
    """How many columns a range such as ``B57:C58`` spans."""
    first, _, last = where.partition(":")
    left, right = (column_number(re.sub("[0-9]", "", each)) for each in (first, last or first))
    return right - left + 1


def cell(text: str) -> CellValue:
    """A cell as a host hands it over, from its text."""
    return Formula(plain(text[1:])) if text.startswith("=") else plain(text)


def plain(text: str) -> Plain:
    """A value that stands in a cell, or that a formula remembers."""
    if text in WORDS:
        return WORDS[text]
    if text.startswith("'"):
        return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text[1:])
    if text.startswith("#"):
        return ErrorValue(text.removeprefix("#(").removesuffix(")") if text.startswith("#(") else text)
    if re.fullmatch(r"-?\d+(\.\d+)?(e\d+)?", text):
        return float(text)
    try:
        return float((date.fromisoformat(text) - EPOCH).days)
    except ValueError:
        return text

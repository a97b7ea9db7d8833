"""One sheet a table the program owns: protected without a password, so that nothing is typed over by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter

from validation.findings import Level
from validation.registers.choices import YES_NO
from workbook_templates import drop_downs, look
from workbook_templates.chart_data import CHART_MONTHS
from workbook_templates.check_text import begins_with
from workbook_templates.figures import MONTHLY_COST
from workbook_templates.register_sheets import WRAPPED_FROM, light
from workbook_templates.results import DAY, ISSUE_LIST, MONTH, TEXT
from workbook_templates.table_sheet import SheetColumn, SheetTable, table_sheet

if TYPE_CHECKING:
    from openpyxl.styles import Alignment
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from workbook_templates.results import ResultColumn, ResultTable

_CENTRED_UP_TO = 10
_ABOUT_KEPT = "这一列由您填：同意按建议改的选 是，程序可以一次改好，也可以撤销。"

_SECTIONS: dict[str, tuple[tuple[str, str, str], ...]] = {
    MONTHLY_COST.name: (
        ("", "月份", "结果"),
        ("就餐", "供餐天数", "设置与名单"),
        ("收入", "学生伙食费", "日常登记"),
        ("库存", "期初库存", "比较与核对"),
        ("购入食材", "购入食材", "设置与名单"),
        ("食材消耗", "食材消耗", "结果"),
        ("支出登记", "支出_燃料", "比较与核对"),
        ("支出", "燃料水电", "结果"),
        ("不计入食堂成本", "其他部门领用", "设置与名单"),
        ("支出合计与结余", "支出合计", "日常登记"),
        ("餐均与占比", "餐均食材成本", "结果"),
        ("", "说明", "结果"),
    ),
    CHART_MONTHS.name: (("各月", "月份", "日常登记"), ("核算月份", "类别", "结果")),
}
"""The bands over the heads of a wide table: label, the first column it covers, the group whose colours it borrows."""


def result_sheet(book: Workbook, result: ResultTable) -> Worksheet:
    """Add the sheet of one table the program owns."""
    table = _sheet_table(result)
    sheet = table_sheet(book, table)
    protect(sheet)
    if result.kept:
        _open_for_the_user(sheet, table, result)
    if result is ISSUE_LIST:
        for level in Level:
            light(sheet, table.column_range(1), begins_with(level, f"$A{table.first_row}"), level)
    return sheet


def protect(sheet: Worksheet) -> None:
    """Protect a sheet without a password; looking, filtering and restyling stay free."""
    guard = sheet.protection
    guard.sheet = True
    guard.objects = guard.scenarios = False
    for freedom in ("formatCells", "formatColumns", "formatRows", "autoFilter", "sort", "pivotTables"):
        setattr(guard, freedom, False)


def _sheet_table(result: ResultTable) -> SheetTable:
    colours = look.palette(look.RESULTS)
    if result.name not in _SECTIONS:
        columns = tuple(_sheet_column(result, column, colours) for column in result.columns)
        return SheetTable(result.name, look.RESULTS, result.purpose, columns)
    sections = _sections(result)
    borrowed = [look.palette(group) for _, count, group in sections for _ in range(count)]
    columns = tuple(_sheet_column(result, column, own) for column, own in zip(result.columns, borrowed, strict=True))
    bands = tuple((label, count, look.palette(group).deep) for label, count, group in sections)
    return SheetTable(result.name, look.RESULTS, result.purpose, columns, bands)


def _sections(result: ResultTable) -> list[tuple[str, int, str]]:
    """The bands of a wide table as (label, how many columns, group)."""
    sections = _SECTIONS[result.name]
    starts = [result.headings.index(first) for _, first, _ in sections] + [len(result.headings)]
    return [(label, starts[n + 1] - starts[n], group) for n, (label, _, group) in enumerate(sections)]


def _sheet_column(result: ResultTable, column: ResultColumn, colours: look.Palette) -> SheetColumn:
    if column.heading == result.kept:
        colours = look.palette("日常登记")
    detail = "_" in column.heading
    head, text = (colours.soft, colours.deep) if detail else (colours.head, look.WHITE)
    return SheetColumn(column.heading, column.format, column.width, _alignment(column), head, text)


def _alignment(column: ResultColumn) -> Alignment:
    if column.format in {DAY, MONTH} or (column.format == TEXT and column.width <= _CENTRED_UP_TO):
        return look.aligned("center", shrink=column.format == TEXT)
    if column.format != TEXT:
        return look.aligned()
    wrapped = column.width >= WRAPPED_FROM
    return look.aligned("left", indent=1, wrap=wrapped, shrink=not wrapped)


def _open_for_the_user(sheet: Worksheet, table: SheetTable, result: ResultTable) -> None:
    """The one column that is the user's: unlocked, with a drop-down."""
    position = result.headings.index(result.kept) + 1
    letters = get_column_letter(position)
    sheet.column_dimensions[letters].protection = Protection(locked=False)
    sheet.cell(table.first_row, position).protection = Protection(locked=False)
    rule = drop_downs.choice_of(YES_NO, result.kept)
    rule.add(table.column_range(position))
    sheet.add_data_validation(rule)
    drop_downs.explain(sheet, f"{letters}{table.heading_row}", result.kept, _ABOUT_KEPT)

"""A form as a district might have made it, named as the manual tells: for the picture beside the steps."""
# ruff: noqa: INP001 - a module beside the script it serves, not a package

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

DISTRICT_SHEET = "区教育局月报"
_LINES = (
    ("本月伙食费收入", "伙食费收入_本月", "#,##0.00"),
    ("本学期支出", "支出合计_累计", "#,##0.00"),
    ("本学期支出（万元）", "支出合计_累计_万元", "0.00"),
    ("本月结余", "结余_本月", "#,##0.00"),
    ("大写", "结余_本月_大写", "@"),
    ("餐均食材成本", "餐均食材成本_本月", "0.00"),
)
_SIDE = Side(style="thin", color="FF8A5A2B")
_HEADINGS, _PRINTED = ("收入项目", "收入金额", "支出项目", "支出金额"), 8


def add_district_form(book: Path, target: Path) -> None:
    """A copy of a book with the form in it, not refreshed yet."""
    opened = load_workbook(book)
    sheet: Worksheet = opened.create_sheet(DISTRICT_SHEET)
    for letters, width in zip("ABCD", (22, 20, 22, 20), strict=True):
        sheet.column_dimensions[letters].width = width
    sheet.merge_cells("A1:D1")
    _put(sheet, 1, 1, "云杉县学校食堂财务公开月报").font = Font(name="宋体", sz=16, b=True, color="FF7A3B00")
    sheet["A1"].alignment = Alignment(horizontal="center")
    names = {"公示_学校": "$B$2", "公示_期间_本月": "$D$2"}
    _put(sheet, 2, 1, "填报学校")
    _put(sheet, 2, 3, "所属月份")
    for row, (label, name, form) in enumerate(_LINES, start=4):
        _put(sheet, row, 1, label)
        _put(sheet, row, 2, None).number_format = form
        names[f"公示_{name}"] = f"$B${row}"
    for column, heading in enumerate(_HEADINGS, start=1):
        _put(sheet, 12, column, heading).fill = PatternFill("solid", fgColor="FFF6E3CF")
        for row in range(13, 13 + _PRINTED):
            _put(sheet, row, column, None).number_format = "@" if column % 2 else "#,##0.00"
    sheet.add_table(Table(displayName="公示_收支两栏_合计", ref=f"A12:D{12 + _PRINTED}"))
    for name, where in names.items():
        full = name if name not in opened.defined_names else f"{name}_50"
        opened.defined_names[full] = DefinedName(full, attr_text=f"{DISTRICT_SHEET}!{where}")
    opened.save(target)


def _put(sheet: Worksheet, row: int, column: int, value: str | None):  # noqa: ANN202 - openpyxl's cell
    cell = sheet.cell(row, column, value)
    cell.font, cell.border = Font(name="宋体", sz=11), Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
    return cell

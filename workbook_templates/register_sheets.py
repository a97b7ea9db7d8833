"""One sheet a register, from its declaration alone."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Color, Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

from validation.findings import Level
from validation.kinds import Day, Number, OneOf, Text
from validation.register import CHECK
from validation.registers.settings import SettingRow
from validation.settings import SETTINGS
from workbook_templates import drop_downs, look
from workbook_templates.check_text import begins_with, lights_up
from workbook_templates.shipped_rows import AS_TYPED, Shipped, shipped_rows
from workbook_templates.table_sheet import SheetColumn, SheetTable, table_sheet

if TYPE_CHECKING:
    from openpyxl.styles import Alignment
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from validation.register import Column, Register

CHECK_WIDTH = 60
_ABOUT_CHECK = "由程序填写，说明本行哪一格有什么问题；有问题的格子会变色。请不要改这一列。"
WRAPPED_FROM = 40
_WIDE = 110
_MOST_FROZEN = 72
_NARROW_TEXT = 9
_BARE_POINT = re.compile(r"\.#+$")
"""A format of this kind shows 100 as ``100.`` in Excel."""
_NUMERIC = re.compile(r"[\d,.]+%?")


def register_sheet(book: Workbook, register: type[Register]) -> Worksheet:
    """Add the sheet of one register: table, drop-downs, formats, help on the headings, the lights of 校验, the shipped rows."""
    table = _sheet_table(register)
    shipped = shipped_rows(register)
    sheet = table_sheet(book, table, rows=max(1, len(shipped)), frozen_columns=_frozen_columns(register, table))
    columns = register.columns()
    for position, column in enumerate(columns.values(), start=1):
        drop_downs.help_on_heading(sheet, f"{get_column_letter(position)}{table.heading_row}", column)
        rule = drop_downs.entry_rule(column)
        if rule:
            rule.add(table.column_range(position))
            sheet.add_data_validation(rule)
    for row, cells in enumerate(shipped, start=table.first_row):
        for position, field in enumerate(columns, start=1):
            entry = cells.get(field, Shipped(None))
            cell = sheet.cell(row, position)
            cell.value = entry.value
            cell.number_format = entry.number_format or cell.number_format
        lines = (_lines(sheet.cell(row, position).value, column.width) for position, column in enumerate(table.columns, start=1))
        sheet.row_dimensions[row].height = look.ROW * max(lines)
    if register.checked:
        drop_downs.explain(sheet, f"{table.last_column}{table.heading_row}", CHECK, _ABOUT_CHECK)
        _light_up(sheet, table)
    if register is SettingRow:
        _lay_settings(sheet, table)
    return sheet


def _sheet_table(register: type[Register]) -> SheetTable:
    colours = look.palette(register.group)
    columns = [_sheet_column(column, colours) for column in register.columns().values()]
    if register.checked:
        columns.append(SheetColumn(CHECK, "@", CHECK_WIDTH, look.aligned(indent=1), look.MUTED, look.WHITE))
    return SheetTable(register.table, register.group, register.purpose, tuple(columns))


def _sheet_column(column: Column, colours: look.Palette) -> SheetColumn:
    head, text = (colours.head, look.WHITE) if column.required else (colours.soft, colours.deep)
    return SheetColumn(column.heading, number_format(column), column.width or column.kind.width, _alignment(column), head, text)


def number_format(column: Column) -> str:
    """The number format of a column's cells: its kind's own; a text column meant for numbers takes both as they are typed."""
    if type(column.kind) is Text and len(column.example) > 1 and _NUMERIC.fullmatch(column.example):
        return AS_TYPED
    shown = column.kind.excel_format
    return AS_TYPED if _BARE_POINT.search(shown) else shown


def _alignment(column: Column) -> Alignment:
    if isinstance(column.kind, Day | OneOf):
        return look.aligned("center")
    if isinstance(column.kind, Text) and 0 < column.width < _NARROW_TEXT:
        return look.aligned("center")
    if isinstance(column.kind, Number):
        return look.aligned()
    return look.aligned("left", indent=1, wrap=column.width >= WRAPPED_FROM)


def _lines(value: object, width: float) -> int:
    """On how many lines a shipped text stands."""
    return math.ceil(sum(look.CHINESE_SIGN if sign > "ÿ" else 1 for sign in str(value or "")) / (width - 1)) or 1


def _frozen_columns(register: type[Register], table: SheetTable) -> int:
    """How many columns stay while a wide sheet is scrolled: up to the item, if that leaves room; else the first."""
    widths = [column.width for column in table.columns]
    if sum(widths) < _WIDE:
        return 1
    for position, column in enumerate(register.columns().values(), start=1):
        if column.refers_to == "品目" and sum(widths[:position]) <= _MOST_FROZEN:
            return position
    return 1


def _light_up(sheet: Worksheet, table: SheetTable) -> None:
    """Colour exactly the cells that 校验 names, each in the colour of its heaviest finding, and 校验 itself."""
    check = f"${table.last_column}{table.first_row}"
    named = table.columns_range(len(table.columns) - 1)
    own = table.column_range(len(table.columns))
    for level in Level:
        light(sheet, named, lights_up(level, f"A${table.heading_row}", check), level)
    for level in Level:
        light(sheet, own, begins_with(level, check), level)


def light(sheet: Worksheet, cells: str, formula: str, level: Level) -> None:
    """Give ``cells`` the colours of ``level`` where the formula is true."""
    colours = look.LEVEL_LOOKS[level]
    shown = DifferentialStyle(font=Font(color=Color(rgb="FF" + colours.text)), fill=look.fill(colours.fill))
    rule = Rule(type="expression", formula=[formula], stopIfTrue=True, dxf=shown)
    sheet.conditional_formatting.add(cells, rule)


def _lay_settings(sheet: Worksheet, table: SheetTable) -> None:
    """Each setting's own drop-down and help; the settings without which nothing can be computed glow while they are blank."""
    for row, setting in enumerate(SETTINGS, start=table.first_row):
        name, value, note = (sheet.cell(row, position) for position in (1, 2, 3))
        name.font = look.font(bold=True)
        value.fill, value.alignment = look.fill(look.palette(table.group).stripe), look.aligned("left", indent=1)
        note.font = look.font(colour=look.MUTED)
        rule = drop_downs.setting_rule(setting)
        if rule:
            rule.add(value.coordinate)
            sheet.add_data_validation(rule)
    body = f"B{table.first_row}:B{table.first_row + len(SETTINGS) - 1}"
    first = f"B{table.first_row}"
    needed = ",".join(f'$A{table.first_row}="{setting.name}"' for setting in SETTINGS if setting.required)
    light(sheet, body, f'AND({first}="",OR({needed}))', Level.WARNING)

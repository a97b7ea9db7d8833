"""One sheet a register, from its declaration alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Color, Font
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
_WIDE = 110
_MOST_FROZEN = 72
_NARROW_TEXT = 9
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
    if register.checked:
        letters = table.last_column
        drop_downs.explain(sheet, f"{letters}{table.heading_row}", CHECK, "由程序填写,说明本行哪一格有什么问题;有问题的格子会变色。请不要改这一列。")
        _light_up(sheet, table)
    if register is SettingRow:
        _lay_settings(sheet, table)
    return sheet


def _sheet_table(register: type[Register]) -> SheetTable:
    colours = look.palette(register.group)
    columns = [_sheet_column(column, colours) for column in register.columns().values()]
    if register.checked:
        columns.append(SheetColumn(CHECK, "@", CHECK_WIDTH, look.aligned(), look.MUTED, look.WHITE))
    return SheetTable(register.table, register.group, register.purpose, tuple(columns))


def _sheet_column(column: Column, colours: look.Palette) -> SheetColumn:
    head, text = (colours.head, look.WHITE) if column.required else (colours.soft, colours.deep)
    return SheetColumn(column.heading, number_format(column), column.width or column.kind.width, _alignment(column), head, text)


def number_format(column: Column) -> str:
    """The number format of a column's cells: its kind's own, save that a text column meant for numbers takes both as they are typed."""
    if type(column.kind) is Text and len(column.example) > 1 and _NUMERIC.fullmatch(column.example):
        return AS_TYPED
    return column.kind.excel_format


def _alignment(column: Column) -> Alignment:
    if isinstance(column.kind, Day | OneOf):
        return look.aligned("center")
    if isinstance(column.kind, Text) and 0 < column.width < _NARROW_TEXT:
        return look.aligned("center")
    return look.aligned(None if isinstance(column.kind, Number) else "left")


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
    named = f"A{table.first_row}:{get_column_letter(len(table.columns) - 1)}{table.column_range(1).split(':')[1][1:]}"
    own = table.column_range(len(table.columns))
    for level in Level:
        light(sheet, named, lights_up(level, f"A${table.heading_row}", check), level)
    for level in Level:
        light(sheet, own, begins_with(level, check), level)


def light(sheet: Worksheet, cells: str, formula: str, level: Level) -> None:
    """Give ``cells`` the colours of ``level`` where the formula is true."""
    colours = look.LEVEL_LOOKS[level]
    rule = FormulaRule([formula], stopIfTrue=True, font=Font(color=Color(rgb="FF" + colours.text)), fill=look.fill(colours.fill))
    sheet.conditional_formatting.add(cells, rule)


def _lay_settings(sheet: Worksheet, table: SheetTable) -> None:
    """Each setting's own drop-down and help; the settings without which nothing can be computed glow while they are blank."""
    for row, setting in enumerate(SETTINGS, start=table.first_row):
        name, value, note = (sheet.cell(row, position) for position in (1, 2, 3))
        name.font = look.font(bold=True)
        value.fill, value.border, value.alignment = look.fill(look.palette(table.group).stripe), look.box(), look.aligned("left", indent=1)
        note.font = look.font(colour=look.MUTED)
        rule = drop_downs.setting_rule(setting)
        if rule:
            rule.add(value.coordinate)
            sheet.add_data_validation(rule)
    body = f"B{table.first_row}:B{table.first_row + len(SETTINGS) - 1}"
    first = f"B{table.first_row}"
    needed = ",".join(f'$A{table.first_row}="{setting.name}"' for setting in SETTINGS if setting.required)
    light(sheet, body, f'AND({first}="",OR({needed}))', Level.WARNING)

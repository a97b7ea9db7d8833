"""Drop-downs, entry warnings and the help on each heading. All of them warn or explain; none forbids (the check decides)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from validation.kinds import Day, Month, Number, OneOf
from validation.profiles import PROFILES
from validation.registers import REGISTERS, Supplier

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from validation.kinds import Kind
    from validation.register import Column, Register
    from validation.settings import Setting

_LONGEST_TITLE, _LONGEST_TEXT = 32, 255
_EARLIEST, _LATEST = date(1990, 1, 1), date(2090, 12, 31)
_SERIAL_ZERO = date(1899, 12, 30)


def list_name(register: type[Register]) -> str:
    """The defined name that lists the keys of a register: ``列_品名``."""
    return "列_" + register.heading(register.key[0])


def name_the_lists(book: Workbook) -> None:
    """Name the keys of every register that another one refers to, for drop-downs here and in the user's own forms."""
    for table in sorted({column.refers_to for register in REGISTERS for column in register.columns().values()} - {""}):
        register = next(register for register in REGISTERS if register.table == table)
        name = list_name(register)
        book.defined_names[name] = DefinedName(name, attr_text=f"{register.table}[{register.heading(register.key[0])}]")


def entry_rule(column: Column) -> DataValidation | None:
    """The drop-down or entry warning of a column's cells, if it has one."""
    if column.refers_to:
        source = next(register for register in REGISTERS if register.table == column.refers_to)
        return _list(f"={list_name(source)}", f"「{column.heading}」不在「{source.table}」表里。", source_may_hold_blanks=True)
    return kind_rule(column.kind, column.heading)


def kind_rule(kind: Kind, heading: str) -> DataValidation | None:
    """The entry warning that follows from the type alone."""
    if isinstance(kind, OneOf):
        return choice_of(kind.choices, heading)
    if isinstance(kind, Day):
        shape = "月份，如 2025-09" if isinstance(kind, Month) else "日期，如 2025-09-01"
        first, last = ((day - _SERIAL_ZERO).days for day in (_EARLIEST, _LATEST))
        rule = DataValidation(type="date", operator="between", formula1=str(first), formula2=str(last), allow_blank=True)
        return _warning(rule, f"「{heading}」请填{shape}。Excel 没有把刚才填的认作日期。")
    if isinstance(kind, Number):
        rule = DataValidation(type="decimal", operator="between", formula1="-1000000000", formula2="1000000000", allow_blank=True)
        return _warning(rule, f"「{heading}」请只填数字，不要带单位和文字。")
    return None


def choice_of(choices: tuple[str, ...], heading: str) -> DataValidation:
    """A drop-down of a fixed list."""
    return _list(f'"{",".join(choices)}"', f"「{heading}」请从列表里选：{'、'.join(choices)}。")


def help_on_heading(sheet: Worksheet, cell: str, column: Column) -> None:
    """Show, when the heading is selected, what the column wants."""
    parts = ["必填" if column.required else "可不填", column.help, f"例：{column.example}" if column.example else ""]
    explain(sheet, cell, column.heading, "。".join(part for part in parts if part))


def explain(sheet: Worksheet, cell: str, title: str, text: str) -> None:
    """Show a note beside a cell while it is selected."""
    rule = DataValidation(showInputMessage=True, promptTitle=title[:_LONGEST_TITLE], prompt=text[:_LONGEST_TEXT], allow_blank=True)
    rule.add(cell)
    sheet.add_data_validation(rule)


def _list(formula: str, text: str, *, source_may_hold_blanks: bool = False) -> DataValidation:
    """A drop-down. Excel lets anything through when the source holds blanks and blanks are ignored, so then they are not."""
    return _warning(DataValidation(type="list", formula1=formula, allow_blank=not source_may_hold_blanks), text)


def _warning(rule: DataValidation, text: str) -> DataValidation:
    rule.errorStyle, rule.showErrorMessage = "warning", True
    rule.errorTitle = "请核对"
    rule.error = (text + "仍要这样填吗？")[:_LONGEST_TEXT]
    return rule


def setting_rule(setting: Setting) -> DataValidation | None:
    """The drop-down or entry warning of one setting's 值."""
    if setting.field == "profile":
        return _list(f'"{",".join(PROFILES)}"', "规则套请选「规则参数」表里有的。")
    if setting.field == "statement_supplier":
        return _list(f"={list_name(Supplier)}", "「对账供应商」请选「供应商」表里有的。", source_may_hold_blanks=True)
    return kind_rule(setting.kind, setting.name)

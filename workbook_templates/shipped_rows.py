"""The rows the template already holds: the settings, the thresholds, the general unit conversions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from validation.kinds import Number
from validation.profiles import PARAMETERS, Parameter
from validation.registers.parameters import ParameterRow
from validation.registers.settings import SettingRow
from validation.registers.unit_conversions import UnitConversion
from validation.settings import SETTINGS, Setting

if TYPE_CHECKING:
    from validation.register import Register

Entry: TypeAlias = str | float | date | None

AS_TYPED = "General"
"""The number format of a cell that takes text and numbers alike."""


class Shipped(NamedTuple):
    """One cell of a shipped row: what stands there and, where it is not the column's own, how it is shown."""

    value: Entry
    number_format: str = ""


ShippedRow: TypeAlias = dict[str, Shipped]
"""A shipped row: its cells by field name; fields it does not name are blank."""


class Conversion(NamedTuple):
    """One general conversion: an entered unit and how many base units it holds (公斤 or 升)."""

    unit: str
    factor: float


CONVERSIONS: tuple[Conversion, ...] = (
    Conversion("斤", 0.5),
    Conversion("两", 0.05),
    Conversion("千克", 1),
    Conversion("公斤", 1),
    Conversion("克", 0.001),
    Conversion("吨", 1000),
    Conversion("毫升", 0.001),
)


def shipped_rows(register: type[Register]) -> list[ShippedRow]:
    """The rows of a register that the template ships; most registers ship none."""
    if register is SettingRow:
        return [_setting_row(setting) for setting in SETTINGS]
    if register is ParameterRow:
        return [_parameter_row(parameter) for parameter in PARAMETERS]
    if register is UnitConversion:
        return [{"unit": Shipped(conversion.unit), "factor": Shipped(conversion.factor)} for conversion in CONVERSIONS]
    return []


def _setting_row(setting: Setting) -> ShippedRow:
    text = setting.default
    value = float(text) if text and isinstance(setting.kind, Number) else text or None
    return {"name": Shipped(setting.name), "value": Shipped(value, setting.kind.excel_format), "note": Shipped(setting.help)}


def _parameter_row(parameter: Parameter) -> ShippedRow:
    return {
        "name": Shipped(parameter.name),
        "value": _number_if_it_is_one(parameter.value),
        "unit": Shipped(parameter.unit or None),
        "since": Shipped(date.fromisoformat(parameter.since) if parameter.since else None),
        "source": Shipped(parameter.source or None),
        "handling": Shipped(parameter.handling or None),
        "profile": Shipped(parameter.profile or None),
    }


def _number_if_it_is_one(text: str) -> Shipped:
    """``3%`` becomes 0.03 shown as 3%, ``1000.00`` becomes 1000 shown with its decimals; other words stay text."""
    digits, percent = text.removesuffix("%"), text.endswith("%")
    decimals = len(digits.partition(".")[2])
    try:
        number = float(digits)
    except ValueError:
        return Shipped(text, AS_TYPED)
    shown = "0" + ("." + "0" * decimals if decimals else "")
    return Shipped(number / 100, shown + "%") if percent else Shipped(number, "#,##" + shown)

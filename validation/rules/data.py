"""DAT, one cell at a time: whatever the reader could not take as it stands becomes a finding at its cell."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING

from validation.findings import Level
from validation.kinds import OneOf
from validation.registers import SettingRow
from validation.rules.rule import Problem, rule
from validation.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.evidence import Evidence
    from validation.reading import CellFault
    from validation.register import Register
    from validation.settings import Setting


_REQUIRED = frozenset(f"（{setting.name}）" for setting in SETTINGS if setting.required)


def _cells(book: Book, *kinds: str) -> Iterator[Problem]:
    """The cells with a fault of these kinds. One that could not be read blocks if figures rest on its column."""
    names = {row: f"（{name}）" for name, row in book.settings.rows.items()}
    found = [each for kind in kinds for each in _by_kind(book).get(kind, ())]
    for _, register, (row, name, fault) in sorted(found, key=itemgetter(0)) if len(kinds) > 1 else found:
        setting = names.get(row, "") if register is SettingRow and name == "value" else ""
        blocks = fault.fatal and (register.columns()[name].counted or setting in _REQUIRED)
        fix = fault.fix if not fault.measure or book.tables[register].typed(row, "unit") == fault.measure else None
        yield Problem((register, row), name, setting + fault.why, fault.suggestion, blocks=blocks, fix=fix)


def _by_kind(book: Book) -> dict[str, list[tuple[int, type[Register], CellFault]]]:
    """The faults of all registers by kind, each with its place among all of them: by register, column, row. Sorted once for all rules."""
    found: dict[str, list[tuple[int, type[Register], CellFault]]] = book.lookups.get("faults by kind", {})
    if not found:
        found = book.lookups["faults by kind"] = defaultdict(list)
        faults = ((register, each) for register, rows in book.tables.items() for each in rows.faults)
        for place, (register, each) in enumerate(faults):
            found[each.fault.kind].append((place, register, each))
    return found


def _settings(book: Book, *kinds: str) -> Iterator[Problem]:
    """The same for 设置.值, where each row is read in its own way. A setting that may be blank but should not be is a 警告."""
    by_field = {setting.field: setting for setting in SETTINGS}
    for row, name, fault in book.setting_faults:
        if fault.kind in kinds:
            setting = by_field[name]
            level = Level.ERROR if fault.fatal else Level.WARNING
            message = f"（{setting.name}）{fault.why}"
            todo = _how_to_fill(setting) if fault.kind == "blank" else fault.suggestion
            blocks = fault.fatal and setting.required
            yield Problem((SettingRow, row), "value", message, todo, level, blocks=blocks, fix=fault.fix)


def _how_to_fill(setting: Setting) -> str:
    choice = f"{'、'.join(setting.kind.choices)} 选一种，" if isinstance(setting.kind, OneOf) else ""
    return f"补填{setting.name}：{choice}{setting.help}"


def _everywhere(book: Book, *kinds: str) -> Iterator[Problem]:
    """Both: the registers' cells, then the settings."""
    yield from _cells(book, *kinds)
    yield from _settings(book, *kinds)


@rule("DAT-01", Level.ERROR, blocks=True, example="采购验收 | 数量 十斤 → 数量")
def numbers_are_certain(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """数字栏填的是能确定的数字（不是 95。3、十斤、近40、10.5万 这样的写法）。"""
    yield from _everywhere(book, "not-a-number")


@rule("DAT-02", Level.ERROR, blocks=True, example="出库 | 日期 2025-09-31 → 日期")
def dates_are_real_days(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """日期栏填的是真实的、能确定的日子（没有 9月31日，也没有 2103年）。"""
    yield from _everywhere(book, "not-a-date", "impossible-date")


@rule("DAT-03", Level.ERROR, blocks=True, example="出库 | 数量 - → 数量")
def required_cells_are_filled(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """必须填写的格都已填写。"""
    yield from _everywhere(book, "blank")


@rule("DAT-04", Level.ERROR, blocks=True, example="出库 | 去向 供歺 → 去向")
def choices_are_in_their_list(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """有下拉列表的格，填的是列表里的一项。"""
    yield from _everywhere(book, "not-in-the-list")


@rule("DAT-06", Level.ERROR, blocks=True, example="采购验收 | 金额 #N/A → 金额")
def no_cell_is_an_error_value(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """没有 #N/A、#REF! 这样的错误值。"""
    yield from _everywhere(book, "error-cell")


@rule("DAT-09", Level.ERROR, blocks=True, example="采购验收 | 金额 = → 金额")
def formulas_have_a_value(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """公式都有算出来的值。"""
    yield from _everywhere(book, "no-value")


@rule("DAT-10", Level.ERROR, blocks=True, example="采购验收 | 金额 480.005 → 金额")
def numbers_have_no_more_decimals_than_allowed(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """小数位数不超过规定：金额两位，单价四位，数量三位，人数和天数是整数。"""
    yield from _everywhere(book, "too-many-decimals")


@rule("DAT-26", Level.ERROR, blocks=True, example="出库 | 品名 25429900000012300000 → 品名")
def long_numbers_are_kept_as_text(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """票据号、单号、信用代码这样的号码以文本保存：按数字保存的，超过 15 位的部分已经丢了。"""
    yield from _everywhere(book, "digits-lost")


@rule("DAT-11", Level.WARNING, example="采购验收 | 数量 '100 → 数量")
def numbers_and_dates_are_not_kept_as_text(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """数字和日期不以文本保存，否则求和、筛选的公式会漏掉它们。

    设置.值 holds texts, numbers and dates alike; no formula adds it up, so it is left alone.
    """
    yield from _cells(book, "kept-as-text")


@rule("DAT-12", Level.HINT, example="采购验收 | 金额 =480.0004 → 金额")
def formulas_round_their_result(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """公式算出的数自己四舍五入到规定的小数位。"""
    yield from _cells(book, "rounded")


@rule("DAT-13", Level.WARNING, example="采购验收 → 供应商\n采购验收 | 单号 YS2 | 供应商 +")
def cells_are_not_merged(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """登记表里没有合并单元格，每行各填一次。"""
    yield from _cells(book, "merged")

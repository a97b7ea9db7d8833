"""DAT: dates inside the book, amounts with the right sign, settings and parameters that make sense together."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from validation.book import number_in
from validation.corrections import Correctable, left_to_reverse, reversed_row, reversed_slip
from validation.findings import Level
from validation.kinds import nearest
from validation.profiles import OFFERED, PARAMETERS, SURPLUS_DENOMINATOR
from validation.quotas import QuotaFlaw, doubt, is_quota, read_quota
from validation.registers import (
    REGISTERS,
    ConsumableIssue,
    Expense,
    Income,
    Issue,
    Item,
    MealCount,
    OpeningInUse,
    OpeningStock,
    ParameterRow,
    Purchase,
    SettingRow,
    StockCount,
    UnitConversion,
)
from validation.rules import wording
from validation.rules.rule import Problem, rule
from validation.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from validation.book import Book
    from validation.evidence import Evidence
    from validation.reading import Rows
    from validation.register import Register

Voucher: TypeAlias = Income | Expense
VOUCHERS: tuple[type[Voucher], ...] = (Income, Expense)
"""The registers whose rows count in their 所属月份, else on their 日期."""
DAILY: tuple[type[Register], ...] = tuple(
    register for register in REGISTERS if "day" in register.columns() and register not in VOUCHERS
)
"""The registers whose rows count on their 日期."""
_NOT_NEGATIVE: tuple[tuple[type[Register], str], ...] = (
    (Item, "ceiling"),
    (Item, "reference_price"),
    (OpeningStock, "quantity"),
    (OpeningStock, "amount"),
    (OpeningInUse, "quantity"),
    (Purchase, "price"),
    (StockCount, "quantity"),
    (MealCount, "standard"),
    (ConsumableIssue, "returned"),
)
_NOTHING_OR_LESS = (0).__ge__
_DENOMINATORS = ("收入合计", "伙食费收入")


@rule("DAT-16", Level.ERROR, blocks=True, example="出库\n出库 | 日期 2026-09-01 → 日期")
def dates_lie_inside_the_book(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """日期在本账的第一天和最后一天之间（收入和支出：日期或所属月份在本账之内；在本账之后的由 FIN-03 提出）。"""
    first, last, months = book.settings.first_day, book.settings.last_day, book.settings.months
    if first is None or last is None or not months:
        return
    for register in DAILY:
        for record in book.rows(register).where("day", lambda day: not first <= day <= last):
            yield _outside(book, record)
    for voucher in VOUCHERS:
        for row in book.rows(voucher).with_values("day"):
            if row.day < first and "month" not in row.unread and (row.month is None or row.month < months[0]):
                yield _outside(book, row)


def _outside(book: Book, record: Register) -> Problem:
    first, last = book.settings.first_day, book.settings.last_day
    return Problem(
        record,
        "day",
        f"{getattr(record, 'day')} 不在本账的 {first} 至 {last} 之内",  # noqa: B009 - any register with a day
        "改正日期；如果日期没错，这一行属于另一本账，或检查设置里的学期开始和学期结束",
    )


@rule("DAT-17", Level.ERROR, example="今天 2025-10-08\n出库\n出库 | 日期 2025-10-09 | 数量 5 | 去向 报损 → 日期")
def nothing_happened_in_the_future(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """没有今天以后的日期（知道今天是哪天时才检查）。"""
    if book.today is None:
        return
    for register in (*DAILY, *VOUCHERS):
        for record in book.rows(register).where("day", book.today.__lt__):
            day: date = record.day  # type: ignore[attr-defined]
            yield Problem(record, "day", f"{day} 在今天（{book.today}）之后", "还没有发生的事不登记；日期写错的，改正日期")


@rule("DAT-21", Level.ERROR, blocks=True, example="设置 | 项目 学期结束 | 值 2025-08-31 → 值")
def settings_agree_with_each_other(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """设置里的学期结束不早于学期开始，核算月份和已结账至在本账之内，基准餐标大于零，规则套在规则参数表里有。"""
    settings = book.settings
    if settings.first_day is not None and settings.last_day is not None and settings.last_day < settings.first_day:
        yield _setting(book, "last_day", f"学期结束 {settings.last_day} 早于学期开始 {settings.first_day}", "改正其中写错的一个")
    elif settings.months:
        scope = f"{settings.months[0]} 至 {settings.months[-1]}"
        for name, heading in (("month", "核算月份"), ("closed_until", "已结账至")):
            month = getattr(settings, name)
            if month is not None and month not in settings.months:
                yield _setting(book, name, f"{heading} {month} 不在本账的 {scope} 之内", f"填 {scope} 中的一个月")
    if settings.base_standard is not None and settings.base_standard <= 0:
        yield _setting(
            book,
            "base_standard",
            f"基准餐标应大于 0，现为 {wording.yuan(settings.base_standard)}",
            "填一餐的标准，一般是午餐餐标，如 8.00",
        )
    named = {row.profile for row in book.rows(ParameterRow).with_values("profile")}
    if settings.profile is not None and named and settings.profile not in named:
        guess = nearest(settings.profile, sorted(str(name) for name in named))
        message = f"规则参数表里没有规则套“{settings.profile}”，只有对各套都有效的参数在用"
        suggestion = (
            f"是不是“{guess}”？改成它" if guess else f"改为规则参数表里有的一套：{'、'.join(sorted(str(name) for name in named))}"
        )
        yield _setting(book, "profile", message, suggestion, Level.WARNING)._replace(fix=guess or None)


def _setting(book: Book, name: str, message: str, suggestion: str, level: Level = Level.ERROR) -> Problem:
    setting = next(setting for setting in SETTINGS if setting.field == name)
    blocks = level is Level.ERROR and name not in {"month", "closed_until"}
    shown = setting.kind.show(getattr(book.settings, name))
    return Problem((SettingRow, book.settings.rows.get(setting.name, 0)), "value", message, suggestion, level, blocks, value=shown)


@rule("DAT-22", Level.ERROR, blocks=True, example="出库 | 数量 -5 → 数量")
def quantities_are_positive(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """数量大于零；负数只用于红字更正，备注以「冲 原单号」开头，原单号里有同一品目的行。换算率大于零。"""
    correctable: tuple[Rows[Purchase] | Rows[Issue] | Rows[ConsumableIssue], ...] = (
        book.purchases,
        book.issues,
        book.consumable_issues,
    )
    for rows in correctable:
        for record in rows.where("quantity", _NOTHING_OR_LESS):
            if not record.unread & {"note", "item", "slip"}:
                yield from _correction(book, record)
    for conversion in book.rows(UnitConversion).with_values("factor"):
        if conversion.factor <= 0:
            yield Problem(
                conversion,
                "factor",
                f"应大于 0，现为 {UnitConversion.columns()['factor'].kind.show(conversion.factor)}",
                "填一个录入单位等于几个基本单位，如 1 斤等于 0.5 公斤就填 0.5",
                blocks=False,
            )


def _correction(book: Book, record: Correctable) -> Iterator[Problem]:
    """What is wrong with a row whose quantity is 0 or negative."""
    slip, quantity = reversed_slip(record.note), wording.quantity(record.quantity)
    if not record.quantity:
        nothing = not getattr(record, "amount", 0)  # nothing moved and nothing was paid: wrong, but certain
        yield Problem(record, "quantity", "应大于 0，现为 0", "填实际数量；没有发生的，删去这一行", blocks=not nothing)
        return
    if not slip:
        yield Problem(record, "quantity", f"应大于 0，现为 {quantity}", "改为正数；如果是红字更正，备注以 冲 ‹原单号› 开头")
        return
    original = reversed_row(book, record)
    if original is None:
        where = f"表 {record.table} 的单号 {slip} 里没有“{record.item}”"
        yield Problem(record, "quantity", f"是红字 {quantity}，备注说冲单号 {slip}，但{where}", "改正备注里的原单号或品名")
        return
    had = book.units.base_quantity(original.item, original.quantity, original.unit)
    taken = book.units.base_quantity(record.item, -record.quantity, record.unit)
    if had is None or taken is None:
        return
    left = left_to_reverse(book, record) or 0
    if taken > left:
        before = f"（前面的红字冲过，还剩 {wording.quantity(left, book.items[original.item].unit)}）" if left < had else ""
        yield Problem(
            record,
            "quantity",
            f"是红字 {quantity}，比它冲的第 {original.row} 行 {wording.quantity(original.quantity)} 还多{before}",
            "一行红字只冲一行，最多冲到零；改正数量",
        )
    elif (
        isinstance(record, Purchase)
        and isinstance(original, Purchase)
        and record.unit == original.unit
        and record.price != original.price
    ):
        yield Problem(
            record,
            "price",
            f"红字的单价 {wording.price(record.price)} 与它冲的第 {original.row} 行的 {wording.price(original.price)} 不同",
            f"红字按原来那一行的价钱冲回，单价改为 {wording.price(original.price)}",
            fix=Decimal(wording.price(original.price)),
        )


@rule("DAT-23", Level.ERROR, blocks=True, example="盘点 | 实盘数量 -3 → 实盘数量")
def amounts_are_not_negative(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """单价、餐标、人数、实盘数量、交旧数和期初的数量、金额不是负数；期初没有数量的也没有金额。"""
    for register, rows in book.tables.items():
        columns = register.columns()
        for row, name, fault in rows.faults:
            if fault.kind == "out-of-range":
                yield Problem((register, row), name, fault.why, fault.suggestion, blocks=columns[name].counted)
    for register, name in _NOT_NEGATIVE:
        column = register.columns()[name]
        for record in book.rows(register).where(name, (0).__gt__):
            shown = column.kind.show(getattr(record, name))
            yield Problem(record, name, f"不能是负数，现为 {shown}", "改填 0 或正数", blocks=column.counted)
    for layer in book.opening_stock.with_values("quantity", "amount"):
        if not layer.quantity and layer.amount > 0:
            yield Problem(
                layer,
                "amount",
                f"数量是 0，金额却是 {wording.yuan(layer.amount)}",
                "补填期初数量；库里确实没有的，金额改为 0",
                also=("quantity",),
            )


@rule("DAT-25", Level.ERROR, example="规则参数 | 参数 金额容差 | 值 一分 → 值")
def parameters_can_be_understood(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """规则参数的名称都认识，值能读懂（盈亏率分母 是 收入合计 或 伙食费收入）；读不懂的，用到它的规则不检查。"""
    known = {parameter.name for parameter in PARAMETERS} | {*OFFERED}
    for row in book.rows(ParameterRow).with_values("name", "value"):
        if row.name == SURPLUS_DENOMINATOR:
            if row.value not in _DENOMINATORS:
                yield Problem(
                    row, "value", f"盈亏率分母只能是 {' 或 '.join(_DENOMINATORS)}，现为 {row.value}", f"改为 {_DENOMINATORS[0]}"
                )
        elif is_quota(row.name):
            read = read_quota(book, row)
            fault = read if isinstance(read, QuotaFlaw) else doubt(book, row)
            if fault is not None and "unit" not in row.unread:
                yield Problem(row, fault.field, fault.message, fault.suggestion, fault.level, fix=fault.fix)
        elif row.name in known:
            if number_in(row.value) is None:
                yield Problem(
                    row,
                    "value",
                    f"参数 {row.name} 应是数字或百分数，现为 {row.value}；用到它的规则没有检查",
                    "改填数字，如 0.01 或 3%",
                )
        elif guess := nearest(row.name, sorted(known)):
            yield Problem(row, "name", f"没有哪条规则用到参数“{row.name}”", f"是不是“{guess}”？改成它", Level.HINT, fix=guess)

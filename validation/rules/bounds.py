"""DAT: dates inside the book, amounts with the right sign, settings and parameters that make sense together."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from validation.book import number_in
from validation.corrections import (
    ALIKE,
    CORRECTABLE,
    Correctable,
    is_slip,
    left_to_reverse,
    money_to_reverse,
    nothing_or_less,
    price_to_reverse,
    red_row_of,
    reversed_row,
    reversed_slip,
)
from validation.findings import Level
from validation.kinds import nearest
from validation.money import decimal
from validation.profiles import OFFERED, PARAMETERS, SURPLUS_DENOMINATOR
from validation.quotas import QuotaFlaw, doubt, is_quota, read_quota
from validation.registers import (
    REGISTERS,
    ConsumableIssue,
    Expense,
    Income,
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
        for row in book.rows(voucher).where("day", first.__gt__):
            if "month" not in row.unread and (row.month is None or row.month < months[0]):
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
    """设置里的学期结束不早于学期开始，核算月份和已结账至在本账之内，基准餐标大于零，规则套在规则参数表里有，对账供应商在供应商表里有。"""
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
    yield from _supplier_chosen(book)
    named = {row.profile for row in book.rows(ParameterRow).with_values("profile")}
    if settings.profile is not None and named and settings.profile not in named:
        guess = nearest(settings.profile, sorted(str(name) for name in named))
        message = f"规则参数表里没有规则套“{settings.profile}”，只有对各套都有效的参数在用"
        suggestion = (
            f"是不是“{guess}”？改成它" if guess else f"改为规则参数表里有的一套：{'、'.join(sorted(str(name) for name in named))}"
        )
        yield _setting(book, "profile", message, suggestion, Level.WARNING)._replace(fix=guess or None)


def _supplier_chosen(book: Book) -> Iterator[Problem]:
    """Nothing but the statement that is printed rests on it."""
    chosen = book.settings.statement_supplier
    if chosen is not None and chosen not in book.suppliers and chosen not in book.purchases.column("supplier"):
        guess = nearest(chosen, book.suppliers)
        todo = f"是不是“{guess}”？改成它" if guess else "从供应商表里选一家；不打印对账单的，清空"
        message = f"供应商表里没有“{chosen}”，供应商对账单 没有内容"
        yield _setting(book, "statement_supplier", message, todo, Level.WARNING)._replace(fix=guess or None)


def _setting(book: Book, name: str, message: str, suggestion: str, level: Level = Level.ERROR) -> Problem:
    setting = next(setting for setting in SETTINGS if setting.field == name)
    blocks = level is Level.ERROR and name not in {"month", "closed_until"}
    shown = setting.kind.show(getattr(book.settings, name))
    return Problem((SettingRow, book.settings.rows.get(setting.name, 0)), "value", message, suggestion, level, blocks, value=shown)


@rule("DAT-22", Level.ERROR, blocks=True, example="出库 | 数量 -5 → 数量")
def quantities_are_positive(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """数量大于零；负数只用于红字更正，备注以「冲 原单号」开头，原单号里有同一品目的行，单价、供应商、去向等与那一行相同。换算率大于零。"""
    for register in CORRECTABLE:
        for record in nothing_or_less(book, register):
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
    slip, quantity = reversed_slip(book, record), wording.quantity(record.quantity)
    if not record.quantity:
        nothing = not getattr(record, "amount", 0)  # nothing moved and nothing was paid: wrong, but certain
        yield Problem(record, "quantity", "应大于 0，现为 0", "填实际数量；没有发生的，删去这一行", blocks=not nothing)
    elif not slip:
        yield Problem(record, "quantity", f"应大于 0，现为 {quantity}", "改为正数；如果是红字更正，备注以 冲 ‹原单号› 开头")
    elif isinstance(record, Purchase) and not record.accepted:
        todo = "已经入库又退回去的，清空验收结论，才冲得掉；当场没有收下的，只登记一行正数的退货，不用冲"
        yield Problem(record, "verdict", f"是退货的行不计入，这一行红字 {quantity} 什么也没有冲掉", todo)
    elif (original := reversed_row(book, record)) is None:
        yield _reverses_nothing(book, record, slip)
    else:
        yield from _differs(book, record, original)


def _reverses_nothing(book: Book, record: Correctable, slip: str) -> Problem:
    said = f"是红字 {wording.quantity(record.quantity)}，备注说冲单号 {slip}，但"
    red = red_row_of(book, type(record), slip, record.item)
    if red is not None:
        todo = "红字不能再冲：红字记错的，改正那一行；已经结账的，用正数重新登记一行"
        return Problem(record, "quantity", f"{said}那里的“{record.item}”（第 {red} 行）也是红字", todo)
    todo = "改正备注里的原单号或品名"
    if not is_slip(book, type(record), slip):
        away = "登记为出库，去向 退货" if isinstance(record, Purchase) else "在盘点里登记为盘盈"
        todo += f"；原单在上期账本里的，这里不能冲，退回的货{away}"
    return Problem(record, "quantity", f"{said}表 {record.table} 的单号 {slip} 里没有“{record.item}”", todo)


def _differs(book: Book, record: Correctable, original: Correctable) -> Iterator[Problem]:
    """A 红字 that takes more than its row has, or says something else than that row."""
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
            f"是红字 {wording.quantity(record.quantity)}，比它冲的第 {original.row} 行 {wording.quantity(original.quantity)} 还多{before}",
            "一行红字只冲一行，最多冲到零；改正数量",
        )
        return
    if isinstance(record, Purchase) and isinstance(original, Purchase):
        yield from _another_price(book, record, original, last=taken == left)
    yield from _another_place(record, original)


def _another_price(book: Book, record: Purchase, original: Purchase, *, last: bool) -> Iterator[Problem]:
    """A red purchase goes back to whom it came from, at the price it came for; with the ``last`` of a row goes the last of its money."""
    if record.supplier is not None and original.supplier is not None and record.supplier != original.supplier:
        yield Problem(
            record,
            "supplier",
            f"红字的供应商“{record.supplier}”与它冲的第 {original.row} 行的“{original.supplier}”不同",
            f"供应商改为 {original.supplier}；冲错了单的，改正备注里的原单号",
            fix=original.supplier,
        )
    price, money = price_to_reverse(book, original, record), money_to_reverse(book, record)
    if price is not None and record.price is not None and record.price != price:
        there = " " if record.unit == original.unit else f"（每{record.unit}）"
        yield Problem(
            record,
            "price",
            f"红字的单价 {wording.price(record.price)} 与它冲的第 {original.row} 行的 {wording.price(price)}{there}不同",
            f"红字按原来那一行的价钱冲回，单价改为 {wording.price(price)}",
            fix=Decimal(wording.price(price)),
        )
    elif last and money is not None and record.amount is not None and record.amount != -money:
        yield Problem(
            record,
            "amount",
            f"第 {original.row} 行的数量到这一行冲完了，金额还剩 {wording.yuan(money)}，这一行冲的是 {wording.yuan(-record.amount)}，"
            f"相差 {wording.yuan(money + record.amount)}",
            f"数量冲完，金额也要冲完，金额改为 {wording.yuan(-money)}",
            blocks=False,
            fix=decimal(-money),
        )


def _another_place(record: Correctable, original: Correctable) -> Iterator[Problem]:
    """A 红字 that says another meal, use or department than the row it reverses: that row counts, and a sum over the register would not agree."""
    for name in ALIKE[type(record)]:
        here, there = getattr(record, name), getattr(original, name)
        if (
            name == "supplier"
            or here == there
            or (here is None and name != "direct_meal")
            or name in record.unread | original.unread
        ):
            continue
        yield Problem(
            record,
            name,
            f"红字写的是{here or '空白'}，它冲的第 {original.row} 行是{there or '空白'}：冲的就是那一行，按{there or '空白'}计算",
            f"改为 {there}" if there else "清空这一格",
            Level.WARNING,
            blocks=False,
            fix=there,
        )
    if isinstance(record, ConsumableIssue) and isinstance(original, ConsumableIssue) and (record.returned or 0) > 0:
        yield Problem(
            record,
            "returned",
            f"红字的交旧数 {wording.quantity(record.returned or 0)} 不计：第 {original.row} 行交的旧品，随领用数按比例冲回",
            "清空这一格；另外交回旧品的，登记一行领用",
            Level.WARNING,
            blocks=False,
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

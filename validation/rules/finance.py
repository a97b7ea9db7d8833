"""FIN: income and expense, month by month."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from validation.findings import Level
from validation.kinds import nearest
from validation.months import last_day, month_of
from validation.profiles import (
    FEE_TOLERANCE,
    FOOD_SHARE_LOW,
    MONTH_SURPLUS_HIGH,
    MONTH_SURPLUS_LOW,
    NO_CONTRACT_LIMIT,
    STAFF_SHARE_HIGH,
    SURPLUS_DENOMINATOR,
    TO_DATE_SURPLUS_HIGH,
    TO_DATE_SURPLUS_LOW,
    ZERO_BALANCE_MONTHS,
)
from validation.registers import Expense, Purchase, SettingRow
from validation.registers.choices import CANTEEN, CONSUMABLES, FUEL, SUPPLIER_PAYMENT
from validation.rules import wording
from validation.rules.bounds import VOUCHERS
from validation.rules.keys import repeated
from validation.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from validation.book import Book
    from validation.evidence import Evidence
    from validation.reading import Rows
    from validation.register import Register

_RATE = 10_000


def about_month(book: Book, message: str, suggestion: str, level: Level | None) -> Problem:
    """A problem of a whole month has no cell of its own: it stands at 设置 核算月份, where one chooses the month to look at."""
    row = book.settings.rows.get("核算月份", 0)
    return Problem((SettingRow, row), "", message, suggestion, level, cell=book.rows(SettingRow).cell(row, "value") if row else "")


def _month_end(book: Book, month: str) -> date:
    end = last_day(month)
    return min(end, book.settings.last_day) if book.settings.last_day else end


@rule("FIN-01", Level.WARNING, needs_ledger=True, example="支出 | 金额 20000.00 | 合同编号 HT-3\n设置 | 项目 核算月份 → 行")
def surplus_rate_is_in_the_band(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """每月和累计的盈亏率在参数 月盈亏率上限、月盈亏率下限、累计盈亏率上限、累计盈亏率下限 之内（分母见参数 盈亏率分母）。"""
    for result in evidence.months:
        day = _month_end(book, result.month)
        told = book.parameter(SURPLUS_DENOMINATOR, day)
        denominator = told.text if told is not None else "收入合计"
        for period, rate, high, low in (
            (f"{result.month} 当月", result.surplus_rate, MONTH_SURPLUS_HIGH, MONTH_SURPLUS_LOW),
            (f"本账开始至 {result.month} 累计", result.surplus_rate_to_date, TO_DATE_SURPLUS_HIGH, TO_DATE_SURPLUS_LOW),
        ):
            if rate is None:
                continue
            part = Fraction(rate, _RATE)
            upper, lower = book.parameter(high, day), book.parameter(low, day)
            if upper is not None and upper.number is not None and part > upper.number:
                why = f"高于上限 {wording.percent(upper.number)}"
                todo = "结余要用在伙食上或退还，不能留作他用；先核对有没有漏记的支出和出库"
                yield about_month(book, f"{period}盈亏率 {wording.percent(part)}（结余 ÷ {denominator}），{why}", todo, upper.level)
            elif lower is not None and lower.number is not None and part < lower.number:
                why = f"低于下限 {wording.percent(lower.number)}"
                todo = "先核对有没有漏记的收入、重复的支出；确属亏损的，说明原因和弥补办法"
                yield about_month(book, f"{period}盈亏率 {wording.percent(part)}（结余 ÷ {denominator}），{why}", todo, lower.level)


FOOD_EXAMPLE = "规则参数 再一行 | 参数 食材占比下限 | 值 99% | 处理 警告\n设置 | 项目 核算月份 → 行"
STAFF_EXAMPLE = (
    "规则参数 再一行 | 参数 人员占比上限 | 值 0.1% | 处理 警告\n支出 | 科目 人员 | 金额 100.00\n设置 | 项目 核算月份 → 行"
)


@rule("FIN-15", Level.WARNING, needs_ledger=True, example=FOOD_EXAMPLE)
def meal_fees_go_into_food(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """每月的食材占比（食材消耗 ÷ 伙食费收入）不低于参数 食材占比下限。"""
    for result in evidence.months:
        lower = book.parameter(FOOD_SHARE_LOW, _month_end(book, result.month))
        if lower is None or lower.number is None or result.food_share is None:
            continue
        part = Fraction(result.food_share, _RATE)
        if part < lower.number:
            said = f"{result.month} 食材占比 {wording.percent(part)}（食材消耗 ÷ 伙食费收入），低于下限 {wording.percent(lower.number)}"
            yield about_month(book, said, "伙食费要吃到学生嘴里：先核对有没有漏记的验收和出库", lower.level)


@rule("FIN-16", Level.WARNING, needs_ledger=True, example=STAFF_EXAMPLE)
def wages_stay_a_small_part_of_income(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """每月的人员支出占收入合计的比例不高于参数 人员占比上限。"""
    for result in evidence.months:
        upper = book.parameter(STAFF_SHARE_HIGH, _month_end(book, result.month))
        if upper is None or upper.number is None or result.staff_share is None:
            continue
        part = Fraction(result.staff_share, _RATE)
        if part > upper.number:
            said = f"{result.month} 人员支出占收入 {wording.percent(part)}（人员 ÷ 收入合计），高于上限 {wording.percent(upper.number)}"
            yield about_month(book, said, "核对人员支出有没有应由财政或别的单位负担的", upper.level)


@rule("FIN-02", Level.WARNING, example="支出\n支出 | 凭证号 记-9 | 归口 超市 → 归口")
def expenses_are_the_canteens_own(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """食堂账里没有别的单位的费用（有的话单列，不进食堂成本）。"""
    for row in book.expenses.with_values("centre", "amount"):
        if row.centre != CANTEEN and row.account != SUPPLIER_PAYMENT:
            yield Problem(
                row,
                "centre",
                f"“{row.summary or row.account}”{wording.yuan(row.amount)} 归口{row.centre}，不是食堂的费用，没有算进食堂成本",
                f"由{row.centre}自己的账支付，食堂垫付的要收回；归口选错的，改为 食堂",
            )


@rule("FIN-03", Level.WARNING, example="支出\n支出 | 凭证号 记-9 | 所属月份 2025-06 → 所属月份")
def rows_belong_to_this_book(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收入和支出属于本账的月份（上期事项算在入账的月份，下期事项不算进任何月份）。"""
    first, last, months = book.settings.first_day, book.settings.last_day, book.settings.months
    if first is None or last is None or not months:
        return
    for register in VOUCHERS:
        for row in book.rows(register).readable("day", "month"):
            if row.month is not None and row.month < months[0]:
                if row.day is not None and first <= row.day <= last:
                    todo = f"属于上期的事项，公示时单独说明；写错的，改正所属月份，留空即按日期 {month_of(row.day)}"
                    yield Problem(row, "month", f"{row.month} 在本账之前，这一行算在入账的 {month_of(row.day)}，列为上期事项", todo)
            elif row.month is not None and row.month > months[-1]:
                todo = "属于下期的，在下一本账里再登记；写错的，改正所属月份"
                yield Problem(row, "month", f"{row.month} 在本账之后，这一行没有算进任何月份，列为下期事项", todo)
            elif row.month is None and row.day is not None and row.day > last:
                todo = "属于下期的，在下一本账里再登记；属于本账的，改正日期或填写所属月份"
                yield Problem(row, "day", f"{row.day} 在本账最后一天 {last} 之后，这一行没有算进任何月份，列为下期事项", todo)


@rule("FIN-04", Level.ERROR, example="支出\n支出 | 凭证号 记-9 | 科目 维修 | 金额 1500.00 → 合同编号")
def large_payments_have_a_contract_or_a_basis(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """金额超过参数 无合同限额 的支出，有合同编号或立项依据（付货款也可以是供应商表里的合同）。"""
    for row in book.expenses.with_values("account", "amount"):
        if row.contract is not None or row.basis is not None or row.unread & {"contract", "basis", "day"}:
            continue
        limit = book.parameter(NO_CONTRACT_LIMIT, row.day)
        if limit is None or limit.number is None or Fraction(row.amount, 100) <= limit.number:
            continue
        supplier = book.suppliers.get(row.payee) if row.account == SUPPLIER_PAYMENT and row.payee else None
        if supplier is None or supplier.contract is None:
            shown = wording.yuan(int(limit.number * 100))
            yield Problem(
                row,
                "contract",
                f"和立项依据都没有填写：“{row.summary or row.account}”{wording.yuan(row.amount)}，超过 {shown} 的支出要有其中一样",
                "补填合同编号，或写明立项的文件、会议纪要；都没有的，不予支付",
                level=limit.level,
                also=(),
            )


@rule(
    "FIN-09",
    Level.WARNING,
    needs_ledger=True,
    example="支出 | 金额 304.00\n支出 | 凭证号 记-8 | 日期 2025-10-28\n支出 | 凭证号 记-9 | 日期 2025-11-28\n收入\n收入 | 凭证号 记-6 | 日期 2025-10-05 | 科目 财政补助 | 金额 300.00\n收入 | 凭证号 记-7 | 日期 2025-11-05 | 科目 财政补助 | 金额 300.00\n设置 | 项目 核算月份 | 值 2025-11 → 行",
)
def balances_are_not_always_zero(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """月结余不会连续几个月（参数 零结余月数）恰好是 0.00。"""
    run: list[str] = []
    for result in evidence.months:
        if result.surplus != 0 or result.surplus_rate is None:
            run = []
            continue
        run.append(result.month)
        allowed = book.parameter(ZERO_BALANCE_MONTHS, _month_end(book, result.month))
        if allowed is not None and allowed.number is not None and len(run) == allowed.number:
            yield about_month(
                book,
                f"{run[0]} 至 {run[-1]} 连续 {len(run)} 个月结余恰好是 0.00，真实的账很少这样",
                "核对收入和支出是不是按实际发生登记，有没有为凑平而做的支出",
                allowed.level,
            )


@rule("FIN-11", Level.WARNING, needs_ledger=True, example="收入 | 金额 700.00\n设置 | 项目 核算月份 → 行")
def meal_fees_match_the_head_counts(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """每月入账的伙食费与 Σ (人数 − 免费人数) × 餐标 相差不超过参数 伙食费差异上限。"""
    for result in evidence.months:
        booked, expected = result.fees_booked, result.fees_expected
        allowed = book.parameter(FEE_TOLERANCE, _month_end(book, result.month))
        if booked is None or expected is None or allowed is None or allowed.number is None:
            continue
        if abs(booked - expected) > allowed.number * expected:
            more = "多" if booked > expected else "少"
            part = f"（{wording.percent(Fraction(abs(booked - expected), expected))}）" if expected else ""
            yield about_month(
                book,
                f"{result.month} 按就餐人数应收伙食费 {wording.yuan(expected)}，入账 {wording.yuan(booked)}，"
                f"{more} {wording.yuan(abs(booked - expected))}{part}，超过 {wording.percent(allowed.number)}",
                "核对就餐人数、免费人数和餐标，看看收费是不是都入了账、所属月份填得对不对",
                allowed.level,
            )


@rule("FIN-12", Level.WARNING, example="支出 | 金额 150.00\n支出 | 金额 150.00 | 摘要 电费 → 凭证号")
def vouchers_are_booked_once(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """没有凭证号、日期、科目、金额都相同的两行（各格全同的由 DAT-08 提出）。"""
    for register in VOUCHERS:
        rows: Rows[Register] = book.tables[register]
        whole = {record.row for record, _ in repeated(rows, tuple(register.columns()))}
        for record, earlier in repeated(rows, ("voucher", "day", "account", "amount")):
            if record.row not in whole and getattr(record, "voucher") is not None:  # noqa: B009 - any register of vouchers
                yield Problem(
                    record,
                    "voucher",
                    f"与第 {earlier.row} 行的凭证号、日期、科目、金额都相同，可能重复入账",
                    "核对原始凭证：重复的删去一行",
                )


@rule(
    "FIN-13",
    Level.WARNING,
    example="采购验收 | 品名 扫帚 | 单位 把\n支出\n支出 | 凭证号 记-9 | 科目 易耗品 → 科目",
)
def goods_bought_are_not_booked_again(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """同一个月的燃料、易耗品，不在采购验收和支出里各记一遍。"""
    names = {name: item.category for name, item in book.items.items() if item.category in {FUEL, CONSUMABLES}}
    if not names or book.settings.first_day is None:
        return
    bought: dict[tuple[str, str], Purchase] = {}
    goods = book.purchases
    days, items = goods.column("day"), goods.column("item")
    named = names.keys() & goods.different("item")
    for place in sorted(chain.from_iterable(map(goods.by_value("item").__getitem__, named))):
        if days[place] is not None and (month_of(days[place]), names[items[place]]) not in bought:
            line = goods.records[place]
            if line.accepted and (line.quantity or 0) > 0:
                bought[month_of(line.day), names[line.item]] = line
    for row in book.expenses.with_values("account") if bought else ():
        if row.unread & {"day", "month", "centre"} or row.cost_centre != CANTEEN or (row.month is None and row.day is None):
            continue
        key = (row.month or month_of(row.day), row.account)
        twice = bought.pop(key, None)
        if twice is not None:
            month, account = key
            yield Problem(
                row,
                "account",
                f"{month} 的{account}在支出里有，在采购验收第 {twice.row} 行也有“{twice.item}”，可能算了两遍",
                f"入库的{account}按领用计入成本，付款在支出里用 付货款；没有入库的才在支出里记 {account}",
            )


@rule("FIN-14", Level.ERROR, example="支出\n支出 | 凭证号 记-9 | 科目 付货款 | 金额 480.00 | 收款单位 张三 → 收款单位")
def suppliers_are_whom_goods_are_paid_to(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """付货款的收款单位是供应商表里的供应商。"""
    for row in book.rows(Expense).with_values("account"):
        if row.account == SUPPLIER_PAYMENT and "payee" not in row.unread and row.payee not in book.suppliers:
            guess = nearest(row.payee, book.suppliers) if row.payee else ""
            message = f"“{row.payee}”不在供应商表里" if row.payee else "没有填写：付货款要知道付给哪一家"
            todo = f"是不是“{guess}”？改成它；" if guess else "填供应商表里的名称；"
            yield Problem(row, "payee", message, f"{todo}不是付货款的，改选别的科目", fix=guess or None)

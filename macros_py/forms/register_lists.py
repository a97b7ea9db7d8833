"""Lists of rows that people entered: deliveries, counts, income, expenses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.forms.form_list import FormList
from macros_py.forms.periods import days_of, months_of
from macros_py.forms.words import UNAVAILABLE
from macros_py.vouchers import booked_month
from validation.money import MONEY_DECIMALS, PRICE_DECIMALS, QUANTITY_DECIMALS, decimal
from validation.months import month_of
from validation.registers import Expense, Income
from validation.registers.choices import FOOD_CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from macros_py.forms.form_list import Lines
    from macros_py.forms.periods import Period
    from macros_py.judge import Judged
    from validation.book import Book
    from workbook_templates.draft import DraftValue

_FOOD = frozenset(FOOD_CATEGORIES)
_SIGNERS = ("invoice", "papers", "buyer", "quantity_checker", "quality_checker")
"""What is written once on a 单号 and holds for all its lines."""
_DELIVERY_COLUMNS = (
    *(
        "序号",
        "日期",
        "单号",
        "供应商",
        "品名",
        "类别",
        "规格",
        "数量",
        "单位",
        "单价",
        "金额",
        "直出餐次",
        "票据号",
        "生产日期",
        "保质期至",
    ),
    *("索证", "检测结果", "采购人", "数量验收人", "质量验收人", "验收人", "备注"),
)


def _known(value: DraftValue) -> DraftValue:
    """What was entered, 暂缺 where it cannot be read."""
    return UNAVAILABLE if value is None else value


def _scaled(value: int | None, decimals: int, *, counted: bool = True) -> DraftValue:
    return UNAVAILABLE if value is None or not counted else decimal(value, decimals)


def _all_deliveries(judged: Judged, period: Period) -> Lines:
    return list(_deliveries(judged, period, food_only=False))


def _food_deliveries(judged: Judged, period: Period) -> Lines:
    return list(_deliveries(judged, period, food_only=True))


def _deliveries(judged: Judged, period: Period, *, food_only: bool) -> Iterator[tuple[DraftValue, ...]]:
    """The accepted lines, by supplier in the order of 供应商, then by day. What cannot be counted reads 暂缺."""
    book, days = judged.book, days_of(judged.book.settings, period)
    if days is None:
        return
    chosen = []
    for place, (day, item) in enumerate(zip(book.purchases.column("day"), book.purchases.column("item"), strict=True)):
        if day is None or days[0] <= day <= days[1]:
            listed = book.items.get(item)
            if not food_only or listed is None or listed.category in _FOOD:
                chosen.append(place)
    signed = _signers(book, chosen)
    order = {name: number for number, name in enumerate(book.suppliers)}
    rows = [row for row in (book.purchases.records[place] for place in chosen) if "verdict" in row.unread or row.accepted]
    rows.sort(
        key=lambda row: (
            order.get(row.supplier, len(order)),
            row.supplier or "",
            row.day if row.day is not None else days[1],
            row.slip or "",
            row.row,
        )
    )
    for number, row in enumerate(rows, start=1):
        listed = book.items.get(row.item)
        counted = not judged.blocked.is_blocked(row)
        signers = signed.get(row.slip, {})
        accepted = dict.fromkeys(name for field in _SIGNERS[-2:] if (name := signers.get(field)))
        yield (
            *(number, _known(row.day), row.slip, row.supplier, _known(row.item)),
            *((listed.category, listed.specification) if listed else (None, None)),
            _scaled(row.quantity, QUANTITY_DECIMALS, counted=counted),
            row.unit,
            _scaled(row.price, PRICE_DECIMALS, counted=counted),
            _scaled(row.amount, MONEY_DECIMALS, counted=counted),
            *(row.direct_meal, signers.get("invoice"), row.produced, row.use_by, signers.get("papers"), row.test_result),
            *(signers.get(field) for field in _SIGNERS[2:]),
            "、".join(accepted) or None,
            row.note,
        )


def _signers(book: Book, chosen: Iterable[int]) -> dict[str, dict[str, str]]:
    """By 单号 of the chosen rows, the first filled value of each field that holds for all its lines."""
    found: dict[str, dict[str, str]] = {}
    slips, columns = book.purchases.column("slip"), [book.purchases.column(name) for name in _SIGNERS]
    wanted = {slips[place] for place in chosen} - {None}
    for place in book.purchases.places_of("slip", wanted):
        slip, values = slips[place], (column[place] for column in columns)
        here = found.setdefault(slip, {})
        for field, value in zip(_SIGNERS, values, strict=True):
            if value is not None:
                here.setdefault(field, value)
    return found


_COUNT_COLUMNS = (
    *("序号", "日期", "品名", "类别", "单位", "账面数量", "账面金额", "实盘数量", "实盘金额", "差额数量", "差额金额", "差异原因"),
    *("盘点人", "监盘人", "批准人", "备注"),
)


def _counts(judged: Judged, period: Period) -> Lines:
    """Every count of the period, in the order of 品目: what the book said just before it, what was counted, the difference in quantity and value."""
    days = days_of(judged.book.settings, period)
    found: list[tuple[DraftValue, ...]] = []
    for item, kept in judged.ledger.items.items():
        history = kept.history
        for day, count in sorted(history.counts.items()):
            if days is None or not days[0] <= day <= days[1]:
                continue
            place = history.days.index(day)
            known = judged.blocked.item(item, month_of(day)) is None
            difference, value = history.differences.get(place, 0), history.count_values.get(place, 0)
            counted, worth, row = history.quantity[place], history.value[place], count.record
            numbers: tuple[DraftValue, ...] = (
                *(decimal(counted - difference, QUANTITY_DECIMALS), decimal(worth - value)),
                *(decimal(counted, QUANTITY_DECIMALS), decimal(worth), decimal(difference, QUANTITY_DECIMALS), decimal(value)),
            )
            if not known:
                numbers = (UNAVAILABLE, UNAVAILABLE, decimal(count.quantity, QUANTITY_DECIMALS), *(UNAVAILABLE,) * 3)
            listed = judged.book.items[item]
            found.append(
                (
                    *(len(found) + 1, day, item, listed.category, listed.unit, *numbers),
                    *(row.reason, row.counter, row.witness, row.approver, row.note),
                )
            )
    return found


_INCOME_COLUMNS = ("序号", "凭证号", "日期", "科目", "摘要", "金额", "所属月份", "资金来源", "备注")
_EXPENSE_COLUMNS = (
    "序号",
    "凭证号",
    "日期",
    "科目",
    "摘要",
    "金额",
    "所属月份",
    "归口",
    "收款单位",
    "合同编号",
    "立项依据",
    "审批人",
    "备注",
)


def _income(judged: Judged, period: Period) -> Lines:
    """The rows of 收入 that count in the period, in the order of the sheet."""
    rows = _booked(judged, judged.book.income, period)
    return [
        (number, *_voucher(judged, row), row.source, row.note)
        for number, row in enumerate(rows, start=1)
        if isinstance(row, Income)
    ]


def _expenses(judged: Judged, period: Period) -> Lines:
    """The rows of 支出 that count in the period, in the order of the sheet; those of other 归口 too."""
    rows = _booked(judged, judged.book.expenses, period)
    return [
        (number, *_voucher(judged, row), row.cost_centre, row.payee, row.contract, row.basis, row.approver, row.note)
        for number, row in enumerate(rows, start=1)
        if isinstance(row, Expense)
    ]


def _booked(judged: Judged, rows: Iterable[Income | Expense], period: Period) -> Iterator[Income | Expense]:
    months = months_of(judged, period)
    days = days_of(judged.book.settings, period) if period.week else None
    for row in rows:
        month = booked_month(judged.book, row)
        if month in months and (days is None or (row.day is not None and days[0] <= row.day <= days[1])):
            yield row


def _voucher(judged: Judged, row: Income | Expense) -> tuple[DraftValue, ...]:
    amount = _scaled(row.amount, MONEY_DECIMALS, counted=not judged.blocked.is_blocked(row))
    return row.voucher, _known(row.day), row.account, row.summary, amount, row.month


REGISTER_LISTS: tuple[FormList, ...] = (
    FormList("食材采购", "验收的食材，一行一个品目，按供应商、日期排", _DELIVERY_COLUMNS, _food_deliveries, frozenset({"金额"})),
    FormList("采购明细", "同上，燃料和易耗品也在内", _DELIVERY_COLUMNS, _all_deliveries, frozenset({"金额"})),
    FormList(
        "库存盘点",
        "盘点过的品目：账面、实盘、差额",
        _COUNT_COLUMNS,
        _counts,
        frozenset({"账面金额", "实盘金额", "差额金额"}),
        {
            "账面数": "账面数量",
            "实盘数": "实盘数量",
            "盘点数量": "实盘数量",
            "盘点金额": "实盘金额",
            "差异数量": "差额数量",
            "差异金额": "差额金额",
        },
    ),
    FormList("收入明细", "算在这个期间的收入，一行一笔", _INCOME_COLUMNS, _income, frozenset({"金额"})),
    FormList("支出明细", "算在这个期间的支出，一行一笔，其他归口也在内", _EXPENSE_COLUMNS, _expenses, frozenset({"金额"})),
)

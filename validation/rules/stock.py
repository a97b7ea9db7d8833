"""STK: what lies in the store, counted and fresh. What the ledger found out is worded here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.corrections import Correctable, reversed_row
from validation.findings import Level
from validation.profiles import FRESH_DAYS
from validation.registers import LEDGER_REGISTERS, Purchase, StockCount
from validation.registers.choices import MONTHLY_AVERAGE
from validation.rules import wording
from validation.rules.rule import Problem, rule
from validation.units import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from validation.book import Book
    from validation.evidence import Evidence
    from validation.register import Register

COUNTED_AT_LEAST = 3
"""With fewer items counted, a count that agrees with the book is no sign of anything."""


def _item(record: Register) -> str:
    return str(getattr(record, "item"))  # noqa: B009 - any register with an item


def _unit(book: Book, record: Register) -> str:
    item = book.items.get(_item(record))
    return (item.unit or "") if item else ""


@rule(
    "STK-01",
    Level.ERROR,
    blocks=True,
    needs_ledger=True,
    example="出库 | 数量 1200 → 数量",
)
def stock_is_never_overdrawn(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """任何一天库存都不小于零。"""
    for record, had, wanted in evidence.overdrafts:
        unit = _unit(book, record)
        short = wording.quantity(wanted - max(had, 0), unit)
        was = f"只有 {wording.quantity(had, unit)}" if had > 0 else "已经没有了"
        yield Problem(
            record,
            "quantity",
            f"“{_item(record)}”到这一行时库存{was}，要出 {wording.quantity(wanted, unit)}，差 {short}",
            "核对数量、单位和日期；看看是不是有一笔验收没有登记、登记晚了，或期初库存少填了",
        )


@rule("STK-02", Level.ERROR, needs_ledger=True, example="盘点 | 实盘数量 45 → 差异原因")
def count_differences_have_a_reason(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """盘点与账上不同的，写明了差异原因和批准人。"""
    for difference in evidence.count_differences:
        booked, counted = difference.booked, difference.counted
        if booked == counted or booked < 0 or difference.record.unread & {"reason", "approver"}:
            continue
        count = difference.record
        missing = tuple(name for name in ("reason", "approver") if getattr(count, name) is None)
        if missing:
            unit = _unit(book, count)
            word = "盘盈" if counted > booked else "盘亏"
            yield Problem(
                count,
                missing[0],
                f"没有填写：“{count.item}”账上 {wording.quantity(booked, unit)}，实盘 {wording.quantity(counted, unit)}，"
                f"{word} {wording.quantity(abs(counted - booked), unit)}",
                "先复点；确有差异的，写明原因并由批准人签字",
                also=missing[1:],
            )


@rule(
    "STK-03",
    Level.WARNING,
    needs_ledger=True,
    example="盘点 → 实盘数量\n盘点 | 品名 菜籽油 | 单位 升 | 实盘数量 20\n盘点 | 品名 扫帚 | 单位 把 | 实盘数量 18",
)
def counts_are_not_copied_from_the_book(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """盘点表不是照抄账面：一天点了几个品目，总有一两个与账上略有出入。"""
    days, numbers = book.stock_counts.column("day"), book.stock_counts.numbers
    by_day: dict[date, list[tuple[int, bool]]] = {}
    for _, place, booked, counted in evidence.count_differences:
        if booked or counted:
            by_day.setdefault(days[place], []).append((place, booked == counted))
    for day, counts in sorted(by_day.items()):
        if len(counts) >= COUNTED_AT_LEAST and all(equal for _, equal in counts):
            yield Problem(
                (StockCount, min(numbers[place] for place, _ in counts)),
                "quantity",
                f"{day} 盘点的 {len(counts)} 个品目全部与账上分毫不差，像是照抄账面",
                "核对原始盘点表；没有实地点数的，重新盘点",
            )


@rule(
    "STK-04",
    Level.WARNING,
    needs_ledger=True,
    example="采购验收 | 品名 青菜\n出库\n出库 | 日期 2025-09-05 | 品名 青菜 → 品名\n就餐\n就餐 | 日期 2025-09-05\n收入 | 金额 1600.00",
)
def perishables_are_used_in_time(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """食材没有放过保质期天数；没有填保质期天数的鲜活品目，没有放过参数 鲜活存放天数。

    Deliveries are taken to be used up oldest first, whatever the costing method.
    """
    for record, delivery, days in evidence.kept_too_long:
        item = book.items.get(_item(record))
        limit = item.shelf_days if item else None
        allowed = book.parameter(FRESH_DAYS, getattr(record, "day")) if limit is None else None  # noqa: B009 - any register with a day
        limit_text = f"保质期 {limit} 天" if limit is not None else f"鲜活最多存放 {allowed.text} 天" if allowed else ""
        yield Problem(
            record,
            "item",
            f"“{_item(record)}”是 {delivery.day} 验收的（单号 {delivery.slip}），到这天已放了 {days} 天，超过{limit_text}",
            "核对日期；今后按需采购，先进先用；变质的登记为报损",
            level=allowed.level if allowed else None,
        )


@rule("STK-06", Level.ERROR, blocks=True, example="出库 | 单位 麻袋 → 单位")
def units_can_be_converted(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """登记用的单位就是品目的单位，或在单位换算表里查得到；折算出来不小于 0.001。"""
    for register in LEDGER_REGISTERS:
        rows = book.rows(register)
        pairs = rows.distinct("item", "unit")
        yield from _vanishing(book, register, pairs)
        unknown = {(item, unit) for item, unit in pairs if item in book.items and book.units.factor(item, unit) is None}
        if not unknown:
            continue
        for place, pair in enumerate(rows.together("item", "unit")):
            item, unit = pair
            if pair in unknown and unit is not None and book.items[item].unit is not None:
                record = rows.records[place]
                base = book.items[item].unit
                yield Problem(
                    record,
                    "unit",
                    f"“{item}”按 {base} 记库存，不知道 1 {unit} 是多少 {base}",
                    f"在单位换算表登记：品名 {item}，录入单位 {unit}，换算率填 1 {unit} 等于几 {base}；或改正单位",
                )


def _vanishing(book: Book, register: type[Register], pairs: set[tuple[str, str | None]]) -> Iterator[Problem]:
    """Rows whose quantity is nothing once it is converted."""
    rows = book.rows(register)
    least = min((abs(quantity) for quantity in rows.different("quantity") if quantity), default=ONE)
    small = {pair for pair in pairs if pair[0] in book.items and book.units.base_quantity(pair[0], least, pair[1]) == 0}
    if not small:
        return
    for place, (pair, quantity) in enumerate(zip(rows.together("item", "unit"), rows.column("quantity"), strict=True)):
        if pair in small and quantity and book.units.base_quantity(pair[0], quantity, pair[1]) == 0:
            said = f"{wording.quantity(quantity, pair[1])} 折合不到 0.001 {book.items[pair[0]].unit}"
            yield Problem(rows.records[place], "quantity", said, "核对数量和单位；换算率填错的，改正单位换算表")


@rule(
    "STK-07",
    Level.ERROR,
    blocks=True,
    needs_ledger=True,
    example="盘点 | 品名 黑芝麻 | 实盘数量 5 | 差异原因 上次漏点 | 批准人 校长庚 → 实盘数量",
)
def surpluses_have_a_price(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """盘盈的品目账上有库存，或以前买过，才知道按什么价入账。"""
    for count in evidence.unpriced_counts:
        yield Problem(
            count,
            "quantity",
            f"“{count.item}”账上没有库存，以前也没有验收过，盘出 {wording.quantity(count.quantity, count.unit)} 不知道值多少钱",
            "补登漏记的验收单，或在期初库存里补上数量和金额；点错品名的，改正品名",
        )


@rule(
    "STK-08",
    Level.ERROR,
    blocks=True,
    needs_ledger=True,
    example="出库 | 日期 2025-09-02\n出库 | 单号 CK2 | 数量 -5 | 备注 冲 CK1 → 备注\n就餐 | 日期 2025-09-02",
)
def corrections_reverse_a_row_that_counts(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """红字冲的是同一品目、已经登记、日期不晚于它的一行；按原价冲掉以后，库里不会没有数量却有金额，金额也不会小于零。"""
    for record in evidence.unmatched_corrections:
        original = reversed_row(book, record) if isinstance(record, Correctable) else None
        if original is None:
            why = "看不出冲的是哪一行"
        elif original.day > (day := getattr(record, "day")):  # noqa: B009 - any register with a day
            why = f"被冲的第 {original.row} 行日期是 {original.day}，比这一行的 {day} 还晚"
        elif isinstance(original, Purchase) and not original.accepted:
            why = f"被冲的第 {original.row} 行验收结论是退货，没有入库"
        else:
            why = f"被冲的第 {original.row} 行没有计入"
        yield Problem(record, "note", why, "改正日期、原单号或品名：红字冲的是以前登记过的一行")
    for record, quantity, value in evidence.leftovers:
        original = reversed_row(book, record)
        left = (
            f"{wording.quantity(quantity, _unit(book, record))}，金额却有"
            if not quantity
            else f"{wording.quantity(quantity, _unit(book, record))}，金额却是"
        )
        yield Problem(
            record,
            "note",
            f"按原价冲掉第 {original.row if original else '?'} 行以后，“{record.item}”还剩 {left} {wording.yuan(value)}",
            _way_out(book, quantity),
        )


def _way_out(book: Book, quantity: int) -> str:
    """What to do with the difference. The average of a month that is less than nothing stays so, whatever comes back in it."""
    if quantity and book.settings.method == MONTHLY_AVERAGE:
        todo = "月末一次加权平均要把这一行红字记在原来验收的那个月（已经结账的，先撤销结账）"
    else:
        todo = "在冲的同一天，把发出的也用红字冲回，再登记一次出库，差额就进了成本"
    return f"核对数量和金额；没有错的，是这批货已经按别的价钱发出去了：{todo}"


@rule(
    "STK-09",
    Level.ERROR,
    needs_ledger=True,
    example="采购验收 | 品名 白糖 | 保质期至 2025-09-02\n出库\n出库 | 品名 白糖 | 日期 2025-09-03 → 品名\n就餐\n就餐 | 日期 2025-09-03\n收入 | 金额 1600.00",
)
def nothing_is_issued_after_its_use_by_day(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """没有领用过了保质期至的食材（报损、退货除外）。"""
    seen: set[tuple[str, int]] = set()
    for record, delivery, days in evidence.issued_after_use_by:
        key = (record.table, record.row)
        if key not in seen:
            seen.add(key)
            yield Problem(
                record,
                "item",
                f"“{_item(record)}”先进先出应是 {delivery.day} 验收的那批（单号 {delivery.slip}），保质期至 {delivery.use_by}，到这天已过 {days} 天",
                "过期的食材不能用：没有用的登记为报损；如果用的是别的批次，核对各批的保质期至和数量",
            )

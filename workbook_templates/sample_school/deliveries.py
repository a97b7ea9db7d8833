"""采购验收: every slip of the term."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import NamedTuple

from workbook_templates.sample_school import store
from workbook_templates.sample_school.diners import MEALS, heads_at
from workbook_templates.sample_school.goods import Good, dates_on_package, good, price_on
from workbook_templates.sample_school.menu import amount_for, dishes
from workbook_templates.sample_school.people import receiving_signers
from workbook_templates.sample_school.school_days import SERVING_DAYS
from workbook_templates.sample_school.suppliers import VENDORS, Vendor

FEN = Decimal("0.01")
ORDINARY, REJECTED, MISTAKEN, REVERSAL = range(4)


class Line(NamedTuple):
    """One item of one delivery. ``quantity`` is in entered units; ``slip`` tells apart the slips of one supplier and day."""

    day: date
    item: Good
    quantity: Decimal
    meal: str = ""
    slip: int = ORDINARY
    test: str = ""
    note: str = ""

    @property
    def price(self) -> Decimal:
        """元 per entered unit."""
        return price_on(self.item.name, self.day)

    @property
    def amount(self) -> Decimal:
        """元."""
        return (self.quantity * self.price).quantize(FEN, ROUND_HALF_UP)


_REJECTED = (
    Line(date(2025, 9, 17), good("青菜"), Decimal(30), "", REJECTED, "合格", "叶片发黄，当场退回"),
    Line(date(2025, 11, 6), good("包菜"), Decimal(40), "", REJECTED, "不合格", "农残检测不合格，当场退回，未入库"),
)


@cache
def _stock_lines() -> dict[date, list[Line]]:
    lines: dict[date, list[Line]] = {day: [] for day in SERVING_DAYS}
    for item in store.STOCKED:
        for delivery in store.history(item).deliveries:
            lines[delivery.day].append(Line(delivery.day, item, delivery.quantity / item.factor))
    wrong = store.WRONG_DELIVERY
    item = good(store.WRONG_ITEM)
    bags = wrong.quantity / item.factor
    again = store.next_serving_day(wrong.day)
    lines[wrong.day].append(Line(wrong.day, item, bags, "", MISTAKEN))
    lines[again].append(Line(again, item, -bags, "", REVERSAL))
    return lines


@cache
def lines_on(day: date) -> tuple[Line, ...]:
    """Everything delivered on a day, slip by slip."""
    lines = [
        Line(day, good(dish[0]), amount_for(dish, heads_at(day, meal), day) / good(dish[0]).factor, meal)
        for meal in MEALS
        for dish in dishes(day, meal)
        if not good(dish[0]).stocked
    ]
    lines += _stock_lines()[day]
    lines += [line for line in _REJECTED if line.day == day]
    return tuple(sorted(lines, key=lambda line: (line.slip, VENDORS.index(line.item.vendor))))


class Slip(NamedTuple):
    """One slip: its number, the number on the supplier's bill, and its lines."""

    number: str
    bill: str
    lines: tuple[Line, ...]


@cache
def slips() -> tuple[Slip, ...]:
    """All slips of the term, in order."""
    found: list[Slip] = []
    bills = {vendor.name: 316 + 59 * place for place, vendor in enumerate(VENDORS)}
    for day in SERVING_DAYS:
        groups: dict[tuple[int, Vendor], list[Line]] = {}
        for line in lines_on(day):
            groups.setdefault((line.slip, line.item.vendor), []).append(line)
        for place, ((kind, vendor), lines) in enumerate(groups.items()):
            bill = ""
            if kind == ORDINARY:
                bills[vendor.name] += 1
                bill = f"{vendor.mark}{bills[vendor.name]:06d}"
            found.append(Slip(f"YS{day:%y%m%d}-{place + 1}", bill, tuple(lines)))
    return tuple(found)


def paid_for(vendor: Vendor, month: str) -> Decimal:
    """What was accepted from a supplier in a month, 元: rejected goods are not paid for."""
    return sum(
        (
            line.amount
            for slip in slips()
            for line in slip.lines
            if line.item.vendor is vendor and line.slip != REJECTED and f"{line.day:%Y-%m}" == month
        ),
        Decimal("0.00"),
    )


def purchase_rows() -> list[dict[str, object]]:
    """The rows of 采购验收."""
    mistaken = next(slip.number for slip in slips() if slip.lines[0].slip == MISTAKEN)
    return [row for slip in slips() for row in _slip_rows(slip, mistaken)]


def _slip_rows(slip: Slip, mistaken: str) -> list[dict[str, object]]:
    rows = [_line_row(slip.number, line) for line in slip.lines]
    first, day = rows[0], slip.lines[0].day
    kind = slip.lines[0].slip
    signers = receiving_signers(day)
    if slip.bill:
        first |= {
            "单据合计": sum((line.amount for line in slip.lines), Decimal(0)),
            "票据号": slip.bill,
            "索证": slip.lines[0].item.vendor.papers,
        }
    first |= {"采购人": signers.buyer, "数量验收人": signers.quantity_checker, "质量验收人": signers.quality_checker}
    if kind == MISTAKEN:
        first["索证"] = slip.lines[0].item.vendor.papers
    if kind == REVERSAL:
        first["备注"] = f"冲 {mistaken} 重复录入"
    return rows


def _line_row(number: str, line: Line) -> dict[str, object]:
    row: dict[str, object] = {
        "单号": number,
        "日期": line.day,
        "供应商": line.item.vendor.name,
        "品名": line.item.name,
        "数量": line.quantity,
        "单位": line.item.entered,
        "单价": line.price,
        "金额": line.amount,
    }
    if line.meal:
        row["直出餐次"] = line.meal
    dates = dates_on_package(line.item, line.day)
    if dates and line.slip != REVERSAL:
        row |= {"生产日期": dates[0], "保质期至": dates[1]}
    if line.item.test != "无":
        row["检测结果"] = line.test or "合格"
    row["验收结论"] = "退货" if line.slip == REJECTED else "合格"
    if line.note:
        row["备注"] = line.note
    return row

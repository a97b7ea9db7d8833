"""出库 and 盘点: what left the store, and what was found there."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from validation.months import month_of
from workbook_templates.sample_school import store
from workbook_templates.sample_school.goods import good
from workbook_templates.sample_school.people import APPROVER, KEEPER, PREPARER, issuing_signers
from workbook_templates.sample_school.school_days import SERVING_DAYS

if TYPE_CHECKING:
    from datetime import date

    from workbook_templates.sample_school.store import Draw


def _slips(day: date) -> dict[tuple[str, int], str]:
    """The slip numbers of a day, one for each meal, and one more for what was wasted or entered wrongly."""
    kinds = dict.fromkeys((draw.meal, draw.slip) for draw in store.draws_on(day))
    return {kind: f"CK{day:%y%m%d}-{place + 1}" for place, kind in enumerate(kinds)}


def _row(draw: Draw, slip: str) -> dict[str, object]:
    item = good(draw.item)
    bottles = draw.item == store.FUEL
    row: dict[str, object] = {"单号": slip, "日期": draw.day}
    if draw.meal:
        row["餐次"] = draw.meal
    row |= {
        "去向": draw.destination,
        "品名": draw.item,
        "数量": draw.quantity / item.factor if bottles else draw.quantity,
        "单位": item.entered if bottles else item.unit,
    }
    if draw.note:
        row["备注"] = draw.note
    if draw.quantity < 0:
        row["备注"] = f"冲 {_slips(store.WRONG_DRAW.day)['午餐', store.WRONG_DRAW.slip]} 重复录入"
    return row


def issue_rows() -> list[dict[str, object]]:
    """The rows of 出库, slip by slip; the signers stand on the first line."""
    rows: list[dict[str, object]] = []
    for day in SERVING_DAYS:
        slips = _slips(day)
        signers = issuing_signers(day)
        for kind, slip in slips.items():
            of_slip = [_row(draw, slip) for draw in store.draws_on(day) if (draw.meal, draw.slip) == kind]
            of_slip[0] |= {"管理员": signers.manager, "仓管员": signers.keeper, "厨师": signers.cook}
            rows += of_slip
    return rows


def count_rows() -> list[dict[str, object]]:
    """The rows of 盘点, day by day."""
    counts = [count for item in store.STOCKED for count in store.history(item).counts]
    rows: list[dict[str, object]] = []
    for count in sorted(counts, key=lambda count: count.day):
        row: dict[str, object] = {
            "日期": count.day,
            "品名": count.item,
            "实盘数量": count.quantity,
            "单位": good(count.item).unit,
            "盘点人": KEEPER,
            "监盘人": PREPARER,
        }
        if count.difference != Decimal(0):
            row |= {"差异原因": store.DIFFERENCES[month_of(count.day), count.item][1], "批准人": APPROVER}
        rows.append(row)
    return rows

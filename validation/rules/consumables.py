"""CON: consumables are drawn old for new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.findings import Level
from validation.rules import wording
from validation.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.evidence import Evidence
    from validation.registers import ConsumableIssue


def _old_for_new(book: Book) -> list[ConsumableIssue]:
    """The rows whose item must be drawn old for new."""
    if "returned" not in book.consumable_issues.positions:
        return []
    needed = {name for name, item in book.items.items() if item.needs_trade_in}
    return [row for row in book.consumable_issues.with_values("item", "quantity") if row.item in needed]


@rule("CON-01", Level.WARNING, example="易耗品领用 | 领用数 2 | 交旧数 1 → 交旧数")
def old_pieces_come_back_for_new(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """以旧换新的易耗品，交旧数不少于领用数，或写明免交理由。"""
    for row in _old_for_new(book):
        if (
            row.quantity <= 0
            or row.waiver is not None
            or row.unread & {"returned", "waiver"}
            or (row.returned or 0) >= row.quantity
        ):
            continue
        item = book.items[row.item]
        if row.returned is None:
            message = (
                f"没有填写：“{row.item}”要以旧换新，{row.department}领了 {wording.quantity(row.quantity, row.unit or item.unit)}"
            )
        else:
            message = f"“{row.item}”领 {wording.quantity(row.quantity)}，交旧 {wording.quantity(row.returned)}，少交 {wording.quantity(row.quantity - row.returned)}"
        yield Problem(row, "returned", message, "补交旧品并填写交旧数；可以免交的，选免交理由并由批准人签字")


@rule("CON-02", Level.WARNING, example="易耗品领用 | 交旧数 0 | 免交理由 首次领用 | 批准人 - → 批准人")
def waivers_are_approved(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """免交旧品的，有批准人。"""
    for row in _old_for_new(book):
        if row.waiver is not None and row.approver is None and row.quantity > 0 and not row.unread & {"waiver", "approver"}:
            yield Problem(row, "approver", f"没有填写：“{row.item}”免交旧品（理由：{row.waiver}）要有批准人", "由批准人签字后补填")


@rule("CON-03", Level.WARNING, example="易耗品领用 | 领用数 2 | 交旧数 9 → 交旧数")
def no_more_comes_back_than_was_held(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """各部门交回的旧品不多于手里在用的(期初在用 + 以前领用 − 以前交旧)。"""
    rows = _old_for_new(book)
    if not rows or any(row.unread & {"day", "department", "returned", "unit"} for row in rows):
        return
    held: dict[tuple[str, str], int] = {}
    for opening in book.opening_in_use.with_values("department", "item", "quantity"):
        key = (opening.department, opening.item)
        held[key] = held.get(key, 0) + opening.quantity
    for row in sorted((row for row in rows if row.day is not None), key=lambda row: (row.day, row.row)):
        key = (row.department, row.item)
        drawn = book.units.base_quantity(row.item, row.quantity, row.unit)
        returned = book.units.base_quantity(row.item, row.returned or 0, row.unit)
        if drawn is None or returned is None:
            continue
        had = held.get(key, 0)
        if returned > had:
            unit = book.items[row.item].unit
            yield Problem(
                row,
                "returned",
                f"{row.department}交回“{row.item}”{wording.quantity(returned, unit)}，手里在用的只有 {wording.quantity(had, unit)}",
                "核对交旧数和部门；本账开始前就在用的，登记在期初在用",
            )
        held[key] = max(had - returned, 0) + drawn


@rule("CON-04", Level.ERROR, blocks=True, example="易耗品领用 | 品名 大米 | 单位 公斤 | 领用数 1 | 交旧数 - → 品名")
def only_consumables_are_drawn_by_departments(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """易耗品领用里的品目都是易耗品。"""
    for row in book.consumable_issues.readable("item"):
        item = book.items.get(row.item)
        if item is not None and item.category is not None and not item.is_consumable:
            yield Problem(
                row, "item", f"“{row.item}”的类别是{item.category}，不是易耗品", "食材和燃料登记在出库；类别填错的，在品目表改正"
            )

"""CON: consumables are drawn old for new."""

from __future__ import annotations

from itertools import repeat
from operator import le
from typing import TYPE_CHECKING

from validation.corrections import old_pieces_to_reverse, reversed_row
from validation.findings import Level
from validation.profiles import OLD_PIECES_DUE, SCRAP_PIECES
from validation.registers.choices import LOST
from validation.rules import wording
from validation.rules.finance import about_month
from validation.rules.rule import Problem, rule
from validation.units import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book, Threshold
    from validation.evidence import Evidence
    from validation.registers import ConsumableIssue

ONE_PIECE = 1000
"""One piece, in thousandths."""
QUOTA_EXAMPLE = (
    "规则参数 再一行 | 参数 易耗品定额_食堂_扫帚 | 值 2 | 单位 把/月 | 处理 警告\n易耗品领用 | 领用数 3 | 交旧数 3 → 领用数"
)
DUE_EXAMPLE = "规则参数 再一行 | 参数 交旧期限 | 值 14 | 单位 天 | 处理 警告\n易耗品领用 | 交旧数 0 → 交旧数"
SCRAP_EXAMPLE = "规则参数 | 参数 废品核对件数 | 值 2\n易耗品领用 | 旧品状态 报废\n设置 | 项目 核算月份 → 行"


def _old_for_new(book: Book) -> list[int]:
    """The places of the rows of 易耗品领用 whose item must be drawn old for new; made once."""
    if "returned" not in book.consumable_issues.positions:
        return []
    found: list[int] | None = book.lookups.get("old for new")
    if found is None:
        rows = book.consumable_issues
        needed = {name for name, item in book.items.items() if item.needs_trade_in}
        items = rows.column("item")
        found = book.lookups["old for new"] = [place for place in rows.places_with("item", "quantity") if items[place] in needed]
    return found


@rule("CON-01", Level.WARNING, example="易耗品领用 | 领用数 2 | 交旧数 1 → 交旧数")
def old_pieces_come_back_for_new(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """以旧换新的易耗品，交旧数不少于领用数，或写明免交理由(有参数 交旧期限 的，以后补交的不算少交，见 CON-06)。"""
    rows = book.consumable_issues
    quantities, backs, waivers = map(rows.column, ("quantity", "returned", "waiver"))
    for place in _old_for_new(book):
        if quantities[place] <= 0 or waivers[place] is not None or (backs[place] or 0) >= quantities[place]:
            continue
        row = rows.records[place]
        if row.unread & {"returned", "waiver"} or (row.returned is not None and _days_to_return(book, row) is not None):
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
    rows = book.consumable_issues
    for place in _old_for_new(book):
        if rows.column("waiver")[place] is None:
            continue
        row = rows.records[place]
        if row.approver is None and row.quantity > 0 and not row.unread & {"waiver", "approver"}:
            yield Problem(row, "approver", f"没有填写：“{row.item}”免交旧品（理由：{row.waiver}）要有批准人", "由批准人签字后补填")


@rule("CON-03", Level.WARNING, example="易耗品领用 | 领用数 2 | 交旧数 9 → 交旧数")
def no_more_comes_back_than_was_held(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """各部门交回的旧品不多于手里在用的(期初在用 + 以前领用 − 以前交旧 − 以前遗失已赔)。"""
    rows, places = book.consumable_issues, _old_for_new(book)
    needed = {"day", "department", "returned", "unit"}
    sound = rows.readable_places(*needed)
    if not places or (len(sound) < len(rows) and not set(sound).issuperset(places)):
        return
    held: dict[tuple[str, str], int] = {}
    for opening in book.opening_in_use.with_values("department", "item", "quantity"):
        key = (opening.department, opening.item)
        held[key] = held.get(key, 0) + opening.quantity
    if _gives_back_what_it_drew(book, places, held):
        return
    days = rows.column("day")
    dated = places if None not in rows.different("day") else [place for place in places if days[place] is not None]
    columns = [rows.column(name) for name in ("department", "item", "quantity", "returned", "unit")]
    of_base = book.units.base_quantity
    for place in sorted(dated, key=days.__getitem__):
        department, item, quantity, back, unit = (column[place] for column in columns)
        key = (department, item)
        drawn = of_base(item, quantity, unit)
        returned = of_base(item, back, unit) if back else 0
        if drawn is None or returned is None:
            continue
        if drawn < 0:
            returned = -old_pieces_to_reverse(book, rows.records[place])
        had = held.get(key, 0)
        if returned > had:
            base = book.items[item].unit
            yield Problem(
                rows.records[place],
                "returned",
                f"{department}交回“{item}”{wording.quantity(returned, base)}，手里在用的只有 {wording.quantity(had, base)}",
                "核对交旧数和部门；本账开始前就在用的，登记在期初在用",
            )
        held[key] = max(had - returned - _lost(book, rows.records[place], drawn, returned), 0) + drawn


def _lost(book: Book, row: ConsumableIssue, drawn: int, returned: int) -> int:
    """What a row says was lost and paid for (base units): all that did not come back. A 红字 takes back what the row it reverses says."""
    said = row if drawn > 0 else reversed_row(book, row)
    if said is None or said.waiver != LOST:
        return 0
    return max(drawn - returned, 0) if drawn > 0 else min(drawn - returned, 0)


def _gives_back_what_it_drew(book: Book, places: list[int], held: dict[tuple[str, str], int]) -> bool:
    """Whether no row gives back more than it draws, nor than its department held at first: then what is held never falls below that."""
    rows = book.consumable_issues
    if any(book.units.factor(item, unit) != ONE for item, unit in rows.distinct("item", "unit") if item in book.items):
        return False
    drawn, given = (list(map(rows.column(name).__getitem__, places)) for name in ("quantity", "returned"))
    backs = [back or 0 for back in given]
    holders = set(zip(*(map(rows.column(name).__getitem__, places) for name in ("department", "item")), strict=True))
    return all(map(le, backs, drawn)) and max(backs) <= min(map(held.get, holders, repeat(0)))


@rule("CON-04", Level.ERROR, blocks=True, example="易耗品领用 | 品名 大米 | 单位 公斤 | 领用数 1 | 交旧数 - → 品名")
def only_consumables_are_drawn_by_departments(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """易耗品领用里的品目都是易耗品。"""
    rows = book.consumable_issues
    others = {name: item for name, item in book.items.items() if item.category is not None and not item.is_consumable}
    items = rows.column("item")
    for place in rows.readable_places("item"):
        if items[place] in others:
            row, item = rows.records[place], others[items[place]]
            yield Problem(
                row, "item", f"“{row.item}”的类别是{item.category}，不是易耗品", "食材和燃料登记在出库；类别填错的，在品目表改正"
            )


@rule("CON-05", Level.WARNING, needs_ledger=True, example=QUOTA_EXAMPLE)
def departments_keep_within_their_quota(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """各部门领用的易耗品不超过参数 易耗品定额_‹部门›(金额)和 易耗品定额_‹部门›_‹品名›(件数)，按月或按学期。"""
    for passed in evidence.quotas_passed:
        quota, record = passed.quota, passed.record
        what = f"“{quota.item}”" if quota.item else "易耗品"
        limit = f"{quota.shown(quota.limit)}/{'学期' if quota.whole_term else '月'}"
        message = f"{record.department} {passed.period} 领用{what}到这一行共 {quota.shown(passed.reached)}，超过定额 {limit}"
        if passed.drawn != passed.reached:
            message += f"；全期共 {quota.shown(passed.drawn)}"
        yield Problem(
            record,
            "quantity",
            f"{message}，超 {quota.shown(passed.drawn - quota.limit)}",
            "核对领用数和部门；确实需要的，由批准人写明原因；定额不合适的，改规则参数",
            quota.level,
        )


@rule("CON-06", Level.WARNING, needs_ledger=True, example=DUE_EXAMPLE)
def old_pieces_are_brought_in_time(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """欠交的旧品，在参数 交旧期限 的天数之内补交；补交的先抵同一部门、同一品目最早欠的，天数算到核算月份的月底。"""
    for debt in evidence.old_pieces_owed:
        row = debt.record
        due = None if row.returned is None else _days_to_return(book, row)
        days = (debt.until - row.day).days
        if due is None or due.number is None or days <= due.number:
            continue
        owed = wording.quantity(debt.owed, book.items[row.item].unit)
        yield Problem(
            row,
            "returned",
            f"{row.department} {row.day} 领的“{row.item}”还欠交旧品 {owed}，到 {debt.until} 已经 {days} 天，超过交旧期限 {due.text} 天",
            "催交旧品：补交的记在以后领用那一行的交旧数里，或改这一行的交旧数；可以免交的，选免交理由并由批准人签字",
            due.level,
        )


def _days_to_return(book: Book, row: ConsumableIssue) -> Threshold | None:
    """How many days a department has to bring the old pieces for a row, where it has any."""
    due = None if row.day is None else book.parameter(OLD_PIECES_DUE, row.day)
    return due if due is not None and due.number is not None else None


@rule("CON-07", Level.HINT, needs_ledger=True, example=SCRAP_EXAMPLE)
def scrap_is_sold_and_booked(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """报废的旧品到了参数 废品核对件数 的，收入里有废品收入；有废品收入的，交回的旧品也写明报废。"""
    many, found = book.parameter(SCRAP_PIECES), evidence.scrapped
    if found is None or many is None or many.number is None:
        return
    least = many.number * ONE_PIECE
    until = f"本账开始至 {book.settings.month} "
    if found.scrapped >= least and not found.income:
        message = f"{until}报废的旧品有 {wording.quantity(found.scrapped)} 件，废品收入却是 0.00"
        yield about_month(book, message, "旧品卖了的，在收入里登记废品收入；没有卖的，核对旧品在哪里", many.level)
    elif found.income > 0 and not found.scrapped and found.returned >= least:
        returned, income = wording.quantity(found.returned), wording.yuan(found.income)
        message = f"{until}废品收入有 {income}，交回的旧品 {returned} 件却没有一件写明报废"
        yield about_month(book, message, "在易耗品领用的旧品状态里，把报废的旧品选上 报废", many.level)

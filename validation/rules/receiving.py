"""RCV: a delivery is signed for, from an admitted supplier, tested, and fresh. Prices have a file of their own."""

from __future__ import annotations

from collections import Counter
from itertools import chain, compress
from operator import ne
from typing import TYPE_CHECKING

from validation.findings import Level
from validation.registers import Purchase
from validation.registers.suppliers import Supplier
from validation.rules.rule import Problem, rule
from validation.rules.slips import clashes, same_signers, slips

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from validation.book import Book
    from validation.evidence import Evidence

SIGNERS = ("buyer", "quantity_checker", "quality_checker")
HELD = (*SIGNERS, "invoice", "papers")
"""Filled on any line of a 单号, these hold for all its lines."""
NO_TEST = "无"
FAILED = "不合格"


@rule("RCV-01", Level.ERROR, example="采购验收 | 质量验收人 采购甲 → 采购人")
def three_people_accept_a_delivery(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """每张验收单由采购人、数量验收人、质量验收人三个不同的人签字（没有签字的是警告）。"""
    for problem, wrong in same_signers(book, Purchase, HELD, SIGNERS, blanks_alone=True):
        yield problem if wrong else problem._replace(level=Level.WARNING)


@rule("RCV-03", Level.ERROR, example="供应商 | 供应商 青禾粮油商行 | 许可有效期 2025-08-31\n采购验收 → 供应商")
def suppliers_are_admitted_on_the_day(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """送货那天，供应商的许可证和合同都在有效期内（没有登记的每家警告一次），品目在它的供货类别之内（警告）。"""
    yield from _papers_not_registered(book)
    yield from _papers_not_valid(book)
    yield from _outside_categories(book)


def _papers_not_registered(book: Book) -> Iterator[Problem]:
    delivered = book.purchases.different("supplier")
    papers = {"licence": "许可证号", "licence_until": "许可有效期", "contract": "合同编号", "contract_until": "合同结束"}
    there = book.rows(Supplier).positions
    for name, supplier in book.suppliers.items():
        if name in delivered:
            blank = [
                field for field in papers if field in there and field not in supplier.unread and getattr(supplier, field) is None
            ]
            if blank:
                listed = "、".join(papers[field] for field in blank)
                yield Problem(supplier, "name", f"“{name}”有送货，没有登记{listed}", "按证照和合同补填", Level.WARNING)


def _papers_not_valid(book: Book) -> Iterator[Problem]:
    rows = book.purchases
    delivered = [day for day in rows.different("day") if day is not None]
    if not delivered:
        return
    first, last = min(delivered), max(delivered)
    limits = {
        name: limit
        for name, supplier in book.suppliers.items()
        if _why_not_valid(first, *(limit := (supplier.licence_until, supplier.contract_from, supplier.contract_until)))
        or _why_not_valid(last, *limit)
    }
    wrong = {
        (name, day): why
        for name, day in (rows.distinct("supplier", "day") if limits else ())
        if name in limits and day is not None and (why := _why_not_valid(day, *limits[name]))
    }
    if not wrong:
        return
    seen: set[tuple[str, str]] = set()
    suppliers, days = rows.column("supplier"), rows.column("day")
    for place in rows.places_with("slip", "supplier", "day"):
        if (suppliers[place], days[place]) not in wrong:
            continue
        line = rows.records[place]
        if (line.slip, line.supplier) not in seen:
            seen.add((line.slip, line.supplier))
            yield Problem(
                line,
                "supplier",
                f"{line.day} 送货时，“{line.supplier}”的{wrong[line.supplier, line.day]}",
                "证照或合同已续的，在供应商表改正日期；没有续的，停止进货",
            )


def _why_not_valid(day: date, licence_until: date | None, contract_from: date | None, contract_until: date | None) -> str:
    why = []
    if licence_until is not None and day > licence_until:
        why.append(f"许可证 {licence_until} 已到期")
    if contract_from is not None and day < contract_from:
        why.append(f"合同 {contract_from} 才开始")
    if contract_until is not None and day > contract_until:
        why.append(f"合同 {contract_until} 已结束")
    return "，".join(why)


def _outside_categories(book: Book) -> Iterator[Problem]:
    scopes = {name: supplier.categories for name, supplier in book.suppliers.items() if supplier.categories}
    rows = book.purchases
    wrong = {
        (supplier, item)
        for supplier, item in (rows.distinct("supplier", "item") if scopes else ())
        if supplier in scopes
        and item in book.items
        and (category := book.items[item].category) is not None
        and category not in scopes[supplier]
    }
    if not wrong:
        return
    suppliers, items = rows.column("supplier"), rows.column("item")
    for place in rows.places_with("supplier", "item"):
        pair = (suppliers[place], items[place])
        if pair in wrong:
            wrong.remove(pair)
            line = rows.records[place]
            category, scope = book.items[line.item].category, "、".join(scopes[line.supplier])
            yield Problem(
                line,
                "item",
                f"“{line.item}”属于{category}，“{line.supplier}”的供货类别只有 {scope}（同一家同一品目只提一次）",
                "向有资格的供应商采购；合同包括这一类的，在供应商表的供货类别里补上",
                Level.WARNING,
            )


@rule("RCV-04", Level.ERROR, example="采购验收 | 品名 青菜 | 检测结果 不合格 → 检测结果")
def what_must_be_tested_passed(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """要检测的品目每批都有检测结果（没有的是警告），检测不合格的没有收下。"""
    rows = book.purchases
    if "test_result" not in rows.positions:
        return
    tested = {name: item.test for name, item in book.items.items() if item.test not in {None, NO_TEST}}
    if not tested and FAILED not in rows.column("test_result"):
        return
    results, items = rows.column("test_result"), rows.column("item")
    for place in rows.readable_places("item", "test_result", "verdict", "quantity"):
        if results[place] != FAILED and (results[place] is not None or items[place] not in tested):
            continue
        line = rows.records[place]
        if line.test_result == FAILED and line.accepted:
            yield Problem(
                line,
                "test_result",
                f"“{line.item}”检测不合格，验收结论却是{line.verdict or '空白（即合格）'}",
                "不合格的应退货：验收结论改为 退货；复检合格的，改正检测结果",
            )
        elif line.test_result is None and line.item in tested and line.accepted and (line.quantity or 0) > 0:
            yield Problem(
                line,
                "test_result",
                f"没有填写：“{line.item}”要做{tested[line.item]}检测",
                "补填检测结果；没有检测的，今后先检测再入库",
                Level.WARNING,
            )


@rule("RCV-08", Level.ERROR, example="采购验收 | 保质期至 2025-08-31 → 保质期至")
def goods_are_within_their_dates(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收货那天，生产日期已到，保质期还没有过。"""
    rows = book.purchases
    if not any(
        (use_by is not None and use_by < (day or use_by)) or (produced is not None and produced > (day or produced))
        for day, use_by, produced in rows.together("day", "use_by", "produced")
    ):
        return
    use_by, produced, days = map(rows.column, ("use_by", "produced", "day"))
    for place in rows.places_with("day"):
        if (use_by[place] or days[place]) >= days[place] >= (produced[place] or days[place]) and (
            (use_by[place] or days[place]) >= (produced[place] or use_by[place] or days[place])
        ):
            continue
        line = rows.records[place]
        if not line.accepted or line.unread & {"use_by", "produced", "verdict"}:
            continue
        if line.use_by is not None and line.use_by < line.day:
            yield Problem(
                line, "use_by", f"{line.use_by} 早于验收日期 {line.day}，收货时已过期", "过期的应退货；日期写错的，改正日期"
            )
        elif line.produced is not None and line.produced > line.day:
            yield Problem(line, "produced", f"{line.produced} 晚于验收日期 {line.day}", "核对包装上的日期，改正写错的一个")


@rule("RCV-09", Level.WARNING, example="采购验收 | 票据号 0815\n采购验收 | 单号 YS2 | 票据号 0815 → 票据号")
def invoices_are_used_once(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """一个票据号只用在一张验收单、一家供应商（同一票据号只提一次）。"""
    rows = book.purchases
    if not any(rows.column("invoice")):
        return
    known = slips(book, Purchase, HELD)
    used_twice = _more_than_once(known.held["invoice"])
    several = _with_several(rows.column("slip"), rows.column("supplier"))
    concerned = frozenset({"invoice"})
    invoices = {
        number: invoice
        for slip, (number, invoice) in enumerate(zip(known.numbers, known.held["invoice"], strict=True))
        if invoice is not None and (invoice in used_twice or number in several) and not known.is_doubtful(slip, concerned)
    }
    if not invoices:
        return
    uses: dict[str, list[tuple[str, str]]] = {}
    pairs = list(rows.together("slip", "supplier"))
    first = dict(zip(reversed(pairs), reversed(range(len(pairs))), strict=True))
    for number, supplier in dict.fromkeys(pairs):
        if number in invoices and supplier is not None:
            uses.setdefault(invoices[number], []).append((number, supplier))
    for invoice, found in uses.items():
        if len(found) > 1:
            (number, supplier), (again, other), *more = found
            earlier, line = rows.records[first[number, supplier]], rows.records[first[again, other]]
            who = f"“{supplier}”" if supplier == other else f"“{supplier}”，这里是“{other}”"
            rest = f"；一共用了 {len(found)} 次" if more else ""
            yield Problem(
                line,
                "invoice",
                f"票据号 {invoice} 已用在单号 {earlier.slip}（第 {earlier.row} 行，{who}）{rest}",
                "核对票据：重复报账的删去；票据号写错的，改正；一张票据合开几张单的，在备注里写明",
            )


def _more_than_once(values: Sequence[str | None]) -> set[str | None]:
    """The values that stand there more than once."""
    return {value for value, times in Counter(values).items() if times > 1} if len(set(values)) < len(values) else set()


def _with_several(keys: Sequence[str], values: Sequence[str]) -> set[str]:
    """The keys that stand beside more than one value."""
    last = dict(zip(keys, values, strict=True))
    differing = map(ne, map(last.__getitem__, keys), values)
    return set(compress(keys, differing))


@rule("RCV-10", Level.WARNING, example="采购验收 → 采购人\n采购验收 | 品名 白糖 | 采购人 采购癸")
def a_delivery_slip_says_one_thing(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """一张验收单只有一个票据号、一种索证和一组签字人。"""
    yield from clashes(book, Purchase, HELD)


@rule("RCV-11", Level.ERROR, blocks=True, example="采购验收 | 品名 扫帚 | 单位 把 | 直出餐次 午餐 → 直出餐次")
def consumables_never_go_straight_to_a_meal(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """易耗品不直出：先入库，再由部门领用。"""
    rows = book.purchases
    if rows.different("direct_meal") <= {None}:
        return
    consumables = {name for name, item in book.items.items() if item.is_consumable} & rows.different("item")
    meals = rows.column("direct_meal")
    for place in sorted(chain.from_iterable(map(rows.by_value("item").__getitem__, consumables))):
        if meals[place] is not None:
            line = rows.records[place]
            yield Problem(
                line,
                "direct_meal",
                f"“{line.item}”是易耗品，不能直出到{line.direct_meal}",
                "清空直出餐次，领用时登记在易耗品领用",
            )

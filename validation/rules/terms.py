"""TRM: the book beside the one it was opened from. Silent where that is not given."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from validation.findings import Level
from validation.money import QUANTITY_DECIMALS, printed, trimmed
from validation.registers import OpeningInUse, OpeningStock, SettingRow, Supplier
from validation.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.book import Book
    from validation.evidence import Evidence, TermEnd
    from validation.register import Register

K = TypeVar("K")


@rule("TRM-01", Level.WARNING, needs_ledger=True, example="上期 3c0ffee0\n设置 | 项目 上期指纹 | 值 1234abcd → 值")
def the_previous_book_is_as_it_was(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """上期账本在结转以后没有改过（同时给出上期账本时才查）。"""
    previous, kept = evidence.previous, book.settings.previous_fingerprint
    if previous is None or previous.fingerprint == kept:
        return
    where = (SettingRow, book.settings.rows.get("上期指纹", 0))
    if kept is None:
        message = "（上期指纹）没有填写：这本账不是由上期账本新建的，或者指纹被删去，上期账本有没有改过无从查起"
        yield Problem(
            where, "value", message, "用 mealbook new 新文件 --from 上期账本 新建的账本才有指纹；期初的数请与上期的期末逐项核对"
        )
        return
    message = f"（上期指纹）结转时上期账本的指纹是 {kept}，现在是 {previous.fingerprint}：上期账本后来改过，或者给的不是那一本"
    if previous.end is None:
        message += f"；而且{previous.why}"
    yield Problem(where, "value", message, "查明上期账本改了什么、为什么改；期初因此不同的，由 TRM-02 逐项列出")


@rule(
    "TRM-02",
    Level.ERROR,
    needs_ledger=True,
    example="上期 1234abcd\n设置 | 项目 上期指纹 | 值 1234abcd\n设置 | 项目 期初结余 | 值 5.00 → 值",
)
def the_book_opens_as_the_previous_one_closed(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """期初库存、期初结余、期初在用、期初未付与上期账本的期末相同（同时给出上期账本时才查）。"""
    end = None if evidence.previous is None else evidence.previous.end
    if end is None:
        return
    balance = book.settings.opening_balance or 0
    if balance != end.balance and "opening_balance" not in book.settings.unread:
        where = (SettingRow, book.settings.rows.get("期初结余", 0))
        yield _differs(where, "value", ("（期初结余）", printed(balance), printed(end.balance)), "累计结余")
    yield from _stock(book, end)
    yield from _in_use(book, end)
    yield from _suppliers(book, end)


def _stock(book: Book, end: TermEnd) -> Iterator[Problem]:
    found: dict[str, tuple[int, int]] = {}
    rows: dict[str, Register] = {}
    for row in book.opening_stock.with_values("item", "quantity", "amount"):
        base = book.units.base_quantity(row.item, row.quantity, row.unit)
        if base is None:
            return  # its unit is a finding of its own, and the item's stock is not known
        quantity, amount = found.get(row.item, (0, 0))
        found[row.item] = (quantity + base, amount + row.amount)
        rows.setdefault(row.item, row)
    closing = {
        item: (sum(quantity for quantity, _ in layers), sum(amount for _, amount in layers)) for item, layers in end.stock.items()
    }
    for item in dict.fromkeys((*closing, *found)):
        (quantity, amount), (had, worth) = found.get(item, (0, 0)), closing.get(item, (0, 0))
        where = rows.get(item, (OpeningStock, 0))
        if quantity != had:
            yield _differs(where, "quantity", (f"“{item}”", *_quantities(quantity, had)), "结存数量")
        if amount != worth:
            yield _differs(where, "amount", (f"“{item}”", printed(amount), printed(worth)), "结存金额")


def _in_use(book: Book, end: TermEnd) -> Iterator[Problem]:
    found: dict[tuple[str, str], int] = {}
    rows: dict[tuple[str, str], Register] = {}
    for row in book.opening_in_use.with_values("department", "item", "quantity"):
        key = (row.department, row.item)
        found[key] = found.get(key, 0) + row.quantity
        rows.setdefault(key, row)
    for key, kept, now in _differences(found, end.held):
        said = (f"{key[0]}的“{key[1]}”", *_quantities(kept, now))
        yield _differs(rows.get(key, (OpeningInUse, 0)), "quantity", said, "在用数")


def _suppliers(book: Book, end: TermEnd) -> Iterator[Problem]:
    found = {name: supplier.owed or 0 for name, supplier in book.suppliers.items() if "owed" not in supplier.unread}
    known = {name: amount for name, amount in end.owed.items() if name in found or name not in book.suppliers}
    for name, kept, now in _differences(found, known):
        said = (f"“{name}”", printed(kept), printed(now))
        yield _differs(book.suppliers.get(name, (Supplier, 0)), "owed", said, "期末未付")


def _differences(kept: Mapping[K, int], now: Mapping[K, int]) -> Iterator[tuple[K, int, int]]:
    for key in dict.fromkeys((*now, *kept)):
        if kept.get(key, 0) != now.get(key, 0):
            yield key, kept.get(key, 0), now.get(key, 0)


def _quantities(*thousandths: int) -> tuple[str, str]:
    kept, now = (trimmed(each, QUANTITY_DECIMALS) for each in thousandths)
    return kept, now


def _differs(where: Register | tuple[type[Register], int], field: str, said: tuple[str, str, str], end: str) -> Problem:
    what, kept, now = said
    message = f"{what}期初是 {kept}，上期账本现在的{end}是 {now}"
    return Problem(where, field, message, f"查明哪一边对：期初改错的，改为 {now}；上期账本后来改错的，把它改回去")

"""ISS: what leaves the store is signed for and goes to a meal that was eaten."""

from __future__ import annotations

from datetime import date
from itertools import compress
from typing import TYPE_CHECKING

from validation.findings import Level
from validation.registers import Issue, Purchase
from validation.registers.choices import HOSPITALITY, RETURN, WASTE
from validation.rules.rule import Problem, rule
from validation.rules.slips import clashes, same_signers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from validation.book import Book
    from validation.evidence import Evidence

SIGNERS = ("manager", "keeper", "cook")
NOT_EATEN = frozenset({WASTE, RETURN})
_NEEDED = frozenset({"meal", "destination"})


@rule("ISS-01", Level.ERROR, example="出库 | 厨师 管理丁 → 管理员")
def three_people_sign_an_issue(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """每张出库单由管理员、仓管员、厨师三个不同的人签字（没有签字的提示一次）。"""
    for problem, wrong in same_signers(book, Issue, SIGNERS, SIGNERS, blanks_alone=False):
        yield problem if wrong else problem._replace(level=Level.HINT)


@rule("ISS-02", Level.WARNING, example="出库\n出库 | 日期 2025-09-06 | 数量 5 → 餐次")
def food_goes_to_meals_that_were_eaten(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """食材出库（报损、退货除外）和直出的那一餐有人就餐（每餐只提一次）。"""
    rows, unsure = book.meals, frozenset({"meal", "heads"})
    if len(rows.readable_places("day")) < len(rows):
        return
    first, last = _days(book)
    eaten: set[tuple[date, str | None]] = set()
    for place, (day, name, heads) in enumerate(rows.together("day", "meal", "heads")):
        if heads or rows.is_unread(place, unsure):
            eaten.add((day, name))
    straight = book.purchases.column("direct_meal")
    cooked = book.issues.distinct("day", "meal").union(compress(zip(book.purchases.column("day"), straight, strict=True), straight))
    bare = {
        (day, name)
        for day, name in cooked
        if day and name and first <= day <= last and (day, name) not in eaten and (day, None) not in eaten
    }
    for where, day, name in _cooked(book, bare) if bare else ():
        if (day, name) in bare:
            bare.remove((day, name))
            direct = isinstance(where, Purchase)
            yield Problem(
                where,
                "direct_meal" if direct else "meal",
                f"{day} {name}有食材{'直出' if direct else '出库'}，就餐表里这一餐没有人就餐",
                "补登就餐人数；这一餐没有开的，改正日期或餐次；变质处理的，去向选 报损",
            )


def _days(book: Book) -> tuple[date, date]:
    """The book's first and last day, as far as they are known: meals outside are not judged."""
    return book.settings.first_day or date.min, book.settings.last_day or date.max


def _cooked(book: Book, meals: Collection[tuple[date, str]]) -> Iterator[tuple[Issue | Purchase, date, str]]:
    """The rows of food that went to one of these meals; an item that is not known may be food."""
    issues = book.issues
    others = {name for name, item in book.items.items() if not item.is_food}
    for place, meal in enumerate(issues.together("day", "meal")):
        if meal in meals:
            row = issues.records[place]
            if row.item not in others and row.destination not in NOT_EATEN and (row.quantity or 1) > 0 and not row.unread & _NEEDED:
                yield row, *meal
    lines = book.purchases
    for place, meal in enumerate(lines.together("day", "direct_meal")):
        if meal in meals:
            line = lines.records[place]
            if line.item not in others and line.accepted and (line.quantity is None or line.quantity > 0):
                yield line, *meal


@rule("ISS-03", Level.WARNING, needs_ledger=True, example="就餐\n就餐 | 餐次 晚餐 → 人数\n收入 | 金额 1600.00")
def meals_eaten_have_a_food_cost(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """有人就餐的每一餐都有食材成本。"""
    if not book.settings.months:
        return
    first, last = _days(book)
    bare = {
        (meal.day, meal.meal): meal.heads
        for meal in evidence.meals
        if meal.heads > 0 and meal.food == 0 and first <= meal.day <= last
    }
    if not bare:
        return
    for row in book.meals.with_values("day", "meal"):
        heads = bare.pop((row.day, row.meal), None)
        if heads is not None:
            yield Problem(
                row,
                "heads",
                f"{row.day} {row.meal}有 {heads} 人就餐，却没有出库也没有直出，食材成本是 0",
                "补登这一餐的出库单；几餐合开一张单的，按餐次分开登记",
            )


@rule("ISS-04", Level.WARNING, example="出库\n出库 | 单号 CK2 | 数量 5 | 去向 接待 → 去向")
def nothing_is_issued_for_hospitality(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """食堂的食材不用于接待（每张单只提一次）。"""
    seen: set[str | None] = set()
    for row in book.issues.where("destination", HOSPITALITY.__eq__):
        if row.slip not in seen and (row.quantity is None or row.quantity > 0):
            seen.add(row.slip)
            yield Problem(
                row, "destination", f"单号 {row.slip} 把“{row.item}”用于接待", "接待费用不得由学生伙食承担：另行结算，或改正去向"
            )


@rule("ISS-05", Level.ERROR, blocks=True, example="出库 | 餐次 - → 餐次")
def food_is_issued_to_a_meal(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """食材出库都填了餐次。"""
    rows = book.issues
    if None not in rows.column("meal"):
        return
    foods = {name for name, item in book.items.items() if item.is_food}
    meals, items = rows.column("meal"), rows.column("item")
    for place in rows.readable_places("meal", "item"):
        if meals[place] is None and items[place] in foods:
            row = rows.records[place]
            yield Problem(
                row,
                "meal",
                f"没有填写：“{row.item}”是食材，要知道用在哪一餐",
                "选早餐、午餐、晚餐或午点；报损、退货的，选原定的那一餐",
            )


@rule("ISS-06", Level.WARNING, example="出库 → 厨师\n出库 | 品名 面粉 | 数量 5 | 厨师 厨师壬\n盘点 | 实盘数量 45")
def an_issue_slip_has_one_set_of_signers(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """一张出库单只有一组签字人。"""
    yield from clashes(book, Issue, SIGNERS)

"""Random books for the stock ledger: plain rows of ``second_ledger``, as a canteen would write them.

A book has a few items over a term of three months. On a day an item may be delivered (several slips, some 直出), issued to several
meals and destinations (易耗品: drawn by departments), corrected in red, and counted: as booked, too little, too much, nothing.
Quantities alone are followed here, never values, so that a book does not depend on the method or on any ledger.

No book overdraws or leaves a surplus without a price, unless asked for. A red row takes back a row that no other red row takes
back, and a purchase is taken back only while no goods of its item have left since it came, so that the cases left open as [A4]
and [A14] in ``test_second_ledger.py`` do not arise. No two lines of an item stand on one 单号 of 采购验收 [A10], no issue that is
taken back has a twin [A1], no item is counted twice on a day [A18].

Asked to be ``late``, a book lifts the first two of these: purchases are taken back after goods have left, as long as so much is in
stock, and rows in several parts, whose money adds up to the row's. But no red purchase takes the last goods since a count found
some or an issue came back: 月末一次 would have to charge them to an issue before they came [A6].
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.second_ledger import DESTINATIONS, MEALS, METHODS, Count, Issue, Opening, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_DAY = date(2025, 9, 1)
FOOD = ("大米", "白菜", "猪肉", "菜籽油")
CONSUMABLES = ("拖把", "洗洁精")
DEPARTMENTS = ("食堂", "总务处", "初一年级", "教务处")


@dataclass(frozen=True)
class Book:
    """A whole book, in the order of ``second_ledger.run``'s arguments after the method."""

    openings: tuple[Opening, ...]
    receipts: tuple[Receipt, ...]
    issues: tuple[Issue, ...]
    counts: tuple[Count, ...]
    first_day: date
    last_day: date


@dataclass
class _Pages:
    """A book being written."""

    draw: Callable[[st.SearchStrategy[int]], int]
    corrections: bool
    late: bool
    openings: list[Opening] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)
    priced: set[str] = field(default_factory=set)
    untouched: dict[str, list[int]] = field(default_factory=dict)  # receipts since which nothing has left stock
    standing: dict[str, list[int]] = field(default_factory=dict)  # issues that may yet be taken back
    back: set[str] = field(default_factory=set)  # items of which something was found or came back since the last issue
    gone: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)  # quantity and amount taken back of a row so far

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def one_in(self, chances: int) -> bool:
        return self.number(0, chances - 1) == chances - 1


def methods() -> st.SearchStrategy[str]:
    """One of the three methods."""
    return st.sampled_from(METHODS)


@st.composite
def books(  # noqa: PLR0913 - what a test may ask of a book
    draw: st.DrawFn,
    *,
    corrections: bool = True,
    late: bool = False,
    overdrawn: bool = False,
    unpriced: bool = False,
    max_items: int = 2,
    max_days: int = 7,
) -> Book:
    """Draw a book.

    Args:
        draw: Given by hypothesis.
        corrections: Whether red rows may occur.
        late: Whether they may come late and in parts.
        overdrawn: Whether the first item is issued beyond its stock on the book's last day.
        unpriced: Whether a surplus is found on the first day of an item that is never bought.
        max_items: The most items a book holds, besides the one for ``unpriced``.
        max_days: The most days on which an item moves.

    Returns:
        A book whose term is 1 September to 30 November 2025.
    """
    pages = _Pages(draw, corrections, late)
    last_day = date(2025, 11, 30)
    items = draw(st.lists(st.sampled_from(FOOD + CONSUMABLES), min_size=1, max_size=max_items, unique=True))
    for item in items:
        _open(pages, item)
        # Days in one month lie close together, so that a month holds several; a step of up to 25 crosses into the next.
        steps = draw(st.lists(st.sampled_from((1, 1, 1, 2, 3, 9, 25, 25)), min_size=1, max_size=max_days))
        day = FIRST_DAY - timedelta(days=1)
        for step in steps:
            day += timedelta(days=step)
            if day < last_day:
                _write_day(pages, item, day)
    if overdrawn:
        item = items[0]
        pages.issues.append(_issue(pages, item, last_day, "Z1", pages.held[item] + pages.number(1, 5_000)))
    if unpriced:
        pages.counts.append(Count(FIRST_DAY + timedelta(days=pages.number(0, 40)), "旧麻袋", pages.number(1, 9) * 1000))
    return Book(tuple(pages.openings), tuple(pages.receipts), tuple(pages.issues), tuple(pages.counts), FIRST_DAY, last_day)


def _open(pages: _Pages, item: str) -> None:
    """Write no, one or two layers of opening stock."""
    pages.held[item] = 0
    pages.untouched[item] = []
    pages.standing[item] = []
    for _ in range(pages.number(0, 2)):
        qty = _weighed(pages, item)
        pages.openings.append(Opening(item, qty, _paid(pages, qty)))
        pages.held[item] += qty


def _write_day(pages: _Pages, item: str, day: date) -> None:
    """Write one item's day: deliveries, red rows of earlier days, issues, red rows of this day, the count."""
    if pages.one_in(2) or pages.held[item] == 0:
        _deliver(pages, item, day)
    if pages.corrections and pages.one_in(6):
        _take_back_a_purchase(pages, item, day)
    if pages.corrections and pages.one_in(6):
        _take_back_an_issue(pages, item, day, same_day=False)
    if pages.held[item] and not pages.one_in(4):
        _issue_to_several(pages, item, day)
    if pages.corrections and pages.one_in(8):
        _take_back_an_issue(pages, item, day, same_day=True)
    if pages.one_in(3):
        _count(pages, item, day)


def _weighed(pages: _Pages, item: str) -> int:
    """A quantity in thousandths: whole pieces of 易耗品; food by the 公斤, the 斤 or the gram; at times very little."""
    if item in CONSUMABLES:
        return pages.number(1, 30) * 1000
    return pages.number(1, 60) * pages.draw(st.sampled_from((1000, 500, 37, 1)))


def _paid(pages: _Pages, qty: int) -> int:
    """A 金额 in fen for a quantity at a 单价 of up to four decimals; now and then a gift."""
    if pages.one_in(20):
        return 0
    price = pages.number(1, 400) * pages.draw(st.sampled_from((1, 25, 100, 1000)))  # ten-thousandths of 元
    return (2 * qty * price + 100_000) // 200_000


def _deliver(pages: _Pages, item: str, day: date) -> None:
    """Write one to three lines, each on its own slip; food may go straight to a meal."""
    for _ in range(pages.number(1, 3)):
        qty = _weighed(pages, item)
        direct = MEALS[pages.number(0, 3)] if item in FOOD and pages.one_in(4) else None
        pages.receipts.append(Receipt(day, f"R{len(pages.receipts)}", item, qty, _paid(pages, qty), direct))
        pages.priced.add(item)
        pages.untouched[item].append(len(pages.receipts) - 1)
        if direct is None:
            pages.held[item] += qty


def _take_back_a_purchase(pages: _Pages, item: str, day: date) -> None:
    """Write a red line of 采购验收, of what is left of a line or of a part at about its share, while so much is still there."""
    if not pages.untouched[item]:
        return
    reverses = pages.untouched[item].pop(pages.number(0, len(pages.untouched[item]) - 1))
    line = pages.receipts[reverses]
    gone, money = pages.gone.get(("in", reverses), (0, 0))
    most = line.qty - gone if line.direct_meal is not None else min(line.qty - gone, pages.held[item])
    if not most or (item in pages.back and most == pages.held[item]):
        return
    qty = most if pages.one_in(2) else pages.number(1, most)
    amount = line.amount - money if qty == line.qty - gone else line.amount * qty // line.qty
    pages.receipts.append(Receipt(day, f"H{len(pages.receipts)}", item, -qty, -amount, line.direct_meal, reverses))
    pages.gone["in", reverses] = (gone + qty, money + amount)
    if line.direct_meal is None:
        pages.held[item] -= qty
    if pages.late and gone + qty < line.qty:
        pages.untouched[item].append(reverses)


def _issue_to_several(pages: _Pages, item: str, day: date) -> None:
    """Write up to five rows that together leave something, or take all there is."""
    left = pages.held[item] if pages.one_in(3) else pages.number(1, pages.held[item])
    slip = f"C{pages.number(1, 12)}"
    for _ in range(pages.number(0, 4)):
        if left > 1:
            part = pages.number(1, left - 1)
            left -= part
            _write_issue(pages, item, day, slip, part)
            if pages.one_in(2):
                slip = f"C{pages.number(1, 12)}"
    _write_issue(pages, item, day, slip, left)
    _goods_leave(pages, item)


def _goods_leave(pages: _Pages, item: str) -> None:
    """Unless red lines may come late, only 直出 lines can be taken back from now on."""
    pages.back.discard(item)
    if not pages.late:
        pages.untouched[item] = [i for i in pages.untouched[item] if pages.receipts[i].direct_meal is not None]


def _write_issue(pages: _Pages, item: str, day: date, slip: str, qty: int) -> None:
    row = _issue(pages, item, day, slip, qty)
    pages.held[item] -= qty
    if row in pages.issues:
        pages.standing[item] = [i for i in pages.standing[item] if pages.issues[i] != row]
    else:
        pages.standing[item].append(len(pages.issues))
    pages.issues.append(row)


def _issue(pages: _Pages, item: str, day: date, slip: str, qty: int) -> Issue:
    if item in CONSUMABLES and not pages.one_in(4):
        return Issue(day, slip, None, None, DEPARTMENTS[pages.number(0, 3)], item, qty)
    meal = None if item in CONSUMABLES else MEALS[pages.number(0, 3)]
    return Issue(day, slip, meal, DESTINATIONS[pages.number(0, 6)], None, item, qty)


def _take_back_an_issue(pages: _Pages, item: str, day: date, *, same_day: bool) -> None:
    """Write a red row of an issue, of the whole or of a part."""
    eligible = [i for i in pages.standing[item] if (pages.issues[i].day == day) == same_day]
    if not eligible:
        return
    reverses = eligible[pages.number(0, len(eligible) - 1)]
    row = pages.issues[reverses]
    gone, _ = pages.gone.get(("out", reverses), (0, 0))
    qty = row.qty - gone if pages.one_in(2) else pages.number(1, row.qty - gone)
    slip = f"H{len(pages.issues)}"
    pages.issues.append(Issue(day, slip, row.meal, row.destination, row.department, item, -qty, reverses))
    pages.gone["out", reverses] = (gone + qty, 0)
    pages.held[item] += qty
    pages.back.add(item)
    if not pages.late or gone + qty == row.qty:
        pages.standing[item].remove(reverses)


def _count(pages: _Pages, item: str, day: date) -> None:
    """Count as booked, less, nothing, or more; more than nothing only where a price is known."""
    held = pages.held[item]
    counted = pages.draw(st.sampled_from((held, 0, pages.number(0, held), held + _weighed(pages, item))))
    if counted > held == 0 and item not in pages.priced:
        counted = held
    if counted < held:
        _goods_leave(pages, item)
    if counted > held:
        pages.back.add(item)
    pages.counts.append(Count(day, item, counted))
    pages.held[item] = counted

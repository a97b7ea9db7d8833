"""定额 held against what departments drew, month by month and to date."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from macros_py.drawn import drawn_by_departments
from macros_py.old_pieces import month_end
from validation.evidence import QuotaPassed
from validation.months import month_of
from validation.quotas import quotas_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros_py.blocked import Blocked
    from macros_py.drawn import Drawn
    from macros_py.ledger import Ledger
    from validation.book import Book
    from validation.quotas import Quota


class _Step(NamedTuple):
    """One row's part of what a department drew. ``order``: by day and sheet row."""

    order: tuple[str, int]
    item: str
    move: Drawn

    def amount(self, quota: Quota) -> int:
        """What a quota counts of it: fen or thousandths."""
        return self.move.value if quota.in_money else self.move.quantity


def quotas_passed(book: Book, blocked: Blocked, ledger: Ledger) -> Iterator[QuotaPassed]:
    """Each quota that is passed in a month up to 核算月份 (or in the term to date), at the row that passed it for good.

    A quota of money is not judged while a consumable is refused, one of an item while that item is: nobody is accused of what cannot be told.
    """
    months = book.settings.months_shown
    by_month = [(month, quota) for month in months for quota in quotas_on(book, month_end(book, month)) if not quota.whole_term]
    to_date = [(months[-1], quota) for quota in quotas_on(book, month_end(book, months[-1])) if quota.whole_term] if months else []
    if not by_month and not to_date:
        return
    steps = _steps(book, ledger, months[-1])
    for month, quota in [*by_month, *to_date]:
        if any(blocked.item(item, month) for item in _limited(book, quota)):
            continue
        here = [step for step in steps.get(quota.department, ()) if quota.item in {None, step.item}]
        if not quota.whole_term:
            here = [step for step in here if month_of(step.move.day) == month]
        passed = _passed(book, quota, here, f"本账开始至 {month}" if quota.whole_term else month)
        if passed is not None:
            yield passed


def _limited(book: Book, quota: Quota) -> list[str]:
    """The items that a quota counts."""
    return [quota.item] if quota.item is not None else [name for name, item in book.items.items() if item.is_consumable]


def _steps(book: Book, ledger: Ledger, month: str) -> dict[str, list[_Step]]:
    """Every row of every consumable by department, in order."""
    found: dict[str, list[_Step]] = {}
    for name, item in book.items.items():
        if not item.is_consumable:
            continue
        for move in drawn_by_departments(ledger.items[name].history, month):
            step = _Step((move.day.isoformat(), book.consumable_issues.numbers[move.place]), name, move)
            found.setdefault(move.department, []).append(step)
    for steps in found.values():
        steps.sort(key=lambda step: step.order)
    return found


def _passed(book: Book, quota: Quota, steps: list[_Step], period: str) -> QuotaPassed | None:
    """The row after which the draw stays above the quota; ``None`` if it does not end above it."""
    amounts = [step.amount(quota) for step in steps]
    reached = [*accumulate(amounts)]
    if not reached or reached[-1] <= quota.limit:
        return None
    sums = enumerate(zip(reached, amounts, strict=True))
    place = max(place for place, (upto, amount) in sums if upto - amount <= quota.limit < upto)
    move = steps[place].move
    return QuotaPassed(book.consumable_issues.records[move.place], quota, period, reached[place], reached[-1])

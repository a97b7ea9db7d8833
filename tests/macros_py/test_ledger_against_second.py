"""The stock ledger against the second, independent implementation: 0 fen apart, on 1,000 random books a run."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.blocked import Blocked
from macros_py.ledger import Ledger, run
from tests import second_ledger
from tests.ledger_strategies import Book, books, methods
from tests.macros_py.books_as_tables import as_raw_book, with_own_slips
from validation.book import read_book
from validation.evidence import Evidence

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator


def kept(book: Book, method: str) -> tuple[Ledger, Evidence]:
    evidence = Evidence()
    return run(read_book(as_raw_book(book, method)), Blocked(), evidence), evidence


def issue_values(book: Book, ledger: Ledger) -> list[int | None]:
    """The value of every issue, in the order of the second implementation's input."""
    places = {"出库": 2, "易耗品领用": 2}
    values = []
    for row in book.issues:
        table = "易耗品领用" if row.destination is None else "出库"
        values.append(ledger.values.get((table, places[table])))
        places[table] += 1
    return values


def closings(ledger: Ledger) -> dict[tuple[str, date], tuple[int, int]]:
    """What is left of every item after every day on which its stock moved."""
    return {
        (item, day.day): (day.quantity, day.value)
        for item, of_item in ledger.items.items()
        for day in of_item.days
        if day.valued and (day.receipts or day.draws or day.taken_back or day.count is not None)
    }


def averaged(book: Book, second: second_ledger.Result, of: second_ledger.Receipt) -> tuple[int, int]:
    """What the unit cost of a receipt's month is made of: what was left of the item before the month, and what came into stock in it."""
    month = (of.day.year, of.day.month)
    before = {day: left for (item, day), left in second.closing.items() if item == of.item and (day.year, day.month) < month}
    opening = [(row.qty, row.amount) for row in book.openings if row.item == of.item]
    known = [before[max(before)]] if before else opening
    known += [
        (row.qty, row.amount)
        for row in book.receipts
        if row.item == of.item and row.direct_meal is None and (row.day.year, row.day.month) == month
    ]
    return sum(quantity for quantity, _ in known), sum(value or 0 for _, value in known)


def first_trouble(book: Book, second: second_ledger.Result, method: str, ledger: Ledger) -> dict[str, tuple[int, int]]:
    """By item the first month in which a 红字 took a price that the stock did not have: the ledger refuses that, the second goes on.

    The month ends with money and no goods, or, with purchases reversed in it, with goods of less than no value, or it charges less than nothing; or,
    where there is one unit cost a month, that is of less than no value.
    """
    into_stock = [row for row in book.receipts if row.reverses is not None and row.direct_meal is None]
    found: list[tuple[str, date]] = []
    at_month_end = {(item, day.year, day.month): (day, left) for (item, day), left in sorted(second.closing.items())}
    for (item, year, month), (day, (quantity, value)) in at_month_end.items():
        reversed_here = any(row.item == item and (row.day.year, row.day.month) == (year, month) for row in into_stock)
        if (not quantity and value) or ((value or 0) < 0 and reversed_here):
            found.append((item, day))
    if method == second_ledger.MONTH_END:
        averages = ((row, averaged(book, second, row)) for row in into_stock)
        found += [(row.item, row.day) for row, (quantity, value) in averages if value < 0 < quantity]
    else:
        found += charged_below_nothing(book, second, ledger)
    first: dict[str, tuple[int, int]] = {}
    for item, day in found:
        first[item] = min((day.year, day.month), first.get(item, (9999, 0)))
    return first


def charged_below_nothing(book: Book, second: second_ledger.Result, ledger: Ledger) -> Iterator[tuple[str, date]]:
    """The items and days on which issues, or a count, came to less than nothing."""
    totals: dict[tuple[str, date], int] = defaultdict(int)
    for row, worth in zip(book.issues, second.issue_values, strict=True):
        totals[row.item, row.day] += (worth or 0) if row.qty > 0 else 0
    yield from (each for each, worth in totals.items() if worth < 0)
    for count, worth in zip(book.counts, second.count_values, strict=True):
        difference = next(day.difference for day in ledger.items[count.item].days if day.day == count.day)
        if (worth or 0) * difference < 0:
            yield count.item, count.day


def hold_against_each_other(book: Book, method: str) -> None:
    ledger, evidence = kept(book, method)
    second = second_ledger.run(method, book.openings, book.receipts, book.issues, book.counts, book.first_day, book.last_day)
    assert second.problems == []
    trouble = first_trouble(book, second, method, ledger)
    if trouble:
        assert {each.record.item for each in evidence.leftovers} == set(trouble)
        for (item, day), left in closings(ledger).items():
            assert (day.year, day.month) >= trouble.get(item, (9999, 0)) or second.closing[item, day] == left
        return
    assert [evidence.overdrafts, evidence.unpriced_counts, evidence.unmatched_corrections, evidence.leftovers] == [[], [], [], []]
    assert issue_values(book, ledger) == second.issue_values
    assert closings(ledger) == second.closing
    counted = {(row.item, row.day): value for row, value in zip(book.counts, second.count_values, strict=True)}
    assert counted == {
        (item, day.day): day.count_value for item, each in ledger.items.items() for day in each.days if day.count is not None
    }


@given(books(corrections=False), methods())
def test_every_value_is_the_second_implementations(book: Book, method: str) -> None:
    hold_against_each_other(book, method)


@given(books(corrections=True).map(with_own_slips), methods())
def test_every_value_with_corrections_is_the_second_implementations(book: Book, method: str) -> None:
    hold_against_each_other(book, method)


@given(books(late=True).map(with_own_slips), methods())
def test_so_it_is_with_corrections_that_come_late_and_in_parts(book: Book, method: str) -> None:
    hold_against_each_other(book, method)


@given(st.one_of(books(), books(late=True)), methods())
def test_opening_and_in_less_out_is_closing_for_every_item_and_day(book: Book, method: str) -> None:
    ledger, _ = kept(with_own_slips(book), method)
    for of_item in ledger.items.values():
        quantity, value = of_item.quantity, of_item.value
        for day in (day for day in of_item.days if day.valued):
            entry = day
            quantity += sum(line.quantity for line in entry.receipts) - sum(draw.quantity for draw in entry.draws)
            quantity += sum(back.quantity for back in entry.taken_back) + day.difference
            value += sum(line.amount for line in entry.receipts) - sum(ledger.value(draw.record) for draw in entry.draws)
            value += -sum(ledger.value(back.record) for back in entry.taken_back) + day.count_value
            assert (quantity, value) == (day.quantity, day.value)


@given(books(corrections=False), methods(), st.randoms(use_true_random=False))
def test_a_days_total_does_not_depend_on_order_or_splitting(book: Book, method: str, chance: random.Random) -> None:
    shuffled = _split_and_shuffled(book, chance)
    assert _day_totals(book, kept(book, method)[0]) == _day_totals(shuffled, kept(shuffled, method)[0])


def _split_and_shuffled(book: Book, chance: random.Random) -> Book:
    issues = []
    for row in book.issues:
        part = chance.randint(0, row.qty - 1) if chance.random() < 0.5 else 0
        issues += [replace(row, qty=qty) for qty in (part, row.qty - part) if qty]
    chance.shuffle(issues)
    receipts = list(book.receipts)
    chance.shuffle(receipts)
    return replace(book, issues=tuple(issues), receipts=tuple(receipts))


def _day_totals(book: Book, ledger: Ledger) -> dict[tuple[str, date], int]:
    totals: dict[tuple[str, date], int] = defaultdict(int)
    for row, value in zip(book.issues, issue_values(book, ledger), strict=True):
        assert value is not None
        totals[row.item, row.day] += value
    return dict(totals)


@given(books(overdrawn=True, corrections=False), methods())
def test_an_overdraft_is_found_by_both(book: Book, method: str) -> None:
    _, evidence = kept(book, method)
    second = second_ledger.run(method, book.openings, book.receipts, book.issues, book.counts, book.first_day, book.last_day)
    found = [(each.record.day, each.record.item, second_ledger.OVERDRAWN) for each in evidence.overdrafts]  # type: ignore[attr-defined]
    assert sorted(found) == sorted(second.problems)


@pytest.mark.parametrize("method", second_ledger.METHODS)
def test_a_surplus_without_any_price_is_found(method: str) -> None:
    day = date(2025, 9, 30)
    book = Book((), (), (), (second_ledger.Count(day, "旧麻袋", 2000),), day.replace(day=1), day)
    _, evidence = kept(book, method)
    assert [count.item for count in evidence.unpriced_counts] == ["旧麻袋"]

"""The books that are measured are sound books: nobody should measure how fast we report errors by mistake."""

from __future__ import annotations

import pytest

from addin.snapshot import raw_book, take_snapshot
from bench.full_book import book_bytes
from bench.full_school import FULL, SMALL, Size
from macros_py.judge import Judged, judge

GOOD = book_bytes(SMALL)


def judged(image: bytes) -> Judged:
    return judge(raw_book(take_snapshot(image, "small.xlsx")))


@pytest.fixture(scope="module")
def good() -> Judged:
    return judged(GOOD)


def test_the_small_book_is_a_twentieth_of_a_school_year(good: Judged) -> None:
    counts = {register.table: len(rows) for register, rows in good.book.tables.items()}
    assert {name: counts[name] for name in ("采购验收", "出库", "就餐", "易耗品领用", "品目", "供应商")} == {
        "采购验收": 1000, "出库": 2000, "就餐": 50, "易耗品领用": 250, "品目": 15, "供应商": 3,
    }  # fmt: skip
    assert all(counts.values())
    assert tuple(20 * rows for rows in numbers(SMALL)) == numbers(FULL) == (20_000, 40_000, 1_000, 5_000, 300, 60)


def numbers(size: Size) -> tuple[int, ...]:
    each_day = (size.purchases, size.issues, size.meals, size.consumables)
    return (*(size.days * rows for rows in each_day), size.items, size.suppliers)


def test_nothing_is_wrong_with_it(good: Judged) -> None:
    assert good.findings == []


def test_it_has_figures_for_every_month(good: Judged) -> None:
    assert {month: values["盈亏率"] for month, values in good.figures.months.items()} == {
        "2025-09": 97,
        "2025-10": 98,
        "2025-11": 102,
    }


def test_the_same_school_gives_the_same_bytes() -> None:
    assert book_bytes(SMALL) == GOOD


def test_the_other_variant_has_one_bad_row_in_fifty() -> None:
    found = {(finding.table, finding.row) for finding in judged(book_bytes(SMALL, bad=True)).findings if finding.rule != "STK-01"}
    assert len([place for place in found if place[0] in ("采购验收", "出库", "就餐", "易耗品领用")]) in range(66, 80)

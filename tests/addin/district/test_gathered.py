"""What books paid, gathered: by item, unit and week, in the order of the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from addin.district.gathered import Gathered, Priced
from macros_py.district.anomalies import Across, Signs
from macros_py.district.anomalies.across import Invoices
from macros_py.district.comparing import Paid
from macros_py.district.names import Meaning, NameTable
from macros_py.district.summary import Head, MonthFigures, Summary
from macros_py.district.week_prices import WeekPrice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = NameTable(
    {("珍珠米", "公斤"): Meaning("大米", "公斤", 10**9, "已对照"), ("米", "袋"): Meaning("大米", "公斤", 25 * 10**9, "已对照")}
)


def summary(school: str, *prices: WeekPrice) -> Summary:
    nothing = MonthFigures("2025-09", (), "")
    signs = Signs([], [], Across(Invoices("", "", [], []), None))
    return Summary(Head(school, "", "", ("2025-09",), "", (0, 0, 0)), [], nothing, list(prices), [], signs, [])


@pytest.fixture
def gathered(tmp_path: Path) -> Iterator[Gathered]:
    with Gathered(tmp_path / "books", NAMES) as found:
        yield found


def test_prices_come_by_item_then_week_then_book(gathered: Gathered) -> None:
    gathered.add("甲.xlsx", summary("甲", WeekPrice("白菜", "公斤", "2025-09-08", 1000, 200, "G9")))
    gathered.add("乙.xlsx", summary("乙"))
    gathered.add(
        "丙.xlsx",
        summary(
            "丙", WeekPrice("白菜", "公斤", "2025-09-01", 2000, 380, "H3"), WeekPrice("白菜", "公斤", "2025-09-08", 3000, 630, "H4")
        ),
    )
    assert list(gathered.prices()) == [
        Priced("白菜", "公斤", "2025-09-01", Paid([2], [2000], [380], ["H3"])),
        Priced("白菜", "公斤", "2025-09-08", Paid([0, 2], [1000, 3000], [200, 630], ["G9", "H4"])),
    ]


def test_items_of_one_book_that_are_the_same_to_the_district_are_added_up(gathered: Gathered) -> None:
    """大米 4.50, 珍珠米 5.00, 米 in bags of 25 公斤 110.00: 4.40 元; together 10 + 2 + 50 公斤 for 275.00, the dearest told by its cell."""
    gathered.add(
        "甲.xlsx",
        summary(
            "甲",
            WeekPrice("大米", "公斤", "2025-09-01", 10_000, 4_500, "G3"),
            WeekPrice("珍珠米", "公斤", "2025-09-01", 2_000, 1_000, "G12"),
            WeekPrice("米", "袋", "2025-09-01", 2_000, 22_000, "G5"),
        ),
    )
    assert list(gathered.prices()) == [Priced("大米", "公斤", "2025-09-01", Paid([0], [62_000], [27_500], ["G12"]))]
    assert list(gathered.names()) == [("大米", "公斤", 1), ("珍珠米", "公斤", 1), ("米", "袋", 1)]


def test_a_book_without_the_column_of_prices_has_no_cells(gathered: Gathered) -> None:
    gathered.add("甲.xlsx", summary("甲", WeekPrice("白菜", "公斤", "2025-09-08", 1000, 200, "")))
    assert [each.paid.cells for each in gathered.prices()] == [[""]]

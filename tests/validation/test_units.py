"""From the unit of the slip to the unit of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.validation.text_books import book_of
from validation.book import read_book

if TYPE_CHECKING:
    from validation.units import Units


def units(*lines: str) -> Units:
    return read_book(book_of("\n".join(lines)).raw).units


@pytest.mark.parametrize(
    ("item", "quantity", "unit", "base"),
    [
        ("大米", 12_500, "公斤", 12_500),
        ("大米", 12_500, None, 12_500),
        ("大米", 3_000, "斤", 1_500),
        ("大米", 2_000, "袋", 50_000),  # the item's own conversion
        ("大米", 1, "斤", 1),  # half a thousandth is rounded up
        ("大米", -1, "斤", -1),
        ("面粉", 1_000, "袋", None),  # another item's conversion says nothing
        ("扫帚", 1_000, "斤", None),  # 斤 is half a 公斤, not half a 把
        ("大米", 1_000, "麻袋", None),
        ("没有的", 1_000, "公斤", None),
    ],
)
def test_a_quantity_is_converted_and_rounded_once(item: str, quantity: int, unit: str | None, base: int | None) -> None:
    assert units("").base_quantity(item, quantity, unit) == base


def test_an_items_own_conversion_goes_before_the_common_one() -> None:
    assert units("单位换算 再一行 | 品名 大米 | 录入单位 斤 | 换算率 0.6").base_quantity("大米", 1_000, "斤") == 600
    assert units("单位换算 再一行 | 品名 大米 | 录入单位 斤 | 换算率 0.6").base_quantity("面粉", 1_000, "斤") == 500


@pytest.mark.parametrize("factor", ["0", "-1", "六两", "#N/A", "-"])
def test_a_conversion_that_cannot_be_used_does_not_fall_back_on_another(factor: str) -> None:
    assert units(f"单位换算 再一行 | 品名 大米 | 录入单位 斤 | 换算率 {factor}").base_quantity("大米", 1_000, "斤") is None


def test_a_conversion_for_an_item_that_cannot_be_read_is_no_common_one() -> None:
    assert units("单位换算 再一行 | 品名 #REF! | 录入单位 盒 | 换算率 2").factor("大米", "盒") is None

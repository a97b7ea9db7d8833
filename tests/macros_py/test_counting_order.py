"""Names in the order in which people list them."""

from __future__ import annotations

import pytest

from macros_py.counting_order import counting_order


@pytest.mark.parametrize(
    "in_order",
    [
        ["一年级", "二年级", "三年级", "四年级", "五年级", "六年级"],
        ["九班", "十班", "十一班", "十九班", "二十班", "二十一班", "三十班"],
        ["1班", "2班", "10班"],
        ["一年级2班", "一年级10班", "二年级1班"],
        ["初一", "初二", "初三", "高一", "高二", "高三"],
        ["总务处", "食堂"],
    ],
)
def test_names_are_listed_as_people_count(in_order: list[str]) -> None:
    assert sorted(set(in_order), key=counting_order) == in_order


def test_two_ways_to_write_a_number_are_two_names() -> None:
    assert sorted(["1班", "一班"], key=counting_order) == ["1班", "一班"]
    assert sorted(["一班", "1班"], key=counting_order) == ["1班", "一班"]

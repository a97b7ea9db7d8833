"""定额: how the names, values and units of 规则参数 are understood."""

from __future__ import annotations

from datetime import date

import pytest

from tests.validation.text_books import book_of
from validation.book import Book, read_book
from validation.findings import Level
from validation.quotas import Quota, quotas_on

DAY = date(2025, 9, 30)


def quotas(*lines: str, also: str = "") -> list[Quota]:
    text = "\n".join([*(f"规则参数 再一行 | 规则套 - | {line}" for line in lines), also])
    return list(quotas_on(book(text), DAY))


def book(text: str) -> Book:
    return read_book(book_of(text.strip()).raw)


def test_a_department_has_money_a_month() -> None:
    assert quotas("参数 易耗品定额_食堂 | 值 300 | 单位 元/月 | 处理 提示") == [
        Quota("食堂", None, 300_00, "元", False, Level.HINT)
    ]


def test_an_item_has_pieces_a_month_or_a_term() -> None:
    expected = Quota("一年级组", "扫帚", 4_000, "把", True, Level.WARNING)
    assert quotas("参数 易耗品定额_一年级组_扫帚 | 值 4 | 单位 把/学期 | 处理 -") == [expected]


@pytest.mark.parametrize(
    ("unit", "limit", "shown", "whole_term"),
    [
        ("-", 6_000, "把", False),
        ("把", 6_000, "把", False),
        ("月", 6_000, "把", False),
        ("学期", 6_000, "把", True),
        ("把每学期", 6_000, "把", True),
        ("捆/月", 60_000, "把", False),
        ("元/学期", 6_00, "元", True),
    ],
)
def test_what_the_unit_does_not_say_is_the_items_unit_and_a_month(unit: str, limit: int, shown: str, whole_term: bool) -> None:  # noqa: FBT001 - a parameter
    conversion = "单位换算 再一行 | 品名 扫帚 | 录入单位 捆 | 换算率 10"
    (found,) = quotas(f"参数 易耗品定额_食堂_扫帚 | 值 6 | 单位 {unit}", also=conversion)
    assert (found.limit, found.unit, found.whole_term) == (limit, shown, whole_term)


def test_names_may_hold_the_sign_that_parts_them() -> None:
    drawn = "易耗品领用 | 部门 一_二年级"
    (found,) = quotas("参数 易耗品定额_一_二年级_扫帚 | 值 6 | 单位 把", also=drawn)
    assert (found.department, found.item) == ("一_二年级", "扫帚")
    (found,) = quotas("参数 易耗品定额_一_二年级 | 值 6 | 单位 元", also=drawn)
    assert (found.department, found.item) == ("一_二年级", None)


@pytest.mark.parametrize(
    "line",
    [
        "参数 易耗品定额_食堂_扫把 | 值 6 | 单位 把",
        "参数 易耗品定额_食堂_大米 | 值 6 | 单位 公斤",
        "参数 易耗品定额_扫帚 | 值 6 | 单位 把",
        "参数 易耗品定额_ | 值 6 | 单位 元",
        "参数 易耗品定额_食堂 | 值 -6 | 单位 元",
        "参数 易耗品定额_食堂 | 值 不多 | 单位 元",
        "参数 易耗品定额_食堂 | 值 6 | 单位 把",
        "参数 易耗品定额_食堂_扫帚 | 值 6 | 单位 捆",
    ],
)
def test_what_cannot_be_understood_limits_nothing(line: str) -> None:
    assert quotas(line) == []


def test_a_department_that_has_drawn_nothing_yet_has_a_quota_too() -> None:
    (found,) = quotas("参数 易耗品定额_食裳 | 值 300 | 单位 元/月")
    assert found.department == "食裳"


def test_of_two_rows_the_one_in_force_counts() -> None:
    old, new = "参数 易耗品定额_食堂 | 单位 元/月 | 值 300", "参数 易耗品定额_食堂 | 单位 元/月 | 值 200 | 生效日 2025-09-15"
    assert [quota.limit for quota in quotas(new, old)] == [200_00]
    assert [
        quota.limit
        for quota in quotas_on(book(f"规则参数 再一行 | 规则套 - | {old}\n规则参数 再一行 | 规则套 - | {new}"), date(2025, 9, 14))
    ] == [300_00]

"""The district's thresholds and enrolment, as it fills them in."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from macros_py.district.anomalies import ANOMALY_TESTS
from macros_py.district.asked import Asked, unpacked_asked
from macros_py.district.enrolment import Enrolment, read_enrolment
from macros_py.district.limits import LIMITS, Limits, read_limits
from tests.macros_py.books_as_tables import table
from validation.book import number_in
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from validation.cells import CellValue


def test_every_threshold_is_used_and_every_test_has_its_card() -> None:
    used = {name for test in ANOMALY_TESTS for name in test.limits}
    assert used == {limit.name for limit in LIMITS}
    assert [test.code for test in ANOMALY_TESTS] == [f"ANO-{number:02d}" for number in range(1, 15)]
    assert all(test.reason and test.innocent for test in ANOMALY_TESTS)


def test_every_threshold_shipped_is_a_number_with_a_source() -> None:
    assert all(number_in(limit.value) is not None and limit.source for limit in LIMITS)


def test_what_the_district_changed_counts_and_nothing_else_is_kept() -> None:
    found = read_limits(
        table("异常参数", "参数 值 单位 依据", ("零结余月数", 2, "个月", "x"), ("一家供应商占比", "80%", "", "x"), (None,) * 4)
    )
    assert found == {"零结余月数": "2"}
    assert Limits(found)["零结余月数"] == 2
    assert Limits(found)["一家供应商占比"] == Fraction(4, 5)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("零结余月", 2), "没有「零结余月」这个参数"),
        (("零结余月数", "两"), "要填不小于零的数，如 3，现为 两"),
        (("零结余月数", -1), "要填不小于零的数"),
        (("零结余月数", None), "现为 空的"),
    ],
)
def test_a_threshold_that_is_none_is_refused(row: tuple[CellValue, CellValue], why: str) -> None:
    with pytest.raises(NotAWorkbook, match=why):
        read_limits(table("异常参数", "参数 值", row))


def test_columns_that_are_missing_are_named() -> None:
    with pytest.raises(NotAWorkbook, match="没有「值」列"):
        read_limits(table("异常参数", "参数", ("零结余月数",)))
    with pytest.raises(NotAWorkbook, match="没有「在校学生数」列"):
        read_enrolment(table("在校人数", "学校", ("云杉小学",)))


def test_a_school_has_its_pupils_by_canteen_or_as_a_whole() -> None:
    found = read_enrolment(
        table("在校人数", "学校 食堂 在校学生数", ("云杉小学", "一食堂", 320), ("云杉 小学", None, 500), ("青松小学", None, None))
    )
    assert found.of("云杉小学", "一食堂") == 320
    assert found.of("云杉小学", "二食堂") == 500
    assert found.of("青松小学", "") is None
    assert Enrolment().of("云杉小学", "") is None


@pytest.mark.parametrize("rows", [(("云杉小学", "约300"),), ((None, 300),), (("云杉小学", 300), ("云杉小学", 301))])
def test_pupils_that_cannot_be_read_or_disagree_are_refused(rows: tuple[tuple[CellValue, CellValue], ...]) -> None:
    with pytest.raises(NotAWorkbook, match=r"在校人数第 \d 行"):
        read_enrolment(table("在校人数", "学校 在校学生数", *rows))


def test_what_is_asked_comes_back_and_has_a_mark_of_its_own() -> None:
    asked = Asked("2025-12-01", (("零结余月数", "2"),), "抽", 5)
    assert unpacked_asked(asked.packed()) == asked
    assert Asked().mark == ""
    assert Asked("2025-12-01").mark == "-2025-12-01"
    marks = {each.mark for each in (asked, asked._replace(seed="签"), asked._replace(drawn=6), asked._replace(limits=()), Asked())}
    assert len(marks) == 5

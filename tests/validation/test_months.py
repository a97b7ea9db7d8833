"""Days and months: Excel's serial numbers, and months as texts."""

from __future__ import annotations

from datetime import date

import pytest

from validation.months import day_of_serial, first_day, last_day, month_of, months_between, next_month


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        (1, date(1900, 1, 1)),
        (59, date(1900, 2, 28)),
        (60, None),
        (61, date(1900, 3, 1)),
        (45901, date(2025, 9, 1)),
        (2_958_465, date(9999, 12, 31)),
        (0, None),
        (-1, None),
        (2_958_466, None),
    ],
)
def test_a_serial_number_is_a_day(serial: int, day: date | None) -> None:
    assert day_of_serial(serial) == day


@pytest.mark.parametrize(("serial", "day"), [(0, date(1904, 1, 1)), (44439, date(2025, 9, 1)), (-1, None), (2_958_465, None)])
def test_in_the_1904_system_days_are_counted_from_1904(serial: int, day: date | None) -> None:
    assert day_of_serial(serial, date1904=True) == day


def test_a_month_has_a_first_and_a_last_day() -> None:
    assert first_day("2024-02") == date(2024, 2, 1)
    assert last_day("2024-02") == date(2024, 2, 29)
    assert last_day("2025-12") == date(2025, 12, 31)
    assert last_day("9999-12") == date(9999, 12, 31)
    assert month_of(date(2025, 9, 30)) == "2025-09"
    assert next_month("2025-09") == "2025-10"
    assert next_month("2025-12") == "2026-01"


def test_the_months_of_a_book_are_those_its_days_touch() -> None:
    assert months_between(date(2025, 11, 30), date(2026, 2, 1)) == ("2025-11", "2025-12", "2026-01", "2026-02")
    assert months_between(date(2025, 9, 1), date(2025, 9, 1)) == ("2025-09",)
    assert months_between(date(2025, 9, 2), date(2025, 8, 31)) == ()
    assert months_between(date(9999, 12, 1), date(9999, 12, 31)) == ("9999-12",)

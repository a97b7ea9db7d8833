"""Days and months: Excel serial numbers, and a month as the text ``2025-09``."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

LAST_SERIAL = 2_958_465  # 9999-12-31
_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_PHANTOM = 60  # Excel's 1900-02-29, a day that never was


@lru_cache(maxsize=8192)
def day_of_serial(serial: int, *, date1904: bool = False) -> date | None:
    """The calendar day of an Excel serial number, ``None`` if there is none (0, the phantom 1900-02-29, out of range)."""
    if date1904:
        return _EPOCH_1904 + timedelta(days=serial) if 0 <= serial <= LAST_SERIAL - 1462 else None
    if serial < 1 or serial > LAST_SERIAL or serial == _PHANTOM:
        return None
    return _EPOCH_1900 + timedelta(days=serial + (serial < _PHANTOM))


def serial_of_day(day: date, *, date1904: bool = False) -> int:
    """Excel's serial number of a day from March 1900 on (1904 on): what ``day_of_serial`` takes back."""
    return (day - (_EPOCH_1904 if date1904 else _EPOCH_1900)).days


@lru_cache(maxsize=4096)
def month_of(day: date) -> str:
    """The month of a day: ``2025-09``."""
    return f"{day.year:04d}-{day.month:02d}"


def first_day(month: str) -> date:
    """The first day of a month such as ``2025-09``."""
    return date(int(month[:4]), int(month[5:]), 1)


def last_day(month: str) -> date:
    """The last day of a month such as ``2025-09``."""
    return first_day(next_month(month)) - timedelta(days=1) if month != "9999-12" else date(9999, 12, 31)


def next_month(month: str) -> str:
    """The month after: ``2025-12`` gives ``2026-01``."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


@lru_cache(maxsize=64)
def months_between(first: date, last: date) -> tuple[str, ...]:
    """Every month touched by the days from ``first`` to ``last``, in order; empty if ``last`` comes before ``first``."""
    months = []
    month, end = month_of(first), month_of(last)
    while month <= end:
        months.append(month)
        if month == "9999-12":
            break
        month = next_month(month)
    return tuple(months)

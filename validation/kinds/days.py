"""Days and months."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from validation.kinds.guesses import PLAUSIBLE_YEARS, likely_day
from validation.kinds.kind import WIDE_SIGNS, Fault, Kind, Reading, clipped, is_finite, plain_text, shown
from validation.months import LAST_SERIAL, day_of_serial, month_of, serial_of_day
from validation.patterns import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.cells import CellValue, Plain

_TIME = r"(?:\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
_DAY = late_pattern(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号]?|([0-9]{2})([0-9]{2}))" + _TIME
)
_MONTH = late_pattern(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})月?|([0-9]{2}))")
_NO_YEAR = late_pattern(r"[0-9一二三四五六七八九十]{1,2}月份?")


class Day(Kind):
    """A calendar day."""

    name = "日期"
    excel_format = "yyyy-mm-dd"
    width = 12

    def at_a_glance(self, cells: Iterable[CellValue], date1904: bool) -> dict[CellValue, object]:  # noqa: FBT001 - as every kind has it
        """Serial numbers of days that are plausible."""
        first, end = (serial_of_day(date(year, 1, 1), date1904=date1904) for year in (PLAUSIBLE_YEARS.start, PLAUSIBLE_YEARS.stop))
        return {
            cell: day_of_serial(int(cell), date1904=date1904) for cell in cells if cell.__class__ is float and first <= cell < end
        }

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: ARG002, FBT001
        if isinstance(value, str):
            return self._read_text(value)
        whole = int(value) if not isinstance(value, bool) and abs(value) <= LAST_SERIAL * 100 else 0
        if whole > LAST_SERIAL:
            return self._read_written_out(whole)
        day = day_of_serial(whole, date1904=date1904)
        if day is None or day.year < PLAUSIBLE_YEARS.start:
            return Reading(None, Fault("not-a-date", f"应是{self.name}，现为 {clipped(shown(value))}", self._wanted))
        if day.year >= PLAUSIBLE_YEARS.stop:
            return Reading(None, _uncertain(f"不是能确定的{self.name}：{day.isoformat()}", day.isoformat()))
        return Reading(day)

    def _read_written_out(self, number: int) -> Reading:
        """A date written out as a number, such as 20250901: no serial number is that large."""
        reading = self._read_text(str(number))
        if reading.fault is None or reading.fault.fatal:
            return reading
        return Reading(reading.value, reading.fault._replace(why=reading.fault.why.replace("以文本保存", "写成数字")))

    def cell_text(self, value: Plain) -> str:
        """A number so large that it can only be meant as a day is shown as that day."""
        if isinstance(value, float | int) and not isinstance(value, bool) and abs(value) <= LAST_SERIAL:
            day = day_of_serial(int(value))
            if day is not None and day.year >= PLAUSIBLE_YEARS.stop:
                return day.isoformat()
        return super().cell_text(value)

    @property
    def _wanted(self) -> str:
        return f"改填{self.name}，如 2025-09-01"

    def _read_text(self, raw: str) -> Reading:
        text = plain_text(raw).translate(WIDE_SIGNS)
        found = _DAY.fullmatch(text)
        if not found:
            return Reading(None, _uncertain(f"不是能确定的日期：{clipped(raw)}", text))
        year, month, number = (int(part) for part in found.groups() if part)
        try:
            day = date(year, month, number)
        except ValueError:
            return Reading(None, Fault("impossible-date", f"没有这一天：{raw.strip()}", "改填真实的日期，如 2025-09-01"))
        if year not in PLAUSIBLE_YEARS:
            return Reading(None, _uncertain(f"不是能确定的日期：{clipped(raw)}", text))
        return Reading(day, _day_as_text(raw, day))

    def show(self, value: object) -> str:
        """``2025-09-01``."""
        return value.isoformat() if isinstance(value, date) else ""


class Month(Day):
    """A month, read as ``2025-09``; typed so, or as any day of it."""

    name = "月份"
    excel_format = "yyyy-mm"
    width = 10

    def at_a_glance(self, cells: Iterable[CellValue], date1904: bool) -> dict[CellValue, object]:  # noqa: FBT001 - as every kind has it
        """Their months."""
        return {cell: month_of(day) for cell, day in super().at_a_glance(cells, date1904).items() if isinstance(day, date)}

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: FBT001
        if isinstance(value, float | int) and not isinstance(value, bool) and _looks_like_month(int(value)):
            value = str(int(value))
        reading = super()._read(value, formula=formula, date1904=date1904)
        return Reading(month_of(reading.value), reading.fault) if isinstance(reading.value, date) else reading

    def _read_text(self, raw: str) -> Reading:
        found = _MONTH.fullmatch(plain_text(raw).translate(WIDE_SIGNS))
        if not found:
            reading = super()._read_text(raw)
            if reading.fault is None or not reading.fault.fatal:
                return reading
            why = reading.fault.why.replace("的日期：", "的月份：")
            no_year = "没有写年份，" if _NO_YEAR.fullmatch(plain_text(raw)) else ""
            return Reading(None, reading.fault._replace(why=why, suggestion=no_year + self._wanted, fix=None))
        year, month = (int(part) for part in found.groups() if part)
        if not 1 <= month <= 12:  # noqa: PLR2004 - the months of a year
            return Reading(None, Fault("impossible-date", f"没有这个月：{raw.strip()}", "改填真实的月份，如 2025-09"))
        if year not in PLAUSIBLE_YEARS:
            return Reading(None, Fault("not-a-date", f"不是能确定的月份：{raw.strip()}", "改填月份，如 2025-09"))
        month_text = f"{year:04d}-{month:02d}"
        if raw.strip() == month_text:
            return Reading(date(year, month, 1))
        first = date(year, month, 1)
        why = f"写成了 {raw.strip()}，公式会漏掉它（已按 {month_text} 读取）"
        return Reading(first, Fault("kept-as-text", why, f"改为 {month_text}", fatal=False, fix=first))

    @property
    def _wanted(self) -> str:
        return "改填月份，如 2025-09"

    def cell_text(self, value: Plain) -> str:
        """202510 typed as a number is not a day of the year 2454."""
        if isinstance(value, float | int) and is_finite(value) and _looks_like_month(int(value)):
            return shown(value)
        return super().cell_text(value)

    def show(self, value: object) -> str:
        """``2025-09``."""
        return value if isinstance(value, str) else ""


def _looks_like_month(number: int) -> bool:
    """202509 typed as a number: no serial number of a plausible day is that large."""
    return number // 100 in PLAUSIBLE_YEARS and 1 <= number % 100 <= 12  # noqa: PLR2004 - the months of a year


def _uncertain(why: str, text: str) -> Fault:
    """A text that is no certain date, with the day it might mean."""
    suggestion, day = likely_day(text)
    return Fault("not-a-date", why, suggestion, fix=day)


def _day_as_text(raw: str, day: date) -> Fault:
    return Fault(
        "kept-as-text",
        f"是以文本保存的日期（{raw.strip()}），公式和筛选会漏掉它（已按 {day.isoformat()} 读取）",
        f"改为日期 {day.isoformat()}",
        fatal=False,
        fix=day,
    )

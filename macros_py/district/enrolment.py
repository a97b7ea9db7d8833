"""在校人数: how many pupils each school has, as the district's own records say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.district.names import plain_name
from validation.cells import Formula
from validation.kinds import Count, Text
from validation.refusals import NotAWorkbook
from validation.register import plain_heading

if TYPE_CHECKING:
    from validation.cells import RawTable

TABLE = "在校人数"
SCHOOL, CANTEEN, PUPILS = "学校", "食堂", "在校学生数"


class Enrolment:
    """Pupils by school and canteen, or by school alone where 食堂 is left blank."""

    def __init__(self, pupils: dict[tuple[str, str], int] | None = None) -> None:
        """``pupils`` is by names as ``plain_name`` writes them."""
        self._pupils = pupils or {}

    def of(self, school: str, canteen: str) -> int | None:
        """Those of a school and canteen, else of the school; ``None`` where the district said nothing."""
        key = plain_name(school), plain_name(canteen)
        return self._pupils.get(key, self._pupils.get((key[0], "")))


def read_enrolment(table: RawTable) -> Enrolment:
    """The table as the district has filled it; lines without a number say nothing.

    Raises:
        NotAWorkbook: a column is missing, a cell cannot be read, or two lines disagree.
    """
    headings = [plain_heading(heading) for heading in table.headings]
    missing = [heading for heading in (SCHOOL, PUPILS) if heading not in headings]
    if missing:
        raise NotAWorkbook(f"{TABLE}里没有「{missing[0]}」列：请用汇总表里的「{TABLE}」工作表来填，不要改标题")
    blank = (None,) * len(table.numbers)
    columns = [table.columns[headings.index(heading)] if heading in headings else blank for heading in (SCHOOL, CANTEEN, PUPILS)]
    found: dict[tuple[str, str], int] = {}
    for number, cells in zip(table.numbers, zip(*columns, strict=True), strict=True):
        school, canteen, pupils = (cell.value if isinstance(cell, Formula) else cell for cell in cells)
        reading = Count().read(pupils)
        if reading.value is None and reading.fault is None:
            continue
        key = plain_name(str(Text().read(school).value or "")), plain_name(str(Text().read(canteen).value or ""))
        if not key[0] or not isinstance(reading.value, int):
            raise NotAWorkbook(f"{TABLE}第 {number} 行：学校要填全称，在校学生数要填整数，如 320")
        if found.setdefault(key, reading.value) != reading.value:
            raise NotAWorkbook(f"{TABLE}第 {number} 行与前面的行说法不同：{key[0]}{key[1]}")
    return Enrolment(found)

"""名称对照: what schools call their items and units, and what the district calls them, so that prices can be compared."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from validation.cells import Formula
from validation.kinds import Names, Number, Text
from validation.money import rounded_quotient
from validation.refusals import NotAWorkbook
from validation.register import plain_heading
from validation.registers.unit_conversions import FACTOR_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from validation.cells import RawTable

TABLE = "名称对照"
ONE: int = 10**FACTOR_DECIMALS
_HALF, _THOUSANDTH = ONE // 2, ONE // 1000
UNITS: dict[str, tuple[str, int]] = {
    **dict.fromkeys(("公斤", "千克", "kg"), ("公斤", ONE)),
    **dict.fromkeys(("斤", "市斤"), ("公斤", _HALF)),
    "两": ("公斤", _HALF // 10),
    **dict.fromkeys(("克", "g"), ("公斤", _THOUSANDTH)),
    **dict.fromkeys(("吨", "t"), ("公斤", 1000 * ONE)),
    **dict.fromkeys(("升", "公升", "l"), ("升", ONE)),
    **dict.fromkeys(("毫升", "ml"), ("升", _THOUSANDTH)),
}
"""Units that mean the same everywhere: what they are brought to, and how much of it one is, in billionths."""
MATCHED, PLAIN, DOUBTFUL = "已对照", "同名", "待核"
"""状态: the district's own table says so; the name is kept as it is; the name is rare, and near to one that many use."""


class Meaning(NamedTuple):
    """What an item and a unit are called in the district; one unit is ``factor`` billionths of the district's."""

    item: str
    unit: str
    factor: int
    status: str

    def converted(self, quantity: int) -> int:
        """A quantity (thousandths) in the district's unit, rounded once."""
        return quantity if self.factor == ONE else rounded_quotient(quantity * self.factor, ONE)


class NameTable:
    """The names the district has brought together, and what follows by itself for all others."""

    def __init__(self, given: Mapping[tuple[str, str], Meaning] | None = None) -> None:
        """``given`` is by 原品名 and 原单位, as ``plain_name`` writes them."""
        self._given = given or {}

    def meaning(self, item: str, unit: str) -> Meaning:
        """What a school's item and unit mean."""
        key = plain_name(item), plain_name(unit)
        given = self._given.get(key)
        if given is not None:
            return given
        known, factor = UNITS.get(key[1].casefold(), (key[1], ONE))
        return Meaning(key[0], known, factor, PLAIN)

    @property
    def items(self) -> set[str]:
        """The district's names."""
        return {meaning.item for meaning in self._given.values()}


class NameLine(NamedTuple):
    """One line of 名称对照."""

    item: str
    unit: str
    meaning: Meaning
    schools: int
    suggestion: str


def plain_name(text: str) -> str:
    """A name without what nobody means: spaces, full-width forms."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def name_lines(used: Iterable[tuple[str, str, int]], table: NameTable) -> list[NameLine]:
    """Every item and unit in use with how many schools use it; rare names near to a frequent one get that as a suggestion.

    Args:
        used: 原品名, 原单位, schools.
        table: the names brought together so far.
    """
    lines = [(item, unit, schools, table.meaning(item, unit)) for item, unit, schools in used]
    widely: dict[str, int] = {}
    for _, _, schools, meaning in lines:
        widely[meaning.item] = widely.get(meaning.item, 0) + schools
    usual = max(2, max(widely.values(), default=0) // 10)
    known = Names(sorted({name for name, schools in widely.items() if schools >= usual} | table.items))
    found = []
    for item, unit, schools, meaning in lines:
        rare = meaning.status == PLAIN and widely[meaning.item] < usual and meaning.item not in table.items
        near = known.nearest(meaning.item) if rare else ""
        found.append(NameLine(item, unit, meaning._replace(status=DOUBTFUL) if near else meaning, schools, near))
    return found


HEADINGS = ("原品名", "原单位", "统一品名", "统一单位", "换算率")
_TEXT, _FACTOR = Text(), Number(decimals=FACTOR_DECIMALS)


def read_names(table: RawTable) -> dict[tuple[str, str], Meaning]:
    """The table as the district has edited it. Lines whose 统一 columns say what follows by itself anyway are none of its doing.

    Raises:
        NotAWorkbook: a column is missing, a cell cannot be read, or two lines disagree.
    """
    headings = [plain_heading(heading) for heading in table.headings]
    missing = [heading for heading in HEADINGS if heading not in headings]
    if missing:
        raise NotAWorkbook(f"名称对照里没有「{missing[0]}」列：请用汇总表里的「{TABLE}」工作表来改，不要改标题")
    columns = [table.columns[headings.index(heading)] for heading in HEADINGS]
    found: dict[tuple[str, str], Meaning] = {}
    plain = NameTable()
    for number, cells in zip(table.numbers, zip(*columns, strict=True), strict=True):
        item, unit, new_item, new_unit, factor = (cell.value if isinstance(cell, Formula) else cell for cell in cells)
        names = [plain_name(str(_TEXT.read(each).value or "")) for each in (item, unit, new_item, new_unit)]
        reading = _FACTOR.read(factor)
        if not any(names) and factor is None:
            continue
        if not all(names):
            raise NotAWorkbook(f"名称对照第 {number} 行没有填全：原品名、原单位、统一品名、统一单位都要填")
        if not isinstance(reading.value, int) or reading.value <= 0:
            raise NotAWorkbook(f"名称对照第 {number} 行的换算率读不出或不大于零：一个原单位等于几个统一单位，如 斤 换 公斤 填 0.5")
        key, meaning = (names[0], names[1]), Meaning(names[2], names[3], reading.value, MATCHED)
        if found.setdefault(key, meaning) != meaning:
            raise NotAWorkbook(f"名称对照第 {number} 行与前面的行说法不同：{names[0]}（{names[1]}）只能对照一种")
    return {key: meaning for key, meaning in found.items() if meaning[:3] != plain.meaning(*key)[:3]}

"""Texts: free ones, one of a list, several in a cell, and the keys of other registers."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from validation.kinds.kind import Fault, Kind, Reading, clipped, plain_text, shown, stand_plainly
from validation.kinds.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from validation.cells import CellValue


_DIGITS_KEPT = 1e15
"""A spreadsheet keeps 15 digits of a number, and writes zeros for the others: a number from here on has lost some, or may have."""


class Text(Kind):
    """Any text; a number typed into a text column is read as its digits."""

    excel_format = "@"

    def stand_as_they_are(self, cells: Collection[CellValue]) -> bool:
        """Texts without any space and without wide characters."""
        return "" not in cells and set(map(type, cells)) == {str} and stand_plainly(cells)  # type: ignore[arg-type] # all are texts

    def at_a_glance(self, cells: Iterable[CellValue], date1904: bool) -> dict[CellValue, object]:  # noqa: ARG002, FBT001 - days ask for it
        """All texts but blank ones."""
        return {cell: plain for cell in cells if isinstance(cell, str) and (plain := plain_text(cell))}

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: ARG002, FBT001
        if isinstance(value, float) and abs(value) >= _DIGITS_KEPT:
            return Reading(None, _digits_lost(value))
        return Reading(plain_text(shown(value)))


class Several(Text):
    """Several texts in one cell, separated by 、; read as a tuple. With ``choices``, each must be one of them."""

    width = 18

    def __init__(self, choices: tuple[str, ...] = ()) -> None:
        self.choices = choices

    def stand_as_they_are(self, cells: Collection[CellValue]) -> bool:  # noqa: ARG002 - as every kind has it
        """Never: each is to be taken apart."""
        return False

    def at_a_glance(self, cells: Iterable[CellValue], date1904: bool) -> dict[CellValue, object]:  # noqa: ARG002, FBT001 - as every kind has it
        """None: each is to be taken apart."""
        return {}

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: ARG002, FBT001
        parts = tuple(part for part in (plain_text(piece) for piece in re.split("[,;/、\uff0c\uff1b]", shown(value))) if part)
        wrong = [part for part in parts if part not in self.choices] if self.choices else []
        return Reading(None, self._with_wrong(parts, wrong)) if wrong else Reading(parts)

    def _with_wrong(self, parts: tuple[str, ...], wrong: list[str]) -> Fault:
        """The fault of the first part that is not in the list; to be mended by one value if it is the only one."""
        fault = _not_in_list(wrong[0], self.choices)
        if not isinstance(fault.fix, str) or len(parts) == 1:
            return fault
        if len(wrong) > 1:
            return fault._replace(suggestion=f"是不是「{fault.fix}」？", fix=None)
        whole = self.show(tuple(fault.fix if part == wrong[0] else part for part in parts))
        return fault._replace(suggestion=f"是不是「{fault.fix}」？改成 {whole}", fix=whole)

    def show(self, value: object) -> str:
        """The texts joined by 、."""
        return "、".join(value) if isinstance(value, tuple) else ""


class OneOf(Kind):
    """One of a fixed list of texts; a drop-down in the template."""

    excel_format = "@"

    def __init__(self, choices: tuple[str, ...]) -> None:
        self.choices = choices

    def at_a_glance(self, cells: Iterable[CellValue], date1904: bool) -> dict[CellValue, object]:  # noqa: ARG002, FBT001 - days ask for it
        """Choices written as they are listed."""
        return {cell: cell for cell in cells if cell in self.choices}

    def _read(self, value: str | float | bool, *, formula: bool, date1904: bool) -> Reading:  # noqa: ARG002, FBT001
        text = plain_text(shown(value))
        if text in self.choices:
            return Reading(text)
        return Reading(None, _not_in_list(text, self.choices))


class Reference(Text):
    """The key of a row in another register; whether it exists is judged once all registers are read."""

    width = 16

    def __init__(self, table: str) -> None:
        self.table = table


_OTHER_WORDS = {
    "调料": "调味品",
    "佐料": "调味品",
    "中餐": "午餐",
    "中饭": "午餐",
    "幼儿": "学生",
    "老师": "教职工",
    "教师": "教职工",
}
"""What people write for a choice that is not spelt like it, or less than another one is."""


def _digits_lost(value: float) -> Fault:
    why = f"是按数字保存的，只留得住前 15 位，后面的已经变成 0：{shown(value)}"
    return Fault("digits-lost", why, "照单据重新填写：先把这一格的格式设为文本，或在号码前面加一个英文单引号 '")


def _not_in_list(text: str, choices: tuple[str, ...]) -> Fault:
    meant = _OTHER_WORDS.get(text)
    near = meant if meant in choices else nearest(text, choices)
    todo = f"是不是「{near}」？改成它" if near else _all_of(choices)
    return Fault("not-in-the-list", f"不在可选项中：{clipped(text)}", todo, fix=near or None)


@cache
def _all_of(choices: tuple[str, ...]) -> str:
    """The same text for every wrong cell: there may be a hundred thousand."""
    return f"可选：{'、'.join(choices)}"

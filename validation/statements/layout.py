"""How a bare table is laid out: where its headings stand, which columns hold items, amounts and shares, and in what unit the amounts are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from validation.cells import ErrorValue, Formula
from validation.kinds import plain_text
from validation.kinds.kind import shown
from validation.patterns import late_pattern
from validation.register import plain_heading
from validation.statements import words
from validation.statements.stated import Figure, read_figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.cells import CellValue

MOST_AMOUNTS = 12
"""Columns of amounts of a bare table that are read."""
LOOKED_AT = 40
"""Rows among which the headings are looked for."""
_ITEMS = late_pattern(r"项目|科目|摘要|名称|内容|类别|用途|名目|收入来源|品名|菜名|食材|品种|月份|日期|班级|单位名称")
_AMOUNTS = late_pattern(r"金额|本[月期年学]|累计|合计|数额|收入|支出|结余|小计|元|上[月年期]|月")
_NO_AMOUNTS = late_pattern(r"序号|编号|行次|数量|单价|人数|人次|天数|单位$|备注|说明|规格|^[行%]")
_SHARES = late_pattern(r"比例|占比|百分|比重|^%$|占.*%")
_NOTES = late_pattern(r"备注|说明|单位$|规格|签|经手|审核|供[货应]|序号|行次|^单位")
_SPACES = late_pattern(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_NO_HEADING = late_pattern(r"[：:；。]|.{20}")
_EMPTY = late_pattern(r"[-—－–/／\\无]{1,4}")
_IN_WAN = late_pattern(r"单位[：:]?(?:人民币)?万元|[（(]万元[）)]")
_DIGIT = late_pattern(r"[0-9０-９零壹贰叁肆伍陆柒捌玖]")
_LONGEST_AMOUNT = 16
_UNIT = late_pattern(r"[（(](?:人民币|单位[：:])?[万千]?元[）)]$")


class Grid(NamedTuple):
    """The cells of one sheet, or of a file: rows by number, from ``first_column`` on."""

    name: str
    rows: Sequence[tuple[int, Sequence[CellValue]]]
    first_column: int = 1


@dataclass
class Block:
    """One column of items with one column of amounts; ``side`` and ``label`` come from the headings, ``groups`` are the columns of texts left of the items.

    ``shares`` is the column of what each amount is of a whole, −1 without one, like the others.
    """

    item: int
    amount: int
    side: str = ""
    label: str = ""
    heading: str = ""
    quantity: int = -1
    price: int = -1
    shares: int = -1
    groups: tuple[int, ...] = ()


@dataclass
class Layout:
    """The first row below the headings, the blocks, and by how many places amounts are to be shifted to 元 (4 in a table in 万元)."""

    body: int
    blocks: list[Block] = field(default_factory=list)
    shift: int = 0


def at(cells: Sequence[CellValue], place: int) -> CellValue:
    """The cell at a place, ``None`` beyond the end."""
    return cells[place] if 0 <= place < len(cells) else None


def text_of(cell: CellValue) -> str:
    """A cell as text."""
    value = cell.value if isinstance(cell, Formula) else cell
    return value.code if isinstance(value, ErrorValue) else plain_text(shown(value))


def name_of(cell: CellValue) -> str:
    """A cell as a name: ``合 计`` is 合计, ``结余（元）`` is 结余."""
    return _UNIT.sub("", _SPACES.sub("", " ".join(text_of(cell).split())))


def amount_text(cell: CellValue) -> str:
    """A cell of amounts as text; "" for a dash and the like, which say that there is none."""
    text = text_of(cell).strip()
    return "" if _EMPTY.fullmatch(text) else text


def is_note(cell: CellValue) -> bool:
    """Whether a cell of amounts holds words, not an amount that cannot be read: ``本月`` over a part of the table, an explanation."""
    text = amount_text(cell)
    return not is_figure(cell) and (len(text) > _LONGEST_AMOUNT or not _DIGIT.search(text))


def is_figure(cell: CellValue) -> bool:
    """Whether a cell holds a figure."""
    text = amount_text(cell)
    return isinstance(read_figure(text) if text else None, Figure)


def lay_out(grid: Grid) -> Layout:
    """How the grid is laid out; without blocks where it is no table of amounts."""
    place = _heading_row(grid)
    width = max((len(cells) for _, cells in grid.rows), default=0)
    headings, last = _headings(grid, place, width)
    shift = 4 if any(_IN_WAN.search("".join(text_of(cell).split())) for _, cells in grid.rows[: last + 1] for cell in cells) else 0
    return Layout(last + 1, _blocks(grid, place, last + 1, headings), shift)


def _heading_row(grid: Grid) -> int:
    """The row of the headings: that which names items and amounts, else the last row of texts above figures; −1 if the table has none."""
    found = -1
    first = next((place for place, (_, cells) in enumerate(grid.rows) if any(map(is_figure, cells))), len(grid.rows))
    for place, (_, cells) in enumerate(grid.rows[:LOOKED_AT]):
        if any(is_figure(cell) for cell in cells):
            if found >= 0 and any(_ITEMS.search(text_of(cell)) for cell in grid.rows[found][1]):
                return found
            continue
        named = [text for cell in cells if (text := plain_heading(text_of(cell))) and not _NO_HEADING.search(text)]
        if len(named) > 1 and any(_ITEMS.search(text) for text in named) and any(_AMOUNTS.search(text) for text in named):
            return place
        if len(named) > 1 and place < first and (any(_ITEMS.search(text) for text in named) or found < 0):
            found = place
    return found


def _headings(grid: Grid, place: int, width: int) -> tuple[list[str], int]:
    """The headings of all columns with the last row that they take: a second row splits what the first spans (``本月`` over ``预算 | 实际``)."""
    if place < 0:
        return [""] * width, place
    texts = [plain_heading(name_of(at(grid.rows[place][1], column))) for column in range(width)]
    for last in range(place + 1, min(place + 3, len(grid.rows))):
        below = [plain_heading(name_of(at(grid.rows[last][1], column))) for column in range(width)]
        if not any(below) or below[0] or any(is_figure(cell) for cell in grid.rows[last][1]):
            return texts, last - 1
        spanning = ""
        for column, text in enumerate(below):
            spanning = texts[column] or spanning
            texts[column] = f"{spanning}{text}" if text else texts[column]
    return texts, min(place + 2, len(grid.rows) - 1)


def _blocks(grid: Grid, place: int, first: int, headings: Sequence[str]) -> list[Block]:
    """Which columns hold items, and which amounts beside them, by what stands in them."""
    body = grid.rows[first:]
    found: list[Block] = []
    names: list[int] = []
    beside = False
    quantity = price = -1
    for column, heading in enumerate(headings):
        figures = sum(is_figure(at(cells, column)) for _, cells in body)
        texts = sum(bool(amount_text(at(cells, column))) for _, cells in body) - figures
        if texts > figures:
            if _NOTES.search(heading) and names:
                continue
            names = [column] if beside else [*names, column]
            beside, quantity, price = False, -1, -1
        elif heading.startswith("数量"):
            quantity = column
        elif heading.startswith("单价"):
            price = column
        elif figures and _SHARES.search(heading):
            if found and found[-1].shares < 0:
                found[-1].shares = column
        elif figures and names and not _NO_AMOUNTS.search(heading) and len(found) < MOST_AMOUNTS:
            item = _item_among(names, headings)
            label = heading if any(block.item == item for block in found) else ""
            side = _side(headings[item]) or _side(heading) or _side_above(grid, place, item, column)
            groups = tuple(range(names[0] - _numbers_before(names[0], headings), item))
            found.append(Block(item, column, side, label, heading, quantity, price, groups=groups))
            beside = True
    return found


def _item_among(names: Sequence[int], headings: Sequence[str]) -> int:
    """Which column of texts names the items: the last whose heading says so, else the last that holds no notes."""
    told = [column for column in names if _ITEMS.search(headings[column]) and not re.search("类别|月份|日期", headings[column])]
    return (told or [column for column in names if not _NOTES.search(headings[column])] or list(names))[-1]


def _numbers_before(column: int, headings: Sequence[str]) -> int:
    """1 if the column before is one of running numbers, in which 合计 may stand."""
    return int(column > 0 and re.search("序号|编号", headings[column - 1]) is not None)


def _side(heading: str) -> str:
    income, expense = "收入" in heading, "支出" in heading
    return "收" if income and not expense else "支" if expense and not income else ""


def _side_above(grid: Grid, place: int, first: int, last: int) -> str:
    """收 or 支 by what stands above the headings of a block (收入部分 | 支出部分)."""
    texts = (text_of(at(cells, column)) for _, cells in reversed(grid.rows[: max(place, 0)]) for column in range(first, last + 1))
    return next((side for text in texts if (side := _side(text) or _side_by_word(text))), "")


def _side_by_word(text: str) -> str:
    """收 or 支 by a heading that is just that word, however it is spaced."""
    return {"收方": "收", "支方": "支", "付方": "支"}.get("".join(text.split()), "")


def group_of(above: dict[int, str], cells: Sequence[CellValue], block: Block) -> str:
    """What stands left of an item, merged over several rows: 收入, 支出, 其中. ``above`` keeps what stood in each column before."""
    said = ""
    for column in block.groups:
        cell = at(cells, column)
        text = "" if is_figure(cell) else name_of(cell)
        if text or is_figure(cell):
            above[column] = text
        said = above.get(column, "") or said
    return said


def full_name(name: str, group: str) -> str:
    """The name of an item with the group it stands in, where the name alone does not say what it is a total or a part of."""
    if not group or group == name:
        return name
    if group.startswith("其中") or (words.TOTAL.match(name) and _side(group)):
        return f"{group}{name}"
    return name

"""A statement in the cells of a sheet or a CSV file: with the headings of 收支说明, or as a bare table whose structure is read off its words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from validation.cells import ErrorValue, Formula, RawRow, RawTable, column_letters
from validation.kinds import Fault, Price, Quantity, plain_text
from validation.kinds.kind import shown
from validation.patterns import late_pattern
from validation.register import plain_heading
from validation.registers import StatementLine
from validation.statements import words
from validation.statements.stated import Figure, read_figure
from validation.statements.statement import MOST_LINES, Surroundings
from validation.statements.structure import Row, guess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.cells import CellValue

MOST_AMOUNTS = 12
"""Columns of amounts of a bare table that are read."""
MOST_INFERRED = 200
"""Totals of a bare table whose parts are looked for."""
LOOKED_AT = 40
"""Rows among which the headings are looked for."""
_HEADINGS = tuple(column.heading for column in StatementLine.columns().values())
_TELLING = ("项目", "金额", "组成")
"""A row in which none of these is filled is a note below the table."""
_ITEMS = late_pattern(r"项目|科目|摘要|名称|内容|类别|用途|名目|收入来源")
_AMOUNTS = late_pattern(r"金额|本[月期年学]|累计|合计|数额|收入|支出|结余|小计|元|上[月年期]|月")
_NO_AMOUNTS = late_pattern(r"序号|编号|数量|单价|人数|人次|天数|单位$|比例|占比|百分|备注|说明|规格|^[行%]")
_NOTES = late_pattern(r"备注|说明|单位|规格|签|经手|审核")
_LONGEST_TITLE = 60
_SIGNS = late_pattern(r"编制|制表|审核|负责人|公章|盖章|监督|公示|电话|备注|说明|签")


class Grid(NamedTuple):
    """The cells of one sheet, or of a file: rows by number, from ``first_column`` on."""

    name: str
    rows: Sequence[tuple[int, Sequence[CellValue]]]
    first_column: int = 1


class Laid(NamedTuple):
    """A statement found in a grid: its rows under the headings of 收支说明, what is known beside them, and the cell of each row's amount."""

    table: RawTable
    around: Surroundings
    cells: dict[int, str]


def read_grid(grid: Grid) -> Laid | None:
    """The statement in a grid; ``None`` if there is none."""
    for place, (_, cells) in enumerate(grid.rows[:LOOKED_AT]):
        headings = [plain_heading(_text(cell)) for cell in cells]
        if "项目" in headings and "金额" in headings and ("行" in headings or "组成" in headings):
            return _with_headings(grid, place, headings)
    return _bare(grid)


def _text(cell: CellValue) -> str:
    value = cell.value if isinstance(cell, Formula) else cell
    return value.code if isinstance(value, ErrorValue) else plain_text(shown(value))


def _title(grid: Grid, place: int) -> str:
    """The first text above the headings."""
    return next((text for _, cells in grid.rows[:place] for cell in cells if 1 < len(text := _text(cell)) <= _LONGEST_TITLE), "")


def _with_headings(grid: Grid, place: int, headings: list[str]) -> Laid:
    """The rows below the headings as they stand; without a column 行 they are numbered in their order."""
    known = [number for number, heading in enumerate(headings) if heading in _HEADINGS]
    telling = [each for each in known if headings[each] in _TELLING]
    body = [(number, cells) for number, cells in grid.rows[place + 1 :] if any(_text(_at(cells, each)) for each in telling)]
    numbered = "行" not in headings
    names = tuple(headings[each] for each in known) + (("行",) if numbered else ())
    rows = []
    for count, (number, cells) in enumerate(body[: MOST_LINES + 1], 1):
        values = [_number_or_text(headings[each], _at(cells, each)) for each in known]
        rows.append(RawRow(number, (*values, str(count)) if numbered else tuple(values)))
    amount = grid.first_column + headings.index("金额")
    addresses = {row.number: f"{column_letters(amount)}{row.number}" for row in rows}
    table = RawTable(StatementLine.table, grid.name, grid.rows[place][0], grid.first_column, rows[-1].number if rows else 0, names)
    return Laid(table.with_rows(rows), Surroundings(_title(grid, place)), addresses)


def _at(cells: Sequence[CellValue], place: int) -> CellValue:
    return cells[place] if place < len(cells) else None


def _number_or_text(heading: str, cell: CellValue) -> CellValue:
    """A cell of a file that has only texts, as a workbook would hold it: quantities and prices as numbers."""
    kind = {"数量": Quantity(), "单价": Price()}.get(heading)
    if kind is None or not isinstance(cell, str):
        return cell
    reading = kind.read(cell)
    fault = reading.fault
    return (
        float(kind.show(reading.value)) if isinstance(reading.value, int) and (fault is None or not fault.fatal) else cell or None
    )


# --- bare tables --------------------------------------------------------------------------------------------------------------------


@dataclass
class _Block:
    """One column of items with one column of amounts; ``side`` and ``label`` come from the headings."""

    item: int
    amount: int
    side: str = ""
    label: str = ""
    quantity: int = -1
    price: int = -1


@dataclass
class _Found:
    """The lines of a bare table so far."""

    rows: list[RawRow] = field(default_factory=list)
    cells: dict[int, str] = field(default_factory=dict)
    inferred: dict[int, str] = field(default_factory=dict)


def _bare(grid: Grid) -> Laid | None:
    place = _heading_row(grid)
    blocks = _blocks(grid, place)
    if not blocks:
        return None
    found = _Found()
    series: dict[str, list[_Block]] = {}
    for block in blocks:
        series.setdefault(block.label, []).append(block)
    for beside in series.values():
        _lines_of(grid, place, beside, found, named=len(series) > 1)
    if not found.rows:
        return None
    table = RawTable(StatementLine.table, grid.name, 1, 1, len(found.rows) + 1, _HEADINGS).with_rows(found.rows)
    return Laid(table, Surroundings(_title(grid, max(place, 0)), inferred=found.inferred, bare=True), found.cells)


def _heading_row(grid: Grid) -> int:
    """The row of the headings; −1 if the table has none."""
    for place, (_, cells) in enumerate(grid.rows[:LOOKED_AT]):
        texts = [plain_heading(_text(cell)) for cell in cells]
        named = [text for text in texts if text and not isinstance(read_figure(text), Figure)]
        if len(named) > 1 and any(_ITEMS.search(text) for text in named) and any(_AMOUNTS.search(text) for text in named):
            return place
    return -1


def _blocks(grid: Grid, place: int) -> list[_Block]:
    """Which columns hold items, and which amounts beside them, by what stands in them."""
    body = grid.rows[place + 1 :]
    width = max((len(cells) for _, cells in grid.rows), default=0)
    headings = [plain_heading(_text(_at(grid.rows[place][1], column))) if place >= 0 else "" for column in range(width)]
    found: list[_Block] = []
    item = quantity = price = -1
    for column in range(width):
        figures = sum(_is_figure(_at(cells, column)) for _, cells in body)
        texts = sum(bool(_text(_at(cells, column))) for _, cells in body) - figures
        heading = headings[column]
        if texts > figures and not _NOTES.search(heading):
            item, quantity, price = column, -1, -1
        elif heading == "数量" or heading.startswith("数量"):
            quantity = column
        elif heading.startswith("单价"):
            price = column
        elif figures and item >= 0 and not _NO_AMOUNTS.search(heading) and len(found) < MOST_AMOUNTS:
            label = heading if any(block.item == item for block in found) else ""
            side = _side(headings[item]) or _side(heading) or _side_above(grid, place, item, column)
            found.append(_Block(item, column, side, label, quantity, price))
    return found


def _side(heading: str) -> str:
    income, expense = "收入" in heading, "支出" in heading
    return "收" if income and not expense else "支" if expense and not income else ""


def _side_above(grid: Grid, place: int, first: int, last: int) -> str:
    """收 or 支 by what stands above the headings of a block (收入部分 | 支出部分)."""
    texts = (_text(_at(cells, column)) for _, cells in reversed(grid.rows[: max(place, 0)]) for column in range(first, last + 1))
    return next((side for text in texts if (side := _side(text))), "")


def _is_figure(cell: CellValue) -> bool:
    text = _text(cell)
    return isinstance(read_figure(text) if text else None, Figure)


def _lines_of(grid: Grid, place: int, beside: list[_Block], found: _Found, *, named: bool) -> None:
    """The lines of the blocks that stand beside each other, with what their totals are inferred to be made of."""
    first = len(found.rows)
    rows: list[Row] = []
    for block in beside:
        for number, cells in grid.rows[place + 1 :]:
            name = " ".join(_text(_at(cells, block.item)).split())
            amount = _at(cells, block.amount)
            text = _text(amount)
            if not name or not text or (_SIGNS.search(name) and not _is_figure(amount)) or len(found.rows) > MOST_LINES:
                continue
            key = str(len(found.rows) + 1)
            figure = read_figure(text)
            row = Row(key, name, _side_of(name, block), None if isinstance(figure, Fault) else figure)
            rows.append(row)
            cell = f"{column_letters(grid.first_column + block.amount)}{number}"
            shown_name = f"{name}（{block.label}）" if named and block.label else name
            found.rows.append(RawRow(len(found.rows) + 2, _values(replace(row, name=shown_name), block, cells)))
            found.cells[len(found.rows) + 1] = cell
    asked = 0
    for place_of, row in enumerate(rows):
        asked += row.figure is not None and row.sums_up
        reading = guess(rows, place_of) if row.sums_up and asked <= MOST_INFERRED else None
        if reading is not None:
            at = first + place_of
            values = dict(zip(_HEADINGS, found.rows[at].values, strict=True)) | {"组成": reading.text}
            if values["数量"] is None:
                found.rows[at] = RawRow(found.rows[at].number, tuple(values[heading] for heading in _HEADINGS))
                found.inferred[found.rows[at].number] = reading.words


def _side_of(name: str, block: _Block) -> str:
    if words.BALANCE.search(name):
        return ""
    return block.side


def _values(row: Row, block: _Block, cells: Sequence[CellValue]) -> tuple[CellValue, ...]:
    """A row under the headings of 收支说明."""
    quantity, price = (_at(cells, column) if column >= 0 else None for column in (block.quantity, block.price))
    values: dict[str, CellValue] = {"行": row.key, "项目": row.name, "方向": row.side or None, "金额": _at(cells, block.amount)}
    if quantity is not None and price is not None:
        values |= {"数量": _number_or_text("数量", quantity), "单价": _number_or_text("单价", price)}
    return tuple(values.get(heading) for heading in _HEADINGS)


def grids_of(texts: Sequence[Sequence[str]], name: str) -> Grid:
    """The grid of a file that has only texts."""
    return Grid(name, [(number, [cell or None for cell in cells]) for number, cells in enumerate(texts, 1)])

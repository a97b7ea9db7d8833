"""A table that does not say what its totals are made of, read as lines of 收支说明: what each is made of is read off the words and the columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from validation import money
from validation.cells import RawRow, column_letters
from validation.kinds import Fault
from validation.patterns import late_pattern
from validation.registers import StatementLine
from validation.statements import words
from validation.statements.columns import across, shares
from validation.statements.layout import amount_text, at, full_name, group_of, is_figure, is_note, lay_out, name_of, text_of
from validation.statements.stated import Figure, of_fen, read_figure
from validation.statements.statement import MOST_LINES
from validation.statements.structure import Row, guess, leads_here

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from validation.cells import CellValue
    from validation.statements.layout import Block, Grid, Layout

MOST_INFERRED = 200
"""Totals of a bare table whose parts are looked for."""
_MOST_LOOKED_THROUGH = 200_000
"""Rows that are looked through for the totals of a table, all together."""
_PER_CENT = 2
"""Decimals of a fraction that are those of a per cent: ``0.25`` is shown as 25% in a cell."""
_HEADINGS = tuple(column.heading for column in StatementLine.columns().values())
_SECTION = late_pattern(r"[一二三四五六七八九十]{1,3}[、．.，：]")
"""How the name of a row begins that, without an amount, opens a part of the table."""
_SIGNS = late_pattern(r"编制|制表|审核|负责人|公章|盖章|监督|公示|电话|备注|说明|签")


@dataclass
class _Entry:
    """A figure of the table: its row as stated, where it stands, and what it is made of, with how that was read."""

    row: Row
    shown_name: str
    block: Block
    number: int
    column: int
    cells: Sequence[CellValue]
    amount: str
    made_of: str = ""
    how: str = ""


class BareLines(NamedTuple):
    """The lines with the cell of each row's amount, and for sheet rows whose 组成 was inferred, how. ``body`` is the first row below the headings."""

    rows: list[RawRow]
    cells: dict[int, str]
    inferred: dict[int, str]
    body: int


@dataclass
class _Reading:
    """The lines so far."""

    grid: Grid
    layout: Layout
    as_cell: Callable[[str, CellValue], CellValue]
    entries: list[_Entry] = field(default_factory=list)

    def key(self) -> str:
        return str(len(self.entries) + 1)


def bare_lines(grid: Grid, as_cell: Callable[[str, CellValue], CellValue]) -> BareLines:
    """The lines of a bare table; none where it holds no amounts. ``as_cell`` gives a cell under a heading as a workbook would hold it."""
    layout = lay_out(grid)
    reading = _Reading(grid, layout, as_cell)
    series: dict[str, list[Block]] = {}
    for block in layout.blocks:
        series.setdefault(block.label, []).append(block)
    for beside in series.values():
        _read_series(reading, beside, named=len(series) > 1)
    _relate_columns(reading)
    for beside in series.values():
        _read_shares(reading, beside)
    rows, cells, inferred = [], {}, {}
    for number, entry in enumerate(reading.entries, 2):
        rows.append(RawRow(number, _values(reading, entry)))
        cells[number] = f"{column_letters(grid.first_column + entry.column)}{entry.number}"
        if entry.how and not _product(entry):
            inferred[number] = entry.how
    return BareLines(rows, cells, inferred, layout.body)


def _read_series(reading: _Reading, beside: list[Block], *, named: bool) -> None:
    """The lines of the blocks that stand beside each other, with what their totals are inferred to be made of."""
    first = len(reading.entries)
    section = 0
    for block in beside:
        above: dict[int, str] = {}
        section, opened = section + 1, ""
        for number, cells in _without_foot(reading.grid.rows[reading.layout.body :], block):
            group = group_of(above, cells, block)
            name = full_name(name_of(at(cells, block.item)) or _left_of(cells, block), group)
            text = amount_text(at(cells, block.amount))
            if not text and _SECTION.match(name):
                section, opened = section + 1, _side_of_group(name)
            if (
                not name
                or not text
                or is_note(at(cells, block.amount))
                or (_SIGNS.search(name) and not is_figure(at(cells, block.amount)))
            ):
                continue
            if len(reading.entries) > MOST_LINES:
                return
            figure = _in_yuan(text, reading.layout.shift)
            side = "" if words.BALANCE.search(name) else block.side or _side_of_group(group) or opened
            unit = 10 ** max(0, reading.layout.shift - _decimals(reading, block))
            row = Row(reading.key(), name, side, None if isinstance(figure, Fault) else figure, unit=unit, section=section)
            shown = f"{name}（{block.label}）" if named and block.label else name
            amount = figure.text if isinstance(figure, Figure) else text
            reading.entries.append(_Entry(row, shown, block, number, block.amount, cells, amount))
    asked = 0
    rows = [entry.row for entry in reading.entries[first:]]
    most = min(MOST_INFERRED, _MOST_LOOKED_THROUGH // max(1, len(rows)))
    for place, row in enumerate(rows):
        asked += row.figure is not None and row.sums_up
        found = guess(rows, place) if (row.sums_up or leads_here(rows, place)) and asked <= most else None
        if found is not None:
            entry = reading.entries[first + place]
            entry.made_of, entry.how = found.text, found.words


def _without_foot(rows: Sequence[tuple[int, Sequence[CellValue]]], block: Block) -> Sequence[tuple[int, Sequence[CellValue]]]:
    """The rows down to the last in which something with a digit stands under the amounts; what follows is for signatures."""
    last = max(
        (
            place
            for place, (_, cells) in enumerate(rows, 1)
            if re.search("[0-9０-９]|" + "[零壹贰叁肆伍陆柒捌玖]", text_of(at(cells, block.amount)))
        ),
        default=0,
    )
    return rows[:last]


def _left_of(cells: Sequence[CellValue], block: Block) -> str:
    """What stands in the columns left of an empty item: 合计 over the running numbers, 结余 over two merged columns."""
    return next(
        (
            name_of(at(cells, column))
            for column in reversed(block.groups)
            if text_of(at(cells, column)) and not is_figure(at(cells, column))
        ),
        "",
    )


def _side_of_group(group: str) -> str:
    income, expense = words.INCOME.search(group), words.EXPENSE.search(group)
    return "收" if income and not expense else "支" if expense and not income else ""


def _in_yuan(text: str, shift: int) -> Figure | Fault | None:
    """A figure, that of a table in 万元 in 元."""
    figure = read_figure(text)
    if not shift or not isinstance(figure, Figure) or figure.percent or words.IN_WORDS.search(text):
        return figure
    return of_fen(money.rounded_quotient(figure.scaled * 10 ** (shift + money.MONEY_DECIMALS), 10**figure.decimals))


def _decimals(reading: _Reading, block: Block) -> int:
    """The most decimals that an amount of the block is printed with, beyond fen where it is in 万元."""
    figures = (
        [read_figure(amount_text(at(cells, block.amount))) for _, cells in reading.grid.rows[reading.layout.body :]]
        if reading.layout.shift
        else []
    )
    return (
        max((figure.decimals for figure in figures if isinstance(figure, Figure)), default=0) - money.MONEY_DECIMALS
        if figures
        else 0
    )


def _relate_columns(reading: _Reading) -> None:
    """Columns that are sums or balances of others in the same row: for figures of which the words say nothing."""
    by_item: dict[int, list[Block]] = {}
    for block in reading.layout.blocks:
        by_item.setdefault(block.item, []).append(block)
    for blocks in by_item.values():
        if len(blocks) < 2:  # noqa: PLR2004 - a relation takes more than one column
            continue
        places = {id(block): place for place, block in enumerate(blocks)}
        lines: dict[int, dict[int, _Entry]] = {}
        for entry in reading.entries:
            if id(entry.block) in places:
                lines.setdefault(entry.number, {})[places[id(entry.block)]] = entry
        table = [
            [line[place].row.fen if place in line else None for place in range(len(blocks))]
            for line in lines.values()
            if not any(entry.row.is_rate for entry in line.values())
        ]
        for place, relation in across([block.heading for block in blocks], table).items():
            for line in lines.values():
                terms = [(sign, line[each]) for sign, each in relation.terms if each in line]
                target = line.get(place)
                if (
                    target is None
                    or target.made_of
                    or target.row.fen is None
                    or not terms
                    or any(entry.row.fen is None for _, entry in terms)
                ):
                    continue
                target.made_of = "".join(f"{'-' if sign < 0 else '+'}{entry.row.key}" for sign, entry in terms).removeprefix("+")
                target.how = relation.words


def _read_shares(reading: _Reading, beside: list[Block]) -> None:
    """The shares beside the amounts of a series, each a line of its own, where most are of one whole."""
    for block in beside:
        if block.shares < 0:
            continue
        entries = [entry for entry in reading.entries if entry.block in beside and entry.column == entry.block.amount]
        stated = [_share(entry, block) for entry in entries]
        found = shares([entry.row for entry in entries], stated)
        if found is None:
            continue
        whole = entries[found.whole]
        for entry, share in zip(entries, stated, strict=True):
            if share is None or not entry.row.fen:
                continue
            text = share._replace(percent=share.percent or found.percent).text
            name = f"{entry.row.name}占{whole.row.name}"
            row = Row(reading.key(), name, "", share)
            reading.entries.append(
                _Entry(
                    row,
                    name,
                    block,
                    entry.number,
                    block.shares,
                    (),
                    text,
                    f"{entry.row.key}/{whole.row.key}",
                    f"{entry.row.name} ÷ {whole.row.name}",
                )
            )


def _share(entry: _Entry, block: Block) -> Figure | None:
    if entry.block is not block:
        return None
    found = read_figure(amount_text(at(entry.cells, block.shares)))
    if not isinstance(found, Figure):
        return None
    is_fraction = not found.percent and found.decimals >= _PER_CENT and abs(found.scaled) <= 10**found.decimals
    return Figure(found.scaled, found.decimals - _PER_CENT, percent=True) if is_fraction else found


def _product(entry: _Entry) -> tuple[CellValue, CellValue] | None:
    """Quantity and price beside the amount, where both are there."""
    quantity, price = at(entry.cells, entry.block.quantity), at(entry.cells, entry.block.price)
    return None if not is_figure(quantity) or not is_figure(price) else (quantity, price)


def _values(reading: _Reading, entry: _Entry) -> tuple[CellValue, ...]:
    """A line under the headings of 收支说明."""
    row = entry.row
    values: dict[str, CellValue] = {"行": row.key, "项目": entry.shown_name, "方向": row.side or None, "金额": entry.amount}
    product = _product(entry)
    if product is not None:
        values |= {heading: reading.as_cell(heading, cell) for heading, cell in zip(("数量", "单价"), product, strict=True)}
    elif entry.made_of:
        values["组成"] = entry.made_of
    return tuple(values.get(heading) for heading in _HEADINGS)

"""A table that is a narrative in cells: its totals name items by their numbers (``3—6项``), its lines say what was saved. Read as the sentences it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.cells import column_letters
from validation.narratives.plain_prose import REFERENCE
from validation.narratives.rows import read_narrative
from validation.patterns import late_pattern
from validation.statements.grids import Laid
from validation.statements.layout import amount_text, at, is_figure, lay_out, name_of

if TYPE_CHECKING:
    from validation.statements.layout import Grid

_DASHES = str.maketrans("—–～~至", "-----")
_TELLS = late_pattern(rf"{REFERENCE}|节约|实支")


def read_told_table(grid: Grid, title: str) -> Laid | None:
    """The statement in a table of one column of items and one of amounts whose words relate them; ``None`` where they do not."""
    layout = lay_out(grid)
    if len(layout.blocks) != 1 or layout.shift:
        return None
    block = layout.blocks[0]
    rows = [(number, name_of(at(cells, block.item)), at(cells, block.amount)) for number, cells in grid.rows[layout.body :]]
    rows = [(number, name, amount) for number, name, amount in rows if name]
    if not any(_TELLS.search(name.translate(_DASHES)) for _, name, amount in rows if is_figure(amount)):
        return None
    paragraphs = [title or "收支说明"]
    for _, name, amount in rows:
        text = amount_text(amount)
        joint = "=" if "×" in name and name[-1].isdigit() else " " if name[-1].isdigit() else ""
        paragraphs.append(
            f"{name}{joint}{text.removesuffix('元')}元。" if is_figure(amount) and not text.endswith("%") else f"{name}{text}："
        )
    told = read_narrative(paragraphs)
    letters = column_letters(grid.first_column + block.amount)
    cells = {row: f"{letters}{rows[place.paragraph - 2][0]}" for row, place in told.places.items() if place.paragraph > 1}
    return Laid(told.table, told.around._replace(passages=(), title=title or told.around.title), cells)

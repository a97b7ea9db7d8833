"""The forms of a workbook: on which sheets they are, and what stands in the way of posting each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.forms.names import PREFIX, meaning
from macros_py.forms.offers import free_names, value_of
from macros_py.forms.tables import form_tables, is_too_long, placed, table_fills
from macros_py.forms.words import UNAVAILABLE
from validation.cells import bare_name, column_letters
from validation.settings import SETTINGS
from workbook_templates.front_state import FRONT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros_py.judge import Judged
    from validation.cells import RawBook
    from validation.findings import Finding

_BY_SETTING = {setting.name for setting in SETTINGS}


class FormSheet(NamedTuple):
    """A sheet that holds a form: its named cells as (name, cell), row by row, and its tables by name."""

    sheet: str
    cells: tuple[tuple[str, str], ...]
    tables: tuple[str, ...]


class Obstacle(NamedTuple):
    """What stands in the way of posting a form: where, and what it is."""

    cell: str
    why: str


def forms_of(raw: RawBook) -> list[FormSheet]:
    """Every sheet but 首页 that has a cell named 公示_… or a table of that name, in the order of the sheets."""
    named: dict[str, list[tuple[str, str]]] = {}
    for name in free_names(raw):
        sheet, cell = raw.names[name]
        if bare_name(name).startswith(PREFIX) and sheet != FRONT:
            named.setdefault(sheet, []).append((name, cell))
    tables: dict[str, list[str]] = {}
    for table in form_tables(raw):
        tables.setdefault(table.sheet, []).append(table.name)
    return [
        FormSheet(sheet, tuple(named.get(sheet, ())), tuple(tables.get(sheet, ())))
        for sheet in raw.sheets
        if sheet in named or sheet in tables
    ]


def obstacles(form: FormSheet, raw: RawBook, judged: Judged) -> Iterator[Obstacle]:
    """What stands in the way: findings that refuse figures, findings on the sheet itself, cells that read 暂缺, settings it shows that are blank."""
    for finding in judged.findings:
        if finding.blocks:
            yield Obstacle(_at(finding), f"{finding.rule} {finding.message}")
        elif finding.table == form.sheet:
            yield Obstacle(finding.cell, f"{finding.rule} {finding.message}")
    for name, cell in form.cells:
        meant = meaning(bare_name(name), judged.book.settings)
        value = None if meant is None else value_of(judged, meant)
        if value == UNAVAILABLE:
            yield Obstacle(cell, f"{bare_name(name)} 是 {UNAVAILABLE}")
        elif meant is not None and value is None and meant.what in _BY_SETTING:
            yield Obstacle(cell, f"设置里的 {meant.what} 没有填写")
    yield from _in_tables(form, raw, judged)


def _in_tables(form: FormSheet, raw: RawBook, judged: Judged) -> Iterator[Obstacle]:
    """What of the tables reads 暂缺; that a list has no room is a finding already."""
    for fill in table_fills(raw, judged):
        if fill.table not in form.tables:
            continue
        table = raw.tables[fill.table]
        place = placed(table, judged)
        if place is not None and is_too_long(place, judged):
            continue
        for number, row in enumerate(fill.rows, start=table.header_row + 1):
            for heading, value in zip(fill.headings, row, strict=True):
                if value == UNAVAILABLE:
                    letters = column_letters(table.first_column + table.headings.index(heading))
                    yield Obstacle(f"{letters}{number}", f"「{heading}」是 {UNAVAILABLE}")


def _at(finding: Finding) -> str:
    return f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet

"""What is done to one workbook of a corpus: read, one free cell filled, saved elsewhere, every part compared."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import openpyxl
import python_calamine

from addin.draft_plan import Plan
from addin.file_host import check_rebuilt, draft_changes
from addin.guard import read_image
from addin.save import replace_file
from addin.sheet_reader import read_rows
from addin.sheet_text import cell_texts, next_row
from addin.sheet_writer import CellEdit
from addin.snapshot import raw_book, take_snapshot
from addin.table_part import MAX_COLUMN, MAX_ROW, Area
from addin.workbook_part import computing_on_load
from bench.members import members
from validation.refusals import NotAWorkbook, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.snapshot import Snapshot

TEXT = "膳账 ✓"
_WINDOW = 256


class Examined(NamedTuple):
    """What came of one workbook.

    ``refused``: why it was not read; ``unwritable``: why none of its sheets takes a cell; ``changed``: members that should not have
    changed and did; ``wrong``: what else is not as it should be; ``saved``: whether a result lies at the given place.
    """

    refused: str = ""
    unwritable: str = ""
    compared: int = 0
    changed: tuple[str, ...] = ()
    wrong: str = ""
    saved: bool = False


def examine(path: str, out: str) -> Examined:
    """Put one workbook through the file host; the result is saved at ``out``."""
    book = Path(path)
    try:
        image = read_image(book)
        snapshot = take_snapshot(image, book.name)
        before = raw_book(snapshot)
    except NotAWorkbook as refusal:
        return Examined(refused=str(refusal))
    reason = "it has no worksheet"
    for sheet in _worksheets(snapshot):
        try:
            row, column = _free_cell(snapshot, sheet)
            plan = Plan()
            plan.edit(sheet, row, {column: CellEdit(TEXT)})
            changes = draft_changes(snapshot, plan)
        except Refusal as refusal:
            reason = str(refusal)
            continue
        new = snapshot.package.rebuilt(changes)
        check_rebuilt(snapshot.package, new, changes, book.name)
        replace_file(Path(out), new, expected=None)
        compared, changed = _compare(snapshot, image, Path(out).read_bytes(), sheet)
        again = take_snapshot(Path(out).read_bytes(), book.name)
        wrong = _misread(snapshot, again, sheet, (row, column))
        if not wrong and any(table.rows != before.tables[name].rows for name, table in raw_book(again).tables.items()):
            wrong = "a table reads differently"
        return Examined(compared=compared, changed=changed, wrong=wrong, saved=True)
    return Examined(unwritable=reason)


def _worksheets(snapshot: Snapshot) -> list[str]:
    return [sheet.name for sheet in snapshot.workbook.sheets if sheet.kind == "worksheet" and snapshot.package.find(sheet.part)]


def _free_cell(snapshot: Snapshot, sheet: str) -> tuple[int, int]:
    """A cell where nothing stands: right of the last cell of the first row that has one, clear of merges; else below all rows."""
    text = snapshot.sheet_text(sheet)
    places: Mapping[int, int] = snapshot.places(sheet) or {}
    for number, place in places.items():
        row = next_row(text, place, number - 1)
        cells = cell_texts(text, row) if row else []
        column = cells[-1].column + 1 if cells else MAX_COLUMN + 1
        cell = Area(number, column, number, column)
        if column <= _WINDOW and not any(area.overlap(cell) for area in snapshot.merged(sheet)):
            return number, column
    last = max(places, default=0)
    return (last + 3, 3) if last + 3 <= MAX_ROW else (next(each for each in range(1, MAX_ROW) if each not in places), 3)


def _compare(snapshot: Snapshot, image: bytes, new: bytes, sheet: str) -> tuple[int, tuple[str, ...]]:
    """How many members were compared, and which of them should not have changed and did."""
    package, workbook = snapshot.package, snapshot.workbook
    meant = {package.member_name(snapshot.sheet_text(sheet).part)}
    if computing_on_load(workbook.content) != workbook.content and snapshot.holds_formulas():
        meant.add(package.member_name(workbook.part))
    before, after = members(image), members(new)
    untouched = [name for name in before if name not in meant]
    changed = [name for name in untouched if after.get(name) != before[name]]
    if list(before) != list(after):
        changed.append("(the order of the directory)")
    return len(untouched), tuple(changed)


def _misread(old: Snapshot, new: Snapshot, sheet: str, cell: tuple[int, int]) -> str:
    """What is wrong with the patched sheet when it is read again."""
    before = read_rows(old.sheet_text(sheet), 1, _WINDOW, old.values).rows
    after = dict(read_rows(new.sheet_text(sheet), 1, _WINDOW, new.values).rows)
    row, column = cell
    blank = (None,) * _WINDOW
    values = after.get(row, blank)
    if values[column - 1] != TEXT:
        return f"{sheet}: the cell does not read back"
    after[row] = (*values[: column - 1], None, *values[column:])
    if any(before.get(number, blank) != after.get(number, blank) for number in before.keys() | after.keys()):
        return f"{sheet}: other cells changed"
    return ""


def opens(reader: str, path: str) -> bool:
    """Whether another program's reader opens a workbook and gets through all its cells."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if reader == "openpyxl":
                openpyxl.load_workbook(path)
            else:
                with python_calamine.load_workbook(path) as book:
                    for sheet in book.sheet_names:
                        book.get_sheet_by_name(sheet).to_python()
    except Exception:  # noqa: BLE001 - any failure is an answer
        return False
    return True

"""The cells of one workbook as our reader and another have them, compared one by one. Runs in a child process."""

from __future__ import annotations

import io
import re
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import openpyxl
import python_calamine

from addin.guard import read_image
from addin.sheet_reader import read_rows
from addin.snapshot import take_snapshot
from bench.differences import CALENDARS, NO_SHEET, Pair, kind_of, same
from validation.cells import Formula, column_letters, column_number
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from datetime import datetime

    from addin.sheet_text import SheetText
    from addin.snapshot import Snapshot
    from validation.cells import CellValue

READERS = ("openpyxl", "calamine")
SHOWN = 20
"""Unexplained cells of one file that are listed; all are counted."""
_WINDOW = 256
_MOST_DENSE = 10_000_000
"""Cells of a sheet from its first to its last: calamine lays them all out."""
_ADDRESS = re.compile(rb'\br\s*=\s*["\']([A-Za-z]{1,3})[0-9]')

Place: TypeAlias = tuple[int, int]
Ours: TypeAlias = "dict[str, dict[Place, CellValue]]"
Theirs: TypeAlias = dict[str, dict[Place, Pair]]


class Compared(NamedTuple):
    """What came of one workbook and one other reader.

    ``refused``: why we do not read it; ``failed``: why the other does not; ``cells``: those in which either has something.
    """

    refused: str = ""
    failed: str = ""
    sheets: int = 0
    cells: int = 0
    equal: int = 0
    explained: tuple[tuple[str, int], ...] = ()
    unexplained: int = 0
    offenders: tuple[str, ...] = ()


def compare(reader: str, path: str) -> Compared:
    """Read a workbook with both, and compare."""
    book = Path(path)
    try:
        image = read_image(book)
        snapshot = take_snapshot(image, book.name)
        ours = our_cells(snapshot)
    except NotAWorkbook as refusal:
        return Compared(refused=str(refusal))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = by_openpyxl(image) if reader == "openpyxl" else by_calamine(image, CALENDARS[snapshot.workbook.date1904])
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is an answer
        return Compared(failed=f"{type(fault).__name__}: {str(fault)[:80]}")
    return _compared(reader, ours, theirs)


def read_alone(path: str) -> str:
    """Read a workbook with ours only; returns why it is refused, if it is."""
    book = Path(path)
    try:
        our_cells(take_snapshot(read_image(book), book.name))
    except NotAWorkbook as refusal:
        return str(refusal)
    return ""


def _compared(reader: str, ours: Ours, theirs: Theirs) -> Compared:
    explained: Counter[str] = Counter()
    offenders: list[str] = []
    cells = equal = unexplained = 0
    for sheet, own in ours.items():
        other, nothing = theirs.get(sheet, {}), Pair(None, None, type="" if sheet in theirs else NO_SHEET)
        for place in sorted(own.keys() | other.keys()):
            pair = other.get(place, nothing)._replace(ours=own.get(place))
            formula = isinstance(pair.ours, Formula)
            if pair.plain is None and pair.blank and not (formula or pair.formula):
                continue
            cells += 1
            if same(pair) and (formula == pair.formula or reader != "openpyxl"):
                equal += 1
            elif kind := kind_of(reader, pair):
                explained[kind.name] += 1
            else:
                unexplained += 1
                if unexplained <= SHOWN:
                    where = f"{sheet}!{column_letters(place[1])}{place[0]}"
                    offenders.append(f"{where}: {pair.ours!r} / {pair.theirs!r} {pair.type}{' formula' if pair.formula else ''}")
    return Compared("", "", len(ours), cells, equal, tuple(explained.items()), unexplained, tuple(offenders))


def our_cells(snapshot: Snapshot) -> Ours:
    """All cells of all worksheets that hold something, as our reader has them."""
    found: Ours = {}
    for sheet in snapshot.workbook.sheets:
        if sheet.kind != "worksheet" or snapshot.package.find(sheet.part) is None:
            continue
        text = snapshot.sheet_text(sheet.name)
        cells = found[sheet.name] = {}
        for first in _windows(text):
            for number, row in read_rows(text, first, first + _WINDOW - 1, snapshot.values).rows.items():
                for column, value in enumerate(row, first):
                    if value is not None:
                        cells[number, column] = value
    return found


def _windows(text: SheetText) -> list[int]:
    """The first columns of the stretches of a sheet that hold cells; cells without an address are in the first."""
    letters = set(_ADDRESS.findall(text.content, text.start, text.end))
    return sorted({1} | {(column_number(each.decode()) - 1) // _WINDOW * _WINDOW + 1 for each in letters})


def by_openpyxl(image: bytes) -> Theirs:
    """As openpyxl has them: the values of one reading, the formulas of another."""
    values = openpyxl.load_workbook(io.BytesIO(image), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(image))
    found: Theirs = {}
    for sheet in values.worksheets:
        cells = found[sheet.title] = {}
        for place, cell in sheet._cells.items():  # noqa: SLF001 - a false dimension would make it invent a million rows
            cells[place] = Pair(None, cell.value, type=cell.data_type, epoch=values.epoch)
        for place, cell in formulas[sheet.title]._cells.items():  # noqa: SLF001 - as above
            if cell.data_type == "f":
                cells[place] = cells.get(place, Pair(None, None))._replace(formula=True)
    return found


def by_calamine(image: bytes, epoch: datetime) -> Theirs:
    """As calamine has them: values alone. ``epoch``: the first day of the workbook's calendar."""
    book = python_calamine.load_workbook(io.BytesIO(image))
    found: Theirs = {}
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > _MOST_DENSE:
            raise ValueError("a sheet too large to lay out")
        rows = sheet.to_python(skip_empty_area=False)
        found[name] = {
            (number, column): Pair(None, value, epoch=epoch)
            for number, row in enumerate(rows, 1)
            for column, value in enumerate(row, 1)
            if value != ""
        }
    return found

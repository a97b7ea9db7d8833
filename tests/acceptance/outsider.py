"""An outside program: it fills a blank 膳账本 by table and heading names alone, runs the commands, and reads what they print.

It knows the vocabulary and nothing of the product: no place of a sheet or a column, no function but the door.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from addin.commands import main

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet.table import Table
    from openpyxl.worksheet.worksheet import Worksheet

NUMBER = re.compile(r"-?\d+(\.\d+)?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit status, stdout and stderr."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the document is
        return json.loads(self.out)


def run(*arguments: str | Path) -> Outcome:
    """Run one command as a user would, and keep what it says."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as left:
            status = int(left.code or 0)
    return Outcome(status, out.getvalue(), err.getvalue())


# --- filling --------------------------------------------------------------------------------------------------------------------------


@cache
def template() -> bytes:
    """The blank workbook, as ``mealbook new`` gives it."""
    import tempfile  # noqa: PLC0415 - once

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "新.xlsx"
        assert run("new", path).status == 0
        return path.read_bytes()


def blank() -> Workbook:
    """A blank workbook, opened."""
    return load_workbook(io.BytesIO(template()))


def find(book: Workbook, name: str) -> tuple[Worksheet, Table]:
    """A table by its name, on whatever sheet."""
    for sheet in book.worksheets:
        if name in sheet.tables:
            return sheet, sheet.tables[name]
    raise AssertionError(f"no table {name}")


def bounds(table: Table) -> tuple[int, int, int, int]:
    """First column, row of the headings, last column, last row."""
    left, top, right, bottom = range_boundaries(table.ref)
    assert None not in {left, top, right, bottom}
    return int(left or 0), int(top or 0), int(right or 0), int(bottom or 0)


def place(book: Workbook, table: str, heading: str) -> int:
    """The sheet's column under which a table's heading stands."""
    sheet, found = find(book, table)
    left, top, right, _ = bounds(found)
    return next(column for column in range(left, right + 1) if sheet.cell(top, column).value == heading)


def next_row(book: Workbook, name: str) -> int:
    """The first row of the sheet, below the table's heading, that is blank within the table's columns."""
    sheet, found = find(book, name)
    left, top, right, _ = bounds(found)
    row = top + 1
    while any(sheet.cell(row, column).value is not None for column in range(left, right + 1)):
        row += 1
    return row


def write(book: Workbook, name: str, headings: Sequence[str], rows: Iterable[Sequence[object]], *, extend: bool = True) -> None:
    """Write rows under their headings from the first blank row on; ``extend`` makes the table reach over them."""
    sheet, found = find(book, name)
    columns = [place(book, name, heading) for heading in headings]
    row = next_row(book, name)
    for values in rows:
        assert len(values) == len(columns), (name, values)
        for column, value in zip(columns, values, strict=True):
            if value is not None:
                put(sheet, row, column, value)
        row += 1
    left, top, right, bottom = bounds(found)
    if extend and row - 1 > bottom:
        reach(found, f"{get_column_letter(left)}{top}:{get_column_letter(right)}{row - 1}")


def reach(table: Table, ref: str) -> None:
    """Resize a table, as Excel does when one drags its corner."""
    table.ref = ref
    if table.autoFilter is not None:
        table.autoFilter.ref = ref


def put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """One cell: a value, or a text that is to stand there as text whatever it looks like (``Text``), or an error value."""
    cell = sheet.cell(row, column)
    match value:
        case Text():
            cell.value = str(value)
            cell.data_type = "s"
        case ErrorValue():
            cell.value = str(value)
            cell.data_type = "e"
        case _:
            cell.value = value  # type: ignore[assignment]


class Text(str):
    """A text that stands in its cell as text, even when it begins with ``=``."""

    __slots__ = ()


class ErrorValue(str):
    """An error value, ``#N/A`` and the like."""

    __slots__ = ()


def meaning(token: str) -> object:
    """What a word of a text table puts into a cell: ``_`` nothing, ``'…`` text, ``#…`` an error value, days and numbers as such."""
    if token == "_":  # noqa: S105 - a blank, no secret
        return None
    if token.startswith("'"):
        return Text(token[1:].replace("␣", " "))
    if token.startswith("#"):
        return ErrorValue(token)
    if DAY.fullmatch(token):
        return datetime.fromisoformat(token)
    if NUMBER.fullmatch(token):
        return float(token) if "." in token else int(token)
    return token.replace("␣", " ")


def fill(text: str, *, book: Workbook | None = None, extend: bool = True) -> Workbook:
    """Fill a workbook from text: a line ``表: 列 列 …``, then its rows, words apart by blanks; ``设置`` takes 项目 值 lines."""
    book = book or blank()
    name, headings, rows = "", [""], list[list[object]]()

    def close() -> None:
        if name == "设置":
            settings(book, {str(item): value for item, value in rows})
        elif name:
            write(book, name, headings, rows, extend=extend)

    for line in text.strip().splitlines():
        words = line.split()
        if not words:
            continue
        if words[0].endswith(":"):
            close()
            name, headings, rows = words[0][:-1], words[1:], []
        else:
            rows.append([meaning(word) for word in words])
    close()
    return book


@lru_cache(maxsize=8)
def _filled(text: str) -> bytes:
    file = io.BytesIO()
    fill(text).save(file)
    return file.getvalue()


def filled(text: str, folder: Path) -> Path:
    """A workbook filled from text alone, in a folder; filled once for all tests that want the same."""
    path = folder / "账.xlsx"
    path.write_bytes(_filled(text))
    return path


def settings(book: Workbook, values: dict[str, object]) -> None:
    """Fill 设置: each value beside its 项目."""
    sheet, found = find(book, "设置")
    _, top, _, bottom = bounds(found)
    items, answers = place(book, "设置", "项目"), place(book, "设置", "值")
    rows = {sheet.cell(row, items).value: row for row in range(top + 1, bottom + 1)}
    for item, value in values.items():
        put(sheet, rows[item], answers, value)


def cell(book: Workbook, table: str, heading: str, number: int = 1) -> Any:  # noqa: ANN401 - openpyxl's own
    """The cell of a table's ``number``-th row under a heading."""
    sheet, found = find(book, table)
    return sheet.cell(bounds(found)[1] + number, place(book, table, heading))


def save(book: Workbook, folder: Path, name: str = "账.xlsx") -> Path:
    """Save the workbook in a folder."""
    path = folder / name
    book.save(path)
    return path


TERM = """
设置:
学校 春苗小学
食堂 第一食堂
学期 2025秋
学期开始 2025-09-01
学期结束 2026-01-31
核算月份 2025-09
基准餐标 10
"""
"""The settings most books share: five months, of which the first is shown."""


# --- reading --------------------------------------------------------------------------------------------------------------------------


def figures(path: Path, *more: str) -> Any:  # noqa: ANN401 - a JSON document
    """``figures --json``."""
    outcome = run("figures", path, "--json", *more)
    assert outcome.status in (0, 1), outcome.err
    return outcome.json


def findings(path: Path, *more: str) -> list[dict[str, Any]]:
    """The findings of ``check --json``."""
    outcome = run("check", path, "--json", *more)
    assert outcome.status in (0, 1), outcome.err
    document = outcome.json
    assert outcome.status == int(document["counts"]["错误"] > 0)
    found: list[dict[str, Any]] = document["findings"]
    return found


def errors(path: Path) -> list[tuple[str, str, str]]:
    """Rule, sheet and column of every finding of level 错误."""
    return [(found["rule"], found["sheet"], found["column"]) for found in findings(path) if found["level"] == "错误"]


def at(path: Path, sheet: str, column: str) -> list[dict[str, Any]]:
    """The findings that name a sheet and a column."""
    return [found for found in findings(path) if found["sheet"] == sheet and found["column"] == column]


def month(path: Path, name: str) -> dict[str, str]:
    """The figures of one month."""
    values: dict[str, str] = figures(path, "--month", name)["months"][name]
    return values


def these(values: dict[str, str], names: str) -> dict[str, str]:
    """Of some figures, those that are named; a figure that is not there is 无."""
    return {name: values.get(name, "无") for name in names.split()}


def expected(text: str) -> dict[str, str]:
    """Literal expectations: name and figure, in turn."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def check_figures(values: dict[str, str], text: str) -> None:
    """The figures named in a text are what the text says."""
    wanted = expected(text)
    assert these(values, " ".join(wanted)) == wanted


@lru_cache(maxsize=4)
def _opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def rows_of(path: Path, name: str) -> list[dict[str, object]]:
    """A table's rows below its heading, as they stand in the file; wholly blank ones are left out."""
    sheet, found = find(_opened(path.read_bytes()), name)
    left, top, right, bottom = bounds(found)
    headings = [str(sheet.cell(top, column).value) for column in range(left, right + 1)]
    body = [[sheet.cell(row, column).value for column in range(left, right + 1)] for row in range(top + 1, bottom + 1)]
    return [dict(zip(headings, values, strict=True)) for values in body if any(value is not None for value in values)]


def columns(rows: Iterable[dict[str, object]], names: str) -> list[tuple[object, ...]]:
    """Some columns of a table's rows; days as text."""
    return [tuple(str(row[name])[:10] if isinstance(row[name], datetime) else row[name] for name in names.split()) for row in rows]


def parts(path: Path) -> dict[str, bytes]:
    """Every part of a package, by name."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def refresh(path: Path, name: str = "刷新.xlsx") -> Path:
    """``refresh --out`` beside the input."""
    target = path.with_name(name)
    outcome = run("refresh", path, "--out", target)
    assert outcome.status in (0, 1), outcome.err
    return target


def move_column(book: Workbook, name: str, heading: str, to: int) -> None:
    """Move a table's column, heading and cells, to another place of the table (0 is the first), as cutting and inserting does."""
    sheet, found = find(book, name)
    left, top, right, bottom = bounds(found)
    order = list(range(left, right + 1))
    moved = place(book, name, heading)
    order.remove(moved)
    order.insert(to, moved)
    last = max(bottom, sheet.max_row)
    grid = [[copy(sheet.cell(row, column).value) for column in order] for row in range(top, last + 1)]
    for row, values in enumerate(grid, top):
        for column, value in enumerate(values, left):
            sheet.cell(row, column).value = value
    by_place = {left + number: column for number, column in enumerate(found.tableColumns)}
    found.tableColumns = [by_place[column] for column in order]
    for number, column in enumerate(found.tableColumns, 1):
        column.id = number

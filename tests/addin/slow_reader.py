"""A second reader of cells, written over the standard parser alone: what the quick one must agree with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from validation.cells import column_number

if TYPE_CHECKING:
    from addin.snapshot import Snapshot
    from validation.cells import CellValue


def local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def slow_rows(snapshot: Snapshot, sheet: str, first_column: int, last_column: int) -> dict[int, tuple[CellValue, ...]]:
    """The rows of a sheet that are not blank between two columns."""
    root = ET.fromstring(snapshot.package.read(snapshot.sheet_text(sheet).part))  # noqa: S314 - test samples, behind the guard
    rows: dict[int, tuple[CellValue, ...]] = {}
    number = 0
    for row in (row for data in root if local(data) == "sheetData" for row in data):
        number = int(row.get("r", number + 1))
        found: dict[int, CellValue] = {}
        column = 0
        for cell in row:
            letters = re.match("[A-Za-z]+", cell.get("r", ""))
            column = column_number(letters[0]) if letters else column + 1
            found[column] = _value(snapshot, cell)
        values = tuple(found.get(each) for each in range(first_column, last_column + 1))
        if any(value is not None for value in values):
            rows[number] = values
    return rows


def _value(snapshot: Snapshot, cell: ET.Element) -> CellValue:
    parts = {local(each): each for each in cell}
    kind = cell.get("t")
    formula = "f" in parts
    if kind == "inlineStr":
        texts = [text.text or "" for text in parts["is"].iter() if local(text) == "t"] if "is" in parts else []
        return snapshot.values.value(b"str", "".join(texts).encode(), formula=formula)
    raw = parts["v"].text or "" if "v" in parts else None
    return snapshot.values.value(kind.encode() if kind else None, None if raw is None else _escaped(raw), formula=formula)


def _escaped(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\r", "&#13;").encode()

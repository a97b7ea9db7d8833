"""A workbook that LibreOffice saved is read and written like any other, and LibreOffice opens what we wrote."""

from __future__ import annotations

import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from addin.file_host import FileHost
from tests.addin.packages import Book, Sheet, Table, one_table, text_row
from validation.cells import ErrorValue, Formula
from workbook_templates.draft import Draft, Link, TableFill

if TYPE_CHECKING:
    from pathlib import Path

UTF8_TEXT = "csv:Text - txt - csv (StarCalc):44,34,76"
pytestmark = pytest.mark.libreoffice


def converted(soffice: tuple[str, ...], path: Path, kind: str, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    subprocess.run([*soffice, "--convert-to", kind, "--outdir", folder, path], check=True, capture_output=True, timeout=300)
    return folder / f"{path.stem}.{kind.partition(':')[0]}"


def test_the_same_values_after_libreoffice_saved_the_book(tmp_path: Path, soffice: tuple[str, ...]) -> None:
    rows = (
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>12.5</v></c><c r="C2"><f>B2*2</f></c></row>'
        '<row r="3" hidden="1"><c r="A3" t="e"><v>#N/A</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" t="inlineStr"><is><t>两\n行</t></is></c></row>'
        '<row r="5"><c r="C5"><v>45901</v></c></row>'
    )
    book = one_table(rows, ref="A1:C5")
    book.strings = ("<si><r><t>五</t></r><r><t>花肉</t></r></si>",)
    saved = converted(soffice, book.save(tmp_path / "书.xlsx"), "xlsx", tmp_path / "LO")
    table = FileHost(saved).read().tables["数"]
    assert table.headings == ("甲", "乙", "丙")
    assert [tuple(row) for row in table.rows] == [
        (2, ("五花肉", 12.5, Formula(25.0))),
        (3, (Formula(ErrorValue("#N/A")), Formula(True), "两\n行")),  # LibreOffice keeps errors and truth values as formulas
        (5, (None, None, 45901.0)),
    ]
    assert FileHost(saved).apply(Draft(tables=[TableFill("数", ("甲",), [("新",)])]))


def test_libreoffice_shows_what_we_wrote(tmp_path: Path, soffice: tuple[str, ...]) -> None:
    sheet = Sheet("表", text_row(1, "甲", "乙", "丙"), (Table("数", "A1:C2", ("甲", "乙", "丙")),))
    host = Book((sheet,)).host(tmp_path)
    rows: list[tuple[str | Decimal | Link, ...]] = [("=1+1", Decimal("12.50"), Link("表", "A1")), ("@SUM(1)", Decimal(3), "一,二")]
    assert host.apply(Draft(tables=[TableFill("数", ("甲", "乙", "丙"), list(rows))]))
    shown = converted(soffice, host.path, UTF8_TEXT, tmp_path / "LO").read_bytes().decode("utf-8-sig")
    assert shown.splitlines() == ["甲,乙,丙", "=1+1,12.5,表!A1", '@SUM(1),3,"一,二"']

"""``make differ``: what differs is explained kind by kind, what is not explained is listed, and an error value is never let pass for a blank."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bench.differences import KINDS, NO_SHEET, Pair, kind_of, same
from bench.two_readers import compare
from tests.addin.packages import Book, Sheet
from validation.cells import ErrorValue, Formula
from workbook_templates.template import template_bytes

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "decisions" / "0012-differences-from-openpyxl.md"
NOON = dt.datetime(2025, 9, 1, 12, 0)  # noqa: DTZ001 - a cell's
ERROR = ErrorValue("#N/A")

SAME = [
    Pair(1.5, 1.5),
    Pair(Formula(7.0), 7),
    Pair(Formula(None), None),
    Pair("米", "米", type="s"),
    Pair(True, True, type="b"),
    Pair(ERROR, "#N/A", type="e"),
    Pair(Formula(ERROR), "#N/A", type="e"),
    Pair(None, ""),
    Pair(Formula(""), None),
]
DIFFERENT = [
    Pair(1.5, 1.5000000000000002),
    Pair(1.0, True),
    Pair(True, 1),
    Pair("1", 1),
    Pair("#N/A", "#N/A", type="e"),
    Pair(ERROR, "#N/A", type="s"),
    Pair(ERROR, "#REF!", type="e"),
    Pair(ERROR, None),
    Pair(None, "#N/A", type="e"),
    Pair(None, 0),
]


@pytest.mark.parametrize("pair", SAME)
def test_the_same_is_the_same(pair: Pair) -> None:
    assert same(pair)


@pytest.mark.parametrize("pair", DIFFERENT)
def test_what_differs_is_not_the_same_and_no_kind_explains_it(pair: Pair) -> None:
    assert not same(pair)
    assert kind_of("openpyxl", pair) is None


EXPLAINED = [
    ("openpyxl", "no sheet", Pair(1.0, None, type=NO_SHEET)),
    ("openpyxl", "a number shown as a day", Pair(45901.5, NOON, type="d")),
    ("openpyxl", "a number shown as a day", Pair(Formula(0.5), dt.time(12), type="d")),
    ("openpyxl", "a number shown as a day", Pair(1.25, dt.timedelta(hours=30), type="d")),
    ("openpyxl", "a day before March 1900", Pair(60.0, dt.datetime(1900, 2, 28), type="d")),  # noqa: DTZ001 - a cell's
    ("openpyxl", "a number no day can have", Pair(2_994_626.0, "#VALUE!", type="e")),
    ("openpyxl", "_xHHHH_ left as it is", Pair("一\r二🍚", "一_x000D_二_xD83C__xDF5A_", type="s")),
    ("calamine", "a number shown as a day", Pair(45901.0, dt.date(2025, 9, 1))),
    ("calamine", "a day before March 1900", Pair(60.0, dt.date(1900, 2, 28))),
    ("calamine", "a number below zero shown as a time", Pair(-1.2, dt.time(19, 12))),
    ("calamine", "an error value", Pair(ERROR, None)),
    ("calamine", "space trimmed", Pair("五花 肉", "五花肉")),
    ("calamine", "space trimmed", Pair(" 两 ", "两")),
    ("calamine", "space trimmed", Pair("\n  ", None)),
]


@pytest.mark.parametrize(("reader", "name", "pair"), EXPLAINED)
def test_a_known_difference_is_explained(reader: str, name: str, pair: Pair) -> None:
    assert not same(pair)
    kind = kind_of(reader, pair)
    assert kind is not None
    assert kind.name == name


def test_every_kind_has_an_example_here_and_its_reader_on_the_page() -> None:
    assert {(kind.reader, kind.name) for kind in KINDS} == {(reader, name) for reader, name, _ in EXPLAINED}
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"- {kind.reader}: " in page for kind in KINDS)


NEAR_MISSES = [
    Pair(45902.0, NOON, type="d"),
    Pair("45901", NOON, type="d"),
    Pair(61.0, dt.datetime(1900, 2, 28), type="d"),  # noqa: DTZ001 - a cell's
    Pair(45901.0, "#VALUE!", type="e"),
    Pair("一二", "一_x000D_二", type="s"),
    Pair(None, NOON, type="d"),
    Pair(None, "#VALUE!", type="e"),
]


@pytest.mark.parametrize("pair", NEAR_MISSES)
def test_a_near_miss_is_not_explained(pair: Pair) -> None:
    assert kind_of("openpyxl", pair) is None


def sample(path: Path) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    rows: list[tuple[Any, ...]] = [
        ("日期", "数", "文"),
        (NOON, 1.5, "米_x0041_"),
        (dt.timedelta(hours=30), "=1+1", True),
        (None, "#DIV/0!", "=A1&1"),
    ]
    for row in rows:
        sheet.append(row)
    sheet["B4"].data_type = "e"
    sheet["XFD9"] = "远"
    book.save(path)
    return path


def differ(folder: Path) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.differ", str(folder), "--refused"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_the_totals_of_a_small_folder(tmp_path: Path) -> None:
    sample(tmp_path / "样.xlsx")
    (tmp_path / "torn.xlsx").write_bytes(template_bytes()[:5000])
    (tmp_path / "notes.txt").write_text("no workbook", encoding="utf-8")
    status, lines = differ(tmp_path)
    assert status == 0, lines
    assert re.sub(r"[0-9.]+ s$", "… s", lines[0]) == "2 files (1 others ignored), refused by us 1; … s"
    told = {line.partition(":")[0]: line for line in lines}
    equal = "compared 1 files, 1 sheets, 12 cells; equal"
    assert told["openpyxl"] == f"openpyxl: {equal} 9, explained 3, unexplained 0; openpyxl fails on 0 files"
    assert told["calamine"] == f"calamine: {equal} 9, explained 3, unexplained 0; calamine fails on 0 files"
    assert told["  2 × a number shown as a day"]
    assert lines[-1].startswith("「torn.xlsx」压缩包缺少目录")


def test_a_file_that_another_reader_cannot_open_is_counted_with_the_reason(tmp_path: Path) -> None:
    book = Book((Sheet("表", '<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),))
    book.save(tmp_path / "册.xlsx")
    found = compare("openpyxl", str(tmp_path / "册.xlsx"))
    assert found.failed
    status, lines = differ(tmp_path)
    assert (status, sum(line.startswith("  fails on 1 × ") for line in lines)) == (0, 2)


def test_a_cell_that_nobody_explains_is_an_offender(tmp_path: Path) -> None:
    """A truth of 2 is damage to us, and true to openpyxl."""
    path = tmp_path / "册.xlsx"
    Book((Sheet("表", '<row r="1"><c r="C1" t="b"><v>2</v></c></row>'),)).save(path)
    status, lines = differ(tmp_path)
    assert status == 1
    assert any(line.startswith("册.xlsx: ") and "表!C1" in line for line in lines)


def test_a_reader_that_dies_of_a_file_is_counted_and_ours_is_not(tmp_path: Path) -> None:
    """Its library lays out every cell from the first to the last of the sheet, seventeen thousand million here."""
    book = Workbook()
    book.worksheets[0]["XFD1048576"] = 1
    book.worksheets[0]["A1"] = 1
    book.save(tmp_path / "角.xlsx")
    status, lines = differ(tmp_path)
    assert status == 0, lines
    assert "  fails on 1 × dies of it, or finds no end" in lines
    assert lines[1].startswith("openpyxl: compared 1 files, 1 sheets, 2 cells; equal 2,")

"""Real workbooks of many programs: read, one cell patched, every other part compared.

The samples live outside the repository, in ``../shared/workbooks`` beside the checkout; elsewhere these tests are not collected.
"""

from __future__ import annotations

import io
import json
import subprocess
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import python_calamine

from addin.draft_plan import Plan
from addin.file_host import check_rebuilt, draft_changes
from addin.guard import read_image
from addin.sheet_reader import read_rows
from addin.sheet_writer import CellEdit
from addin.snapshot import Snapshot, raw_book, take_snapshot
from bench.two_readers import compare
from tests.addin.slow_reader import slow_rows
from validation.cells import column_letters
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "workbooks"
REFUSED = {
    "calamine--tests__issue252.xlsx": "解压后比登记的大",
    "exceldatareader--src__TestData__Test_git_issue289.xlsx": "有打开密码",
    "exceldatareader--src__TestData__standard_AES256_SHA1_ECB_pwd_password.xlsx": "有打开密码",
    "poi--759df299-rfuzz-testcase-minimized-POIXSSFFuzzer-6123461607817216.xlsx": "缺少目录",
    "python-calamine--tests__data__password.xlsx": "有打开密码",
}
WORKBOOKS = sorted(path for path in FOLDER.glob("*.xls?") if path.name not in REFUSED)
ids = [path.name for path in WORKBOOKS]
VALIDATED = [path for place, path in enumerate(WORKBOOKS) if place % 10 == 0 or "able" in path.name]
"""The validator takes a second a file: it sees a tenth of them, and all with tables."""


def one_edit(sheet: str, row: int, column: int, edit: CellEdit) -> Plan:
    plan = Plan()
    plan.edit(sheet, row, {column: edit})
    return plan


def snapshot_of(path: Path) -> Snapshot:
    return take_snapshot(read_image(path), path.name)


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_what_is_no_sound_workbook_is_refused(name: str, reason: str) -> None:
    with pytest.raises(NotAWorkbook, match=reason):
        snapshot_of(FOLDER / name)


def worksheets(snapshot: Snapshot) -> list[str]:
    return [sheet.name for sheet in snapshot.workbook.sheets if sheet.kind == "worksheet" and snapshot.package.find(sheet.part)]


def opens(reader: str, path: Path) -> bool:
    """Whether another program's reader opens a workbook."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if reader == "openpyxl":
                openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
            else:
                book = python_calamine.CalamineWorkbook.from_path(path)
                for sheet in book.sheet_names:
                    book.get_sheet_by_name(sheet).to_python()
    except Exception:  # noqa: BLE001 - any failure is an answer
        return False
    return True


@pytest.mark.parametrize("path", WORKBOOKS, ids=ids)
def test_every_cell_reads_as_openpyxl_reads_it_or_is_explained(path: Path) -> None:
    assert compare("openpyxl", str(path)).offenders == ()


@pytest.mark.parametrize("path", WORKBOOKS, ids=ids)
def test_the_usual_and_the_general_way_agree(path: Path) -> None:
    snapshot = snapshot_of(path)
    for sheet in worksheets(snapshot):
        text = snapshot.sheet_text(sheet)
        quick = read_rows(text, 2, 30, snapshot.values)
        rows = slow_rows(snapshot, sheet, 2, 30)
        assert {number: row for number, row in quick.rows.items() if any(cell is not None for cell in row)} == rows


def patched(snapshot: Snapshot, text: str) -> Iterator[tuple[str, bytes, set[str]]]:
    """For each sheet: a cell below its rows filled; where it is, the new file, and the members that changed."""
    for sheet in worksheets(snapshot):
        places: Mapping[int, int] = snapshot.places(sheet) or {}
        row = min(max(places, default=0) + 3, 1_048_576)
        changes = draft_changes(snapshot, one_edit(sheet, row, 3, CellEdit(text)))
        yield f"{sheet}!{column_letters(3)}{row}", snapshot.package.rebuilt(changes), set(changes)


@pytest.mark.parametrize("path", WORKBOOKS, ids=ids)
def test_a_patched_cell_changes_its_sheet_and_nothing_else(path: Path, tmp_path: Path) -> None:
    snapshot = snapshot_of(path)
    out = tmp_path / path.name
    allowed = {snapshot.workbook.part}
    for place, image, changed in patched(snapshot, "膳账 ✓"):
        sheet, _, cell = place.rpartition("!")
        part = snapshot.package.find(snapshot.sheet_text(sheet).part)
        assert part is not None
        assert changed <= {part.name} | {name for name in changed if name.lower() in allowed}
        again = take_snapshot(image, path.name)
        for name, table in raw_book(again).tables.items():
            assert table.rows == raw_book(snapshot).tables[name].rows
        for member in snapshot.package.members:
            copied = again.package.find(member.name)
            assert copied is not None
            assert member.name in changed or again.package.raw(copied) == snapshot.package.raw(member)
        assert draft_changes(again, one_edit(sheet, int(cell[1:]), 3, CellEdit("膳账 ✓"))) == {}
        check_rebuilt(snapshot.package, image, {name: again.package.read(name) for name in changed}, path.name)
        out.write_bytes(image)
        for reader in ("openpyxl", "calamine"):
            assert opens(reader, out) == opens(reader, path)


def errors(validator: str, path: Path) -> list[str]:
    found = subprocess.run([validator, path], capture_output=True, text=True, check=False)
    return [error.get("description", "") for error in json.loads(found.stdout)["errors"]]


@pytest.mark.ooxml
@pytest.mark.parametrize("path", VALIDATED, ids=[path.name for path in VALIDATED])
def test_a_patched_workbook_has_no_new_schema_errors(path: Path, tmp_path: Path, ooxml_validator: str) -> None:
    snapshot = snapshot_of(path)
    out = tmp_path / path.name
    out.write_bytes(read_image(path))
    before = errors(ooxml_validator, out)
    for place, image, _ in patched(snapshot, "膳账 ✓"):
        out.write_bytes(image)
        assert sorted(errors(ooxml_validator, out)) == sorted(before), place
        break

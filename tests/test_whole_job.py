"""The main job on the sample school: judged, costed, written back; nothing lost, nothing broken, whoever saved the file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from addin.commands import main
from addin.file_host import FileHost
from tests.outsiders_parts import ADDED, with_outsiders_parts
from validation.cells import ErrorValue, Formula

if TYPE_CHECKING:
    from pathlib import Path

GOOD, FAULTY = "膳账-示例.xlsx", "膳账-示例-有错.xlsx"
NATURAL = [("FIN-03", "支出")]
"""The one warning of the good sample: an electricity bill of the term before, booked in September."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of ``mealbook demo``: the good sample refreshed, the faulty one as built."""
    folder = tmp_path_factory.mktemp("demo")
    assert main(["demo", str(folder), "--json"]) == 0
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    status = main([*(str(argument) for argument in arguments), "--json"])
    return status, json.loads(capsys.readouterr().out)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def sheet_part(path: Path, sheet: str) -> str:
    """The part name of a sheet."""
    parts = members(path)
    found = re.search(rf'<sheet [^>]*name="{sheet}"[^>]*r:id="(\w+)"', parts["xl/workbook.xml"].decode())
    assert found is not None
    arrows = parts["xl/_rels/workbook.xml.rels"].decode()
    for arrow in re.findall(r"<Relationship [^>]*>", arrows):
        if f'Id="{found[1]}"' in arrow:
            target = re.search(r'Target="(?:/xl/)?([^"]+)"', arrow)
            assert target is not None
            return f"xl/{target[1]}"
    raise AssertionError(sheet)


def test_the_good_sample_has_no_error(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, found = run(capsys, "check", demo / GOOD)
    assert status == 0
    assert [(finding["rule"], finding["sheet"]) for finding in found["findings"]] == NATURAL


def test_the_figures_of_the_sample_are_those_worked_out_apart(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """September, added up apart by the fractions of ``test_sample_school``: 81795.22 − 80848.84 = 946.38."""
    status, found = run(capsys, "figures", demo / GOOD)
    september = found["months"]["2025-09"]
    assert status == 0
    assert [september[name] for name in ("供餐天数", "就餐人次", "收入合计", "支出合计", "结余", "盈亏率")] == [
        "22",
        "14340",
        "81795.22",
        "80848.84",
        "946.38",
        "0.0116",
    ]
    assert list(found["months"]) == ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01"]
    assert found["refused"] == {"months": {}, "cumulative": {}}


def test_refreshing_twice_gives_the_same_bytes_as_once(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (GOOD, FAULTY):
        once, twice = tmp_path / f"once {name}", tmp_path / f"twice {name}"
        run(capsys, "refresh", demo / name, "--out", once)
        run(capsys, "refresh", once, "--out", twice)
        assert once.read_bytes() == twice.read_bytes()


def test_a_refresh_changes_no_part_but_its_own(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _ = run(capsys, "refresh", demo / FAULTY, "--out", tmp_path / "out.xlsx")
    before, after = members(demo / FAULTY), members(tmp_path / "out.xlsx")
    assert status == 1
    changed = {name for name in before if before[name] != after.get(name)}
    assert all(re.fullmatch(r"xl/(worksheets/sheet\d+|tables/table\d+|workbook)\.xml", name) for name in changed)
    assert set(before) == set(after)


def test_an_outsiders_parts_survive_byte_for_byte(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, out = tmp_path / "外.xlsm", tmp_path / "刷新.xlsm"
    book.write_bytes(with_outsiders_parts((demo / FAULTY).read_bytes(), sheet_part(demo / FAULTY, "采购验收")))
    run(capsys, "refresh", book, "--out", out)
    before, after = members(book), members(out)
    assert all(after[name] == content for name, (content, _) in ADDED.items())
    assert after["[Content_Types].xml"] == before["[Content_Types].xml"]
    assert after["xl/_rels/workbook.xml.rels"] == before["xl/_rels/workbook.xml.rels"]
    sheet = sheet_part(book, "采购验收")
    assert after[sheet] != before[sheet]
    tail = after[sheet][after[sheet].index(b"</sheetData>") :]
    assert tail == before[sheet][before[sheet].index(b"</sheetData>") :]
    assert b"outsideDrawing" in tail
    assert b"slicerList" in tail


def error_cells(path: Path) -> list[str]:
    """Every cell of every sheet that shows an error value."""
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    return [
        f"{sheet.title}!{cell.coordinate}" for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "e"
    ]


@pytest.mark.libreoffice
def test_saved_by_libreoffice_it_says_the_same(
    demo: Path, tmp_path: Path, soffice: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (GOOD, FAULTY):
        source = tmp_path / "in" / name
        source.parent.mkdir(exist_ok=True)
        shutil.copy(demo / name, source)
        subprocess.run(
            [*soffice, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(source)],
            check=True,
            capture_output=True,
        )
        saved = tmp_path / name
        assert members(saved) != members(source)
        _, ours = run(capsys, "check", source)
        _, theirs = run(capsys, "check", saved)
        assert as_said(theirs, but=uncomputed(ours)) == as_said(ours, but=uncomputed(ours))
        _, our_figures = run(capsys, "figures", source)
        _, their_figures = run(capsys, "figures", saved)
        assert their_figures == our_figures


def as_said(found: dict[str, Any], but: set[object]) -> list[tuple[object, ...]]:
    """What the findings say, but for those at some cells."""
    findings: list[dict[str, object]] = found["findings"]
    return [
        tuple(each[key] for key in ("level", "rule", "cell", "message", "blocks")) for each in findings if each["cell"] not in but
    ]


def uncomputed(found: dict[str, Any]) -> set[object]:
    """The cells whose formula has no value: a program that computes gives them one."""
    return {each["cell"] for each in found["findings"] if each["rule"] == "DAT-09"}


@pytest.mark.libreoffice
def test_libreoffice_computes_the_refreshed_sample_without_an_error(demo: Path, tmp_path: Path, soffice: tuple[str, ...]) -> None:
    """With ``<v>`` gone from every formula, LibreOffice has to compute them all."""
    bare = tmp_path / "in" / GOOD
    bare.parent.mkdir()
    with zipfile.ZipFile(demo / GOOD) as old, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            text = old.read(member)
            if member.filename.startswith("xl/worksheets/sheet"):
                text = re.sub(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", text)
            new.writestr(member, text)
    subprocess.run(
        [*soffice, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(bare)], check=True, capture_output=True
    )
    assert error_cells(tmp_path / GOOD) == []
    front = openpyxl.load_workbook(tmp_path / GOOD, data_only=True)["首页"]
    texts = [str(cell.value) for row in front.iter_rows() for cell in row if cell.value is not None]
    assert any("示例县云杉小学" in text for text in texts)
    assert not any("登记有改动" in text for text in texts)


@pytest.mark.ooxml
def test_the_validator_finds_nothing_in_the_refreshed_samples(
    demo: Path, tmp_path: Path, ooxml_validator: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "refresh", demo / FAULTY, "--out", tmp_path / "faulty.xlsx")
    for book in (demo / GOOD, tmp_path / "faulty.xlsx"):
        told = subprocess.run([ooxml_validator, str(book)], check=False, capture_output=True, text=True)
        assert json.loads(told.stdout)["errors"] == [], book.name


def test_no_user_text_becomes_a_formula(demo: Path) -> None:
    """The only formulas in the tables the program writes are its own HYPERLINKs."""
    book = openpyxl.load_workbook(demo / GOOD)
    for name in (
        "问题清单",
        "月成本",
        "日成本",
        "收发明细",
        "库存结存",
        "供应商对账",
        "以旧换新统计",
        "以旧换新汇总",
        "以旧换新成效",
        "同期对比",
    ):
        sheet = book[name]
        formulas = [str(cell.value) for row in sheet.iter_rows(min_row=4) for cell in row if cell.data_type == "f"]
        assert all(re.fullmatch(r"""=HYPERLINK\("#'[^"]+'![A-Z]+\d+","[^"]+"\)""", formula) for formula in formulas)


def test_the_sample_reads_without_an_error_value(demo: Path) -> None:
    raw = FileHost(demo / GOOD).read()
    values = [
        cell.value if isinstance(cell, Formula) else cell
        for table in raw.tables.values()
        for row in table.rows
        for cell in row.values
    ]
    assert not [value for value in values if isinstance(value, ErrorValue)]

"""The built file: the same bytes everywhere, and a check that notices when it is stale."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from openpyxl import Workbook

from validation.kinds import OneOf, Reference, Text
from validation.register import Column, Register
from workbook_templates import build, template
from workbook_templates.packing import contents
from workbook_templates.register_sheets import register_sheet

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITE_IT = "import sys; from workbook_templates.build import built_template; sys.stdout.buffer.write(built_template())"


def built_elsewhere(**surroundings: str) -> bytes:
    environment = os.environ | surroundings
    return subprocess.run(
        [sys.executable, "-c", WRITE_IT], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=120
    ).stdout


def test_two_processes_in_other_surroundings_build_the_same_bytes() -> None:
    here = built_elsewhere(PYTHONHASHSEED="1", TZ="Asia/Shanghai", USER="甲", OPENPYXL_LXML="True")
    there = built_elsewhere(PYTHONHASHSEED="2", TZ="America/New_York", USER="乙", OPENPYXL_LXML="False")
    assert here == there


def test_the_file_says_nothing_of_clock_user_or_machine() -> None:
    with zipfile.ZipFile(io.BytesIO(build.built_template())) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert "膳账" in core
    assert not [word for word in ("created", "modified", "lastModifiedBy", "openpyxl") if word in core]


def test_the_shipped_template_is_fresh() -> None:
    assert contents(template.template_bytes()) == contents(build.built_template())


def test_check_says_in_one_sentence_that_the_file_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "膳账本.xlsx"
    monkeypatch.setattr(build, "template_path", lambda: path)
    assert build.main(["--check"]) == 1
    assert capsys.readouterr().err == "膳账本.xlsx is stale: run `make templates` and commit it.\n"
    assert not path.exists()
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("extra.xml", "<extra/>")
    assert build.main(["--check"]) == 1


def test_a_damaged_file_is_stale_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "膳账本.xlsx"
    path.write_bytes(b"no workbook")
    monkeypatch.setattr(build, "template_path", lambda: path)
    assert build.main(["--check"]) == 1


def test_unknown_arguments_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["--chek"]) == 2
    assert capsys.readouterr().err.startswith("usage:")


def test_copying_the_template_needs_no_openpyxl() -> None:
    words = (
        "import sys; from workbook_templates.template import template_bytes; template_bytes(); sys.exit('openpyxl' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", words], cwd=ROOT, check=False, timeout=60).returncode == 0


class Sample(Register):
    """A register nobody has declared before."""

    table: ClassVar[str] = "留样"
    group: ClassVar[str] = "食品安全"
    purpose: ClassVar[str] = "每餐每样菜留样"

    item: Annotated[str, Column("品名", Reference(table="品目"), "留了什么", required=True, example="大米")]
    state: Annotated[str | None, Column("状态", OneOf(("完好", "变质")), "看起来怎样", example="完好")] = None
    keeper: Annotated[str | None, Column("留样人", Text(), "", example="")] = None


def test_a_new_register_needs_nothing_but_its_declaration() -> None:
    sheet = register_sheet(Workbook(), Sample)
    assert [sheet.cell(2, position).value for position in range(1, 5)] == ["品名", "状态", "留样人", "校验"]
    assert sheet.tables["留样"].ref == "A2:D3"
    formulas = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type}
    assert formulas == {"A3:A20000": "=列_品名", "B3:B20000": '"完好,变质"'}

"""What 校验 says, and the formulas that read it: the two must agree."""

from __future__ import annotations

import csv
import subprocess
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from validation.findings import Finding, Level
from workbook_templates.check_text import begins_with, check_text, lights_up

if TYPE_CHECKING:
    from pathlib import Path


def finding(level: Level, column: str, message: str) -> Finding:
    return Finding(level, "T-01", "采购验收", "采购验收", 3, column, "A3", "", message, "", blocks=False)


def test_a_row_without_findings_says_nothing() -> None:
    assert check_text([]) == ""


def test_levels_stand_once_each_the_heaviest_first() -> None:
    said = check_text(
        [
            finding(Level.WARNING, "单价", "「单价」高于前四周中位价"),
            finding(Level.ERROR, "金额", "「金额」与数量 × 单价不符。"),
            finding(Level.ERROR, "单位", "没有换算"),
        ]
    )
    assert said == "错误：「金额」与数量 × 单价不符；「单位」没有换算。警告：「单价」高于前四周中位价"


def test_a_finding_about_no_column_names_none() -> None:
    assert check_text([finding(Level.HINT, "", "与上一行完全相同")]) == "提示：与上一行完全相同"


@pytest.mark.libreoffice
def test_each_named_cell_lights_up_in_its_own_level_and_no_other(soffice: tuple[str, ...], tmp_path: Path) -> None:
    said = check_text(
        [
            finding(Level.ERROR, "日期", "「日期」「数量」读不出"),
            finding(Level.WARNING, "金额", "「金额」偏高"),
            finding(Level.HINT, "备注", "「备注」有空格；「日期」也要看"),
        ]
    )
    headings = ["日期", "生产日期", "数量", "金额", "备注"]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([*headings, said])
    for level in Level:
        sheet.append(
            [f"=IF({lights_up(level, f'{letter}$1', '$F$1')},1,0)" for letter in "ABCDE"]
            + [f"=IF({begins_with(level, '$F$1')},1,0)"]
        )
    book.save(tmp_path / "lights.xlsx")
    subprocess.run(
        [*soffice, "--convert-to", "csv", "--outdir", str(tmp_path), str(tmp_path / "lights.xlsx")], check=True, timeout=120
    )
    error, warning, hint = list(csv.reader((tmp_path / "lights.csv").read_text().splitlines()))[1:]
    assert error == ["1", "0", "1", "0", "0", "1"]
    assert warning == ["1", "0", "1", "1", "0", "0"]
    assert hint == ["1", "0", "1", "1", "1", "0"]

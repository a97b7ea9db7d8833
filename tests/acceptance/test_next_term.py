"""``mealbook new --from`` and ``check --from``, from the shell: a file made of a file, which is only read."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from addin.commands import main
from addin.file_host import FileHost
from macros_py.judge import judge
from macros_py.term_end import term_end
from workbook_templates.sample_school.faults import DAMAGE, faulty_rows
from workbook_templates.sample_school.fill import fill
from workbook_templates.sample_school.rows import sample_rows
from workbook_templates.template import template_bytes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("上期") / "2025秋.xlsx"
    rows = sample_rows()
    rows["供应商"][0]["许可证号"] = "00123"
    path.write_bytes(fill(template_bytes(), rows))
    return path


def test_the_sample_school_opens_its_next_term(old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new, before = tmp_path / "2026春.xlsx", old.read_bytes()
    assert main(["new", str(new), "--from", str(old), "--last-day", "2026-07-10", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["file"], said["from"]) == (str(new), str(old))
    assert old.read_bytes() == before
    assert [each.name for each in old.parent.iterdir()] == [old.name]
    closing, opened = judge(FileHost(old).read()), judge(FileHost(new).read())
    assert [each for each in opened.findings if each.blocks] == []
    assert opened.ledger.months == ("2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07")
    assert opened.figures.months["2026-02"]["期初库存"] == closing.figures.months["2026-01"]["期末库存"]
    assert opened.book.settings.opening_balance == closing.figures.months["2026-01"]["累计结余"]
    assert term_end(opened).owed == term_end(closing).owed
    assert opened.figures.years["2026-02"]["收入合计"] == closing.figures.months["2026-01"]["收入合计"]
    assert main(["check", str(new), "--from", str(old)]) == 0


def test_text_stays_text_and_amounts_stay_exact(old: Path, tmp_path: Path) -> None:
    new = tmp_path / "2026春.xlsx"
    assert main(["new", str(new), "--from", str(old), "--last-day", "2026-07-10"]) == 0
    book = load_workbook(new)
    suppliers = book["供应商"]
    heads = {cell.value: cell.column or 0 for cell in suppliers[2]}
    licence = suppliers.cell(3, heads["许可证号"])
    assert (licence.value, licence.data_type) == ("00123", "s")
    assert isinstance(suppliers.cell(3, heads["许可有效期"]).value, datetime)
    parameters = {row[0].value: row[1] for row in book["规则参数"].iter_rows(min_row=3)}
    assert (parameters["价格涨幅上限"].value, parameters["价格涨幅上限"].number_format) == (0.15, "0%")
    stock = book["期初库存"]
    typed = sum((Decimal(str(row[3].value)) for row in stock.iter_rows(min_row=3) if row[0].value), Decimal())
    closing = judge(FileHost(old).read())
    assert typed * 100 == sum(amount for layers in term_end(closing).stock.values() for _, amount in layers)
    assert not [
        cell
        for sheet in book
        if sheet.title in {"供应商", "品目", "期初库存", "设置"}
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    ]


def test_a_change_of_the_old_book_is_found_later(old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new, changed = tmp_path / "2026春.xlsx", tmp_path / "改过.xlsx"
    assert main(["new", str(new), "--from", str(old), "--last-day", "2026-07-10"]) == 0
    rows = sample_rows()
    rows["供应商"][0]["许可证号"] = "00123"
    rows["收入"][0]["金额"] = Decimal(str(rows["收入"][0]["金额"])) + 1
    changed.write_bytes(fill(template_bytes(), rows))
    capsys.readouterr()
    assert main(["check", str(new), "--from", str(changed), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(each["rule"], each["sheet"]) for each in found] == [("TRM-02", "设置"), ("TRM-01", "设置")]
    assert main(["check", str(new)]) == 0


def test_what_is_refused(old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faulty, new = tmp_path / "有错.xlsx", tmp_path / "新.xlsx"
    faulty.write_bytes(fill(template_bytes(), faulty_rows(), DAMAGE))
    for arguments, said in (
        (["--from", str(faulty)], "上期账本里还有影响计算的错误，不能结转：采购验收!"),
        (["--from", str(old), "--first-day", "2026-01-31"], "不在上期账本最后一天 2026-01-31 之后"),
        (["--from", str(tmp_path / "没有.xlsx")], "没有.xlsx"),
        (["--last-day", "2026-07-10"], "要和 --from 一起用"),
    ):
        assert main(["new", str(new), *arguments]) == 2
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1
        assert said in lines[0]
        assert not new.exists()

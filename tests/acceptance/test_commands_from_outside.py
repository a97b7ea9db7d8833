"""The commands as another program meets them: exit status, one JSON document, one sentence on stderr, nothing written when refused."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.acceptance.outsider import TERM, Text, blank, cell, figures, fill, filled, parts, refresh, run, save, template

ROOT = Path(__file__).resolve().parents[2]
GOOD = TERM + "收入: 凭证号 日期 科目 金额\nS1 2025-09-30 学生伙食费 12.5\n"


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    call = [sys.executable, "-c", "import sys; from addin.commands import main; sys.exit(main())", *arguments]
    return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_new_book_is_blank_filled_and_counted_by_processes_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "新账.xlsx"
    made = started("new", str(path))
    assert (made.returncode, made.stderr) == (0, "")
    assert path.read_bytes() == template()
    counted_book = filled(GOOD, tmp_path)
    counted = started("figures", str(counted_book), "--json")
    assert (counted.returncode, counted.stderr) == (0, "")
    assert json.loads(counted.stdout)["months"]["2025-09"]["学生伙食费"] == "12.50"
    checked = started("check", str(save(fill(GOOD + "S1 2025-09-30 学生 12\n"), tmp_path)), "--json")
    assert (checked.returncode, checked.stderr) == (1, "")
    assert json.loads(checked.stdout)["counts"]["错误"] >= 1
    missing = started("check", str(tmp_path / "没有.xlsx"))
    assert (missing.returncode, missing.stdout, missing.stderr.count("\n")) == (2, "", 1)


def test_check_prints_the_document_of_the_vocabulary(tmp_path: Path) -> None:
    book = fill(GOOD)
    cell(book, "收入", "金额").value = Text("近40")
    outcome = run("check", save(book, tmp_path), "--json")
    assert (outcome.status, outcome.err) == (1, "")
    document = json.loads(outcome.out)
    assert set(document) == {"findings", "counts"}
    assert set(document["counts"]) == {"错误", "警告", "提示"}
    assert all(isinstance(number, int) for number in document["counts"].values())
    keys = {"level", "rule", "sheet", "cell", "row", "column", "value", "message", "suggestion", "blocks"}
    for found in document["findings"]:
        assert set(found) == keys
        assert found["level"] in {"错误", "警告", "提示"}
        assert isinstance(found["blocks"], bool)
        assert all(isinstance(found[key], str) for key in keys - {"row", "blocks"})
        assert isinstance(found["row"], int | None)
    for level, number in document["counts"].items():
        assert number == sum(found["level"] == level for found in document["findings"])
    (error,) = [found for found in document["findings"] if found["level"] == "错误"]
    assert (error["sheet"], error["column"], error["value"], error["blocks"]) == ("收入", "金额", "近40", True)
    assert error["cell"].endswith(str(error["row"]))


def test_figures_prints_the_document_of_the_vocabulary(tmp_path: Path) -> None:
    path = save(fill(GOOD + "设置:\n核算月份 2025-11\n"), tmp_path)
    document = figures(path)
    assert set(document) == {"months", "cumulative", "refused"}
    assert set(document["refused"]) == {"months", "cumulative"}
    assert list(document["months"]) == list(document["cumulative"]) == ["2025-09", "2025-10", "2025-11"]
    for period in ("months", "cumulative"):
        for name, values in document[period].items():
            assert all(isinstance(value, str) for value in values.values())
            assert all(isinstance(why, str) and why for why in document["refused"][period].get(name, {}).values())
    september = document["months"]["2025-09"]
    shown = {name: september[name] for name in ("收入合计", "就餐人次", "供餐天数", "折算人次", "盈亏率", "财政补助")}
    assert shown == {
        "收入合计": "12.50",
        "就餐人次": "0",
        "供餐天数": "0",
        "折算人次": "0.00",
        "盈亏率": "1.0000",
        "财政补助": "0.00",
    }


def test_one_month_may_be_asked_for_beyond_the_month_shown(tmp_path: Path) -> None:
    path = filled(GOOD, tmp_path)
    document = figures(path, "--month", "2025-12")
    assert list(document["months"]) == list(document["cumulative"]) == ["2025-12"]
    assert document["cumulative"]["2025-12"]["收入合计"] == "12.50"
    assert document["months"]["2025-12"]["收入合计"] == "0.00"


def test_reading_commands_only_read(tmp_path: Path) -> None:
    path = filled(GOOD, tmp_path)
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    for command in ("check", "figures"):
        assert run(command, path).status == 0
        assert run(command, path, "--json").status == 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def refused(outcome_of: tuple[str | Path, ...]) -> str:
    """Refused: status 2, nothing on stdout, one sentence on stderr; returns it."""
    outcome = run(*outcome_of)
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.endswith("\n")
    assert outcome.err.count("\n") == 1
    assert "Traceback" not in outcome.err
    assert "意外" not in outcome.err
    return outcome.err


@pytest.mark.parametrize("command", ["check", "figures", "refresh"])
def test_what_is_no_workbook_is_refused_in_one_sentence(tmp_path: Path, command: str) -> None:
    text = tmp_path / "文本.xlsx"
    text.write_text("品名,数量\n大米,10\n", encoding="utf-8")
    empty = tmp_path / "空.xlsx"
    empty.write_bytes(b"")
    cut = tmp_path / "残.xlsx"
    cut.write_bytes(template()[:5000])
    other = tmp_path / "压缩包.xlsx"
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("readme.txt", "hello")
    old = tmp_path / "旧.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    (tmp_path / "文件夹.xlsx").mkdir()
    (tmp_path / "乱.xlsx").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 8)
    before = {entry: entry.read_bytes() for entry in tmp_path.iterdir() if entry.is_file()}
    for name in ("文本.xlsx", "空.xlsx", "残.xlsx", "压缩包.xlsx", "旧.xls", "文件夹.xlsx", "乱.xlsx", "没有这个文件.xlsx"):
        for more in ((), ("--json",)):
            said = refused((command, tmp_path / name, *more))
            assert name.split(".")[0] in said
    assert {entry: entry.read_bytes() for entry in tmp_path.iterdir() if entry.is_file()} == before


@pytest.mark.parametrize("table", ["设置", "品目", "采购验收", "出库", "就餐"])
def test_a_required_table_that_is_missing_is_named_and_nothing_is_written(tmp_path: Path, table: str) -> None:
    book = blank()
    for sheet in book.worksheets:
        if table in sheet.tables:
            del sheet.tables[table]
    path = save(book, tmp_path)
    for command in ("check", "figures", "refresh"):
        assert table in refused((command, path))
    refused(("refresh", path, "--out", tmp_path / "出.xlsx"))
    assert not (tmp_path / "出.xlsx").exists()


def test_a_month_outside_the_book_is_refused(tmp_path: Path) -> None:
    path = filled(GOOD, tmp_path)
    for name in ("2025-08", "2026-02"):
        assert name in refused(("figures", path, "--json", "--month", name))
    for name in ("2025-13", "九月", "2025-9-1"):
        refused(("figures", path, "--month", name))
    refused(("check", path, "--today", "昨天"))
    refused(("figures",))
    assert "没有这个命令 核对，可用：new、demo、check、" in refused(("核对",))
    assert "没有这个命令 chekc，是不是 check）" in refused(("chekc",))
    assert "没有这个命令 chek，是不是 check）" in refused(("desk", "chek", path))


def test_new_never_overwrites_and_wants_a_workbooks_name(tmp_path: Path) -> None:
    path = tmp_path / "账.xlsx"
    assert json.loads(run("new", path, "--json").out) == {"file": str(path)}
    refused(("new", path))
    assert path.read_bytes() == template()
    refused(("new", tmp_path / "账.xls"))
    refused(("new", tmp_path / "没有的文件夹" / "账.xlsx"))


def test_a_blank_book_says_what_to_fill_and_refuses_no_command(tmp_path: Path) -> None:
    path = save(blank(), tmp_path)
    outcome = run("check", path, "--json")
    assert outcome.status == 1
    missing = {found["message"] for found in outcome.json["findings"] if found["level"] == "错误"}
    for setting in ("学期开始", "学期结束", "核算月份", "基准餐标"):
        assert any(setting in message for message in missing)
    assert run("figures", path, "--json").status == 1
    assert run("refresh", path, "--out", tmp_path / "出.xlsx").status == 1


def test_a_book_of_settings_alone_has_a_month_of_noughts_and_no_error(tmp_path: Path) -> None:
    path = filled(TERM, tmp_path)
    document = figures(path)
    values = document["months"]["2025-09"]
    assert {value for name, value in values.items() if "率" not in name} <= {"0", "0.00"}
    assert set(document["refused"]["months"]["2025-09"]) == {"盈亏率", "累计盈亏率", "餐均食材成本", "餐均总成本", "食材占比"}
    assert run("check", path).status == 0


def test_refresh_in_place_keeps_a_copy_of_what_was_there(tmp_path: Path) -> None:
    path = filled(GOOD, tmp_path)
    before = path.read_bytes()
    assert run("refresh", path).status == 0
    assert path.read_bytes() != before
    copies = [entry for entry in (tmp_path / "膳账备份").iterdir() if entry.is_file()]
    assert [entry.read_bytes() for entry in copies] == [before]


def test_an_open_book_is_not_written(tmp_path: Path) -> None:
    path = filled(GOOD, tmp_path)
    before = path.read_bytes()
    name = "王会计"
    # Excel's owner file: the length of the name, the name, padding; then the same in UTF-16.
    owner = (
        bytes([len(name)]) + name.encode("gbk").ljust(54, b" ") + bytes([len(name), 0]) + name.encode("utf-16-le").ljust(108, b"\0")
    )
    (tmp_path / f"~${path.name}").write_bytes(owner)
    said = refused(("refresh", path))
    assert name in said
    assert path.read_bytes() == before
    assert run("check", path).status == 0


def test_help_is_in_chinese_for_every_command() -> None:
    for command in ("new", "demo", "check", "refresh", "figures"):
        outcome = run(command, "--help")
        assert outcome.status == 0
        assert "--json" in outcome.out
        assert any("\u4e00" <= letter <= "\u9fff" for letter in outcome.out)


def test_a_refreshed_book_has_the_parts_it_had(tmp_path: Path) -> None:
    path = filled(GOOD, tmp_path)
    assert set(parts(refresh(path))) == set(parts(path))

"""Which files a roll-up looks at, by what names, in what order."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from addin.district.sources import Source, find_sources, fingerprint, passed_over
from validation.refusals import NotAWorkbook, Refusal

if TYPE_CHECKING:
    from pathlib import Path

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.fixture
def county(tmp_path: Path) -> Path:
    for name in ("东镇/甲校.xlsx", "东镇/乙校.xlsx", "西镇/丙校.xlsm", "说明.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def shown(*arguments: str, own: tuple[Path, ...] = ()) -> list[str]:
    return [source.shown for source in find_sources(arguments, own)]


def test_a_folder_is_all_files_below_it_by_their_names_from_it(county: Path) -> None:
    assert shown(str(county)) == ["东镇/乙校.xlsx", "东镇/甲校.xlsx", "西镇/丙校.xlsm", "说明.txt"]


def test_names_and_order_do_not_depend_on_how_the_files_were_named(county: Path) -> None:
    given = [str(county / "西镇"), str(county / "东镇" / "*.xlsx"), str(county / "说明.txt"), str(county / "东镇" / "甲校.xlsx")]
    assert shown(*given) == shown(*reversed(given)) == shown(str(county))


def test_a_file_alone_goes_by_its_name(county: Path) -> None:
    assert shown(str(county / "东镇" / "甲校.xlsx")) == ["甲校.xlsx"]


def test_what_the_roll_up_writes_itself_is_passed_over(county: Path) -> None:
    (county / "汇总_缓存").mkdir()
    for name in ("汇总.xlsx", "汇总_缓存/ab"):
        (county / name).touch()
    assert "汇总.xlsx" not in shown(str(county), own=(county / "汇总.xlsx", county / "汇总_缓存"))
    assert len(shown(str(county), own=(county / "汇总.xlsx", county / "汇总_缓存"))) == 4


def test_an_argument_that_leads_nowhere_is_refused(county: Path) -> None:
    with pytest.raises(Refusal, match=r"^「.*没有这个」没有找到"):
        shown(str(county / "没有这个"))
    with pytest.raises(Refusal, match="没有找到"):
        shown(str(county / "*.csv"))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没有找到任何文件"):
        shown(str(tmp_path))


@pytest.mark.skipif(os.name != "posix", reason="names of several lines are POSIX")
def test_a_name_that_steers_the_terminal_is_spelled_out(tmp_path: Path) -> None:
    (tmp_path / "甲\x1b[2J\n校.xlsx").touch()
    assert shown(str(tmp_path)) == ["甲\\x1b[2J\\n校.xlsx"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("东镇/~$甲校.xlsx", "临时文件"),
        ("东镇/.~lock.甲校.xlsx#", "临时文件"),
        ("东镇/膳账备份/甲校 1.xlsx", "旧的备份"),
        ("东镇/甲校.xlsx", ""),
    ],
)
def test_locks_and_backups_are_not_opened(name: str, why: str) -> None:
    assert why in passed_over(Source(name, name))
    assert bool(passed_over(Source(name, name))) == bool(why)


def test_the_fingerprint_is_of_the_content(county: Path) -> None:
    assert fingerprint(county / "说明.txt") == EMPTY


def test_what_is_no_ordinary_file_is_refused_without_opening_it(tmp_path: Path) -> None:
    pipe = tmp_path / "管道.xlsx"
    os.mkfifo(pipe)
    with pytest.raises(NotAWorkbook, match="不是普通文件"):
        fingerprint(pipe)


def test_a_link_to_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "断.xlsx").symlink_to(tmp_path / "没有")
    assert shown(str(tmp_path)) == ["断.xlsx"]
    with pytest.raises(NotAWorkbook, match="找不到"):
        fingerprint(tmp_path / "断.xlsx")


def test_what_is_larger_than_any_workbook_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "大.xlsx").open("wb") as file:
        file.truncate((256 << 20) + 1)
    with pytest.raises(NotAWorkbook, match="太大"):
        fingerprint(tmp_path / "大.xlsx")


def test_a_folder_that_another_roll_up_wrote_is_told_and_not_looked_into(county: Path) -> None:
    (county / "上次_缓存").mkdir()
    for name in ("膳账汇总.txt", "ab.xlsx"):
        (county / "上次_缓存" / name).touch()
    assert [name for name in shown(str(county)) if "上次" in name] == ["上次_缓存/膳账汇总.txt"]
    assert passed_over(Source("", "上次_缓存/膳账汇总.txt")) == "这个文件夹是另一次汇总写的，没有看里面"

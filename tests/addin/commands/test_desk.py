"""What the file manager starts: the workbook is checked or refreshed and opened again, and a refusal is seen."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from addin.commands import main
from addin.commands.desk import Desk, choose, open_book, show, work
from addin.commands.install import install
from addin.install.machine import System
from tests.acceptance.outsider import TERM, cell, fill, save
from tests.addin.install.homes import ALL, machine

if TYPE_CHECKING:
    from collections.abc import Sequence


class Started(list[list[str]]):
    """Records what a desk starts."""

    def __call__(self, command: Sequence[str]) -> str:
        self.append(list(command))
        return "/chosen/账簿.xlsx\n"


def desk(system: System, *programs: str) -> tuple[Desk, Started]:
    started = Started()
    return Desk(system, lambda name: name if name in programs else None, started), started


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("示例 一")
    assert main(["demo", str(folder), "--json"]) == 0
    return folder / "膳账-示例-有错.xlsx"


@pytest.fixture
def book(sample: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sample, tmp_path / "我 的账.xlsx"))


def test_a_refreshed_book_is_opened_again(book: Path) -> None:
    before = book.read_bytes()
    here, started = desk(System.LINUX, "xdg-open", "zenity")
    assert work(here, "refresh", book) == 1
    assert started == [["xdg-open", str(book)]]
    assert book.read_bytes() != before


def test_a_check_is_shown_and_writes_nothing(book: Path) -> None:
    before = book.read_bytes()
    here, started = desk(System.LINUX, "xdg-open", "kdialog")
    assert work(here, "check", book) == 1
    assert started[0][:4] == ["kdialog", "--title", "膳账", "--msgbox"]
    assert started[0][4].startswith("我 的账.xlsx：错误 53 处")
    assert started[0][4].endswith("……（用「膳账 刷新」把全部问题写进 问题清单）")
    assert started[1] == ["xdg-open", str(book)]
    assert book.read_bytes() == before


WRONG = (
    TERM
    + """
品目: 品名 类别 单位
大米 粮食 公斤
期初库存: 品名 数量 单位 金额
大米 100 公斤 400
出库: 单号 日期 餐次 去向 品名 数量 单位
C1 2025-09-02 午餐 供歺 大米 20 公斤
"""
)


def test_what_was_adopted_and_taken_back_is_shown(tmp_path: Path) -> None:
    book = save(fill(WRONG), tmp_path)
    assert main(["refresh", str(book)]) == 1
    opened = load_workbook(book)
    assert cell(opened, "问题清单", "规则").value == "DAT-04"
    cell(opened, "问题清单", "采纳").value = "是"
    opened.save(book)
    for action, status, told in (("fix", 0, "错误 0 处"), ("unfix", 1, "错误 1 处")):
        here, started = desk(System.LINUX, "xdg-open", "zenity")
        assert work(here, action, book) == status
        assert [command[0] for command in started] == ["zenity", "xdg-open"]
        assert started[0][-1].startswith(f"--text=账.xlsx：{told}")
        assert "出库!D3：「去向」" in started[0][-1]


def test_posting_and_packing_show_what_was_made_and_open_nothing(sample: Path, tmp_path: Path) -> None:
    book = Path(shutil.copy(sample.with_name("膳账-示例.xlsx"), tmp_path / "账.xlsx"))
    for action, told in (("post", "2026-01 的公示件已写好"), ("pack", "已打包")):
        here, started = desk(System.LINUX, "xdg-open", "zenity")
        assert work(here, action, book) == 0
        assert [command[0] for command in started] == ["zenity"]
        assert told in started[0][-1]
    assert (tmp_path / "账-上报.xlsx").exists()
    assert (tmp_path / "公示" / "账-公示-2026-01.xlsx").exists()


def test_what_stands_in_the_way_of_posting_is_shown(book: Path) -> None:
    here, started = desk(System.LINUX, "xdg-open", "zenity")
    assert work(here, "post", book) == 2
    assert started[0][:2] == ["zenity", "--error"]
    assert started[0][-1].startswith("--text=我 的账.xlsx：2026-01 还不能公示，没有写任何文件：还差 ")
    assert len(started[0][-1].splitlines()) > 2


@pytest.mark.parametrize(
    ("system", "programs", "start"),
    [
        (System.LINUX, ("zenity", "kdialog"), ["zenity", "--error"]),
        (System.LINUX, ("notify-send",), ["notify-send", "膳账"]),
        (System.MACOS, (), ["osascript", "-e"]),
    ],
)
def test_a_refusal_is_seen_and_nothing_is_opened(
    system: System, programs: tuple[str, ...], start: list[str], tmp_path: Path
) -> None:
    here, started = desk(system, "xdg-open", "open", *programs)
    assert work(here, "refresh", tmp_path / "没有.xlsx") == 2
    assert [command[:2] for command in started] == [start]
    assert any("找不到这个文件" in word for word in started[0])


def test_without_windows_it_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here, started = desk(System.WINDOWS)
    assert work(here, "check", tmp_path / "没有.xlsx") == 2
    assert "找不到这个文件" in capsys.readouterr().out
    assert started == []


def test_a_book_that_is_open_is_refused_with_who_has_it(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock = book.with_name(f".~lock.{book.name}#")
    lock.write_text(f",王会计,{os.uname().nodename},,;", encoding="utf-8")
    here, _ = desk(System.LINUX)
    assert work(here, "refresh", book) == 2
    assert "王会计" in capsys.readouterr().out


def test_each_system_opens_in_its_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands = []
    for system in ALL:
        here, started = desk(system, "open", "xdg-open")
        assert open_book(here, tmp_path / "账.xlsx")
        commands += [command[0] for command in started]
    assert commands == ["start", "open", "xdg-open"]
    nothing, _ = desk(System.LINUX)
    assert not open_book(nothing, tmp_path)
    show(nothing, "一\n二", failed=False)
    assert capsys.readouterr().out == "一\n二\n"


def test_started_without_a_workbook_it_asks_for_one() -> None:
    assert choose(desk(System.LINUX, "zenity")[0]) == ["/chosen/账簿.xlsx"]
    assert choose(desk(System.LINUX)[0]) == []
    assert choose(desk(System.WINDOWS)[0]) == []


# --- the installed entries, started as the desktop starts them ------------------------------------------------------------------------


def words_of(exec_line: str, files: Sequence[str]) -> list[str]:
    """The words of an Exec line, by the rules for desktop files: the escapes of strings, then the quotes, then the field codes."""
    unescaped = re.sub(r"\\(.)", lambda found: {"s": " ", "n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), exec_line)
    words: list[str] = []
    for quoted, plain in re.findall(r'"((?:\\.|[^"\\])*)"|(\S+)', unescaped):
        words += files if plain == "%F" else [re.sub(r"\\(.)", r"\1", quoted or plain).replace("%%", "%")]
    return words


@pytest.fixture
def screen(tmp_path: Path) -> dict[str, str]:
    """Surroundings in which xdg-open and zenity only write down how they were called."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("xdg-open", "zenity"):
        program = programs / name
        program.write_text(f'#!/bin/sh\necho {name} "$@" >> "$CALLS"\n', encoding="utf-8")
        program.chmod(0o755)
    return {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "DISPLAY": ":0", "CALLS": str(tmp_path / "calls")}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home on Linux with mealbook installed; it and its Python lie at paths that have everything a quote has to survive."""
    python = tmp_path / 'a "b" $c 膳账 100%' / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    here = machine(System.LINUX, tmp_path, str(python))._replace(home=tmp_path / 'h "b" $c `d` \\e 100%')
    install(here, as_json=False)
    return here.home


@pytest.mark.parametrize("file", ["applications/mealbook.desktop", "kio/servicemenus/mealbook.desktop"])
def test_the_exec_lines_refresh_and_check_for_real(file: str, home: Path, book: Path, screen: dict[str, str]) -> None:
    text = (home / ".local" / "share" / file).read_text(encoding="utf-8")
    actions = dict(re.findall(r"^\[Desktop Action (\w+)\]\nName=.*\nExec=(.*)$", text, re.MULTILINE))
    assert list(actions) == ["check", "refresh", "fix", "unfix", "post", "pack"]
    before = book.read_bytes()
    assert subprocess.run(words_of(actions["check"], [str(book)]), env=screen, check=False).returncode == 1
    assert book.read_bytes() == before
    assert subprocess.run(words_of(actions["refresh"], [str(book)]), env=screen, check=False).returncode == 1
    assert book.read_bytes() != before
    calls = Path(screen["CALLS"]).read_text(encoding="utf-8")
    assert "zenity --info" in calls
    assert calls.count(f"xdg-open {book}") == 2


def test_the_script_of_the_file_manager_runs(home: Path, book: Path, screen: dict[str, str]) -> None:
    script = home / ".local" / "share" / "nautilus" / "scripts" / "膳账 刷新"
    assert subprocess.run([str(script), str(book)], env=screen, check=False).returncode == 1
    assert Path(screen["CALLS"]).read_text(encoding="utf-8") == f"xdg-open {book}\n"


def test_a_program_that_is_gone_is_told(home: Path, book: Path, screen: dict[str, str]) -> None:
    """A folder that was moved: the menu would start nothing, and show nothing."""
    next(home.parent.glob("a *")).rename(home.parent / "moved")
    script = home / ".local" / "share" / "nautilus" / "scripts" / "膳账 校验"
    done = subprocess.run([str(script), str(book)], env=screen, check=False, capture_output=True, encoding="utf-8")
    assert done.stderr.startswith("膳账启动不了：程序文件夹搬了地方")
    assert "zenity --error --no-markup --title=膳账 --text=膳账启动不了" in Path(screen["CALLS"]).read_text(encoding="utf-8")


def test_no_entry_takes_the_double_click(home: Path) -> None:
    assert "MimeType" not in (home / ".local/share/applications/mealbook.desktop").read_text(encoding="utf-8")

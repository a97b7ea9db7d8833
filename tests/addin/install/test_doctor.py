"""``mealbook doctor``: a link that does not hold is named, with its cure."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from addin.commands import version
from addin.commands.doctor import doctor
from addin.commands.install import install
from addin.install.checks import Probe, links, probe
from addin.install.machine import System
from addin.install.pieces import script_path, settings_path, startup_folder
from tests.addin.install.homes import ALL, machine

if TYPE_CHECKING:
    from pathlib import Path

    from addin.install.machine import Machine


def good(_: str) -> Probe:
    return GOOD


GOOD = Probe((3, 11), pandas=False, pywin32=True)


def broken(here: Machine, said: Probe | None = GOOD) -> list[str]:
    return [link.name for link in links(here, lambda _: said) if not link.holds]


@pytest.fixture
def windows(tmp_path: Path) -> Machine:
    here = machine(System.WINDOWS, tmp_path)
    (here.environment / "xlwings64-0.37.8.dll").touch()
    install(here, as_json=False)
    return here


@pytest.mark.parametrize("system", ALL)
def test_after_install_all_is_well(system: System, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = machine(system, tmp_path)
    (here.environment / "xlwings64-0.37.8.dll").touch()
    install(here, as_json=False)
    capsys.readouterr()
    assert doctor(here, as_json=False, ask=good, which=str) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"膳账 {version()}，系统：{system}"
    assert lines[-1] == "都好"
    assert all(line.startswith("✓ ") for line in lines[1:-1])


def test_before_install_every_link_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = machine(System.MACOS, tmp_path)
    assert doctor(here, as_json=False, ask=good) == 1
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✗")]
    assert told
    assert all(" → " in line for line in told)
    assert any("mealbook install" in line for line in told)


def test_an_older_addin(windows: Machine) -> None:
    (startup_folder(windows) / "mealbook.xlam").write_bytes(b"of last year")
    assert broken(windows) == ["加载项 mealbook.xlam 是这一版的"]


def test_an_environment_that_has_moved(windows: Machine) -> None:
    moved = windows._replace(interpreter=r"D:\膳账\python.exe")
    assert broken(moved) == ["设置指向现在这个安装", "文件管理器里的「膳账」菜单"]


def test_settings_that_cannot_be_read(windows: Machine) -> None:
    settings_path(windows).write_bytes(b"\xff\xfe nothing of ours")
    names = broken(windows)
    assert names[0] == f"设置 {settings_path(windows)} 读得出来"
    assert names[-1] == "Python （没有设置） 能启动，膳账读得进来"


def test_a_python_that_does_not_start(windows: Machine) -> None:
    assert broken(windows, None) == [f"Python {windows.interpreter} 能启动，膳账读得进来"]


def test_an_old_python_with_pandas_and_without_pywin32(windows: Machine) -> None:
    assert broken(windows, Probe((3, 10), pandas=True, pywin32=False)) == [
        "Python 版本 3.10",
        "没有 pandas（有它，每次按按钮要多等将近一秒）",
        "pywin32（Python 和 Excel 说话用）",
    ]


def test_a_mac_without_the_script(tmp_path: Path) -> None:
    here = machine(System.MACOS, tmp_path)
    install(here, as_json=False)
    script_path(here).unlink()
    assert broken(here) == ["让 Excel 启动 Python 的脚本"]


def test_a_desktop_of_linux_that_can_show_no_window(tmp_path: Path) -> None:
    here = machine(System.LINUX, tmp_path)
    install(here, as_json=False)
    found = [link for link in links(here, good, lambda _: None) if not link.holds]
    assert [link.name for link in found] == ["显示结果的窗口（zenity、kdialog、notify-send 有一个就行）"]
    assert all(link.holds for link in links(here, good, lambda name: "/usr/bin/kdialog" if name == "kdialog" else None))


def test_json_tells_the_same(windows: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert doctor(windows, as_json=True, ask=good) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["version"], told["system"]) == (version(), "Windows")
    assert {link["cure"] for link in told["links"]} == {""}


def test_this_interpreter_is_asked_for_real() -> None:
    told = probe(sys.executable)
    assert told is not None
    assert told.version == sys.version_info[:2]
    assert told.pandas is False


@pytest.mark.parametrize("interpreter", ["/nowhere/python", "/bin/false"])
def test_what_is_no_python_of_ours_says_nothing(interpreter: str) -> None:
    assert probe(interpreter) is None

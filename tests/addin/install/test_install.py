"""Install, install again, uninstall: the home is as it was, byte for byte, on each system."""

from __future__ import annotations

import json
import plistlib
import shlex
from typing import TYPE_CHECKING

import pytest

from addin.commands.install import install
from addin.commands.uninstall import uninstall
from addin.install import receipt
from addin.install.machine import System, this_machine
from addin.install.pieces import pieces, receipt_path, settings_path, startup_folder
from addin.install.settings import decoded, encoded, read_settings
from addin.ribbon import addin_bytes
from tests.addin.install.homes import ALL, FOREIGN, machine, state
from validation.refusals import NotWritable, Refusal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("system", ALL)
def test_after_install_twice_and_uninstall_the_home_is_as_it_was(system: System, tmp_path: Path) -> None:
    here = machine(system, tmp_path)
    before = state(here.home)
    assert install(here, as_json=False) == 0
    once = state(here.home)
    assert install(here, as_json=False) == 0
    assert state(here.home) == once
    assert uninstall(here, as_json=False) == 0
    assert state(here.home) == before


@pytest.mark.parametrize("system", ALL)
def test_nothing_of_others_is_touched(system: System, tmp_path: Path) -> None:
    here = machine(system, tmp_path)
    install(here, as_json=False)
    assert {place: (here.home / place).read_bytes() for place in FOREIGN[system]} == FOREIGN[system]


@pytest.mark.parametrize("system", ALL)
def test_an_empty_home_is_empty_again(system: System, tmp_path: Path) -> None:
    here = machine(system, tmp_path)._replace(home=tmp_path / "空", appdata=tmp_path / "空" / "AppData" / "Roaming")
    here.home.mkdir()
    install(here, as_json=False)
    assert list(here.home.iterdir())
    uninstall(here, as_json=False)
    assert list(here.home.iterdir()) == []


@pytest.mark.parametrize("system", ALL)
def test_an_older_file_of_the_same_name_comes_back(system: System, tmp_path: Path) -> None:
    here = machine(system, tmp_path)
    first = pieces(here)[0].path
    first.parent.mkdir(parents=True, exist_ok=True)
    first.write_bytes(b"what I made myself")
    first.chmod(0o640)
    before = state(here.home)
    install(here, as_json=False)
    install(here._replace(interpreter="/elsewhere/python"), as_json=False)
    assert first.read_bytes() != b"what I made myself"
    uninstall(here, as_json=False)
    assert state(here.home) == before


@pytest.mark.parametrize("points_to", ["a file", "nothing"])
@pytest.mark.parametrize("system", ALL)
def test_a_link_at_a_place_is_a_link_again_and_so_is_what_it_points_to(system: System, tmp_path: Path, points_to: str) -> None:
    here = machine(system, tmp_path)
    first, target = pieces(here)[0].path, tmp_path / "kept elsewhere"
    first.parent.mkdir(parents=True, exist_ok=True)
    first.symlink_to(target)
    if points_to == "a file":
        target.write_bytes(b"mine")
    install(here, as_json=False)
    assert first.read_bytes() == pieces(here)[0].content
    uninstall(here, as_json=False)
    assert first.is_symlink()
    assert first.readlink() == target
    assert (target.read_bytes() if target.exists() else None) == (b"mine" if points_to == "a file" else None)


def test_what_was_changed_after_the_installation_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = machine(System.WINDOWS, tmp_path)
    install(here, as_json=False)
    settings_path(here).write_bytes(b"mine now")
    capsys.readouterr()
    uninstall(here, as_json=False)
    assert settings_path(here).read_bytes() == b"mine now"
    assert f"安装以后被改过，没有动它：{settings_path(here)}" in capsys.readouterr().out


def test_uninstall_where_nothing_was_installed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = machine(System.MACOS, tmp_path)
    before = state(here.home)
    assert uninstall(here, as_json=False) == 0
    assert capsys.readouterr().out == "没有装过，什么也没有改\n"
    assert state(here.home) == before


def test_a_damaged_receipt_is_one_sentence(tmp_path: Path) -> None:
    here = machine(System.LINUX, tmp_path)
    install(here, as_json=False)
    receipt_path(here).write_bytes(b"{")
    with pytest.raises(Refusal, match="安装记录"):
        uninstall(here, as_json=False)
    with pytest.raises(Refusal, match="安装记录"):
        install(here, as_json=False)


# --- what cannot be written -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("system", ALL)
def test_a_place_that_is_taken_by_a_folder_stops_it_and_nothing_stays(system: System, tmp_path: Path) -> None:
    """The last piece cannot be put: those before it are taken back. A folder in its place stops even the superuser."""
    here = machine(system, tmp_path)
    pieces(here)[-1].path.mkdir(parents=True)
    before = state(here.home)
    with pytest.raises(NotWritable, match=r"没有装上，原来的一点没动：.*写不进去"):
        install(here, as_json=False)
    assert state(here.home) == before


@pytest.mark.parametrize("system", [System.WINDOWS, System.MACOS])
def test_a_disk_that_fails_at_any_piece_leaves_the_home_as_it_was(
    system: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(system, tmp_path)
    before = state(here.home)
    write = receipt._write  # noqa: SLF001 - the one place that writes
    for failing in range(len(pieces(here)) + 1):
        calls = iter(range(1000))

        def fails(place: Path, kept: receipt.Kept, calls: object = calls, failing: int = failing) -> None:
            if next(calls) == failing:  # type: ignore[call-overload]
                raise PermissionError(13, "no", str(place))
            write(place, kept)

        monkeypatch.setattr(receipt, "_write", fails)
        with pytest.raises(NotWritable):
            install(here, as_json=False)
        monkeypatch.setattr(receipt, "_write", write)
        assert state(here.home) == before


# --- what is installed ----------------------------------------------------------------------------------------------------------------


def test_windows_gets_the_addin_its_settings_and_six_entries(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = machine(System.WINDOWS, tmp_path)
    install(here, as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 9
    assert all(line.startswith("已放入：") for line in lines[:8])
    assert lines[8].startswith("装好了：")
    assert (startup_folder(here) / "mealbook.xlam").read_bytes() == addin_bytes()
    settings = settings_path(here).read_bytes()
    assert settings.isascii()
    assert read_settings(settings) == {
        "INTERPRETER_WIN": here.interpreter,
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
        "SHOW CONSOLE": "False",
        "USE UDF SERVER": "False",
    }
    entry = (here.appdata / "Microsoft" / "Windows" / "SendTo" / "膳账 刷新.cmd").read_bytes()
    start = '"C:\\用户\\甲 乙\\膳账 100%%\\.venv\\Scripts\\python.exe" -I -c "from addin.commands import from_shell; from_shell()"'
    assert entry.decode() == f"@chcp 65001 >nul\r\n@{start} desk refresh %*\r\n@if errorlevel 2 pause\r\n"


def test_the_interpreter_is_kept_alive_on_windows_at_an_ascii_path_only(tmp_path: Path) -> None:
    here = machine(System.WINDOWS, tmp_path, r"C:\mealbook\.venv\Scripts\python.exe")
    install(here, as_json=False)
    assert read_settings(settings_path(here).read_bytes())["USE UDF SERVER"] == "True"


def test_macos_gets_the_script_and_quick_actions(tmp_path: Path) -> None:
    here = machine(System.MACOS, tmp_path)
    install(here, as_json=False)
    assert read_settings(settings_path(here).read_bytes())["INTERPRETER_MAC"] == here.interpreter
    contents = here.home / "Library" / "Services" / "膳账 校验.workflow" / "Contents"
    menu = plistlib.loads((contents / "Info.plist").read_bytes())["NSServices"][0]["NSMenuItem"]
    assert menu == {"default": "膳账 校验"}
    action = plistlib.loads((contents / "document.wflow").read_bytes())["actions"][0]["action"]
    words = shlex.split(action["ActionParameters"]["COMMAND_STRING"])
    assert words[0] == here.interpreter
    assert words[-3:] == ["desk", "check", "$@"]
    assert b"on PressButton(" in (here.home / "Library/Application Scripts/com.microsoft.Excel/mealbook.applescript").read_bytes()


def test_json_tells_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = machine(System.WINDOWS, tmp_path)
    install(here, as_json=True)
    assert {each["done"] for each in json.loads(capsys.readouterr().out)["installed"]} == {"已放入"}
    uninstall(here, as_json=True)
    assert {each["done"] for each in json.loads(capsys.readouterr().out)["uninstalled"]} == {"已删除"}


@pytest.mark.parametrize("path", [r"C:\中文\a b\<U+4E2D>.exe", '/a"b/python', "/𠀀/é/python", "C:\\plain\\python.exe"])
def test_any_path_survives_the_settings(path: str) -> None:
    assert encoded(path).isascii()
    assert '"' not in encoded(path)
    assert decoded(encoded(path)) == path


def test_this_machine_is_known() -> None:
    assert this_machine().interpreter
    assert this_machine().system in ALL

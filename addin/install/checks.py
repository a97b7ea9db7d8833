"""Every link of the chain from the press of a button to our own code: does it hold, and if not, what mends it."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Final, NamedTuple

from addin.install.machine import Machine, System
from addin.install.pieces import pieces, script_path, settings_path, startup_folder
from addin.install.settings import read_settings
from addin.ribbon import ADDIN_NAME, addin_bytes, script_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

INSTALL: Final = "运行 mealbook install"
REINSTALL: Final = "在程序文件夹里删掉 .venv，重新安装膳账（见手册 01 和 09），再运行 mealbook install"
WINDOWS_OF_LINUX: Final = ("zenity", "kdialog", "notify-send")
OLDEST: Final = (3, 11)
_SECONDS: Final = 60
_PROBE: Final = """
import json, sys
from importlib.util import find_spec
import addin.commands, addin.door, macros_py.buttons
import xlwings
print(json.dumps({"version": sys.version_info[:2], "pandas": bool(find_spec("pandas")), "pywin32": bool(find_spec("win32com"))}))
"""


class Probe(NamedTuple):
    """What an interpreter says of itself."""

    version: tuple[int, int]
    pandas: bool
    pywin32: bool


class Link(NamedTuple):
    """One link: what it is, whether it holds, and the cure, one sentence."""

    name: str
    holds: bool
    cure: str


def probe(interpreter: str) -> Probe | None:
    """Ask an interpreter, the way a button starts it; ``None`` when it cannot be started, or our code not imported."""
    try:
        done = subprocess.run([interpreter, "-B", "-I", "-c", _PROBE], capture_output=True, check=True, timeout=_SECONDS)  # noqa: S603 - the user's own interpreter
        told = json.loads(done.stdout)
        return Probe((told["version"][0], told["version"][1]), told["pandas"], told["pywin32"])
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def links(
    machine: Machine, ask: Callable[[str], Probe | None] = probe, which: Callable[[str], str | None] = shutil.which
) -> Iterator[Link]:
    """The links, in the order in which a press goes through them."""
    if machine.system is System.LINUX:
        interpreter = machine.interpreter
    else:
        folder = startup_folder(machine)
        yield Link(f"Excel 启动文件夹 {folder}", folder.is_dir(), INSTALL)
        place = folder / ADDIN_NAME
        yield Link(f"加载项 {ADDIN_NAME} 在启动文件夹里", place.is_file(), INSTALL)
        yield Link(f"加载项 {ADDIN_NAME} 是这一版的", _content(place) == addin_bytes(), f"完全退出 Excel，{INSTALL}")
        settings = read_settings(_content(settings_path(machine)) or b"")
        key = "INTERPRETER_WIN" if machine.system is System.WINDOWS else "INTERPRETER_MAC"
        interpreter = settings.get(key, "")
        yield Link(f"设置 {settings_path(machine)} 读得出来", bool(interpreter), INSTALL)
        yield Link("设置指向现在这个安装", interpreter == machine.interpreter, f"程序文件夹搬过地方或装了两份：{INSTALL}")
        alone = settings.get("ADD_WORKBOOK_TO_PYTHONPATH") == "False"
        yield Link("账簿所在的文件夹不参与查找程序", alone, INSTALL)
        if machine.system is System.MACOS:
            yield Link("让 Excel 启动 Python 的脚本", _content(script_path(machine)) == script_bytes(), INSTALL)
    yield from _interpreter_links(machine, interpreter, ask)
    excel = 3 if machine.system is System.MACOS else 2
    desk = pieces(machine)[0 if machine.system is System.LINUX else excel :]
    yield Link("文件管理器里的「膳账」菜单", all(_content(each.path) == each.content for each in desk), INSTALL)
    if machine.system is System.LINUX:
        yield Link(
            "显示结果的窗口（zenity、kdialog、notify-send 有一个就行）",
            any(which(program) for program in WINDOWS_OF_LINUX),
            "安装其中一个，如 zenity；没有它，右键菜单做完、没做成都不出声",
        )


def _interpreter_links(machine: Machine, interpreter: str, ask: Callable[[str], Probe | None]) -> Iterator[Link]:
    told = ask(interpreter) if interpreter else None
    yield Link(f"Python {interpreter or '（没有设置）'} 能启动，膳账读得进来", told is not None, REINSTALL)
    if told is None:
        return
    version = ".".join(map(str, told.version))
    yield Link(f"Python 版本 {version}", told.version >= OLDEST, f"安装 Python 3.11 或更新的版本，{REINSTALL}")
    yield Link(
        "没有 pandas（有它，每次按按钮要多等将近一秒）",
        not told.pandas,
        "给膳账单独建一个 Python 环境（见手册 09），不要在里面装 pandas",
    )
    if machine.system is System.WINDOWS:
        yield Link("pywin32（Python 和 Excel 说话用）", told.pywin32, REINSTALL)
        libraries = list(machine.environment.glob("xlwings*.dll"))
        yield Link("xlwings 的连接库（让 Python 留着不退出）", bool(libraries), REINSTALL)


def _content(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except OSError:
        return None

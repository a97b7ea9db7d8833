"""``mealbook desk check|refresh|fix|unfix|post|pack FILE…``: what the entries of the file manager call. Who has no terminal sees what came of it."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from addin.commands import FAILED, main
from addin.commands.printing import say
from addin.install.machine import System, this_machine
from addin.on_file import packed_beside

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

TITLE: Final = "膳账"
_SHOWN_LINES: Final = 16
_COMMANDS: Final = {
    "check": ("check",),
    "refresh": ("refresh",),
    "fix": ("fix",),
    "unfix": ("fix", "--undo"),
    "post": ("post",),
    "pack": ("pack",),
}
_MADE_BESIDE: Final = ("post", "pack")
"""What makes files beside the book: those are looked at, not the book."""
_ALERT: Final = (
    "on run argv",
    'display dialog (item 1 of argv) with title (item 2 of argv) buttons {"好"} default button 1',
    "end run",
)


class Desk(NamedTuple):
    """What of the desktop is used: its system, where a program of it is (``which``), and the start of one (``start``)."""

    system: System
    which: Callable[[str], str | None]
    start: Callable[[Sequence[str]], str]


def run(options: argparse.Namespace) -> int:
    """Do it for every chosen workbook; the worst exit status counts."""
    desk = this_desk()
    files = options.file or choose(desk)
    if not files:
        show(desk, "没有选中账簿：请在文件管理器里选中它，再用右键菜单里的膳账", failed=True)
        return FAILED
    return max(work(desk, options.action, Path(file)) for file in files)


def this_desk() -> Desk:
    """The desktop of this session; without a screen, none of its windows."""
    system = this_machine().system
    screen = system is not System.LINUX or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return Desk(system, shutil.which if screen else lambda _: None, _start)


def _start(command: Sequence[str]) -> str:
    """Start a program of the desktop and wait for it; returns what it prints."""
    if command[0] == "start" and sys.platform == "win32":
        os.startfile(command[1])  # noqa: S606 - the workbook that was chosen
        return ""
    return subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode(errors="replace")  # noqa: S603 - a list, no shell


def work(desk: Desk, action: str, book: Path) -> int:
    """Do it to one workbook, show what came of it, and open it again.

    After a refresh the workbook itself shows it (首页, 问题清单); what was refused, what a check found, which suggestions were written
    and which not, and which files were made is shown in a window.
    """
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        status = main([*_COMMANDS[action], str(book), *(("--out", str(packed_beside(book))) if action == "pack" else ())])
    lines = said.getvalue().strip().splitlines()
    if status == FAILED:
        rest = "先用「膳账 刷新」把全部问题写进 问题清单"
        show(desk, _shortened(book, lines[-1] if lines else "没有做成", lines[:-1], rest), failed=True)
        return status
    if action in _MADE_BESIDE:
        show(desk, _shortened(book, lines[-1], lines[:-1], "都在账簿所在的文件夹里"), failed=False)
        return status
    if action == "check":
        show(desk, _shortened(book, lines[-1], lines[:-1], "用「膳账 刷新」把全部问题写进 问题清单"), failed=False)
    elif action == "refresh":
        say("\n".join(lines[-2:]).replace("\n", "　"))
    else:
        show(desk, _shortened(book, lines[-2], lines[:-2], "改了的都在 修改记录，没有改的还在 问题清单"), failed=False)
    if not open_book(desk, book):
        say(f"请打开 {book} 看结果")
    return status


def _shortened(book: Path, counts: str, lines: list[str], rest: str) -> str:
    """The counts, then the first lines, as many as a window holds, and where the rest is to be seen."""
    shown = [f"{book.name}：{counts}", *lines[:_SHOWN_LINES]]
    if len(lines) > _SHOWN_LINES:
        shown.append(f"……（{rest}）")
    return "\n".join(shown)


def show(desk: Desk, text: str, *, failed: bool) -> None:
    """Show a text in a window where there is one to be had, and print it all the same: Windows keeps its command window open."""
    for line in text.splitlines():
        say(line)
    if desk.system is System.MACOS:
        script = [word for line in _ALERT for word in ("-e", line)]
        desk.start(["osascript", *script, text, TITLE])
    elif desk.system is System.LINUX:
        kinds = {
            "zenity": ["--error" if failed else "--info", "--no-markup", f"--title={TITLE}", f"--text={text}"],
            "kdialog": ["--title", TITLE, "--error" if failed else "--msgbox", text],
            "notify-send": [TITLE, text],
        }
        for name, words in kinds.items():
            program = desk.which(name)
            if program:
                desk.start([program, *words])
                return


def choose(desk: Desk) -> list[str]:
    """Ask for a workbook, where the desktop of Linux has a window for that: the starter may be started with none."""
    if desk.system is System.LINUX:
        kinds = {
            "zenity": ["--file-selection", f"--title={TITLE}：选一本账簿", "--file-filter=*.xlsx *.xlsm"],
            "kdialog": ["--title", TITLE, "--getopenfilename", ".", "*.xlsx *.xlsm"],
        }
        for name, words in kinds.items():
            program = desk.which(name)
            if program:
                return desk.start([program, *words]).splitlines()[:1]
    return []


def open_book(desk: Desk, book: Path) -> bool:
    """Open the workbook with the program it belongs to; whether there is a way to."""
    place = str(book.resolve())
    if desk.system is System.WINDOWS:
        desk.start(["start", place])
        return True
    program = desk.which("open" if desk.system is System.MACOS else "xdg-open")
    if program is None:
        return False
    desk.start([program, place])
    return True

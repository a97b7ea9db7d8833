"""Homes of three systems, made up in a folder: with other people's add-ins and settings in them."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from addin.install.machine import Machine, System

if TYPE_CHECKING:
    from pathlib import Path

FOREIGN = {
    System.WINDOWS: {
        "AppData/Roaming/Microsoft/Excel/XLSTART/others.xlam": b"somebody else's add-in",
        "AppData/Roaming/Microsoft/Windows/SendTo/Bluetooth.lnk": b"\x4c\x00\x00\x00",
        ".xlwings/xlwings.conf": b'"INTERPRETER_WIN","C:\\other\\python.exe"\r\n',
    },
    System.MACOS: {
        "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel/others.xlam": b"other",
        "Library/Containers/com.microsoft.Excel/Data/xlwings.conf": b'"INTERPRETER_MAC","/opt/other/python"\n',
        "Library/Application Scripts/com.microsoft.Excel/xlwings-0.37.8.applescript": b"on VbaHandler(x)\nend\n",
        "Library/Services/other.workflow/Contents/Info.plist": b"<plist/>",
    },
    System.LINUX: {
        ".local/share/applications/other.desktop": b"[Desktop Entry]\nName=Other\n",
        ".config/mimeapps.list": b"[Default Applications]\n",
    },
}
"""What stands there before, by system."""

ALL = tuple(System)


def machine(system: System, folder: Path, interpreter: str | None = None) -> Machine:
    """A machine whose home, with blanks and Chinese in its path, holds what others put there."""
    home = folder / "用户 甲" / "OneDrive - 学校"
    home.mkdir(parents=True, exist_ok=True)
    for place, content in FOREIGN[system].items():
        (home / place).parent.mkdir(parents=True, exist_ok=True)
        (home / place).write_bytes(content)
    usual = (
        r"C:\用户\甲 乙\膳账 100%\.venv\Scripts\python.exe" if system is System.WINDOWS else "/Users/甲 乙/膳账/.venv/bin/python"
    )
    environment = folder / "environment"
    environment.mkdir(exist_ok=True)
    return Machine(system, home, home / "AppData" / "Roaming", interpreter or usual, environment)


def state(home: Path) -> dict[str, tuple[bytes | None, int]]:
    """Every file and folder below a home: its bytes and its mode."""
    return {
        str(each.relative_to(home)): (None if each.is_dir() else each.read_bytes(), stat.S_IMODE(each.stat().st_mode))
        for each in home.rglob("*")
    }

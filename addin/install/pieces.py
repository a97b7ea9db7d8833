"""What is installed: each file with its place and its content, by system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from addin.install.desk_entries import linux_entries, macos_entries, windows_entries
from addin.install.machine import Machine, System
from addin.install.piece import Piece
from addin.install.settings import settings_text
from addin.ribbon import ADDIN_NAME, addin_bytes, script_bytes

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS_NAME: Final = "mealbook.conf"
SCRIPT_NAME: Final = "mealbook.applescript"
RECEIPT_NAME: Final = "installed.json"


def pieces(machine: Machine) -> tuple[Piece, ...]:
    """All that is installed on this machine."""
    desk = {System.WINDOWS: windows_entries, System.MACOS: macos_entries, System.LINUX: linux_entries}[machine.system](machine)
    if machine.system is System.LINUX:
        return desk
    excel = [
        Piece(startup_folder(machine) / ADDIN_NAME, addin_bytes(), "Excel 启动文件夹里的加载项（功能区「膳账」）"),
        Piece(settings_path(machine), settings_text(machine), "加载项的设置（用哪个 Python）"),
    ]
    if machine.system is System.MACOS:
        excel.append(Piece(script_path(machine), script_bytes(), "让 Excel 能启动 Python 的脚本"))
    return (*excel, *desk)


def startup_folder(machine: Machine) -> Path:
    """The folder whose workbooks Excel opens when it starts."""
    if machine.system is System.WINDOWS:
        return machine.appdata / "Microsoft" / "Excel" / "XLSTART"
    content = machine.home / "Library" / "Group Containers" / "UBF8T346G9.Office" / "User Content.localized"
    return content / "Startup.localized" / "Excel"


def settings_path(machine: Machine) -> Path:
    """Where the VBA looks for our settings: a file of our own, beside xlwings' and never in it."""
    if machine.system is System.WINDOWS:
        return machine.home / ".mealbook" / SETTINGS_NAME
    return machine.home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / SETTINGS_NAME


def script_path(machine: Machine) -> Path:
    """On a Mac, the script by which VBA starts a program."""
    return machine.home / "Library" / "Application Scripts" / "com.microsoft.Excel" / SCRIPT_NAME


def receipt_path(machine: Machine) -> Path:
    """Where it is written down what was installed and what had stood there."""
    folder = {
        System.WINDOWS: machine.home / ".mealbook",
        System.MACOS: machine.home / "Library" / "Application Support" / "mealbook",
        System.LINUX: machine.home / ".local" / "share" / "mealbook",
    }[machine.system]
    return folder / RECEIPT_NAME

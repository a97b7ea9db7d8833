"""The machine that mealbook is installed on: what the installer has to know of it, as plain data."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class System(StrEnum):
    """The operating system, by the name the accountant knows."""

    WINDOWS = "Windows"
    MACOS = "macOS"
    LINUX = "Linux"


class Machine(NamedTuple):
    """Whose machine it is.

    ``appdata`` is Windows' folder for settings of programs (``%APPDATA%``); elsewhere it is not looked at. ``interpreter`` is the absolute
    path of the Python of mealbook's own environment, ``environment`` that environment's folder.
    """

    system: System
    home: Path
    appdata: Path
    interpreter: str
    environment: Path


def this_machine() -> Machine:
    """The machine this runs on."""
    home = Path.home()
    system = {"win32": System.WINDOWS, "darwin": System.MACOS}.get(sys.platform, System.LINUX)
    appdata = Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
    return Machine(system, home, appdata, sys.executable, Path(sys.prefix))

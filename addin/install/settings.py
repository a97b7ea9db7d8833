"""``mealbook.conf``: the settings that the VBA of the add-in reads, a key and a value a line, in ASCII whatever the path holds."""

from __future__ import annotations

import re
from typing import Final

from addin.install.machine import Machine, System

_LETTER: Final = re.compile(r'[^ -~]|["<]')
_CODE: Final = re.compile(r"<U\+([0-9A-F]{4})>")
_LINE: Final = re.compile(r'"([^"]*)","([^"]*)"\r?')


def settings_text(machine: Machine) -> bytes:
    """The settings for this machine.

    The interpreter is kept alive between two presses on Windows only, and only at a path of ASCII letters: xlwings' library is handed the
    path in the system's code page.
    """
    windows = machine.system is System.WINDOWS
    settings = {
        "INTERPRETER_WIN" if windows else "INTERPRETER_MAC": machine.interpreter,
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
        "SHOW CONSOLE": "False",
        "USE UDF SERVER": str(windows and machine.interpreter.isascii()),
    }
    end = "\r\n" if windows else "\n"
    return "".join(f'"{key}","{encoded(value)}"{end}' for key, value in settings.items()).encode("ascii")


def read_settings(content: bytes) -> dict[str, str]:
    """The settings as the VBA reads them; lines that are none are passed over."""
    lines = content.decode("ascii", "replace").split("\n")
    return {found[1]: decoded(found[2]) for line in lines if (found := _LINE.fullmatch(line))}


def encoded(text: str) -> str:
    """Text in which every letter that VBA might misread is spelled by its UTF-16 numbers: ``<U+4E2D>``."""
    return _LETTER.sub(lambda found: "".join(f"<U+{unit}>" for unit in _units(found[0])), text)


def decoded(text: str) -> str:
    """The text again."""
    units = _CODE.sub(lambda found: chr(int(found[1], 16)), text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _units(letter: str) -> list[str]:
    return re.findall("....", letter.encode("utf-16-be").hex().upper())

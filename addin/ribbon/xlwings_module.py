"""The VBA module ``xlwings`` as xlwings ships it, and the few places in which ours differs.

Each difference must find its place exactly as often as it says: a new xlwings that reads otherwise fails the build, and somebody looks.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

VBA: Final = Path(__file__).resolve().parent / "vba"
_PROCEDURE = re.compile(
    r"^(?:(?:Public|Private) )?(?P<kind>Function|Sub) (?P<name>\w+)\b.*?^End (?P=kind)\n", re.MULTILINE | re.DOTALL
)


class Change(NamedTuple):
    """A text that stands ``times`` times in the module, and what stands there instead."""

    old: str
    new: str
    times: int = 1


CHANGES: Final = (
    Change("'Version: 0.37.8\n", "'Version: 0.37.8, changed for mealbook: docs/decisions/0018-ribbon-and-install.md\n"),
    Change('PROJECT_NAME As String = "myaddin"', 'PROJECT_NAME As String = "mealbook"'),
    Change('Environ("Temp")', 'WScript.ExpandEnvironmentStrings("%TEMP%")'),
    Change('GetConfig("SHOW CONSOLE", False) = True', 'LCase$(GetConfig("SHOW CONSOLE", "false")) = "true"'),
    Change('MsgBox "Could not find Interpreter!", vbCritical', "TellBroken"),
    Change(' -B -c ""import ', ' -B -I -c ""import '),
    Change('" --wb=" & """" & ActiveWorkbook.Name', '" --wb=" & """" & CallerBook().Name'),
)
"""What differs outside the procedures of ``changed-procedures.bas``."""


def module_source(shipped: str) -> str:
    """Our module, made of the shipped one.

    Raises:
        ValueError: a place to change is not there, or there more often than it was.
    """
    source = shipped.replace("\r\n", "\n")
    for found in _PROCEDURE.finditer((VBA / "changed-procedures.bas").read_text(encoding="ascii")):
        source = with_procedure(source, found["name"], found[0])
    for change in CHANGES:
        if source.count(change.old) != change.times:
            raise ValueError(f"xlwings' module holds {source.count(change.old)} times, not {change.times}: {change.old}")
        source = source.replace(change.old, change.new)
    return source + (VBA / "added-procedures.bas").read_text(encoding="ascii")


def with_procedure(source: str, name: str, procedure: str) -> str:
    """The module with another procedure of that name.

    Raises:
        ValueError: there is none of that name, or several.
    """
    places = [found.span() for found in _PROCEDURE.finditer(source) if found["name"] == name]
    if len(places) != 1:
        raise ValueError(f"xlwings' module holds the procedure {name} {len(places)} times, not once")
    ((start, end),) = places
    return source[:start] + procedure + source[end:]

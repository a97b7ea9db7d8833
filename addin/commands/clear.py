"""``mealbook clear FILE``: take the marks of the last check away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands import DONE
from addin.commands.printing import say, say_json
from addin.file_host import FileHost
from macros_py.buttons import press_clear

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Empty the 校验 columns and 问题清单, and say what stayed."""
    host = FileHost(Path(options.file), ignore_lock=options.ignore_lock)
    host.check_free()
    pressed = press_clear(host.read())
    changed = host.apply(pressed.draft)
    if options.json:
        say_json({"file": options.file, "changed": changed})
        return DONE
    say("；".join((f"已清除 {options.file} 里的标记" if changed else f"{options.file} 里没有标记，未改动", *pressed.told)))
    return DONE

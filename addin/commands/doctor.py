"""``mealbook doctor``: tries every link of the chain from the button to the program, and says how to mend what does not hold."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from addin.commands import DONE, ERRORS_FOUND, version
from addin.commands.printing import say, say_json
from addin.install.checks import Probe, links, probe
from addin.install.machine import Machine, this_machine

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def run(options: argparse.Namespace) -> int:
    """Look at this machine."""
    return doctor(this_machine(), as_json=options.json)


def doctor(
    machine: Machine,
    *,
    as_json: bool,
    ask: Callable[[str], Probe | None] = probe,
    which: Callable[[str], str | None] = shutil.which,
) -> int:
    """Look at a machine; the exit status says whether all holds."""
    found = list(links(machine, ask, which))
    broken = sum(not link.holds for link in found)
    if as_json:
        told = [{"link": link.name, "holds": link.holds, "cure": "" if link.holds else link.cure} for link in found]
        say_json({"version": version(), "system": str(machine.system), "links": told})
    else:
        say(f"膳账 {version()}，系统：{machine.system}")
        for link in found:
            say(f"✓ {link.name}" if link.holds else f"✗ {link.name} → {link.cure}")
        say(f"有 {broken} 处要处理" if broken else "都好")
    return ERRORS_FOUND if broken else DONE

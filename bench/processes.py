"""Fresh processes, and what each took. This module imports little: a child's peak memory can never be below its parent's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""An installed program is compiled once, when it is installed, and not at every start."""
_TO_BYTES = 1 if sys.platform == "darwin" else 1024


class Taken(NamedTuple):
    """What one process took: seconds of CPU (user and system), seconds by the clock, peak memory in bytes, and what it printed."""

    cpu: float
    wall: float
    memory: int
    said: str


class Medians(NamedTuple):
    """The medians of several runs, and of what they said of their inside."""

    cpu: float
    wall: float
    memory: float
    inside: dict[str, float]


def take(command: Sequence[str]) -> Taken:
    """Run one command from the repository's root.

    Raises:
        RuntimeError: it failed (status 1 only says that the book has errors).
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as failed:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=failed, env=_ENVIRONMENT)  # noqa: S603 - our own commands
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        failed.seek(0)
        wrong = failed.read().decode("utf-8", "replace")
        if process.returncode not in (0, 1) or "Traceback" in wrong:
            raise RuntimeError(f"{' '.join(command)[:200]} ended with {process.returncode}: {wrong[-2000:]}")
        said.seek(0)
        return Taken(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * _TO_BYTES, said.read().decode("utf-8", "replace"))


def interleaved(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, Medians]:
    """Run every command in turn, once to warm up and then ``runs`` times, so that a slow minute of the machine touches all alike."""
    taken: dict[str, list[Taken]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            found = take(command)
            if turn:
                taken[name].append(found)
        sys.stderr.write(f"round {turn} of {runs}{' (warm-up)' if not turn else ''}\n")
    return {name: medians(found) for name, found in taken.items()}


def medians(taken: Sequence[Taken]) -> Medians:
    """The medians of some runs of one command."""
    said = [json.loads(each.said) for each in taken if each.said.startswith("{")]
    inside = {key: median(each[key] for each in said) for key in said[0] if isinstance(said[0][key], float)} if said else {}
    return Medians(
        median(each.cpu for each in taken), median(each.wall for each in taken), median(each.memory for each in taken), inside
    )

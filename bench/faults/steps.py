"""Every call of a program into the system, and the same program with one of them killed or failed, by way of strace."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.faults.verdict import ROOT, Program, Trial, judged, run, surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator

_CALL = re.compile(r"^\d+ +(\w+)\((.*)$")
_MODES = ("ioctl", "lseek")
FAULTS = {
    "KILL": "signal=KILL",
    "INT": "signal=INT",
    "LIE": "retval=1",
    **{name: f"error={name}" for name in ("ENOSPC", "EIO", "EACCES", "EDQUOT", "EROFS", "EPERM", "ESTALE", "ETIMEDOUT", "EINTR", "EOPNOTSUPP", "ENOSYS")},
}
"""What is done to a call. ``LIE``: a write that says it took one byte, and took none."""


class Step(NamedTuple):
    """The ``number``-th call of the kind ``call``, as strace shows it."""

    call: str
    number: int
    shown: str


@contextmanager
def fresh_folder(program: Program) -> Iterator[Path]:
    """The book of a fresh folder."""
    with tempfile.TemporaryDirectory(prefix="mealbook-faults-") as scratch:
        yield program.folder(Path(scratch, "夹"))


def unable() -> str | None:
    """Why there can be no injections here; nothing when there can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False)  # noqa: S607 - from PATH
    return None if tried.returncode == 0 else "strace may not trace processes here (ptrace is forbidden)"


def steps(program: Program) -> list[Step]:
    """The calls that touch the folder of the book, in order."""
    with fresh_folder(program) as book, tempfile.NamedTemporaryFile() as trace:
        _straced(["-y", "-e", "trace=%file,%desc"], trace.name, program.command(book))
        numbers: Counter[str] = Counter()
        found = []
        for line in Path(trace.name).read_text("utf-8", "replace").splitlines():
            if match := _CALL.match(line):
                numbers[match[1]] += 1
                if str(book.parent.parent) in match[2] and match[1] not in (*_MODES, "execve"):
                    found.append(Step(match[1], numbers[match[1]], match[2]))
    return found


def injected(program: Program, step: Step, fault: str) -> Trial:
    """Run the program with one fault at one step."""
    with fresh_folder(program) as book, tempfile.NamedTemporaryFile() as trace:
        inject = f"inject={step.call}:{FAULTS[fault]}:when={step.number}"
        status, said = _straced(["-e", f"trace={step.call}", "-e", inject], trace.name, program.command(book))
        trial = judged(program, f"{fault} at {step.call} {step.number} ({step.shown[:100]})", book, status, said)
        if fault not in ("KILL", "INT") and "(INJECTED)" not in Path(trace.name).read_text("utf-8", "replace"):
            trial = trial._replace(offences=(*trial.offences, "the fault was not injected"))
    return trial


def _straced(options: list[str], trace: str, command: list[str]) -> tuple[int, str]:
    return run(["strace", "-f", "--seccomp-bpf", "-qq", "-o", trace, *options, *command])

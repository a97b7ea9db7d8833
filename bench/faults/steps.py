"""Every call of a program into the system, and the same program with one of them killed or failed, by way of strace."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.faults.verdict import Program, Trial, judged, run

if TYPE_CHECKING:
    from collections.abc import Iterator

_CALL = re.compile(r"^\d+ +(\w+)\((.*)$")
_OPTIONS = ("-f", "-q")
_FAST = "--seccomp-bpf"
_MARKS = {"signal": " SIG", "error": "(INJECTED)", "retval": "(INJECTED)"}
"""What strace writes when it has done it."""
_MODES = ("ioctl", "lseek")
FAULTS = {
    "KILL": "signal=KILL",
    "INT": "signal=INT",
    "USR1": "signal=USR1",
    "LIE": "retval=1",
    **{
        name: f"error={name}"
        for name in ("ENOSPC", "EIO", "EACCES", "EDQUOT", "EROFS", "EPERM", "ESTALE", "ETIMEDOUT", "EINTR", "EOPNOTSUPP", "ENOSYS")
    },
}
"""What is done to a call. ``LIE``: a write that says it took one byte, and took none. ``USR1``: the small program edits the book."""


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
    tried, _ = run(["strace", *_OPTIONS, _FAST, "-o", "/dev/null", "true"])
    return None if tried == 0 else "strace may not trace processes here (ptrace is forbidden)"


def steps(program: Program) -> list[Step]:
    """The calls that touch the folder of the book, in order."""
    with fresh_folder(program) as book, tempfile.NamedTemporaryFile() as trace:
        run(["strace", *_OPTIONS, _FAST, "-o", trace.name, "-y", "-e", "trace=%file,%desc", *program.command(book)])
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
    with fresh_folder(program) as book:
        status, said = straced(program.command(book), step, fault)
        return judged(program, f"{fault} at {step.call} {step.number} ({step.shown[:100]})", book, status, said)


def straced(command: list[str], step: Step, fault: str) -> tuple[int, str]:
    """Exit status and stderr of a command with one fault at one step.

    Raises:
        RuntimeError: the step was not reached.
    """
    kind = FAULTS[fault]
    with tempfile.NamedTemporaryFile() as trace:
        options = ["-e", f"trace={step.call}", "-e", f"inject={step.call}:{kind}:when={step.number}"]
        fast = [] if kind.startswith("signal") else [_FAST]  # strace sends no signal where it looks at some calls only
        status, said = run(["strace", *_OPTIONS, *fast, "-o", trace.name, *options, *command])
        if _MARKS[kind.partition("=")[0]] not in Path(trace.name).read_text("utf-8", "replace"):
            raise RuntimeError(f"no {fault} at {step.call} {step.number} in {command}")
        return status, said

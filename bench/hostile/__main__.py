"""``make hostile``: every kind is put to ``mealbook check``, and, when it is read, to ``mealbook refresh --out``.

Prints one line of totals, then the offenders, one line each. Exit status 0 when there are none, else 1.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from addin.one_line import one_line
from bench.hostile.kinds import EITHER, READ, Kind
from bench.hostile.place_kinds import PLACE_KINDS
from bench.hostile.school_book import parts
from bench.hostile.sheet_kinds import SHEET_KINDS
from bench.hostile.xml_kinds import XML_KINDS
from bench.hostile.zip_kinds import ZIP_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

KINDS = (*ZIP_KINDS, *XML_KINDS, *SHEET_KINDS, *PLACE_KINDS)
WORKERS = 2
SECONDS, MEBIBYTES = 20.0, 1024
"""Seconds of CPU: those by the clock say more about what else the machine does. By the clock, a run is ended after three times as many."""
QUICK_SECONDS, QUICK_MEBIBYTES = 1.5, 150
"""For a refusal by the guard, of a file of ordinary size; Python's start, a quarter of a second, is in it.

A part that is sound for the guard and goes for time or memory inside is held to the limits of every run.
"""
ORDINARY = 20 << 20
REFUSED = 2
_POLL = 0.004
_PROGRAM = "import sys; from addin.commands import main; sys.exit(main())"


class Ended(NamedTuple):
    """How a process ended: its exit status (negative: the signal), seconds of CPU and by the clock, MiB at most, and what it wrote."""

    status: int
    cpu: float
    seconds: float
    mebibytes: float
    out: str
    err: str


@dataclass(slots=True)
class Trial:
    """One kind on its way: the file is made, checked, refreshed."""

    kind: Kind
    folder: Path
    pid: int = 0
    began: float = 0.0
    step: str = "make"
    ended: dict[str, Ended] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Where the hostile file stands."""
        return Path(os.fsdecode((self.folder / "where").read_bytes()))

    def start(self, step: str) -> None:
        """Begin a step in a process of its own."""
        self.step, self.began = step, time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            self._in_child(step)

    def _in_child(self, step: str) -> None:
        """Never comes back."""
        try:
            for stream, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
            if step == "make":
                make(self.kind, self.folder)
                os._exit(0)
            path = str(self.path)
            more = ["--out", str(self.folder / f"结果{Path(path).suffix}")] if step == "refresh" else []
            os.execv(sys.executable, [sys.executable, "-c", _PROGRAM, step, path, *more])  # noqa: S606 - our own program
        except BaseException as fault:  # noqa: BLE001 - a forked child must not run on in its parent's place
            os.write(2, repr(fault).encode())
        os._exit(99)

    def over(self) -> Ended | None:
        """How the running step ended; ``None`` while it runs. One that takes far too long is killed."""
        pid, status, usage = os.wait4(self.pid, os.WNOHANG)
        seconds = time.monotonic() - self.began
        if pid == 0:
            if seconds > 3 * SECONDS:
                os.kill(self.pid, signal.SIGKILL)
            return None
        texts = ((self.folder / name).read_text(encoding="utf-8", errors="replace") for name in ("out", "err"))
        return Ended(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss / 1024, *texts)


def make(kind: Kind, folder: Path) -> None:
    """Put the hostile file into a folder, and write down where."""
    inside = folder / "书"
    inside.mkdir()
    path = inside / "书.xlsx"
    if kind.place is not None:
        path = kind.place(inside)
    elif kind.make is not None:
        path.write_bytes(kind.make())
    (folder / "where").write_bytes(os.fsencode(path))


def complaints(trial: Trial) -> Iterator[str]:
    """What is wrong with how a kind was met."""
    kind, check = trial.kind, trial.ended["check"]
    refused = check.status == REFUSED
    for step, ended in trial.ended.items():
        if step != "make":
            yield from (f"{step}: {wrong}" for wrong in _wrong(ended))
    if kind.expected not in (READ, EITHER) and kind.expected not in check.err:
        yield f"expected 「{kind.expected}」, found {check.err[:200] or check.status!r}"
    if kind.expected == READ and refused:
        yield f"should be read: {check.err[:200]}"
    if kind.said and not refused and kind.said not in check.out:
        yield f"nothing about {kind.said} among the findings"
    guarded = kind.name.startswith(("zip:", "file:")) or not kind.attack
    if refused and guarded and _size(trial) <= ORDINARY and (check.cpu > QUICK_SECONDS or check.mebibytes > QUICK_MEBIBYTES):
        yield f"the refusal took {check.cpu:.1f} s and {check.mebibytes:.0f} MiB"


def _size(trial: Trial) -> int:
    try:
        return trial.path.stat().st_size
    except OSError:
        return 0


def _wrong(ended: Ended) -> Iterator[str]:
    """What no run of the program may do, whatever the file."""
    if ended.status not in (0, 1, REFUSED):
        yield f"exit status {ended.status} {ended.err[-200:]}"
    if "Traceback" in ended.err or "程序出了意外" in ended.err:
        yield f"a bug shows: {ended.err[-200:]}"
    if ended.status == REFUSED and (ended.err.count("\n") != 1 or not ended.err.endswith("\n")):
        yield f"not one line: {ended.err[:200]!r}"
    if ended.status in (0, 1) and ended.err:
        yield f"read, and yet: {ended.err[:200]!r}"
    if any(one_line(line) != line for line in (ended.err + ended.out).split("\n")):
        yield "something that moves the cursor is printed"
    if ended.cpu > SECONDS or ended.mebibytes > MEBIBYTES:
        yield f"took {ended.cpu:.1f} s and {ended.mebibytes:.0f} MiB"


def run(kinds: Iterable[Kind], scratch: Path) -> Iterator[Trial]:
    """Put kinds through, two at a time; they come as they are done."""
    parts()  # made once, here: every process that makes a file is a fork of this one
    waiting, running = deque(kinds), list[Trial]()
    for number in range(len(waiting) + 1):
        while waiting and len(running) < WORKERS:
            folder = scratch / f"{number}-{len(waiting)}"
            folder.mkdir()
            running.append(Trial(waiting.popleft(), folder))
            running[-1].start("make")
        if not running:
            return
        yield _next_done(running)


def _next_done(running: list[Trial]) -> Trial:
    while True:
        for trial in running:
            ended = trial.over()
            if ended is None:
                continue
            trial.ended[trial.step] = ended
            if trial.step == "make" and ended.status == 0:
                trial.start("check")
            elif trial.step == "check" and ended.status in (0, 1):
                trial.start("refresh")
            else:
                running.remove(trial)
                return trial
        time.sleep(_POLL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all kinds, or those whose name holds a word; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("word", nargs="?", default="", help="only kinds whose name holds this")
    parser.add_argument("--every", type=int, default=1, help="only one kind in so many")
    parser.add_argument("--all", action="store_true", help="list what came of every kind")
    options = parser.parse_args(arguments)
    chosen = [kind for kind in KINDS if options.word in kind.name][:: options.every]
    counts, lines, slowest, largest = Counter[str](), [], 0.0, 0.0
    began = time.monotonic()
    scratch = Path(tempfile.mkdtemp(prefix="mealbook-hostile-"))
    try:
        for trial in run(chosen, scratch):
            wrong = list(complaints(trial)) if "check" in trial.ended else [f"not made: {trial.ended['make'].err[-300:]}"]
            runs = [ended for step, ended in trial.ended.items() if step != "make"]
            slowest = max([slowest, *(each.cpu for each in runs)])
            largest = max([largest, *(each.mebibytes for each in runs)])
            end = "offenders" if wrong else "refused" if runs[0].status == REFUSED else "read"
            counts[end] += 1
            if wrong or options.all:
                spent = ", ".join(f"{each.cpu:.1f} s {each.mebibytes:.0f} MiB" for each in runs)
                lines.append(f"{trial.kind.name}: {'; '.join(wrong) or end} ({spent}) {runs[0].err.strip() if runs else ''}")
            shutil.rmtree(trial.folder, ignore_errors=True)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    total = (
        f"{len(chosen)} kinds: refused {counts['refused']}, read {counts['read']}, offenders {counts['offenders']}; "
        f"slowest {slowest:.1f} s of CPU, largest {largest:.0f} MiB; {time.monotonic() - began:.1f} s"
    )
    sys.stdout.write("\n".join([total, *(line.replace("\n", "\\n") for line in sorted(lines))]) + "\n")
    return 1 if counts["offenders"] else 0


if __name__ == "__main__":
    sys.exit(main())

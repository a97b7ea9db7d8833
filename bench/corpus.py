"""``make corpus DIR=…``: every workbook below a folder is read, one cell of it filled, saved elsewhere, and every part compared.

Prints one line of totals, then the offenders, one line each. Exit status 0 when there are none, else 1.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from addin.children import Limits, Outcome, Task, run
from addin.terminal import visible
from bench.one_workbook import Examined, examine, opens

if TYPE_CHECKING:
    from collections.abc import Sequence

WORKERS = 2
READERS = ("openpyxl", "calamine")
LIMITS = Limits()
_PATIENCE = Limits(cpu=2 * LIMITS.cpu, wall=2 * LIMITS.wall)
"""For another reader on our result: it was within the limits on the input, and must not fail for a second's difference."""
_QUOTED, _NUMBER = re.compile("「[^」]*」"), re.compile(r"\d+")
Key = tuple[int, str]
"""The file's place in the list, and the step: ``ours``, or a reader's name with ``before`` or ``after``."""


@dataclass(slots=True)
class Totals:
    """What is counted over a corpus."""

    files: int = 0
    ignored: int = 0
    read: int = 0
    compared: int = 0
    changed: int = 0
    crashes: int = 0
    hangs: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unwritable: Counter[str] = field(default_factory=Counter)
    unopened: Counter[str] = field(default_factory=Counter)
    offenders: list[str] = field(default_factory=list)
    turned_away: list[str] = field(default_factory=list)

    def line(self, seconds: float) -> str:
        """The line of totals."""
        return (
            f"{self.files} files ({self.ignored} others ignored): read {self.read}, refused {_counted(self.refused)}, "
            f"not writable {_counted(self.unwritable)}; parts compared {self.compared}, changed unexpectedly {self.changed}; "
            f"other readers fail on the result only {_counted(self.unopened)}; crashes {self.crashes}, hangs {self.hangs}; {seconds:.1f} s"
        )


def _counted(reasons: Counter[str]) -> str:
    listed = "; ".join(f"{reason} × {number}" for reason, number in sorted(reasons.items(), key=lambda each: (-each[1], each[0])))
    return f"{reasons.total()} ({listed})" if reasons else "0"


def workbooks(folder: Path) -> tuple[list[Path], int, list[str]]:
    """The regular files below a folder whose names end in .xlsx or .xlsm, whatever the case, in order.

    Returns:
        The files; how many others lie there (pipes and links to nothing, too); and the folders that could not be listed, with the reason.
    """
    found: list[Path] = []
    others, closed = 0, list[str]()
    for place, folders, names in os.walk(folder, onerror=lambda fault: closed.append(f"{fault.filename}: {fault.strerror}")):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() in (".xlsx", ".xlsm") and os.path.isfile(path):  # noqa: PTH113 - Path.is_file lets a closed folder fly
                found.append(path)
            else:
                others += 1
    return found, others, closed


class Corpus:
    """One run over a folder."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        """Find the workbooks.

        Args:
            folder: where they lie; nothing is written there.
            scratch: an empty folder for the results; each is removed as soon as it has been looked at.
        """
        self.folder = folder
        self.scratch = scratch
        self.paths, ignored, closed = workbooks(folder)
        self.totals = Totals(files=len(self.paths), ignored=ignored + len(closed), turned_away=closed)
        self._next: deque[Task[Key]] = deque()
        self._numbers = iter(range(len(self.paths)))
        self._open: Counter[int] = Counter()

    def run(self) -> Totals:
        """Put every workbook through."""
        for (number, step), outcome in run(self._task, WORKERS, ("bench.one_workbook",)):
            self._open[number] -= 1
            if step == "ours":
                self._ours(number, outcome)
            else:
                self._theirs(number, step, outcome)
            if not self._open[number]:
                shutil.rmtree(self._place(number), ignore_errors=True)
        self.totals.offenders.sort()
        self.totals.turned_away.sort()
        return self.totals

    def _task(self) -> Task[Key] | None:
        """What follows from outcomes goes first, so that few results lie about."""
        if self._next:
            return self._next.popleft()
        for number in self._numbers:
            try:
                self._place(number).mkdir()
            except OSError as fault:
                self.totals.crashes += 1
                self.totals.offenders.append(f"{self._name(number)}: no place for its result: {fault.strerror}")
                continue
            self._open[number] += 1
            return Task((number, "ours"), examine, (str(self.paths[number]), str(self._result(number))), LIMITS)
        return None

    def _place(self, number: int) -> Path:
        return self.scratch / str(number)

    def _result(self, number: int) -> Path:
        return self._place(number) / f"result{self.paths[number].suffix.lower()}"

    def _name(self, number: int) -> str:
        return str(self.paths[number].relative_to(self.folder))

    def _then(self, number: int, step: str, path: Path, limits: Limits) -> None:
        self._open[number] += 1
        self._next.append(Task((number, step), opens, (step.partition(" ")[0], str(path)), limits))

    def _ours(self, number: int, outcome: Outcome) -> None:
        totals, name, found = self.totals, self._name(number), outcome.answer
        if not isinstance(found, Examined):
            totals.crashes += not outcome.hang
            totals.hangs += bool(outcome.hang)
            totals.offenders.append(f"{name}: {'hang' if outcome.hang else 'crash'}: {_end(outcome)}")
            return
        if found.refused:
            totals.refused[_reason(found.refused)] += 1
            totals.turned_away.append(f"{name}: {found.refused}")
            return
        totals.read += 1
        if found.unwritable:
            totals.unwritable[_reason(found.unwritable)] += 1
            totals.turned_away.append(f"{name}: {found.unwritable}")
        totals.compared += found.compared
        totals.changed += len(found.changed)
        if found.changed:
            totals.offenders.append(f"{name}: changed {', '.join(found.changed)}")
        if found.wrong:
            totals.offenders.append(f"{name}: {found.wrong}")
        if found.saved:
            for reader in READERS:
                self._then(number, f"{reader} before", self.paths[number], LIMITS)

    def _theirs(self, number: int, step: str, outcome: Outcome) -> None:
        reader, _, when = step.partition(" ")
        if when == "before":
            if outcome.answer:
                self._then(number, f"{reader} after", self._result(number), _PATIENCE)
        elif not outcome.answer:
            self.totals.unopened[reader] += 1
            self.totals.offenders.append(f"{self._name(number)}: {reader} opens the input but not the result {_end(outcome)}")


def _end(outcome: Outcome) -> str:
    return outcome.hang or outcome.crash or outcome.hunger


def _reason(sentence: str) -> str:
    """The kind of a refusal: its sentence without names, numbers and advice."""
    return _NUMBER.sub("…", _QUOTED.sub("", sentence).split("：")[0]).strip("。 ") or sentence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run over a folder; returns the exit status."""
    shared = Path(__file__).resolve().parents[2] / "shared" / "workbooks"
    parser = argparse.ArgumentParser(prog="python -m bench.corpus", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, default=shared, help="default: ../shared/workbooks")
    parser.add_argument("--refused", action="store_true", help="list what was refused, too, with the whole sentence")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        parser.error(f"there is no folder {options.folder}")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mealbook-corpus-") as scratch:
        totals = Corpus(options.folder, Path(scratch)).run()
    lines = [totals.line(time.monotonic() - began), *totals.offenders, *(totals.turned_away if options.refused else ())]
    sys.stdout.write("\n".join(visible(line.replace("\n", "\\n")) for line in lines) + "\n")
    return 1 if totals.offenders else 0


if __name__ == "__main__":
    sys.exit(main())

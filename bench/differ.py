"""``make differ DIR=…``: every cell of every workbook below a folder, as our reader has it and as others do, each disagreement explained.

Prints a line of totals for each other reader, then the kinds of disagreement, then the offenders, one line each: file, sheet, cell, our value,
theirs. What explains a disagreement stands in ``bench/differences.py``. Exit status 0 when nothing is left unexplained, else 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from addin.children import MEBIBYTE, Limits, Outcome, Task, run
from addin.terminal import visible
from bench.corpus import WORKERS, workbooks
from bench.differences import KINDS
from bench.two_readers import READERS, Compared, compare, read_alone

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMITS = Limits(cpu=120, wall=240.0, memory=3072 * MEBIBYTE)
"""Each child reads a file twice or thrice, once with a reader that takes fifty bytes for each of the file's."""
Key = tuple[int, str]
"""The file's place in the list, and the other reader's name; ``alone`` for ours without another."""


@dataclass(slots=True)
class Totals:
    """What is counted over a folder for one other reader."""

    files: int = 0
    sheets: int = 0
    cells: int = 0
    equal: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    unexplained: int = 0

    def line(self, reader: str) -> str:
        """The line of totals."""
        return (
            f"{reader}: compared {self.files} files, {self.sheets} sheets, {self.cells} cells; equal {self.equal}, "
            f"explained {self.explained.total()}, unexplained {self.unexplained}; {reader} fails on {self.failed.total()} files"
        )


class Differ:
    """One run over a folder."""

    def __init__(self, folder: Path) -> None:
        """Find the workbooks; nothing is written anywhere."""
        self.folder = folder
        self.paths, ignored, closed = workbooks(folder)
        self.ignored = ignored + len(closed)
        self.totals = {reader: Totals() for reader in READERS}
        self.refused: dict[int, str] = {}
        self.offenders: list[str] = []
        self._next: list[Task[Key]] = [
            Task((number, reader), compare, (reader, str(path)), LIMITS)
            for number, path in reversed(list(enumerate(self.paths)))
            for reader in reversed(READERS)
        ]

    def run(self) -> None:
        """Put every workbook through every reader."""
        for (number, reader), outcome in run(lambda: self._next.pop() if self._next else None, WORKERS, ("bench.two_readers",)):
            if reader == "alone":
                self._alone(number, outcome)
            else:
                self._note(number, reader, outcome)
        self.offenders.sort()

    def _note(self, number: int, reader: str, outcome: Outcome) -> None:
        totals, name, found = self.totals[reader], str(self.paths[number].relative_to(self.folder)), outcome.answer
        if not isinstance(found, Compared):  # which of the two readers fell?
            totals.failed["dies of it, or finds no end"] += 1
            self._next.append(Task((number, "alone"), read_alone, (str(self.paths[number]),), LIMITS))
        elif found.refused:
            self.refused[number] = found.refused
        elif found.failed:
            totals.failed[found.failed] += 1
        else:
            totals.files += 1
            totals.sheets += found.sheets
            totals.cells += found.cells
            totals.equal += found.equal
            totals.explained.update(dict(found.explained))
            totals.unexplained += found.unexplained
            self.offenders += [f"{name}: {reader}: {offender}" for offender in found.offenders]

    def _alone(self, number: int, outcome: Outcome) -> None:
        name = self.paths[number].relative_to(self.folder)
        if outcome.crash or outcome.hang:
            self.offenders.append(f"{name}: our reader: {outcome.crash or outcome.hang}")
        elif outcome.answer:
            self.refused[number] = str(outcome.answer)

    def lines(self, seconds: float) -> list[str]:
        """Everything there is to print."""
        told = [f"{len(self.paths)} files ({self.ignored} others ignored), refused by us {len(self.refused)}; {seconds:.1f} s"]
        for reader, totals in self.totals.items():
            told.append(totals.line(reader))
            told += [
                f"  {totals.explained[kind.name]} × {kind.name}: {kind.reason}"
                for kind in KINDS
                if kind.reader == reader and totals.explained[kind.name]
            ]
            told += [f"  fails on {count} × {why}" for why, count in totals.failed.most_common()]
        return told + self.offenders


def main(arguments: Sequence[str] | None = None) -> int:
    """Run over a folder; returns the exit status."""
    shared = Path(__file__).resolve().parents[2] / "shared" / "workbooks"
    parser = argparse.ArgumentParser(prog="python -m bench.differ", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, default=shared, help="default: ../shared/workbooks")
    parser.add_argument("--refused", action="store_true", help="list what we refuse, too, with the whole sentence")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        parser.error(f"there is no folder {options.folder}")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    began = time.monotonic()
    differ = Differ(options.folder)
    differ.run()
    lines = differ.lines(time.monotonic() - began) + (sorted(differ.refused.values()) if options.refused else [])
    sys.stdout.write("\n".join(map(visible, lines)) + "\n")
    return 1 if differ.offenders else 0


if __name__ == "__main__":
    sys.exit(main())

"""``make bench-rollup``: a county rolled up with one process and with two, from nothing and again, and by the usual script.

Prints workbooks per second, the ratio to the script, how well two processes share the work, and the parent's peak memory for a part and for all. CPU seconds are those of the
parent and its children together: a busy machine distorts them least. Nothing here is an assertion.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.processes import ROOT, Taken, take

if TYPE_CHECKING:
    from collections.abc import Sequence

CACHE = ROOT / "bench" / ".cache"
MEBIBYTE = 1 << 20
_INSIDE = """
import io, json, resource, sys, time
from contextlib import redirect_stdout, redirect_stderr
from addin.commands import main
with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
    status = main(sys.argv[1:])
print(json.dumps({"status": status, "parent MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "parent CPU": time.process_time()}))
"""


class Run(NamedTuple):
    """One roll-up: how many files, what it took, what its parent took."""

    files: int
    taken: Taken
    inside: dict[str, float]


def roll_up(paths: Sequence[str], scratch: Path, processes: int, files: int, name: str = "汇总") -> Run:
    """A roll-up in a fresh process, its answers kept in ``scratch``."""
    import json  # noqa: PLC0415 - after the processes module: a child's memory is never below its parent's

    out = str(scratch / f"{name}.xlsx")
    taken = take([sys.executable, "-c", _INSIDE, "rollup", *paths, "--out", out, "--processes", str(processes)])
    return Run(files, taken, json.loads(taken.said))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.rollup")
    parser.add_argument("--schools", type=int, default=190, help="sound books (default 190; 950 for the whole county)")
    parser.add_argument("--hostile", type=int, default=10, help="hostile files among them (default 10; 50 for the whole county)")
    parser.add_argument("--peer-books", type=int, default=20, help="books the usual script reads (default 20; 0 leaves it out)")
    parser.add_argument("--peer-python", type=Path, default=ROOT / ".venv-bench" / "bin" / "python", help="a Python with pandas")
    options = parser.parse_args(arguments)
    county = CACHE / f"county-{options.schools}-{options.hostile}"
    take([sys.executable, "-m", "bench.county", str(county), "--schools", str(options.schools), "--hostile", str(options.hostile)])
    files = options.schools + options.hostile
    part = sorted(str(path) for path in county.rglob("*.xlsx"))[: max(1, files // 10)]
    sys.stdout.write(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory(prefix="mealbook-bench-") as folder:
        one, two, few = (Path(folder, name) for name in ("one", "two", "few"))
        for each in (one, two, few):
            _made(each)
        lines = {
            "a tenth, two processes": roll_up(part, few, 2, len(part)),
            "one process": roll_up([str(county)], one, 1, files),
            "two processes": roll_up([str(county)], two, 2, files),
            "the same again": roll_up([str(county)], two, 2, files),
        }
        sound = sorted(str(path) for path in county.rglob("第*.xlsx"))
        alone = roll_up(sound, _made(Path(folder, "sound")), 2, len(sound))
        same = (one / "汇总.xlsx").read_bytes() == (two / "汇总.xlsx").read_bytes()
        peer = _peer(options.peer_python, sound[: options.peer_books], Path(folder))
    _print(lines, same=same)
    if peer is not None:
        _compare(alone, peer)
    return 0


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _peer(python: Path, books: list[str], scratch: Path) -> tuple[int, Taken, Taken] | None:
    """The usual script with all of some books, and with one of them: the difference is free of its start."""
    if not books[1:]:
        return None
    command = [str(python), "-m", "bench.rollup_peer", str(scratch / "peer.xlsx")]
    return len(books) - 1, take([*command, *books]), take([*command, books[0]])


def _print(lines: dict[str, Run], *, same: bool) -> None:
    say = sys.stdout.write
    say(f"{'':<26}{'files':>7}{'CPU s':>9}{'clock s':>9}{'files/s':>9}{'parent CPU s':>14}{'parent MiB':>12}\n")
    for name, run in lines.items():
        say(
            f"{name:<26}{run.files:>7}{run.taken.cpu:>9.1f}{run.taken.wall:>9.1f}{run.files / run.taken.wall:>9.1f}"
            f"{run.inside['parent CPU']:>14.1f}{run.inside['parent MiB']:>12.0f}\n"
        )
    one, two = lines["one process"], lines["two processes"]
    alone = two.inside["parent CPU"]
    shared = two.taken.cpu - alone
    say(f"the workbooks of one and two processes are {'the same bytes' if same else 'NOT THE SAME'}\n")
    say(f"two processes, by the clock: {one.taken.wall / two.taken.wall / 2:.2f} efficient (reach 0.80)\n")
    say(f"two processes, by CPU on two free cores: {(alone + shared) / (2 * alone + shared):.2f}\n")


def _compare(ours: Run, peer: tuple[int, Taken, Taken]) -> None:
    """Sound books alone: the usual script has no limits for hostile ones."""
    say = sys.stdout.write
    books, all_of_them, start = peer
    cpu, wall = (all_of_them.cpu - start.cpu) / books, (all_of_them.wall - start.wall) / books
    each, parent = ours.taken.cpu / ours.files, ours.inside["parent CPU"] / ours.files
    say(f"pandas + openpyxl: {cpu:.2f} CPU s a book, {1 / wall:.2f} books/s by the clock; ours {each:.3f} CPU s a book\n")
    say(f"times the books a second, by the clock: {ours.files / ours.taken.wall * wall:.1f} (reach 15, aim 20)\n")
    say(
        f"the same by CPU, two free cores against one: {cpu / (parent + (each - parent) / 2):.1f}; per CPU second: {cpu / each:.1f}\n"
    )


if __name__ == "__main__":
    sys.exit(main())

"""``make bench``: the table of the numbers to reach (design, "Numbers to reach"), measured side by side in one run.

Every figure is a median of interleaved fresh processes; the ratios are of CPU seconds (user and system), which a busy machine distorts
least, with those by the clock beside them. Nothing here is an assertion: the exit status is 0 whatever the numbers are.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.processes import ROOT, Medians, interleaved, medians, take

if TYPE_CHECKING:
    from collections.abc import Sequence

BOOKS = ("full", "full-bad", "small")
_READER = (
    "import sys, python_calamine\nwith python_calamine.load_workbook(sys.argv[1]) as book:\n"
    "    for name in book.sheet_names: book.get_sheet_by_name(name).to_python()"
)
_DOOR = "from addin.commands import from_shell; from_shell()"
_SMALL_SECONDS, _PEER_TIMES, _GROWTH, _MEMORY = 0.3, 15, 25, 250
MEBIBYTE = 1 << 20


class Line(NamedTuple):
    """One row of the table. ``reached`` is ``None`` where there is nothing to reach."""

    what: str
    measured: str
    by_clock: str
    reach: str
    aim: str
    reached: bool | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.run")
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each command, after one to warm up (default 5)")
    parser.add_argument("--peer-runs", type=int, default=1, help="runs of the peer, which is slow (default 1; 0 leaves it out)")
    parser.add_argument("--peer-python", type=Path, default=ROOT / ".venv-bench" / "bin" / "python", help="a Python with pandas")
    options = parser.parse_args(arguments)
    books = {name: _made(name) for name in BOOKS}
    with tempfile.TemporaryDirectory(prefix="mealbook-bench-") as scratch:
        found = interleaved(_commands(books, Path(scratch)), options.runs)
        peer = [
            take([str(options.peer_python), "-m", "bench.peer", str(books["full"]), str(Path(scratch, "peer.xlsx"))])
            for _ in range(options.peer_runs)
        ]
        untouched = _untouched(Path(scratch))
    lines = table(found, medians(peer) if peer else None)
    sys.stdout.write(
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}\n"
    )
    sys.stdout.write(_absolute(found, medians(peer) if peer else None) + f"\n\n{_printed(lines)}\nwrite-back: {untouched}\n")
    return 0


def _made(name: str) -> Path:
    """A book from the cache, made in a process of its own."""
    return Path(take([sys.executable, "-m", "bench.full_book", name]).said.strip())


def _commands(books: dict[str, Path], scratch: Path) -> dict[str, list[str]]:
    """What is run in each round, by name."""
    python = sys.executable
    refreshed = scratch / "refreshed.xlsx"
    take([python, "-c", _DOOR, "refresh", str(books["full"]), "--out", str(refreshed)])
    commands = {"bare": [python, "-c", "pass"], "first": [python, "-m", "bench.inside", "first", str(books["small"])]}
    for size in ("full", "small"):
        commands[f"R {size}"] = [python, "-c", _READER, str(books[size])]
        out = scratch / f"out-{size}.xlsx"
        clean = f"import os; os.path.exists({str(out)!r}) and os.unlink({str(out)!r}); "
        commands[f"refresh {size}"] = [python, "-c", clean + _DOOR, "refresh", str(books[size]), "--out", str(out)]
    commands["press"] = [python, "-m", "bench.inside", "press"]
    commands["clean"] = [python, "-m", "bench.inside", "phases", str(books["full"])]
    commands["bad"] = [python, "-m", "bench.inside", "phases", str(books["full-bad"])]
    commands["write"] = [python, "-m", "bench.inside", "write", str(refreshed), str(scratch / "written.xlsx")]
    return commands


def _untouched(scratch: Path) -> str:
    """How many parts the write-back left as the very bytes they were, of those it did not mean to change."""
    from bench.members import members  # noqa: PLC0415 - after all measuring, for the sake of peak memory

    before, after = (members((scratch / name).read_bytes()) for name in ("refreshed.xlsx", "written.xlsx"))
    changed = [name for name in before if after.get(name) != before[name]]
    return f"{len(before) - len(changed)} of {len(before)} parts identical; changed: {', '.join(changed)}"


def table(found: dict[str, Medians], peer: Medians | None) -> list[Line]:
    """The rows of the design's table that apply to the file host."""
    full, small, reader, little = found["refresh full"], found["refresh small"], found["R full"], found["R small"]
    clean, bad = found["clean"].inside, found["bad"].inside
    start = found["first"]
    theirs = reader.cpu - found["bare"].cpu
    lines = [
        _ratio("refresh, fresh process, full", (full, reader), "R", 2.0, 1.5),
        _ratio("refresh, fresh process, small", (small, little), "R", 6.0, 3.0),
        Line("  the same, by the clock", "", f"{small.wall:.2f} s", "≤ 0.3 s", "", small.wall <= _SMALL_SECONDS),
    ]
    if peer is not None:
        times = peer.cpu / full.cpu
        by_clock = f"{peer.wall / full.wall:.1f} ×"
        lines.append(
            Line("pandas + pydantic + openpyxl ÷ refresh, full", f"{times:.1f} ×", by_clock, "≥ 15 ×", "25 ×", times >= _PEER_TIMES)
        )
    lines += [
        *_to_the_read("judging every row, 2 % bad", bad["judge"], (theirs, bad["read"])),
        _part("  the same against clean", bad["judge"] / clean["judge"], "× clean", 1.3),
        *_to_the_read("ledger, tallies, figures", clean["compute"], (theirs, clean["read"])),
        *_to_the_read("the same, 2 % bad", bad["compute"], (theirs, bad["read"])),
        Line(
            "draft: findings, forms and 核对 put into words", f"{clean['draft'] / clean['read']:.2f} of the read", "", "", "", None
        ),
        _part("write-back, 2 % of rows changing 校验", found["write"].inside["write"] / reader.cpu, "R", 0.5, 0.3),
        _ratio("start to the first cell read", (start, found["bare"]), "bare Python", 20.0, 12.0),
        _ratio("a press in Excel until it asks for cells", (found["press"], found["bare"]), "bare Python", 20.0, 12.0),
        Line(
            "peak memory, full", f"{full.memory / MEBIBYTE:.0f} MiB", "", "≤ 250 MiB", "150 MiB", full.memory <= _MEMORY * MEBIBYTE
        ),
        _growth(full, small, start),
    ]
    return lines


def _ratio(what: str, pair: tuple[Medians, Medians], unit: str, reach: float, aim: float) -> Line:
    one, other = pair
    ratio = one.cpu / other.cpu
    return Line(
        what, f"{ratio:.2f} {unit}", f"{one.wall / other.wall:.2f} {unit}", f"≤ {reach:g} {unit}", f"{aim:g} {unit}", ratio <= reach
    )


def _part(what: str, ratio: float, unit: str, reach: float, aim: float | None = None) -> Line:
    return Line(what, f"{ratio:.2f} {unit}", "", f"≤ {reach:g} {unit}", f"{aim:g} {unit}" if aim else "", ratio <= reach)


def _to_the_read(what: str, seconds: float, read: tuple[float, float]) -> list[Line]:
    """A phase as a part of the in-process read, which is read in two ways: R's (R less the start of its process), and our own, which is a third quicker."""
    theirs, ours = read
    return [_part(what, seconds / theirs, "of R's read", 0.3), _part("  to our own read", seconds / ours, "of our read", 0.3)]


def _growth(full: Medians, small: Medians, start: Medians) -> Line:
    growth = (full.cpu - start.cpu) / max(small.cpu - start.cpu, 1e-9)
    by_clock = (full.wall - start.wall) / max(small.wall - start.wall, 1e-9)
    return Line("full ÷ small, start-up taken off", f"{growth:.1f}", f"{by_clock:.1f}", "≤ 25", "", growth <= _GROWTH)


def _absolute(found: dict[str, Medians], peer: Medians | None) -> str:
    """The seconds behind the ratios."""
    rows = list(found.items()) + ([("peer full", peer)] if peer else [])
    lines = [f"{'':<14}{'CPU s':>9}{'clock s':>9}{'peak MiB':>10}   inside, CPU s"]
    for name, each in rows:
        inside = ", ".join(f"{key} {value:.3f}" for key, value in each.inside.items())
        lines.append(f"{name:<14}{each.cpu:>9.3f}{each.wall:>9.3f}{each.memory / MEBIBYTE:>10.0f}   {inside}".rstrip())
    return "\n".join(lines)


def _printed(lines: list[Line]) -> str:
    head = Line("what", "measured (CPU)", "by the clock", "reach", "aim", None)
    rows = [(*line[:5], "" if line.reached is None else "ok" if line.reached else "NOT") for line in (head, *lines)]
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell + " " * (widths[place] - _width(cell)) for place, cell in enumerate(row)).rstrip() for row in rows
    )


def _width(text: str) -> int:
    """How many columns a text takes on a terminal: Chinese characters take two."""
    return sum(1 + ("\u2e80" <= sign <= "\uffef") for sign in text)


if __name__ == "__main__":
    sys.exit(main())

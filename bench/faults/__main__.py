"""The door of ``make faults``: all injections, a table of what came of them, exit status 1 on any offender."""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.faults.little import BY_A_NEW_FILE, IN_PLACE, PLAIN
from bench.faults.moments import at_the_same_time, edited_at, killed_at_random, seconds
from bench.faults.places import place_trials
from bench.faults.steps import FAULTS, injected, steps, unable
from bench.faults.verdict import Program, Trial, run
from workbook_templates.sample_school.fill import fill
from workbook_templates.sample_school.rows import sample_rows
from workbook_templates.template import template_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

WORKERS = 2
REAL_FAULTS = ("KILL", "ENOSPC", "EIO", "EACCES", "INT")
LITTLE_FAULTS = tuple(name for name in FAULTS if name not in ("INT", "USR1", "LIE"))
_ONE_REAL_IN = 5
_SHOWN = 20


class Work(NamedTuple):
    """One trial to make, and the line of the table that it counts for."""

    line: str
    make: Callable[[], Trial]


def main(arguments: Sequence[str] | None = None) -> int:
    """Make all trials and print what came of them."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults")
    parser.add_argument("--kills", type=int, default=1000, help="kills at random moments (default 1000)")
    parser.add_argument("--little", action="store_true", help="only the small program that saves as the real one does")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments")
    options = parser.parse_args(arguments)
    reason = unable()
    if reason is not None:
        sys.stdout.write(f"skipped: {reason}\n")
        return 0
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mealbook-faults-") as scratch, ThreadPoolExecutor(WORKERS) as workers:
        real, *little = programs(Path(scratch))
        work = [*little_work(little), *kill_work(real, little[0], options.kills, random.Random(options.seed), alone=options.little)]  # noqa: S311 - moments, no secrets
        if not options.little:
            work += real_work(real)
        trials = list(watched(workers.map(lambda each: each.make(), work), len(work)))
    sys.stdout.write(told([each.line for each in work], trials, time.monotonic() - begun))
    return 1 if any(trial.offences for trial in trials) else 0


def watched(trials: Iterable[Trial], count: int) -> Iterator[Trial]:
    """The trials as they come; somebody who looks on sees how far they are."""
    for number, trial in enumerate(trials, 1):
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number} of {count}" + "\n" * (number == count))
        yield trial


def programs(scratch: Path) -> tuple[Program, Program, Program]:
    """The real command, and the small program on this disk and on a plain one; all write the same sample.

    A program that was started in the background ignores Ctrl-C, and hands that down to those it starts: not here.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    old = fill(template_bytes(), sample_rows())
    real = Program("refresh", old, b"", scratch / "new")
    book = real.folder(scratch / "夹")
    run(real.command(book))
    new = book.read_bytes()
    real.content.write_bytes(new)
    return (
        real._replace(new=new),
        Program("save", old, new, real.content, "this"),
        Program("save on a plain disk", old, new, real.content, PLAIN),
    )


def little_work(little: Sequence[Program]) -> Iterator[Work]:
    """Every fault at every call of the save, on both kinds of disk; every edit at every call, where files can change places."""
    for program in little:
        found = steps(program)
        for fault in LITTLE_FAULTS:
            for step in found:
                yield Work(f"{program.name}: {fault}", partial(injected, program, step, fault))
        for step in found:
            if step.call == "write":
                yield Work(f"{program.name}: LIE", partial(injected, program, step, "LIE"))
        read = next(number for number, step in enumerate(found) if step.call == "close")  # the book has been read
        for edit in (IN_PLACE, BY_A_NEW_FILE) if program.disk != PLAIN else ():
            for step in found[read:]:
                yield Work(f"{program.name}: {edit}", partial(edited_at, program, step, edit))


def real_work(real: Program) -> Iterator[Work]:
    """The usual faults at every call by which the real command touches the folder, runs at the same time, and awkward places."""
    found = steps(real)
    for fault in REAL_FAULTS:
        for step in found:
            yield Work(f"{real.name}: {fault}", partial(injected, real, step, fault))
    for count in range(2, 9):
        yield Work(f"{real.name}: runs at once", partial(at_the_same_time, real, count))
    for trial in place_trials(real):
        yield Work(f"{real.name}: places", trial)


def kill_work(real: Program, little: Program, count: int, chance: random.Random, *, alone: bool) -> Iterator[Work]:
    """Kills at random moments: most of them in the save of the small program, the others anywhere in the real one."""
    longest = {program.name: 1.2 * max(seconds(program) for _ in range(3)) for program in (real, little)}
    for number in range(count):
        program = real if number % _ONE_REAL_IN == 0 and not alone else little
        yield Work(f"{program.name}: killed at random", partial(killed_at_random, program, longest[program.name], chance))


def told(lines: Sequence[str], trials: Sequence[Trial], took: float) -> str:
    """The table, the first offenders, and the line of totals."""
    rows: list[tuple[str, ...]] = [("", *_COLUMNS)]
    for line in dict.fromkeys(lines):
        counted = _counted([trial for each, trial in zip(lines, trials, strict=True) if each == line])
        rows.append((line, *(str(counted[column]) for column in _COLUMNS)))
    text = "".join(f"{row[0]:<46}" + "".join(f"{cell:>16}" for cell in row[1:]) + "\n" for row in rows)
    offenders = [f"{trial.what}: {'; '.join(trial.offences)}\n" for trial in trials if trial.offences]
    total = _counted(trials)
    totals = ", ".join(f"{total[column]} {column}" for column in _COLUMNS)
    return f"{text}\n{''.join(offenders[:_SHOWN])}{totals}, {took:.0f} s\n"


_COLUMNS = ("trials", "old", "new", "corrupt", "killed", "stray at once", "stray later", "tracebacks", "offenders")


def _counted(trials: Sequence[Trial]) -> Counter[str]:
    """How many trials of each kind; after a kill, a stray file is counted at once and after the next run."""
    count: Counter[str] = Counter(trial.state for trial in trials)
    count["trials"] = len(trials)
    for trial in trials:
        said = " ".join(trial.offences)
        count["killed"] += trial.killed
        count["stray at once"] += trial.strays > 0
        count["stray later"] += "stray" in said
        count["tracebacks"] += "unforeseen" in said or "Traceback" in said
        count["offenders"] += bool(trial.offences)
    return count


if __name__ == "__main__":
    sys.exit(main())

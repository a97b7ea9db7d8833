"""What befalls a save at any moment: a kill, an edit by somebody else, and runs at the same time."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

from addin.save import BACKUP_FOLDER
from bench.faults.little import EDIT
from bench.faults.steps import Step, fresh_folder, straced
from bench.faults.verdict import NAME, ROOT, Program, Trial, backups, judged, state_of, strays, surroundings

if TYPE_CHECKING:
    import random
    from pathlib import Path

_IN_SAVE, _SAVE_SECONDS, _LOOK_SECONDS = 0.7, 0.03, 0.0003


def seconds(program: Program) -> float:
    """How long a run takes; of the small program, from the moment its save begins."""
    with fresh_folder(program) as book:
        process = _started(program, book)
        begun = time.monotonic()
        process.communicate()
        return time.monotonic() - begun


def killed_at_random(program: Program, longest: float, chance: random.Random) -> Trial:
    """Kill the program after a random time; the small one, and every other real one, in its save."""
    with fresh_folder(program) as book:
        process = _started(program, book)
        moment = chance.uniform(0, longest)
        if not program.disk and chance.random() < _IN_SAVE:
            moment = chance.uniform(0, _SAVE_SECONDS)
            while process.poll() is None and not (book.parent / BACKUP_FOLDER).exists():
                time.sleep(_LOOK_SECONDS)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        said = process.communicate()[1].decode("utf-8", "replace")
        return judged(program, f"killed after {moment:.4f} s", book, process.returncode, said)


def _started(program: Program, book: Path) -> subprocess.Popen[bytes]:
    """The running program; the small one has just said that its save begins."""
    process = subprocess.Popen(  # noqa: S603 - our own
        program.command(book), cwd=ROOT, env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    if program.disk:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        os.read(process.stdout.fileno(), 100)
    return process


def edited_at(program: Program, step: Step, edit: str) -> Trial:
    """Edit the book as soon as one call is done: the edit must stand, whatever the program answers."""
    with fresh_folder(program) as book:
        status, said = straced(program._replace(edit=edit).command(book), step, "USR1")
        wrong = [f"stray {name}" for name in strays(book.parent)]
        if not book.read_bytes().startswith(EDIT):
            wrong.append(f"the edit is lost: {status} {said.strip()}")
        if status not in (0, 2) or said.count("\n") > 1:
            wrong.append(f"not one sentence: {status} {said[-300:]}")
        if any(each.startswith(EDIT) for each in backups(book.parent)):
            wrong.append("the edit became a backup")
        what = f"{program.name}: {edit} at {step.call} {step.number} ({step.shown[:100]})"
        return Trial(what, "new" if status == 0 else "old", killed=False, strays=len(wrong), offences=tuple(wrong))


def at_the_same_time(program: Program, count: int) -> Trial:
    """Some runs on one book at once: at least one saves, the others are refused or find nothing to do, and one backup is kept."""
    with fresh_folder(program) as book:
        running = [_started(program, book) for _ in range(count)]
        said = [each.communicate()[1].decode("utf-8", "replace") for each in running]
        wrong = [f"stray {name}" for name in strays(book.parent)]
        if state_of(program, book) != "new":
            wrong.append(f"{NAME} is not the new file")
        if any(each.returncode not in (0, 1, 2) for each in running) or all(each.returncode == 2 for each in running):  # noqa: PLR2004
            wrong.append(f"exit statuses {[each.returncode for each in running]}")
        if backups(book.parent) != [program.old]:
            wrong.append(f"{len(backups(book.parent))} backups")
        wrong += [f"not one sentence: {words!r}" for words in said if words.count("\n") > 1]
        return Trial(
            f"{program.name}: {count} runs at once", state_of(program, book), killed=False, strays=0, offences=tuple(wrong)
        )

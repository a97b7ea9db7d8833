"""A folder with a book in it, a program that saves the book, and what is wrong with the folder afterwards."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from addin.save import BACKUP_FOLDER
from bench.faults.little import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
NAME = "账.xlsx"
_BACKUP = re.compile(r"账-\d{8}-\d{6}(-\d+)?\.xlsx")
_KILLED = -9
_DOOR = "import sys; from addin.commands import main; sys.exit(main(sys.argv[1:]))"
_CHINESE = re.compile("[\u4e00-\u9fff]")


class Program(NamedTuple):
    """A program that puts ``new`` in the place of ``old``.

    ``name`` is printed; ``old`` and ``new`` are bytes; ``content`` is a file that holds ``new``; ``disk`` is empty for the real
    command; ``edit`` is how the small program plays somebody else.
    """

    name: str
    old: bytes
    new: bytes
    content: Path
    disk: str = ""
    edit: str = ""

    def command(self, book: Path) -> list[str]:
        """The command line that saves ``book``."""
        if self.disk:
            return [sys.executable, "-m", "bench.faults.little", str(book), str(self.content), self.disk, self.edit]
        return [sys.executable, "-c", _DOOR, "refresh", str(book)]

    def folder(self, place: Path) -> Path:
        """A fresh folder that holds the old book; the book's path."""
        place.mkdir()
        book = place / NAME
        book.write_bytes(self.old)
        return book


class Trial(NamedTuple):
    """What came of one run: what was done to it, what the path holds, what strays, and what is wrong."""

    what: str
    state: str
    killed: bool
    strays: int
    offences: tuple[str, ...]


def surroundings() -> dict[str, str]:
    """The same environment for every run, so that the n-th call is the same call each time."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}


def run(command: list[str]) -> tuple[int, str]:
    """Exit status and stderr."""
    done = subprocess.run(command, cwd=ROOT, env=surroundings(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)  # noqa: S603 - our own
    return done.returncode, done.stderr.decode("utf-8", "replace")


def judged(program: Program, what: str, book: Path, status: int, said: str) -> Trial:
    """The verdict on the folder after a run that ended with ``status`` and said ``said`` on stderr; after a kill, also after the next run."""
    state = state_of(program, book)
    killed = status == _KILLED
    stray = strays(book.parent)
    wrong = list(_wrong_with_folder(program, book, state, killed=killed))
    if not killed:
        wrong += [*_wrong_with_words(status, said, state), *(f"stray {name}" for name in stray)]
    elif state != "corrupt":
        wrong += _wrong_after_next(program, book)
    return Trial(f"{program.name}: {what}", state, killed, len(stray), tuple(wrong))


def state_of(program: Program, book: Path) -> str:
    """What the book's path holds."""
    try:
        content = book.read_bytes()
    except OSError:
        return "corrupt"
    return "old" if content == program.old else "new" if content == program.new else "corrupt"


def strays(folder: Path) -> list[str]:
    """Whatever is neither the book, nor the folder of the backups, nor a backup."""
    kept = (NAME, BACKUP_FOLDER)
    return [
        str(each.relative_to(folder))
        for each in folder.rglob("*")
        if each.relative_to(folder).parts not in [(name,) for name in kept]
        and not (each.parent.name == BACKUP_FOLDER and _BACKUP.fullmatch(each.name))
    ]


def backups(folder: Path) -> list[bytes]:
    """What the backups hold, oldest first."""
    return [each.read_bytes() for each in sorted(folder.glob(f"{BACKUP_FOLDER}/账-*"))]


def _wrong_with_folder(program: Program, book: Path, state: str, *, killed: bool) -> Iterator[str]:
    if state == "corrupt":
        yield "neither the old nor the new file"
    kept = backups(book.parent)
    if any(each != program.old for each in kept):
        yield "a backup that is not the old file"
    if state == "new" and len(kept) != 1:
        yield f"{len(kept)} backups of one save"
    if state == "old" and not killed and (book.parent / BACKUP_FOLDER).exists():
        yield "the folder of the backups was left by a run that wrote nothing"


def _wrong_with_words(status: int, said: str, state: str) -> Iterator[str]:
    if status not in (0, 1, 2):
        yield f"exit status {status}"
    if (status == 2) != (state == "old"):  # noqa: PLR2004 - refused or failed, nothing written
        yield f"exit status {status}, but the path holds the {state} file"
    if "Traceback" in said or "程序出了意外" in said:
        yield f"unforeseen: {said.strip()[-300:]}"
    elif status == 2 and (said.count("\n") != 1 or not _CHINESE.search(said)):  # noqa: PLR2004 - as above
        yield f"not one sentence: {said!r}"


def _wrong_after_next(program: Program, book: Path) -> Iterator[str]:
    """What a normal run after a kill leaves undone; on a plain disk a lock without content counts for five seconds, so it is made older."""
    lock = book.parent / BACKUP_FOLDER / f".{NAME}.lock"
    if program.disk == PLAIN and lock.exists() and not lock.read_bytes():
        os.utime(lock, (1, 1))
    status, said = run(program.command(book))
    if status not in (0, 1) or state_of(program, book) != "new":
        yield f"the next run failed: {status} {said.strip()}"
    if left := strays(book.parent):
        yield f"stray after the next run: {left}"
    if program.old not in backups(book.parent):
        yield "no backup of the old file after the next run"

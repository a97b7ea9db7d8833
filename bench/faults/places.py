"""Places that are full, forbidden or gone, made with real mounts and a real other user; what this machine does not allow is left out."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from addin.save import BACKUP_FOLDER
from bench.faults.verdict import NAME, Program, Trial, judged, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KIBIBYTE = 1024
_NOBODY = "65534"
_STEP = 32 * KIBIBYTE


def place_trials(program: Program) -> Iterator[Callable[[], Trial]]:
    """A disk with every amount of room left; a folder, a file and a disk one may not write to."""
    if _can_mount():
        for room in range(0, len(program.new) + 2 * _STEP, _STEP):
            yield partial(on_a_full_disk, program, room)
        yield partial(on_a_read_only_disk, program)
        yield partial(with_backups_on_another_disk, program)
    if os.geteuid() == 0 and shutil.which("setpriv"):
        yield partial(as_another_user, program)


def on_a_full_disk(program: Program, room: int) -> Trial:
    """A real small disk that holds the book and has only so much room left."""
    size = len(program.old) + room + 64 * KIBIBYTE
    with mounted(f"size={size}") as disk:
        book = disk / NAME
        book.write_bytes(program.old)
        return judged(program, f"{room} bytes of room", book, *run(program.command(book)))


def on_a_read_only_disk(program: Program) -> Trial:
    """A disk that has become read-only."""
    with mounted("size=2m") as disk:
        book = disk / NAME
        book.write_bytes(program.old)
        _run("mount", "-o", "remount,ro", str(disk))
        return judged(program, "a read-only disk", book, *run(program.command(book)))


def with_backups_on_another_disk(program: Program) -> Trial:
    """The folder of the backups is a disk of its own."""
    with tempfile.TemporaryDirectory(prefix="mealbook-faults-") as scratch:
        book = program.folder(Path(scratch, "夹"))
        (book.parent / BACKUP_FOLDER).mkdir()
        with mounted("size=4m", book.parent / BACKUP_FOLDER):
            return judged(program, "backups on another disk", book, *run(program.command(book)))


def as_another_user(program: Program) -> Trial:
    """A folder that belongs to somebody else."""
    with tempfile.TemporaryDirectory(prefix="mealbook-faults-") as scratch:
        Path(scratch).chmod(0o755)
        book = program.folder(Path(scratch, "夹"))
        other = ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]
        return judged(program, "a folder of somebody else", book, *run([*other, *program.command(book)]))


@contextmanager
def mounted(options: str, place: Path | None = None) -> Iterator[Path]:
    """A disk in memory."""
    with tempfile.TemporaryDirectory(prefix="mealbook-faults-") as scratch:
        disk = Path(scratch) if place is None else place
        _run("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk))
        try:
            yield disk
        finally:
            _run("umount", str(disk))


def _can_mount() -> bool:
    try:
        with mounted("size=64k"):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - known programs

"""Files of ours that must not outlive a save: taken away at once, or, after a kill, by the next run."""

from __future__ import annotations

import os
import time
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

EXPIRY_SECONDS = 600
NEW, COPY, OLD, TAKING = ".new", ".copy", ".old", ".taking"
"""The kinds of passing files: a new book, a backup, a lock that is gone, a lock before it is one."""
NAME_BYTES = 255
"""What the usual file systems allow a name."""
_ADDED_BYTES = 32
"""What a passing file, a lock or a backup adds to the name of the book at most, or to the name without its ending."""


def shortened(name: str) -> str:
    """A name that leaves room for what we add; a very long one is cut and ends with a few signs that tell it from others."""
    room = NAME_BYTES - _ADDED_BYTES
    written = os.fsencode(name)
    if len(written) <= room:
        return name
    return f"{written[: room - 9].decode('utf-8', 'ignore')}~{zlib.crc32(written):08x}"


def passing(folder: Path, name: str, kind: str) -> Path:
    """Where this process keeps a passing file about the file ``name``; ``kind`` is one of those above."""
    return folder / f".{shortened(name)}.{os.getpid()}{kind}"


def discard(place: Path) -> None:
    """Take a file away; an error of the disk is met with a second try."""
    for _ in range(2):
        try:
            place.unlink(missing_ok=True)
        except OSError:
            continue
        return


def discard_empty(folder: Path) -> None:
    """Take a folder away if nothing is in it; tried twice, as above."""
    for _ in range(2):
        try:
            folder.rmdir()
        except OSError:
            continue
        return


def clear_leftovers(folder: Path, name: str) -> None:
    """Take away what an interrupted save of the file ``name`` left in ``folder``."""
    with suppress(OSError):
        for each in folder.iterdir():
            if each.name.startswith(f".{shortened(name)}.") and each.suffix in (NEW, COPY, OLD, TAKING) and _is_left(each):
                discard(each)


def _is_left(place: Path) -> bool:
    """Whether the process that made a passing file needs it no more; this one makes its own only afterwards."""
    pid = place.stem.rsplit(".", 1)[-1]
    if pid.isdigit() and (int(pid) == os.getpid() or not is_alive(int(pid))):
        return True
    return time.time() - place.stat().st_mtime > EXPIRY_SECONDS


def is_alive(pid: int) -> bool:
    """Whether a process of this machine may still run; on Windows, where asking is not harmless, always."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True

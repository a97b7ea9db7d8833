"""Files of ours that must not outlive a save: taken away at once, or, after a kill, by the next save."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

EXPIRY_SECONDS = 600
NEW, OLD = ".new", ".old"


def passing(folder: Path, name: str, kind: str) -> Path:
    """Where this process keeps a passing file about the file ``name``; ``kind`` is ``NEW`` or ``OLD``."""
    return folder / f".{name}.{os.getpid()}{kind}"


def discard(place: Path) -> None:
    """Take a file away; an error of the disk is met with a second try."""
    for _ in range(2):
        try:
            place.unlink(missing_ok=True)
        except OSError:
            continue
        return


def clear_leftovers(folder: Path, name: str) -> None:
    """Take away what an interrupted save of the file ``name`` left in ``folder``."""
    with suppress(OSError):
        for each in folder.iterdir():
            ours = each.name.startswith(f".{name}.") and each.suffix in (NEW, OLD)
            pid = each.stem.rsplit(".", 1)[-1]
            mine = pid == str(os.getpid())
            if ours and (mine or (pid.isdigit() and not is_alive(int(pid))) or time.time() - each.stat().st_mtime > EXPIRY_SECONDS):
                discard(each)


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

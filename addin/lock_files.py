"""Who has a workbook open: the lock files of Excel, WPS and LibreOffice, and our own."""

from __future__ import annotations

import json
import os
import socket
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from addin.leftovers import EXPIRY_SECONDS, NEW, discard, is_alive, passing
from validation.refusals import WorkbookBusy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EMPTY_EXPIRY_SECONDS = 5
"""A lock without content is written to within the same instant, or its program died in that instant."""
_OWNER_BYTES = 165
_WIDE_NAME = 55


def check_not_open(book: Path) -> None:
    """Refuse when a spreadsheet program has ``book`` open.

    Raises:
        WorkbookBusy: it has; the text names who, when the lock file tells.
    """
    for lock, holder in (
        (book.with_name(f"~${book.name}"), _excel_holder),
        (book.with_name(f".~lock.{book.name}#"), _libreoffice_holder),
    ):
        try:
            content = lock.read_bytes()
        except FileNotFoundError:
            continue
        except OSError:
            content = b""
        who = holder(content)
        whom = f"「{who}」" if who else "另一个程序"
        raise WorkbookBusy(
            f"「{book.name}」正被{whom}打开（有锁文件「{lock.name}」）：请先保存并关闭它再试；若确已关闭，请删除这个锁文件，或加 --ignore-lock。"
        )


def _excel_holder(content: bytes) -> str:
    """The user name in Excel's owner file: its length and ANSI text first, then the same as UTF-16."""
    size = int.from_bytes(content[_WIDE_NAME : _WIDE_NAME + 2], "little")
    wide = content[_WIDE_NAME + 2 : _WIDE_NAME + 2 + 2 * min(size, 54)]
    name = wide.decode("utf-16-le", "ignore").strip("\0 ")
    if not name and content:
        name = content[1 : 1 + min(content[0], 54)].decode("gb18030", "ignore").strip("\0 ")
    return name if name.isprintable() else ""


def _libreoffice_holder(content: bytes) -> str:
    """The user and machine in LibreOffice's lock file: ``name,login,machine,time,profile;``."""
    fields = content.decode("utf-8", "replace").split(",")
    names = [field.strip() for field in fields[:3]]
    name = names[0] or (names[1] if len(names) > 1 else "")
    machine = names[2] if len(names) > 2 else ""  # noqa: PLR2004 - the third field
    who = f"{name}（{machine}）" if name and machine else name or machine
    return who if who.isprintable() else ""


@contextmanager
def own_lock(place: Path, book: str) -> Iterator[None]:
    """Hold the lock file ``place`` while ``book`` is being replaced.

    Raises:
        WorkbookBusy: another run of ours holds it.
    """
    mine = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "time": int(time.time())}).encode()
    for attempt in range(3):
        if _create(place, mine):
            break
        if attempt == 2 or not _clear_if_stale(place):  # noqa: PLR2004 - the last attempt
            raise WorkbookBusy(f"「{book}」正由另一个膳账程序写入：请等它完成，再试一次。")
    try:
        yield
    finally:
        discard(place)


def _create(place: Path, content: bytes) -> bool:
    """Make the lock, with its content from the first instant where the disk knows second names; whether it was not there."""
    fresh = passing(place.parent, place.name.removeprefix("."), NEW)
    try:
        fresh.write_bytes(content)
        os.link(fresh, place)
    except FileExistsError:
        return False
    except OSError:
        return _create_bare(place, content)
    finally:
        discard(fresh)
    return True


def _create_bare(place: Path, content: bytes) -> bool:
    try:
        handle = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        return False
    try:
        os.write(handle, content)
    finally:
        os.close(handle)
    return True


def _clear_if_stale(place: Path) -> bool:
    """Take away a lock whose program is gone; whether it is worth trying again."""
    try:
        content = place.read_bytes()
        age = time.time() - place.stat().st_mtime
    except FileNotFoundError:
        return True
    except OSError:
        return False
    if not _is_stale(content, age):
        return False
    aside = place.with_name(f"{place.name}.{os.getpid()}")
    with suppress(OSError):
        place.rename(aside)
        if aside.read_bytes() != content:
            aside.rename(place)
            return False
        aside.unlink()
    return True


def _is_stale(content: bytes, age: float) -> bool:
    if age > (EXPIRY_SECONDS if content else EMPTY_EXPIRY_SECONDS):
        return True
    try:
        lock = json.loads(content)
        pid, host = int(lock["pid"]), str(lock["host"])
    except (ValueError, KeyError, TypeError):
        return False
    return host == socket.gethostname() and not is_alive(pid)

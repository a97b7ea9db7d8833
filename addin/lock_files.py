"""Who has a workbook open: the lock files of Excel, WPS and LibreOffice, and our own."""

from __future__ import annotations

import errno
import json
import os
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from addin.leftovers import EXPIRY_SECONDS, OLD, TAKING, discard, is_alive, passing, shortened
from addin.new_file import NewFile
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
        except OSError as fault:
            if fault.errno == errno.ENAMETOOLONG:
                continue  # such a lock cannot be
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
def own_lock(folder: Path, book: str) -> Iterator[None]:
    """Hold our lock for the book of that name, a file in ``folder``, while the book is being replaced.

    Raises:
        WorkbookBusy: another run of ours holds it.
    """
    place = own_lock_place(folder, book)
    tries = 3
    while not _create(place, passing(folder, book, TAKING)):
        tries -= 1
        if not tries or not clear_if_stale(place, passing(folder, book, OLD)):
            raise WorkbookBusy(f"「{book}」正由另一个膳账程序写入：请等它完成，再试一次。")
    try:
        yield
    finally:
        discard(place)


def own_lock_place(folder: Path, book: str) -> Path:
    """Where our lock for the book of that name stands."""
    return folder / f".{shortened(book)}.lock"


def _create(place: Path, fresh: Path) -> bool:
    """Make the lock, with its content from the first instant where the disk knows second names; whether it was not there."""
    content = json.dumps({"pid": os.getpid(), "host": _host(), "time": int(time.time())}).encode()
    with NewFile(fresh, content) as lock:
        try:
            lock.stand_at(place)
        except FileExistsError:
            return False
        except OSError:
            return _create_bare(place, content)
    return True


def _create_bare(place: Path, content: bytes) -> bool:
    try:
        handle = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        return False
    try:
        try:
            os.write(handle, content)
        finally:
            os.close(handle)
    except OSError:
        discard(place)
        raise
    return True


def clear_if_stale(place: Path, aside: Path) -> bool:
    """Take away a lock whose program is gone, by way of the name ``aside``; whether it is worth trying again."""
    try:
        content = place.read_bytes()
        age = time.time() - place.stat().st_mtime
    except FileNotFoundError:
        return True
    except OSError:
        return False
    if not _is_stale(content, age):
        return False
    with suppress(OSError):
        place.rename(aside)
        if aside.read_bytes() != content:
            aside.rename(place)
            return False
        discard(aside)
    return True


def _is_stale(content: bytes, age: float) -> bool:
    if age > (EXPIRY_SECONDS if content else EMPTY_EXPIRY_SECONDS):
        return True
    try:
        lock = json.loads(content)
        pid, host = int(lock["pid"]), str(lock["host"])
    except (ValueError, KeyError, TypeError):
        return False
    return host == _host() and not is_alive(pid)


def _host() -> str:
    """This computer's name, as the system itself has it at hand."""
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")

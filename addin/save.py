"""Putting a new workbook file in the place of the old one: all of it or nothing, with a backup.

The new file is first written whole into the folder 膳账备份 beside the book, forced to disk, read back and compared; only then does it
take the book's place, in one step. Whatever happens on the way, the book's path holds exactly the old file or the new one.
"""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from addin.leftovers import COPY, NEW, OLD, clear_leftovers, discard, discard_empty, passing, shortened
from addin.lock_files import check_not_open, clear_if_stale, own_lock, own_lock_place
from addin.new_file import NewFile
from addin.swap import swap
from addin.system_errors import not_written
from validation.refusals import NotWritable, WorkbookBusy

if TYPE_CHECKING:
    from collections.abc import Iterator

BACKUP_FOLDER = "膳账备份"
BACKUPS_KEPT = 5
_SHARING_VIOLATIONS = (32, 33)


def replace_file(book: Path, image: bytes, *, expected: bytes | None, ignore_lock: bool = False) -> None:
    """Let the file at ``book`` hold ``image``; what stood there goes into the backup folder.

    Args:
        book: where to write; a symbolic link is followed.
        image: the new bytes.
        expected: the file as it was read, whole; ``None`` when it may be anything, or nothing.
        ignore_lock: whether to write although a spreadsheet program's lock file stands there.

    Raises:
        WorkbookBusy: somebody has the book open, or changed it since it was read.
        NotWritable: the place is read-only, full or not allowed. In both cases everything is as it was.
    """
    with _refused(book), _undisturbed():
        target = Path(os.path.realpath(book))
        if not ignore_lock:
            check_not_open(target)
        _check_writable(target)
        folder = target.parent / BACKUP_FOLDER
        made = _made(folder)
        try:
            _clear_passing(target, folder)
            _replace(target, folder, image, expected)
        finally:
            if made:
                discard_empty(folder)


def clear_up(book: Path) -> None:
    """Take away what a killed save of this book left, where there is nothing to save now; whatever cannot be done is left for later."""
    with suppress(OSError):
        target = Path(os.path.realpath(book))
        folder = target.parent / BACKUP_FOLDER
        if folder.is_dir():
            _clear_passing(target, folder)
            lock = own_lock_place(folder, target.name)
            if lock.exists():
                clear_if_stale(lock, passing(folder, target.name, OLD))
            discard_empty(folder)


def _clear_passing(target: Path, folder: Path) -> None:
    for place in {folder, _workshop(target, folder)}:
        clear_leftovers(place, target.name)


def _workshop(target: Path, folder: Path) -> Path:
    """Where the new file is made: out of sight among the backups, unless these are on another disk than the book."""
    return folder if folder.stat().st_dev == target.parent.stat().st_dev else target.parent


def _replace(target: Path, folder: Path, image: bytes, expected: bytes | None) -> None:
    before = target.read_bytes() if target.exists() else None
    if expected is not None and before != expected:
        raise _edited(target)
    with NewFile(passing(_workshop(target, folder), target.name, NEW), image, target if before is not None else None) as fresh:
        backup = _next_backup(target, folder)
        with own_lock(folder, target.name):  # for as few steps as can be: what a kill leaves, it leaves here
            if before is None:
                _stand_first(fresh, target)
            else:
                _back_up(target, backup, before)
                _take_place(fresh, target, backup, before)
        _sync_folder(target.parent)
        _sync_folder(folder)
    _keep_latest(folder, target)


def _stand_first(fresh: NewFile, target: Path) -> None:
    """Put a file where there was none; one that has come in the meantime is not written over."""
    try:
        fresh.move_to(target)
    except FileExistsError:
        raise _edited(target) from None


def _take_place(fresh: NewFile, target: Path, backup: Path, before: bytes) -> None:
    """Put the new file in the place of the old one, unless that was edited even since ``before`` was read."""
    try:
        fresh.stand_at(fresh.place)
        swapped = swap(fresh.place, target)
        if not swapped:
            _check_unedited(target, target, before)
            os.replace(fresh.place, target)  # noqa: PTH105 - the very call that is promised
    except BaseException:
        discard(backup)
        raise
    if swapped:
        try:
            _check_unedited(fresh.place, target, before)
        except (OSError, WorkbookBusy):
            _give_back(fresh, target, backup)
            raise
        discard(fresh.place)


def _give_back(fresh: NewFile, target: Path, backup: Path) -> None:
    """Undo: what stood in the book's place stands there again; should even that fail, it is kept as the backup."""
    try:
        swap(fresh.place, target)
    except OSError:
        os.replace(fresh.place, backup)  # noqa: PTH105 - as above
        raise WorkbookBusy(
            f"「{target.name}」在写入的同时被别的程序改过：改过的那份在「{BACKUP_FOLDER}/{backup.name}」，请两份对照。"
        ) from None
    discard(backup)


def _check_unedited(place: Path, target: Path, before: bytes) -> None:
    if place.read_bytes() != before:
        raise _edited(target)


def _edited(target: Path) -> WorkbookBusy:
    return WorkbookBusy(f"「{target.name}」在读取之后被别的程序改过，没有写入：请保存并关闭它，再运行一次。")


def _next_backup(target: Path, folder: Path) -> Path:
    """A name with the time, and a number where that is taken."""
    stamp = tuple(map(int, time.strftime("%Y%m%d-%H%M%S").split("-")))
    same = [taken for each in folder.iterdir() if (taken := _stamp(each, target))[:2] == stamp]
    more = f"-{max((*taken, 1)[2] for taken in same) + 1}" if same else ""
    return folder / f"{shortened(target.stem)}-{stamp[0]:08}-{stamp[1]:06}{more}{target.suffix}"


def _back_up(target: Path, backup: Path, image: bytes) -> None:
    """Keep the old file, by a second name where the disk can do that, else as a copy."""
    try:
        os.link(target, backup)
    except FileExistsError:
        raise _edited(target) from None  # another run of ours has saved since the name was chosen
    except OSError:
        with NewFile(passing(backup.parent, target.name, COPY), image, target) as copy:
            state = target.stat()
            copy.move_to(backup)
            with suppress(OSError):
                os.utime(backup, ns=(state.st_atime_ns, state.st_mtime_ns))


def _keep_latest(folder: Path, target: Path) -> None:
    """Take away all but the latest backups of the book."""
    with suppress(OSError):
        backups = sorted((each for each in folder.iterdir() if _stamp(each, target)), key=lambda each: _stamp(each, target))
        for old in backups[:-BACKUPS_KEPT]:
            old.unlink()


def _stamp(backup: Path, target: Path) -> tuple[int, ...]:
    """The day, the time and, for a second one at that time, the number in a backup's name; nothing when it is no backup of the book."""
    found = re.fullmatch(re.escape(shortened(target.stem)) + r"-(\d{8})-(\d{6})(?:-(\d+))?" + re.escape(target.suffix), backup.name)
    return tuple(int(each) for each in found.groups() if each) if found else ()


def _made(folder: Path) -> bool:
    """Make the folder of the backups; whether it was not there."""
    try:
        folder.mkdir()
    except FileExistsError:
        if folder.is_dir():
            return False
        raise NotWritable(f"没有写入：「{folder}」应当是放备份的文件夹，现在是一个文件；请把它改名或移走，再试一次。") from None
    return True


def _check_writable(target: Path) -> None:
    if target.is_dir():
        raise NotWritable(f"「{target.name}」是一个文件夹，不能写成工作簿：请另给一个文件名。")
    if not target.parent.is_dir():
        raise NotWritable(f"文件夹「{target.parent}」不存在：请先建好它，或换一个位置。")
    if target.exists() and not target.stat().st_mode & 0o222:
        raise NotWritable(f"「{target.name}」是只读文件：请在文件属性里取消「只读」，或用 --out 写到别处。")


def _sync_folder(folder: Path) -> None:
    """Force the folder's own entry to disk, where the system can do that; the book is in place already."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _refused(book: Path) -> Iterator[None]:
    """Turn what the system says into one sentence."""
    try:
        yield
    except OSError as fault:
        if getattr(fault, "winerror", None) in _SHARING_VIOLATIONS:
            raise WorkbookBusy(f"「{book.name}」正被别的程序打开：请先保存并关闭它，再试。") from None
        raise NotWritable(f"「{book.name}」没有写入，原文件未动；{not_written(fault)}。") from None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait outside: the save takes an instant, and half of it is no use to anybody."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual or signal.SIG_DFL)  # nothing: somebody other than Python had set it

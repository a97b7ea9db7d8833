"""Putting a new workbook file in the place of the old one: all of it or nothing, with a backup.

The new file is first written whole into the folder 膳账备份 beside the book, forced to disk, read back and compared; only then does it
take the book's place, in one step. Whatever happens on the way, the book's path holds exactly the old file or the new one.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from addin.leftovers import NEW, OLD, clear_leftovers, discard, passing
from addin.lock_files import check_not_open, own_lock
from validation.refusals import NotWritable, WorkbookBusy

if TYPE_CHECKING:
    from collections.abc import Iterator

BACKUP_FOLDER = "膳账备份"
BACKUPS_KEPT = 5
_SHARING_VIOLATIONS = (32, 33)


def fingerprint(image: bytes) -> str:
    """What tells one file's bytes from another's."""
    return hashlib.sha256(image).hexdigest()


def replace_file(book: Path, image: bytes, *, expected: str | None, ignore_lock: bool = False) -> None:
    """Let the file at ``book`` hold ``image``; what stood there goes into the backup folder.

    Args:
        book: where to write; a symbolic link is followed.
        image: the new bytes.
        expected: the fingerprint of the file as it was read; ``None`` when it may be anything, or nothing.
        ignore_lock: whether to write although a spreadsheet program's lock file stands there.

    Raises:
        WorkbookBusy: somebody has the book open, or changed it since it was read.
        NotWritable: the place is read-only, full or not allowed. In both cases everything is as it was.
    """
    with _refused(book):
        target = Path(os.path.realpath(book))
        if not ignore_lock:
            check_not_open(target)
        _check_writable(target)
        folder = target.parent / BACKUP_FOLDER
        made = not folder.exists()
        folder.mkdir(exist_ok=True)
        try:
            clear_leftovers(folder, target.name)
            _replace(target, folder, image, expected)
        finally:
            if made:
                with suppress(OSError):
                    folder.rmdir()


def _replace(target: Path, folder: Path, image: bytes, expected: str | None) -> None:
    fresh = passing(folder, target.name, NEW)
    backup: Path | None = None
    done = False
    try:
        _write(fresh, image, target)
        with own_lock(folder / f".{target.name}.lock", target.name):
            before = target.read_bytes() if target.exists() else None
            if expected is not None and (before is None or fingerprint(before) != expected):
                raise WorkbookBusy(f"「{target.name}」在读取之后被别的程序改过，没有写入：请保存并关闭它，再运行一次。")
            if before is not None:
                backup = _back_up(target, folder, before)
            os.replace(fresh, target)  # noqa: PTH105 - the very call that is promised
            done = True
            _sync_folder(target.parent)
    finally:
        if not done:
            for stray in (fresh, backup):
                if stray is not None:
                    discard(stray)
    _keep_latest(folder, target)


def _write(place: Path, image: bytes, model: Path) -> None:
    """Write the new file, force it to disk, read it back; it takes the mode of the file it will replace."""
    handle = os.open(place, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(image)
            file.flush()
            os.fsync(handle)
    finally:
        os.close(handle)
    if model.exists():
        state = model.stat()
        place.chmod(state.st_mode & 0o7777)
        if hasattr(os, "chown"):
            with suppress(OSError):
                os.chown(place, state.st_uid, state.st_gid)
    if place.read_bytes() != image:
        raise OSError(errno.EIO, "read back differently")


def _back_up(target: Path, folder: Path, image: bytes) -> Path:
    """Keep the old file under a name with the time; the same file by a second name where the disk can do that, else a copy."""
    stamp = tuple(map(int, time.strftime("%Y%m%d-%H%M%S").split("-")))
    same = [taken for each in folder.iterdir() if (taken := _stamp(each, target))[:2] == stamp]
    more = f"-{max((*taken, 1)[2] for taken in same) + 1}" if same else ""
    backup = folder / f"{target.stem}-{stamp[0]:08}-{stamp[1]:06}{more}{target.suffix}"
    try:
        os.link(target, backup)
    except OSError:
        copy = passing(folder, target.name, OLD)
        try:
            copy.write_bytes(image)
            shutil.copystat(target, copy)
            copy.rename(backup)
        finally:
            discard(copy)
    return backup


def _keep_latest(folder: Path, target: Path) -> None:
    """Take away all but the latest backups of the book."""
    with suppress(OSError):
        backups = sorted((each for each in folder.iterdir() if _stamp(each, target)), key=lambda each: _stamp(each, target))
        for old in backups[:-BACKUPS_KEPT]:
            old.unlink()


def _stamp(backup: Path, target: Path) -> tuple[int, ...]:
    """The day, the time and, for a second one at that time, the number in a backup's name; nothing when it is no backup of the book."""
    found = re.fullmatch(re.escape(target.stem) + r"-(\d{8})-(\d{6})(?:-(\d+))?" + re.escape(target.suffix), backup.name)
    return tuple(int(each) for each in found.groups() if each) if found else ()


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
        if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            reason = "磁盘空间不足：请清理磁盘后再试"
        elif fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            reason = "没有写入这个文件夹的权限：请取消只读、换一个位置，或请管理员开放权限"
        else:
            reason = f"写入时出错（{fault.strerror or fault}）：请检查磁盘或网络后再试"
        raise NotWritable(f"「{book.name}」没有写入，原文件未动；{reason}。") from None

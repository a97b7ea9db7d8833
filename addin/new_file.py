"""A file while it is being written: without any name where the system can do that, so that a kill leaves nothing behind.

Linux knows such files (``O_TMPFILE``); elsewhere the file has a passing name from the start.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from addin.leftovers import discard

if TYPE_CHECKING:
    from types import TracebackType

_BY_HANDLE = Path("/proc/self/fd")


class NewFile:
    """A new file with its whole content, on disk and read back, that is given its name last.

    Used as a context: whatever name of the passing kind it still has at the end is taken away.
    """

    def __init__(self, place: Path, content: bytes, model: Path | None = None) -> None:
        """Write the file.

        Args:
            place: its passing name, should it need one.
            content: its bytes.
            model: the file it will replace, whose mode, owner and extended attributes it takes.

        Raises:
            OSError: the system cannot do it; nothing is left.
        """
        self.place = place
        self._handle: int | None = None
        self._named = False
        try:
            self._handle, self._named = _opened(place)
            _write(self._handle, content)
            if model is not None:
                _take_after(self._handle, place, model)
            os.fsync(self._handle)
            _compare(self._reopened(), content)
            if self._named:
                self._close()
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __enter__(self) -> Self:
        """The file, complete."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        """Take away what was not given a lasting name."""
        with suppress(OSError):
            self._close()
        if self._named:
            discard(self.place)

    def stand_at(self, place: Path) -> None:
        """Give the file a name that nobody has; its passing name counts as one.

        Raises:
            FileExistsError: somebody has it.
            OSError: the system cannot do it.
        """
        if not self._named:
            assert self._handle is not None  # noqa: S101 - an unnamed file is open until it has a name
            os.link(self._reopened(), place, src_dir_fd=self._handle)  # with a src_dir_fd the link in /proc is followed
            self._named = place == self.place
            try:
                self._close()
            except OSError:
                discard(place)
                raise
        elif place != self.place:
            os.link(self.place, place)

    def move_to(self, place: Path) -> None:
        """The same where a disk does not know second names: in one step, over whatever stands there."""
        try:
            self.stand_at(place)
        except FileExistsError:
            raise
        except OSError:
            if not self._named:
                raise
            os.replace(self.place, place)  # noqa: PTH105 - one word for one system call, as in save.py

    def _reopened(self) -> Path:
        return self.place if self._named else _BY_HANDLE / str(self._handle)

    def _close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


def _opened(place: Path) -> tuple[int, bool]:
    """A handle to a new file, and whether it has its passing name already."""
    unnamed = getattr(os, "O_TMPFILE", 0)
    if unnamed and _BY_HANDLE.is_dir():
        with suppress(OSError):
            return os.open(place.parent, unnamed | os.O_RDWR, 0o666), False
    return os.open(place, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o666), True


def _write(handle: int, content: bytes) -> None:
    """Write all of it: the system may take less at a time."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _compare(place: Path, content: bytes) -> None:
    if place.read_bytes() != content:
        raise OSError(errno.EIO, "read back differently")


def _take_after(handle: int, place: Path, model: Path) -> None:
    """Give the file the owner, the extended attributes (access lists among them) and the mode of another, as far as we may."""
    state = model.stat()
    if hasattr(os, "fchown"):
        with suppress(OSError):
            os.fchown(handle, state.st_uid, state.st_gid)
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(model):
                with suppress(OSError):
                    os.setxattr(handle, name, os.getxattr(model, name))
    if os.fstat(handle).st_mode == state.st_mode:
        return  # a disk that knows no modes need not be asked to set one
    if hasattr(os, "fchmod"):
        os.fchmod(handle, state.st_mode & 0o7777)
    else:
        place.chmod(state.st_mode & 0o7777)

"""Which files a roll-up looks at: what folders, patterns and names lead to, each once, in an order that does not depend on theirs."""

from __future__ import annotations

import glob
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from addin.guard import TOTAL_LIMIT, read_image
from addin.save import BACKUP_FOLDER
from addin.terminal import visible
from validation.refusals import NotAWorkbook, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_PIECE = 1 << 20
MARK = "膳账汇总.txt"
"""Stands in the folders a roll-up writes, so that another one does not take what is in them for books."""
_OWNERS = ("~$", ".~lock.")
"""How the files begin by which Excel and LibreOffice mark a book as open."""


class Source(NamedTuple):
    """A file: where it is, and how outputs call it: by its path from the folder that all have in common."""

    path: str
    shown: str


def find_sources(arguments: Iterable[str], own: Sequence[Path]) -> list[Source]:
    """The files that the arguments lead to, sorted by the name they are shown by.

    Args:
        arguments: files, folders (with all below them) and patterns.
        own: files and folders of the roll-up itself, which are passed over.

    Raises:
        Refusal: an argument leads nowhere, or there are no files at all.
    """
    mine = {os.path.realpath(path) for path in own}
    found: set[str] = set()
    roots: set[str] = set()
    for argument in arguments:
        for place in _places(argument):
            whole = os.path.abspath(place)  # noqa: PTH100 - a link is kept as what it is called
            if os.path.realpath(whole) in mine:
                continue
            is_folder = Path(whole).is_dir()
            roots.add(whole if is_folder else os.path.dirname(whole))  # noqa: PTH120 - many paths, kept as text
            found.update(_below(whole, mine) if is_folder else (whole,))
    if not found:
        raise Refusal("没有找到任何文件：请给出学校报来的账簿，或它们所在的文件夹")
    root = _common(roots)
    return sorted(
        (Source(path, visible(Path(path[len(root) :].lstrip(os.sep)).as_posix())) for path in found),
        key=lambda each: (each.shown, each.path),
    )


def _places(argument: str) -> list[str]:
    """What one argument names: itself, or what its pattern finds."""
    if os.path.lexists(argument):
        return [argument]
    found = glob.glob(argument, recursive=True) if glob.has_magic(argument) else []  # noqa: PTH207 - the pattern may be absolute
    if not found:
        raise Refusal(f"「{argument}」没有找到：请检查文件名、文件夹或通配符")
    return found


def _below(folder: str, own: set[str]) -> Iterator[str]:
    """Every file below a folder; links to folders are not followed."""
    for place, folders, files in os.walk(folder):
        if MARK in files:
            folders.clear()
            files = [MARK]  # noqa: PLW2901 - all that is seen of it
        folders[:] = [name for name in folders if os.path.realpath(os.path.join(place, name)) not in own]  # noqa: PTH118
        for name in (*files, *(name for name in folders if os.path.islink(os.path.join(place, name)))):  # noqa: PTH114, PTH118
            path = os.path.join(place, name)  # noqa: PTH118 - as above
            if os.path.realpath(path) not in own:
                yield path


def _common(roots: set[str]) -> str:
    try:
        return os.path.commonpath(roots)
    except ValueError:  # two drives of Windows
        return ""


def passed_over(source: Source) -> str:
    """Why a file is not even opened; "" when it is."""
    *folders, name = source.shown.split("/")
    if name.startswith(_OWNERS):
        return "是表格软件打开文件时的临时文件，不是账簿：请等编辑的人保存、关闭"
    if name == MARK:
        return "这个文件夹是另一次汇总写的，没有看里面"
    if BACKUP_FOLDER in folders:
        return f"在「{BACKUP_FOLDER}」里，是旧的备份，不算：账簿本身另外读"
    return ""


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file's bytes, read piece by piece.

    Raises:
        NotAWorkbook: it is no ordinary file, cannot be read, or is too large.
    """
    found = hashlib.sha256()
    try:
        if not path.is_file() or path.stat().st_size > TOTAL_LIMIT:
            _refuse(path)
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                found.update(piece)
    except (OSError, ValueError):
        _refuse(path)
    return found.hexdigest()


def _refuse(path: Path) -> None:
    """Say in the words of the guard why a file cannot be read."""
    read_image(path)
    raise NotAWorkbook(f"「{path.name}」读的时候正在变化：请等它存好再试。")

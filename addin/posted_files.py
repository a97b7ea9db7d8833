"""The files of a posting, written together with the line in 公示台账: all of them or none."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from addin.post import as_pdf, free_places
from addin.save import replace_file
from addin.system_errors import not_written
from macros_py.posting import Registered, registered
from validation.refusals import NotWritable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from addin.post import Posted
    from validation.cells import RawBook
    from workbook_templates.draft import Draft

FOLDER = "公示"
_WORKBOOK, _PAGE, _PAPER = ".xlsx", ".html", ".pdf"


class Saved(NamedTuple):
    """What was written: the line (with the book as it stands then), and the files."""

    entry: Registered
    files: list[Path]


class Press(NamedTuple):
    """When and on which day it is posted, and how the line is written into the book."""

    now: str
    today: date | None
    apply: Callable[[Draft], bool]


def save_posted(posted: Posted, raw: RawBook, folder: Path, stem: str, press: Press) -> Saved:
    """Write the copy as a workbook, as a page and, where LibreOffice is there, as paper; then the line.

    Args:
        posted: the copy.
        raw: the book the line is added to, as it stands.
        folder: where the files go; it is made if need be.
        stem: the beginning of their names.
        press: when, and how the book is written.

    Raises:
        Refusal: one of them could not be written; then none is left.
    """
    paper = as_pdf(posted.printed)
    contents = {_WORKBOOK: posted.image, _PAGE: posted.page.encode(), **({} if paper is None else {_PAPER: paper})}
    made = _made(folder)
    files: list[Path] = []
    try:
        places = free_places(folder, f"{stem}-公示-{posted.shown.month}", (_WORKBOOK, _PAGE, _PAPER))
        entry = registered(raw, posted.forms, posted.shown.month, (press.now, posted.fingerprint, places[0].name), press.today)
        for place in places:
            if place.suffix in contents:
                replace_file(place, contents[place.suffix], expected=None, ignore_lock=True)
                files.append(place)
        press.apply(entry.draft)
    except BaseException:
        _taken_back(files, folder if made else None)
        raise
    return Saved(entry, files)


def _made(folder: Path) -> bool:
    """Make the folder; whether it was not there."""
    try:
        folder.mkdir()
    except FileExistsError:
        if folder.is_dir():
            return False
        raise NotWritable(
            f"「{folder.name}」应当是放公示件的文件夹，现在是一个文件；请把它改名，或用 --out 另给一个文件夹。"
        ) from None
    except OSError as fault:
        raise NotWritable(f"放公示件的文件夹「{folder}」建不了；{not_written(fault)}。") from None
    return True


def _taken_back(files: list[Path], folder: Path | None) -> None:
    for file in files:
        with suppress(OSError):
            file.unlink()
    if folder is not None:
        with suppress(OSError):
            folder.rmdir()

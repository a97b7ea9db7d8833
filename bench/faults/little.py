"""A small program with the save of the real one and little else, so that thousands of runs take minutes.

``python -m bench.faults.little BOOK NEW DISK EDIT``: read the book, say that the save begins, put the content of ``NEW`` in its place. A
plain disk knows no second names, no files without a name, and no two files changing places. On SIGUSR1 it plays somebody else, who
edits the book at that very moment.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from addin import new_file, save
from addin.guard import read_image
from validation.refusals import Refusal

PLAIN = "plain"
IN_PLACE, BY_A_NEW_FILE = "an edit in place", "an edit by a new file"
EDIT = b"another's edit"


def _no_link(*_: object, **_options: object) -> None:
    raise PermissionError(1, "no second names here")


def edited(book: Path, edit: str) -> None:
    """Edit the book as somebody else does: in place, so that size and time stay, or by a new file."""
    state = book.stat()
    place = book if edit == IN_PLACE else book.with_name("another's")
    with place.open("r+b" if edit == IN_PLACE else "wb") as file:
        file.write(EDIT)
    os.utime(place, ns=(state.st_atime_ns, state.st_mtime_ns))
    if edit == BY_A_NEW_FILE:
        place.rename(book)


def main(book: Path, new: Path, disk: str, edit: str) -> int:
    """Save once; the exit status and the sentence are those of ``mealbook refresh``."""
    if edit:
        signal.signal(signal.SIGUSR1, lambda *_: edited(book, edit))
    if disk == PLAIN:
        new_file._BY_HANDLE = Path("/nowhere")  # noqa: SLF001 - the disk is what is played here
        vars(save)["swap"] = lambda *_: False
        os.link = _no_link
    image = new.read_bytes()
    try:
        before = read_image(book)
        sys.stdout.write("save\n")
        sys.stdout.flush()
        if before == image:
            save.clear_up(book)
        else:
            save.replace_file(book, image, expected=before)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]))

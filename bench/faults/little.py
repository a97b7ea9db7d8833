"""A small program with the save of the real one and little else, so that thousands of runs take minutes.

``python -m bench.faults.little BOOK NEW DISK``: read the book, say that the save begins, put the content of ``NEW`` in its place. A
plain disk knows no second names, no files without a name, and no two files changing places.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from addin import new_file, save
from addin.guard import read_image
from validation.refusals import Refusal

PLAIN = "plain"


def _no_link(*_: object, **_options: object) -> None:
    raise PermissionError(1, "no second names here")


def main(book: Path, new: Path, disk: str) -> int:
    """Save once; the exit status and the sentence are those of ``mealbook refresh``."""
    if disk == PLAIN:
        new_file._BY_HANDLE = Path("/nowhere")  # noqa: SLF001 - the disk is what is played here
        save.swap = lambda *_: False
        os.link = _no_link
    image = new.read_bytes()
    try:
        before = read_image(book)
        sys.stdout.write("save\n")
        sys.stdout.flush()
        if before == image:
            save.clear_up(book)
        else:
            save.replace_file(book, image, expected=save.fingerprint(before))
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))

"""Answers kept by content: one small file a workbook, so that a second run reads only what changed, and an interrupted one goes on."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from addin.district.reading import program_print, unpacked_answer

if TYPE_CHECKING:
    from pathlib import Path

    from addin.district.reading import Answer
    from macros_py.district.asked import Asked

_MARK = b"mealbook rollup 1 "
_SUM = 64


class Kept:
    """The answers that one version of the program found, for one thing that was asked, in a folder."""

    def __init__(self, folder: Path, asked: Asked) -> None:
        """Nothing is read or made yet."""
        self._folder = folder / f"{program_print()}{asked.mark}"

    def answer(self, digest: str) -> Answer | None:
        """The answer for a content; ``None`` where there is none, or a damaged one: then the file is read again."""
        try:
            image = self._place(digest).read_bytes()
        except OSError:
            return None
        head, content = image[: len(_MARK) + _SUM], image[len(_MARK) + _SUM :]
        if head != _MARK + hashlib.sha256(content).hexdigest().encode():
            return None
        with suppress(ValueError):
            found = unpacked_answer(content)
            return found if found.digest == digest else None
        return None

    def keep(self, digest: str, content: bytes) -> None:
        """Keep an answer, in one step; a kill leaves it whole or not at all.

        Raises:
            OSError: the folder cannot be written.
        """
        place = self._place(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        passing = place.with_suffix(f".{os.getpid()}")
        passing.write_bytes(_MARK + hashlib.sha256(content).hexdigest().encode() + content)
        passing.replace(place)

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

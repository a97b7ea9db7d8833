"""What a hostile kind is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

READ = ""
"""Expected of a file that is odd but no more: it is read."""
EITHER = "*"
"""Expected where both reading and refusing are right."""


class Kind(NamedTuple):
    """One kind of hostile file.

    ``make`` gives the file's bytes; ``place``, for what is no ordinary file, puts it into a folder and tells where. ``expected``: words
    of the refusal, ``READ`` or ``EITHER``. ``said``: words that a file that is read must have among its findings. ``attack``: whether
    it goes for time or memory.
    """

    name: str
    make: Callable[[], bytes] | None = None
    expected: str = READ
    said: str = ""
    attack: bool = False
    place: Callable[[Path], Path] | None = None

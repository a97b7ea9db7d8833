"""One file of the installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Piece(NamedTuple):
    """Where a file goes, what it holds, what it is for, and whether it may be run."""

    path: Path
    content: bytes
    purpose: str
    runs: bool = False

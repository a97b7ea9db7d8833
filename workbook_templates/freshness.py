"""A generated package and its file: written anew, or only compared."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from workbook_templates.packing import contents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def write_or_check(arguments: Sequence[str], path: Path, fresh: bytes, module: str) -> int:
    """Write the file, or with ``--check`` tell whether it is stale.

    Returns:
        0 when it is (now) fresh, 1 when it is stale, 2 for arguments that ``python -m module`` does not know.
    """
    if not arguments:
        path.write_bytes(fresh)
        return 0
    if list(arguments) != ["--check"]:
        sys.stderr.write(f"usage: python -m {module} [--check]\n")
        return 2
    if not _says_the_same(path, fresh):
        sys.stderr.write(f"{path.name} is stale: run `make templates` and commit it.\n")
        return 1
    return 0


def _says_the_same(path: Path, fresh: bytes) -> bool:
    """Whether the file holds the same members. Another machine's zlib may pack the same contents into other bytes."""
    try:
        return contents(path.read_bytes()) == contents(fresh)
    except (FileNotFoundError, BadZipFile):
        return False

"""What is done with one file, wherever it is read: its bytes in, an answer out that can be kept and sent.

An answer is bytes: the content's SHA-256, a line that is either the head of a summary or the reason why there is none, and the summary's tables, packed.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from addin.guard import read_image
from addin.snapshot import raw_book, take_snapshot
from macros_py.district.summary import Head, packed_head, packed_tables, summarize, unpacked, unpacked_head
from macros_py.judge import judge
from validation.refusals import Refusal
from validation.registers import REGISTERS
from workbook_templates.results import CLOSING_LOG

if TYPE_CHECKING:
    from macros_py.district.asked import Asked
    from macros_py.district.summary import Summary

WANTED = frozenset({*(register.table for register in REGISTERS), CLOSING_LOG.name})
"""The tables that judging looks at; result tables are written by the program, and nobody trusts them."""
TABLES_LIMIT = 8 << 20
"""Of a book's tables as JSON. A year of twenty thousand deliveries has one."""
NAME = "本文件"
"""What messages call the file: they are kept by content, and its name may change."""
_PACKAGES = ("validation", "workbook_templates", "macros_py", "addin")
NO_DIGEST = "-"


class Answer(NamedTuple):
    """What came of one file: the hash of its content (``-`` if it could not be read), and its head or the reason why it has none."""

    digest: str
    head: Head | None
    refused: str
    tables: bytes

    def summary(self) -> Summary:
        """The whole summary."""
        assert self.head is not None  # noqa: S101 - only books that are taken are asked
        return unpacked(self.head, zlib.decompressobj().decompress(self.tables, TABLES_LIMIT))


def answer(path: Path, asked: Asked) -> bytes:
    """Read, judge and sum up one file. Whatever is wrong with it is an answer too; only bugs and limits raise."""
    try:
        image = read_image(path)
    except Refusal as refusal:
        return _refusal(NO_DIGEST, refusal)
    digest = hashlib.sha256(image).hexdigest()
    try:
        today = None if asked.today is None else date.fromisoformat(asked.today)
        summary = summarize(judge(raw_book(take_snapshot(image, NAME, WANTED)), today=today), asked)
    except Refusal as refusal:
        return _refusal(digest, refusal)
    tables = packed_tables(summary).encode()
    if len(tables) > TABLES_LIMIT:
        return _refusal(digest, Refusal("里面的品目和问题多得不像一本账：请学校按学期分成几本，清除多余的行后再报一次"))
    return b"\n".join((digest.encode(), packed_head(summary.head).encode(), zlib.compress(tables, 1)))


def refusal(digest: str, reason: str) -> bytes:
    """The answer for a file that is not taken."""
    return b"\n".join((digest.encode(), json.dumps({"refused": reason}).encode(), b""))


def _refusal(digest: str, why: Refusal) -> bytes:
    return refusal(digest, str(why))


def unpacked_answer(image: bytes) -> Answer:
    """An answer as it was kept or sent.

    Raises:
        ValueError: it is damaged.
    """
    digest, line, tables = image.split(b"\n", 2)
    found = json.loads(line)
    if isinstance(found, dict):
        return Answer(digest.decode(), None, found["refused"], b"")
    return Answer(digest.decode(), unpacked_head(line), "", tables)


@cache
def program_print() -> str:
    """A fingerprint of the program: what another version found is not taken for what this one would find."""
    root = Path(__file__).resolve().parents[2]
    found = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            found.update(f"{path.relative_to(root).as_posix()}\0".encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:16]

"""Deflate streams and CRC-32 of zip members: by ISA-L where it is installed, which takes a quarter of the time, else by the standard library.

Each reads what the other writes.
"""

from __future__ import annotations

import zlib
from typing import Any

try:
    from isal import isal_zlib
except ImportError:  # no wheel for this machine
    _FAST: Any = zlib
else:
    _FAST = isal_zlib

BIG_PART = 1 << 16
"""Parts from this size on are packed quickly rather than small."""
DEFLATE_ERRORS: tuple[type[Exception], ...] = (zlib.error, _FAST.error)
_RAW = -15
"""A stream without zlib's own header and checksum, as zip has it."""


def crc32(content: bytes, before: int = 0) -> int:
    """The CRC-32 of some bytes that follow others whose CRC-32 is ``before``."""
    checksum: int = _FAST.crc32(content, before)
    return checksum


def inflater() -> Any:  # noqa: ANN401 - zlib gives the type no name
    """What inflates a raw deflate stream, piece by piece: a decompression object as zlib has it."""
    return _FAST.decompressobj(_RAW)


def deflated(content: bytes) -> bytes:
    """The contents of a member as a raw deflate stream."""
    big = len(content) > BIG_PART
    stream = (_FAST if big else zlib).compressobj(1 if big else 6, zlib.DEFLATED, _RAW)
    packed: bytes = stream.compress(content) + stream.flush()
    return packed

"""The members of a zip file as stretches of its bytes, found by the standard library: a second opinion on what was copied."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import NamedTuple

_LOCAL = struct.Struct("<4s5H3L2H")
_ZIP64 = 1


class Stored(NamedTuple):
    """One member: its local header, its compressed bytes, and what the directory says of it (its place in the file apart)."""

    header: bytes
    data: bytes
    entry: tuple[object, ...]


def members(image: bytes) -> dict[str, Stored]:
    """Every member of the zip file whose bytes are ``image``, in the order of its directory.

    Raises:
        zipfile.BadZipFile: the standard library cannot read the directory.
    """
    found = {}
    with zipfile.ZipFile(io.BytesIO(image)) as archive:
        for info in archive.infolist():
            fields = _LOCAL.unpack_from(image, info.header_offset)
            data = info.header_offset + _LOCAL.size + fields[9] + fields[10]
            entry = (
                *(info.date_time, info.compress_type, info.flag_bits, info.CRC, info.compress_size, info.file_size),
                *(info.create_system, info.create_version, info.extract_version, info.internal_attr, info.external_attr),
                *(info.comment, _without_zip64(info.extra)),
            )
            found[info.orig_filename] = Stored(image[info.header_offset : data], image[data : data + info.compress_size], entry)
    return found


def _without_zip64(extra: bytes) -> bytes:
    """The extra fields of an entry but the one for large files, which a small file does not need."""
    kept, place = b"", 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind != _ZIP64:
            kept += extra[place : place + 4 + length]
        place += 4 + length
    return kept + extra[place:]

"""Zip files written by hand, so that any field can lie."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.hostile.school_book import parts

if TYPE_CHECKING:
    from collections.abc import Iterable

LOCAL, CENTRAL, END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_DAY = 23329


@dataclass
class Entry:
    """One member. ``local`` and ``central`` say what the two headers state otherwise than is true: crc, packed, size, name, offset."""

    name: bytes
    content: bytes = b""
    method: int = 8
    flags: int = 0x800
    local: dict[str, int | bytes] = field(default_factory=dict)
    central: dict[str, int | bytes] = field(default_factory=dict)
    local_extra: bytes = b""
    central_extra: bytes = b""
    descriptor: bytes = b""
    data: bytes | None = None

    def packed(self) -> bytes:
        """The data as it stands in the file."""
        if self.data is not None:
            return self.data
        if self.method == 0:
            return self.content
        stream = zlib.compressobj(6, zlib.DEFLATED, -15)
        return stream.compress(self.content) + stream.flush()


def entries(**changes: bytes) -> list[Entry]:
    """The members of the sound book, with some contents changed or added (``__`` stands for ``/``)."""
    new = {name.replace("__", "/"): content for name, content in changes.items()}
    return [Entry(name.encode(), content) for name, content in {**parts(), **new}.items()]


def entry(found: list[Entry], name: str) -> Entry:
    """One of the members."""
    return next(each for each in found if each.name == name.encode())


def zipped(found: Iterable[Entry], before: bytes = b"", after: bytes = b"", *, shift: int = 0, **end: int) -> bytes:
    """A zip file of the members as they state themselves.

    Args:
        found: the members.
        before: what stands before the first.
        after: what stands between the directory and the end record.
        shift: how much too small every stated place is.
        end: fields of the end record that lie: count, here, size, offset, disk, comment_size.
    """
    body, directory, count = bytearray(before), bytearray(), 0
    for each in found:
        data = each.packed()
        true: dict[str, int | bytes] = {
            "crc": zlib.crc32(each.content),
            "packed": len(data),
            "size": len(each.content),
            "name": each.name,
            "method": each.method,
            "flags": each.flags,
            "offset": len(body) - shift,
        }
        here, there = {**true, **each.local}, {**true, **each.central}
        body += LOCAL.pack(
            b"PK\3\4",
            20,
            here["flags"],
            here["method"],
            0,
            _DAY,
            here["crc"],
            here["packed"],
            here["size"],
            len(bytes(here["name"])),
            len(each.local_extra),
        )
        body += bytes(here["name"]) + each.local_extra + data + each.descriptor
        directory += CENTRAL.pack(
            b"PK\1\2",
            20,
            20,
            there["flags"],
            there["method"],
            0,
            _DAY,
            there["crc"],
            there["packed"],
            there["size"],
            len(bytes(there["name"])),
            len(each.central_extra),
            0,
            0,
            0,
            0,
            there["offset"],
        )
        directory += bytes(there["name"]) + each.central_extra
        count += 1
    stated = {
        "disk": 0,
        "here": count & 0xFFFF,
        "count": count & 0xFFFF,
        "size": len(directory),
        "offset": len(body) - shift,
        "comment_size": 0,
        **end,
    }
    last = END.pack(
        b"PK\5\6",
        stated["disk"],
        stated["disk"],
        stated["here"],
        stated["count"],
        stated["size"],
        stated["offset"],
        stated["comment_size"],
    )
    return bytes(body + directory + after + last)

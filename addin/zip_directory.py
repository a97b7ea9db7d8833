"""The directory of a zip file, read once and strictly: what is ambiguous is damage.

Python's ``zipfile`` tolerates overlaps, gaps between the two places that describe a member, and names that stand twice.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from addin.deflate import DEFLATE_ERRORS, crc32, inflater
from addin.terminal import visible

STORED, DEFLATED = 0, 8
ENCRYPTED_FLAGS, DESCRIPTOR_FLAG, UTF8_FLAG = 0x2041, 0x8, 0x800
MEMBERS_LIMIT = 1_000
END, CENTRAL, LOCAL = struct.Struct("<4s4H2LH"), struct.Struct("<4s4B4HL2L5H2L"), struct.Struct("<4s2B4HL2L2H")
_END64_LOCATOR, _END64 = struct.Struct("<4sLQL"), struct.Struct("<4sQ2H2L4Q")
_FULL = 0xFFFFFFFF
_FULL_COUNT = 0xFFFF
_ZIP64 = 1
_CHUNK = 1 << 18


class DamagedZipError(Exception):
    """The zip container is not sound; the text says how, in a few Chinese words."""


class Member(NamedTuple):
    """One member of the container: what its directory entry says, and where its bytes stand in the file."""

    name: str
    key: str
    entry: bytes
    flags: int
    method: int
    stamp: tuple[int, int]
    crc: int
    packed: int
    size: int
    start: int
    data: int
    end: int


def shown(name: str) -> str:
    """A name from outside as it may stand in a sentence."""
    return visible(name[:60])


def part_key(name: str) -> str:
    """What a part name is compared by."""
    return plain_name(name).replace("\\", "/").lstrip("/").lower()


def plain_name(name: str) -> str:
    """The name with its ``%`` escapes resolved; few names have any."""
    if "%" not in name:
        return name
    from urllib.parse import unquote  # noqa: PLC0415 - it brings half of the network's modules with it

    return unquote(name)


def inflate(image: bytes, member: Member, limit: int | None = None) -> bytes:
    """A member's contents; with ``limit``, no more than its first bytes, unchecked.

    Raises:
        DamagedZipError: the data cannot be inflated, or size or CRC differ from the directory.
    """
    packed = memoryview(image)[member.data : member.data + member.packed]
    if limit is not None:
        packed = packed[: 2 * limit + 1024]  # a stream swells by a few bytes in a thousand at most, unless somebody means it to
    content = bytes(packed[:limit]) if member.method == STORED else _inflated(packed, member, limit)
    if limit is None and (len(content) != member.size or crc32(content) != member.crc):
        raise DamagedZipError("的校验和不符")
    return content


def _inflated(packed: memoryview, member: Member, limit: int | None) -> bytes:
    stream = inflater()
    try:
        content: bytes = stream.decompress(packed, member.size + 1 if limit is None else limit)
        if limit is None and not stream.eof and len(content) != member.size:
            raise DamagedZipError("解压后比登记的大，或没有结束")
    except DEFLATE_ERRORS:
        raise DamagedZipError("无法解压") from None
    return content


def check_member(image: bytes, member: Member) -> None:
    """Inflate a member piece by piece, keeping nothing.

    Raises:
        DamagedZipError: as ``inflate``.
    """
    if member.method == STORED or member.size <= _CHUNK:
        inflate(image, member)
        return
    stream = inflater()
    size = crc = 0
    try:
        for start in range(member.data, member.data + member.packed, _CHUNK):
            rest = image[start : min(start + _CHUNK, member.data + member.packed)]
            while rest and not stream.eof:
                piece = stream.decompress(rest, _CHUNK)
                rest = stream.unconsumed_tail
                size, crc = size + len(piece), crc32(piece, crc)
                if size > member.size:
                    raise DamagedZipError("解压后比登记的大，或没有结束")
    except DEFLATE_ERRORS:
        raise DamagedZipError("无法解压") from None
    if size != member.size or crc != member.crc:
        raise DamagedZipError("的校验和不符")


def read_directory(image: bytes) -> tuple[list[Member], bytes]:
    """The members in directory order, and the file's comment.

    Raises:
        DamagedZipError: the container is not sound.
    """
    end = image.rfind(b"PK\5\6", max(0, len(image) - END.size - 0xFFFF))
    if end < 0 or end + END.size > len(image):
        raise DamagedZipError("缺少目录（可能没有下载完整）")
    _, disk, _, here, count, size, offset, comment_size = END.unpack_from(image, end)
    comment = image[end + END.size : end + END.size + comment_size]
    stop = end
    locator = end - _END64_LOCATOR.size
    if locator >= 0 and image[locator : locator + 4] == b"PK\6\7":
        stated = (count, size, offset)
        count, size, offset, stop = _zip64_end(image, locator)
        if any(a not in (b, full) for a, b, full in zip(stated, (count, size, offset), (_FULL_COUNT, _FULL, _FULL), strict=True)):
            raise DamagedZipError("的目录前后两处登记不一致")
    elif here != count:
        raise DamagedZipError("分成了几个文件，这只是其中一个")
    if count > MEMBERS_LIMIT:
        raise DamagedZipError(f"里有 {count} 个部件，超过 {MEMBERS_LIMIT} 个")
    start = stop - size
    shift = start - offset
    if disk not in (0, _FULL_COUNT) or start < 0 or shift < 0:
        raise DamagedZipError("的目录位置不对")
    members: list[Member] = []
    place = start
    for _ in range(count):
        member, place = _member(image, place, stop, shift)
        members.append(member)
    if place != stop:
        raise DamagedZipError("的目录与登记的部件数不符")
    return _with_ends(members, start), comment


def _zip64_end(image: bytes, place: int) -> tuple[int, int, int, int]:
    """Count, size, offset and end of a directory described by zip64 records, whose locator stands at ``place``."""
    record = _END64_LOCATOR.unpack_from(image, place)[2]
    for at in (record, place - _END64.size):
        if 0 <= at <= place - _END64.size and image[at : at + 4] == b"PK\6\6":
            fields = _END64.unpack_from(image, at)
            return fields[7], fields[8], fields[9], at
    raise DamagedZipError("的目录不完整")


def _member(image: bytes, place: int, stop: int, shift: int) -> tuple[Member, int]:
    """The member whose directory entry starts at ``place``, and where the next entry starts."""
    text = "的目录损坏"
    if place + CENTRAL.size > stop or image[place : place + 4] != b"PK\1\2":
        raise DamagedZipError(text)
    fields = CENTRAL.unpack_from(image, place)
    flags, method, clock, day, crc, packed, size, name_size, extra_size, comment_size = fields[5:15]
    offset = fields[18]
    following = place + CENTRAL.size + name_size + extra_size + comment_size
    if following > stop:
        raise DamagedZipError(text)
    entry = image[place:following]
    raw_name = entry[CENTRAL.size : CENTRAL.size + name_size]
    if _FULL in (packed, size, offset):
        size, packed, offset, entry = _zip64_entry(entry, fields)
    name = _decoded(raw_name, flags)
    start = offset + shift
    if not 0 <= start <= len(image) - LOCAL.size or image[start : start + 4] != b"PK\3\4":
        raise DamagedZipError(text)
    local = LOCAL.unpack_from(image, start)
    local_name = start + LOCAL.size
    data = local_name + local[10] + local[11]
    sizes_differ = any(a not in (0, _FULL, b) for a, b in zip(local[7:10], (crc, packed, size), strict=True))
    if (
        image[local_name : local_name + local[10]] != raw_name
        or local[4] != method
        or (sizes_differ and not local[3] & DESCRIPTOR_FLAG)
    ):
        raise DamagedZipError(f"里「{shown(name)}」前后两处登记不一致")
    flags |= local[3] & ENCRYPTED_FLAGS
    return Member(
        name, part_key(name), entry, flags, method, (clock, day), crc, packed, size, start, data, data + packed
    ), following


def _decoded(raw_name: bytes, flags: int) -> str:
    try:
        return raw_name.decode("utf-8" if flags & UTF8_FLAG or raw_name.isascii() else "cp437")
    except UnicodeDecodeError:
        raise DamagedZipError("里有成员名无法识别") from None


def _zip64_entry(entry: bytes, fields: tuple[int, ...]) -> tuple[int, int, int, bytes]:
    """Size, packed size and offset of an entry in the zip64 form, and the entry in the ordinary form."""
    packed, size, name_size, extra_size, offset = fields[10], fields[11], fields[12], fields[13], fields[18]
    extra = entry[CENTRAL.size + name_size : CENTRAL.size + name_size + extra_size]
    place, rest, found = 0, b"", b""
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind == _ZIP64:
            found = extra[place + 4 : place + 4 + length]
        else:
            rest += extra[place : place + 4 + length]
        place += 4 + length
    numbers = iter(struct.unpack(f"<{len(found) // 8}Q", found[: len(found) // 8 * 8]))
    size, packed, offset = (next(numbers, _FULL) if value == _FULL else value for value in (size, packed, offset))
    if max(size, packed, offset) >= _FULL:
        raise DamagedZipError("的目录损坏")
    head = CENTRAL.pack(*fields[:10], packed, size, name_size, len(rest), *fields[14:18], offset)
    name_end = CENTRAL.size + name_size
    return size, packed, offset, head + entry[CENTRAL.size : name_end] + rest + entry[name_end + extra_size :]


def _with_ends(members: list[Member], stop: int) -> list[Member]:
    """The members, each reaching to the start of the next (so that descriptors and padding stay with it); overlaps are refused."""
    ends: dict[int, int] = {}
    following = stop
    for member in sorted(members, key=lambda each: each.start, reverse=True):
        if member.end > following:
            raise DamagedZipError(f"里「{shown(member.name)}」与别的成员重叠或不完整")
        ends[member.start] = following
        following = member.start
    return [member._replace(end=ends[member.start]) for member in members]

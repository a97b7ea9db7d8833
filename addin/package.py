"""The zip container of a workbook, kept raw: members that do not change are copied as the very bytes they were.

Python's ``zipfile`` re-writes headers, drops extra fields and tolerates overlaps; here the central directory is read once, strictly,
and every member keeps its stretch of the file (local header, data, data descriptor, padding).
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import Mapping

STORED, DEFLATED = 0, 8
ENCRYPTED_FLAG, UTF8_FLAG = 0x1, 0x800
BIG_PART = 1 << 20
_END, _CENTRAL, _LOCAL = struct.Struct("<4s4H2LH"), struct.Struct("<4s4B4HL2L5H2L"), struct.Struct("<4s2B4HL2L2H")
_END64_LOCATOR, _END64 = struct.Struct("<4sLQL"), struct.Struct("<4sQ2H2L4Q")
_VERSION = 20
_FULL = 0xFFFFFFFF
_FULL_COUNT = 0xFFFF
_ZIP64 = 1


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


class Package:
    """A workbook's members, in order, by part name (OPC compares part names without case and percent-decoded)."""

    def __init__(self, image: bytes) -> None:
        """Read the directory of the zip file whose bytes are ``image``.

        Raises:
            DamagedZipError: the container is not sound.
        """
        self.image = image
        self.members, self._directory, self._comment = _directory(image)
        self._by_key = {member.key: member for member in self.members}

    def find(self, part: str) -> Member | None:
        """The member that holds ``part`` (``xl/workbook.xml`` or ``/xl/workbook.xml``)."""
        return self._by_key.get(part_key(part))

    def read(self, part: str) -> bytes:
        """The bytes of a part, inflated, its size and CRC checked.

        Raises:
            NotAWorkbook: the part is missing or damaged.
        """
        member = self.find(part)
        if member is None:
            message = f"工作簿里缺少部件「{part}」，文件已损坏：请用 Excel 或 WPS 打开修复后另存，再试一次。"
            raise NotAWorkbook(message)
        try:
            return inflate(self.image, member)
        except DamagedZipError as damage:
            message = f"工作簿里的部件「{part}」{damage}，文件已损坏：请用 Excel 或 WPS 打开修复后另存，再试一次。"
            raise NotAWorkbook(message) from None

    def raw(self, member: Member) -> bytes:
        """All the bytes of a member as they stand in the file."""
        return self.image[member.start : member.end]

    def rebuilt(self, changes: Mapping[str, bytes | None]) -> bytes:
        """The container with some members' contents changed (``None`` takes a member away), all others copied raw.

        Args:
            changes: by member name, the new contents.
        """
        chunks: list[bytes] = [self.image[: min((member.start for member in self.members), default=0)]]
        place, entries = len(chunks[0]), {}
        for member in sorted(self.members, key=lambda each: each.start):
            if member.name not in changes:
                record, entry = self.raw(member), _central_entry(member, place)
            else:
                content = changes[member.name]
                if content is None:
                    continue
                record, entry = _packed_anew(member, content, place)
            entries[member.name] = entry
            chunks.append(record)
            place += len(record)
        directory = b"".join(entries[member.name] for member in self.members if member.name in entries)
        end = _END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), place, len(self._comment))
        return b"".join([*chunks, directory, end, self._comment])


def part_key(name: str) -> str:
    """What a part name is compared by."""
    return unquote(name).replace("\\", "/").lstrip("/").lower()


def inflate(image: bytes, member: Member, limit: int | None = None) -> bytes:
    """A member's contents; with ``limit``, no more than its first bytes, unchecked.

    Raises:
        DamagedZipError: the data cannot be inflated, or size or CRC differ from the directory.
    """
    packed = memoryview(image)[member.data : member.data + member.packed]
    if limit is not None and member.method == STORED:
        return bytes(packed[:limit])
    if member.method == STORED:
        content = bytes(packed)
    else:
        stream = zlib.decompressobj(-15)
        try:
            content = stream.decompress(packed, member.size + 1 if limit is None else limit)
        except zlib.error:
            text = "无法解压"
            raise DamagedZipError(text) from None
        if limit is not None:
            return content
        if not stream.eof and not (len(content) == member.size and not stream.decompress(stream.unconsumed_tail, 1)):
            text = "解压后比登记的大，或没有结束"
            raise DamagedZipError(text)
    if len(content) != member.size or zlib.crc32(content) != member.crc:
        text = "的校验和不符"
        raise DamagedZipError(text)
    return content


def _directory(image: bytes) -> tuple[list[Member], int, bytes]:
    """The members in directory order, where the directory starts, and the file's comment."""
    end = image.rfind(b"PK\5\6", max(0, len(image) - _END.size - 0xFFFF))
    if end < 0 or end + _END.size > len(image):
        text = "缺少目录（可能没有下载完整）"
        raise DamagedZipError(text)
    _, disk, _, _, count, size, offset, comment_size = _END.unpack_from(image, end)
    comment = image[end + _END.size : end + _END.size + comment_size]
    stop = end
    if count == _FULL_COUNT or size == _FULL or offset == _FULL:
        count, size, offset, stop = _zip64_end(image, end)
    start = stop - size
    shift = start - offset
    if disk not in (0, _FULL_COUNT) or start < 0 or shift < 0:
        text = "的目录位置不对"
        raise DamagedZipError(text)
    members: list[Member] = []
    place = start
    for _ in range(count):
        member, place = _member(image, place, stop, shift)
        members.append(member)
    return _with_ends(image, members, start), start, comment


def _zip64_end(image: bytes, end: int) -> tuple[int, int, int, int]:
    """Count, size, offset and end of a directory described by zip64 records."""
    place = end - _END64_LOCATOR.size
    if place < 0 or image[place : place + 4] != b"PK\6\7":
        text = "的目录不完整"
        raise DamagedZipError(text)
    record = _END64_LOCATOR.unpack_from(image, place)[2]
    for at in (record, place - _END64.size):
        if 0 <= at <= place - _END64.size and image[at : at + 4] == b"PK\6\6":
            fields = _END64.unpack_from(image, at)
            return fields[7], fields[8], fields[9], at
    text = "的目录不完整"
    raise DamagedZipError(text)


def _member(image: bytes, place: int, stop: int, shift: int) -> tuple[Member, int]:
    """The member whose directory entry starts at ``place``, and where the next entry starts."""
    text = "的目录损坏"
    if place + _CENTRAL.size > stop or image[place : place + 4] != b"PK\1\2":
        raise DamagedZipError(text)
    fields = _CENTRAL.unpack_from(image, place)
    flags, method, clock, day, crc, packed, size, name_size, extra_size, comment_size = fields[5:15]
    offset = fields[18]
    following = place + _CENTRAL.size + name_size + extra_size + comment_size
    if following > stop:
        raise DamagedZipError(text)
    entry = image[place:following]
    raw_name = entry[_CENTRAL.size : _CENTRAL.size + name_size]
    if _FULL in (packed, size, offset):
        size, packed, offset, entry = _zip64_entry(entry, fields)
    name = _decoded(raw_name, flags)
    start = offset + shift
    if not 0 <= start <= len(image) - _LOCAL.size or image[start : start + 4] != b"PK\3\4":
        raise DamagedZipError(text)
    local = _LOCAL.unpack_from(image, start)
    local_name = start + _LOCAL.size
    data = local_name + local[10] + local[11]
    if image[local_name : local_name + local[10]] != raw_name or local[4] != method:
        text = f"里「{name}」前后两处登记不一致"
        raise DamagedZipError(text)
    flags |= local[3] & ENCRYPTED_FLAG
    return Member(
        name, part_key(name), entry, flags, method, (clock, day), crc, packed, size, start, data, data + packed
    ), following


def _decoded(raw_name: bytes, flags: int) -> str:
    try:
        return raw_name.decode("utf-8" if flags & UTF8_FLAG or raw_name.isascii() else "cp437")
    except UnicodeDecodeError:
        text = "里有成员名无法识别"
        raise DamagedZipError(text) from None


def _zip64_entry(entry: bytes, fields: tuple[int, ...]) -> tuple[int, int, int, bytes]:
    """Size, packed size and offset of an entry in the zip64 form, and the entry in the ordinary form."""
    packed, size, name_size, extra_size, offset = fields[10], fields[11], fields[12], fields[13], fields[18]
    extra = entry[_CENTRAL.size + name_size : _CENTRAL.size + name_size + extra_size]
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
        text = "的目录损坏"
        raise DamagedZipError(text)
    head = _CENTRAL.pack(*fields[:10], packed, size, name_size, len(rest), *fields[14:18], offset)
    name_end = _CENTRAL.size + name_size
    return size, packed, offset, head + entry[_CENTRAL.size : name_end] + rest + entry[name_end + extra_size :]


def _with_ends(image: bytes, members: list[Member], stop: int) -> list[Member]:
    """The members, each reaching to the start of the next (so that descriptors and padding stay with it); overlaps are refused."""
    ends: dict[int, int] = {}
    following = stop
    for member in sorted(members, key=lambda each: each.start, reverse=True):
        if member.end > following or member.start in ends or member.end > len(image):
            text = f"里「{member.name}」与别的成员重叠或不完整"
            raise DamagedZipError(text)
        ends[member.start] = following
        following = member.start
    return [member._replace(end=ends[member.start]) for member in members]


def _central_entry(member: Member, place: int) -> bytes:
    """The directory entry of an unchanged member that now starts at ``place``."""
    return member.entry[: _CENTRAL.size - 4] + struct.pack("<L", place) + member.entry[_CENTRAL.size :]


def _packed_anew(member: Member, content: bytes, place: int) -> tuple[bytes, bytes]:
    """The record and the directory entry of a member with new contents, under its old name and date."""
    stream = zlib.compressobj(1 if len(content) > BIG_PART else 6, zlib.DEFLATED, -15)
    packed = stream.compress(content) + stream.flush()
    fields = _CENTRAL.unpack_from(member.entry)
    name = member.entry[_CENTRAL.size : _CENTRAL.size + fields[12]]
    comment = member.entry[_CENTRAL.size + fields[12] + fields[13] :]
    flags, crc = member.flags & UTF8_FLAG, zlib.crc32(content)
    common = (*member.stamp, crc, len(packed), len(content), len(name), 0)
    head = _LOCAL.pack(b"PK\3\4", _VERSION, 0, flags, DEFLATED, *common)
    entry = _CENTRAL.pack(*fields[:3], _VERSION, 0, flags, DEFLATED, *common, len(comment), *fields[15:18], place)
    return head + name + packed, entry + name + comment

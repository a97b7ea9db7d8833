"""The zip container of a workbook, kept raw: members that do not change are copied as the very bytes they were.

Every member keeps its stretch of the file: local header, data, data descriptor, padding.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from addin.deflate import crc32, deflated
from addin.zip_directory import (
    CENTRAL,
    DEFLATED,
    END,
    LOCAL,
    UTF8_FLAG,
    DamagedZipError,
    Member,
    check_member,
    inflate,
    part_key,
    read_directory,
    shown,
)
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import Mapping

_VERSION = 20


class Package:
    """A workbook's members, in order, by part name (OPC compares part names without case and percent-decoded)."""

    def __init__(self, image: bytes) -> None:
        """Read the directory of the zip file whose bytes are ``image``.

        Raises:
            DamagedZipError: the container is not sound.
        """
        self.image = image
        self.members, self._comment = read_directory(image)
        self._by_key = {member.key: member for member in self.members}
        self._checked: set[str] = set()

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
            raise NotAWorkbook(f"工作簿里缺少部件「{shown(part)}」，文件已损坏：请用 Excel 或 WPS 打开修复后另存，再试一次。")
        try:
            content = inflate(self.image, member)
        except DamagedZipError as damage:
            raise _damaged(member, damage) from None
        self._checked.add(member.name)
        return content

    def check_rest(self) -> None:
        """Check size and CRC of every member that nobody has read: a file damaged in one place is not to be trusted in others.

        Raises:
            NotAWorkbook: a member is damaged.
        """
        for member in self.members:
            if member.name not in self._checked:
                try:
                    check_member(self.image, member)
                except DamagedZipError as damage:
                    raise _damaged(member, damage) from None

    def member_name(self, part: str) -> str:
        """The name of the member that holds ``part``, as the directory writes it."""
        return self._by_key[part_key(part)].name

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
        end = END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), place, len(self._comment))
        return b"".join([*chunks, directory, end, self._comment])


def _damaged(member: Member, damage: DamagedZipError) -> NotAWorkbook:
    return NotAWorkbook(
        f"工作簿里的部件「{shown(member.name)}」{damage}，文件已损坏：请从「膳账备份」文件夹取回，或用 Excel、WPS 打开修复后另存，再试一次。"
    )


def _central_entry(member: Member, place: int) -> bytes:
    """The directory entry of an unchanged member that now starts at ``place``."""
    return member.entry[: CENTRAL.size - 4] + struct.pack("<L", place) + member.entry[CENTRAL.size :]


def _packed_anew(member: Member, content: bytes, place: int) -> tuple[bytes, bytes]:
    """The record and the directory entry of a member with new contents, under its old name and date."""
    packed = deflated(content)
    fields = CENTRAL.unpack_from(member.entry)
    name = member.entry[CENTRAL.size : CENTRAL.size + fields[12]]
    comment = member.entry[CENTRAL.size + fields[12] + fields[13] :]
    flags, crc = member.flags & UTF8_FLAG, crc32(content)
    common = (*member.stamp, crc, len(packed), len(content), len(name), 0)
    head = LOCAL.pack(b"PK\3\4", _VERSION, 0, flags, DEFLATED, *common)
    entry = CENTRAL.pack(*fields[:3], _VERSION, 0, flags, DEFLATED, *common, len(comment), *fields[15:18], place)
    return head + name + packed, entry + name + comment

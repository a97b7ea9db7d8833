"""The guard before any parser: what is not a sound, ordinary workbook is refused in one sentence.

The limits are those of reliability: they bound the time and memory any later step can take.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, TypeVar

from addin.package import Package
from addin.terminal import visible
from addin.zip_directory import (
    DEFLATED,
    ENCRYPTED_FLAGS,
    MEMBERS_LIMIT,
    STORED,
    DamagedZipError,
    Member,
    inflate,
    plain_name,
    shown,
)
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

T = TypeVar("T")
MEBIBYTE = 1 << 20
TOTAL_LIMIT = 256 * MEBIBYTE
PART_LIMIT = 128 * MEBIBYTE
RATIO_LIMIT = 100
PARTS_LIMIT = MEMBERS_LIMIT
SHEETS_LIMIT = 200
PROLOG_LIMIT = 64 * 1024
CELLS_LIMIT = 16_000_000
"""Rows times columns of the tables of one sheet."""
ELEMENTS_LIMIT = 4_000_000
"""Elements of any one kind in one part, where each costs us a step of Python."""
GENERAL_LIMIT = 1_000_000
"""Cells of a book that are not in the usual dialect: each takes ten times as long."""
MERGED_LIMIT = 200_000
LINKS_LIMIT = 100_000
"""Arrows that leave one part; Excel allows a sheet 65,530 links."""
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_XML_NAMES = (".xml", ".rels", ".vml")
_PROLOG = rb"(?:[^<]++|<\?.*?\?>|<!--.*?-->)*+"
_DOCTYPE = re.compile(_PROLOG + rb"(?:<!DOCTYPE|<!ENTITY)", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(_PROLOG + rb"<[^!?]", re.DOTALL)
_ENDS = 66_000
"""Bytes at the end of a file among which a zip file's directory is announced."""
_CONTROL = frozenset(map(chr, (*range(32), 127)))
_RESAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试"


def read_image(path: Path) -> bytes:
    """The bytes of the file at ``path``.

    Raises:
        NotAWorkbook: the file is missing, a folder, unreadable, or too large.
    """
    try:
        if path.is_dir():
            reason = "这是一个文件夹，不是工作簿：请给出 .xlsx 或 .xlsm 文件"
        elif path.exists() and not path.is_file():
            reason = "这不是普通文件：请给出 .xlsx 或 .xlsm 文件"
        else:
            image = _bytes_of(path)
            if image is not None:
                return image
            reason = f"文件超过 {TOTAL_LIMIT // MEBIBYTE} MiB，太大了：请删去图片或分成几本后再试"
    except FileNotFoundError:
        reason = "找不到这个文件：请检查文件名和所在的文件夹"
    except PermissionError:
        reason = "没有读取这个文件的权限，或它正被别的程序独占：请关闭占用它的程序，或请管理员开放权限"
    except (OSError, ValueError) as fault:
        reason = f"读不出这个文件（{getattr(fault, 'strerror', None) or '路径不合法'}）：请检查磁盘或网络后再试"
    raise _refusal(path.name, reason)


def _bytes_of(path: Path) -> bytes | None:
    """The bytes of a file; of a large one that is no zip file, only what tells its kind; ``None`` when it is too large.

    What an old workbook or an encrypted one consists of stands in a directory; where, and in what steps that is counted, stands at its start.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > TOTAL_LIMIT:
            return None
        if size > MEBIBYTE:
            start = file.read(MEBIBYTE)
            if start.startswith(OLE):
                file.seek((int.from_bytes(start[48:52], "little") + 1) << start[30] % 16)
                return start + file.read(_ENDS)
            file.seek(size - _ENDS)
            if b"PK\5\6" not in file.read():
                return start
            file.seek(0)
        return file.read(size or MEBIBYTE)


def open_package(image: bytes, name: str) -> Package:
    """The container of the workbook whose file ``name`` holds ``image``, once it has passed the guard.

    Raises:
        NotAWorkbook: it is no workbook, or breaks a limit; the text says what, where, and what to do.
    """
    reason = _not_a_container(image)
    if reason is None:
        try:
            package = Package(image)
        except DamagedZipError as damage:
            reason = f"压缩包{damage}：请向发来文件的人再要一份，或用 Excel、WPS 打开修复后另存"
        else:
            reason = _unsound(package)
            if reason is None:
                return package
    raise _refusal(name, reason)


def check_count(part: str, kind: str, count: int, limit: int = ELEMENTS_LIMIT) -> None:
    """Refuse a part that holds more of something than any ordinary workbook.

    Raises:
        NotAWorkbook: it does.
    """
    if count > limit:
        raise NotAWorkbook(f"工作簿里的部件「{part}」的{kind}超过 {limit} 个：请清除多余的行、列和格式后另存再试。")


def bounded(found: Iterator[T], part: str, kind: str, limit: int = ELEMENTS_LIMIT) -> Iterator[T]:
    """What is found in a part, until it is more than any ordinary workbook holds.

    Raises:
        NotAWorkbook: it is.
    """
    for count, each in enumerate(found, 1):
        check_count(part, kind, count, limit)
        yield each


def _refusal(name: str, reason: str) -> NotAWorkbook:
    return NotAWorkbook(f"「{visible(name)}」{reason}。")


def _not_a_container(image: bytes) -> str | None:
    """Why the bytes are not even a zip file."""
    start = image[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not image:
        return "是空文件：请向发来文件的人再要一份，或从「膳账备份」文件夹取回"
    if image.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in image:
            return "有打开密码，无法读取：请在 Excel 里取消打开密码（文件→信息→保护工作簿）后再试"
        return f"是旧的 .xls 格式，或 WPS 的 .et 格式：{_RESAVE}"
    if start.startswith(b"<"):
        return f"其实是网页或 XML 文本，不是工作簿：{_RESAVE}"
    if b"PK\5\6" not in image[-_ENDS:] and not image.startswith(b"PK"):
        return f"不是 Excel 工作簿（.xlsx 或 .xlsm）：{_RESAVE}"
    return None


def _unsound(package: Package) -> str | None:
    """Why the container is refused, looking at its directory and the first bytes of its XML parts only."""
    members = package.members
    if sum(member.size for member in members) > TOTAL_LIMIT:
        return f"解压后超过 {TOTAL_LIMIT // MEBIBYTE} MiB：请删去图片或分成几本后再试"
    names = _unsafe_names(members)
    if names is not None:
        return names
    for member in members:
        reason = _unsound_member(package.image, member)
        if reason is not None:
            return reason
    if package.find("[Content_Types].xml") is None:
        kind = "是 LibreOffice 的 .ods 表格" if package.find("content.xml") else "是压缩包，但不是 Excel 工作簿"
        return f"{kind}：{_RESAVE}"
    return None


def _unsafe_names(members: Iterable[Member]) -> str | None:
    seen: set[str] = set()
    for member in members:
        name = plain_name(member.name)
        steps = name.replace("\\", "/").split("/")
        if not name or steps[0] == "" or ".." in steps or ":" in steps[0] or not _CONTROL.isdisjoint(name):
            return f"里有不安全的部件名「{shown(member.name)}」：不要打开它，请向发来文件的人再要一份"
        if member.key in seen:
            return f"里有两个同名的部件「{shown(member.name)}」，文件已损坏：{_RESAVE}"
        seen.add(member.key)
    return None


def _unsound_member(image: bytes, member: Member) -> str | None:
    label = f"里的部件「{shown(member.name)}」"
    reason = _unsound_size(member)
    if reason is not None:
        return f"{label}{reason}"
    return _doctype(image, member, label) if member.key.endswith(_XML_NAMES) else None


def _unsound_size(member: Member) -> str | None:
    if member.flags & ENCRYPTED_FLAGS:
        return "加了密码：请取消密码后再试"
    if member.method not in (STORED, DEFLATED):
        return f"用了不认识的压缩方法：{_RESAVE}"
    if member.method == STORED and member.packed != member.size:
        return f"登记的大小不对，文件已损坏：{_RESAVE}"
    if member.size > PART_LIMIT:
        return f"解压后超过 {PART_LIMIT // MEBIBYTE} MiB：请清除多余的行、列和格式后再试"
    if member.size > MEBIBYTE and member.size > RATIO_LIMIT * member.packed:
        return f"的压缩比超过 {RATIO_LIMIT} 倍，像是有害文件：请清除多余的行、列和格式后另存再试"
    return None


def _doctype(image: bytes, member: Member, label: str) -> str | None:
    """Whether an XML part declares a document type, which no workbook does."""
    for limit in (2_048, PROLOG_LIMIT):
        try:
            start = inflate(image, member, limit)
        except DamagedZipError as damage:
            return f"{label}{damage}，文件已损坏：{_RESAVE}"
        text = start.replace(b"\0", b"")
        if _DOCTYPE.match(text):
            return f"{label}含有文档类型声明（DOCTYPE），可能有害：不要打开它，请向发来文件的人再要一份"
        if _ROOT.match(text) or len(start) >= member.size:
            return None
    return f"{label}开头异常，可能有害：{_RESAVE}"

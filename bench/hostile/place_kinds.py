"""Kinds that are no workbook at all, or stand in a strange place."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from bench.hostile.kinds import EITHER, READ, Kind
from bench.hostile.school_book import packed, parts
from bench.hostile.zip_kinds import whole

if TYPE_CHECKING:
    from pathlib import Path

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
GIBIBYTE = 1 << 30


def named(folder: Path, name: str, content: bytes | None = None) -> Path:
    """A file of a strange name; a sound book when nothing else is said."""
    path = folder / name
    path.write_bytes(whole() if content is None else content)
    return path


def sparse(folder: Path, size: int, start: bytes = b"") -> Path:
    """A file that is large and holds nothing."""
    path = named(folder, "大.xlsx", start)
    os.truncate(path, size)
    return path


def linked(folder: Path, target: str) -> Path:
    """A symbolic link."""
    path = folder / "链.xlsx"
    path.symlink_to(target)
    return path


def folder_of_that_name(folder: Path) -> Path:
    """A folder that is called like a book."""
    path = folder / "夹.xlsx"
    path.mkdir()
    return path


def pipe(folder: Path) -> Path:
    """A pipe into which nobody writes."""
    path = folder / "管.xlsx"
    if sys.platform != "win32":
        os.mkfifo(path)
    return path


def circle(folder: Path) -> Path:
    """Two links that point at each other."""
    (folder / "甲.xlsx").symlink_to("乙.xlsx")
    (folder / "乙.xlsx").symlink_to("甲.xlsx")
    return folder / "甲.xlsx"


def locked(folder: Path) -> Path:
    """A file nobody may read (but who administers the machine)."""
    path = named(folder, "锁.xlsx")
    path.chmod(0)
    return path


PLACE_KINDS = (
    Kind("file: not there", place=lambda folder: folder / "无.xlsx", expected="找不到这个文件"),
    Kind("file: in a folder that is not there", place=lambda folder: folder / "无" / "无.xlsx", expected="找不到这个文件"),
    Kind("file: below a file", place=lambda folder: named(folder, "a", b"") / "书.xlsx", expected="读不出这个文件"),
    Kind("file: a folder", place=folder_of_that_name, expected="这是一个文件夹"),
    Kind("file: a pipe", place=pipe, expected="这不是普通文件"),
    Kind("file: a device that never ends", place=lambda folder: linked(folder, "/dev/zero"), expected="这不是普通文件"),
    Kind("file: a device that holds nothing", place=lambda folder: linked(folder, os.devnull), expected="这不是普通文件"),
    Kind("file: a link to itself", place=lambda folder: linked(folder, "链.xlsx"), expected="读不出这个文件"),
    Kind("file: links in a circle", place=circle, expected="读不出这个文件"),
    Kind("file: a link to nothing", place=lambda folder: linked(folder, "没有"), expected="找不到这个文件"),
    Kind("file: a link to a sound book", place=lambda folder: linked(folder, str(named(folder, "真.xlsx")))),
    Kind("file: nobody may read it", place=locked, expected=EITHER),
    Kind("file: a name of two lines", place=lambda folder: named(folder, "一\n二\r三.xlsx")),
    Kind(
        "file: a name of two lines, and empty", place=lambda folder: named(folder, "一\n二\x1b[2J.xlsx", b""), expected="是空文件"
    ),
    Kind(
        "file: a name that is no UTF-8", place=lambda folder: named(folder, os.fsdecode(b"\xff\xfe.xlsx"), b""), expected="是空文件"
    ),
    Kind("file: a name of 240 bytes", place=lambda folder: named(folder, "长" * 78 + ".xlsx")),
    Kind("file: a name longer than may be", place=lambda folder: folder / ("长" * 200 + ".xlsx"), expected="读不出这个文件"),
    Kind("file: a name with a dash", place=lambda folder: named(folder, "-h.xlsx")),
    Kind("file: no ending", place=lambda folder: named(folder, "书"), expected=EITHER),
    Kind("file: 5 GiB of nothing", place=lambda folder: sparse(folder, 5 * GIBIBYTE), expected="太大了", attack=True),
    Kind("file: 250 MiB of nothing", place=lambda folder: sparse(folder, 250 << 20), expected="不是 Excel 工作簿", attack=True),
    Kind(
        "file: 250 MiB that begin like a zip file",
        place=lambda folder: sparse(folder, 250 << 20, b"PK\3\4"),
        expected="缺少目录",
        attack=True,
    ),
    Kind(
        "file: 250 MiB that begin like an old workbook",
        place=lambda folder: sparse(folder, 250 << 20, OLE),
        expected="是旧的 .xls 格式",
        attack=True,
    ),
    Kind("file: an old workbook", lambda: OLE + bytes(5_000), "是旧的 .xls 格式"),
    Kind(
        "file: an encrypted workbook",
        lambda: OLE + bytes(5_000) + "EncryptedPackage".encode("utf-16-le") + bytes(500),
        "有打开密码",
    ),
    Kind("file: comma-separated values", lambda: "单号,日期\n1,2025-09-01\n".encode("gbk"), "不是 Excel 工作簿"),
    Kind("file: a PDF", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 9, "不是 Excel 工作簿"),
    Kind(
        "file: a page that calls itself a workbook",
        lambda: b"\xef\xbb\xbf<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table>",
        "其实是网页或 XML 文本",
    ),
    Kind(
        "file: the XML of Excel 2003",
        lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "其实是网页或 XML 文本",
    ),
    Kind(
        "file: an .ods",
        lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
        "是 LibreOffice 的 .ods 表格",
    ),
    Kind(
        "file: a binary workbook",
        lambda: packed(
            {
                name.replace("workbook.xml", "workbook.bin"): data.replace(b"/workbook.xml", b"/workbook.bin").replace(
                    b"xl/workbook.xml", b"xl/workbook.bin"
                )
                for name, data in parts().items()
            }
        ),
        "是二进制工作簿",
    ),
    Kind(
        "file: a letter",
        lambda: packed(
            {
                "[Content_Types].xml": b"<Types/>",
                "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/></Relationships>',
                "word/document.xml": b"<w:document xmlns:w='urn:w'/>",
            }
        ),
        "不是 Excel 工作簿",
    ),
    Kind("file: gzip", lambda: b"\x1f\x8b\x08" + bytes(99), "不是 Excel 工作簿"),
    Kind("file: zeros", lambda: bytes(30_000), "不是 Excel 工作簿"),
    Kind("file: a program", lambda: b"MZ" + bytes(30_000), "不是 Excel 工作簿"),
    Kind("file: sound", whole, READ),
)
"""Each with what must come of it."""

"""Kinds that lie in the container: the zip file itself."""

from __future__ import annotations

import functools
import io
import random
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from bench.hostile.kinds import EITHER, READ, Kind
from bench.hostile.raw_zip import END, Entry, entries, entry, zipped
from bench.hostile.school_book import BOOK, PURCHASES, STYLES, TYPES, packed, parts

if TYPE_CHECKING:
    from collections.abc import Callable

MEBIBYTE = 1 << 20
FULL, FULL_COUNT = 0xFFFFFFFF, 0xFFFF
THEME = "xl/theme/theme1.xml"


def whole() -> bytes:
    """The sound book."""
    return packed(parts())


def added(name: bytes, content: bytes = b"<a/>", **more: int) -> bytes:
    """The book with one more member."""
    return zipped([*entries(), Entry(name, content, **more)])  # type: ignore[arg-type]


def lying(name: str, change: Callable[[Entry], object]) -> bytes:
    """The book with one member changed."""
    found = entries()
    change(entry(found, name))
    return zipped(found)


def stating(name: str, both: bool = True, **fields: int) -> bytes:  # noqa: FBT001, FBT002 - a table of kinds reads it
    """The book with one member whose headers state something else than is true, in both places or in the directory alone."""

    def change(each: Entry) -> None:
        each.central |= fields
        each.local |= fields if both else {}

    return lying(name, change)


def counting(more: int) -> bytes:
    """The book whose end record counts so many members more than there are."""
    count = len(entries()) + more
    return zipped(entries(), count=count, here=count)


@functools.cache
def padded(size: int, noise: int) -> bytes:
    """Blanks with some noise before them, so that the ratio stays within bounds."""
    return random.Random(1).randbytes(noise) + bytes(size - noise)  # noqa: S311 - noise, not a secret


@functools.cache
def _swollen(size: int, noise: int) -> bytes:
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    return stream.compress(padded(size, noise)) + stream.flush()


def swollen(number: int, size: int, noise: int) -> bytes:
    """The book with some large members."""
    data = _swollen(size, noise)
    return zipped(
        [*entries(), *(Entry(f"xl/media/{place}.bin".encode(), padded(size, noise), data=data) for place in range(number))]
    )


def false_bomb(name: str) -> bytes:
    """The book with a member that swells to 80 MiB and states less."""

    def change(each: Entry) -> None:
        each.content = b"<a>" + b" " * (80 * MEBIBYTE)
        each.central = each.local = {"size": 900_000}

    return lying(name, change)


def with_extras(local: bytes, central: bytes, **fields: int) -> bytes:
    """The book with extra fields at one member, and its directory entry stating something else than is true."""

    def change(each: Entry) -> None:
        each.local_extra, each.central_extra = local, central
        each.central |= fields

    return lying(PURCHASES, change)


def flipped() -> bytes:
    """The book with one bit of a sheet's packed data turned over."""
    found = bytearray(whole())
    place = found.index(b"xl/worksheets/sheet10.xml") + 3_000
    found[place] ^= 0x10
    return bytes(found)


def overlapping(number: int) -> bytes:
    """Many directory entries of one and the same data."""
    found = entries()
    first = found[0]
    place = 0
    others = [
        Entry(f"xl/{at}.xml".encode(), first.content, central={"offset": place}, data=b"", local={"packed": 0})
        for at in range(number)
    ]
    for each in others:
        each.central["packed"] = len(first.packed())
    return zipped([*found, *others])


def quoted() -> bytes:
    """A stored member whose data hold the next member, header and all."""
    inner = Entry(b"xl/b.xml", b"<b/>", method=0)
    record = zipped([inner])[: 30 + len(inner.name) + 4]
    outer = Entry(b"xl/a.xml", record, method=0)
    found = [*entries(), outer]
    place = zipped(found).index(record)
    return zipped([*found, Entry(b"xl/b.xml", b"<b/>", method=0, central={"offset": place})])


def many(number: int) -> bytes:
    """A book of very many tiny members, the count in the zip64 form where need be."""
    found = [*entries(), *(Entry(f"x/{place}".encode(), b"", method=0) for place in range(number))]
    if len(found) <= FULL_COUNT:
        return zipped(found)
    image = zipped(found, count=FULL_COUNT, here=FULL_COUNT)
    size, offset = struct.unpack_from("<2L", image, len(image) - 10)
    return image[:-22] + zip64(len(found), size, offset) + image[-22:]


def zip64(count: int, size: int, offset: int, place: int | None = None) -> bytes:
    """The two records of the zip64 form."""
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    return record + struct.pack("<4sLQL", b"PK\6\7", 0, offset + size if place is None else place, 1)


def disagreeing() -> bytes:
    """Two directories: the ordinary end record speaks of one, the zip64 record of the other."""
    image = whole()
    count, size, offset = struct.unpack_from("<H2L", image, len(image) - 12)
    return image[:-22] + zip64(count - 1, size, offset) + image[-22:]


def true_zip64() -> bytes:
    """A book in the zip64 form."""
    image = whole()
    count, size, offset = struct.unpack_from("<H2L", image, len(image) - 12)
    return image[:-22] + zip64(count, size, offset) + END.pack(b"PK\5\6", 0, 0, FULL_COUNT, FULL_COUNT, FULL, FULL, 0)


def streamed(lie: int = 0) -> bytes:
    """A book whose sizes stand behind the data, as programs that stream write it."""
    found = entries()
    for each in found:
        crc, size = zlib.crc32(each.content), len(each.content) + lie
        each.flags |= 8
        each.local = {"crc": 0, "packed": 0, "size": 0}
        each.descriptor = struct.pack("<4s3L", b"PK\7\x08", crc, len(each.packed()), size)
    return zipped(found)


def directories() -> bytes:
    """A book with entries for its folders, as archivers write it."""
    return zipped([*(Entry(name, b"", method=0) for name in (b"xl/", b"xl/worksheets/", b"_rels/")), *entries()])


def backslashed() -> bytes:
    """A book whose member names have backslashes."""
    found = entries()
    for each in found:
        each.name = each.name.replace(b"/", b"\\")
    return zipped(found)


def empty_blocks() -> bytes:
    """A member that begins with a million deflate blocks of nothing."""
    return lying(TYPES, lambda each: setattr(each, "data", b"\0\0\0\xff\xff" * 1_000_000 + each.packed()))


def quine() -> bytes:
    """Zip files in a zip file."""
    image = whole()
    for _ in range(20):
        image = packed({"book.xlsx": image}, {"book.xlsx"})
    return image


def otherwise_packed(method: int) -> bytes:
    """The book in another compression."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts().items():
            archive.writestr(name, content)
    return stream.getvalue()


def mentioned_twice() -> bytes:
    """The end record of another archive in the comment of the first."""
    image = whole()
    other = END.pack(b"PK\5\6", 0, 0, 0, 0, 0, 0, 0)
    return image[:-2] + struct.pack("<H", len(other)) + other


ZIP_KINDS = (
    Kind("zip: nothing at all", lambda: b"", "是空文件"),
    Kind("zip: four letters", lambda: b"PK\3\4", "缺少目录"),
    Kind("zip: an end record alone", lambda: END.pack(b"PK\5\6", 0, 0, 0, 0, 0, 0, 0), "不是 Excel 工作簿"),
    Kind("zip: half a file", lambda: whole()[:20_000], "缺少目录"),
    Kind("zip: the last byte missing", lambda: whole()[:-1], "缺少目录"),
    Kind("zip: the first kilobyte missing", lambda: whole()[1_024:], "的目录"),
    Kind("zip: a hole in the middle", lambda: whole()[:9_000] + bytes(9_000) + whole()[18_000:], EITHER),
    Kind("zip: one bit turned over", flipped, "文件已损坏"),
    Kind(
        "zip: a picture that swells a thousandfold",
        lambda: added(b"xl/media/a.png", bytes(2 * MEBIBYTE)),
        "的压缩比超过 100 倍",
        attack=True,
    ),
    Kind(
        "zip: a sheet that swells to 100 MiB",
        lambda: lying(PURCHASES, lambda each: setattr(each, "content", b" " * (100 * MEBIBYTE))),
        "的压缩比超过 100 倍",
        attack=True,
    ),
    Kind(
        "zip: styles that swell",
        lambda: lying(STYLES, lambda each: setattr(each, "content", b" " * (50 * MEBIBYTE))),
        "的压缩比超过 100 倍",
        attack=True,
    ),
    Kind(
        "zip: seventy parts of 4 MiB within the ratio", lambda: swollen(70, 4 * MEBIBYTE, 50_000), "解压后超过 256 MiB", attack=True
    ),
    Kind(
        "zip: one part of 129 MiB within the ratio",
        lambda: swollen(1, 129 * MEBIBYTE, 1_400_000),
        "解压后超过 128 MiB",
        attack=True,
    ),
    Kind("zip: a size of four gigabytes", lambda: stating(PURCHASES, size=0xFFFFFFFE), "解压后超过 256 MiB", attack=True),
    Kind("zip: a size only zip64 can state, without zip64", lambda: stating(PURCHASES, size=FULL), "的目录损坏"),
    Kind("zip: a sheet larger than stated", lambda: stating(PURCHASES, size=100), "解压后比登记的大"),
    Kind(
        "zip: a bomb stated as small",
        lambda: false_bomb(PURCHASES),
        "解压后比登记的大",
        attack=True,
    ),
    Kind(
        "zip: a bomb stated as small, in a part nobody reads",
        lambda: false_bomb(THEME),
        "文件已损坏",
        attack=True,
    ),
    Kind("zip: a sheet smaller than stated", lambda: stating(PURCHASES, size=900_000), "的校验和不符"),
    Kind(
        "zip: another size before the data than in the directory",
        lambda: stating(PURCHASES, both=False, size=999),
        "前后两处登记不一致",
    ),
    Kind(
        "zip: another method before the data",
        lambda: lying(PURCHASES, lambda each: each.local.update(method=0)),
        "前后两处登记不一致",
    ),
    Kind(
        "zip: another name before the data",
        lambda: lying(PURCHASES, lambda each: each.local.update(name=b"xl/worksheets/sheet99.xml")),
        "前后两处登记不一致",
    ),
    Kind("zip: a wrong sum of a sheet", lambda: stating(PURCHASES, crc=7), "的校验和不符"),
    Kind("zip: a wrong sum of a part nobody reads", lambda: stating(THEME, crc=7), "的校验和不符"),
    Kind("zip: a wrong sum of the workbook part", lambda: stating(BOOK, crc=7), "的校验和不符"),
    Kind("zip: two hundred entries of the same data", lambda: overlapping(200), "前后两处登记不一致", attack=True),
    Kind("zip: a member inside another's data", quoted, "与别的成员重叠", attack=True),
    Kind("zip: data longer than the file", lambda: stating(PURCHASES, packed=50_000_000), "与别的成员重叠或不完整"),
    Kind(
        "zip: an entry outside the file", lambda: lying(PURCHASES, lambda each: each.central.update(offset=1 << 30)), "的目录损坏"
    ),
    Kind("zip: a thousand parts too many", lambda: many(1_000), "超过 1000 个", attack=True),
    Kind("zip: seventy thousand parts", lambda: many(70_000), "超过 1000 个", attack=True),
    Kind("zip: a name twice", lambda: added(PURCHASES.encode()), "里有两个同名的部件"),
    Kind("zip: a name twice but for case", lambda: added(b"XL/Workbook.xml"), "里有两个同名的部件"),
    Kind("zip: a name twice but for escapes", lambda: added(b"xl/%77orkbook.xml"), "里有两个同名的部件"),
    Kind("zip: a name twice but for the slash", lambda: added(b"xl\\workbook.xml"), "里有两个同名的部件"),
    Kind("zip: an absolute name", lambda: added(b"/etc/passwd"), "里有不安全的部件名"),
    Kind("zip: a name that climbs", lambda: added(b"xl/../../a"), "里有不安全的部件名"),
    Kind("zip: a name that climbs backwards", lambda: added(b"xl\\..\\..\\a"), "里有不安全的部件名"),
    Kind("zip: a name that climbs in escapes", lambda: added(b"xl/%2e%2e/%2e%2e/a"), "里有不安全的部件名"),
    Kind("zip: a drive", lambda: added(b"C:\\a"), "里有不安全的部件名"),
    Kind("zip: a name with a zero", lambda: added(b"xl/a\0.xml"), "里有不安全的部件名"),
    Kind("zip: a name of two lines", lambda: added(b"xl/a\nb\x1b[2J.xml"), "里有不安全的部件名"),
    Kind("zip: a name of 60,000 letters", lambda: added(b"a" * 60_000), EITHER),
    Kind("zip: no name", lambda: added(b""), "里有不安全的部件名"),
    Kind("zip: a name that is no UTF-8", lambda: added(b"xl/\xff\xfe.xml"), "里有成员名无法识别"),
    Kind("zip: an encrypted member", lambda: stating(PURCHASES, flags=0x801), "加了密码"),
    Kind("zip: a strongly encrypted member", lambda: stating(PURCHASES, flags=0x841), "加了密码"),
    Kind("zip: bzip2", lambda: otherwise_packed(zipfile.ZIP_BZIP2), "用了不认识的压缩方法"),
    Kind("zip: lzma", lambda: otherwise_packed(zipfile.ZIP_LZMA), "用了不认识的压缩方法"),
    Kind("zip: a method nobody knows", lambda: stating(PURCHASES, method=99), "用了不认识的压缩方法"),
    Kind("zip: stored as deflated", lambda: stating(PURCHASES, method=0), "登记的大小不对"),
    Kind("zip: deflated that is not", lambda: lying(PURCHASES, lambda each: setattr(each, "data", each.content)), "无法解压"),
    Kind("zip: a million blocks of nothing", empty_blocks, EITHER, attack=True),
    Kind(
        "zip: a zip64 locator to nowhere",
        lambda: whole()[:-22] + struct.pack("<4sLQL", b"PK\6\7", 0, 1 << 60, 1) + whole()[-22:],
        "的目录不完整",
    ),
    Kind("zip: two end records that disagree", disagreeing, "前后两处登记不一致"),
    Kind(
        "zip: a directory of exabytes",
        lambda: (
            whole()[:-22]
            + zip64(1 << 62, 1 << 62, 1 << 62, len(whole()) - 22)
            + END.pack(b"PK\5\6", 0, 0, FULL_COUNT, FULL_COUNT, FULL, FULL, 0)
        ),
        "超过 1000 个",
    ),
    Kind("zip: a fake end record in the comment", mentioned_twice, EITHER),
    Kind("zip: fewer entries than there are", lambda: counting(-9), "的目录与登记的部件数不符"),
    Kind("zip: more entries than there are", lambda: counting(9), "的目录损坏"),
    Kind("zip: one disk of three", lambda: zipped(entries(), here=40), "分成了几个文件"),
    Kind("zip: the third disk", lambda: zipped(entries(), disk=2), "的目录位置不对"),
    Kind("zip: a directory before the file", lambda: zipped(entries(), size=0x7FFFFFFF), "的目录位置不对"),
    Kind("zip: zip files in zip files", quine, "是压缩包，但不是 Excel 工作簿"),
    Kind(
        "zip: no list of content types",
        lambda: packed({name: data for name, data in parts().items() if name != TYPES}),
        "是压缩包，但不是 Excel 工作簿",
    ),
    Kind(
        "zip: no workbook part",
        lambda: packed({name: data for name, data in parts().items() if name != BOOK}),
        "是压缩包，但不是 Excel 工作簿",
    ),
    Kind(
        "zip: no sheet at all", lambda: packed({name: data for name, data in parts().items() if "worksheets/" not in name}), EITHER
    ),
    Kind("zip: no styles", lambda: packed({name: data for name, data in parts().items() if name != STYLES}), READ),
    Kind("zip: stored", lambda: packed(parts(), method=zipfile.ZIP_STORED), READ),
    Kind("zip: in the zip64 form", true_zip64, READ),
    Kind("zip: streamed", streamed, READ),
    Kind("zip: streamed, with false sizes behind the data", lambda: streamed(5), EITHER),
    Kind("zip: folders listed", directories, READ),
    Kind("zip: backslashes in names", backslashed, READ),
    Kind("zip: a program before the archive", lambda: zipped(entries(), before=b"MZ" + bytes(5_000)), READ),
    Kind(
        "zip: a program before the archive, places counted without it",
        lambda: zipped(entries(), before=b"MZ" + bytes(5_000), shift=5_002),
        READ,
    ),
    Kind("zip: blanks after the archive", lambda: whole() + bytes(500), READ),
    Kind("zip: a comment of 60,000 bytes", lambda: whole()[:-2] + struct.pack("<H", 60_000) + b"x" * 60_000, READ),
    Kind(
        "zip: extra fields of no meaning",
        lambda: with_extras(b"\xff" * 65_535, b"\xff" * 999),
        READ,
    ),
    Kind(
        "zip: an extra field of zip64 that is cut",
        lambda: with_extras(b"", b"\1\0\x08\0\1", size=FULL),
        "的目录损坏",
    ),
)
"""Each with what must come of it."""

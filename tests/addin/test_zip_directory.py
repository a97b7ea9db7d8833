"""A zip container that is ambiguous in any way is damage, and every limit holds to the byte."""

from __future__ import annotations

import struct
import zlib

import pytest

from addin.guard import open_package
from addin.zip_directory import DamagedZipError, check_member, inflate, read_directory, shown
from bench.hostile.raw_zip import Entry, zipped
from tests.addin.packages import one_table
from validation.refusals import NotAWorkbook

MEBIBYTE = 1_048_576
WHOLE = [Entry(name.encode(), content) for name, content in one_table("").parts().items()]
CONTENTS = sum(len(each.content) for each in WHOLE)
LONG = bytes(range(256)) * 4_000


def claimed(*sizes: tuple[int, int]) -> bytes:
    """A workbook with members that claim (size, packed size)."""
    return zipped(
        [
            *WHOLE,
            *(
                Entry(f"xl/media/{place}.bin".encode(), data=bytes(packed), local={"size": size}, central={"size": size})
                for place, (size, packed) in enumerate(sizes)
            ),
        ]
    )


def passes(image: bytes) -> str:
    try:
        open_package(image, "书.xlsx")
    except NotAWorkbook as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize(
    ("sizes", "reason"),
    [
        ([(128 * MEBIBYTE, 1_400_000)], ""),
        ([(128 * MEBIBYTE + 1, 1_400_000)], "「书.xlsx」里的部件「xl/media/0.bin」解压后超过 128 MiB：请"),
        ([(128 * MEBIBYTE, 1_400_000), (128 * MEBIBYTE - CONTENTS, 1_400_000)], ""),
        ([(128 * MEBIBYTE, 1_400_000), (128 * MEBIBYTE - CONTENTS + 1, 1_400_000)], "「书.xlsx」解压后超过 256 MiB：请"),
        ([(2_000_000, 20_000)], ""),
        ([(2_000_001, 20_000)], "「书.xlsx」里的部件「xl/media/0.bin」的压缩比超过 100 倍，像是有害文件：请"),
        ([(MEBIBYTE, 10)], ""),
        ([(MEBIBYTE + 1, 10)], "「书.xlsx」里的部件「xl/media/0.bin」的压缩比超过 100 倍，像是有害文件：请"),
        ([(0, 0)] * (1_000 - len(WHOLE)), ""),
        ([(0, 0)] * (1_001 - len(WHOLE)), "「书.xlsx」压缩包里有 1001 个部件，超过 1000 个：请"),
    ],
)
def test_the_limits_hold_to_the_byte(sizes: list[tuple[int, int]], reason: str) -> None:
    found = passes(claimed(*sizes))
    assert found.startswith(reason) if reason else found == ""


def end64(count: int, size: int, offset: int) -> bytes:
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    return record + struct.pack("<4sLQL", b"PK\6\7", 0, offset + size, 1)


def damage(image: bytes) -> str:
    with pytest.raises(DamagedZipError) as found:
        read_directory(image)
    return str(found.value)


TWO = [Entry(b"a", b"one"), Entry(b"b", LONG)]
IMAGE = zipped(TWO)
COUNT, SIZE, OFFSET = struct.unpack_from("<H2L", IMAGE, len(IMAGE) - 12)


def test_a_directory_is_read_as_it_stands() -> None:
    members, comment = read_directory(IMAGE[:-2] + struct.pack("<H", 3) + b"abc")
    assert [(each.name, each.size, each.method) for each in members] == [("a", 3, 8), ("b", 1_024_000, 8)]
    assert comment == b"abc"
    assert [inflate(IMAGE, each) for each in members] == [b"one", LONG]


@pytest.mark.parametrize("wrong", [(COUNT + 1, SIZE, OFFSET), (COUNT, SIZE + 1, OFFSET), (COUNT, SIZE, OFFSET + 1)])
def test_the_two_end_records_must_agree(wrong: tuple[int, int, int]) -> None:
    assert [each.name for each in read_directory(IMAGE[:-22] + end64(COUNT, SIZE, OFFSET) + IMAGE[-22:])[0]] == ["a", "b"]
    assert damage(IMAGE[:-22] + end64(*wrong) + IMAGE[-22:]) == "的目录前后两处登记不一致"


def test_an_end_record_may_leave_all_to_the_zip64_one() -> None:
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert [each.name for each in read_directory(IMAGE[:-22] + end64(COUNT, SIZE, OFFSET) + last)[0]] == ["a", "b"]


def test_one_file_of_several_is_told() -> None:
    assert damage(zipped(TWO, here=1)) == "分成了几个文件，这只是其中一个"
    assert damage(zipped(TWO, disk=1)) == "的目录位置不对"
    assert damage(zipped(TWO, size=SIZE + OFFSET + 1)) == "的目录位置不对"
    assert damage(zipped(TWO, offset=OFFSET + 1)) == "的目录位置不对"


def test_entries_must_fill_their_directory() -> None:
    assert damage(zipped(TWO, count=1, here=1)) == "的目录与登记的部件数不符"
    assert damage(zipped(TWO, count=3, here=3)) == "的目录损坏"
    image = bytearray(IMAGE)
    struct.pack_into("<H", image, image.rindex(b"PK\1\2") + 28, 500)  # the name's length
    assert damage(bytes(image)) == "的目录损坏"


@pytest.mark.parametrize("name", [b"\xff", b"\xe5\x93"])
def test_a_name_that_is_not_what_it_says_is_damage(name: bytes) -> None:
    assert damage(zipped([Entry(name)])) == "里有成员名无法识别"


def test_a_name_without_the_mark_of_unicode_is_read_the_old_way() -> None:
    assert read_directory(zipped([Entry(b"\x82.xml", flags=0)]))[0][0].name == "é.xml"


@pytest.mark.parametrize("field", ["crc", "packed", "size"])
def test_what_stands_before_the_data_may_be_nothing_or_the_same_but_not_else(field: str) -> None:
    for harmless in (0, 0xFFFFFFFF):
        assert len(read_directory(zipped([Entry(b"a", b"one", local={field: harmless})]))[0]) == 1
    assert damage(zipped([Entry(b"a", b"one", local={field: 9})])) == "里「a」前后两处登记不一致"
    streamed = Entry(b"a", b"one", flags=0x808, local={field: 9})
    assert len(read_directory(zipped([streamed]))[0]) == 1


def test_sizes_in_the_zip64_form_are_read_and_must_be_there() -> None:
    data = zlib.compress(b"one", wbits=-15)
    numbers = struct.pack("<2H2Q", 1, 16, 3, len(data))
    full = {"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF}
    other = struct.pack("<2HL", 7, 4, 0)
    (member,), _ = read_directory(zipped([Entry(b"a", b"one", central=full, central_extra=other + numbers)]))  # type: ignore[arg-type]
    assert (member.size, member.packed) == (3, len(data))
    assert member.entry.endswith(b"a" + other)
    assert damage(zipped([Entry(b"a", b"one", central=full, central_extra=other)])) == "的目录损坏"  # type: ignore[arg-type]
    exabytes = struct.pack("<2H2Q", 1, 16, 1 << 60, 1)
    assert damage(zipped([Entry(b"a", b"one", central=full, central_extra=exabytes)])) == "的目录损坏"  # type: ignore[arg-type]


def both(**fields: int) -> dict[str, dict[str, int | bytes]]:
    return {"local": dict(fields), "central": dict(fields)}


BROKEN = {
    "sound": (Entry(b"b", LONG), ""),
    "sound and small": (Entry(b"b", b"one"), ""),
    "sound and stored": (Entry(b"b", LONG, method=0), ""),
    "another sum": (Entry(b"b", LONG, **both(crc=7)), "的校验和不符"),  # type: ignore[arg-type]
    "another sum, stored": (Entry(b"b", LONG, method=0, **both(crc=7)), "的校验和不符"),  # type: ignore[arg-type]
    "larger": (Entry(b"b", LONG, **both(size=1_000_000)), "解压后比登记的大，或没有结束"),  # type: ignore[arg-type]
    "smaller": (Entry(b"b", LONG, **both(size=1_048_577)), "的校验和不符"),  # type: ignore[arg-type]
    "larger and small": (Entry(b"b", b"one", **both(size=2)), "的校验和不符"),  # type: ignore[arg-type]
    "noise": (Entry(b"b", LONG, data=b"\xff" * 99), "无法解压"),
    "noise, small": (Entry(b"b", b"one", data=b"\xff" * 99), "无法解压"),
    "cut short": (Entry(b"b", LONG, data=zlib.compress(LONG, wbits=-15)[:-9]), "的校验和不符"),
    "something after the end": (Entry(b"b", LONG, data=zlib.compress(LONG, wbits=-15) + b"more"), ""),
    "far more after the end": (Entry(b"b", LONG, data=zlib.compress(LONG, wbits=-15) + bytes(600_000)), ""),
}


@pytest.mark.parametrize(("entry", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_member_is_checked_piece_by_piece_as_it_is_at_once(entry: Entry, reason: str) -> None:
    image = zipped([entry])
    (member,), _ = read_directory(image)
    if not reason:
        check_member(image, member)
        assert inflate(image, member) == entry.content
        return
    for check in (check_member, inflate):
        with pytest.raises(DamagedZipError) as found:
            check(image, member)
        assert str(found.value) in (reason, "解压后比登记的大，或没有结束" if reason == "的校验和不符" else reason)


def test_the_first_bytes_of_a_member_cost_no_more_than_themselves() -> None:
    for method in (0, 8):
        image = zipped([Entry(b"b", LONG, method=method)])
        (member,), _ = read_directory(image)
        assert inflate(image, member, 10) == LONG[:10]
    image = zipped([Entry(b"b", b"<a/>", data=b"\0\0\0\xff\xff" * 100_000 + zlib.compress(b"<a/>", wbits=-15))])
    (member,), _ = read_directory(image)
    assert inflate(image, member, 10) == b""
    assert inflate(image, member) == b"<a/>"


def test_a_name_is_shown_short_and_on_one_line() -> None:
    assert shown("a\n\x1b[2J" + "b" * 99) == "a\ufffd\ufffd[2J" + "b" * 54

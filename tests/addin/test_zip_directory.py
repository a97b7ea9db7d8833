"""A zip container that is ambiguous in any way is damage, and every limit holds to the byte."""

from __future__ import annotations

import random
import struct
import tracemalloc
import zlib

import pytest

from addin.guard import open_package
from addin.zip_directory import DamagedZipError, check_member, inflate, part_key, read_directory, shown
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
    assert shown("a\n\x1b[2J" + "b" * 99) == "a\\n\\x1b[2J" + "b" * 54


NOISE = random.Random(1).randbytes(600_000)  # noqa: S311 - noise, not a secret


def names(image: bytes) -> list[str]:
    return [each.name for each in read_directory(image)[0]]


def test_part_names_are_compared_without_case_slashes_before_them_and_escapes() -> None:
    assert part_key("/xl/A%20b.XML") == "xl/a b.xml"
    assert part_key("\\xl\\a.xml") == "xl/a.xml"
    assert part_key(" x/") == " x/"


def test_the_end_record_is_the_last_one_and_near_the_end() -> None:
    assert names(IMAGE + bytes(65_535)) == ["a", "b"]
    assert damage(IMAGE + bytes(65_536)) == "缺少目录（可能没有下载完整）"
    assert names(zipped([Entry(b"a", b"PK\5\6" + bytes(30), method=0)])) == ["a"]


NOTHING = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0, 0, 0, 0, 0)
RECORD = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 0, 0, 0, 0)


def test_the_zip64_record_stands_where_it_is_said_to_or_before_its_locator() -> None:
    record = end64(COUNT, SIZE, OFFSET)
    more = record[:-20] + b"whatever" + record[-20:]  # such records may hold more than we know of
    assert names(IMAGE[:-22] + more + IMAGE[-22:]) == ["a", "b"]
    assert read_directory(RECORD + struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1) + NOTHING) == ([], b"")
    assert damage(struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1) + NOTHING) == "的目录不完整"
    behind = struct.pack("<4sLQL", b"PK\6\7", 0, 42, 1) + NOTHING[:-2] + struct.pack("<H", 56) + RECORD
    assert damage(behind) == "的目录不完整"


def test_an_entry_begins_with_its_mark_and_has_room() -> None:
    assert damage(IMAGE.replace(b"PK\1\2", b"PK\1\3", 1)) == "的目录损坏"
    assert damage(IMAGE.replace(b"PK\3\4", b"PK\3\5", 1)) == "的目录损坏"
    assert damage(zipped(TWO, b"", b"PK\1\2" + bytes(6), size=SIZE + 10, count=3, here=3)) == "的目录损坏"
    assert names(zipped([Entry(b"")])) == [""]


def test_an_entry_may_have_a_comment() -> None:
    image = bytearray(zipped(TWO, size=SIZE + 4))
    struct.pack_into("<H", image, image.rindex(b"PK\1\2") + 32, 4)
    members, _ = read_directory(bytes(image[:-22] + b"note" + image[-22:]))
    assert members[1].entry.endswith(b"bnote")


def test_places_may_be_counted_from_behind_what_stands_before_the_archive() -> None:
    image = zipped(TWO, b"MZ", shift=2)
    assert [inflate(image, each) for each in read_directory(image)[0]] == [b"one", LONG]


def test_a_local_header_behind_the_directory() -> None:
    whole = zipped([Entry(b"")], comment_size=30)
    image = zipped([Entry(b"", central={"offset": len(whole)})], comment_size=30) + whole[:30]
    assert damage(image) == "里「」与别的成员重叠或不完整"
    assert damage(zipped([Entry(b"", central={"offset": len(whole)})], comment_size=4) + b"PK\3\4") == "的目录损坏"


def test_the_local_header_may_hold_more_and_say_that_it_is_encrypted() -> None:
    image = zipped([Entry(b"a", b"one", local_extra=struct.pack("<2HL", 7, 4, 0), local={"flags": 0x801})])
    (member,), _ = read_directory(image)
    assert inflate(image, member) == b"one"
    assert member.flags & 1


def of_zip64(extra: bytes, **full: int) -> bytes:
    return zipped([Entry(b"a", b"one", central=dict(full), central_extra=extra)])


FULL = 0xFFFFFFFF


def test_only_what_is_full_stands_in_the_zip64_form() -> None:
    (member,), _ = read_directory(of_zip64(struct.pack("<2HQ", 1, 8, 3), size=FULL))
    assert (member.size, member.packed) == (3, 5)
    (member,), _ = read_directory(of_zip64(struct.pack("<2H3QL", 1, 28, 3, 5, 0, 0), size=FULL, packed=FULL, offset=FULL))
    assert (member.size, member.packed, member.start) == (3, 5, 0)
    for numbers in ((3, 1 << 60, 0), (3, 5, 1 << 60)):
        assert damage(of_zip64(struct.pack("<2H3Q", 1, 24, *numbers), size=FULL, packed=FULL, offset=FULL)) == "的目录损坏"
    half = (
        struct.pack("<2HQ", 1, 15, 3) + bytes(7) + struct.pack("<2H", 0x0100, 0)
    )  # a 16th byte, were it taken, would make a second number
    assert damage(of_zip64(half, size=FULL, packed=FULL)) == "的目录损坏"


def test_what_else_is_said_of_a_member_is_kept() -> None:
    others = struct.pack("<2H", 8, 40_000) + bytes(40_000) + struct.pack("<2H", 7, 0)
    (member,), _ = read_directory(of_zip64(struct.pack("<2HQ", 1, 8, 3) + others, size=FULL))
    assert member.size == 3
    assert member.entry.endswith(b"a" + others)
    (member,), _ = read_directory(of_zip64(others + struct.pack("<2HQ", 1, 8, 3), size=FULL))
    assert member.entry.endswith(b"a" + others)


def test_the_first_bytes_are_inflated_from_a_bounded_piece() -> None:
    for method in (0, 8):
        image = zipped([Entry(b"b", b"<a/>", method=method)])
        assert inflate(image, read_directory(image)[0][0], 2) == b"<a"
    slow = b"\0\0\0\xff\xff" * 207 + b"\1\5\0\xfa\xffabcde"  # 1,045 bytes, of which 2 × 10 + 1,024 are looked at
    image = zipped([Entry(b"b", b"abcde", data=slow)])
    (member,), _ = read_directory(image)
    assert inflate(image, member, 10) == b"abcd"
    assert inflate(image, member) == b"abcde"


def test_a_stream_without_its_end_is_taken_when_all_is_there() -> None:
    for content in (b"abcde", NOISE[:300_000]):
        blocks = [content[start : start + 60_000] for start in range(0, len(content), 60_000)]
        data = b"".join(struct.pack("<B2H", 0, len(each), 0xFFFF - len(each)) + each for each in blocks)
        image = zipped([Entry(b"b", content, data=data)])
        (member,), _ = read_directory(image)
        check_member(image, member)
        assert inflate(image, member) == content


def test_a_large_member_is_checked_in_little_memory() -> None:
    image = zipped([Entry(b"a", NOISE), Entry(b"b", bytes(30 << 20))])
    members, _ = read_directory(image)
    tracemalloc.start()
    for each in members:
        check_member(image, each)
    assert tracemalloc.get_traced_memory()[1] < 2 << 20
    tracemalloc.stop()


@pytest.mark.parametrize(("size", "reason"), [(1, "解压后比登记的大，或没有结束"), (2, "的校验和不符"), (4, "的校验和不符")])
def test_which_words_tell_of_another_size(size: int, reason: str) -> None:
    image = zipped([Entry(b"b", b"one", **both(size=size))])  # type: ignore[arg-type]
    with pytest.raises(DamagedZipError) as found:
        inflate(image, read_directory(image)[0][0])
    assert str(found.value) == reason

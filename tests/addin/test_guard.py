"""What the guard refuses before any parser sees it, and in which words."""

from __future__ import annotations

import io
import os
import re
import struct
import tracemalloc
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from addin.file_host import FileHost
from addin.guard import bounded, check_count, open_package, read_image
from bench.hostile.raw_zip import Entry, zipped
from tests.addin.packages import HEAD, MAIN, OFFICE, PACKAGE, Book, Sheet, Table, one_table, packed, text_row
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import Callable


def refusal(image: bytes, folder: Path) -> str:
    """The one sentence with which the file is refused."""
    path = folder / "书.xlsx"
    path.write_bytes(image)
    with pytest.raises(NotAWorkbook) as refused:
        FileHost(path).read()
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith("。")
    return sentence


def with_parts(**more: bytes) -> bytes:
    return packed({**one_table(text_row(2, "一")).parts(), **{name.replace("__", "/"): content for name, content in more.items()}})


def other(change: Callable[[dict[str, bytes]], object]) -> bytes:
    parts = one_table(text_row(2, "一")).parts()
    change(parts)
    return packed(parts)


def renamed(name: str, *again: str) -> bytes:
    """A workbook with extra members of these names."""
    stream = io.BytesIO(one_table("").image())
    with zipfile.ZipFile(stream, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the standard library warns of the very thing
        for each in (name, *again):
            archive.writestr(zipfile.ZipInfo(each), b"<a/>")
    return stream.getvalue()


def directory_field(image: bytes, offset: int, layout: str, value: int, member: int = 2) -> bytes:
    """The image with a field of one directory entry overwritten."""
    place = -1
    for _ in range(member + 1):
        place = image.index(b"PK\1\2", place + 1)
    found = bytearray(image)
    struct.pack_into(layout, found, place + offset, value)
    return bytes(found)


def stated(image: bytes, offset: int, value: int) -> bytes:
    """The image with a field of an entry overwritten in both places that state it."""
    name = b"xl/workbook.xml"
    found = bytearray(directory_field(image, offset, "<L", value))
    place = next(each.start() for each in re.finditer(b"PK\3\4", image) if image[each.start() + 30 :].startswith(name))
    struct.pack_into("<L", found, place + offset - 2, value)
    return bytes(found)


def bomb(size: int) -> bytes:
    return with_parts(xl__media__big=b"0" * size)


WHOLE = one_table(text_row(2, "一")).image()
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "「书.xlsx」是空文件：请"),
    "text": ("单号,日期".encode(), "不是 Excel 工作簿（.xlsx 或 .xlsm）：请"),
    "html": (b"\xef\xbb\xbf\r\n<html><table>", "其实是网页或 XML 文本，不是工作簿：请"),
    "old xls": (OLE, "是旧的 .xls 格式，或 WPS 的 .et 格式：请"),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "有打开密码，无法读取：请"),
    "cut short": (WHOLE[: len(WHOLE) // 2], "压缩包缺少目录（可能没有下载完整）：请"),
    "cut by a byte": (WHOLE[:-1], "压缩包缺少目录（可能没有下载完整）：请"),
    "an empty zip": (packed({}), "是压缩包，但不是 Excel 工作簿：请"),
    "another zip": (packed({"a.txt": b"a"}), "是压缩包，但不是 Excel 工作簿：请"),
    "ods": (packed({"mimetype": b"x", "content.xml": b"<a/>"}), "是 LibreOffice 的 .ods 表格：请"),
    "docx": (
        packed({
            "[Content_Types].xml": b"<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{OFFICE}/officeDocument" Target="word/d.xml"/></Relationships>'.encode(),
            "word/d.xml": b"<w:document xmlns:w='urn:w'/>",
        }),
        "不是 Excel 工作簿（可能是文档或演示文稿）：请",
    ),
    "xlsb": (
        other(
            lambda parts: parts.update({
                "xl/workbook.bin": b"\0",
                "_rels/.rels": parts["_rels/.rels"].replace(b"workbook.xml", b"workbook.bin"),
            })
        ),
        "是二进制工作簿（.xlsb）：请",
    ),
    "no workbook part": (other(lambda parts: parts.pop("xl/workbook.xml")), "是压缩包，但不是 Excel 工作簿：请"),
    "no relationships": (other(lambda parts: parts.pop("_rels/.rels")), "是压缩包，但不是 Excel 工作簿：请"),
    "strings missing": (other(lambda parts: parts.pop("xl/sharedStrings.xml")), "缺少部件「xl/sharedStrings.xml」，文件已损坏：请"),
    "table missing": (other(lambda parts: parts.pop("xl/tables/table1.xml")), "缺少部件「xl/tables/table1.xml」，文件已损坏：请"),
    "table without a place": (
        other(lambda parts: parts.update({"xl/tables/table1.xml": f'<table xmlns="{MAIN}" displayName="数"/>'.encode()})),
        "「xl/tables/table1.xml」内容损坏：请",
    ),
    "sheet not well-formed": (
        other(lambda parts: parts.update({"xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"][:-3]})),
        "「xl/worksheets/sheet1.xml」内容损坏：请",
    ),
    "doctype": (other(lambda parts: parts.update({"xl/styles.xml": b"<!DOCTYPE a []><a/>"})), "含有文档类型声明（DOCTYPE）"),
    "doctype in utf-16": (
        other(lambda parts: parts.update({"xl/styles.xml": "<!DOCTYPE a []><a/>".encode("utf-16")})),
        "含有文档类型声明（DOCTYPE）",
    ),
    "doctype behind a comment": (
        other(lambda parts: parts.update({"xl/styles.xml": b"<!--" + b" " * 5_000 + b"--><!DOCTYPE a []><a/>"})),
        "含有文档类型声明（DOCTYPE）",
    ),
    "doctype behind a false root": (
        other(lambda parts: parts.update({"xl/workbook.xml": b"<!-- <a> --><!DOCTYPE a []>" + parts["xl/workbook.xml"][57:]})),
        "含有文档类型声明（DOCTYPE）",
    ),
    "no root within reach": (other(lambda parts: parts.update({"xl/styles.xml": b" " * 70_000 + b"<a/>"})), "「xl/styles.xml」开头异常"),
    "absolute name": (renamed("/etc/passwd"), "里有不安全的部件名「/etc/passwd」"),
    "climbing name": (renamed("xl/../../a"), "里有不安全的部件名「xl/../../a」"),
    "climbing backwards": (renamed("xl\\..\\a"), "里有不安全的部件名"),
    "a drive": (renamed("C:/a"), "里有不安全的部件名「C:/a」"),
    "twice": (renamed("xl/a.xml", "xl/a.xml"), "里有两个同名的部件「xl/a.xml」"),
    "twice but for case": (renamed("xl/a.xml", "XL/A.xml"), "里有两个同名的部件「XL/A.xml」"),
    "twice but for escapes": (renamed("xl/a b.xml", "xl/a%20b.xml"), "里有两个同名的部件「xl/a%20b.xml」"),
    "too many parts": (renamed(*(f"x/{place}" for place in range(1_000))), "个部件，超过 1000 个：请"),
    "ratio": (bomb(2 << 20), "「xl/media/big」的压缩比超过 100 倍"),
    "a part too large": (stated(WHOLE, 24, (128 << 20) + 1), "解压后超过 128 MiB：请"),
    "all parts too large": (stated(WHOLE, 24, (256 << 20) + 1), "解压后超过 256 MiB：请"),
    "encrypted member": (directory_field(WHOLE, 8, "<H", 1), "加了密码：请"),
    "unknown compression": (
        directory_field(WHOLE, 10, "<H", 9),
        "里「xl/workbook.xml」前后两处登记不一致",
    ),
    "a larger part than stated": (stated(WHOLE, 24, 100), "「xl/workbook.xml」解压后比登记的大"),
    "a smaller part than stated": (stated(WHOLE, 24, 100_000), "「xl/workbook.xml」的校验和不符"),
    "another sum": (stated(WHOLE, 16, 7), "「xl/workbook.xml」的校验和不符"),
    "entries on each other": (directory_field(WHOLE, 42, "<L", 0), "前后两处登记不一致"),
    "more entries than stated": (WHOLE.replace(b"\x09\x00\x09\x00", b"\x08\x00\x08\x00"), "的目录与登记的部件数不符"),
    "zip64 records that are none": (WHOLE[:-22] + b"PK\6\7" + bytes(16) + WHOLE[-22:], "的目录不完整"),
    "an entry outside": (directory_field(WHOLE, 42, "<L", 1 << 30), "的目录损坏"),
    "no data": (stated(WHOLE, 20, 1 << 20), "与别的成员重叠或不完整"),
    "too many sheets": (Book(tuple(Sheet(f"表{place}", "") for place in range(201))).image(), "有 201 张工作表，超过 200 张：请"),
    "a broken stream": (WHOLE.replace(WHOLE[60:70], b"\xff" * 10, 1), "「[Content_Types].xml」无法解压"),
}  # fmt: skip


@pytest.mark.parametrize(("image", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused_in_one_sentence(tmp_path: Path, image: bytes, reason: str) -> None:
    assert reason in refusal(image, tmp_path)


def test_stored_member_of_another_size(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in one_table("").parts().items():
            archive.writestr(zipfile.ZipInfo(name), content)
    assert FileHost(_saved(tmp_path, stream.getvalue())).read().tables["数"].rows == ()
    assert "登记的大小不对" in refusal(stated(stream.getvalue(), 24, 5), tmp_path)


def test_another_compression_method(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in one_table("").parts().items():
            archive.writestr(name, content)
    assert "用了不认识的压缩方法" in refusal(stream.getvalue(), tmp_path)


def _saved(folder: Path, image: bytes) -> Path:
    path = folder / "好.xlsx"
    path.write_bytes(image)
    return path


def test_missing_folder_and_too_large(tmp_path: Path) -> None:
    with pytest.raises(NotAWorkbook, match=r"「无.xlsx」找不到这个文件：请"):
        FileHost(tmp_path / "无.xlsx").read()
    with pytest.raises(NotAWorkbook, match=r"这是一个文件夹，不是工作簿：请"):
        FileHost(tmp_path).read()
    with pytest.raises(NotAWorkbook, match=r"路径不合法"):
        FileHost(tmp_path / "坏\0.xlsx").read()
    large = tmp_path / "大.xlsx"
    with large.open("wb") as file:
        file.truncate((256 << 20) + 1)
    with pytest.raises(NotAWorkbook, match=r"文件超过 256 MiB"):
        FileHost(large).read()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files there")
def test_what_is_no_ordinary_file_is_not_even_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.xlsx")
    for path in (tmp_path / "管.xlsx", Path("/dev/zero")):
        with pytest.raises(NotAWorkbook, match=r"这不是普通文件：请给出 .xlsx 或 .xlsm 文件。$"):
            read_image(path)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (PermissionError(13, "no"), "没有读取这个文件的权限，或它正被别的程序独占：请关闭占用它的程序，或请管理员开放权限。"),
        (OSError(5, "Input/output error"), "读不出这个文件（Input/output error）：请检查磁盘或网络后再试。"),
    ],
)
def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: OSError, words: str) -> None:
    path = _saved(tmp_path, WHOLE)

    def refuse(*_: object) -> None:
        raise fault

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(NotAWorkbook) as refused:
        read_image(path)
    assert str(refused.value) == f"「好.xlsx」{words}"


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (b"", b"", "不是 Excel 工作簿"),
        (b"PK\3\4", b"", "缺少目录"),
        (b"<html>", b"", "其实是网页或 XML 文本"),
        (OLE[:8] + bytes(22) + b"\x09" + bytes(17) + b"\x0f\x27\0\0", b"", "是旧的 .xls 格式"),
        (
            OLE[:8] + bytes(22) + b"\x09" + bytes(17) + b"\x0f\x27\0\0",
            b"Root" + "EncryptedPackage".encode("utf-16-le"),
            "有打开密码",
        ),
        (b"", b"PK\5\6" + bytes(18), "是压缩包，但不是 Excel 工作簿"),
    ],
)
def test_a_large_file_that_is_no_zip_file_is_not_read_whole(tmp_path: Path, start: bytes, end: bytes, reason: str) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        file.write(start)
        if start[:8] == OLE[:8]:
            file.seek(512 * 10_000)
            file.write(end)
        file.truncate(60 << 20)
        if end[:2] == b"PK":
            file.seek((60 << 20) - len(end))
            file.write(end)
    tracemalloc.start()
    image = read_image(path)
    assert tracemalloc.get_traced_memory()[1] < 8 << 20 or end[:2] == b"PK"
    tracemalloc.stop()
    with pytest.raises(NotAWorkbook, match=reason):
        open_package(image, "大.xlsx")


def test_a_bomb_is_refused_without_being_inflated(tmp_path: Path) -> None:
    image = bomb(100 << 20)
    tracemalloc.start()
    refusal(image, tmp_path)
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


def test_a_table_as_wide_as_the_sheet_with_many_rows_is_refused(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>{number}</v></c></row>' for number in range(1, 1_500))
    book = Book((Sheet("表", rows, (Table("数", "A1:XFD1500", ("甲",)),)),))
    assert "的行超过 976 个：请" in refusal(book.image(), tmp_path)


def test_more_merged_ranges_than_any_book_has(tmp_path: Path) -> None:
    merged = "".join(f'<mergeCell ref="E{number * 7}:F{number}"/>' for number in range(1, 200_002))
    assert "合并单元格" in refusal(one_table("", after=f"<mergeCells>{merged}</mergeCells>").image(), tmp_path)


@pytest.mark.parametrize("form", ["<si><t>{}</t></si>", "<si><r><t>{}</t></r></si>"])
def test_a_text_many_times_longer_than_a_cell_can_hold(tmp_path: Path, form: str) -> None:
    strings = f'<sst xmlns="{MAIN}"><si><t>一</t></si>{form.format("a" * ((16 << 20) + 1))}</sst>'.encode()
    parts = one_table("").parts() | {"xl/sharedStrings.xml": strings}
    stored = zipped([Entry(name.encode(), content, method=0) for name, content in parts.items()])
    assert "工作簿里有一段文字长达 167772" in refusal(stored, tmp_path)


@pytest.mark.parametrize("zip64", [False, True])
@pytest.mark.parametrize("shift", [b"", b"MZ stub before the archive"])
def test_zip64_and_leading_bytes_are_read_and_kept(monkeypatch: pytest.MonkeyPatch, shift: bytes, *, zip64: bool) -> None:
    if zip64:
        monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
        monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 3)
    stream = io.BytesIO(shift)
    stream.seek(len(shift))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in one_table(text_row(2, "一")).parts().items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                member.write(content)
    monkeypatch.undo()
    package = open_package(stream.getvalue(), "书.xlsx")
    again = package.rebuilt({"xl/styles.xml": b"<styleSheet/>"})
    assert again.startswith(shift)
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert archive.testzip() is None
        assert archive.read("xl/styles.xml") == b"<styleSheet/>"
        assert archive.read("xl/workbook.xml").startswith(HEAD.encode())
    copied = open_package(again, "书.xlsx")
    for each in package.members:
        found = copied.find(each.name)
        assert found is not None
        assert each.name == "xl/styles.xml" or copied.raw(found) == package.raw(each)


SENTENCES = {
    OLE + "EncryptedPackage".encode("utf-16-le"): "有打开密码，无法读取：请在 Excel 里取消打开密码（文件→信息→保护工作簿）后再试",
    b" " * 511 + b"<a>": "其实是网页或 XML 文本，不是工作簿：请用 Excel 或 WPS 打开，另存为 .xlsx 后再试",
    b" " * 512 + b"<a>": "不是 Excel 工作簿（.xlsx 或 .xlsm）：请用 Excel 或 WPS 打开，另存为 .xlsx 后再试",
    b"X<a>": "不是 Excel 工作簿（.xlsx 或 .xlsm）：请用 Excel 或 WPS 打开，另存为 .xlsx 后再试",
    directory_field(WHOLE, 8, "<H", 1): "里的部件「xl/workbook.xml」加了密码：请取消密码后再试",
}


@pytest.mark.parametrize(("image", "sentence"), SENTENCES.items(), ids=range(len(SENTENCES)))
def test_the_whole_sentence(tmp_path: Path, image: bytes, sentence: str) -> None:
    assert refusal(image, tmp_path) == f"「书.xlsx」{sentence}。"


def test_the_whole_sentence_about_a_folder_and_a_path(tmp_path: Path) -> None:
    (tmp_path / "夹.xlsx").mkdir()
    for name, sentence in {
        "夹.xlsx": "「夹.xlsx」这是一个文件夹，不是工作簿：请给出 .xlsx 或 .xlsm 文件。",
        "坏\0.xlsx": "「坏\\x00.xlsx」读不出这个文件（路径不合法）：请检查磁盘或网络后再试。",
    }.items():
        with pytest.raises(NotAWorkbook) as refused:
            read_image(tmp_path / name)
        assert str(refused.value) == sentence


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    large = zipped([Entry(b"a", bytes(1_500_000), method=0)])
    old = OLE[:8] + bytes((1 << 20) - 8)
    for image in (large, old):
        assert read_image(_saved(tmp_path, image)) == image
    whole = tmp_path / "大.xlsx"
    with whole.open("wb") as file:
        file.truncate(256 << 20)
    assert read_image(whole) == bytes(1 << 20)


def test_a_file_that_grows_is_read_no_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _saved(tmp_path, WHOLE)
    monkeypatch.setattr(os, "fstat", lambda _: os.stat_result((0,) * 6 + (3, 0, 0, 0)))
    assert read_image(path) == WHOLE[:3]


def test_the_directory_of_a_large_encrypted_file_is_found_where_its_head_says(tmp_path: Path) -> None:
    head = bytearray(OLE[:8] + bytes(504))
    head[30], head[52] = 25, 7  # the size of a sector counts to 15; what follows the number of a sector is no part of it
    head[48:52] = (9_999).to_bytes(4, "little")
    path = tmp_path / "书.xlsx"
    with path.open("wb") as file:
        file.write(head)
        file.seek(512 * 10_000 + 65_900)
        file.write("EncryptedPackage".encode("utf-16-le"))
        file.truncate(60 << 20)
    with pytest.raises(NotAWorkbook, match="有打开密码"):
        open_package(read_image(path), "书.xlsx")


def test_a_limit_may_be_reached() -> None:
    check_count("部", "行", 5, 5)
    assert list(bounded(iter("abc"), "部", "行", 3)) == ["a", "b", "c"]
    with pytest.raises(NotAWorkbook) as refused:
        list(bounded(iter("abcd"), "部", "行", 3))
    assert str(refused.value) == "工作簿里的部件「部」的行超过 3 个：请清除多余的行、列和格式后另存再试。"


@pytest.mark.parametrize("content", [b"", b"  ", b"<!-- a -->", b"\xef\xbb\xbf"])
def test_a_part_without_a_root_is_left_to_the_parser(content: bytes) -> None:
    assert open_package(other(lambda parts: parts.update({"xl/other.xml": content})), "书.xlsx").find("xl/other.xml") is not None

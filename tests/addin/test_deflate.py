"""Whether ISA-L is installed or not, the same is read, and what is written holds the same."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from addin import deflate
from addin.deflate import BIG_PART, DEFLATE_ERRORS, crc32, deflated, inflater
from addin.guard import open_package
from tests.addin.packages import one_table, text_row

ROOT = Path(__file__).resolve().parents[2]
SMALL = b"<row r='1'/>" * 100
LARGE = random.Random(1).randbytes(BIG_PART) + SMALL * 900  # noqa: S311 - bytes that do not shrink, nothing secret


@pytest.fixture(params=["with ISA-L", "without"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without":
        monkeypatch.setattr(deflate, "_FAST", zlib)
    else:
        pytest.importorskip("isal")


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize("content", [b"", SMALL, LARGE])
def test_what_is_packed_the_standard_library_unpacks(content: bytes) -> None:
    assert zlib.decompress(deflated(content), -15) == content
    assert crc32(content) == zlib.crc32(content)
    assert crc32(content[5:], crc32(content[:5])) == zlib.crc32(content)


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize("level", [1, 6, 9])
def test_what_the_standard_library_packed_is_unpacked(level: int) -> None:
    packed = zlib.compress(LARGE, level, -15)
    stream = inflater()
    assert stream.decompress(packed, len(LARGE) + 1) == LARGE
    assert stream.eof


@pytest.mark.usefixtures("either")
def test_a_broken_stream_is_one_of_the_errors() -> None:
    with pytest.raises(DEFLATE_ERRORS):
        inflater().decompress(b"\xff" * 100, 100)


@pytest.mark.usefixtures("either")
def test_a_workbook_is_read_and_rebuilt_with_the_same_contents() -> None:
    package = open_package(one_table(text_row(2, "一")).image(), "书.xlsx")
    again = package.rebuilt({"xl/styles.xml": LARGE})
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert archive.testzip() is None
        assert archive.read("xl/styles.xml") == LARGE
    assert open_package(again, "书.xlsx").read("xl/styles.xml") == LARGE


def test_where_there_is_no_isal_the_standard_library_serves() -> None:
    code = "import sys; sys.modules['isal'] = None; from addin import deflate; import zlib; sys.exit(deflate._FAST is not zlib)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0

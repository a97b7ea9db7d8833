"""One file in, an answer out: the same by every short cut, and whatever the file is called."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from addin import sheet_reader
from addin.commands import main
from addin.district import reading
from addin.district.reader import QUICK_FROM
from addin.district.reading import NO_DIGEST, answer, unpacked_answer
from addin.file_host import FileHost
from bench.hostile.xml_kinds import XML_KINDS
from macros_py.district.asked import Asked
from macros_py.district.summary import summarize
from macros_py.judge import judge

if TYPE_CHECKING:
    from pathlib import Path

    from bench.hostile.kinds import Kind

BOOKS = ("膳账-示例.xlsx", "膳账-示例-有错.xlsx")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    assert main(["demo", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("name", BOOKS)
def test_an_answer_is_the_summary_of_the_judged_book(sample: Path, name: str) -> None:
    found = unpacked_answer(answer(sample / name, Asked()))
    assert found.summary() == summarize(judge(FileHost(sample / name).read()))


@pytest.mark.parametrize("name", BOOKS)
def test_small_sheets_by_the_pattern_of_a_row_and_element_by_element_are_the_same(
    sample: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for least in (QUICK_FROM, 0, 1 << 60):
        monkeypatch.setattr(sheet_reader, "QUICK_FROM", least)
        found.append(answer(sample / name, Asked()))
    assert found[0] == found[1] == found[2]


def test_its_name_is_in_no_answer(sample: Path, tmp_path: Path) -> None:
    for content in ((sample / BOOKS[0]).read_bytes(), b"", b"x", b"PK\3\4"):
        (tmp_path / "甲.xlsx").write_bytes(content)
        shutil.copy(tmp_path / "甲.xlsx", tmp_path / "乙.xlsx")
        assert answer(tmp_path / "甲.xlsx", Asked()) == answer(tmp_path / "乙.xlsx", Asked())


def test_a_file_that_is_gone_has_no_digest(tmp_path: Path) -> None:
    found = unpacked_answer(answer(tmp_path / "没有.xlsx", Asked()))
    assert (found.digest, found.head) == (NO_DIGEST, None)
    assert "找不到这个文件" in found.refused


def test_a_book_with_endless_tables_is_not_taken(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "TABLES_LIMIT", 1_000)
    assert unpacked_answer(answer(sample / BOOKS[0], Asked())).refused.startswith("里面的品目和问题多得不像一本账")


@pytest.mark.parametrize("damaged", [b"", b"ab", b"ab\n", b"ab\nnonsense\n", b"ab\n[1]\n"])
def test_a_damaged_answer_is_a_fault_of_values(damaged: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever kind
        unpacked_answer(damaged)


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind in XML_KINDS
        if kind.name in {"xml: rows in rows", "xml: an attribute twice", "xml: an attribute without quotes"}
    ],
    ids=lambda kind: kind.name,
)
def test_a_damaged_small_sheet_is_refused_by_the_pattern_too(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve rows in each register: such sheets are small."""
    assert kind.make is not None
    (tmp_path / "坏.xlsx").write_bytes(kind.make())
    monkeypatch.setattr(sheet_reader, "QUICK_FROM", QUICK_FROM)
    assert kind.expected in unpacked_answer(answer(tmp_path / "坏.xlsx", Asked())).refused

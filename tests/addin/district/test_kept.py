"""Answers kept by content: whole, or read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from addin.district import kept as module
from addin.district.kept import Kept
from addin.district.reading import refusal
from macros_py.district.asked import Asked

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "ab" + "0" * 62
ANSWER = refusal(DIGEST, "不是账簿")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Kept(tmp_path, Asked()).keep(DIGEST, ANSWER)
    return tmp_path


def test_what_was_kept_comes_back(folder: Path) -> None:
    found = Kept(folder, Asked()).answer(DIGEST)
    assert found is not None
    assert (found.digest, found.head, found.refused) == (DIGEST, None, "不是账簿")


def test_nothing_was_kept_of_another_content_or_another_day(folder: Path) -> None:
    assert Kept(folder, Asked()).answer("cd" + "0" * 62) is None
    assert Kept(folder, Asked("2025-12-01")).answer(DIGEST) is None


def test_nor_by_another_program(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "program_print", lambda: "another")
    assert Kept(folder, Asked()).answer(DIGEST) is None


def test_a_damaged_answer_is_as_good_as_none(folder: Path) -> None:
    (place,) = (path for path in folder.rglob("*") if path.is_file())
    whole = place.read_bytes()
    for damaged in (b"", whole[:-1], whole[:-1] + b"x", whole.replace(b"rollup 1", b"rollup 2"), whole + b"\n"):
        place.write_bytes(damaged)
        assert Kept(folder, Asked()).answer(DIGEST) is None
    place.write_bytes(whole)
    assert Kept(folder, Asked()).answer(DIGEST) is not None


def test_an_answer_under_the_wrong_name_is_none(folder: Path) -> None:
    (place,) = (path for path in folder.rglob("*") if path.is_file())
    place.rename(place.with_name("ab" + "1" * 62))
    assert Kept(folder, Asked()).answer("ab" + "1" * 62) is None

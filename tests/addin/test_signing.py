"""Signatures are those of the fingerprint alone, and everything else does without the library."""

from __future__ import annotations

import sys
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

import pytest

from addin.commands.verify import page
from addin.signing import NotInstalledError, holds, is_public_key, new_key, signed
from addin.verify_pack import UNKNOWN, PackReport
from validation.refusals import NotWritable, Refusal

if TYPE_CHECKING:
    from pathlib import Path

FINGERPRINT = "0f" * 32


def test_a_signature_holds_for_its_fingerprint_and_its_key_only(tmp_path: Path) -> None:
    public = new_key(tmp_path / "校.key")
    assert (tmp_path / "校.key.pub").read_text(encoding="utf-8") == f"{public}\n"
    said, signature = signed(FINGERPRINT, tmp_path / "校.key")
    assert said == public
    assert len(b64decode(public)) == 32
    assert holds(FINGERPRINT, public, signature)
    assert not holds("1f" * 32, public, signature)
    assert not holds(FINGERPRINT, new_key(tmp_path / "别.key"), signature)
    assert not holds(FINGERPRINT, public, b64encode(b"\0" * 64).decode())
    assert not holds(FINGERPRINT, "不是公钥", signature)


def test_a_public_key_is_told_from_anything_else(tmp_path: Path) -> None:
    assert is_public_key(new_key(tmp_path / "校.key"))
    for other in ("", "云杉小学.key", "AAAA", (tmp_path / "校.key").read_text(encoding="utf-8"), f"{'A' * 43}=\n后面"):
        assert not is_public_key(other)


def test_the_same_key_signs_the_same_fingerprint_alike(tmp_path: Path) -> None:
    new_key(tmp_path / "校.key")
    assert signed(FINGERPRINT, tmp_path / "校.key") == signed(FINGERPRINT, tmp_path / "校.key")


def test_a_key_is_never_written_over_nor_half_written(tmp_path: Path) -> None:
    (tmp_path / "校.key.pub").write_text("旧", encoding="utf-8")
    with pytest.raises(NotWritable, match="已经有了"):
        new_key(tmp_path / "校.key")
    assert not (tmp_path / "校.key").exists()
    (tmp_path / "甲.key").write_text("旧", encoding="utf-8")
    with pytest.raises(NotWritable, match="已经有了"):
        new_key(tmp_path / "甲.key")
    assert (tmp_path / "甲.key").read_text(encoding="utf-8") == "旧"
    assert not (tmp_path / "甲.key.pub").exists()
    with pytest.raises(NotWritable, match="没有」不存在：请先建好它，或换一个位置。"):
        new_key(tmp_path / "没有" / "校.key")
    with pytest.raises(NotWritable, match="密钥没有写入"):
        new_key(tmp_path / ("长" * 200))


def test_without_the_library_one_sentence_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cryptography", *(name for name in sys.modules if name.startswith("cryptography."))):
        monkeypatch.setitem(sys.modules, name, None)
    for work in (lambda: new_key(tmp_path / "校.key"), lambda: signed(FINGERPRINT, tmp_path / "校.key")):
        with pytest.raises(Refusal, match=r"requirements/sign\.txt"):
            work()
    with pytest.raises(NotInstalledError):
        holds(FINGERPRINT, "", "")


def test_a_signature_that_could_not_be_checked_is_said_and_is_no_fault() -> None:
    report = PackReport({"学校": "甲"}, stated_fingerprint="a", found_fingerprint="a", signature=UNKNOWN)
    assert report.sound
    assert "签名：有，但这台电脑没有装验签名的部件（见手册 17 的「签名」），没有验" in list(page("包.xlsx", report))

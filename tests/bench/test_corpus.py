"""A made-up folder of sound, broken and hostile files goes through ``make corpus``."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bench.corpus import Corpus
from bench.members import members
from workbook_templates.template import template_bytes

ROOT = Path(__file__).resolve().parents[2]


def with_member(name: str, content: bytes) -> bytes:
    """The template with one member's contents replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template_bytes())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for each in source.namelist():
            target.writestr(each, content if each == name else source.read(each))
    return out.getvalue()


def corpus(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.corpus", str(folder), *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_the_totals_of_a_small_folder(tmp_path: Path) -> None:
    deep = tmp_path / "一层" / "二层"
    deep.mkdir(parents=True)
    (tmp_path / "good.xlsx").write_bytes(template_bytes())
    (deep / "也好.XLSM").write_bytes(template_bytes())
    (tmp_path / "torn.xlsx").write_bytes(template_bytes()[:5000])
    (tmp_path / "text.xlsx").write_text("单号,日期\n1,2\n", encoding="utf-8")
    (tmp_path / "bomb.xlsx").write_bytes(with_member("xl/worksheets/sheet9.xml", b"<worksheet>" + b" " * 20_000_000))
    (tmp_path / "notes.txt").write_text("no workbook", encoding="utf-8")
    (tmp_path / "folder.xlsx").mkdir()
    status, lines = corpus(tmp_path, "--refused")
    assert status == 0
    untouched = 2 * (len(members(template_bytes())) - 1)
    assert re.sub(r"[0-9.]+ s$", "… s", lines[0]) == (
        "5 files (1 others ignored): read 2, refused 3 (不是 Excel 工作簿（.xlsx 或 .xlsm） × 1; 压缩包缺少目录（可能没有下载完整） × 1; "
        f"里的部件的压缩比超过 … 倍，像是有害文件 × 1), not writable 0; parts compared {untouched}, changed unexpectedly 0; "
        "other readers fail on the result only 0; crashes 0, hangs 0; … s"
    )
    assert [line.split(":")[0] for line in lines[1:]] == ["bomb.xlsx", "text.xlsx", "torn.xlsx"]


@pytest.mark.skipif(os.name != "posix", reason="such files are POSIX")
def test_a_folder_of_strange_files_is_gone_through(tmp_path: Path) -> None:
    (tmp_path / "一\n二\x1b[2J.xlsx").write_bytes(template_bytes())
    (tmp_path / os.fsdecode(b"\xff\xfe.xlsx")).write_bytes(b"")
    (tmp_path / "圈.xlsx").symlink_to("圈.xlsx")
    (tmp_path / "圈").symlink_to(tmp_path)
    (tmp_path / "无.xlsx").symlink_to("没有")
    (tmp_path / "零.xlsx").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "管.xlsx")
    closed = tmp_path / "关"
    closed.mkdir(mode=0)
    status, lines = corpus(tmp_path, "--refused")
    closed.chmod(0o700)
    assert status == 0
    others = 4 if os.geteuid() == 0 else 5  # whoever administers the machine lists the closed folder
    assert lines[0].startswith(f"2 files ({others} others ignored): read 1, refused 1 (是空文件 × 1), ")
    assert any(line.startswith(r"\udcff\udcfe.xlsx: 「\udcff\udcfe.xlsx」是空文件：") for line in lines)


def test_a_scratch_disk_without_room_is_told_of_every_file(tmp_path: Path) -> None:
    (tmp_path / "一.xlsx").write_bytes(template_bytes())
    (tmp_path / "二.xlsx").write_bytes(template_bytes())
    totals = Corpus(tmp_path, tmp_path / "没有").run()
    assert (totals.files, totals.read, totals.crashes) == (2, 0, 2)
    assert totals.offenders == [
        "一.xlsx: no place for its result: No such file or directory",
        "二.xlsx: no place for its result: No such file or directory",
    ]


def test_an_empty_folder_has_no_offenders(tmp_path: Path) -> None:
    status, lines = corpus(tmp_path)
    assert (status, lines[0].split(":")[0], len(lines)) == (0, "0 files (0 others ignored)", 1)


def test_every_change_to_a_member_is_seen() -> None:
    before, after = members(template_bytes()), members(with_member("docProps/app.xml", b"<Properties/>"))
    assert before.keys() == after.keys()
    assert before["docProps/app.xml"].data != after["docProps/app.xml"].data
    assert before == members(template_bytes())

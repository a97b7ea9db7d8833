"""A made-up folder of sound, broken and hostile files goes through ``make corpus``."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

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


def test_an_empty_folder_has_no_offenders(tmp_path: Path) -> None:
    status, lines = corpus(tmp_path)
    assert (status, lines[0].split(":")[0], len(lines)) == (0, "0 files (0 others ignored)", 1)


def test_every_change_to_a_member_is_seen() -> None:
    before, after = members(template_bytes()), members(with_member("docProps/app.xml", b"<Properties/>"))
    assert before.keys() == after.keys()
    assert before["docProps/app.xml"].data != after["docProps/app.xml"].data
    assert before == members(template_bytes())

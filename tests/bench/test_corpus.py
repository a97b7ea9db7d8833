"""A made-up folder of sound, broken and hostile files goes through ``make corpus``."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from bench.children import Limits, Outcome, Task, run
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


def outcomes(*tasks: Task[int]) -> dict[int, Outcome]:
    waiting = list(tasks)
    return dict(run(lambda: waiting.pop() if waiting else None, 2))


@pytest.mark.skipif(os.name != "posix", reason="limits of CPU and memory, and signals, are POSIX")
def test_what_crashes_hangs_or_eats_memory_is_an_outcome() -> None:
    small = Limits(cpu=1, wall=3.0, memory=512 << 20)
    found = outcomes(
        Task(0, len, ("four",), small),
        Task(1, os.abort, (), small),
        Task(2, os._exit, (7,), small),
        Task(3, bytearray, (1 << 30,), small),
        Task(4, pow, (7, 10**8), small),
        Task(5, int, ("x",), small),
        Task(6, os.read, (os.pipe()[0], 1), small),
    )
    assert found[0] == Outcome(4)
    assert found[1] == Outcome(crash="died of SIGABRT")
    assert found[2] == Outcome(crash="exited with 7")
    assert found[3] == Outcome(crash="more than 512 MiB of memory")
    assert found[4] == Outcome(hang="more than 1 s of CPU")
    assert found[5].crash.startswith("ValueError: invalid literal")


def test_a_child_that_waits_for_ever_is_ended() -> None:
    assert outcomes(Task(0, time.sleep, (60,), Limits(wall=0.5))) == {0: Outcome(hang="no end within 0 s")}

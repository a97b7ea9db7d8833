"""One hostile kind in four goes through the real door here, and all that once took too long; ``make hostile`` puts all of them through."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bench.hostile.__main__ import KINDS, Ended, Trial, complaints
from bench.hostile.kinds import Kind

ROOT = Path(__file__).resolve().parents[2]
EVERY = 4


def test_there_are_many_kinds_and_each_has_a_name_of_its_own() -> None:
    groups = Counter(kind.name.split(":")[0] for kind in KINDS)
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert groups["zip"] >= 70
    assert groups["xml"] >= 90
    assert groups["cells"] + groups["tables"] + groups["names"] + groups["sheets"] >= 100
    assert groups["file"] >= 30


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and measured the POSIX way")
@pytest.mark.parametrize(
    ("which", "kinds"),
    [(("--every", str(EVERY)), -(-len(KINDS) // EVERY)), (("MB of blanks",), 4)],
    ids=["one in four", "where looking anew at each blank would take too long"],
)
def test_hostile_files_are_read_or_refused_in_one_sentence_within_the_limits(which: tuple[str, ...], kinds: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.hostile", *which], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1, done.stdout
    assert done.stdout.startswith(f"{kinds} kinds: refused ")
    assert done.returncode == 0


GOOD = Ended(2, 0.3, 0.3, 40.0, "", "「书.xlsx」是空文件：请再要一份。\n")
WRONG = {
    "a traceback": (GOOD._replace(err="Traceback (most recent call last)\n"), "a bug shows"),
    "our own surprise": (GOOD._replace(err="程序出了意外，没有写任何东西\n"), "a bug shows"),
    "two lines": (GOOD._replace(err="一\n二\n"), "not one line"),
    "no line": (GOOD._replace(err=""), "not one line"),
    "a signal": (GOOD._replace(status=-6), "exit status -6"),
    "another status": (GOOD._replace(status=3), "exit status 3"),
    "a warning": (GOOD._replace(status=0), "read, and yet"),
    "the cursor moves": (GOOD._replace(err="是空文件\x1b[2J\n"), "moves the cursor"),
    "too long": (GOOD._replace(cpu=20.1), "took 20.1 s"),
    "too much": (GOOD._replace(mebibytes=1025.0), "1025 MiB"),
    "refused slowly": (GOOD._replace(cpu=1.6), "the refusal took 1.6 s"),
    "refused with much memory": (GOOD._replace(mebibytes=151.0), "151 MiB"),
    "other words": (GOOD._replace(err="别的话。\n"), "expected 「是空文件」"),
}


@pytest.mark.parametrize(("ended", "words"), WRONG.values(), ids=WRONG)
def test_whatever_is_wrong_is_told(tmp_path: Path, ended: Ended, words: str) -> None:
    (tmp_path / "where").write_text(str(tmp_path / "书.xlsx"), encoding="utf-8")
    trial = Trial(Kind("空", lambda: b"", "是空文件"), tmp_path, ended={"make": GOOD, "check": ended})
    assert words in "; ".join(complaints(trial))


def test_what_should_be_read_must_not_be_refused_and_must_be_told_about(tmp_path: Path) -> None:
    (tmp_path / "where").write_text(str(tmp_path / "书.xlsx"), encoding="utf-8")
    read = GOOD._replace(status=1, out="错误 采购验收!D3 …\n", err="")
    assert list(complaints(Trial(Kind("甲", said="D3"), tmp_path, ended={"check": read}))) == []
    assert list(complaints(Trial(Kind("甲", said="E3"), tmp_path, ended={"check": read}))) == [
        "nothing about E3 among the findings"
    ]
    assert list(complaints(Trial(Kind("甲"), tmp_path, ended={"check": GOOD}))) == [
        "should be read: 「书.xlsx」是空文件：请再要一份。\n"
    ]

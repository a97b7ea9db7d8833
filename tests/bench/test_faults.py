"""The real save under strace: killed and failed at every call; and a judge who would notice."""

from __future__ import annotations

import os
import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bench.faults.__main__ import main, programs, told
from bench.faults.little import BY_A_NEW_FILE, IN_PLACE
from bench.faults.moments import at_the_same_time, edited_at, killed_at_random, seconds
from bench.faults.steps import injected, steps
from bench.faults.verdict import Program, Trial, judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

LOOKS = ("newfstatat", "getdents64", "read", "openat")
"""Calls that change nothing: every third is enough here."""


@pytest.fixture(scope="module")
def saving(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, Program, Program]:
    return programs(tmp_path_factory.mktemp("faults"))


def offences(trials: Iterable[Callable[[], Trial]]) -> list[Trial]:
    with ThreadPoolExecutor(2) as workers:
        made = list(workers.map(lambda trial: trial(), trials))
    assert made
    return [trial for trial in made if trial.offences]


@pytest.mark.strace
@pytest.mark.parametrize("fault", ["KILL", "ENOSPC", "EIO"])
def test_a_save_killed_or_failed_at_any_call(saving: tuple[Program, Program, Program], fault: str) -> None:
    program = saving[1]
    found = [step for number, step in enumerate(steps(program)) if step.call not in LOOKS or number % 3 == 0]
    assert {"write", "fsync", "linkat", "renameat2", "unlink", "close", "mkdir"} <= {step.call for step in found}
    assert offences(partial(injected, program, step, fault) for step in found) == []


@pytest.mark.strace
@pytest.mark.parametrize("edit", [IN_PLACE, BY_A_NEW_FILE])
def test_an_edit_about_the_moment_of_replacement(saving: tuple[Program, Program, Program], edit: str) -> None:
    program = saving[1]
    found = steps(program)
    moment = next(number for number, step in enumerate(found) if step.call == "renameat2")
    assert offences(partial(edited_at, program, step, edit) for step in found[moment - 4 : moment + 6]) == []


@pytest.mark.strace
def test_the_real_command_killed_and_interrupted_about_the_moment_of_replacement(saving: tuple[Program, Program, Program]) -> None:
    program = saving[0]
    found = [step for step in steps(program) if step.call in ("linkat", "renameat2", "unlink")]
    assert len(found) >= 5
    assert offences([partial(injected, program, step, "KILL") for step in found[-3:-1]]) == []
    assert offences([partial(injected, program, found[0], fault) for fault in ("INT", "EACCES")]) == []


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_kills_at_random_moments_and_runs_at_once(saving: tuple[Program, Program, Program]) -> None:
    real, little, plain = saving
    chance = random.Random(1)  # noqa: S311 - moments, no secrets
    trials = [partial(killed_at_random, program, 1.2 * seconds(program), chance) for program in (little, plain) for _ in range(6)]
    assert offences([*trials, partial(at_the_same_time, real, 2)]) == []


def stage(folder: Path) -> tuple[Program, Path]:
    content = folder / "new"
    content.write_bytes(b"new")
    program = Program("play", b"old", b"new", content, "this")
    return program, program.folder(folder / "夹")


def test_the_judge_is_content_with_a_refusal_and_with_a_save(tmp_path: Path) -> None:
    program, book = stage(tmp_path)
    assert judged(program, "x", book, 2, "没有写入。\n").offences == ()
    book.write_bytes(b"new")
    (book.parent / "膳账备份").mkdir()
    (book.parent / "膳账备份" / "账-20250901-080000.xlsx").write_bytes(b"old")
    assert judged(program, "x", book, 0, "").offences == ()


def test_the_judge_notices_what_is_wrong(tmp_path: Path) -> None:
    program, book = stage(tmp_path)
    assert judged(program, "x", book, 0, "").offences == ("exit status 0, but the path holds the old file",)
    assert judged(program, "x", book, 2, "full\n").offences == ("not one sentence: 'full\\n'",)
    assert judged(program, "x", book, 2, "一\n二\n").offences == ("not one sentence: '一\\n二\\n'",)
    assert judged(program, "x", book, 2, "Traceback: 坏\n").offences == ("unforeseen: Traceback: 坏",)
    assert judged(program, "x", book, 5, "").offences == ("exit status 5", "exit status 5, but the path holds the old file")
    (book.parent / ".账.tmp").write_bytes(b"")
    assert judged(program, "x", book, 2, "没有写入。\n").offences == ("stray .账.tmp",)
    (book.parent / ".账.tmp").unlink()
    book.write_bytes(b"ne")
    assert judged(program, "x", book, -9, "").offences == ("neither the old nor the new file",)
    book.write_bytes(b"new")
    assert judged(program, "x", book, 0, "").offences == ("0 backups of one save",)
    (book.parent / "膳账备份").mkdir()
    (book.parent / "膳账备份" / "账-20250901-080000.xlsx").write_bytes(b"ol")
    assert judged(program, "x", book, 0, "").offences == ("a backup that is not the old file",)


def test_the_judge_looks_at_the_next_run_after_a_kill(tmp_path: Path) -> None:
    program, book = stage(tmp_path)
    assert judged(program, "x", book, -9, "") == Trial("play: x", "old", killed=True, strays=0, offences=())
    assert book.read_bytes() == b"new"
    (book.parent / "stray").write_bytes(b"")
    trial = judged(program, "x", book, -9, "")
    assert (trial.strays, trial.offences) == (1, ("stray after the next run: ['stray']",))


def test_the_table_counts_and_names_the_offenders() -> None:
    good = Trial("save: a", "new", killed=True, strays=1, offences=())
    bad = Trial("save: b", "corrupt", killed=False, strays=0, offences=("half",))
    text = told(["KILL", "EIO"], [good, bad], 1.4)
    assert text.splitlines()[-2:] == [
        "save: b: half",
        "2 trials, 0 old, 1 new, 1 corrupt, 1 killed, 1 stray at once, 0 stray later, 0 tracebacks, 1 offenders, 1 s",
    ]


def test_without_strace_nothing_is_tried(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert main([]) == 0
    assert capsys.readouterr().out == "skipped: strace is not installed\n"

"""The usual script that we are measured against finds what our check finds: it does the same work."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.pandas


@pytest.fixture(scope="module")
def agreement(pandas_python: str) -> list[str]:
    command = [pandas_python, "-m", "bench.agreement", "--changes", "3"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout.splitlines()


def test_what_is_planted_is_found_by_both_but_for_the_rules_the_script_leaves_out(agreement: list[str]) -> None:
    assert agreement[:2] == [
        "the planted errors: 85 of both, 18 of ours alone, 0 of the script",
        "the small book, 2 % bad: 69 of both, 0 of ours alone, 0 of the script",
    ]


def test_each_difference_has_its_reason(agreement: list[str]) -> None:
    assert [line.split()[0] for line in agreement[2:-1]] == ["15", "1", "1", "1"]
    assert agreement[-1].endswith(" 18 of one alone and explained, 0 unexplained")

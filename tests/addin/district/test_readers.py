"""Children take many files; a file that ends its child is the only loser."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from addin.children import Limits
from addin.district import readers
from addin.district.readers import LIMITS, read_all
from addin.district.reading import unpacked_answer
from macros_py.district.asked import Asked

PROGRAM = ("-P", str(Path(__file__).with_name("misbehaving_reader.py")))
SMALL = Limits(cpu=1, wall=3.0, memory=512 << 20)
pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits of CPU and memory, and signals, are POSIX")


def asked(paths: list[str], workers: int = 1, today: str | None = None) -> dict[str, list[str]]:
    """By path the lines of its answer."""
    return {path: content.decode().split("\n") for path, content in read_all(paths, workers, Asked(today), SMALL, PROGRAM)}


def refused(content: list[str]) -> str:
    return unpacked_answer("\n".join(content).encode()).refused


def test_the_limits_are_those_of_the_district() -> None:
    assert Limits(cpu=5, wall=10.0, memory=536_870_912) == LIMITS


def test_one_child_takes_many_files_and_is_told_the_day() -> None:
    found = asked([f"{number}.xlsx" for number in range(5)], today="2025-12-01")
    assert {path: lines[1:] for path, lines in found.items()} == {
        f"{number}.xlsx": [str(number), "2025-12-01"] for number in range(5)
    }
    assert len({lines[0] for lines in found.values()}) == 1


def test_a_child_is_replaced_after_so_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "FILES_A_CHILD", 2)
    assert len({lines[0] for lines in asked([f"{number}.xlsx" for number in range(5)]).values()}) == 3


def test_each_bad_file_is_told_with_its_reason_and_all_others_are_read() -> None:
    bad = {
        "中断": "使读取它的程序中断（SIGABRT），没有读入",
        "退出": "使读取它的程序中断（exit 7），没有读入",
        "死循环": "读取用了太久（超过 1 秒运算或 3 秒钟），已停止",
        "等待": "读取用了太久（超过 1 秒运算或 3 秒钟），已停止",
        "吃内存": "读取时要用的内存超过 512 MiB，已停止",
        "出错": "使读取它的程序出了意外（ValueError，misbehaving_reader.py:",
    }
    paths = [f"{name}.xlsx" for pair in ((name, f"好{name}") for name in bad) for name in pair]
    found = asked(paths, workers=2)
    assert set(found) == set(paths)
    for name, why in bad.items():
        assert refused(found[f"{name}.xlsx"]).startswith(why)
        assert found[f"好{name}.xlsx"][1] == f"好{name}"


def test_a_file_whose_child_died_once_is_asked_for_again_alone(tmp_path: Path) -> None:
    path = str(tmp_path / "一次.xlsx")
    assert asked(["前.xlsx", path])[path][1] == "一次"


def test_whoever_listens_no_longer_leaves_no_child_behind() -> None:
    began = time.monotonic()
    listening = read_all(["好.xlsx", "等待.xlsx"], 1, Asked(), SMALL._replace(wall=60), PROGRAM)
    _, content = next(listening)
    listening.close()
    assert time.monotonic() - began < 30
    with pytest.raises(ProcessLookupError):
        os.kill(int(content.split(b"\n")[0]), 0)


def test_children_that_cannot_start_are_a_bug_of_ours_and_no_fault_of_the_files() -> None:
    with pytest.raises(RuntimeError, match="did not start"):
        list(read_all(["好.xlsx"], 1, Asked(), SMALL, ("-c", "pass")))


def test_a_fault_while_paths_are_found_comes_out_where_answers_are_awaited() -> None:
    def paths() -> object:
        yield "好.xlsx"
        raise LookupError

    with pytest.raises(LookupError):
        list(read_all(paths(), 1, Asked(), SMALL, PROGRAM))  # type: ignore[arg-type]

"""Books of others are read in children: what a child does to itself harms neither the parent nor the other books."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from addin.children import ANSWER_LIMIT, Limits, Outcome, Task, run
from addin.untrusted import LIMITS, read_book, read_many, read_untrusted
from tests.addin.packages import one_table, text_row
from validation.refusals import NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SMALL = Limits(cpu=1, wall=15.0, memory=512 << 20)
posix = pytest.mark.skipif(os.name != "posix", reason="limits of CPU and memory, and signals, are POSIX")


def outcomes(*tasks: Task[int]) -> dict[int, Outcome]:
    waiting = list(tasks)
    return dict(run(lambda: waiting.pop() if waiting else None, 2))


def misbehaving(path: Path) -> object:
    """In the child: does what the file's name says, and reads any other file."""
    deeds: dict[str, Callable[[], object]] = {
        "中断": os.abort,
        "退出": lambda: os._exit(7),
        "死循环": lambda: pow(7, 10**8),
        "等待": lambda: time.sleep(60),
        "吃内存": lambda: bytearray(1 << 30),
        "出错": lambda: int("x"),
    }
    return deeds.get(path.stem, lambda: read_book(path))()


def test_the_limits_are_those_of_the_district() -> None:
    assert Limits(cpu=5, wall=10.0, memory=536_870_912) == LIMITS


def test_a_book_is_read_as_it_stands(tmp_path: Path) -> None:
    path = one_table(text_row(2, "一", "二", "三")).save(tmp_path / "好.xlsx")
    assert read_untrusted(path).tables["数"].rows[0].values == ("一", "二", "三")


READER = """
from pathlib import Path
from addin.untrusted import read_untrusted
if __name__ == "__main__":
    print(read_untrusted(Path("好.xlsx")).tables["数"].rows[0].values[0])
"""


def test_no_program_that_lies_beside_the_books_is_run(tmp_path: Path) -> None:
    books, command = tmp_path / "报送", tmp_path / "命令.py"
    books.mkdir()
    command.write_text(READER, encoding="utf-8")
    one_table(text_row(2, "一")).save(books / "好.xlsx")
    (books / "socket.py").write_text("open('跑了', 'w')\nraise SystemExit\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    said = subprocess.run([sys.executable, str(command)], cwd=books, env=environment, capture_output=True, text=True, check=False)
    assert [each.name for each in sorted(books.iterdir())] == ["socket.py", "好.xlsx"]
    assert (said.stdout, said.stderr) == ("一\n", "")


def test_a_refusal_is_the_same_sentence_as_in_the_program(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"")
    with pytest.raises(NotAWorkbook, match=r"^「坏.xlsx」是空文件：请向发来文件的人再要一份，或从「膳账备份」文件夹取回。$"):
        read_untrusted(tmp_path / "坏.xlsx")


@posix
def test_one_that_aborts_loops_or_eats_memory_is_listed_and_the_others_are_read(tmp_path: Path) -> None:
    names = ("好一", "中断", "退出", "死循环", "等待", "吃内存", "出错", "好二")
    paths = [one_table(text_row(2, name)).save(tmp_path / f"{name}.xlsx") for name in names]
    found = {each.path.stem: each for each in read_many(paths, limits=SMALL, read=misbehaving)}
    assert found.keys() == set(names)
    for name in ("好一", "好二"):
        book = found[name].book
        assert book is not None
        assert book.tables["数"].rows[0].values == (name, None, None)
        assert found[name].refused == ""
    ask = "请学校用 Excel 或 WPS 打开，另存为 .xlsx 后再报一次；别的文件不受影响。"
    slow = "读取用了太久（超过 1 秒运算或 15 秒钟），已停止"
    assert found["中断"].refused == f"「中断.xlsx」使读取它的程序中断（died of SIGABRT），没有读入：{ask}"
    assert found["退出"].refused == f"「退出.xlsx」使读取它的程序中断（exited with 7），没有读入：{ask}"
    assert found["死循环"].refused == f"「死循环.xlsx」{slow}：{ask}"
    assert found["等待"].refused == f"「等待.xlsx」{slow}：{ask}"
    assert found["吃内存"].refused == f"「吃内存.xlsx」读取时要用的内存超过 512 MiB，已停止：{ask}"
    assert found["出错"].refused.startswith("「出错.xlsx」使读取它的程序中断（ValueError: invalid literal")
    assert all(each.book is None for name, each in found.items() if not name.startswith("好"))


@posix
def test_what_crashes_hangs_or_eats_memory_is_an_outcome() -> None:
    found = outcomes(
        Task(0, len, ("four",), SMALL),
        Task(1, os.abort, (), SMALL),
        Task(2, os._exit, (7,), SMALL),
        Task(3, bytearray, (1 << 30,), SMALL),
        Task(4, pow, (7, 10**8), SMALL),
        Task(5, int, ("x",), SMALL),
    )
    assert found[0] == Outcome(4)
    assert found[1] == Outcome(crash="died of SIGABRT")
    assert found[2] == Outcome(crash="exited with 7")
    assert found[3] == Outcome(hunger="more than 512 MiB of memory")
    assert found[4] == Outcome(hang="more than 1 s of CPU")
    assert found[5].crash.startswith("ValueError: invalid literal")


def test_a_child_that_waits_for_ever_is_ended() -> None:
    assert outcomes(Task(0, time.sleep, (60,), Limits(wall=0.5))) == {0: Outcome(hang="no end within 0 s")}


@posix
def test_an_answer_larger_than_the_parent_takes_is_no_answer() -> None:
    found = outcomes(Task(0, bytes, (ANSWER_LIMIT,), Limits(memory=4 << 30)))[0]
    assert found.answer is None
    assert found.crash


def test_children_that_are_no_longer_wanted_are_ended() -> None:
    waiting = [Task(0, len, ("four",)), Task(1, time.sleep, (60,))]
    outcome = run(lambda: waiting.pop() if waiting else None, 2)
    began = time.monotonic()
    assert next(outcome) == (0, Outcome(4))
    outcome.close()
    assert time.monotonic() - began < 20

"""Books of others, each read in a child process with limits: one that crashes, hangs or eats memory is refused, the rest are read.

The accountant's own book is read in the program itself: it is hers, and a child costs a tenth of a second.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from addin.children import MEBIBYTE, Limits, Outcome, Task, run
from addin.file_host import FileHost
from validation.cells import RawBook
from validation.refusals import NotAWorkbook, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

T = TypeVar("T")
LIMITS = Limits(cpu=5, wall=10.0, memory=512 * MEBIBYTE)
WORKERS = 2
_ASK = "请学校用 Excel 或 WPS 打开，另存为 .xlsx 后再报一次"


class Untrusted(NamedTuple):
    """What came of one book: the book, or one sentence why there is none."""

    path: Path
    book: RawBook | None
    refused: str = ""


def read_untrusted(path: Path) -> RawBook:
    """The book of somebody else, read in a child process.

    Raises:
        NotAWorkbook: it cannot be read, or not within the limits.
    """
    (found,) = read_many((path,))
    if found.book is None:
        raise NotAWorkbook(found.refused)
    return found.book


def read_many(
    paths: Iterable[Path], workers: int = WORKERS, limits: Limits = LIMITS, read: Callable[[Path], object] | None = None
) -> Iterator[Untrusted]:
    """The books of others, each read in a child of its own, as they come; every path yields exactly one outcome.

    Args:
        paths: the books.
        workers: how many are read at a time.
        limits: what each may take.
        read: what the child does with a path, a function of a module; reads the book when left out.
    """
    waiting = deque(paths)

    def next_task() -> Task[Path] | None:
        return Task(waiting[0], read or read_book, (waiting.popleft(),), limits) if waiting else None

    for path, outcome in run(next_task, workers, (__name__,)):
        found = outcome.answer
        book = found if isinstance(found, RawBook) else None
        yield Untrusted(path, book, "" if book else found if isinstance(found, str) else _refusal(path, outcome, limits))


def read_book(path: Path) -> RawBook | str:
    """In the child: the book, or the sentence of its refusal."""
    try:
        return FileHost(path).read()
    except Refusal as refusal:
        return str(refusal)


VERIFY_LIMITS = Limits(cpu=30, wall=60.0, memory=1024 * MEBIBYTE)
"""Verifying judges the whole book and computes it afresh: some ten times the work of reading it."""


class _Said(NamedTuple):
    """What work in a child came to: an answer, or the sentence of its refusal."""

    answer: object
    refused: str = ""


def carried_out(path: Path, work: Callable[..., T], *arguments: object, limits: Limits = VERIFY_LIMITS) -> T:
    """Do some work on files of somebody else in a child process, and return its answer.

    Args:
        path: the file that is named should the child not survive.
        work: a function of a module.
        arguments: its arguments.
        limits: what it may take.

    Raises:
        NotAWorkbook: the work refused, with its own sentence, or did not end within the limits.
    """
    task = Task(path, _said, (work, arguments), limits)
    ((_, outcome),) = run(iter([task, None]).__next__, 1, (__name__,))
    if not isinstance(outcome.answer, _Said):
        raise NotAWorkbook(_refusal(path, outcome, limits))
    if outcome.answer.refused:
        raise NotAWorkbook(outcome.answer.refused)
    return cast("T", outcome.answer.answer)


def _said(work: Callable[..., object], arguments: tuple[object, ...]) -> _Said:
    """In the child."""
    try:
        return _Said(work(*arguments))
    except Refusal as refusal:
        return _Said(None, str(refusal))


def _refusal(path: Path, outcome: Outcome, limits: Limits) -> str:
    """One sentence about a child that gave no answer."""
    if outcome.hang:
        reason = f"读取用了太久（超过 {limits.cpu} 秒运算或 {limits.wall:.0f} 秒钟），已停止"
    elif outcome.hunger:
        reason = f"读取时要用的内存超过 {limits.memory // MEBIBYTE} MiB，已停止"
    else:
        reason = f"使读取它的程序中断（{outcome.crash or 'no answer'}），没有读入"
    return f"「{path.name}」{reason}：{_ASK}；别的文件不受影响。"

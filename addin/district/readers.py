"""The parent's side of the children that read files: each takes many, and is replaced when a file ends it; only that file is the loser."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from addin.children import MEBIBYTE, Limits
from addin.district.reader import HUNGRY, LENGTH
from addin.district.reading import NO_DIGEST, program_print, refusal
from macros_py.district.asked import Asked

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

LIMITS = Limits(cpu=5, wall=10.0, memory=512 * MEBIBYTE)
PROGRAM = ("-P", "-m", "addin.district.reader")
"""Without the folder in which it is started: an ``addin.py`` lying there is not ours."""
FILES_A_CHILD = 200
"""Then it is replaced, so that nothing it may have gathered lasts."""
ANSWER_LIMIT = 16 * MEBIBYTE
_READY_SECONDS = 120.0
_ASK = "请学校用 Excel 或 WPS 打开，另存为 .xlsx 后再报一次；别的文件不受影响"


class _Ended(NamedTuple):
    """How a child ended instead of answering: its exit code, and whether it was ended for taking too long."""

    code: int
    late: bool


class Child:
    """One child. It starts with its first question."""

    def __init__(self, asked: Asked, limits: Limits = LIMITS, program: tuple[str, ...] = PROGRAM) -> None:
        """Remember what each question has to say, and what Python runs."""
        self._of_it, self._limits, self._program = asked.packed(), limits, program
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0
        self._late = self._over = False

    def answer(self, path: str) -> bytes:
        """The answer for one file, whatever it does to the child.

        One that ends the child is asked for once more in a fresh one, unless it has used up its own seconds of CPU: it may have been what earlier files left.
        """
        found = self._ask(path)
        if isinstance(found, _Ended) and not self._over and not _used_up(found):
            found = self._ask(path)
        return refusal(NO_DIGEST, _reason(found, self._limits)) if isinstance(found, _Ended) else found

    def stop(self) -> None:
        """Let whoever waits for an answer wait no longer; called from another thread."""
        self._over = True
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the child, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                assert pipe is not None  # noqa: S101 - both were asked for
                with suppress(OSError):
                    pipe.close()

    def _ask(self, path: str) -> bytes | _Ended:
        if self._asked >= FILES_A_CHILD:
            self.close()
        if self._process is None:
            self._start()
        self._asked += 1
        question = json.dumps([path, self._of_it, self._limits.cpu, self._limits.memory])
        found = self._said(f"{question}\n".encode(), self._limits.wall)
        return self._ended() if found is None else found

    def _start(self) -> None:
        self._asked = 0
        command = [sys.executable, *self._program]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
        if self._over:
            self._process.kill()
        found = self._said(b"", _READY_SECONDS)
        if not self._over and (found is None or found.decode() != program_print()):
            self.close()
            message = "the child that reads files did not start, or is another version"
            raise RuntimeError(message)

    def _said(self, question: bytes, seconds: float) -> bytes | None:
        """What the child answers; ``None`` when it ends or takes too long."""
        process = self._process
        assert process is not None  # noqa: S101 - _ask has started it
        assert process.stdin is not None  # noqa: S101 - asked for
        assert process.stdout is not None  # noqa: S101 - asked for
        self._late = False
        watch = threading.Timer(seconds, self._end_late, (process,))
        watch.start()
        try:
            process.stdin.write(question)
            process.stdin.flush()
            head = process.stdout.read(LENGTH)
            length = int.from_bytes(head, "big")
            found = process.stdout.read(length) if len(head) == LENGTH and length <= ANSWER_LIMIT else b""
            return found if found and len(found) == length else None
        except OSError:
            return None
        finally:
            watch.cancel()

    def _end_late(self, process: subprocess.Popen[bytes]) -> None:
        self._late = True
        process.kill()

    def _ended(self) -> _Ended:
        process = self._process
        assert process is not None  # noqa: S101 - it has just not answered
        with suppress(subprocess.TimeoutExpired):
            process.wait(1)
        code = process.poll()
        self.close()
        return _Ended(code or 0, self._late)


def _used_up(ended: _Ended) -> bool:
    return not ended.late and ended.code == -getattr(signal, "SIGXCPU", 0)


def _reason(ended: _Ended, limits: Limits) -> str:
    """One sentence about a file that ended its child."""
    if ended.late or _used_up(ended):
        return f"读取用了太久（超过 {limits.cpu} 秒运算或 {limits.wall:.0f} 秒钟），已停止：{_ASK}"
    if ended.code == HUNGRY:
        return f"读取时要用的内存超过 {limits.memory // MEBIBYTE} MiB，已停止：{_ASK}"
    how = signal.Signals(-ended.code).name if ended.code < 0 else f"exit {ended.code}"
    return f"使读取它的程序中断（{how}），没有读入：{_ASK}"


class _Slots:
    """Threads that each keep a child busy, and one queue of answers."""

    def __init__(self, paths: Iterator[str], children: list[Child]) -> None:
        self._paths, self.children = paths, children
        self._taking = threading.Lock()
        self._stopped = threading.Event()
        self.answers: queue.Queue[tuple[str, bytes] | BaseException | None] = queue.Queue(2 * len(children))
        self.threads = [threading.Thread(target=self._serve, args=(child,), daemon=True) for child in children]

    def _serve(self, child: Child) -> None:
        try:
            while (path := self._next()) is not None:
                self._put((path, child.answer(path)))
        except BaseException as fault:  # noqa: BLE001 - told to the thread that asked
            self._put(fault)
        finally:
            child.close()
            self._put(None)

    def _next(self) -> str | None:
        with self._taking:
            return None if self._stopped.is_set() else next(self._paths, None)

    def _put(self, found: tuple[str, bytes] | BaseException | None) -> None:
        while not self._stopped.is_set():
            with suppress(queue.Full):
                self.answers.put(found, timeout=0.5)
                return

    def stop(self) -> None:
        """Take no more files, and end the children."""
        self._stopped.set()
        for child in self.children:
            child.stop()
        for thread in self.threads:
            thread.join()


def read_all(
    paths: Iterable[str],
    workers: int,
    asked: Asked = Asked(),  # noqa: B008 - a value, like any other
    limits: Limits = LIMITS,
    program: tuple[str, ...] = PROGRAM,
) -> Generator[tuple[str, bytes], None, None]:
    """The answer for each path, as they come.

    Args:
        paths: taken one by one, whenever a child is free, from several threads in turn.
        workers: how many children read at a time.
        asked: what is asked of every book.
        limits: what one file may take.
        program: what Python runs as a child.

    Raises:
        RuntimeError: children cannot be started.
    """
    slots = _Slots(iter(paths), [Child(asked, limits, program) for _ in range(workers)])
    for thread in slots.threads:
        thread.start()
    try:
        going = workers
        while going:
            found = slots.answers.get()
            if isinstance(found, BaseException):
                raise found
            if found is None:
                going -= 1
            else:
                yield found
    finally:
        slots.stop()

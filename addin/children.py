"""Work on untrusted files in child processes with limits: a crash or a hang of one is an outcome, never the end of the run."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import time
import traceback
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, ForkServerProcess, SpawnContext, SpawnProcess
    from typing import TypeAlias

    _Context: TypeAlias = ForkServerContext | SpawnContext

Key = TypeVar("Key")
MEBIBYTE = 1 << 20
ANSWER_LIMIT = 256 * MEBIBYTE
"""No child may fill its parent's memory with its answer."""
_POSIX = os.name == "posix"
_SAFE_PATH = "PYTHONSAFEPATH"


class Limits(NamedTuple):
    """What one child may take: seconds of CPU, seconds by the clock, bytes of memory. CPU and memory hold on POSIX only."""

    cpu: int = 20
    wall: float = 20.0
    memory: int = 1024 * MEBIBYTE


class Outcome(NamedTuple):
    """What came of a child: the answer of its work, or how it ended without one (``crash``, ``hang`` or ``hunger``), with the reason."""

    answer: object = None
    crash: str = ""
    hang: str = ""
    hunger: str = ""


class Task(NamedTuple, Generic[Key]):
    """One piece of work: ``work(*arguments)`` in a child. Both must be picklable; ``key`` tells the outcomes apart."""

    key: Key
    work: Callable[..., object]
    arguments: tuple[object, ...]
    limits: Limits = Limits()


class _Running(NamedTuple, Generic[Key]):
    task: Task[Key]
    process: ForkServerProcess | SpawnProcess
    answers: Connection
    until: float


def run(
    next_task: Callable[[], Task[Key] | None], workers: int, preload: tuple[str, ...] = ()
) -> Generator[tuple[Key, Outcome], None, None]:
    """Carry tasks out, ``workers`` at a time, and yield their outcomes as they come.

    Args:
        next_task: asked whenever a worker is free; ``None`` says that there is nothing for now. What comes next may depend on
            outcomes yielded before; the end is when nothing runs and nothing comes.
        workers: how many children at a time.
        preload: modules a child needs; they are imported once, in the process that children are forked from.
    """
    context: _Context
    if _POSIX:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(preload))
    else:
        context = multiprocessing.get_context("spawn")
    running: list[_Running[Key]] = []
    try:
        yield from _carried_out(next_task, workers, running, context)
    finally:
        for each in running:
            _ended(each)


def _carried_out(
    next_task: Callable[[], Task[Key] | None], workers: int, running: list[_Running[Key]], context: _Context
) -> Iterator[tuple[Key, Outcome]]:
    while True:
        while len(running) < workers and (task := next_task()) is not None:
            try:
                running.append(_started(task, context))
            except (OSError, EOFError) as fault:
                yield task.key, Outcome(crash=f"no child could be started: {fault}")
        if not running:
            return
        wait([each.answers for each in running], max(0.0, min(each.until for each in running) - time.monotonic()))
        for each in [each for each in running if each.answers.poll() or time.monotonic() >= each.until]:
            running.remove(each)
            yield each.task.key, _outcome(each)


def _started(task: Task[Key], context: _Context) -> _Running[Key]:
    answers, channel = context.Pipe(duplex=False)
    try:
        process = context.Process(target=_child, args=(channel, task), daemon=True)
        with _own_modules_only():
            process.start()
    except BaseException:
        answers.close()
        raise
    finally:
        channel.close()
    return _Running(task, process, answers, time.monotonic() + task.limits.wall)


@contextmanager
def _own_modules_only() -> Iterator[None]:
    """Start Python without the folder that one stands in among those it imports from: others' books lie there, and maybe more."""
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


def _outcome(child: _Running[Key]) -> Outcome:
    """What a child that has answered, died or run out of time leaves."""
    found = None
    with suppress(EOFError, OSError, pickle.UnpicklingError):
        if child.answers.poll():
            found = pickle.loads(child.answers.recv_bytes(ANSWER_LIMIT))  # noqa: S301 - the child runs our own code
    if found is None:
        child.process.join(0.2)
    late = found is None and child.process.is_alive()
    code = _ended(child)
    limits = child.task.limits
    if isinstance(found, Outcome):
        return found
    if late:
        return Outcome(hang=f"no end within {limits.wall:.0f} s")
    if code == -getattr(signal, "SIGXCPU", 0):
        return Outcome(hang=f"more than {limits.cpu} s of CPU")
    return Outcome(crash=f"died of {signal.Signals(-code).name}" if code < 0 else f"exited with {code}")


def _ended(child: _Running[Key]) -> int:
    """End a child that still runs; its exit code."""
    if child.process.is_alive():
        child.process.kill()
    child.process.join()
    code = child.process.exitcode or 0
    child.process.close()
    child.answers.close()
    return code


def _child(channel: Connection, task: Task[Key]) -> None:
    """In the child: set the limits, work, answer."""
    _limit(task.limits)
    try:
        answer = pickle.dumps(Outcome(task.work(*task.arguments)))
    except MemoryError:
        answer = pickle.dumps(Outcome(hunger=f"more than {task.limits.memory // MEBIBYTE} MiB of memory"))
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is a crash to be listed
        last = traceback.extract_tb(fault.__traceback__)[-1]
        where = f"{last.filename.rpartition(os.sep)[2]}:{last.lineno}"
        answer = pickle.dumps(Outcome(crash=f"{type(fault).__name__}: {str(fault)[:200]} ({where})"))
    channel.send_bytes(answer)
    channel.close()


def _limit(limits: Limits) -> None:
    sys.stdin.close()
    for stream in (1, 2):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream)
        os.close(null)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

"""Work on untrusted files in child processes with limits: a crash or a hang of one is an outcome, never the end of the run."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
import traceback
from contextlib import suppress
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerProcess, SpawnProcess

Key = TypeVar("Key")
MEBIBYTE = 1 << 20
_POSIX = os.name == "posix"


class Limits(NamedTuple):
    """What one child may take: seconds of CPU, seconds by the clock, bytes of memory. CPU and memory hold on POSIX only."""

    cpu: int = 20
    wall: float = 20.0
    memory: int = 1024 * MEBIBYTE


class Outcome(NamedTuple):
    """What came of a child: the answer of its work, or how it ended without one (``crash`` or ``hang``), with the reason."""

    answer: object = None
    crash: str = ""
    hang: str = ""


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


def run(next_task: Callable[[], Task[Key] | None], workers: int, preload: tuple[str, ...] = ()) -> Iterator[tuple[Key, Outcome]]:
    """Carry tasks out, ``workers`` at a time, and yield their outcomes as they come.

    Args:
        next_task: asked whenever a worker is free; ``None`` says that there is nothing for now. What comes next may depend on
            outcomes yielded before; the end is when nothing runs and nothing comes.
        workers: how many children at a time.
        preload: modules a child needs; they are imported once, in the process that children are forked from.
    """
    context: multiprocessing.context.ForkServerContext | multiprocessing.context.SpawnContext
    if _POSIX:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(preload))
    else:
        context = multiprocessing.get_context("spawn")
    running: list[_Running[Key]] = []
    while True:
        while len(running) < workers and (task := next_task()) is not None:
            answers, channel = context.Pipe(duplex=False)
            process = context.Process(target=_child, args=(channel, task), daemon=True)
            process.start()
            channel.close()
            running.append(_Running(task, process, answers, time.monotonic() + task.limits.wall))
        if not running:
            return
        wait([each.answers for each in running], max(0.0, min(each.until for each in running) - time.monotonic()))
        for each in [each for each in running if each.answers.poll() or time.monotonic() >= each.until]:
            running.remove(each)
            yield each.task.key, _outcome(each)


def _outcome(ended: _Running[Key]) -> Outcome:
    """What a child that has answered, died or run out of time leaves."""
    found = None
    with suppress(EOFError, OSError):
        if ended.answers.poll():
            found = ended.answers.recv()
    if found is None:
        ended.process.join(0.2)
    late = found is None and ended.process.is_alive()
    if late:
        ended.process.kill()
    ended.process.join()
    code = ended.process.exitcode or 0
    ended.process.close()
    ended.answers.close()
    if isinstance(found, Outcome):
        return found
    if late or code == -getattr(signal, "SIGXCPU", 0):
        return Outcome(
            hang=f"no end within {ended.task.limits.wall:.0f} s" if late else f"more than {ended.task.limits.cpu} s of CPU"
        )
    return Outcome(crash=f"died of {signal.Signals(-code).name}" if code < 0 else f"exited with {code}")


def _child(channel: Connection, task: Task[Key]) -> None:
    """In the child: set the limits, work, answer."""
    _limit(task.limits)
    try:
        outcome = Outcome(task.work(*task.arguments))
    except MemoryError:
        outcome = Outcome(crash=f"more than {task.limits.memory // MEBIBYTE} MiB of memory")
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is a crash to be listed
        last = traceback.extract_tb(fault.__traceback__)[-1]
        outcome = Outcome(crash=f"{type(fault).__name__}: {str(fault)[:200]} ({os.path.basename(last.filename)}:{last.lineno})")  # noqa: PTH119 - of a code object
    channel.send(outcome)
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

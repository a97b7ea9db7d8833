"""The child that reads files of others, one after another: ``python -m addin.district.reader``, asked on stdin, answering on stdout.

A request is a line of JSON: path, what is asked of every book, limits. An answer is its length in eight bytes, then itself. The first answer says that the child is ready. What a
file makes it do beyond its limits ends the child; its parent then starts another.
"""

from __future__ import annotations

import contextlib
import gc
import json
import math
import os
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from addin import sheet_reader
from addin.district.reading import NO_DIGEST, answer, program_print, refusal
from macros_py.district.asked import unpacked_asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from macros_py.district.asked import Asked

LENGTH = 8
QUICK_FROM = 512
"""Bytes of a sheet's rows from which the pattern of a whole row is used: here it is made once for hundreds of books."""
COLLECTED = 8
"""After so many files what still hangs together is taken apart: that takes as long as a small sheet."""
HUNGRY = 77
"""The exit status of a child whose memory did not suffice."""


def main(work: Callable[[Path, Asked], bytes] = answer) -> None:
    """Answer until nobody asks any more; ``work`` is what is done with a file."""
    asked, said = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)  # whatever prints, the answers stay whole
    sheet_reader.QUICK_FROM = QUICK_FROM
    gc.disable()
    gc.freeze()
    _send(said, program_print().encode())
    with contextlib.suppress(BrokenPipeError):  # the parent is gone
        for number, line in enumerate(asked, 1):
            path, asked_of_it, cpu, memory = json.loads(line)
            _limit(cpu, memory)
            _send(said, _answered(work, Path(path), unpacked_asked(asked_of_it)))
            if number % COLLECTED == 0:
                gc.collect()


def _answered(work: Callable[[Path, Asked], bytes], path: Path, asked: Asked) -> bytes:
    """The answer; a bug of ours that a file brings to light costs that file and no other."""
    try:
        return work(path, asked)
    except MemoryError:
        os._exit(HUNGRY)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is to be listed
        last = traceback.extract_tb(fault.__traceback__)[-1]
        where = f"{type(fault).__name__}，{Path(last.filename).name}:{last.lineno}"
        return refusal(NO_DIGEST, f"使读取它的程序出了意外（{where}），没有读入：请把它发给维护人员；别的文件不受影响")


def _send(said: BinaryIO, content: bytes) -> None:
    said.write(len(content).to_bytes(LENGTH, "big") + content)
    said.flush()


def _limit(cpu: int, memory: int) -> None:
    """Let the next file take so many seconds of CPU from now on, and the whole child so many bytes. Not on Windows."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        until = math.ceil(time.process_time()) + cpu
        resource.setrlimit(resource.RLIMIT_CPU, (until if most == resource.RLIM_INFINITY else min(until, most), most))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()

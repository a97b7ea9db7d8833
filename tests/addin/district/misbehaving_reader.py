"""A child for tests: does what a file's name says, and answers for any other file with its name."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from addin.district.reader import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from macros_py.district.asked import Asked


def _once(path: Path) -> None:
    """End the first child that is asked, and only that: as when something else on the machine did it."""
    mark = path.with_suffix(".mark")
    if not mark.exists():
        mark.touch()
        os.abort()


def misbehave(path: Path, asked: Asked) -> bytes:
    deeds: dict[str, Callable[[], object]] = {
        "中断": os.abort,
        "退出": lambda: os._exit(7),
        "死循环": lambda: pow(7, 10**8),
        "等待": lambda: time.sleep(60),
        "吃内存": lambda: bytearray(1 << 30),
        "出错": lambda: int("x"),
        "一次": lambda: _once(path),
    }
    deeds.get(path.stem, lambda: None)()
    return f"{os.getpid()}\n{path.stem}\n{asked.today}".encode()


if __name__ == "__main__":
    main(misbehave)

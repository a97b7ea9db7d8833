"""How far a roll-up is: a bar that is drawn over itself on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from threading import Lock

_DRAW_SECONDS, _LINE_SECONDS = 0.2, 10.0
_WIDTH = 24


class Progress:
    """Counts files on stderr, with the rate and the time left. ``step`` may be called from any thread."""

    def __init__(self, total: int) -> None:
        """``total`` files are ahead."""
        self._total, self._done, self._read = total, 0, 0
        self._began = self._told = time.monotonic()
        self._terminal = sys.stderr.isatty()
        self._lock = Lock()

    def step(self, *, read: bool = False) -> None:
        """One file more is done; ``read`` when it had to be read, and not only looked up."""
        with self._lock:
            self._done += 1
            self._read += read
            now = time.monotonic()
            if now - self._told >= (_DRAW_SECONDS if self._terminal else _LINE_SECONDS):
                self._told = now
                self._say("\r" if self._terminal else "", self.line(now - self._began), "" if self._terminal else "\n")

    def line(self, seconds: float) -> str:
        """What is told after so many seconds. Files that need not be read take no time worth telling, so the rate is of those that were."""
        done, total = self._done, max(self._total, 1)
        full = _WIDTH * done // total
        rate = self._read / seconds if seconds > 0 else 0.0
        left = f"，还要约 {_span((total - done) / rate)}" if rate else ""
        return f"[{'█' * full}{'░' * (_WIDTH - full)}] {done}/{self._total} 本，每秒 {rate:.1f} 本{left}"

    def phase(self, text: str) -> None:
        """What comes after the files; told where the files took long enough to be told of."""
        if self._terminal or self._told > self._began:
            self._say("\r\x1b[K" if self._terminal else "", text, "" if self._terminal else "\n")

    def end(self) -> None:
        """Leave the line clean."""
        if self._terminal:
            self._say("\r\x1b[K", "", "")

    def _say(self, before: str, text: str, after: str) -> None:
        with suppress(OSError, ValueError):  # nobody may be looking
            sys.stderr.write(f"{before}{text}{after}")
            sys.stderr.flush()


def _span(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:  # noqa: PLR2004 - seconds of a minute
        return f"{whole} 秒"
    return f"{whole // 60} 分 {whole % 60:02d} 秒" if whole < 3600 else f"{whole // 3600} 小时 {whole % 3600 // 60:02d} 分"  # noqa: PLR2004 - of an hour

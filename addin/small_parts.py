"""Small parts that one template gave to many books: the same bytes are read once in a process."""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")
_SMALL = 32 << 10
_KEPT = 256
"""Parts kept by one reader: a book of ours has some forty of a kind. Together they take 8 MiB at most, and what was read some 20."""


def read_once(read: Callable[P, T]) -> Callable[P, T]:
    """Let a reader, a pure function whose first argument is a part's bytes, keep what it read in small parts. What it gives must not be changed."""
    kept = lru_cache(_KEPT)(read)

    @wraps(read)
    def reader(*arguments: P.args, **named: P.kwargs) -> T:
        return (kept if len(arguments[0]) <= _SMALL else read)(*arguments, **named)  # type: ignore[arg-type] # bytes

    return reader

"""The nearest name to one that is not in a list: for suggestions."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMPARED = 4
"""So many names, of those that share most letters, are looked at closely."""


def nearest(text: str, names: Iterable[str]) -> str:
    """The one of ``names`` most like ``text``, or "" if none is near."""
    import difflib  # noqa: PLC0415 - only when something is wrong

    letters, known = _letters(text), list(names)
    shared = [len(letters & _letters(name)) for name in known]
    most = max(shared, default=0)
    closest = [name for name, number in zip(known, shared, strict=True) if number == most > 0]
    closest.sort(key=lambda name: abs(len(name) - len(text)))
    found = difflib.get_close_matches(text, closest[:_COMPARED], n=1, cutoff=0.5)
    return found[0] if found else ""


@lru_cache(maxsize=4096)
def _letters(text: str) -> frozenset[str]:
    return frozenset(text)

"""The nearest name to one that is not in a list: for suggestions."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMPARED = 4
"""So many names, of those that share most letters, are looked at closely."""
_ALIKE = 0.5
"""The share of letters in common from which on a name is near. Two names equally near are no guess."""


def nearest(text: str, names: Iterable[str]) -> str:
    """The one of ``names`` most like ``text``, or "" if none is near, or two are equally so."""
    import difflib  # noqa: PLC0415 - only when something is wrong

    letters, known = _letters(text), list(names)
    shared = [len(letters & _letters(name)) for name in known]
    most = max(shared, default=0)
    closest = [name for name, number in zip(known, shared, strict=True) if number == most > 0]
    closest.sort(key=lambda name: abs(len(name) - len(text)))
    if not closest:
        return ""
    alike = sorted(((difflib.SequenceMatcher(None, text, name).ratio(), name) for name in closest[:_COMPARED]), reverse=True)
    tied = len(alike) > 1 and alike[0][0] == alike[1][0]
    return alike[0][1] if alike[0][0] >= _ALIKE and not tied else ""


@lru_cache(maxsize=4096)
def _letters(text: str) -> frozenset[str]:
    return frozenset(text)

"""The nearest name to one that is not in a list: for suggestions."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMPARED = 4
"""So many names, of those that share most letters, are looked at closely: first those that the text holds, or that hold it, then those of its length."""
_ALIKE = 0.5
"""The share of letters in common from which on a name is near. Two names equally near are no guess."""


class Names:
    """A list of names in which many texts are looked up, each different one once."""

    def __init__(self, names: Iterable[str]) -> None:
        """Sort the names by their letters."""
        self._names = tuple(names)
        self._having: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self._names):
            for letter in frozenset(name):
                self._having[letter].append(place)
        self._found: dict[str, str] = dict(zip(self._names, self._names, strict=True))

    def nearest(self, text: str) -> str:
        """The name most like ``text``, or "" if none is near, or two are equally so. A name of the list is nearest to itself."""
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._looked_up(text)
        return found

    def _looked_up(self, text: str) -> str:
        shared = Counter(chain.from_iterable(self._having.get(letter, ()) for letter in frozenset(text)))
        if not shared:
            return ""
        import difflib  # noqa: PLC0415 - only when something is wrong

        most = max(shared.values())
        closest = [self._names[place] for place in sorted(place for place, times in shared.items() if times == most)]
        closest.sort(key=lambda name: (name not in text and text not in name, abs(len(name) - len(text))))
        alike = sorted(((difflib.SequenceMatcher(None, text, name).ratio(), name) for name in closest[:_COMPARED]), reverse=True)
        tied = len(alike) > 1 and alike[0][0] == alike[1][0]
        return alike[0][1] if alike[0][0] >= _ALIKE and not tied else ""


def nearest(text: str, names: Iterable[str]) -> str:
    """The one of ``names`` most like ``text``, as ``Names`` finds it."""
    return _sorted_names(tuple(names)).nearest(text)


@lru_cache(maxsize=16)
def _sorted_names(names: tuple[str, ...]) -> Names:
    return Names(names)

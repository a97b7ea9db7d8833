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
        most = max(shared.values())
        closest = [self._names[place] for place in sorted(place for place, times in shared.items() if times == most)]
        closest.sort(key=lambda name: (name not in text and text not in name, abs(len(name) - len(text))))
        best, near, tied = _ALIKE, "", False
        for name in closest[:_COMPARED]:
            likeness = _likeness(text, name, best)
            tied = tied if likeness < best else likeness == best and bool(near)
            if likeness >= best:
                best, near = likeness, name
        return "" if tied else near


def _likeness(text: str, name: str, wanted: float) -> float:
    """The share of letters that both have in the same order, as ``difflib`` has it; where even the share in any order is below ``wanted``, that."""
    both = len(text) + len(name)
    if name in text or text in name:
        return 2 * min(len(text), len(name)) / both
    in_any_order = 2 * (Counter(text) & Counter(name)).total() / both
    if in_any_order < wanted:
        return in_any_order
    import difflib  # noqa: PLC0415 - only when something is wrong

    return difflib.SequenceMatcher(None, text, name).ratio()


def nearest(text: str, names: Iterable[str]) -> str:
    """The one of ``names`` most like ``text``, as ``Names`` finds it."""
    return _sorted_names(tuple(names)).nearest(text)


@lru_cache(maxsize=16)
def _sorted_names(names: tuple[str, ...]) -> Names:
    return Names(names)

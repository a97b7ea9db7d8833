"""Regular expressions compiled at their first use.

A process that a button starts lives for a third of a second and meets a tenth of the patterns that its modules know; compiling the others took a
tenth of that time.
"""

from __future__ import annotations

import re
from typing import cast

_METHODS = (
    "match",
    "fullmatch",
    "search",
    "split",
    "findall",
    "finditer",
    "sub",
    "subn",
    "pattern",
    "flags",
    "groups",
    "groupindex",
)


def late_pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, compiled when it is first asked for something."""
    return cast("re.Pattern[str]", _AtFirstUse(text, flags))


class _AtFirstUse:
    """Has a compiled pattern's methods as its own attributes from the first use on, so that later uses cost what they always cost."""

    def __init__(self, text: str, flags: int) -> None:
        self._source = (text, flags)

    def __getattr__(self, name: str) -> object:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(*self._source)
        for each in _METHODS:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)

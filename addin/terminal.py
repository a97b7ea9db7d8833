"""Text on its way to a terminal: what a workbook or a file name says must not steer it, nor hide in it."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import chain
from types import GeneratorType
from typing import TYPE_CHECKING

from validation.patterns import late_pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator

_STEERING = late_pattern(r"[^\x20-\x7e\u00a1-\u00ac\u00ae-\u00ff\u2010-\u2027\u3000-\u3020\u4e00-\u9fef\uff01-\uff5e]")
"""What is to be looked at closely: all but the usual."""
_NESTED = (dict, list, tuple, GeneratorType)


def visible(text: str) -> str:
    r"""One line of text in which controls, zero-width characters and those that turn the direction of writing are spelled out, as ``\x1b``."""
    if text.isprintable():
        return text
    return _STEERING.sub(lambda found: found[0] if _is_plain(found[0]) else found[0].encode("unicode_escape").decode(), text)


def json_pieces(document: object, line: str = "\n") -> Iterator[str]:
    """A JSON document, piece by piece, in which the same characters are written as escapes: to a program it is the same document.

    Lists may come from a generator. ``line`` is what begins a line at this depth.
    """
    if isinstance(document, dict) and any(isinstance(value, _NESTED) for value in document.values()):
        entries = (chain((f"{_json(name, line)}: ",), json_pieces(value, f"{line} ")) for name, value in document.items())
        yield from _bracketed("{", entries, "}", line)
    elif isinstance(document, dict) and document:
        yield f"{{{line} {_json(document, line)[1:-1]}{line}}}"
    elif isinstance(document, _NESTED) and not isinstance(document, dict):
        yield from _bracketed("[", (json_pieces(value, f"{line} ") for value in document), "]", line)
    else:
        yield _json(document, line)


def _bracketed(left: str, entries: Iterable[Iterable[str]], right: str, line: str) -> Iterator[str]:
    before = left
    for entry in entries:
        yield f"{before}{line} "
        yield from entry
        before = ","
    yield left + right if before is left else line + right


def _json(value: object, line: str) -> str:
    """A text, a number, a truth value, ``null``, or a dictionary of such."""
    return _STEERING.sub(_escape, _encode(line)(value))


@cache
def _encode(line: str) -> Callable[[object], str]:
    import json  # noqa: PLC0415 - only where it is asked for

    return json.JSONEncoder(ensure_ascii=False, separators=(f",{line} ", ": ")).encode


def _escape(found: re.Match[str]) -> str:
    """A character that steers, as JSON has it; what ends a line of the document itself stays."""
    return found[0] if found[0] == "\n" or _is_plain(found[0]) else _ascii(found[0])


def _ascii(character: str) -> str:
    import json  # noqa: PLC0415 - only where it is asked for

    return json.dumps(character)[1:-1]


def _is_plain(character: str) -> bool:
    """Whether a character has a shape, or is a space, and no power over its neighbours."""
    return character.isprintable() or unicodedata.category(character) == "Zs"

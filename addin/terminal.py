"""Text on its way to a terminal: what a workbook or a file name says must not steer it, nor hide in it."""

from __future__ import annotations

import re
import unicodedata

_STEERING = re.compile(r"[^\x20-\x7e\u00a1-\u00ac\u00ae-\u00ff\u2010-\u2027\u3000-\u3020\u4e00-\u9fef\uff01-\uff5e]")
"""What is to be looked at closely: all but the usual."""


def visible(text: str) -> str:
    r"""One line of text in which controls, zero-width characters and those that turn the direction of writing are spelled out, as ``\x1b``."""
    return _STEERING.sub(lambda found: found[0] if _is_plain(found[0]) else found[0].encode("unicode_escape").decode(), text)


def json_text(document: object) -> str:
    """A JSON document in which the same characters are written as escapes: to a program it is the same document."""
    import json  # noqa: PLC0415 - only where it is asked for

    text = json.dumps(document, ensure_ascii=False, indent=1)
    return _STEERING.sub(lambda found: found[0] if found[0] == "\n" or _is_plain(found[0]) else json.dumps(found[0])[1:-1], text)


def _is_plain(character: str) -> bool:
    """Whether a character has a shape, or is a space, and no power over its neighbours."""
    return character.isprintable() or unicodedata.category(character) == "Zs"

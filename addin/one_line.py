"""Text from outside as it may stand in a message: on one line, and with nothing in it that moves the cursor or hides."""

from __future__ import annotations

import unicodedata

_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def one_line(text: str) -> str:
    """The text with line ends, control characters, zero-width characters and changes of direction shown as U+FFFD."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if unicodedata.category(each) in _HIDDEN else each for each in text)

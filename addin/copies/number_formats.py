"""How a cell shows its number: as much of Excel's number formats as stands on a form: thousands, decimals, percent, days, words around them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from validation.cells import ErrorValue
from validation.months import day_of_serial

if TYPE_CHECKING:
    from datetime import date

    from validation.cells import Plain

GENERAL = "General"
BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    17: "mmm-yy",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    31: 'yyyy"年"m"月"d"日"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    49: "@",
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""The formats that a workbook names by number alone; where Excel shows them by the country, as in China."""
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|([yY]+|[mM]+|[dD]+|[hH]+|[sS]+)|([0#?.,]+)|(%)|(.)', re.DOTALL)
_LONGEST = 15


class _Piece(NamedTuple):
    """A stretch of a format: words as they are, a part of a day, digits, or percent."""

    kind: str
    text: str


def displayed(value: Plain, code: str, *, date1904: bool = False) -> str:
    """What a cell shows.

    Args:
        value: what it holds.
        code: its number format.
        date1904: whether days are counted from 1904.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, ErrorValue):
        return value.code
    sections = _sections(code)
    if value is None or isinstance(value, str):
        return _text(value or "", sections)
    place = 1 if value < 0 and len(sections) > 1 else 2 if not value and len(sections) > 2 else 0  # noqa: PLR2004 - positive; negative; zero
    pieces = sections[place]
    if not pieces or (len(pieces) == 1 and pieces[0].text in {GENERAL, "@"}):
        return format(value or 0.0, f".{_LONGEST}g")
    if any(piece.kind == "day" for piece in pieces):
        day = day_of_serial(int(value), date1904=date1904)
        return format(value, f".{_LONGEST}g") if day is None else "".join(_part_of_day(piece, day) for piece in pieces)
    return _number(abs(value) if place == 1 else value, pieces)


@lru_cache(maxsize=256)
def _sections(code: str) -> list[list[_Piece]]:
    """The format's sections (for positive and negative numbers and zero), each as its pieces."""
    if code in {"", GENERAL, "@"}:
        return [[_Piece("words", GENERAL)]]
    found: list[list[_Piece]] = [[]]
    for token in _TOKEN.finditer(code):
        quoted, escaped, day, digits, percent, other = token.groups()
        if other == ";":
            found.append([])
        elif day:
            found[-1].append(_Piece("day", day.lower()))
        elif digits:
            found[-1].append(_Piece("digits", digits))
        elif percent:
            found[-1].append(_Piece("percent", "%"))
        elif other == "@":
            found[-1].append(_Piece("text", "@"))
        elif quoted or escaped or other:
            found[-1].append(_Piece("words", quoted or escaped or other))
    return found


def _text(text: str, sections: list[list[_Piece]]) -> str:
    """A text, with the words around ``@`` that a format puts there."""
    pieces = next((section for section in reversed(sections) if any(piece.kind == "text" for piece in section)), None)
    if pieces is None or not text:
        return text
    return "".join(text if piece.kind == "text" else piece.text for piece in pieces if piece.kind in {"text", "words"})


def _part_of_day(piece: _Piece, day: date) -> str:
    if piece.kind != "day":
        return piece.text
    sign, length = piece.text[0], len(piece.text)
    if sign == "y":
        return f"{day.year:04d}" if length > 2 else f"{day.year % 100:02d}"  # noqa: PLR2004 - yy
    number = {"m": day.month, "d": day.day}.get(sign, 0)
    return f"{number:02d}" if length > 1 else str(number)


def _number(value: float, pieces: list[_Piece]) -> str:
    digits = "".join(piece.text for piece in pieces if piece.kind == "digits")
    percents = sum(piece.kind == "percent" for piece in pieces)
    whole, _, fraction = digits.partition(".")
    least, most = fraction.count("0"), len(fraction.replace(",", ""))
    exact = Decimal(format(value, f".{_LONGEST}g")) * 100**percents
    rounded = exact.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    text = f"{abs(rounded):{',' if ',' in whole else ''}.{most}f}"
    while most > least and text.endswith("0"):
        text, most = text[:-1], most - 1
    text = text.rstrip(".") if not most else text
    sign = "-" if rounded < 0 else ""
    shown, out = False, []
    for piece in pieces:
        if piece.kind == "digits":
            out.append("" if shown else text)
            shown = True
        else:
            out.append(piece.text)
    return sign + "".join(out)

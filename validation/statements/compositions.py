"""组成: what a stated figure is made of. Row keys joined by ``+`` and ``-``, ranges ``3:6`` in row order, or one quotient ``7/3``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from validation.kinds import clipped
from validation.kinds.kind import WIDE_SIGNS, plain_text
from validation.patterns import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_TERMS = 100_000
"""Terms of all compositions of one statement together; more is no statement that people read."""
_JOINING = str.maketrans({"—": "-", "–": "-", "＝": "=", "÷": "/", "～": ":", "~": ":"})
_TEXT_FORMAT = "这一列要设成文本格式再填：Excel 会把 7/3、3:6 当成日期和时间"
_SIGNS = late_pattern(r"[+\-:/]")
_WORD = late_pattern(r"[^+\-:/]+")
_BY_EXCEL = late_pattern(r"0\.[0-9]+|[2-7][0-9]{4}|[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}[-/年].*")


class Term(NamedTuple):
    """A row that is added (``sign`` 1) or taken off (−1)."""

    sign: int
    key: str


class Sum(NamedTuple):
    """A sum of rows."""

    terms: tuple[Term, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The rows it names."""
        return tuple(term.key for term in self.terms)


class Quotient(NamedTuple):
    """One row divided by another."""

    above: str
    below: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The rows it names."""
        return (self.above, self.below)


Composition: TypeAlias = Sum | Quotient


class Unreadable(NamedTuple):
    """Why a composition cannot be read, and what to do."""

    why: str
    todo: str


class Compositions:
    """Reads the compositions of one statement, whose rows have these keys, in this order."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Know the rows."""
        self._keys = keys
        self._places: Mapping[str, int] = {key: place for place, key in reversed(list(enumerate(keys)))}
        self._signed = sorted((key for key in self._places if _SIGNS.search(key)), key=len, reverse=True)
        self._left = MOST_TERMS

    def read(self, text: str) -> Composition | Unreadable:
        """The composition a cell gives."""
        plain = plain_text(text).translate(WIDE_SIGNS).translate(_JOINING).removeprefix("=")
        plain = "".join(plain.split())
        pieces = list(self._pieces(plain))
        unknown = next((piece for piece, kind in pieces if kind == "?"), None)
        if unknown is not None:
            todo = _TEXT_FORMAT if _BY_EXCEL.fullmatch(plain) else "写行的编号，用 + - 连接，连续几行写 3:6，相除写 7/3"
            return Unreadable(f"里的“{clipped(unknown)}”不是这张表里的行", todo)
        if any(piece == "/" for piece, _ in pieces):
            if [kind for _, kind in pieces] != ["key", "sign", "key"]:
                return Unreadable("里的除法只能是一行除以一行", "只写 7/3 这样的一个除法；分子、分母是几行之和的，先各写一行合计")
            return Quotient(pieces[0][0], pieces[2][0])
        return self._sum(pieces)

    def _pieces(self, text: str) -> Iterator[tuple[str, str]]:
        """The keys and signs of a text; what is neither is an unknown."""
        place = 0
        while place < len(text):
            if text[place] in "+-:/" and not self._signed_at(text, place):
                yield text[place], "sign"
                place += 1
                continue
            word = self._signed_at(text, place) or _WORD.match(text, place)[0]  # type: ignore[index] # it starts with no sign
            yield word, "key" if word in self._places else "?"
            place += len(word)

    def _signed_at(self, text: str, place: int) -> str:
        """The key at a place that has signs in itself, such as ``1-1``, the longest first; "" if there is none."""
        if place and text[place - 1] not in "+-:/":
            return ""
        return next((key for key in self._signed if text.startswith(key, place) and _ends(text, place + len(key))), "")

    def _sum(self, pieces: list[tuple[str, str]]) -> Sum | Unreadable:
        terms: list[Term] = []
        sign, expects_key, place = 1, True, 0
        while place < len(pieces):
            piece, kind = pieces[place]
            if kind == "sign" and piece in "+-" and (not expects_key or not terms):
                sign, expects_key = (-1 if piece == "-" else 1), True
                place += 1
            elif kind == "key" and expects_key:
                taken = self._range(pieces, place)
                terms += [Term(sign, key) for key in taken]
                place += 3 if place + 1 < len(pieces) and pieces[place + 1][0] == ":" else 1
                expects_key = False
            else:
                break
        if place < len(pieces) or expects_key or not terms:
            return Unreadable("不能确定是什么意思", "写行的编号，用 + - 连接，连续几行写 3:6，相除写 7/3")
        self._left -= len(terms)
        if self._left < 0:
            return Unreadable("里的行太多", "一份说明里的组成合起来不要超过十万项：用小计，合计里只写小计")
        return Sum(tuple(terms))

    def _range(self, pieces: list[tuple[str, str]], place: int) -> Sequence[str]:
        """The keys from one row to another, or the one key that stands there."""
        first = pieces[place][0]
        if place + 2 >= len(pieces) or pieces[place + 1][0] != ":" or pieces[place + 2][1] != "key":
            return (first,)
        low, high = sorted((self._places[first], self._places[pieces[place + 2][0]]))
        return self._keys[low : high + 1]


def _ends(text: str, place: int) -> bool:
    return place == len(text) or text[place] in "+-:/"

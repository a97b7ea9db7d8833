"""Every stated figure done again: from what its parts say, and from what they should say.

Sums are of whole fen. A part without a stated figure stands for its own parts; a part stated without an amount is not known (``+ X``).
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from validation import money
from validation.statements.compositions import Quotient
from validation.statements.stated import Figure, of_fen, quotient

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.statements.compositions import Sum
    from validation.statements.statement import Line, Statement

MOST_PARTS = 10_000
"""Lines that one sum is taken apart into; lines without a figure that hold each other could otherwise grow without end."""
_FEN = 10 ** (money.QUANTITY_DECIMALS + money.PRICE_DECIMALS - money.MONEY_DECIMALS)


class Part(NamedTuple):
    """A line as it enters a sum: added or taken off, with its amount in fen."""

    sign: int
    line: Line
    fen: int

    @property
    def worth(self) -> int:
        """What it adds to the sum."""
        return self.sign * self.fen


class Result(NamedTuple):
    """A line done again.

    ``own`` from what its parts are stated to be, ``through`` from what they come to; ``None`` where nothing is to be done again or it cannot be, then ``why``.
    ``unknown`` are lines without an amount that it rests on. ``parts`` are those of a sum, lines without a figure taken apart.
    """

    own: Figure | None = None
    through: Figure | None = None
    parts: tuple[Part, ...] = ()
    unknown: tuple[Line, ...] = ()
    why: str = ""


class Verdict(NamedTuple):
    """A line and what it comes to."""

    line: Line
    result: Result

    @property
    def own_gap(self) -> int:
        """Stated less done again from the stated parts, in the units of the stated figure; 0 where there is nothing to compare."""
        return _gap(self.line.figure, self.result.own)

    @property
    def gap(self) -> int:
        """Stated less done again through all parts."""
        return _gap(self.line.figure, self.result.through)


def _gap(stated: Figure | None, found: Figure | None) -> int:
    if stated is None or found is None:
        return 0
    if stated.fen is not None and found.fen is not None:
        return stated.fen - found.fen
    return stated.scaled - found.scaled


def recompute(statement: Statement) -> tuple[Verdict, ...]:
    """All lines done again, in their order."""
    work = _Work(statement)
    return tuple(Verdict(line, work.result(line)) for line in statement.lines)


class _Work:
    """The lines done again so far, each after those it is made of."""

    def __init__(self, statement: Statement) -> None:
        self._lines: Mapping[str, Line] = statement.by_key
        self._found: dict[str, Result] = {}
        for line in statement.lines:
            self._do(line)

    def result(self, line: Line) -> Result:
        """What a line comes to."""
        return self._found[line.key]

    def _do(self, line: Line) -> None:
        """A line after its parts; a chain of any length, and one that comes back to itself, ends."""
        waiting, open_keys = [line], set[str]()
        while waiting:
            top = waiting[-1]
            if top.key in self._found:
                waiting.pop()
                continue
            keys = top.composition.keys if top.composition else ()
            missing = [key for key in keys if key not in self._found]
            if missing and top.key not in open_keys:
                open_keys.add(top.key)
                if any(key in open_keys for key in missing):
                    self._found[top.key] = Result(why="circle")
                else:
                    waiting += [self._lines[key] for key in missing]
                continue
            self._found[top.key] = Result(why="circle") if missing else self._once(top)
            waiting.pop()

    def _once(self, line: Line) -> Result:
        composition = line.composition
        if composition is None:
            return _alone(line)
        if isinstance(composition, Quotient):
            return self._divided(line, composition)
        return self._summed(line, composition)

    def _divided(self, line: Line, composition: Quotient) -> Result:
        above, below = (self._lines[key] for key in composition.keys)
        results = [self._found[each.key] for each in (above, below)]
        unknown = tuple(dict.fromkeys(each for result in results for each in result.unknown))
        own = [self._stated(each) for each in (above, below)]
        through = [self._through(each) for each in (above, below)]
        if None in own or None in through or unknown:
            return Result(unknown=unknown, why="unknown" if unknown else "parts")
        if not own[1] or not through[1]:
            return Result(why="zero")
        found, meant = (quotient(each[0] or 0, each[1] or 1, line.figure) for each in (own, through))
        return Result(found, meant, (Part(1, above, own[0] or 0), Part(1, below, own[1])))

    def _summed(self, line: Line, composition: Sum) -> Result:
        if line.figure is not None and line.figure.fen is None:
            return Result(why="rate")
        parts = list(islice(self._parts(composition), MOST_PARTS + 1))
        unknown = tuple(dict.fromkeys(each for key in composition.keys for each in self._unknown(self._lines[key])))
        if len(parts) > MOST_PARTS or None in parts:
            return Result(unknown=unknown, why="parts" if None in parts else "many")
        known = tuple(part for part in parts if part is not None)
        through = sum(term.sign * (self._through(self._lines[term.key]) or 0) for term in composition.terms)
        own = sum(part.worth for part in known)
        return Result(of_fen(own), of_fen(through), known, unknown)

    def _parts(self, composition: Sum) -> Iterator[Part | None]:
        """The parts of a sum; a line without a figure gives its own, one that is not known none, one that cannot be read ``None``."""
        for sign, key in composition.terms:
            line, result = self._lines[key], self._found[key]
            if line.figure is not None:
                fen = line.figure.fen
                yield None if fen is None else Part(sign, line, fen)
            elif line.stated is not None or result.why:
                yield None
            elif line.composition is not None and not isinstance(line.composition, Quotient):
                yield from (part._replace(sign=sign * part.sign) for part in result.parts)
            elif result.own is not None and result.own.fen is not None:
                yield Part(sign, line, result.own.fen)

    def _unknown(self, line: Line) -> tuple[Line, ...]:
        return () if line.figure is not None else self._found[line.key].unknown

    def _stated(self, line: Line) -> int | None:
        found = line.figure if line.figure is not None else self._found[line.key].own
        return None if found is None else found.fen

    def _through(self, line: Line) -> int | None:
        """What a line should say; one whose parts cannot be done again, what it says."""
        found = self._found[line.key].through or line.figure
        return None if found is None else found.fen


def _alone(line: Line) -> Result:
    """A line of its own: quantity × price where both are there, else what it says."""
    if line.product is not None:
        quantity, price = line.product
        found = of_fen(money.rounded_quotient(quantity * price, _FEN))
        return Result(found, found)
    if line.stated is None and line.is_own:
        return Result(unknown=(line,))
    return Result()

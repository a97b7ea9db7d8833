"""Why a stated figure is not what its parts come to: all explanations that touch the fewest lines.

First whatever touches one figure alone: a line left out, counted twice, with the wrong sign, one that does not belong there, a slip of the pen in it or
in the stated figure. If nothing does, two lines; then the smallest sets of lines all left out, or all counted twice.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, NamedTuple

from validation import money
from validation.statements.slips import slip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from validation.statements.recomputing import Part
    from validation.statements.statement import Line

TOLD = 12
"""Explanations told one by one; of more it is said how many there are."""
PAIRED = 1_200
"""Lines of a sum up to which two of them are tried together."""
HALVED = 28
"""Lines of a sum up to which every set of them is tried: half and half, 2^14 each."""


class Explanation(NamedTuple):
    """Sentences, each an explanation by itself; ``more`` further ones touch as few lines; ``touched`` lines each."""

    sentences: tuple[str, ...] = ()
    more: int = 0
    touched: int = 1
    tried: str = ""
    """What was not tried, where a sum is too long."""

    @property
    def told(self) -> tuple[str, ...]:
        """The sentences, and how many more there are."""
        rest = (f"另有 {self.more} 种说法，都只牵涉 {self.touched} 处，单凭这份说明分不出来",) if self.more else ()
        return (*self.sentences, *rest)


def explain(stated: int, parts: Sequence[Part], others: Sequence[Line] = ()) -> Explanation:
    """Why ``stated`` (fen) is not the sum of its ``parts``; ``others`` are lines that are no part of it."""
    gap = stated - sum(part.worth for part in parts)
    single = list(
        dict.fromkeys(chain(_about_the_figure(stated, gap), _about_one_line(parts, gap), _about_others(parts, others, gap)))
    )
    if single:
        return Explanation(tuple(single[:TOLD]), len(single) - TOLD if len(single) > TOLD else 0)
    if len(parts) > PAIRED:
        return Explanation(tried=f"一共 {len(parts)} 行，太多，只试了一处出错的情形")
    sentences = [_together(pair) for pair in _pairs(parts, gap)]
    if sentences:
        return _few(sentences, 2)
    if len(parts) > HALVED:
        return Explanation(tried=f"一共 {len(parts)} 行，太多，只试到两行一起出错")
    for size, sets in _smallest_sets(parts, gap):
        return _few([_together(each) for each in sets], size)
    return Explanation()


def _few(sentences: list[str], touched: int) -> Explanation:
    """Explanations of several lines say something only where there are few of them."""
    if len(sentences) > TOLD:
        return Explanation(tried=f"有 {len(sentences)} 种 {touched} 行的组合都凑得出，说明不了问题")
    return Explanation(tuple(sentences), 0, touched)


def _about_the_figure(stated: int, gap: int) -> Iterator[str]:
    how = slip(stated, stated - gap)
    if how:
        yield f"写的 {money.printed(stated)} 应是 {money.printed(stated - gap)}（{how}）"


def _about_one_line(parts: Sequence[Part], gap: int) -> Iterator[str]:
    for part in parts:
        name, amount = part.line.label, money.printed(part.fen)
        if part.worth == -gap:
            yield f"漏了{name} {amount}" if part.sign > 0 else f"没有减去{name} {amount}"
        if part.worth == gap:
            yield f"{name} {amount} 算了两次" if part.sign > 0 else f"{name} {amount} 减了两次"
        if part.worth * 2 == -gap:
            yield f"{name} {amount} 应加的减了" if part.sign > 0 else f"{name} {amount} 应减的加了"
        used = part.fen + part.sign * gap
        how = slip(part.fen, used) if used != -part.fen else ""
        if how:
            yield f"{name}写的 {amount} 若是 {money.printed(used)}（{how}），就算得出 {money.printed(_sum(parts) + gap)}"


def _about_others(parts: Sequence[Part], others: Iterable[Line], gap: int) -> Iterator[str]:
    takes_off = any(part.sign < 0 for part in parts)
    for line in others:
        fen = 0 if line.figure is None else line.figure.fen or 0
        if fen and fen == gap:
            yield f"多加了{line.label} {money.printed(fen)}"
        elif fen and takes_off and fen == -gap:
            yield f"多减了{line.label} {money.printed(fen)}"


def _sum(parts: Sequence[Part]) -> int:
    return sum(part.worth for part in parts)


class _Edit(NamedTuple):
    """A line left out (−1), counted twice (1) or turned round (−2): what that changes, and the words."""

    place: int
    change: int
    words: str


def _edits(parts: Sequence[Part]) -> Iterator[_Edit]:
    for place, part in enumerate(parts):
        said = f"{part.line.label} {money.printed(part.fen)}"
        if part.worth:
            yield _Edit(place, -part.worth, f"漏了{said}")
            yield _Edit(place, part.worth, f"{said} 算了两次")
            yield _Edit(place, -2 * part.worth, f"{said} 的加减反了")


def _pairs(parts: Sequence[Part], gap: int) -> Iterator[tuple[_Edit, ...]]:
    """Two edits of two lines that together make the gap."""
    seen: dict[int, list[_Edit]] = defaultdict(list)
    for edit in _edits(parts):
        yield from ((other, edit) for other in seen.get(gap - edit.change, ()) if other.place != edit.place)
        seen[edit.change].append(edit)


def _smallest_sets(parts: Sequence[Part], gap: int) -> Iterator[tuple[int, list[tuple[_Edit, ...]]]]:
    """The smallest sets of three or more lines that were all left out, or all counted twice."""
    found = []
    for turned in (-1, 1):
        edits = [edit for edit in _edits(parts) if edit.change == turned * parts[edit.place].worth]
        found += list(_sets(edits, gap))
    if found:
        least = min(map(len, found))
        yield least, [each for each in found if len(each) == least]


def _sets(edits: Sequence[_Edit], gap: int) -> Iterator[tuple[_Edit, ...]]:
    """The smallest sets whose changes add up to the gap: subsets of each half by what they come to, then joined."""
    half = len(edits) // 2
    left, right = _subsets(edits[:half]), _subsets(edits[half:])
    least = min((one[0] + right[gap - change][0] for change, one in left.items() if gap - change in right), default=0)
    for change, (count, sets) in left.items():
        others = right.get(gap - change)
        if others is not None and count + others[0] == least:
            yield from ((*one, *other) for one, other in product(sets, others[1]))


def _subsets(edits: Sequence[_Edit]) -> dict[int, tuple[int, list[tuple[_Edit, ...]]]]:
    """For every sum that some subset comes to, the fewest edits that make it, and those subsets."""
    found: dict[int, tuple[int, list[tuple[_Edit, ...]]]] = {}
    for size in range(len(edits) + 1):
        for subset in combinations(edits, size):
            change = sum(edit.change for edit in subset)
            kept = found.setdefault(change, (size, []))
            if kept[0] == size and len(kept[1]) <= TOLD:
                kept[1].append(subset)
    return found


def _together(edits: Iterable[_Edit]) -> str:
    return "，并且".join(edit.words for edit in edits)

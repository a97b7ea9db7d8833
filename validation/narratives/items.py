"""The numbered items of a text: 一、（一）1.（1）①, items within items, and the sentences that sum them up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from validation.narratives.plain_prose import CLOSES, CLOSES_LIST, REFERENCE, UNSTOPPED

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_STYLES: tuple[re.Pattern[str], ...] = (
    re.compile(r"第?([一二三四五六七八九十]{1,3})(?:项)?[、．.，：]"),
    re.compile(r"（([一二三四五六七八九十]{1,3})）[、.]?"),
    re.compile(r"(\d{1,2})(?:[、）](?!\d{1,2}(?:[、，和及与至\-]|项|条|款))|\.(?!\d)|\.(?=\d{4}年)|\.(?=20_)|\.(?=\d+\.\d\d))"),
    re.compile(r"（(\d{1,2})）[、.]?"),
    re.compile(r"([①-⑳])[、.]?"),
)
_UNSTOPPED = re.compile(UNSTOPPED)
_BREAKS = "\n。；：，（"
_HARD = "\n"
_REFERENCE = re.compile(REFERENCE)
_SENTENCE = "\n。；"
_FURTHEST = 3
_ARABIC = 2
"""The place of ``1、`` among the styles."""
_ALL, _LIST = -1, -2
"""In place of a style: what follows sums up the whole text, or the list that it ends."""


@dataclass(eq=False)
class Item:
    """An item: its number, where its own text starts and ends, the items in it. The whole text is the item without a number."""

    number: int
    start: int
    end: int
    style: int = -1
    key: str = ""
    parent: Item | None = None
    children: list[Item] = field(default_factory=list)
    mark: int = -1
    """Where its number stands, right before its start."""

    def all(self) -> Iterator[Item]:
        """The item and all within it, in order."""
        yield self
        for child in self.children:
            yield from child.all()

    def at(self, place: int) -> Item:
        """The innermost item that a place of the text is in."""
        inside = next((child for child in self.children if child.start <= place < child.end), None)
        return self if inside is None else inside.at(place)


class _Mark(NamedTuple):
    start: int
    end: int
    style: int
    number: int


def without_marks(text: str, whole: Item) -> str:
    """The text with a line break in place of each sign of an item's number: no number of an item is a figure, and no sentence goes on beyond one."""
    kept = list(text)
    for item in whole.all():
        if item.mark >= 0:
            kept[item.mark : item.start] = "\n" * (item.start - item.mark)
    return "".join(kept)


def number_of(text: str) -> int:
    """The number that ``12``, ``十二`` or ``⑫`` is."""
    if text.isdecimal():
        return int(text)
    if "①" <= text[:1] <= "⑳":
        return ord(text[0]) - ord("①") + 1
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def items_of(text: str) -> Item:
    """The text as items. A sentence that sums up (``以上3-6项…``) belongs to the whole text, wherever it stands."""
    whole = Item(0, 0, len(text))
    stack: list[tuple[int, Item]] = []
    for mark in _marks(text):
        if mark.style < 0:
            kept = 0 if mark.style == _ALL else max(len(stack) - 1, 0)
            _end(stack[kept:], mark.start)
            stack = stack[:kept]
            continue
        place = next((depth for depth, (style, _) in enumerate(stack) if style == mark.style), len(stack))
        _end(stack[place:], mark.start)
        stack = stack[:place]
        parent = stack[-1][1] if stack else whole
        key = f"{parent.key}.{mark.number}" if parent.key else str(mark.number)
        item = Item(mark.number, mark.end, len(text), mark.style, key, parent, mark=mark.start)
        parent.children.append(item)
        stack.append((mark.style, item))
    _unique_keys(whole)
    return whole


def _end(stack: list[tuple[int, Item]], place: int) -> None:
    for _, item in stack:
        item.end = min(item.end, place)


def _unique_keys(whole: Item) -> None:
    """A list that begins anew has keys of its own."""
    seen: dict[str, int] = {}
    for item in whole.all():
        seen[item.key] = seen.get(item.key, 0) + 1
        if seen[item.key] > 1:
            item.key = f"{item.key}·{seen[item.key]}"


def _marks(text: str) -> Iterator[_Mark]:
    """The marks that begin an item, and those of the sentences that sum up; each item must follow from the one before."""
    last: dict[int, int] = {}
    order: list[int] = []
    place = 0
    while place < len(text):
        before = text[place - 1] if place else _HARD
        if before in _SENTENCE and CLOSES.match(text, place):
            yield _Mark(place, place, _LIST if CLOSES_LIST.match(text, place) else _ALL, 0)
            place += len(_named_items(text, place))
        mark = _mark_at(text, place, hard=before == _HARD) if before in _BREAKS or _after_money(text, place) else None
        if mark is not None and _follows(mark, last, order, hard=before == _HARD):
            order = [*order[: order.index(mark.style)], mark.style] if mark.style in order else [*order, mark.style]
            last[mark.style] = mark.number
            yield mark
            place = mark.end
        else:
            place += 1


def _named_items(text: str, place: int) -> str:
    """The items a sentence begins with by naming them; they begin no item."""
    found = _REFERENCE.match(text, place)
    return found[0] if found else ""


def _after_money(text: str, place: int) -> bool:
    return place < len(text) and text[place - 1] in "元）" and text[place].isdecimal()


def _mark_at(text: str, place: int, *, hard: bool) -> _Mark | None:
    for style, pattern in enumerate(_STYLES):
        found = pattern.match(text, place)
        if found:
            return _Mark(place, found.end(), style, number_of(found[1]))
    found = _UNSTOPPED.match(text, place) if hard else None
    return _Mark(place, found.end(), _ARABIC, int(found[0])) if found else None


def _follows(mark: _Mark, last: dict[int, int], order: list[int], *, hard: bool) -> bool:
    """Whether a mark is the next of its list, the first of a new one, or goes on counting where a list within another item stopped."""
    gone = last.get(mark.style, 0)
    if mark.number == gone + 1 or (mark.number == 1 and mark.style not in order):
        return True
    return hard and (mark.number == 1 or not order or 0 < gone < mark.number <= gone + _FURTHEST)

"""Which books count, where several tell of the same school, canteen and month: no month is ever counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.register import plain_heading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros_py.district.summary import Head


class Candidate(NamedTuple):
    """A book that might count: its content's hash, its file as it is shown, its head."""

    digest: str
    file: str
    head: Head


def chosen(candidates: Iterable[Candidate]) -> tuple[list[Candidate], list[tuple[Candidate, str]]]:
    """The books that count, by school, canteen and month, and the others, each with the reason.

    Of two books with a month in common that one counts which goes further (its last month), then the one with more closed months, with fewer errors, with
    more months; where all is the same the content's hash decides, so that no order of the files does.
    """
    taken: list[Candidate] = []
    passed: list[tuple[Candidate, str]] = []
    months: dict[tuple[str, str], dict[str, Candidate]] = {}
    for each in sorted(candidates, key=_preferred):
        there = months.setdefault(_whose(each.head), {})
        rival = next((there[month] for month in each.head.months if month in there), None)
        if rival is None:
            there.update(dict.fromkeys(each.head.months, each))
            taken.append(each)
        else:
            passed.append((each, _reason(each, rival)))
    return sorted(taken, key=_place), passed


def _whose(head: Head) -> tuple[str, str]:
    return plain_heading(head.school), plain_heading(head.canteen)


def _place(candidate: Candidate) -> tuple[object, ...]:
    head = candidate.head
    return (*_whose(head), head.months[0], candidate.digest)


def _preferred(candidate: Candidate) -> tuple[object, ...]:
    """The best first: texts that count downwards are turned round sign by sign."""
    head = candidate.head
    return _down(head.months[-1]), _down(_closed(head) or "0"), head.counts[0], -len(head.months), candidate.digest


def _closed(head: Head) -> str:
    """The last closed month, where it is one of the book's."""
    return head.closed_until if head.closed_until in head.months else ""


def _down(month: str) -> int:
    return -int(month.replace("-", ""))


def _reason(book: Candidate, rival: Candidate) -> str:
    mine, other = book.head, rival.head
    both = [month for month in mine.months if month in other.months]
    span = both[0] if len(both) == 1 else f"{both[0]} 至 {both[-1]}"
    return f"和「{rival.file}」是同一学校、同一食堂的账，{span} 重复，一个月只算一次；取用那一本，因为{_why(mine, other)}"


def _why(mine: Head, other: Head) -> str:
    if mine.months[-1] != other.months[-1]:
        return f"它核算到 {other.months[-1]}，这本只到 {mine.months[-1]}"
    if _closed(mine) != _closed(other):
        return f"它结账到 {_closed(other)}，这本{f'只到 {_closed(mine)}' if _closed(mine) else '没有结账'}"
    if mine.counts[0] != other.counts[0]:
        return f"它有 {other.counts[0]} 处错误，这本有 {mine.counts[0]} 处"
    if len(mine.months) != len(other.months):
        return f"它有 {len(other.months)} 个月，这本有 {len(mine.months)} 个月"
    return "两本核算到同一月、错误一样多，内容却不同，只能按内容的指纹取一本：请问学校以哪本为准，删去另一本"

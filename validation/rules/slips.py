"""Slips: what is written once on a 单号 and holds for all its lines."""

from __future__ import annotations

from functools import cached_property
from itertools import compress
from operator import itemgetter
from typing import TYPE_CHECKING

from validation.rules.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.book import Book
    from validation.reading import Rows
    from validation.register import Register


class Slips:
    """The slips of a register in columns, in the order of the sheet: the 单号, the place of its first line, and what it says wherever it says it.

    ``held`` has for each field the first value filled on any line. ``clashes`` maps a slip (by its place among the slips) with two values of a field to
    these fields, each with the value that counts, the other, and the sheet row of the other. ``unread``: fields with a cell that cannot be read, by slip.
    """

    def __init__(self, rows: Rows[Register], numbers: list[str], first_lines: list[int]) -> None:
        self.rows = rows
        self.numbers = numbers
        self.first_lines = first_lines
        self.held: dict[str, list[str | None]] = {}
        self.clashes: dict[int, dict[str, tuple[str, str, int]]] = {}
        self.unread: dict[int, frozenset[str]] = {}

    def first(self, slip: int) -> tuple[type[Register], int]:
        """Register and sheet row of the first line of a slip."""
        return self.rows.register, self.rows.numbers[self.first_lines[slip]]

    def is_doubtful(self, slip: int, fields: frozenset[str]) -> bool:
        """Whether some fields of a slip cannot be read, or hold two values."""
        return not fields.isdisjoint(self.unread.get(slip, self.rows.absent)) or not fields.isdisjoint(self.clashes.get(slip, ()))

    @cached_property
    def by_number(self) -> dict[str, int]:
        """Where each 单号 stands among the slips."""
        return dict(zip(self.numbers, range(len(self.numbers)), strict=True))


def slips(book: Book, register: type[Register], fields: tuple[str, ...]) -> Slips:
    """The slips of a register; made once for each register."""
    known: dict[type[Register], Slips] = book.lookups.setdefault("slips", {})
    if register not in known:
        known[register] = _collect(book.rows(register), fields)
    return known[register]


def _collect(rows: Rows[Register], fields: tuple[str, ...]) -> Slips:
    numbers = rows.column("slip")
    first_lines = _first_lines(rows)
    found = Slips(rows, [numbers[place] for place in first_lines], first_lines)
    others: list[tuple[int, str]] = []
    for name in fields:
        column = rows.column(name)
        on_first = found.held[name] = list(map(column.__getitem__, first_lines))
        if not _no_more_filled(column, on_first):
            others += _hold(found, name)
    for place, name in sorted(others, key=itemgetter(0)):
        slip = found.by_number[numbers[place]]
        other = (found.held[name][slip] or "", rows.column(name)[place], rows.numbers[place])
        found.clashes.setdefault(slip, {}).setdefault(name, other)
    for row, unread in rows.unread.items():
        line = rows.place_of(row)
        if line is not None and numbers[line] is not None:
            slip = found.by_number[numbers[line]]
            found.unread[slip] = found.unread.get(slip, rows.absent) | unread
    return found


def _first_lines(rows: Rows[Register]) -> list[int]:
    """The place of the first line of each 单号."""
    numbers = rows.column("slip")
    first: dict[str | None, int] = {}
    for place in rows.runs("slip")[:-1]:
        first.setdefault(numbers[place], place)
    first.pop(None, None)
    return list(first.values())


def _no_more_filled(column: Sequence[str | None], on_first: Sequence[str | None]) -> bool:
    """Whether a field is filled nowhere but on first lines, as a person does who fills it once a slip."""
    return len(column) - column.count(None) == len(on_first) - on_first.count(None)


def _hold(found: Slips, name: str) -> list[tuple[int, str]]:
    """Note the first value of a field on each slip; the places at which the field says otherwise. A text that is read is never empty."""
    numbers, column = found.rows.column("slip"), found.rows.column(name)
    slip_of, values = list(compress(numbers, column)), list(filter(None, column))
    held = dict(zip(reversed(slip_of), reversed(values), strict=True))
    held.pop(None, None)  # lines without a 单号
    found.held[name] = list(map(held.get, found.numbers))
    if list(map(held.get, slip_of)) == values:
        return []
    filled = compress(range(len(column)), column)
    return [(place, name) for place, slip in zip(filled, slip_of, strict=True) if slip is not None and held[slip] != column[place]]


def clashes(book: Book, register: type[Register], fields: tuple[str, ...]) -> Iterator[Problem]:
    """The slips with two values of one field, once a slip, at its first line."""
    found = slips(book, register, fields)
    for slip, clashing in sorted(found.clashes.items()):
        first, *more = clashing
        told = "；".join(
            f"{register.heading(name)}有“{known}”，第 {row} 行又有“{other}”" for name, (known, other, row) in clashing.items()
        )
        yield Problem(
            found.first(slip),
            first,
            f"在单号 {found.numbers[slip]} 里不止一个值：{told}",
            "一张单只有一个；核对原始单据，改正写错的一格",
            also=tuple(more),
        )


def same_signers(
    book: Book, register: type[Register], fields: tuple[str, ...], signers: tuple[str, ...], *, blanks_alone: bool
) -> Iterator[tuple[Problem, bool]]:
    """Slips in which two of three signers are one person (``True``); then, in one problem, those without the three signatures (``False``).

    ``blanks_alone``: a slip that one or two have signed is a problem of its own. A column that the workbook does not have is not judged.
    """
    rows = book.rows(register)
    if any(name not in rows.positions for name in signers):
        return
    found, concerned = slips(book, register, fields), frozenset(signers)
    together = "、".join(register.heading(name) for name in signers)
    bare: list[int] = []
    for slip, names in _not_three(found, signers):
        if found.is_doubtful(slip, concerned):
            continue
        filled = [name for name in names if name is not None]
        if len(set(filled)) < len(filled):
            yield _one_person(found, slip, signers, names), True
        elif not filled or not blanks_alone:
            bare.append(slip)
        else:
            blank = [signer for signer, name in zip(signers, names, strict=True) if name is None]
            message = f"单号 {found.numbers[slip]} 没有签字：{together}应是三个人各签各的"
            yield Problem(found.first(slip), blank[0], message, "补签，或按原始单据补填", also=tuple(blank[1:])), False
    if bare:
        yield (
            Problem(
                found.first(bare[0]),
                signers[0],
                f"有 {len(bare)} 张单没有签齐{together}，单号 {found.numbers[bare[0]]} 是第一张",
                "按原始单据补填；签字没有登记在这里的，留存纸质单据备查",
                also=signers[1:],
            ),
            False,
        )


def _not_three(found: Slips, signers: tuple[str, ...]) -> list[tuple[int, tuple[str | None, ...]]]:
    """The slips that were not signed by three different people, each with the names; each different set of names is looked at once."""
    names_of = list(zip(*(found.held[signer] for signer in signers), strict=True))
    wrong = {names for names in set(names_of) if None in names or len(set(names)) < len(names)}
    return [(slip, names) for slip, names in enumerate(names_of) if names in wrong] if wrong else []


def _one_person(found: Slips, slip: int, signers: tuple[str, ...], names: tuple[str | None, ...]) -> Problem:
    twice = next(name for name in names if name is not None and names.count(name) > 1)
    alike = [signer for signer, name in zip(signers, names, strict=True) if name == twice]
    headings = "、".join(found.rows.register.heading(signer) for signer in alike)
    message = f"单号 {found.numbers[slip]} 的{headings}都是“{twice}”，三个签字应是三个不同的人"
    todo = "核对原始单据，改成实际签字的人；确是一人代签的，今后分开"
    return Problem(found.first(slip), alike[0], message, todo, also=tuple(alike[1:]))

"""Slips: what is written once on a 单号 and holds for all its lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from validation.rules.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.reading import Rows
    from validation.register import Register


_NO_CLASHES: dict[str, tuple[str, str, int]] = {}
"""Shared by all slips that have none."""


@dataclass(slots=True)
class Slip:
    """One 单号: the value of each field wherever it is filled, and the fields that hold two values.

    ``clashes`` maps a field to (the value that counts, the other value, the sheet row of the other). ``unread``: fields with a cell that cannot be read.
    """

    number: str
    rows: Rows[Register]
    values: tuple[str | None, ...]
    clashes: dict[str, tuple[str, str, int]]
    unread: frozenset[str]

    @property
    def first(self) -> tuple[type[Register], int]:
        """Register and sheet row of its first line."""
        return self.rows.register, self.rows.numbers[self.rows.column("slip").index(self.number)]


def slips(book: Book, register: type[Register], fields: tuple[str, ...]) -> dict[str, Slip]:
    """The slips of a register by 单号, in the order of the sheet; made once for each register."""
    cache: dict[type[Register], dict[str, Slip]] = book.lookups.setdefault("slips", {})
    if register not in cache:
        cache[register] = _collect(book, register, fields)
    return cache[register]


def _collect(book: Book, register: type[Register], fields: tuple[str, ...]) -> dict[str, Slip]:
    """Look at each different line once: most lines of a 单号 say the same, or nothing."""
    rows = book.rows(register)
    found: dict[str, Slip] = {}
    for line in dict.fromkeys(rows.together("slip", *fields)):
        number: str | None = line[0]
        if number is None:
            continue
        slip = found.get(number)
        if slip is None:
            found[number] = Slip(number, rows, line[1:], _NO_CLASHES, rows.absent)
        elif slip.values != line[1:]:
            _merge(slip, fields, line)
    for row, names in rows.unread.items():
        place = rows.place_of(row)
        number = None if place is None else rows.column("slip")[place]
        if number is not None:
            found[number].unread |= names
    return found


def _merge(slip: Slip, fields: tuple[str, ...], line: tuple[Any, ...]) -> None:
    """Add what another line says: a value where there was none, a clash where there was another."""
    pairs = list(zip(slip.values, line[1:], strict=True))
    merged = tuple([value if known is None else known for known, value in pairs])
    if merged != tuple([known if value is None else value for known, value in pairs]):
        for name, (known, value) in zip(fields, pairs, strict=True):
            if known is not None and value is not None and known != value and name not in slip.clashes:
                place = list(slip.rows.together("slip", *fields)).index(line)
                slip.clashes = {**slip.clashes, name: (known, value, slip.rows.numbers[place])}
    slip.values = merged


def clashes(book: Book, register: type[Register], fields: tuple[str, ...]) -> Iterator[Problem]:
    """The slips with two values of one field, once a slip, at its first line."""
    for slip in slips(book, register, fields).values():
        if slip.clashes:
            first, *more = slip.clashes
            told = "；".join(
                f"{register.heading(name)}有“{known}”，第 {row} 行又有“{other}”"
                for name, (known, other, row) in slip.clashes.items()
            )
            yield Problem(
                slip.first,
                first,
                f"在单号 {slip.number} 里不止一个值：{told}",
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
    signed = itemgetter(*map(fields.index, signers))
    concerned = frozenset(signers)
    three = cache(lambda names: None not in names and len(set(names)) == len(names))
    together = "、".join(register.heading(name) for name in signers)
    bare: list[Slip] = []
    for slip in slips(book, register, fields).values():
        names = signed(slip.values)
        if three(names) or not concerned.isdisjoint(slip.unread) or not concerned.isdisjoint(slip.clashes):
            continue
        filled = [name for name in names if name is not None]
        if len(set(filled)) < len(filled):
            yield _one_person(slip, register, signers, names), True
        elif not filled or (len(filled) < len(signers) and not blanks_alone):
            bare.append(slip)
        elif len(filled) < len(signers):
            blank = [signer for signer, name in zip(signers, names, strict=True) if name is None]
            message = f"单号 {slip.number} 没有签字：{together}应是三个人各签各的"
            yield Problem(slip.first, blank[0], message, "补签，或按原始单据补填", also=tuple(blank[1:])), False
    if bare:
        yield (
            Problem(
                bare[0].first,
                signers[0],
                f"有 {len(bare)} 张单没有签齐{together}，单号 {bare[0].number} 是第一张",
                "按原始单据补填；签字没有登记在这里的，留存纸质单据备查",
                also=signers[1:],
            ),
            False,
        )


def _one_person(slip: Slip, register: type[Register], signers: tuple[str, ...], names: tuple[str | None, ...]) -> Problem:
    twice = next(name for name in names if name is not None and names.count(name) > 1)
    alike = [signer for signer, name in zip(signers, names, strict=True) if name == twice]
    message = (
        f"单号 {slip.number} 的{'、'.join(register.heading(signer) for signer in alike)}都是“{twice}”，三个签字应是三个不同的人"
    )
    return Problem(slip.first, alike[0], message, "核对原始单据，改成实际签字的人；确是一人代签的，今后分开", also=tuple(alike[1:]))

"""What a total, a balance or a rate is probably made of, read off the words and the order of the rows of a table that does not say.

Rows are numbered 一、（一）1.（1）① as such tables are; a numbered row holds the rows of a finer number below it. What is found is a proposal: whoever
uses it says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from validation.patterns import late_pattern
from validation.statements import words
from validation.statements.slips import slip
from validation.statements.stated import quotient

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from validation.statements.stated import Figure

_LEVELS = (
    late_pattern(r"第?[一二三四五六七八九十]{1,3}[、．.，：]"),
    late_pattern(r"[（(][一二三四五六七八九十]{1,3}[）)]"),
    late_pattern(r"[0-9]{1,2}[、．.）)](?![0-9])"),
    late_pattern(r"[（(][0-9]{1,2}[）)]"),
    late_pattern(r"[①-⑳]"),
)
UNNUMBERED = len(_LEVELS) + 1
_CUMULATIVE = late_pattern(r"累计|期末|月末|滚存|年末")
_PLAIN_BALANCE = late_pattern(
    r"(?:第?[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[、.])?(?:本[月期年](?:度|末)?|本学期|期末|月末|年末|累计|当[月期]|收支)*(?:结余|结存|盈余|余额|盈亏|节余)(?:额|数)?"
)
_PART_OF = late_pattern(r"其中|含")


@dataclass(eq=False)
class Row:
    """A row as it is stated: ``side`` 收, 支 or "", ``figure`` if there is one."""

    key: str
    name: str
    side: str
    figure: Figure | None

    @cached_property
    def fen(self) -> int | None:
        """The figure as money."""
        return None if self.figure is None else self.figure.fen

    @cached_property
    def level(self) -> int:
        """How fine its number is, 1 the coarsest; a row without a number is finer than all."""
        return next((level for level, pattern in enumerate(_LEVELS, 1) if pattern.match(self.name)), UNNUMBERED)

    @cached_property
    def closes(self) -> bool:
        """It sums up what stands above it."""
        return bool(words.TOTAL.search(self.name))

    @cached_property
    def is_balance(self) -> bool:
        """What is left, at the beginning or the end."""
        return bool(words.BALANCE.search(self.name))

    @property
    def is_plain_balance(self) -> bool:
        """The balance of the whole, not that of some part."""
        return bool(_PLAIN_BALANCE.fullmatch(self.name))

    @cached_property
    def is_rate(self) -> bool:
        """A rate, not an amount."""
        return self.figure is not None and (self.figure.percent or bool(words.RATE.search(self.name)))

    @property
    def sums_up(self) -> bool:
        """Whether its words or its number let it be made of other rows."""
        return self.closes or self.is_balance or self.is_rate or self.level < UNNUMBERED

    @cached_property
    def own_side(self) -> str:
        """收 or 支 by its 方向, else by its words; a total of neither is of no side."""
        if self.side:
            return self.side
        income, expense = words.INCOME.search(self.name), words.EXPENSE.search(self.name)
        return "收" if income and not expense else "支" if expense and not income else ""


class Guess(NamedTuple):
    """A composition: terms, or above and below of a quotient; ``words`` say how it was read, ``fits`` whether the stated figure is just that."""

    terms: tuple[tuple[int, str], ...]
    words: str
    fits: bool
    slipped: bool = False
    """The stated figure is a slip of the pen away."""
    is_quotient: bool = False

    @property
    def text(self) -> str:
        """As 组成 is written."""
        if self.is_quotient:
            return f"{self.terms[0][1]}/{self.terms[1][1]}"
        return "".join(f"{'-' if sign < 0 else '+' if place else ''}{key}" for place, (sign, key) in enumerate(self.terms))


def guess(rows: Sequence[Row], place: int) -> Guess | None:
    """What the row at a place is made of: the reading that fits, else the likeliest; ``None`` where the words say nothing."""
    row = rows[place]
    if row.figure is None:
        return None
    found = list(_quotients(rows, place) if row.is_rate else _sums(rows, place))
    likeliest = found[0] if found and (row.closes or not row.is_balance or row.is_plain_balance) else None
    return next((each for each in found if each.fits), None) or next((each for each in found if each.slipped), likeliest)


def _sums(rows: Sequence[Row], place: int) -> Iterator[Guess]:
    row = rows[place]
    if row.fen is None or words.OPENING.search(row.name):
        return
    seen = set[tuple[tuple[int, str], ...]]()
    for terms, said in _readings(rows, place):
        if len(terms) > 1 or (terms and row.closes):
            signs = tuple((sign, each.key) for sign, each in terms)
            if signs not in seen:
                seen.add(signs)
                found = sum(sign * (each.fen or 0) for sign, each in terms)
                yield Guess(signs, said, found == row.fen, bool(slip(row.fen, found)))


def _readings(rows: Sequence[Row], place: int) -> Iterator[tuple[list[tuple[int, Row]], str]]:
    row = rows[place]
    if row.closes:
        yield from _totals(rows, place)
        return
    if row.is_balance:
        yield from _balances(rows, place)
    if row.level < UNNUMBERED:
        children = _below(rows, place)
        yield [(1, each) for each in _tops(children)], f"下面各项之和（{len(_tops(children))} 项）"


def _totals(rows: Sequence[Row], place: int) -> Iterator[tuple[list[tuple[int, Row]], str]]:
    """A total: of the block above it, of all rows of its side, of the totals above it."""
    row = rows[place]
    side = row.own_side
    above = list(rows[:place])
    start = max((number for number, each in enumerate(above, 1) if each.closes), default=0)
    readings = [
        (_tops(_of_side(above[start:], side)), "上面一段各项之和"),
        (_tops(_of_side(above, side)), "上面各项之和"),
        ([each for each in _of_side(above, side) if each.closes and each.fen is not None], "上面各个合计之和"),
        (_tops(above), "上面全部各项之和"),
        (_tops(above[start:], balances=True), "上面一段各项之和（结余在内）"),
        (_tops(_of_side(above, side), balances=True), "上面各项之和（结余在内）"),
    ]
    with_balance = (_total_and_balances(above, side), "上面的合计加结余")
    readings.insert(0 if above and above[-1].is_balance and start else len(readings), with_balance)
    for chosen, said in readings:
        yield [(1, each) for each in chosen], said


def _total_and_balances(above: Sequence[Row], side: str) -> list[Row]:
    """The last total of a side with the balances that stand in the same block."""
    block: list[Row] = []
    for row in reversed(above):
        if row.closes and side and row.own_side not in {side, ""}:
            break
        if row.fen is not None and (row.is_balance or (row.closes and not any(each.closes for each in block))):
            block.insert(0, row)
    return block


def _balances(rows: Sequence[Row], place: int) -> Iterator[tuple[list[tuple[int, Row]], str]]:
    """A balance: income less expense, with what was there before where the words ask for it."""
    above = list(rows[:place])
    income, expense = _side_total(above, "收"), _side_total(above, "支")
    opening = next(([(1, each)] for each in reversed(above) if words.OPENING.search(each.name) and each.fen is not None), [])
    before = next(
        (
            [(1, each)]
            for each in reversed(above)
            if each.is_balance and not words.OPENING.search(each.name) and each.fen is not None
        ),
        [],
    )
    plain = [(1, each) for each in income] + [(-1, each) for each in expense] if income and expense else []
    readings = [
        (plain, "收入减支出"),
        ([*opening, *plain] if opening and plain else [], "期初加收入减支出"),
        ([*opening, *before] if opening and before else [], "上期累计加本期结余"),
    ]
    if _CUMULATIVE.search(rows[place].name):
        readings.reverse()
    yield from (each for each in readings if each[0])


def _side_total(above: Sequence[Row], side: str) -> list[Row]:
    """The rows that are all income, or all expense: the total of that side, else its highest rows."""
    totals = [each for each in above if each.closes and each.fen is not None and each.own_side == side]
    if totals:
        return totals[-1:]
    return _tops(_of_side(above, side))


def _of_side(rows: Sequence[Row], side: str) -> list[Row]:
    """The rows of a side: by their own 方向 or words, else by the numbered row or total they stand under."""
    if not side:
        return list(rows)
    found, current = [], ""
    for row in rows:
        own = row.own_side
        if row.level < UNNUMBERED and row.level <= 2 and own:  # noqa: PLR2004 - 一、 and （一） open a section
            current = own
        if (row.side or current or own) == side:
            found.append(row)
    return found


def _tops(rows: Iterable[Row], *, balances: bool = False) -> list[Row]:
    """The rows that count: none that is held by a row with a figure above it, no total or rate, no ``其中``, no balance unless it is asked for."""
    found: list[Row] = []
    held = UNNUMBERED + 1
    for row in rows:
        if row.level <= held:
            held = UNNUMBERED + 1
        if row.level > held or row.fen is None or row.is_rate or row.closes:
            continue
        if row.is_balance and not balances:
            continue
        if not _PART_OF.match(row.name):
            found.append(row)
            held = row.level if row.level < UNNUMBERED else held
    return found


def _below(rows: Sequence[Row], place: int) -> list[Row]:
    """The rows that a numbered row holds."""
    found = []
    for row in rows[place + 1 :]:
        if row.level <= rows[place].level or row.closes:
            break
        found.append(row)
    return found


def _quotients(rows: Sequence[Row], place: int) -> Iterator[Guess]:
    """A rate: the balance above it by what comes in."""
    row = rows[place]
    assert row.figure is not None  # noqa: S101 - who calls this has looked
    others = [each for each in rows if each is not row and each.fen and not each.is_rate]
    balances = [each for each in others if each.is_balance and not words.OPENING.search(each.name)]
    incomes = [each for each in others if words.INCOME.search(each.name) and not each.is_balance]
    spent = [each for each in others if words.EXPENSE.search(each.name) and not each.is_balance]
    above = spent if re.search(r"占", row.name) else balances
    for one in reversed(above):
        for other in incomes:
            value = quotient(one.fen or 0, other.fen or 1, row.figure)
            if value.scaled == row.figure.scaled:
                yield Guess(((1, one.key), (1, other.key)), f"{one.name} ÷ {other.name}", fits=True, is_quotient=True)

"""What a total, a balance or a rate is probably made of, read off the words and the order of the rows of a table that does not say.

Rows are numbered 一、（一）1.（1）① as such tables are; a numbered row holds the rows of a finer number below it. What is found is a proposal: whoever
uses it says so.
"""

from __future__ import annotations

import re
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
_LONGEST_BREAKDOWN = 60
"""Rows after a ``其中`` that are looked at."""
_OPEN_BREAKDOWN = 6
"""Rows, from ``其中`` on, that may tell a part of the row above it without being marked."""
_OPEN_ROWS = 300
"""Rows of a part of a table up to which that is tried."""
_BY_STEPS = "上面一行按加、减算下来"
_PART_OF = late_pattern(r"其中|含")


class Row:
    """A row as it is stated: ``side`` 收, 支 or "", ``figure`` if there is one."""

    def __init__(self, key: str, name: str, side: str, figure: Figure | None, *, unit: int = 1, section: int = 0) -> None:  # noqa: PLR0913 - what a row states
        self.key = key
        self.name = name
        self.side = side
        self.figure = figure
        self.unit = unit
        """Fen of the last place it is printed with: more than 1 where a table is in 万元."""
        self.section = section
        """Which part of the table it stands in, where rows without an amount begin parts."""

    @cached_property
    def plain(self) -> str:
        """The name without its number."""
        found = next((match for pattern in _LEVELS if (match := pattern.match(self.name))), None)
        return self.name[found.end() :] if found else self.name

    @cached_property
    def sign(self) -> int:
        """−1 for what is printed positive though it is taken off: ``减：退费``, ``本月亏损``."""
        taken = words.DEDUCTED.match(self.plain) or (self.is_balance and words.DEFICIT.search(self.name))
        return -1 if taken and (self.fen or 0) > 0 else 1

    @cached_property
    def is_part(self) -> bool:
        """It names a part of the row above it."""
        return bool(_PART_OF.match(self.plain))

    @cached_property
    def is_step(self) -> bool:
        """It begins with 加： or 减：, a step from the row above it to a row below."""
        return bool(words.STEP.match(self.plain))

    @cached_property
    def is_money(self) -> bool:
        """An amount that may be a part of a sum: no rate, no number of diners, no 大写."""
        return (
            self.fen is not None and not self.is_rate and not words.COUNT.search(self.name) and not words.IN_WORDS.search(self.name)
        )

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
        """It sums up what stands above it, or below."""
        return bool(words.TOTAL.search(self.name)) and not words.IN_WORDS.search(self.name)

    @cached_property
    def is_balance(self) -> bool:
        """What is left, at the beginning or the end."""
        return bool(words.BALANCE.search(self.name) or words.OPENING.search(self.name))

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
        return self.closes or self.is_balance or self.is_rate or self.level < UNNUMBERED or bool(words.IN_WORDS.search(self.name))

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
    explained: bool = False
    """The stated figure is a slip of the pen away, or one line left out, counted twice or turned round."""
    rounded: bool = False
    """It is off by no more than the rounding of the parts."""
    is_quotient: bool = False

    @property
    def text(self) -> str:
        """As 组成 is written."""
        if self.is_quotient:
            return f"{self.terms[0][1]}/{self.terms[1][1]}"
        return "".join(f"{'-' if sign < 0 else '+' if place else ''}{key}" for place, (sign, key) in enumerate(self.terms))


def guess(rows: Sequence[Row], place: int) -> Guess | None:
    """What the row at a place is made of: the reading that fits, else one that one error explains, else the likeliest; ``None`` where the words say nothing."""
    row = rows[place]
    if row.figure is None:
        return None
    found = list(_quotients(rows, place) if row.is_rate else _sums(rows, place))
    certain = next((each for each in found if each.fits), None)
    if certain or any(each.rounded for each in found):
        return certain
    likely = row.closes or row.is_plain_balance or (row.sums_up and not row.is_balance)
    likeliest = found[0] if found and likely else None
    return next((each for each in found if each.explained), likeliest)


def _sums(rows: Sequence[Row], place: int) -> Iterator[Guess]:
    row = rows[place]
    if row.fen is None or words.OPENING.search(row.name):
        return
    seen = set[tuple[tuple[int, str], ...]]()
    for terms, said in readings(rows, place):
        signs = tuple((sign * row.sign, each.key) for sign, each in terms)
        if row.sign < 0:
            signs = tuple(sorted(signs, key=lambda term: -term[0]))
        gap = row.fen - row.sign * sum(sign * (each.fen or 0) for sign, each in terms)
        if not terms or signs in seen or (len(terms) == 1 and gap and not words.IN_WORDS.search(row.name)):
            continue
        seen.add(signs)
        yield Guess(
            signs,
            said,
            fits=not gap,
            explained=bool(gap and (slip(row.fen, row.fen - gap) or _one_line_explains(terms, gap * row.sign))),
            rounded=row.unit > 1 and 0 < 2 * abs(gap) <= row.unit * (len(terms) + 1),
        )


def _one_line_explains(terms: Sequence[tuple[int, Row]], gap: int) -> bool:
    """Whether one line left out, counted twice or turned round makes the gap."""
    return any(gap in {-worth, worth, -2 * worth} for sign, each in terms if (worth := sign * (each.fen or 0)))


def readings(rows: Sequence[Row], place: int) -> Iterator[tuple[list[tuple[int, Row]], str]]:
    """What a row may be made of by its words, the likeliest first: signs and rows, with how that was read."""
    row = rows[place]
    steps = [] if row.is_step else _steps(rows, place)
    if not row.closes:
        yield steps, _BY_STEPS
    if words.IN_WORDS.search(row.name):
        yield _signed(_said_in_words(rows, place)), "上面那个数的大写"
    elif row.closes:
        yield from _totals(rows, place)
        yield steps, _BY_STEPS
    elif row.is_balance:
        yield from _balances(rows, place)
    children = _tops(_below(rows, place)) if row.level < UNNUMBERED and not row.closes else []
    if children and not children[0].is_step:
        yield _signed(children), f"下面各项之和（{len(children)} 项）"


def _said_in_words(rows: Sequence[Row], place: int) -> list[Row]:
    """The row whose amount a row says again in words: that of the same name, else the last total."""
    name = words.IN_WORDS.sub("", rows[place].plain).strip("（）()")
    above = [each for each in rows[:place] if each.fen is not None and not words.IN_WORDS.search(each.name)]
    return ([each for each in above if each.plain == name] or [each for each in above if each.closes])[-1:]


def _steps(rows: Sequence[Row], place: int) -> list[tuple[int, Row]]:
    """A row with the steps from it to this one: what follows 减： is taken off until 加： follows; nothing if no step leads here."""
    first = place
    for number in range(place - 1, 0, -1):
        each = rows[number]
        if (
            each.closes
            or not each.is_money
            or each.section != rows[place].section
            or (each.level < UNNUMBERED and not each.is_step)
        ):
            break
        if rows[number].is_step:
            first = number
    if first == place or not rows[first - 1].is_money:
        return []
    terms, sign = [(1, rows[first - 1])], 1
    for row in rows[first:place]:
        if not row.is_step and row.fen == sum(each * (part.fen or 0) for each, part in terms):
            return []  # the steps led to that row
        sign = (-1 if row.plain.startswith("减") else 1) if row.is_step else sign
        terms.append((sign, row))
    return terms


def leads_here(rows: Sequence[Row], place: int) -> bool:
    """Whether steps (加：, 减：) lead to a row, whatever its name."""
    row = rows[place]
    return not row.is_step and not row.is_part and bool(_steps(rows, place))


def _signed(rows: Iterable[Row]) -> list[tuple[int, Row]]:
    """Rows as they enter a sum: what is printed positive but taken off is taken off."""
    return [(row.sign, row) for row in rows]


def _totals(rows: Sequence[Row], place: int) -> Iterator[tuple[list[tuple[int, Row]], str]]:
    """A total: of what stands below it where it stands first; else of the block above it, of all rows of its side, of the totals above it."""
    row = rows[place]
    side = row.own_side
    held = _standing_first(rows, place)
    if place in held:
        yield _signed(held[place]), f"下面各项之和（{len(held[place])} 项）"
    taken = {id(each) for number, inside in held.items() if number != place for each in inside}
    above = [each for each in rows[:place] if id(each) not in taken]
    start = max((number for number, each in enumerate(above, 1) if each.closes or each.section != row.section), default=0)
    part = [each for each in above if each.section == row.section]
    other = max((number for number, each in enumerate(part, 1) if side and each.own_side not in {side, ""}), default=0)
    readings = [
        (_tops(_of_side(above[start:], side)), "上面一段各项之和"),
        (_tops(above[start:]), "上面一段各项之和"),
        (_tops(part[other:]), "这一部分各项之和"),
        (_tops(_of_side(above, side)), "上面各项之和"),
        ([each for each in _of_side(above, side) if each.closes and each.fen is not None], "上面各个合计之和"),
        (_tops(above), "上面全部各项之和"),
        (_tops(above[start:], balances=True), "上面一段各项之和（结余在内）"),
        (_tops(_of_side(above, side), balances=True), "上面各项之和（结余在内）"),
    ]
    with_balance = (_total_and_balances(above, side), "上面的合计加结余")
    readings.insert(0 if above and above[-1].is_balance and start else len(readings), with_balance)
    if len(part) <= _OPEN_ROWS and any(each.is_part for each in part):
        readings += [(_tops(part[other:], more=more), "这一部分各项之和（其中各行不计）") for more in range(1, _OPEN_BREAKDOWN)]
    for chosen, said in readings:
        yield _signed(chosen), said


def _standing_first(rows: Sequence[Row], last: int) -> dict[int, list[Row]]:
    """The totals down to a place that stand before the rows they sum up, with those rows: nothing above is left to be summed up, or what follows fits."""
    found: dict[int, list[Row]] = {}
    taken = set[int]()
    left = 0
    for place, row in enumerate(rows[: last + 1]):
        if row.closes and row.fen is not None:
            below = _following(rows, place)
            if below and (not left or (len(below) > 1 and sum(each.sign * (each.fen or 0) for each in below) == row.fen)):
                found[place] = below
                taken |= {id(each) for each in below}
        elif row.is_money and not row.is_balance and id(row) not in taken:
            left += 1
    return found


def _following(rows: Sequence[Row], place: int) -> list[Row]:
    """The rows after a total, up to the next total or balance, the next number as coarse as its own, or the other side."""
    row = rows[place]
    inside: list[Row] = []
    for each in rows[place + 1 :]:
        if each.closes or each.is_balance or each.side != row.side or (row.level < UNNUMBERED and each.level <= row.level):
            break
        inside.append(each)
    return _tops(inside, parts=bool(inside) and inside[0].is_part)


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
    income, expense = (_side_total(above, rows[place + 1 :], side) for side in "收支")
    balances = [each for each in reversed(above) if each.is_balance and each.fen is not None and not each.is_rate]
    opening = _signed([each for each in balances if words.OPENING.search(each.name)][:1])
    before = _signed([each for each in balances if not words.OPENING.search(each.name)][:1])
    plain = [*_signed(income), *((-sign, each) for sign, each in _signed(expense))] if income and expense else []
    readings = [
        (plain, "收入减支出"),
        ([*opening, *plain] if opening and plain else [], "期初加收入减支出"),
        ([*opening, *before] if opening and before else [], "上期累计加本期结余"),
    ]
    if _CUMULATIVE.search(rows[place].name):
        readings.reverse()
    yield from (each for each in readings if each[0])


def _side_total(above: Sequence[Row], below: Sequence[Row], side: str) -> list[Row]:
    """The rows that are all income, or all expense: the total of that side, above or below (beside), else its highest rows."""
    for rows in (above, below):
        if totals := [each for each in rows if each.closes and each.fen is not None and each.own_side == side]:
            return totals[-1:]
    return _tops(_of_side(above, side)) or _tops(_of_side(below, side))


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


def _tops(rows: Sequence[Row], *, balances: bool = False, parts: bool = False, more: int = 0) -> list[Row]:
    """The rows that count: none that is held by a row with a figure above it, no total or rate, no ``其中`` unless asked for, no balance unless it is asked for.

    ``more`` rows after a ``其中`` break down the row above it as well, without coming to it.
    """
    found: list[Row] = []
    held = UNNUMBERED + 1
    inside = 0
    rows = _without_steps(rows)
    for place, row in enumerate(rows):
        if inside:
            inside -= 1
            continue
        if row.level <= held:
            held = UNNUMBERED + 1
        if row.level > held or not row.is_money or row.closes or (row.is_balance and not balances):
            continue
        if row.is_part and not parts:
            inside = _rest_of_breakdown(rows, place, found[-1] if found else None) or more
        else:
            found.append(row)
            held = row.level if row.level < UNNUMBERED else held
    return found


def _without_steps(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without those that a calculation leads from: of ``期初库存``, ``加：购入``, ``减：期末库存``, ``消耗`` only the last counts."""
    if not any(row.is_step for row in rows):
        return rows
    left = list(rows)
    for place in range(len(rows) - 1, 0, -1):
        row = rows[place]
        steps = [] if row.is_step or row.closes or row.fen is None else _steps(rows, place)
        if steps and row.fen == sum(sign * (each.fen or 0) for sign, each in steps):
            gone = {id(each) for _, each in steps}
            left = [each for each in left if id(each) not in gone]
    return left


def _rest_of_breakdown(rows: Sequence[Row], place: int, holder: Row | None) -> int:
    """How many rows after a ``其中`` go on breaking down the row above it: up to where they come to just that; none where they never do."""
    if holder is None or not holder.fen:
        return 0
    reached = 0
    for number, row in enumerate(rows[place : place + _LONGEST_BREAKDOWN]):
        reached += row.fen or 0
        if row.closes or row.is_balance or row.level != rows[place].level or reached > holder.fen:
            break
        if reached == holder.fen:
            return number
    return 0


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
            fits = value.scaled == row.figure.scaled
            near = one.is_plain_balance and (other.closes or len(incomes) == 1) and bool(slip(row.figure.scaled, value.scaled))
            if fits or near:
                yield Guess(((1, one.key), (1, other.key)), f"{one.name} ÷ {other.name}", fits, near, is_quotient=True)

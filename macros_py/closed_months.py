"""What has changed in the closed months since they were closed: which rows, and which figures by how much. Every check looks."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from fractions import Fraction
from operator import attrgetter
from typing import TYPE_CHECKING

from macros_py.closing_log import OWED, owed_at_the_start
from macros_py.row_prints import CLOSED_REGISTERS, RowPrint, RowPrints
from validation.evidence import ClosedMonth, ClosedRow, Moved
from validation.money import printed
from validation.rules import wording
from workbook_templates.figures import FIGURES
from workbook_templates.results import RATE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros_py.closing_log import ClosingLog, KeptMonth
    from macros_py.figures import Figures, Values
    from validation.book import Book
    from validation.register import Register
    from workbook_templates.figures import Figure

NO_VALUE = "算不出"
"""What is told of a figure that has no value."""


def changes(book: Book, log: ClosingLog, figures: Figures) -> list[ClosedMonth]:
    """The closed months that are not what they were."""
    prints, found = RowPrints(book, opened=log.since), list[ClosedMonth]()
    for month, kept in log.months.items():
        changed, lost = list[ClosedRow](), list[str]()
        for register in CLOSED_REGISTERS:
            of = kept.registers.get(register.table)
            if of is None or not of.whole_kept:
                lost.append(register.table)
            elif prints.whole(register, month) != (of.count, of.whole):
                before = of.rows()
                if before is None:
                    lost.append(register.table)
                else:
                    after = prints.rows(register, month)
                    if any(column.comes_later for column in register.columns().values()):
                        after = _as_they_were(before, after, prints.rows(register, month, before_later=True))
                    changed += changed_rows(register, before, after)
        if any(figure.name not in kept.figures for figure in FIGURES):
            lost.append("指标")
        moved = [*_moved(kept, figures.months.get(month)), *_owed_moved(kept, book)]
        if changed or moved or lost:
            found.append(ClosedMonth(month, changed, moved, lost))
    return found


def _as_they_were(before: list[RowPrint], after: list[RowPrint], while_blank: list[RowPrint]) -> list[RowPrint]:
    """The rows, but where nothing was done to one since than to fill what comes later, as it was before. An invoice may come after the closing."""
    were, are = Counter(each.content for each in before), Counter(each.content for each in after)
    gone, new, found = were - are, are - were, list[RowPrint]()
    for row, blank in zip(after, while_blank, strict=True):
        filled = row.content != blank.content and new[row.content] > 0 and gone[blank.content] > 0
        if filled:
            new[row.content] -= 1
            gone[blank.content] -= 1
        found.append(blank if filled else row)
    return found


def changed_rows(register: type[Register], before: Iterable[RowPrint], after: Iterable[RowPrint]) -> list[ClosedRow]:
    """Which rows differ. A row is the same by what it says, wherever it stands; else it is the one that is told by the same, else the one at its place."""
    gone, new = _unlike(before, after), _unlike(after, before)
    pairs = list[ClosedRow]()
    for alike in (attrgetter("key", "row"), attrgetter("key"), attrgetter("row")):
        waiting: defaultdict[object, deque[RowPrint]] = defaultdict(deque)
        for each in gone:
            waiting[alike(each)].append(each)
        met = [(each, waiting[alike(each)].popleft() if waiting[alike(each)] else None) for each in new]
        pairs += (ClosedRow(register, each.row, old.row) for each, old in met if old is not None)
        new = [each for each, old in met if old is None]
        gone = sorted(each for left in waiting.values() for each in left)
    found = [*pairs, *(ClosedRow(register, each.row, 0) for each in new), *(ClosedRow(register, 0, each.row) for each in gone)]
    return sorted(found, key=lambda row: (row.row or row.was, row.row))


def _unlike(rows: Iterable[RowPrint], others: Iterable[RowPrint]) -> list[RowPrint]:
    """The rows that say what no other says; of several that say the same, those at places that no other has."""
    others = list(others)
    known = Counter(each.content for each in others)
    places = {(each.row, each.content) for each in others}
    found = []
    for each in sorted(rows, key=lambda row: (row.row, row.content) not in places):
        if known[each.content]:
            known[each.content] -= 1
        else:
            found.append(each)
    return sorted(found)


def _moved(kept: KeptMonth, now: Values | None) -> list[Moved]:
    found = []
    for figure in FIGURES:
        if figure.name in kept.figures:
            value = None if now is None else now[figure.name]
            before, after = kept.figures[figure.name], value if isinstance(value, int) else None
            if before != after:
                found.append(Moved(figure.name, _shown(figure, before), _shown(figure, after)))
    return found


def _owed_moved(kept: KeptMonth, book: Book) -> list[Moved]:
    """What suppliers are owed at the start is in no row of a month, and all their accounts rest on it."""
    if OWED not in kept.owed:
        return []
    now = owed_at_the_start(book)
    names = [*kept.owed, *(name for name in now if name not in kept.owed)]
    both = [(name, kept.owed.get(name, 0), now.get(name, 0)) for name in names]
    return [
        Moved(name, *(NO_VALUE if value is None else printed(value) for value in (before, after)))
        for name, before, after in both
        if before != after
    ]


def _shown(figure: Figure, value: int | None) -> str:
    if value is None:
        return NO_VALUE
    if figure.format == RATE:
        return wording.percent(Fraction(value, 10**figure.decimals))
    return printed(value, figure.decimals)

"""收发明细: every movement of every item in 核算月份, with the balance after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from macros_py.history import ItemDay, Use
from macros_py.tallies.stock_balances import opening_is_known
from validation.money import QUANTITY_DECIMALS, decimal, price_decimals
from validation.months import first_day
from workbook_templates.draft import DraftValue, Link, TableFill
from workbook_templates.results import STOCK_MOVEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from macros_py.history import Charge, ItemHistory
    from macros_py.judge import Judged
    from macros_py.ledger import ItemLedger
    from validation.reading import Rows


class Movement(NamedTuple):
    """One line of the account of one item. ``quantity`` and ``amount`` are what comes in, or what goes out; 红字 are negative.

    ``place``: in the rows of its register. ``sign``: 1 comes in, −1 goes out, 0 leaves the balance as it is (直出).
    """

    summary: str
    rows: Rows[Any]
    place: int
    quantity: int
    amount: int
    sign: int
    meal: str | None = None
    destination: str | None = None
    department: str | None = None


MovementCells: TypeAlias = tuple[str, "Rows[Any]", int, int, int, int, str | None, str | None, str | None]
"""A ``Movement`` as a plain tuple."""


class _Register(NamedTuple):
    """What lines tell of the register they stand in: its sheet, the letters of 数量, the sheet row and the 单号 at each place."""

    sheet: str
    letters: str
    numbers: Sequence[int]
    slips: Sequence[str | None]


def _register(rows: Rows[Any]) -> _Register:
    return _Register(rows.sheet, rows.letters("quantity"), rows.numbers, rows.column("slip"))


def stock_movements(judged: Judged) -> TableFill:
    """Every item that moved in 核算月份 or had stock at its start, in the order of 品目."""
    month = judged.book.settings.month
    rows: list[tuple[DraftValue, ...]] = []
    if month is not None and month in judged.ledger.months:
        book = judged.book
        registers = (book.purchases, book.issues, book.consumable_issues, book.stock_counts)
        of_rows: dict[Rows[Any], _Register] = {register: _register(register) for register in registers}
        for kept in judged.ledger.items.values():
            rows += _item_rows(judged, kept, month, of_rows)
    return TableFill(STOCK_MOVEMENTS.name, STOCK_MOVEMENTS.headings, rows)


def _item_rows(
    judged: Judged, kept: ItemLedger, month: str, of_rows: dict[Rows[Any], _Register]
) -> Iterator[tuple[DraftValue, ...]]:
    days = kept.history.months.get(month, range(0))
    quantity, value = kept.before(month)
    if not days and not quantity and not value:
        return
    category = judged.book.items[kept.item].category
    told = opening_is_known(judged, kept.item, month)
    start = max(first_day(month), judged.book.settings.first_day or first_day(month))
    yield start, kept.item, category, "期初", *[None] * 7, *_balance(quantity, value, known=told), None
    known = judged.blocked.item(kept.item, month) is None
    history, item = kept.history, kept.item
    for place_of_day in days:
        reversing = place_of_day in history.reversing
        day = history.days[place_of_day]
        moves = _moves(ItemDay(history, place_of_day)) if reversing else _plain_moves(history, place_of_day)
        for summary, rows, place, moved, amount, sign, meal, destination, department in moves:
            quantity += sign * moved
            value += sign * amount
            register = of_rows[rows]
            yield (
                *(day, item, category, summary, meal, destination, department),
                register.slips[place],
                decimal(moved, QUANTITY_DECIMALS),
                decimal(*price_decimals(moved, amount)) if known and moved else None,
                decimal(amount) if known else None,
                *_balance(quantity, value, known=known),
                Link(register.sheet, f"{register.letters}{register.numbers[place]}"),
            )


def _balance(quantity: int, value: int, *, known: bool) -> tuple[DraftValue, DraftValue]:
    return (decimal(quantity, QUANTITY_DECIMALS), decimal(value)) if known else (None, None)


def _plain_moves(history: ItemHistory, day: int) -> Iterable[Movement | MovementCells]:
    """The same as ``_moves`` for a day, by its place, on which no row reverses another: most of them."""
    lines, draws = history.lines, history.draws
    moves: list[Movement | MovementCells] = []
    first, last = history.first_line[day], history.first_line[day + 1]
    if first < last:
        bought = zip(
            lines.places[first:last], lines.quantities[first:last], lines.amounts[first:last], lines.meals[first:last], strict=True
        )
        movements = [
            ("购入" if meal is None else "直出", lines.rows, place, quantity, amount, 1 if meal is None else 0, meal, None, None)
            for place, quantity, amount, meal in bought
        ]
        moves += [each for each in movements if each[5]]
        moves += [each for each in movements if not each[5]]
    for each in draws.share_order(history.first_draw[day], history.first_draw[day + 1]):
        destination, meal, department, use = draws.goings[each]
        moved = (draws.rows[each], draws.places[each], draws.quantities[each], draws.charged[each], -1)
        moves.append((_summary(use), *moved, meal, destination, department))
    if day in history.differences:
        moves += _counted(ItemDay(history, day))
    return moves


def _summary(use: Use) -> str:
    """What a line that goes out is called."""
    return "领用" if use is Use.DRAWN else "退货" if use is Use.RETURNED else "发出"


def _moves(entry: ItemDay) -> Iterator[Movement]:
    """One day's movements in the order in which a day happens."""
    lines, charges = entry.lines, entry.charges
    earlier = len(entry.earlier_back)
    for line in lines:
        if line.meal is None and line.came in {None, entry.day}:
            yield Movement("购入", line.rows, line.place, line.quantity, line.amount, 1)
    for line in lines:
        if line.meal is not None:
            yield Movement("直出", line.rows, line.place, line.quantity, line.amount, 0, line.meal)
    yield from _issues(charges[:earlier])
    for line in lines:
        if line.meal is None and line.came not in {None, entry.day}:
            yield Movement("购入", line.rows, line.place, line.quantity, line.amount, 1)
    yield from _issues(charges[earlier:])
    yield from _counted(entry)


def _counted(entry: ItemDay) -> Iterator[Movement]:
    if entry.count is not None and entry.difference:
        sign = 1 if entry.difference > 0 else -1
        summary = "盘盈" if sign > 0 else "盘亏"
        yield Movement(summary, *entry.count[:2], sign * entry.difference, sign * entry.count_value, sign)


def _issues(charges: Iterable[Charge]) -> Iterator[Movement]:
    for rows, place, (destination, meal, department, use), quantity, value in charges:
        yield Movement(_summary(use), rows, place, quantity, value, -1, meal, destination, department)

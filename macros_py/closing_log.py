"""结账记录: which months are closed, with what figures and rows; and the lines that are added to it. It is only ever added to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from macros_py.change_log import plain
from macros_py.row_prints import CHARACTERS_A_ROW, CLOSED_REGISTERS, RowPrint, RowPrints, unpacked
from validation.kinds import Month, shown
from validation.money import decimal
from validation.refusals import TableMissing
from validation.register import plain_heading
from validation.registers import Supplier
from workbook_templates.draft import TableAppend
from workbook_templates.figures import FIGURES
from workbook_templates.results import CLOSING_LOG

if TYPE_CHECKING:
    from macros_py.figures import Values
    from macros_py.judge import Judged
    from validation.book import Book
    from validation.cells import Plain, RawBook, RawTable
    from workbook_templates.draft import DraftValue

CLOSED, REOPENED = "结账", "撤销结账"
FIGURE, ROWS, REASON = "指标", "登记", "理由"
FEN = 2
"""The decimals of money."""
_DECIMALS = {figure.name: figure.decimals for figure in FIGURES}
OWED = Supplier.heading("owed")
"""Kept like a figure, with the first month: what all suppliers are owed at the start; and each of them, as ``期初未付_‹供应商›``."""


class KeptRows:
    """What is kept of a register's rows of a month: how many, their fingerprint, and the cells with one for each."""

    def __init__(self, whole: str = "") -> None:
        self.count = 0
        self.whole = whole
        self.cells: list[str] = []

    def add(self, count: Plain, cell: Plain) -> None:
        """Take in what another line keeps: of how many rows it is, and their fingerprints."""
        self.count += int(count) if _is_number(count) else 0  # type: ignore[arg-type] # it is a number
        self.cells += [cell] if isinstance(cell, str) else []

    @property
    def whole_kept(self) -> bool:
        """Whether all of it is there, as far as can be seen without looking at the rows."""
        return bool(self.whole) and sum(map(len, self.cells)) == self.count * CHARACTERS_A_ROW

    def rows(self) -> list[RowPrint] | None:
        """The fingerprint of each row; ``None`` where they are not all there."""
        found: list[RowPrint] = []
        for cell in self.cells:
            found += unpacked(cell) or ()
        return found if len(found) == self.count else None


class KeptMonth:
    """A press of the button: its month, whether it closed or reopened it, and what was kept. Figures are scaled integers, ``None`` for one without a value.

    ``owed``: what suppliers are owed at the start, by the name it is kept under; empty where it was not kept.
    """

    def __init__(self, month: str, *, closed: bool) -> None:
        self.month = month
        self.closed = closed
        self.figures: dict[str, int | None] = {}
        self.registers: dict[str, KeptRows] = {}
        self.owed: dict[str, int | None] = {}


def owed_at_the_start(book: Book) -> dict[str, int | None]:
    """期初未付 of all suppliers together, and of each that is owed anything, by the names they are kept under; ``None`` where it cannot be read."""
    owed = {name: None if "owed" in supplier.unread else supplier.owed or 0 for name, supplier in book.suppliers.items()}
    known = [amount for amount in owed.values() if amount is not None]
    return {OWED: sum(known) if len(known) == len(owed) else None} | {
        f"{OWED}_{name}": amount for name, amount in owed.items() if amount != 0
    }


class ClosingLog:
    """The table as it stands. A book without it has no closed months."""

    def __init__(self, raw: RawBook) -> None:
        """Read it."""
        table = raw.tables.get(CLOSING_LOG.name)
        present = {} if table is None else {plain_heading(heading): heading for heading in table.headings}
        missing = [heading for heading in CLOSING_LOG.headings if heading not in present]
        self.lack = f"工作簿里没有表「{CLOSING_LOG.name}」" if table is None else _without(missing)
        """Why nothing can be read of it or added to it; "" where it is whole."""
        self._headings = tuple(present.get(heading, heading) for heading in CLOSING_LOG.headings)
        batches = {} if table is None or missing or not table.numbers else _batches(table, self._headings)
        self.next_batch = max(batches, default=0) + 1
        last: dict[str, KeptMonth] = {batches[number].month: batches[number] for number in sorted(batches)}
        self.months: dict[str, KeptMonth] = {month: last[month] for month in sorted(last) if last[month].closed}
        """The months that are closed, in order."""

    @property
    def since(self) -> str | None:
        """The first month that is closed."""
        return min(self.months, default=None)

    @property
    def until(self) -> str | None:
        """The last month that is closed."""
        return max(self.months, default=None)

    def must_be_there(self) -> None:
        """See that lines can be added.

        Raises:
            TableMissing: the workbook does not have the table, or it lacks a column.
        """
        if self.lack:
            raise TableMissing(f"{self.lack}，结了账没有地方记：请从 mealbook new 新建的工作簿里把这张工作表复制过来，再试。")

    def closing(self, now: str, month: str, judged: Judged) -> TableAppend:
        """The lines that keep a month as it is."""
        rows: list[tuple[DraftValue, ...]] = []
        head: tuple[DraftValue, ...] = (now, self.next_batch, CLOSED, month)
        alone, to_date = judged.figures.months[month], judged.figures.cumulative[month]
        for figure in FIGURES:
            values = _kept(alone, figure.name), _kept(to_date, figure.name)
            rows.append((*head, FIGURE, figure.name, *values, None, None, None, None))
        if month == judged.ledger.months[0]:
            for name, amount in owed_at_the_start(judged.book).items():
                rows.append((*head, FIGURE, name, None if amount is None else decimal(amount), None, None, None, None, None))
        prints = RowPrints(judged.book)
        for register in CLOSED_REGISTERS:
            for count, whole, cell in prints.kept(register, month):
                rows.append((*head, ROWS, register.table, None, None, count, whole, cell or None, None))
        return TableAppend(CLOSING_LOG.name, self._headings, rows)

    def reopening(self, now: str, month: str, reason: str) -> TableAppend:
        """The line that takes a month back."""
        return TableAppend(CLOSING_LOG.name, self._headings, [self.reason(now, REOPENED, month, reason)])

    def reason(self, now: str, action: str, month: str, reason: str) -> tuple[DraftValue, ...]:
        """The line that keeps why."""
        return (now, self.next_batch, action, month, REASON, None, None, None, None, None, None, reason)


def _without(missing: list[str]) -> str:
    return f"表「{CLOSING_LOG.name}」里没有「{missing[0]}」列" if missing else ""


def _kept(values: Values, name: str) -> Decimal | None:
    value = values[name]
    return decimal(value, _DECIMALS[name]) if isinstance(value, int) else None


def _batches(table: RawTable, headings: tuple[str, ...]) -> dict[int, KeptMonth]:
    """The presses by their number. What somebody wrote among the lines is passed over."""
    places = [table.headings.index(heading) for heading in headings]
    found: dict[int, KeptMonth] = {}
    for row in table.rows:
        _, batch, action, month, content, name, alone, _, count, whole, rows, _ = (plain(row.values[at]) for at in places)
        about = Month().read(month).value  # a spreadsheet makes a day of it where somebody types the text again
        if not _is_number(batch) or action not in {CLOSED, REOPENED} or not isinstance(about, str):
            continue
        kept = found.setdefault(int(batch), KeptMonth(about, closed=action == CLOSED))  # type: ignore[arg-type] # it is a number
        if content == FIGURE and isinstance(name, str) and name in _DECIMALS:
            kept.figures[name] = _scaled(alone, _DECIMALS[name])
        elif content == FIGURE and isinstance(name, str) and name.startswith(OWED):
            kept.owed[name] = _scaled(alone, FEN)
        elif content == ROWS and isinstance(name, str):
            kept.registers.setdefault(name, KeptRows(whole=shown(whole))).add(count, rows)
    return found


def _is_number(value: Plain) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool)


def _scaled(value: Plain, decimals: int) -> int | None:
    if not isinstance(value, float | int) or isinstance(value, bool):
        return None
    return int(Decimal(repr(value)).scaleb(decimals).to_integral_value())

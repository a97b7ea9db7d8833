"""What rules need to know beyond the rows themselves: facts that the ledger, the tallies and the figures find out.

``macros_py`` fills this in; rules only read it. Everything is in base units (thousandths) and fen; rates in 1/10,000.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from validation.quotas import Quota
    from validation.reading import Rows
    from validation.register import Register
    from validation.registers.consumable_issues import ConsumableIssue
    from validation.registers.issues import Issue
    from validation.registers.purchases import Purchase
    from validation.registers.stock_counts import StockCount
    from validation.registers.suppliers import Supplier


class Overdraft(NamedTuple):
    """A row that took more than was there: ``had`` before the row, ``wanted`` by it."""

    record: Register
    had: int
    wanted: int


class Leftover(NamedTuple):
    """A red purchase, and what it leaves of its item where that cannot be: money without goods, or goods of less than no value."""

    record: Purchase
    quantity: int
    value: int


class CountDifference(NamedTuple):
    """A count and what the book said just before it. ``place``: in the rows of 盘点."""

    rows: Rows[StockCount]
    place: int
    booked: int
    counted: int

    @property
    def record(self) -> StockCount:
        """The row itself."""
        return self.rows.records[self.place]


class Aged(NamedTuple):
    """An issue that drew, oldest first, on a delivery that had already lain too long, or beyond its 保质期至."""

    record: Register
    delivery: Purchase
    days: int


class MealFood(NamedTuple):
    """One meal of one day: diners, Σ 人数 × 餐标 (fen), and its part of 供餐成本 (fen; ``None`` if refused).

    ``heads_known``: no row of 就餐 that may be of this meal is blocked; without that nobody is counted.
    """

    day: date
    meal: str
    heads: int
    standard_value: int
    food: int | None
    heads_known: bool = True


class MonthResult(NamedTuple):
    """One month's results for the rules of money; ``None`` where refused. Shares are 食材占比, and 人员 ÷ 收入合计, in 1/10,000."""

    month: str
    surplus: int | None
    surplus_rate: int | None
    surplus_rate_to_date: int | None
    fees_booked: int | None
    fees_expected: int | None
    food_share: int | None = None
    staff_share: int | None = None


class Moved(NamedTuple):
    """A figure of a closed month that is another now: its name, and both values as they are printed."""

    figure: str
    before: str
    after: str


class ClosedRow(NamedTuple):
    """A row of a closed month that is not what it was: ``row`` is where it stands (0: gone), ``was`` where it stood when the month was closed (0: new)."""

    register: type[Register]
    row: int
    was: int


class ClosedMonth(NamedTuple):
    """A closed month that is not what it was. ``lost`` are parts of its record in 结账记录 that cannot be found any more."""

    month: str
    rows: list[ClosedRow]
    moved: list[Moved]
    lost: list[str]


class SupplierDebt(NamedTuple):
    """What is due to a supplier up to the end of a month (期初未付 + deliveries − returns), and what was paid in it, in fen."""

    supplier: Supplier
    month: str
    due: int
    paid: int


class OldPiecesOwed(NamedTuple):
    """A row for which old pieces are still owed at the end of 核算月份 (``until``): how many, in base units, the later returns of its department taken off."""

    record: ConsumableIssue
    owed: int
    until: date


class QuotaPassed(NamedTuple):
    """The row by which a department passed a quota for good in a ``period``: what it had drawn by then, and in the whole period."""

    record: ConsumableIssue
    quota: Quota
    period: str
    reached: int
    drawn: int


class Scrapped(NamedTuple):
    """To date: the old pieces given back, those of them that are 报废 (thousandths), and 废品收入."""

    returned: int
    scrapped: int
    income: int


class TermEnd(NamedTuple):
    """What a book leaves to the next, in thousandths and fen.

    ``stock``: by item its layers (quantity, amount), the oldest first; ``balance``: 累计结余; ``held``: by 部门 and 品名; ``owed``: 期末未付 by supplier;
    ``year``: the figures 本年 that are known.
    """

    stock: dict[str, tuple[tuple[int, int], ...]]
    balance: int
    held: dict[tuple[str, str], int]
    owed: dict[str, int]
    year: dict[str, int]


class PreviousBook(NamedTuple):
    """The book that this one was opened from, as it is now. No ``end``: it cannot be told, and ``why``."""

    fingerprint: str
    end: TermEnd | None
    why: str = ""


class Posting(NamedTuple):
    """A form that was posted: its name, its month, the day by which it should have been, the day on which it was; ``None`` where that cannot be read."""

    form: str
    month: str
    due: date | None
    registered: date | None = None


class UnknownName(NamedTuple):
    """A cell of a form whose name (or, in the table 指标, whose text) means nothing, and the name most like it, "" if none is."""

    sheet: str
    cell: str
    name: str
    nearest: str
    table: str = ""
    """The table, where the name stands in its column 指标."""
    month: str = ""
    """The month it names, where only that is not in the book."""


class UnknownTable(NamedTuple):
    """A table of a form that is no list of the program's, or a heading of it that its list does not offer. ``nearest``: the list or heading most like it."""

    sheet: str
    cell: str
    table: str
    heading: str
    nearest: str
    offered: str = ""
    """The list that the table is filled with."""


class TooLong(NamedTuple):
    """A table of a form that is to hold more rows than there is room for, and how many more."""

    sheet: str
    cell: str
    table: str
    rows: int
    missing: int


class Evidence:
    """All facts for the rules; empty where nothing was found."""

    def __init__(self, previous: PreviousBook | None = None) -> None:
        self.overdrafts: list[Overdraft] = []
        self.unpriced_counts: list[StockCount] = []
        self.unmatched_corrections: list[Register] = []
        self.leftovers: list[Leftover] = []
        self.count_differences: list[CountDifference] = []
        self.kept_too_long: list[Aged] = []
        self.issued_after_use_by: list[Aged] = []
        self.supplier_debts: list[SupplierDebt] = []
        self.returned_to_nobody: list[Issue] = []
        """Returns from stock of which it is not known to whom they went."""
        self.meals: list[MealFood] = []
        self.months: list[MonthResult] = []
        self.old_pieces_owed: list[OldPiecesOwed] = []
        self.quotas_passed: list[QuotaPassed] = []
        self.scrapped: Scrapped | None = None
        """Not there where it cannot be told."""
        self.closed_changes: list[ClosedMonth] = []
        self.recorded_since: str | None = None
        self.recorded_until: str | None = None
        """The first and the last month that 结账记录 says is closed."""
        self.closings_lack = ""
        """Why 结账记录 cannot be read, if so."""
        self.postings: list[Posting] = []
        self.postings_kept = False
        """The workbook has the table 公示台账."""
        self.unknown_names: list[UnknownName] = []
        self.unknown_tables: list[UnknownTable] = []
        self.too_long: list[TooLong] = []
        self.previous = previous
        """Only there when the earlier book is given beside this one."""

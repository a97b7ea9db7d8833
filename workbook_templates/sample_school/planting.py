"""How an error is planted: which cells of which rows change, and where the finding is to stand.

Rows are only changed or added at a table's end, so the place of every other row stays as it is in the good book.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from workbook_templates.sample_school.deliveries import FEN
from workbook_templates.sample_school.goods import good, price_on
from workbook_templates.sample_school.people import issuing_signers, receiving_signers

if TYPE_CHECKING:
    from datetime import date

    from workbook_templates.sample_school.rows import Row, Rows

NEW = -1
"""In place of a row's index: a row is added."""
TABLE = -1
"""In place of a row's index: the table as a whole is meant."""


class Edit(NamedTuple):
    """One row changed. ``cells`` are set (None empties one), ``add`` are added to the numbers that stand there."""

    table: str
    row: int
    cells: Row
    add: dict[str, Decimal] = {}  # noqa: RUF012 - never changed


class Fault(NamedTuple):
    """One error to plant: what is wrong, the family of the rule that tells, the heading, and the edits.

    The finding stands in the row of the edit number ``stands``, which may change nothing.
    """

    what: str
    family: str
    heading: str
    edits: tuple[Edit, ...]
    stands: int = 0


def fault(what: str, family: str, heading: str, *edits: Edit) -> Fault:
    """An error to plant."""
    return Fault(what, family, heading, edits)


class Planted(NamedTuple):
    """One planted error: what is wrong, the family of the rule that tells, and where. ``row`` is the index among the table's rows.

    ``row`` is ``TABLE`` and ``heading`` "" where the table as a whole is meant.
    """

    what: str
    family: str
    table: str
    row: int
    heading: str


class Damage(NamedTuple):
    """What is wrong with a workbook beyond its rows.

    ``attached``: table → a row typed directly below its last; ``below``: table → one typed two rows below.
    ``headings``: (table, heading) → what the heading cell says instead.
    """

    attached: dict[str, Row]
    below: dict[str, Row]
    headings: dict[tuple[str, str], str]


@dataclass
class Planting:
    """A book being spoiled: its rows, and what was planted so far."""

    rows: Rows
    planted: list[Planted] = field(default_factory=list)

    def plant(self, fault: Fault) -> None:
        """Make the fault's edits and note where it stands."""
        places = [self._edit(edit) for edit in fault.edits]
        self.planted.append(Planted(fault.what, fault.family, fault.edits[fault.stands].table, places[fault.stands], fault.heading))

    def _edit(self, edit: Edit) -> int:
        body = self.rows.setdefault(edit.table, [])
        place = edit.row
        if place == NEW:
            place = len(body)
            body.append({})
        row = body[place]
        for heading, value in edit.cells.items():
            if value is None:
                row.pop(heading, None)
            else:
                row[heading] = value
        for heading, number in edit.add.items():
            row[heading] = _decimal(row[heading]) + number
        return place


def find(rows: Rows, table: str, **cells: object) -> int:
    """The index of the first row in which these cells stand.

    Raises:
        StopIteration: there is none.
    """
    return next(
        place for place, row in enumerate(rows[table]) if all(row.get(heading) == value for heading, value in cells.items())
    )


def slip_of(rows: Rows, table: str, at_least: int = 1, **cells: object) -> list[int]:
    """The indexes of the rows of the first slip that has a row with these cells, and so many rows.

    Raises:
        StopIteration: there is none.
    """
    slips: dict[object, list[int]] = {}
    for place, row in enumerate(rows[table]):
        slips.setdefault(row["单号"], []).append(place)
    return next(
        places
        for places in slips.values()
        if len(places) >= at_least and all(rows[table][places[0]].get(heading) == value for heading, value in cells.items())
    )


def later_counts(rows: Rows, item: str, since: date, by: Decimal) -> tuple[Edit, ...]:
    """Let the counts of an item from a day on agree with a book that holds ``by`` more."""
    return tuple(
        Edit("盘点", place, {}, {"实盘数量": by})
        for place, row in enumerate(rows["盘点"])
        if row["品名"] == item and _day(row) >= since
    )


def delivery(day: date, item: str, quantity: str, number: int, meal: str = "午餐", **changes: object) -> Edit:
    """A whole good slip of one line, used at a meal of the day; ``changes`` are laid over it. ``quantity`` is in entered units."""
    bought = good(item)
    signers = receiving_signers(day)
    price = changes.pop("单价", None) or price_on(item, day)
    amount = (Decimal(quantity) * _decimal(price)).quantize(FEN)
    cells: Row = {
        "单号": f"YS{day:%y%m%d}-{number}",
        "日期": day,
        "供应商": bought.vendor.name,
        "品名": item,
        "数量": Decimal(quantity),
        "单位": bought.entered,
        "单价": price,
        "金额": amount,
        "单据合计": amount,
        "票据号": f"{bought.vendor.mark}9{number:05d}",
        "索证": bought.vendor.papers,
        "验收结论": "合格",
        "采购人": signers.buyer,
        "数量验收人": signers.quantity_checker,
        "质量验收人": signers.quality_checker,
    }
    if meal:
        cells["直出餐次"] = meal
    if bought.test != "无":
        cells["检测结果"] = "合格"
    return Edit("采购验收", NEW, {**cells, **changes})


def issue(day: date, item: str, quantity: str, number: int, **changes: object) -> Edit:
    """A whole good slip of one line out of the store, for everyone's lunch; ``changes`` are laid over it."""
    signers = issuing_signers(day)
    cells: Row = {
        "单号": f"CK{day:%y%m%d}-{number}",
        "日期": day,
        "餐次": "午餐",
        "去向": "供餐",
        "品名": item,
        "数量": Decimal(quantity),
        "单位": good(item).unit,
        "管理员": signers.manager,
        "仓管员": signers.keeper,
        "厨师": signers.cook,
    }
    return Edit("出库", NEW, {**cells, **changes})


def voucher(day: date, number: str, account: str, summary: str, amount: str, **changes: object) -> Edit:
    """A voucher of 支出; ``changes`` are laid over it."""
    cells: Row = {"凭证号": number, "日期": day, "科目": account, "摘要": summary, "金额": Decimal(amount)}
    return Edit("支出", NEW, {**cells, **changes})


def _decimal(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _day(row: Row) -> date:
    day: date = row["日期"]  # type: ignore[assignment]
    return day

"""The sums of the lists on the forms, beside the sum of the same rows of the registers or result tables."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from macros_py.forms.form_list import column_of, lines_of
from macros_py.forms.periods import THIS_MONTH, TO_DATE, YEAR, in_words, months_of
from macros_py.forms.tables import form_tables, is_too_long, placed
from macros_py.recomputation.columns import DIFFERENCE, NotThereError
from macros_py.recomputation.terms import Months, Terms
from validation.cells import column_letters
from workbook_templates.draft import DraftValue, Link, Recomputed
from workbook_templates.results import STOCK_BALANCES, SUPPLIER_ACCOUNTS, TRADE_INS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from macros_py.forms.tables import Placed
    from macros_py.judge import Judged
    from macros_py.recomputation.sources import Sources
    from validation.cells import RawBook

_FROM_REGISTERS: dict[str, Callable[[Terms, Months], str]] = {
    "食材采购": Terms.delivered,
    "采购明细": Terms.all_delivered,
    "收入明细": Terms.income,
    "支出明细": Terms.all_expenses,
}
"""Lists whose column 金额 is a sum over a register."""
_FROM_RESULTS = {"库存结存": STOCK_BALANCES.name, "供应商对账": SUPPLIER_ACCOUNTS.name, "以旧换新": TRADE_INS.name}
"""Lists that are a result table, row by row."""
_WORDS = {THIS_MONTH: "本月", TO_DATE: "累计", YEAR: "本年"}


def list_sums(raw: RawBook, judged: Judged, terms: Terms, sources: Sources) -> Iterator[tuple[DraftValue, ...]]:
    """A row of 核对 for every column that a list adds up and a formula can add up again."""
    for table in form_tables(raw):
        place = placed(table, judged)
        if place is None or place.each is None or _has_no_sum(place) or is_too_long(place, judged):
            continue
        lines = lines_of(place.each, judged, place.period)
        for position, heading in enumerate(table.headings):
            name, formats = place.each.heading(heading)
            column = (
                column_of(place.each, judged, place.period, heading, lines) if name in place.each.summed and not formats else None
            )
            if (
                column is not None
                and isinstance(column.total, Decimal)
                and _is_computed_again(place, name, judged.book.settings.month)
            ):
                cell = Link(table.sheet, f"{column_letters(table.first_column + position)}{table.header_row}")
                where = (table.sheet, cell, f"{heading} 合计", _period(place, judged))
                yield (*where, column.total, *_again(place, name, terms, sources, len(lines)))


def _has_no_sum(place: Placed) -> bool:
    """Whether the list holds only part of a month, or none at all."""
    return bool(place.period.week) or not place.period.month or place.to_come


def _is_computed_again(place: Placed, name: str, current: str | None) -> bool:
    """Whether a formula can add a column up: what was counted is worth what only the ledger knows, but for its differences in 核算月份."""
    counted = place.each is not None and place.each.name == "库存盘点"
    return not counted or (name == "差额金额" and place.period.how == THIS_MONTH and place.period.month == current)


def _formula(listed: str, name: str, terms: Terms, span: Months) -> str:
    if listed in _FROM_REGISTERS:
        return _FROM_REGISTERS[listed](terms, span)
    if listed == "日成本":
        return terms.meals_of(name, span)
    return terms.counted() if listed == "库存盘点" else terms.columns.sum_where(_FROM_RESULTS[listed], name)


def _period(place: Placed, judged: Judged) -> str:
    if place.period.how == THIS_MONTH and place.period.month != judged.book.settings.month:
        return in_words(judged.book.settings, place.period)
    return _WORDS[place.period.how]


def _again(place: Placed, name: str, terms: Terms, sources: Sources, lines: int) -> tuple[DraftValue, DraftValue, str]:
    """The formula, the difference, and where the sum comes from."""
    assert place.each is not None  # noqa: S101 - see ``list_sums``
    months = months_of(terms.judged, place.period)
    span = Months(months[0], months[-1])
    try:
        formula = _formula(place.each.name, name, terms, span)
    except NotThereError as missing:
        return None, None, f"没有 {missing}，公式写不出"
    return Recomputed(f"ROUND({formula},2)"), DIFFERENCE, f"清单 {lines} 行；{sources.rows('', formula, span)}"

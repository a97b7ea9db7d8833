"""Formulas in registers, as a copy without formulas holds them."""

from __future__ import annotations

import pytest

from macros_py.judge import judge
from macros_py.values_only import as_values
from tests.validation.text_books import book_of
from validation.cells import ErrorValue


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("采购验收 | 金额 =480", 480.0),
        ("采购验收 | 金额 =480.0004", 480.0),
        ("采购验收 | 金额 =480.005", 480.01),
        ("采购验收 | 金额 =", None),
        ("采购验收 | 金额 =#N/A", ErrorValue("#N/A")),
        ("采购验收 | 金额 480", 480.0),
    ],
)
def test_a_number_is_what_the_register_reads(text: str, value: object) -> None:
    table = as_values(book_of(text).raw).raw.tables["采购验收"]
    assert table.columns[table.headings.index("金额")] == [value] or table.columns[table.headings.index("金额")] == (value,)


def test_a_book_without_formulas_is_the_same_book() -> None:
    raw = book_of("").raw
    assert as_values(raw).raw is raw


def test_the_figures_are_those_of_the_formulas() -> None:
    raw = book_of("采购验收 | 金额 =480.0004\n采购验收 | 数量 =100").raw
    before, after = judge(raw).figures, judge(as_values(raw).raw).figures
    assert before.months == after.months


def test_only_cells_with_formulas_are_given() -> None:
    found = as_values(book_of("采购验收 | 金额 =480.0004").raw)
    assert list(found.cells) == ["采购验收"]
    assert list(found.cells["采购验收"].values()) == [480.0]

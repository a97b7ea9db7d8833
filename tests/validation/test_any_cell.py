"""Whatever stands in whatever cell: nothing breaks, every finding names its sheet and its cell, and no error value passes for a blank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.judge import judge
from macros_py.refresh import refresh
from tests.validation.catalogue import ways
from tests.validation.text_books import book_of, cell
from validation.cells import ErrorValue, Formula, RawBook, RawRow, RawTable
from validation.refusals import NotAWorkbook
from validation.registers import REGISTERS

if TYPE_CHECKING:
    from macros_py.judge import Judged
    from validation.cells import CellValue
    from validation.register import Register

GOOD = book_of("").raw
NAN, INFINITY = float("nan"), float("inf")
VALUES: tuple[CellValue, ...] = (
    *dict.fromkeys(cell(way.typed) for way in ways()),
    *(NAN, INFINITY, -INFINITY, -0.0, 5e-324, 1.7e308, 2_958_465.0, 2_958_466.0, 10**20, 1e-7, 0.1 + 0.2),
    *(Formula(value) for value in (True, 0.0, NAN, "", "十斤", ErrorValue("#N/A"))),
    *(ErrorValue(code) for code in ("", "#", "#####", "随便什么")),
    *(
        "",
        "\x00",
        "\x1b[31m480",
        "\u2028",
        "\ud83c",
        "合计",
        "-",
        "+",
        ".",
        "%",
        "元",
        "¥",
        "１",
        "9" * 400,
        "=1+1",
        "冲 CK1",
        "\u202e480",
    ),
)
"""Every cell of the catalogue, and what no catalogue would hold."""
COLUMNS = max(len(register.columns()) for register in REGISTERS)
Put = tuple[type["Register"], int, int, "CellValue"]
"""A register, the place of a row and of a column in its table, and what is put there."""


def with_cells(*puts: Put, date1904: bool = False) -> RawBook:
    tables = dict(GOOD.tables)
    for register, row, column, value in puts:
        table = tables[register.table]
        rows = list(table.rows)
        values = list(rows[row].values)
        values[column] = value
        rows[row] = RawRow(rows[row].number, tuple(values))
        tables[register.table] = _with_rows(table, rows)
    return RawBook(tables, date1904=date1904)


def _with_rows(table: RawTable, rows: list[RawRow]) -> RawTable:
    return table.with_rows(rows)


def check(raw: RawBook) -> None:
    try:
        judged = judge(raw)
    except NotAWorkbook as refusal:
        assert "格式版本" in str(refusal)  # noqa: PT017 - the one thing a cell may say that makes a book unreadable
        return
    refresh(raw, judged)
    homeless = [finding for finding in judged.findings if not finding.sheet or not finding.cell]
    assert homeless == []
    assert all(finding.message and finding.suggestion for finding in judged.findings)
    assert unread_errors(judged) == set()


def unread_errors(judged: Judged) -> set[tuple[str, str]]:
    """The error cells that nobody is told of, or that read as something. A row taken for a total is told of as a whole."""
    told = {(finding.sheet, finding.cell) for finding in judged.findings if finding.rule == "DAT-06"}
    wrong = set()
    for rows in judged.book.tables.values():
        assert rows.raw is not None
        records = {record.row: record for record in rows}
        for row in rows.raw.rows:
            for name, position in rows.positions.items():
                value = row.values[position]
                plain = value.value if isinstance(value, Formula) else value
                if not isinstance(plain, ErrorValue) or row.number in rows.totals:
                    continue
                place, record = (rows.raw.sheet, rows.cell(row.number, name)), records.get(row.number)
                if record is None or place not in told or name not in record.unread or getattr(record, name) is not None:
                    wrong.add(place)
    return wrong


@pytest.mark.parametrize("value", VALUES, ids=lambda value: ascii(value)[:40])
def test_any_value_in_any_column_of_any_register(value: CellValue) -> None:
    for column in range(COLUMNS):
        check(with_cells(*((register, 0, column, value) for register in REGISTERS if column < len(register.columns()))))


PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=12),
    st.text("0123456789.,-+%年月日元斤万十百近约。/ \u3000\u200b", max_size=10),
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.floats(0, 60_000),
    st.builds(ErrorValue, st.sampled_from(("#N/A", "#REF!", "#DIV/0!", "NaN", ""))),
)
CELLS = st.one_of(PLAIN, st.builds(Formula, PLAIN), st.sampled_from(VALUES))


@st.composite
def puts(draw: st.DrawFn) -> Put:
    register = draw(st.sampled_from(REGISTERS))
    row = draw(st.integers(0, len(GOOD.tables[register.table].rows) - 1))
    return register, row, draw(st.integers(0, len(register.columns()) - 1)), draw(CELLS)


@given(st.lists(puts(), min_size=1, max_size=6), st.booleans())
def test_any_values_in_any_cells(cells: list[Put], date1904: bool) -> None:  # noqa: FBT001 - drawn
    check(with_cells(*cells, date1904=date1904))

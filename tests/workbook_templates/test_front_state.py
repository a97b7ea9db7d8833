"""首页 notices that the registers changed after a refresh."""

from __future__ import annotations

import subprocess
from datetime import date
from decimal import Decimal
from math import inf, nan
from typing import TYPE_CHECKING

import openpyxl
import pytest
import python_calamine
from openpyxl.utils.datetime import to_excel

from validation.cells import ErrorValue, Formula, RawBook, RawRow, RawTable
from workbook_templates.front_state import Numbers, changed_since_refresh, figure_name, numbers_in_the_registers

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

    from validation.cells import CellValue

CHANGED = "登记有改动，请再刷新一次"


def table(name: str, *values: CellValue) -> dict[str, RawTable]:
    return {name: RawTable(name, name, 2, 1, 3, tuple(f"列{n}" for n in range(len(values)))).with_rows([RawRow(3, values)])}


def test_numbers_are_counted_as_excel_counts_them() -> None:
    book = RawBook(table("出库", 45901, "大米", 0.1, Formula(0.2), True, None, "12", ErrorValue("#N/A"), Formula("")))
    assert numbers_in_the_registers(book) == Numbers(3, Decimal("45901.3"))


@pytest.mark.parametrize("odd", [(inf, -inf), (inf,), (nan,)])
def test_what_is_no_number_is_not_counted(odd: tuple[float, ...]) -> None:
    assert numbers_in_the_registers(RawBook(table("出库", *odd, 1.5))) == Numbers(1, Decimal("1.5"))


def test_a_sum_beyond_what_excel_can_hold_is_still_a_number() -> None:
    assert numbers_in_the_registers(RawBook(table("出库", 1e308, 1e308))) == Numbers(2, Decimal("2e308"))


def test_tables_of_others_do_not_count() -> None:
    assert numbers_in_the_registers(RawBook(table("我的表", 5))) == Numbers(0, Decimal(0))


def test_a_figure_is_named_as_in_any_form() -> None:
    assert figure_name("盈亏率", "本月") == "公示_盈亏率_本月"


def test_the_formula_looks_at_every_register() -> None:
    assert changed_since_refresh("变").count("采购验收[]") == 2


def raw(book: Workbook) -> RawBook:
    """The tables of an openpyxl workbook as a host would hand them over."""
    tables = {}
    for sheet in book.worksheets[1:]:
        (own,) = sheet.tables.values()
        rows = sheet[own.ref]
        values = [[to_excel(cell.value) if isinstance(cell.value, date) else cell.value for cell in row] for row in rows]  # type: ignore[no-untyped-call]
        body = tuple(RawRow(row[0].row, tuple(cells)) for row, cells in zip(rows[1:], values[1:], strict=True))
        tables[sheet.title] = RawTable(sheet.title, sheet.title, rows[0][0].row, 1, rows[-1][0].row, tuple(values[0])).with_rows(
            body
        )
    return RawBook(tables)


@pytest.mark.libreoffice
@pytest.mark.parametrize(("heads_now", "warned"), [(300, False), (301, True)])
def test_an_altered_number_shows_and_an_unaltered_book_does_not(
    heads_now: int, *, warned: bool, template: Path, soffice: tuple[str, ...], tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(template)
    book["就餐"]["A3"], book["就餐"]["D3"], book["采购验收"]["G3"] = date(2025, 9, 1), 300, 4.8125
    numbers = numbers_in_the_registers(raw(book))
    for name, value in (("首页_登记个数", numbers.how_many), ("首页_登记总和", numbers.total)):
        book["首页"][book.defined_names[name].attr_text.partition("!")[2].replace("$", "")] = value
    book["就餐"]["D3"] = heads_now
    book.save(tmp_path / "in.xlsx")
    subprocess.run([*soffice, "--convert-to", "ods", "--outdir", str(tmp_path), str(tmp_path / "in.xlsx")], check=True, timeout=120)
    front = python_calamine.load_workbook(tmp_path / "in.ods").get_sheet_by_name("首页").to_python()
    assert (CHANGED in [value for row in front for value in row]) is warned

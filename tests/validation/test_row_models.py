"""The pydantic model of a register, made of the same columns: it reads what the reader reads, and refuses what the reader refuses, in the same words."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import pytest
from pydantic import ValidationError

from tests.validation.catalogue import Way, ways
from tests.validation.text_books import book_of, cell
from validation.cells import RawRow
from validation.kinds import Count, Text
from validation.reading import read_table
from validation.register import Column, Register
from validation.registers import REGISTERS

if TYPE_CHECKING:
    from pydantic import BaseModel

    from validation.cells import CellValue

GOOD = book_of("").raw
BY_TABLE = {register.table: register for register in REGISTERS}
CELLS = tuple(dict.fromkeys((way.typed, cell(way.typed)) for way in ways()))
"""Every way of filling a cell that the catalogue knows, good and bad."""


MODELS = {register.table: register.model() for register in REGISTERS}


def model(register: type[Register]) -> type[BaseModel]:
    return MODELS[register.table]


def good_row(register: type[Register]) -> dict[str, CellValue]:
    """The cells of the first good row, by field name."""
    rows = read_table(register, GOOD.tables[register.table])
    assert rows.raw is not None
    return {name: rows.raw.columns[position][0] for name, position in rows.positions.items()}


def refusal(register: type[Register], cells: dict[str, CellValue]) -> list[tuple[tuple[Any, ...], str]]:
    """Where and why the model refuses a row; nothing if it takes it."""
    try:
        model(register).model_validate(cells)
    except ValidationError as refused:
        return [(error["loc"], error["msg"]) for error in refused.errors()]
    return []


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.table)
def test_a_good_row_has_the_values_that_the_reader_reads(register: type[Register]) -> None:
    record = read_table(register, GOOD.tables[register.table]).records[0]
    validated = model(register).model_validate(good_row(register))
    assert validated.model_dump() == {name: getattr(record, name) for name in register.columns()}


def test_a_row_spelled_out() -> None:
    validated = model(BY_TABLE["采购验收"]).model_validate(
        {"slip": "YS1", "day": 45901.0, "supplier": "青禾粮油商行", "item": "大米", "quantity": 100.0, "unit": "公斤", "price": 4.8, "amount": 480.0}
    )  # fmt: skip
    values = validated.model_dump()
    assert (values["day"].isoformat(), values["quantity"], values["price"], values["amount"]) == (
        "2025-09-01",
        100_000,
        48_000,
        48_000,
    )
    assert (values["note"], values["direct_meal"]) == (None, None)


@pytest.mark.parametrize(
    ("table", "field"),
    [(register.table, name) for register in REGISTERS for name in register.columns()],
    ids=str,
)
def test_whatever_stands_in_a_cell_the_model_says_what_the_reader_says(table: str, field: str) -> None:
    register = BY_TABLE[table]
    raw, good = GOOD.tables[table], good_row(register)
    rows = read_table(register, raw)
    place = rows.positions[field]
    column = register.columns()[field]
    for typed, value in CELLS:
        before = raw.rows[0].values
        read = read_table(register, raw.with_rows([RawRow(4, (*before[:place], value, *before[place + 1 :]))]))
        if not read.numbers:  # a row that says nothing, or 合计, is no row
            continue
        fatal = [((name,), f"「{column.heading}」{fault.why}") for _, name, fault in read.faults if fault.fatal and name == field]
        assert refusal(register, {**good, field: value}) == fatal, typed
        if not fatal:
            assert getattr(model(register).model_validate({**good, field: value}), field) == read.column(field)[0], typed


OF_ONE_CELL = {"DAT-01", "DAT-02", "DAT-03", "DAT-04", "DAT-06", "DAT-09", "DAT-10", "DAT-16"}


def refused_ways() -> list[Way]:
    """The ways of the catalogue that spoil their cell, whatever else the book holds: 值 of 设置 is of another kind in every row."""
    wrong = [way for way in ways() if way.outcome.startswith("错误") and way.outcome.split()[1] in OF_ONE_CELL]
    return [way for way in wrong if not way.line.startswith("设置 ") and way.name != "不在本账之内"]


@pytest.mark.parametrize("way", refused_ways(), ids=lambda way: f"{way.type} {way.name} {way.typed}")
def test_the_model_refuses_in_the_words_of_the_catalogue(way: Way) -> None:
    table, *_, heading = (part.strip() for part in way.line.split(" | "))
    register = BY_TABLE[table]
    field = next(name for name, column in register.columns().items() if column.heading == heading)
    assert refusal(register, {**good_row(register), field: cell(way.typed)}) == [((field,), way.message)]


def test_every_bad_cell_of_a_row_is_named() -> None:
    register = BY_TABLE["就餐"]
    cells: dict[str, CellValue] = {**good_row(register), "day": "明天", "heads": -1.0}
    assert refusal(register, cells) == [
        (("day",), "「日期」不是能确定的日期：明天"),
        (("heads",), "「人数」不能是负数，现为 -1"),
    ]


def test_a_required_field_that_is_left_out_is_missing() -> None:
    register = BY_TABLE["就餐"]
    cells = good_row(register)
    del cells["heads"]
    assert refusal(register, cells) == [(("heads",), "Field required")]


class Late(Register):
    """Declared in a module whose annotations are text."""

    table: ClassVar[str] = "迟"

    heads: Annotated[int, Column("人数", Count(), "", required=True)]
    note: Annotated[str | None, Column("备注", Text(), "")] = None


def test_annotations_that_are_kept_as_text_are_columns_too() -> None:
    assert [column.heading for column in Late.columns().values()] == ["人数", "备注"]
    assert Late.model().model_validate({"heads": 3.0}).model_dump() == {"heads": 3, "note": None}


NOT_AT_START = ("pydantic", "pydantic_core", "pandas", "openpyxl", "xlwings", "hashlib", "dataclasses", "inspect")


def loaded_after(statement: str) -> list[str]:
    """Which of those modules a fresh process has imported after a statement."""
    program = f"import sys; {statement}; print(*[name for name in {NOT_AT_START} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()


@pytest.mark.parametrize("command", ["check", "refresh", "figures", "fix", "close"])
def test_a_command_waits_for_no_library_that_it_does_not_use(command: str) -> None:
    assert loaded_after(f"import addin.commands, addin.commands.{command}") == []


def test_nor_does_a_button_in_excel() -> None:
    assert loaded_after("import addin.door, addin.live.host, macros_py.buttons") == []


def test_a_model_imports_pydantic_when_it_is_asked_for() -> None:
    assert loaded_after("from validation.registers import Issue; Issue.model()")[:2] == ["pydantic", "pydantic_core"]

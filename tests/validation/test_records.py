"""Record classes are those that the standard library makes: every class of the program, and what records do."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import json
import pickle
import re
import subprocess
import sys
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.standard_records import STANDARD
from validation import records
from validation.cells import ErrorValue, Formula, RawRow, RawTable

ROOT = Path(__file__).parents[2]
PACKAGES = ("validation", "workbook_templates", "macros_py", "addin")


# --- every class of the program -------------------------------------------------------------------------------------------------------


def described(made: Any) -> list[str]:  # noqa: ANN401 - a class of records
    """What a record class is: its fields, what making one takes, how its records are compared, changed and kept."""
    if issubclass(made, tuple):
        fields = [f"{name} {made._field_defaults.get(name, 'needed')!r}" for name in made._fields]
    else:
        with pytest.raises(TypeError, match="no_such_field"):
            made(no_such_field=1)
        fields = [
            f"{each.name} {each.default!r} {each.default_factory!r} {each.repr} {each.compare}" for each in dataclasses.fields(made)
        ]
    takes = [f"{each.name} {each.default is not each.empty}" for each in inspect.signature(made).parameters.values()]
    defined = [name for name in ("__eq__", "__setattr__", "__delattr__", "__getstate__", "__setstate__") if name in vars(made)]
    kept = f"slots {getattr(made, '__slots__', None)}, hashed {made.__hash__ is not None}, a dictionary {made.__dictoffset__ != 0}"
    found = [*fields, *takes, *defined, kept, repr(made.__match_args__), repr(made.__bases__[1:])]
    return [re.sub(" at 0x[0-9a-f]+", "", each) for each in found]


def all_described() -> dict[str, list[str]]:
    """The record classes of the program, by module and name."""
    found = {}
    for path in (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))):
        if "from validation.records import" in path.read_text(encoding="utf-8"):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            for made in vars(import_module(module)).values():
                if isinstance(made, type) and made.__module__ == module and {"_fields", "__dataclass_fields__"} & vars(made).keys():
                    found[f"{module}.{made.__qualname__}"] = described(made)
    return found


def test_every_record_class_is_what_the_standard_library_makes() -> None:
    program = (
        "from tests.standard_records import use_standard_records; use_standard_records();"
        "import json; from tests.validation.test_records import all_described; print(json.dumps(all_described()))"
    )
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    found = all_described()
    assert found == json.loads(said)
    assert len(found) > 150


# --- what records do ------------------------------------------------------------------------------------------------------------------


@pytest.fixture(params=[records, STANDARD], ids=["ours", "the standard library's"])
def made(request: pytest.FixtureRequest) -> SimpleNamespace:
    """Some record classes, made both ways."""
    maker: Any = request.param

    class Cell(maker.NamedTuple):  # type: ignore[misc]
        """A cell."""

        column: str
        row: int = 1

        @property
        def text(self) -> str:
            return f"{self.column}{self.row}"

    @maker.dataclass
    class Sheet:
        name: str
        cells: list[Cell] = maker.field(default_factory=list)
        seen: int = maker.field(default_factory=int, compare=False, repr=False)

        @cached_property
        def texts(self) -> list[str]:
            return [cell.text for cell in self.cells]

    @maker.dataclass(frozen=True)
    class Kind:
        width = 12

    @maker.dataclass(frozen=True)
    class Number(Kind):
        places: int = 2
        signed: bool = False

    @maker.dataclass(frozen=True)
    class Money(Number):
        places: int = 0
        unit: str = "元"

    @maker.dataclass(frozen=True, slots=True)
    class Code:
        text: str

    @maker.dataclass(slots=True, eq=False)
    class Count:
        so_far: int = 0

    @maker.dataclass
    class Doubled:
        count: int

        def __post_init__(self) -> None:
            self.count *= 2

        def __repr__(self) -> str:
            return "twice"

    return SimpleNamespace(
        Cell=Cell,
        Sheet=Sheet,
        Kind=Kind,
        Number=Number,
        Money=Money,
        Code=Code,
        Count=Count,
        Doubled=Doubled,
        replace=maker.replace,
    )


def test_a_named_tuple_is_a_tuple_with_names(made: SimpleNamespace) -> None:
    cell = made.Cell("B")
    assert cell == ("B", 1) == made.Cell(row=1, column="B")
    assert (cell.column, cell.row, cell.text) == ("B", 1, "B1")
    assert hash(cell) == hash(("B", 1))
    assert repr(cell) == "Cell(column='B', row=1)"
    assert cell._asdict() == {"column": "B", "row": 1}
    assert type(made.Cell._make(["C", 2])) is made.Cell
    assert repr(cell._replace(row=7)) == "Cell(column='B', row=7)"
    assert copy.deepcopy(cell) == cell
    assert made.Cell.__doc__ == "A cell."


def test_a_named_tuple_is_made_of_its_fields_alone(made: SimpleNamespace) -> None:
    with pytest.raises(TypeError, match=r"Cell\.__new__\(\) missing 1 required positional argument: 'column'"):
        made.Cell()
    with pytest.raises(TypeError, match="takes from 2 to 3 positional arguments but 4 were given"):
        made.Cell("A", 1, 2)
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        made.Cell("A", colour="red")
    with pytest.raises(TypeError):
        made.Cell._make(["A"])
    with pytest.raises((TypeError, ValueError), match="colour"):  # the standard library's has changed its mind
        made.Cell("A")._replace(colour="red")
    with pytest.raises(AttributeError):
        made.Cell("A").row = 2
    with pytest.raises(AttributeError):
        made.Cell("A").colour = "red"


def test_a_dataclass_keeps_what_it_is_given(made: SimpleNamespace) -> None:
    one, other = made.Sheet("账"), made.Sheet("账", seen=3)
    assert (one.name, one.cells, one.seen, other.seen) == ("账", [], 0, 3)
    assert one.cells is not other.cells
    assert one == other != made.Sheet("本")
    assert one != "账"
    assert repr(other) == f"{made.Sheet.__qualname__}(name='账', cells=[])"
    other.cells.append(made.Cell("A"))
    assert other.texts == ["A1"]
    assert made.replace(other, name="本").cells is other.cells
    assert dataclasses.replace(other, name="本").name == "本"
    assert dataclasses.asdict(one) == {"name": "账", "cells": [], "seen": 0}
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)
    with pytest.raises(AttributeError, match="cells"):
        _ = made.Sheet.cells


def test_a_dataclass_is_made_of_its_fields_alone(made: SimpleNamespace) -> None:
    for _ in range(2):  # the first record of a class is made in another way than the next
        with pytest.raises(TypeError, match=r"Sheet\.__init__\(\) missing 1 required positional argument: 'name'"):
            made.Sheet()
        with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
            made.replace(made.Sheet("账"), colour="red")


def test_fields_are_inherited(made: SimpleNamespace) -> None:
    assert repr(made.Money(signed=True)).endswith("Money(places=0, signed=True, unit='元')")
    assert (made.Number(3).places, made.Money().places, made.Money.width) == (3, 0, 12)
    assert made.Kind() == made.Kind()
    assert made.Kind() != made.Number()
    assert made.Number() != made.Money(2)


def test_a_frozen_record_is_a_key_and_does_not_change(made: SimpleNamespace) -> None:
    for record, field in ((made.Number(), "places"), (made.Code("#N/A"), "text")):
        assert len({record, copy.copy(record), type(record)(getattr(record, field))}) == 1
        with pytest.raises(AttributeError, match=field):
            setattr(record, field, 1)
        with pytest.raises(AttributeError, match=field):
            delattr(record, field)
    assert hash(made.Number(1)) == hash(made.Number(1)) != hash(made.Number(3))


def test_slots_hold_the_fields_and_nothing_else(made: SimpleNamespace) -> None:
    count = made.Count()
    count.so_far += 1
    assert (count.so_far, made.Count().so_far) == (1, 0)
    assert len({count, made.Count(1)}) == 2
    with pytest.raises(AttributeError):
        count.more = 1


def test_what_a_class_says_itself_stands(made: SimpleNamespace) -> None:
    assert made.Doubled(2).count == 4
    assert repr(made.Doubled(2)) == "twice"


def test_records_match_patterns(made: SimpleNamespace) -> None:
    match made.Cell("C", 4), made.Code("#N/A"):
        case made.Cell(column, row), made.Code(text):
            assert (column, row, text) == ("C", 4, "#N/A")
        case _:
            pytest.fail("no match")


@pytest.mark.parametrize(
    "record", [ErrorValue("#N/A"), Formula(2.5), RawTable("出库", "出库", 1, 1, 3, ("日期",)).with_rows([RawRow(2, ("九月",))])]
)
def test_records_are_handed_to_other_processes(record: object) -> None:
    again = pickle.loads(pickle.dumps(record))  # noqa: S301 - our own
    assert again == record
    assert type(again) is type(record)

"""What a host hands over: errors, tables, values at places."""

from __future__ import annotations

import pickle

import pytest

from validation.cells import ErrorValue, Formula, RawRow, RawTable, picked


def test_an_error_is_equal_to_the_same_error_alone() -> None:
    error = ErrorValue("#N/A")
    assert error == ErrorValue("#N/A")
    assert error == pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert len({error, ErrorValue("#N/A"), ErrorValue("#REF!"), Formula("#N/A"), Formula(error), "#N/A"}) == 5
    assert repr(error) == "ErrorValue(code='#N/A')"


def test_a_table_with_other_rows_tells_their_different_values() -> None:
    table = RawTable("出库", "出库", 1, 1, 3, ("品名", "数量"), [2, 3], (("大米", "大米"), (1.0, 2.0)))
    assert table.distinct(0) == {"大米"}
    other = table.with_rows([RawRow(2, ("面粉", 1.0))])
    assert (other.distinct(0), other.numbers, other.last_row) == ({"面粉"}, [2], 3)
    assert table._replace(columns=(("盐",), (True,)), numbers=[2]).distinct(0) == {"盐"}
    assert table.distinct(0) == {"大米"}


@pytest.mark.parametrize(("places", "values"), [(range(1, 3), "bc"), ([], ""), ([3], "d"), ([3, 0], "da")])
def test_values_are_picked_at_places(places: list[int], values: str) -> None:
    assert "".join(picked("abcd", places)) == values

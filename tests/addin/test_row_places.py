"""Rows found where they should lie, beside a list of all of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin import row_places
from addin.row_places import RowPlaces
from addin.sheet_text import SheetText, open_sheet, row_texts
from validation.refusals import NotAWorkbook

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_of(rows: str) -> SheetText:
    return open_sheet(f"<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>".encode(), "sheet1.xml")


def test_a_row_starts_where_its_tag_does() -> None:
    sheet = sheet_of('<row r="2"><c r="A2"/></row><row r="5"/>')
    places = RowPlaces(sheet, [2, 5])
    begins = sheet.content.index(b"<row")
    assert dict(places) == {2: begins, 5: begins + len('<row r="2"><c r="A2"/></row>')}
    assert places.get(3) is None
    assert places.get(6) is None


ROWS = st.lists(
    st.tuples(
        st.integers(1, 40),
        st.integers(0, 3) | st.just(900),
        st.sampled_from(('<row r="{}">', '<row spans="1:3" r="{}">', "<row r='{}'>", '<row\tr="{}">', "<row r = \"{}\" ht='9'>")),
    ),
    min_size=1,
    max_size=60,
)


@given(ROWS, st.lists(st.integers(0, 2_500), max_size=30), st.sampled_from([0, 1, 1e9]))
def test_any_rows_are_found_in_any_order(rows: list[tuple[int, int, str]], asked: list[int], seek_below: float) -> None:
    """Of whatever length and in whatever dialect, with gaps; those that are not there are not found."""
    number, text = 0, ""
    for step, cells, opening in rows:
        number += step
        text += opening.format(number) + "<c><v>1</v></c>" * cells + "</row>"
    sheet = sheet_of(text)
    expected = {row.number: row.start for row in row_texts(sheet)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_places, "_SEEK_BELOW", seek_below)
        places = RowPlaces(sheet, list(expected))
        assert {each: places.get(each) for each in asked} == {each: expected.get(each) for each in asked}
        assert dict(places) == expected


def test_rows_without_numbers_are_counted() -> None:
    sheet = sheet_of("<row><c><v>1</v></c></row>" * 30)
    places = RowPlaces(sheet, range(1, 31))
    assert places[30] == sheet.end - len("<row><c><v>1</v></c></row>")


@pytest.mark.parametrize("empty", ['<row r="5"/>', '<row r="5" a=">"/>', '<row r="77"/>'])
@pytest.mark.parametrize("seek_below", [0, 1e9])
def test_where_a_row_stands_within_a_cell_no_row_is_written_to(empty: str, seek_below: float) -> None:
    inside = f'<row r="3"><c r="A3" t="inlineStr"><is>{empty}</is></c></row>'
    sheet = sheet_of(f'<row r="2"><c r="A2"/></row>{inside}<row r="5"/>')
    assert [row.number for row in row_texts(sheet)] == [2, 3, 5]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_places, "_SEEK_BELOW", seek_below)
        with pytest.raises(NotAWorkbook, match="」内容损坏"):
            RowPlaces(sheet, [2, 3, 5])[5]

"""红字: which row a 备注 says it reverses."""

from __future__ import annotations

import pytest

from macros_py.judge import judge
from tests.validation.text_books import book_of
from validation.book import read_book
from validation.cells import RawBook
from validation.corrections import left_to_reverse, reversed_row, slip_named


@pytest.mark.parametrize(
    ("note", "slip"),
    [
        ("冲 ‹CK0901-1›", "CK0901-1"),
        ("冲CK0901-1", "CK0901-1"),
        ("冲 CK0901-1 多领", "CK0901-1"),
        ("冲「CK0901-1」", "CK0901-1"),
        ('冲 "CK0901-1",退回', "CK0901-1"),
        ("冲销 CK0901-1", "CK0901-1"),
        ("冲 CK0901-1\uff0c退回", "CK0901-1"),
        ("冲\uff08CK0901-1\uff09", "CK0901-1"),
        ("冲\u3000CK0901-1", "CK0901-1"),
        ("冲\uff1aCK0901-1", "CK0901-1"),
        ("冲红 CK0901-1", "CK0901-1"),
        ("冲 单号CK0901-1", "CK0901-1"),
        ("冲原单号：「CK0901-1」", "CK0901-1"),
        ("退回多领的", None),
        ("见冲 CK0901-1", None),
        ("", None),
        (None, None),
    ],
)
def test_a_note_that_begins_so_names_a_slip(note: str | None, slip: str | None) -> None:
    assert slip_named(note) == slip


@pytest.mark.parametrize(
    ("note", "slip"),
    [
        ("冲 CK1", "CK1"),
        ("冲CK1退回多领的", "CK1"),
        ("冲 CK 1-2 多领", "CK 1-2"),
        ("冲 (CK(3))", "CK(3)"),
        ("冲 验 7 号", "验 7 号"),
        ("冲 CK12", "CK12"),
        ("冲 CK1-9", "CK1-9"),
        ("冲 单9", "单9"),
    ],
)
def test_of_slips_that_are_known_the_longest_that_stands_there_is_named(note: str, slip: str) -> None:
    assert slip_named(note, {"CK1", "CK 1", "CK 1-2", "CK(3)", "验 7 号", "单9"}) == slip


@pytest.mark.parametrize("note", ["冲\u3000\uff23\uff2b\uff11", " 冲 CK1 ", "冲CK1"])
def test_full_width_signs_and_spaces_around_make_no_difference(note: str) -> None:
    example = book_of("出库\n出库 | 单号 CK2 | 数量 -5")
    raw = example.raw.tables["出库"]
    place = raw.headings.index("备注")
    row = raw.rows[-1]
    rows = (*raw.rows[:-1], row._replace(values=(*row.values[:place], note, *row.values[place + 1 :])))
    found = read_book(RawBook({**example.raw.tables, "出库": raw.with_rows(rows)}))
    original = reversed_row(found, found.issues.records[-1])
    assert original is not None
    assert original.row == 4


def test_a_later_correction_never_changes_what_an_earlier_one_reverses_wherever_it_stands() -> None:
    text = "出库\n出库 | 日期 2025-09-09 | 单号 CK3 | 数量 -80 | 备注 冲 CK1\n出库 | 日期 2025-09-02 | 单号 CK2 | 数量 -50 | 备注 冲 CK1"
    found = read_book(book_of(text).raw)
    assert [left_to_reverse(found, row) for row in found.issues] == [None, 50_000, 100_000]


def test_among_lines_of_one_slip_the_price_tells_which_is_meant_in_whatever_unit() -> None:
    lines = "采购验收 | 单价 4.80\n采购验收 | 单价 6.00 | 金额 600.00\n"
    for unit, price, row in (("公斤", "4.80", 4), ("公斤", "6.00", 5), ("斤", "2.40", 4), ("斤", "3.00", 5)):
        text = f"{lines}采购验收 | 单号 YS2 | 数量 -2 | 单位 {unit} | 单价 {price} | 备注 冲 YS1"
        found = read_book(book_of(text).raw)
        original = reversed_row(found, found.purchases.records[-1])
        assert original is not None
        assert original.row == row


def test_old_pieces_go_back_to_the_department_with_what_a_correction_takes_back() -> None:
    """6 held; 4 drawn for 4, and all taken back: 6 are held again, and 6 come back for 6."""
    taken_back = "易耗品领用 | 单号 LY2 | 领用数 -4 | 交旧数 - | 备注 冲 LY1\n"
    text = "易耗品领用 | 领用数 4 | 交旧数 4\n{}易耗品领用 | 单号 LY3 | 领用数 {} | 交旧数 {}"

    def told(text: str) -> list[tuple[str, int]]:
        return [(finding.rule, finding.row) for finding in judge(book_of(text).raw).findings if finding.rule.startswith("CON")]

    assert told(text.format(taken_back, 6, 6)) == []
    assert told(text.format(taken_back, 7, 7)) == [("CON-03", 6)]
    assert told(text.format(taken_back.replace("LY1", "LY0"), 3, 3)) == [("CON-03", 6)]  # of no row that is known


def test_the_row_with_just_that_quantity_is_reversed_else_the_largest() -> None:
    text = "出库 | 数量 30\n出库 | 数量 20\n出库 | 单号 CK2 | 数量 {} | 备注 冲 CK1"
    for quantity, row in ((-20, 5), (-30, 4), (-5, 4)):
        found = read_book(book_of(text.format(quantity)).raw)
        original = reversed_row(found, found.issues.records[-1])
        assert original is not None
        assert original.row == row


def test_a_row_of_another_item_is_not_reversed() -> None:
    found = read_book(book_of("出库\n出库 | 单号 CK2 | 品名 面粉 | 数量 -5 | 备注 冲 CK1").raw)
    assert reversed_row(found, found.issues.records[-1]) is None

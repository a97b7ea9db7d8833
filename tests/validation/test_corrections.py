"""红字: which row a 备注 says it reverses."""

from __future__ import annotations

import pytest

from tests.validation.text_books import book_of
from validation.book import read_book
from validation.corrections import reversed_row, reversed_slip


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
        ("退回多领的", None),
        ("见冲 CK0901-1", None),
        ("", None),
        (None, None),
    ],
)
def test_a_note_that_begins_so_names_a_slip(note: str | None, slip: str | None) -> None:
    assert reversed_slip(note) == slip


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

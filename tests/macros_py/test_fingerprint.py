"""首页_指纹 stays what it is from one version of the program to the next: it is compared with what was written down before."""

from __future__ import annotations

import pytest

from macros_py.fingerprint import fingerprint
from tests.validation.text_books import book_of
from validation.book import read_book


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("出库", "60805e2a"),
        ("采购验收 | 数量 十斤", "afdb0ee3"),
        ("采购验收 | 备注 #N/A", "8615dbdc"),
        ("采购验收 | 金额 =480.0004", "ac0ca813"),
        ("采购验收 | 金额 =", "d6b3a9dd"),
    ],
)
def test_a_book_keeps_its_fingerprint(text: str, expected: str) -> None:
    assert fingerprint(read_book(book_of(text).raw)) == expected

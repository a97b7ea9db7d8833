"""No month of a canteen is counted twice, and the reason is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from macros_py.district.choosing import Candidate, chosen
from macros_py.district.summary import Head

if TYPE_CHECKING:
    from random import Random

MONTHS = ("2025-09", "2025-10", "2025-11", "2025-12", "2026-01")


def book(  # noqa: PLR0913 - a book has so many sides, and a test names the one it is about
    file: str, last: int = 5, *, first: int = 0, closed: str = "", errors: int = 0, school: str = "一小", canteen: str = "食堂"
) -> Candidate:
    return Candidate(file, file, Head(school, canteen, "2025秋", MONTHS[first:last], closed, (errors, 0, 0)))


def result(*books: Candidate) -> tuple[list[str], dict[str, str]]:
    taken, passed = chosen(books)
    return [each.file for each in taken], {each.file: reason for each, reason in passed}


def test_canteens_and_terms_that_do_not_overlap_are_all_taken_in_order() -> None:
    books = (book("丙", school="二小"), book("乙", first=3), book("甲", 3), book("丁", canteen="二食堂"))
    assert result(*books) == (["丁", "甲", "乙", "丙"], {})


def test_the_book_that_goes_further_counts() -> None:
    taken, passed = result(book("九月报", 1), book("十月报", 2))
    assert taken == ["十月报"]
    assert passed == {
        "九月报": "和「十月报」是同一学校、同一食堂的账，2025-09 重复，一个月只算一次；取用那一本，因为它核算到 2025-10，这本只到 2025-09"
    }


def test_then_the_one_with_more_closed_months() -> None:
    taken, passed = result(book("甲", 2), book("乙", 2, closed="2025-09", errors=3))
    assert taken == ["乙"]
    assert passed["甲"].endswith("2025-09 至 2025-10 重复，一个月只算一次；取用那一本，因为它结账到 2025-09，这本没有结账")


def test_a_closed_month_that_is_none_of_the_books_says_nothing() -> None:
    assert result(book("甲", closed="2099-12", errors=3), book("乙"))[0] == ["乙"]


def test_then_the_one_with_fewer_errors() -> None:
    taken, passed = result(book("甲", errors=2), book("乙", errors=1))
    assert taken == ["乙"]
    assert passed["甲"].endswith("因为它有 1 处错误，这本有 2 处")


def test_where_nothing_tells_them_apart_the_content_decides_and_it_is_said() -> None:
    taken, passed = result(book("乙"), book("甲"))
    assert taken == [min("甲", "乙")]
    assert "内容却不同" in passed[max("甲", "乙")]


def test_spaces_and_full_width_letters_make_no_other_school() -> None:
    assert len(result(book("甲", school="示例 第A小学"), book("乙", school="示例第Ａ小学"))[0]) == 1


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5), st.integers(0, 2)), min_size=1, max_size=8), st.randoms())
def test_whatever_the_order_the_same_books_count_and_no_month_twice(spans: list[tuple[int, int, int]], chance: Random) -> None:
    books = [
        book(f"{place}", max(first + 1, last), first=first, errors=errors) for place, (first, last, errors) in enumerate(spans)
    ]
    before = chosen(books)
    chance.shuffle(books)
    assert chosen(books)[0] == before[0]
    months = [month for each in before[0] for month in each.head.months]
    assert len(months) == len(set(months))
    assert len(before[0]) + len(before[1]) == len(books)

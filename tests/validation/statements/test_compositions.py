"""组成: what it may say, and what becomes of what it may not."""

from __future__ import annotations

import pytest

from validation.statements.compositions import MOST_TERMS, Compositions, Quotient, Sum, Unreadable

KEYS = ("1", "2", "3a", "3b", "4", "5-1", "总1")


def read(text: str, keys: tuple[str, ...] = KEYS) -> str:
    found = Compositions(keys).read(text)
    if isinstance(found, Unreadable):
        return f"? {found.why}"
    if isinstance(found, Quotient):
        return f"{found.above} over {found.below}"
    return " ".join(f"{'-' if term.sign < 0 else '+'}{term.key}" for term in found.terms)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1+2-4", "+1 +2 -4"),
        ("-1+2", "-1 +2"),
        ("1", "+1"),
        ("2:4", "+2 +3a +3b +4"),
        ("4:2", "+2 +3a +3b +4"),
        ("1-2:3b", "+1 -2 -3a -3b"),
        ("2/1", "2 over 1"),
        ("１＋２－４", "+1 +2 -4"),
        (" = 1 + 2 ", "+1 +2"),
        ("3a～4", "+3a +3b +4"),
        ("5-1", "+5-1"),
        ("1-5-1", "+1 -5-1"),
        ("1÷总1", "1 over 总1"),
        ("1+1", "+1 +1"),
    ],
)
def test_what_is_plainly_meant_is_read(text: str, meant: str) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1+9", "里的“9”不是这张表里的行"),
        ("1和2", "里的“1和2”不是这张表里的行"),
        ("1++2", "不能确定是什么意思"),
        ("1+", "不能确定是什么意思"),
        ("12", "里的“12”不是这张表里的行"),
        ("1:2:4", "不能确定是什么意思"),
        ("1/2/4", "里的除法只能是一行除以一行"),
        ("1+2/4", "里的除法只能是一行除以一行"),
        ("/2", "里的除法只能是一行除以一行"),
        ("=", "不能确定是什么意思"),
    ],
)
def test_what_is_not_certain_is_not_read(text: str, why: str) -> None:
    assert read(text) == f"? {why}"


@pytest.mark.parametrize("text", ["46206", "0.129166", "7月3日", "2026/7/3"])
def test_what_excel_made_a_date_of_is_told_so(text: str) -> None:
    found = Compositions(KEYS).read(text)
    assert isinstance(found, Unreadable)
    assert "文本格式" in found.todo


def test_ranges_do_not_grow_without_end() -> None:
    keys = tuple(map(str, range(1, 1001)))
    reader = Compositions(keys)
    found = [reader.read("1:1000") for _ in range(MOST_TERMS // 1000 + 1)]
    assert isinstance(found[-2], Sum)
    assert isinstance(found[-1], Unreadable)

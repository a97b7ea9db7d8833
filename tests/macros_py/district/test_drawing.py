"""Vouchers drawn by hash."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from macros_py.district.drawing import draw
from tests.macros_py.small_books import judged

WHOSE = "设置\n学校 云杉小学\n食堂 一食堂\n学期 2025秋\n"
SLIPS = [
    "R1 09-01 大米 10 40",
    "R1 09-01 大米 20 80",
    "R2 09-02 大米 5 20",
    "R3 09-03 大米 6 24",
    "R4 09-04 大米 7 28",
    "R5 09-05 大米 8 32",
]


def book(lines: list[str]) -> str:
    text = "\n".join(lines)
    return f"{WHOSE}\n品目\n品名\n大米\n\n采购验收\n单号 日期 品名 数量 金额\n{text}\n"


def number_of(seed: str, voucher: str) -> str:
    """As the sheet says it is drawn."""
    return hashlib.sha256(f"{seed}|云杉小学|一食堂|2025秋|采购验收|{voucher}".encode()).hexdigest()


def test_the_largest_and_those_with_the_smallest_numbers_are_drawn() -> None:
    found = draw(judged(book(SLIPS)), "种", 2)
    first, second = sorted(("R2", "R3", "R4", "R5"), key=lambda voucher: number_of("种", voucher))[:2]
    assert [each.voucher for each in found] == ["R1", first, second]
    assert found[0][:8] == ("采购验收", "采购验收", "R1", "2025-09-01", 12_000, "E2", 2, 2)
    assert found[0].why == "采购验收 5 张里金额最大的"
    assert found[1].why == "采购验收 5 张里随机抽的第 1 张"
    assert [each.hash for each in found] == [number_of("种", each.voucher)[:16] for each in found]


def test_income_and_expenses_are_drawn_too_and_nothing_when_nothing_is_wanted() -> None:
    money = "收入\n凭证号 日期 金额\nS1 09-05 1000\n\n支出\n凭证号 日期 金额\nZ1 09-26 400\nZ2 09-27 -500\n"
    found = draw(judged(f"{book(SLIPS)}\n{money}"), "种", 1)
    assert [(each.table, each.voucher) for each in found[2:]] == [("收入", "S1"), ("支出", "Z2"), ("支出", "Z1")]
    assert draw(judged(book(SLIPS)), "种", 0) == []


@given(st.permutations(SLIPS), st.text("甲乙丙1|", max_size=3))
def test_the_order_of_the_rows_draws_no_other_vouchers(lines: list[str], seed: str) -> None:
    drawn = [[(each.voucher, each.hash) for each in draw(judged(book(each_order)), seed, 2)] for each_order in (SLIPS, lines)]
    assert drawn[0] == drawn[1]


def test_another_seed_draws_others() -> None:
    drawn = {tuple(each.voucher for each in draw(judged(book(SLIPS)), f"{seed}", 2)) for seed in range(20)}
    assert len(drawn) > 3

"""What departments owe of old pieces, and since when."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from macros_py.old_for_new import Account, Debt
from tests.macros_py.small_books import judged

if TYPE_CHECKING:
    from random import Random

BOOK = """
品目
品名 类别   单位 以旧换新
扫帚 易耗品 把   是

期初库存
品名 数量 金额   单位
扫帚 100  200.00 把

期初在用
部门 品名 数量
食堂 扫帚 6

易耗品领用
单号 日期  部门 品名 领用数 交旧数 旧品状态 免交理由 备注
"""
SEPTEMBER = [date(2025, 9, day) for day in range(1, 31)]


def account(rows: str, extra: str = "") -> Account:
    return judged(f"{extra}{BOOK.strip()}\n{rows}").trade_ins["食堂", "扫帚"]


def debts(*balances: tuple[int, int]) -> list[tuple[int, int]]:
    """The debts of rows 3, 4, …, each given as the day of September and what it left owed."""
    rows = {row: (SEPTEMBER[day - 1], balance) for row, (day, balance) in enumerate(balances, 3)}
    account = Account()
    account.balances = rows
    return [(debt.day.day, debt.owed) for debt in account.debts()]


def test_a_later_return_makes_good_the_oldest_debt() -> None:
    assert debts((1, 3), (5, 2), (9, -4)) == [(5, 1)]
    assert debts((1, 3), (5, 2), (9, -3)) == [(5, 2)]
    assert debts((1, 3), (5, 2), (9, -1)) == [(1, 2), (5, 2)]


def test_what_came_back_too_early_is_kept_for_later() -> None:
    assert debts((1, -2), (5, 3)) == [(5, 1)]
    assert debts((1, -2), (5, 1), (9, 3)) == [(9, 2)]
    assert debts((1, -2), (5, 1)) == []


def test_on_one_day_the_return_comes_first_wherever_it_stands() -> None:
    assert debts((5, 3), (5, -2)) == debts((5, -2), (5, 3)) == [(5, 1)]


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(-9, 9)), max_size=12), st.randoms())
def test_what_is_owed_is_what_the_rows_left_in_any_order(balances: list[tuple[int, int]], chance: Random) -> None:
    found = debts(*balances)
    assert sum(owed for _, owed in found) == max(sum(balance for _, balance in balances), 0)
    assert all(owed > 0 for _, owed in found)
    assert [day for day, _ in found] == sorted(day for day, _ in found)
    chance.shuffle(balances)
    assert by_day(debts(*balances)) == by_day(found)


def by_day(found: list[tuple[int, int]]) -> Counter[int]:
    sums: Counter[int] = Counter()
    for day, owed in found:
        sums[day] += owed
    return sums


def test_a_reversal_is_of_the_day_of_the_row_it_reverses() -> None:
    # Row 3 draws 4 and brings 1; half of it is taken back on the 20th: 2 drawn, the whole old piece stays, 1 is owed since the 2nd.
    found = account("L1 09-02 食堂 扫帚 4 1 - - -\nL2 09-05 食堂 扫帚 1 0 - - -\nL3 09-20 食堂 扫帚 -2 - - - 冲L1\n")
    assert (found.drawn, found.returned, found.owed, found.amount) == (3000, 1000, 2000, 600)
    assert [(debt.day.day, debt.owed) for debt in found.debts()] == [(2, 1000), (5, 1000)]
    whole = account("L1 09-02 食堂 扫帚 4 1 - - -\nL3 09-20 食堂 扫帚 -4 - - - 冲L1\n")
    assert (whole.drawn, whole.returned, whole.owed, whole.amount, whole.debts()) == (0, 0, 0, 0, [])


@given(
    drawn=st.integers(1, 9),
    back=st.integers(0, 12),
    waiver=st.sampled_from(["-", "首次领用", "遗失已赔"]),
    parts=st.lists(st.integers(1, 4), max_size=9),
)
def test_a_row_reversed_piece_by_piece_leaves_nothing_and_no_piece_is_ever_broken(
    drawn: int, back: int, waiver: str, parts: list[int]
) -> None:
    text, left = f"L1 09-02 食堂 扫帚 {drawn} {back} 报废 {waiver} -\n", drawn
    for number, part in enumerate(parts, 2):
        if part <= left:
            text, left = text + f"L{number} 09-2{number % 10} 食堂 扫帚 -{part} - - - 冲L1\n", left - part
    part_way = account(text)
    assert part_way.drawn == left * 1000
    assert part_way.returned == -(-back * left // drawn) * 1000  # what is less than a piece stays
    assert part_way.waivers % 1000 == 0
    assert part_way.waivers == 0 if waiver == "-" else part_way.owed == min(part_way.drawn - part_way.returned, 0)
    whole = account(text + (f"L99 09-30 食堂 扫帚 -{left} - - - 冲L1\n" if left else ""))
    assert (whole.drawn, whole.returned, whole.scrapped, whole.waivers, whole.owed, whole.in_use) == (0, 0, 0, 0, 0, 6000)


def test_what_was_lost_and_paid_for_is_held_no_longer() -> None:
    found = account("L1 09-02 食堂 扫帚 3 1 报废 遗失已赔 -\nL2 09-03 食堂 扫帚 2 0 - 首次领用 -\n")
    # 6 + 5 drawn − 1 back − 2 lost = 8.
    assert (found.in_use, found.waived["遗失已赔"], found.first_issues, found.waivers, found.scrapped) == (
        8000,
        2000,
        2000,
        4000,
        1000,
    )


def test_what_is_owed_is_worth_the_average_of_what_was_drawn() -> None:
    # 7 drawn for 14.00, of which 3 owed: 6.00. With 100 for 199.00, 7 cost 13.93: 3 are 5.97.
    rows = "L1 09-02 食堂 扫帚 7 4 - - -\n"
    assert account(rows).owed_value == 600
    assert judged(f"{BOOK.strip()}\n{rows}".replace("200.00", "199.00")).trade_ins["食堂", "扫帚"].owed_value == 597
    assert account("L1 09-02 食堂 扫帚 1 4 - - -\n").owed_value == 0


def test_a_blocked_row_leaves_open_what_is_owed_by_whom_it_may_be_of() -> None:
    rows = "L1 09-02 食堂 扫帚 2 0 - - -\n"
    assert account(rows).debts() == [Debt(2, date(2025, 9, 2), 2000)]
    assert account(f"{rows}L2 09-03 食堂 扫帚 二 0 - - -\n").debts() == []
    assert account(f"{rows}L2 10-03 食堂 扫帚 二 0 - - -\n").debts() == [Debt(2, date(2025, 9, 2), 2000)]  # of October
    other = judged(f"{BOOK.strip()}\n{rows}L2 09-03 教务 扫帚 二 0 - - -\n")
    assert other.trade_ins["食堂", "扫帚"].debts() == [Debt(2, date(2025, 9, 2), 2000)]
    assert (other.trade_ins["教务", "扫帚"].unread, other.trade_ins["教务", "扫帚"].debts()) == (3, [])


def test_an_old_piece_less_than_none_is_not_counted_on() -> None:
    found = account("L1 09-02 食堂 扫帚 2 -1 - - -\n")
    assert (found.unread, found.debts()) == (2, [])

"""Cases worked by hand for the second stock ledger, and what holds in every book. In the cases 12.34 is 12.34 元, u a unit cost.

Where "Valuation" can be read in two ways, this is the reading chosen:

[A1] "rows in order of (单号, 餐次, 去向, base quantity, 部门)": rows alike in all five stand in the order of the register. Which
    of them bears the odd fen matters only to a 红字 of one of them.
[A2] An item is valued up to its first problem and not after; only the first is reported. An overdrawn day has no values at all; of
    an unpriced surplus' day the issues are valued. For 月末一次 the days of the month before the problem keep the unit cost of the
    whole month (receipts after the problem included) and are valued as if something were left at its end.
[A3] A 红字 of the same day comes after the day's issues, and the issues are valued together without it. So 10 in stock, issued 10,
    taken back 10, issued 9 on one day is overdrawn (19 > 10), although the day's net is 9. If that is to be allowed, the rows
    taken back the same day would have to be netted first, and then "that row's value" is not defined by V any more.
[A4] A 红字 of a purchase at its own 金额, after goods have left, can leave a value on no quantity (in 10 for 10.00, in 10 for
    20.00, issue 10 for 15.00, take back the second: 0 for -5.00). It stays with the item and joins what comes next; the text has
    no word.
[A5] "(month's opening + month's receipts into stock) ÷ quantity": all receipts of the calendar month, those after the issue too,
    those of 红字 too, in the month of their own date; the opening is the ledger's value at the end of the month before.
[A6] "a month that ends with nothing takes all the value at its last issue or 盘亏": the month's last issuing day or shortage,
    whichever is later (on one day the shortage), takes what makes the month end with no value, even if red purchases follow it.
[A7] A month with neither opening nor receipts: the unit cost is that of what else came in so far that month, surpluses and issues
    of earlier months taken back (value ÷ quantity). One surplus: its value ÷ its quantity, the lead's reading. With not even these
    (opening and red purchases cancel out; the item will be overdrawn) that of what is there.
[A8] "quantity issued in the month to date" and "charged before" are less what was taken back of this month's own issues, so that
    the month's charge stays round(net quantity × unit cost). An issue of an earlier month taken back enters neither (else the
    difference between the two months' unit costs would be charged to the next issue), nor the average: it is not a receipt. The
    other reading: red rows touch only the stock (in 6 for 10.00; issue 1, take it back, issue 1: 1.67, -1.67, then 1.66 instead of
    1.67).
[A9] "the last price paid" is looked up to the end of the count's day, that day's lines included, later lines not.
[A10] Two lines of the item on the last 单号: the later in the register. Strictly that breaks "does not depend on how its rows are
    ordered or split"; Σ金额 ÷ Σ数量 of the item's lines on that 单号 would keep it, and would be the better rule.
[A11] "accepted line": a red line is none, a line taken back still is one; 期初库存 is none, so a surplus of an item that was only
    ever in the opening is unpriced once the stock is gone.
[A12] "reverses it at that row's value": of a part, its share of that value, rounded cumulatively over the red rows of one row.
[A13] 先进先出: an issue taken back is the oldest layer again (the day's red rows of a kind in one layer), not the newest.
[A14] 先进先出: a purchase taken back comes out of the layer of the day it came, at the typed 金额; where less is left there, the
    quantity comes out of the oldest layers and the difference in value stays on the oldest layer left.
[A15] 月末一次: a shortage is round(shortage × unit cost) and does not enter the issued to date: the lead's reading, the only one
    that fits "valued by itself". Its price: the month's total out can be half a fen per count away from round(total out × unit
    cost).
[A16] "inside such a month a negative value is no finding": a value can be negative as well inside a month that ends with something
    left (dear receipts after the issue). Nothing is reported here in either; the sentence should cover both.
[A17] 直出 taken back is 直出, whatever the red line says of 直出餐次.
[A18] Two counts of an item on one day: in the order of the register, the last stands.
[A19] Rows outside the book's days are not looked at and have no value.
[A20] A surplus "enters no average of its month" speaks of 月末一次 only; with the other methods it is in stock at once. It is in
    next month's opening.
[A21] "does not depend on how its rows are ordered or split" cannot hold for a day with a red row of an issue: the value of the row
    taken back is a share, and a share moves by a fen when its neighbours on the same 单号 are split.
[A22] 月末一次, a surplus with no stock before the count: it comes in at the last price but goes out at the month's unit cost, so
    that a faultless book can end a month with goods of negative value, and open the next with them (the case below: 1 for -2.00).
    Followed to the letter. Better: where the month has a unit cost, let this surplus take it too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger_strategies import Book, books, methods
from tests.second_ledger import (
    DESTINATIONS,
    FIFO,
    MEALS,
    METHODS,
    MONTH_END,
    MOVING,
    Count,
    Issue,
    Opening,
    Receipt,
    Result,
    rounded,
    run,
    shares,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST, LAST = date(2025, 9, 1), date(2025, 12, 31)

Closing = tuple[int, int | None]


def thousandths(text: str) -> int:
    return int(Decimal(text) * 1000)


def fen(text: str) -> int:
    return int(Decimal(text) * 100)


def read(text: str) -> Book:
    """Read a book written as text.

    ``opening 品名 数量 金额`` · ``MM-DD in 单号 品名 数量 金额 [直出餐次]`` · ``MM-DD out 单号 餐次 去向 品名 数量`` ·
    ``MM-DD draw 单号 部门 品名 数量`` · ``MM-DD count 品名 数量``; ``-`` is a blank cell, ``冲单号`` ends a red row.
    """
    openings: list[Opening] = []
    receipts: list[Receipt] = []
    issues: list[Issue] = []
    counts: list[Count] = []
    for line in text.split("\n"):
        words = [None if word == "-" else word for word in line.split()]
        match words:
            case []:
                pass
            case ["opening", str(item), str(qty), str(amount)]:
                openings.append(Opening(item, thousandths(qty), fen(amount)))
            case [str(day), "in", str(slip), str(item), str(qty), str(amount), *rest]:
                reverses = _reversed(rest, [row.slip for row in receipts])
                direct = next((word for word in rest if word in MEALS), None)
                receipts.append(Receipt(_day(day), slip, item, thousandths(qty), fen(amount), direct, reverses))
            case [str(day), "out", str(slip), meal, destination, str(item), str(qty), *rest]:
                reverses = _reversed(rest, [row.slip for row in issues])
                issues.append(Issue(_day(day), slip, meal, destination, None, item, thousandths(qty), reverses))
            case [str(day), "draw", str(slip), department, str(item), str(qty), *rest]:
                reverses = _reversed(rest, [row.slip for row in issues])
                issues.append(Issue(_day(day), slip, None, None, department, item, thousandths(qty), reverses))
            case [str(day), "count", str(item), str(qty)]:
                counts.append(Count(_day(day), item, thousandths(qty)))
            case _:
                raise AssertionError(line)
    return Book(tuple(openings), tuple(receipts), tuple(issues), tuple(counts), FIRST, LAST)


def _day(text: str) -> date:
    return date.fromisoformat(f"2025-{text}")


def _reversed(words: list[str | None], slips: list[str]) -> int | None:
    red = [word for word in words if word is not None and word.startswith("冲")]
    return slips.index(red[0].removeprefix("冲")) if red else None


def ledger(method: str, book: Book | str) -> Result:
    book = read(book) if isinstance(book, str) else book
    return run(method, book.openings, book.receipts, book.issues, book.counts, book.first_day, book.last_day)


def closings(result: Result, item: str = "米") -> dict[str, Closing]:
    return {day.strftime("%m-%d"): closing for (of, day), closing in result.closing.items() if of == item}


# --- rounding and sharing ---------------------------------------------------------------------------------------------------------


def test_rounding_is_half_away_from_zero() -> None:
    # Excel: ROUND(0.5,0)=1, ROUND(2.5,0)=3 (half-even says 2), ROUND(-0.5,0)=-1, ROUND(-2.5,0)=-3; 0.49999 is 0, 2.50001 is 3.
    halves = [Fraction(1, 2), Fraction(5, 2), Fraction(-1, 2), Fraction(-5, 2)]
    assert [rounded(half) for half in halves] == [1, 3, -1, -3]
    assert [rounded(Fraction(49_999, 100_000)), rounded(Fraction(250_001, 100_000)), rounded(Fraction(-1, 3))] == [0, 3, 0]


def test_a_value_is_shared_by_cumulative_rounding() -> None:
    # 0.02 among four rows of 1: up to each row 0.5→1, 1, 1.5→2, 2; so 1, 0, 1, 0.
    assert shares(2, [1000, 1000, 1000, 1000]) == [1, 0, 1, 0]
    # 10.00 among 1, 1, 1: 333.33→333, 666.67→667, 1000; so 333, 334, 333.
    assert shares(1000, [1000, 1000, 1000]) == [333, 334, 333]
    # -0.01 among 1, 1: -0.5→-1, -1; so -1, 0.
    assert shares(-1, [1000, 1000]) == [-1, 0]


# --- 移动加权平均 -----------------------------------------------------------------------------------------------------------------


def test_moving_receipts_come_before_the_issues_of_their_day() -> None:
    # (30.00 + 40.00) × 5 ÷ 20 = 17.50, though the issue is written first and its 单号 is smaller; left 15 for 52.50.
    result = ledger(MOVING, "opening 米 10 30.00\n 09-01 out A1 午餐 供餐 米 5\n 09-01 in R1 米 10 40.00")
    assert result.issue_values == [1750]
    assert closings(result) == {"09-01": (15_000, 5250)}


def test_moving_rounds_half_away_from_zero() -> None:
    # 0.05 × 1 ÷ 2 = 2.5 fen → 3, not 2; the other 1 takes the 2 left.
    result = ledger(MOVING, "09-01 in R1 米 2 0.05\n 09-02 out C1 午餐 供餐 米 1\n 09-03 out C2 午餐 供餐 米 1")
    assert result.issue_values == [3, 2]


def test_moving_rounds_nothing_in_between() -> None:
    # 10.00 × 2 ÷ 3 = 666.67 → 6.67; at a unit cost rounded to 3.33 it would be 6.66. Then all the rest: 3.33.
    result = ledger(MOVING, "09-01 in R1 米 3 10.00\n 09-02 out C1 午餐 供餐 米 2\n 09-03 out C2 午餐 供餐 米 1")
    assert result.issue_values == [667, 333]
    assert closings(result) == {"09-01": (3000, 1000), "09-02": (1000, 333), "09-03": (0, 0)}


def test_moving_average_moves_with_each_receipt() -> None:
    # 09-02: 10.00 × 1 ÷ 2 = 5.00, left 1 for 5.00. 09-03: in 1 for 8.00, 2 for 13.00. 09-04: 13.00 ÷ 2 = 6.50.
    result = ledger(
        MOVING,
        """
        09-01 in  R1 米 2 10.00
        09-02 out C1 午餐 供餐 米 1
        09-03 in  R2 米 1 8.00
        09-04 out C2 午餐 供餐 米 1
        """,
    )
    assert result.issue_values == [500, 650]
    assert closings(result)["09-04"] == (1000, 650)


def test_moving_issues_of_a_day_are_valued_together() -> None:
    # V = 0.05 × 2 ÷ 3 = 3.33 → 3 fen, shared 1.5→2 and 3-2=1. One by one it would be 1.67→2 and 3÷2=1.5→2, 4 fen in all.
    result = ledger(MOVING, "09-01 in R1 米 3 0.05\n 09-01 out C1 午餐 供餐 米 1\n 09-01 out C2 午餐 供餐 米 1")
    assert result.issue_values == [2, 1]
    assert closings(result) == {"09-01": (1000, 2)}


def test_moving_issuing_everything_takes_all_the_value() -> None:
    # 100.00 for 7, out 3 and 4 of one slip: the smaller quantity first, 10000 × 3 ÷ 7 = 4285.7 → 4286, the other 5714.
    result = ledger(MOVING, "09-01 in R1 米 7 100.00\n 09-01 out C1 午餐 供餐 米 4\n 09-01 out C1 午餐 供餐 米 3")
    assert result.issue_values == [5714, 4286]
    assert closings(result) == {"09-01": (0, 0)}


def test_moving_shortage_is_valued_by_itself_on_what_the_issues_left() -> None:
    # Out 3: 3333 × 3 ÷ 10 = 999.9 → 1000, left 7 for 2333. Count 5: 2333 × 2 ÷ 7 = 666.57 → 667, left 5 for 1666.
    result = ledger(MOVING, "09-01 in R1 米 10 33.33\n 09-01 count 米 5\n 09-01 out C1 午餐 供餐 米 3")
    assert (result.issue_values, result.count_values) == ([1000], [-667])
    assert closings(result) == {"09-01": (5000, 1666)}


def test_moving_shortage_of_everything_takes_all_the_value() -> None:
    # Out 1 of 3: 333, left 667; counted nothing: -667.
    result = ledger(MOVING, "09-01 in R1 米 3 10.00\n 09-02 out C1 午餐 供餐 米 1\n 09-02 count 米 0")
    assert (result.issue_values, result.count_values) == ([333], [-667])
    assert closings(result)["09-02"] == (0, 0)


def test_moving_surplus_takes_the_unit_cost_just_before_the_count() -> None:
    # Out 1 of 3: 333, left 2 for 667. Counted 5: 3 × 667 ÷ 2 = 1000.5 → 1001 (at the opening cost: 1000). 5 for 1668.
    result = ledger(
        MOVING,
        """
        09-01 in    R1 米 3 10.00
        09-02 out   C1 午餐 供餐 米 1
        09-02 count 米 5
        09-03 out   C2 午餐 供餐 米 5
        """,
    )
    assert (result.issue_values, result.count_values) == ([333, 1668], [1001])
    assert closings(result) == {"09-01": (3000, 1000), "09-02": (5000, 1668), "09-03": (0, 0)}


# --- 先进先出 ---------------------------------------------------------------------------------------------------------------------


def test_fifo_openings_are_the_first_layers_in_order() -> None:
    # 6 out: 2 for 5.00, 3 for 9.00, and 1 of the 4 for 16.00 = 4.00: 18.00; left 3 for 12.00.
    result = ledger(FIFO, "opening 米 2 5.00\n opening 米 3 9.00\n 09-01 in R1 米 4 16.00\n 09-01 out C1 午餐 供餐 米 6")
    assert result.issue_values == [1800]
    assert closings(result) == {"09-01": (3000, 1200)}


def test_fifo_a_part_is_rounded_on_what_remains_and_a_whole_layer_goes_at_its_value() -> None:
    # 0.05 for 4: 1 → 1.25→1, left 3 for 4; 1 → 1.33→1, left 2 for 3; 1 → 1.5→2, left 1 for 1; the rest 1.
    result = ledger(
        FIFO,
        """
        09-01 in  R1 米 4 0.05
        09-02 out C1 午餐 供餐 米 1
        09-03 out C2 午餐 供餐 米 1
        09-04 out C3 午餐 供餐 米 1
        09-05 in  R2 米 1 9.00
        09-05 out C4 午餐 供餐 米 1
        """,
    )
    assert result.issue_values == [1, 1, 2, 1]


def test_fifo_receipts_of_a_day_form_one_layer() -> None:
    # One layer 2 for 3.00: 1 out is 1.50. As two layers it would be 1.00.
    result = ledger(FIFO, "09-01 in R1 米 1 1.00\n 09-01 in R2 米 1 2.00\n 09-01 out C1 午餐 供餐 米 1")
    assert result.issue_values == [150]


def test_fifo_receipts_of_two_days_are_two_layers() -> None:
    result = ledger(FIFO, "09-01 in R1 米 1 1.00\n 09-02 in R2 米 1 2.00\n 09-02 out C1 午餐 供餐 米 1")
    assert result.issue_values == [100]


def test_fifo_the_days_value_is_shared_by_quantity_not_by_layer() -> None:
    # V = 5.00 + 9.00 + 4.00 = 18.00 for 6; 早餐 5 first: 1800 × 5 ÷ 6 = 1500; 晚餐 1: 300 (by layers it would be 14.00 and 4.00).
    result = ledger(
        FIFO,
        """
        opening 米 2 5.00
        opening 米 3 9.00
        09-01 in  R1 米 4 16.00
        09-01 out C1 晚餐 供餐 米 1
        09-01 out C1 早餐 供餐 米 5
        """,
    )
    assert result.issue_values == [300, 1500]


def test_fifo_shortage_takes_the_oldest_of_what_the_issues_left() -> None:
    # Out 1: 1.00. Short 2: the other 1.00, and 1 of the 2 for 4.00 = 2.00: -3.00; left 1 for 2.00.
    result = ledger(FIFO, "09-01 in R1 米 2 2.00\n 09-02 in R2 米 2 4.00\n 09-02 out C1 午餐 供餐 米 1\n 09-02 count 米 1")
    assert (result.issue_values, result.count_values) == ([100], [-300])
    assert closings(result)["09-02"] == (1000, 200)


def test_fifo_shortage_is_rounded_by_itself() -> None:
    # 0.05 for 4: out 1 → 1.25→1, left 3 for 4; short 1 → 1.33→1. Together they would be 0.05 × 2 ÷ 4 = 2.5→3.
    result = ledger(FIFO, "09-01 in R1 米 4 0.05\n 09-01 out C1 午餐 供餐 米 1\n 09-01 count 米 2")
    assert (result.issue_values, result.count_values) == ([1], [-1])
    assert closings(result) == {"09-01": (2000, 3)}


def test_fifo_surplus_is_the_newest_layer_at_the_current_unit_cost() -> None:
    # 1 for 1.00 and 2 for 5.00: u = 6.00 ÷ 3 = 2.00. Layers 1.00, 5.00, 2.00, then 1 for 9.00. Out 3: 6.00; out 1: 2.00.
    result = ledger(
        FIFO,
        """
        09-01 in    R1 米 1 1.00
        09-02 in    R2 米 2 5.00
        09-02 count 米 4
        09-03 in    R3 米 1 9.00
        09-03 out   C1 午餐 供餐 米 3
        09-04 out   C2 午餐 供餐 米 1
        """,
    )
    assert (result.issue_values, result.count_values) == ([600, 200], [200])
    assert closings(result)["09-04"] == (1000, 900)


# --- 月末一次加权平均 -------------------------------------------------------------------------------------------------------------


def test_month_end_unit_cost_is_that_of_the_whole_month() -> None:
    # u = (30.00 + 50.00) ÷ 20 = 4.00, for the issue before the receipt too: 16.00; then round(9 × 4.00) - 16.00 = 20.00.
    result = ledger(
        MONTH_END,
        """
        opening 米 10 30.00
        09-01 out C1 午餐 供餐 米 4
        09-10 in  R1 米 10 50.00
        09-20 out C2 午餐 供餐 米 5
        """,
    )
    assert result.issue_values == [1600, 2000]
    assert closings(result) == {"09-01": (6000, 1400), "09-10": (16_000, 6400), "09-20": (11_000, 4400)}


def test_month_end_a_days_value_is_the_rounded_total_to_date_less_what_was_charged() -> None:
    # u = 10.00 ÷ 6 = 166.67: 167; round(333.33)=333-167=166; round(500)-333=167; 3 left for 5.00.
    result = ledger(
        MONTH_END,
        """
        09-01 in  R1 米 6 10.00
        09-02 out C1 午餐 供餐 米 1
        09-03 out C2 午餐 供餐 米 1
        09-04 out C3 午餐 供餐 米 1
        """,
    )
    assert result.issue_values == [167, 166, 167]
    assert closings(result)["09-04"] == (3000, 500)


def test_month_end_the_next_month_opens_with_what_the_last_one_left() -> None:
    # September: u = 333.33, out 2: 667, left 1 for 333. October: u = (333 + 400) ÷ 2 = 366.5 → 367, left 1 for 366.
    result = ledger(
        MONTH_END,
        """
        09-01 in  R1 米 3 10.00
        09-30 out C1 午餐 供餐 米 2
        10-01 out C2 午餐 供餐 米 1
        10-31 in  R2 米 1 4.00
        """,
    )
    assert result.issue_values == [667, 367]
    assert closings(result) == {"09-01": (3000, 1000), "09-30": (1000, 333), "10-01": (0, -34), "10-31": (1000, 366)}


def test_month_end_a_shortage_does_not_enter_the_issued_to_date() -> None:
    # u = 166.67. Short 1: 167. Out 1: round(u)=167 (were the shortage in it: 166). Out 1: round(333.33)-167 = 166. 3 for 500.
    result = ledger(
        MONTH_END,
        """
        09-01 in    R1 米 6 10.00
        09-02 count 米 5
        09-03 out   C1 午餐 供餐 米 1
        09-04 out   C2 午餐 供餐 米 1
        """,
    )
    assert (result.issue_values, result.count_values) == ([167, 166], [-167])
    assert closings(result)["09-04"] == (3000, 500)


def test_month_end_the_last_issue_of_a_month_that_ends_with_nothing_takes_all() -> None:
    # u = 166.67. Out 1: 167. Short 1 twice: 167, 167. Out 3: by formula round(4u = 666.67) - 167 = 500, but only 499 are left: 499.
    result = ledger(
        MONTH_END,
        """
        09-01 in    R1 米 6 10.00
        09-02 out   C1 午餐 供餐 米 1
        09-03 count 米 4
        09-04 count 米 3
        09-05 out   C2 午餐 供餐 米 3
        """,
    )
    assert (result.issue_values, result.count_values) == ([167, 499], [-167, -167])
    assert closings(result)["09-05"] == (0, 0)


def test_month_end_the_last_shortage_of_a_month_that_ends_with_nothing_takes_all() -> None:
    # u = 166.67. Short 1 three times: 167 each. Out 1: 167. Short 2 by itself would be 333, but 1000 - 668 = 332 are left: -332.
    result = ledger(
        MONTH_END,
        """
        09-01 in    R1 米 6 10.00
        09-02 count 米 5
        09-03 count 米 4
        09-04 count 米 3
        09-05 out   C1 午餐 供餐 米 1
        09-05 count 米 0
        """,
    )
    assert (result.issue_values, result.count_values) == ([167], [-167, -167, -167, -332])
    assert closings(result)["09-05"] == (0, 0)


def test_month_end_a_value_may_be_negative_inside_the_month() -> None:
    # u = (1.00 + 3.00) ÷ 2 = 2.00: out 1 for 2.00 leaves 0 for -1.00; the last issue takes all: 3.00 - 1.00 = 2.00.
    result = ledger(
        MONTH_END,
        """
        09-01 in  R1 米 1 1.00
        09-01 out C1 午餐 供餐 米 1
        09-10 in  R2 米 1 3.00
        09-11 out C2 午餐 供餐 米 1
        """,
    )
    assert result.issue_values == [200, 200]
    assert closings(result) == {"09-01": (0, -100), "09-10": (1000, 200), "09-11": (0, 0)}
    assert result.problems == []


def test_month_end_nothing_in_mid_month_takes_nothing_special() -> None:
    # u = (10.00 + 2.00) ÷ 4 = 3.00. Out 3: 9.00, 0 left for 1.00, since the month goes on to end with 1 for 3.00.
    result = ledger(MONTH_END, "09-01 in R1 米 3 10.00\n 09-02 out C1 午餐 供餐 米 3\n 09-30 in R2 米 1 2.00")
    assert result.issue_values == [900]
    assert closings(result) == {"09-01": (3000, 1000), "09-02": (0, 100), "09-30": (1000, 300)}


def test_month_end_a_surplus_takes_the_months_unit_cost_and_enters_no_average_of_its_month() -> None:
    # u = 10.00 ÷ 3. Surplus 2: 666.67 → 667. Out 1: 333; out 1: 667 - 333 = 334. Left 3 for 1000 + 667 - 667 = 1000.
    # October: it is in the opening, u = (1000 + 500) ÷ 4 = 375.
    result = ledger(
        MONTH_END,
        """
        09-01 in    R1 米 3 10.00
        09-05 count 米 5
        09-06 out   C1 午餐 供餐 米 1
        09-07 out   C2 午餐 供餐 米 1
        10-01 in    R2 米 1 5.00
        10-02 out   C3 午餐 供餐 米 1
        """,
    )
    assert (result.issue_values, result.count_values) == ([333, 334, 375], [667])
    assert closings(result)["09-07"] == (3000, 1000)
    assert closings(result)["10-02"] == (3000, 1125)


def test_month_end_a_surplus_takes_the_cost_of_the_whole_month_not_that_of_the_stock() -> None:
    # u = (30.00 + 50.00) ÷ 20 = 4.00, though the 10 in stock stand at 3.00: surplus 2 for 8.00.
    result = ledger(MONTH_END, "opening 米 10 30.00\n 09-05 count 米 12\n 09-10 in R1 米 10 50.00")
    assert result.count_values == [800]
    assert closings(result) == {"09-05": (12_000, 3800), "09-10": (22_000, 8800)}


def test_month_end_a_surplus_with_no_stock_takes_the_last_price_not_the_months_cost() -> None:
    # u = (1.00 + 10.00) ÷ 4 = 2.75. Out 1: 275, 0 left for -175. Surplus 2 at the last price 2.00: 400. Out 1: 550-275.
    # Left 1 for -50, a negative value in a month that ends with something: 4 for 950.
    result = ledger(
        MONTH_END,
        """
        opening 米 1 1.00
        09-01 out   C1 午餐 供餐 米 1
        09-01 in    R1 米 1 2.00 午餐
        09-02 count 米 2
        09-03 out   C2 午餐 供餐 米 1
        09-10 in    R2 米 3 10.00
        """,
    )
    assert (result.issue_values, result.count_values) == ([275, 275], [400])
    assert closings(result) == {"09-01": (0, -175), "09-02": (2000, 225), "09-03": (1000, -50), "09-10": (4000, 950)}


def test_month_end_with_only_a_surplus_takes_the_surplus_own_unit_cost() -> None:
    # October: surplus 3 at the last price 10.00 ÷ 3: 1000. Out 1: 333; out 1: 667 - 333 = 334. Left 1 for 333.
    result = ledger(
        MONTH_END,
        """
        09-01 in    R1 米 3 10.00
        09-02 out   C1 午餐 供餐 米 3
        10-05 count 米 3
        10-06 out   C2 午餐 供餐 米 1
        10-07 out   C3 午餐 供餐 米 1
        """,
    )
    assert (result.issue_values, result.count_values) == ([1000, 333, 334], [1000])
    assert closings(result)["10-07"] == (1000, 333)


def test_month_end_a_surplus_at_the_last_price_can_leave_goods_of_negative_value() -> None:
    # u = 3.00. Out 10: 30.00. Last price 2.00, 直出: surplus 5 for 10.00. Out 4: 14u - 30.00 = 12.00. 1 left for -2.00 [A22].
    result = ledger(
        MONTH_END,
        """
        opening 米 10 30.00
        09-01 out   C1 午餐 供餐 米 10
        09-02 in    R1 米 5 10.00 午餐
        09-02 count 米 5
        09-03 out   C2 午餐 供餐 米 4
        """,
    )
    assert (result.issue_values, result.count_values) == ([3000, 1200], [1000])
    assert closings(result) == {"09-01": (0, 0), "09-02": (5000, 1000), "09-03": (1000, -200)}


def test_month_end_what_goes_back_in_a_month_without_average_gives_the_unit_cost() -> None:
    # September: all 3 for 10.00 out. October, nothing else: back 2: 666.67 → 667. Out 1: 667 ÷ 2 = 333.5 → 334. Left 1 for 333.
    result = ledger(
        MONTH_END,
        """
        09-01 in  R1 米 3 10.00
        09-02 out C1 午餐 供餐 米 3
        10-01 out C2 午餐 供餐 米 -2 冲C1
        10-01 out C3 午餐 供餐 米 1
        """,
    )
    assert result.issue_values == [1000, -667, 334]
    assert closings(result)["10-01"] == (1000, 333)


def test_month_end_the_last_issue_takes_what_later_red_purchases_leave() -> None:
    # u = (20.00 + 10.00 - 9.00) ÷ 8 = 2.625. Out 8 on 09-02 is the last: 30.00 - 9.00 = 21.00; 09-03 ends with nothing.
    result = ledger(
        MONTH_END,
        """
        09-01 in  R1 米 8 20.00
        09-01 in  R2 米 4 10.00
        09-02 out C1 午餐 供餐 米 8
        09-03 in  R3 米 -4 -9.00 冲R2
        """,
    )
    assert result.issue_values == [2100]
    assert closings(result) == {"09-01": (12_000, 3000), "09-02": (4000, 900), "09-03": (0, 0)}


@pytest.mark.parametrize(("method", "value"), [(MOVING, 900), (FIFO, 0), (MONTH_END, 900)])
def test_a_gift_is_a_receipt_at_no_price(method: str, value: int) -> None:
    # A gift of 1, then 1 for 18.00: on average 9.00; first in, first out: the gift.
    result = ledger(method, "09-01 in R1 米 1 0.00\n 09-05 in R2 米 1 18.00\n 09-06 out C1 午餐 供餐 米 1")
    assert result.issue_values == [value]


# --- all methods: order of rows ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("amount", "rows", "expected"),
    [
        # Four rows of 1, shares 1, 0, 1, 0 in the order C10, C2, C9, c1 (code points; as numbers C2 would be first).
        (
            "0.02",
            ["out C2 午餐 供餐 米 1", "out C10 午餐 供餐 米 1", "out c1 午餐 供餐 米 1", "out C9 午餐 供餐 米 1"],
            [0, 1, 0, 1],
        ),
        # Three rows of 1: 0.67→1, 1.33→1, 2: shares 1, 0, 1 in the order blank, 早餐, 午餐 (code points: 午 before 早).
        ("0.02", ["out C1 午餐 供餐 米 1", "out C1 - 供餐 米 1", "out C1 早餐 供餐 米 1"], [1, 1, 0]),
        # 早餐, 晚餐, 午点 (code points: 午点, 早餐, 晚餐): 1, 0, 1.
        ("0.02", ["out C1 晚餐 供餐 米 1", "out C1 早餐 供餐 米 1", "out C1 午点 供餐 米 1"], [0, 1, 1]),
        # blank, 教工餐, 接待 (code points: 接待 before 教工餐): 1, 0, 1.
        ("0.02", ["out C1 - 接待 米 1", "draw C1 - 米 1", "out C1 - 教工餐 米 1"], [1, 1, 0]),
        # 部门 by code point, blank first: blank, 初一, 总务处: 1, 0, 1.
        ("0.02", ["draw C1 总务处 米 1", "draw C1 初一 米 1", "draw C1 - 米 1"], [1, 0, 1]),
        # 单号 before 餐次: C1 first, 3 × 2 ÷ 4 = 1.5→2, then C2 1. The other way round 2 and 1.
        ("0.03", ["out C2 早餐 供餐 米 2", "out C1 晚餐 供餐 米 2"], [1, 2]),
        # 餐次 before 去向: 早餐 first 2, then 午餐 1. The other way round 2 and 1.
        ("0.03", ["out C1 午餐 供餐 米 2", "out C1 早餐 退货 米 2"], [1, 2]),
        # 去向 before quantity: 供餐 first, 2 × 3 ÷ 4 = 1.5→2, then 0. The other way round 0.5→1 and 1.
        ("0.02", ["out C1 午餐 退货 米 1", "out C1 午餐 供餐 米 3"], [0, 2]),
        # Quantity before 部门: 总务处 first, 2 × 1 ÷ 4 = 0.5→1, then 1. The other way round 2 and 0.
        ("0.02", ["draw C1 初一 米 3", "draw C1 总务处 米 1"], [1, 1]),
    ],
)
def test_the_value_is_shared_in_the_stated_order(method: str, amount: str, rows: list[str], expected: list[int]) -> None:
    # Everything is issued, so that V is the amount with every method.
    total = sum(int(row.split()[-1]) for row in rows)
    result = ledger(method, "\n".join([f"09-01 in R1 米 {total} {amount}", *(f"09-01 {row}" for row in rows)]))
    assert result.issue_values == expected


@pytest.mark.parametrize("method", METHODS)
def test_issues_and_draws_of_an_item_are_valued_together(method: str) -> None:
    # V = 0.05 × 2 ÷ 3 = 3.33 → 3; C1 first: 1.5→2; L1: 1.
    result = ledger(method, "09-01 in R1 皂 3 0.05\n 09-01 draw L1 总务处 皂 1\n 09-01 out C1 - 报损 皂 1")
    assert result.issue_values == [1, 2]


# --- all methods: 直出, last price, problems --------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_direct_lines_never_enter_an_average_or_a_layer(method: str) -> None:
    # 10 for 20.00 in stock; 10 for 90.00 straight to 午餐. Out 5: 10.00. The day of 直出 alone has no movement.
    result = ledger(
        method,
        """
        09-01 in  R1 米 10 20.00
        09-01 in  R2 米 10 90.00 午餐
        09-01 out C1 午餐 供餐 米 5
        09-02 in  R3 米 10 90.00 晚餐
        """,
    )
    assert result.issue_values == [1000]
    assert closings(result) == {"09-01": (5000, 1000)}


@pytest.mark.parametrize("method", METHODS)
def test_a_direct_line_taken_back_moves_no_stock(method: str) -> None:
    result = ledger(
        method, "09-01 in R1 米 10 20.00\n 09-02 in R2 米 5 9.00 午餐\n 09-03 in R3 米 -5 -9.00 冲R2\n 09-04 count 米 10"
    )
    assert closings(result) == {"09-01": (10_000, 2000), "09-04": (10_000, 2000)}


@pytest.mark.parametrize("method", METHODS)
def test_a_surplus_with_no_stock_takes_the_last_price_paid(method: str) -> None:
    # Last by 日期 and 单号 up to the count: R9 of 09-02 ("R9" > "R10"), 直出, 15.00 ÷ 5 = 3.00: 6.00. R0 is later.
    # 月末一次: September has R1 and R0 in stock, u = (20.00 + 10.00) ÷ 12 = 2.50: out 10 for 25.00, not 20.00.
    result = ledger(
        method,
        """
        09-01 in    R1  米 10 20.00
        09-01 out   C1  午餐 供餐 米 10
        09-02 in    R9  米 5 15.00 午餐
        09-02 in    R10 米 5 20.00 晚餐
        09-02 count 米 2
        09-03 in    R0  米 2 10.00
        """,
    )
    assert result.count_values == [600]
    assert result.issue_values == [2500 if method == MONTH_END else 2000]


@pytest.mark.parametrize("method", METHODS)
def test_a_surplus_at_the_last_price_is_rounded_by_itself(method: str) -> None:
    # 0.05 ÷ 2 = 2.5 fen; 1 → 2.5 → 3.
    result = ledger(method, "09-01 in R1 米 2 0.05 午餐\n 09-01 count 米 1")
    assert result.count_values == [3]
    assert closings(result) == {"09-01": (1000, 3)}


@pytest.mark.parametrize("method", METHODS)
def test_a_surplus_without_a_price_is_a_problem_and_ends_the_valuation(method: str) -> None:
    # The opening is no price paid. The issue before stands: 3 for 10.00, all out. The other item goes on.
    result = ledger(
        method,
        """
        opening 米 3 10.00
        opening 面 2 4.00
        09-01 out   C1 午餐 供餐 米 3
        09-02 count 米 1
        09-03 in    R1 米 1 4.00
        09-04 out   C2 午餐 供餐 米 1
        09-04 out   C2 午餐 供餐 面 1
        """,
    )
    assert result.problems == [(date(2025, 9, 2), "米", "unpriced")]
    assert result.count_values == [None]
    first = {MOVING: 1000, FIFO: 1000, MONTH_END: 1050}[method]  # 月末一次: u = (10.00 + 4.00) ÷ 4 = 3.50
    assert result.issue_values == [first, None, 200]
    assert closings(result)["09-02"] == (1000, None)
    assert closings(result)["09-04"] == (1000, None)
    assert closings(result, "面") == {"09-04": (1000, 200)}


@pytest.mark.parametrize("method", METHODS)
def test_an_overdraft_is_a_problem_and_ends_the_valuation(method: str) -> None:
    # 09-02: 1 of 3 for 333. 09-03: 2 left, 3 issued. A receipt of the day after does not help, nor a count.
    result = ledger(
        method,
        """
        09-01 in    R1 米 3 10.00
        09-02 out   C1 午餐 供餐 米 1
        09-03 out   C2 午餐 供餐 米 3
        09-04 in    R2 米 3 10.00
        09-05 count 米 2
        09-06 out   C3 午餐 供餐 米 1
        """,
    )
    assert result.problems == [(date(2025, 9, 3), "米", "overdrawn")]
    assert result.issue_values == [333, None, None]
    assert result.count_values == [None]
    assert closings(result)["09-03"] == (-1000, None)
    assert closings(result)["09-06"] == (1000, None)


@pytest.mark.parametrize("method", METHODS)
def test_a_count_as_booked_is_worth_nothing(method: str) -> None:
    result = ledger(method, "09-01 in R1 米 3 10.00\n 09-02 count 米 3\n 09-03 count 面 0")
    assert result.count_values == [0, 0]
    assert closings(result)["09-02"] == (3000, 1000)
    assert closings(result, "面") == {"09-03": (0, 0)}


# --- 红字 -------------------------------------------------------------------------------------------------------------------------


def test_an_issue_of_an_earlier_day_goes_back_before_the_days_issues() -> None:
    # Moving: 1 of 3 for 333, left 667; in 2 for 20.00, 4 for 2667. Back: 5 for 3000, and out 1 of them 600 (before it came: 667).
    result = ledger(
        MOVING,
        """
        09-01 in  R1 米 3 10.00
        09-02 out C1 午餐 供餐 米 1
        09-03 in  R2 米 2 20.00
        09-04 out C2 午餐 供餐 米 1
        09-04 out C3 午餐 供餐 米 -1 冲C1
        """,
    )
    assert result.issue_values == [333, 600, -333]
    assert closings(result)["09-04"] == (4000, 2400)


@pytest.mark.parametrize("method", METHODS)
def test_an_issue_of_the_same_day_goes_back_after_the_days_issues(method: str) -> None:
    # 0.10 for 4: V of 3 = 7.5 → 8; C1 2 of 3: 5.33 → 5; C2 1: 3. Back C2: -3. Left 2 for 10 - 8 + 3 = 5.
    result = ledger(
        method,
        """
        09-01 in  R1 米 4 0.10
        09-01 out C1 午餐 供餐 米 2
        09-01 out C2 午餐 供餐 米 1
        09-01 out C3 午餐 供餐 米 -1 冲C2
        """,
    )
    assert result.issue_values == [5, 3, -3]
    assert closings(result) == {"09-01": (2000, 5)}


@pytest.mark.parametrize("method", METHODS)
def test_what_goes_back_the_same_day_does_not_cover_the_days_issues(method: str) -> None:
    # 10 in stock; 10 + 9 issued before the 10 come back: overdrawn [A3].
    result = ledger(
        method,
        """
        09-01 in  R1 米 10 20.00
        09-02 out C1 午餐 供餐 米 10
        09-02 out C2 午餐 供餐 米 -10 冲C1
        09-02 out C3 午餐 供餐 米 9
        """,
    )
    assert result.problems == [(date(2025, 9, 2), "米", "overdrawn")]
    assert closings(result)["09-02"] == (1000, None)


@pytest.mark.parametrize("method", METHODS)
def test_parts_taken_back_never_exceed_the_rows_value(method: str) -> None:
    # C1: 3 for 0.05. Back 1, 1, 1: 1.67→2, 3.33→3, 5: so 2, 1, 2.
    result = ledger(
        method,
        """
        09-01 in  R1 米 3 0.05
        09-02 out C1 午餐 供餐 米 3
        09-03 out C2 午餐 供餐 米 -1 冲C1
        09-04 out C3 午餐 供餐 米 -1 冲C1
        09-05 out C4 午餐 供餐 米 -1 冲C1
        """,
    )
    assert result.issue_values == [5, -2, -1, -2]
    assert closings(result)["09-05"] == (3000, 5)


def test_fifo_what_goes_back_is_the_oldest_layer_again() -> None:
    # 2 for 2.00, 2 for 6.00; out 2: 2.00. Back 1 of them: 1.00, in front. Out 2: 1.00 + 3.00 = 4.00 (as the newest layer: 6.00).
    result = ledger(
        FIFO,
        """
        09-01 in  R1 米 2 2.00
        09-02 in  R2 米 2 6.00
        09-02 out C1 午餐 供餐 米 2
        09-03 out C2 午餐 供餐 米 -1 冲C1
        09-03 out C3 午餐 供餐 米 2
        """,
    )
    assert result.issue_values == [200, -100, 400]
    assert closings(result)["09-03"] == (1000, 300)


def test_month_end_what_goes_back_within_the_month_was_not_issued() -> None:
    # u = 166.67. Out 1: 167, back -167; out 1: round(1 × u) - 0 = 167 (did it stay in the issued to date: 166). 5 for 833.
    result = ledger(
        MONTH_END,
        """
        09-01 in  R1 米 6 10.00
        09-02 out C1 午餐 供餐 米 1
        09-03 out C2 午餐 供餐 米 -1 冲C1
        09-03 out C3 午餐 供餐 米 1
        """,
    )
    assert result.issue_values == [167, -167, 167]
    assert closings(result)["09-03"] == (5000, 833)


def test_month_end_what_goes_back_from_an_earlier_month_enters_no_average() -> None:
    # September: u = 1.00, out 2 for 2.00, left 2 for 2.00. October: u = (2.00 + 6.00) ÷ 4 = 2.00. Back 1 at its 1.00. Out 1: 2.00.
    # Left 2 + 2 + 1 - 1 = 4 for 2.00 + 6.00 + 1.00 - 2.00 = 7.00.
    result = ledger(
        MONTH_END,
        """
        09-01 in  R1 米 4 4.00
        09-02 out C1 午餐 供餐 米 2
        10-01 in  R2 米 2 6.00
        10-02 out C2 午餐 供餐 米 -1 冲C1
        10-02 out C3 午餐 供餐 米 1
        """,
    )
    assert result.issue_values == [200, -100, 200]
    assert closings(result)["10-02"] == (4000, 700)


def test_moving_a_purchase_is_taken_back_at_its_own_amount_on_its_own_date() -> None:
    # 10 for 20.00 + 10 for 50.00 - 10 for 50.00; before the issues of its day: out 5 for 10.00. 09-02 stands.
    result = ledger(
        MOVING,
        """
        09-01 in  R1 米 10 20.00
        09-02 in  R2 米 10 50.00
        09-03 out C1 午餐 供餐 米 5
        09-03 in  R3 米 -10 -50.00 冲R2
        """,
    )
    assert result.issue_values == [1000]
    assert closings(result) == {"09-01": (10_000, 2000), "09-02": (20_000, 7000), "09-03": (5000, 1000)}


def test_fifo_a_purchase_is_taken_back_from_its_own_layer_at_the_typed_amount() -> None:
    # 10 for 20.00, 10 for 50.00. Back 4 of R2, typed 19.99: 6 for 30.01. Out 12: 20.00 + 3001 × 2 ÷ 6 = 1000.33 → 30.00.
    result = ledger(
        FIFO,
        """
        09-01 in  R1 米 10 20.00
        09-02 in  R2 米 10 50.00
        09-03 in  R3 米 -4 -19.99 冲R2
        09-03 out C1 午餐 供餐 米 12
        """,
    )
    assert result.issue_values == [3000]
    assert closings(result)["09-03"] == (4000, 2001)


def test_fifo_a_purchase_whose_layer_is_gone_is_taken_back_from_the_oldest() -> None:
    # R1 2 for 2.00 all out. R2 4 for 12.00. Back R1 2 for 2.00: 2 of R2 go (6.00), 4.00 too much: left 2 for 12.00 - 2.00 = 10.00.
    result = ledger(
        FIFO,
        """
        09-01 in  R1 米 2 2.00
        09-01 out C1 午餐 供餐 米 2
        09-02 in  R2 米 4 12.00
        09-03 in  R3 米 -2 -2.00 冲R1
        """,
    )
    assert closings(result)["09-03"] == (2000, 1000)


@pytest.mark.parametrize("method", METHODS)
def test_a_purchase_taken_back_the_same_day_never_came(method: str) -> None:
    # 10 for 20.00 + 5 for 99.00 - 5 for 99.00: out 5 for 10.00.
    result = ledger(
        method,
        """
        09-01 in  R1 米 10 20.00
        09-01 in  R2 米 5 99.00
        09-01 in  R3 米 -5 -99.00 冲R2
        09-01 out C1 午餐 供餐 米 5
        """,
    )
    assert result.issue_values == [1000]
    assert closings(result) == {"09-01": (5000, 1000)}


def test_month_end_a_purchase_taken_back_is_a_receipt_of_its_own_month() -> None:
    # October: u = (10 for 20.00 - 4 for 12.00) = 8.00 ÷ 6 = 1.3333; out 3 on the day before it: 4.00. Left 3 for 4.00.
    result = ledger(
        MONTH_END,
        """
        09-01 in  R1 米 6 8.00
        09-02 in  R2 米 4 12.00
        10-01 out C1 午餐 供餐 米 3
        10-02 in  R3 米 -4 -12.00 冲R2
        """,
    )
    assert result.issue_values == [400]
    assert closings(result)["10-02"] == (3000, 400)


@pytest.mark.parametrize("method", METHODS)
def test_taking_back_a_purchase_that_is_no_longer_there_overdraws(method: str) -> None:
    result = ledger(method, "09-01 in R1 米 4 4.00\n 09-02 out C1 午餐 供餐 米 2\n 09-03 in R2 米 -4 -4.00 冲R1")
    assert result.problems == [(date(2025, 9, 3), "米", "overdrawn")]


@pytest.mark.parametrize(
    "text",
    [
        "09-01 in R1 米 -1 -1.00",
        "09-02 in R1 米 1 1.00\n 09-01 in R2 米 -1 -1.00 冲R1",
        "09-01 in R1 米 1 1.00\n 09-01 in R2 面 -1 -1.00 冲R1",
        "09-01 out C1 午餐 供餐 米 1\n 09-01 out C2 午餐 供餐 米 -1 冲C1\n 09-01 out C3 午餐 供餐 米 -1 冲C1",
    ],
)
def test_a_red_row_that_corrects_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="row"):
        ledger(MOVING, text)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ValueError, match="no such method"):
        ledger("后进先出", "")


def test_rows_outside_the_book_have_no_value() -> None:
    book = replace(
        read("09-01 in R1 米 2 4.00\n 09-02 out C1 午餐 供餐 米 1\n 09-03 out C2 午餐 供餐 米 1"), last_day=date(2025, 9, 2)
    )
    result = ledger(MOVING, book)
    assert result.issue_values == [200, None]
    assert result.problems == []


# --- every book -------------------------------------------------------------------------------------------------------------------


some_books = settings(max_examples=max(1, settings().max_examples // 4))
"""Fewer examples than elsewhere: what is tested here is itself a test, and runs again with the ledger held against it."""


def in_order(book: Book, receipts: Sequence[int], issues: Sequence[int]) -> Book:
    """The same book with its receipts and issues written in another order."""

    def red(reverses: int | None, order: Sequence[int]) -> int | None:
        return None if reverses is None else order.index(reverses)

    return replace(
        book,
        receipts=tuple(replace(book.receipts[i], reverses=red(book.receipts[i].reverses, receipts)) for i in receipts),
        issues=tuple(replace(book.issues[i], reverses=red(book.issues[i].reverses, issues)) for i in issues),
    )


@some_books
@given(methods(), books())
def test_opening_and_in_less_out_is_closing_for_every_item_and_day(method: str, book: Book) -> None:
    result = ledger(method, book)
    assert result.problems == []
    assert None not in result.issue_values
    assert None not in result.count_values
    direct = [(line if line.reverses is None else book.receipts[line.reverses]).direct_meal is not None for line in book.receipts]
    for (item, day), (qty, value) in result.closing.items():
        expected = sum(row.amount for row in book.openings if row.item == item)
        expected += sum(
            row.amount for row, skip in zip(book.receipts, direct, strict=True) if row.item == item and row.day <= day and not skip
        )
        for row, charge in zip(book.issues, result.issue_values, strict=True):
            expected -= (charge or 0) if row.item == item and row.day <= day else 0
        for count, difference in zip(book.counts, result.count_values, strict=True):
            expected += (difference or 0) if count.item == item and count.day <= day else 0
        assert value == expected
        assert qty >= 0


@some_books
@given(methods(), books())
def test_no_stock_has_no_value_at_the_end_of_a_month(method: str, book: Book) -> None:
    result = ledger(method, book)
    last_of_month: dict[tuple[str, int], date] = {}
    for item, day in sorted(result.closing):
        last_of_month[item, day.month] = day
    for (item, _), day in last_of_month.items():
        qty, value = result.closing[item, day]
        assert qty > 0 or value == 0


@some_books
@given(st.sampled_from((MOVING, FIFO)), books())
def test_moving_and_fifo_values_are_never_negative(method: str, book: Book) -> None:
    result = ledger(method, book)
    assert all(value is not None and value >= 0 for _, value in result.closing.values())
    assert all(value >= 0 for value, row in zip(result.issue_values, book.issues, strict=True) if value is not None and row.qty > 0)


@some_books
@given(methods(), books(), st.data())
def test_a_days_total_does_not_depend_on_the_order_of_the_rows(method: str, book: Book, data: st.DataObject) -> None:
    receipts = data.draw(st.permutations(range(len(book.receipts))))
    issues = data.draw(st.permutations(range(len(book.issues))))
    assert ledger(method, in_order(book, receipts, issues)).closing == ledger(method, book).closing


@some_books
@given(methods(), books(corrections=False), st.data())
def test_a_days_total_does_not_depend_on_how_rows_are_split(method: str, book: Book, data: st.DataObject) -> None:
    wide = [i for i, row in enumerate(book.issues) if row.qty > 1]
    if not wide:
        return
    i = data.draw(st.sampled_from(wide))
    row = book.issues[i]
    part = data.draw(st.integers(1, row.qty - 1))
    split = (*book.issues, replace(row, qty=part, slip="X1", destination=data.draw(st.sampled_from(DESTINATIONS))))
    split = (*split[:i], replace(row, qty=row.qty - part), *split[i + 1 :])
    assert ledger(method, replace(book, issues=split)).closing == ledger(method, book).closing


@some_books
@given(books(corrections=False))
def test_month_end_charges_the_rounded_issued_quantity_at_the_months_unit_cost(book: Book) -> None:
    # For the months of September: opening and receipts give the unit cost, unless the month ends with nothing.
    result = ledger(MONTH_END, book)
    for item in {row.item for row in book.issues}:
        came = [(row.qty, row.amount) for row in book.openings if row.item == item]
        came += [(r.qty, r.amount) for r in book.receipts if r.item == item and r.day.month == 9 and r.direct_meal is None]
        closing = [result.closing[key] for key in sorted(result.closing) if key[0] == item and key[1].month == 9]
        if not came or not closing or closing[-1][0] == 0:
            continue
        unit_cost = Fraction(sum(amount for _, amount in came), sum(qty for qty, _ in came))
        september = [
            (row.qty, value)
            for row, value in zip(book.issues, result.issue_values, strict=True)
            if row.item == item and row.day.month == 9
        ]
        assert sum(value or 0 for _, value in september) == rounded(sum(qty for qty, _ in september) * unit_cost)


@some_books
@given(methods(), books(corrections=False), st.integers(1, 1000))
def test_at_one_price_without_remainder_all_methods_agree(method: str, book: Book, price: int) -> None:
    # Every thousandth costs the same whole number of fen: nothing is ever rounded.
    flat = replace(
        book,
        openings=tuple(replace(row, amount=row.qty * price) for row in book.openings),
        receipts=tuple(replace(row, amount=row.qty * price) for row in book.receipts),
    )
    result = ledger(method, flat)
    assert result.issue_values == [row.qty * price for row in book.issues]
    assert all(value == qty * price for qty, value in result.closing.values())


@some_books
@given(methods(), books(overdrawn=True))
def test_an_overdraft_asked_for_is_reported(method: str, book: Book) -> None:
    result = ledger(method, book)
    assert result.problems == [(date(2025, 11, 30), book.issues[-1].item, "overdrawn")]
    assert result.issue_values[-1] is None


@some_books
@given(methods(), books(unpriced=True))
def test_an_unpriced_surplus_asked_for_is_reported(method: str, book: Book) -> None:
    assert ledger(method, book).problems == [(book.counts[-1].day, "旧麻袋", "unpriced")]

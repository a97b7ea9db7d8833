"""The book of an item from day to day: what is left, what a row is worth, and what refuses it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from macros_py.blocked import EVERYTHING, Blocked
from macros_py.ledger import run
from tests.macros_py.small_books import ledger, raw_book
from validation.book import read_book
from validation.evidence import Evidence

if TYPE_CHECKING:
    from macros_py.ledger import ItemLedger

MOVING, FIFO, MONTHLY = "移动加权平均", "先进先出", "月末一次加权平均"
METHODS = (MOVING, FIFO, MONTHLY)
ITEM = "品目\n品名\n大米\n\n"


def left(method: str, text: str) -> list[tuple[int, int]]:
    """Quantity and value at the end of every day."""
    return [(day.quantity, day.value) for day in ledger(method, text)[0].items["大米"].days]


def counted(method: str, text: str) -> list[int]:
    """What the counts came to, day by day."""
    return [day.count_value for day in ledger(method, text)[0].items["大米"].days if day.count is not None]


def worth(method: str, text: str) -> list[int]:
    """What each row of 出库 is worth, in the order of the sheet; nothing may have gone wrong."""
    found, evidence, _ = ledger(method, text)
    assert [evidence.overdrafts, evidence.unmatched_corrections, evidence.unpriced_counts, evidence.leftovers] == [[], [], [], []]
    rows = sorted(row for table, row in found.values if table == "出库")
    return [found.values["出库", row] for row in rows]


def overdrafts(text: str) -> list[tuple[str, int, int, int]]:
    _, evidence, _ = ledger(MOVING, text)
    return [(found.record.table, found.record.row, found.had, found.wanted) for found in evidence.overdrafts]


# ---- what is left, and what a row is worth


def test_a_month_begins_with_what_the_last_day_before_it_left() -> None:
    text = "期初库存\n品名 数量 金额\n大米 2 1.00\n大米 3 4.00\n\n出库\n日期 品名 数量\n09-03 大米 1\n09-05 大米 1\n11-04 大米 2"
    kept = ledger(MOVING, text)[0].items["大米"]
    assert (kept.item, kept.quantity, kept.value) == ("大米", 5000, 500)
    assert kept.before("2025-09") == (5000, 500)
    assert kept.before("2025-10") == (3000, 300)
    assert kept.before("2025-11") == (3000, 300)
    assert kept.before("2025-12") == (1000, 100)


def test_a_row_is_worth_what_it_was_charged_and_one_of_another_register_nothing() -> None:
    text = """
期初库存
品名 数量 金额
大米 10   10.00

采购验收
单号 日期  品名 数量 金额
R1   09-03 大米 5    5.00

出库
单号 日期  品名 数量 备注
C1   09-02 大米 2    -
C2   09-01 大米 1    -
C3   09-02 大米 3    -
C4   09-03 大米 -1   冲C3

易耗品领用
单号 日期  品名 领用数
L1   09-02 大米 4
"""
    book = read_book(raw_book(ITEM + text))
    found = run(book, Blocked(), Evidence())
    assert [found.value(row) for row in book.issues] == [200, 100, 300, -100]
    assert [found.value(row) for row in book.consumable_issues] == [400]
    assert [found.value(row) for row in book.purchases] == [0]
    assert [found.items["大米"].value_of(row) for row in book.issues.records[:3]] == [200, 100, 300]
    assert found.months == ("2025-09", "2025-10", "2025-11")


@pytest.mark.parametrize("method", METHODS)
def test_what_is_left_at_the_end_is_kept_in_layers_first_in_first_out_and_else_together(method: str) -> None:
    text = "期初库存\n品名 数量 金额\n大米 3 3.00\n\n采购验收\n日期 品名 数量 金额\n09-02 大米 1 9.00\n\n出库\n日期 品名 数量\n10-01 大米 {}"
    layers = [(2000, 200), (1000, 900)]
    assert (
        ledger(method, text.format(1))[0].items["大米"].left
        == {MOVING: [(3000, 900)], FIFO: layers, MONTHLY: [(3000, 900)]}[method]
    )
    assert ledger(method, text.format(4))[0].items["大米"].left == []
    assert ledger(method, text.format(5))[0].items["大米"].left == []


def test_each_item_is_handed_on_when_it_has_been_kept() -> None:
    seen: list[tuple[str, int]] = []

    def then(kept: ItemLedger) -> None:
        seen.append((kept.item, kept.history.valued))

    text = "品目\n品名\n面粉\n大米\n\n期初库存\n品名 数量 金额\n大米 2 2\n\n出库\n日期 品名 数量\n09-01 大米 1\n09-02 大米 1"
    run(read_book(raw_book(text)), Blocked(), Evidence(), then)
    assert seen == [("面粉", 0), ("大米", 2)]


@pytest.mark.parametrize("method", METHODS)
def test_a_gift_lowers_what_the_stock_costs_and_goods_of_no_weight_raise_it(method: str) -> None:
    # 2 for 2.00 and 2 for nothing; of the layers the first is the dearer. Then 0.01 for 0.4 克, which are no thousandth of a 公斤.
    text = "期初库存\n品名 数量 金额\n大米 2 2.00\n\n采购验收\n日期 品名 数量 金额\n09-01 大米 2 0\n\n出库\n日期 品名 数量\n09-02 大米 {}"
    assert worth(method, text.format(1)) == {MOVING: [50], FIFO: [100], MONTHLY: [50]}[method]
    assert worth(method, text.format(4)) == [200]
    little = "单位换算\n品名 录入单位 换算率\n- 克 0.001\n\n" + text.replace(
        "金额\n09-01 大米 2 0", "单位 金额\n09-01 大米 0.4 克 0.01"
    )
    assert worth(method, little.format(2)) == [201]


def test_all_receipts_of_a_day_are_one_layer_less_what_was_reversed_of_them_at_once() -> None:
    # 2 for 10.00, less 1 for 5.00, and 1 for 1.00: 2 for 6.00, of which 1 is 3.00. The next day's layer is 1 for 9.00.
    text = """
采购验收
单号 日期  品名 数量 金额  备注
R1   09-01 大米 2    10.00 -
R2   09-01 大米 -1   -5.00 冲R1
R3   09-02 大米 1    9.00  -
R4   09-01 大米 1    1.00  -

出库
单号 日期  品名 数量
C1   09-03 大米 1
C2   09-04 大米 2
"""
    assert worth(FIFO, text) == [300, 300 + 900]


def test_a_purchase_reversed_later_comes_out_of_the_layer_of_its_own_day() -> None:
    # Layers of 1.00 and of 4.00 each; one of the dear ones goes back.
    text = """
采购验收
单号 日期  品名 数量 金额  备注
R1   09-01 大米 2    2.00  -
R2   09-02 大米 2    8.00  -
R3   09-03 大米 -1   -4.00 冲R2

出库
单号 日期  品名 数量
C1   09-04 大米 1
C2   09-05 大米 1
C3   09-06 大米 1
"""
    assert worth(FIFO, text) == [100, 100, 400]
    assert left(FIFO, text) == [(2000, 200), (4000, 1000), (3000, 600), (2000, 500), (1000, 400), (0, 0)]
    assert left(MOVING, text) == [(2000, 200), (4000, 1000), (3000, 600), (2000, 400), (1000, 200), (0, 0)]


def test_so_it_does_if_part_of_that_day_was_reversed_at_once() -> None:
    # Layers 2 at 1.00, and 3 at 4.00 of which 1 is reversed at once and 1 the day after.
    text = """
采购验收
单号 日期  品名 数量 金额  备注
R1   09-01 大米 2    2.00  -
R2   09-02 大米 3    12.00 -
R3   09-02 大米 -1   -4.00 冲R2
R4   09-03 大米 -1   -4.00 冲R2

出库
单号 日期  品名 数量
C1   09-04 大米 1
C2   09-05 大米 1
C3   09-06 大米 1
"""
    assert worth(FIFO, text) == [100, 100, 400]


def test_a_day_receives_then_takes_earlier_issues_back_then_sends_earlier_receipts_back() -> None:
    # 09-01: 2 for 2.00 in, 1 out. 09-02: 1 for 9.00 in; C1 back at 1.00 in front; R1 sent back, 1 at 1.00 of its own layer; 2 out: 1.00 + 9.00.
    text = """
采购验收
单号 日期  品名 数量 金额  备注
R1   09-01 大米 2    2.00  -
R2   09-02 大米 -1   -1.00 冲R1
R3   09-02 大米 1    9.00  -

出库
单号 日期  品名 数量 备注
C1   09-01 大米 1    -
C2   09-02 大米 -1   冲C1
C3   09-02 大米 2    -
"""
    assert worth(FIFO, text) == [100, -100, 1000]
    assert worth(MOVING, text) == [100, -100, 1000]


def test_what_a_day_takes_back_of_its_own_lies_in_front_for_the_next_day() -> None:
    # 2 out: 1.00 + 9.00; 1 back: half, 5.00. Next day 1 out: that one.
    text = """
期初库存
品名 数量 金额
大米 1    1.00
大米 1    9.00
大米 1    3.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 2    -
C2   09-01 大米 -1   冲C1
C3   09-02 大米 1    -
"""
    assert worth(FIFO, text) == [1000, -500, 500]


def test_on_a_day_that_reverses_what_was_issued_is_shared_as_on_any_other() -> None:
    # 6 for 10.00, 3 out: 5.00, cumulated 167, 333, 500 by slip; the middle one bears 1.66, and its reversal brings that back.
    text = """
期初库存
品名 数量 金额
大米 6    10.00

出库
单号 日期  品名 数量 备注
C3   09-01 大米 1    -
C2   09-01 大米 1    -
C1   09-01 大米 1    -
C4   09-01 大米 -1   冲C2
"""
    assert worth(MOVING, text) == [167, 166, 167, -166]
    assert left(MOVING, text) == [(4000, 666)]


def test_what_this_month_issued_and_took_back_was_not_issued() -> None:
    # 6 for 10.00, 1.6667 each: out 1.67, back, out 1.67 again, then 3.33 − 1.67.
    text = """
期初库存
品名 数量 金额
大米 6    10.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 1    -
C2   09-02 大米 -1   冲C1
C3   09-03 大米 1    -
C4   09-04 大米 1    -
"""
    assert worth(MONTHLY, text) == [167, -167, 167, 166]


def test_of_two_reversals_only_that_of_this_months_issue_is_of_this_month() -> None:
    # September: 4 for 4.00, 2 out at 1.00. October: 2 for 2.00 and 2 for 8.00: 2.50 each. 10-02: 2 out, 5.00. 10-03: 1 of September back at 1.00,
    # 1 of October back at 2.50. 10-04: 2 out: 3 × 2.50 − 2.50.
    text = """
期初库存
品名 数量 金额
大米 4    4.00

采购验收
日期  品名 数量 金额
10-01 大米 2    8.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 2    -
C2   10-02 大米 2    -
C3   10-03 大米 -1   冲C1
C4   10-03 大米 -1   冲C2
C5   10-04 大米 2    -
"""
    assert worth(MONTHLY, text) == [200, 500, -100, -250, 500]
    assert left(MONTHLY, text)[-1] == (2000, 200 + 800 - 500 + 100 + 250 - 500)


def test_two_reversals_of_this_months_issues_on_a_day_both_count_as_not_issued() -> None:
    # 6 for 10.00: out 1.67 and 1.66, both back, out 1.67 as if it were the first.
    text = """
期初库存
品名 数量 金额
大米 6    10.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 1    -
C2   09-02 大米 1    -
C3   09-03 大米 -1   冲C1
C4   09-03 大米 -1   冲C2
C5   09-04 大米 1    -
"""
    assert worth(MONTHLY, text) == [167, 166, -167, -166, 167]


def test_a_day_that_issues_just_what_is_there_is_not_set_apart() -> None:
    # Layers of 1 at 1.00 and 1 at 9.00, both out: 10.00; 1 comes back at half of that.
    text = """
期初库存
品名 数量 金额
大米 1    1.00
大米 1    9.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 2    -
C2   09-01 大米 -1   冲C1
"""
    assert worth(FIFO, text) == [1000, -500]
    assert left(FIFO, text) == [(1000, 500)]


def test_a_day_set_apart_leaves_the_draws_of_other_days_alone() -> None:
    # 10 for 20.00: 1 out. Then 9 and 3 written and 4 taken back of the nine: 8 out of 9, at 2.00. Then the last one.
    text = """
期初库存
品名 数量 金额
大米 10   20.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 1    -
C2   09-02 大米 9    -
C3   09-02 大米 3    -
C4   09-02 大米 -4   冲C2
C5   09-03 大米 1    -
"""
    for method in METHODS:
        assert worth(method, text) == [200, 1800, 600, -800, 200]
        assert left(method, text) == [(9000, 1800), (1000, 200), (0, 0)]


@pytest.mark.parametrize("method", METHODS)
def test_a_part_set_apart_counts_when_more_of_the_row_is_taken_back_later(method: str) -> None:
    # 10 for 10.01. 10 and 4 written, 4 of the ten taken back: 10 left the store, 10.01, 6.01 (600.6) and 4.00. What never left is worth 4.00
    # (400.4), which C1 bears too. Then 3 more of C1: 7 of 10 of 10.01 is 7.01, less 4.00 (4 of 10).
    text = """
期初库存
品名 数量 金额
大米 10   10.01

出库
单号 日期  品名 数量 备注
C1   09-01 大米 10   -
C2   09-01 大米 -4   冲C1
C3   09-01 大米 4    -
C4   09-02 大米 -3   冲C1
"""
    assert worth(method, text) == [1001, -400, 400, -301]
    assert left(method, text) == [(0, 0), (3000, 301)]


def test_rows_set_apart_on_a_day_each_bear_their_own_and_the_slip_decides_who_bears_the_odd_fen() -> None:
    # 6 for 10.00, 3 of it 5.00. C2 4 less 3, C3 4 less 3, C1 1: 3 left the store, 5.00. By slip, cumulated: 167, 333, 500.
    text = """
期初库存
品名 数量 金额
大米 6    10.00

出库
单号 日期  品名 数量 备注
C2   09-01 大米 4    -
C3   09-01 大米 4    -
C1   09-01 大米 1    -
C4   09-01 大米 -1   冲C2
C5   09-01 大米 -3   冲C3
C6   09-01 大米 -2   冲C2
"""
    assert worth(MOVING, text) == [166 + 167 + 333, 167 + 500, 167, -167, -500, -333]
    assert left(MOVING, text) == [(3000, 500)]


def test_a_row_of_which_nothing_is_set_apart_has_its_whole_weight() -> None:
    # 4 thousandths for 10.00, 3 and 3 written, 2 of the first taken back at 5.00: 1 and 3 left the store, 2.50 and 7.50.
    text = """
期初库存
品名 数量  金额
大米 0.004 10.00

出库
单号 日期  品名 数量   备注
C1   09-01 大米 0.003  -
C2   09-01 大米 0.003  -
C3   09-01 大米 -0.002 冲C1
"""
    assert worth(MOVING, text) == [250 + 500, 750, -500]
    assert left(MOVING, text) == [(0, 0)]


def test_the_odd_fen_of_a_part_taken_back_is_that_of_how_much_was_taken_back_before() -> None:
    # 8 for 1.00, 7 out: 87.5 → 88. Back 2: 25.1 → 25; 2 more: 50.3 − 25 = 25; 3 more: 88 − 50 = 38.
    text = """
期初库存
品名 数量 金额
大米 8    1.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 7    -
C2   09-02 大米 -2   冲C1
C3   09-02 大米 -2   冲C1
C4   09-03 大米 -3   冲C1
"""
    assert worth(MOVING, text) == [88, -25, -25, -38]


def test_what_was_taken_back_of_one_row_is_nothing_to_another() -> None:
    # 8 for 10.04: 2 are 2.51. Half of each comes back: 1.26 (125.5).
    text = """
期初库存
品名 数量 金额
大米 8    10.04

出库
单号 日期  品名 数量 备注
C1   09-01 大米 2    -
C2   09-01 大米 2    -
C3   09-02 大米 -1   冲C1
C4   09-02 大米 -1   冲C2
"""
    assert worth(MOVING, text) == [251, 251, -126, -126]


# ---- overdrawn


def test_all_that_is_there_may_be_taken_row_by_row() -> None:
    assert overdrafts("期初库存\n品名 数量 金额\n大米 5 5\n\n出库\n日期 品名 数量\n09-01 大米 2\n09-01 大米 3") == []


def test_the_first_row_of_the_sheet_that_finds_too_little_is_named_with_what_it_found() -> None:
    # Two draw 7 of 8, the third wants 2; the fourth would have found enough.
    text = "期初库存\n品名 数量 金额\n大米 8 8\n\n出库\n日期 品名 数量\n09-01 大米 3\n09-01 大米 4\n09-01 大米 2\n09-01 大米 1"
    assert overdrafts(text) == [("出库", 4, 1000, 2000)]
    assert overdrafts(text.replace("大米 4", "大米 5")) == [("出库", 4, 0, 2000)]  # the second takes the last piece
    _, _, blocked = ledger(MOVING, text)
    assert blocked.item("大米", "2025-09") == ("出库第 4 行：大米 库存不够出库",)
    assert blocked.item("大米", EVERYTHING) is None


def test_what_is_reversed_of_a_row_the_same_day_it_did_not_want() -> None:
    # 10: C1 wants 8 − 2 − 1 = 5 and leaves 5, C4 wants 6.
    text = """
期初库存
品名 数量 金额
大米 10   10

出库
单号 日期  品名 数量 备注
C1   09-01 大米 8    -
C2   09-01 大米 -2   冲C1
C3   09-01 大米 -1   冲C1
C4   09-01 大米 6    -
"""
    assert overdrafts(text) == [("出库", 5, 5000, 6000)]


def test_what_is_reversed_of_an_earlier_day_is_there_for_the_days_issues() -> None:
    # 2 out; the next day they are back, then 3 are wanted.
    text = """
期初库存
品名 数量 金额
大米 2    2

出库
单号 日期  品名 数量 备注
C1   09-01 大米 2    -
C2   09-02 大米 {}   -
C3   09-02 大米 -2   冲C1
"""
    assert overdrafts(text.format(2)) == []
    assert overdrafts(text.format(3)) == [("出库", 3, 2000, 3000)]


def test_of_the_reversals_that_send_back_what_is_gone_the_last_is_named() -> None:
    # 8 in, 6 out, 2 left. Back go 1 and 3, 0.5 comes, and a 直出 line is reversed, which moves no stock: 1.5 were there before the last.
    text = """
采购验收
单号 日期  品名 数量 金额  直出餐次 备注
R1   09-01 大米 5    5     -        -
R2   09-01 大米 3    3     -        -
R3   09-01 大米 2    2     午餐     -
R4   09-03 大米 -1   -1    -        冲R1
R5   09-03 大米 -3   -3    -        冲R2
R6   09-03 大米 0.5  0.50  -        -
R7   09-03 大米 -2   -2    -        冲R3

出库
日期  品名 数量
09-02 大米 6
"""
    assert overdrafts(text) == [("采购验收", 6, 1500, 3000)]
    assert ledger(MOVING, text)[2].item("大米", "2025-09") == ("采购验收第 6 行：大米 库存不够出库",)


def test_a_line_too_small_for_its_base_unit_sends_nothing_back() -> None:
    text = """
单位换算
品名 录入单位 换算率
-    克       0.001

采购验收
单号 日期  品名 数量 单位 金额  备注
R1   09-01 大米 5    公斤 5     -
R2   09-03 大米 -5   公斤 -5    冲R1
R3   09-03 大米 0.4  克   0.01  -

出库
日期  品名 数量
09-02 大米 4
"""
    assert overdrafts(text) == [("采购验收", 3, 1000, 5000)]


def test_sending_back_the_last_piece_overdraws_nothing() -> None:
    text = "采购验收\n单号 日期 品名 数量 金额 备注\nR1 09-01 大米 5 5 -\nR2 09-02 大米 -5 -5 冲R1"
    assert overdrafts(text) == []
    assert left(MOVING, text) == [(5000, 500), (0, 0)]


def test_what_stays_overdrawn_is_told_once_and_anew_after_the_stock_was_made_up() -> None:
    text = "采购验收\n日期 品名 数量 金额\n09-03 大米 {} 5\n\n出库\n日期 品名 数量\n09-01 大米 1\n09-02 大米 1\n09-04 大米 9"
    assert overdrafts(text.format(5)) == [("出库", 2, 0, 1000), ("出库", 4, 3000, 9000)]
    assert overdrafts(text.format(2)) == [("出库", 2, 0, 1000), ("出库", 4, 0, 9000)]
    assert overdrafts(text.format(1)) == [("出库", 2, 0, 1000)]


def test_a_count_of_an_overdrawn_day_sets_the_stock_and_the_next_days_may_be_overdrawn_anew() -> None:
    text = "期初库存\n品名 数量 金额\n大米 1 1\n\n出库\n日期 品名 数量\n09-01 大米 3\n09-02 大米 2\n\n盘点\n日期 品名 实盘数量\n09-01 大米 1"
    assert overdrafts(text) == [("出库", 2, 1000, 3000), ("出库", 3, 1000, 2000)]


def test_nobody_is_accused_from_the_month_on_in_which_more_may_have_come() -> None:
    text = "品目\n品名\n大米\n面粉\n\n出库\n日期 品名 数量\n09-01 大米 1\n10-01 大米 1\n09-01 面粉 1"
    for month, accused in (("2025-09", [4]), ("2025-10", [2, 4])):
        evidence, blocked = Evidence(), Blocked()
        blocked.incoming["大米"] = month
        blocked.refuse_item("大米", "2025-09", "看不清")
        run(read_book(raw_book(text)), blocked, evidence)
        assert [each.record.row for each in evidence.overdrafts] == accused
        assert blocked.items == {"大米": ("2025-09", "看不清"), "面粉": ("2025-09", "出库第 4 行：面粉 库存不够出库")}


# ---- counts


def test_every_count_is_compared_with_what_the_book_said_just_before_it() -> None:
    text = """
期初库存
品名 数量 金额
大米 9    9

出库
日期  品名 数量
09-02 大米 2

盘点
日期  品名 实盘数量
09-01 大米 9
09-02 大米 6
09-03 大米 8
"""
    found, evidence, _ = ledger(MOVING, text)
    assert [(each.record.row, each.place, each.booked, each.counted) for each in evidence.count_differences] == [
        (2, 0, 9000, 9000),
        (3, 1, 7000, 6000),
        (4, 2, 6000, 8000),
    ]
    assert found.items["大米"].history.differences == {1: -1000, 2: 2000}


def test_a_count_of_a_day_that_takes_back_is_compared_with_what_was_left_in_the_end() -> None:
    # 9 − 4 = 5; back 1 of C1: 6, back 1 of today's 2: 6 − 2 + 1 = 5. Counted 3: 2 short at 1.00.
    text = """
期初库存
品名 数量 金额
大米 9    9

出库
单号 日期  品名 数量 备注
C1   09-01 大米 4    -
C2   09-02 大米 2    -
C3   09-02 大米 -1   冲C1
C4   09-02 大米 -1   冲C2

盘点
日期  品名 实盘数量
09-02 大米 3
"""
    for method in METHODS:
        _, evidence, _ = ledger(method, text)
        assert [(each.booked, each.counted) for each in evidence.count_differences] == [(5000, 3000)]
        assert counted(method, text) == [-200]
        assert left(method, text) == [(5000, 500), (3000, 300)]


def test_counts_of_a_refused_item_are_compared_with_nothing_from_the_refused_month_on() -> None:
    text = "品目\n品名\n大米\n面粉\n\n盘点\n日期 品名 实盘数量\n09-01 大米 0\n10-01 大米 0\n10-01 面粉 0"
    evidence, blocked = Evidence(), Blocked()
    blocked.refuse_item("大米", "2025-10", "看不清")
    run(read_book(raw_book(text)), blocked, evidence)
    assert [each.record.row for each in evidence.count_differences] == [2, 4]


def test_shortages_to_the_last_piece_take_all_the_value_of_the_month() -> None:
    # 3 for 1.00: 0.33 each. What is short last takes the rest.
    text = "期初库存\n品名 数量 金额\n大米 3 1.00\n\n盘点\n日期 品名 实盘数量\n09-01 大米 2\n09-02 大米 1\n09-03 大米 0"
    assert counted(MONTHLY, text) == [-33, -33, -34]
    # With 4 at the start of the next month, a shortage that leaves something is at the unit cost alone.
    assert counted(MONTHLY, text.replace("09-03 大米 0", "09-03 大米 0.5")) == [-33, -33, -17]


def test_a_surplus_is_no_draw_and_a_shortage_on_a_day_of_issues_is_another() -> None:
    # 3 for 1.00. 1 found: 0.33, 4 for 1.33. 2 out: 0.67 (66.67). Counted 0: the other 2, all that is left: 0.66.
    text = """
期初库存
品名 数量 金额
大米 3    1.00

出库
日期  品名 数量
{}    大米 2

盘点
日期  品名 实盘数量
09-01 大米 4
09-03 大米 0
"""
    assert worth(MONTHLY, text.format("09-02")) == worth(MONTHLY, text.format("09-03")) == [67]
    assert counted(MONTHLY, text.format("09-02")) == counted(MONTHLY, text.format("09-03")) == [33, -66]


def test_the_last_draw_of_a_month_takes_its_value_less_what_will_be_sent_back_after_it() -> None:
    # 2 for 2.00 and 1 for 4.00, which goes back on 09-03: the month's 2 for 2.00 are all drawn on 09-02.
    text = """
期初库存
品名 数量 金额
大米 2    2.00

采购验收
单号 日期  品名 数量 金额  备注
R1   09-01 大米 1    4.00  -
R2   09-03 大米 -1   -4.00 冲R1

出库
日期  品名 数量
09-02 大米 2
"""
    assert worth(MONTHLY, text) == [200]
    assert left(MONTHLY, text) == [(3000, 600), (1000, 400), (0, 0)]
    short = text[: text.index("出库")] + "盘点\n日期 品名 实盘数量\n09-02 大米 1"
    assert counted(MONTHLY, short) == [-200]
    assert left(MONTHLY, short) == [(3000, 600), (1000, 400), (0, 0)]


def test_each_month_has_a_unit_cost_of_its_own_and_its_own_last_draw() -> None:
    # September 3 for 1.00: 0.33, 0.33, 0.34. October 3 for 2.00, at 0.67: 0.67, 0.66 (1.33 − 0.67), and 1 left for 0.67.
    text = """
采购验收
日期  品名 数量 金额
10-01 大米 3    2.00
09-01 大米 3    1.00

出库
日期  品名 数量
09-02 大米 1
09-03 大米 1
09-04 大米 1
10-02 大米 1
10-03 大米 1
"""
    assert worth(MONTHLY, text) == [33, 34, 33, 67, 66]
    assert left(MONTHLY, text)[-1] == (1000, 67)


def test_a_days_draw_may_be_a_thousandth_and_days_without_one_are_none() -> None:
    # 3 for 1.00. 0.001 out: 0.0333 → 0. A delivery, 1 for 0.50: 1.50 for 4, 0.375 each. 1 short: 0.38. 2.999 out: the rest, 1.12 (1.1246 + 0.38 = 1.50).
    text = """
期初库存
品名 数量 金额
大米 3    1.00

采购验收
日期  品名 数量 金额
09-02 大米 1    0.50

出库
日期  品名 数量
09-01 大米 0.001
09-05 大米 2.999

盘点
日期  品名 实盘数量
09-03 大米 2.999
09-04 大米 2.999
"""
    assert worth(MONTHLY, text) == [0, 112]
    assert counted(MONTHLY, text) == [-38, 0]
    assert left(MONTHLY, text)[-1] == (0, 0)


def test_the_last_draw_of_a_month_takes_what_counts_found_too() -> None:
    # 6 for 1.00: 1 found is 0.17 (16.67), and 1 more: 8 for 1.34, though 8 × 0.1667 = 1.33; 4 are 0.67 (66.67).
    text = """
期初库存
品名 数量 金额
大米 6    1.00

盘点
日期  品名 实盘数量
09-01 大米 7
09-02 大米 8

出库
日期  品名 数量
{}
"""
    assert counted(MONTHLY, text.format("09-03 大米 8")) == [17, 17]
    assert worth(MONTHLY, text.format("09-03 大米 8")) == [134]
    assert worth(MONTHLY, text.format("09-03 大米 4\n09-04 大米 4")) == [67, 67]


PRICES = """
采购验收
单号 日期  品名 数量 金额  直出餐次 备注
{}

盘点
日期  品名 实盘数量
09-05 大米 1
"""


@pytest.mark.parametrize(
    ("lines", "price"),
    [
        ("R1 09-01 大米 2 3.00 午餐 -\nR2 09-04 大米 2 9.00 午餐 -", 450),
        ("R1 09-05 大米 2 3.00 午餐 -\nR2 09-04 大米 2 9.00 午餐 -", 150),  # of the day of the count too
        ("R1 09-01 大米 2 3.00 午餐 -\nR2 09-06 大米 2 9.00 午餐 -", 150),  # what comes later is not known yet
        ("R2 09-01 大米 2 3.00 午餐 -\nR1 09-01 大米 2 9.00 午餐 -", 150),  # by 单号, whatever the order of the sheet
        ("- 09-01 大米 2 3.00 午餐 -\nR1 09-01 大米 2 9.00 午餐 -", 450),  # one without a 单号 comes first
        ("R1 09-01 大米 2 9.00 午餐 -\n- 09-01 大米 2 3.00 午餐 -", 450),
        ("R1 09-01 大米 4 3.00 午餐 -\nR1 09-01 大米 2 9.00 午餐 -", 75),  # of one 单号 the larger
        ("R1 09-01 大米 2 9.00 午餐 -\nR1 09-01 大米 2 3.00 午餐 -", 450),  # and then the dearer
        ("R1 09-01 大米 2 3.00 午餐 -\nR2 09-02 大米 -1 -9.00 午餐 冲R1", 150),  # a 红字 is no price
        ("R1 09-01 大米 2 3.00 - -\nR2 09-02 大米 -2 -3.00 - 冲R1", 150),
        ("R1 09-01 大米 0.001 0.03 午餐 -", 3000),
        ("R1 09-01 大米 2 3.00 午餐 -\nR2 09-02 大米 0 9.00 午餐 -", 150),  # nothing has no price
    ],
)
def test_a_surplus_on_nothing_takes_the_price_of_the_last_line_by_day_and_slip(lines: str, price: int) -> None:
    for method in METHODS:
        assert counted(method, PRICES.format(lines)) == [price]


# ---- refused


def test_a_surplus_without_a_price_refuses_its_item_and_the_days_before_it_stand() -> None:
    text = "期初库存\n品名 数量 金额\n大米 1 1\n\n出库\n日期 品名 数量\n09-01 大米 1\n\n盘点\n日期 品名 实盘数量\n10-02 大米 1\n10-03 大米 2"
    found, evidence, blocked = ledger(MOVING, text)
    assert [count.row for count in evidence.unpriced_counts] == [2]
    assert blocked.items == {"大米": ("2025-10", "盘点第 2 行：大米 盘盈没有价格可用")}
    assert [day.valued for day in found.items["大米"].days] == [True, False, False]
    assert found.items["大米"].history.count_values == {}


def test_after_a_surplus_without_a_price_no_reversal_is_accused_of_the_money_that_lay_on_nothing() -> None:
    text = """
期初库存
品名 数量 金额
大米 0    5.00

盘点
日期  品名 实盘数量
09-01 大米 1

采购验收
单号 日期  品名 数量 金额  备注
R1   09-02 大米 1    3.00  -
R2   09-03 大米 -1   -3.00 冲R1
"""
    _, evidence, blocked = ledger(MOVING, text)
    assert ([count.row for count in evidence.unpriced_counts], evidence.leftovers) == ([2], [])
    assert blocked.items == {"大米": ("2025-09", "盘点第 2 行：大米 盘盈没有价格可用")}


def test_a_reversal_of_nothing_refuses_its_item_from_its_month_on_by_name() -> None:
    text = "品目\n品名\n大米\n面粉\n\n期初库存\n品名 数量 金额\n大米 5 5\n\n出库\n单号 日期 品名 数量 备注\nC1 09-01 大米 1 -\nC2 10-01 大米 -1 冲C9"
    found, evidence, blocked = ledger(MOVING, text)
    assert [record.row for record in evidence.unmatched_corrections] == [3]
    assert blocked.items == {"大米": ("2025-10", "出库第 3 行：红字找不到被冲的行")}
    assert [day.valued for day in found.items["大米"].days] == [True]


def test_money_left_on_nothing_refuses_its_item_at_the_last_reversal_of_the_month() -> None:
    # 1 at 1.00, 1 at 3.00 and 1 at 8.00, mixed 4.00 each; 1 out, the two dearest sent back at 3.00 and 8.00: nothing left, −3.00.
    text = """
期初库存
品名 数量 金额
大米 1    1.00

采购验收
单号 日期  品名 数量 金额  直出餐次 备注
R1   10-01 大米 1    3.00  -        -
R2   10-01 大米 1    8.00  -        -
R3   10-01 大米 1    8.00  午餐     -
R4   10-04 大米 -1   -3.00 -        冲R1
R5   10-03 大米 -1   -8.00 -        冲R2
R6   10-05 大米 -1   -8.00 -        冲R3
R7   11-05 大米 1    8.00  -        -

出库
日期  品名 数量
10-02 大米 1
"""
    found, evidence, blocked = ledger(MOVING, text)
    assert [(left.record.table, left.record.row) for left in evidence.leftovers] == [("采购验收", 5)]
    assert blocked.items == {"大米": ("2025-10", "大米 库里剩下的数量和金额对不上")}
    assert [day.valued for day in found.items["大米"].days] == [True, True, True, True, True, False]


def test_a_line_too_small_for_its_base_unit_is_not_the_reversal_that_is_named() -> None:
    # 1 for 1.00 and 1 for 3.00: 1 out at 2.00, the dear one back. The line of the day after is no 红字.
    text = """
单位换算
品名 录入单位 换算率
-    克       0.001

采购验收
单号 日期  品名 数量 单位 金额  备注
R1   09-01 大米 1    公斤 1.00  -
R2   09-01 大米 1    公斤 3.00  -
R3   09-03 大米 -1   公斤 -3.00 冲R2
R4   09-04 大米 0.4  克   0.01  -

出库
日期  品名 数量
09-02 大米 1
"""
    _, evidence, _ = ledger(MOVING, text)
    assert [left.record.row for left in evidence.leftovers] == [4]


def test_money_left_on_nothing_within_a_month_is_no_matter_if_goods_come_before_its_end() -> None:
    # 1 for 1.00 and 1 for 3.00: 1 out at 2.00, the dear one back. Then 2 for 2.00 come in the same month: 2 for 1.00 at its end.
    text = """
采购验收
单号 日期  品名 数量 金额  备注
R1   09-01 大米 1    1.00  -
R2   09-01 大米 1    3.00  -
R3   09-03 大米 -1   -3.00 冲R2
R4   09-04 大米 2    2.00  -

出库
日期  品名 数量
09-02 大米 1
"""
    _, evidence, blocked = ledger(MOVING, text)
    assert (evidence.leftovers, blocked.items) == ([], {})
    assert left(MOVING, text) == [(2000, 400), (1000, 200), (0, -100), (2000, 100)]


def test_what_rounding_took_too_much_is_not_laid_to_a_reversal_of_another_month() -> None:
    # 4 for 0.02 are left of September. Each of three counts is 1 short, and 0.005 is a fen each time: 1 for −0.01.
    text = """
采购验收
单号 日期  品名 数量 金额  备注
R1   09-01 大米 5    0.03  -
R2   09-02 大米 -1   -0.01 冲R1

盘点
日期  品名 实盘数量
10-01 大米 3
10-02 大米 2
10-03 大米 1
11-01 大米 1
"""
    _, evidence, blocked = ledger(MONTHLY, text)
    assert (evidence.leftovers, blocked.items) == ([], {})
    assert left(MONTHLY, text) == [(5000, 3), (4000, 2), (3000, 1), (2000, 0), (1000, -1), (1000, -1)]


def test_an_item_that_is_refused_is_valued_up_to_the_month_before() -> None:
    text = "品目\n品名\n大米\n面粉\n\n期初库存\n品名 数量 金额\n大米 5 5\n面粉 5 5\n\n出库\n日期 品名 数量\n{}"
    book = read_book(raw_book(text.format("09-30 大米 1\n10-01 大米 1\n11-01 大米 1\n10-01 面粉 1")))
    blocked = Blocked()
    blocked.refuse_item("大米", "2025-10", "看不清")
    found = run(book, blocked, Evidence())
    assert [day.valued for day in found.items["大米"].days] == [True, False, False]
    assert [day.value for day in found.items["大米"].days] == [400, 0, 0]
    assert [day.quantity for day in found.items["大米"].days] == [4000, 3000, 2000]
    assert [found.value(row) for row in book.issues] == [100, 0, 0, 100]
    assert date(2025, 10, 1) in found.items["面粉"].history.days


def test_a_day_that_ends_with_nothing_left_is_not_overdrawn_and_the_next_one_may_be() -> None:
    text = """
期初库存
品名 数量 金额
大米 1    1

出库
单号 日期  品名 数量 备注
C1   09-01 大米 1    -
C2   09-02 大米 1    -
C3   09-02 大米 -1   冲C2
C4   09-03 大米 1    -
"""
    assert overdrafts(text) == [("出库", 5, 0, 1000)]

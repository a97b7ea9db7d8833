"""What issues are worth, worked by hand: quantities in thousandths, values in fen."""

from __future__ import annotations

from datetime import date

import pytest

from macros_py.blocked import Blocked
from macros_py.ledger import run
from macros_py.valuation import (
    METHODS,
    BelowZeroError,
    FirstInFirstOut,
    MonthAhead,
    MonthlyAverage,
    MovingAverage,
    Paid,
    UnpricedError,
)
from tests.macros_py.small_books import judged, ledger, raw_book
from validation.book import read_book
from validation.evidence import Evidence

MOVING, FIFO, MONTHLY = "移动加权平均", "先进先出", "月末一次加权平均"
FIRST, SECOND, THIRD = date(2025, 9, 1), date(2025, 9, 2), date(2025, 9, 3)


def charged(method: str, text: str) -> list[int]:
    """What each row of 出库 was charged, in the order of the sheet."""
    found, evidence, _ = ledger(method, text)
    assert [evidence.overdrafts, evidence.unmatched_corrections, evidence.unpriced_counts] == [[], [], []]
    return [found.values["出库", number] for number in range(2, 2 + sum(1 for table, _ in found.values if table == "出库"))]


# ---- the methods by themselves


def test_a_moving_average_charges_the_rounded_share_and_everything_takes_all() -> None:
    stock = MovingAverage()
    stock.receive(3000, 1000)
    assert stock.draw(1000) == 333  # 1000 ÷ 3 = 333.3
    assert stock.draw(1000) == 334  # 667 ÷ 2 = 333.5
    assert stock.draw(1000) == 333
    assert (stock.quantity, stock.value) == (0, 0)


def test_goods_of_less_than_no_value_are_not_charged_below_nothing() -> None:
    """A fen less for every nine: what rounds to nothing costs nothing, and a half rounds away from it."""
    stock = MovingAverage()
    stock.receive(9, -1)
    assert stock.draw(4) == 0
    assert (stock.quantity, stock.value) == (5, -1)
    stock.receive(3, -1)
    with pytest.raises(BelowZeroError) as refused:
        stock.draw(2)
    assert (refused.value.quantity, refused.value.value) == (8, -2)
    assert (stock.quantity, stock.value) == (8, -2)


@pytest.mark.parametrize("method", METHODS)
def test_what_is_left_is_there_while_it_has_a_quantity_or_a_value(method: str) -> None:
    stock = METHODS[method]()
    assert stock.left() == []
    stock.receive(3000, 0, FIRST)
    assert stock.left() == [(3000, 0)]
    stock.send_back(3000, 5, FIRST)
    assert stock.left() == [(0, -5)]


def test_first_in_first_out_takes_whole_layers_at_their_value_and_the_share_of_the_last() -> None:
    stock = FirstInFirstOut()
    stock.receive(3000, 1000)
    stock.receive(2000, 901, FIRST)
    assert stock.draw(4000) == 1000 + 451  # 901 ÷ 2 = 450.5
    assert stock.draw(1000) == 450


def test_first_in_first_out_gives_all_the_value_with_the_last_piece_even_of_a_layer_reversed_to_nothing() -> None:
    stock = FirstInFirstOut()
    stock.receive(10_000, 1000)
    stock.receive(0, 5, FIRST)  # 2 at 10.05 reversed the same day at 10.00
    assert stock.draw(10_000) == 1005
    assert stock.value == 0


def test_what_is_taken_back_lies_in_front() -> None:
    stock = FirstInFirstOut()
    stock.receive(1000, 100)
    stock.receive(1000, 900, FIRST)
    assert stock.draw(1000) == 100
    stock.take_back(1000, 100, own=(1000, 100))
    assert stock.draw(1000) == 100


def test_a_purchase_sent_back_comes_out_of_its_own_layer() -> None:
    stock = FirstInFirstOut()
    stock.receive(2000, 200)
    stock.receive(2000, 800, FIRST)
    stock.send_back(1000, 400, FIRST)
    assert stock.draw(2000) == 200
    assert stock.draw(1000) == 400


def test_a_purchase_sent_back_after_its_layer_is_gone_comes_out_of_the_oldest_which_bears_the_difference() -> None:
    stock = FirstInFirstOut()
    stock.receive(1000, 100, FIRST)
    assert stock.draw(1000) == 100
    stock.receive(3000, 900, SECOND)
    stock.send_back(1000, 100, FIRST)  # takes 300 of the layer; 200 too much, which stay with it
    assert (stock.quantity, stock.value) == (2000, 800)
    assert stock.draw(2000) == 800


def test_a_purchase_sent_back_from_the_last_piece_leaves_its_difference_on_nothing() -> None:
    stock = FirstInFirstOut()
    stock.receive(1000, 100, FIRST)
    stock.receive(1000, 300, SECOND)
    stock.draw(1000)
    stock.send_back(1000, 100, FIRST)
    assert (stock.quantity, stock.value) == (0, 200)
    assert [(layer.day, layer.quantity, layer.value) for layer in stock.layers] == [(None, 0, 200)]
    stock.receive(1000, 100, SECOND)
    assert stock.draw(500) == 200 + 50


def test_the_average_of_the_month_knows_what_the_month_will_bring() -> None:
    stock = MonthlyAverage()
    stock.receive(1000, 100)
    stock.begin_month(MonthAhead(received=2000, amount=800, draws_until_empty=None))  # 9.00 for 3: 3.00 each
    assert stock.draw(1000) == 300
    stock.receive(2000, 800, FIRST)
    assert stock.draw(1000) == 300
    assert stock.value == 300


def test_the_average_of_the_month_rounds_what_was_issued_to_date() -> None:
    stock = MonthlyAverage()
    stock.receive(6000, 1000)
    stock.begin_month(MonthAhead(0, 0, None))  # 166.67 each
    assert [stock.draw(1000) for _ in range(4)] == [167, 166, 167, 167]  # 167, 333, 500, 667


def test_the_last_draw_of_a_month_that_ends_with_nothing_takes_all_the_value() -> None:
    stock = MonthlyAverage()
    stock.receive(2000, 101)
    stock.begin_month(MonthAhead(0, 0, draws_until_empty=2))
    assert stock.draw(1000) == 51
    assert stock.lose(1000) == 50
    stock.begin_month(MonthAhead(1000, 7, draws_until_empty=1))
    stock.receive(1000, 7, FIRST)
    assert stock.draw(1000) == 7


def test_a_month_whose_reversals_leave_goods_for_nothing_charges_nothing() -> None:
    stock = MonthlyAverage()
    stock.receive(2000, 100)
    stock.begin_month(MonthAhead(-1000, -100, None, reverses=True))
    assert stock.draw(500) == 0


def test_in_a_month_without_opening_and_receipts_what_was_taken_back_gives_the_unit_cost() -> None:
    stock = MonthlyAverage()
    stock.receive(1000, 100)
    stock.begin_month(MonthAhead(0, 0, 1))
    assert stock.draw(1000) == 100
    stock.begin_month(MonthAhead(0, 0, None))
    stock.take_back(1000, 100, own=(0, 0))
    assert stock.draw(500) == 50


def test_without_anything_that_came_in_the_stock_itself_gives_the_unit_cost() -> None:
    stock = MonthlyAverage()
    stock.receive(2000, 300)
    stock.begin_month(MonthAhead(-2000, -300, None))  # all of it will be sent back
    assert stock.draw(1000) == 150


def test_the_worth_of_a_quantity_is_at_the_unit_cost_and_of_nothing_nothing() -> None:
    stock = MovingAverage()
    assert stock.worth(5000) == 0
    stock.receive(4000, 1000)
    assert stock.worth(6000) == 1500


@pytest.mark.parametrize("method", METHODS)
def test_a_surplus_takes_the_unit_cost_of_what_is_there(method: str) -> None:
    stock = METHODS[method]()
    stock.receive(3000, 1000)
    stock.begin_month(MonthAhead(0, 0, None))
    assert stock.find(1000, Paid(9, 1000)) == 333
    assert (stock.quantity, stock.value) == (4000, 1333)


@pytest.mark.parametrize("method", METHODS)
def test_a_surplus_on_nothing_takes_the_last_price_paid(method: str) -> None:
    stock = METHODS[method]()
    stock.begin_month(MonthAhead(0, 0, None))
    assert stock.find(1500, Paid(1001, 2000)) == 751  # 1001 × 1.5 ÷ 2 = 750.75
    with pytest.raises(UnpricedError):
        METHODS[method]().find(1000, None)


@pytest.mark.parametrize("method", METHODS)
def test_a_surplus_on_nothing_takes_the_last_price_paid_though_a_price_sent_back_is_still_owed(method: str) -> None:
    stock = METHODS[method]()
    stock.receive(1000, 100)
    stock.begin_month(MonthAhead(0, 0, None))
    stock.send_back(1000, 300, FIRST)
    assert stock.find(1500, Paid(1001, 2000)) == 751
    assert (stock.quantity, stock.value) == (1500, -200 + 751)


@pytest.mark.parametrize("method", [MOVING, FIFO])
def test_a_surplus_on_a_thousandth_of_less_than_no_value_has_no_price(method: str) -> None:
    stock = METHODS[method]()
    stock.receive(2, 100)
    stock.send_back(1, 300, FIRST)
    with pytest.raises(BelowZeroError):
        stock.find(1000, Paid(100, 1000))


def test_a_surplus_is_the_newest_layer() -> None:
    stock = FirstInFirstOut()
    stock.receive(1000, 100)
    stock.find(1000, None)
    stock.receive(1000, 300, FIRST)
    assert [stock.draw(1000) for _ in range(3)] == [100, 100, 300]


def test_a_layer_reversed_to_nothing_gives_its_value_on_the_way_to_the_next() -> None:
    stock = FirstInFirstOut()
    stock.receive(0, 5)
    stock.receive(10_000, 1000, FIRST)
    assert stock.draw(5000) == 5 + 500
    assert (stock.quantity, stock.value) == (5000, 500)


def test_a_layer_of_which_nothing_is_left_is_gone() -> None:
    stock = FirstInFirstOut()
    stock.receive(0, 0)
    stock.receive(1000, 100, FIRST)
    stock.receive(1000, 300, SECOND)
    stock.send_back(1000, 100, FIRST)
    assert [(layer.day, layer.quantity, layer.value) for layer in stock.layers] == [(SECOND, 1000, 300)]
    stock.send_back(1000, 200, SECOND)  # 1.00 less than its layer holds: that much stays on nothing
    assert [(layer.day, layer.quantity, layer.value) for layer in stock.layers] == [(SECOND, 0, 100)]


def test_a_purchase_sent_back_of_which_too_little_is_left_comes_out_of_the_oldest() -> None:
    stock = FirstInFirstOut()
    stock.receive(2000, 200, FIRST)
    stock.receive(2000, 800, SECOND)
    stock.draw(1000)
    stock.send_back(2000, 250, FIRST)  # 1 at 1.00 and 1 at 4.00 go, 2.50 is typed: the 2.50 too much go off the next
    assert [(layer.day, layer.quantity, layer.value) for layer in stock.layers] == [(SECOND, 1000, 400 + 250)]
    assert (stock.quantity, stock.value) == (1000, 650)


def test_the_difference_of_a_purchase_sent_back_falls_on_what_is_left_not_on_a_layer_just_gone() -> None:
    stock = FirstInFirstOut()
    stock.receive(2000, 200, FIRST)
    stock.draw(1000)
    stock.receive(1000, 300, SECOND)
    stock.receive(2000, 1000, THIRD)
    stock.send_back(2000, 200, FIRST)  # 1 at 1.00 and 1 at 3.00 go, 2.00 is typed: the next bear the 2.00 between
    assert [(layer.day, layer.quantity, layer.value) for layer in stock.layers] == [(THIRD, 2000, 1000 + 400 - 200)]


def test_a_layer_shows_the_day_it_came_on_and_what_was_found_or_taken_back_shows_none() -> None:
    stock = FirstInFirstOut()
    stock.receive(1000, 100)
    stock.receive(1000, 300, FIRST)
    stock.find(500, None)  # at 2.00
    stock.take_back(200, 30, own=(0, 0))
    assert [(layer.day, layer.quantity, layer.value) for layer in stock.layers] == [
        (None, 200, 30),
        (None, 1000, 100),
        (FIRST, 1000, 300),
        (None, 500, 100),
    ]
    assert (stock.quantity, stock.value) == (2700, 530)


@pytest.mark.parametrize("method", METHODS)
def test_a_thousandth_in_stock_has_a_unit_cost(method: str) -> None:
    stock = METHODS[method]()
    stock.receive(1, 7)
    stock.begin_month(MonthAhead(0, 0, None))
    assert stock.worth(3) == 21
    assert stock.find(2, Paid(1, 1)) == 14


@pytest.mark.parametrize("method", METHODS)
def test_a_shortage_takes_its_share_and_all_of_it_all(method: str) -> None:
    stock = METHODS[method]()
    stock.receive(3000, 1000)
    stock.begin_month(MonthAhead(0, 0, 2))
    assert stock.lose(1000) == 333
    assert stock.lose(2000) == 667
    assert (stock.quantity, stock.value) == (0, 0)


def test_a_shortage_of_the_month_does_not_move_the_rounding_of_what_is_issued() -> None:
    stock = MonthlyAverage()
    stock.receive(6000, 1000)
    stock.begin_month(MonthAhead(0, 0, None))
    assert [stock.draw(1000), stock.lose(1000), stock.draw(1000)] == [167, 167, 166]  # 1.67, 1.67 by itself, 3.33 − 1.67


def test_a_new_month_forgets_what_the_last_one_issued_and_found() -> None:
    stock = MonthlyAverage()
    stock.receive(3000, 1000)
    stock.begin_month(MonthAhead(0, 0, None))
    assert stock.draw(1000) == 333
    stock.begin_month(MonthAhead(2000, 100, None))  # 7.67 for 4
    stock.receive(2000, 100, FIRST)
    assert stock.draw(1000) == 192
    stock = MonthlyAverage()
    stock.begin_month(MonthAhead(0, 0, 1))
    assert stock.find(1000, Paid(900, 1000)) == 900
    assert stock.draw(1000) == 900
    stock.begin_month(MonthAhead(0, 0, None))
    stock.take_back(1000, 100, own=(0, 0))
    assert stock.draw(500) == 50


def test_a_month_without_a_unit_cost_of_its_own_mixes_what_was_found_with_what_came_back() -> None:
    # Nothing at the start, no receipts. 2 found at 3.00, 2 of last month back at 1.00: 8.00 for 4; what is drawn and found later costs 2.00.
    stock = MonthlyAverage()
    stock.begin_month(MonthAhead(0, 0, None))
    assert stock.find(2000, Paid(300, 1000)) == 600
    stock.take_back(2000, 200, own=(0, 0))
    assert [stock.draw(1000), stock.find(1000, None), stock.lose(500)] == [200, 200, 100]
    assert stock.value == 800 - 200 + 200 - 100


def test_what_the_month_took_back_of_its_own_is_nothing_that_came_in_besides() -> None:
    # Nothing at the start, no receipts: 2 found at 3.00 give the unit cost. 1 out, back, out.
    stock = MonthlyAverage()
    stock.begin_month(MonthAhead(0, 0, None))
    assert stock.find(2000, Paid(300, 1000)) == 600
    assert stock.draw(1000) == 300
    stock.take_back(1000, 300, own=(1000, 300))
    assert stock.draw(1000) == 300


def test_what_was_found_gives_the_unit_cost_of_its_month_and_not_what_rounding_left_of_it() -> None:
    # 7 found for 0.10, 0.0143 each: 1 is 0.01, 3 are 0.04 (4.29); of the 6 for 0.09 that are left, 3 would be 0.05.
    stock = MonthlyAverage()
    stock.begin_month(MonthAhead(0, 0, None))
    assert stock.find(7000, Paid(10, 7000)) == 10
    assert [stock.draw(1000), stock.lose(3000)] == [1, 4]


def test_a_thousandth_gives_the_month_its_unit_cost() -> None:
    stock = MonthlyAverage()
    stock.receive(1000, 100)
    stock.begin_month(MonthAhead(-999, -99, None))  # 0.01 for a thousandth
    assert stock.draw(1) == 1
    stock = MonthlyAverage()
    stock.receive(1000, 100)
    stock.begin_month(MonthAhead(-1000, -100, None))  # nothing: a thousandth that comes back at 0.01 must do
    stock.take_back(1, 1, own=(0, 0))
    assert stock.draw(1) == 1


# ---- in a book


def test_the_issues_of_a_day_are_valued_together_and_shared_by_slip_meal_destination_and_quantity() -> None:
    # 10 for 10.01. 3 of them: round(1001 × 3 ÷ 10) = 300. In order: C1 早餐, C1 午餐 供餐, C2: 100, 200, 300.
    text = """
期初库存
品名 数量 金额
大米 10   10.01

出库
单号 日期  餐次 品名 数量
C2   09-01 早餐 大米 1
C1   09-01 午餐 大米 1
C1   09-01 早餐 大米 1
"""
    assert charged(MOVING, text) == [100, 100, 100]
    # 7 for 10.00, 3 issued: 428.57 → 429; to 1: 143, to 2: 286, to 3: 429. The odd fen moves with the order, not with the sheet.
    assert charged(MOVING, text.replace("10   10.01", "7    10.00")) == [143, 143, 143]
    # 6 for 10.00: 500; 166.67 → 167, 333.33 → 333, 500: shares 167 (C1 早餐), 166 (C1 午餐), 167 (C2).
    assert charged(MOVING, text.replace("10   10.01", "6    10.00")) == [167, 166, 167]


def test_receipts_come_before_the_issues_of_their_day_and_direct_lines_never_enter_the_average() -> None:
    text = """
期初库存
品名 数量 金额
大米 10   10.00

出库
日期  品名 数量
09-05 大米 10

采购验收
单号 日期  品名 数量 金额  直出餐次
R1   09-05 大米 10   30.00 -
R2   09-05 大米 5    99.00 午餐
"""
    assert charged(MOVING, text) == [2000]
    assert charged(FIFO, text) == [1000]
    assert charged(MONTHLY, text) == [2000]


def test_issue_reverse_and_issue_again_on_one_day_passes_though_nineteen_were_written_and_ten_were_there() -> None:
    # 10 for 10.00: issued 10 by mistake, reversed, 9 issued: 9.00, and 1.00 is left. What was reversed never left: 10.00 out and in.
    text = """
期初库存
品名 数量 金额
大米 10   10.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 10   -
C2   09-01 大米 -10  冲C1
C3   09-01 大米 9    -
"""
    for method in (MOVING, FIFO, MONTHLY):
        found, evidence, _ = ledger(method, text)
        assert evidence.overdrafts == []
        assert charged(method, text) == [1000, -1000, 900]
        assert (found.items["大米"].days[0].quantity, found.items["大米"].days[0].value) == (1000, 100)


def test_of_two_layers_the_one_reversed_the_same_day_stays_whole() -> None:
    # Layers 5 at 1.00 and 5 at 2.00, 10 issued, reversed, 9 issued: 5.00 + 8.00. The ten are worth 15.00 either way.
    text = """
期初库存
品名 数量 金额
大米 5    5.00
大米 5    10.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 10   -
C2   09-01 大米 -10  冲C1
C3   09-01 大米 9    -
"""
    assert charged(FIFO, text) == [1500, -1500, 1300]


def test_a_part_reversed_the_same_day_is_set_apart_only_as_far_as_it_goes() -> None:
    # 10 for 20.00. 8 + 6 written, 2 + 2 of the first taken back: 4 + 6 = 10 left the store: 20.00, shared 8.00 and 12.00.
    text = """
期初库存
品名 数量 金额
大米 10   20.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 8    -
C2   09-01 大米 6    -
C3   09-01 大米 -2   冲C1
C4   09-01 大米 -2   冲C1

"""
    assert charged(MOVING, text) == [1600, 1200, -400, -400]


def test_all_that_was_issued_from_nothing_and_reversed_the_same_day_never_was() -> None:
    text = """
出库
单号 日期  品名 数量 备注
C1   09-01 大米 5    -
C2   09-01 大米 -5   冲C1
"""
    for method in (MOVING, FIFO, MONTHLY):
        assert charged(method, text) == [0, 0]


def test_a_reversal_the_same_day_where_there_was_enough_comes_back_at_its_share() -> None:
    # 3 for 10.00, 1 + 1 issued: 6.67, shared 3.34 (333.5) and 3.33; the second comes back.
    text = """
期初库存
品名 数量 金额
大米 3    10.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 1    -
C2   09-01 大米 1    -
C3   09-01 大米 -1   冲C2
"""
    assert charged(MOVING, text) == [334, 333, -333]


def test_parts_of_a_row_reversed_one_after_the_other_add_up_to_the_row() -> None:
    # 3 for 10.00 all issued: 10.00. Back 1 each day: 3.33, 3.34 (666.67 − 333), 3.33.
    text = """
期初库存
品名 数量 金额
大米 3    10.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 3    -
C2   09-02 大米 -1   冲C1
C3   09-03 大米 -1   冲C1
C4   09-04 大米 -1   冲C1
"""
    for method in (MOVING, FIFO, MONTHLY):
        assert charged(method, text) == [1000, -333, -334, -333]


def test_several_reversals_of_one_day_are_one_layer_whatever_their_order() -> None:
    # 1 at 1.00 and 1 at 9.00 issued; both taken back the next day: one layer, 2 for 10.00; 1 of it is worth 5.00.
    text = """
期初库存
品名 数量 金额
大米 1    1.00
大米 1    9.00
大米 1    3.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 1    -
C2   09-02 大米 1    -
{}
{}
C5   09-03 大米 1    -
"""
    backs = ("C3   09-03 大米 -1   冲C1", "C4   09-03 大米 -1   冲C2")
    assert charged(FIFO, text.format(*backs))[-1] == charged(FIFO, text.format(*reversed(backs)))[-1] == 500


def test_a_count_values_a_shortage_by_itself_on_what_the_issues_left() -> None:
    # 3 for 10.00: 1 issued 3.33; 2 left for 6.67; 1 missing: 3.34 (333.5).
    found, _, _ = ledger(
        MOVING,
        """
期初库存
品名 数量 金额
大米 3    10.00

出库
日期  品名 数量
09-01 大米 1

盘点
日期  品名 实盘数量
09-01 大米 1
""",
    )
    (day,) = found.items["大米"].days
    assert (day.difference, day.count_value, day.value) == (-1000, -334, 333)


def test_the_last_price_paid_is_that_of_the_last_line_by_day_and_slip_direct_lines_too() -> None:
    found, _, _ = ledger(
        MOVING,
        """
采购验收
单号 日期  品名 数量 金额  直出餐次
R2   09-01 大米 2    9.00  午餐
R1   09-01 大米 2    3.00  午餐

盘点
日期  品名 实盘数量
09-02 大米 1
""",
    )
    assert found.items["大米"].days[-1].count_value == 450


def test_a_surplus_without_a_price_is_evidence_and_refuses_the_item() -> None:
    found, evidence, blocked = ledger(MOVING, "盘点\n日期 品名 实盘数量\n09-01 大米 0\n10-01 大米 5")
    assert [count.row for count in evidence.unpriced_counts] == [3]
    assert blocked.item("大米", "2025-09") is None
    assert blocked.item("大米", "2025-10") is not None
    assert [day.valued for day in found.items["大米"].days] == [True, False]


def test_what_is_drawn_beyond_the_stock_is_found_at_the_row_that_overdraws_with_what_was_there() -> None:
    _, evidence, blocked = ledger(
        MOVING,
        "期初库存\n品名 数量 金额\n大米 5 5\n\n出库\n日期 品名 数量\n10-01 大米 4\n10-01 大米 3\n10-02 大米 1\n11-01 大米 1",
    )
    assert [(found.record.row, found.had, found.wanted) for found in evidence.overdrafts] == [(3, 1000, 3000)]
    assert blocked.item("大米", "2025-09") is None
    assert blocked.item("大米", "2025-10") == ("出库第 3 行：大米 库存不够出库",)


def test_after_a_count_an_item_may_be_overdrawn_anew() -> None:
    _, evidence, _ = ledger(MOVING, "出库\n日期 品名 数量\n09-01 大米 4\n09-03 大米 3\n\n盘点\n日期 品名 实盘数量\n09-02 大米 1")
    assert [(found.record.row, found.had) for found in evidence.overdrafts] == [(2, 0), (3, 1000)]


def test_a_purchase_reversed_after_its_goods_have_gone_is_an_overdraft_of_the_reversal() -> None:
    _, evidence, _ = ledger(
        MOVING,
        "采购验收\n单号 日期 品名 数量 金额 备注\nR1 09-01 大米 5 5 -\nR2 09-03 大米 -5 -5 冲R1\n\n出库\n日期 品名 数量\n09-02 大米 4",
    )
    assert [(found.record.table, found.record.row, found.had, found.wanted) for found in evidence.overdrafts] == [
        ("采购验收", 3, 1000, 5000)
    ]


def test_money_left_on_nothing_at_a_months_end_refuses_the_item() -> None:
    # 1 for 1.00 and 1 for 3.00 mixed, 1 out at 2.00, the dear one sent back at 3.00: nothing left, −1.00.
    text = """
采购验收
单号 日期  品名 数量 金额  备注
R1   09-01 大米 1    1.00  -
R2   09-01 大米 1    3.00  -
R3   09-03 大米 -1   -3.00 冲R2

出库
日期  品名 数量
09-02 大米 1
"""
    _, evidence, blocked = ledger(MOVING, text)
    assert [(left.record.row, left.quantity, left.value) for left in evidence.leftovers] == [(4, 0, -100)]
    assert blocked.item("大米", "2025-09") is not None
    assert blocked.item("大米", "2025-08") is None


DEAR_GOODS_GO_BACK = """
采购验收
单号 日期  品名 数量 金额  备注
R1   09-01 大米 10   10.00 -
R2   09-02 大米 10   90.00 -
R3   {}    大米 {}   {}    冲R2

出库
单号 日期  品名 数量 备注
C1   09-03 大米 15   -
"""


def refused(method: str, text: str) -> list[tuple[int, int, int]]:
    """The red purchases that leave what cannot be, each with what it leaves; then the item is refused."""
    _, evidence, blocked = ledger(method, text)
    assert bool(evidence.leftovers) == (blocked.item("大米", "2025-11") is not None)
    return [(left.record.row, left.quantity, left.value) for left in evidence.leftovers]


@pytest.mark.parametrize("method", METHODS)
def test_nothing_is_ever_charged_less_than_nothing(method: str) -> None:
    # Moving: 20 for 100.00, 15 out at 5.00, 4 back at 9.00 leave 1 for −11.00. First in: 5 of the dear ones are left. Monthly: 64.00 ÷ 16.
    text = DEAR_GOODS_GO_BACK.format("09-04", "-4", "-36.00")
    wrong = {MOVING: [(4, 1000, -1100)], FIFO: [], MONTHLY: []}[method]
    assert refused(method, text) == wrong
    assert refused(method, text + "C2 09-05 大米 1 -") == wrong
    assert refused(method, text + "\n\n盘点\n日期 品名 实盘数量\n09-06 大米 0") == wrong
    assert refused(method, text + "\n\n盘点\n日期 品名 实盘数量\n09-06 大米 2") == wrong


def test_rows_of_a_day_that_would_be_charged_less_than_nothing_are_worth_nothing() -> None:
    # 1 is left for −11.00; it goes out and comes back.
    text = DEAR_GOODS_GO_BACK.format("09-04", "-4", "-36.00") + "C2 09-04 大米 1 -\nC3 09-04 大米 -1 冲C2"
    assert refused(MOVING, text) == [(4, 1000, -1100)]
    assert ledger(MOVING, text)[0].values == {("出库", 2): 7500, ("出库", 3): 0, ("出库", 4): 0}


def test_first_in_first_out_charges_no_layer_that_a_reversal_made_less_than_nothing() -> None:
    # 10 at 9.00 went out; 9 of them go back at 9.00, out of those at 1.00: 1 is left for 1.00 + 9.00 − 81.00.
    text = (
        DEAR_GOODS_GO_BACK.format("09-04", "-9", "-81.00")
        .replace("大米 10   10.00", "大米 10   #")
        .replace("大米 10   90.00", "大米 10   10.00")
    )
    text = text.replace("#", "90.00").replace("大米 15", "大米 10").replace("冲R2", "冲R1")
    assert refused(FIFO, text + "C2 09-05 大米 1 -") == [(4, 1000, -7100)]
    assert refused(FIFO, text) == [(4, 1000, -7100)]


def test_money_for_goods_of_no_weight_and_nothing_else_refuses_the_item_without_a_correction_to_blame() -> None:
    text = "单位换算\n品名 录入单位 换算率\n- 克 0.001\n\n采购验收\n日期 品名 数量 单位 金额\n09-01 大米 0.4 克 0.01"
    _, evidence, blocked = ledger(MOVING, text)
    assert evidence.leftovers == []
    assert blocked.items == {"大米": ("2025-09", "大米 库里剩下的数量和金额对不上")}


@pytest.mark.parametrize("method", METHODS)
def test_what_goes_back_at_a_price_the_stock_has_not_joins_what_comes_next(method: str) -> None:
    # Moving: 1 for −11.00 and 9 for 81.00 are 10 for 70.00, and the 10 out take it all.
    text = DEAR_GOODS_GO_BACK.format("09-04", "-4", "-36.00")
    text = text.replace("\n\n出库", "\nR4 09-05 大米 9 81.00 -\n\n出库") + "C2 09-05 大米 10 -"
    assert refused(method, text) == []
    last = ledger(method, text)[0].items["大米"].days[-1]
    assert (last.quantity, last.value) == (0, 0)


@pytest.mark.parametrize("method", METHODS)
def test_a_month_whose_receipts_come_to_less_than_nothing_has_no_unit_cost(method: str) -> None:
    # October opens (moving) with 5 for 25.00, (first in) 5 for 45.00, (monthly) 5 for 25.00; 4 go back at 9.00, and 1 is issued the day before.
    text = DEAR_GOODS_GO_BACK.format("10-02", "-4", "-36.00") + "C2 10-01 大米 1 -"
    assert refused(method, text) == {MOVING: [(4, 0, -1600)], FIFO: [], MONTHLY: [(4, 1000, -1100)]}[method]


@pytest.mark.parametrize("method", METHODS)
def test_issues_reversed_and_entered_again_on_its_day_bear_the_price_that_goes_back(method: str) -> None:
    # 15 back for what they were charged, 5 at 9.00 sent back: 15 for 55.00, and they go out again.
    text = DEAR_GOODS_GO_BACK.format("10-02", "-5", "-45.00")
    before = {MOVING: 7500, FIFO: 5500, MONTHLY: 7500}[method]
    assert refused(method, text) == {MOVING: [(4, 0, -2000)], FIFO: [], MONTHLY: [(4, 0, -2000)]}[method]
    assert charged(method, text + "C2 10-02 大米 -15 冲C1\nC3 10-02 大米 15 -") == [before, -before, 5500]


def test_reversals_of_no_row_that_counts_refuse_the_item_from_their_month_on() -> None:
    text = """
采购验收
单号 日期  品名 数量 金额 验收结论 备注
R1   09-02 大米 5    5    退货     -
R2   09-09 大米 9    9    -        -
R3   09-03 大米 -5   -5   -        冲R1
R4   09-03 大米 -9   -9   -        冲R2
R5   09-03 大米 -9   -9   -        没有写单号

出库
单号 日期  品名 数量 备注
C1   10-01 大米 1    -
C2   10-02 大米 -1   冲C1
C3   10-02 大米 -1   冲C1
"""
    _, evidence, blocked = ledger(MOVING, text)
    unmatched = [(record.table, record.row) for record in evidence.unmatched_corrections]
    # R1 was sent away, R2 came later than its reversal, R5 names nothing; C1 is reversed once and no more.
    assert unmatched == [("采购验收", 4), ("采购验收", 5), ("采购验收", 6), ("出库", 4)]
    assert blocked.item("大米", "2025-09") == ("采购验收第 4 行：红字找不到被冲的行",)


def test_a_quantity_too_small_for_its_base_unit_moves_nothing() -> None:
    found, evidence, _ = ledger(
        MOVING, "单位换算\n品名 录入单位 换算率\n- 克 0.001\n\n出库\n日期 品名 数量 单位\n09-01 大米 0.4 克"
    )
    assert found.items["大米"].days == []
    assert vars(evidence) == vars(Evidence())


def test_rows_outside_the_books_days_are_left_out() -> None:
    found, _, _ = ledger(
        MOVING,
        "采购验收\n日期 品名 数量 金额\n2025-08-31 大米 5 5\n2025-12-01 大米 5 5\n11-30 大米 1 1",
    )
    assert [day.quantity for day in found.items["大米"].days] == [1000]


def test_of_two_counts_of_a_day_the_last_stands() -> None:
    found, _, _ = ledger(MOVING, "期初库存\n品名 数量 金额\n大米 9 9\n\n盘点\n日期 品名 实盘数量\n09-01 大米 5\n09-01 大米 6")
    assert found.items["大米"].days[0].quantity == 6000


def test_without_a_method_quantities_are_kept_and_every_item_is_refused() -> None:
    found, evidence, blocked = ledger("加权", "期初库存\n品名 数量 金额\n大米 5 5\n\n出库\n日期 品名 数量\n09-01 大米 9")
    assert found.items["大米"].days[0].quantity == -4000
    assert len(evidence.overdrafts) == 1
    assert blocked.item("任何品目", "") == ("设置里的计价方法没有填写或无法读取",)


def test_a_month_that_is_refused_is_not_valued() -> None:
    blocked = Blocked()
    blocked.refuse_item("大米", "2025-10", "看不清")
    book = read_book(
        raw_book("品目\n品名\n大米\n\n期初库存\n品名 数量 金额\n大米 5 5\n\n出库\n日期 品名 数量\n09-01 大米 1\n10-01 大米 1")
    )
    found = run(book, blocked, Evidence())
    assert [day.valued for day in found.items["大米"].days] == [True, False]
    assert found.value(book.issues.records[0]) == 100
    assert found.value(book.issues.records[1]) == 0


def test_an_issue_of_an_earlier_month_comes_back_at_its_value_and_is_not_of_this_months_issues() -> None:
    # September 2 for 2.00: 1 out at 1.00. October 1 for 1.00 and 1 for 4.00: 2.50 each. Back 1.00, 2 out: 5.00, 1 left for 1.00.
    text = """
期初库存
品名 数量 金额
大米 2    2.00

采购验收
日期  品名 数量 金额
10-01 大米 1    4.00

出库
单号 日期  品名 数量 备注
C1   09-01 大米 1    -
C2   10-02 大米 -1   冲C1
C3   10-02 大米 2    -
"""
    assert charged(MONTHLY, text) == [100, -100, 500]
    assert charged(FIFO, text) == [100, -100, 200]  # what came back, 1.00, then the opening's, 1.00
    assert charged(MOVING, text) == [100, -100, 400]  # 3 for 6.00


def test_a_purchase_sent_back_in_a_later_month_is_a_negative_receipt_of_that_month() -> None:
    # October: 4 for 4.00 from September, 2 sent back at 1.00 each: 2 for 2.00 at 1.00.
    text = """
采购验收
单号 日期  品名 数量 金额  备注
R1   09-01 大米 4    4.00  -
R2   10-02 大米 -2   -2.00 冲R1

出库
日期  品名 数量
10-03 大米 2
"""
    for method in (MOVING, FIFO, MONTHLY):
        assert charged(method, text) == [200]


def test_what_was_reversed_the_same_day_is_no_part_of_an_overdraft() -> None:
    _, evidence, _ = ledger(
        MOVING,
        """
期初库存
品名 数量 金额
大米 10   10

出库
单号 日期  品名 数量 备注
C1   09-01 大米 8    -
C2   09-01 大米 -8   冲C1
C3   09-01 大米 15   -
""",
    )
    assert [(found.record.row, found.had, found.wanted) for found in evidence.overdrafts] == [(4, 10_000, 15_000)]


def test_a_reversal_of_a_blocked_row_is_left_out_with_it_and_accused_of_nothing() -> None:
    found = judged(
        """
品目
品名
大米

期初库存
品名 数量 金额
大米 5    5
大米 5    近5

出库
单号 日期  去向 品名 数量 备注
C1   09-01 供歺 大米 2    -
C2   10-01 供餐 大米 -2   冲C1
"""
    )
    assert [finding.rule for finding in found.findings if finding.blocks] == ["DAT-01", "DAT-04"]
    assert found.ledger.items["大米"].quantity == 5000
    assert found.ledger.items["大米"].days == []


def test_opening_stock_that_cannot_be_counted_is_left_out() -> None:
    found, _, _ = ledger(MOVING, "期初库存\n品名 数量 金额 单位\n大米 5 5 公斤\n大米 5 5 麻袋\n大来 1 1 公斤")
    assert found.items["大米"].quantity == 5000

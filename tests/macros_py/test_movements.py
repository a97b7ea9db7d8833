"""Which rows of the registers move an item, and how much of it in base units."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from macros_py.blocked import Blocked
from macros_py.movements import histories
from tests.macros_py.small_books import judged, raw_book
from validation.book import read_book

if TYPE_CHECKING:
    from macros_py.history import ItemHistory

ITEMS = "品目\n品名 单位\n大米 公斤\n面粉 公斤\n\n"
UNITS = "单位换算\n品名 录入单位 换算率\n- 斤 0.5\n- 克 0.001\n大米 袋 25\n\n"


def moved(text: str, blocked: Blocked | None = None) -> ItemHistory:
    """What happened to 大米."""
    return all_moved(text, blocked)["大米"]


def all_moved(text: str, blocked: Blocked | None = None) -> dict[str, ItemHistory]:
    return histories(read_book(raw_book(ITEMS + UNITS + text)), blocked or Blocked())


def blocked_rows(rows: dict[tuple[str, int], frozenset[str]]) -> Blocked:
    blocked = Blocked()
    blocked.rows |= rows
    return blocked


def reversed_wrongly(found: ItemHistory) -> list[tuple[str, int]]:
    return [(record.table, record.row) for record in found.unmatched]


def test_every_item_has_a_history_in_the_order_of_the_list() -> None:
    found = all_moved("出库\n日期 品名 数量\n09-01 面粉 1")
    assert list(found) == ["大米", "面粉"]
    assert (found["大米"].days, found["面粉"].days) == ([], [date(2025, 9, 1)])


def test_openings_are_layers_in_the_order_of_the_sheet_in_base_units() -> None:
    text = "期初库存\n品名 数量 单位 金额\n大米 2 袋 90\n面粉 3 公斤 7\n大米 3 斤 4\n大米 1 麻袋 5\n大米 - 斤 6\n大米 6 公斤 -\n大米 6 - 1"
    found = all_moved(text)
    assert found["大米"].opening == [(50_000, 9000), (1500, 400)]
    assert found["面粉"].opening == [(3000, 700)]


def test_an_opening_that_is_blocked_is_left_out() -> None:
    text = "期初库存\n品名 数量 金额\n大米 5 5\n大米 6 6"
    assert moved(text, blocked_rows({("期初库存", 2): frozenset({"数量"})})).opening == [(6000, 600)]


def test_quantities_are_converted_row_by_row() -> None:
    found = moved("""
采购验收
日期  品名 数量 单位 金额
09-01 大米 2    袋   100
09-01 大米 3    公斤 9
09-01 面粉 3    公斤 9
09-02 大米 5    斤   7

出库
日期  品名 数量 单位
09-02 大米 3    公斤
09-02 大米 3    斤
09-02 面粉 1    斤

易耗品领用
日期  品名 领用数 单位
09-03 大米 1      袋
09-03 大米 2      -

盘点
日期  品名 实盘数量 单位
09-04 大米 1        袋
""")
    assert found.lines.quantities == [50_000, 3000, 2500]
    assert found.lines.amounts == [10_000, 900, 700]
    assert found.draws.quantities == [3000, 1500, 25_000, 2000]
    assert found.counts[date(2025, 9, 4)].quantity == 25_000


def test_a_row_of_a_unit_without_conversion_moves_nothing_and_leaves_the_others_as_they_are() -> None:
    found = moved("""
采购验收
日期  品名 数量 单位 金额
09-01 大米 2    麻袋 100
09-01 大米 3    公斤 9

出库
日期  品名 数量 单位
09-01 大米 2    公斤
09-01 大米 2    麻袋

盘点
日期  品名 实盘数量 单位
09-01 大米 7        公斤
09-01 大米 1        麻袋
""")
    assert (found.lines.places, found.lines.quantities) == ([1], [3000])
    assert (found.draws.places, found.draws.quantities) == ([0], [2000])
    assert found.counts[date(2025, 9, 1)].quantity == 7000


def test_rows_of_items_that_the_list_does_not_have_move_nothing() -> None:
    found = all_moved("出库\n日期 品名 数量\n09-01 大来 1\n09-01 大米 2\n09-01 - 3")
    assert list(found) == ["大米", "面粉"]
    assert found["大米"].draws.quantities == [2000]


def test_rows_from_the_first_to_the_last_day_of_the_book_count() -> None:
    text = "出库\n日期 品名 数量\n2025-08-31 大米 1\n09-01 大米 2\n11-30 大米 3\n2025-12-01 大米 4\n- 大米 5"
    assert moved(text).draws.quantities == [2000, 3000]


def test_of_a_book_without_a_first_or_last_day_no_row_counts() -> None:
    for setting in ("学期开始", "学期结束"):
        book = read_book(raw_book(f"设置\n{setting} -\n\n{ITEMS}出库\n日期 品名 数量\n09-01 大米 1"))
        assert histories(book, Blocked())["大米"].days == []


def test_a_row_that_is_blocked_is_left_out_and_the_same_row_of_another_register_is_not() -> None:
    text = """
采购验收
日期  品名 数量 金额
09-01 大米 5    5
09-01 大米 6    6

出库
日期  品名 数量
09-01 大米 1
09-01 大米 2

盘点
日期  品名 实盘数量
09-01 大米 7
09-02 大米 8
"""
    found = moved(text, blocked_rows({("出库", 3): frozenset({"数量"}), ("盘点", 2): frozenset({"日期"})}))
    assert found.lines.quantities == [5000, 6000]
    assert found.draws.quantities == [1000]
    assert [count.quantity for count in found.counts.values()] == [8000]


def test_a_blocked_row_one_of_another_term_and_one_without_conversion_are_all_left_out() -> None:
    text = "出库\n日期 品名 数量 单位\n09-01 大米 1 公斤\n2025-08-31 大米 2 公斤\n09-01 大米 3 麻袋\n09-01 大米 4 公斤"
    blocked = blocked_rows({("出库", 2): frozenset({"数量"})})
    assert moved(text, blocked).draws.quantities == [4000]
    assert moved(text.replace("麻袋", "公斤"), blocked).draws.quantities == [3000, 4000]


def test_a_row_counts_if_what_its_register_needs_is_filled() -> None:
    found = moved("""
采购验收
日期  品名 数量 金额
09-01 大米 1    -
09-01 大米 2    0
09-01 大米 -    3

出库
日期  餐次 去向 品名 数量
09-01 -    供餐 大米 1
09-01 午餐 -    大米 2
09-01 午餐 供餐 大米 -

易耗品领用
日期  部门 品名 领用数
09-01 -    大米 1
09-01 食堂 大米 2

盘点
日期  品名 实盘数量 单位
09-01 大米 0        公斤
09-02 大米 4        -
09-03 大米 -        公斤
""")
    assert found.lines.quantities == [2000]
    assert found.draws.quantities == [1000, 2000]
    assert [draw.department for draw in found.draws.goings] == [None, "食堂"]
    assert [count.quantity for count in found.counts.values()] == [0]


def test_what_was_sent_away_at_the_door_never_came_and_its_reversals_neither() -> None:
    found = moved("""
采购验收
单号 日期  品名 数量 金额 验收结论 备注
R1   09-01 大米 5    5    退货     -
R2   09-01 大米 4    4    合格     -
R3   09-01 大米 3    3    -        -
R4   09-02 大米 -1   -1   退货     冲R2
R5   09-02 大米 -2   -2   合格     冲R2
""")
    assert found.lines.places == [1, 2, 4]
    assert found.unmatched == []


def test_a_quantity_too_small_for_its_base_unit_draws_nothing_and_takes_nothing_back() -> None:
    found = moved("""
采购验收
单号 日期  品名 数量 单位 金额
R1   09-01 大米 0.4  克   0.01
R2   09-01 大米 0.5  克   0.01

出库
单号 日期  餐次 品名 数量 单位 备注
C1   09-01 早餐 大米 1    公斤 -
C2   09-02 午餐 大米 0.4  克   -
C3   09-03 晚餐 大米 0.5  克   -
C4   09-04 晚餐 大米 -0.4 克   冲C1
C5   09-05 晚餐 大米 -0.4 克   没有写单号
""")
    assert (found.lines.quantities, found.lines.amounts) == ([0, 1], [1, 1])
    assert (found.draws.places, found.draws.quantities) == ([0, 2], [1000, 1])
    assert [going.meal for going in found.draws.goings] == ["早餐", "晚餐"]
    assert [day.day for day in found.draws.days] == [1, 3]
    assert (found.taken_back, found.unmatched) == ({}, [])


def test_a_purchase_too_small_for_its_base_unit_is_reversed_in_money_alone() -> None:
    found = moved("""
采购验收
单号 日期  品名 数量 单位 金额  备注
R1   09-01 大米 1    公斤 5.00  -
R2   09-02 大米 -0.4 克   -0.01 冲R1
""")
    assert (found.lines.quantities, found.lines.amounts) == ([1000, 0], [500, -1])
    assert found.lines.came == {1: date(2025, 9, 1)}


def test_a_quantity_of_nothing_is_no_correction() -> None:
    found = moved("""
采购验收
单号 日期  品名 数量 金额
R1   09-01 大米 0    5

出库
单号 日期  品名 数量
C1   09-01 大米 0
""")
    assert (found.lines.quantities, found.lines.amounts, found.draws.quantities) == ([0], [500], [])
    assert found.unmatched == []


def test_a_reversal_may_take_all_that_is_left_on_the_day_of_the_row_or_later() -> None:
    found = moved("""
采购验收
单号 日期  品名 数量 金额  直出餐次 备注
R1   09-01 大米 5    5     -        -
R2   09-01 大米 -2   -2    -        冲R1
R3   11-30 大米 -3   -3    -        冲R1
R4   11-30 大米 2    2     晚餐     -
R5   11-30 大米 -2   -2    早餐     冲R4

出库
单号 日期  餐次 去向 品名 数量 备注
C1   09-01 早餐 接待 大米 5    -
C2   09-01 午餐 供餐 大米 -1   冲C1
C3   09-01 午餐 供餐 大米 -2   冲C1
C4   11-30 午餐 供餐 大米 -2   冲C1
""")
    assert found.unmatched == []
    assert (found.lines.places, found.lines.quantities) == ([0, 1, 2, 3, 4], [5000, -2000, -3000, 2000, -2000])
    assert found.lines.meals == [None, None, None, "晚餐", "晚餐"]
    assert found.lines.came == {1: date(2025, 9, 1), 2: date(2025, 9, 1), 4: date(2025, 11, 30)}
    backs = {day: [(back.place, back.quantity, back.whole) for back in there] for day, there in found.taken_back.items()}
    assert backs == {date(2025, 9, 1): [(1, 1000, 5000), (2, 2000, 5000)], date(2025, 11, 30): [(3, 2000, 5000)]}
    assert {(back.going.destination, back.going.meal) for there in found.taken_back.values() for back in there} == {
        ("接待", "早餐")
    }


def test_a_reversal_of_too_much_too_early_or_of_nothing_is_unmatched_and_moves_nothing() -> None:
    found = moved("""
采购验收
单号 日期  品名 数量 金额 备注
R1   09-02 大米 5    5    -
R2   09-03 大米 -6   -6   冲R1
R3   09-01 大米 -5   -5   冲R1
R4   09-03 大米 -5   -5   -

出库
单号 日期  品名 数量 备注
C1   09-02 大米 5    -
C2   09-03 大米 -6   冲C1
C3   09-01 大米 -5   冲C1

易耗品领用
单号 日期  品名 领用数 备注
L1   09-02 大米 5      -
L2   09-03 大米 -6     冲L1
L3   09-03 大米 -1     冲C1
""")
    assert reversed_wrongly(found) == [
        ("采购验收", 3),
        ("采购验收", 4),
        ("采购验收", 5),
        ("出库", 3),
        ("出库", 4),
        ("易耗品领用", 3),
        ("易耗品领用", 4),
    ]
    assert (found.lines.places, found.draws.places, found.taken_back) == ([0], [0, 0], {})


def test_a_reversal_of_a_row_outside_the_books_days_or_sent_away_is_unmatched() -> None:
    found = moved("""
采购验收
单号 日期       品名 数量 金额 验收结论 备注
R1   2025-08-31 大米 5    5    -        -
R2   09-01      大米 -5   -5   -        冲R1
R3   09-01      大米 5    5    退货     -
R4   09-02      大米 -5   -5   -        冲R3

出库
单号 日期       品名 数量 备注
C1   2025-08-31 大米 5    -
C2   09-01      大米 -5   冲C1
""")
    assert reversed_wrongly(found) == [("采购验收", 3), ("采购验收", 5), ("出库", 3)]


def test_a_reversal_of_a_blocked_row_is_left_out_and_accused_of_nothing() -> None:
    text = """
采购验收
单号 日期  品名 数量 金额 备注
R1   09-01 大米 5    5    -
R2   09-02 大米 -5   -5   冲R1

出库
单号 日期  品名 数量 备注
C1   09-01 大米 5    -
C2   09-02 大米 -5   冲C1
"""
    found = moved(text, blocked_rows({("采购验收", 2): frozenset({"金额"}), ("出库", 2): frozenset({"去向"})}))
    assert (found.unmatched, found.lines.places, found.draws.places, found.taken_back) == ([], [], [], {})


def test_what_a_department_drew_comes_back_from_it() -> None:
    found = moved("""
易耗品领用
单号 日期  部门 品名 领用数 单位 备注
L1   09-01 宿舍 大米 1      袋   -
L2   09-02 食堂 大米 -4     斤   冲L1
""")
    (back,) = found.taken_back[date(2025, 9, 2)]
    assert (back.going.department, back.quantity, back.whole, back.record.row) == ("宿舍", 2000, 25_000, 3)


def test_of_two_counts_of_a_day_the_last_of_the_sheet_stands() -> None:
    found = moved("盘点\n日期 品名 实盘数量\n09-02 大米 5\n09-01 大米 6\n09-02 大米 7")
    assert {day.day: (count.record.row, count.quantity) for day, count in found.counts.items()} == {2: (4, 7000), 1: (3, 6000)}


def test_a_reversal_of_a_row_without_a_day_is_left_out_and_accused_of_nothing() -> None:
    for table, extra in (("采购验收", "金额"), ("出库", "去向"), ("易耗品领用", "部门")):
        number = "领用数" if table == "易耗品领用" else "数量"
        values = {"金额": ("5", "-5"), "去向": ("供餐", "供餐"), "部门": ("食堂", "食堂")}[extra]
        found = judged(
            f"{ITEMS}{table}\n单号 日期 品名 {number} {extra} 备注\nA1 某日 大米 5 {values[0]} -\nA2 09-02 大米 -5 {values[1]} 冲A1\n"
        )
        assert found.evidence.unmatched_corrections == []
        assert {finding.rule for finding in found.findings if finding.blocks} >= {"DAT-02"}
        assert found.blocked.item("大米", "2025-09") is not None

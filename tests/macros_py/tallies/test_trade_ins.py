"""以旧换新统计, worked by hand."""

from __future__ import annotations

from macros_py.tallies.trade_ins import trade_ins
from tests.macros_py.small_books import judged, rows_of

COLUMNS = ("部门", "品名", "期初在用", "领用数", "交旧数", "免交数", "欠交数", "金额")
BOOK = """
设置
核算月份 {}

品目
品名 类别   单位 以旧换新
拖把 易耗品 把   是
扫帚 易耗品 把   是
纸   易耗品 包   否

单位换算
品名 录入单位 换算率
扫帚 捆       10

期初在用
部门 品名 数量
食堂 扫帚 6
教务 拖把 2
食堂 纸   9

期初库存
品名 数量 金额  单位
拖把 10   50.00 把
扫帚 40   80.00 把
纸   10   10.00 包

易耗品领用
单号 日期  部门 品名 领用数 单位 交旧数 免交理由 备注
L1   09-02 食堂 扫帚 1      捆   0.6    -        -
L2   09-03 食堂 拖把 4      -    1      首次领用 -
L3   09-04 食堂 纸   1      -    -      -        -
L4   10-02 食堂 扫帚 2      -    -      -        -
"""


def rows(text: str) -> list[tuple[str, ...]]:
    return rows_of(trade_ins(judged(text)), *COLUMNS)


def test_what_was_drawn_less_what_came_back_or_was_waived_is_owed() -> None:
    assert rows(BOOK.format("2025-09")) == [
        ("教务", "拖把", "2.000", "0.000", "0.000", "0.000", "0.000", "0.00"),
        ("食堂", "拖把", "0.000", "4.000", "1.000", "3.000", "0.000", "20.00"),
        ("食堂", "扫帚", "6.000", "10.000", "6.000", "0.000", "4.000", "20.00"),
    ]
    assert rows(BOOK.format("2025-10"))[2] == ("食堂", "扫帚", "6.000", "12.000", "6.000", "0.000", "6.000", "24.00")


def test_a_reversal_takes_back_its_part_of_all_that_the_row_says() -> None:
    reversed_half = BOOK.format("2025-09") + "L5   09-05 食堂 拖把 -2     -    -      -        冲L2\n"
    # Half of 4 drawn, 1 returned (a whole piece, which stays), 3 waived.
    assert rows(reversed_half)[1] == ("食堂", "拖把", "0.000", "2.000", "1.000", "1.000", "0.000", "10.00")
    whole = BOOK.format("2025-09") + "L5   09-05 食堂 拖把 -4     -    -      -        冲L2\n"
    assert rows(whole)[1] == ("食堂", "拖把", "0.000", "0.000", "0.000", "0.000", "0.000", "0.00")


def test_old_pieces_that_cannot_be_read_leave_what_is_owed_open() -> None:
    text = BOOK.format("2025-10").replace("拖把 4      -    1 ", "拖把 4      -    一 ")
    assert rows(text)[1] == ("食堂", "拖把", "0.000", "4.000", "-", "-", "-", "20.00")
    text = BOOK.format("2025-10").replace("首次领用", "头次领用")
    assert rows(text)[1] == ("食堂", "拖把", "0.000", "4.000", "-", "-", "-", "20.00")


def test_a_refused_item_has_no_sums_from_its_month_on() -> None:
    text = BOOK.replace("10-02 食堂 扫帚 2 ", "10-02 食堂 扫帚 二 ")
    assert rows(text.format("2025-09"))[2][3] == "10.000"
    assert rows(text.format("2025-10"))[2] == ("食堂", "扫帚", "6.000", "-", "-", "-", "-", "-")


def test_without_a_month_of_the_book_there_is_nothing_to_show() -> None:
    assert rows(BOOK.format("2026-09")) == []


def test_first_issues_stand_apart_and_the_other_reasons_are_told() -> None:
    text = BOOK.format("2025-09") + "L5   09-05 教务 拖把 3 - 1 新增岗位 -\nL6   09-06 教务 拖把 1 - 0 遗失已赔 -\n"
    found = rows_of(trade_ins(judged(text)), "部门", "品名", "单位", "首次领用数", "其余免交数", "免交数", "期末在用", "说明")
    # 教务: 2 held + 4 drawn - 1 back - 1 lost = 4. 食堂: 4 - 1 = 3; 6 + 10 - 6 = 10.
    assert found == [
        ("教务", "拖把", "把", "0.000", "3.000", "3.000", "4.000", "新增岗位 2、遗失已赔 1"),
        ("食堂", "拖把", "把", "3.000", "0.000", "3.000", "3.000", "-"),
        ("食堂", "扫帚", "把", "0.000", "0.000", "0.000", "10.000", "-"),
    ]


def test_what_is_owed_has_its_money_and_its_oldest_day() -> None:
    found = rows_of(trade_ins(judged(BOOK.format("2025-10"))), "部门", "品名", "欠交数", "最早欠交日", "欠交金额")
    # 12 drawn for 24.00: 6 are 12.00. Of 捆 drawn on the 2nd, 4 pieces are still owed.
    assert found[1:] == [("食堂", "拖把", "0.000", "-", "0.00"), ("食堂", "扫帚", "6.000", "2025-09-02", "12.00")]


def test_what_cannot_be_told_says_why() -> None:
    text = BOOK.format("2025-10").replace("拖把 4      -    1 ", "拖把 4      -    一 ")
    found = rows_of(trade_ins(judged(text)), "期末在用", "欠交金额", "说明")
    assert found[1] == ("-", "-", "易耗品领用第 3 行的交旧数或免交理由无法读取，或是负数")
    text = BOOK.replace("10-02 食堂 扫帚 2 ", "10-02 教务 扫帚 二 ").format("2025-10")
    found = rows_of(trade_ins(judged(text)), "部门", "品名", "领用数", "说明")
    # The only row of a department is not lost, and the item is refused to all.
    why = "易耗品领用!E5 「领用数」不是能确定的数字：二"
    assert [row for row in found if row[1] == "扫帚"] == [("教务", "扫帚", "-", why), ("食堂", "扫帚", "-", why)]

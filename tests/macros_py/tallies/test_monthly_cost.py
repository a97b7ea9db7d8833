"""月成本: the figures of the months, and what the reader should know about them."""

from __future__ import annotations

from macros_py.tallies.monthly_cost import monthly_cost
from tests.macros_py.small_books import judged, rows_of

BOOK = """
设置
核算月份 2025-10

品目
品名
大米

期初库存
品名 数量 金额
大米 100  100.00

出库
日期  品名 数量
09-02 大米 10

就餐
日期  人数
09-02 4
10-02 4

收入
日期  金额
09-05 20.00
10-05 30.00

"""


def rows(text: str, *headings: str) -> list[tuple[str, ...]]:
    return rows_of(monthly_cost(judged(text)), "月份", *headings)


def test_a_row_for_every_month_up_to_the_one_shown() -> None:
    assert rows(BOOK, "就餐人次", "食材消耗", "盈亏率", "说明") == [
        ("2025-09", "4", "10.00", "0.5000", ""),
        ("2025-10", "4", "0.00", "1.0000", ""),
    ]


def test_a_refused_figure_stays_empty_and_the_reason_names_it_once() -> None:
    (_, october) = rows(BOOK.replace("10-05 30.00", "10-05 三十"), "学生伙食费", "食材消耗", "说明")
    assert october[:3] == ("2025-10", "-", "0.00")
    assert october[3].startswith("学生伙食费、伙食费收入、收入合计、结余 等 10 项算不出：收入")
    assert october[3].count("三十") == 1


def test_several_reasons_stand_side_by_side() -> None:
    (_, october) = rows(BOOK.replace("10-05 30.00", "11-05 1").replace("10-02 4", "10-02 0"), "说明")
    assert (
        october[1]
        == "盈亏率算不出：收入合计为零，不能相除；餐均食材成本、餐均总成本算不出：折算人次为零，不能相除；食材占比算不出：伙食费收入为零，不能相除"
    )


VOUCHERS = """
支出
日期  科目 金额  所属月份
09-05 水电 3.00  2025-08
10-05 维修 4.00  2025-07
10-06 设备 5.00  2026-03
12-07 人员 6.00  -
10-08 维修 近7   2025-07
"""


def test_rows_of_earlier_and_later_periods_are_listed() -> None:
    (september, october) = rows(BOOK + VOUCHERS, "说明")
    assert september[1] == "含上期事项 支出第 2 行 水电 3.00"
    # The unreadable row is not counted, and refuses; what is later is said where the reader looks last.
    assert october[1].endswith("含上期事项 支出第 3 行 维修 4.00；下期事项未计入 支出第 4 行 设备 5.00、支出第 5 行 人员 6.00")
    assert october[1].startswith("支出_维修、维修、支出合计、结余 等")


def test_a_book_without_months_has_no_rows() -> None:
    assert rows(BOOK.replace("核算月份 2025-10", "学期结束 那天") + VOUCHERS) == []
    assert rows(BOOK.replace("核算月份 2025-10", "核算月份 2025-08") + VOUCHERS) == []

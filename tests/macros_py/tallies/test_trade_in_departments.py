"""以旧换新汇总 and 以旧换新成效, worked by hand, and held against the figures."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros_py.tallies.trade_in_departments import trade_in_departments
from macros_py.tallies.trade_in_results import trade_in_results
from macros_py.tallies.trade_ins import trade_ins
from tests.macros_py.small_books import judged, rows_of

if TYPE_CHECKING:
    from random import Random

    from macros_py.judge import Judged

ITEMS = """
设置
核算月份 {month}

品目
品名 类别   单位 以旧换新
拖把 易耗品 把   是
扫帚 易耗品 把   是
纸   易耗品 包   否

期初库存
品名 数量 金额   单位
拖把 100  500.00 把
扫帚 100  200.00 把
纸   100  100.00 包

"""
HELD = """期初在用
部门 品名 数量
教务 拖把 2
食堂 扫帚 6

"""
DRAWN = """易耗品领用
单号 日期  部门 品名 领用数 交旧数 旧品状态 免交理由
L1   09-02 食堂 扫帚 4      1      报废     -
L2   09-03 食堂 拖把 4      1      可修     首次领用
L3   09-04 食堂 纸   2      -      -        -
L4   09-05 教务 拖把 2      3      可修     -
L5   09-20 食堂 扫帚 2      4      报废     -
L6   10-02 教务 扫帚 1      0      -        遗失已赔
"""
OLD = ("部门", "领用数", "免交数", "应交数", "交旧数", "交旧率", "欠交数", "多交数", "欠交金额", "最早欠交日")


def book(month: str = "2025-09", before: str = "", drawn: str = DRAWN) -> Judged:
    return judged(ITEMS.format(month=month) + HELD + before + drawn)


def departments(found: Judged, *headings: str) -> list[tuple[str, ...]]:
    return rows_of(trade_in_departments(found), *headings)


def results(found: Judged) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in rows_of(trade_in_results(found), "项目", "数量", "金额", "说明")}


# --- 以旧换新汇总 ---------------------------------------------------------------------------------------------------------------------


def test_a_department_has_its_money_and_whose_cost_that_is() -> None:
    # 食堂: 6 brooms 12.00, 4 mops 20.00, paper 2.00. 教务: 2 mops 10.00.
    assert departments(book(), "部门", "算在", "领用金额", "以旧换新金额") == [
        ("教务", "其他部门", "10.00", "10.00"),
        ("食堂", "食堂成本", "34.00", "32.00"),
    ]


def test_too_many_of_one_item_make_good_nothing_of_another() -> None:
    # 食堂: 10 drawn, 3 waived, 7 due, 6 back = 85.71 %; a broom of the 2nd is owed. 教务: one more than due.
    assert departments(book(), *OLD) == [
        ("教务", "2.000", "0.000", "2.000", "3.000", "1.5000", "0.000", "1.000", "0.00", "-"),
        ("食堂", "10.000", "3.000", "7.000", "6.000", "0.8571", "1.000", "0.000", "2.00", "2025-09-02"),
    ]
    both = DRAWN.replace("L4   09-05 教务", "L4   09-05 食堂")
    assert departments(book(drawn=both), *OLD)[1] == (
        *("食堂", "12.000", "3.000", "9.000", "9.000", "1.0000", "1.000", "1.000", "2.00", "2025-09-02"),
    )


def test_nothing_due_has_no_rate() -> None:
    found = departments(book(drawn=DRAWN.replace("教务 拖把 2      3      可修     -", "教务 拖把 2      0      - 首次领用")), *OLD)
    assert found[0][:6] == ("教务", "2.000", "2.000", "0.000", "0.000", "-")


QUOTAS = "规则参数\n参数 值 单位 生效日\n易耗品定额_食堂 30 元/月 -\n易耗品定额_教务 12.5 元/学期 -\n易耗品定额_总务 5 - 10-01\n\n"


def test_a_quota_stands_beside_what_it_limits() -> None:
    columns = ("部门", "定额期", "期内领用", "定额", "超定额")
    assert departments(book(before=QUOTAS), *columns) == [
        ("教务", "本学期", "10.00", "12.50", "0.00"),
        ("食堂", "本月", "34.00", "30.00", "4.00"),
    ]
    # In October the canteen drew nothing, 教务 a broom for 2.00, and 总务 has a quota and nothing else.
    assert departments(book("2025-10", QUOTAS), *columns) == [
        ("总务", "本月", "0.00", "5.00", "0.00"),
        ("教务", "本学期", "12.00", "12.50", "0.00"),
        ("食堂", "本月", "0.00", "30.00", "0.00"),
    ]


def test_money_is_refused_as_the_figures_are_and_old_pieces_by_themselves() -> None:
    found = book(drawn=DRAWN.replace("食堂 纸   2", "食堂 纸   二"), before=QUOTAS)
    columns = ("部门", "领用金额", "交旧数", "欠交数", "期内领用", "定额", "超定额", "说明")
    why = "易耗品领用!E4 「领用数」不是能确定的数字：二"
    assert departments(found, *columns) == [
        ("教务", "-", "3.000", "0.000", "-", "12.50", "-", why),
        ("食堂", "-", "6.000", "1.000", "-", "30.00", "-", why),
    ]
    unread = book(drawn=DRAWN.replace("4      1      可修", "4      一      可修"))
    assert departments(unread, "部门", "领用金额", "交旧数", "以旧换新金额", "说明") == [
        ("教务", "10.00", "3.000", "10.00", "-"),
        ("食堂", "34.00", "-", "-", "易耗品领用第 3 行的交旧数或免交理由无法读取，或是负数"),
    ]


# --- 以旧换新成效 ---------------------------------------------------------------------------------------------------------------------


def test_what_was_drawn_agrees_with_the_figures() -> None:
    spent = "支出\n日期 科目 金额\n09-10 易耗品 7.50\n\n出库\n日期 品名 数量 单位 去向 餐次\n09-11 纸 3 包 报损 -\n\n"
    found = results(book(before=spent))
    assert {name: values[1] for name, values in found.items() if "指标" in name or "易耗品" in name or "领用" in name} == {
        "食堂部门领用": "34.00",
        "易耗品出库和盘亏": "3.00",
        "支出列支的易耗品": "7.50",
        "指标 易耗品": "44.50",
        "指标 其他部门领用": "10.00",
        "以旧换新领用": "42.00",
    }


def test_old_pieces_are_told_in_all() -> None:
    found = results(book(before="收入\n日期 科目 金额\n09-30 废品收入 12.00\n\n"))
    assert found["以旧换新领用"][:2] == ("12.000", "42.00")
    assert found["免交"] == ("3.000", "-", "其中首次领用 3")
    assert found["交旧"] == ("9.000", "-", "应交 9，交旧率 100%")
    assert found["欠交"] == (
        *("1.000", "2.00"),
        "金额按各部门本账以来领用这一品目的平均账面价；最早的是 2025-09-02 领的；另有多交 1，不抵别的品目",
    )
    assert (found["旧品报废"][0], found["废品收入"][1]) == ("5.000", "12.00")


def test_a_state_that_cannot_be_read_leaves_the_scrap_open_alone() -> None:
    found = results(book(drawn=DRAWN.replace("4      1      报废", "4      1      坏了")))
    assert found["旧品报废"] == ("-", "-", "易耗品领用第 2 行的旧品状态无法读取；交回的旧品里，旧品状态是 报废 的")
    assert found["交旧"][0] == "9.000"


BASE = """基期
项目   类别        基期   基期金额 基期数量 基期折算人次
清洁   「扫帚」    2025春 30.00    12       100
易耗品 易耗品      2025春 80.00    -        100
混合   易耗品、燃料 2025春 90.00   -        100
主食   粮食        2025春 99.00    -        100

就餐
日期  人数
09-02 100

"""


def test_savings_are_those_of_the_comparison_in_its_own_words() -> None:
    found = {name: values for name, values in results(book(before=BASE)).items() if "比：" in name}
    assert [name for name in found if name.endswith("差额")] == ["清洁与 2025春 比：差额", "易耗品与 2025春 比：差额"]
    # 6 brooms at 2.00 for 30.00 before; not counted at the end, so that nothing is said to be saved.
    assert [values[1] for values in found.values()][:4] == ["30.00", "12.00", "-18.00", "-"]
    assert found["清洁与 2025春 比：可公布节约"][2] == "节约不能公布：2025-09 月末没有盘点 扫帚；本期折算人次 100.00；本期数量 6 把"
    counted = BASE + "盘点\n日期 品名 实盘数量 单位\n09-30 扫帚 94 把\n\n"
    assert results(book(before=counted))["清洁与 2025春 比：可公布节约"][1] == "18.00"


def test_a_base_that_cannot_be_compared_says_so() -> None:
    found = results(book(before=BASE.replace("「扫帚」    2025春 30.00", "「扫帚」    2025春 -    ")))
    assert found["清洁与 2025春 比：可公布节约"] == ("-", "-", "不能比：基期金额没有填写或无法读取")


def test_what_is_refused_says_why_and_nothing_is_named_by_what_is_missing() -> None:
    missing = BASE.replace("清洁   「扫帚」    2025春", "-      「扫帚」    -     ")
    found = results(book(before=missing, drawn=DRAWN.replace("食堂 扫帚 4 ", "食堂 扫帚 四 ")))
    why = "易耗品领用!E2 「领用数」不是能确定的数字：四"
    assert found["交旧"] == ("-", "-", why)
    assert found["食堂部门领用"] == ("-", "-", f"{why}；部门：食堂；见 以旧换新汇总")
    assert found["「扫帚」与 基期 比：可公布节约"] == ("-", "-", f"不能比：“扫帚”算不出：{why}")


@pytest.mark.parametrize("tally", [trade_ins, trade_in_departments, trade_in_results])
def test_without_a_month_of_the_book_there_is_nothing(tally: object) -> None:
    assert tally(book("2026-09")).rows == []  # type: ignore[operator] # a tally


# --- laws -----------------------------------------------------------------------------------------------------------------------------

Row = tuple[int, str, str, int, int, str]
ROW = st.tuples(
    st.integers(1, 28),
    st.sampled_from(["食堂", "教务", "总务"]),
    st.sampled_from(["拖把", "扫帚", "纸"]),
    st.integers(1, 3),
    st.integers(0, 3),
    st.sampled_from(["-", "-", "首次领用", "遗失已赔"]),
)


def text_of(rows: list[tuple[str, Row]]) -> str:
    head = "易耗品领用\n单号 日期 部门 品名 领用数 交旧数 旧品状态 免交理由\n"
    lines = (f"{slip} 09-{day:02d} {who} {item} {drawn} {back} 报废 {why}" for slip, (day, who, item, drawn, back, why) in rows)
    return head + "".join(f"{line}\n" for line in lines)


def sums(found: Judged, heading: str) -> Decimal:
    return sum((Decimal(value) for (value,) in rows_of(trade_ins(found), heading)), Decimal())


@settings(max_examples=max(1, settings().max_examples // 4))  # two books are judged in each
@given(st.lists(ROW, min_size=1, max_size=12), st.randoms())
def test_departments_add_up_to_the_totals_in_any_order_of_rows(drawn: list[Row], chance: Random) -> None:
    rows = [(f"L{place}", row) for place, row in enumerate(drawn)]
    found = book(drawn=text_of(rows))
    money = departments(found, "算在", "领用金额", "以旧换新金额", "欠交数", "多交数", "欠交金额")
    to_date = found.figures.cumulative["2025-09"]
    for whose, figure in (("食堂成本", "易耗品"), ("其他部门", "其他部门领用")):
        drawn_there = sum((Decimal(row[1]) for row in money if row[0] == whose), Decimal())
        assert drawn_there * 100 == to_date[figure]
    assert sum(Decimal(row[2]) for row in money) == sums(found, "金额")
    assert sum(Decimal(row[3]) - Decimal(row[4]) for row in money) == sums(found, "欠交数")
    assert sum(Decimal(row[5]) for row in money) == sums(found, "欠交金额")
    told = results(found)
    assert Decimal(told["以旧换新领用"][0]) == sums(found, "领用数")
    assert Decimal(told["欠交"][0]) == sum(Decimal(row[3]) for row in money)
    chance.shuffle(rows)
    again = book(drawn=text_of(rows))
    assert [tally(again).rows for tally in TALLIES] == [tally(found).rows for tally in TALLIES]


TALLIES = (trade_ins, trade_in_departments, trade_in_results)

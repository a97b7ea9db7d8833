"""Which figures an uncertain cell refuses, which stand, and for how long; and what never refuses a figure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.outsider import (
    ErrorValue,
    Text,
    at,
    cell,
    check_figures,
    errors,
    figures,
    fill,
    findings,
    put,
    refresh,
    rows_of,
    run,
    save,
)

if TYPE_CHECKING:
    from pathlib import Path

BOOK = """
设置:
学校 春苗小学
食堂 食堂
学期 2025秋
学期开始 2025-09-01
学期结束 2026-01-31
核算月份 2025-11
基准餐标 10
品目: 品名 类别 单位
大米 粮食 公斤
猪肉 畜禽肉 公斤
洗洁精 易耗品 瓶
供应商: 供应商
粮店
期初库存: 品名 数量 单位 金额
大米 300 公斤 1500
洗洁精 9 瓶 90
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额 直出餐次
R1 2025-09-03 粮店 猪肉 10 公斤 30 300 午餐
R2 2025-10-03 粮店 猪肉 10 公斤 30 300 午餐
R3 2025-11-03 粮店 猪肉 10 公斤 30 300 午餐
出库: 单号 日期 餐次 去向 品名 数量 单位
C1 2025-09-03 午餐 供餐 大米 40 公斤
C2 2025-10-03 午餐 供餐 大米 40 公斤
C3 2025-11-03 午餐 供餐 大米 40 公斤
就餐: 日期 餐次 对象 人数 餐标
2025-09-03 午餐 学生 50 10
2025-10-03 午餐 学生 50 10
2025-11-03 午餐 学生 50 10
收入: 凭证号 日期 科目 金额
S1 2025-09-30 学生伙食费 550
S2 2025-10-30 学生伙食费 550
S3 2025-11-30 学生伙食费 550
支出: 凭证号 日期 科目 摘要 金额 归口
F1 2025-09-30 水电 电 20 食堂
F2 2025-10-30 水电 电 20 食堂
F3 2025-11-30 水电 电 20 超市
易耗品领用: 单号 日期 部门 领用人 品名 领用数
L1 2025-09-30 食堂 王 洗洁精 1
L2 2025-10-30 食堂 王 洗洁精 1
L3 2025-11-30 食堂 王 洗洁精 1
"""
SEPTEMBER, OCTOBER, NOVEMBER = "2025-09", "2025-10", "2025-11"
BALANCE = {"支出合计", "结余", "盈亏率", "累计盈亏率", "本学期结余", "累计结余"}
TO_DATE = {"累计盈亏率", "本学期结余", "累计结余"}
RATES = {"餐均食材成本", "餐均总成本", "食材占比"}


def spoilt(folder: Path, changes: dict[tuple[str, str, int], object]) -> Path:
    """The good book with some cells spoilt: table, heading, row."""
    book = fill(BOOK)
    for (table, heading, number), value in changes.items():
        spot = cell(book, table, heading, number)
        put(spot.parent, spot.row, spot.column, value)
    return save(book, folder)


def refused(document: Any, period: str, month: str) -> set[str]:  # noqa: ANN401 - a JSON document
    """The figures refused in a month, each with a reason and none of them shown."""
    why = document["refused"][period].get(month, {})
    assert all(reason for reason in why.values())
    assert not set(why) & set(document[period][month])
    return set(why)


def test_the_good_book_refuses_nothing(tmp_path: Path) -> None:
    path = spoilt(tmp_path, {})
    document = figures(path)
    assert document["refused"] == {"months": {}, "cumulative": {}}
    # Rice 200.00 and pork 300.00; 20 for light (in November another centre's), 10 for detergent.
    check_figures(document["months"][SEPTEMBER], "食材消耗 500.00 支出合计 530.00 结余 20.00")
    check_figures(document["months"][NOVEMBER], "食材消耗 500.00 支出合计 510.00 结余 40.00 其他归口支出 20.00 累计结余 80.00")


def test_an_uncertain_issue_refuses_its_item_from_that_month_on_and_the_sums_that_hold_it(tmp_path: Path) -> None:
    document = figures(spoilt(tmp_path, {("出库", "数量", 2): Text("近40")}))
    assert refused(document, "months", SEPTEMBER) == refused(document, "cumulative", SEPTEMBER) == set()
    check_figures(document["months"][SEPTEMBER], "食材消耗 500.00 期末库存 1300.00 结余 20.00")
    gone = {"期末库存", "库存变动", "食材消耗", "食材消耗_粮食", "供餐成本"} | BALANCE | RATES
    for month in (OCTOBER, NOVEMBER):
        assert gone <= refused(document, "months", month)
        assert gone <= refused(document, "cumulative", month)
    assert "期初库存" in refused(document, "months", NOVEMBER)
    stand = "期初库存 1300.00 食材消耗_畜禽肉 300.00 食材消耗_蔬菜 0.00 购入食材_畜禽肉 300.00 收入合计 550.00 燃料水电 20.00 易耗品 10.00"
    check_figures(document["months"][OCTOBER], stand + " 就餐人次 50 折算人次 50.00 其他归口支出 0.00 付货款 0.00")
    check_figures(document["months"][NOVEMBER], "食材消耗_畜禽肉 300.00 收入合计 550.00 易耗品 10.00 就餐人次 50")
    check_figures(
        document["cumulative"][NOVEMBER], "期初库存 1500.00 食材消耗_畜禽肉 900.00 收入合计 1650.00 就餐人次 150 易耗品 30.00"
    )


@pytest.mark.parametrize(
    ("change", "rule", "item"),
    [
        ({("出库", "数量", 2): 300}, "STK-01", "食材消耗_粮食"),
        ({("出库", "单位", 2): "麻袋"}, "STK-06", "食材消耗_粮食"),
        ({("采购验收", "金额", 2): 310}, "ARI-01", "食材消耗_畜禽肉"),
        ({("采购验收", "金额", 2): ErrorValue("#N/A")}, "DAT-06", "食材消耗_畜禽肉"),
        ({("出库", "去向", 2): "供歺"}, "DAT-04", "食材消耗_粮食"),
    ],
)
def test_what_makes_a_row_uncertain_refuses_its_item_and_not_the_months_before(
    tmp_path: Path, change: dict[tuple[str, str, int], object], rule: str, item: str
) -> None:
    path = spoilt(tmp_path, change)
    (found,) = [found for found in findings(path) if found["level"] == "错误"]
    assert (found["rule"], found["blocks"]) == (rule, True)
    document = figures(path)
    assert refused(document, "months", SEPTEMBER) == set()
    for month in (OCTOBER, NOVEMBER):
        assert {item, "食材消耗", "供餐成本"} | BALANCE | RATES <= refused(document, "months", month)
        other = ({"食材消耗_粮食", "食材消耗_畜禽肉"} - {item}).pop()
        assert other in document["months"][month]
        assert {"收入合计", "燃料水电", "就餐人次", "人员"} <= set(document["months"][month])


def test_an_overdraft_is_found_at_its_row_with_what_was_there(tmp_path: Path) -> None:
    (found,) = [found for found in findings(spoilt(tmp_path, {("出库", "数量", 2): 300})) if found["level"] == "错误"]
    # 300 less 40 of September: 260 there, 300 wanted.
    assert (found["sheet"], found["column"], found["value"]) == ("出库", "数量", "300")
    assert "260" in found["message"]
    assert "300" in found["message"]


def test_an_uncertain_income_refuses_its_subject_that_month_and_the_balances_from_then_on(tmp_path: Path) -> None:
    document = figures(spoilt(tmp_path, {("收入", "金额", 2): Text("10.5万")}))
    gone = {"学生伙食费", "伙食费收入", "收入合计", "结余", "采购口径结余", "盈亏率", "食材占比"} | TO_DATE
    assert refused(document, "months", SEPTEMBER) == set()
    assert refused(document, "months", OCTOBER) == gone
    assert refused(document, "months", NOVEMBER) == TO_DATE
    assert refused(document, "cumulative", OCTOBER) == refused(document, "cumulative", NOVEMBER) == gone
    check_figures(document["months"][OCTOBER], "食材消耗 500.00 支出合计 530.00 餐均食材成本 10.00 餐均总成本 10.60 财政补助 0.00")
    check_figures(document["months"][NOVEMBER], "收入合计 550.00 结余 40.00 盈亏率 0.0727")


def test_an_uncertain_expense_refuses_its_subject_and_what_holds_it(tmp_path: Path) -> None:
    document = figures(spoilt(tmp_path, {("支出", "金额", 2): Text("近20")}))
    gone = {"支出_水电", "燃料水电", "采购口径结余", "餐均总成本"} | BALANCE
    assert (
        refused(document, "months", OCTOBER)
        == refused(document, "cumulative", OCTOBER)
        == refused(document, "cumulative", NOVEMBER)
        == gone
    )
    assert refused(document, "months", NOVEMBER) == TO_DATE
    check_figures(document["months"][OCTOBER], "食材消耗 500.00 餐均食材成本 10.00 人员 0.00 易耗品 10.00 收入合计 550.00")


def test_an_uncertain_expense_of_another_centre_touches_nothing_of_the_canteens(tmp_path: Path) -> None:
    document = figures(spoilt(tmp_path, {("支出", "金额", 3): Text("近20")}))
    assert refused(document, "months", NOVEMBER) == refused(document, "cumulative", NOVEMBER) == {"其他归口支出"}


def test_an_uncertain_head_count_refuses_the_heads_and_the_costs_per_meal_that_month_only(tmp_path: Path) -> None:
    document = figures(spoilt(tmp_path, {("就餐", "人数", 2): Text("近50")}))
    gone = {"供餐天数", "就餐人次", "就餐人次_学生", "折算人次", "餐均食材成本", "餐均总成本"}
    assert (
        refused(document, "months", OCTOBER)
        == refused(document, "cumulative", OCTOBER)
        == refused(document, "cumulative", NOVEMBER)
        == gone
    )
    assert refused(document, "months", SEPTEMBER) == refused(document, "months", NOVEMBER) == set()


def test_an_uncertain_meal_standard_refuses_the_folded_meals_and_not_the_heads(tmp_path: Path) -> None:
    document = figures(spoilt(tmp_path, {("就餐", "餐标", 2): Text("近10")}))
    assert refused(document, "months", OCTOBER) == {"折算人次", "餐均食材成本", "餐均总成本"}
    check_figures(document["months"][OCTOBER], "供餐天数 1 就餐人次 50 就餐人次_学生 50")


def test_uncertain_free_meals_are_an_error_and_refuse_no_figure(tmp_path: Path) -> None:
    path = spoilt(tmp_path, {("就餐", "免费人数", 2): Text("近5")})
    assert [(sheet, column) for _, sheet, column in errors(path)] == [("就餐", "免费人数")]
    assert refused(figures(path), "months", OCTOBER) == set()


def test_an_uncertain_setting_refuses_only_what_uses_it(tmp_path: Path) -> None:
    document = figures(spoilt(tmp_path, {("设置", "值", 8): Text("近10")}))
    assert refused(document, "months", OCTOBER) == {"折算人次", "餐均食材成本", "餐均总成本"}
    document = figures(spoilt(tmp_path, {("设置", "值", 9): Text("近10")}))
    assert refused(document, "months", OCTOBER) == refused(document, "cumulative", OCTOBER) == {"累计结余"}


def test_an_unknown_method_of_valuation_refuses_the_stock_and_not_the_money(tmp_path: Path) -> None:
    document = figures(spoilt(tmp_path, {("设置", "值", 7): "加权"}))
    assert {"食材消耗", "期末库存", "结余"} <= refused(document, "months", SEPTEMBER)
    check_figures(document["months"][SEPTEMBER], "收入合计 550.00 支出_水电 20.00 就餐人次 50")


def test_an_unknown_item_may_be_any_and_refuses_every_item_from_its_month_on(tmp_path: Path) -> None:
    document = figures(spoilt(tmp_path, {("出库", "品名", 2): "大米饭"}))
    assert refused(document, "months", SEPTEMBER) == set()
    assert {"食材消耗", "食材消耗_粮食", "期末库存"} | BALANCE <= refused(document, "months", OCTOBER)
    check_figures(document["months"][OCTOBER], "期初库存 1300.00 收入合计 550.00 支出_水电 20.00 就餐人次 50")


SILENT = {
    ("供应商", "许可有效期", 1): Text("2103年"),
    ("供应商", "合同结束", 1): date(2024, 12, 31),
    ("供应商", "期初未付", 1): Text("近3"),
    ("采购验收", "供应商", 1): "粮点",
    ("采购验收", "生产日期", 1): Text("2103年"),
    ("采购验收", "单据合计", 2): Text("近300"),
    ("采购验收", "检测结果", 2): "好",
    ("采购验收", "采购人", 2): ErrorValue("#N/A"),
    ("品目", "限价", 1): Text("近3"),
    ("品目", "保质期天数", 1): Text("三天"),
    ("规则参数", "值", 1): Text("近3"),
    ("出库", "备注", 1): ErrorValue("#REF!"),
    ("支出", "凭证号", 1): None,
}


def test_signers_licences_papers_and_thresholds_never_refuse_a_figure(tmp_path: Path) -> None:
    path = spoilt(tmp_path, SILENT)
    assert len(errors(path)) >= len(SILENT) - 1
    outcome = run("figures", path, "--json")
    assert outcome.status == 1
    assert outcome.json["refused"] == {"months": {}, "cumulative": {}}
    check_figures(outcome.json["months"][SEPTEMBER], "食材消耗 500.00 支出合计 530.00 结余 20.00")


@pytest.mark.parametrize(
    "bad",
    [{("采购验收", "数量", 1): Text("十公斤")}, {("采购验收", "金额", 1): 310}, {("期初库存", "金额", 1): ErrorValue("#N/A")}],
)
def test_one_bad_cell_is_accused_once(tmp_path: Path, bad: dict[tuple[str, str, int], object]) -> None:
    stocked: dict[tuple[str, str, int], object] = {
        ("采购验收", "直出餐次", 1): None,
        ("出库", "品名", 2): "猪肉",
        ("出库", "数量", 2): 5,
    }
    (place,) = bad
    assert [(sheet, column) for _, sheet, column in errors(spoilt(tmp_path, stocked | bad))] == [place[:2]]


def test_a_row_dated_after_the_book_leaves_the_months_of_the_book_standing(tmp_path: Path) -> None:
    path = spoilt(tmp_path, {("出库", "日期", 3): date(2026, 2, 3)})
    assert [(sheet, column) for _, sheet, column in errors(path)] == [("出库", "日期")]
    document = figures(path)
    assert refused(document, "months", SEPTEMBER) == refused(document, "months", OCTOBER) == set()


def test_income_dated_after_the_book_counts_in_no_month(tmp_path: Path) -> None:
    path = spoilt(tmp_path, {("收入", "日期", 3): date(2026, 2, 3)})
    assert errors(path) == []
    check_figures(figures(path)["months"][NOVEMBER], "收入合计 0.00 结余 -510.00")


def test_a_refused_cell_stays_empty_in_the_result_tables_and_says_why(tmp_path: Path) -> None:
    out = refresh(spoilt(tmp_path, {("出库", "数量", 2): Text("近40")}))
    by_month = {str(row["月份"])[:7]: row for row in rows_of(out, "月成本")}
    assert (by_month[SEPTEMBER]["食材消耗"], by_month[SEPTEMBER]["说明"]) == (500, None)
    assert by_month[OCTOBER]["食材消耗"] is None
    assert by_month[OCTOBER]["收入合计"] == 550
    assert "出库" in str(by_month[OCTOBER]["说明"])
    assert "近40" in str(by_month[OCTOBER]["说明"])
    (listed,) = [row for row in rows_of(out, "问题清单") if row["级别"] == "错误"]
    assert (listed["表"], listed["列"], listed["现值"]) == ("出库", "数量", "近40")
    assert "40" in str(listed["建议"])
    marks = [row["校验"] for row in rows_of(out, "出库")]
    assert "「数量」" in str(marks[1])
    assert (
        at(out, "出库", "数量")[0]["cell"] == at(spoilt(tmp_path, {("出库", "数量", 2): Text("近40")}), "出库", "数量")[0]["cell"]
    )

"""The figures of small books, worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros_py.blocked import Refused
from macros_py.values import less, ratio, total
from tests.macros_py.small_books import judged
from validation.money import printed
from workbook_templates.figures import FIGURES

if TYPE_CHECKING:
    from macros_py.figures import Values
    from macros_py.judge import Judged

DECIMALS = {figure.name: figure.decimals for figure in FIGURES}


def shown(values: Values, *names: str) -> dict[str, str]:
    """The figures as people read them, or the reason why there is none."""
    found = {}
    for name in names:
        value = values[name]
        found[name] = value.reason if isinstance(value, Refused) else printed(value, DECIMALS[name])
    return found


def expect(values: Values, text: str) -> None:
    """Compare with ``名称 数 名称 数 …``."""
    words = text.split()
    expected = dict(zip(words[::2], words[1::2], strict=True))
    assert shown(values, *expected) == expected


def refused(found: Judged, month: str) -> set[str]:
    return {name for name, value in found.figures.months[month].items() if isinstance(value, Refused)}


# Food. Rice: 100 for 200.00. September: + 50 for 130.00 = 150 for 330.00 at 2.20; out 10 (供餐) 22.00, 5 (报损) 11.00, 5 (接待) 11.00, 5 (退货)
# 11.00; 125 left for 275.00; counted 124: −2.20 → 272.80. Greens: 10 for 30.00 straight to lunch.
# Oil: 20 for 100.00 at 5.00 (category 食用油): 留样 1: 5.00; counted 20: +1 at 95.00 ÷ 19 = 5.00.
# Gas: 10 for 50.00: 供餐 4: 20.00, 退货 1: 5.00, missing 1: 5.00. Brooms: 10 for 40.00: 食堂 draws 2, 8.00; 宿舍 3, 12.00; 报损 1, 4.00; found 1: 4.00.
BOOK = """
设置
期初结余 1000
核算月份 2025-10

品目
品名 类别
大米 粮食
青菜 蔬菜
豆油 食用油
煤气 燃料
扫帚 易耗品

期初库存
品名 数量 金额
大米 100  200.00
豆油 20   100.00
煤气 10   50.00
扫帚 10   40.00

采购验收
单号 日期  品名 数量 金额   直出餐次 验收结论
R1   09-02 大米 50   130.00 -        合格
R1   09-02 大米 50   130.00 -        退货
R2   09-03 青菜 10   30.00  午餐     -

出库
单号 日期  餐次 去向   品名 数量
C1   09-03 午餐 供餐   大米 10
C1   09-03 午餐 报损   大米 5
C1   09-03 午餐 接待   大米 5
C1   09-03 午餐 退货   大米 5
C1   09-03 午餐 留样   豆油 1
C1   09-03 -    供餐   煤气 4
C1   09-03 -    退货   煤气 1
C1   09-03 -    报损   扫帚 1

易耗品领用
单号 日期  部门 品名 领用数
L1   09-03 食堂 扫帚 2
L1   09-03 宿舍 扫帚 3

盘点
日期  品名 实盘数量
09-30 大米 124
09-30 豆油 20
09-30 煤气 4
09-30 扫帚 5

就餐
日期  餐次 对象     人数 餐标
09-03 早餐 学生     20   5
09-03 午餐 学生     20   10
09-03 午餐 教职工   3    15
09-04 午餐 来客     1    10.5
09-05 午餐 工作人员 0    10
10-09 午餐 学生     1    0.01

收入
凭证号 日期  科目         金额   所属月份
S1     09-05 学生伙食费   400.00 -
S2     09-05 教职工伙食费 45.00  -
S3     09-05 财政补助     55.00  -
S4     10-08 废品收入     10.00  2025-09
S5     09-08 利息         1.00   2025-08
S6     12-08 捐赠         5.00   2025-11
S7     11-28 捐赠         7.00   2026-02
S8     12-09 捐赠         9.00   -

支出
凭证号 日期  科目     摘要 金额  归口 收款单位
Z1     09-28 燃料     气   6.00  -    -
Z2     09-28 水电     电   20.00 食堂 -
Z3     09-28 水电     电   30.00 宿舍 -
Z4     09-28 人员     工资 90.00 -    -
Z5     09-28 易耗品   纸   3.00  -    -
Z6     09-28 维修     锅   8.00  -    -
Z7     09-28 设备     秤   9.00  -    -
Z8     09-28 其他支出 杂   1.50  -    -
Z9     09-28 付货款   货款 60.00 -    甲商行
Z10    09-29 付货款   货款 40.00 超市 甲商行
"""


@pytest.fixture(scope="module")
def book() -> Judged:
    return judged(BOOK)


def test_nothing_is_refused_in_a_good_book_but_what_divides_by_zero(book: Judged) -> None:
    assert refused(book, "2025-09") == set()
    # October has no income; November has neither diners nor income but a gift of December, booked to it.
    assert refused(book, "2025-10") == {"盈亏率", "食材占比"}
    assert refused(book, "2025-11") == {"餐均食材成本", "餐均总成本", "食材占比"}
    assert shown(book.figures.months["2025-11"], "餐均食材成本", "食材占比") == {
        "餐均食材成本": "折算人次为零，不能相除",
        "食材占比": "伙食费收入为零，不能相除",
    }


def test_every_figure_of_the_list_is_there_in_every_month_and_to_date(book: Judged) -> None:
    names = {figure.name for figure in FIGURES}
    for values in (*book.figures.months.values(), *book.figures.cumulative.values()):
        assert set(values) == names


def test_diners(book: Judged) -> None:
    # 20 × 5 + 20 × 10 + 3 × 15 + 10.5 = 355.50, by 10: 35.55. A meal that nobody ate is no serving day.
    expect(
        book.figures.months["2025-09"],
        "供餐天数 2 就餐人次 44 就餐人次_学生 40 就餐人次_教职工 3 就餐人次_来客 1 就餐人次_工作人员 0 折算人次 35.55",
    )
    expect(book.figures.cumulative["2025-10"], "供餐天数 3 就餐人次 45 折算人次 35.55")  # 355.51 by 10


def test_income_counts_in_its_own_month_else_in_that_of_its_day(book: Judged) -> None:
    expect(
        book.figures.months["2025-09"],
        "学生伙食费 400.00 教职工伙食费 45.00 财政补助 55.00 废品收入 10.00 利息 1.00 捐赠 0.00 来客餐费 0.00 "
        "伙食费收入 445.00 收入合计 511.00",
    )
    # The gift of December that belongs to November counts; those that belong to later are in no month.
    expect(book.figures.months["2025-11"], "捐赠 5.00 收入合计 5.00")
    expect(book.figures.cumulative["2025-11"], "收入合计 516.00")


def test_food(book: Judged) -> None:
    # 消耗 300.00 + 149.00 − 372.80 = 76.20 = 57.00 (22.00 + 30.00 + 5.00) + 8.20 (11.00 + 2.20 − 5.00) + 11.00.
    expect(
        book.figures.months["2025-09"],
        "期初库存 300.00 期末库存 372.80 库存变动 72.80 购入食材 149.00 购入食材_粮食 119.00 购入食材_蔬菜 30.00 购入食材_水产 0.00 "
        "食材消耗 76.20 食材消耗_粮食 46.20 食材消耗_蔬菜 30.00 食材消耗_食用油 0.00 食材消耗_水产 0.00 供餐成本 57.00 损耗 8.20 接待 11.00",
    )
    expect(book.figures.months["2025-10"], "期初库存 372.80 期末库存 372.80 食材消耗 0.00 供餐成本 0.00")
    expect(book.figures.cumulative["2025-10"], "期初库存 300.00 期末库存 372.80 库存变动 72.80 食材消耗 76.20 供餐成本 57.00")


def test_costs_with_what_was_drawn_from_stock(book: Judged) -> None:
    # 燃料水电 6 + 20 + gas 20.00 + 5.00 missing. 易耗品 3 + drawn 8.00 + 报损 4.00 − found 4.00.
    expect(
        book.figures.months["2025-09"],
        "支出_燃料 6.00 支出_水电 20.00 燃料水电 51.00 人员 90.00 支出_易耗品 3.00 易耗品 11.00 维修 8.00 支出_设备 9.00 其他支出 10.50 "
        "其他部门领用 12.00 其他归口支出 30.00 付货款 100.00 支出合计 246.70",
    )


def test_balances_and_rates(book: Judged) -> None:
    # 511.00 − 246.70 = 264.30; by purchases 264.30 + 76.20 − 149.00. 264.30 ÷ 511 = 51.722 %. 76.20 ÷ 35.55 = 2.1435, 246.70 ÷ 35.55 = 6.9395.
    expect(
        book.figures.months["2025-09"],
        "结余 264.30 采购口径结余 191.50 盈亏率 0.5172 累计盈亏率 0.5172 本学期结余 264.30 累计结余 1264.30 "
        "餐均食材成本 2.14 餐均总成本 6.94 食材占比 0.1712",
    )
    for values in (book.figures.months["2025-11"], book.figures.cumulative["2025-11"]):
        expect(values, "本学期结余 269.30 累计结余 1269.30 累计盈亏率 0.5219")  # 269.30 ÷ 516
    expect(book.figures.cumulative["2025-11"], "盈亏率 0.5219")


def test_the_rate_is_a_part_of_the_meal_fees_where_the_parameter_says_so() -> None:
    found = judged(BOOK + "\n规则参数\n参数 值\n盈亏率分母 伙食费收入\n")
    expect(found.figures.months["2025-09"], "盈亏率 0.5939")  # 264.30 ÷ 445


def test_other_departments_than_those_of_the_settings_are_not_ours() -> None:
    found = judged(BOOK.replace("期初结余 1000", "食堂部门 宿舍、教务处"))
    # 3.00 + 12.00 + 4.00 − 4.00.
    expect(found.figures.months["2025-09"], "易耗品 15.00 其他部门领用 8.00 累计结余 260.30")


# ---- refusal


def test_an_uncertain_issue_refuses_its_item_from_its_month_on() -> None:
    found = judged(
        BOOK.replace("盘点\n", "盘点\n", 1).replace("C1   09-03 午餐 供餐   大米 10", "C1   10-03 午餐 供餐   大米 近40")
    )
    assert "食材消耗" not in refused(found, "2025-09")
    gone = {"期末库存", "库存变动", "购入食材", "购入食材_粮食", "食材消耗", "食材消耗_粮食", "供餐成本", "损耗", "接待"}
    gone |= {
        "支出合计",
        "结余",
        "采购口径结余",
        "盈亏率",
        "累计盈亏率",
        "本学期结余",
        "累计结余",
        "餐均食材成本",
        "餐均总成本",
        "食材占比",
    }
    assert refused(found, "2025-10") == gone
    assert refused(found, "2025-11") == gone | {"期初库存"}
    why = found.figures.months["2025-10"]["食材消耗_粮食"]
    assert isinstance(why, Refused)
    assert "近40" in why.reason
    expect(found.figures.cumulative["2025-11"], "期初库存 300.00 食材消耗_蔬菜 30.00 收入合计 516.00")


def test_uncertain_fuel_and_consumables_refuse_their_sums_alone() -> None:
    totals = {"支出合计", "结余", "采购口径结余", "盈亏率", "累计盈亏率", "本学期结余", "累计结余", "餐均总成本"}
    fuel = judged(BOOK.replace("煤气 4", "煤气 约4", 1))
    assert refused(fuel, "2025-09") == {"燃料水电"} | totals
    brooms = judged(BOOK.replace("宿舍 扫帚 3", "宿舍 扫帚 三把"))
    assert refused(brooms, "2025-09") == {"易耗品", "其他部门领用"} | totals


def test_an_uncertain_voucher_refuses_what_it_may_be() -> None:
    centre = judged(BOOK.replace("20.00 食堂 -", "20.00 食唐 -"))
    assert {"支出_水电", "其他归口支出", "燃料水电"} <= refused(centre, "2025-09")
    assert not {"支出_燃料", "付货款"} & refused(centre, "2025-09")
    account = judged(BOOK.replace("Z3     09-28 水电  ", "Z3     09-28 电费  "))
    assert {"其他归口支出", "付货款"} <= refused(account, "2025-09")
    assert "支出_水电" not in refused(account, "2025-09")
    payment = judged(BOOK.replace("40.00 超市", "四十 超市"))
    assert refused(payment, "2025-09") == {"付货款"}


def test_an_uncertain_head_count_refuses_its_diners_and_the_sums() -> None:
    found = judged(BOOK.replace("教职工   3 ", "教职工   约3"))
    gone = {"供餐天数", "就餐人次", "就餐人次_教职工", "折算人次", "餐均食材成本", "餐均总成本"}
    assert refused(found, "2025-09") == gone
    assert refused(judged(BOOK.replace("教职工   3 ", "教师     3 ")), "2025-09") == gone | {
        f"就餐人次_{diners}" for diners in ("学生", "工作人员", "来客")
    }


def test_an_uncertain_meal_standard_leaves_the_heads_standing() -> None:
    found = judged(BOOK.replace("教职工   3    15", "教职工   3    近15"))
    assert refused(found, "2025-09") == {"折算人次", "餐均食材成本", "餐均总成本"}
    expect(found.figures.months["2025-09"], "就餐人次 44 就餐人次_教职工 3 供餐天数 2")


def test_a_missing_column_refuses_all_that_uses_it() -> None:
    found = judged(BOOK.replace("凭证号 日期  科目         金额   所属月份", "凭证号 日期  ×科目        金额   所属月份"))
    assert {"学生伙食费", "收入合计", "结余"} <= refused(found, "2025-09") & refused(found, "2025-11")
    expect(found.figures.months["2025-09"], "食材消耗 76.20")
    expenses = judged(BOOK.replace("凭证号 日期  科目     摘要", "凭证号 日期  ×科目    摘要"))
    assert {"支出_水电", "其他归口支出", "付货款"} <= refused(expenses, "2025-09")


def test_settings_refuse_what_rests_on_them() -> None:
    per_meal = {"折算人次", "餐均食材成本", "餐均总成本"}
    for value in ("近10", "0", "-1"):
        assert refused(judged(BOOK.replace("期初结余 1000", f"基准餐标 {value}")), "2025-09") == per_meal
    assert refused(judged(BOOK.replace("期初结余 1000", "期初结余 一千")), "2025-09") == {"累计结余"}
    departments = judged(BOOK.replace("期初结余 1000", "食堂部门 #N/A"))
    assert {"易耗品", "其他部门领用", "结余"} <= refused(departments, "2025-09")
    assert "食材消耗" not in refused(departments, "2025-09")
    method = judged(BOOK.replace("期初结余 1000", "计价方法 加权"))
    assert {"期初库存", "食材消耗_水产", "燃料水电", "易耗品"} <= refused(method, "2025-09")
    expect(method.figures.months["2025-09"], "收入合计 511.00 人员 90.00 就餐人次 44")


@pytest.mark.parametrize("dates", ["学期结束 2025-08-31", "学期结束 那天", "学期开始 #N/A"])
def test_without_a_first_and_a_last_day_there_are_no_months(dates: str) -> None:
    found = judged(BOOK.replace("期初结余 1000", dates))
    assert found.figures.months == {}
    assert found.figures.cumulative == {}
    assert [(meal.heads, meal.food) for meal in found.evidence.meals if meal.food is not None] == []


def test_a_book_of_thirty_years_has_a_figure_for_every_month() -> None:
    found = judged(BOOK.replace("期初结余 1000", "学期结束 2055-08-31"))
    assert len(found.figures.months) == 360
    # A gift of December 2025 and one of February 2026 are in the book now.
    expect(found.figures.cumulative["2055-08"], "期末库存 372.80 收入合计 532.00 捐赠 21.00")


def test_the_term_may_begin_and_end_within_a_month() -> None:
    found = judged(BOOK.replace("期初结余 1000", "学期开始 2025-09-03\n学期结束 2025-10-20"))
    # The delivery of the 2nd lies before the book: its item is refused in every month, but not what 期初库存 says of it.
    assert list(found.figures.months) == ["2025-09", "2025-10"]
    assert {"期末库存", "食材消耗_粮食"} <= refused(found, "2025-09")
    expect(found.figures.months["2025-09"], "期初库存 300.00 食材消耗_蔬菜 30.00 收入合计 511.00")


# ---- arithmetic that may be refused


def test_sums_differences_and_quotients_are_refused_with_the_first_reason() -> None:
    first, second = Refused("甲"), Refused("乙")
    assert total(1, 2, 3) == 6
    assert total() == 0
    assert total(1, first, second) == first
    assert less(5, 7) == -2
    assert less(5, second) == second
    assert ratio(1, 3, 10_000, "收入") == 3333
    assert ratio(-1, 3, 100, "收入") == -33
    assert ratio(first, 0, 1, "收入") == first
    assert ratio(1, second, 1, "收入") == second
    assert ratio(1, 1, second, "收入") == second
    assert ratio(1, 0, 1, "收入") == Refused("收入为零，不能相除")

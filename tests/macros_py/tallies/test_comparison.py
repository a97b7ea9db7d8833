"""同期对比, worked by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.tallies.comparison import Effects, Side, comparison, effects
from tests.macros_py.small_books import judged, rows_of

AMOUNTS = ("基期金额", "本期金额", "差额", "人次影响", "数量影响", "价格影响", "可公布节约")
RICE = """
品目
品名
大米

期初库存
品名 数量 金额
大米 100  500.00

出库
日期  品名 数量
09-02 大米 60

盘点
日期  品名 实盘数量
09-30 大米 40

就餐
日期  人数
09-02 100

基期
项目 类别 基期   基期金额 基期数量 基期折算人次 剔除 备注
主食 粮食 2025春 400.00   100      200          -    -

"""


def rows(text: str, *headings: str) -> list[tuple[str, ...]]:
    return rows_of(comparison(judged(text)), *(headings or (*AMOUNTS, "说明")))


def said(text: str) -> str:
    """What the only row says, all its numbers but 基期金额 being empty."""
    ((_, *numbers, words),) = rows(text)
    assert numbers == ["-"] * 6
    return words


def findings(text: str) -> list[tuple[str, str]]:
    return [(finding.rule, finding.column) for finding in judged(text).findings if finding.rule.startswith("CMP")]


# --- the split ------------------------------------------------------------------------------------------------------------------------


def test_the_difference_is_split_into_diners_quantity_and_price() -> None:
    # 400.00 for 200 diners, 100 kg at 4.00; now 300.00 for 100 diners, 60 kg at 5.00.
    # Diners 400 × 100 ÷ 200 = 200: −200. Quantity 400 × 60 ÷ 100 = 240: +40. Price 300 − 240: +60. The bill is smaller, and nothing was saved.
    assert rows(RICE) == [
        ("400.00", "300.00", "-100.00", "-200.00", "40.00", "60.00", "-100.00", "本期折算人次 100.00；本期数量 60 公斤")
    ]


def test_a_saving_is_positive() -> None:
    assert rows(RICE.replace("400.00   100      200", "400.00   80       100"), *AMOUNTS) == [
        # For as many diners, 60 kg instead of 80: 400 × 60 ÷ 80 = 300. At the old price.
        ("400.00", "300.00", "-100.00", "0.00", "-100.00", "0.00", "100.00")
    ]


def test_the_sums_between_are_rounded_and_not_the_effects() -> None:
    # 100.00 × 1 ÷ 3 = 33.333…, 100.00 × 2 ÷ 3 = 66.666…
    assert effects(Side(10000, Fraction(3), 3), Side(5000, Fraction(1), 2)) == Effects(-5000, -6667, 3334, -1667)
    # 折算人次 is not rounded: 100.00 × 1/3 ÷ 1.
    assert effects(Side(10000, Fraction(1), 1), Side(0, Fraction(1, 3), 1)) == Effects(-10000, -6667, 6667, -10000)


MONEY = st.integers(-(10**11), 10**11)
PEOPLE = st.none() | st.fractions(0, 10**6, max_denominator=1000)
THOUSANDTHS = st.none() | st.integers(-5, 10**9)
SIDES = st.builds(Side, MONEY, PEOPLE, THOUSANDTHS)


@given(SIDES, SIDES)
def test_the_effects_add_up_to_the_difference(base: Side, now: Side) -> None:
    found = effects(base, now)
    assert found.difference == now.amount - base.amount
    if None not in (found.diners, found.quantity, found.price):
        assert (found.diners or 0) + (found.quantity or 0) + (found.price or 0) == found.difference
        assert found.saved == (found.diners or 0) - found.difference
    else:
        assert found.saved is None
    if found.price is not None:
        assert base.quantity
        assert now.quantity
        exact = now.amount - Fraction(base.amount) * now.quantity / base.quantity
        assert abs(found.price - exact) <= Fraction(1, 2)


# --- what is compared -----------------------------------------------------------------------------------------------------------------

SEASONING = """
品目
品名 类别   单位
佐料 调味品 公斤
鸡蛋 调味品 公斤

采购验收
日期  品名 数量 单价     金额     直出餐次
09-02 佐料 1    56220.50 56220.50 午餐
09-02 鸡蛋 1    10775.00 10775.00 午餐

就餐
日期  人数
09-02 100

基期
项目 类别   基期   基期金额 剔除   备注
{}
"""


def test_seasoning_with_the_eggs_in_both_terms() -> None:
    assert rows(SEASONING.format("佐料 调味品 2013春 70096.92 - -"), *AMOUNTS[:3]) == [("70096.92", "66995.50", "-3101.42")]


def test_seasoning_with_the_eggs_in_neither_term() -> None:
    assert rows(SEASONING.format("佐料 调味品 2013春 60096.92 「鸡蛋」 -"), *AMOUNTS[:3]) == [("60096.92", "56220.50", "-3876.42")]


@pytest.mark.parametrize("words", ["基期含鸡蛋", "（含葱、鸡蛋）", "包括「鸡蛋」"])
def test_the_eggs_taken_out_of_one_term_only_are_refused(words: str) -> None:
    text = SEASONING.format(f"佐料 调味品 2013春 70096.92 「鸡蛋」 {words}")
    assert said(text).startswith("不能比：「备注」写着“")
    assert "剔除里有它：两边口径不同，不能比" in said(text)
    assert findings(text) == [("CMP-01", "备注")]


def test_a_base_said_to_hold_no_eggs_is_not_compared_with_a_term_that_holds_them() -> None:
    text = SEASONING.format("佐料(不含鸡蛋) 调味品 2013春 54220.50 - -")
    assert said(text) == "不能比：「项目」写着“不含鸡蛋”，剔除里没有它，本期算在里面：两边口径不同，不能比"
    assert findings(text) == [("CMP-01", "项目")]
    assert findings(SEASONING.format("佐料(不含鸡蛋) 调味品 2013春 54220.50 鸡蛋 -")) == []


@pytest.mark.parametrize(
    ("words", "here"),
    [
        ("基期含鸡蛋", "类别里没有它，本期没有算"),
        ("包含佐料和鸡蛋", "类别里没有它，本期没有算"),
        ("基期不包含佐料", "剔除里没有它，本期算在里面"),
        ("秋季去掉佐料", "剔除里没有它，本期算在里面"),
        ("没有包括佐料", "剔除里没有它，本期算在里面"),
    ],
)
def test_a_base_that_says_it_holds_something_else_is_refused(words: str, here: str) -> None:
    """Eggs are in a category of their own, which the row does not compare."""
    text = SEASONING.replace("鸡蛋 调味品", "鸡蛋 蛋").format(f"佐料 调味品 2013春 70096.92 - {words}")
    assert here in said(text)
    assert findings(text) == [("CMP-01", "备注")]


@pytest.mark.parametrize("words", ["不包含鸡蛋", "不再含鸡蛋", "未计鸡蛋", "含佐料", "扣除鸡蛋", "去掉鸡蛋以后的"])
def test_words_that_agree_are_no_reason_to_refuse(words: str) -> None:
    assert findings(SEASONING.format(f"佐料 调味品 2013春 60096.92 「鸡蛋」 {words}")) == []


def test_the_same_base_amount_for_other_items_is_refused() -> None:
    text = SEASONING.replace("鸡蛋 调味品", "鸡蛋 蛋").format(
        "佐料和蛋 调味品、「鸡蛋」 2013春 70096.92 - -\n佐料 调味品 2013春 70096.92 - -\n蛋 蛋 2012春 70096.92 - -"
    )
    first, second, third = rows(text, "本期金额", "说明")
    assert first == (
        "-",
        "不能比：「类别」与第 3 行比的品目不同，2013春 的基期金额却一样：有一行的基期不是这些品目的，两边不同的不能比",
    )
    assert second[1].startswith("不能比：「类别」与第 2 行比的品目不同")
    assert third[0] == "10775.00"


def test_the_same_base_amount_with_and_without_the_eggs_is_refused() -> None:
    text = SEASONING.format(
        "佐料 调味品 2013春 70096.92 - -\n净额 调味品 2013春 70096.92 「鸡蛋」 -\n春 调味品 2012春 70096.92 「鸡蛋」 -"
    )
    first, second, third = rows(text, "本期金额", "说明")
    assert first == ("-", "不能比：「剔除」与第 3 行剔除的不同，2013春 的基期金额却一样：有一行的基期没有剔除，只剔除一边的不能比")
    assert second[1].startswith("不能比：「剔除」与第 2 行剔除的不同")
    assert third[0] == "56220.50"
    assert findings(text) == [("CMP-01", "剔除")] * 2


def test_what_is_left_out_must_be_among_what_is_compared() -> None:
    text = SEASONING.replace("鸡蛋 调味品", "鸡蛋 蛋").format("佐料 调味品 2013春 70096.92 「鸡蛋」 -")
    assert said(text) == "不能比：「剔除」“鸡蛋”不在类别“调味品”里：本期没有可剔除的，只剔除一边的不能比"
    assert findings(text) == [("CMP-01", "剔除")]
    both = SEASONING.replace("鸡蛋 调味品", "鸡蛋 蛋").format("佐料 调味品、「鸡蛋」 2013春 60096.92 「鸡蛋」 -")
    assert rows(both, "本期金额") == [("56220.50",)]


@given(st.lists(st.sampled_from(("佐料", "鸡蛋", "葱", "姜", "蒜")), unique=True, min_size=1))
def test_unequal_exclusions_are_refused(left_out: list[str]) -> None:
    text = SEASONING.replace("佐料 调味品 公斤\n", "佐料 调味品 公斤\n葱 蔬菜 公斤\n姜 蔬菜 公斤\n蒜 蔬菜 公斤\n")
    text = text.format(f"佐料 调味品、「葱」 2013春 70096.92 {'、'.join(f'「{name}」' for name in left_out)} -")
    ((now, difference, words),) = rows(text, "本期金额", "差额", "说明")
    refused = not set(left_out) <= {"佐料", "鸡蛋", "葱"} or set(left_out) == {"佐料", "鸡蛋", "葱"}
    assert words.startswith("不能比：") is refused
    assert ((now, difference) == ("-", "-")) is refused
    assert bool(findings(text)) is refused


@pytest.mark.parametrize(
    ("row", "rule", "column", "words"),
    [
        ("佐料 佐料 2013春 1 - -", "CMP-03", "类别", "“佐料”是品目，不是类别；品目要写在「」里"),
        ("佐料 调料 2013春 1 - -", "CMP-03", "类别", "“调料”不是类别"),
        ("佐料 燃料 2013春 1 - -", "CMP-03", "类别", "“燃料”在品目表里一个品目也没有，没有可比的"),
        ("佐料 「佐料」 2013春 1 佐料 -", "CMP-03", "类别", "剔除以后一个品目也不剩，没有可比的"),
        ("佐料 、 2013春 1 - -", "CMP-03", "类别", "没有写出一个类别或品目，没有可比的"),
        ("佐料 「佐料 2013春 1 - -", "CMP-03", "类别", "里的「」不成对"),
        ("佐料 调味品 2013春 1 「鸡蛋 -", "CMP-03", "剔除", "里的「」不成对"),
        ("佐料 「佐料、味精」 2013春 1 - -", "CMP-02", "类别", "“味精”不在品目表里"),
        ("佐料 调味品 2013春 1 鸭蛋、味精 -", "CMP-02", "剔除", "“鸭蛋”不在品目表里；「剔除」“味精”不在品目表里"),
    ],
)
def test_what_fits_nothing_is_refused(row: str, rule: str, column: str, words: str) -> None:
    text = SEASONING.format(row)
    assert said(text) == f"不能比：「{column}」{words}"
    assert set(findings(text)) == {(rule, column)}


def test_a_plain_slip_is_proposed_to_be_mended() -> None:
    text = SEASONING.format("佐料 佐料 2013春 1 - -\n蛋 「佐料」、「鸡旦」 2013春 1 - -\n佐料 佐料、「佐料」 2013春 1 - -")
    found = [(finding.suggestion, finding.fix) for finding in judged(text).findings if finding.rule.startswith("CMP")]
    assert sorted(found, key=str) == [
        ("是不是“「佐料」”？", None),
        ("是不是“「佐料」”？改成 「佐料」", "「佐料」"),
        ("是不是“鸡蛋”？改成 「佐料」、「鸡蛋」", "「佐料」、「鸡蛋」"),
    ]


def test_a_row_that_cannot_be_read_is_refused() -> None:
    assert said(SEASONING.format("佐料 - 2013春 1 - -")) == "不能比：类别没有填写或无法读取"
    ((base, *_, words),) = rows(SEASONING.format("佐料 调味品 2013春 近7万 - -"))
    assert (base, words) == ("-", "不能比：基期金额没有填写或无法读取")


def test_an_item_that_cannot_be_valued_is_not_compared() -> None:
    assert said(RICE.replace("大米 60", "大米 六十")).startswith("不能比：“大米”算不出：出库")


def test_departments_that_cannot_be_read_leave_consumables_open() -> None:
    text = CONSUMABLES.replace("核算月份 2025-09", "核算月份 2025-09\n食堂部门 #N/A")
    assert said(text) == "不能比：设置里的食堂部门无法读取"


# --- what is missing is said ----------------------------------------------------------------------------------------------------------

CONSUMABLES = """
设置
核算月份 2025-09

品目
品名 类别   单位
扫帚 易耗品 把

期初库存
品名 数量 单位 金额
扫帚 100  把   20000.00

易耗品领用
日期  部门 品名 领用数 备注   单号
09-02 食堂 扫帚 90     -      L1
09-03 教务 扫帚 5      -      L2
09-03 教务 扫帚 -2     冲L2   L3

支出
日期  科目   金额
09-05 易耗品 10.00

基期
项目   类别   基期   基期金额
易耗品 易耗品 2013春 46046.00
"""


def test_consumables_without_diners_or_quantities() -> None:
    # 90 × 200.00, drawn by the canteen; what 教务 drew is no cost of the canteen's.
    assert rows(CONSUMABLES) == [
        (
            *("46046.00", "18000.00", "-28046.00", "-", "-", "-", "-"),
            "没有基期折算人次，分不出人次影响和数量影响；没有基期数量，分不出数量影响和价格影响；节约不能公布：2025-09 月末没有盘点 扫帚；本期折算人次 0.00；支出表里的易耗品 10.00 元没有品目，不在本期金额里",
        )
    ]


def test_the_consumables_of_the_domain_case() -> None:
    text = CONSUMABLES.replace("100  把   20000.00", "100  把   19937.78")  # × 90 ÷ 100 = 17944.002
    assert rows(text, *AMOUNTS) == [("46046.00", "17944.00", "-28102.00", "-", "-", "-", "-")]


def test_what_other_departments_drew_has_no_part_in_the_quantity() -> None:
    text = CONSUMABLES.replace("基期金额", "基期金额 基期数量").replace("46046.00", "46046.00 200")
    # 460.46 × 50 for 90 of 200: 46046.00 × 90 ÷ 200 = 20720.70; 18000.00 − 20720.70.
    assert rows(text, "人次影响", "数量影响", "价格影响") == [("-", "-", "-2720.70")]
    assert "本期数量 90 把" in rows(text)[0][-1]


@pytest.mark.parametrize(
    ("old", "new", "shown", "words"),
    [
        ("100      200", "-        200", ("-200.00", "-", "-", "-"), "没有基期数量，分不出数量影响和价格影响；节约不能公布"),
        ("100      200", "近百     200", ("-200.00", "-", "-", "-"), "基期数量无法读取，分不出数量影响和价格影响；节约不能公布"),
        ("100      200", "0        200", ("-200.00", "-", "-", "-"), "基期数量不大于零，分不出数量影响和价格影响；节约不能公布"),
        ("100      200", "100      -", ("-", "-", "60.00", "-"), "没有基期折算人次，分不出人次影响和数量影响；节约不能公布"),
        ("09-02 100", "09-02 0", ("-", "-", "60.00", "-"), "本期折算人次是零，分不出人次影响和数量影响；节约不能公布"),
        ("09-02 100", "09-02 百", ("-", "-", "60.00", "-"), "本期折算人次算不出（就餐"),
    ],
)
def test_what_is_missing_stays_empty_and_is_named(old: str, new: str, shown: tuple[str, ...], words: str) -> None:
    text = RICE.replace(old, new)
    ((*numbers, said_),) = rows(text, *AMOUNTS[3:], "说明")
    assert (tuple(numbers), said_.startswith(words)) == (shown, True), said_


def test_where_nothing_was_used_there_is_no_price() -> None:
    ((*numbers, words),) = rows(RICE.replace("大米 60", "大米 10").replace("大米 40", "大米 100"), *AMOUNTS, "说明")
    assert numbers == ["400.00", "0.00", "-400.00", "-200.00", "-", "-", "-"]
    assert words.startswith("本期没有消耗数量，分不出数量影响和价格影响；节约不能公布")


def test_items_of_different_units_have_no_common_quantity() -> None:
    text = RICE.replace("品名\n大米\n", "品名 单位\n大米 公斤\n挂面 袋\n")
    ((*numbers, words),) = rows(text, *AMOUNTS[3:], "说明")
    assert numbers == ["-200.00", "-", "-", "-"]
    assert words.startswith("各品目单位不同（公斤、袋），没有共同的数量，分不出数量影响和价格影响；节约不能公布")
    same = RICE.replace("品名\n大米\n", "品名 单位\n大米 公斤\n挂面 千克\n")
    assert rows(same, "数量影响") == [("40.00",)]


# --- a saving rests on counts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("09-30 大米 40", "", "节约不能公布：2025-09 月末没有盘点 大米"),
        ("09-30 大米 40", "09-01 大米 100", "节约不能公布：2025-09 月末没有盘点 大米"),
        ("核算", "核算月份 2025-10", "节约不能公布：2025-10 月末没有盘点 大米"),
        ("期初库存", "采购验收", "节约不能公布：期初没有盘点、期初库存里也没有 大米"),
    ],
)
def test_no_saving_without_a_count_at_both_ends(old: str, new: str, words: str) -> None:
    text = f"设置\n{new}\n\n{RICE}" if old == "核算" else RICE.replace(old, new)
    text = text.replace(
        "采购验收\n品名 数量 金额\n大米 100  500.00", "采购验收\n品名 数量 单价 金额   日期\n大米 100  5    500.00 09-01"
    )
    ((saved, said_),) = rows(text, "可公布节约", "说明")
    assert (saved, said_.split("；")[0]) == ("-", words)


def test_a_count_on_the_first_day_serves_for_the_start() -> None:
    text = RICE.replace(
        "期初库存\n品名 数量 金额\n大米 100  500.00", "采购验收\n品名 数量 单价 金额   日期\n大米 100  5    500.00 09-01"
    )
    assert rows(text.replace("09-30 大米 40", "09-01 大米 100\n09-30 大米 40"), "可公布节约") == [("-100.00",)]


def test_what_never_lies_in_stock_need_not_be_counted() -> None:
    text = SEASONING.format("佐料 调味品 2013春 70096.92 - -").replace("基期金额", "基期金额 基期数量 基期折算人次")
    text = text.replace("70096.92", "70096.92 2 100")
    # As many diners and as much: 70096.92 for 2, all of the difference is price.
    assert rows(text, *AMOUNTS[2:]) == [("-3101.42", "0.00", "0.00", "-3101.42", "3101.42")]


def test_without_a_month_of_the_book_there_is_nothing_to_show() -> None:
    assert rows("设置\n核算月份 2026-09\n\n" + RICE) == []

"""What the names of a form mean, and what stands behind them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.forms.formats import FORMATS, formatted
from macros_py.forms.names import meaning, offered_names
from macros_py.forms.offers import named_values
from macros_py.forms.periods import Period
from macros_py.judge import judge
from tests.macros_py.small_books import judged, raw_book
from validation.settings import Settings

if TYPE_CHECKING:
    from macros_py.judge import Judged

SETTINGS = Settings()
SETTINGS.first_day, SETTINGS.last_day, SETTINGS.month = date(2025, 9, 1), date(2026, 1, 31), "2025-10"


@pytest.mark.parametrize(
    ("name", "what", "period", "formats"),
    [
        ("公示_食材消耗_粮食_本月", "食材消耗_粮食", Period("本月", "2025-10"), ()),
        ("公示_结余_上月", "结余", Period("本月", "2025-09"), ()),
        ("公示_结余_上月累计", "结余", Period("累计", "2025-09"), ()),
        ("公示_结余_本年_3", "结余", Period("本年", "2025-10"), ()),
        ("公示_结余_2025年09月", "结余", Period("本月", "2025-09"), ()),
        ("公示_结余_1月累计", "结余", Period("累计", "2026-01"), ()),
        ("公示_结余_2024年9月", "结余", Period("本月", ""), ()),
        ("公示_结余_本月_减_万元_2", "结余", Period("本月", "2025-10"), ("减", "万元")),
        ("公示_结余_大写_本月", "结余", Period("本月", "2025-10"), ("大写",)),
        ("公示_期末库存_蛋_9月", "期末库存_蛋", Period("本月", "2025-09"), ()),
        ("公示_期间_累计", "期间", Period("累计", "2025-10"), ()),
        ("公示_学校", "学校", None, ()),
        ("公示_公示期_2", "公示期", None, ()),
    ],
)
def test_a_name_is_taken_apart(name: str, what: str, period: Period | None, formats: tuple[str, ...]) -> None:
    meant = meaning(name, SETTINGS)
    assert meant is not None
    assert (meant.what, meant.period, meant.formats) == (what, period, formats)


@pytest.mark.parametrize(
    "name",
    [
        *("公示_结余", "公示_本月", "公示_", "公示_结余_本周", "公示_结余_第1周", "公示_结余_13月", "公示_食材消耗_燃料_本月"),
        *("公示_就餐人次_本月_大写", "公示_盈亏率_本月_万元", "公示_结余_本月_百分数", "公示_结余_本月_x", "公示_学校_x"),
    ],
)
def test_a_name_that_means_nothing(name: str) -> None:
    assert meaning(name, SETTINGS) is None


def test_every_name_that_is_offered_means_something() -> None:
    assert [name for name in offered_names() if meaning(name, SETTINGS) is None] == []


@pytest.mark.parametrize(
    ("scaled", "decimals", "formats", "shown"),
    [
        (123450, 2, "", Decimal("1234.50")),
        (123450, 2, "大写", "壹仟贰佰叁拾肆元伍角整"),
        (123450, 2, "千元", Decimal("1.23")),
        (5_005_000, 2, "万元", Decimal("5.01")),
        (-5_005_000, 2, "万元", Decimal("-5.01")),
        (312, 4, "百分数", Decimal("3.12")),
        (1250, 2, "减", Decimal("-12.50")),
        (0, 2, "减", Decimal("0.00")),
        (0, 2, "空", None),
        (0, 0, "横线", "—"),
        (-1250, 2, "减 大写", "壹拾贰元伍角整"),
        (0, 2, "大写 空", None),
        (1250, 2, "空 横线", Decimal("12.50")),
    ],
)
def test_a_number_in_a_format(scaled: int, decimals: int, formats: str, shown: object) -> None:
    assert formatted(scaled, decimals, formats.split()) == shown


@given(st.integers(-(10**12), 10**12), st.sets(st.sampled_from(sorted(set(FORMATS) - {"大写", "百分数"}))))
def test_a_form_is_never_off_by_more_than_half_of_its_last_place(fen: int, formats: set[str]) -> None:
    shown = formatted(fen, 2, formats)
    if isinstance(shown, Decimal):
        unit = 1000 if "千元" in formats else 10_000 if "万元" in formats else 1
        exact = Decimal(-fen if "减" in formats else fen) / 100 / unit
        assert abs(shown - exact) <= Decimal("0.005")


BOOK = """
设置
核算月份 {}
学期开始 2025-09-10
期初结余 50
监督电话 -
学校 春苗小学

品目
品名 类别
大米 粮食
鱼 水产

期初库存
品名 数量 金额
大米 100  100.00

采购验收
日期  品名 数量 金额 直出餐次
09-12 大米 20 20.00 -
09-12 鱼   5  5.00 午餐
10-12 大米 10 10.00 -

出库
日期  品名 数量 去向
09-12 大米 30  供餐
10-13 大米 40  供餐
10-14 大米 5   退货

就餐
日期  人数
09-12 4
10-13 2

收入
日期  金额
09-15 80.00
10-15 10.00
"""


@pytest.fixture(scope="module")
def book() -> Judged:
    return judged(BOOK.format("2025-10"))


def value(book: Judged, name: str) -> object:
    return named_values(book, [f"公示_{name}"])[f"公示_{name}"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        # September: 100 + 20 − 30 = 90 of rice, 5 of fish to the meal at once; surplus 80 − 35 = 45.
        # October: 90 + 10 − 5 sent back − 40 = 55; surplus 10 − 40 = −30.
        ("期初库存_粮食_本月", Decimal("90.00")),
        ("期末库存_粮食_本月", Decimal("55.00")),
        ("期初库存_粮食_累计", Decimal("100.00")),
        ("期末库存_粮食_9月", Decimal("90.00")),
        ("期末库存_水产_累计", Decimal("0.00")),
        ("食材验收_本月", Decimal("10.00")),
        ("食材退货_本月", Decimal("5.00")),
        ("食材验收_累计", Decimal("35.00")),
        ("购入食材_累计", Decimal("30.00")),
        ("上期累计结余_9月", Decimal("50.00")),
        ("上期累计结余_本月", Decimal("95.00")),
        ("上期累计结余_累计", Decimal("50.00")),
        ("累计结余_本月", Decimal("65.00")),
        ("结余_11月", None),
        ("结余_3月", "暂缺"),
        ("期初库存_粮食_本年", "暂缺"),
        ("期末库存_粮食_本年", Decimal("55.00")),
        ("食材退货_本年", "暂缺"),
        ("期间", "2025年10月；本学期累计 2025年9月10日至2025年10月31日"),
        ("期间_上月", "2025年9月"),
        ("期间_累计", "2025年9月10日至2025年10月31日"),
        ("期间_本年", "2025年1月1日至2025年10月31日"),
        ("应公示日", "2025年11月15日"),
        ("公示截止日", "2025年11月21日"),
        ("盈亏率分母", "收入合计"),
        ("期初结余_大写", "伍拾元整"),
        ("监督电话", None),
        (
            "结余差异说明_9月",
            "食材库存由 100.00 元变为 90.00 元，减少 10.00 元；所以结余 45.00 元比采购口径结余 55.00 元少 10.00 元",
        ),
    ],
)
def test_what_stands_behind_a_name(book: Judged, name: str, shown: object) -> None:
    parameters = "\n规则参数\n参数 值\n应公示日 15\n公示期限 7\n"
    with_days = judge(raw_book(BOOK.format("2025-10") + parameters)) if "公示" in name else book
    assert value(with_days, name) == shown


def test_without_posting_parameters_the_days_stay_empty(book: Judged) -> None:
    assert (value(book, "应公示日"), value(book, "公示期")) == (None, None)


def test_without_a_month_of_the_book_words_are_not_available_either() -> None:
    nowhere = judged(BOOK.format("2026-05"))
    assert [value(nowhere, name) for name in ("期间", "期间_本月", "结余_上月", "应公示日", "盈亏率分母")] == [
        "暂缺",
        "暂缺",
        "暂缺",
        None,
        None,
    ]


def test_stock_that_did_not_change_needs_no_explanation() -> None:
    still = judged("品目\n品名\n大米\n\n收入\n日期 金额\n09-05 20.00\n")
    assert value(still, "结余差异说明_本月") == "库存没有增减，结余和采购口径结余相同，都是 20.00 元"


def test_what_rests_on_a_bad_row_is_not_available() -> None:
    bad = judged(BOOK.format("2025-10").replace("10-13 大米 40  供餐", "10-13 大米 近4 供餐"))
    names = ("期初库存_粮食_本月", "期末库存_粮食_本月", "食材验收_本月", "食材验收_9月", "上期累计结余_本月", "结余差异说明_本月")
    assert [value(bad, name) for name in names] == [Decimal("90.00"), "暂缺", "暂缺", Decimal("25.00"), "暂缺", "暂缺"]

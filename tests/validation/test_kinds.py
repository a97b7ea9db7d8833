"""How a cell is read: every case that the vocabulary's "Reading" names, as a table of what stands there and what is made of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.cells import ErrorValue, Plain
from validation.kinds import (
    BLANK,
    Count,
    Day,
    Kind,
    Money,
    Month,
    Number,
    OneOf,
    Price,
    Quantity,
    Rate,
    Several,
    Text,
    nearest,
)

if TYPE_CHECKING:
    from validation.findings import Fix

MONEY, PRICE, QUANTITY, COUNT, RATE, DAY, MONTH = Money(), Price(), Quantity(), Count(), Rate(), Day(), Month()

PLAIN = [
    (MONEY, 480.0, 48000),
    (MONEY, 480, 48000),
    (MONEY, 0.1 + 0.2, 30),  # 15 significant digits, as Excel shows it
    (MONEY, 1.005 * 1000, 100500),
    (MONEY, -12.5, -1250),
    (MONEY, 1e-7 * 1e7, 100),
    (PRICE, 4.8333, 48333),
    (QUANTITY, 12.345, 12345),
    (COUNT, 300.0, 300),
    (RATE, 0.03, 30_000),
    (Number(decimals=9), 0.5, 500_000_000),
    (DAY, 45901.0, date(2025, 9, 1)),
    (DAY, 45901.75, date(2025, 9, 1)),  # a time of day is dropped
    (MONTH, 45901.0, "2025-09"),
    (MONTH, "2025-09", "2025-09"),
    (Text(), 7.0, "7"),
    (Text(), "　ＹＳ１　", "YS1"),
    (Text(), True, "TRUE"),
    (OneOf(("早餐", "午餐")), " 午餐 ", "午餐"),
    (Several(), "食堂、 幼儿园", ("食堂", "幼儿园")),
    (Several(), "食堂,幼儿园;超市", ("食堂", "幼儿园", "超市")),
    (Several(), "食堂\uff0c幼儿园\uff1b超市", ("食堂", "幼儿园", "超市")),
]


@pytest.mark.parametrize(("kind", "typed", "value"), PLAIN)
def test_what_is_plain_is_read(kind: Kind, typed: Plain, value: object) -> None:
    assert kind.read(typed) == (value, None)


@pytest.mark.parametrize("typed", [None, "", "  ", "\u3000", "\u00a0", "\u200b"])
@pytest.mark.parametrize("kind", [MONEY, DAY, MONTH, Text(), OneOf(("是",)), Several()])
def test_nothing_is_blank(kind: Kind, typed: Plain) -> None:
    assert kind.read(typed) == BLANK


KEPT_AS_TEXT = [
    (MONEY, "480", 48000, "改为数值 480.00"),
    (MONEY, " 12.5元 ", 1250, "改为数值 12.50"),
    (MONEY, "1,234.50", 123450, "改为数值 1234.50"),
    (MONEY, "１２３．４５", 12345, "改为数值 123.45"),
    (MONEY, "¥ 8.00", 800, "改为数值 8.00"),
    (MONEY, "−3.50", -350, "改为数值 -3.50"),
    (QUANTITY, "12.500", 12500, "改为数值 12.5"),
    (COUNT, "３００", 300, "改为数值 300"),
    (RATE, "3%", 30_000, "改为数值 3%"),
    (RATE, "３％", 30_000, "改为数值 3%"),
    (DAY, "2025.9.1", date(2025, 9, 1), "改为日期 2025-09-01"),
    (DAY, "2025-9-1", date(2025, 9, 1), "改为日期 2025-09-01"),
    (DAY, "2025/9/1", date(2025, 9, 1), "改为日期 2025-09-01"),
    (DAY, "2025年9月1日", date(2025, 9, 1), "改为日期 2025-09-01"),
    (DAY, "20250901", date(2025, 9, 1), "改为日期 2025-09-01"),
    (DAY, "2025-09-01 12:30", date(2025, 9, 1), "改为日期 2025-09-01"),
    (MONTH, 202509.0, "2025-09", "改为 2025-09"),
    (MONTH, "2025年9月", "2025-09", "改为 2025-09"),
    (MONTH, "２０２５．９", "2025-09", "改为 2025-09"),
    (DAY, "２０２５－０９－０１", date(2025, 9, 1), "改为日期 2025-09-01"),
]


@pytest.mark.parametrize(("kind", "typed", "value", "suggestion"), KEPT_AS_TEXT)
def test_what_a_person_plainly_means_is_read_and_reported(kind: Kind, typed: Plain, value: object, suggestion: str) -> None:
    reading = kind.read(typed)
    assert reading.value == value
    assert reading.fault is not None
    assert (reading.fault.kind, reading.fault.suggestion, reading.fault.fatal) == ("kept-as-text", suggestion, False)


UNCERTAIN = [
    (MONEY, "95。3", "not-a-number", "如果是 95.3，请改填 95.3"),
    (MONEY, "10.5万", "not-a-number", "如果是 105000，请改填 105000"),
    (QUANTITY, "十斤", "not-a-number", "核对单位是不是 斤；如果是 10，请改填 10"),
    (QUANTITY, "近40", "not-a-number", "如果是 40，请改填 40"),
    (QUANTITY, "三十二公斤", "not-a-number", "核对单位是不是 公斤；如果是 32，请改填 32"),
    (QUANTITY, "两百", "not-a-number", "如果是 200，请改填 200"),
    (QUANTITY, "若干", "not-a-number", "改填数字"),
    (QUANTITY, "12,34", "not-a-number", "改填数字"),
    (MONEY, "12元5角", "not-a-number", "改填数字"),
    (MONEY, "(12)", "not-a-number", "改填数字"),
    (MONEY, "1e3", "not-a-number", "改填数字"),
    (MONEY, "9" * 5000, "not-a-number", "改填数字"),
    (MONEY, 1e300, "not-a-number", "改填真实的数"),
    (QUANTITY, "一百二十斤", "not-a-number", "核对单位是不是 斤；如果是 120，请改填 120"),
    (DAY, "2025。9。3", "not-a-date", "如果是 2025-09-03，请改填 2025-09-03"),
    (DAY, 74390.0, "not-a-date", "年份 2103 是否有误？改填日期，如 2025-09-01"),
    (QUANTITY, True, "not-a-number", "改填数字"),
    (QUANTITY, float("inf"), "error-cell", "重新填写这一格"),
    (DAY, "2103年9月1日", "not-a-date", "年份 2103 是否有误？改填日期，如 2025-09-01"),
    (DAY, "2103年", "not-a-date", "年份 2103 是否有误？改填日期，如 2025-09-01"),
    (DAY, "9月1日", "not-a-date", "没有写年份，改填日期，如 2025-09-01"),
    (DAY, "9.1", "not-a-date", "没有写年份，改填日期，如 2025-09-01"),
    (DAY, "昨天", "not-a-date", "改填日期，如 2025-09-01"),
    (DAY, "2025-09-31", "impossible-date", "改填真实的日期，如 2025-09-01"),
    (DAY, 20250931.0, "impossible-date", "改填真实的日期，如 2025-09-01"),
    (DAY, 0.0, "not-a-date", "改填日期，如 2025-09-01"),
    (DAY, 60.0, "not-a-date", "改填日期，如 2025-09-01"),  # the day that never was
    (DAY, -3.0, "not-a-date", "改填日期，如 2025-09-01"),
    (DAY, 1e300, "not-a-date", "改填日期，如 2025-09-01"),
    (DAY, False, "not-a-date", "改填日期，如 2025-09-01"),
    (MONTH, "2025-13", "impossible-date", "改填真实的月份，如 2025-09"),
    (MONTH, "9月", "not-a-date", "没有写年份，改填月份，如 2025-09"),
    (MONTH, "九月份", "not-a-date", "没有写年份，改填月份，如 2025-09"),
    (MONTH, "2103-09", "not-a-date", "改填月份，如 2025-09"),
    (MONEY, 480.005, "too-many-decimals", "核对原始单据；只是小数位多了的，改为 480.01"),
    (MONEY, "480.005", "too-many-decimals", "核对原始单据；只是小数位多了的，改为 480.01"),
    (QUANTITY, 1.2345, "too-many-decimals", "核对原始单据；只是小数位多了的，改为 1.235"),
    (COUNT, 2.5, "too-many-decimals", "核对原始记录，改填整数"),
    (COUNT, -3.0, "out-of-range", "改填 0 或正整数"),
    (OneOf(("调味品", "燃料")), "调料", "not-in-the-list", "是不是「调味品」？改成它"),
    (OneOf(("招标", "燃料")), "调料", "not-in-the-list", "是不是「燃料」？改成它"),
    (OneOf(("学生", "教职工")), "幼儿", "not-in-the-list", "是不是「学生」？改成它"),
    (Text(), 25429900000012345678.0, "digits-lost", "照单据重新填写：先把这一格的格式设为文本，或在号码前面加一个英文单引号 '"),
    (Text(), 1_000_000_000_000_000.0, "digits-lost", "照单据重新填写：先把这一格的格式设为文本，或在号码前面加一个英文单引号 '"),
    (OneOf(("供餐", "接待")), "供歺", "not-in-the-list", "是不是「供餐」？改成它"),
    (OneOf(("供餐", "接待")), "扔了", "not-in-the-list", "可选：供餐、接待"),
    (Several(choices=("粮食", "蔬菜")), "粮食、疏菜", "not-in-the-list", "是不是「蔬菜」？改成 粮食、蔬菜"),
]


@pytest.mark.parametrize(("kind", "typed", "fault", "suggestion"), UNCERTAIN)
def test_what_is_uncertain_is_not_read(kind: Kind, typed: Plain, fault: str, suggestion: str) -> None:
    reading = kind.read(typed)
    assert reading.value is None
    assert reading.fault is not None
    assert (reading.fault.kind, reading.fault.suggestion, reading.fault.fatal) == (fault, suggestion, True)


FIXES: list[tuple[Kind, Plain, Fix | None]] = [
    (MONEY, "480", Decimal("480.00")),
    (PRICE, "１２．５元", Decimal("12.5")),
    (RATE, "3%", Decimal("0.03")),
    (DAY, "2025.9.1", date(2025, 9, 1)),
    (DAY, 20250901.0, date(2025, 9, 1)),
    (MONTH, "2025.9", date(2025, 9, 1)),
    (MONEY, "95。3", Decimal("95.3")),
    (MONEY, "10.5万", Decimal(105000)),
    (COUNT, "近40", Decimal(40)),
    (QUANTITY, "十斤", Decimal(10)),
    (DAY, "2025。9。3", date(2025, 9, 3)),
    (MONEY, 480.005, Decimal("480.01")),
    (OneOf(("供餐", "接待")), "供歺", "供餐"),
    (Several(choices=("粮食", "蔬菜")), "粮食,疏菜", "粮食、蔬菜"),
    (Several(choices=("粮食", "蔬菜")), "粮实、疏菜", None),
    (MONEY, "12元5角", None),
    (COUNT, "-5人", None),
    (COUNT, 2.5, None),
    (MONTH, "2025。9。3", None),
    (DAY, "2103年", None),
    (DAY, "2025-09-31", None),
    (OneOf(("供餐", "接待")), "扔了", None),
    (MONEY, ErrorValue("#N/A"), None),
]


@pytest.mark.parametrize(("kind", "typed", "fix"), FIXES)
def test_one_plain_proposal_comes_with_the_value_to_write(kind: Kind, typed: Plain, fix: Fix | None) -> None:
    fault = kind.read(typed).fault
    assert fault is not None
    assert (fault.fix, type(fault.fix)) == (fix, type(fix))


FIXABLE = st.one_of(
    st.text("0123456789.,-+%年月日元斤万十百近约多。/ １２人次", max_size=10),
    st.floats(-1e6, 1e6),
    st.sampled_from(["供歺", "粮食、疏菜", "疏菜"]),
)


@given(
    st.sampled_from([MONEY, PRICE, QUANTITY, COUNT, RATE, DAY, MONTH, OneOf(("供餐",)), Several(choices=("粮食", "蔬菜"))]), FIXABLE
)
def test_a_value_that_is_proposed_is_one_the_cell_can_hold_and_the_sentence_names_it(kind: Kind, typed: Plain) -> None:
    fault = kind.read(typed).fault
    if fault is None or fault.fix is None:
        return
    fix = fault.fix
    stored = fix if isinstance(fix, str) else float(fix if isinstance(fix, Decimal) else (fix - date(1899, 12, 30)).days)
    reading = kind.read(stored)
    assert reading.fault is None
    assert kind.show(reading.value) in fault.suggestion or float(stored) == float(fault.suggestion.rpartition(" ")[2])


@pytest.mark.parametrize("kind", [MONEY, QUANTITY, DAY, MONTH, Text(), OneOf(("是",)), Several()])
def test_an_error_cell_is_never_blank(kind: Kind) -> None:
    reading = kind.read(ErrorValue("#N/A"))
    assert reading.value is None
    assert reading.fault is not None
    assert reading.fault.kind == "error-cell"
    assert reading.fault.why == "是错误值 #N/A（没有查到要找的内容）"


def test_an_amount_from_a_formula_is_rounded_half_up_to_the_fen() -> None:
    reading = MONEY.read(480.005, formula=True)
    assert reading.value == 48001
    assert reading.fault is not None
    assert (reading.fault.kind, reading.fault.fatal) == ("rounded", False)
    assert reading.fault.why == "公式算得 480.005，按四舍五入取 480.01"
    assert MONEY.read(-480.005, formula=True).value == -48001


def test_a_day_typed_as_one_number_is_read_and_reported() -> None:
    reading = DAY.read(20250901.0)
    assert reading.value == date(2025, 9, 1)
    assert reading.fault is not None
    assert reading.fault.why == "是写成数字的日期（20250901），公式和筛选会漏掉它（已按 2025-09-01 读取）"


def test_a_count_from_a_formula_is_not_rounded() -> None:
    fault = COUNT.read(2.5, formula=True).fault
    assert fault is not None
    assert fault.kind == "too-many-decimals"


def test_the_1904_system_shifts_serial_days() -> None:
    assert DAY.read(44439.0, date1904=True).value == date(2025, 9, 1)
    assert DAY.read(20250901.0, date1904=True).value == date(2025, 9, 1)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (MONEY, 48000, "480.00"),
        (MONEY, -5, "-0.05"),
        (PRICE, 48000, "4.8"),
        (QUANTITY, 12500, "12.5"),
        (RATE, 35_000, "3.5%"),
        (DAY, date(2025, 9, 1), "2025-09-01"),
        (MONTH, "2025-09", "2025-09"),
        (Several(), ("甲", "乙"), "甲、乙"),
        (Text(), "甲", "甲"),
        (MONEY, None, ""),
        (DAY, None, ""),
        (MONTH, None, ""),
        (Several(), None, ""),
        (Text(), None, ""),
    ],
)
def test_a_value_is_shown_as_people_read_it(kind: Kind, value: object, text: str) -> None:
    assert kind.show(value) == text


@pytest.mark.parametrize(
    ("text", "names", "near"),
    [
        ("大来", ["大米", "大豆油", "面粉"], "大米"),
        ("青菜(小)", ["青菜", "菜籽油"], "青菜"),
        ("鸡旦", ["鸡蛋", "鸭蛋"], "鸡蛋"),
        ("扫帚1号x", [f"扫帚{number}号" for number in range(1, 15)], "扫帚1号"),
        ("扫帚11号x", [f"扫帚{number}号" for number in range(1, 15)], "扫帚11号"),
        ("扫帚号", [f"扫帚{number}号" for number in range(1, 15)], ""),
        ("X", ["大米"], ""),
        ("大米", [], ""),
    ],
)
def test_the_nearest_name_is_suggested(text: str, names: list[str], near: str) -> None:
    assert nearest(text, names) == near


WORDS = st.text(alphabet="米面油菜12号", min_size=1, max_size=6)


@given(text=WORDS, names=st.lists(WORDS, unique=True, max_size=12))
def test_the_nearest_name_is_that_of_difflib_among_those_that_share_most_letters(text: str, names: list[str]) -> None:
    """The plain way, without any short cut."""
    shared = {name: len(set(name) & set(text)) for name in names}
    most = max(shared.values(), default=0)
    closest = sorted(
        (name for name in names if shared[name] == most),
        key=lambda name: (name not in text and text not in name, abs(len(name) - len(text))),
    )
    alike = sorted(((SequenceMatcher(None, text, name).ratio(), name) for name in closest[:4]), reverse=True) if most else []
    tied = len(alike) > 1 and alike[0][0] == alike[1][0]
    plain = alike[0][1] if alike and alike[0][0] >= 0.5 and not tied else ""
    assert nearest(text, names) == (text if text in names else plain)

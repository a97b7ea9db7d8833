"""The next term's book opens with what the last one left, to the fen, and with nothing guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.blocked import Refused
from macros_py.carry_over import Term, carry_over, next_name, opening_draft
from macros_py.judge import judge
from macros_py.term_end import previous_book, term_end, whole_layers
from tests import ledger_strategies
from tests.macros_py.books_as_tables import as_raw_book, serial, table, with_own_slips
from tests.macros_py.next_books import opened
from tests.macros_py.small_books import judged, raw_book
from tests.second_ledger import Issue
from validation.cells import RawBook
from validation.refusals import Refusal
from validation.registers import BasePeriod, Expense, Income, OpeningInUse, OpeningStock, Supplier, YearToDate
from workbook_templates.draft import InputChange

if TYPE_CHECKING:
    from macros_py.judge import Judged
    from validation.cells import CellValue

AUTUMN = """
设置
学期      2025秋
学期开始  2025-09-01
学期结束  2026-01-31
核算月份  2026-01
计价方法  {method}
期初结余  7
已结账至  2025-12

品目
品名 类别   单位 以旧换新
大米 粮食   公斤 -
扫帚 易耗品 把   是

单位换算
品名 录入单位 换算率
-    斤       0.5

供应商
供应商 统一社会信用代码 期初未付
甲商行 -                3
乙商行 00123            -

期初库存
品名 数量 单位 金额
扫帚 5    把   40

期初在用
部门 品名 数量
食堂 扫帚 6

采购验收
日期       品名 数量 单价 金额
2025-09-01 大米 10   1    10
2026-01-05 大米 10   2    20

出库
日期       品名 数量
2025-09-02 大米 4
2026-01-06 大米 4

易耗品领用
日期       品名 领用数 交旧数
2025-10-08 扫帚 2      1

就餐
日期       人数 餐标
2026-01-06 10   10

收入
凭证号 日期       金额
S1     2025-09-05 100
S2     2026-01-05 50
S3     2026-02-03 200

支出
凭证号 日期       科目   金额 所属月份 收款单位
Z1     2026-01-10 付货款 25   -        甲商行
Z2     2026-01-31 水电   5    2026-02  -
"""
SPRING = """
采购验收
日期       品名 数量 单价 金额
2026-04-01 大米 3    4    12

出库
日期       品名 数量
2026-03-02 大米 3

就餐
日期       人数 餐标
2026-03-02 5    8
"""
NEXT_AUTUMN = """
出库
日期       品名 数量
2026-09-01 大米 10

就餐
日期       人数 餐标
2026-09-01 3    8
"""
METHODS = ("移动加权平均", "先进先出", "月末一次加权平均")


def chain(method: str) -> list[Judged]:
    """Three terms, each opened from the one before."""
    first = judged(AUTUMN.format(method=method))
    second = judge(opened(carry_over(first, Term(last_day=date(2026, 7, 31))), SPRING))
    third = judge(opened(carry_over(second, Term(last_day=date(2027, 1, 31))), NEXT_AUTUMN))
    return [first, second, third]


def figure(book: Judged, name: str, month: str = "") -> int:
    value = book.figures.cumulative[month or book.ledger.months[-1]][name]
    assert isinstance(value, int)
    return value


# --- a chain of three terms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "stock", "balances"),
    [
        # 2025秋: 10 公斤 at 1.00 and 10 at 2.00, 4 issued before the second lot and 4 after; 2026春: 3 issued, 3 bought at 4.00; then 10 issued.
        ("移动加权平均", [(12_000, 1950), (12_000, 2662), (2_000, 444)], [13050, 32062, 29844]),
        ("先进先出", [(12_000, 2200), (12_000, 3000), (2_000, 800)], [13300, 32400, 30200]),
        ("月末一次加权平均", [(12_000, 1950), (12_000, 2662), (2_000, 444)], [13050, 32062, 29844]),
    ],
)
def test_stock_and_balance_go_from_term_to_term(method: str, stock: list[tuple[int, int]], balances: list[int]) -> None:
    books = chain(method)
    ends = [term_end(book) for book in books]
    assert [tuple(map(sum, zip(*end.stock["大米"], strict=True))) for end in ends] == stock
    assert [end.stock["扫帚"] for end in ends] == [((3_000, 2400),)] * 3
    assert [end.balance for end in ends] == balances
    assert [end.owed for end in ends] == [{"甲商行": owed, "乙商行": 0} for owed in (800, 2000, 2000)]
    assert [end.held for end in ends] == [{("食堂", "扫帚"): 7_000}] * 3


@pytest.mark.parametrize("method", METHODS)
def test_every_book_opens_as_the_one_before_closed(method: str) -> None:
    books = chain(method)
    for before, after in pairwise(books):
        for item, kept in after.ledger.items.items():
            assert (kept.quantity, kept.value) == tuple(map(sum, zip(*before.ledger.items[item].left, strict=True)))
        assert after.book.settings.opening_balance == figure(before, "累计结余")
        assert figure(after, "期初库存") == figure(before, "期末库存")
        assert [each for each in judge(_raw(after), previous=previous_book(before)).findings if each.rule.startswith("TRM")] == []


def _raw(book: Judged) -> RawBook:
    return RawBook({rows.raw.name: rows.raw for rows in book.book.tables.values() if rows.raw is not None})


@pytest.mark.parametrize(
    ("method", "food", "per_meal"), [("移动加权平均", 3356, 205), ("先进先出", 3000, 183), ("月末一次加权平均", 3356, 205)]
)
def test_the_calendar_year_is_the_sum_of_the_three_books(method: str, food: int, per_meal: int) -> None:
    first, second, third = chain(method)
    year = third.figures.years["2026-12"]
    assert (year["食材消耗"], year["收入合计"], year["就餐人次"], year["折算人次"]) == (food, 25000, 18, 1640)
    assert year["餐均食材成本"] == per_meal
    assert (year["支出_水电"], year["付货款"], year["易耗品"]) == (500, 2500, 0)
    assert year["期初库存"] == 600
    assert year["期末库存"] == figure(third, "期末库存", "2026-12")
    for name in ("食材消耗", "购入食材", "购入食材_粮食", "收入合计", "支出合计", "结余", "就餐人次", "供餐天数", "付货款"):
        parts = [first.figures.months["2026-01"], second.figures.cumulative["2026-07"], third.figures.cumulative["2026-12"]]
        assert year[name] == sum(part[name] for part in parts), name  # type: ignore[misc] # none is refused
    assert third.figures.years["2027-01"]["食材消耗"] == 0


# --- what is carried -------------------------------------------------------------------------------------------------------------------


def test_settings_are_those_of_the_next_term() -> None:
    carried = carry_over(judged(AUTUMN.format(method="先进先出")), Term())
    kept = {name: value for name, value in carried.settings.items() if value is not None}
    assert isinstance(kept.pop("上期指纹"), str)
    assert kept == {
        "学期": "2026春",
        "学期开始": date(2026, 2, 1),
        "核算月份": date(2026, 2, 1),
        "计价方法": "先进先出",
        "基准餐标": Decimal(10),
        "期初结余": Decimal("133.00"),
    }
    assert "学期结束猜不出，设置里空着：请填写（用命令建的，--last-day 写明）" in carried.notes
    (finding,) = [each for each in judge(opened(carried)).findings if each.message.startswith("「值」（学期结束）")]
    assert finding.message == "「值」（学期结束）没有填写"


def test_first_in_first_out_carries_a_row_a_layer_in_order() -> None:
    rows = {method: carry_over(judged(AUTUMN.format(method=method)), Term()).rows[OpeningStock] for method in METHODS}
    broom = {"品名": "扫帚", "数量": Decimal(3), "单位": "把", "金额": Decimal(24)}
    rice = {"品名": "大米", "单位": "公斤"}
    assert rows["先进先出"] == [
        rice | {"数量": Decimal(2), "金额": Decimal(2)},
        rice | {"数量": Decimal(10), "金额": Decimal(20)},
        broom,
    ]
    assert rows["移动加权平均"] == [rice | {"数量": Decimal(12), "金额": Decimal("19.5")}, broom]
    assert rows["月末一次加权平均"] == rows["移动加权平均"]


def test_lists_rows_of_the_next_period_and_the_base_are_carried() -> None:
    rows = carry_over(judged(AUTUMN.format(method="移动加权平均")), Term()).rows
    assert [(row["供应商"], row["统一社会信用代码"], row["期初未付"]) for row in rows[Supplier]] == [
        ("甲商行", None, Decimal(8)),
        ("乙商行", Decimal(123), Decimal(0)),
    ]
    assert rows[OpeningInUse] == [{"部门": "食堂", "品名": "扫帚", "数量": Decimal(7)}]
    assert [(row["凭证号"], row["日期"], row["金额"]) for row in rows[Income]] == [("S3", date(2026, 2, 3), Decimal(200))]
    assert [(row["凭证号"], row["所属月份"], row["金额"]) for row in rows[Expense]] == [("Z2", date(2026, 2, 1), Decimal(5))]
    assert [tuple(row.values()) for row in rows[BasePeriod]] == [
        ("粮食", "粮食", "2025秋", Decimal("10.5"), Decimal(8), Decimal(10), None),
        ("易耗品", "易耗品", "2025秋", Decimal(16), Decimal(2), Decimal(10), None),
    ]
    year = {row["指标"]: row["金额"] for row in rows[YearToDate]}
    assert (year["食材消耗"], year["就餐人次"], year["收入合计"], year["期初库存"]) == (
        Decimal("6.5"),
        Decimal(10),
        Decimal(50),
        Decimal(6),
    )


def test_comparisons_that_the_book_draws_itself_are_drawn_again() -> None:
    text = (
        AUTUMN.format(method="移动加权平均")
        + "\n基期\n项目 类别 基期 基期金额 剔除\n主食 粮食、易耗品 2025春 99 「扫帚」\n旧项 「没有的」 2025春 1 -\n"
    )
    rows = carry_over(judged(text), Term()).rows[BasePeriod]
    assert [(row["项目"], row["类别"], row["基期"], row["基期金额"], row["剔除"]) for row in rows] == [
        ("主食", "粮食、易耗品", "2025秋", Decimal("10.5"), "「扫帚」"),
        ("粮食", "粮食", "2025秋", Decimal("10.5"), None),
        ("易耗品", "易耗品", "2025秋", Decimal(16), None),
    ]


def test_a_category_is_left_to_the_comparison_that_came_to_the_same() -> None:
    """抹布 cost nothing, so 粮食 and 粮食 with 抹布 have one amount for unlike items."""
    text = AUTUMN.format(method="移动加权平均").replace("扫帚 易耗品 把   是\n", "扫帚 易耗品 把   是\n抹布 易耗品 条   -\n")
    text += "\n基期\n项目 类别 基期 基期金额\n主食 粮食、「抹布」 2025春 99\n"
    carried = carry_over(judged(text), Term(last_day=date(2026, 7, 31)))
    assert [row["项目"] for row in carried.rows[BasePeriod]] == ["主食", "易耗品"]
    assert [each.message for each in judge(opened(carried)).findings if each.rule.startswith("CMP")] == []


def test_what_was_lost_and_paid_for_is_held_no_more() -> None:
    text = AUTUMN.format(method="移动加权平均").replace(
        "日期       品名 领用数 交旧数\n2025-10-08 扫帚 2      1",
        "日期       单号 品名 领用数 交旧数 免交理由 备注\n"
        "2025-10-08 L1 扫帚 2 1 - -\n2025-10-09 L2 扫帚 2 - 遗失已赔 -\n2025-10-10 L3 扫帚 1 - 新增岗位 -\n2025-10-11 L4 扫帚 -2 - - 冲L2",
    )
    assert term_end(judged(text)).held == {("食堂", "扫帚"): 6_000 + 1_000 + 0 + 1_000}


def test_old_pieces_still_owed_are_told_when_the_book_is_carried_over() -> None:
    text = AUTUMN.format(method="移动加权平均")
    owed = "还欠交的旧品：食堂“扫帚”1，在新账里算期初在用，不再列为欠交：请先催交，或留着上期的以旧换新统计"
    assert owed in carry_over(judged(text), Term()).notes
    given = text.replace("2025-10-08 扫帚 2      1", "2025-10-08 扫帚 2      2")
    assert not [note for note in carry_over(judged(given), Term()).notes if "欠交" in note]


def test_a_supplier_that_no_list_names_is_added_with_what_it_is_owed() -> None:
    text = AUTUMN.format(method="移动加权平均").replace("甲商行 -                3\n", "")
    rows = carry_over(judged(text), Term()).rows[Supplier]
    assert [(row["供应商"], row["期初未付"]) for row in rows] == [("乙商行", Decimal(0)), ("甲商行", Decimal(5))]


@pytest.mark.parametrize(
    ("term", "then"),
    [
        *(("2025秋", "2026春"), ("2026春", "2026秋"), ("2025年秋季学期", "2026年春季学期")),
        *(("2025-2026学年第一学期", "2025-2026学年第二学期"), ("2025-2026学年第二学期", "2026-2027学年第一学期")),
        *(("上学期", None), ("", None)),
    ],
)
def test_the_name_of_the_next_term_is_plain_or_left_open(term: str, then: str | None) -> None:
    assert next_name(term) == then


def test_no_year_to_date_is_carried_into_a_book_that_begins_with_the_year() -> None:
    text = (
        AUTUMN.format(method="移动加权平均").replace("学期结束  2026-01-31", "学期结束  2025-12-31").replace("2026-01", "2025-12")
    )
    carried = carry_over(judged(text), Term())
    assert carried.settings["学期开始"] == date(2026, 1, 1)
    assert carried.rows[YearToDate] == []
    later = carry_over(judged(text), Term(first_day=date(2026, 2, 16)))
    assert later.rows[YearToDate] == []
    assert "年初至今没有带：2026 年在 2026-02-16 以前的数，上期账本里没有" in later.notes


# --- refusals --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2025-09-02 大米 4", "2025-09-02 大米 400", "出库!C2 「数量」"),
        ("2026-01-05 大米 10   2    20", "2026-01-05 大米 10   2    近20", "采购验收!E3 「金额」"),
        ("S2     2026-01-05 50", "S2     2026-01-05 近40", "收入!C3 「金额」"),
        ("学期结束  2026-01-31", "学期结束  -", "（学期结束）没有填写"),
    ],
)
def test_a_book_that_is_not_certain_is_not_carried_over(old: str, new: str, said: str) -> None:
    text = AUTUMN.format(method="移动加权平均")
    assert old in text
    with pytest.raises(Refusal) as refused:
        carry_over(judged(text.replace(old, new)), Term())
    assert str(refused.value).startswith("上期账本里还有影响计算的错误，不能结转：")
    assert said in str(refused.value)
    assert str(refused.value).endswith("请先对上期账本运行 mealbook refresh，按 问题清单 改好，再新建")


def test_goods_of_an_unnamed_supplier_are_not_carried_over() -> None:
    text = AUTUMN.format(method="移动加权平均").replace(
        "日期       品名 数量 单价 金额\n2025-09-01 大米 10   1    10\n2026-01-05 大米 10   2    20",
        "日期       品名 数量 单价 金额 供应商\n2025-09-01 大米 10   1    10 -\n2026-01-05 大米 10   2    20 甲商行",
    )
    with pytest.raises(Refusal, match=r"有 10\.00 元的验收或付款没有写明供应商"):
        carry_over(judged(text), Term())


def test_the_days_asked_for_follow_the_book() -> None:
    book = judged(AUTUMN.format(method="移动加权平均"))
    with pytest.raises(Refusal, match="新账的第一天 2026-01-31 不在上期账本最后一天 2026-01-31 之后"):
        carry_over(book, Term(first_day=date(2026, 1, 31)))
    with pytest.raises(Refusal, match="新账的最后一天 2026-01-31 早于第一天 2026-02-01"):
        carry_over(book, Term(last_day=date(2026, 1, 31)))


# --- 本年 ------------------------------------------------------------------------------------------------------------------------------


def test_the_year_is_refused_where_year_to_date_is_needed_and_missing() -> None:
    book = judged(
        AUTUMN.format(method="移动加权平均") + "\n年初至今\n指标 金额\n收入合计 1000\n就餐人次 12.5\n食材消耗 5\n食材消耗 6\n"
    )
    year = book.figures.years["2025-10"]
    assert year["收入合计"] == 110000
    assert year["支出合计"] == Refused("年初至今里没有支出合计：本账从 2025-09-01 开始，2025 年在这以前的数不知道")
    assert year["就餐人次"] == Refused("年初至今第 3 行的就餐人次应是整数")
    assert year["食材消耗"] == Refused("年初至今第 5 行的金额没有填写、无法读取，或与上面同名的一行不同")
    assert year["累计结余"] == book.figures.months["2025-10"]["累计结余"]
    assert book.figures.years["2026-01"]["收入合计"] == 5000


# --- a later change --------------------------------------------------------------------------------------------------------------------


def test_a_later_change_of_the_old_book_is_found() -> None:
    text = AUTUMN.format(method="移动加权平均")
    carried = carry_over(judged(text), Term(last_day=date(2026, 7, 31)))

    def told(changed: str) -> list[tuple[str, str, str]]:
        findings = judge(opened(carried), previous=previous_book(judged(changed))).findings
        return [(each.rule, each.table, each.message) for each in findings if each.rule.startswith("TRM")]

    assert told(text) == []
    assert told(text.replace("核算月份  2026-01", "核算月份  2025-12").replace("已结账至  2025-12", "已结账至  2026-01")) == []
    assert told(text.replace("2025-09-02 大米 4\n2026-01-06 大米 4\n", "2026-01-06 大米 4\n2025-09-02 大米 4\n")) == [], "sorted"
    assert told(text.replace("部门 品名 数量\n食堂 扫帚 6", "部门 品名 我的列 数量\n食堂 扫帚 甲 6")) == [], (
        "a column of the user's own"
    )
    changed = told(text.replace("2026-01-05 大米 10   2    20", "2026-01-05 大米 10   3    30"))
    assert [(rule, table) for rule, table, _ in changed] == [
        ("TRM-02", "设置"),
        ("TRM-02", "供应商"),
        ("TRM-02", "期初库存"),
        ("TRM-01", "设置"),
    ]
    assert [message for rule, _, message in changed if rule == "TRM-02"] == [
        "「值」（期初结余）期初是 130.50，上期账本现在的累计结余是 128.00",
        "「期初未付」“甲商行”期初是 8.00，上期账本现在的期末未付是 18.00",
        "「金额」“大米”期初是 19.50，上期账本现在的结存金额是 27.00",
    ]
    ((rule, _, message),) = told(text.replace("2026-01-05 大米 10   2    20", "2026-01-05 大米 10   2    近20"))
    assert rule == "TRM-01"
    assert "上期账本后来改过，或者给的不是那一本；而且上期账本里还有影响计算的错误" in message


def test_an_opening_that_was_changed_in_the_new_book_is_found() -> None:
    old = judged(AUTUMN.format(method="移动加权平均"))
    carried = carry_over(old, Term(last_day=date(2026, 7, 31)))
    carried.settings["上期指纹"] = None
    carried.rows[OpeningInUse] = []
    carried.rows[OpeningStock][0]["数量"] = Decimal(11)
    findings = judge(opened(carried), previous=previous_book(old)).findings
    assert [each.message for each in findings if each.rule == "TRM-02"] == [
        "「数量」“大米”期初是 11，上期账本现在的结存数量是 12",
        "「数量」食堂的“扫帚”期初是 0，上期账本现在的在用数是 7",
    ]
    assert any(each.rule == "TRM-01" and "（上期指纹）没有填写" in each.message for each in findings)


# --- any book --------------------------------------------------------------------------------------------------------------------------


def complete(book: ledger_strategies.Book, method: str) -> RawBook:
    """A random book with the settings that figures need."""
    raw = as_raw_book(with_own_slips(book), method)
    wanted: dict[str, CellValue] = {
        "学期开始": serial(book.first_day),
        "学期结束": serial(book.last_day),
        "计价方法": method,
        "核算月份": "2025-09",
        "基准餐标": 10.0,
    }
    return raw._replace(tables=raw.tables | {"设置": table("设置", "项目 值", *wanted.items())})


@given(ledger_strategies.books(), ledger_strategies.methods())
def test_any_book_opens_with_what_was_left(book: ledger_strategies.Book, method: str) -> None:
    old = judge(complete(book, method))
    try:
        carried = carry_over(old, Term(last_day=date(2026, 6, 30)))
    except Refusal:
        return
    new = judge(opened(carried))
    for item, kept in new.ledger.items.items():
        before = old.ledger.items[item]
        assert kept.quantity == (before.history.quantity[-1] if before.history.quantity else before.quantity)
        assert kept.value == (before.history.value[-1] if before.history.value else before.value)
        assert kept.left == kept.history.opening or method != "先进先出"
    assert new.figures.months["2025-12"]["期初库存"] == figure(old, "期末库存")


@given(ledger_strategies.books(corrections=False), st.sampled_from(METHODS[:2]), st.integers(1, 3))
def test_the_first_issue_costs_what_it_would_have_cost(book: ledger_strategies.Book, method: str, part: int) -> None:
    old = judge(complete(book, method))
    carried = carry_over(old, Term(last_day=date(2026, 6, 30)))
    for item, kept in old.ledger.items.items():
        quantity = sum(each for each, _ in kept.left) // part
        if quantity:
            issue = Issue(date(2025, 11, 30), "Z9", "午餐", "报损", None, item, quantity)
            there = judge(complete(replace(book, issues=(*book.issues, issue)), method))
            text = f"出库\n日期 品名 数量 去向 餐次\n2025-12-01 {item} {quantity / 1000} 报损 午餐\n"
            here = judge(opened(carried, text))
            charged = here.ledger.items[item].history.draws.charged
            assert charged == [there.ledger.items[item].history.draws.charged[-1]]


@pytest.mark.parametrize(
    ("layers", "rows"),
    [
        ([(2_000, 200), (10_000, 2000)], [(2_000, 200), (10_000, 2000)]),
        ([(0, 5), (10_000, 2000)], [(10_000, 2005)]),
        ([(10_000, 2000), (0, -5)], [(10_000, 1995)]),
        ([(1_000, 1), (10_000, 2000), (5_000, -2000)], [(1_000, 1), (15_000, 0)]),
        ([(1_000, 1), (10_000, 2000), (5_000, -2001)], [(16_000, 0)]),
    ],
)
def test_a_layer_that_no_row_can_say_is_joined_to_the_next(layers: list[tuple[int, int]], rows: list[tuple[int, int]]) -> None:
    assert whole_layers("大米", layers) == rows


def test_stock_of_less_than_no_value_is_not_carried_over() -> None:
    with pytest.raises(Refusal, match=r"“大米”期末结存 0\.5，金额却是 -0\.01"):
        whole_layers("大米", [(500, -1)])


def test_the_template_takes_everything_but_what_is_the_users() -> None:
    old = judged(AUTUMN.format(method="移动加权平均"))
    draft = opening_draft(
        raw_book("设置\n学校 一小\n\n规则参数\n参数 值 规则套\n金额容差 1 -\n"),
        replace(carry_over(old, Term()), settings={"学期结束": None}),
    )
    assert draft.inputs == [InputChange("设置", "值", 3, None)]
    assert [fill.table for fill in draft.tables][:3] == ["规则参数", "品目", "单位换算"]
    assert next(fill.rows for fill in draft.tables if fill.table == "规则参数") == [(None,) * 8]

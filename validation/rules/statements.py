"""STA: a finished statement of income and expense, line by line and as a whole. Silent where 收支说明 is empty.

What finds the problems stands in ``validation/statements/problems.py``; a book without a statement does not wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.findings import Level
from validation.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.evidence import Evidence

_ROWS = "收支说明\n收支说明 | 行 4 | 项目 青菜 | 方向 支 | 金额 320.00\n"
_TERMS = "收支说明\n收支说明 | 行 4 | 项目 春季佐料{0} | 金额 900.00\n收支说明 | 行 5 | 项目 秋季佐料{0} | 金额 800.00\n"


def _found(book: Book, judge: str) -> Iterator[Problem]:
    """The problems that one of the judges finds in the book's statement, if it has one."""
    if book.statement_lines:
        from validation.statements.problems import JUDGES  # noqa: PLC0415 - only where there is a statement

        yield from JUDGES[judge](book)


@rule("STA-01", Level.ERROR, example=_ROWS + "收支说明 | 行 5 | 项目 支出合计 | 金额 9320.00 | 组成 3+4 → 金额")
def stated_figures_are_what_they_are_made_of(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里写了组成的行，金额就是按组成算出的数；对不上的，写出牵涉最少的全部说法。

    A figure that is right on wrong ones is a 警告, and so is one whose 组成 was inferred from words alone and whose difference nothing explains.
    """
    yield from _found(book, "figures")


@rule("STA-02", Level.ERROR, example=_ROWS + "收支说明 | 行 5 | 项目 支出合计 | 金额 9000.00 | 组成 3+40 → 组成")
def compositions_can_be_followed(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明的组成里写的行都在表里，不绕回自己，除数不是 0。"""
    yield from _found(book, "compositions")


@rule("STA-03", Level.ERROR, example="收支说明 | 金额 近9000元 → 金额")
def stated_amounts_can_be_read(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明的金额是能确定的金额或比率；相加减的都是金额。"""
    yield from _found(book, "amounts")


@rule("STA-04", Level.ERROR, example="收支说明\n收支说明 | 行 4 | 项目 三人加班费 | 金额 - → 金额")
def lines_have_an_amount(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里列出的项目都有金额。"""
    yield from _found(book, "missing_amounts")


@rule("STA-05", Level.HINT, example=_ROWS + "收支说明 | 行 5 | 项目 支出合计 | 方向 支 | 金额 9000.00 → 组成")
def totals_say_what_they_are_made_of(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里的合计、结余写明组成；没有写的，不核对，只提议对得上的组成。"""
    yield from _found(book, "totals")


@rule("STA-06", Level.WARNING, example="收支说明 | 项目 青菜 | 方向 支 → 表")
def statements_show_income_and_balances(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明有收入，有期初或期末的结余。"""
    yield from _found(book, "income_and_balances")


@rule("STA-07", Level.ERROR, example="收支说明 | 期间 2103年春 → 行")
def years_are_possible(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里写的年份是真实的年份，没有空着。"""
    yield from _found(book, "years")


@rule(
    "STA-08",
    Level.ERROR,
    example=_TERMS.format("消耗")
    + "收支说明 | 行 6 | 项目 鸡蛋 | 金额 100.00\n收支说明 | 行 7 | 项目 秋季实支 | 金额 700.00 | 组成 5-6\n收支说明 | 行 8 | 项目 节约 | 金额 200.00 | 组成 4-7 → 组成",
)
def savings_compare_like_with_like(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里相比的两期口径相同：剔除的两边都剔除。"""
    yield from _found(book, "different_bases")


@rule("STA-09", Level.WARNING, example=_TERMS.format("") + "收支说明 | 行 6 | 项目 节约 | 金额 100.00 | 组成 4-5 → 项目")
def savings_are_of_what_was_used(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里的节约是消耗的节约，写明两期的就餐人次。"""
    yield from _found(book, "savings_from_purchases")


@rule("STA-10", Level.WARNING, example="收支说明\n收支说明 | 行 4 | 项目 补缴失业保险 | 方向 支 → 项目")
def costs_are_of_this_period(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里的费用都是本期的。"""
    yield from _found(book, "prior_period_lines")


@rule("STA-11", Level.WARNING, example="收支说明\n收支说明 | 行 4 | 项目 保安补贴 | 方向 支 → 项目")
def costs_are_the_canteens(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里的费用都是食堂的，没有超市、保安、宿舍等别的单位的。"""
    yield from _found(book, "other_units_costs")


@rule("STA-12", Level.HINT, example="收支说明\n收支说明 | 行 4 | 项目 电梯保养 | 方向 支 → 项目")
def costs_may_be_borne_by_the_canteen(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里没有各地规定不一的费用（辞退补偿、假期生活费、电梯、招待）。"""
    yield from _found(book, "arguable_costs")


@rule(
    "STA-13",
    Level.HINT,
    example="收支说明\n收支说明 | 行 4a | 项目 食用油 | 方向 支 → 项目\n收支说明 | 行 4b | 项目 液化气 | 方向 支\n收支说明 | 行 4c | 项目 加班费 | 方向 支",
)
def items_are_of_one_kind(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明的一项里只有一类费用。"""
    yield from _found(book, "mixed_items")


@rule("STA-14", Level.WARNING, example="收支说明\n收支说明 | 行 4 | 项目 开除周小禾 | 方向 支 → 项目")
def no_dismissed_person_is_named(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里没有被辞退人员的姓名。"""
    yield from _found(book, "names_of_persons")

"""STA: a finished statement of income and expense, line by line and as a whole. Silent where 收支说明 is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.findings import Level
from validation.kinds import Fault
from validation.registers import StatementLine
from validation.rules.rule import Problem, rule
from validation.statements import traps
from validation.statements.compositions import Sum, Unreadable
from validation.statements.judging import Judgement, difference, text_of, worked
from validation.statements.statement import MOST_LINES, statement_of
from validation.statements.structure import Row, guess
from validation.statements.words import BALANCE, OPENING, TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.evidence import Evidence
    from validation.statements.recomputing import Verdict
    from validation.statements.statement import Line
    from validation.statements.traps import Remark

_NAMED = 3
_ASKED = 100
"""Totals without 组成 that are looked at; no statement has as many."""
_JUDGED = "收支说明的核对"


def judgement_of(book: Book) -> Judgement:
    """The lines done again, once for all rules."""
    found = book.lookups.get(_JUDGED)
    if found is None:
        found = book.lookups[_JUDGED] = Judgement(statement_of(book))
    assert isinstance(found, Judgement)  # noqa: S101 - nothing else is kept there
    return found


def _problems(remarks: Iterator[Remark]) -> Iterator[Problem]:
    for remark in remarks:
        where = (StatementLine, remark.where) if isinstance(remark.where, int) else remark.where.record
        yield Problem(where, remark.field, remark.message, remark.suggestion)


_ROWS = "收支说明\n收支说明 | 行 4 | 项目 青菜 | 方向 支 | 金额 320.00\n"
_TERMS = "收支说明\n收支说明 | 行 4 | 项目 春季佐料{0} | 金额 900.00\n收支说明 | 行 5 | 项目 秋季佐料{0} | 金额 800.00\n"


@rule("STA-01", Level.ERROR, example=_ROWS + "收支说明 | 行 5 | 项目 支出合计 | 金额 9320.00 | 组成 3+4 → 金额")
def stated_figures_are_what_they_are_made_of(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里写了组成的行，金额就是按组成算出的数；对不上的，写出牵涉最少的全部说法。

    A figure that is right on wrong ones is a 警告, and so is one whose 组成 was inferred from words alone and whose difference nothing explains.
    """
    if not book.statement_lines:
        return
    judgement = judgement_of(book)
    for verdict in judgement.verdicts:
        if not verdict.gap or verdict.line.composition is None:
            continue
        if verdict.own_gap:
            yield _does_not_add_up(judgement, verdict)
        else:
            yield _follows_a_wrong_one(judgement, verdict)


def _does_not_add_up(judgement: Judgement, verdict: Verdict) -> Problem:
    line, own, through = verdict.line, verdict.result.own, verdict.result.through
    how = judgement.statement.around.inferred.get(line.record.row, "")
    found = judgement.explanation(verdict)
    message = f"{worked(verdict)}，写的是 {text_of(line.figure)}，相差 {difference(line.figure, own)}"
    if through != own:
        message += f"；用到的行改正以后是 {text_of(through)}"
    message += f"（组成是按字面推断的：{how}）" if how else ""
    message += f"；可能是：{'；'.join(found.told)}" if found.told else f"；{found.tried}" if found.tried else ""
    todo = "对照原始凭证，查明是哪一种，改正后重算" if found.told else "对照原始凭证逐项核对：一处出错解释不了"
    return Problem(
        line.record, "stated", message, todo, level=Level.WARNING if how and not (found.sentences and found.touched == 1) else None
    )


def _follows_a_wrong_one(judgement: Judgement, verdict: Verdict) -> Problem:
    line, through = verdict.line, verdict.result.through
    wrong = judgement.wrong_parts(verdict)
    message = f"写的 {text_of(line.figure)} 按所写的数没有算错，但用到的数有错，改正后是 {text_of(through)}，相差 {difference(line.figure, through)}"
    todo = f"先改{'、'.join(each.line.label for each in wrong[:_NAMED])}，再改这一行"
    return Problem(line.record, "stated", message, todo, level=Level.WARNING)


@rule("STA-02", Level.ERROR, example=_ROWS + "收支说明 | 行 5 | 项目 支出合计 | 金额 9000.00 | 组成 3+40 → 组成")
def compositions_can_be_followed(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明的组成里写的行都在表里，不绕回自己，除数不是 0。"""
    if not book.statement_lines:
        return
    for verdict in judgement_of(book).verdicts:
        made_of = verdict.line.made_of
        if isinstance(made_of, Unreadable):
            yield Problem(verdict.line.record, "made_of", made_of.why, made_of.todo)
        elif verdict.result.why in _REASONS:
            yield Problem(verdict.line.record, "made_of", *_REASONS[verdict.result.why])
    if len(book.statement_lines) > MOST_LINES:
        yield Problem(
            (StatementLine, 0),
            "line",
            f"一共 {len(book.statement_lines)} 行，只核对了前 {MOST_LINES} 行",
            "一份说明不会这样长：只留说明里的行",
        )


_REASONS = {
    "circle": ("绕了一圈又回到这一行自己", "组成里不要直接或间接地写这一行自己"),
    "zero": ("里的除数是 0，算不出", "核对分母那一行"),
    "rate": ("是相加减，写的却是比率，没有核对", "比率写成 7/3 这样的除法"),
    "many": ("展开以后的行太多，没有核对", "用小计，合计里只写小计"),
}


@rule("STA-03", Level.ERROR, example="收支说明 | 金额 近9000元 → 金额")
def stated_amounts_can_be_read(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明的金额是能确定的金额或比率；相加减的都是金额。"""
    if not book.statement_lines:
        return
    statement = statement_of(book)
    summed = {term.key for line in statement.lines if isinstance(line.composition, Sum) for term in line.composition.terms}
    for line in statement.lines:
        if isinstance(line.stated, Fault):
            if "stated" not in line.record.unread:
                yield Problem(line.record, "stated", f"{line.stated.why}，用到这一行的数没有核对", line.stated.suggestion)
        elif line.figure is not None and line.figure.fen is None and line.key in summed:
            yield Problem(
                line.record,
                "stated",
                f"{line.figure.text} 不是金额，不能加减，用到这一行的合计没有核对",
                "改填金额，或从合计的组成里去掉这一行",
            )


@rule("STA-04", Level.ERROR, example="收支说明\n收支说明 | 行 4 | 项目 三人加班费 | 金额 - → 金额")
def lines_have_an_amount(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里列出的项目都有金额。"""
    if book.statement_lines:
        judgement = judgement_of(book)
        yield from _problems(traps.lines_without_amount(judgement.statement, judgement.verdicts))


@rule("STA-05", Level.HINT, example=_ROWS + "收支说明 | 行 5 | 项目 支出合计 | 方向 支 | 金额 9000.00 → 组成")
def totals_say_what_they_are_made_of(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里的合计、结余写明组成；没有写的，不核对，只提议对得上的组成。"""
    if not book.statement_lines:
        return
    statement = statement_of(book)
    rows = [_row(line) for line in statement.lines]
    asked = 0
    for place, line in enumerate(statement.lines):
        if not line.is_own or line.product or line.figure is None or not _sums_up(line):
            continue
        asked += 1
        if asked > _ASKED:
            return
        found = guess(rows, place)
        if found is not None and found.fits:
            yield Problem(
                line.record,
                "made_of",
                f"没有写：{line.figure.text} 正好是{found.words}（{found.text}）",
                f"如果是这样算的，填 {found.text}",
                fix=found.text,
            )
        else:
            yield Problem(
                line.record,
                "made_of",
                f"没有写，“{line.name}”这个数没有核对；按字面试过，没有对得上的",
                "填上由哪几行算出，如 1+2-3、3:6、7/3",
            )


def _row(line: Line) -> Row:
    return Row(line.key, line.name, line.record.direction or "", line.figure)


def _sums_up(line: Line) -> bool:
    return bool((TOTAL.search(line.name) or BALANCE.search(line.name)) and not OPENING.search(line.name))


@rule("STA-06", Level.WARNING, example="收支说明 | 项目 青菜 | 方向 支 → 表")
def statements_show_income_and_balances(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明有收入，有期初或期末的结余。"""
    if book.statement_lines:
        yield from _problems(traps.income_and_balances(statement_of(book)))


@rule("STA-07", Level.ERROR, example="收支说明 | 期间 2103年春 → 行")
def years_are_possible(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里写的年份是真实的年份，没有空着。"""
    if book.statement_lines:
        yield from _problems(traps.years(statement_of(book)))


@rule(
    "STA-08",
    Level.ERROR,
    example=_TERMS.format("消耗")
    + "收支说明 | 行 6 | 项目 鸡蛋 | 金额 100.00\n收支说明 | 行 7 | 项目 秋季实支 | 金额 700.00 | 组成 5-6\n收支说明 | 行 8 | 项目 节约 | 金额 200.00 | 组成 4-7 → 组成",
)
def savings_compare_like_with_like(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里相比的两期口径相同：剔除的两边都剔除。"""
    if book.statement_lines:
        yield from _problems(traps.different_bases(statement_of(book)))


@rule("STA-09", Level.WARNING, example=_TERMS.format("") + "收支说明 | 行 6 | 项目 节约 | 金额 100.00 | 组成 4-5 → 项目")
def savings_are_of_what_was_used(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里的节约是消耗的节约，写明两期的就餐人次。"""
    if book.statement_lines:
        yield from _problems(traps.savings_from_purchases(statement_of(book)))


@rule("STA-10", Level.WARNING, example="收支说明\n收支说明 | 行 4 | 项目 补缴失业保险 | 方向 支 → 项目")
def costs_are_of_this_period(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里的费用都是本期的。"""
    if book.statement_lines:
        yield from _problems(traps.prior_period_lines(statement_of(book)))


@rule("STA-11", Level.WARNING, example="收支说明\n收支说明 | 行 4 | 项目 保安补贴 | 方向 支 → 项目")
def costs_are_the_canteens(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里的费用都是食堂的，没有超市、保安、宿舍等别的单位的。"""
    if book.statement_lines:
        yield from _problems(traps.other_units_costs(statement_of(book)))


@rule("STA-12", Level.HINT, example="收支说明\n收支说明 | 行 4 | 项目 电梯保养 | 方向 支 → 项目")
def costs_may_be_borne_by_the_canteen(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里没有各地规定不一的费用（辞退补偿、假期生活费、电梯、招待）。"""
    if book.statement_lines:
        yield from _problems(traps.arguable_costs(statement_of(book)))


@rule(
    "STA-13",
    Level.HINT,
    example="收支说明\n收支说明 | 行 4a | 项目 食用油 | 方向 支 → 项目\n收支说明 | 行 4b | 项目 液化气 | 方向 支\n收支说明 | 行 4c | 项目 加班费 | 方向 支",
)
def items_are_of_one_kind(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明的一项里只有一类费用。"""
    if book.statement_lines:
        yield from _problems(traps.mixed_items(statement_of(book)))


@rule("STA-14", Level.WARNING, example="收支说明\n收支说明 | 行 4 | 项目 开除周小禾 | 方向 支 → 项目")
def no_dismissed_person_is_named(book: Book, evidence: Evidence) -> Iterator[Problem]:  # noqa: ARG001
    """收支说明里没有被辞退人员的姓名。"""
    if book.statement_lines:
        yield from _problems(traps.names_of_persons(statement_of(book)))

"""The problems of a statement, for the rules STA: what its lines come to, and what is wrong with it as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.findings import Level
from validation.kinds import Fault
from validation.registers import StatementLine
from validation.rules.rule import Problem
from validation.statements import traps
from validation.statements.compositions import Sum, Unreadable
from validation.statements.judging import Judgement, difference, text_of, worked
from validation.statements.statement import MOST_LINES, statement_of
from validation.statements.structure import Row, guess
from validation.statements.words import BALANCE, OPENING, TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from validation.book import Book
    from validation.statements.recomputing import Verdict
    from validation.statements.statement import Line, Statement
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


def figures(book: Book) -> Iterator[Problem]:
    """Figures that are not what they are made of, with the explanations; those that are right on wrong ones."""
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
    if found.told:
        todo = f"可能是：{'；'.join(found.told)}。对照原始凭证，查明是哪一种，改正后重算"
    else:
        todo = f"对照原始凭证逐项核对：{found.tried or '一处出错解释不了'}"
    return Problem(
        line.record, "stated", message, todo, level=Level.WARNING if how and not (found.sentences and found.touched == 1) else None
    )


def _follows_a_wrong_one(judgement: Judgement, verdict: Verdict) -> Problem:
    line, through = verdict.line, verdict.result.through
    wrong = judgement.wrong_parts(verdict)
    message = f"写的 {text_of(line.figure)} 按所写的数没有算错，但用到的数有错，改正后是 {text_of(through)}，相差 {difference(line.figure, through)}"
    todo = f"先改{'、'.join(each.line.label for each in wrong[:_NAMED])}，再改这一行"
    return Problem(line.record, "stated", message, todo, level=Level.WARNING)


def compositions(book: Book) -> Iterator[Problem]:
    """Compositions that cannot be followed."""
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


def amounts(book: Book) -> Iterator[Problem]:
    """Amounts that cannot be read, and rates among amounts that are added up."""
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


def missing_amounts(book: Book) -> Iterator[Problem]:
    """Lines without an amount."""
    judgement = judgement_of(book)
    yield from _told(traps.lines_without_amount(judgement.statement, judgement.verdicts))


def totals(book: Book) -> Iterator[Problem]:
    """Totals that do not say what they are made of, with what fits."""
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


def _told(remarks: Iterator[Remark]) -> Iterator[Problem]:
    for remark in remarks:
        where = (StatementLine, remark.where) if isinstance(remark.where, int) else remark.where.record
        yield Problem(where, remark.field, remark.message, remark.suggestion)


def _whole(trap: Callable[[Statement], Iterator[Remark]]) -> Callable[[Book], Iterator[Problem]]:
    """A trap as a judge of the book's statement."""
    return lambda book: _told(trap(statement_of(book)))


JUDGES: dict[str, Callable[[Book], Iterator[Problem]]] = {
    "figures": figures,
    "compositions": compositions,
    "amounts": amounts,
    "missing_amounts": missing_amounts,
    "totals": totals,
    "income_and_balances": _whole(traps.income_and_balances),
    "years": _whole(traps.years),
    "different_bases": _whole(traps.different_bases),
    "savings_from_purchases": _whole(traps.savings_from_purchases),
    "prior_period_lines": _whole(traps.prior_period_lines),
    "other_units_costs": _whole(traps.other_units_costs),
    "arguable_costs": _whole(traps.arguable_costs),
    "mixed_items": _whole(traps.mixed_items),
    "names_of_persons": _whole(traps.names_of_persons),
}
"""All judges, by the name that the rule calls."""

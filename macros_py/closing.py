"""The button 结账: a month is closed once it is clean, counted and adds up; 撤销结账 takes the last closed month back, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.as_it_will_stand import with_lines, with_setting
from macros_py.closing_log import CLOSED, ClosingLog
from macros_py.closing_terms import Missing, missing
from macros_py.judge import judge
from macros_py.refresh import left, refresh
from validation.book import read_book
from validation.months import next_month
from validation.refusals import Refusal, TableMissing
from validation.settings import CLOSED_UNTIL
from workbook_templates.draft import Draft
from workbook_templates.results import CLOSING_LOG

if TYPE_CHECKING:
    from datetime import date

    from macros_py.judge import Judged
    from validation.cells import RawBook
    from validation.findings import Finding
    from workbook_templates.draft import TableAppend


class NotToBeClosed(Refusal):
    """The month is not one that can be closed or reopened now."""


class Closing(NamedTuple):
    """What a press comes to: the month, the book as it will stand, what is to be written; or what is missing, and then nothing is written."""

    month: str
    judged: Judged
    draft: Draft
    missing: list[Missing]
    batch: int = 0
    until: str | None = None
    """The last closed month, as it will stand."""

    @property
    def findings(self) -> list[Finding]:
        """The findings as they stand after the press."""
        return left(self.judged, self.draft)

    @property
    def refusal(self) -> str:
        """The sentence that says why nothing was done; "" where it was."""
        return f"{self.month} 还不能结账，没有写任何东西：还差 {len(self.missing)} 处" if self.missing else ""


def close(raw: RawBook, month: str, today: date | None, now: str, reason: str = "") -> Closing:
    """Close a month, and refresh everything.

    Args:
        raw: the workbook as it stands.
        month: the first month of the book that is not closed.
        today: for the rules that need it.
        now: the moment that 结账记录 shows, such as ``2025-10-08 14:05:30``.
        reason: why it is closed in spite of errors that no figure rests on; kept with them in 结账记录.

    Raises:
        NotToBeClosed: a reason is given and there is nothing to excuse; the month is closed already, or it is not its turn, or it lies outside the book.
        TableMissing: there is no 结账记录 to write to, or 设置 has no line 已结账至.
    """
    log, judged = ClosingLog(raw), judge(raw, today=today)
    log.must_be_there()
    _its_turn(log, judged, month)
    reason = reason.strip()
    lacking = missing(judged, month)
    excused = [each for each in lacking if each.excusable] if reason else []
    if len(excused) < len(lacking):
        return Closing(month, judged, Draft(), [each for each in lacking if each not in excused], until=log.until)
    if reason and not excused:
        raise NotToBeClosed(
            f"{month} 没有要说明的错误，结账不用写理由：去掉 --reason，再试；要撤销结账，写 --reopen --reason 理由。"
        )
    lines = log.closing(now, month, judged)
    if excused:
        lines.rows.append(log.reason(now, CLOSED, month, f"{reason}（留着的错误：{'；'.join(map(_named, excused))}）"))
    return _written(_Press(raw, judged, log.next_batch, today), lines, month, month)


def _named(error: Missing) -> str:
    """An error as 结账记录 keeps it: its place, its rule, what it says."""
    return f"{error.place} {error.what}"


def month_before_him(raw: RawBook, button: str) -> str:
    """The month that a button means: 核算月份, the one the accountant has before him.

    Raises:
        NotToBeClosed: it cannot be read.
    """
    month = read_book(raw).settings.month
    if month is None:
        raise NotToBeClosed(f"设置里的核算月份没有填写或读不出来：填上要{button}的月份，再按{button}。")
    return month


def reopen(raw: RawBook, month: str | None, reason: str, today: date | None, now: str) -> Closing:
    """Take the last closed month back, and refresh everything. ``month``: the one that is meant, if it was named.

    Raises:
        NotToBeClosed: nothing is closed, or it is another month, or no reason is given.
        TableMissing: there is no 结账记录 to write to, or 设置 has no line 已结账至.
    """
    log, judged = ClosingLog(raw), judge(raw, today=today)
    log.must_be_there()
    last = log.until
    if last is None:
        raise NotToBeClosed("没有可以撤销的：结账记录 里没有已经结账的月份。")
    if month is not None and month != last:
        raise NotToBeClosed(f"只能撤销最后结账的 {last}，不能撤销 {month}：请从后往前逐月撤销。")
    if not reason.strip():
        raise NotToBeClosed("撤销结账要写明理由：--reason 后面写为什么要撤销，会记在 结账记录。")
    until = max((each for each in log.months if each != last), default=None)
    return _written(_Press(raw, judged, log.next_batch, today), log.reopening(now, last, reason.strip()), last, until)


def _its_turn(log: ClosingLog, judged: Judged, month: str) -> None:
    months = judged.book.settings.months
    if month not in months:
        scope = f"本账是 {months[0]} 至 {months[-1]}" if months else "设置里的学期开始、学期结束还读不出来"
        raise NotToBeClosed(f"{month} 不在本账之内，不能结账：{scope}。")
    if month in log.months:
        raise NotToBeClosed(f"{month} 已经结过账了；要改，先撤销结账（mealbook close --reopen，写明理由）。")
    first = months[0] if log.until is None else next_month(log.until)
    if month != first:
        raise NotToBeClosed(f"结账要按月份先后，先结 {first}，再结 {month}。")


class _Press(NamedTuple):
    """What a press starts from: the workbook, what is known of it, the number the press gets, and today."""

    raw: RawBook
    judged: Judged
    batch: int
    today: date | None


def _written(press: _Press, lines: TableAppend, month: str, until: str | None) -> Closing:
    """The draft that adds the lines, sets 已结账至, and refreshes the book as it will stand."""
    if CLOSED_UNTIL not in press.judged.book.settings.rows:
        raise TableMissing(f"表「设置」里没有「{CLOSED_UNTIL}」这一行，结账结到哪个月没有地方记：请补上这一行，再试。")
    after = with_lines(with_setting(press.raw, press.judged.book, CLOSED_UNTIL, until), lines)
    found = judge(after, today=press.today)
    draft = refresh(after, found)
    draft.settings[CLOSED_UNTIL] = until
    draft.appends = [lines]
    return Closing(month, found, draft, [], press.batch, until=until)


def outcome(closing: Closing) -> list[str]:
    """What the user is told after 结账."""
    if closing.missing:
        return [closing.refusal, *map(str, closing.missing), *_way_out(closing)]
    return [
        f"{closing.month} 已结账：指标和各表登记的指纹记在 {CLOSING_LOG.name}，第 {closing.batch} 批",
        f"设置里的 {CLOSED_UNTIL} 已改为 {closing.month}；这个月的登记以后再改，检查会报错",
    ]


def _way_out(closing: Closing) -> list[str]:
    """What can be done about errors that nothing mends, where nothing else is in the way."""
    if not all(each.excusable for each in closing.missing):
        return []
    told = "这些错误不影响计算。确是事实、改不了的，可以写明理由结账，理由和错误都记在结账记录"
    return [f"{told}：mealbook close 账簿 --month {closing.month} --reason 理由"]


def undoing(closing: Closing) -> list[str]:
    """What the user is told after 撤销结账."""
    return [
        f"已撤销 {closing.month} 的结账，理由记在 {CLOSING_LOG.name}，第 {closing.batch} 批",
        f"设置里的 {CLOSED_UNTIL} {f'已改为 {closing.until}' if closing.until else '已清空'}；改完登记，请再结一次账",
    ]

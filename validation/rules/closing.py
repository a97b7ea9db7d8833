"""CLS: a closed month stays as it was when it was closed."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from validation.findings import Level
from validation.registers import SettingRow
from validation.rules.rule import Problem, rule
from validation.settings import CLOSED_UNTIL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.book import Book
    from validation.evidence import ClosedMonth, ClosedRow, Evidence, Moved

_REOPEN = "确实要改的，先撤销结账（mealbook close --reopen，写明理由），改完再结账；差错也可以在没有结账的月份用红字更正"


@rule("CLS-01", Level.ERROR, needs_ledger=True, example="结账 2025-09\n出库 | 数量 90 → 行")
def rows_of_closed_months_stay(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """已结账月份的登记，一行也没有改过、加过、删过。"""
    for closed in evidence.closed_changes:
        for number, row in enumerate(closed.rows):
            yield Problem((row.register, row.row), "", f"{_told(row, closed)}；{_effect(book, closed, number)}", _undo(row))


def _told(row: ClosedRow, closed: ClosedMonth) -> str:
    if not row.was:
        return f"{closed.month} 已经结账，这一行是结账后加的（或日期、内容改过的别的行）"
    if not row.row:
        return f"{closed.month} 已经结账，结账时在第 {row.was} 行的一行不见了（删掉了，或日期改到了别的月份）"
    before = "" if row.was == row.row else f"（结账时在第 {row.was} 行）"
    return f"{closed.month} 已经结账，这一行{before}后来改过"


def _undo(row: ClosedRow) -> str:
    what = "把这一行改回结账时的样子" if row.row and row.was else "把这一行删掉" if row.row else "把删掉的一行补回来"
    return f"{what}；{_REOPEN}"


def _effect(book: Book, closed: ClosedMonth, number: int) -> str:
    """What the row moves; where several rows changed, what they move together stands at the first."""
    count = len(closed.rows)
    if not closed.moved:
        return "本月指标没有变"
    if number:
        first = closed.rows[0]
        return f"对指标的影响和其他 {count - 1} 处合在一起，见 {_place(book, first)} 那一条"
    together = f"和本月其他 {count - 1} 处一起，" if count > 1 else ""
    return f"{together}使指标变了：{_moves(closed.moved)}"


def _place(book: Book, row: ClosedRow) -> str:
    sheet = book.tables[row.register].sheet
    return f"{sheet}第 {row.row} 行" if row.row else f"{sheet}结账时第 {row.was} 行"


def _moves(moved: Sequence[Moved]) -> str:
    return "，".join(f"{figure} {before} → {after}" for figure, before, after in moved)


@rule(
    "CLS-02",
    Level.ERROR,
    needs_ledger=True,
    example="结账 2025-09\n品目 | 品名 大米 | 类别 干货\n设置 | 项目 已结账至 | 值 2025-09 → 值",
)
def figures_of_closed_months_stay(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """已结账月份的指标和结账时一样（本月登记改过的，由 CLS-01 提出）。"""
    for closed in evidence.closed_changes:
        if closed.moved and not closed.rows:
            message = f"已结账的 {closed.month} 登记没有变，指标变了：{_moves(closed.moved)}"
            changed = [each.month for each in evidence.closed_changes if each.rows and each.month < closed.month]
            what = (
                f"先改好 {'、'.join(changed)} 的登记"
                if changed
                else "结账后改过 品目、单位换算、规则参数、供应商（期初未付）或 设置（学期开始、计价方法、基准餐标、期初结余、食堂部门）的，改回去"
            )
            yield Problem(_setting(book), "value", message, f"{what}；{_REOPEN}")


@rule("CLS-03", Level.ERROR, needs_ledger=True, example="结账 2025-09\n设置 | 项目 已结账至 | 值 - → 值")
def closed_until_agrees_with_the_record(book: Book, evidence: Evidence) -> Iterator[Problem]:
    """设置的已结账至就是结账记录里最后结账的月份，结账记录完整。"""
    until, recorded = book.settings.closed_until, evidence.recorded_until
    if until != recorded and "closed_until" not in book.settings.unread:
        if recorded is not None:
            message = f"已结账至{f'是 {until}' if until else '是空的'}，结账记录里最后结账的是 {recorded}"
            yield Problem(_setting(book), "value", message, f"填 {recorded}；要退回的，用撤销结账（mealbook close --reopen）")
        elif until in book.settings.months:
            message = f"已结账至是 {until}，{evidence.closings_lack or '结账记录里没有任何结账'}，结账后改没改过查不出来"
            yield Problem(_setting(book), "value", message, _recorded_again(evidence), Level.WARNING)
    first = next(iter(book.settings.months), None)
    if evidence.recorded_since is not None and first is not None and first != evidence.recorded_since:
        message = f"结账记录从 {evidence.recorded_since} 开始，本账现在从 {first} 开始：结账后改过学期开始"
        yield Problem(_setting(book), "value", message, f"把学期开始改回 {evidence.recorded_since} 里的那一天；{_REOPEN}")
    lost = chain.from_iterable(((closed.month, name) for name in closed.lost) for closed in evidence.closed_changes)
    for month, name in lost:
        message = f"结账记录里 {month} 的 {name} 不全，被删过或改过，查不出结账后有没有改过"
        yield Problem(_setting(book), "value", message, "从备份里把结账记录恢复；恢复不了的，撤销这个月的结账再结一次")


def _recorded_again(evidence: Evidence) -> str:
    again = "从第一个月起逐月结账（mealbook close），由程序填写"
    if not evidence.closings_lack:
        return again
    return f"从备份里把结账记录恢复；没有备份的，从 mealbook new 新建的工作簿里把这张工作表复制过来，再{again}"


def _setting(book: Book) -> tuple[type[SettingRow], int]:
    return SettingRow, book.settings.rows.get(CLOSED_UNTIL, 0)

"""``BUTTONS``: what the accountant can press, listed by hand. The commands press them, and so does the door of the ribbon."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.judge import judge
from macros_py.refresh import check, left, refresh, trade_in
from workbook_templates.results import TRADE_IN_DEPARTMENTS, TRADE_IN_RESULTS, TRADE_INS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from macros_py.judge import Judged
    from validation.cells import RawBook
    from validation.findings import Finding
    from workbook_templates.draft import Draft


_LINES_IN_A_BOX = 20
"""So many lines a box on the screen can show."""
_TRADE_INS = "、".join(table.name for table in (TRADE_INS, TRADE_IN_DEPARTMENTS, TRADE_IN_RESULTS))


class Pressed(NamedTuple):
    """What a press comes to: the book judged as it will stand (``None``: nobody judged it), what is to be written, and what the user is told besides.

    ``failed``: nothing was done, and ``told`` says why.
    """

    judged: Judged | None
    draft: Draft
    told: tuple[str, ...] = ()
    failed: bool = False

    @property
    def findings(self) -> list[Finding]:
        """The findings as they stand after the press; none where nobody judged."""
        return [] if self.judged is None else left(self.judged, self.draft)


class Button(NamedTuple):
    """A button: its name in code, its label and tip for the user, and what it does with a workbook.

    ``press`` takes the workbook, today (for the rules that need it) and the moment for 修改记录, such as ``2025-10-08 14:05:30``: nothing
    behind it looks at a clock. ``None``: the button needs no workbook, or the workbook's file, and ``addin/`` does what it is for.
    """

    name: str
    label: str
    tip: str
    press: Callable[[RawBook, date | None, str], Pressed] | None


def press_refresh(raw: RawBook, today: date | None) -> tuple[Judged, Draft]:
    """Check the book, compute the costs, and draft all results."""
    judged = judge(raw, today=today)
    return judged, refresh(raw, judged)


def _check(raw: RawBook, today: date | None, _now: str) -> Pressed:
    judged = judge(raw, today=today)
    return Pressed(judged, check(raw, judged))


def _refresh(raw: RawBook, today: date | None, _now: str) -> Pressed:
    return Pressed(*press_refresh(raw, today))


def _trade_in(raw: RawBook, today: date | None, _now: str) -> Pressed:
    judged = judge(raw, today=today)
    return Pressed(judged, trade_in(raw, judged), (f"看 {_TRADE_INS}",))


def press_clear(raw: RawBook, today: date | None = None, now: str = "") -> Pressed:
    """Take the marks away; see ``macros_py.clear`` for those that stay."""
    del today, now
    from macros_py.clear import clear, marked  # noqa: PLC0415 - a refresh does not wait for it

    kept = marked(raw)
    return Pressed(None, clear(raw), (f"问题清单 里您写了「采纳」的 {kept} 行留着",) if kept else ())


def _fix(raw: RawBook, today: date | None, now: str) -> Pressed:
    from macros_py.adopt import adopt, outcome  # noqa: PLC0415 - a refresh does not wait for it

    adoption = adopt(raw, today, now)
    return Pressed(adoption.judged, adoption.draft, tuple(outcome(adoption)))


def _unfix(raw: RawBook, today: date | None, now: str) -> Pressed:
    from macros_py.adopt import unadopt, undoing  # noqa: PLC0415 - a refresh does not wait for it

    adoption = unadopt(raw, today, now)
    return Pressed(adoption.judged, adoption.draft, tuple(undoing(adoption)))


def _close(raw: RawBook, today: date | None, now: str) -> Pressed:
    """Close 核算月份. Where something is missing, it is told and nothing is written."""
    from macros_py.closing import close, month_before_him, outcome  # noqa: PLC0415 - a refresh does not wait for it

    closing = close(raw, month_before_him(raw, "结账"), today, now)
    told = outcome(closing)
    if len(told) > _LINES_IN_A_BOX:
        told = [*told[:_LINES_IN_A_BOX], f"另有 {len(told) - _LINES_IN_A_BOX} 处没有列出；错误都在 问题清单，先刷新成本"]
    return Pressed(closing.judged, closing.draft, tuple(told), failed=bool(closing.missing))


BUTTONS: tuple[Button, ...] = (
    Button("check", "校验", "检查全部登记，把问题写进 问题清单 和各表的 校验 列；不算成本", _check),
    Button("refresh", "刷新成本", "检查全部登记，算出每餐成本，写回各结果表", _refresh),
    Button("trade_in", "以旧换新", f"只重算 {_TRADE_INS}", _trade_in),
    Button("fix", "采纳建议", "把 问题清单 里采纳了的建议写进登记，再刷新；改了什么都记在 修改记录，可以撤销", _fix),
    Button("unfix", "撤销采纳", "把最近一批采纳改过的格改回原来的，再刷新", _unfix),
    Button("close", "结账", "结 核算月份 的账：没有错误、月末盘点过，才结；结过账的登记以后再改，检查会报错", _close),
    Button("post", "公示", "把 核算月份 的公示表写成只有数值的文件，表尾印上指纹，登记在 公示台账；用的是保存过的账簿", None),
    Button("pack", "上报打包", "登记、结果和公示表的数值，加上封签，写成一个可以发出去的文件；用的是保存过的账簿", None),
    Button("clear", "清除标记", "清空各表的 校验 列和 问题清单；您写了「采纳」的行留着", press_clear),
    Button("new", "新建账本", "由打开的账本开新学期的账，或新建一本空白的，放在桌面，并打开它", None),
    Button("manual", "使用手册", "打开使用手册", None),
)

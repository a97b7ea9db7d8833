"""``BUTTONS``: what the accountant can press, listed by hand. The commands ``refresh`` and ``fix`` press them, and so will the ribbon."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.judge import judge
from macros_py.refresh import refresh

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from macros_py.judge import Judged
    from validation.cells import RawBook
    from workbook_templates.draft import Draft


class Pressed(NamedTuple):
    """What a press comes to: the book judged as it will stand, what is to be written, and what the user is told besides the findings."""

    judged: Judged
    draft: Draft
    told: tuple[str, ...] = ()


class Button(NamedTuple):
    """A button: its name in code, its label and tip for the user, and what it does with a workbook.

    ``press`` takes the workbook, today (for the rules that need it) and the moment for 修改记录, such as ``2025-10-08 14:05:30``: nothing
    behind it looks at a clock.
    """

    name: str
    label: str
    tip: str
    press: Callable[[RawBook, date | None, str], Pressed]


def press_refresh(raw: RawBook, today: date | None) -> tuple[Judged, Draft]:
    """Check the book, compute the costs, and draft all results."""
    judged = judge(raw, today=today)
    return judged, refresh(raw, judged)


def _refresh(raw: RawBook, today: date | None, _now: str) -> Pressed:
    return Pressed(*press_refresh(raw, today))


def _fix(raw: RawBook, today: date | None, now: str) -> Pressed:
    from macros_py.adopt import adopt, outcome  # noqa: PLC0415 - a refresh does not wait for it

    adoption = adopt(raw, today, now)
    return Pressed(adoption.judged, adoption.draft, tuple(outcome(adoption)))


def _unfix(raw: RawBook, today: date | None, now: str) -> Pressed:
    from macros_py.adopt import unadopt, undoing  # noqa: PLC0415 - a refresh does not wait for it

    adoption = unadopt(raw, today, now)
    return Pressed(adoption.judged, adoption.draft, tuple(undoing(adoption)))


BUTTONS: tuple[Button, ...] = (
    Button("refresh", "刷新成本", "检查全部登记，算出每餐成本，写回各结果表", _refresh),
    Button("fix", "采纳建议", "把 问题清单 里采纳了的建议写进登记，再刷新；改了什么都记在 修改记录，可以撤销", _fix),
    Button("unfix", "撤销采纳", "把最近一批采纳改过的格改回原来的，再刷新", _unfix),
)

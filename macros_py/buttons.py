"""``BUTTONS``: what the accountant can press, listed by hand. The command ``refresh`` presses one, and so will the ribbon."""

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


class Button(NamedTuple):
    """A button: its name in code, its label and tip for the user, and what it does with a workbook."""

    name: str
    label: str
    tip: str
    press: Callable[[RawBook, date | None], tuple[Judged, Draft]]


def press_refresh(raw: RawBook, today: date | None) -> tuple[Judged, Draft]:
    """Check the book, compute the costs, and draft all results."""
    judged = judge(raw, today=today)
    return judged, refresh(raw, judged)


BUTTONS: tuple[Button, ...] = (Button("refresh", "刷新成本", "检查全部登记，算出每餐成本，写回各结果表", press_refresh),)

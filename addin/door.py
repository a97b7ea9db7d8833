"""The door by which every button of the ribbon enters: it finds the workbook, presses the button, and tells what came of it.

A click starts a fresh process, so nothing is imported before it is needed.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from addin.faults import sentence

if TYPE_CHECKING:
    from addin.live.calling import Teller
    from macros_py.buttons import Button, Pressed

_LEFT = "首页 上若标着「未完成」，请再按一次这个按钮"
"""How a workbook is left where a bug breaks off."""


def press(name: str) -> None:
    """Press a button, by its name in ``BUTTONS``, in the workbook from which this was called.

    A refusal and a bug become one sentence.

    Raises:
        SystemExit: there is no Excel to say it in; xlwings shows the sentence.
    """
    try:
        from addin.live.calling import Teller  # noqa: PLC0415
    except ImportError as fault:
        sys.exit(sentence(fault))
    teller = Teller()
    try:
        teller.done(_pressed(name, teller))
    except (Exception, KeyboardInterrupt) as fault:  # noqa: BLE001 - the door: a bug is logged to a file and the user told where
        teller.refused(sentence(fault, _LEFT))


def _pressed(name: str, teller: Teller) -> tuple[str, ...]:
    """Press; returns what is to be told."""
    from addin.live.calling import fail_soon  # noqa: PLC0415
    from macros_py.buttons import BUTTONS  # noqa: PLC0415
    from validation.refusals import Refusal  # noqa: PLC0415

    fail_soon()
    button = next((each for each in BUTTONS if each.name == name), None)
    if button is None:
        raise Refusal(f"没有「{name}」这个按钮：加载项和程序的版本不一样，请重新安装膳账。")
    if button.press is None:
        from addin.on_file import ON_FILE  # noqa: PLC0415

        if name in ON_FILE:
            return _on_its_file(button, teller)
        from addin.without_book import WITHOUT_BOOK  # noqa: PLC0415

        return WITHOUT_BOOK[name]()
    return _in_the_book(button, teller)


def _in_the_book(button: Button, teller: Teller) -> tuple[str, ...]:
    from datetime import datetime  # noqa: PLC0415

    from addin.live.calling import calling_book, put_in_front  # noqa: PLC0415
    from addin.live.host import LiveHost  # noqa: PLC0415

    assert button.press is not None  # noqa: S101 - who calls this has looked
    book = calling_book()
    teller.app = book.app
    host = LiveHost(book, button.label)
    teller.progress("正在读取工作簿……")
    raw = host.read()
    teller.progress(f"正在{button.label}……")
    pressed = button.press(raw, None, datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S"))
    teller.progress("正在写入结果……")
    changed = host.apply(pressed.draft)
    listed = _list_to_show(pressed)
    if listed:
        put_in_front(book, listed)
    return said(button, pressed, changed=changed)


def _on_its_file(button: Button, teller: Teller) -> tuple[str, ...]:
    from datetime import datetime  # noqa: PLC0415

    from addin.live.calling import calling_book, saved_file  # noqa: PLC0415
    from addin.live.host import LiveHost  # noqa: PLC0415
    from addin.on_file import ON_FILE  # noqa: PLC0415

    book = calling_book()
    teller.app = book.app
    path = saved_file(book, button.label)
    teller.progress(f"正在{button.label}……")
    return ON_FILE[button.name](path, LiveHost(book, button.label), datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S"))


def said(button: Button, pressed: Pressed, *, changed: bool) -> tuple[str, ...]:
    """The summary: what was done, how many errors there are, where to look; then what the button itself has to say."""
    done = f"{button.label}{'没有做成' if pressed.failed else '完成，已写入' if changed else '完成，内容没有变化'}"
    counts: tuple[str, ...] = ()
    if pressed.judged is not None:
        errors = _errors(pressed)
        where = "请看 问题清单" if _list_to_show(pressed) else "按「校验」写进 问题清单"
        counts = (f"{errors} 处错误，{where}" if errors else "没有错误",)
    return (done, *counts, *pressed.told)


def _errors(pressed: Pressed) -> int:
    from validation.findings import Level  # noqa: PLC0415

    return sum(finding.level is Level.ERROR for finding in pressed.findings)


def _list_to_show(pressed: Pressed) -> str | None:
    """The sheet that is put in front: 问题清单, where it was written anew and holds errors."""
    from workbook_templates.results import ISSUE_LIST  # noqa: PLC0415

    written = any(fill.table == ISSUE_LIST.name for fill in pressed.draft.tables)
    return ISSUE_LIST.name if written and _errors(pressed) else None

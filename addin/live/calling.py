"""Which workbook a button means, and how the user is told: the status bar, a box for what must not be missed."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import xlwings as xw

from addin.live.engine import BUSY, is_busy
from validation.refusals import Refusal, WorkbookBusy

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "膳账"
LONGEST_STATUS = 250
"""Characters that Excel's status bar takes."""


def fail_soon() -> None:
    """Keep xlwings from asking a busy Excel again for ever: how long we wait is said in ``engine``."""
    windows: Any = getattr(xw, "_xlwindows", None)
    if hasattr(windows, "N_COM_ATTEMPTS"):
        windows.N_COM_ATTEMPTS = 1


def calling_book() -> xw.Book:
    """The workbook from which the button was pressed: the one that called us, else the one in front.

    Raises:
        Refusal: no workbook is open.
        WorkbookBusy: Excel is busy.
    """
    for ask in (xw.Book.caller, lambda: xw.books.active):
        try:
            book = ask()
            if book is not None and book.name:
                return book
        except Exception as fault:  # noqa: BLE001 - no caller, no Excel: each engine says so in its own way
            if is_busy(fault):
                raise WorkbookBusy(BUSY) from None
    raise Refusal("没有打开的工作簿：请在 Excel 里打开膳账本，再按一次这个按钮。")


def ask(question: str) -> str | None:
    """``yes``, ``no`` or ``cancel``; none where the question cannot be put."""
    with suppress(Exception):
        app = xw.apps.active
        return None if app is None else app.alert(question, TITLE, buttons="yes_no_cancel")
    return None


def open_book(path: Path) -> None:
    """Open a workbook that was just made."""
    app = xw.apps.active
    if app is None:
        raise Refusal(f"已新建 {path}，但没有找到 Excel：请自己打开它。")
    app.books.open(str(path))


def put_in_front(book: xw.Book, name: str) -> None:
    """Show a sheet of the workbook; where that does not work the user finds it himself."""
    for show in ("activate", "select"):
        with suppress(Exception):
            getattr(book.sheets[name], show)()
            return


class Teller:
    """Speaks to the user by way of the Excel he pressed in; without one, by way of stderr."""

    def __init__(self) -> None:
        """Whoever asks for the workbook first may set ``app``; else it is the active one."""
        self.app: xw.App | None = None

    def progress(self, text: str) -> None:
        """One line in the status bar; nobody misses it where there is none."""
        self._status(f"{TITLE}：{text}")

    def done(self, lines: tuple[str, ...]) -> None:
        """The summary: in the status bar, and in a box when it is more than that can show."""
        line = f"{TITLE}：{'；'.join(lines)}"
        if not self._status(line) or len(line) > LONGEST_STATUS:
            self._box("\n".join(lines), "info")

    def refused(self, sentence: str) -> None:
        """Why nothing came of it, in a box.

        Raises:
            SystemExit: there is no Excel to say it in; the sentence goes to stderr, which xlwings shows.
        """
        shown = self._status(f"{TITLE}：{sentence}")
        if not self._box(sentence, "critical") and not shown:
            sys.exit(sentence)

    def _status(self, text: str) -> bool:
        with suppress(Exception):
            app = self._app()
            app.status_bar = text[:LONGEST_STATUS]
            return True
        return False

    def _box(self, text: str, mode: str) -> bool:
        with suppress(Exception):
            self._app().alert(text, TITLE, mode=mode)
            return True
        return False

    def _app(self) -> xw.App:
        app = self.app or xw.apps.active
        assert app is not None  # noqa: S101 - without Excel this is not called for
        return app

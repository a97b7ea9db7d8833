"""The buttons that write into no workbook that is open: 新建账本 and 使用手册."""

from __future__ import annotations

import webbrowser
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from validation.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from validation.cells import RawBook

MANUAL: Final = Path(__file__).resolve().parent / "manual" / "index.html"
_NAME: Final = "膳账本"
_QUESTION: Final = (
    "由打开的 {name} 开新学期的账吗？\n\n是：名单、设置、期末结存、结余、未付等带到新账，{name} 不动。\n否：新建一本空白账簿。"
)


def new_book() -> tuple[str, ...]:
    """Put a workbook on the desktop, under a name that is free, and open it: the next term's where a term's book is in front and the user says so, else a blank one."""
    from addin.commands.new import make_new  # noqa: PLC0415 - only for this button
    from addin.live.calling import ask, open_book  # noqa: PLC0415

    old = _term_in_front()
    answer = None if old is None else ask(_QUESTION.format(name=old[0]))
    if answer == "cancel":
        return ("没有新建账本",)
    path = free_path(_folder())
    if old is not None and answer == "yes":
        told = _next_term(old[1], path)
        open_book(path)
        return (f"已由 {old[0]} 新建 {path}，{old[0]} 没有改动", *told, "先看 设置，再核对期初各表")
    make_new(path)
    open_book(path)
    return (f"已新建 {path}；从 首页 的第 1 步做起",)


def _term_in_front() -> tuple[str, RawBook] | None:
    """The workbook from which the button was pressed and its name, if it is a 膳账本 with a term."""
    from addin.live.calling import calling_book  # noqa: PLC0415
    from addin.live.host import LiveHost  # noqa: PLC0415
    from validation.book import read_book  # noqa: PLC0415

    with suppress(Refusal):
        book = calling_book()
        raw = LiveHost(book).read()
        if read_book(raw).settings.months:
            return book.name, raw
    return None


def _next_term(old: RawBook, path: Path) -> tuple[str, ...]:
    """Make the next term's book; returns what the user should know."""
    from addin.new_book import opened_from  # noqa: PLC0415
    from addin.save import replace_file  # noqa: PLC0415
    from macros_py.carry_over import Term  # noqa: PLC0415
    from macros_py.judge import judge  # noqa: PLC0415

    carried, image = opened_from(judge(old), Term())
    replace_file(path, image, expected=None, ignore_lock=True)
    return tuple(carried.notes)


def free_path(folder: Path) -> Path:
    """The first name in a folder that is not taken."""
    names = (f"{_NAME}.xlsx" if number == 1 else f"{_NAME} {number}.xlsx" for number in count(1))
    return next(path for name in names if not (path := folder / name).exists())


def _folder() -> Path:
    """The desktop, else the documents, else the home folder; OneDrive moves the first two into its own."""
    home = Path.home()
    folders = (home / "Desktop", home / "OneDrive" / "Desktop", home / "OneDrive" / "桌面", home / "桌面", home / "Documents")
    return next((folder for folder in folders if folder.is_dir()), home)


def open_manual() -> tuple[str, ...]:
    """Open the manual, which goes with the program wherever it is installed."""
    if not MANUAL.exists():
        raise Refusal("使用手册没有和程序装在一起：请重新安装膳账。")
    webbrowser.open(MANUAL.as_uri())
    return (f"已打开 {MANUAL}；没有看到的，请用浏览器打开这个文件",)


WITHOUT_BOOK: Final[dict[str, Callable[[], tuple[str, ...]]]] = {"new": new_book, "manual": open_manual}

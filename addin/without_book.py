"""The buttons that need no workbook: 新建账本 and 使用手册."""

from __future__ import annotations

import webbrowser
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from validation.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

MANUAL: Final = Path(__file__).resolve().parent / "manual" / "index.html"
_NAME: Final = "膳账本"


def new_book() -> str:
    """Put a blank workbook on the desktop, under a name that is free, and open it."""
    from addin.commands.new import make_new  # noqa: PLC0415 - only for this button
    from addin.live.calling import open_book  # noqa: PLC0415

    path = free_path(_folder())
    make_new(path)
    open_book(path)
    return f"已新建 {path}；从 首页 的第 1 步做起"


def free_path(folder: Path) -> Path:
    """The first name in a folder that is not taken."""
    names = (f"{_NAME}.xlsx" if number == 1 else f"{_NAME} {number}.xlsx" for number in count(1))
    return next(path for name in names if not (path := folder / name).exists())


def _folder() -> Path:
    """The desktop, else the documents, else the home folder; OneDrive moves the first two into its own."""
    home = Path.home()
    folders = (home / "Desktop", home / "OneDrive" / "Desktop", home / "OneDrive" / "桌面", home / "桌面", home / "Documents")
    return next((folder for folder in folders if folder.is_dir()), home)


def open_manual() -> str:
    """Open the manual, which goes with the program wherever it is installed."""
    if not MANUAL.exists():
        raise Refusal("使用手册没有和程序装在一起：请重新安装膳账。")
    webbrowser.open(MANUAL.as_uri())
    return f"已打开 {MANUAL}；没有看到的，请用浏览器打开这个文件"


WITHOUT_BOOK: Final[dict[str, Callable[[], str]]] = {"new": new_book, "manual": open_manual}

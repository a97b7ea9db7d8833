"""The buttons that copy the workbook's file: 公示 and 上报打包. They work on what is saved on disk, so nothing may be unsaved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.live.host import LiveHost

_LINES_IN_A_BOX: Final = 20
"""So many lines a box on the screen can show."""


def post_saved(path: Path, host: LiveHost, now: str) -> tuple[str, ...]:
    """Post 核算月份 of the saved file; the line in 公示台账 is written into the open workbook."""
    from addin.commands.post import outcome, refusal  # noqa: PLC0415 - only for this button
    from addin.post import post  # noqa: PLC0415 - as above
    from addin.posted_files import FOLDER, Press, save_posted  # noqa: PLC0415 - as above
    from macros_py.closing import month_before_him  # noqa: PLC0415 - as above

    raw = host.read()
    posted = post(path, month_before_him(raw, "公示"), (), None)
    if posted.missing:
        return (refusal(posted), *shortened([str(each) for each in posted.missing]))
    saved = save_posted(posted, raw, path.parent / FOLDER, path.stem, Press(now, None, host.apply))
    return (*outcome(posted, saved), "公示台账 已写进打开的账簿，请保存")


def pack_saved(path: Path, _host: LiveHost, _now: str) -> tuple[str, ...]:
    """Pack the saved file, beside it."""
    from addin.commands.pack import outcome, refusal  # noqa: PLC0415 - as above
    from addin.pack import pack  # noqa: PLC0415 - as above
    from addin.save import replace_file  # noqa: PLC0415 - as above

    packed = pack(path)
    if packed.missing:
        return (refusal(packed), *shortened([str(each) for each in packed.missing]))
    out = packed_beside(path)
    replace_file(out, packed.image, expected=None)
    return tuple(outcome(packed, out))


def packed_beside(path: Path) -> Path:
    """Where a book is packed when nobody says where."""
    return path.with_name(f"{path.stem}-上报.xlsx")


def shortened(lines: list[str]) -> list[str]:
    """As many lines as a box can show."""
    more = len(lines) - _LINES_IN_A_BOX
    return lines if more <= 0 else [*lines[:_LINES_IN_A_BOX], f"另有 {more} 处没有列出；错误都在 问题清单，先刷新成本"]


ON_FILE: Final[dict[str, Callable[[Path, LiveHost, str], tuple[str, ...]]]] = {"post": post_saved, "pack": pack_saved}

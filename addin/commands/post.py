"""``mealbook post FILE --month 2025-09``: the month's forms as values in files of their own, and a line in 公示台账."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands import FAILED
from addin.commands.check import status
from addin.commands.printing import findings_document, say, say_json, summary
from addin.file_host import FileHost
from addin.post import Posted, post
from addin.posted_files import FOLDER, Press, Saved, save_posted
from macros_py.closing import month_before_him
from macros_py.posting import NotToBePosted

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Post; where something is in the way, say what, and write nothing.

    Raises:
        NotToBePosted: something is in the way.
    """
    path = Path(options.file)
    host = FileHost(path, ignore_lock=options.ignore_lock)
    host.check_free()
    raw = host.read()
    posted = post(path, options.month or month_before_him(raw, "公示"), options.form, options.today)
    if posted.missing:
        if options.json:
            say_json({**findings_document(posted.shown.judged.findings), **_document(posted, None)})
            return FAILED
        for each in posted.missing:
            say(str(each))
        raise NotToBePosted(f"{refusal(posted)}；只公示其中几张表的，用 --form 写明")
    now = (options.now or datetime.now().astimezone()).strftime("%Y-%m-%d %H:%M:%S")
    folder = path.parent / FOLDER if options.out is None else Path(options.out)
    saved = save_posted(posted, raw, folder, path.stem, Press(now, options.today, host.apply))
    if options.json:
        say_json({**findings_document(saved.entry.findings), **_document(posted, saved)})
        return status(saved.entry.findings)
    for line in outcome(posted, saved):
        say(line)
    say(summary(saved.entry.findings))
    return status(saved.entry.findings)


def refusal(posted: Posted) -> str:
    """The sentence that says why nothing was posted."""
    return f"{posted.shown.month} 还不能公示，没有写任何文件：还差 {len(posted.missing)} 处"


def outcome(posted: Posted, saved: Saved) -> list[str]:
    """What the user is told."""
    entry = saved.entry
    lines = [f"{posted.shown.month} 的公示件已写好：{'、'.join(posted.forms)}", *(f"  {file}" for file in saved.files)]
    if not any(file.suffix == ".pdf" for file in saved.files):
        lines.append("没有 .pdf：这台电脑没有装 LibreOffice，或它没有按时做完；要张贴的，打印 .xlsx")
    lines.append(f"指纹 {posted.fingerprint}，印在每张表的表尾，记在 公示台账（{entry.note}）")
    return lines


def _document(posted: Posted, saved: Saved | None) -> dict[str, object]:
    entry = None if saved is None else saved.entry
    return {
        "month": posted.shown.month,
        "forms": list(posted.forms),
        "posted": saved is not None,
        "fingerprint": posted.fingerprint or None,
        "due": entry.due.isoformat() if entry is not None and entry.due is not None else None,
        "late": entry is not None and entry.late,
        "files": [] if saved is None else [str(file) for file in saved.files],
        "missing": [each.document() for each in posted.missing],
    }

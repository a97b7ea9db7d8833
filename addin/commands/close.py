"""``mealbook close FILE --month 2025-09``: close a month, and refresh; ``--reason TEXT`` in spite of errors that nothing mends.

``--reopen --reason TEXT`` takes the last closed month back.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands import FAILED
from addin.commands.check import status
from addin.commands.printing import findings_document, say, say_json, summary
from addin.file_host import FileHost
from macros_py.closing import NotToBeClosed, close, outcome, reopen, undoing

if TYPE_CHECKING:
    import argparse

    from macros_py.closing import Closing
    from validation.cells import RawBook


def run(options: argparse.Namespace) -> int:
    """Close or reopen in one save; where something is missing, say what, and write nothing.

    Raises:
        NotToBeClosed: something is missing, or it is not the month's turn.
    """
    path = Path(options.file)
    host = FileHost(path, ignore_lock=options.ignore_lock)
    host.check_free()
    closing = _pressed(host.read(), options)
    changed = not closing.missing and host.apply(closing.draft)
    if options.json:
        say_json({**findings_document(closing.findings), **_document(closing, options), "file": str(path), "changed": changed})
        return FAILED if closing.missing else status(closing.findings)
    if closing.missing:
        for line in outcome(closing)[1:]:
            say(line)
        raise NotToBeClosed(closing.refusal)
    for line in (undoing if options.reopen else outcome)(closing):
        say(line)
    say(summary(closing.findings))
    say(f"{'已写入，并已刷新' if changed else '内容没有变化，未改动'} {path}")
    return status(closing.findings)


def _pressed(raw: RawBook, options: argparse.Namespace) -> Closing:
    now = (options.now or datetime.now().astimezone()).strftime("%Y-%m-%d %H:%M:%S")
    if options.reopen:
        return reopen(raw, options.month, options.reason, options.today, now)
    if options.month is None:
        raise NotToBeClosed("请写明要结账的月份，如 --month 2025-09。")
    return close(raw, options.month, options.today, now, options.reason)


def _document(closing: Closing, options: argparse.Namespace) -> dict[str, object]:
    """What was done, or what is missing."""
    return {
        "month": closing.month,
        "closed": not closing.missing and not options.reopen,
        "reopened": bool(options.reopen),
        "closed_until": closing.until,
        "batch": closing.batch or None,
        "missing": [each.document() for each in closing.missing],
    }

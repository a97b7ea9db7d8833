"""``mealbook fix FILE``: write the suggestions marked 采纳 into the registers, and refresh; ``--undo`` takes the last batch back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands.check import status
from addin.commands.printing import findings_document, say, say_json, summary
from addin.file_host import FileHost
from macros_py.adopt import adopt, outcome, unadopt, undoing

if TYPE_CHECKING:
    import argparse

    from macros_py.adopt import Adoption


def run(options: argparse.Namespace) -> int:
    """Change the cells and refresh, in one save; say what was changed and what was left alone."""
    path = Path(options.file)
    host = FileHost(path, ignore_lock=options.ignore_lock)
    host.check_free()
    now = (options.now or datetime.now().astimezone()).strftime("%Y-%m-%d %H:%M:%S")
    adoption = (unadopt if options.undo else adopt)(host.read(), options.today, now)
    changed = bool(adoption.batch) and host.apply(adoption.draft)
    if options.json:
        say_json({**findings_document(adoption.findings), **_document(adoption), "file": str(path), "changed": changed})
        return status(adoption.findings)
    for line in (undoing if options.undo else outcome)(adoption):
        say(line)
    say(summary(adoption.findings))
    say(f"{'已写入，并已刷新' if changed else '没有写入，未改动'} {path}")
    return status(adoption.findings)


def _document(adoption: Adoption) -> dict[str, object]:
    """What was done and what was left alone; values as texts."""
    return {
        "batch": adoption.batch or None,
        "undoes": adoption.undoes or None,
        "changes": [
            {
                "cell": each.place,
                "table": each.table,
                "row": each.row,
                "column": each.heading,
                "before": each.stood,
                "after": "" if each.after is None else str(each.after),
                "rule": each.rule,
            }
            for each in adoption.changes
        ],
        "skipped": [{"cell": place, "message": why} for place, why in adoption.skipped],
    }

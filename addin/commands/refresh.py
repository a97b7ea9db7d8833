"""``mealbook refresh FILE``: judge and cost a workbook, and write the results into it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands.check import status
from addin.commands.printing import findings_document, say, say_json, say_months, summary
from addin.file_host import FileHost
from macros_py.buttons import press_refresh
from macros_py.refresh import left
from validation.refusals import NotWritable

if TYPE_CHECKING:
    import argparse


def check_target(book: Path, target: Path) -> None:
    """See that the results can stand at ``target``.

    Raises:
        NotWritable: it is no file name, a folder, or of another kind than the book.
    """
    if not target.name or target.is_dir():
        raise NotWritable("--out 后面要写新文件的文件名，不能为空，也不能是文件夹")
    if target.suffix.lower() != book.suffix.lower():
        raise NotWritable(f"--out 的文件名要以 {book.suffix} 结尾，和原来的工作簿一样，现为 {target.name}")


def run(options: argparse.Namespace) -> int:
    """Refresh, and say what was found and where to look."""
    target = Path(options.file) if options.out is None else Path(options.out)
    check_target(Path(options.file), target)
    host = FileHost(Path(options.file), out=target, ignore_lock=options.ignore_lock)
    host.check_free()
    judged, draft = press_refresh(host.read(), options.today)
    changed, findings = host.apply(draft), left(judged, draft)
    if options.json:
        say_json({**findings_document(findings), "file": str(target), "changed": changed})
        return status(findings)
    say_months(judged, judged.book.settings.months_shown)
    if draft.extend:
        say(f"{'、'.join(draft.extend)} 下面接着填的行，已经并入表里")
    say(summary(findings))
    say(f"{'已写入' if changed else '内容没有变化，未改动'} {target}；从 首页 看起" + ("，问题都在 问题清单" if findings else ""))
    return status(findings)

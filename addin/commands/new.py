"""``mealbook new FILE``: a blank workbook, or with ``--from OLD`` the next term's, opened with what the old one left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands import DONE
from addin.commands.printing import say, say_json
from addin.save import replace_file
from validation.refusals import NotAWorkbook, NotWritable
from workbook_templates.template import template_bytes

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Copy the built template to a file that is not there yet."""
    target = Path(options.file)
    if target.suffix.lower() != ".xlsx":
        raise NotAWorkbook(f"新工作簿的文件名要以 .xlsx 结尾，现为 {target.name}")
    if target.exists():
        raise NotWritable(f"{target.name} 已经有了，不会覆盖它；请换一个文件名")
    if options.source is not None:
        return _next_term(options, target)
    if options.term or options.first_day or options.last_day:
        raise NotWritable("--term、--first-day、--last-day 要和 --from 一起用；空白账簿的学期在 设置 里填")
    make_new(target)
    if options.json:
        say_json({"file": str(target)})
    else:
        say(f"已新建 {target}；用 Excel 打开，从 首页 的第 1 步做起")
    return DONE


def _next_term(options: argparse.Namespace, target: Path) -> int:
    from addin.file_host import FileHost  # noqa: PLC0415 - a blank book does not wait for the ledger
    from addin.new_book import opened_from  # noqa: PLC0415
    from macros_py.carry_over import Term  # noqa: PLC0415
    from macros_py.judge import judge  # noqa: PLC0415

    old = judge(FileHost(Path(options.source)).read(), today=options.today)
    carried, image = opened_from(old, Term(options.term, options.first_day, options.last_day))
    replace_file(target, image, expected=None, ignore_lock=True)
    if options.json:
        rows = {register.table: len(body) for register, body in carried.rows.items()}
        say_json({"file": str(target), "from": options.source, "rows": rows, "notes": carried.notes})
        return DONE
    say(f"已由 {options.source} 新建 {target}，上期账本没有改动")
    for note in carried.notes:
        say(f"  {note}")
    say("用 Excel 打开，先看 设置，再核对期初各表")
    return DONE


def make_new(target: Path) -> None:
    """Put a blank workbook where no file is yet."""
    replace_file(target, template_bytes(), expected=None, ignore_lock=True)

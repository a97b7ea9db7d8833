"""``mealbook new FILE``: a blank workbook."""

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
    make_new(target)
    if options.json:
        say_json({"file": str(target)})
    else:
        say(f"已新建 {target}；用 Excel 打开，从 首页 的第 1 步做起")
    return DONE


def make_new(target: Path) -> None:
    """Put a blank workbook where no file is yet."""
    replace_file(target, template_bytes(), expected=None, ignore_lock=True)

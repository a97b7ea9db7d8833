"""``mealbook figures FILE``: the figures of every month up to 核算月份, read only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands.check import status
from addin.commands.figure_table import say_every_month, say_one_month
from addin.commands.printing import NO_MONTHS, figures_document, say, say_json
from addin.file_host import FileHost
from macros_py.judge import judge
from validation.refusals import Refusal

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Print the figures, refused ones with the reason."""
    judged = judge(FileHost(Path(options.file)).read(), today=options.today)
    settings = judged.book.settings
    if options.month and options.month not in settings.months:
        span = f"本账是 {settings.months[0]} 至 {settings.months[-1]}" if settings.months else "设置里的学期开始和学期结束没有填好"
        raise Refusal(f"这本账里没有 {options.month} 月：{span}")
    months = (options.month,) if options.month else settings.months_shown
    if options.json:
        say_json(figures_document(judged, months))
        return status(judged.findings)
    if not months:
        say(NO_MONTHS)
        return status(judged.findings)
    if options.month:
        say_one_month(judged.figures, options.month)
    else:
        say_every_month(judged.figures, months)
    return status(judged.findings)

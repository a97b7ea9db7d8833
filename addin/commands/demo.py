"""``mealbook demo [DIR]``: a sample school's workbook for one term, refreshed; the same with planted errors, checked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands import DONE
from addin.commands.printing import findings_document, say, say_json, say_months, say_table, summary
from addin.file_host import FileHost
from addin.save import replace_file
from macros_py.buttons import press_refresh
from macros_py.judge import judge
from validation.refusals import NotWritable
from validation.rules import RULES
from workbook_templates.sample_school.faults import DAMAGE, faulty_rows
from workbook_templates.sample_school.fill import fill
from workbook_templates.sample_school.rows import sample_rows
from workbook_templates.template import template_bytes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from validation.findings import Finding

GOOD, FAULTY = "膳账-示例.xlsx", "膳账-示例-有错.xlsx"


def run(options: argparse.Namespace) -> int:
    """Build both workbooks anew, and print what came of them."""
    folder = Path(options.folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise NotWritable(f"{folder} 不能用作文件夹：它是一个文件，或没有权限在那里建文件夹") from None
    good, faulty = folder / GOOD, folder / FAULTY
    replace_file(good, fill(template_bytes(), sample_rows()), expected=None)
    replace_file(faulty, fill(template_bytes(), faulty_rows(), DAMAGE), expected=None)
    host = FileHost(good)
    judged, draft = press_refresh(host.read(), options.today)
    host.apply(draft)
    found = judge(FileHost(faulty).read(), today=options.today).findings
    if options.json:
        say_json(
            {"files": [str(good), str(faulty)], "good": findings_document(judged.findings), "faulty": findings_document(found)}
        )
        return DONE
    say("示例学校一个学期的账（金额：元）")
    say_months(judged, judged.book.settings.months_shown)
    say(f"检查结果：{summary(judged.findings)}")
    say("")
    say("有错的那本，按规则数一数查出的问题：")
    _say_by_rule(found)
    say(f"检查结果：{summary(found)}")
    say("")
    say(f"已刷新的账簿：{good.resolve()}（打开后从 首页 看起）")
    say(f"有错的账簿：{faulty.resolve()}（用 mealbook refresh 写入问题清单）")
    return DONE


def _say_by_rule(findings: Sequence[Finding]) -> None:
    counts = Counter((finding.rule, finding.level) for finding in findings)
    titles = {rule.code: rule.title for rule in RULES}
    lines = [["规则", "级别", "处数", "账应当是这样的"]]
    lines += [[code, str(level), str(number), titles[code]] for (code, level), number in sorted(counts.items())]
    say_table(lines, texts=(0, 1, 3))

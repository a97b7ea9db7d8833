"""The page that ``mealbook statement`` prints: the lines with what they come to, why some do not add up, then the findings."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from addin.commands.figure_table import wrapped
from addin.commands.printing import say, say_table, summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.statement_files import Source
    from macros_py.statement_check import CheckedLine, CheckedStatement
    from validation.findings import Finding

_NARROWEST = 60
_NAME = 18
_HEADINGS = ("行", "项目", "写的", "重算", "相差", "")
_TOLD_ABOVE = "STA-01"
"""The rule whose findings are the lines that do not add up."""
_WRONG, _UNKNOWN = "✗", "？"


def say_statement(source: Source, checked: CheckedStatement, findings: Sequence[Finding]) -> None:
    """Everything, for a person."""
    room = max(_NARROWEST, shutil.get_terminal_size().columns)
    again = sum(line.is_done_again for line in checked.lines)
    wrong = sum(line.is_wrong for line in checked.lines)
    say(
        f"{checked.title or source.name}：{len(checked.lines)} 行，{source.how}；重算了 {again} 个数，{f'{wrong} 个对不上' if wrong else '都对得上'}"
    )
    say("")
    say_table([_HEADINGS, *map(_row, checked.lines)], texts=(0, 1, 5))
    reasons = [line for line in checked.lines if line.explanations]
    if reasons:
        say("")
        say("对不上的：")
        for line in reasons:
            _say_wrapped(_head(line), room, "  ")
            for reason in line.explanations:
                _say_wrapped(f"· {reason}", room, "    ")
    others = [finding for finding in findings if finding.rule != _TOLD_ABOVE]
    if others:
        say("")
        say("别的问题：")
        for finding in others:
            place = f" {finding.cell}" if finding.cell else ""
            _say_wrapped(f"{finding.level} {finding.rule}{place} {finding.message}", room, "  ")
            if finding.suggestion:
                _say_wrapped(f"→ {finding.suggestion}", room, "    ")
    say("")
    say(summary(findings))


def _head(line: CheckedLine) -> str:
    if not line.is_wrong:
        return f"{line.key} {line.name}："
    own = f"按所写的各数是 {line.own}，它们改正以后是" if line.own not in {line.recomputed, line.stated} else "应是"
    return f"{line.key} {line.name} 写的 {line.stated}，{own} {line.recomputed}："


def _say_wrapped(text: str, room: int, indent: str) -> None:
    for line in wrapped(text, room, indent):
        say(line)


def _row(line: CheckedLine) -> tuple[str, ...]:
    name = line.name if len(line.name) <= _NAME else line.name[: _NAME - 1] + "…"
    plus = "+X" if line.without_amount else ""
    mark = _WRONG if line.is_wrong else _UNKNOWN if line.stated is None and not line.is_subtotal else ""
    return (line.key, name, line.stated or "—", f"{line.recomputed or '—'}{plus}", line.difference or "", mark)

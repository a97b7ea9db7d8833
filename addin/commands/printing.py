"""How findings and figures are printed: as one JSON document, or as lines for a person."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from addin.terminal import json_pieces, visible
from macros_py.blocked import Refused
from validation.findings import Level
from validation.money import printed
from workbook_templates.figures import FIGURES
from workbook_templates.results import COUNT, RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from macros_py.figures import Values
    from macros_py.judge import Judged
    from validation.findings import Finding

MONTH_FIGURES = ("就餐人次", "餐均食材成本", "餐均总成本", "收入合计", "支出合计", "结余", "盈亏率", "累计盈亏率")
"""What the small table of the months shows."""
NO_MONTHS = "还没有可算的月份：请先填好设置里的学期开始、学期结束和核算月份"


def say(text: str) -> None:
    """Print a line on stdout."""
    _print((f"{visible(text)}\n",))


def _print(pieces: Iterable[str]) -> None:
    """Nobody listening (a closed pipe, a full disk) is no reason to call the job undone."""
    try:
        sys.stdout.writelines(pieces)
        sys.stdout.flush()
    except OSError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - stays open until the program ends


def say_json(document: object) -> None:
    """Print one JSON document on stdout."""
    _print(chain(json_pieces(document), "\n"))


def findings_document(findings: Sequence[Finding]) -> dict[str, object]:
    """``check --json``. The findings are a generator: a register full of nonsense has a million."""
    return {
        "findings": (
            {
                "level": str(finding.level),
                "rule": finding.rule,
                "sheet": finding.sheet,
                "cell": finding.cell,
                "row": finding.row or None,
                "column": finding.column,
                "value": finding.value,
                "message": finding.message,
                "suggestion": finding.suggestion,
                "blocks": finding.blocks,
            }
            for finding in findings
        ),
        "counts": {str(level): sum(finding.level is level for finding in findings) for level in Level},
    }


def figures_document(judged: Judged, months: Iterable[str]) -> dict[str, object]:
    """``figures --json``: figures that are refused stand apart, with the reason."""
    wanted = tuple(months)
    found = {"months": judged.figures.months, "cumulative": judged.figures.cumulative}
    shown = {period: {month: _shown(values[month]) for month in wanted} for period, values in found.items()}
    refused = {period: {month: why for month in wanted if (why := _refused(values[month]))} for period, values in found.items()}
    return {**shown, "refused": refused}


def _shown(values: Values) -> dict[str, str]:
    return {
        figure.name: printed(value, figure.decimals) for figure in FIGURES if not isinstance(value := values[figure.name], Refused)
    }


def _refused(values: Values) -> dict[str, str]:
    return {figure.name: value.reason for figure in FIGURES if isinstance(value := values[figure.name], Refused)}


def say_findings(findings: Sequence[Finding]) -> None:
    """Every finding on two lines, then the count."""
    _print(_findings_lines(findings))
    say(summary(findings))


def _findings_lines(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
        yield f"{visible(f'{finding.level} {finding.rule} {place} {finding.message}')}\n"
        if finding.suggestion:
            yield f"    → {visible(finding.suggestion)}\n"


def summary(findings: Sequence[Finding]) -> str:
    """``错误 2 处（1 处影响计算）,警告 1 处,提示 0 处``."""
    counts = Counter(finding.level for finding in findings)
    blocking = sum(finding.blocks for finding in findings)
    told = {level: f"{level} {counts[level]} 处" for level in Level}
    told[Level.ERROR] += f"（{blocking} 处影响计算）" if blocking else ""
    return "，".join(told.values())


def say_months(judged: Judged, months: Iterable[str], names: Sequence[str] = MONTH_FIGURES) -> None:
    """A small table: one row a month, then the book to date."""
    shown = list(months)
    if not shown:
        say(NO_MONTHS)
        return
    rows = [(month, judged.figures.months[month]) for month in shown]
    rows.append(("累计", judged.figures.cumulative[shown[-1]]))
    by_name = {figure.name: figure for figure in FIGURES}
    lines = [["月份", *names]]
    for label, values in rows:
        lines.append([label, *(readable(values, name, by_name[name].format) for name in names)])
    say_table(lines)


def readable(values: Values, name: str, form: str) -> str:
    """A figure as people read it: 1,234.50, 1.16%, or that there is none."""
    value = values[name]
    if isinstance(value, Refused):
        return "算不出"
    if form == RATE:
        return f"{printed(value)}%"
    return f"{value:,}" if form == COUNT else _grouped(value)


def _grouped(fen: int) -> str:
    text = printed(abs(fen))
    whole, _, cents = text.partition(".")
    return f"{'-' if fen < 0 else ''}{int(whole):,}.{cents}"


def say_table(lines: Sequence[Sequence[str]], *, texts: Iterable[int] = (0,)) -> None:
    """Columns aligned by width on the screen: a Chinese character takes two places. The columns ``texts`` left, the others right."""
    lines = [[visible(text) for text in line] for line in lines]
    widths = [max(width(line[place]) for line in lines) for place in range(len(lines[0]))]
    left = set(texts)
    for line in lines:
        cells = [_padded(text, widths[place], left=place in left) for place, text in enumerate(line)]
        say("  ".join(cells).rstrip())


def width(text: str) -> int:
    """Places a text takes on a screen of fixed pitch."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, places: int, *, left: bool) -> str:
    space = " " * (places - width(text))
    return text + space if left else space + text

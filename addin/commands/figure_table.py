"""The table that ``mealbook figures`` prints: figures down, months across, as many months beside each other as the screen has room for."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple

from addin.commands.printing import readable, say, width
from macros_py.blocked import Refused
from workbook_templates.figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from macros_py.figures import Figures, Values

SHOWN: tuple[tuple[str, ...], ...] = (
    ("供餐天数", "就餐人次", "折算人次"),
    ("伙食费收入", "收入合计"),
    ("期初库存", "购入食材", "期末库存", "食材消耗"),
    ("燃料水电", "人员", "易耗品", "维修", "其他支出", "支出合计"),
    ("结余", "累计结余", "盈亏率", "累计盈亏率"),
    ("餐均食材成本", "餐均总成本", "食材占比"),
)
"""What an accountant asks for, in groups; all the others are in 月成本 and in ``--json``."""

_UNITS = "金额：元；餐均：元／折算人次"
_FORMATS = {figure.name: figure.format for figure in FIGURES}
_ORDER = (*(name for group in SHOWN for name in group), *_FORMATS)
_GAP, _INDENT = "  ", "    "
_MOST_NAMED = 4
_A_RUN = 3
_NARROWEST = 40


class Period(NamedTuple):
    """One column: what stands over it, and its figures."""

    title: str
    values: Values


def say_every_month(figures: Figures, months: Sequence[str]) -> None:
    """All these months, and the book to date."""
    periods = [Period(month, figures.months[month]) for month in months]
    span = months[0] if len(months) == 1 else f"{months[0]} 至 {months[-1]}"
    _say(span, [*periods, Period("累计", figures.cumulative[months[-1]])])


def say_one_month(figures: Figures, month: str) -> None:
    """One month beside the one before, if there is one, and the book to date."""
    months = list(figures.months)
    before = months[: months.index(month)][-1:]
    last = [Period(f"上月 {each}", figures.months[each]) for each in before]
    _say(month, [Period(month, figures.months[month]), *last, Period("累计", figures.cumulative[month])])


def _say(span: str, periods: list[Period]) -> None:
    room = max(_NARROWEST, shutil.get_terminal_size().columns)
    say(f"{span}（{_UNITS}）")
    for block in _blocks([_column(period) for period in periods], room):
        say("")
        for line in block:
            say(line)
    reasons = list(_reasons(periods, room))
    if reasons:
        say("")
        say("算不出的和原因（每一项见 --json）：")
        for line in reasons:
            say(line)


def _labels() -> list[str]:
    """The first column: the heading, then the figures, groups apart."""
    return ["指标", *(name for group in SHOWN for name in ("", *group))]


def _column(period: Period) -> list[str]:
    """A column of the same lines, every entry as wide as the widest."""
    texts = [period.title, *(readable(period.values, name, _FORMATS[name]) if name else "" for name in _labels()[1:])]
    widest = max(map(width, texts))
    return [" " * (widest - width(text)) + text for text in texts]


def _blocks(columns: list[list[str]], room: int) -> Iterator[list[str]]:
    """The lines of one table after the other, each with as many columns as there is room for."""
    first = max(map(width, _labels()))
    left = [label + " " * (first - width(label)) for label in _labels()]
    while columns:
        taken, used = 1, first + len(_GAP) + width(columns[0][0])
        while taken < len(columns) and used + len(_GAP) + width(columns[taken][0]) <= room:
            used += len(_GAP) + width(columns[taken][0])
            taken += 1
        yield [_GAP.join(cells).rstrip() for cells in zip(left, *columns[:taken], strict=True)]
        columns = columns[taken:]


def _reasons(periods: list[Period], room: int) -> Iterator[str]:
    """Each reason once: which figures of which periods it refuses, then the reason itself."""
    found: dict[str, dict[tuple[str, ...], list[int]]] = {}
    for place, period in enumerate(periods):
        for reason, names in _refused(period.values).items():
            found.setdefault(reason, {}).setdefault(tuple(names), []).append(place)
    for reason, refused in found.items():
        for those, places in refused.items():
            yield from wrapped(f"{_spans(periods, places)}：{_few(those)}", room, "  ")
        yield from wrapped(f"原因：{reason}", room, _INDENT)


def _spans(periods: list[Period], places: list[int]) -> str:
    """The titles of some periods; three or more months in a row as ``2025-09 至 2025-12``, 累计 by itself."""
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1 and place < len(periods) - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    titles = [[periods[place].title for place in run] for run in runs]
    return "、".join(f"{run[0]} 至 {run[-1]}" if len(run) >= _A_RUN else "、".join(run) for run in titles)


def _refused(values: Values) -> dict[str, list[str]]:
    """The refused figures by reason, those of the table first."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(_ORDER):
        value = values[name]
        if isinstance(value, Refused):
            found.setdefault(value.reason, []).append(name)
    return found


def _few(names: Sequence[str]) -> str:
    rest = f" 等 {len(names)} 项" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + rest


def wrapped(text: str, room: int, indent: str) -> Iterator[str]:
    """A text on lines that fit, each begun by the indent, later ones by two places more."""
    line, start = "", indent
    for sign in _signs(text):
        if width(start + line + sign) > room and line:
            yield (start + line).rstrip()
            line, start = "", indent + "  "
        line += sign if line or sign != " " else ""
    yield (start + line).rstrip()


def _signs(text: str) -> Iterable[str]:
    """Where a text may be broken: between Chinese signs, not inside words and numbers nor before a stop."""
    kept = ""
    for sign in text:
        if kept and (sign in "，。；：、）」”" or (sign.isascii() and kept[-1].isascii() and kept[-1] != " ")):
            kept += sign
        else:
            if kept:
                yield kept
            kept = sign
    yield kept

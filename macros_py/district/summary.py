"""The unit of work of a roll-up: a judged book in, small tables out. A pure function, so it gives the same wherever it runs."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import Refused
from macros_py.district.anomalies import Across, Anomaly, Signs, signs
from macros_py.district.anomalies.across import Invoice, Invoices
from macros_py.district.anomalies.diners import MostDiners
from macros_py.district.asked import Asked
from macros_py.district.drawing import Drawn, draw
from macros_py.district.week_prices import WeekPrice, week_prices
from macros_py.tallies.monthly_cost import refusals
from validation.findings import Level
from validation.refusals import Refusal
from workbook_templates.figures import FIGURES

if TYPE_CHECKING:
    from macros_py.figures import Values
    from macros_py.judge import Judged
    from validation.findings import Finding

IMPOSSIBLE = 10**15
"""Ten thousand billion 元 in fen and more: a slip of the keys, or worse."""


class Head(NamedTuple):
    """Whose book it is, and what decides between two books of the same months.

    ``months`` are those it accounts for up to 核算月份; ``counts`` how many 错误, 警告, 提示 it has.
    """

    school: str
    canteen: str
    term: str
    months: tuple[str, ...]
    closed_until: str
    counts: tuple[int, int, int]


class MonthFigures(NamedTuple):
    """The figures of one month, scaled integers; a refused one is ``None``, and ``note`` says why."""

    month: str
    figures: tuple[int | None, ...]
    note: str


class RuleCount(NamedTuple):
    """How often a rule found something in a book, and the first place."""

    level: str
    rule: str
    times: int
    place: str
    message: str


class Summary(NamedTuple):
    """All that a district keeps of one book. ``to_date``: the same figures for the book to date, at its last month."""

    head: Head
    months: list[MonthFigures]
    to_date: MonthFigures
    prices: list[WeekPrice]
    findings: list[RuleCount]
    signs: Signs
    drawn: list[Drawn]


def summarize(judged: Judged, asked: Asked = Asked()) -> Summary:  # noqa: B008 - a value, like any other
    """The small tables of one book.

    Args:
        judged: the book.
        asked: the thresholds of the tests, and how vouchers are drawn.

    Raises:
        Refusal: nothing tells whose book it is, or which months it accounts for; or a number is beyond belief.
    """
    settings = judged.book.settings
    if not settings.school:
        raise Refusal("设置里没有填学校，不知道是谁的账：请学校填好 学校 和 食堂 后再报一次")
    if not settings.months_shown:
        raise Refusal("设置里的学期开始、学期结束或核算月份没有填好，一个月也算不出：请学校填好后再报一次")
    shown, prices = settings.months_shown, week_prices(judged)
    _check_possible(judged, prices)
    levels = Counter(finding.level for finding in judged.findings)
    head = Head(
        settings.school,
        settings.canteen or "",
        settings.term or "",
        shown,
        settings.closed_until or "",
        (levels[Level.ERROR], levels[Level.WARNING], levels[Level.HINT]),
    )
    return Summary(
        head,
        [_figures(month, judged.figures.months[month]) for month in shown],
        _figures(shown[-1], judged.figures.cumulative[shown[-1]]),
        prices,
        _rule_counts(judged.findings),
        signs(judged, asked.thresholds()),
        draw(judged, asked.seed, asked.drawn),
    )


def _check_possible(judged: Judged, prices: list[WeekPrice]) -> None:
    """See that no number is beyond what any canteen can come to: in a sum it would drown all others."""
    shown = judged.book.settings.months_shown
    for values in (*(judged.figures.months[month] for month in shown), judged.figures.cumulative[shown[-1]]):
        for name, value in values.items():
            if isinstance(value, int) and abs(value) >= IMPOSSIBLE:
                raise Refusal(f"算出来的{name}有 {len(str(abs(value)))} 位数，不可能是真的：请学校改正填错的数后再报一次")
    for price in prices:
        if max(price.quantity, price.amount, price.amount * 1000 // price.quantity) >= IMPOSSIBLE:
            raise Refusal(f"采购验收!{price.cell} 一带的数量或金额大得不可能是真的：请学校改正填错的数后再报一次")


def _figures(month: str, values: Values) -> MonthFigures:
    scaled = tuple(None if isinstance(value := values[figure.name], Refused) else value for figure in FIGURES)
    return MonthFigures(month, scaled, "；".join(refusals(values)))


def _rule_counts(findings: list[Finding]) -> list[RuleCount]:
    """One line a rule and level, in the order of the findings."""
    first: dict[tuple[str, str], Finding] = {}
    counts = Counter[tuple[str, str]]()
    for finding in findings:
        key = (str(finding.level), finding.rule)
        first.setdefault(key, finding)
        counts[key] += 1
    return [
        RuleCount(*key, counts[key], f"{each.sheet}!{each.cell}" if each.cell else each.sheet, each.message)
        for key, each in first.items()
    ]


def packed_head(head: Head) -> str:
    """A head as one line of JSON."""
    return json.dumps(head, separators=(",", ":"))


def unpacked_head(text: str | bytes) -> Head:
    """The head that ``packed_head`` wrote."""
    school, canteen, term, months, closed, counts = json.loads(text)
    return Head(school, canteen, term, tuple(months), closed, tuple(counts))


def packed_tables(summary: Summary) -> str:
    """Everything but the head, as JSON."""
    return json.dumps(summary[1:], separators=(",", ":"))


def unpacked(head: Head, text: str | bytes) -> Summary:
    """The summary that ``packed_tables`` wrote."""
    months, to_date, prices, findings, (odd, not_judged, (invoices, diners)), drawn = json.loads(text)
    sheet, column, sellers, used = invoices
    return Summary(
        head,
        [_read_figures(each) for each in months],
        _read_figures(to_date),
        list(map(WeekPrice._make, prices)),
        [RuleCount(*each) for each in findings],
        Signs(
            [Anomaly(*each)._replace(rows=tuple(each[-1])) for each in odd],
            not_judged,
            Across(
                Invoices(sheet, column, sellers, list(map(Invoice._make, used))), None if diners is None else MostDiners(*diners)
            ),
        ),
        [Drawn(*each) for each in drawn],
    )


def _read_figures(line: list[object]) -> MonthFigures:
    month, figures, note = line
    return MonthFigures(str(month), tuple(figures), str(note))  # type: ignore[arg-type] # a list of whole numbers and None

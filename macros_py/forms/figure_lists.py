"""Lists made of figures: a row a month, a food category or a 科目, a column for every figure or period the form names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from macros_py.blocked import Refused
from macros_py.forms.form_list import Column, FormList
from macros_py.forms.formats import formatted, unfit
from macros_py.forms.more_figures import OFFERED, figure_value
from macros_py.forms.periods import (
    THIS_MONTH,
    TO_DATE,
    Period,
    in_words,
    is_named_month,
    is_to_come,
    months_of,
    period_of,
    values_of,
)
from macros_py.forms.words import UNAVAILABLE
from macros_py.values import Value, total
from validation.registers.choices import FOOD_CATEGORIES, INCOME_ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from macros_py.forms.form_list import Lines
    from macros_py.judge import Judged
    from workbook_templates.draft import DraftValue

_COSTS = ("燃料水电", "人员", "易耗品", "维修", "其他支出")
_AMOUNT = "金额"


def shown(judged: Judged, figure: str, period: Period, formats: tuple[str, ...] = ()) -> DraftValue:
    """A figure as a cell of a form has it; 暂缺 where it is refused."""
    return _as_shown(figure_value(judged, figure, period), OFFERED[figure].decimals, formats)


def _as_shown(value: Value, decimals: int, formats: tuple[str, ...]) -> DraftValue:
    return UNAVAILABLE if isinstance(value, Refused) else formatted(value, decimals, formats)


def period_in(judged: Judged, text: str, usual: Period) -> Period | None:
    """The period that (a part of) a heading names, ``usual`` for none or 金额; ``None`` where it names none. 本月金额 is 本月."""
    text = text.removesuffix(_AMOUNT)
    return period_of(text, judged.book.settings) if text else usual


def _is_to_come(judged: Judged, text: str, period: Period) -> bool:
    return is_named_month(text.removesuffix(_AMOUNT)) and is_to_come(period, judged.book.settings)


# --- a row a month --------------------------------------------------------------------------------------------------------------------


def _months(judged: Judged, period: Period) -> list[str]:
    upto = period._replace(how=TO_DATE) if period.how == THIS_MONTH else period
    return list(months_of(judged, upto)) if period.month else []


def _month_lines(judged: Judged, period: Period) -> Lines:
    settings = judged.book.settings
    return [
        (number, in_words(settings, Period(THIS_MONTH, month))) for number, month in enumerate(_months(judged, period), start=1)
    ]


def _month_column(judged: Judged, period: Period, name: str, formats: tuple[str, ...]) -> Column | None:
    if name not in OFFERED or unfit(formats, OFFERED[name].format):
        return None
    values = [shown(judged, name, Period(THIS_MONTH, month), formats) for month in _months(judged, period)]
    whole = period if period.how != THIS_MONTH else Period(TO_DATE, period.month)
    return Column(values, shown(judged, name, whole, formats))


# --- a row a food category ------------------------------------------------------------------------------------------------------------

_STAGES = {"期初": "期初库存", "购入": "购入食材", "消耗": "食材消耗", "期末": "期末库存"}
"""What a column of the categories shows, and the figure of all food; ``_‹类别›`` behind that is the figure of one."""


def _category_lines(_judged: Judged, _period: Period) -> Lines:
    return [(number, category) for number, category in enumerate(FOOD_CATEGORIES, start=1)]


def _category_column(judged: Judged, period: Period, name: str, formats: tuple[str, ...]) -> Column | None:
    stage, _, word = name.partition("_")
    figure = _STAGES.get(stage.removesuffix(_AMOUNT).removesuffix("库存"))
    chosen = period_in(judged, word, period)
    if figure is None or chosen is None:
        return None
    if _is_to_come(judged, word, chosen):
        return Column([None] * len(FOOD_CATEGORIES))
    values = [shown(judged, f"{figure}_{category}", chosen, formats) for category in FOOD_CATEGORIES]
    return Column(values, shown(judged, figure, chosen, formats))


# --- a row a 科目 ----------------------------------------------------------------------------------------------------------------------


class Side(NamedTuple):
    """One side of the accounts: its lines as (what the form prints, figure), and the figure of them all."""

    lines: tuple[tuple[str, str], ...]
    whole: str


INCOME = Side(tuple((name, name) for name in INCOME_ACCOUNTS), "收入合计")
COSTS = Side((("食材消耗", "食材消耗"), *((name, name) for name in _COSTS)), "支出合计")
COSTS_BY_CATEGORY = Side(
    (*((f"食材：{name}", f"食材消耗_{name}") for name in FOOD_CATEGORIES), *((name, name) for name in _COSTS)), "支出合计"
)


def _lines_in_use(judged: Judged, side: Side, period: Period) -> list[tuple[str, str]]:
    """The lines of a side that are not zero to date: a form does not list what there is none of."""
    to_date = Period(TO_DATE, period.month)
    values = values_of(judged, to_date)
    return [] if values is None else [line for line in side.lines if values[line[1]] != 0 or _moved(judged, line[1], period)]


def _moved(judged: Judged, figure: str, period: Period) -> bool:
    """Whether a figure that is zero to date is not so in the period."""
    return figure_value(judged, figure, period) != 0


def _side_lines(judged: Judged, period: Period, side: Side) -> Lines:
    return [(number, label) for number, (label, _) in enumerate(_lines_in_use(judged, side, period), start=1)]


def _side_column(judged: Judged, period: Period, name: str, formats: tuple[str, ...], side: Side) -> Column | None:
    chosen = period_in(judged, name, period)
    if chosen is None:
        return None
    figures = [figure for _, figure in _lines_in_use(judged, side, period)]
    if _is_to_come(judged, name, chosen):
        return Column([None] * len(figures))
    return Column([shown(judged, figure, chosen, formats) for figure in figures], shown(judged, side.whole, chosen, formats))


# --- two sides beside each other ------------------------------------------------------------------------------------------------------

_SURPLUS, _DEFICIT = "结余", "亏损"


class _Ledger(NamedTuple):
    """Both sides, each with its balance in the last row where one of the usual periods has one there."""

    income: list[tuple[str, str]]
    costs: list[tuple[str, str]]
    rows: int
    surplus: bool
    deficit: bool


def _ledger(judged: Judged, period: Period) -> _Ledger:
    income, costs = _lines_in_use(judged, INCOME, period), _lines_in_use(judged, COSTS, period)
    periods = (period, Period(TO_DATE, period.month))
    balances = [figure_value(judged, "结余", each) for each in periods] if period.month else []
    deficit = any(isinstance(each, int) and each < 0 for each in balances)
    surplus = any(isinstance(each, Refused) or each >= 0 for each in balances)
    return _Ledger(income, costs, max(len(income) + deficit, len(costs) + surplus), surplus, deficit)


def _laid(lines: Sequence[DraftValue], last: DraftValue, rows: int, *, balanced: bool) -> list[DraftValue]:
    """One side's cells: its lines, blank rows where the other side is longer, and its balance in the last row."""
    return [*lines, *[None] * (rows - len(lines) - balanced), *([last] if balanced else [])]


def _ledger_lines(judged: Judged, period: Period) -> Lines:
    found = _ledger(judged, period)
    income = _laid([label for label, _ in found.income], _DEFICIT, found.rows, balanced=found.deficit)
    costs = _laid([label for label, _ in found.costs], _SURPLUS, found.rows, balanced=found.surplus)
    return [(number, *pair) for number, pair in enumerate(zip(income, costs, strict=True), start=1)]


def _ledger_column(judged: Judged, period: Period, name: str, formats: tuple[str, ...]) -> Column | None:
    """收入金额, 支出金额, 收入累计, 支出_上月 …: the balance stands on the side that makes both add up to the same."""
    side, word = name[:2], name[2:].removeprefix("_")
    chosen = period_in(judged, word, period)
    if side not in {"收入", "支出"} or chosen is None:
        return None
    found = _ledger(judged, period)
    if _is_to_come(judged, word, chosen):
        return Column([None] * found.rows)
    on_income = side == "收入"
    lines, whole = (found.income, INCOME.whole) if on_income else (found.costs, COSTS.whole)
    balance = figure_value(judged, "结余", chosen)
    own: Value | None = balance
    if not isinstance(balance, Refused):
        lost = balance < 0 and found.deficit
        own = (-balance if lost else None) if on_income else (None if lost else balance)
    elif on_income:
        own = None
    last = None if own is None else _as_shown(own, 2, formats)
    balanced = found.deficit if on_income else found.surplus
    cells = _laid([shown(judged, figure, chosen, formats) for _, figure in lines], last, found.rows, balanced=balanced)
    both = total(figure_value(judged, whole, chosen), own or 0)
    return Column(cells, _as_shown(both, 2, formats))


FIGURE_LISTS: tuple[FormList, ...] = (
    FormList("逐月", "一个月一行，标题写指标名", ("序号", "月份"), _month_lines, more=_month_column, total_label="累计"),
    FormList(
        "类别",
        "一类食材一行，标题写 期初、购入、消耗、期末，后面可接期间，如 消耗_累计",
        ("序号", "类别"),
        _category_lines,
        more=_category_column,
    ),
    FormList(
        "收入科目",
        "有数的收入科目一行一个，标题写期间，如 本月、累计、9月",
        ("序号", "项目"),
        lambda judged, period: _side_lines(judged, period, INCOME),
        also={"科目": "项目", "收入项目": "项目"},
        more=lambda judged, period, name, formats: _side_column(judged, period, name, formats, INCOME),
    ),
    FormList(
        "支出科目",
        "食材消耗、燃料水电等一行一个，标题写期间",
        ("序号", "项目"),
        lambda judged, period: _side_lines(judged, period, COSTS),
        also={"科目": "项目", "支出项目": "项目"},
        more=lambda judged, period, name, formats: _side_column(judged, period, name, formats, COSTS),
    ),
    FormList(
        "支出分类",
        "同上，食材消耗分成各类别",
        ("序号", "项目"),
        lambda judged, period: _side_lines(judged, period, COSTS_BY_CATEGORY),
        also={"科目": "项目", "支出项目": "项目"},
        more=lambda judged, period, name, formats: _side_column(judged, period, name, formats, COSTS_BY_CATEGORY),
    ),
    FormList(
        "收支两栏",
        "左边收入、右边支出，结余（或亏损）在最后一行，两边合计相等；金额的标题写 收入金额、支出金额、收入累计、支出累计",
        ("序号", "收入项目", "支出项目"),
        _ledger_lines,
        also={"项目": "收入项目", "项目2": "支出项目", "金额": "收入金额", "金额2": "支出金额"},
        more=_ledger_column,
        labelled=frozenset({"收入项目", "支出项目"}),
    ),
)

"""What a form may show beyond the figures of the vocabulary: the stock of a category, food delivered and sent back, the balance brought forward.

Values are integers scaled by the figure's decimals, or ``Refused``, as those of ``macros_py.figures``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros_py.blocked import Refused
from macros_py.forms.periods import TO_DATE, YEAR, Period, months_of, values_of
from macros_py.tallies.stock_balances import opening_is_known
from macros_py.values import less, total
from validation.registers.choices import FOOD_CATEGORIES
from workbook_templates.figures import FIGURES, Figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from macros_py.flows import Flow
    from macros_py.judge import Judged
    from macros_py.values import Value

DELIVERED, SENT_BACK, BROUGHT_FORWARD = "食材验收", "食材退货", "上期累计结余"
OPENING_OF, CLOSING_OF = "期初库存_", "期末库存_"
MORE_FIGURES: tuple[Figure, ...] = (
    *(Figure(f"{OPENING_OF}{category}") for category in FOOD_CATEGORIES),
    *(Figure(f"{CLOSING_OF}{category}") for category in FOOD_CATEGORIES),
    Figure(DELIVERED),
    Figure(SENT_BACK),
    Figure(BROUGHT_FORWARD),
)
OFFERED: dict[str, Figure] = {figure.name: figure for figure in (*FIGURES, *MORE_FIGURES)}
"""Every figure that a form can show, by name."""


def figure_value(judged: Judged, name: str, period: Period) -> Value:
    """One figure of one period."""
    values = values_of(judged, period)
    if values is None:
        return Refused("本账没有这个期间")
    if name in values:
        return values[name]
    if name == BROUGHT_FORWARD:
        return less(values["累计结余"], values["结余"])
    if name.startswith(OPENING_OF):
        return _opening(judged, name.removeprefix(OPENING_OF), period)
    if name.startswith(CLOSING_OF):
        return _closing(judged, name.removeprefix(CLOSING_OF), period.month)
    return _came_or_went(judged, period, (lambda flow: flow.received) if name == DELIVERED else (lambda flow: flow.returned))


def _opening(judged: Judged, category: str, period: Period) -> Value:
    """The stock of a category when the period began: of several months, when the first of them did."""
    first = months_of(judged, period)[0]
    if period.how == YEAR and first[5:] != "01" and _began_later(judged, period):
        return Refused("年初至今里没有各类别的期初库存")
    found = 0
    for name, item in judged.book.items.items():
        if item.category == category:
            if not opening_is_known(judged, name, first):
                return judged.blocked.item(name, first) or Refused(f"{name}的期初库存算不出")
            found += judged.flows.by_item[name][first].opening
    return found


def _closing(judged: Judged, category: str, month: str) -> Value:
    """The stock of a category at the end of a month."""
    to_date = judged.figures.cumulative[month]
    there = total(_opening(judged, category, Period(TO_DATE, month)), to_date[f"购入食材_{category}"])
    return less(there, to_date[f"食材消耗_{category}"])


def _began_later(judged: Judged, period: Period) -> bool:
    """Whether the book began in the course of the period's year."""
    first = judged.book.settings.first_day
    return first is not None and f"{first.year:04d}" == period.month[:4] and (first.month, first.day) != (1, 1)


def _came_or_went(judged: Judged, period: Period, amount: Callable[[Flow], int]) -> Value:
    """A sum over the food of some months, refused where 购入食材 is."""
    found = 0
    for month in months_of(judged, period):
        bought = judged.figures.months[month]["购入食材"]
        if isinstance(bought, Refused):
            return bought
        found += sum(amount(flows[month]) for name, flows in judged.flows.by_item.items() if judged.book.items[name].is_food)
    return Refused("年初至今里没有这一项") if period.how == YEAR and _began_later(judged, period) else found

"""日成本: what each meal of each day cost, in food, per standard meal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.money import decimal, rounded_quotient
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import DAILY_COST

if TYPE_CHECKING:
    from macros_py.judge import Judged


def daily_cost(judged: Judged) -> TableFill:
    """All days and meals of the book. A cost stays empty in a month whose food cannot be valued, a head count where a row of it is blocked."""
    base = judged.book.settings.base_standard or 0
    rows: list[tuple[DraftValue, ...]] = []
    for meal in judged.evidence.meals:
        known = meal.heads_known and base > 0
        equivalent = rounded_quotient(meal.standard_value * 100, base) if known else None
        per_meal = None
        if known and meal.food is not None and meal.standard_value:
            per_meal = rounded_quotient(meal.food * base, meal.standard_value)
        heads = meal.heads if meal.heads_known else None
        rows.append((meal.day, meal.meal, heads, _money(equivalent), _money(meal.food), _money(per_meal)))
    return TableFill(DAILY_COST.name, DAILY_COST.headings, rows)


def _money(hundredths: int | None) -> DraftValue:
    return None if hundredths is None else decimal(hundredths)

"""日成本: what each meal of each day cost, in food, per standard meal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.money import decimal, rounded_quotient
from workbook_templates.draft import DraftValue, TableFill
from workbook_templates.results import DAILY_COST

if TYPE_CHECKING:
    from macros_py.judge import Judged


def daily_cost(judged: Judged) -> TableFill:
    """All days and meals of the book; a cost stays empty in a month whose food cannot be valued."""
    base = judged.book.settings.base_standard
    rows: list[tuple[DraftValue, ...]] = []
    for meal in judged.evidence.meals:
        equivalent = rounded_quotient(meal.standard_value * 100, base) if base else None
        cost = meal.food
        per_meal = rounded_quotient(cost * base, meal.standard_value) if cost is not None and base and meal.standard_value else None
        amounts = (None if fen is None else decimal(fen) for fen in (equivalent, cost, per_meal))
        rows.append((meal.day, meal.meal, meal.heads, *amounts))
    return TableFill(DAILY_COST.name, DAILY_COST.headings, rows)

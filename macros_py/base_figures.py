"""基期 for the next term: what this one consumed, category by category and as its own comparisons are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from macros_py.blocked import Refused
from macros_py.consumed import consumed, quantity_consumed, units_of
from validation.comparisons import scope_of
from validation.registers.choices import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from macros_py.judge import Judged


def base_rows(judged: Judged) -> Iterator[dict[str, Any]]:
    """The rows of 基期 as fields: first the comparisons that this book draws itself, then every category that it consumed, each once.

    A category is left to the comparison that holds it and came to the same, its other items having cost nothing: two rows with one amount for unlike items
    would look as if something had been left out on one side only.
    """
    book, last = judged.book, judged.ledger.months[-1]
    drawn: set[tuple[str, str | None]] = set()
    told: list[tuple[int, frozenset[str]]] = []
    for row in book.base_periods.with_values("name", "scope"):
        scope, key = scope_of(book, row), (row.scope, row.left_out)
        if not scope.faults and "left_out" not in row.unread and key not in drawn:
            drawn.add(key)
            told.append((consumed(judged, scope.items, last), frozenset(scope.items)))
            yield _base_row(judged, row.name, row.scope, row.left_out, scope.items)
    for category in CATEGORIES:
        items = [name for name, item in book.items.items() if item.category == category]
        amount = consumed(judged, items, last)
        alike = any(amount == other and not names.isdisjoint(items) and names != set(items) for other, names in told)
        if amount and (category, None) not in drawn and not alike:
            yield _base_row(judged, category, category, None, items)


def _base_row(judged: Judged, name: str, scope: str, left_out: str | None, items: Sequence[str]) -> dict[str, Any]:
    last = judged.ledger.months[-1]
    diners = judged.figures.cumulative[last]["折算人次"]
    return {
        "name": name,
        "scope": scope,
        "period": judged.book.settings.term or "上期",
        "amount": consumed(judged, items, last),
        "quantity": quantity_consumed(judged, items, last) if len(units_of(judged, items)) == 1 else None,
        "meals": None if isinstance(diners, Refused) else diners,
        "left_out": left_out,
    }

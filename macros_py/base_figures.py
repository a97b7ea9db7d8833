"""基期 for the next term: what this one consumed, category by category and as its own comparisons are drawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from macros_py.blocked import Refused
from macros_py.history import Use
from validation.registers.choices import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from macros_py.judge import Judged
    from macros_py.ledger import ItemLedger

_NAMED = re.compile("「([^」]*)」")
_NOT_CONSUMED = frozenset({Use.RETURNED, Use.DRAWN})


def base_rows(judged: Judged) -> Iterator[dict[str, Any]]:
    """The rows of 基期 as fields: first the comparisons that this book draws itself, then every category that it consumed, each once."""
    drawn: set[tuple[str, str | None]] = set()
    for row in judged.book.base_periods.with_values("name", "scope"):
        key = (row.scope, row.left_out)
        items = None if row.unread & {"left_out"} else _items(judged, row.scope, row.left_out)
        if items is not None and key not in drawn:
            drawn.add(key)
            yield _base_row(judged, row.name, row.scope, row.left_out, items)
    for category in CATEGORIES:
        items = _items(judged, category, None) or []
        if (category, None) not in drawn and consumed(judged, items):
            yield _base_row(judged, category, category, None, items)


def _base_row(judged: Judged, name: str, scope: str, left_out: str | None, items: Sequence[str]) -> dict[str, Any]:
    diners = judged.figures.cumulative[judged.ledger.months[-1]]["折算人次"]
    one_unit = len({judged.book.items[item].unit for item in items}) == 1
    return {
        "name": name,
        "scope": scope,
        "period": judged.book.settings.term or "上期",
        "amount": consumed(judged, items),
        "quantity": sum(_quantity(judged, item) for item in items) if one_unit else None,
        "meals": None if isinstance(diners, Refused) else diners,
        "left_out": left_out,
    }


def _items(judged: Judged, scope: str, left_out: str | None) -> list[str] | None:
    """The items that a row of 基期 means; ``None`` where one of its words means nothing here."""
    items = judged.book.items
    named = _NAMED.findall(scope)
    categories = [word.strip() for word in re.split("[、，,]", _NAMED.sub("、", scope)) if word.strip()]
    out = _NAMED.findall(left_out or "")
    if not set(categories) <= set(CATEGORIES) or not items.keys() >= {*named, *out} or (left_out and not out):
        return None
    return [name for name, item in items.items() if (item.category in categories or name in named) and name not in out]


def consumed(judged: Judged, items: Sequence[str]) -> int:
    """What these items cost the canteen in the term: every issue but 退货, 直出, 盘亏 − 盘盈, and what 食堂部门 drew. Fen."""
    ours = judged.book.settings.departments
    return sum(
        flow.used + sum(value for department, value in flow.drawn.items() if department in ours)
        for item in items
        for flow in judged.flows.by_item[item].values()
    )


def _quantity(judged: Judged, item: str) -> int:
    """The same in quantity: what was there or came, less what is left, was sent back or went to other departments. Thousandths."""
    kept, ours = judged.ledger.items[item], judged.book.settings.departments
    came = kept.quantity + sum(kept.history.lines.quantities)
    left = kept.history.quantity[-1] if kept.history.quantity else kept.quantity
    return came - left - sum(quantity for use, department, quantity in _moves(kept) if _elsewhere(use, department, ours))


def _moves(kept: ItemLedger) -> Iterator[tuple[Use, str | None, int]]:
    draws = kept.history.draws
    for going, quantity in zip(draws.goings, draws.quantities, strict=True):
        yield going.use, going.department, quantity
    for backs in kept.history.taken_back.values():
        for back in backs:
            yield back.going.use, back.going.department, -back.quantity


def _elsewhere(use: Use, department: str | None, ours: Sequence[str]) -> bool:
    return use in _NOT_CONSUMED and not (use is Use.DRAWN and department in ours)

"""Units: from the unit a line was entered in to the base unit in which stock is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.money import rounded_quotient
from validation.registers.unit_conversions import FACTOR_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.registers.items import Item
    from validation.registers.unit_conversions import UnitConversion

ONE: int = 10**FACTOR_DECIMALS
_WEIGHTS = frozenset({"斤", "两", "千克", "公斤", "克", "吨"})
_MEASURES: dict[str, frozenset[str]] = {**dict.fromkeys(_WEIGHTS, frozenset({"公斤", "千克"})), "毫升": frozenset({"升"})}
"""What the shipped conversions convert to: 斤 is half a 公斤, and says nothing about an item kept in 袋."""


class Conversion(dict[int, int]):
    """Base quantities by quantity in one unit: each different one is converted once."""

    def __init__(self, factor: int) -> None:
        """``factor``: base units in one unit, in billionths."""
        super().__init__()
        self._factor = factor

    def __missing__(self, quantity: int) -> int:
        """A quantity not met before, rounded half up to 0.001."""
        base = self[quantity] = rounded_quotient(quantity * self._factor, ONE)
        return base


class Units:
    """All conversions of one book."""

    def __init__(self, items: dict[str, Item], conversions: Iterable[UnitConversion]) -> None:
        """``items`` by name; two conversions that disagree, and one whose 换算率 cannot be used, are none."""
        self._items = items
        self._factors: dict[tuple[str | None, str], int | None] = {}
        for conversion in conversions:
            if not conversion.unread & {"item", "unit"} and conversion.unit is not None:
                usable = "factor" not in conversion.unread and conversion.factor is not None and conversion.factor > 0
                key, factor = (conversion.item, conversion.unit), conversion.factor if usable else None
                self._factors[key] = factor if self._factors.get(key, factor) == factor else None
        self._found: dict[tuple[str, str | None], int | None] = {}

    def factor(self, item: str, unit: str | None) -> int | None:
        """Base units in one ``unit`` of ``item``, in billionths; ``None`` if the book does not say. No unit means the base unit."""
        key = (item, unit)
        if key not in self._found:
            self._found[key] = self._look_up(item, unit)
        return self._found[key]

    def _look_up(self, item: str, unit: str | None) -> int | None:
        known = self._items.get(item)
        if known is None or known.unit is None:
            return None
        if unit and (item, unit) in self._factors:
            return self._factors[item, unit]
        if unit is None or unit == known.unit:
            return ONE
        if known.unit not in _MEASURES.get(unit, {known.unit}):
            return None
        return self._factors.get((None, unit))

    def base_quantity(self, item: str, quantity: int, unit: str | None) -> int | None:
        """A quantity (thousandths) in the item's base unit, rounded half up to 0.001, once; ``None`` without a conversion."""
        factor = self.factor(item, unit)
        if factor is None:
            return None
        return quantity if factor == ONE else rounded_quotient(quantity * factor, ONE)

"""What issues are worth: moving weighted average, first in first out, and the weighted average of the month.

Exact integers; a value is rounded half away from zero when it is charged, and nothing before (vocabulary, "Valuation"). A method keeps the stock of
one item and is told what happens to it, day by day: quantities in thousandths of the base unit, values in fen. The ledger has already seen to
it that nobody draws more than is there.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from validation.money import rounded_quotient
from validation.registers.choices import FIRST_IN_FIRST_OUT, MONTHLY_AVERAGE, MOVING_AVERAGE

if TYPE_CHECKING:
    from datetime import date


class UnpricedError(Exception):
    """A surplus was counted where no stock was, and nothing was ever paid for the item: there is no value to give it."""


class BelowZeroError(Exception):
    """Goods have less than no value: a reversal of a purchase took a price that the stock, already issued at another, did not have."""

    def __init__(self, quantity: int, value: int) -> None:
        """How many goods, and what they would be worth."""
        super().__init__()
        self.quantity = quantity
        self.value = value


class Paid(NamedTuple):
    """The last price paid: an amount for a quantity."""

    amount: int
    quantity: int


class Layer:
    """Goods that came together, on ``day`` if they are a day's receipts."""

    def __init__(self, day: date | None, quantity: int, value: int) -> None:
        self.day = day
        self.quantity = quantity
        self.value = value


class MonthAhead(NamedTuple):
    """What the month will bring: receipts into stock, and the number of draws after which nothing is left (``None``: something is).

    ``reverses``: some of the receipts reverse an earlier one.
    """

    received: int
    amount: int
    draws_until_empty: int | None
    reverses: bool = False


class MovingAverage:
    """移动加权平均: everything in stock costs the same; a receipt mixes with what is there."""

    looks_ahead = False
    """Whether the method must know at a month's beginning what the month will bring."""

    def __init__(self) -> None:
        """Nothing in stock."""
        self.quantity = 0
        self.value = 0

    def left(self) -> list[tuple[int, int]]:
        """What is in stock, as (quantity, value): everything together, nothing if there is nothing."""
        return [(self.quantity, self.value)] if self.quantity or self.value else []

    def begin_month(self, ahead: MonthAhead) -> None:
        """Learn what the month will bring. Only the average of the month needs to know."""

    def receive(self, quantity: int, amount: int, day: date | None = None) -> None:  # noqa: ARG002 - layers ask for the day
        """A day's receipts into stock (no day: the opening), less what was reversed the same day."""
        self.quantity += quantity
        self.value += amount

    def send_back(self, quantity: int, amount: int, came: date) -> None:  # noqa: ARG002 - layers ask for the day
        """A receipt of an earlier day that is reversed, at the amount typed on the reversal."""
        self.quantity -= quantity
        self.value -= amount

    def take_back(self, quantity: int, value: int, *, own: tuple[int, int]) -> None:  # noqa: ARG002 - the average of the month asks
        """The issues reversed on a day come back at the value they were charged. ``own``: what of that was issued this month."""
        self.receive(quantity, value)

    def worth(self, quantity: int) -> int:
        """What so much of the stock is worth at its unit cost; 0 of nothing."""
        return self._at_unit_cost(quantity) if self.quantity > 0 else 0

    def draw(self, quantity: int) -> int:
        """Issue a quantity and charge it. Issuing everything takes all the value.

        Raises:
            BelowZeroError: it would be charged less than nothing.
        """
        stock, worth = self.quantity, self.value
        if quantity == stock:
            value = worth
        elif worth >= 0 and stock > 0:
            value = (2 * worth * quantity + stock) // (2 * stock)  # as ``rounded_quotient``, without the call: a year has 40,000
        else:
            value = rounded_quotient(worth * quantity, stock)
        if value < 0:
            raise BelowZeroError(stock, worth)
        self.quantity, self.value = stock - quantity, worth - value
        return value

    def lose(self, quantity: int) -> int:
        """A shortage found at a count, valued by itself on what the day's issues left."""
        return self.draw(quantity)

    def find(self, quantity: int, last_paid: Paid | None) -> int:
        """A surplus found at a count: at the current unit cost, or at the last price paid where nothing was there.

        Raises:
            UnpricedError: nothing was there and nothing was ever paid.
            BelowZeroError: what is there has less than no value.
        """
        if self.quantity > 0 and self.value < 0 and not self.looks_ahead:
            raise BelowZeroError(self.quantity, self.value)
        if self.quantity > 0:
            value = self._at_unit_cost(quantity)
        elif last_paid is not None:
            value = rounded_quotient(last_paid.amount * quantity, last_paid.quantity)
        else:
            raise UnpricedError
        self._keep(quantity, value)
        return value

    def _at_unit_cost(self, quantity: int) -> int:
        return rounded_quotient(self.value * quantity, self.quantity)

    def _keep(self, quantity: int, value: int) -> None:
        self.receive(quantity, value)

    def _take(self, quantity: int, value: int) -> int:
        self.quantity -= quantity
        self.value -= value
        return value


class FirstInFirstOut(MovingAverage):
    """先进先出: whole layers go at their value, a part of a layer at its share, rounded.

    A day's receipts are one layer; a surplus is the newest layer; an issue taken back is the oldest.
    """

    def __init__(self) -> None:
        """No layers."""
        super().__init__()
        self.layers: deque[Layer] = deque()

    def left(self) -> list[tuple[int, int]]:
        """Every layer, the oldest first."""
        return [(layer.quantity, layer.value) for layer in self.layers]

    def receive(self, quantity: int, amount: int, day: date | None = None) -> None:
        """A new layer."""
        super().receive(quantity, amount)
        self.layers.append(Layer(day, quantity, amount))
        self._drop_empty()

    def send_back(self, quantity: int, amount: int, came: date) -> None:
        """Out of the layer it came with; where less is left of that, out of the oldest, which bear the difference in value."""
        super().send_back(quantity, amount, came)
        own = next((layer for layer in self.layers if layer.day == came and layer.quantity >= quantity), None)
        if own is not None:
            own.quantity -= quantity
            own.value -= amount
        else:
            difference = amount - self._take_oldest(quantity)
            if not self.layers:
                self.layers.append(Layer(None, 0, 0))
            self.layers[0].value -= difference
        self._drop_empty()

    def take_back(self, quantity: int, value: int, *, own: tuple[int, int]) -> None:  # noqa: ARG002 - the average of the month asks
        """What a day takes back lies in front, as one layer."""
        super().receive(quantity, value)
        self.layers.appendleft(Layer(None, quantity, value))

    def draw(self, quantity: int) -> int:
        """The oldest layers first."""
        value = self._take_oldest(quantity)
        if value < 0:
            raise BelowZeroError(quantity, value)
        return self._take(quantity, value)

    def _take_oldest(self, quantity: int) -> int:
        """Whole layers, and the last one's part; everything takes all the value, of layers reversed to no quantity too."""
        if quantity == sum(layer.quantity for layer in self.layers):
            value = sum(layer.value for layer in self.layers)
            self.layers.clear()
            return value
        left, value = quantity, 0
        while left:
            layer = self.layers[0]
            if layer.quantity <= left:
                left -= layer.quantity
                value += layer.value
                self.layers.popleft()
                continue
            part = rounded_quotient(layer.value * left, layer.quantity)
            layer.quantity -= left
            layer.value -= part
            value += part
            left = 0
        return value

    def _drop_empty(self) -> None:
        """A layer reversed to nothing is no layer; one with a quantity or a value left is."""
        self.layers = deque(layer for layer in self.layers if layer.quantity or layer.value)

    def _keep(self, quantity: int, value: int) -> None:
        super().receive(quantity, value)
        self.layers.append(Layer(None, quantity, value))


class MonthlyAverage(MovingAverage):
    """月末一次加权平均: one unit cost a month, (opening + receipts into stock) ÷ quantity.

    A day's issues are worth round(issued in the month to date × unit cost) less what was charged before. A month that ends with nothing takes all
    the value at its last draw. A surplus enters no average of its month.
    """

    looks_ahead = True

    def __init__(self) -> None:
        """Nothing in stock, no month begun."""
        super().__init__()
        self._cost = self._besides = (0, 0)
        self._issued = self._charged = self._draws = self._to_come = 0
        self._last_draw: int | None = None

    def begin_month(self, ahead: MonthAhead) -> None:
        """Fix the month's unit cost.

        Raises:
            BelowZeroError: what the month reverses leaves goods of less than no value of opening and receipts.
        """
        self._cost = value, quantity = (self.value + ahead.amount, self.quantity + ahead.received)
        if ahead.reverses and value < 0 < quantity:
            raise BelowZeroError(quantity, value)
        self._besides = (0, 0)
        self._issued = self._charged = self._draws = 0
        self._to_come = ahead.amount
        self._last_draw = ahead.draws_until_empty

    def receive(self, quantity: int, amount: int, day: date | None = None) -> None:
        """Receipts that the month's unit cost already knows."""
        super().receive(quantity, amount, day)
        self._to_come -= amount

    def send_back(self, quantity: int, amount: int, came: date) -> None:
        """A reversal that the month's unit cost already knows."""
        super().send_back(quantity, amount, came)
        self._to_come += amount

    def take_back(self, quantity: int, value: int, *, own: tuple[int, int]) -> None:
        """Comes back at its value; the month's unit cost stands. What this month issued was then not issued after all."""
        self._put(quantity, value)
        self._issued -= own[0]
        self._charged -= own[1]
        self._also(quantity - own[0], value - own[1])

    def draw(self, quantity: int) -> int:
        """The day's issues together."""
        self._draws += 1
        self._issued += quantity
        everything = self._draws == self._last_draw
        value = self.value + self._to_come if everything else self._at_unit_cost(self._issued) - self._charged
        self._charged += value
        return self._take(quantity, value)

    def lose(self, quantity: int) -> int:
        """By itself, at the month's unit cost."""
        self._draws += 1
        value = self.value + self._to_come if self._draws == self._last_draw else self._at_unit_cost(quantity)
        return self._take(quantity, value)

    def _at_unit_cost(self, quantity: int) -> int:
        value, stock = self._cost
        if stock <= 0:  # no opening and no receipts all month: what else came in must do
            value, stock = self._besides if self._besides[1] > 0 else (self.value, self.quantity)
        return rounded_quotient(value * quantity, stock)

    def _keep(self, quantity: int, value: int) -> None:
        self._put(quantity, value)
        self._also(quantity, value)

    def _put(self, quantity: int, value: int) -> None:
        super().receive(quantity, value)

    def _also(self, quantity: int, value: int) -> None:
        """Note what came in besides opening and receipts."""
        self._besides = (self._besides[0] + value, self._besides[1] + quantity)


METHODS: dict[str, type[MovingAverage]] = {
    MOVING_AVERAGE: MovingAverage,
    FIRST_IN_FIRST_OUT: FirstInFirstOut,
    MONTHLY_AVERAGE: MonthlyAverage,
}

"""How Excel's values become ours: one class for each type of the vocabulary.

What a person plainly means is accepted; what is not certain is a fatal fault with a suggestion, and not read (vocabulary, "Reading").
"""

from validation.kinds.days import Day, Month
from validation.kinds.kind import BLANK, Fault, Kind, Reading, clipped, plain_text, quoted, shown
from validation.kinds.nearest import Names, nearest
from validation.kinds.numbers import Count, Money, Number, Price, Quantity, Rate
from validation.kinds.texts import OneOf, Reference, Several, Text

__all__ = [
    "BLANK",
    "Count",
    "Day",
    "Fault",
    "Kind",
    "Money",
    "Month",
    "Names",
    "Number",
    "OneOf",
    "Price",
    "Quantity",
    "Rate",
    "Reading",
    "Reference",
    "Several",
    "Text",
    "clipped",
    "nearest",
    "plain_text",
    "quoted",
    "shown",
]

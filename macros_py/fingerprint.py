"""Fingerprints: eight characters that change when anything in the registers does."""

from __future__ import annotations

import marshal
import zlib
from array import array
from typing import TYPE_CHECKING

from macros_py.row_prints import RowPrints
from validation.cells import ErrorValue, Formula, blank_places
from validation.register import CHECK, plain_heading
from validation.registers import REGISTERS, OpeningStock, SettingRow

if TYPE_CHECKING:
    from validation.book import Book
    from validation.cells import RawTable

_PLAINLY = 2
"""The form of marshal in which equal lists of texts and numbers have equal bytes, on any machine."""
_OF_THE_TERM = (
    *("school", "canteen", "term", "first_day", "last_day", "method", "base_standard", "opening_balance", "canteen_departments"),
)
"""The settings on which a term's figures rest; the others say what is shown, who signs, what is closed."""


def term_fingerprint(book: Book) -> str:
    """The same for what the next term is opened from: what its rows say, in whatever order, and the settings on which its figures rest.

    Looking at another month, closing one, sorting rows and columns of one's own change nothing in it; the rows of 期初库存 stand in the order of the layers.
    """
    prints = RowPrints(book)
    sum_so_far = zlib.crc32(repr([getattr(book.settings, name) for name in _OF_THE_TERM]).encode())
    for register in REGISTERS:
        if register is not SettingRow:
            said = prints.contents(register)
            kept = said if register is OpeningStock else sorted(said)
            sum_so_far = zlib.crc32(repr((register.table, kept)).encode(), sum_so_far)
    return f"{sum_so_far:08x}"


def fingerprint(book: Book) -> str:
    """Eight characters that change when anything in the registers does: whoever refreshes the same book sees the same."""
    sum_so_far = 0
    for register in REGISTERS:
        raw = book.tables[register].raw
        if raw is None:
            continue
        kept = [place for place, heading in enumerate(raw.headings) if plain_heading(heading) != CHECK]
        filled = any(raw.distinct(place).isdisjoint((None, Formula(""))) for place in kept)
        blank = set() if filled else blank_places([raw.columns[place] for place in kept], range(len(raw.numbers)))
        sum_so_far = zlib.crc32(repr([register.table, len(raw.numbers) - len(blank)]).encode(), sum_so_far)
        for place in kept:
            sum_so_far = zlib.crc32(repr(raw.headings[place]).encode(), sum_so_far)
            sum_so_far = zlib.crc32(_written_out(raw, place, blank), sum_so_far)
    return f"{sum_so_far:08x}"


def _written_out(raw: RawTable, position: int, blank: set[int]) -> bytes:
    """All values of a column but those of blank rows; a column that holds nothing is left out."""
    if raw.distinct(position) <= {None}:
        return b""
    cells = raw.columns[position]
    kept = [cell for place, cell in enumerate(cells) if place not in blank] if blank else list(cells)
    kinds = raw.kinds(position)
    if kinds == {float}:
        return array("d", kept).tobytes()  # type: ignore[type-var] # all are numbers
    if kinds == {str}:
        return "\0".join(kept).encode(errors="surrogatepass")  # type: ignore[arg-type] # all are texts
    if not kinds.isdisjoint((Formula, ErrorValue)):
        kept = [repr(cell) for cell in kept]
    return marshal.dumps(kept, _PLAINLY)

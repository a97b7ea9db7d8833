"""What a host hands over: tables of plain cell values, before anyone has judged them.

A cell's value is one of

- ``None``: nothing stands there (an empty string counts as nothing);
- ``str``, ``bool``;
- ``float`` or ``int``: a number; dates and times come as Excel's serial number, whatever the format they are shown in;
- ``ErrorValue``: an error cell such as ``#N/A``, never a blank;
- ``Formula``: any of these as the remembered result of a formula; ``Formula(None)`` has no remembered result.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class ErrorValue:
    """An error cell, e.g. ``ErrorValue("#N/A")``. No tuple: a text or a ``Formula`` with this ``code`` must not be equal to it."""

    __slots__ = ("code",)

    def __init__(self, code: str) -> None:
        self.code = code

    def __eq__(self, other: object) -> bool:
        """Another with the same code is the same."""
        return isinstance(other, ErrorValue) and other.code == self.code

    def __hash__(self) -> int:
        """As equality has it."""
        return hash((ErrorValue, self.code))

    def __repr__(self) -> str:
        """Part of what a fingerprint is made of (``macros_py.fingerprint``): another text would be another fingerprint."""
        return f"ErrorValue(code={self.code!r})"


Plain: TypeAlias = str | float | bool | ErrorValue | None


class Formula(NamedTuple):
    """A cell whose value a formula computed. ``value`` is the remembered result, ``None`` if there is none."""

    value: Plain


CellValue: TypeAlias = Plain | Formula
_LOOK_ALIKE = frozenset({0.0, 1.0, Formula(0.0), Formula(1.0)})
"""What ``TRUE`` and ``FALSE`` are equal to."""
_EMPTY = Formula("")
_NO_NAMES: dict[str, tuple[str, str]] = {}


class RawRow(NamedTuple):
    """One row of a table: its row number in the sheet (1-based) and its values, left to right, one a heading."""

    number: int
    values: tuple[CellValue, ...]


class _TableFields(NamedTuple):
    """The fields of ``RawTable``, which keeps the different values of a column beside them once it was asked for them."""

    name: str
    sheet: str
    header_row: int
    first_column: int
    last_row: int
    headings: tuple[str, ...]
    numbers: Sequence[int] = ()
    columns: tuple[Sequence[CellValue], ...] = ()
    typed_below: int | None = None
    stray: tuple[str, ...] = ()
    stray_filled: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    totals_row: bool = False
    room: int = 1 << 20


class RawTable(_TableFields):
    """One Excel Table as a host found it, column by column.

    ``headings`` are the texts of the heading cells, left to right, as they stand; ``first_column`` is the 1-based column of the first
    of them, ``header_row`` their row. ``numbers`` are the sheet rows of the body that are not wholly blank, hidden ones too, then of the rows
    typed directly below the table (those from ``typed_below`` on); neither the totals row nor anything below a gap. ``columns`` holds, for
    each heading, a value for every one of these rows. ``stray`` names
    the non-blank ranges below a gap (or below the totals row), within the table's columns and above any other table, such as
    ``"B57:C58"``; ``stray_filled`` has the most cells that one row of each fills. ``merged`` lists the merged ranges that touch the body as (first row, first column, last row, last column), 1-based.
    ``room``: so many rows directly below the table are free for it to grow into.
    """

    @cached_property
    def _distinct(self) -> dict[int, set[CellValue]]:
        return {}

    def with_rows(self, rows: Sequence[RawRow]) -> RawTable:
        """The same table with other rows."""
        columns = tuple(zip(*(row.values for row in rows), strict=True)) if rows else ((),) * len(self.headings)
        return self._replace(numbers=[row.number for row in rows], columns=columns)

    @property
    def rows(self) -> tuple[RawRow, ...]:
        """The rows, made anew at each call: for small tables."""
        return tuple(map(RawRow, self.numbers, zip(*self.columns, strict=True)))

    def distinct(self, position: int) -> set[CellValue]:
        """The different values that stand in a column. To Python ``TRUE`` is 1 and ``FALSE`` 0: see ``holds_truth``."""
        if position not in self._distinct:
            self._distinct[position] = set(self.columns[position])
        return self._distinct[position]

    def kinds(self, position: int) -> set[type]:
        """The types of the values that stand in a column."""
        return set(map(type, self.distinct(position)))

    def holds_truth(self, position: int) -> bool:
        """Whether ``TRUE`` or ``FALSE`` stands in a column, by itself or as the value of a formula."""
        if _LOOK_ALIKE.isdisjoint(self.distinct(position)):
            return False
        cells = self.columns[position]
        types = set(map(type, cells))
        return bool in types or (
            Formula in types and any(isinstance(cell, Formula) and isinstance(cell.value, bool) for cell in cells)
        )


class RawBook(NamedTuple):
    """A workbook as a host found it: its tables by name, its defined names, its date system.

    ``names`` maps each defined name that points at exactly one cell to (sheet, cell), e.g. ``("首页", "C4")``. A name of sheet scope, which Excel makes
    when a sheet is copied, stands there as ``sheet_name`` has it.
    ``sheets`` lists the sheet names in order.
    """

    tables: dict[str, RawTable]
    names: Mapping[str, tuple[str, str]] = _NO_NAMES
    sheets: tuple[str, ...] = ()
    date1904: bool = False


def sheet_name(sheet: str, name: str) -> str:
    """How ``RawBook.names`` calls a name of sheet scope: ``公示表 (2)!公示_学校``."""
    return f"{sheet}!{name}"


def bare_name(name: str) -> str:
    """A name without the sheet it belongs to."""
    return name.rpartition("!")[2]


def blank_places(columns: Sequence[Sequence[CellValue]], places: Iterable[int]) -> set[int]:
    """Those of the places at which no column holds anything; a formula that yields an empty text is nothing."""
    suspects = list(places)
    for column in columns:
        suspects = [place for place in suspects if (value := column[place]) is None or value == _EMPTY]
        if not suspects:
            break
    return set(suspects)


def picked(values: Sequence[Any], places: Sequence[int]) -> Sequence[Any]:
    """The values at some places; a stretch of them is cut out in one piece."""
    if isinstance(places, range):
        return values[places.start : places.stop]
    return itemgetter(*places)(values) if len(places) > 1 else [values[place] for place in places]


@lru_cache(maxsize=1024)
def column_letters(number: int) -> str:
    """The letters of the 1-based column ``number``: 1 is ``A``, 28 is ``AB``."""
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """The 1-based number of a column's letters: ``A`` is 1, ``AB`` is 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number

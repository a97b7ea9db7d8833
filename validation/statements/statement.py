"""A statement as lines: the rows of 收支说明, and what is known beside them when they come from a text or another table."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from validation.kinds import Fault
from validation.patterns import late_pattern
from validation.statements.compositions import Compositions, Quotient, Unreadable
from validation.statements.stated import Figure, read_figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.book import Book
    from validation.registers import StatementLine
    from validation.statements.compositions import Composition

MOST_LINES = 5_000
"""Lines of a statement that are looked at; more is a ledger."""
_UNREAD = Fault("error-cell", "")
"""A cell that DAT has told of already."""
_LOOKUP = "收支说明"
_PER_CENT = late_pattern("[%％]")
_GROUP = late_pattern(r"(.*?[^a-z])[a-z]{1,2}")


class Line(NamedTuple):
    """One line. ``stated`` and ``made_of`` are ``None`` where nothing stands, a ``Fault`` or ``Unreadable`` where it cannot be read.

    ``quantity`` in thousandths, ``price`` in 1/10,000 元; ``group`` is the numbered item the line belongs to.
    """

    record: StatementLine
    key: str
    name: str
    stated: Figure | Fault | None
    made_of: Composition | Unreadable | None
    group: str

    @property
    def figure(self) -> Figure | None:
        """The stated figure, if there is one that can be read."""
        return None if self.stated is None or isinstance(self.stated, Fault) else self.stated

    @property
    def composition(self) -> Composition | None:
        """What it is made of, if that can be read."""
        return None if isinstance(self.made_of, Unreadable) else self.made_of

    @property
    def product(self) -> tuple[int, int] | None:
        """Quantity and price, where both are there."""
        record = self.record
        return None if record.quantity is None or record.price is None else (record.quantity, record.price)

    @property
    def is_own(self) -> bool:
        """A line of its own: made of no others."""
        return self.made_of is None and not {"made_of"} & self.record.unread

    @property
    def label(self) -> str:
        """How a sentence names it: ``行 3a（期末生活）``."""
        return f"行 {self.key}（{self.name}）"


class Surroundings(NamedTuple):
    """What a source tells beside the rows.

    ``title`` and ``passages`` (text and sheet row) of a narrative; ``inferred``: for sheet rows whose 组成 was read off the words, how; ``subtotals``: the
    sheet rows that stand for an item without a figure of its own; ``bare``: a table that has no column 组成.
    """

    title: str = ""
    passages: tuple[tuple[str, int], ...] = ()
    inferred: Mapping[int, str] = {}
    subtotals: frozenset[int] = frozenset()
    bare: bool = False


class Statement:
    """The lines in their order, those with a key that stands there already left out."""

    def __init__(self, lines: tuple[Line, ...], around: Surroundings, term: str) -> None:
        self.lines = lines
        self.around = around
        self.term = term
        """What the statement is of, such as ``2025秋``: its title, else the book's 学期."""

    @cached_property
    def by_key(self) -> dict[str, Line]:
        """The lines by key."""
        return {line.key: line for line in self.lines}

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each line stands, by key."""
        return {line.key: place for place, line in enumerate(self.lines)}


def statement_of(book: Book) -> Statement:
    """The statement that the rows of 收支说明 are, made when first asked for."""
    found = book.lookups.get(_LOOKUP)
    if found is None:
        found = book.lookups[_LOOKUP] = make_statement(book, Surroundings())
    assert isinstance(found, Statement)  # noqa: S101 - nothing else is kept there
    return found


def keep_statement(book: Book, around: Surroundings) -> Statement:
    """The same for rows that came from elsewhere, with what that source tells."""
    statement = book.lookups[_LOOKUP] = make_statement(book, around)
    return statement


def make_statement(book: Book, around: Surroundings) -> Statement:
    """Read the rows as lines."""
    first: dict[str, StatementLine] = {}
    for record in book.statement_lines.with_values("line")[:MOST_LINES]:
        first.setdefault(record.line, record)
    reader = Compositions(tuple(first))
    lines = tuple(
        _line(record, key, None if record.made_of is None else reader.read(record.made_of)) for key, record in first.items()
    )
    term = around.title or book.settings.term or ""
    return Statement(lines, around, term)


def _line(record: StatementLine, key: str, made_of: Composition | Unreadable | None) -> Line:
    """One row as a line; a quotient under a name that says % is stated in per cent."""
    name = record.name or ""
    stated = _UNREAD if "stated" in record.unread else read_figure(record.stated)
    if isinstance(made_of, Quotient) and isinstance(stated, Figure) and _PER_CENT.search(name):
        stated = stated._replace(percent=True)
    return Line(record, key, name, stated, made_of, _group(key))


def _group(key: str) -> str:
    """The numbered item that ``3a`` belongs to."""
    found = _GROUP.fullmatch(key)
    return found[1] if found else ""

"""The summaries of all books that count, in a passing database on disk: sorted there, so that memory does not grow with their number."""

from __future__ import annotations

import json
import sqlite3
from array import array
from datetime import date
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from sys import intern
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from addin.terminal import visible
from macros_py.district.anomalies.across import Use
from macros_py.district.anomalies.diners import MostDiners
from macros_py.district.comparing import Paid
from macros_py.district.drawing import Drawn
from macros_py.district.summary import MonthFigures
from macros_py.district.week_prices import dearest
from validation.findings import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from macros_py.district.anomalies import Anomaly
    from macros_py.district.names import Meaning, NameTable
    from macros_py.district.summary import Summary
    from macros_py.district.week_prices import WeekPrice

    _Called: TypeAlias = tuple[Meaning, int, tuple[str, str]]
    _Line: TypeAlias = tuple[int, int, int, int]

_SCHEMA = """
pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -8192; pragma temp_store = file; pragma locking_mode = exclusive;
create table book (id integer primary key, file, school, canteen, term, last, closed, errors, warnings, hints, to_date);
create table month (book, month, figures, note);
create table called (id integer primary key, item, unit, unique (item, unit));
create table price (called, book, letters, lines);
create table name (item, unit, book);
create table finding (level, rule, book, times, place, message);
create table anomaly (book, code, message, sheet, cell, rows);
create table not_judged (code, book);
create table seller (id integer primary key, name unique);
create table invoice (number, seller, book, amount, row);
create table invoices_at (book integer primary key, sheet, letters);
create table diners (book integer primary key, days, heads, most, day, meal, sheet, cell);
create table drawn (book, register, sheet, voucher, day, amount, cell, row, lines, rank, among, hash);
"""
_LEVELS = [str(level) for level in Level]
_CALLED = 50_000
"""Names remembered at a time; a county has some thousand."""
TEXT_LIMIT = 1_000
"""Of any one text from a book: nobody reads more in a cell, and Excel holds no more than 32,767."""


class Who(NamedTuple):
    """A book that counts: its number in the order of the roll-up, and whose it is."""

    book: int
    file: str
    school: str
    canteen: str
    term: str
    last: str
    closed: str
    counts: tuple[int, int, int]

    @property
    def name(self) -> tuple[str, str, str]:
        """学校, 食堂, 学期."""
        return self.school, self.canteen, self.term


class Priced(NamedTuple):
    """All that was paid for one item and unit in one week."""

    item: str
    unit: str
    week: str
    paid: Paid


class Gathered:
    """The database. Used as a context; it is closed at its end."""

    def __init__(self, place: Path, names: NameTable) -> None:
        """A new one, in a file that is not there yet.

        Args:
            place: the file.
            names: what the district calls items and units.
        """
        self._database = sqlite3.connect(place, isolation_level=None)
        self._database.executescript(_SCHEMA)
        self._names = names
        self._called: dict[tuple[str, str], _Called] = {}
        self._sellers: dict[str, int] = {}
        self._count = 0

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self._database.close()

    def add(self, file: str, summary: Summary) -> None:
        """Put in a book; in the order in which outputs list them."""
        book, head, run = self._count, summary.head, self._database.executemany
        self._count += 1
        whose = (plain(head.school), plain(head.canteen), plain(head.term))
        to_date = json.dumps(summary.to_date)
        self._database.execute("begin")
        run(
            "insert into book values (?,?,?,?,?,?,?,?,?,?,?)",
            [(book, file, *whose, head.months[-1], head.closed_until, *head.counts, to_date)],
        )
        months = [(book, each.month, json.dumps(each.figures), plain(each.note)) for each in summary.months]
        run("insert into month values (?,?,?,?)", months)
        self._add_prices(book, summary.prices)
        findings = [
            (_LEVELS.index(each.level), each.rule, book, each.times, plain(each.place), plain(each.message))
            for each in summary.findings
        ]
        run("insert into finding values (?,?,?,?,?,?)", findings)
        self._add_signs(book, summary)
        self._database.execute("commit")

    def _add_prices(self, book: int, prices: list[WeekPrice]) -> None:
        """What a book paid: one row an item, its weeks packed. A book's own items that mean the same are one."""
        letters = prices[0].cell.rstrip("0123456789") if prices else ""
        used: set[tuple[str, str, int]] = set()
        found: dict[int, list[_Line]] = {}
        for (item, unit), lines in groupby(prices, itemgetter(0, 1)):
            meaning, called, names = self._called.get((item, unit)) or self._call(item, unit)
            used.add((*names, book))
            found.setdefault(called, []).extend(
                (_day(week), known, amount, int(cell[len(letters) :] or 0))
                for _, _, week, quantity, amount, cell in lines
                if (known := meaning.converted(quantity))
            )
        rows = (
            (called, book, letters, array("q", chain.from_iterable(_by_week(lines))).tobytes()) for called, lines in found.items()
        )
        self._database.executemany("insert into price values (?,?,?,?)", rows)
        self._database.executemany("insert into name values (?,?,?)", used)

    def _add_signs(self, book: int, summary: Summary) -> None:
        """What the tests found, what those of several books need, and the vouchers drawn."""
        run, signs = self._database.executemany, summary.signs
        for each in signs.anomalies:
            self.add_anomaly(book, each)
        run("insert into not_judged values (?,?)", [(code, book) for code in signs.not_judged])
        used, diners = signs.across.invoices, signs.across.diners
        sellers = [self._seller(name) for name in used.sellers]
        run(
            "insert into invoice values (?,?,?,?,?)",
            [(number, sellers[seller], book, amount, row) for seller, number, amount, row in used.used],
        )
        run("insert into invoices_at values (?,?,?)", [(book, plain(used.sheet), used.column)])
        if diners is not None:
            run("insert into diners values (?,?,?,?,?,?,?,?)", [(book, *diners[:5], *map(plain, diners[5:]))])
        drawn = [(book, *map(plain, each[:3]), *each[3:]) for each in summary.drawn]
        run("insert into drawn values (?,?,?,?,?,?,?,?,?,?,?,?)", drawn)

    def _seller(self, name: str) -> int:
        """The number of a seller."""
        known = self._sellers.get(name)
        if known is None:
            if len(self._sellers) > _CALLED:
                self._sellers.clear()
            self._database.execute("insert or ignore into seller (name) values (?)", (name,))
            (known,) = self._database.execute("select id from seller where name = ?", (name,)).fetchone()
            self._sellers[name] = known
        return int(known)

    def add_anomaly(self, book: int, odd: Anomaly) -> None:
        """One thing to ask a school about."""
        texts = (plain(text) for text in odd[:4])
        rows = _spans(odd.rows)
        self._database.execute("insert into anomaly values (?,?,?,?,?,?)", (book, *texts, rows))

    def _call(self, item: str, unit: str) -> _Called:
        """What an item and unit mean, the number of the district's names, and the school's names as outputs hold them."""
        if len(self._called) > _CALLED:
            self._called.clear()
        meaning = self._names.meaning(item, unit)
        names = plain(meaning.item), plain(meaning.unit)
        self._database.execute("insert or ignore into called (item, unit) values (?,?)", names)
        (number,) = self._database.execute("select id from called where item = ? and unit = ?", names).fetchone()
        found = self._called[item, unit] = meaning, number, (plain(item), plain(unit))
        return found

    def books(self) -> Iterator[Who]:
        """All books."""
        rows = self._database.execute(
            "select id, file, school, canteen, term, last, closed, errors, warnings, hints from book order by id"
        )
        for book, file, school, canteen, term, last, closed, *counts in rows:
            yield Who(book, file, school, canteen, term, last, closed, (counts[0], counts[1], counts[2]))

    def months(self) -> Iterator[tuple[int, MonthFigures]]:
        """The months of all books, with the book's number."""
        for book, month, figures, note in self._database.execute("select * from month order by book, month"):
            yield book, MonthFigures(month, tuple(json.loads(figures)), note)

    def to_date(self) -> Iterator[MonthFigures]:
        """Of all books the figures to date."""
        for (text,) in self._database.execute("select to_date from book order by id"):
            month, figures, note = json.loads(text)
            yield MonthFigures(month, tuple(figures), note)

    def prices(self) -> Iterator[Priced]:
        """What was paid, by item, unit and week. Of one item at a time the lines are in memory, packed."""
        self._database.execute("create index if not exists price_of on price (called, book)")
        for called, item, unit in self._database.execute("select id, item, unit from called order by item, unit"):
            letters: dict[int, str] = {}
            weeks: dict[int, array[int]] = {}
            books = self._database.execute("select book, letters, lines from price where called = ? order by book", (called,))
            for book, column, lines in books:
                letters[book] = intern(column)
                packed = array("q", lines)
                for week, *line in zip(packed[::4], packed[1::4], packed[2::4], packed[3::4], strict=True):
                    here = weeks.get(week)
                    if here is None:
                        here = weeks[week] = array("q")
                    here.append(book)
                    here.extend(line)
            for week in sorted(weeks):
                numbers, quantities, amounts, places = (list(weeks[week][part::4]) for part in range(4))
                cells = [f"{letters[book]}{row}" if letters[book] else "" for book, row in zip(numbers, places, strict=True)]
                yield Priced(item, unit, date.fromordinal(week).isoformat(), Paid(numbers, quantities, amounts, cells))

    def names(self) -> Iterator[tuple[str, str, int]]:
        """What schools call items and units, and how many books do."""
        yield from self._database.execute("select item, unit, count(*) from name group by item, unit order by item, unit")

    def findings(self) -> Iterator[tuple[str, str, int, int, str, str]]:
        """Level, rule, book, how often, the first place and what it says."""
        for level, *rest in self._database.execute("select * from finding order by level, rule, book"):
            yield (_LEVELS[level], *rest)

    def anomalies(self) -> Iterator[tuple[int, str, str, str, str, str]]:
        """Book, code, message, sheet, cell, rows: what there is to ask of one book together."""
        yield from self._database.execute("select * from anomaly order by book, code, rowid")

    def found_by(self) -> dict[str, int]:
        """How many books each test found something in, by its code."""
        return dict(self._database.execute("select code, count(distinct book) from anomaly group by code"))

    def odd_and_drawn(self) -> tuple[int, int, int]:
        """How many things there are to ask, about how many books, and how many vouchers were drawn."""
        (asked, books), (drawn,) = (
            self._database.execute(query).fetchone()
            for query in ("select count(*), count(distinct book) from anomaly", "select count(*) from drawn")
        )
        return asked, books, drawn

    def not_judged_by(self) -> dict[str, int]:
        """How many books a test had too little to look at in, by its code."""
        return dict(self._database.execute("select code, count(*) from not_judged group by code"))

    def without_invoices(self) -> int:
        """How many books have no invoice that could be compared."""
        (count,) = self._database.execute("select count(*) from book where id not in (select book from invoice)").fetchone()
        return int(count)

    def invoices_of_several(self) -> Iterator[list[Use]]:
        """The invoices that two books or more use, each with its uses by book."""
        rows = self._database.execute(
            "select number, seller, book, amount, sheet, letters || row from "
            "(select number, seller from invoice group by number, seller having min(book) < max(book)) "
            "join invoice using (number, seller) join invoices_at using (book) order by number, seller, book"
        )
        for (number, _), lines in groupby(rows, itemgetter(0, 1)):
            yield [Use(book, plain(number), *rest) for _, _, book, *rest in lines]

    def diners(self) -> Iterator[tuple[int, MostDiners]]:
        """The largest head counts of pupils, with the book's number."""
        for book, *most in self._database.execute("select * from diners order by book"):
            yield book, MostDiners(*most)

    def drawn(self) -> Iterator[tuple[int, Drawn]]:
        """The vouchers to look at, with the book's number, as they were drawn."""
        for book, *each in self._database.execute("select * from drawn order by book, rowid"):
            yield book, Drawn(*each)


def _by_week(lines: list[_Line]) -> Iterable[_Line]:
    """The lines with those of one week added up, told by the row of the dearest."""
    if len({line[0] for line in lines}) == len(lines):
        return lines
    weeks: dict[int, list[tuple[int, int, int]]] = {}
    for week, *line in lines:
        weeks.setdefault(week, []).append((line[0], line[1], line[2]))
    return [
        (week, sum(quantity for quantity, _, _ in several), sum(amount for _, amount, _ in several), dearest(several))
        for week, several in weeks.items()
    ]


@lru_cache(maxsize=1024)
def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _spans(rows: Iterable[int]) -> str:
    """Sheet rows, those that follow each other as one: ``3-5、9``."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return "、".join(f"{first}-{last}" if last > first else f"{first}" for first, last in spans)


def plain(text: str) -> str:
    """A text from a book as outputs hold it: on one line, with nothing in it that steers or hides, and not endless."""
    return visible(text if len(text) <= TEXT_LIMIT else f"{text[:TEXT_LIMIT]}…")

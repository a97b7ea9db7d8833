"""The roll-up's results, table by table: each row goes into the workbook and into the Parquet file of the same name."""

from __future__ import annotations

import heapq
from array import array
from contextlib import ExitStack
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from addin.district.anomaly_sheets import (
    anomaly_rows,
    check_rows,
    compare_books,
    enrolment_rows,
    limit_rows,
    sample_rows,
    sample_table,
)
from addin.district.overview import Overview, write_overview
from addin.district.parquet import ParquetTable
from addin.district.sheets import Book, TableSheet
from macros_py.district.bands import Band, food_share_band, quartile_band, ranks, surplus_band
from macros_py.district.comparing import compare
from macros_py.district.names import name_lines
from validation.rules import RULES
from workbook_templates import district_tables as tables
from workbook_templates.figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from addin.district.gathered import Gathered, Priced, Who
    from addin.district.rollup import Rest, Terms
    from macros_py.district.comparing import Comparison, Over
    from macros_py.district.names import NameTable
    from workbook_templates.results import ResultTable

OVERPAID_SHOWN = 5_000
"""The largest of them; the Parquet file 单价 has them all."""
_PLACES = {figure.name: place for place, figure in enumerate(FIGURES)}
_TITLES = {rule.code: rule.title for rule in RULES}
_RANKED = ("餐均食材成本", "盈亏率", "食材占比")


class Totals(NamedTuple):
    """What a roll-up comes to: by month the sums of ``TOTALS``, and counts; ``odd_and_drawn``: anomalies, books with any, vouchers drawn."""

    months: list[tuple[object, ...]]
    counts: tuple[int, int, int]
    overpaid: int
    books: int
    odd_and_drawn: tuple[int, int, int]


class Outputs:
    """The workbook and the Parquet files on their way. Used as a context: left by a fault, nothing of them stays."""

    def __init__(self, workbook: Path, folder: Path) -> None:
        """Begin both.

        Args:
            workbook: where the workbook is made.
            folder: where the Parquet files stand.
        """
        self.book = Book(workbook)
        self.overview = self.book.sheet("总览", "#14532D")
        self._folder = folder
        self._files: list[ParquetTable] = []

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        """Finish or discard."""
        with ExitStack() as ending:
            for file in self._files:
                ending.callback(file.close if kind is None else file.discard)
            ending.callback(self.book.close)

    def table(self, table: ResultTable) -> _Table:
        """A table in both; rows go in from the top down."""
        file = ParquetTable(self._folder / f"{table.name}.parquet", table)
        self._files.append(file)
        return _Table(TableSheet(self.book, table), file)

    def file(self, table: ResultTable) -> ParquetTable:
        """A table in the Parquet folder only."""
        file = ParquetTable(self._folder / f"{table.name}.parquet", table)
        self._files.append(file)
        return file


class _Table(NamedTuple):
    sheet: TableSheet
    file: ParquetTable

    def add(self, row: Sequence[object]) -> None:
        self.sheet.add(row)
        self.file.add(row)


def write_all(gathered: Gathered, rest: Rest, terms: Terms, out: Outputs) -> Totals:
    """Every sheet and file.

    Args:
        gathered: the books that count.
        rest: how many files there were, and those that do not count.
        terms: names and bands, thresholds, the seed.
        out: where to.
    """
    books = list(gathered.books())
    compare_books(gathered, books, terms)
    schools, ranking = out.table(tables.SCHOOLS), out.table(tables.RANKING)
    prices, overpaid = out.table(tables.PRICES), out.table(tables.OVERPAID)
    months = _write_schools(gathered, books, schools)
    over = _write_prices(gathered, books, (prices, overpaid), out.file(tables.PAID))
    ranked = _write_ranking(gathered, books, over, terms.profile, ranking)
    others: tuple[tuple[ResultTable, Iterator[tuple[object, ...]]], ...] = (
        (tables.ANOMALIES, anomaly_rows(gathered, books)),
        (tables.CHECKS, check_rows(gathered, len(books), terms)),
        (sample_table(terms.asked), sample_rows(gathered, books)),
        (tables.FINDINGS, _findings(gathered, books)),
        (tables.NAMES, _names(gathered, terms.names)),
        (tables.LIMITS, limit_rows(terms.asked)),
        (tables.ENROLMENT, enrolment_rows(gathered, books, terms.enrolment)),
        (tables.NOT_TAKEN, iter(rest.not_taken)),
    )
    written = [schools, ranking, prices, overpaid]
    for table, rows in others:
        target = out.table(table)
        written.append(target)
        for row in rows:
            target.add(row)
    for each in written:
        each.sheet.close()
    left_out = [(each.sheet.name, each.sheet.left_out) for each in written if each.sheet.left_out]
    counts = tuple(sum(each.counts[level] for each in books) for level in range(3))
    totals = Totals(months, (counts[0], counts[1], counts[2]), sum(over), len(books), gathered.odd_and_drawn())
    write_overview(
        out.book,
        out.overview,
        Overview(rest, totals, terms.asked.seed, ranked, left_out, out.file(tables.TOTALS)),
    )
    return totals


def _write_schools(gathered: Gathered, books: list[Who], out: _Table) -> list[tuple[object, ...]]:
    """各校汇总, and what the months come to together."""
    shown = [column.heading for column in tables.TOTALS.columns[2:-1]]
    sums: dict[str, list[int]] = {}
    for book, each in gathered.months():
        who = books[book]
        closed = "是" if each.month <= who.closed else "否"
        out.add((*who.name, each.month, *each.figures, closed, *who.counts, each.note, who.file))
        here = sums.setdefault(each.month, [0] * (len(shown) + 2))
        values = [value for name in shown if (value := each.figures[_PLACES[name]]) is not None]
        here[0] += 1
        if len(values) < len(shown):
            here[-1] += 1
            continue
        for place, value in enumerate(values, 1):
            here[place] += value
    return [(month, *sums[month]) for month in sorted(sums)]


def _write_prices(gathered: Gathered, books: list[Who], shown: tuple[_Table, _Table], paid: ParquetTable) -> array[int]:
    """单价比对, 多付明细 and 单价; what each book paid above the median, all in all."""
    prices, overpaid = shown
    over = array("q", bytes(8 * len(books)))
    largest = _Largest()
    for priced in gathered.prices():
        compared = compare(priced.paid)
        paid.add_all(_paid_rows(books, priced, compared))
        if compared is None:
            continue
        prices.add(_price_row(books, priced, compared))
        for each in compared.over:
            over[priced.paid.books[each.place]] += each.amount
            if largest.takes(each.amount):
                largest.add(each.amount, _overpaid_row(books, priced, each, compared.median))
    overpaid.sheet.left_out = largest.passed_over
    for row in largest.in_order():
        overpaid.add(row)
    return over


def _paid_rows(books: list[Who], priced: Priced, compared: Comparison | None) -> Iterator[tuple[object, ...]]:
    """The rows of 单价 for one item, unit and week: put together by column, for a county has half a million."""
    paid, count = priced.paid, len(priced.paid.books)
    whose = [books[book] for book in paid.books]
    schools, canteens, terms, files = ([getattr(who, name) for who in whose] for name in ("school", "canteen", "term", "file"))
    key = (repeat(each, count) for each in priced[:3])
    more: list[int | None] = [None if compared is None else 0] * count
    for each in () if compared is None else compared.over:
        more[each.place] = each.amount
    median = repeat(None if compared is None else compared.median, count)
    money = (paid.quantities, paid.amounts, paid.prices(), median, more)
    return zip(schools, canteens, terms, *key, *money, map(_place, paid.cells), files, strict=True)


class _Largest:
    """The rows of the largest of many, in a memory that does not grow; of equal ones those that came first."""

    def __init__(self) -> None:
        self._kept: list[tuple[int, int, tuple[object, ...]]] = []
        self._count = 0

    def takes(self, amount: int) -> bool:
        """Count one; whether it is among the largest so far."""
        self._count += 1
        return len(self._kept) < OVERPAID_SHOWN or amount > self._kept[0][0]

    def add(self, amount: int, row: tuple[object, ...]) -> None:
        """Keep the one that was counted last."""
        entry = (amount, -self._count, row)
        if len(self._kept) < OVERPAID_SHOWN:
            heapq.heappush(self._kept, entry)
        else:
            heapq.heapreplace(self._kept, entry)

    @property
    def passed_over(self) -> int:
        return self._count - len(self._kept)

    def in_order(self) -> Iterator[tuple[object, ...]]:
        """The largest first."""
        return (row for _, _, row in sorted(self._kept, key=itemgetter(0, 1), reverse=True))


def _price_row(books: list[Who], priced: Priced, compared: Comparison) -> tuple[object, ...]:
    head = (
        priced.item,
        priced.unit,
        priced.week,
        compared.schools,
        compared.lowest,
        compared.median,
        compared.highest,
        compared.spread,
    )
    if not compared.over:
        return (*head, 0, 0, None, None, None, None, None)
    most, paid = compared.over[0], priced.paid
    who = books[paid.books[most.place]]
    return (
        *head,
        len(compared.over),
        compared.amount_over,
        who.school,
        who.canteen,
        paid.price(most.place),
        most.amount,
        _place(paid.cells[most.place]),
    )


def _place(cell: str) -> str:
    return f"采购验收!{cell}"


def _overpaid_row(books: list[Who], priced: Priced, over: Over, median: int) -> tuple[object, ...]:
    paid, place = priced.paid, over.place
    who = books[paid.books[place]]
    money = (paid.quantities[place], paid.amounts[place], paid.price(place), median, over.part, over.amount)
    return (*who.name, *priced[:3], *money, _place(paid.cells[place]), who.file)


class Ranked(NamedTuple):
    """A ranked figure for its chart: whose it is and the values, the highest first; between which values it is ordinary."""

    name: str
    lines: list[tuple[str, int]]
    band: Band


def _write_ranking(gathered: Gathered, books: list[Who], over: array[int], profile: str, out: _Table) -> list[Ranked]:
    """排名, and what its charts show."""
    values: dict[str, list[int | None]] = {name: [] for name in _RANKED}
    for each in gathered.to_date():
        for name in _RANKED:
            values[name].append(each.figures[_PLACES[name]])
    costs = sorted(value for value in values["餐均食材成本"] if value is not None)
    bands = dict(zip(_RANKED, (quartile_band(costs), surplus_band(profile), food_share_band(profile)), strict=True))
    places = {name: ranks(values[name]) for name in _RANKED}
    over_places = ranks(list(over))
    for book in sorted(range(len(books)), key=lambda each: _highest_first(values["餐均食材成本"][each], each)):
        who = books[book]
        judged = [
            part for name in _RANKED for part in (values[name][book], places[name][book], bands[name].place(values[name][book]))
        ]
        out.add((*who.name, who.last, *judged, over[book], over_places[book], who.file))
    ranked = [Ranked(name, _lines(books, values[name]), bands[name]) for name in _RANKED]
    return [*ranked, Ranked("多付金额", _lines(books, list(over)), Band(None, None, ""))]


def _lines(books: list[Who], values: Sequence[int | None]) -> list[tuple[str, int]]:
    known = [(value, book) for book, value in enumerate(values) if value is not None]
    return [
        (f"{books[book].school} {books[book].canteen}".strip(), value)
        for value, book in sorted(known, key=lambda each: _highest_first(*each))
    ]


def _highest_first(value: int | None, book: int) -> tuple[bool, int, int]:
    return value is None, -(value or 0), book


def _findings(gathered: Gathered, books: list[Who]) -> Iterator[tuple[object, ...]]:
    for level, rule, book, times, place, message in gathered.findings():
        who = books[book]
        yield (level, rule, _TITLES.get(rule, ""), *who.name, times, place, message, who.file)


def _names(gathered: Gathered, names: NameTable) -> Iterator[tuple[object, ...]]:
    for line in name_lines(gathered.names(), names):
        meaning = line.meaning
        yield (line.item, line.unit, meaning.item, meaning.unit, meaning.factor, meaning.status, line.schools, line.suggestion)

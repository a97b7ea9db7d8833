"""Every short cut gives what the long way gives: the same cells, findings, figures, drafts and bytes.

Each short cut is switched off by itself, then all of them together, and whole books are read, judged, costed and written, twice: the
second time as of a later day, into the tables that the first time has filled. What is compared is compared letter by letter
(``repr``): to Python, ``1``, ``1.0`` and ``TRUE`` are the same.
"""

from __future__ import annotations

import gc
import io
import re
import zipfile
from collections import Counter
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from addin import draft_plan, file_host, row_places, shared_strings, sheet_reader, sheet_text, sheet_writer, small_parts
from addin.draft_plan import plan_draft
from addin.snapshot import raw_book, take_snapshot
from bench.full_book import book_bytes
from bench.full_school import SMALL
from macros_py import freshness, history, ledger
from macros_py.judge import judge
from macros_py.refresh import refresh
from validation import corrections, kinds, reading
from validation.cells import RawTable
from validation.rules import consumables, keys, slips
from workbook_templates.sample_school.faults import DAMAGE, faulty_rows
from workbook_templates.sample_school.fill import fill
from workbook_templates.sample_school.rows import sample_rows
from workbook_templates.template import template_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Off = Callable[[pytest.MonkeyPatch], None]

LATER = date(2026, 12, 1)
NEVER = re.compile(rb"(?!)")
"""Matches nothing."""
PATCH = sheet_writer._Patch  # noqa: SLF001 - the seam of new rows is one of its methods


# --- the books ------------------------------------------------------------------------------------------------------------------------


@cache
def book(name: str) -> bytes:
    """A book by name; the last two have a bad row in fifty, of some three thousand."""
    if name == "the good sample":
        return fill(template_bytes(), sample_rows())
    if name == "the faulty sample":
        return fill(template_bytes(), faulty_rows(), DAMAGE)
    large = book_bytes(SMALL, bad=True)
    return large if name == "as Excel writes" else in_other_dialects(large)


BOOKS = ("the good sample", "the faulty sample", "as Excel writes", "in other dialects")


def in_other_dialects(image: bytes) -> bytes:
    """The same cells, every row in another of the ways in which XML lets one write them; some numbers are now the results of formulas."""
    old = zipfile.ZipFile(io.BytesIO(image))
    empty = b"%d" % old.read("xl/sharedStrings.xml").count(b"<si>")
    image_of = io.BytesIO()
    with zipfile.ZipFile(image_of, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            text = old.read(member)
            if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", member.filename):
                text = re.sub(rb'<row [^>]*?r="(\d+)".*?</row>', lambda row: in_another(int(row[1]), row[0]), text)
                text = text.replace(EMPTY_TEXT, empty)
            elif member.filename == "xl/sharedStrings.xml":
                text = text.replace(b"</sst>", "<si><t></t></si><si><t>甲&amp;乙_x000D_</t></si></sst>".encode())
            new.writestr(member, text)
    return image_of.getvalue()


def in_another(number: int, row: bytes) -> bytes:
    """A row in the dialect of its number; one that holds nothing is left out."""
    way = number % len(DIALECTS)
    holds = re.search(rb"<v>|<f>|<is>", row)
    return DIALECTS[way](row) if holds or not way else b""


EMPTY_TEXT = b"{empty}"
"""Stands for the number of the empty shared string."""


def _attributes_turned(row: bytes) -> bytes:
    row = re.sub(rb'<row r="(\d+)" spans="([^"]*)"', rb'<row spans="\2" r="\1"', row)
    return re.sub(rb'<c (r="[A-Z]+\d+") (s="\d+")( t="[a-z]+")?', rb"<c \2\3 \1", row)


DIALECTS: tuple[Callable[[bytes], bytes], ...] = (
    lambda row: row,
    _attributes_turned,
    lambda row: row.replace(b"<c ", b"\n  <c ").replace(b"</row>", b"\n</row>\n"),
    lambda row: re.sub(rb'(<c r="[A-Z]+\d+"(?: s="\d+")?)><v>(\d+)</v>', rb'\1 t="n"><v>\2.0E0</v>', row),
    lambda row: row.replace(b'"', b"'"),
    lambda row: re.sub(rb'<c [^>]*/>| spans="[^"]*"', b"", row),
    lambda row: re.sub(rb'(<c r="[A-Z]+\d+"(?: s="\d+")?>)(<v>[\d.]+</v>)', rb"\1<f>1*1</f>\2", row),
    lambda row: re.sub(rb' t="s"><v>(\d+)</v>', rb' t="s" ><v>\1</v >', row),
    lambda row: re.sub(rb'(<c r="[A-Z]+\d+"(?: s="\d+")?)/>', rb'\1 t="s"><v>' + EMPTY_TEXT + b"</v></c>", row),
    lambda row: re.sub(rb'(<c r="[A-Z]+\d+"(?: s="\d+")?)/>', rb'\1 t="inlineStr"><is><t></t></is></c>', row),
)


# --- the work -------------------------------------------------------------------------------------------------------------------------


class Came(NamedTuple):
    """What came of a book, each part as text."""

    cells: str
    findings: str
    figures: str
    ledger: str
    draft: str
    written: bytes


def worked(image: bytes, today: date | None) -> Came:
    """A book read, judged, costed and written, as ``mealbook refresh`` does it."""
    snapshot = take_snapshot(image, "账.xlsx")
    raw = raw_book(snapshot)
    judged = judge(raw, today=today)
    draft = refresh(raw, judged)
    changes = file_host.draft_changes(snapshot, plan_draft(snapshot, raw, draft))
    return Came(
        repr(raw),
        repr(judged.findings),
        repr(vars(judged.figures)),
        repr(sorted(judged.ledger.values.items())),
        repr(vars(draft)),
        snapshot.package.rebuilt(changes),
    )


def twice(name: str) -> tuple[Came, Came]:
    first = worked(book(name), None)
    return first, worked(first.written, LATER)


@cache
def the_quick_way(name: str) -> tuple[Came, Came]:
    return twice(name)


# --- the short cuts, each with what switches it off -----------------------------------------------------------------------------------


def _rows_element_by_element(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sheet_reader, "QUICK_FROM", 1 << 60)


def _plain_rows_cell_by_cell(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sheet_reader._General, "_usual", lambda *_: None)  # noqa: SLF001 - the seam is one of its methods
    patch.setattr(sheet_reader, "_PLAIN_CONTENT", NEVER)
    patch.setattr(sheet_text, "_USUAL_INSIDE", NEVER)
    patch.setattr(sheet_text, "_USUAL_NUMBER", NEVER)


def _strings_one_by_one(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shared_strings, "_plain_items", lambda _: None)


def _no_cell_at_a_glance(patch: pytest.MonkeyPatch) -> None:
    for each in vars(kinds).values():
        if isinstance(each, type) and issubclass(each, kinds.Kind):
            patch.setattr(each, "at_a_glance", lambda *_: {})


def _values_always_copied(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reading, "eq", lambda *_: False)


def _every_cell_by_itself(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(RawTable, "holds_truth", lambda *_: True)


def _texts_one_by_one(patch: pytest.MonkeyPatch) -> None:
    for each in vars(kinds).values():
        if isinstance(each, type) and issubclass(each, kinds.Kind):
            patch.setattr(each, "stand_as_they_are", lambda *_: False)


def _no_column_known(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reading, "_FEW", -1)
    patch.setattr(reading.Rows, "distinct", lambda rows, *fields: set(rows.together(*fields)))


def _every_row_a_run(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reading.Rows, "runs", lambda rows, _: list(range(len(rows) + 1)))


def _nothing_in_order(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reading.Rows, "in_order", lambda *_: False)
    patch.setattr(history.Draws, "rise", lambda *_: False)


def _rules_without_a_first_look(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(slips, "_no_more_filled", lambda *_: False)
    patch.setattr(keys, "_all_different", lambda *_: False)
    patch.setattr(consumables, "_gives_back_what_it_drew", lambda *_: False)


def _every_record_looked_at(patch: pytest.MonkeyPatch) -> None:
    def where(rows: reading.Rows[Any], name: str, wanted: Callable[[Any], bool]) -> list[Any]:
        column = rows.column(name)
        return [rows.records[place] for place in rows.readable_places(name) if column[place] is not None and wanted(column[place])]

    patch.setattr(reading.Rows, "where", where)


def _every_lot_followed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(freshness, "_may_come_late", lambda *_: True)


def _every_day_as_if_with_reversals(patch: pytest.MonkeyPatch) -> None:
    count = ledger._count_quantities  # noqa: SLF001 - the seam: what it has counted is valued next

    def count_and_mark(kept: ledger.ItemLedger, *others: Any) -> None:  # noqa: ANN401 - whatever it takes
        count(kept, *others)
        kept.history.reversing.update(range(len(kept.history.days)))

    patch.setattr(ledger, "_count_quantities", count_and_mark)


def _columns_looked_at_cell_by_cell(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(draft_plan, "_all_stand", lambda *_, **__: False)


def _whole_rows_searched_for_a_cell(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sheet_writer, "only_cell_at", lambda *_: None)


def _new_rows_cell_by_cell(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PATCH, "_whole_row", lambda self, number, row: self._new_row(number, row.cells()))


def _links_looked_at_one_by_one(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sheet_writer, "_without_standing_links", lambda _, edits: edits)


def _formulas_always_searched_for(patch: pytest.MonkeyPatch) -> None:
    patch_sheet = sheet_writer.patch_sheet
    patch.setattr(
        file_host, "patch_sheet", lambda sheet, places, values, edits, **_: patch_sheet(sheet, places, values, edits, formulas=True)
    )


def _all_rows_listed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(row_places, "_SEEK_BELOW", 0)


def _small_parts_read_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(small_parts, "_SMALL", -1)


def _names_always_compared_by_difflib(patch: pytest.MonkeyPatch) -> None:
    module = import_module("validation.kinds.nearest")  # its package has a function of that name
    patch.setattr(module, "_likeness", lambda text, name, _: SequenceMatcher(None, text, name).ratio())


def _every_note_of_a_negative_row_read(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(corrections, "_REVERSES", "")


OFF: tuple[Off, ...] = (
    _rows_element_by_element,
    _plain_rows_cell_by_cell,
    _strings_one_by_one,
    _no_cell_at_a_glance,
    _values_always_copied,
    _every_cell_by_itself,
    _texts_one_by_one,
    _no_column_known,
    _every_row_a_run,
    _nothing_in_order,
    _rules_without_a_first_look,
    _every_record_looked_at,
    _every_lot_followed,
    _every_day_as_if_with_reversals,
    _columns_looked_at_cell_by_cell,
    _whole_rows_searched_for_a_cell,
    _new_rows_cell_by_cell,
    _links_looked_at_one_by_one,
    _formulas_always_searched_for,
    _all_rows_listed,
    _small_parts_read_again,
    _names_always_compared_by_difflib,
    _every_note_of_a_negative_row_read,
)


def differing(one: tuple[Came, Came], other: tuple[Came, Came]) -> list[str]:
    """Which parts differ: the parts themselves are too long to print."""
    return [
        f"{part}, the {turn} time"
        for turn, (before, after) in zip(("first", "second"), zip(one, other, strict=True), strict=True)
        for part in Came._fields
        if getattr(before, part) != getattr(after, part)
    ]


@pytest.mark.parametrize("off", OFF, ids=lambda off: off.__name__.strip("_"))
@pytest.mark.parametrize("name", BOOKS)
def test_without_one_short_cut_all_is_the_same(name: str, off: Off, monkeypatch: pytest.MonkeyPatch) -> None:
    before = the_quick_way(name)
    off(monkeypatch)
    assert differing(before, twice(name)) == []


@pytest.mark.parametrize("name", BOOKS)
def test_without_any_short_cut_all_is_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = the_quick_way(name)
    for off in OFF:
        off(monkeypatch)
    assert differing(before, twice(name)) == []


@pytest.fixture
def busy_collector() -> Iterator[None]:
    """The collector at work after every few objects, and back to what it was."""
    usual = gc.get_threshold()
    gc.set_threshold(200, 5, 5)
    yield
    gc.set_threshold(*usual)


@pytest.mark.usefixtures("busy_collector")
def test_with_and_without_the_collector_all_is_the_same() -> None:
    came = twice("the faulty sample")
    gc.disable()
    try:
        assert differing(came, twice("the faulty sample")) == []
    finally:
        gc.enable()


# --- and the short cuts are really taken ----------------------------------------------------------------------------------------------

TAKEN = (
    (sheet_reader, "_read_quickly"),
    (shared_strings, "_plain_items"),
    (sheet_writer, "only_cell_at"),
    (row_places.RowPlaces, "_sought"),
    (PATCH, "_whole_row"),
)
"""Functions that go a short way, or answer ``None`` where it leads nowhere."""


def counting(patch: pytest.MonkeyPatch, holder: object, name: str, calls: Counter[str]) -> None:
    """Count how often a function answers with something."""
    real = getattr(holder, name)

    def counted(*arguments: Any, **more: Any) -> object:  # noqa: ANN401 - whatever it takes
        answer = real(*arguments, **more)
        calls[name] += answer is not None
        return answer

    patch.setattr(holder, name, counted)


def test_the_large_book_goes_every_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: Counter[str] = Counter()
    for holder, name in TAKEN:
        counting(monkeypatch, holder, name, calls)
    patch_sheet = sheet_writer.patch_sheet

    def counted(*parts: Any, formulas: bool) -> sheet_writer.Patched:  # noqa: ANN401 - whatever it takes
        calls[f"formulas={formulas}"] += 1
        return patch_sheet(*parts, formulas=formulas)

    monkeypatch.setattr(file_host, "patch_sheet", counted)
    twice("as Excel writes")
    assert {name for name, times in calls.items() if times} >= {*(name for _, name in TAKEN), "formulas=False"}


def test_the_other_dialects_are_read_as_the_usual_one() -> None:
    """The numbers that are now results of formulas apart: those are no numbers in the eyes of some rules."""
    usual, other = (raw_book(take_snapshot(book(name), "账.xlsx")) for name in ("as Excel writes", "in other dialects"))
    assert {name: table.numbers for name, table in other.tables.items()} == {
        name: table.numbers for name, table in usual.tables.items()
    }
    for name, table in usual.tables.items():
        values = [[getattr(cell, "value", cell) for cell in column] for column in other.tables[name].columns]
        assert values == [[getattr(cell, "value", cell) for cell in column] for column in table.columns], name

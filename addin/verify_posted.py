"""Verifying a posted copy beside its book: is the copy as it was made, which of its figures does the book no longer give, and which rows changed?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from addin.copies.canonical import filled_cells, fingerprint
from addin.copies.sheet_copy import hidden_places
from addin.foreign_parts import foreign_parts
from addin.guard import read_image
from addin.post import FORMS_ITEM, MONTH_ITEM, POSTED, foot_of, is_not_covered
from addin.snapshot import raw_book, take_snapshot
from addin.stated import Differing, differing
from addin.table_part import parse_area
from macros_py.basis import BASIS, ChangedRow, rows_changed
from macros_py.forms.names import PREFIX
from macros_py.posting import MASKED_COLUMNS, mask, showing
from macros_py.refresh import refresh
from validation.cells import Formula, bare_name
from validation.kinds import shown as as_text
from validation.refusals import NotAWorkbook
from validation.register import plain_heading
from workbook_templates.draft import Draft, TableFill

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from addin.snapshot import Snapshot
    from validation.cells import RawBook
    from workbook_templates.draft import DraftValue


@dataclass
class PostedReport:
    """What was found out about a posted copy."""

    items: dict[str, str] = field(default_factory=dict)
    """What it says of itself."""
    forms: tuple[str, ...] = ()
    foreign: list[str] = field(default_factory=list)
    stated_fingerprints: list[str] = field(default_factory=list)
    """What stands at the foot of each form."""
    found_fingerprint: str = ""
    compared: int = 0
    differing: list[Differing] = field(default_factory=list)
    """The posted figures that the book no longer gives; ``given`` is what it gives now."""
    changed: list[ChangedRow] = field(default_factory=list)
    """The rows that the figures rest on and that changed since."""
    basis_lost: bool = False
    """What the copy keeps of the rows is damaged."""

    @property
    def untouched(self) -> bool:
        """Whether every form bears the fingerprint of the content."""
        return len(self.stated_fingerprints) == len(self.forms) and set(self.stated_fingerprints) == {self.found_fingerprint}

    @property
    def sound(self) -> bool:
        """Whether copy and book agree, and the copy is as it was made."""
        return self.untouched and not self.foreign and not self.differing and not self.basis_lost


def verify_posted(posted: Path, book: Path) -> PostedReport:
    """Verify a posted copy; both files are only read.

    Raises:
        NotAWorkbook: the first is no posted copy, or one of them cannot be read.
        Refusal: the book does not hold the copy's month.
    """
    snapshot = take_snapshot(read_image(posted), posted.name)
    raw = raw_book(snapshot)
    if POSTED not in raw.tables or BASIS not in raw.tables:
        raise NotAWorkbook(
            f"「{posted.name}」不是公示件：里面没有「{BASIS}」这张表。先写公示件，后写账簿；公示件是 mealbook post 写的 .xlsx；核验上报包的，不要同时给出账簿。"
        )
    items = {as_text(_plain(name)): as_text(_plain(value)) for name, value in zip(*raw.tables[POSTED].columns[:2], strict=True)}
    report = PostedReport(items, tuple(each for each in items.get(FORMS_ITEM, "").split("、") if each))
    report.foreign = list(foreign_parts(snapshot))
    report.found_fingerprint = fingerprint(snapshot, is_not_covered)
    report.stated_fingerprints = [foot for form in report.forms if form in raw.sheets for foot in _feet(snapshot, form)]
    _compare(report, snapshot, raw, raw_book(take_snapshot(read_image(book), book.name)))
    return report


def _plain(value: object) -> str | float | bool | None:
    plain = value.value if isinstance(value, Formula) else value
    return plain if isinstance(plain, str | float | bool) else None


def _feet(snapshot: Snapshot, form: str) -> Iterator[str]:
    for _, value in filled_cells(snapshot, form):
        foot = foot_of(value)
        if foot:
            yield foot


def _compare(report: PostedReport, snapshot: Snapshot, raw: RawBook, book: RawBook) -> None:
    """Compute the forms afresh from the book, and compare."""
    month = report.items.get(MONTH_ITEM, "")
    now = showing(book, month, None)
    given = _of_the_forms(refresh(raw, now.judged), report.forms, raw)
    report.compared = len(given.cells) + sum(len(fill.headings) * len(fill.rows) for fill in given.tables)
    found = differing(snapshot, raw, given)
    report.differing = list(_that_show(found, snapshot, raw.sheets))
    changed = rows_changed(raw.tables[BASIS], now.judged.book, month)
    report.basis_lost = changed is None
    report.changed = changed or []


def _of_the_forms(draft: Draft, forms: Iterable[str], raw: RawBook) -> Draft:
    """That part of a refresh that fills the forms, masked as it was posted."""
    sheets = set(forms)
    cells = {
        name: value for name, value in draft.cells.items() if raw.names[name][0] in sheets and bare_name(name).startswith(PREFIX)
    }
    return Draft(tables=[_masked(fill) for fill in draft.tables if raw.tables[fill.table].sheet in sheets], cells=cells)


def _masked(fill: TableFill) -> TableFill:
    hidden = [plain_heading(heading) in MASKED_COLUMNS for heading in fill.headings]

    def shown(row: tuple[DraftValue, ...]) -> tuple[DraftValue, ...]:
        return tuple(
            mask(value) if secret and isinstance(value, str) and value.strip() else value
            for value, secret in zip(row, hidden, strict=True)
        )

    return TableFill(fill.table, fill.headings, [shown(row) for row in fill.rows], keeps_rows=fill.keeps_rows)


def _that_show(found: Iterable[Differing], snapshot: Snapshot, sheets: Iterable[str]) -> Iterator[Differing]:
    """Those in rows and columns that show: the others were posted empty."""
    hidden = {sheet: hidden_places(snapshot.sheet_text(sheet)) for sheet in sheets}
    for each in found:
        area = parse_area(each.cell)
        rows, columns = hidden[each.sheet]
        if area is not None and area.first_row not in rows and area.first_column not in columns:
            yield each

"""公示: the forms of a month copied as values into files of their own, with a fingerprint at their foot and what they rest on."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from addin.copied_book import CopiedBook
from addin.copies.book_copy import BookCopy, CopiedSheet, book_copy, styles_of
from addin.copies.canonical import fingerprint
from addin.copies.formats import Format
from addin.copies.new_sheet import Cell, NewSheet, NewTable
from addin.copies.page import page
from addin.copies.sheet_copy import Given, Hidden, SheetChanges, used_area
from addin.snapshot import raw_book, take_snapshot
from addin.table_part import Area
from macros_py.basis import BASIS, BASIS_HEADINGS, basis
from macros_py.forms.survey import form_sheets
from macros_py.posting import NotToBePosted, Shown, in_the_way, masked, showing
from macros_py.posting_log import PostingLog
from validation.cells import Formula

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from addin.snapshot import Snapshot
    from macros_py.closing_terms import Missing
    from validation.cells import CellValue, RawBook

POSTED = "公示件"
"""The table that says of what a copy is one."""
POSTED_HEADINGS = ("项目", "值")
MONTH_ITEM, VERSION_ITEM, FORMS_ITEM = "期间", "版本", "公示表"
POSTED_VERSION = "1"
PDF_SECONDS = 120
_FOOT = "公示指纹："
_FOOT_CELL = re.compile(_FOOT + "[0-9a-f]{64}(　.*)?")
_NO_FINGERPRINT = "0" * 64
_HOW = "　核验：mealbook verify 本文件 账簿"
_FOOT_FORMAT = Format(8, "FF6B7772")
_FOOT_HEIGHT = 24.0
_TITLE = Format(16, "FF14532D", bold=True, wrapped=False)
_NOTE = Format(9.5, "FF6B7772")
_HEAD = Format(10.5, "FFFFFFFF", bold=True, fill="FF14532D", ruled=True)
_TEXT = Format(10, ruled=True)
_CODE = Format(8, "FF6B7772", wrapped=False, ruled=True)
_FORMATS = (_FOOT_FORMAT, _TITLE, _NOTE, _HEAD, _TEXT, _CODE)
_ABOUT = "这张表供核验用，不用张贴：记着公示的数所依据的登记各有多少行、每行的指纹。核验时与账簿对照，指出公示以后改过的行。"


@dataclass
class Posted:
    """What posting comes to: the copy, as a workbook, as a page, and as the workbook that is printed; or what is in the way, and then there are none."""

    shown: Shown
    forms: tuple[str, ...]
    raw: RawBook
    image: bytes = b""
    page: str = ""
    printed: bytes = b""
    fingerprint: str = ""
    missing: list[Missing] = field(default_factory=list)


def post(path: Path, month: str, asked: Sequence[str], today: date | None) -> Posted:
    """Copy the forms of a month; the book is only read.

    Args:
        path: the book.
        month: the month they show.
        asked: the sheets of the forms; all that the book has when there are none.
        today: for the rules that need it.

    Raises:
        NotToBePosted: the book has no such form, or a formula's result is not known.
        Refusal: the book cannot be read, or has no 公示台账.
    """
    source = CopiedBook(path)
    PostingLog(source.raw).must_be_there()
    forms = _forms(source.raw, asked)
    shown = showing(source.raw, month, today)
    missing = in_the_way(shown, forms)
    if missing:
        return Posted(shown, forms, source.raw, missing=missing)
    snapshot = source.refreshed(shown.raw, shown.draft)
    source.check_formulas(snapshot, forms)
    found = _Copies(snapshot, shown, forms)
    said = fingerprint(take_snapshot(found.whole(_NO_FINGERPRINT).unpacked(), path.name), is_not_covered)
    whole = found.whole(said)
    image = whole.image()
    web = page(take_snapshot(image, path.name), forms, _title(shown), whole.parts["xl/styles.xml"])
    return Posted(shown, forms, source.raw, image, web, found.to_print(said).image(), said)


def _forms(raw: RawBook, asked: Sequence[str]) -> tuple[str, ...]:
    there = form_sheets(raw)
    unknown = [name for name in asked if name not in there]
    if not there:
        raise NotToBePosted(
            "工作簿里没有公示表：公示表是带有「公示_…」名称的工作表，请从 mealbook new 新建的工作簿里复制过来，再试。"
        )
    if unknown:
        raise NotToBePosted(f"没有公示表「{'」「'.join(unknown)}」；有的是：{'、'.join(there)}。")
    return tuple(name for name in there if name in asked) if asked else there


def _title(shown: Shown) -> str:
    settings = shown.judged.book.settings
    return " ".join(part for part in (settings.school, settings.canteen, shown.month, "公示") if part)


def is_not_covered(sheet: str, cell: str, value: CellValue) -> bool:
    """Whether the fingerprint of a posted copy leaves a cell out: the foot that shows it."""
    del sheet, cell
    plain = value.value if isinstance(value, Formula) else value
    return isinstance(plain, str) and _FOOT_CELL.fullmatch(plain) is not None


def foot_of(value: CellValue) -> str:
    """The fingerprint that a foot shows; "" for any other cell."""
    return str(value)[len(_FOOT) :][: len(_NO_FINGERPRINT)] if is_not_covered("", "", value) else ""


class _Copies:
    """The copies of some forms of one book."""

    def __init__(self, snapshot: Snapshot, shown: Shown, forms: tuple[str, ...]) -> None:
        self._snapshot, self._shown, self._forms = snapshot, shown, forms
        self._styles, ids = styles_of(snapshot, _FORMATS)
        self._ids = dict(zip(_FORMATS, ids, strict=True))
        raw = raw_book(snapshot)
        self._masked = {
            form: {place: value for table in raw.tables.values() if table.sheet == form for place, value in masked(table).items()}
            for form in forms
        }
        self._headings = {
            form: frozenset(table.header_row for table in raw.tables.values() if table.sheet == form) for form in forms
        }

    def whole(self, said: str) -> BookCopy:
        """The forms with a fingerprint at their foot, and what they rest on."""
        return self._copy([*(self._form(form, said) for form in self._forms), self._basis()])

    def to_print(self, said: str) -> BookCopy:
        """The forms alone."""
        return self._copy([self._form(form, said) for form in self._forms])

    def _copy(self, sheets: list[CopiedSheet | NewSheet]) -> BookCopy:
        copy = book_copy(self._snapshot, sheets, self._styles)
        if copy.unknown:
            sheet, cell = copy.unknown[0]
            raise NotToBePosted(f"{sheet}!{cell} 是公式，还没有算过，不知道值是多少：请用 Excel 或 WPS 打开账簿、保存，再公示。")
        return copy

    def _form(self, name: str, said: str) -> CopiedSheet:
        area = used_area(self._snapshot.sheet_text(name))
        row = area.last_row + 2
        changes = SheetChanges({place: Given(value) for place, value in self._masked[name].items()}, hidden=Hidden.EMPTIED)
        changes.headings = self._headings[name]
        changes.cells[row, 1] = Given(f"{_FOOT}{said}{_HOW}", self._ids[_FOOT_FORMAT])
        changes.heights[row] = _FOOT_HEIGHT
        if area.last_column > 1:
            changes.merged.append(Area(row, 1, row, area.last_column))
        return CopiedSheet(name, changes, foot=row)

    def _basis(self) -> NewSheet:
        """The sheet 依据."""
        sheet = NewSheet(BASIS, (16, 30, 10, 12, 60), colour="FF6B7772")
        settings = self._shown.judged.book.settings

        def cell(value: str | int | None, form: Format) -> Cell:
            return Cell(value, self._ids[form])

        sheet.add(cell("核验用的依据", _TITLE), height=30)
        sheet.add(cell(_ABOUT, _NOTE), height=36)
        sheet.merged.append(Area(2, 1, 2, len(BASIS_HEADINGS)))
        sheet.add()
        head = sheet.add(*(cell(each, _HEAD) for each in POSTED_HEADINGS), height=22)
        items = (
            (VERSION_ITEM, POSTED_VERSION), ("学校", settings.school), ("食堂", settings.canteen), ("学期", settings.term),
            (MONTH_ITEM, self._shown.month), (FORMS_ITEM, "、".join(self._forms)),
        )  # fmt: skip
        for name, value in items:
            sheet.add(cell(name, _TEXT), cell(value, _TEXT))
        sheet.tables.append(NewTable(POSTED, Area(head, 1, len(sheet.rows), 2), POSTED_HEADINGS))
        sheet.add()
        head = sheet.add(*(cell(each, _HEAD) for each in BASIS_HEADINGS), height=22)
        for table, month, rows, whole, prints in basis(self._shown.judged.book, self._shown.month):
            sheet.add(cell(table, _TEXT), cell(month or None, _TEXT), cell(rows, _TEXT), cell(whole, _TEXT), cell(prints, _CODE))
        sheet.tables.append(NewTable(BASIS, Area(head, 1, max(len(sheet.rows), head + 1), len(BASIS_HEADINGS)), BASIS_HEADINGS))
        return sheet


def free_places(folder: Path, stem: str, kinds: Sequence[str]) -> list[Path]:
    """The first names of these kinds that are all free: what was posted before is never written over."""
    for number in count(1):
        places = [folder / f"{stem}{'' if number == 1 else f'-{number}'}{kind}" for kind in kinds]
        if not any(place.exists() for place in places):
            return places
    raise AssertionError  # the count has no end


def as_pdf(image: bytes) -> bytes | None:
    """The workbook as LibreOffice prints it; ``None`` where that is not installed, or does not end in time."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = Path(folder) / "posted.xlsx"
        place.write_bytes(image)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder, str(place)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=PDF_SECONDS)  # noqa: S603 - by list, our own file
            return place.with_suffix(".pdf").read_bytes()
        except (subprocess.SubprocessError, OSError):
            return None

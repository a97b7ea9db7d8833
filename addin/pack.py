"""上报打包: the registers, results and forms of a book as values in a file of their own, with a seal."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from addin.copied_book import CopiedBook
from addin.copies.book_copy import CopiedSheet, book_copy, styles_of
from addin.copies.canonical import fingerprint, formula_cells
from addin.copies.formats import Format
from addin.copies.new_sheet import Cell, NewSheet, NewTable
from addin.copies.sheet_copy import Given, SheetChanges
from addin.sheet_text import cell_texts, row_texts
from addin.signing import signed
from addin.snapshot import take_snapshot
from addin.table_part import Area, parse_area
from macros_py.forms.survey import form_sheets
from macros_py.judge import judge
from macros_py.persons import with_persons_masked
from macros_py.refresh import refresh
from macros_py.seal import (
    FINGERPRINT,
    NOT_COVERED,
    PUBLIC_KEY,
    SEAL,
    SEAL_HEADINGS,
    SIGNATURE,
    TOTALS,
    TOTALS_HEADINGS,
    State,
    seal_items,
    totals,
)
from macros_py.sending import CHECKS, as_sent, in_the_way, kept_sheets
from macros_py.values_only import as_values
from validation.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from datetime import date
    from pathlib import Path

    from addin.snapshot import Snapshot
    from macros_py.closing_terms import Missing
    from macros_py.judge import Judged
    from macros_py.values_only import Altered
    from validation.cells import CellValue, Plain

DRAFT_MARK = "草稿"
FORMULAS = frozenset({CHECKS})
"""The sheets in which formulas may stand."""
_DRAFT_HEAD = '&C&"微软雅黑,Bold"&16草稿　未经核对，不作上报'
_TITLE = Format(18, "FF14532D", bold=True, wrapped=False)
_NOTE = Format(9.5, "FF6B7772")
_HEAD = Format(10.5, "FFFFFFFF", bold=True, fill="FF14532D", ruled=True)
_TEXT = Format(10.5, ruled=True)
_COUNT = Format(10.5, across="right", wrapped=False, number=3, ruled=True)
_MONEY = _COUNT._replace(number=4)
_QUANTITY = _COUNT._replace(number=0)
_BY_DECIMALS = {0: _COUNT, 2: _MONEY}
_WARNING = Format(14, "FF9B1C1C", bold=True, wrapped=False)
_FORMATS = (_TITLE, _NOTE, _HEAD, _TEXT, _COUNT, _MONEY, _QUANTITY, _WARNING)
_ABOUT = "本文件由膳账从账簿打包：登记、结果和公示表都是数值，没有宏、外部链接和批注。内容指纹不管样子，只管数：用 Excel、WPS 另存不会变，改一个数就变。核对：mealbook verify 本文件"


class NotToBePacked(Refusal):
    """The book is not fit to be sent."""


@dataclass
class Pack:
    """What packing comes to: the file, the book as judged, its fingerprint; or what is in the way, and then there is no file."""

    judged: Judged
    image: bytes = b""
    fingerprint: str = ""
    public_key: str = ""
    sheets: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def pack(path: Path, *, draft: bool = False, masked: bool = False, today: date | None = None, key: Path | None = None) -> Pack:
    """Pack a book, as a refresh leaves it; the book itself is only read.

    Args:
        path: the book.
        draft: whether it is marked 草稿 throughout, and packed whatever is wrong with it.
        masked: whether persons go under other names.
        today: for the rules that need it.
        key: the file of the private key to sign with.

    Raises:
        NotToBePacked: a formula's result is not known.
        Refusal: the book or the key cannot be read.
    """
    source = CopiedBook(path)
    raw = source.raw
    names = kept_sheets(raw, masked=masked)
    book = as_values(as_sent(raw, names))
    if masked:
        book = with_persons_masked(book)
    judged = judge(book.raw, today=today)
    missing = [] if draft else in_the_way(judge(raw, today=today))
    if missing:
        return Pack(judged, missing=missing)
    snapshot = source.refreshed(book.raw, refresh(book.raw, judged))
    forms = form_sheets(raw)
    source.check_formulas(snapshot, forms)
    state = State(draft, masked, today)
    styles, ids = styles_of(snapshot, _FORMATS)
    seal = _Seal(judged, state, dict(zip(_FORMATS, ids, strict=True)))
    warning = seal.styles[_WARNING] if draft else None
    copied = [CopiedSheet(name, _changes(snapshot, name, book, forms, warning), keep_formulas=name == CHECKS) for name in names]
    copy = book_copy(snapshot, [seal.sheet, *copied], styles)
    unknown = [each for each in copy.unknown if each.sheet in forms]
    if unknown:
        sheet, cell = unknown[0]
        raise NotToBePacked(
            f"{sheet}!{cell} 等 {len(unknown)} 格公式还没有算过，不知道值是多少：请用 Excel 或 WPS 打开账簿、保存，再打包。"
        )
    found = fingerprint(take_snapshot(copy.unpacked(), path.name), is_not_covered, FORMULAS)
    public, signature = ("", "") if key is None else signed(found, key)
    seal.stamp(found, public, signature)
    copy.write_again(seal.sheet, first=True)
    left_out = [name for name in raw.sheets if name not in names]
    return Pack(judged, copy.image(), found, public, list(names), left_out)


def _changes(snapshot: Snapshot, name: str, book: Altered, forms: Container[str], warning: int | None) -> SheetChanges:
    """What differs in the copy of a sheet: other names for persons; the mark of a draft in the first free cell of its first row."""
    changes = SheetChanges({place: Given(value) for place, value in book.cells.get(name, {}).items()})
    if name != CHECKS and name not in forms:
        changes.cells.update({place: Given(None) for place in _beside_tables(snapshot, name)})
    if warning is not None:
        changes.cells[1, _free_column(snapshot, name)] = Given(DRAFT_MARK, warning)
        changes.page_head = _DRAFT_HEAD
    return changes


def _beside_tables(snapshot: Snapshot, name: str) -> Iterator[tuple[int, int]]:
    """The cells with formulas beside the tables of a sheet: what Excel tells its user there is of no use in a copy, and may be of yesterday."""
    tables = [table.area for table in snapshot.sheets[name].tables] if name in snapshot.sheets else []
    for cell in formula_cells(snapshot, name):
        area = parse_area(cell)
        if area is not None and not any(area.overlap(table) for table in tables):
            yield area.first_row, area.first_column


def _free_column(snapshot: Snapshot, name: str) -> int:
    text = snapshot.sheet_text(name)
    first = next((row for row in row_texts(text) if row.number == 1), None)
    taken = {cell.column for cell in cell_texts(text, first) if cell.content.strip()} if first is not None else set()
    taken |= {
        column for area in snapshot.merged(name) if area.first_row == 1 for column in range(area.first_column, area.last_column + 1)
    }
    return next(column for column in count(1) if column not in taken)


def is_not_covered(sheet: str, cell: str, value: CellValue) -> bool:
    """Whether the fingerprint of a pack leaves a cell out: what shows the fingerprint itself, the key and the signature."""
    del value
    return sheet == SEAL and cell in _NOT_COVERED_CELLS


_FIRST_ITEM_ROW = 5
_NOT_COVERED_CELLS = frozenset(f"B{_FIRST_ITEM_ROW + place}" for place in range(len(NOT_COVERED)))
"""They stand first, so that their places do not depend on what follows."""


class _Seal:
    """The sheet 封签."""

    def __init__(self, judged: Judged, state: State, styles: dict[Format, int]) -> None:
        self.styles = styles
        self.sheet = NewSheet(SEAL, (22, 46, 12, 18), page_head=_DRAFT_HEAD if state.draft else "")
        add, text = self.sheet.add, self._cell
        settings = judged.book.settings
        add(text(f"{settings.school or ''}　上报封签", _TITLE), *([text(DRAFT_MARK, _WARNING)] if state.draft else []), height=34)
        add(text(_ABOUT, _NOTE), height=44)
        self.sheet.merged.append(Area(2, 1, 2, 4))
        add()
        head = add(*(text(each, _HEAD) for each in SEAL_HEADINGS), height=24)
        for name in NOT_COVERED:
            add(text(name, _TEXT), text(None, _TEXT), height=32)
        for name, value in seal_items(judged, state):
            add(text(name, _TEXT), text(None if value == "" else value, _TEXT))
        self.sheet.tables.append(NewTable(SEAL, Area(head, 1, len(self.sheet.rows), 2), SEAL_HEADINGS))
        add()
        head = add(*(text(each, _HEAD) for each in TOTALS_HEADINGS), height=24)
        for table, column, rows, whole in totals(judged):
            form = _COUNT if whole is None else _BY_DECIMALS.get(-int(whole.as_tuple().exponent), _QUANTITY)
            summed = text(None if whole is None else float(whole), form)
            add(text(table, _TEXT), text(column or None, _TEXT), text(rows, _COUNT), summed)
        self.sheet.tables.append(NewTable(TOTALS, Area(head, 1, len(self.sheet.rows), 4), TOTALS_HEADINGS))

    def _cell(self, value: Plain, form: Format) -> Cell:
        return Cell(value, self.styles[form])

    def stamp(self, found: str, public: str, signature: str) -> None:
        """Put the fingerprint, and the signature if there is one, where they belong."""
        said = {FINGERPRINT: found, PUBLIC_KEY: public, SIGNATURE: signature}
        for place, name in enumerate(NOT_COVERED):
            self.sheet.rows[_FIRST_ITEM_ROW - 1 + place][1] = self._cell(said[name] or None, _TEXT)

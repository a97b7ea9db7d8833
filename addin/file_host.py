"""The file host: a closed .xlsx or .xlsm file read and written without any spreadsheet program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.draft_plan import plan_draft
from addin.guard import open_package, read_image
from addin.lock_files import check_not_open
from addin.plain_xml import attributes, elements
from addin.relationships import without_part
from addin.save import clear_up, replace_file
from addin.sheet_writer import patch_sheet
from addin.snapshot import Snapshot, raw_book, take_snapshot
from addin.table_part import reaching
from addin.workbook_part import computing_on_load
from validation.refusals import NotWritable, WorkbookBusy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from addin.draft_plan import Plan
    from addin.package import Package
    from validation.cells import RawBook
    from workbook_templates.draft import Draft


class FileHost:
    """A workbook file as a host."""

    def __init__(self, path: Path, out: Path | None = None, *, ignore_lock: bool = False) -> None:
        """Remember the workbook at ``path``; nothing is read yet.

        Args:
            path: the workbook.
            out: where a draft is written to; the workbook itself when left out.
            ignore_lock: whether to write although a spreadsheet program's lock file says the book is open.
        """
        self.path = path
        self.out = path if out is None else out
        self.ignore_lock = ignore_lock
        self._image = b""
        self._snapshot: Snapshot | None = None
        self._book: RawBook | None = None

    def check_free(self) -> None:
        """Refuse early, before any work, when the book that is to be written is open in a spreadsheet program.

        Raises:
            WorkbookBusy: it is.
        """
        if not self.ignore_lock:
            check_not_open(self.out)

    def read(self) -> RawBook:
        """All tables and single-cell names of the workbook, as they stand.

        Raises:
            NotAWorkbook: the file is missing, damaged, encrypted, in another format, or too large.
        """
        self._image = read_image(self.path)
        self._snapshot = take_snapshot(self._image, self.path.name)
        self._book = raw_book(self._snapshot)
        return self._book

    def apply(self, draft: Draft) -> bool:
        """Write the draft, all of it or nothing; tell whether anything changed.

        Where nothing changes no file is written, unless the draft goes to another file that does not hold the same bytes.

        Raises:
            Refusal: the draft could not be written; the workbook is as it was.
        """
        self.check_free()
        if self._snapshot is None or self._book is None:
            self.read()
        assert self._snapshot is not None  # noqa: S101 - read() has just set it
        assert self._book is not None  # noqa: S101 - the same
        plan = plan_draft(self._snapshot, self._book, draft)
        check_open_to_typing(self._snapshot, {self._book.tables[change.table].sheet for change in draft.inputs})
        changes = draft_changes(self._snapshot, plan)
        same_file = self.out.exists() and self.out.samefile(self.path)
        if not changes and (same_file or (self.out.exists() and self.out.read_bytes() == self._image)):
            clear_up(self.out)
            return False
        image = self._image
        if changes:
            image = self._snapshot.package.rebuilt(changes)
            check_rebuilt(self._snapshot.package, image, changes, self.out.name)
        if not same_file and read_image(self.path) != self._image:
            raise WorkbookBusy(f"「{self.path.name}」在读取之后被别的程序改过，没有写入：请保存并关闭它，再运行一次。")
        replace_file(self.out, image, expected=self._image if same_file else None, ignore_lock=self.ignore_lock)
        self._snapshot = None
        return bool(changes)


def check_open_to_typing(snapshot: Snapshot, sheets: Iterable[str]) -> None:
    """See that none of these sheets is locked with a password: what its owner typed there is not changed without them.

    Raises:
        NotWritable: one is.
    """
    for sheet in sheets:
        text = snapshot.sheet_text(sheet)
        for found in elements(text.content[text.end :], b"sheetProtection", text.prefix):
            guard = attributes(found[1])
            if guard.get("sheet") in {"1", "true"} and (guard.get("password") or guard.get("hashValue")):
                raise NotWritable(f"工作表「{sheet}」有密码保护，里面的登记不能改：请先在 Excel 里撤销工作表保护，再试。")


def draft_changes(snapshot: Snapshot, plan: Plan) -> dict[str, bytes | None]:
    """The members of the package that change when the plan is carried out, with their new contents; ``None`` takes one away.

    Raises:
        Refusal: a sheet cannot be written to.
    """
    package, workbook = snapshot.package, snapshot.workbook
    cells, formulas_changed = _sheet_changes(snapshot, plan)
    changes: dict[str, bytes | None] = {**cells, **_table_changes(snapshot, plan)}
    if not changes:
        return {}
    chain = workbook.calculation_chain
    if formulas_changed and chain is not None and package.find(chain) is not None:
        changes.update(without_part(package, workbook.part, chain))
    if formulas_changed or snapshot.holds_formulas():
        content = computing_on_load(workbook.content)
        if content != workbook.content:
            changes[package.member_name(workbook.part)] = content
    return changes


def _sheet_changes(snapshot: Snapshot, plan: Plan) -> tuple[dict[str, bytes], bool]:
    """The sheets with new cells, and whether a formula came or went."""
    changes, formulas_changed = {}, False
    for sheet, edits in plan.edits.items():
        if any(edits.values()):
            text = snapshot.sheet_text(sheet)
            formulas = sheet not in snapshot.sheets or snapshot.sheets[sheet].rows.formulas
            patched = patch_sheet(text, snapshot.places(sheet), snapshot.values, edits, formulas=formulas)
            if patched.content is not text.content:
                changes[snapshot.package.member_name(text.part)] = patched.content
                formulas_changed |= patched.formulas_changed
    return changes, formulas_changed


def _table_changes(snapshot: Snapshot, plan: Plan) -> dict[str, bytes]:
    """The tables that reach to another row."""
    changes = {}
    for table in (table for sheet in snapshot.sheets.values() for table in sheet.tables if table.part in plan.reach):
        content = reaching(table, plan.reach[table.part])
        if content != table.content:
            changes[snapshot.package.member_name(table.part)] = content
    return changes


def check_rebuilt(package: Package, image: bytes, changes: Mapping[str, bytes | None], name: str) -> None:
    """Re-open a rebuilt workbook and compare: changed members hold what they should, all others are the very bytes they were.

    Raises:
        AssertionError: they are not; a bug of ours, caught before anything is written.
    """
    rebuilt = open_package(image, name)
    for member in package.members:
        if member.name in changes:
            expected = changes[member.name]
            found = rebuilt.find(member.name)
            if (found is None) != (expected is None) or (expected is not None and rebuilt.read(member.name) != expected):
                raise AssertionError(member.name)
        else:
            copied = rebuilt.find(member.name)
            if copied is None or rebuilt.raw(copied) != package.raw(member):
                raise AssertionError(member.name)

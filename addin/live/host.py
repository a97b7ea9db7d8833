"""The live host: the contract of ``addin/host.py`` over a workbook that is open in Excel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from addin.draft_plan import plan_draft
from addin.live.cells import sent_again
from addin.live.engine import BUSY, lifted, quiet
from addin.live.reading import LiveSnapshot, take_live_snapshot, window_of
from addin.live.writing import Block, Work, Writer, work_of
from addin.table_part import Area, parse_area
from validation.cells import Formula
from validation.refusals import WorkbookBusy
from workbook_templates.front_state import FrontName

if TYPE_CHECKING:
    from xlwings import Book

    from addin.draft_plan import Plan
    from validation.cells import CellValue, RawBook
    from workbook_templates.draft import Draft

_MARK = re.compile(r"未完成：「(.+?)」没有写完，请再按一次「\1」(?:（原来：(.*)）)?", re.DOTALL)
REFRESH = "刷新成本"
"""The button that writes all results anew, and so mends whatever another left unfinished."""


class LiveHost:
    """A workbook open in Excel as a host. It is never saved, closed or activated, and no other workbook is touched."""

    def __init__(self, book: Book, label: str = REFRESH) -> None:
        """Remember the workbook; nothing is read yet.

        Args:
            book: the open workbook.
            label: the button on whose behalf is written, for the mark that stands on 首页 while it is.
        """
        self.book = book
        self.label = label
        self._snapshot: LiveSnapshot | None = None

    def read(self) -> RawBook:
        """All tables and single-cell names of the workbook, as they stand.

        Raises:
            WorkbookBusy: Excel is busy, and stays so.
        """
        self._snapshot = take_live_snapshot(self.book)
        return self._snapshot.book

    def apply(self, draft: Draft) -> bool:
        """Write the draft; tell whether anything changed.

        While it is written, 首页 says 未完成 (where the book has that cell), and goes on saying so when the writing is cut short.

        Raises:
            Refusal: the draft could not be written; the workbook is as it was, or bears the mark.
        """
        if self._snapshot is None:
            self.read()
        snapshot = self._snapshot
        assert snapshot is not None  # noqa: S101 - read() has just set it
        plan = plan_draft(snapshot, snapshot.book, draft)
        state = _State(snapshot, plan, self.label) if FrontName.STATE in snapshot.book.names else None
        if state is not None and not state.is_ours:
            state = None
        work = work_of(snapshot, plan, draft)
        if not work.blocks and not work.grow and not work.shrink and (state is None or state.now == state.then):
            return False
        self._snapshot = None
        self._write(snapshot, work, state)
        return True

    def _write(self, snapshot: LiveSnapshot, work: Work, state: _State | None) -> None:
        names = work.sheets(snapshot) | ({state.sheet} if state else set())
        writer = Writer(snapshot)
        begun = False
        try:
            with quiet(self.book.app), lifted([snapshot.by_name[name] for name in sorted(names)]):
                begun = True
                if state is not None:
                    writer.write(state.block(state.mark))
                writer.do(work)
                if state is not None:
                    writer.write(state.block(state.then))
        except WorkbookBusy:
            if begun and state is not None:
                raise WorkbookBusy(f"{BUSY}（写到一半停下了，首页 上标着「未完成」。）") from None
            raise


class _State:
    """The cell on 首页 that says how things stand: now, while the draft is written, and then."""

    def __init__(self, snapshot: LiveSnapshot, plan: Plan, label: str) -> None:
        """Take the cell's own edit out of the plan: it is written last."""
        self.sheet, address = snapshot.book.names[FrontName.STATE]
        self.area = parse_area(address) or Area(1, 1, 1, 1)
        self.now = window_of(snapshot, self.sheet, self.area).columns[0][0]
        planned = self._planned(plan)
        found = _MARK.fullmatch(self.now) if isinstance(self.now, str) else None
        unfinished = found[1] if found else None
        before = found[2] if found else self.now
        self.mark = f"未完成：「{label}」没有写完，请再按一次「{label}」" + (
            f"（原来：{before}）" if isinstance(before, str) else ""
        )
        if unfinished not in {None, label} and label != REFRESH:
            self.then = self.now  # what another button left unfinished still is
        else:
            self.then = before if planned is None else planned

    def _planned(self, plan: Plan) -> str | None:
        """What the draft wants in the cell; ``None`` where it wants nothing. The plan no longer holds it."""
        row = plan.edits.get(self.sheet, {}).get(self.area.first_row)
        edit = row.pop(self.area.first_column, None) if isinstance(row, dict) else None
        return edit.value if edit is not None and isinstance(edit.value, str) else None

    @property
    def is_ours(self) -> bool:
        """Whether the cell may be written: a formula in it is the user's, unless the draft has a text for it."""
        return not isinstance(self.now, Formula) or isinstance(self.then, str)

    def block(self, value: CellValue) -> Block:
        """The cell, holding ``value``."""
        return Block(self.sheet, self.area, [[sent_again(value, "")]], ())

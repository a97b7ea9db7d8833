"""A book from which copies are made: read from its file, refreshed in memory, never written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from addin.copies.canonical import formula_cells
from addin.draft_plan import plan_draft
from addin.file_host import draft_changes
from addin.guard import read_image
from addin.plain_xml import attributes, cell_text, elements, main_prefix
from addin.snapshot import raw_book, take_snapshot
from validation.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from addin.snapshot import Snapshot
    from validation.cells import RawBook
    from workbook_templates.draft import Draft

_TRUE = ("1", "true", "on")


class CopiedBook:
    """A workbook file, read once."""

    def __init__(self, path: Path) -> None:
        """Read the workbook at ``path``.

        Raises:
            NotAWorkbook: it cannot be read.
        """
        self.path = path
        self.image = read_image(path)
        self.snapshot = take_snapshot(self.image, path.name)
        self.raw = raw_book(self.snapshot)
        self.computed = not _to_be_computed(self.snapshot)

    def refreshed(self, raw: RawBook, draft: Draft) -> Snapshot:
        """The book as it stands once a draft is written, in memory.

        Args:
            raw: the book as the draft was made of it.
            draft: what is written.
        """
        changes = draft_changes(self.snapshot, plan_draft(self.snapshot, raw, draft))
        if not changes:
            return self.snapshot
        self.computed = False
        return take_snapshot(self.snapshot.package.rebuilt(changes), self.path.name)

    def check_formulas(self, after: Snapshot, sheets: Iterable[str]) -> None:
        """See that the formulas of these sheets show what they come to now: nobody has computed them since a figure under them was written.

        Raises:
            Refusal: one may not; links that jump to another cell always do.
        """
        if self.computed:
            return
        for sheet in sheets:
            cells = [cell for cell in formula_cells(after, sheet) if not _jumps(after, sheet, cell)]
            if cells:
                more = f" 等 {len(cells)} 格" if len(cells) > 1 else ""
                raise Refusal(
                    f"{sheet}!{cells[0]}{more}是公式，数字更新以后还没有重新算过：请先刷新成本，用 Excel 或 WPS 打开账簿、保存、关闭，再做一次。"
                )


def _to_be_computed(snapshot: Snapshot) -> bool:
    """Whether the file orders its formulas to be computed when it is opened: a program has written to it since."""
    content = snapshot.workbook.content
    found = next(elements(content, b"calcPr", main_prefix(content)), None)
    return found is not None and attributes(found[1]).get("fullCalcOnLoad", "").lower() in _TRUE


def _jumps(snapshot: Snapshot, sheet: str, cell: str) -> bool:
    """Whether a cell holds a link, which no figure changes."""
    text = snapshot.sheet_text(sheet)
    found = re.search(
        rb'<(?:[\w.-]+:)?c r="%s"(?=[\s>])[^<>]*>\s*<(?:[\w.-]+:)?f(?:\s[^<>]*)?>([^<]*)<' % cell.encode(), text.content
    )
    return found is not None and cell_text(found[1]).lstrip("=").startswith("HYPERLINK(")

"""A new workbook: the blank template, or the template opened with what an earlier book left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.draft_plan import plan_draft
from addin.file_host import check_rebuilt, draft_changes
from addin.snapshot import raw_book, take_snapshot
from macros_py.carry_over import carry_over, opening_draft
from workbook_templates.template import TEMPLATE_NAME, template_bytes

if TYPE_CHECKING:
    from macros_py.carry_over import Carried, Term
    from macros_py.judge import Judged


def opened_from(old: Judged, asked: Term) -> tuple[Carried, bytes]:
    """What the next term's book begins with, and that book.

    Raises:
        Refusal: the old book is not fit to be carried over.
    """
    carried = carry_over(old, asked)
    image = template_bytes()
    snapshot = take_snapshot(image, TEMPLATE_NAME)
    book = raw_book(snapshot)
    changes = draft_changes(snapshot, plan_draft(snapshot, book, opening_draft(book, carried)))
    rebuilt = snapshot.package.rebuilt(changes)
    check_rebuilt(snapshot.package, rebuilt, changes, TEMPLATE_NAME)
    return carried, rebuilt

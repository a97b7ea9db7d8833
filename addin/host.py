"""The one contract between the program and a workbook. Every host passes ``tests/addin/test_host_conformance.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from validation.cells import RawBook
    from workbook_templates.draft import Draft


class Host(Protocol):
    """A workbook that can be read, and that a draft can be applied to."""

    def read(self) -> RawBook:
        """All tables and single-cell names of the workbook, as they stand.

        Raises:
            Refusal: the workbook cannot be read; nothing was changed.
        """
        ...

    def apply(self, draft: Draft) -> bool:
        """Write the draft, all of it or nothing; tell whether anything changed.

        Raises:
            Refusal: the draft could not be written; the workbook is as it was.
        """
        ...

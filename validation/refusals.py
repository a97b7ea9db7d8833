"""Our own refusals: one clear Chinese sentence for the user, caught at the door.

Anything else that is raised is a bug, and flies.
"""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """The job cannot be done on this workbook; the text says what, where, and what to do."""


class NotAWorkbook(Refusal):
    """The file is no workbook we can read (missing, damaged, encrypted, old format, too large)."""


class WorkbookBusy(Refusal):
    """Somebody has the workbook open, or it changed since it was read."""


class NotWritable(Refusal):
    """The place to write to is read-only, full, or not allowed."""


class TableMissing(Refusal):
    """A table that the job needs is not in the workbook."""

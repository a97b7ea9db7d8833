"""``mealbook check FILE``: judge a workbook, read only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands import DONE, ERRORS_FOUND
from addin.commands.printing import findings_document, say_findings, say_json
from addin.file_host import FileHost
from macros_py.judge import judge
from macros_py.term_end import previous_book
from validation.findings import Level

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from validation.findings import Finding


def run(options: argparse.Namespace) -> int:
    """Print every finding."""
    previous = None if options.source is None else previous_book(judge(FileHost(Path(options.source)).read(), today=options.today))
    judged = judge(FileHost(Path(options.file)).read(), today=options.today, previous=previous)
    if options.json:
        say_json(findings_document(judged.findings))
    else:
        say_findings(judged.findings)
    return status(judged.findings)


def status(findings: Iterable[Finding]) -> int:
    """The exit status a book with these findings earns."""
    return ERRORS_FOUND if any(finding.level is Level.ERROR for finding in findings) else DONE

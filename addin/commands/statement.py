"""``mealbook statement FILE``: a finished statement of income and expense done again, read only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands.check import status
from addin.commands.printing import findings_document, say_json
from addin.commands.statement_page import say_statement
from addin.statement_files import read_statement
from macros_py.statement_check import check_statement

if TYPE_CHECKING:
    import argparse

    from addin.statement_files import Source
    from macros_py.statement_check import CheckedLine
    from validation.findings import Finding


def run(options: argparse.Namespace) -> int:
    """Print every line with what it comes to, then what is to be said of the statement."""
    source = read_statement(Path(options.file))
    checked = check_statement(source.table, source.around, date1904=source.date1904, today=options.today)
    findings = [_placed(source, finding) for finding in checked.findings]
    if options.json:
        say_json({"lines": [_line(source, line) for line in checked.lines], **findings_document(findings)})
    else:
        say_statement(source, checked, findings)
    return status(findings)


def _line(source: Source, line: CheckedLine) -> dict[str, object]:
    place = source.places.get(line.row)
    return {
        "row": line.key,
        "item": line.name,
        "stated": line.stated,
        "recomputed": line.recomputed,
        "difference": line.difference,
        "explanations": list(line.explanations),
        "made_of": line.made_of,
        "without_amount": list(line.without_amount),
        "place": place.text if place else source.cells.get(line.row, ""),
    }


def _placed(source: Source, finding: Finding) -> Finding:
    """The finding where a person looks for it: the cell of a bare table, the paragraph and the character of a text."""
    if source.around.passages:
        paragraph = source.paragraph_of(finding.row)
        place = source.places.get(finding.row)
        return finding._replace(
            sheet=source.name, row=paragraph, cell=place.text if place else f"{paragraph}:1" if paragraph else ""
        )
    if finding.row in source.cells:
        cell = source.cells[finding.row]
        return finding._replace(cell=cell, row=int("".join(filter(str.isdigit, cell))))
    return finding._replace(cell="", row=0) if source.around.bare else finding

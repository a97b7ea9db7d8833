"""问题统计: how many findings each sheet has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.findings import Level
from workbook_templates.draft import TableFill
from workbook_templates.results import ISSUE_COUNTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.findings import Finding

_PLACES = {level: place for place, level in enumerate(Level)}


def issue_counts(findings: Iterable[Finding]) -> TableFill:
    """One row a sheet that has any, with its errors, warnings and hints; the worst first, equal ones in the order of the findings."""
    counts: dict[str, list[int]] = {}
    for finding in findings:
        counts.setdefault(finding.sheet, [0] * len(_PLACES))[_PLACES[finding.level]] += 1
    worst = sorted(counts.items(), key=lambda each: each[1], reverse=True)
    return TableFill(ISSUE_COUNTS.name, ISSUE_COUNTS.headings, [(sheet, *of_level) for sheet, of_level in worst])

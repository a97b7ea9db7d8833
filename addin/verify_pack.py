"""Verifying a pack: is it whole and unchanged, who signed it, and do its own registers give the figures it states?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from addin.copies.canonical import fingerprint
from addin.draft_plan import SETTINGS
from addin.foreign_parts import foreign_parts
from addin.guard import read_image
from addin.pack import FORMULAS, is_not_covered
from addin.signing import NotInstalledError, holds
from addin.snapshot import raw_book, take_snapshot
from addin.stated import Differing, differing
from macros_py.judge import judge
from macros_py.refresh import refresh
from macros_py.seal import (
    DRAFT,
    FINGERPRINT,
    OTHER_NAMES,
    PUBLIC_KEY,
    SEAL,
    SIGNATURE,
    TODAY,
    TOTALS,
    YES,
    State,
    seal_items,
    totals,
)
from macros_py.seal import MASKED as PERSONS
from validation.cells import Formula, column_letters
from validation.findings import Level
from validation.refusals import NotAWorkbook
from validation.register import CHECK
from workbook_templates.results import ISSUE_LIST

if TYPE_CHECKING:
    from pathlib import Path

    from macros_py.judge import Judged
    from validation.cells import CellValue, RawBook, RawTable

NONE, VALID, FALSE, UNKNOWN = "没有签名", "有效", "无效", "没有验"


@dataclass
class PackReport:
    """What was found out about a pack."""

    items: dict[str, str] = field(default_factory=dict)
    """The seal, as it stands."""
    foreign: list[str] = field(default_factory=list)
    stated_fingerprint: str = ""
    found_fingerprint: str = ""
    signature: str = NONE
    public_key: str = ""
    compared: int = 0
    """How many cells were computed again."""
    differing: list[Differing] = field(default_factory=list)
    """The stated figures, counts and totals that the registers do not give."""
    remarks: int = 0
    """How many cells of 问题清单 and 校验 would say something else."""
    counts: dict[str, int] = field(default_factory=dict)
    """The findings of now, by level, and 影响计算."""

    @property
    def untouched(self) -> bool:
        """Whether the fingerprint is that of the content."""
        return self.stated_fingerprint == self.found_fingerprint

    @property
    def sound(self) -> bool:
        """Whether there is nothing to say against the pack."""
        return self.untouched and not self.foreign and not self.differing and not self.remarks and self.signature != FALSE

    @property
    def is_draft(self) -> bool:
        """Whether it says of itself that it is one."""
        return self.items.get(DRAFT) == YES


def verify_pack(path: Path) -> PackReport:
    """Verify a pack.

    Raises:
        NotAWorkbook: it is no pack, or cannot be read.
    """
    snapshot = take_snapshot(read_image(path), path.name)
    raw = raw_book(snapshot)
    seal = raw.tables.get(SEAL)
    if seal is None or len(seal.columns) < 2:  # noqa: PLR2004 - 项目 and 值
        raise NotAWorkbook(
            f"「{path.name}」不是上报包：里面没有「{SEAL}」。用 mealbook pack 打包的文件才有封签；核对公示的表，请同时给出账簿。"
        )
    report = PackReport({str(name): _text(value) for name, value in zip(seal.columns[0], seal.columns[1], strict=True)})
    report.foreign = list(foreign_parts(snapshot, FORMULAS))
    report.stated_fingerprint = report.items.get(FINGERPRINT, "")
    report.found_fingerprint = fingerprint(snapshot, is_not_covered, FORMULAS)
    report.public_key = report.items.get(PUBLIC_KEY, "")
    report.signature = _signature(report)
    state = _state(report.items)
    judged = judge(raw, today=state.today)
    draft = refresh(raw, judged)
    report.compared = sum(len(fill.headings) * len(fill.rows) for fill in draft.tables if fill.table != ISSUE_LIST.name) + len(
        draft.cells
    )
    found = differing(snapshot, raw, draft)
    figures = [each for each in found if not _is_remark(each)]
    report.remarks = len(found) - len(figures)
    report.differing = [*_in_order(raw, figures), *_seal_differences(raw, judged, state)]
    report.counts = {str(level): sum(finding.level is level for finding in judged.findings) for level in Level}
    report.counts["影响计算"] = sum(finding.blocks for finding in judged.findings)
    return report


def _text(value: CellValue) -> str:
    plain = value.value if isinstance(value, Formula) else value
    if isinstance(plain, float):
        return format(plain, ".15g")
    return "" if plain is None else str(plain)


def _signature(report: PackReport) -> str:
    signature = report.items.get(SIGNATURE, "")
    if not signature and not report.public_key:
        return NONE
    try:
        return VALID if holds(report.found_fingerprint, report.public_key, signature) else FALSE
    except NotInstalledError:
        return UNKNOWN


def _state(items: dict[str, str]) -> State:
    """How the seal says that the book was packed."""
    try:
        today = date.fromisoformat(items.get(TODAY, ""))
    except ValueError:
        today = None
    return State(items.get(DRAFT) == YES, items.get(PERSONS) == OTHER_NAMES, today)


def _is_remark(each: Differing) -> bool:
    return each.sheet == ISSUE_LIST.name or each.about.endswith(CHECK)


def _in_order(raw: RawBook, found: list[Differing]) -> list[Differing]:
    """The most telling first: named cells of forms, then the tables with the fewest rows."""
    rows = {table.sheet: len(table.numbers) for table in raw.tables.values()}
    return sorted(found, key=lambda each: (each.sheet == SETTINGS, rows.get(each.sheet, 0)))


def _seal_differences(raw: RawBook, judged: Judged, state: State) -> list[Differing]:
    """The items, counts and totals of the seal that the registers do not give."""
    found = []
    seal = raw.tables[SEAL]
    stated = {
        _text(name): (number, _text(value))
        for number, (name, value) in zip(seal.numbers, zip(*seal.columns[:2], strict=True), strict=True)
    }
    for name, value in seal_items(judged, state):
        number, said = stated.get(name, (0, ""))
        if said != str(value):
            found.append(Differing(seal.sheet, _place(seal, number, 1), name, said, str(value)))
    return found + _totals_differences(raw.tables.get(TOTALS), judged)


def _totals_differences(table: RawTable | None, judged: Judged) -> list[Differing]:
    if table is None or len(table.columns) < 4:  # noqa: PLR2004 - the table's columns
        return [Differing(SEAL, "", TOTALS, "", "各登记的行数和合计")]
    found = []
    stated = {(_text(row.values[0]), _text(row.values[1])): row for row in table.rows}
    for name, column, rows, whole in totals(judged):
        row = stated.get((name, column))
        number = row.number if row is not None else 0
        given = (_text(float(rows)), "" if whole is None else _text(float(whole)))
        said = ("", "") if row is None else (_text(row.values[2]), _text(row.values[3]))
        for place, what in enumerate(("行数", "合计")):
            if said[place] != given[place]:
                found.append(
                    Differing(
                        table.sheet,
                        _place(table, number, 2 + place),
                        f"{name} {column} {what}".replace("  ", " "),
                        said[place],
                        given[place],
                    )
                )
    return found


def _place(table: RawTable, number: int, column: int) -> str:
    return f"{column_letters(table.first_column + column)}{number}" if number else ""

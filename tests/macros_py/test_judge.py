"""The main job as one: findings in the order in which the accountant works through them."""

from __future__ import annotations

from datetime import date

import pytest

from macros_py.buttons import BUTTONS
from macros_py.judge import judge
from tests.macros_py.small_books import judged, raw_book
from validation.cells import RawBook
from validation.findings import Level
from validation.refusals import TableMissing


def test_findings_stand_by_level_table_row_and_rule() -> None:
    found = judged("出库\n日期 品名 数量\n09-02 大来 1\n09-01 大来 '1\n\n采购验收\n日期 品名 数量 金额\n09-01 大米 十 5").findings
    keys = [(list(Level).index(finding.level), finding.table, finding.row) for finding in found]
    assert keys[0][:2] == (0, "采购验收")
    assert [level for level, _, _ in keys] == sorted(level for level, _, _ in keys)
    assert [row for level, table, row in keys if (level, table) == (0, "出库")] == [2, 3]


def test_what_the_rules_block_is_blocked_and_what_the_ledger_finds_is_found() -> None:
    found = judged("品目\n品名\n大米\n\n出库\n日期 品名 数量\n09-02 大米 1")
    assert [finding.rule for finding in found.findings if finding.blocks] == ["STK-01"]
    assert found.blocked.item("大米", "2025-09") is not None


def test_a_workbook_without_the_needed_tables_is_refused() -> None:
    with pytest.raises(TableMissing):
        judge(RawBook({}))


def test_the_button_refreshes() -> None:
    button = BUTTONS[0]
    found, draft, told = button.press(
        raw_book("问题清单\n说明\n-\n\n就餐\n日期 人数\n09-02 20"), date(2025, 9, 1), "2025-10-08 14:05:30"
    )
    assert told == ()
    assert "DAT-17" in {finding.rule for finding in found.findings}
    assert [fill.table for fill in draft.tables] == ["问题清单"]

"""What is told, and what is refused, where a column is wrong from top to bottom: so much that nobody would read it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.macros_py.small_books import judged
from validation import reading
from validation.rules import rule

if TYPE_CHECKING:
    import pytest

BOOK = """
品目
品名
大米

采购验收
单号 日期 品名 数量 金额
R1 09-01 大米 10 10.00

出库
单号 日期 品名 数量
C1 09-02 大米 一斤
C2 09-03 大米 两斤
C3 09-04 大米 三斤
C4 09-05 大米 四斤
C5 09-06 大米 1
"""


def test_beyond_so_many_findings_of_a_rule_a_table_is_told_as_a_whole_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule, "LISTED", 2)
    found = judged(BOOK)
    told = [(each.row, each.cell, each.message, each.blocks) for each in found.findings if each.rule == "DAT-01"]
    assert told[0] == (0, "A1", "这条规则在这张表里另有 2 处，没有逐一列出", True)
    assert [row for row, *_ in told] == [0, 2, 3]
    assert found.blocked.item("大米", "2025-09") is not None
    assert found.blocked.items[""][0] == "2025-09", "every item, from the first month: it may be any row of the table"


def test_with_as_many_findings_as_are_told_none_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule, "LISTED", 4)
    assert [each.row for each in judged(BOOK).findings if each.rule == "DAT-01"] == [2, 3, 4, 5]


def test_after_so_many_cells_that_cannot_be_read_the_others_of_the_column_are_not_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "LOOKED_AT", 2)
    found = judged(BOOK)
    told = [(each.row, each.message) for each in found.findings if each.rule == "DAT-01"]
    assert [row for row, _ in told] == [2, 3, 4, 5]
    assert told[1][1].startswith("「数量」不是能确定的数字")
    assert told[2][1] == "「数量」没有再看：这一栏前面已有 2 格不能读"
    assert {row for table, row in found.blocked.rows if table == "出库"} == {2, 3, 4, 5}
    assert found.book.issues.column("quantity")[4] == 1000, "a plain number is read at a glance, wherever it stands"

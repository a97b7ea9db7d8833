"""What the checks found, as it is written: 校验, and 问题清单 with the user's marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from macros_py.marks import LONGEST_MARK, check_columns, issue_list
from tests.macros_py.books_as_tables import table
from tests.macros_py.small_books import raw_book, rows_of
from validation.book import read_book
from validation.cells import Formula
from validation.findings import Finding, Level
from workbook_templates.draft import Link
from workbook_templates.results import ISSUE_LIST

if TYPE_CHECKING:
    from validation.cells import CellValue

WRONG = Finding(
    Level.ERROR, "DAT-01", "出库", "出库", 2, "数量", "C2", "近40", "「数量」不是能确定的数字", "如果是 40，请改填 40", blocks=True
)
ODD = WRONG._replace(level=Level.WARNING, rule="ISS-01", column="", cell="", value="", message="签字人相同", suggestion="")
WHOLE = ODD._replace(level=Level.HINT, row=0, message="没有这一列")
HEADINGS = " ".join(ISSUE_LIST.headings[:10])
"""Those of a list without 行摘要."""
ALL_HEADINGS = " ".join(ISSUE_LIST.headings)


def test_a_row_bears_all_that_was_found_in_it_and_a_finding_of_the_table_stands_in_none() -> None:
    book = read_book(raw_book("出库\n日期 品名 数量 校验\n09-01 大米 1 旧"))
    (column,) = check_columns(book, [WRONG, ODD, WHOLE])
    assert (column.table, column.heading) == ("出库", "校验")
    assert list(column.texts) == [2]
    assert column.texts[2] == "错误：「数量」不是能确定的数字。警告：签字人相同"


def test_a_finding_below_the_register_stands_in_no_row_of_it() -> None:
    (column,) = check_columns(read_book(raw_book("出库\n日期 品名 数量 校验\n09-01 大米 1 旧")), [WRONG._replace(row=9)])
    assert column.texts == {}


def test_a_register_without_findings_has_its_marks_cleared_and_one_without_the_column_is_left_alone() -> None:
    book = read_book(raw_book("出库\n日期 品名 数量 校验\n09-01 大米 1 旧\n\n就餐\n日期 人数\n09-01 5"))
    assert [(column.table, column.texts) for column in check_columns(book, [])] == [("出库", {})]


def test_a_very_long_mark_is_cut() -> None:
    book = read_book(raw_book("出库\n日期 品名 数量 校验\n09-01 大米 1 -"))
    (column,) = check_columns(book, [WRONG._replace(message="长" * 2000)])
    assert len(column.texts[2]) == LONGEST_MARK
    assert column.texts[2].endswith("长…")


def test_the_list_shows_every_finding_with_a_link_to_its_cell() -> None:
    fill = issue_list([WRONG, ODD, WHOLE], None)
    assert rows_of(fill, "级别", "规则", "表", "行", "列", "现值", "采纳") == [
        ("错误", "DAT-01", "出库", "2", "数量", "近40", "-"),
        ("警告", "ISS-01", "出库", "2", "", "", "-"),
        ("提示", "ISS-01", "出库", "-", "", "", "-"),
    ]
    assert [row[fill.headings.index("位置")] for row in fill.rows] == [Link("出库", "C2"), None, None]


BEFORE = ("错误", "DAT-01", Formula("出库!C2"), "出库", 2.0, "数量", "近40", "旧话", "旧话", "是")


def marks(findings: list[Finding], *before: tuple[CellValue, ...]) -> list[str]:
    return [mark for (mark,) in rows_of(issue_list(findings, table("问题清单", HEADINGS, *before)), "采纳")]


def test_a_mark_survives_while_rule_row_and_value_are_the_same() -> None:
    assert marks([WRONG._replace(message="新话", suggestion="新话", cell="D2")], BEFORE) == ["是"]
    for other in (
        WRONG._replace(value="近41"),
        WRONG._replace(rule="DAT-02"),
        WRONG._replace(table="盘点"),
        WRONG._replace(column="金额"),
    ):
        assert marks([other], BEFORE) == ["-"]


def test_a_mark_moves_with_its_row_as_long_as_only_one_can_be_meant() -> None:
    moved = WRONG._replace(row=3)
    assert marks([moved], BEFORE) == ["是"]
    assert marks([moved, WRONG._replace(row=4)], BEFORE) == ["-", "-"]
    assert marks([moved], BEFORE, (*BEFORE[:4], 9.0, *BEFORE[5:])) == ["-"]
    assert marks([WRONG, moved], BEFORE) == ["是", "-"]


def test_a_mark_on_the_whole_table_or_by_a_formula_survives_and_an_empty_one_is_none() -> None:
    before = (
        ("提示", "ISS-01", None, "出库", None, None, None, "", "", Formula("是")),
        ("错误", "DAT-01", None, "出库", 2.0, "数量", "近40", "", "", None),
    )
    assert marks([WHOLE, WRONG], *before) == ["是", "-"]


def test_a_mark_follows_its_row_by_what_the_row_is_told_by() -> None:
    """Two rows with the same mistake have changed places: the mark goes with the row it was set at, not with the row number."""
    book = read_book(raw_book("出库\n单号 日期 品名 数量\nC2 09-01 大米 近40\nC1 09-01 大米 近40"))
    before = (*BEFORE, "C1 · 2025-09-01 · 供餐 · 大米")
    fill = issue_list([WRONG, WRONG._replace(row=3, cell="C3")], table("问题清单", ALL_HEADINGS, before), book)
    assert rows_of(fill, "行", "采纳", "行摘要") == [
        ("2", "-", "C2 · 2025-09-01 · 供餐 · 大米"),
        ("3", "是", "C1 · 2025-09-01 · 供餐 · 大米"),
    ]


def test_a_list_that_lacks_a_column_has_no_marks() -> None:
    before = table(
        "问题清单", HEADINGS.replace("现值", "原值"), ("错误", "DAT-01", None, "出库", 2.0, "数量", "近40", "", "", "是")
    )
    assert rows_of(issue_list([WRONG], before), "采纳") == [("-",)]


MANY = [WRONG._replace(row=row) for row in range(2, 5_004)]
"""5,002 findings, each in a row of its own."""


def test_of_a_great_many_findings_the_first_are_listed_and_the_last_line_counts_the_others() -> None:
    fill = issue_list(MANY, None)
    assert len(fill.rows) == 5_001
    assert fill.rows[4_999][4] == 5_001
    assert fill.rows[-1] == (
        "错误",
        *(None,) * 6,
        "还有 2 处没有列出（全部共 5002 处）",
        "多半是整列填错了或粘贴错了位置：先改正上面列出的，再刷新一次，会接着列出",
        None,
        None,
    )
    assert len(issue_list(MANY[:5_000], None).rows) == 5_000
    assert issue_list(MANY[:5_000], None).rows[-1][1] == "DAT-01"


def test_a_marked_finding_is_listed_however_many_there_are() -> None:
    before = table("问题清单", HEADINGS, ("错误", "DAT-01", None, "出库", 5_003.0, "数量", "近40", "旧话", "旧话", "是"))
    fill = issue_list(MANY, before)
    assert [(row[4], row[9]) for row in fill.rows[-3:-1]] == [(5_001, None), (5_003, "是")]
    assert fill.rows[-1][7] == "还有 1 处没有列出（全部共 5002 处）"
    stood = [cast("tuple[CellValue, ...]", (*row[:2], None, *row[3:])) for row in fill.rows]
    assert issue_list(MANY, table("问题清单", ALL_HEADINGS, *stood)).rows == fill.rows


def test_a_row_of_which_nothing_is_listed_says_how_much_there_is() -> None:
    rows = "\n".join("09-01 大米 1 -" for _ in range(5_002))
    findings = [*MANY, ODD._replace(row=2), ODD._replace(row=5_003)]
    (column,) = check_columns(read_book(raw_book(f"出库\n日期 品名 数量 校验\n{rows}")), findings)
    assert column.texts[2] == "错误：「数量」不是能确定的数字。警告：签字人相同"
    assert column.texts[5_001] == "错误：「数量」不是能确定的数字"
    assert column.texts[5_002] == "错误：共 1 处，改正 问题清单 列出的以后再刷新，会写在这里"
    assert column.texts[5_003] == "错误：共 2 处，改正 问题清单 列出的以后再刷新，会写在这里"

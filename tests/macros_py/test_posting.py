"""What stands in the way of posting, and what 公示台账 remembers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

import macros_py.posting
from macros_py.closing_terms import Missing
from macros_py.judge import judge
from macros_py.posting import NotToBePosted, in_the_way, mask, registered, showing
from macros_py.posting_log import PostingLog
from tests.validation.text_books import book_of
from validation.evidence import Posting
from validation.postings import due_day
from validation.refusals import TableMissing

if TYPE_CHECKING:
    from validation.cells import RawBook

CELLS = "名称 公示_食材消耗_本月 公示表 B3\n名称 公示_结余_上月 公示表 B4\n名称 公示_监督电话 公示表 B5\n名称 公示_餐均食材成本_10月 公示表 B6"
STAMP = ("2025-10-12 09:30:00", "ab" * 32, "公示.xlsx")


def obstacles(text: str, month: str = "2025-09") -> list[str]:
    raw = book_of(f"{CELLS}\n{text}").raw._replace(sheets=("公示表",))
    return [str(each) for each in in_the_way(showing(raw, month, None), ["公示表"])]


def log(text: str = "") -> RawBook:
    return book_of(f"公示 2025-08\n{text}").raw


def test_what_is_refused_is_told_with_its_reason_and_what_is_blank_with_where_to_fill_it() -> None:
    assert obstacles("采购验收 | 金额 580.00") == [
        "公示表!B3：食材消耗（本月）算不出来：采购验收!I4 「金额」「数量」「单价」数量 100 × 单价 4.8 = 480.00，填的是 580.00，相差 100.00；改好这一处，再公示",
        "公示表!B5：监督电话没有填写；在 设置 里填 监督电话，或从公示表上去掉这一格",
    ]


def test_no_month_before_the_first_and_a_month_to_come_are_no_obstacles() -> None:
    assert obstacles("设置 | 项目 监督电话 | 值 '0000") == []


def test_a_row_of_a_later_month_stands_in_no_earlier_form_s_way() -> None:
    later = "设置 | 项目 监督电话 | 值 '0000\n出库\n出库 | 单号 CK9 | 日期 2025-10-08 | 数量 '5"
    assert obstacles(later) == []
    assert [each.partition("：")[0] for each in obstacles(later, "2025-10")] == ["出库!G5"]


def test_a_sum_that_does_not_add_up_stands_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Missing("2025-09 的 结余", "两种算法相差 0.01", "这是程序的差错")
    monkeypatch.setattr(macros_py.posting, "not_adding_up", lambda _judged, month: [broken] if month == "2025-09" else [])
    assert obstacles("设置 | 项目 监督电话 | 值 '0000") == ["2025-09 的 结余：两种算法相差 0.01；这是程序的差错"]


def test_a_month_of_another_book_is_refused() -> None:
    with pytest.raises(NotToBePosted, match="2026-02 不在本账之内，不能公示：本账是 2025-09 至 2026-01"):
        showing(book_of("").raw, "2026-02", None)


def test_the_line_says_what_was_posted_when_and_how_the_book_stood() -> None:
    found = registered(log("支出 | 金额 20000.00"), ["甲表", "乙表"], "2025-09", STAMP, None)
    (lines,) = found.draft.appends
    assert [line[:6] for line in lines.rows] == [
        ("甲表", "2025-09", date(2025, 10, 15), *STAMP),
        ("乙表", "2025-09", date(2025, 10, 15), *STAMP),
    ]
    assert lines.rows[0][6] == found.note
    assert found.note.startswith("公示时：错误 ")
    assert not found.late
    assert [each.form for each in found.judged.evidence.postings] == ["甲表", "乙表"]


def test_a_day_late_is_late() -> None:
    on_time = registered(log(), ["甲表"], "2025-09", ("2025-10-15 23:59:59", *STAMP[1:]), None)
    late = registered(log(), ["甲表"], "2025-09", ("2025-10-16 00:00:00", *STAMP[1:]), None)
    assert (on_time.late, late.late) == (False, True)
    assert late.note.endswith("；晚于应公示日 2025-10-15")
    assert [finding.rule for finding in late.judged.findings] == ["PUB-01"]


def test_a_book_without_the_table_is_refused() -> None:
    with pytest.raises(TableMissing, match="工作簿里没有表「公示台账」"):
        registered(book_of("").raw, ["甲表"], "2025-09", STAMP, None)


def test_the_log_is_read_back() -> None:
    raw = book_of("公示 2025-09 2025-10-20").raw
    assert PostingLog(raw).postings == [Posting("公示-食堂收支", "2025-09", None, date(2025, 10, 20))]


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("", "2025-09", date(2025, 10, 15)),
        ("规则参数 | 参数 应公示日 | 值 31", "2025-09", date(2025, 10, 31)),
        ("规则参数 | 参数 应公示日 | 值 31", "2026-01", date(2026, 2, 28)),
        ("规则参数 | 参数 应公示日 | 值 5", "2025-12", date(2026, 1, 5)),
        ("规则参数 | 参数 应公示日 | 失效日 2025-08-31", "2025-09", None),
    ],
)
def test_the_due_day(text: str, month: str, day: date | None) -> None:
    assert due_day(judge(book_of(text).raw).book, month) == day


def test_masks() -> None:
    assert (mask("张三"), mask(" 欧阳修 ")) == ("张＊＊", "欧＊＊")

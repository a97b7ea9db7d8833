"""What ``mealbook figures`` prints: aligned, no wider than the screen, and every gap with its reason."""

from __future__ import annotations

import unicodedata

import pytest

from addin.commands.figure_table import say_every_month, say_one_month
from tests.macros_py.small_books import judged

BOOK = """
设置
核算月份 2025-11

品目
品名
大米

期初库存
品名 数量 金额
大米 9000 9000.00

出库
日期  品名 数量
09-02 大米 1234.5
10-09 大米 6

就餐
日期  人数
09-02 240
10-09 2

收入
日期  金额
09-05 1300.00
10-05 5.90
"""
MONTHS = ("2025-09", "2025-10", "2025-11")


def said(text: str, capsys: pytest.CaptureFixture[str], month: str = "") -> list[str]:
    figures = judged(text).figures
    if month:
        say_one_month(figures, month)
    else:
        say_every_month(figures, MONTHS)
    return capsys.readouterr().out.splitlines()


def line(lines: list[str], name: str) -> list[str]:
    return next(each.split() for each in lines if each.split()[:1] == [name])


def places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_months_stand_side_by_side_and_the_book_to_date_last(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(BOOK, capsys)
    assert lines[0] == "2025-09 至 2025-11（金额：元；餐均：元／折算人次）"
    assert line(lines, "指标") == ["指标", "2025-09", "2025-10", "2025-11", "累计"]
    assert line(lines, "就餐人次") == ["就餐人次", "240", "2", "0", "242"]
    assert line(lines, "食材消耗") == ["食材消耗", "1,234.50", "6.00", "0.00", "1,240.50"]
    assert line(lines, "结余") == ["结余", "65.50", "-0.10", "0.00", "65.40"]
    assert line(lines, "盈亏率") == ["盈亏率", "5.04%", "-1.69%", "算不出", "5.01%"]


def test_columns_end_at_the_same_place_of_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(BOOK, capsys)
    table = lines[2 : lines.index("算不出的和原因（每一项见 --json）：") - 1]
    assert {places(each) for each in table if each} == {places(table[0])}


def test_each_reason_is_told_once_with_what_it_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(BOOK, capsys)
    assert lines[lines.index("算不出的和原因（每一项见 --json）：") + 1 :] == [
        "  2025-11：盈亏率",
        "    原因：收入合计为零，不能相除",
        "  2025-11：餐均食材成本、餐均总成本",
        "    原因：折算人次为零，不能相除",
        "  2025-11：食材占比",
        "    原因：伙食费收入为零，不能相除",
    ]


def test_three_months_in_a_row_are_told_as_a_span(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(BOOK.replace("09-02 240", "09-02 二百"), capsys)
    assert "  2025-09、累计：供餐天数、就餐人次、折算人次、餐均食材成本 等 6 项" in lines
    lines = said(f"{BOOK}\n支出\n日期 科目 金额\n2025-01-13 付货款 5.00", capsys)
    assert "  2025-09 至 2025-11、累计：付货款" in lines


@pytest.mark.parametrize("room", [40, 44, 60, 79])
def test_what_has_no_room_beside_the_others_stands_below(
    room: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(room))
    lines = said(BOOK.replace("09-02 大米", "09-02 大来"), capsys)[1:]
    assert max(places(each) for each in lines) <= room
    heads = [each.split()[1:] for each in lines if each.startswith("指标")]
    assert [title for head in heads for title in head] == [*MONTHS, "累计"]
    assert len(heads) == (2 if room < 60 else 1)


def test_one_month_stands_beside_the_one_before_and_the_book_to_that_month(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(BOOK, capsys, "2025-10")
    assert lines[0] == "2025-10（金额：元；餐均：元／折算人次）"
    assert line(lines, "指标") == ["指标", "2025-10", "上月", "2025-09", "累计"]
    assert line(lines, "收入合计") == ["收入合计", "5.90", "1,300.00", "1,305.90"]
    assert not any("算不出" in each for each in lines)


def test_the_first_month_has_none_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert line(said(BOOK, capsys, "2025-09"), "指标") == ["指标", "2025-09", "累计"]

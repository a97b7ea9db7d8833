"""What each button writes, and what it leaves alone."""

from __future__ import annotations

from datetime import date

from macros_py.buttons import BUTTONS, Pressed, press_clear
from tests.macros_py.small_books import raw_book
from validation.cells import Formula, RawBook, RawRow
from workbook_templates.draft import Draft, Link

BOOK = "问题清单\n说明\n-\n\n以旧换新统计\n部门 品名\n- -\n\n以旧换新成效\n项目\n-\n\n日成本\n日期\n-\n\n就餐\n日期 人数 校验\n09-02 20 -\nx 5 旧"


def pressed(name: str, raw: RawBook) -> Pressed:
    (button,) = (each for each in BUTTONS if each.name == name)
    assert button.press is not None
    return button.press(raw, date(2025, 9, 1), "2025-09-01 08:00:00")


def places(draft: Draft) -> list[str]:
    return [*(fill.table for fill in draft.tables), *(f"{column.table}.{column.heading}" for column in draft.columns)]


def test_the_buttons_stand_in_the_order_of_the_ribbon() -> None:
    assert [(button.name, button.label) for button in BUTTONS] == [
        ("check", "校验"),
        ("refresh", "刷新成本"),
        ("trade_in", "以旧换新"),
        ("fix", "采纳建议"),
        ("unfix", "撤销采纳"),
        ("close", "结账"),
        ("clear", "清除标记"),
        ("new", "新建账本"),
        ("manual", "使用手册"),
    ]
    assert [button.name for button in BUTTONS if button.press is None] == ["new", "manual"]


def test_refresh_writes_everything_and_uses_today() -> None:
    found = pressed("refresh", raw_book(BOOK))
    assert found.judged is not None
    assert "DAT-17" in {finding.rule for finding in found.judged.findings}
    assert places(found.draft) == ["问题清单", "日成本", "以旧换新统计", "以旧换新成效", "就餐.校验"]


def test_check_writes_the_list_and_the_marks_alone() -> None:
    found = pressed("check", raw_book(BOOK))
    assert places(found.draft) == ["问题清单", "就餐.校验"]
    assert (found.draft.cells, found.draft.settings, found.draft.extend) == ({}, {}, {})
    assert 3 in found.draft.columns[0].texts


def test_trade_in_writes_its_tallies_alone() -> None:
    found = pressed("trade_in", raw_book(BOOK))
    assert places(found.draft) == ["以旧换新统计", "以旧换新成效"]
    assert found.told == ("看 以旧换新统计、以旧换新汇总、以旧换新成效",)


def test_clear_empties_the_marks_and_the_list() -> None:
    found = pressed("clear", raw_book(BOOK))
    assert found.judged is None
    assert places(found.draft) == ["问题清单", "就餐.校验"]
    assert (found.draft.tables[0].rows, found.draft.columns[0].texts, found.told) == ([], {}, ())


def test_clear_keeps_the_lines_that_the_user_has_marked_as_they_are() -> None:
    raw = raw_book("问题清单\n级别 位置 行 现值 采纳 我的列\n- - - - - -")
    table = raw.tables["问题清单"].with_rows([
        RawRow(2, ("错误", Formula("采购验收!B7"), 7.0, "1。5", "是", "我")),
        RawRow(3, ("错误", Formula("采购验收!B8"), 8.0, "2。5", None, "我")),
        RawRow(4, ("警告", None, 9.5, None, "再看", None)),
    ])  # fmt: skip
    found = press_clear(RawBook({"问题清单": table}))
    (fill,) = found.draft.tables
    assert fill.headings == ("级别", "位置", "行", "现值", "采纳")
    assert fill.rows[0] == ("错误", Link("采购验收", "B7"), 7, "1。5", "是")
    assert [row[4] for row in fill.rows] == ["是", "再看"]
    assert found.told == ("问题清单 里您写了「采纳」的 2 行留着",)

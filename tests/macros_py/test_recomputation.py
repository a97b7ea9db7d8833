"""What stands in 核对, as it is drafted; ``tests/test_recomputed.py`` lets LibreOffice compute it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from macros_py.judge import judge
from macros_py.recomputation import checked_cells as module
from macros_py.refresh import refresh
from tests.macros_py.small_books import raw_book
from validation.cells import RawTable
from workbook_templates.draft import Link, Recomputed
from workbook_templates.results import RECOMPUTED, STOCK_BALANCES, STOCK_MOVEMENTS

if TYPE_CHECKING:
    import pytest

    from validation.cells import RawBook
    from workbook_templates.draft import DraftValue

BOOK = """
设置
核算月份 {month}
期初结余 5
食堂部门 食堂

品目
品名 类别
大"&1&"米 粮食
煤气 燃料

采购验收
日期  品名 数量 金额 验收结论
09-02 大"&1&"米 20 20.00 -
10-02 煤气 1 1.00 -

出库
日期  品名 数量 去向 餐次
09-02 大"&1&"米 {used} 供餐 午餐

就餐
日期  人数 对象
09-02 4 学生

收入
日期  金额 所属月份
09-05 20.00 {booked}
10-05 30.00 2025-10

支出
日期  金额 科目 {centre}
09-05 2.00 水电 食堂
"""
NAMES = (
    "公示_收入合计_本月",
    "公示_支出合计_累计",
    "公示_食材消耗_本月",
    "公示_盈亏率_本月",
    "公示_结余_10月",
    "公示_学校",
    "公示_期间_本月",
)


def book(*names: str, month: str = "2025-09", used: str = "5", centre: str = "归口", booked: str = "-") -> RawBook:
    raw = raw_book(BOOK.format(month=month, used=used, centre=centre, booked=booked))
    tables = dict(raw.tables)
    for table in (RECOMPUTED, STOCK_BALANCES, STOCK_MOVEMENTS):
        tables[table.name] = RawTable(table.name, table.name, 2, 1, 3, table.headings, (), ((),) * len(table.headings))
    tables["月成本"] = tables["核对"]._replace(
        name="月成本", headings=("月份", "结余", "燃料水电", "支出_燃料", "支出_水电", "易耗品", "支出_易耗品")
    )
    places = {name: ("公示表", f"B{row}") for row, name in enumerate(names, start=3)}
    return raw._replace(tables=tables, names=places, sheets=("公示表", "核对"))


def rows(raw: RawBook) -> dict[str, tuple[DraftValue, ...]]:
    (fill,) = [fill for fill in refresh(raw, judge(raw)).tables if fill.table == "核对"]
    return {f"{row[2]}_{row[3]}": row for row in fill.rows}


def formula(row: tuple[DraftValue, ...]) -> str:
    assert isinstance(row[5], Recomputed)
    return row[5].formula


def test_every_figure_of_the_forms_has_its_row_and_nothing_else_has() -> None:
    found = rows(book(*NAMES))
    assert list(found) == ["收入合计_本月", "支出合计_累计", "食材消耗_本月", "盈亏率_本月"]  # October is still to come
    row = found["收入合计_本月"]
    assert row[:5] == ("公示表", Link("公示表", "B3"), "收入合计", "本月", Decimal("20.00"))
    assert isinstance(row[6], Recomputed)
    assert row[6].formula == "ROUND(核对[[#This Row],[程序值]]-核对[[#This Row],[公式]],4)"
    assert row[7] == "收入全部科目；收入 1 行"


def test_a_formula_is_made_of_columns_and_days_and_of_nothing_typed() -> None:
    found = rows(book(*NAMES))
    assert formula(found["食材消耗_本月"]) == (
        "ROUND("
        '0+SUMPRODUCT((品目[类别]<>"")*(品目[类别]<>"燃料")*(品目[类别]<>"易耗品")*SUMIFS(采购验收[金额],采购验收[品名],品目[品名],'
        '采购验收[日期],">="&DATE(2025,9,1),采购验收[日期],"<"&DATE(2025,10,1),采购验收[验收结论],"<>退货"))'
        '-SUMIFS(收发明细[金额],收发明细[类别],"<>燃料",收发明细[类别],"<>易耗品",收发明细[摘要],"退货")'
        '-(SUMIFS(库存结存[结存金额],库存结存[类别],"<>燃料",库存结存[类别],"<>易耗品"))'
        ",2)"
    )
    assert not any('"&1&"' in formula(row) for row in found.values())


def test_a_column_that_is_not_there_is_taken_for_blank() -> None:
    found = rows(book("公示_支出合计_本月", "公示_其他归口支出_本月", centre="归口2"))
    assert "归" not in formula(found["支出合计_本月"])
    assert formula(found["其他归口支出_本月"]) == "ROUND(0,2)"


def test_a_heading_that_the_program_reads_and_a_formula_cannot_name_leaves_no_formula() -> None:
    raw = book("公示_支出合计_本月")
    spaced = raw.tables["支出"]._replace(
        headings=tuple("归 口" if each == "归口" else each for each in raw.tables["支出"].headings)
    )
    row = rows(raw._replace(tables=raw.tables | {"支出": spaced}))["支出合计_本月"]
    assert row[4:] == (Decimal("7.00"), None, None, "没有 表 支出 里标题正好是「归口」的列，公式写不出")


def test_a_table_that_is_not_there_leaves_no_formula_and_says_so() -> None:
    raw = book("公示_食材消耗_本月", "公示_收入合计_本月")
    without = raw._replace(tables={name: table for name, table in raw.tables.items() if name != "收发明细"})
    found = rows(without)
    assert found["食材消耗_本月"][4:] == (Decimal("5.00"), None, None, "没有 表 收发明细，公式写不出")
    headless = raw._replace(
        tables=raw.tables | {"库存结存": raw.tables["库存结存"]._replace(headings=("品名", "类别"), columns=((), ()))}
    )
    assert rows(headless)["食材消耗_本月"][7] == "没有 表 库存结存 的「结存金额」列，公式写不出"


def test_what_is_refused_has_no_formula() -> None:
    row = rows(book("公示_食材消耗_本月", used="近5"))["食材消耗_本月"]
    assert row[4:7] == ("暂缺", None, None)
    assert str(row[7]).startswith("算不出：出库")


def test_months_typed_as_text_are_matched_as_text() -> None:
    found = formula(rows(book("公示_收入合计_本月", booked="2025-09"))["收入合计_本月"])
    assert '+SUMIFS(收入[金额],收入[所属月份],"2025-09*")' in found
    assert found.count('"2025-09*"') == 2


def test_a_formula_that_excel_cannot_hold_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_FORMULA", 100)
    row = rows(book("公示_收入合计_本月"))["收入合计_本月"]
    assert row[4:7] == (Decimal("20.00"), None, None)
    assert str(row[7]).startswith("公式太长")


def test_earlier_months_of_what_only_the_ledger_knows_come_from_the_monthly_costs() -> None:
    row = rows(book("公示_燃料水电_累计", month="2025-10"))["燃料水电_累计"]
    text = 'INDEX(月成本[燃料水电],MATCH("2025-09",月成本[月份],0))-INDEX(月成本[支出_燃料],MATCH("2025-09",月成本[月份],0))'
    assert text in formula(row)
    assert row[7] == "支出的燃料、水电，加库里用的燃料；支出 1 行、月成本 1 行、收发明细 2 行"


def test_a_book_without_a_month_has_nothing_to_compare() -> None:
    assert rows(book(*NAMES, month="2026-07")) == {}


def test_the_sum_of_a_list_has_its_row() -> None:
    raw = book()
    form = RawTable("公示_食材采购", "公示表", 3, 2, 9, ("品名", "金额"), (), ((), ()))
    row = rows(raw._replace(tables=raw.tables | {form.name: form}))["金额 合计_本月"]
    assert row[:5] == ("公示表", Link("公示表", "C3"), "金额 合计", "本月", Decimal("20.00"))
    assert row[7] == "清单 1 行；采购验收 1 行"
    late = form._replace(name="公示_收入明细_上月")
    row = rows(book(month="2025-10")._replace(tables=book(month="2025-10").tables | {late.name: late}))["金额 合计_2025年9月"]
    assert row[4] == Decimal("20.00")

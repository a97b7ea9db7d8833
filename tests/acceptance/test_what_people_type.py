"""Cells as people type them: plainly meant ones are read and reported, uncertain ones are errors and not read; tables as people keep them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.table import Table

from tests.acceptance.outsider import (
    TERM,
    ErrorValue,
    Text,
    at,
    blank,
    bounds,
    cell,
    check_figures,
    errors,
    figures,
    fill,
    filled,
    find,
    findings,
    month,
    move_column,
    place,
    put,
    reach,
    refresh,
    rows_of,
    run,
    save,
    settings,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

SMALL = (
    TERM
    + """
品目: 品名 类别 单位
大米 粮食 公斤
豆角 蔬菜 公斤
供应商: 供应商
粮店
期初库存: 品名 数量 单位 金额
大米 100 公斤 500
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额 直出餐次
R1 2025-09-02 粮店 豆角 5 公斤 8 40 午餐
R2 2025-09-03 粮店 豆角 5 公斤 9 45 午餐
出库: 单号 日期 餐次 去向 品名 数量 单位
C1 2025-09-02 午餐 供餐 大米 10 公斤
C2 2025-09-03 午餐 供餐 大米 10 公斤
就餐: 日期 餐次 对象 人数 餐标
2025-09-02 午餐 学生 10 10
2025-09-03 午餐 学生 12 10
收入: 凭证号 日期 科目 金额
S1 2025-09-30 学生伙食费 200
"""
)
SMALL_FIGURES = "食材消耗 185.00 食材消耗_粮食 100.00 食材消耗_蔬菜 85.00 期末库存 400.00 就餐人次 22 收入合计 200.00 结余 15.00 餐均食材成本 8.41"
"""Rice 20 of 100 kg at 5.00; beans 85.00; 185 / 22 = 8.40909."""


def income(values: list[object]) -> Workbook:
    """A book with an income row for each value."""
    book = fill(TERM)
    rows = [(f"S{number}", date(2025, 9, 30), "学生伙食费", value) for number, value in enumerate(values, 1)]
    write(book, "收入", ("凭证号", "日期", "科目", "金额"), rows)
    return book


PLAIN_NUMBERS = {
    "１２３４．５０": "1234.50",
    "12.5元": "12.50",
    "1,234.50": "1234.50",
    "  88 ": "88.00",
    "－３０": "-30.00",
    "￥20": "20.00",
    "7": "7.00",
    "1，000": "1000.00",
}


def test_numbers_kept_as_text_are_read_and_each_reported_with_its_value(tmp_path: Path) -> None:
    path = save(income([Text(typed) for typed in PLAIN_NUMBERS]), tmp_path)
    # 1,234.50 + 12.50 + 1,234.50 + 88 - 30 + 20 + 7 + 1,000 = 3,566.50.
    assert month(path, "2025-09")["学生伙食费"] == "3566.50"
    reported = [found for found in at(path, "收入", "金额") if found["level"] == "警告"]
    assert [found["value"] for found in reported] == list(PLAIN_NUMBERS)
    for found, value in zip(reported, PLAIN_NUMBERS.values(), strict=True):
        assert value.rstrip("0").rstrip(".") in found["suggestion"]
        assert not found["blocks"]
    assert errors(path) == []


UNCERTAIN_NUMBERS = {"95。3": "95.3", "10.5万": "105000", "十斤": "10", "近40": "40", "约12": "12", "40余": "40", "2500多": "2500"}


def test_numbers_of_uncertain_meaning_are_errors_with_a_suggestion_and_are_not_read(tmp_path: Path) -> None:
    path = save(income([100, *(Text(typed) for typed in UNCERTAIN_NUMBERS)]), tmp_path)
    reported = at(path, "收入", "金额")
    assert [(found["level"], found["value"], found["blocks"]) for found in reported] == [
        ("错误", typed, True) for typed in UNCERTAIN_NUMBERS
    ]
    for found, value in zip(reported, UNCERTAIN_NUMBERS.values(), strict=True):
        assert value in found["suggestion"]
    assert "学生伙食费" in figures(path)["refused"]["months"]["2025-09"]


UNCLEAR_NUMBERS = {
    "12元5角": "12",
    "(12)": "12",
    "1e3": "1",
    "12 34": "12",
    "1.2.3": "1.2",
    "壹仟元整": "",
    "1,23": "",
    "=1+1": "1",
}
"""What stands there, and a part of it that is not what it says."""


def test_other_unclear_numbers_are_not_read_either(tmp_path: Path) -> None:
    path = save(income([Text(typed) for typed in UNCLEAR_NUMBERS]), tmp_path)
    reported = at(path, "收入", "金额")
    assert [(found["level"], found["value"], found["blocks"]) for found in reported] == [
        ("错误", typed, True) for typed in UNCLEAR_NUMBERS
    ]
    assert "学生伙食费" not in month(path, "2025-09")


def test_a_suggestion_says_what_stands_there_or_nothing(tmp_path: Path) -> None:
    path = save(income([Text(typed) for typed in UNCLEAR_NUMBERS]), tmp_path)
    parts = UNCLEAR_NUMBERS.values()
    wrong = [
        found["value"]
        for found, part in zip(at(path, "收入", "金额"), parts, strict=True)
        if part and found["suggestion"].endswith(f" {part}")
    ]
    assert wrong == []


PLAIN_DAYS = ["2025.9.2", "2025-9-2", "2025/9/2", "2025年9月2日", "20250902", "２０２５．９．２", " 2025-09-02 "]


def test_days_kept_as_text_are_read_and_each_reported_with_the_day(tmp_path: Path) -> None:
    book = fill(TERM)
    write(book, "收入", ("凭证号", "日期", "科目", "金额"), [(f"S{n}", Text(day), "利息", n) for n, day in enumerate(PLAIN_DAYS)])
    path = save(book, tmp_path)
    assert month(path, "2025-09")["利息"] == "21.00"
    reported = at(path, "收入", "日期")
    assert [(found["level"], found["blocks"]) for found in reported] == [("警告", False)] * len(PLAIN_DAYS)
    assert all("2025-09-02" in found["suggestion"] for found in reported)


def test_a_serial_without_a_format_is_its_day(tmp_path: Path) -> None:
    book = fill(SMALL)
    for number in (1, 2):
        cell(book, "出库", "日期", number).value = 45901 + number  # 45,901 is 2025-09-01
        cell(book, "出库", "日期", number).number_format = "General"
    path = save(book, tmp_path)
    check_figures(month(path, "2025-09"), SMALL_FIGURES)
    assert run("check", path).status == 0


UNCERTAIN_DAYS = ["2103年", "2103-09-02", "2025-09-31", "9月2日", "9.2", "25-9-2", "今天", "20250931", "2025年13月2日"]


def test_days_of_uncertain_meaning_are_errors_with_a_suggestion_and_refuse_every_month(tmp_path: Path) -> None:
    book = fill(TERM + "设置:\n核算月份 2025-10\n")
    write(
        book, "收入", ("凭证号", "日期", "科目", "金额"), [(f"S{n}", Text(day), "利息", 5) for n, day in enumerate(UNCERTAIN_DAYS)]
    )
    path = save(book, tmp_path)
    reported = at(path, "收入", "日期")
    assert [(found["level"], found["value"], found["blocks"]) for found in reported] == [
        ("错误", day, True) for day in UNCERTAIN_DAYS
    ]
    assert all(found["suggestion"] for found in reported)
    refused = figures(path)["refused"]["months"]
    # A day that cannot be read may be in any month.
    for name in ("2025-09", "2025-10"):
        assert {"利息", "收入合计", "结余"} <= set(refused[name])
        assert not {"学生伙食费", "伙食费收入", "食材消耗", "支出合计"} & set(refused[name])


def test_a_real_date_of_the_year_2103_is_named_as_the_reader_sees_it(tmp_path: Path) -> None:
    book = fill(SMALL)
    cell(book, "出库", "日期").value = datetime(2103, 9, 2)  # noqa: DTZ001 - a day
    (found,) = [found for found in at(save(book, tmp_path), "出库", "日期") if found["level"] == "错误"]
    assert "2103-09-02" in found["message"]


BILL = ("凭证号", "日期", "科目", "摘要", "金额", "所属月份")


def test_a_month_may_be_a_text_or_a_date(tmp_path: Path) -> None:
    book = fill(TERM)
    typed = ["2025-09", "2025年9月", date(2025, 9, 1), 45901]
    write(book, "支出", BILL, [(f"F{n}", date(2025, 10, 9), "水电", f"电费{n}", 33, value) for n, value in enumerate(typed)])
    settings(book, {"核算月份": date(2025, 10, 1)})
    document = figures(save(book, tmp_path))["months"]
    assert (document["2025-09"]["支出_水电"], document["2025-10"]["支出_水电"]) == ("132.00", "0.00")


def test_a_month_that_a_formula_would_skip_is_reported(tmp_path: Path) -> None:
    book = fill(TERM)
    typed = [Text("2025.9"), 202509, Text("２０２５－０９")]
    write(book, "支出", BILL, [(f"F{n}", date(2025, 10, 9), "水电", f"电费{n}", 33, value) for n, value in enumerate(typed)])
    reported = at(save(book, tmp_path), "支出", "所属月份")
    assert [(found["level"], "2025-09" in found["suggestion"]) for found in reported] == [("警告", True)] * 3


def test_an_error_value_is_never_a_blank(tmp_path: Path) -> None:
    values = ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]
    path = save(income([10, *(ErrorValue(value) for value in values)]), tmp_path)
    assert [(found["level"], found["value"], found["blocks"]) for found in at(path, "收入", "金额")] == [
        ("错误", value, True) for value in values
    ]
    assert "收入合计" not in month(path, "2025-09")


def test_an_error_value_in_an_optional_cell_is_an_error_that_refuses_nothing_it_does_not_touch(tmp_path: Path) -> None:
    book = fill(SMALL)
    cell(book, "出库", "备注").value = "#REF!"
    cell(book, "出库", "备注").data_type = "e"
    cell(book, "采购验收", "采购人").value = "#N/A"
    cell(book, "采购验收", "采购人").data_type = "e"
    path = save(book, tmp_path)
    assert [(sheet, column) for _, sheet, column in errors(path)] == [("采购验收", "采购人"), ("出库", "备注")]
    check_figures(month(path, "2025-09"), SMALL_FIGURES)


def test_a_formula_that_was_never_computed_is_an_error_and_not_nought(tmp_path: Path) -> None:
    path = save(income([10, "=5*6"]), tmp_path)
    (found,) = at(path, "收入", "金额")
    assert (found["level"], found["blocks"]) == ("错误", True)
    assert "收入合计" not in month(path, "2025-09")


def test_more_decimals_than_the_cell_may_have_are_an_error(tmp_path: Path) -> None:
    book = fill(SMALL)
    too_many = {
        ("收入", "金额"): 12.345,
        ("出库", "数量"): 1.0005,
        ("采购验收", "单价"): 8.00005,
        ("就餐", "人数"): 10.5,
        ("就餐", "餐标"): 10.125,
    }
    for (table, heading), value in too_many.items():
        cell(book, table, heading).value = value
    assert set(too_many) <= {(sheet, column) for _, sheet, column in errors(save(book, tmp_path))}


def test_numbers_are_read_to_fifteen_digits_as_excel_shows_them(tmp_path: Path) -> None:
    path = save(income([0.1 + 0.2, 1234.5600000000002, 2.675 - 0.005]), tmp_path)
    # 0.30 + 1,234.56 + 2.67.
    assert month(path, "2025-09")["收入合计"] == "1237.53"
    assert at(path, "收入", "金额") == []


# --- tables as people keep them -------------------------------------------------------------------------------------------------------


def fine(path: Path) -> list[dict[str, Any]]:
    """The small book's figures stand and it has no error; its findings."""
    check_figures(month(path, "2025-09"), SMALL_FIGURES)
    outcome = run("check", path, "--json")
    assert outcome.status == 0, outcome.out
    found: list[dict[str, Any]] = outcome.json["findings"]
    return found


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    book = fill(SMALL)
    for table, heading, to in (
        ("出库", "单位", 0),
        ("出库", "日期", 9),
        ("采购验收", "金额", 0),
        ("采购验收", "单号", 12),
        ("就餐", "人数", 0),
    ):
        move_column(book, table, heading, to)
    for table, heading in (("品目", "单位"), ("设置", "值"), ("收入", "金额"), ("期初库存", "金额")):
        move_column(book, table, heading, 0)
    fine(save(book, tmp_path))


def test_columns_of_the_users_own_are_left_alone(tmp_path: Path) -> None:
    book = fill(SMALL)
    sheet, table = find(book, "出库")
    left, top, right, bottom = bounds(table)
    sheet.insert_cols(right + 1)
    for row, value in enumerate(("班组", "甲", 3), top):
        put(sheet, row, right + 1, value)
    reach(table, f"{get_column_letter(left)}{top}:{get_column_letter(right + 1)}{bottom}")
    own = table.tableColumns[0].__class__(id=right - left + 2, name="班组")
    table.tableColumns.append(own)
    path = save(book, tmp_path)
    fine(path)
    assert [row["班组"] for row in rows_of(refresh(path), "出库")] == ["甲", 3]


def test_tables_and_sheets_of_the_users_own_are_left_alone(tmp_path: Path) -> None:
    book = fill(SMALL)
    sheet = book.create_sheet("我的表", 0)
    for row in (["品名", "数量"], ["大米", "随便"], ["#", "近40"]):
        sheet.append(row)
    sheet.add_table(Table(displayName="我的清单", ref="A1:B3"))
    fine(save(book, tmp_path))


def test_hidden_rows_columns_and_sheets_count(tmp_path: Path) -> None:
    book = fill(SMALL)
    sheet, table = find(book, "出库")
    sheet.row_dimensions[bounds(table)[1] + 1].hidden = True
    sheet.column_dimensions["E"].hidden = True
    find(book, "期初库存")[0].sheet_state = "hidden"
    find(book, "就餐")[0].sheet_state = "veryHidden"
    fine(save(book, tmp_path))


def test_sheets_may_be_renamed_since_tables_are_found_by_name(tmp_path: Path) -> None:
    book = fill(SMALL)
    find(book, "出库")[0].title = "出库单（九月）"
    fine(save(book, tmp_path))


def test_blank_rows_among_the_rows_are_no_rows(tmp_path: Path) -> None:
    book = fill(SMALL)
    sheet, table = find(book, "出库")
    _, top, _, bottom = bounds(table)
    sheet.insert_rows(bottom)
    reach(table, table.ref.replace(str(bottom), str(bottom + 6)))
    assert sheet.cell(bottom, 1).value is None
    assert top < bottom
    fine(save(book, tmp_path))


def test_rows_typed_below_a_table_are_rows_reported_once_and_refresh_extends_the_table(tmp_path: Path) -> None:
    path = save(fill(SMALL, extend=False), tmp_path)
    said = [found["sheet"] for found in fine(path) if found["rule"] == "DAT-18"]
    assert said.count("出库") <= 1
    assert find(fill(SMALL, extend=False), "出库")[1].ref == find(blank(), "出库")[1].ref
    out = refresh(path)
    assert [row["单号"] for row in rows_of(out, "出库")] == ["C1", "C2"]
    assert [row["单号"] for row in rows_of(out, "采购验收")] == ["R1", "R2"]
    check_figures(month(out, "2025-09"), SMALL_FIGURES)


def test_what_stands_below_a_gap_is_an_error_naming_the_range(tmp_path: Path) -> None:
    book = fill(SMALL)
    sheet, table = find(book, "出库")
    _, _, _, bottom = bounds(table)
    sheet.cell(bottom + 3, 1).value = "合计"
    sheet.cell(bottom + 4, 6).value = 20
    path = save(book, tmp_path)
    said = [found for found in findings(path) if found["level"] == "错误"]
    assert {found["sheet"] for found in said} == {"出库"}
    assert f"A{bottom + 3}" in " ".join(found["cell"] + found["message"] for found in said)


def test_a_total_typed_right_below_the_rows_is_never_counted_as_a_row(tmp_path: Path) -> None:
    book = fill(SMALL)
    sheet, table = find(book, "收入")
    _, _, _, bottom = bounds(table)
    sheet.cell(bottom + 1, 1).value = "合计"
    sheet.cell(bottom + 1, 5).value = 200
    said = [found["message"] for found in fine(save(book, tmp_path)) if found["sheet"] == "收入"]
    assert any("合计" in message for message in said)


def test_a_totals_row_of_excel_is_no_data(tmp_path: Path) -> None:
    book = fill(SMALL)
    for name, total in (("收入", "金额"), ("出库", "数量")):
        sheet, table = find(book, name)
        left, top, right, bottom = bounds(table)
        row = bottom + 1
        sheet.cell(row, left).value = "汇总"
        put(
            sheet,
            row,
            next(c for c in range(left, right + 1) if sheet.cell(top, c).value == total),
            f"=SUBTOTAL(109,{name}[{total}])",
        )
        table.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{row}"
        table.totalsRowCount = 1
        table.tableColumns[0].totalsRowLabel = "汇总"
        next(column for column in table.tableColumns if column.name == total).totalsRowFunction = "sum"
    path = save(book, tmp_path)
    fine(path)
    out = refresh(path)
    assert rows_of(out, "收入")[-1]["凭证号"] == "汇总"
    assert find(fill(SMALL), "收入")[1].totalsRowCount is None


def rename(book: Workbook, name: str, heading: str, to: str) -> None:
    """Another heading, in the cell and in the table's column."""
    sheet, table = find(book, name)
    left, top, right, _ = bounds(table)
    for column, own in zip(range(left, right + 1), table.tableColumns, strict=True):
        if own.name == heading:
            own.name = to
            sheet.cell(top, column).value = to


def test_a_required_heading_that_is_missing_is_an_error_that_names_it(tmp_path: Path) -> None:
    book = fill(SMALL)
    rename(book, "出库", "数量", "数目")
    path = save(book, tmp_path)
    said = [found for found in findings(path) if found["level"] == "错误" and found["sheet"] == "出库"]
    assert any("数量" in found["message"] for found in said)
    assert "食材消耗" in figures(path)["refused"]["months"]["2025-09"]


def test_an_optional_heading_that_is_missing_is_one_hint(tmp_path: Path) -> None:
    book = fill(SMALL)
    rename(book, "采购验收", "票据号", "发票")
    said = [found for found in fine(save(book, tmp_path)) if "票据号" in found["message"]]
    assert [found["level"] for found in said] == ["提示"]


def test_a_heading_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    book = fill(SMALL)
    # Excel itself would not let two columns of one table bear one name; a cell can be typed over elsewhere.
    rename(book, "出库", "备注", "数量")
    path = save(book, tmp_path)
    assert ("出库", "数量") in {(sheet, column) for _, sheet, column in errors(path)} or any(
        "数量" in found["message"] for found in findings(path)
    )
    assert run("check", path).status == 1


def test_an_optional_table_that_is_missing_reads_as_blank_with_one_hint(tmp_path: Path) -> None:
    book = fill(SMALL)
    del book["盘点"]
    said = [found for found in fine(save(book, tmp_path)) if "盘点" in found["message"]]
    assert [found["level"] for found in said] == ["提示"]


def test_the_1904_calendar_moves_no_day(tmp_path: Path) -> None:
    book = blank()
    book.epoch = CALENDAR_MAC_1904
    path = save(fill(SMALL, book=book), tmp_path)
    check_figures(month(path, "2025-09"), SMALL_FIGURES)
    assert errors(path) == []
    out = refresh(path)
    assert [str(row["日期"])[:10] for row in rows_of(out, "日成本")] == ["2025-09-02", "2025-09-03"]


@pytest.mark.parametrize(("heading", "total"), [("日期", "270.00"), ("金额", "无")])
def test_merged_cells_are_reported_and_a_merged_amount_is_never_counted_twice(tmp_path: Path, heading: str, total: str) -> None:
    book = fill(SMALL + "收入: 凭证号 日期 科目 金额\nS2 2025-09-30 学生伙食费 70\n")
    sheet, table = find(book, "收入")
    top, column = bounds(table)[1], place(book, "收入", heading)
    sheet.merge_cells(start_row=top + 1, start_column=column, end_row=top + 2, end_column=column)
    path = save(book, tmp_path)
    assert any("合并" in found["message"] for found in at(path, "收入", heading))
    # One day over both rows is plain; one amount over both is 200 and a blank.
    check_figures(month(path, "2025-09"), f"收入合计 {total}")


def test_an_unknown_item_is_named_with_its_nearest(tmp_path: Path) -> None:
    book = fill(SMALL)
    cell(book, "出库", "品名").value = "大来"
    path = save(book, tmp_path)
    (found,) = [found for found in at(path, "出库", "品名") if found["level"] == "错误"]
    assert "大米" in found["suggestion"]
    assert found["blocks"]
    assert {"食材消耗", "结余"} <= set(figures(path)["refused"]["months"]["2025-09"])


def test_spaces_and_width_do_not_make_an_item_unknown(tmp_path: Path) -> None:
    book = fill(SMALL)
    cell(book, "出库", "品名").value = " 大米　"
    check_figures(month(save(book, tmp_path), "2025-09"), SMALL_FIGURES)


def test_a_duplicate_item_is_an_error(tmp_path: Path) -> None:
    path = save(fill(SMALL + "品目: 品名 类别 单位\n大米 粮食 斤\n"), tmp_path)
    assert ("品目", "品名") in {(sheet, column) for _, sheet, column in errors(path)}


def test_quantity_times_price_must_be_the_amount(tmp_path: Path) -> None:
    book = fill(SMALL)
    cell(book, "采购验收", "金额", 2).value = 45.02
    path = save(book, tmp_path)
    (found,) = [found for found in findings(path) if found["level"] == "错误"]
    assert (found["rule"], found["sheet"], found["blocks"]) == ("ARI-01", "采购验收", True)
    assert "45.00" in found["message"]
    assert "45.02" in found["message"]
    book = fill(SMALL)
    cell(book, "采购验收", "金额", 2).value = 45.01
    assert errors(save(book, tmp_path, "差一分.xlsx")) == []


def test_a_row_entered_twice_and_a_meal_entered_twice_are_found(tmp_path: Path) -> None:
    path = save(fill(SMALL + "就餐: 日期 餐次 对象 人数 餐标\n2025-09-03 午餐 学生 11 10\n"), tmp_path)
    assert ("就餐", "错误") in {(found["sheet"], found["level"]) for found in findings(path)}


def test_a_day_outside_the_book_is_an_error(tmp_path: Path) -> None:
    path = save(fill(SMALL + "出库: 单号 日期 餐次 去向 品名 数量 单位\nC9 2025-08-31 午餐 供餐 大米 1 公斤\n"), tmp_path)
    assert ("出库", "日期") in {(sheet, column) for _, sheet, column in errors(path)}


def test_a_day_in_the_future_is_judged_only_with_today(tmp_path: Path) -> None:
    path = filled(SMALL, tmp_path)
    assert not [found for found in findings(path) if found["column"] == "日期"]
    said = [(found["sheet"], found["value"]) for found in findings(path, "--today", "2025-09-02") if found["column"] == "日期"]
    assert ("出库", "2025-09-03") in said
    assert ("出库", "2025-09-02") not in said

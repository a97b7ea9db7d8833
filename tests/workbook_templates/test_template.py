"""The template as the accountant, Excel and other programs meet it."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import python_calamine
from openpyxl.utils import get_column_letter, range_boundaries

from validation.settings import SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

FORMS: dict[str, list[str]] = {
    "公示-食堂收支": [],
    "公示-食材采购": ["公示_食材采购"],
    "公示-库存盘点": ["公示_库存盘点"],
    "公示-易耗品以旧换新": ["公示_以旧换新"],
    "公示-学期收支说明": [],
}
"""The forms, each with its tables."""
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rule_of(sheet: Worksheet, cells: str) -> DataValidation:
    rules: list[DataValidation] = sheet.data_validations.dataValidation
    return next(rule for rule in rules if str(rule.sqref) == cells)


def rows_of(sheet: Worksheet) -> list[list[Any]]:
    (table,) = sheet.tables.values()
    left, top, right, bottom = range_boundaries(table.ref)
    return [list(row) for row in sheet.iter_rows((top or 0) + 1, bottom, left, right, values_only=True)]


def with_tables(book: Workbook) -> list[str]:
    """The sheets of one table that bears their name."""
    return [name for name in book.sheetnames[1:] if name not in FORMS]


def headings_of(sheet: Worksheet) -> list[str]:
    (table,) = sheet.tables.values()
    left, top, right, _ = range_boundaries(table.ref)
    return [str(sheet.cell(top or 0, column).value) for column in range(left or 0, (right or 0) + 1)]


def test_the_sheets_stand_in_the_order_of_work(book: Workbook) -> None:
    assert book.sheetnames == [
        *("首页", "设置", "规则参数", "品目", "单位换算", "供应商", "期初库存", "期初在用", "年初至今"),
        *("采购验收", "出库", "盘点", "就餐", "收入", "支出", "易耗品领用", "基期", "收支说明"),
        *("问题清单", "问题统计", "月成本", "日成本", "收发明细", "库存结存", "供应商对账", "供应商对账单"),
        *("以旧换新统计", "以旧换新汇总", "以旧换新成效", "同期对比"),
        *FORMS,
        "核对",
        "公示进度",
        *("图表_每天", "图表_每月"),
        "修改记录",
        "结账记录",
        "公示台账",
    ]


def test_every_sheet_but_the_front_and_the_forms_holds_one_table_of_its_name(book: Workbook) -> None:
    tables = {sheet.title: list(sheet.tables) for sheet in book.worksheets}
    assert tables == {"首页": []} | {name: [name] for name in with_tables(book)} | FORMS


def test_receiving_has_the_headings_of_the_vocabulary_and_ends_with_the_check(book: Workbook) -> None:
    assert headings_of(book["采购验收"]) == [
        *(
            "单号",
            "日期",
            "供应商",
            "品名",
            "数量",
            "单位",
            "单价",
            "金额",
            "直出餐次",
            "单据合计",
            "票据号",
            "生产日期",
            "保质期至",
        ),
        *("索证", "检测结果", "验收结论", "采购人", "数量验收人", "质量验收人", "备注", "校验"),
    ]


def test_lists_have_no_check_column(book: Workbook) -> None:
    assert [name for name in book.sheetnames[1:18] if "校验" not in headings_of(book[name])] == [
        *("设置", "规则参数", "品目", "单位换算", "供应商", "期初库存", "期初在用", "年初至今"),
    ]


def test_column_names_of_the_tables_are_the_texts_of_the_heading_cells(template: Path, book: Workbook) -> None:
    with zipfile.ZipFile(template) as package:
        parts = [ET.fromstring(package.read(name)) for name in package.namelist() if name.startswith("xl/tables/")]  # noqa: S314 - our own
    named = {part.get("displayName"): [column.get("name") for column in part.iter(f"{MAIN}tableColumn")] for part in parts}
    forms = {tables[0]: headings_of(book[name]) for name, tables in FORMS.items() if tables}
    assert named == {name: headings_of(book[name]) for name in with_tables(book)} | forms
    assert len({part.get("id") for part in parts}) == len(parts)


def test_names_of_tables_and_places_are_legal_and_never_clash(book: Workbook) -> None:
    names = [*book.defined_names, *(table for sheet in book.worksheets for table in sheet.tables)]
    assert len({name.casefold() for name in names}) == len(names)
    assert [name for name in names if not re.fullmatch(r"[^\W\d][\w.]*", name)] == []


def test_tables_begin_with_one_blank_row(book: Workbook) -> None:
    shipped = {"设置", "规则参数", "单位换算"}
    filled = [
        name for name in with_tables(book) if name not in shipped and rows_of(book[name]) != [[None] * len(headings_of(book[name]))]
    ]
    assert filled == []


def test_the_general_conversions_are_shipped(book: Workbook) -> None:
    assert rows_of(book["单位换算"]) == [
        [None, "斤", 0.5],
        [None, "两", 0.05],
        [None, "千克", 1],
        [None, "公斤", 1],
        [None, "克", 0.001],
        [None, "吨", 1000],
        [None, "毫升", 0.001],
    ]


def test_thresholds_are_numbers_shown_as_people_write_them(book: Workbook) -> None:
    shown = {row[0].value: (row[1].value, row[1].number_format) for row in book["规则参数"].iter_rows(3, 14)}
    assert shown["金额容差"] == (0.01, "#,##0.00")
    assert shown["价格涨幅上限"] == (0.15, "0%")
    assert shown["零结余月数"] == (3, "#,##0")
    assert shown["盈亏率分母"] == ("收入合计", "General")


def test_every_setting_has_a_row_with_its_default(book: Workbook) -> None:
    rows = {name: value for name, value, _ in rows_of(book["设置"])}
    assert list(rows) == [setting.name for setting in SETTINGS]
    assert {name: value for name, value in rows.items() if value is not None} == {
        "计价方法": "移动加权平均",
        "期初结余": 0,
        "食堂部门": "食堂",
        "规则套": "通用",
        "格式版本": "1",
    }


def test_a_fixed_list_is_a_drop_down_that_warns_down_to_row_20000(book: Workbook) -> None:
    rule = rule_of(book["出库"], "C3:C20000")
    assert (rule.type, rule.formula1) == ("list", '"早餐,午餐,晚餐,午点"')
    assert (rule.errorStyle, rule.showErrorMessage) == ("warning", True)


def test_a_reference_is_a_drop_down_of_the_other_table_which_blank_keys_do_not_disarm(book: Workbook) -> None:
    rule = rule_of(book["采购验收"], "D3:D20000")
    assert (rule.type, rule.formula1, rule.allow_blank) == ("list", "=列_品名", False)
    assert book.defined_names["列_品名"].attr_text == "品目[品名]"
    assert book.defined_names["列_供应商"].attr_text == "供应商[供应商]"


def test_nothing_forbids_an_entry(book: Workbook) -> None:
    rules = [rule for sheet in book.worksheets for rule in sheet.data_validations.dataValidation if rule.type]
    assert {rule.errorStyle for rule in rules} == {"warning"}


def test_each_heading_says_what_to_type(book: Workbook) -> None:
    rule = rule_of(book["采购验收"], "G2")
    assert (rule.showInputMessage, rule.promptTitle) == (True, "单价")
    assert rule.prompt == "必填。每个录入单位的单价（元）。例：4.80"


def test_prompts_and_warnings_keep_within_what_excel_takes(book: Workbook) -> None:
    rules = [rule for sheet in book.worksheets for rule in sheet.data_validations.dataValidation]
    assert max(len(rule.prompt or "") for rule in rules) <= 255
    assert max(len(rule.error or "") for rule in rules) <= 225
    assert max(len(rule.promptTitle or rule.errorTitle or "") for rule in rules) <= 32
    assert max(len(rule.formula1 or "") for rule in rules) <= 257


def test_cells_typed_far_below_have_the_format_of_their_column(book: Workbook) -> None:
    columns = book["采购验收"].column_dimensions
    assert [columns[letters].number_format for letters in "ABEGH"] == ["@", "yyyy-mm-dd", "General", "#,##0.00##", "#,##0.00"]


def test_no_number_shows_a_point_without_decimals(book: Workbook) -> None:
    formats = {cell.number_format for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert [shown for shown in formats if re.search(r"\.#+$", shown)] == []


def test_the_check_lights_up_the_cells_it_names(book: Workbook) -> None:
    lights = {str(light.sqref): [rule.formula[0] for rule in light.rules] for light in book["就餐"].conditional_formatting}
    assert list(lights) == ["A3:G20000", "H3:H20000"]
    assert lights["A3:G20000"] == [
        'ISNUMBER(FIND("「"&A$2&"」",LEFT($H3,MIN(FIND("警告：",$H3&"警告："),FIND("提示：",$H3&"提示："))-1)))',
        'ISNUMBER(FIND("「"&A$2&"」",LEFT($H3,MIN(FIND("提示：",$H3&"提示："))-1)))',
        'ISNUMBER(FIND("「"&A$2&"」",$H3))',
    ]


def test_registers_are_open_and_results_are_protected_without_a_password(book: Workbook) -> None:
    guarded = [sheet.title for sheet in book.worksheets if sheet.protection.sheet]
    assert guarded == [
        "首页",
        "问题清单",
        "问题统计",
        "月成本",
        "日成本",
        "收发明细",
        "库存结存",
        "供应商对账",
        "以旧换新统计",
        "以旧换新汇总",
        "以旧换新成效",
        "同期对比",
        "核对",
        "公示进度",
        "图表_每天",
        "图表_每月",
        "修改记录",
        "结账记录",
        "公示台账",
    ]
    for name in guarded:
        guard = book[name].protection
        assert guard.password is None
        assert not any(
            (guard.selectLockedCells, guard.autoFilter, guard.formatColumns, guard.formatRows, guard.formatCells, guard.sort)
        )


def test_the_mark_of_the_user_stays_open_on_a_protected_sheet(book: Workbook) -> None:
    sheet = book["问题清单"]
    assert headings_of(sheet)[9] == "采纳"
    assert sheet["J3"].protection.locked is False
    assert sheet.column_dimensions["J"].protection.locked is False
    assert sheet["I3"].protection.locked is True
    assert rule_of(sheet, "J3:J20000").formula1 == '"是,否"'


def test_refresh_finds_its_places_on_the_front_sheet(book: Workbook) -> None:
    figures = ("就餐人次", "餐均食材成本", "餐均总成本", "收入合计", "支出合计", "结余", "盈亏率", "累计盈亏率")
    on_forms = {name for name, defined in book.defined_names.items() if defined.attr_text.startswith("'公示-")}
    assert set(book.defined_names) - on_forms == {
        *("列_品名", "列_供应商"),
        *("首页_状态", "首页_错误数", "首页_警告数", "首页_提示数", "首页_核算月份", "首页_指纹", "首页_登记个数", "首页_登记总和"),
        *("首页_预计盈亏率", "首页_盈亏率范围", "首页_剩余供餐天数", "首页_日均食材", "首页_持平日食材", "首页_预计说明"),
        *(f"公示_{figure}_{period}" for figure in figures for period in ("本月", "累计")),
        *("对账单_学校", "对账单_供应商", "对账单_期间", "对账单_说明", "对账单_票未到"),
        *("对账单_期初未付", "对账单_本期应付", "对账单_本期已付", "对账单_期末未付", "对账单_期末未付大写"),
    }
    places = [name.attr_text for name in book.defined_names.values() if name.attr_text.startswith("首页!")]
    assert len(set(places)) == len(places) == 30


def test_the_front_sheet_leads_to_every_sheet_and_says_what_is_out_of_scope(book: Workbook) -> None:
    front = book["首页"]
    links = {cell.hyperlink.location for row in front.iter_rows() for cell in row if cell.hyperlink}
    assert {f"'{name}'!A1" for name in book.sheetnames[1:]} <= links
    texts = [cell.value for row in front.iter_rows() for cell in row]
    assert "不在本软件范围：现金和银行账、总账、工资" in texts
    assert "还没有刷新过" in texts


def test_every_sheet_that_is_not_pinned_up_leads_back_to_the_front(book: Workbook) -> None:
    assert {book[name]["A1"].hyperlink.location for name in with_tables(book)} == {"'首页'!A1"}


def test_heads_are_frozen_and_printed_on_every_a4_page(book: Workbook) -> None:
    assert (book["采购验收"].freeze_panes, book["月成本"].freeze_panes, book["就餐"].freeze_panes) == ("E3", "B4", "B3")
    assert {sheet.page_setup.paperSize for sheet in book.worksheets} == {9}
    assert book["采购验收"].print_title_rows == "$1:$2"
    assert book["月成本"].print_title_rows == "$1:$3"


def test_every_heading_fits_its_column_on_two_lines(book: Workbook) -> None:
    narrow = [
        (sheet.title, heading)
        for sheet in map(book.__getitem__, with_tables(book))
        for position, heading in enumerate(headings_of(sheet))
        if sheet.column_dimensions[get_column_letter(position + 1)].width * 2 < 2 * len(heading) + 3
    ]
    assert narrow == []


def test_another_reader_finds_the_tables(template: Path) -> None:
    found = python_calamine.load_workbook(template, load_tables=True)
    assert list(found.get_table_by_name("出库").columns)[:3] == ["单号", "日期", "餐次"]
    assert len(found.table_names or ()) == 39


@pytest.mark.ooxml
def test_the_open_xml_sdk_finds_nothing(template: Path, ooxml_validator: str) -> None:
    result = subprocess.run([ooxml_validator, str(template)], capture_output=True, check=False, timeout=120)
    assert json.loads(result.stdout)["errors"] == []


@pytest.mark.libreoffice
def test_libreoffice_opens_saves_and_computes_it(template: Path, soffice: tuple[str, ...], tmp_path: Path) -> None:
    subprocess.run(
        [*soffice, "--convert-to", "xlsx", "--outdir", str(tmp_path), str(template)], check=True, capture_output=True, timeout=120
    )
    saved = python_calamine.load_workbook(tmp_path / template.name)
    assert len(saved.sheet_names) == 42
    front = [value for row in saved.get_sheet_by_name("首页").to_python() for value in row]
    assert "请先在 设置 里填写学校" in front
    assert not [value for value in front if isinstance(value, str) and value.startswith("#")]

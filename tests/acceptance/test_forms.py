"""A district's own form, brought into the book as a district's office would draw it: filled, and everything else on it as it was."""

from __future__ import annotations

import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from tests.acceptance.outsider import blank, fill, findings, run, save

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

BOOK = """
设置:
学校 春苗
食堂 食堂
学期 2025秋
学期开始 2025-09-01
学期结束 2025-11-30
核算月份 2025-10
基准餐标 10
期初结余 100
编制人 甲
品目: 品名 类别 单位 规格
大米 粮食 公斤 25公斤/袋
青菜 蔬菜 公斤 _
供应商: 供应商
青禾商行
期初库存: 品名 数量 单位 金额
大米 100 公斤 400
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额 直出餐次 采购人 数量验收人 质量验收人
YS1 2025-09-01 青禾商行 大米 100 公斤 4 400 _ 甲 乙 丙
YS2 2025-10-08 青禾商行 大米 50 公斤 4 200 _ 甲 乙 丙
YS2 2025-10-08 青禾商行 青菜 20 公斤 3.5 70 午餐 _ _ _
出库: 单号 日期 餐次 去向 品名 数量 单位
CK1 2025-09-02 午餐 供餐 大米 120 公斤
CK2 2025-10-09 午餐 供餐 大米 100 公斤
就餐: 日期 餐次 对象 人数 餐标
2025-09-02 午餐 学生 60 10
2025-10-08 午餐 学生 50 10
2025-10-09 午餐 学生 50 10
收入: 凭证号 日期 科目 金额
S1 2025-09-05 学生伙食费 600
S2 2025-10-05 学生伙食费 1000
S3 2025-10-20 学生伙食费 -12.5
支出: 凭证号 日期 科目 摘要 金额
Z1 2025-09-28 水电 电费 60
Z2 2025-10-28 水电 电费 125055.55
"""
# September: consumption 120 × 4 = 480; costs 480 + 60 = 540; surplus 600 − 540 = 60.
# October: consumption 100 × 4 + 70 = 470; costs 470 + 125,055.55 = 125,525.55; income 987.50; surplus −124,538.05.
# To date: income 1,587.50; consumption 950; costs 126,065.55; surplus −124,478.05; with 100 brought forward −124,378.05.
# Stock: 400 + 400 − 480 = 320; + 270 − 470 = 120.
EDGE = Side(style="medium", color="FF993300")


def name(book: Workbook, sheet: Worksheet, names: dict[str, str]) -> None:
    """Give cells of a form their names, as 名称管理器 does."""
    for each, where in names.items():
        book.defined_names[each] = DefinedName(each, attr_text=f"'{sheet.title}'!{where}")


def with_table(sheet: Worksheet, table: str, ref: str, headings: tuple[str, ...]) -> None:
    corner = sheet[ref.partition(":")[0]]
    for place, heading in enumerate(headings):
        sheet.cell(corner.row, corner.column + place, heading)
    sheet.add_table(Table(displayName=table, ref=ref))


def district(book: Workbook) -> None:
    """Two sheets of a district: a monthly account with joined titles, sums in words and in 万元, and a list with printed rows and a foot below."""
    sheet = book.create_sheet("区表 (月报)")
    sheet.merge_cells("A1:H1")
    sheet["A1"] = "某某区学校食堂财务公开表"
    sheet.merge_cells("B2:D2")
    for row, (label, _) in enumerate(LINES, start=4):
        sheet.cell(row, 1, label).font = Font(name="宋体", b=True)
        for column in range(2, 6):
            sheet.cell(row, column).border = Border(top=EDGE, left=EDGE)
            sheet.cell(row, column).number_format = "0.00"
    sheet["B30"] = "=公示_结余_本月*2"
    sheet["H5"] = "手写：已核"
    name(book, sheet, {"公示_学校": "$B$2:$D$2", "公示_期间_本月": "$F$2", "公示_编制人": "$B$31", "公示_公示期": "$F$31"})
    for row, (_, figure) in enumerate(LINES, start=4):
        for letters, period in (("B", "本月"), ("C", "累计"), ("D", "9月"), ("E", "11月")):
            name(book, sheet, {f"公示_{figure}_{period}_7": f"${letters}${row}"})
    name(
        book,
        sheet,
        {
            "公示_支出合计_本月_大写": "$B$20",
            "公示_支出合计_本月_万元": "$C$20",
            "公示_食材占比_本月_百分数": "$D$20",
            "公示_结余_本月_减": "$E$20",
            "公示_捐赠_本月_空": "$B$21",
            "公示_捐赠_本月_横线": "$C$21",
            "公示_捐赠_本月": "$D$21",
            "公示_上期累计结余_本月": "$B$22",
            "公示_期末库存_粮食_本月": "$B$23",
            "公示_结余差异说明_本月": "$B$24",
        },
    )
    with_table(sheet, "公示_收支两栏_合计", "J4:M13", ("项目", "金额", "项目2", "金额2"))
    sheet["J15"] = "校长签字"
    with_table(sheet, "公示_指标", "O4:R7", ("备注", "指标", "本月", "累计"))
    for number, text in enumerate(("学生伙食费", "食材消耗_蔬菜", "结余_大写"), start=5):
        sheet.cell(number, 15, "自己写的")
        sheet.cell(number, 16, text)
    listed = book.create_sheet("区表-采购")
    listed.merge_cells("A1:F1")
    listed["A1"] = "食材采购公示"
    with_table(listed, "公示_采购公示", "B3:G8", ("采购日期", "食材名称", "规格型号", "数量（公斤）", "金额(元)", "验收人"))
    for row in range(4, 9):
        for column in range(2, 8):
            listed.cell(row, column).border = Border(bottom=EDGE)
            listed.cell(row, column).number_format = "yyyy-mm-dd" if column == 2 else "0.##"
            listed.cell(row, column).fill = PatternFill("solid", fgColor="FFFFF2CC")
    listed["B9"] = "以上由食堂填写"
    with_table(listed, "公示_逐月_合计", "J3:N8", ("月份", "期初库存", "购入食材", "食材消耗", "期末库存"))


LINES = (
    ("伙食费收入", "学生伙食费"),
    ("收入合计", "收入合计"),
    ("食材", "食材消耗"),
    ("支出合计", "支出合计"),
    ("本期结余", "结余"),
    ("就餐人次", "就餐人次"),
)


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The book with the district's forms: as it was saved, and after a refresh."""
    folder = tmp_path_factory.mktemp("区表")
    book = fill(BOOK, book=blank())
    district(book)
    path, out = save(book, folder), folder / "后.xlsx"
    run("refresh", path, "--out", out)
    return path, out


def shown(path: Path, sheet: str, area: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in load_workbook(path)[sheet][area]]


def test_months_to_date_and_months_still_to_come_stand_in_their_columns(refreshed: tuple[Path, Path]) -> None:
    assert shown(refreshed[1], "区表 (月报)", "B4:E9") == [
        [987.5, 1587.5, 600, None],
        [987.5, 1587.5, 600, None],
        [470, 950, 480, None],
        [125525.55, 126065.55, 540, None],
        [-124538.05, -124478.05, 60, None],
        [100, 160, 60, None],
    ]


def test_amounts_stand_as_the_form_prints_them(refreshed: tuple[Path, Path]) -> None:
    assert shown(refreshed[1], "区表 (月报)", "B20:E24") == [
        ["壹拾贰万伍仟伍佰贰拾伍元伍角伍分", 12.55, 47.59, 124538.05],
        [None, "—", 0, None],
        [160, None, None, None],
        [120, None, None, None],
        [
            "食材库存由 320.00 元变为 120.00 元，减少 200.00 元；所以结余 -124,538.05 元比采购口径结余 -124,338.05 元少 200.00 元",
            *[None] * 3,
        ],
    ]


def test_words_stand_in_their_cells(refreshed: tuple[Path, Path]) -> None:
    form = load_workbook(refreshed[1])["区表 (月报)"]
    assert [form[where].value for where in ("B2", "F2", "B31", "F31")] == [
        "春苗",
        "2025年10月",
        "甲",
        "2025年11月15日至2025年11月21日",
    ]


def test_both_sides_of_the_ledger_come_to_the_same_with_the_balance_last(refreshed: tuple[Path, Path]) -> None:
    assert shown(refreshed[1], "区表 (月报)", "J4:M8") == [
        ["项目", "金额", "项目2", "金额2"],
        ["学生伙食费", 987.5, "食材消耗", 470],
        ["亏损", 124538.05, "燃料水电", 125055.55],
        ["合计", 125525.55, "合计", 125525.55],
        [None] * 4,
    ]


def test_a_table_with_figures_of_the_forms_own_is_filled_beside_them(refreshed: tuple[Path, Path]) -> None:
    assert shown(refreshed[1], "区表 (月报)", "O5:R7") == [
        ["自己写的", "学生伙食费", 987.5, 1587.5],
        ["自己写的", "食材消耗_蔬菜", 70, 70],
        ["自己写的", "结余_大写", "负壹拾贰万肆仟伍佰叁拾捌元零伍分", "负壹拾贰万肆仟肆佰柒拾捌元零伍分"],
    ]


def test_a_list_fills_the_printed_rows_and_leaves_the_rest_of_them_and_the_foot(refreshed: tuple[Path, Path]) -> None:
    day = datetime(2025, 10, 8)  # noqa: DTZ001 - a day
    assert shown(refreshed[1], "区表-采购", "B4:G9") == [
        [day, "大米", "25公斤/袋", 50, 200, "乙、丙"],
        [day, "青菜", None, 20, 70, "乙、丙"],
        *[[None] * 6] * 3,
        ["以上由食堂填写", *[None] * 5],
    ]
    assert load_workbook(refreshed[1])["区表-采购"].tables["公示_采购公示"].ref == "B3:G8"


def test_the_grand_total_of_the_months_takes_the_first_opening_only(refreshed: tuple[Path, Path]) -> None:
    assert shown(refreshed[1], "区表-采购", "J4:N7") == [
        ["2025年9月", 400, 400, 480, 320],
        ["2025年10月", 320, 270, 470, 120],
        ["累计", 400, 670, 950, 120],
        [None] * 5,
    ]


def test_everything_else_on_the_forms_is_as_it_was(refreshed: tuple[Path, Path]) -> None:
    before, after = (load_workbook(path) for path in refreshed)
    for title in ("区表 (月报)", "区表-采购"):
        old, new = before[title], after[title]
        written = {where for row in new.iter_rows() for where in (cell.coordinate for cell in row if cell.value is not None)}
        for row in old.iter_rows():
            for cell in row:
                now = new[cell.coordinate]
                assert now.style_id == cell.style_id
                if cell.value is not None:
                    assert now.value == cell.value, cell.coordinate
                    written.discard(cell.coordinate)
        assert old.merged_cells.ranges == new.merged_cells.ranges
        assert old.column_dimensions.keys() == new.column_dimensions.keys()
    with zipfile.ZipFile(refreshed[0]) as one, zipfile.ZipFile(refreshed[1]) as other:
        kept = [each for each in one.namelist() if not each.startswith(("xl/worksheets/", "xl/tables/", "xl/workbook.xml"))]
        assert [each for each in kept if one.read(each) != other.read(each)] == []


def test_nothing_of_the_districts_form_is_a_finding(refreshed: tuple[Path, Path]) -> None:
    assert [found for found in findings(refreshed[0]) if str(found["rule"]).startswith("FRM")] == []


def test_a_list_without_room_says_so_and_overwrites_nothing(tmp_path: Path) -> None:
    book = fill(BOOK, book=blank())
    sheet = book.create_sheet("小表")
    with_table(sheet, "公示_食材采购_2", "B3:C4", ("品名", "金额"))
    sheet["B4"], sheet["C4"], sheet["B5"] = "旧的", 1, "经办人："
    path = save(book, tmp_path)
    (found,) = [found for found in findings(path) if str(found["rule"]).startswith("FRM")]
    assert (found["sheet"], found["cell"], found["level"]) == ("小表", "B3", "错误")
    assert found["message"] == "表 公示_食材采购_2 要写 2 行，还差 1 行的地方，下面有别的内容挡着，没有写"
    run("refresh", path)
    assert shown(path, "小表", "B4:C5") == [["暂缺", None], ["经办人：", None]]


@pytest.mark.parametrize(
    ("each", "suggestion"),
    [
        ("公示_食材消号_本月", "是不是 公示_食材消耗_本月？"),
        ("公示_食材消耗", "是不是 公示_食材消耗_本月？"),
        ("公示_伙食费收如_累计_大写", "是不是 公示_伙食费收入_累计_大写？"),
        ("公示_监督电化", "是不是 公示_监督电话？"),
    ],
)
def test_a_mistyped_name_is_told_with_the_nearest(tmp_path: Path, each: str, suggestion: str) -> None:
    book = fill(BOOK, book=blank())
    name(book, book.create_sheet("区表"), {each: "$B$2"})
    (found,) = [found for found in findings(save(book, tmp_path)) if str(found["rule"]).startswith("FRM")]
    assert (found["rule"], found["sheet"], found["cell"], found["value"]) == ("FRM-01", "区表", "B2", each)
    assert str(found["suggestion"]).startswith(suggestion)

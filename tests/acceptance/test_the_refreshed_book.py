"""What ``refresh`` writes, checked by hand for a small book; what it must not touch; text that would like to be a formula."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from tests.acceptance.outsider import (
    TERM,
    Text,
    cell,
    check_figures,
    columns,
    errors,
    figures,
    fill,
    filled,
    find,
    findings,
    parts,
    refresh,
    rows_of,
    run,
    save,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

BOOK = (
    TERM
    + """
核算月份 2025-10
品目: 品名 类别 单位
大米 粮食 公斤
豆角 蔬菜 公斤
洗洁精 易耗品 瓶
供应商: 供应商 期初未付
粮店 100
菜场 _
期初库存: 品名 数量 单位 金额
大米 10 公斤 50
洗洁精 4 瓶 20
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额 直出餐次 验收结论
R1 2025-09-05 粮店 大米 20 公斤 5.5 110 _ _
R2 2025-10-09 粮店 大米 40 斤 3 120 _ _
R3 2025-10-09 菜场 豆角 3 公斤 8 24 午餐 _
R3 2025-10-09 菜场 豆角 3 公斤 8 24 _ 退货
R4 2025-10-10 菜场 洗洁精 6 瓶 6 36 _ _
出库: 单号 日期 餐次 去向 品名 数量 单位
C1 2025-09-05 午餐 供餐 大米 15 公斤
C2 2025-10-09 午餐 供餐 大米 10 公斤
C2 2025-10-09 早餐 供餐 大米 5 公斤
C3 2025-10-10 午餐 退货 大米 4 公斤
C4 2025-10-11 午餐 报损 大米 1 公斤
易耗品领用: 单号 日期 部门 领用人 品名 领用数
L1 2025-10-11 食堂 王 洗洁精 2
L2 2025-10-11 一年级 李 洗洁精 3
盘点: 日期 品名 实盘数量 单位 差异原因 批准人
2025-10-31 大米 14 公斤 鼠耗 校长
2025-10-31 洗洁精 6 瓶 清点 校长
就餐: 日期 餐次 对象 人数 餐标
2025-09-05 午餐 学生 40 10
2025-10-09 早餐 学生 30 4
2025-10-09 午餐 学生 30 10
2025-10-09 午餐 教职工 2 15
支出: 凭证号 日期 科目 摘要 金额 收款单位 立项依据
F1 2025-09-28 付货款 货款 60 粮店 结算单
F2 2025-10-28 付货款 货款 90 粮店 结算单
收入: 凭证号 日期 科目 金额
S1 2025-09-30 学生伙食费 90
S2 2025-10-30 学生伙食费 130
"""
)

# Rice, moving average. September: 30 at 160.00, 15 out 80.00; 15 at 80.00 carried. October: 40 jin = 20 kg at 120.00: 35 at 200.00.
# The 9th, 15 out together 85.71 (85.7143): breakfast 28.57, to 85.71: lunch 57.14. 20 at 114.29. Four back 22.86 (22.858): 16 at 91.43.
# One spoilt 5.71 (5.7144): 15 at 85.72. One missing 5.71 (5.71467): 14 at 80.01.
# Detergent: 10 at 56.00; five drawn 28.00: 11.20 and 16.80; one found 5.60: 6 at 33.60.
MOVEMENTS = [
    ("2025-10-01", "大米", "粮食", "期初", None, None, None, None, None, None, None, 15, 80),
    ("2025-10-09", "大米", "粮食", "购入", None, None, None, "R2", 20, 6, 120, 35, 200),
    ("2025-10-09", "大米", "粮食", "发出", "早餐", "供餐", None, "C2", 5, 5.714, 28.57, 30, 171.43),
    ("2025-10-09", "大米", "粮食", "发出", "午餐", "供餐", None, "C2", 10, 5.714, 57.14, 20, 114.29),
    ("2025-10-10", "大米", "粮食", "退货", "午餐", "退货", None, "C3", 4, 5.715, 22.86, 16, 91.43),
    ("2025-10-11", "大米", "粮食", "发出", "午餐", "报损", None, "C4", 1, 5.71, 5.71, 15, 85.72),
    ("2025-10-31", "大米", "粮食", "盘亏", None, None, None, None, 1, 5.71, 5.71, 14, 80.01),
    ("2025-10-01", "豆角", "蔬菜", "期初", None, None, None, None, None, None, None, 0, 0),
    ("2025-10-09", "豆角", "蔬菜", "直出", "午餐", None, None, "R3", 3, 8, 24, 0, 0),
    ("2025-10-01", "洗洁精", "易耗品", "期初", None, None, None, None, None, None, None, 4, 20),
    ("2025-10-10", "洗洁精", "易耗品", "购入", None, None, None, "R4", 6, 6, 36, 10, 56),
    ("2025-10-11", "洗洁精", "易耗品", "领用", None, None, "食堂", "L1", 2, 5.6, 11.2, 8, 44.8),
    ("2025-10-11", "洗洁精", "易耗品", "领用", None, None, "一年级", "L2", 3, 5.6, 16.8, 5, 28),
    ("2025-10-31", "洗洁精", "易耗品", "盘盈", None, None, None, None, 1, 5.6, 5.6, 6, 33.6),
]


def test_the_movements_of_the_month_run_to_the_balances_worked_by_hand(tmp_path: Path) -> None:
    out = refresh(filled(BOOK, tmp_path))
    rows = rows_of(out, "收发明细")
    names = "日期 品名 类别 摘要 餐次 去向 部门 单号 数量 单价 金额 结存数量 结存金额"
    # Which item comes first is the program's business; within an item the order is that of the days and the valuation.
    shown = columns(rows, names)
    for item in ("大米", "豆角", "洗洁精"):
        assert [row for row in shown if row[1] == item] == [row for row in MOVEMENTS if row[1] == item]
    assert len(shown) == len(MOVEMENTS)


def test_each_movement_names_the_cell_it_comes_from(tmp_path: Path) -> None:
    path = filled(BOOK, tmp_path)
    registers = {
        "购入": "采购验收",
        "直出": "采购验收",
        "发出": "出库",
        "退货": "出库",
        "领用": "易耗品领用",
        "盘亏": "盘点",
        "盘盈": "盘点",
    }
    opened = load_workbook(path)
    for row in rows_of(refresh(path), "收发明细"):
        if row["摘要"] == "期初":
            assert row["来源"] is None
            continue
        link = re.fullmatch(r'=HYPERLINK\("#\'(.+)\'!([A-Z]+\d+)","\1!\2"\)', str(row["来源"]))
        assert link is not None
        assert link[1] == registers[str(row["摘要"])]
        source = find(opened, link[1])[0]
        assert row["品名"] in [spot.value for spot in source[int(re.sub(r"\D", "", link[2]))]]


def test_the_balances_of_each_item_add_up_in_quantity_and_money(tmp_path: Path) -> None:
    rows = rows_of(refresh(filled(BOOK, tmp_path)), "库存结存")
    names = "品名 类别 单位 期初数量 期初金额 购入数量 购入金额 发出数量 发出金额 盈亏数量 盈亏金额 结存数量 结存金额"
    # Bought 20 less 4 sent back: 16 for 97.14; given out 15 to meals and 1 spoilt: 91.42.
    assert sorted(columns(rows, names), key=str) == sorted(
        [
            ("大米", "粮食", "公斤", 15, 80, 16, 97.14, 16, 91.42, -1, -5.71, 14, 80.01),
            ("豆角", "蔬菜", "公斤", 0, 0, 3, 24, 3, 24, 0, 0, 0, 0),
            ("洗洁精", "易耗品", "瓶", 4, 20, 6, 36, 5, 28, 1, 5.6, 6, 33.6),
        ],
        key=str,
    )
    for row in rows:
        for what, unit in (("数量", 1000), ("金额", 100)):
            opened, bought, issued, found, closed = (
                round(float(str(row[f"{part}{what}"])) * unit) for part in ("期初", "购入", "发出", "盈亏", "结存")
            )
            assert opened + bought - issued + found == closed


def test_the_cost_of_each_meal_is_what_was_given_out_to_it(tmp_path: Path) -> None:
    rows = columns(rows_of(refresh(filled(BOOK, tmp_path)), "日成本"), "日期 餐次 就餐人次 折算人次 食材成本 餐均食材成本")
    # Lunch of October: 30 + 2 x 1.5 = 33 folded; 57.14 + 24.00 = 81.14; 2.45879. Breakfast: 30 x 0.4 = 12; 28.57 / 12 = 2.38083.
    assert sorted(rows, key=str) == [
        ("2025-09-05", "午餐", 40, 40, 80, 2),
        ("2025-10-09", "午餐", 32, 33, 81.14, 2.46),
        ("2025-10-09", "早餐", 30, 12, 28.57, 2.38),
    ]


def test_the_meals_of_a_day_stand_in_the_order_of_the_day(tmp_path: Path) -> None:
    rows = rows_of(refresh(filled(BOOK, tmp_path)), "日成本")
    assert [(str(row["日期"])[5:10], row["餐次"]) for row in rows] == [("09-05", "午餐"), ("10-09", "早餐"), ("10-09", "午餐")]


def test_the_months_table_shows_the_same_figures_as_the_command(tmp_path: Path) -> None:
    path = filled(BOOK, tmp_path)
    rows = {str(row["月份"])[:7]: row for row in rows_of(refresh(path), "月成本")}
    document = figures(path)["months"]
    assert set(document) <= set(rows)
    for name, values in document.items():
        for figure, value in values.items():
            assert float(str(rows[name][figure])) == float(value), (name, figure)
    # 损耗 5.71 + 5.71; consumption 80 + 121.14 - 80.01 = 121.13 = 109.71 + 11.42; + 5.60 detergent (11.20 - 5.60 found).
    check_figures(
        document["2025-10"], "食材消耗 121.13 供餐成本 109.71 损耗 11.42 易耗品 5.60 其他部门领用 16.80 结余 3.27 采购口径结余 3.26"
    )


def test_each_supplier_is_owed_the_opening_plus_deliveries_less_returns_and_payments(tmp_path: Path) -> None:
    rows = columns(rows_of(refresh(filled(BOOK, tmp_path)), "供应商对账"), "供应商 期初未付 本月验收 退货 已付 期末未付")
    # The grain shop: 100 + 110 - 60 = 150 at the end of September; + 120 - 22.86 - 90 = 157.14. The refused beans are owed to nobody.
    assert sorted(rows, key=str) == sorted([("粮店", 150, 120, 22.86, 90, 157.14), ("菜场", 0, 60, 0, 0, 60)], key=str)


def test_the_list_of_findings_is_what_check_says_each_with_a_link_to_its_cell(tmp_path: Path) -> None:
    book = fill(BOOK)
    cell(book, "出库", "数量", 2).value = "近40"
    cell(book, "采购验收", "供应商", 2).value = "粮点"
    path = save(book, tmp_path)
    listed = rows_of(refresh(path), "问题清单")
    said = findings(path)
    assert len(listed) == len(said)
    assert sorted((str(row["级别"]), str(row["规则"]), str(row["表"]), str(row["说明"])) for row in listed) == sorted(
        (found["level"], found["rule"], found["sheet"], found["message"]) for found in said
    )
    for row, found in zip(listed, said, strict=True):
        assert f"'{found['sheet']}'!{found['cell']}" in str(row["位置"])
    levels = [row["级别"] for row in listed]
    assert levels == sorted(levels, key=lambda level: ("错误", "警告", "提示").index(str(level)))


def test_the_input_is_not_touched_and_a_second_refresh_changes_no_byte(tmp_path: Path) -> None:
    path = save(fill(BOOK, extend=False), tmp_path)
    before = path.read_bytes()
    once = refresh(path)
    assert path.read_bytes() == before
    twice = refresh(once, "再刷新.xlsx")
    assert twice.read_bytes() == once.read_bytes()
    again = refresh(path, "又刷新.xlsx")
    assert again.read_bytes() == once.read_bytes()
    in_place = run("refresh", once, "--json")
    assert in_place.json["changed"] is False
    assert once.read_bytes() == twice.read_bytes()


def test_the_refreshed_book_is_judged_and_counted_as_before(tmp_path: Path) -> None:
    path = filled(BOOK, tmp_path)
    out = refresh(path)
    assert figures(out) == figures(path)
    assert findings(out) == findings(path)


def test_results_of_an_earlier_refresh_make_way_for_the_new_ones(tmp_path: Path) -> None:
    book = fill(BOOK)
    cell(book, "出库", "数量", 2).value = "近40"
    spoilt = refresh(save(book, tmp_path))
    mended = load_workbook(spoilt)
    cell(mended, "出库", "数量", 2).value = 10
    # openpyxl keeps 校验 as a person's copy would: the new refresh must wipe it.
    path = save(mended, tmp_path, "改正.xlsx")
    out = refresh(path, "改正后.xlsx")
    assert not [row for row in rows_of(out, "问题清单") if row["级别"] == "错误"]
    assert "「数量」" not in {str(row["校验"]) for row in rows_of(out, "出库")}
    assert len(rows_of(out, "收发明细")) == len(MOVEMENTS)


# --- what belongs to the user ---------------------------------------------------------------------------------------------------------


def with_the_users_own() -> Workbook:
    """The book with a sheet, a comment, a chart, a name and a hidden scratch sheet of the user's own."""
    book = fill(BOOK)
    own = book.create_sheet("校长看的")
    own.append(["月份", "金额"])
    for row in (("九月", 80), ("十月", "=SUM(1,2)"), ("十一月", None)):
        own.append(row)
    own["A1"].comment = Comment("请核对", "校长")
    chart = BarChart()
    chart.add_data(Reference(own, min_col=2, min_row=1, max_row=4), titles_from_data=True)
    own.add_chart(chart, "D2")
    own.merge_cells("A6:B7")
    find(book, "出库")[0]["A1"].comment = Comment("每天登记", "会计")
    book.defined_names["我的名称"] = DefinedName("我的名称", attr_text="'校长看的'!$B$2")
    book.create_sheet("草稿").sheet_state = "veryHidden"
    return book


def test_the_users_sheets_charts_and_comments_are_the_same_bytes_after_a_refresh(tmp_path: Path) -> None:
    path = save(with_the_users_own(), tmp_path)
    before, after = parts(path), parts(refresh(path))
    assert set(before) == set(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed
    # Nothing changes but sheets the program writes into, their tables, and the flag that has the workbook computed when it is opened.
    assert all(re.fullmatch(r"xl/(worksheets/sheet\d+\.xml|tables/table\d+\.xml|workbook\.xml)", name) for name in changed), changed
    kept = [name for name in before if re.search(r"chart|drawing|comment|styles|theme|sharedStrings|rels", name)]
    assert kept
    assert not set(kept) & changed
    own = [name for name, part in before.items() if name.startswith("xl/worksheets/sheet") and b"SUM(1,2)" in part]
    assert own
    assert not set(own) & changed


def test_what_the_user_typed_in_the_registers_is_there_as_it_was(tmp_path: Path) -> None:
    path = save(with_the_users_own(), tmp_path)
    out = refresh(path)
    for name in ("设置", "品目", "采购验收", "出库", "盘点", "就餐", "收入", "支出", "易耗品领用", "规则参数", "单位换算"):
        mine, theirs = rows_of(path, name), rows_of(out, name)
        for row in (*mine, *theirs):
            row.pop("校验", None)
        assert mine == theirs, name


def test_cells_named_for_a_figure_are_filled_on_the_schools_own_form(tmp_path: Path) -> None:
    book = fill(BOOK)
    form = book.create_sheet("上墙")
    wanted = {"B2": "公示_食材消耗_本月", "B3": "公示_食材消耗_粮食_累计", "B4": "公示_学校", "B5": "公示_食材消耗_上月"}
    for place, name in wanted.items():
        form[place.replace("B", "A")] = name
        book.defined_names[name] = DefinedName(name, attr_text=f"'上墙'!${place[0]}${place[1]}")
    out = load_workbook(refresh(save(book, tmp_path)))["上墙"]
    # Rice in September 80.00 and in October 97.13.
    assert [out[place].value for place in wanted] == [121.13, 177.13, "春苗小学", 80]


def test_a_second_cell_for_the_same_figure_is_filled_too(tmp_path: Path) -> None:
    book = fill(BOOK)
    book.create_sheet("上墙")
    book.defined_names["公示_收入合计_本月_2"] = DefinedName("公示_收入合计_本月_2", attr_text="'上墙'!$B$2")
    assert load_workbook(refresh(save(book, tmp_path)))["上墙"]["B2"].value == 130


# --- text that would like to be more --------------------------------------------------------------------------------------------------

DAY, NEXT_DAY = date(2025, 9, 1), date(2025, 9, 2)
NASTY = [
    "=1+1",
    '+HYPERLINK("http://x","y")',
    "@SUM(A1:A9)",
    "-2+3",
    "=cmd|'/c calc'!A1",
    "a\tb",
    "甲\n乙",
    "零\u200b宽",
    "<b>&amp;",
    "_x0041_",
]


def nasty() -> Workbook:
    """Items, a supplier, a department and slips whose names look like formulas, code and markup."""
    book = fill(TERM)
    write(book, "品目", ("品名", "类别", "单位"), [(Text(name), "粮食", "公斤") for name in NASTY])
    write(book, "供应商", ("供应商",), [(Text('=HYPERLINK("http://evil")'),)])
    lines = [(Text(f"={n}"), DAY, Text('=HYPERLINK("http://evil")'), Text(name), 2, "公斤", 5, 10) for n, name in enumerate(NASTY)]
    write(book, "采购验收", ("单号", "日期", "供应商", "品名", "数量", "单位", "单价", "金额"), lines)
    issues = [(Text(f"@{n}"), NEXT_DAY, "午餐", "供餐", Text(name), 3, "公斤") for n, name in enumerate(NASTY[:2])]
    write(book, "出库", ("单号", "日期", "餐次", "去向", "品名", "数量", "单位"), issues)
    write(
        book, "收入", ("凭证号", "日期", "科目", "金额"), [(Text("=2+2"), DAY, "利息", Text("=1+1")), ("S", DAY, Text("+利息"), 5)]
    )
    return book


def test_text_that_looks_like_a_formula_comes_out_as_text_everywhere(tmp_path: Path) -> None:
    path = save(nasty(), tmp_path)
    out = refresh(path)
    names = {str(row["品名"]) for row in rows_of(out, "库存结存")}
    assert {"=1+1", '+HYPERLINK("http://x","y")', "@SUM(A1:A9)", "-2+3"} <= names
    opened = load_workbook(out)
    before = load_workbook(path)
    for sheet in opened.worksheets:
        known = {spot.coordinate for row in before[sheet.title].iter_rows() for spot in row if spot.data_type == "f"}
        for row in sheet.iter_rows():
            for spot in row:
                if spot.data_type == "f" and spot.coordinate not in known:
                    # The program's own formulas are links built from sheet and cell, and in 核对 sums that hold nothing typed.
                    if sheet.title == "核对" and spot.coordinate[0] in "FG":
                        assert not any(text in str(spot.value) for text in ("1+1", "HYPERLINK", "@SUM", "-2+3")), spot.value
                        continue
                    assert re.fullmatch(r'=HYPERLINK\("#\'[^\'"]+\'![A-Z]+\d+","[^"]+![A-Z]+\d+"\)', str(spot.value)), spot.value


def test_commands_print_such_text_as_json_text(tmp_path: Path) -> None:
    path = save(nasty(), tmp_path)
    assert "=1+1" in {found["value"] for found in findings(path)}
    assert run("check", path, "--json").out.count("\n{") == 0


def test_a_link_survives_quotes_in_the_name_of_a_sheet(tmp_path: Path) -> None:
    book = fill(BOOK)
    find(book, "出库")[0].title = """出'库"单"""
    cell(book, "出库", "数量", 2).value = "近40"
    out = refresh(save(book, tmp_path))
    (link,) = [str(row["位置"]) for row in rows_of(out, "问题清单") if row["级别"] == "错误"]
    assert re.fullmatch(r"""=HYPERLINK\("#'出''库""单'!([A-Z]+\d+)","出'库""单!\1"\)""", link), link


# --- other programs -------------------------------------------------------------------------------------------------------------------


@pytest.mark.libreoffice
def test_a_book_filled_here_and_saved_by_libreoffice_gives_the_same_figures_and_refreshes(
    tmp_path: Path, soffice: tuple[str, ...]
) -> None:
    path = save(fill(BOOK, extend=False), tmp_path)
    folder = tmp_path / "LibreOffice"
    command = [*soffice, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    saved = folder / path.name
    assert figures(saved)["months"] == figures(path)["months"]
    assert errors(saved) == errors(path) == []
    out = refresh(saved)
    assert columns(rows_of(out, "收发明细"), "品名 金额 结存金额") == columns(
        rows_of(refresh(path), "收发明细"), "品名 金额 结存金额"
    )


def test_a_refreshed_book_can_be_opened_and_filled_further(tmp_path: Path) -> None:
    out = refresh(filled(BOOK, tmp_path))
    book = load_workbook(io.BytesIO(out.read_bytes()))
    fill("收入: 凭证号 日期 科目 金额\nS3 2025-10-31 利息 0.87\n", book=book)
    path = save(book, tmp_path, "续.xlsx")
    check_figures(figures(path)["months"]["2025-10"], "利息 0.87 收入合计 130.87 食材消耗 121.13")

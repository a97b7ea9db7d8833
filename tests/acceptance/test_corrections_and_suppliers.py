"""Red rows in every register, the suppliers' accounts they end up in, and the statement that is printed for one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.outsider import TERM, blank, columns, errors, figures, fill, filled, find, findings, refresh, rows_of, save

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

BOOK = (
    TERM
    + """
核算月份 2025-10
对账供应商 粮店
品目: 品名 类别 单位 以旧换新
大米 粮食 公斤 _
青菜 蔬菜 公斤 _
扫把 易耗品 把 是
供应商: 供应商 期初未付
粮店 100
菜场 0
期初库存: 品名 数量 单位 金额
扫把 10 把 50
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额 直出餐次 票据号 备注
R1 2025-09-02 粮店 大米 10 公斤 4 40 _ F1 _
R2 2025-09-03 菜场 青菜 5 公斤 3 15 午餐 _ _
R3 2025-09-10 粮店 大米 10 公斤 6 60 _ F3 _
R4 2025-10-08 粮店 大米 10 公斤 7 70 _ _ _
R5 2025-10-09 粮店 大米 -4 斤 2 -8 _ _ 冲␣R1␣数量多记
R6 2025-10-09 菜场 青菜 -1 公斤 3 -3 午餐 _ 冲␣‹Ｒ２›
出库: 单号 日期 餐次 去向 品名 数量 单位 备注
C1 2025-09-04 午餐 供餐 大米 5 公斤 _
C2 2025-09-11 午餐 报损 大米 2 公斤 _
C3 2025-10-09 午餐 供餐 大米 -2 公斤 冲C1
C4 2025-10-09 午餐 报损 大米 -1 公斤 冲：C2
C5 2025-10-10 午餐 退货 大米 3 公斤 _
C6 2025-10-10 午餐 退货 大米 -1 公斤 冲「C5」
C7 2025-10-13 午餐 供餐 大米 4 公斤 _
易耗品领用: 单号 日期 部门 领用人 品名 领用数 单位 交旧数 备注
L1 2025-09-05 食堂 张三 扫把 4 把 4 _
L2 2025-10-10 食堂 张三 扫把 -1 把 _ 冲␣L1
期初在用: 部门 品名 数量
食堂 扫把 4
就餐: 日期 餐次 对象 人数 餐标
2025-09-03 午餐 学生 5 10
2025-09-04 午餐 学生 5 10
2025-10-13 午餐 学生 5 10
支出: 凭证号 日期 科目 摘要 金额 收款单位
Z1 2025-09-28 付货款 货款 150 粮店
Z2 2025-10-20 付货款 货款 60 粮店
Z3 2025-10-21 付货款 多付退回 -10 粮店
"""
)
METHODS = ("移动加权平均", "先进先出", "月末一次加权平均")
BALANCE = "期初数量 期初金额 购入数量 购入金额 发出数量 发出金额 盈亏数量 盈亏金额 结存数量 结存金额"


@pytest.mark.parametrize("method", METHODS)
def test_corrections_at_old_prices_conserve_quantity_and_value(method: str, tmp_path: Path) -> None:
    path = filled(BOOK.replace("核算月份 2025-10", f"核算月份 2025-10\n计价方法 {method}"), tmp_path)
    assert errors(path) == []
    out = refresh(path)
    for row in columns(rows_of(out, "库存结存"), BALANCE):
        numbers = [round(float(str(value)), 3) for value in row]
        for quantity in (0, 1):
            opening, bought, issued, counted, closing = numbers[quantity::2]
            assert round(opening + bought - issued + counted, 3) == closing
    document = figures(path)["months"]
    for month in ("2025-09", "2025-10"):
        values = {name: round(float(value) * 100) for name, value in document[month].items() if "." in value}
        assert values["期初库存"] + values["购入食材"] - values["期末库存"] == values["食材消耗"]
        assert values["供餐成本"] + values["损耗"] + values["接待"] == values["食材消耗"]


def test_the_account_and_the_statement_take_every_correction(tmp_path: Path) -> None:
    # By the moving average. September: 10@4, 5 out 20.00; 5@20 + 10@60 = 15@80, 2 out 10.67: 13@69.33. October: 10@70: 23@139.33; back 2@8.00,
    # 1@5.34 (10.67 ÷ 2 = 5.335): 26@152.67; 2 at 4.00 go back: 24@144.67. 3 sent back: 18.08, 1 of them comes back: 6.03.
    out = refresh(filled(BOOK, tmp_path))
    accounts = columns(rows_of(out, "供应商对账"), "供应商 期初未付 本月验收 退货 已付 期末未付 票未到 最早未到日")
    assert accounts == [("粮店", 50, 62, 12.05, 50, 49.95, 62, "2025-10-08"), ("菜场", 15, -3, 0, 0, 12, 12, "2025-09-03")]
    assert columns(rows_of(out, "供应商对账单"), "日期 摘要 单号 票据号 应付 已付 未付余额") == [
        ("2025-10-08", "验收", "R4", None, 70, None, 120),
        ("2025-10-09", "红字", "R5", None, -8, None, 112),
        ("2025-10-10", "红字", "C6", None, 6.03, None, 118.03),
        ("2025-10-10", "退货", "C5", None, -18.08, None, 99.95),
        ("2025-10-20", "付款", "Z2", None, None, 60, 39.95),
        ("2025-10-21", "红字", "Z3", None, None, -10, 49.95),
    ]
    named = words_of(out)
    assert named["对账单_期末未付大写"] == "肆拾玖元玖角伍分"
    assert (named["对账单_学校"], named["对账单_供应商"], named["对账单_期间"]) == (
        "春苗小学 第一食堂",
        "粮店",
        "2025-10-01 至 2025-10-31",
    )
    trade_ins = columns(rows_of(out, "以旧换新统计"), "部门 品名 领用数 交旧数 欠交数 金额")
    assert trade_ins == [("食堂", "扫把", 3, 3, 0, 15)]


def words_of(path: Path) -> dict[str, object]:
    """What stands in the cells that bear a name."""
    from openpyxl import load_workbook  # noqa: PLC0415 - once

    book = load_workbook(path)
    found: dict[str, object] = {}
    for name, defined in book.defined_names.items():
        for sheet, cell in defined.destinations if name.startswith("对账单_") else ():
            found[name] = book[sheet][cell].value
    return found


def without_statement(book: Workbook) -> Workbook:
    """A workbook of the days before the statement: no sheet, no names, no setting."""
    del book["供应商对账单"]
    for name in [name for name in book.defined_names if name.startswith("对账单_")]:
        del book.defined_names[name]
    sheet, _ = find(book, "设置")
    rows = [row for row in sheet.iter_rows(max_col=3) if row[0].value == "对账供应商"]
    assert len(rows) == 1
    for cell in rows[0]:
        cell.value = None
    return book


def test_a_workbook_without_the_sheet_and_the_setting_works_as_before(tmp_path: Path) -> None:
    path = save(fill(BOOK.replace("对账供应商 粮店\n", ""), book=without_statement(blank())), tmp_path)
    assert errors(path) == []
    assert columns(rows_of(refresh(path), "供应商对账"), "供应商 期末未付") == [("粮店", 49.95), ("菜场", 12)]


def test_without_a_supplier_chosen_the_sheet_says_how_to_choose_one(tmp_path: Path) -> None:
    out = refresh(filled(BOOK.replace("对账供应商 粮店\n", ""), tmp_path))
    assert rows_of(out, "供应商对账单") == []
    assert words_of(out)["对账单_说明"] == "请在 设置 的 对账供应商 里选一家供应商，再刷新"


def test_a_payment_to_nobody_or_to_a_stranger_is_an_error_and_an_overpayment_a_hint(tmp_path: Path) -> None:
    text = (
        BOOK.replace("货款 60 粮店", "货款 60 _")
        .replace("货款 150 粮店", "货款 500 粮店")
        .replace("退回 -10 粮店", "退回 -10 米店")
    )
    told = findings(filled(text, tmp_path))
    assert [(found["rule"], found["level"], found["sheet"]) for found in told if found["rule"] in {"FIN-14", "SUP-02"}] == [
        ("FIN-14", "错误", "支出"),
        ("FIN-14", "错误", "支出"),
        ("SUP-02", "提示", "供应商"),
    ]

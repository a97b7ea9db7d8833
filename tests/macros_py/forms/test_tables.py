"""What the 公示_ tables of a form are filled with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros_py.forms.lists import LISTS
from macros_py.forms.obstacles import obstacles
from macros_py.forms.survey import form_sheets, forms_of
from macros_py.forms.tables import table_fills
from macros_py.judge import judge
from macros_py.refresh import refresh
from tests.macros_py.small_books import raw_book

if TYPE_CHECKING:
    from validation.cells import RawBook, RawTable
    from workbook_templates.draft import TableFill

BOOK = """
设置
核算月份 {month}
期初结余 20

规则参数
参数 值
应公示日 15
公示期限 7

品目
品名 类别 单位 规格
大米 粮食 公斤 袋装
鸡蛋 蛋 公斤 -
煤气 燃料 公斤 -
扫帚 易耗品 公斤 -

供应商
供应商
乙商行
甲商行

期初库存
品名 数量 金额
大米 100  100.00

采购验收
单号 日期  供应商 品名 数量 单价 金额 直出餐次 验收结论 采购人 数量验收人 质量验收人 备注
R1 09-12 甲商行 大米 20 1 20.00 - - 张三 - - -
R1 09-12 甲商行 鸡蛋 2 4 8.00 午餐 合格 - 李四 李四 -
R2 09-11 甲商行 大米 7 1 7.00 - 退货 - - - -
R3 09-22 乙商行 大米 5 1 5.00 - - - 王五 赵六 好
R4 09-23 乙商行 煤气 1 50 50.00 - - - - - -
R5 10-08 乙商行 大米 1 1 1.00 - - - - - -

出库
日期  品名 数量 去向
09-12 大米 {used} 供餐

盘点
日期 品名 实盘数量 差异原因 盘点人
09-30 大米 94 水分 周七

就餐
日期  人数
09-12 4
10-12 1

收入
凭证号 日期  科目 金额
S1 09-15 学生伙食费 80.00
S2 10-15 捐赠 10.00

支出
凭证号 日期  科目 摘要 金额 归口 收款单位
Z1 09-15 水电 电费 200.00 - 电力
Z2 09-16 维修 修门 5.00 超市 -

{tables}
"""


def book(*tables: str, month: str = "2025-09", used: str = "30") -> RawBook:
    """The book with some tables of forms, each given by its name and headings, of five rows with nothing in them."""
    blocks = "\n\n".join(
        f"{name}\n{headings}\n{' '.join('-' for _ in headings.split())}" for name, headings in map(_parted, tables)
    )
    raw = raw_book(BOOK.format(month=month, used=used, tables=blocks))
    return raw._replace(sheets=tuple(dict.fromkeys(table.sheet for table in raw.tables.values())))


def _parted(table: str) -> tuple[str, str]:
    name, _, headings = table.partition(": ")
    return name, headings


def filled(table: str, month: str = "2025-09", used: str = "30") -> list[tuple[str, ...]]:
    """The rows that a table is filled with, as text; ``-`` is an empty cell."""
    raw = book(table, month=month, used=used)
    (fill,) = table_fills(raw, judge(raw))
    assert fill.keeps_rows
    return as_text(fill)


def as_text(fill: TableFill) -> list[tuple[str, ...]]:
    return [tuple("-" if value is None else str(value) for value in row) for row in fill.rows]


def test_deliveries_of_food_by_supplier_with_the_signers_of_their_slip() -> None:
    assert filled("公示_食材采购: 序号 供应商 日期 食材名称 规格型号 数量(公斤) 单价 金额（元） 采购人 验收人 备注") == [
        ("1", "乙商行", "2025-09-22", "大米", "袋装", "5.000", "1.0000", "5.00", "-", "王五、赵六", "好"),
        ("2", "甲商行", "2025-09-12", "大米", "袋装", "20.000", "1.0000", "20.00", "张三", "李四", "-"),
        ("3", "甲商行", "2025-09-12", "鸡蛋", "-", "2.000", "4.0000", "8.00", "张三", "李四", "-"),
    ]


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("公示_采购明细", ["大米", "煤气", "大米", "鸡蛋"]),
        ("公示_采购明细_2", ["大米", "煤气", "大米", "鸡蛋"]),
        ("公示_采购明细3", ["大米", "煤气", "大米", "鸡蛋"]),
        ("公示_食材采购_累计", ["大米", "大米", "鸡蛋"]),
        ("公示_食材采购_第2周", ["大米", "鸡蛋"]),
        ("公示_食材采购_第四周", ["大米"]),
        ("公示_食材采购_9月", ["大米", "大米", "鸡蛋"]),
        ("公示_食材采购_上月", []),
    ],
)
def test_a_tables_name_says_the_list_and_the_period(name: str, items: list[str]) -> None:
    assert [row[0] for row in filled(f"{name}: 品名")] == items


def test_a_month_still_to_come_has_no_list() -> None:
    assert filled("公示_食材采购_10月: 品名") == []
    assert filled("公示_类别_10月_合计: 类别 期初") == []


def test_a_row_that_adds_up() -> None:
    assert filled("公示_食材采购_合计: 供应商 品名 金额 金额_万元 日期_文字") == [
        ("乙商行", "大米", "5.00", "0.00", "2025-09-22"),
        ("甲商行", "大米", "20.00", "0.00", "2025-09-12"),
        ("甲商行", "鸡蛋", "8.00", "0.00", "2025-09-12"),
        ("合计", "-", "33.00", "0.00", "-"),
    ]


def test_what_cannot_be_counted_is_not_available_in_the_line_and_in_the_sum() -> None:
    raw = book("公示_食材采购_合计: 品名 数量 金额")
    bad = raw._replace(tables=raw.tables | {"采购验收": _with_bad_quantity(raw)})
    (fill,) = table_fills(bad, judge(bad))
    assert as_text(fill)[0] == ("大米", "暂缺", "暂缺")
    assert as_text(fill)[-1] == ("合计", "-", "暂缺")


def _with_bad_quantity(raw: RawBook) -> RawTable:
    table = raw.tables["采购验收"]
    place = table.headings.index("数量")
    rows = [
        row._replace(values=tuple("近5" if row.number == 5 and at == place else value for at, value in enumerate(row.values)))
        for row in table.rows
    ]
    return table.with_rows(rows)


def test_a_count_beside_what_the_book_said() -> None:
    # 100 + 20 + 5 − 30 = 95 at 1.00; one is missing.
    assert filled("公示_库存盘点_合计: 品名 账面数 账面金额 实盘数量 实盘金额 差额数量 差额金额 差异原因 盘点人") == [
        ("大米", "95.000", "95.00", "94.000", "94.00", "-1.000", "-1.00", "水分", "周七"),
        ("合计", "-", "95.00", "-", "94.00", "-", "-1.00", "-", "-"),
    ]


def test_a_count_of_what_is_refused() -> None:
    assert filled("公示_库存盘点: 账面数量 实盘数量 差额金额", used="近3") == [("暂缺", "94.000", "暂缺")]


def test_vouchers_of_the_period() -> None:
    assert filled("公示_收入明细_累计: 凭证号 金额", month="2025-10") == [("S1", "80.00"), ("S2", "10.00")]
    assert filled("公示_支出明细: 科目 金额 归口 收款单位") == [("水电", "200.00", "食堂", "电力"), ("维修", "5.00", "超市", "-")]
    assert filled("公示_收入明细_第3周: 凭证号") == [("S1",)]


def test_result_tables_as_lists() -> None:
    assert filled("公示_库存结存_合计: 品名 期初金额 结存金额") == [
        ("大米", "100.00", "94.00"),
        ("鸡蛋", "0.00", "0.00"),
        ("煤气", "0.00", "50.00"),
        ("合计", "100.00", "144.00"),
    ]
    assert filled("公示_供应商对账: 供应商 本月验收") == [("乙商行", "55.00"), ("甲商行", "28.00")]
    assert filled("公示_日成本: 日期 就餐人次 食材成本 餐均食材成本") == [("2025-09-12", "4", "38.00", "9.50")]
    assert filled("公示_日成本: 食材成本 就餐人次", used="近3") == [("暂缺", "4")]
    assert filled("公示_以旧换新: 部门 品名 单位") == []


def test_a_row_a_month_and_the_whole_to_date() -> None:
    assert filled("公示_逐月_合计: 月份 期初库存 购入食材 食材消耗 期末库存 结余_大写", month="2025-10") == [
        ("2025年9月", "100.00", "33.00", "39.00", "94.00", "负壹佰伍拾玖元整"),
        ("2025年10月", "94.00", "1.00", "0.00", "95.00", "壹拾元整"),
        ("累计", "100.00", "34.00", "39.00", "95.00", "负壹佰肆拾玖元整"),
    ]


def test_a_row_a_category_for_any_period() -> None:
    rows = filled("公示_类别_合计: 类别 期初 购入金额 消耗_累计 期末_9月 消耗_11月", month="2025-10")
    assert [row for row in rows if row[0] in {"粮食", "蛋", "合计"}] == [
        ("粮食", "94.00", "1.00", "31.00", "94.00", "-"),
        ("蛋", "0.00", "0.00", "8.00", "0.00", "-"),
        ("合计", "94.00", "1.00", "39.00", "94.00", "-"),
    ]
    assert len(rows) == 13


def test_a_row_an_account_for_any_period() -> None:
    assert filled("公示_收入科目_合计: 项目 本月金额 9月 累计 11月", month="2025-10") == [
        ("学生伙食费", "0.00", "80.00", "80.00", "-"),
        ("捐赠", "10.00", "0.00", "10.00", "-"),
        ("合计", "10.00", "80.00", "90.00", "-"),
    ]
    assert filled("公示_支出科目: 科目 金额") == [("食材消耗", "39.00"), ("燃料水电", "200.00")]
    assert filled("公示_支出分类: 支出项目 本月") == [("食材：粮食", "31.00"), ("食材：蛋", "8.00"), ("燃料水电", "200.00")]


def test_both_sides_of_a_ledger_add_up_to_the_same() -> None:
    headings = "收入项目 收入金额 收入累计 支出项目 支出金额 支出累计 支出11月"
    assert filled(f"公示_收支两栏_合计: {headings}", month="2025-10") == [
        ("学生伙食费", "0.00", "80.00", "食材消耗", "0.00", "39.00", "-"),
        ("捐赠", "10.00", "10.00", "燃料水电", "0.00", "200.00", "-"),
        ("亏损", "-", "149.00", "结余", "10.00", "-", "-"),
        ("合计", "10.00", "239.00", "合计", "10.00", "239.00", "-"),
    ]


def test_a_ledger_whose_balance_is_refused() -> None:
    assert filled("公示_收支两栏_合计: 项目 金额 项目2 金额2", used="近3") == [
        ("学生伙食费", "80.00", "食材消耗", "暂缺"),
        ("-", "-", "燃料水电", "200.00"),
        ("-", "-", "结余", "暂缺"),
        ("合计", "80.00", "合计", "暂缺"),
    ]


def test_a_table_whose_name_is_no_list_is_known_by_its_headings() -> None:
    assert filled("公示_甲: 品名 实盘数量") == [("大米", "94.000")]


@pytest.mark.parametrize("table", ["公示_甲: 花色 名目", "公示_库存结存_上月: 品名", "公示_供应商对账_累计: 供应商"])
def test_a_table_that_is_no_list_is_left_alone_and_told(table: str) -> None:
    raw = book(table)
    found = judge(raw)
    assert list(table_fills(raw, found)) == []
    (finding,) = [each for each in found.findings if each.rule == "FRM-02"]
    assert (finding.sheet, finding.value) == (table.partition(":")[0], table.partition(":")[0])


def test_every_list_has_what_it_says_in_every_book() -> None:
    for month in ("2025-09", "2026-05"):
        for each in LISTS:
            name = f"公示_{each.name}_合计: {' '.join(each.columns)}"
            rows = filled(name, month=month)
            assert len(rows) >= 1
            assert {len(row) for row in rows} == {len(each.columns)}


def test_the_list_of_a_form_beyond_its_room_says_so() -> None:
    raw = book("公示_食材采购: 品名 金额")
    tight = raw._replace(tables=raw.tables | {"公示_食材采购": raw.tables["公示_食材采购"]._replace(room=1)})
    found = judge(tight)
    (fill,) = table_fills(tight, found)
    assert as_text(fill) == [("暂缺", "-")]
    (finding,) = [each for each in found.findings if each.rule == "FRM-03"]
    assert finding.message.startswith("表 公示_食材采购 要写 3 行，还差 1 行的地方")


def test_a_refresh_writes_into_the_tables_of_forms_too() -> None:
    raw = book("公示_食材采购: 品名", "公示_逐月: 月份")
    assert {fill.table for fill in refresh(raw, judge(raw)).tables} == {"公示_食材采购", "公示_逐月"}


# --- what stands in a form's way ------------------------------------------------------------------------------------------------------


def with_cells(raw: RawBook) -> RawBook:
    names = {
        "公示_结余_本月": ("公示表", "B2"),
        "公示_学校": ("公示表", "B1"),
        "公示_结馀_本月": ("公示表", "B3"),
        "公示_收入合计_本月": ("首页", "C3"),
        "首页_状态": ("首页", "C1"),
    }
    return raw._replace(names=names, sheets=("首页", "公示表", *raw.sheets))


def test_the_forms_of_a_book_by_sheet() -> None:
    raw = with_cells(book("公示_食材采购: 品名"))
    assert [(form.sheet, [cell for _, cell in form.cells], form.tables) for form in forms_of(raw)] == [
        ("公示表", ["B2", "B1", "B3"], ()),
        ("公示_食材采购", [], ("公示_食材采购",)),
    ]
    assert form_sheets(raw) == ("公示表", "公示_食材采购")


def in_the_way(raw: RawBook, sheet: str) -> list[str]:
    judged = judge(raw)
    draft = refresh(raw, judged)
    return [str(each) for form in forms_of(raw) if form.sheet == sheet for each in obstacles(form, raw, judged, draft)]


def test_what_stands_in_the_way_of_posting_a_form() -> None:
    raw = with_cells(book("公示_食材采购: 品名", used="近3"))
    assert [each.partition("；")[0] for each in in_the_way(raw, "公示表")] == [
        "公示表!B3：警告 FRM-01 名称 公示_结馀_本月 对不上任何指标或设置，这一格没有填",
        "公示表!B2：结余（本月）算不出来：出库!C2 「数量」不是能确定的数字：近3",
        "公示表!B1：学校没有填写",
    ]


def test_a_list_with_something_missing_stands_in_the_way() -> None:
    raw = book("公示_库存盘点: 品名 账面数量", used="近3")
    assert in_the_way(raw, "公示_库存盘点") == [
        "公示_库存盘点!B2：表 公示_库存盘点 的「账面数量」算不出来；看 问题清单，改好再公示"
    ]


def test_a_list_without_room_is_told_once() -> None:
    raw = book("公示_食材采购: 品名 金额")
    tight = raw._replace(tables=raw.tables | {"公示_食材采购": raw.tables["公示_食材采购"]._replace(room=1)})
    assert [each.partition("，")[0] for each in in_the_way(tight, "公示_食材采购")] == [
        "公示_食材采购!A1：错误 FRM-03 表 公示_食材采购 要写 3 行"
    ]


def test_a_column_of_ones_own_is_no_obstacle() -> None:
    assert in_the_way(book("公示_食材采购: 品名 金额 张贴人"), "公示_食材采购") == []

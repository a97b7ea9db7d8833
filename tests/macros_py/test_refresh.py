"""Everything a refresh writes, as a draft."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from macros_py.judge import judge
from macros_py.refresh import refresh
from tests.macros_py.small_books import raw_book
from validation.findings import Finding, Level
from workbook_templates.results import STOCK_BALANCES

if TYPE_CHECKING:
    from validation.cells import RawBook
    from workbook_templates.draft import Draft

BOOK = """
设置
核算月份 {}
学校 春苗小学

品目
品名
大米

期初库存
品名 数量 金额
大米 100  100.00

出库
日期  品名 数量
09-02 大米 10
10-02 大米 {}

就餐
日期  人数
09-02 4
10-02 2

收入
日期  金额
09-05 20.00

"""


def with_names(raw: RawBook, *names: str) -> RawBook:
    return raw._replace(names=dict.fromkeys(names, ("公示", "B2")))


def drafted(raw: RawBook) -> Draft:
    return refresh(raw, judge(raw))


NAMES = ("公示_食材消耗_本月", "公示_食材消耗_累计", "公示_食材消耗_上月", "公示_就餐人次_本月", "公示_盈亏率_累计")


def test_named_cells_show_the_month_the_book_to_date_and_the_month_before() -> None:
    cells = drafted(with_names(raw_book(BOOK.format("2025-10", 5)), *NAMES)).cells
    assert cells == {
        "公示_食材消耗_本月": Decimal("5.00"),
        "公示_食材消耗_累计": Decimal("15.00"),
        "公示_食材消耗_上月": Decimal("10.00"),
        "公示_就餐人次_本月": 2,
        "公示_盈亏率_累计": Decimal("0.2500"),
    }


def test_in_the_books_first_month_there_is_no_month_before() -> None:
    cells = drafted(with_names(raw_book(BOOK.format("2025-09", 5)), *NAMES)).cells
    assert (cells["公示_食材消耗_本月"], cells["公示_食材消耗_上月"]) == (Decimal("10.00"), "暂缺")


def test_a_refused_figure_reads_as_not_available() -> None:
    cells = drafted(with_names(raw_book(BOOK.format("2025-10", "近5")), *NAMES)).cells
    assert (cells["公示_食材消耗_本月"], cells["公示_食材消耗_上月"], cells["公示_就餐人次_本月"]) == ("暂缺", Decimal("10.00"), 2)


def test_without_a_month_of_the_book_no_form_goes_on_showing_old_figures() -> None:
    for month in ("2026-05", "某月"):
        cells = drafted(with_names(raw_book(BOOK.format(month, 5)), *NAMES)).cells
        assert cells == dict.fromkeys(NAMES, "暂缺")


def test_a_further_cell_for_the_same_is_filled_too_and_names_of_others_are_not() -> None:
    names = ("公示_食材消耗_本月_2", "公示_食材消耗_本月_12", "公示_学校_2", "公示_食材消耗_本月_x", "公示_食材_本月", "我的_2")
    assert drafted(with_names(raw_book(BOOK.format("2025-09", 5)), *names)).cells == {
        "公示_食材消耗_本月_2": Decimal("10.00"),
        "公示_食材消耗_本月_12": Decimal("10.00"),
        "公示_学校_2": "春苗小学",
    }


def test_settings_stand_in_forms_and_a_blank_one_empties_its_cell() -> None:
    cells = drafted(
        with_names(raw_book(BOOK.format("2025-09", 5)), "公示_学校", "公示_学期开始", "公示_负责人", "公示_基准餐标")
    ).cells
    assert cells == {"公示_学校": "春苗小学", "公示_学期开始": "2025-09-01", "公示_负责人": None, "公示_基准餐标": Decimal("10.00")}


def test_only_tables_that_are_there_are_written_and_only_the_columns_they_have() -> None:
    raw = raw_book(BOOK.format("2025-09", 5) + "库存结存\n结存金额 我的列 品名\n- - -\n")
    (fill,) = drafted(raw).tables
    assert fill.table == "库存结存"
    assert (fill.headings, fill.rows) == (("品名", "结存金额"), [("大米", Decimal("90.00"))])


def test_the_format_version_is_written_where_the_settings_have_a_row_for_it() -> None:
    text = BOOK.format("2025-09", 5)
    assert drafted(raw_book(text)).settings == {}
    assert drafted(raw_book(text.replace("学校 春苗小学", "格式版本 -"))).settings == {"格式版本": "1"}


def test_a_register_reaches_over_the_rows_typed_below_it_unless_it_has_a_totals_row() -> None:
    raw = raw_book(BOOK.format("2025-09", 5))
    below = raw.tables["出库"]._replace(last_row=2, typed_below=3)
    assert drafted(raw._replace(tables=raw.tables | {"出库": below})).extend == {"出库": 3}
    assert drafted(raw._replace(tables=raw.tables | {"出库": below._replace(totals_row=True)})).extend == {}


def test_the_marks_stand_in_the_registers() -> None:
    raw = raw_book(
        BOOK.format("2025-09", "近5")
        .replace("日期  品名 数量\n09-02 大米 10", "日期 品名 数量 校验\n09-02 大米 10 -")
        .replace("近5", "近5 -")
    )
    (column,) = drafted(raw).columns
    assert (column.table, list(column.texts)) == ("出库", [3])


def test_the_front_sheet_says_how_the_book_stands() -> None:
    raw = with_names(raw_book(BOOK.format("2025-09", 5)), "首页_状态")
    found = judge(raw)
    error, warning = (Finding(level, "DAT-01", "出库", "出库", 2, "", "", "", "", "", blocks=False) for level in list(Level)[:2])
    states = [refresh(raw, found._replace(findings=kept)).cells["首页_状态"] for kept in ([error, warning, error], [warning], [])]
    assert states == ["有 2 处错误，请到 问题清单 逐条改正", "没有错误；有 1 处警告请过目", "检查通过，没有错误和警告"]


def test_the_front_sheet_says_how_the_month_is_going_to_end() -> None:
    names = ("首页_预计盈亏率", "首页_盈亏率范围", "首页_剩余供餐天数", "首页_日均食材", "首页_持平日食材", "首页_预计说明")
    meals = "\n".join(f"09-{day:02} 4" for day in (1, 2, 3, 4, 5, 8))
    text = BOOK.format("2025-09", 5).replace("09-02 4\n10-02 2", meals)
    cells = drafted(with_names(raw_book(text), *names)).cells
    # Six days, 10.00 of food, 10.00 of 20.00 left; sixteen days to come (9 to 30 September): 10 − 16 × 10 ÷ 6 = −16.67; 10 ÷ 16.
    assert {name: str(cells[name]) for name in names[:-1]} == {
        "首页_预计盈亏率": "-0.8333",
        "首页_盈亏率范围": "没有设上下限",
        "首页_剩余供餐天数": "16",
        "首页_日均食材": "1.67",
        "首页_持平日食材": "0.63",
    }
    refused = drafted(with_names(raw_book(BOOK.format("2025-09", 5)), *names)).cells
    assert [str(refused[name]) for name in names] == [
        *("暂缺", "没有设上下限", "暂缺", "暂缺", "暂缺"),
        "不能预计：核算月份已经过完，请看本月的盈亏率",
    ]


def test_a_table_with_all_its_columns_is_written_whole() -> None:
    raw = raw_book(
        BOOK.format("2025-09", 5) + f"库存结存\n{' '.join(STOCK_BALANCES.headings)}\n{'- ' * len(STOCK_BALANCES.headings)}\n"
    )
    assert drafted(raw).tables[0].headings == STOCK_BALANCES.headings

"""Three terms, each opened from the last by the command and filled as a person would: what one closes with, the next one opens with, to the fen.

The first book holds what is awkward: several layers, a delivery and an issue taken back, an item nobody buys any more, one that is used up, a debt of the
canteen to start with, a supplier paid in advance, rows of the term before and of the term to come, brooms in two departments.
"""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from openpyxl import load_workbook

from addin.file_host import FileHost
from macros_py.judge import judge
from tests.acceptance.outsider import bounds, figures, fill, find, findings, reach, rows_of, run, settings

if TYPE_CHECKING:
    from openpyxl import Workbook

METHODS = ("移动加权平均", "先进先出", "月末一次加权平均")
ONE = pytest.mark.parametrize("chain", ["先进先出"], indirect=True)
"""What does not depend on the method is tried with one: the one that has layers."""
AUTUMN = """
设置: 项目 值
学校 春苗小学
食堂 第一食堂
学期 2025秋
学期开始 2025-09-01
学期结束 2026-01-31
核算月份 2026-01
计价方法 {method}
基准餐标 10
期初结余 -500
品目: 品名 类别 单位 以旧换新 停用
大米 粮食 公斤 _ _
面粉 粮食 公斤 _ 是
菜油 食用油 公斤 _ _
豆腐 豆制品 公斤 _ _
煤气 燃料 瓶 _ _
扫帚 易耗品 把 是 _
抹布 易耗品 条 _ _
供应商: 供应商 统一社会信用代码 期初未付
粮店 _ 100.07
预付行 _ _
期初库存: 品名 数量 单位 金额
大米 10 公斤 33.34
面粉 3 公斤 10.01
扫帚 5 把 40
期初在用: 部门 品名 数量
食堂 扫帚 6
总务处 扫帚 2
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额 备注
R1 2025-09-02 粮店 大米 20 公斤 3.5 70 _
R2 2025-10-08 粮店 大米 7 公斤 4.01 28.07 _
R3 2025-10-09 预付行 菜油 3 公斤 11.11 33.33 _
R4 2025-11-03 粮店 豆腐 2 公斤 6 12 _
R5 2026-01-05 粮店 大米 9 公斤 3.9 35.1 _
R6 2026-01-06 粮店 大米 -2 公斤 3.9 -7.8 冲␣R5
R7 2026-01-06 预付行 煤气 2 瓶 120 240 _
R8 2026-01-06 粮店 抹布 10 条 3 30 _
出库: 单号 日期 餐次 去向 品名 数量 单位 备注
C1 2025-09-03 午餐 供餐 大米 13 公斤 _
C2 2025-11-03 午餐 供餐 豆腐 2 公斤 _
C3 2025-12-03 午餐 供餐 大米 8 公斤 _
C4 2025-12-04 午餐 供餐 大米 -1 公斤 冲␣C3
C5 2026-01-07 午餐 供餐 菜油 1 公斤 _
C6 2026-01-07 午餐 供餐 大米 6 公斤 _
C7 2026-01-07 _ 供餐 煤气 1 瓶 _
易耗品领用: 单号 日期 部门 领用人 品名 领用数 交旧数 免交理由 批准人
L1 2025-10-10 食堂 钱二 扫帚 2 1 其他 赵一
L2 2026-01-09 总务处 孙三 扫帚 1 1 _ _
L3 2026-01-09 食堂 钱二 抹布 4 _ _ _
就餐: 日期 餐次 对象 人数 餐标
2025-09-03 午餐 学生 30 10
2025-12-03 午餐 学生 31 10
2026-01-07 午餐 学生 33 10
2026-01-07 午餐 教职工 3 12
收入: 凭证号 日期 科目 摘要 金额 所属月份
记-1 2025-09-05 学生伙食费 预收 300 _
记-2 2026-01-05 学生伙食费 预收 330 _
记-3 2026-01-20 财政补助 春季补助 77.77 2026-03-01
支出: 凭证号 日期 科目 摘要 金额 所属月份 收款单位
付-1 2025-09-06 燃料 春季天然气 15.1 2025-06-01 _
付-2 2025-10-20 付货款 付粮店 150 _ 粮店
付-3 2025-10-21 付货款 预付 400 _ 预付行
付-4 2026-01-25 水电 水费 20.2 _ _
付-5 2026-01-30 水电 二月电费 9.9 2026-02-01 _
"""
SPRING = """
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额
R1 2026-02-20 粮店 大米 11 公斤 4.2 46.2
R2 2026-03-02 预付行 菜油 2 公斤 12.5 25
出库: 单号 日期 餐次 去向 品名 数量 单位
C1 2026-02-24 午餐 供餐 大米 19 公斤
C2 2026-03-03 午餐 供餐 菜油 2.5 公斤
C3 2026-03-03 _ 供餐 煤气 1 瓶
易耗品领用: 单号 日期 部门 领用人 品名 领用数 交旧数
L1 2026-03-10 食堂 钱二 扫帚 2 2
就餐: 日期 餐次 对象 人数 餐标
2026-02-24 午餐 学生 29 10
2026-03-03 午餐 学生 28 10
收入: 凭证号 日期 科目 摘要 金额
记-1 2026-02-25 学生伙食费 预收 290
支出: 凭证号 日期 科目 摘要 金额 收款单位
付-1 2026-06-20 付货款 付粮店 66.66 粮店
"""
NEXT_AUTUMN = """
采购验收: 单号 日期 供应商 品名 数量 单位 单价 金额
R1 2026-09-02 粮店 大米 5 公斤 4.4 22
出库: 单号 日期 餐次 去向 品名 数量 单位
C1 2026-09-03 午餐 供餐 大米 12 公斤
就餐: 日期 餐次 对象 人数 餐标
2026-09-03 午餐 学生 27 10
收入: 凭证号 日期 科目 摘要 金额
记-1 2026-09-05 学生伙食费 预收 270
"""


class Chain(NamedTuple):
    """The three books, as they were refreshed."""

    method: str
    books: tuple[Path, Path, Path]


def refreshed(path: Path, last_month: str) -> Path:
    """Show the last month, and refresh; the book must have nothing that blocks."""
    book = load_workbook(path)
    settings(book, {"核算月份": last_month})
    book.save(path)
    assert run("refresh", path).status in (0, 1)
    assert [each for each in findings(path) if each["blocks"]] == []
    return path


def next_term(old: Path, name: str, last_day: str, text: str) -> Path:
    """Open the next book by the command, and fill it."""
    new = old.with_name(name)
    before = old.read_bytes()
    done = run("new", new, "--from", old, "--last-day", last_day)
    assert done.status == 0, done.err
    assert old.read_bytes() == before
    assert [each["message"] for each in findings(new, "--from", str(old)) if each["level"] == "错误"] == []
    fill(text, book=(book := load_workbook(new)))
    book.save(new)
    return refreshed(new, last_day[:7])


@pytest.fixture(scope="module", params=METHODS)
def chain(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Chain:
    folder = tmp_path_factory.mktemp("三期")
    autumn = folder / "2025秋.xlsx"
    fill(AUTUMN.format(method=request.param)).save(autumn)
    refreshed(autumn, "2026-01")
    spring = next_term(autumn, "2026春.xlsx", "2026-07-31", SPRING)
    return Chain(request.param, (autumn, spring, next_term(spring, "2026秋.xlsx", "2027-01-31", NEXT_AUTUMN)))


def exact(value: object) -> Decimal:
    return Decimal(str(value or 0)).quantize(Decimal("0.001"))


def opening_stock(path: Path) -> dict[str, tuple[Decimal, Decimal]]:
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for row in rows_of(path, "期初库存"):
        quantity, amount = found.get(str(row["品名"]), (Decimal(), Decimal()))
        found[str(row["品名"])] = (quantity + exact(row["数量"]), amount + exact(row["金额"]))
    return found


def balances(path: Path) -> dict[str, tuple[Decimal, Decimal]]:
    """结存 of 库存结存, where there is any."""
    rows = {str(row["品名"]): (exact(row["结存数量"]), exact(row["结存金额"])) for row in rows_of(path, "库存结存")}
    return {item: left for item, left in rows.items() if any(left)}


def test_stock_opens_as_it_closed(chain: Chain) -> None:
    for old, new in pairwise(chain.books):
        assert opening_stock(new) == balances(old)
    first = balances(chain.books[0])
    assert {item: quantity for item, (quantity, _) in first.items()} == {
        "大米": 18,
        "面粉": 3,
        "菜油": 2,
        "煤气": 1,
        "扫帚": 2,
        "抹布": 6,
    }
    assert "豆腐" not in opening_stock(chain.books[1]), "used up"


def test_the_layers_stand_in_order(chain: Chain) -> None:
    """大米: 10 at 33.34 and 20 at 70.00; 13, then 7 (8 less 1 taken back) and 6 go, which leaves 4 of R1, R2 whole and 7 of R5 (9 less 2 taken back)."""
    rows = [(exact(row["数量"]), exact(row["金额"])) for row in rows_of(chain.books[1], "期初库存") if row["品名"] == "大米"]
    if chain.method == "先进先出":
        assert rows == [(exact(quantity), exact(amount)) for quantity, amount in ((4, 14), (7, 28.07), (7, 27.3))]
    else:
        assert [quantity for quantity, _ in rows] == [18]


def test_money_opens_as_it_closed(chain: Chain) -> None:
    for old, new in pairwise(chain.books):
        before, after = figures(old)["cumulative"], figures(new)["cumulative"]
        opened = next(row["值"] for row in rows_of(new, "设置") if row["项目"] == "期初结余")
        assert exact(opened) == exact(before[max(before)]["累计结余"])
        assert after[min(after)]["期初库存"] == before[max(before)]["期末库存"]
        owed = {row["供应商"]: exact(row["期初未付"]) for row in rows_of(new, "供应商")}
        assert owed == {row["供应商"]: exact(row["期末未付"]) for row in rows_of(old, "供应商对账")}
    assert {row["供应商"]: row["期初未付"] for row in rows_of(chain.books[1], "供应商")} == {"粮店": 117.44, "预付行": -126.67}


def test_what_departments_hold_goes_with_them(chain: Chain) -> None:
    held = [{(row["部门"], row["品名"]): row["数量"] for row in rows_of(path, "期初在用")} for path in chain.books]
    assert held == [
        {("食堂", "扫帚"): 6, ("总务处", "扫帚"): 2},
        {("食堂", "扫帚"): 7, ("总务处", "扫帚"): 2},
        {("食堂", "扫帚"): 7, ("总务处", "扫帚"): 2},
    ]


def test_rows_of_the_term_to_come_are_counted_there_once(chain: Chain) -> None:
    autumn, spring, _ = (figures(path)["months"] for path in chain.books)
    assert (autumn["2025-09"]["支出_燃料"], autumn["2026-01"]["财政补助"], autumn["2026-01"]["支出_水电"]) == (
        "15.10",
        "0.00",
        "20.20",
    )
    assert (spring["2026-03"]["财政补助"], spring["2026-02"]["支出_水电"]) == ("77.77", "9.90")
    assert [row["凭证号"] for row in rows_of(chain.books[1], "收入")] == ["记-3", "记-1"]
    assert [row["凭证号"] for row in rows_of(chain.books[2], "收入")] == ["记-1"]


def test_the_calendar_year_is_that_of_three_books(chain: Chain) -> None:
    autumn, spring, third = (figures(path) for path in chain.books)
    year = judge(FileHost(chain.books[2]).read()).figures.years["2026-12"]
    parts = [autumn["months"]["2026-01"], spring["cumulative"]["2026-07"], third["cumulative"]["2026-12"]]
    standing = {
        "期初库存",
        "期末库存",
        "库存变动",
        "本学期结余",
        "累计结余",
        "盈亏率",
        "累计盈亏率",
        "食材占比",
        "餐均食材成本",
        "餐均总成本",
    }
    whole = {"供餐天数", *(name for name in parts[0] if name.startswith("就餐人次"))}
    told = {name: value for name, value in year.items() if name not in standing}
    assert len(told) > 50
    assert told == {name: int(sum(Decimal(part[name]) for part in parts) * (1 if name in whole else 100)) for name in told}
    assert year["期初库存"] == int(Decimal(autumn["months"]["2026-01"]["期初库存"]) * 100)
    assert year["期末库存"] == int(Decimal(third["months"]["2026-12"]["期末库存"]) * 100)


# --- the old book is not as our template has it ----------------------------------------------------------------------------------------


def rearranged(book: Workbook) -> Workbook:
    """The sheets turned round, a column of the user's own in 采购验收, a parameter of the user's own."""
    for number, each in enumerate(book.worksheets):
        book.move_sheet(each, -number)
    sheet, table = find(book, "采购验收")
    left, top, right, bottom = bounds(table)
    sheet.insert_cols(right + 1)
    sheet.cell(top, right + 1).value = "车牌"
    sheet.cell(top + 1, right + 1).value = "皖A00001"
    column = table.tableColumns[-1].__class__(id=max(each.id for each in table.tableColumns) + 1, name="车牌")
    table.tableColumns.append(column)
    reach(table, f"{sheet.cell(top, left).coordinate}:{sheet.cell(bottom, right + 1).coordinate}")
    fill("规则参数: 参数 值 单位 处理\n本校自定上限 3 次 提示", book=book)
    return book


@ONE
def test_a_book_in_another_order_with_columns_of_the_users_opens_the_same(chain: Chain) -> None:
    old, new = chain.books[0].with_name("改排.xlsx"), chain.books[0].with_name("改排后新.xlsx")
    book = rearranged(load_workbook(chain.books[0]))
    book.save(old)
    assert run("new", new, "--from", old, "--last-day", "2026-07-31").status == 0
    assert opening_stock(new) == opening_stock(chain.books[1])
    assert [(row["值"], row["处理"]) for row in rows_of(new, "规则参数") if row["参数"] == "本校自定上限"] == [(3, "提示")]
    assert not [each for each in findings(new, "--from", str(old)) if each["rule"].startswith("TRM")]


@ONE
@pytest.mark.libreoffice
def test_the_old_book_saved_by_libreoffice_is_the_same_book(chain: Chain, soffice: tuple[str, ...], tmp_path: Path) -> None:
    old = Path(shutil.copy(chain.books[0], tmp_path / "2025秋.xlsx"))
    (tmp_path / "再存").mkdir()
    subprocess.run(
        [*soffice, "--convert-to", "xlsx", "--outdir", str(tmp_path / "再存"), str(old)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    again = tmp_path / "再存" / old.name
    assert not [each for each in findings(chain.books[1], "--from", str(again)) if each["rule"].startswith("TRM")]
    new = tmp_path / "新.xlsx"
    assert run("new", new, "--from", again, "--last-day", "2026-07-31").status == 0
    assert opening_stock(new) == opening_stock(chain.books[1])

"""核对: LibreOffice computes every formula, and each comes to what the program says."""

from __future__ import annotations

import subprocess
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from macros_py.forms.more_figures import OFFERED
from tests.acceptance.outsider import Text, blank, fill, place, run, save, write
from workbook_templates.sample_school.fill import fill as filled
from workbook_templates.sample_school.rows import sample_rows
from workbook_templates.template import template_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

pytestmark = pytest.mark.libreoffice
PERIODS = ("本月", "上月", "累计", "上月累计", "本年", "9月", "10月累计")
"""Every kind of period."""


def show_everything(book: Workbook) -> None:
    """A sheet with every figure of every kind of period."""
    book.create_sheet("全部")
    for column, period in enumerate(PERIODS, start=2):
        for row, figure in enumerate(OFFERED, start=2):
            name = f"公示_{figure}_{period}_99"
            book.defined_names[name] = DefinedName(name, attr_text=f"全部!${get_column_letter(column)}${row}")


def computed(path: Path, soffice: tuple[str, ...]) -> list[dict[str, Any]]:
    """The rows of 核对 as LibreOffice computes them."""
    folder = path.parent / "LO"
    folder.mkdir(exist_ok=True)
    subprocess.run([*soffice, "--convert-to", "xlsx", "--outdir", folder, path], check=True, capture_output=True, timeout=600)
    sheet = load_workbook(folder / path.name, data_only=True)["核对"]
    rows = list(sheet.iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if row[0] == "表单")
    return [dict(zip(map(str, rows[top]), row, strict=True)) for row in rows[top + 1 :] if row[0] is not None]


def differing(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """The rows that have a value, and whose formula comes to another, or to none."""
    names = ("表单", "指标", "期间", "程序值", "公式", "差额")
    return [tuple(row[name] for name in names) for row in rows if row["程序值"] != "暂缺" and row["差额"] != 0]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample school in its third month, with a sheet that shows everything."""
    folder = tmp_path_factory.mktemp("示例")
    path = folder / "示例.xlsx"
    path.write_bytes(filled(template_bytes(), sample_rows()))
    book = load_workbook(path)
    show_everything(book)
    setting(book, "核算月份", "2025-11")
    book.save(path)
    assert run("refresh", path).status == 0
    return path


def setting(book: Workbook, item: str, value: str) -> None:
    sheet = book["设置"]
    names, values = place(book, "设置", "项目"), place(book, "设置", "值")
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, names).value == item)
    sheet.cell(row, values, value)


@pytest.fixture(scope="module")
def rows(sample: Path, soffice: tuple[str, ...]) -> list[dict[str, Any]]:
    """核对 of the sample school."""
    return computed(sample, soffice)


def test_every_figure_of_the_sample_school_comes_out_the_same(rows: list[dict[str, Any]]) -> None:
    assert differing(rows) == []
    shown = {(row["表单"], row["指标"], row["期间"]) for row in rows}
    assert ("公示-食堂收支", "食材消耗_粮食", "本月") in shown
    assert ("公示-食材采购", "金额 合计", "本月") in shown
    assert len(rows) > len(OFFERED) * len(PERIODS)
    assert all(row["来源"] for row in rows)


def test_a_source_names_its_tables_and_their_rows(rows: list[dict[str, Any]]) -> None:
    sources = {(row["指标"], row["期间"]): row["来源"] for row in rows if row["表单"] == "全部"}
    fees = len([row for row in sample_rows()["收入"] if row["科目"] == "利息" and str(row["日期"]) < "2025-12"])
    assert sources["结余", "累计"].startswith("收入合计 − 支出合计；收入 ")
    assert sources["利息", "累计"] == f"收入 {fees} 行"


def test_an_entry_altered_afterwards_shows_as_a_difference(sample: Path, soffice: tuple[str, ...]) -> None:
    book = load_workbook(sample)
    sheet, column = book["收入"], place(book, "收入", "金额")
    cell = sheet.cell(3, column)
    cell.value = float(str(cell.value)) + 12.34
    altered = sample.with_name("改过.xlsx")
    book.save(altered)
    found = {row[1]: row[5] for row in differing(computed(altered, soffice)) if row[0] == "公示-食堂收支" and row[2] == "累计"}
    assert (found["收入合计"], found["结余"]) == (-12.34, -12.34)
    assert "支出合计" not in found


# --- small books made at random ---------------------------------------------------------------------------------------------------------

ITEMS = (("大米", "粮食"), ("面粉", "粮食"), ("青菜", "蔬菜"), ("猪肉", "畜禽肉"), ("液化气", "燃料"), ("扫帚", "易耗品"))
SETTINGS = """
设置:
学校 春苗
食堂 食堂
学期 2025秋
学期开始 2025-08-20
学期结束 2026-02-10
核算月份 {month}
计价方法 {method}
基准餐标 8
期初结余 -35.5
食堂部门 食堂，小餐厅
供应商: 供应商
甲行
"""


def random_book(seed: int) -> Workbook:
    """A book whose months hold everything: returns, counts, reversals of vouchers, other centres, months typed as text, vouchers of other terms."""
    random = Random(seed)  # noqa: S311 - no secret
    month = random.choice(["2025-09", "2025-11", "2026-01"])
    text = SETTINGS.format(month=month, method=random.choice(["移动加权平均", "先进先出", "月末一次加权平均"]))
    book = fill(text, book=blank())
    write(
        book,
        "品目",
        ("品名", "类别", "单位", "以旧换新"),
        [(name, kind, "公斤", "否" if kind == "易耗品" else None) for name, kind in ITEMS],
    )
    write(
        book,
        "期初库存",
        ("品名", "数量", "单位", "金额"),
        [(name, 500, "公斤", random.randrange(100000, 300000) / 100) for name, _ in ITEMS],
    )
    first = date(2025, 8, 25)
    days = [first + timedelta(days=7 * week + random.randrange(5)) for week in range(23)]
    received: list[tuple[object, ...]] = []
    issued: list[tuple[object, ...]] = []
    drawn: list[tuple[object, ...]] = []
    for number, day in enumerate(days):
        for name, kind in random.sample(ITEMS, 4):
            quantity, price = random.randrange(1, 60), random.randrange(100, 900)
            direct = "午餐" if kind not in {"燃料", "易耗品"} and random.random() < 0.2 else None
            verdict = "退货" if random.random() < 0.1 else None
            row = (f"Y{number}", day, "甲行", name, quantity, "公斤", price / 100, quantity * price / 100, direct, verdict)
            received.append(row)
            if kind == "易耗品":
                drawn.append((f"L{number}", day, random.choice(["食堂", "小餐厅", "总务处"]), "张三", name, random.randrange(1, 9)))
            use = random.choice(["供餐", "供餐", "学生餐", "教工餐", "留样", "报损", "接待", "退货" if seed % 2 else "报损"])
            if kind != "易耗品" or use in {"报损", "退货"}:
                issued.append(
                    (
                        f"C{number}",
                        day,
                        "午餐" if kind not in {"燃料", "易耗品"} else None,
                        use,
                        name,
                        random.randrange(1, 15),
                        "公斤",
                    )
                )
    write(book, "采购验收", ("单号", "日期", "供应商", "品名", "数量", "单位", "单价", "金额", "直出餐次", "验收结论"), received)
    write(book, "出库", ("单号", "日期", "餐次", "去向", "品名", "数量", "单位"), issued)
    write(book, "易耗品领用", ("单号", "日期", "部门", "领用人", "品名", "领用数"), drawn)
    counts = [(day, name, random.randrange(100, 600), "公斤", "实点", "甲") for day in days[4::6] for name, _ in ITEMS]
    write(book, "盘点", ("日期", "品名", "实盘数量", "单位", "差异原因", "批准人"), counts)
    heads = [(day, "午餐", who, random.randrange(0, 90), random.choice([8, 6.5, 10])) for day in days for who in ("学生", "教职工")]
    write(book, "就餐", ("日期", "餐次", "对象", "人数", "餐标"), heads)
    _vouchers(book, random, days)
    show_everything(book)
    return book


def _vouchers(book: Workbook, random: Random, days: list[date]) -> None:
    months = (
        None,
        None,
        None,
        Text("2025-10"),
        date(2025, 9, 1),
        date(2025, 6, 1),
        Text("2025-07"),
        date(2026, 3, 1),
        Text("2026-05"),
    )
    incomes = ("学生伙食费", "学生伙食费", "教职工伙食费", "财政补助", "利息", "废品收入")
    costs = ("燃料", "水电", "人员", "易耗品", "维修", "设备", "其他支出", "付货款")
    centres = (None, None, "食堂", "超市", "幼儿园")
    for number, day in enumerate(days):
        amount = random.randrange(-5000, 300000) / 100
        write(
            book,
            "收入",
            ("凭证号", "日期", "科目", "金额", "所属月份"),
            [(f"S{number}", day, random.choice(incomes), amount, random.choice(months))],
        )
        spent = (
            f"Z{number}",
            day,
            random.choice(costs),
            "付款",
            random.randrange(1, 90000) / 100,
            random.choice(months),
            random.choice(centres),
            "甲行",
        )
        write(book, "支出", ("凭证号", "日期", "科目", "摘要", "金额", "所属月份", "归口", "收款单位"), [spent])
    year = ("伙食费收入", "学生伙食费", "收入合计", "结余", "食材消耗", "支出合计", "折算人次", "就餐人次", "期初库存", "购入食材")
    write(book, "年初至今", ("指标", "金额"), [(figure, random.randrange(100, 9000)) for figure in year])


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_of_a_book_made_at_random_comes_out_the_same(seed: int, tmp_path: Path, soffice: tuple[str, ...]) -> None:
    path = save(random_book(seed), tmp_path)
    run("refresh", path)
    rows = computed(path, soffice)
    told = [row for row in rows if row["程序值"] != "暂缺"]
    assert differing(rows) == []
    assert len(told) > 300

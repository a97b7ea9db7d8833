"""The whole roll-up: what it says is right, and the same whatever the order, the processes, the interruptions."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from openpyxl import load_workbook
from pyarrow.parquet import read_table

from addin.commands import main
from addin.district.progress import Progress
from addin.district.reading import program_print
from tests.addin.district.conftest import NOT_TAKEN, SCHOOLS, rows
from validation.registers.choices import FOOD_CATEGORIES
from workbook_templates.district_tables import DISTRICT_TABLES

Rows = list[dict[str, Any]]


def roll_up(*arguments: str | int | Path) -> int:
    return main(["rollup", *map(str, arguments)])


@pytest.fixture(scope="module")
def rolled(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county rolled up with two processes."""
    out = tmp_path_factory.mktemp("out") / "汇总.xlsx"
    assert roll_up(county, "--out", out, "--processes", 2) == 1
    return out


def data(out: Path, table: str) -> Rows:
    found: Rows = read_table(out.with_name(f"{out.stem}_数据") / f"{table}.parquet").to_pylist()
    return found


def everything(out: Path) -> dict[str, bytes]:
    """The bytes of all that a roll-up wrote, but for what it keeps for itself."""
    folder = out.with_name(f"{out.stem}_数据")
    return {"汇总": out.read_bytes()} | {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# --- it is right ----------------------------------------------------------------------------------------------------------------------


def test_every_file_counts_or_is_named_with_the_reason(rolled: Path, county: Path) -> None:
    files = [path for path in county.rglob("*") if path.is_file()]
    refused = {row["文件"]: row["原因"] for row in data(rolled, "未处理")}
    assert sorted(refused) == sorted(NOT_TAKEN)
    assert len({row["文件"] for row in data(rolled, "各校汇总")}) + len(refused) == len(files)
    assert "缺少目录" in refused["东镇/坏.xlsx"]
    assert "空文件" in refused["东镇/空.xlsx"]
    assert "临时文件" in refused["东镇/~$第0001小学.xlsx"]
    assert "不是 Excel 工作簿" in refused["说明.txt"]
    assert refused["西镇/又是第0003小学.xlsx"] == "内容与「东镇/第0003小学.xlsx」完全相同，只算一次"


def test_totals_are_those_of_the_rows_added_up_by_themselves(rolled: Path) -> None:
    """Straight from the rows the schools entered: income, accepted food, and heads, to the fen."""
    bought, income, heads = Decimal(0), Decimal(0), 0
    for number in SCHOOLS:
        entered = rows(number)
        food = {row["品名"] for row in entered["品目"] if row["类别"] in FOOD_CATEGORIES}
        bought += sum(Decimal(str(row["金额"])) for row in entered["采购验收"] if row["品名"] in food)
        income += sum(Decimal(str(row["金额"])) for row in entered["收入"])
        heads += sum(int(str(row["人数"])) for row in entered["就餐"])
    lines = data(rolled, "各月合计")
    assert [line["账数"] for line in lines] == [12] * len(lines)
    assert sum(line["购入食材"] for line in lines) == bought
    assert sum(line["收入合计"] for line in lines) == income
    assert sum(line["就餐人次"] for line in lines) == heads


def test_a_book_with_a_figure_refused_is_in_none_of_the_months_totals(county: Path, tmp_path: Path) -> None:
    """Its income without its expense would make a row that does not add up."""
    sound, wrong = (county / "东镇" / f"第000{number}小学.xlsx" for number in (1, 3))
    book = load_workbook(wrong)
    sheet = book["支出"]
    amount = next(cell.column for cell in sheet[2] if cell.value == "金额")
    label = next(cell.column for cell in sheet[2] if cell.value == "科目")
    row = next(row for row in range(3, sheet.max_row + 1) if sheet.cell(row, label).value == "人员")
    sheet.cell(row, amount).value = "看不清"
    book.save(tmp_path / "有错.xlsx")
    assert roll_up(sound, "--out", tmp_path / "一本.xlsx") == 0
    assert roll_up(sound, tmp_path / "有错.xlsx", "--out", tmp_path / "两本.xlsx") == 1
    alone, both = (data(tmp_path / name, "各月合计") for name in ("一本.xlsx", "两本.xlsx"))
    (refused,) = (number for number, line in enumerate(both) if line["算不出的账数"])
    assert (both[refused]["账数"], both[refused]["算不出的账数"]) == (2, 1)
    sums = ("就餐人次", "收入合计", "食材消耗", "支出合计", "结余")
    assert [both[refused][name] for name in sums] == [alone[refused][name] for name in sums]
    for line in both:
        assert line["收入合计"] - line["支出合计"] == line["结余"]


def test_each_school_and_month_is_there_once_in_order(rolled: Path) -> None:
    months = ("2025-09", "2025-10", "2025-11", "2025-12", "2026-01")
    found = [(row["学校"], row["月份"]) for row in data(rolled, "各校汇总")]
    assert found == [(f"示例县第{number:04d}小学", month) for number in SCHOOLS for month in months]


def test_the_median_of_a_week_and_who_paid_more_is_that_of_the_rows(rolled: Path) -> None:
    """The first item and week, worked out with fractions of the rows."""
    shown = data(rolled, "单价比对")[0]
    paid: dict[str, tuple[Decimal, Decimal]] = {}
    for line in data(rolled, "单价"):
        if (line["品名"], line["周一"]) == (shown["品名"], shown["周一"]):
            paid[line["学校"]] = line["数量"], line["金额"]
    prices = {school: amount / quantity for school, (quantity, amount) in paid.items()}
    middle = median(prices.values())
    assert shown["学校数"] == len(prices)
    assert shown["中位单价"] == round(middle, 4)
    over = {school: amount - middle * quantity for school, (quantity, amount) in paid.items() if prices[school] > middle}
    assert shown["高于中位的学校数"] == len([more for more in over.values() if round(more, 2) > 0])
    assert abs(shown["多付金额"] - sum(over.values())) <= Decimal("0.005") * len(over)


def test_a_price_leads_to_its_cell(rolled: Path, county: Path) -> None:
    most = data(rolled, "多付明细")[0]
    sheet, _, cell = most["单元格"].partition("!")
    found = load_workbook(county / most["文件"], read_only=True)[sheet][cell].value
    assert most["单价"] / 4 <= Decimal(str(found)) <= most["单价"] * 30


def test_the_workbook_holds_what_the_parquet_files_hold(rolled: Path) -> None:
    book = load_workbook(rolled)
    for table in DISTRICT_TABLES:
        if table.name in {"单价", "各月合计"}:
            continue
        sheet = book[table.name]
        made = sheet.tables[table.name]
        body = [[cell.value for cell in row] for row in sheet[made.ref]]
        assert tuple(body[0]) == table.headings
        expected = [[_as_cell(value) for value in row.values()] for row in data(rolled, table.name)] or [[None] * len(body[0])]
        assert [[_as_cell(value) for value in row] for row in body[1:]] == expected
    assert book["总览"].tables["各月合计"].ref.startswith("A7:")


def _as_cell(value: object) -> object:
    """Numbers by their value, days without a time, nothing for an empty text."""
    if isinstance(value, int | float | Decimal):
        return round(Decimal(str(value)), 6)
    return str(value)[:10] if hasattr(value, "year") else value or None


def test_every_text_of_the_workbook_is_a_text(rolled: Path) -> None:
    for sheet in load_workbook(rolled):
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_no_output_names_a_place_on_this_machine(rolled: Path, county: Path) -> None:
    for name, content in everything(rolled).items():
        assert str(county).encode() not in content, name


@pytest.mark.libreoffice
def test_another_program_opens_it(rolled: Path, soffice: tuple[str, ...], tmp_path: Path) -> None:
    subprocess.run([*soffice, "--convert-to", "pdf", "--outdir", str(tmp_path), str(rolled)], check=True, capture_output=True)
    assert (tmp_path / "汇总.pdf").stat().st_size > 10_000


@pytest.mark.ooxml
def test_the_validator_finds_nothing(rolled: Path, ooxml_validator: str) -> None:
    told = subprocess.run([ooxml_validator, str(rolled)], check=False, capture_output=True, text=True)
    assert json.loads(told.stdout)["errors"] == []


# --- it is the same -------------------------------------------------------------------------------------------------------------------


def test_one_process_and_another_order_give_the_same_bytes(rolled: Path, county: Path, tmp_path: Path) -> None:
    files = sorted((str(path) for path in county.rglob("*") if path.is_file()), key=lambda path: path[::-1])
    out = tmp_path / "别名.xlsx"
    assert roll_up(*files, "--out", out, "--processes", 1) == 1
    assert everything(out) == everything(rolled)


def test_a_second_run_reads_only_what_changed(
    rolled: Path, county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, kept = tmp_path / "汇总.xlsx", rolled.with_name("汇总_缓存")
    assert roll_up(county, "--out", out, "--cache", kept, "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["found"], said["taken"], said["read"]) == (17, 12, 0)
    assert everything(out) == everything(rolled)
    (damaged,) = list(kept.rglob("*/*/*"))[:1]
    damaged.write_bytes(damaged.read_bytes()[:-1])
    assert roll_up(county, "--out", out, "--cache", kept, "--json") == 1
    assert json.loads(capsys.readouterr().out)["read"] == 1
    assert everything(out) == everything(rolled)


@pytest.mark.skipif(os.name != "posix", reason="the program is killed by a signal")
def test_after_a_kill_it_goes_on_and_gives_the_same_bytes(
    rolled: Path, county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "汇总.xlsx"
    program = [
        sys.executable,
        "-c",
        "from addin.commands import from_shell; from_shell()",
        "rollup",
        str(county),
        "--out",
        str(out),
    ]
    kept = tmp_path / "汇总_缓存" / program_print()
    process = subprocess.Popen([*program, "--processes", "1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while len(list(kept.rglob("*/*"))) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not out.exists()
    assert roll_up(county, "--out", out, "--json") == 1
    assert json.loads(capsys.readouterr().out)["read"] < 14
    assert everything(out) == everything(rolled)


# --- what it refuses, and what it is told ---------------------------------------------------------------------------------------------


@pytest.fixture
def one_book(county: Path) -> Path:
    return county / "东镇" / "第0001小学.xlsx"


def test_sound_books_alone_end_well(one_book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert roll_up(one_book, "--out", tmp_path / "汇总.xlsx") == 0
    assert "找到 1 个文件 = 算进来 1 本账 + 未处理 0 个（内容是新的、这次读了的 1 个）" in capsys.readouterr().out


def test_nothing_but_bad_files_is_a_roll_up_too(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    assert roll_up(county / "说明.txt", county / "东镇" / "空.xlsx", "--out", out) == 1
    assert len(data(out, "未处理")) == 2
    assert data(out, "各校汇总") == []
    assert load_workbook(out)["各校汇总"].tables["各校汇总"].ref.endswith("3")


def test_only_a_roll_up_is_written_over(one_book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "我的账.xlsx"
    mine.write_bytes(one_book.read_bytes())
    assert roll_up(one_book, "--out", mine) == 2
    assert capsys.readouterr().err == "我的账.xlsx 已经有了，而且不是汇总表，不会覆盖它；请换一个文件名\n"
    assert mine.read_bytes() == one_book.read_bytes()


def test_a_roll_up_among_the_books_is_written_anew_and_not_read(one_book: Path, tmp_path: Path) -> None:
    (tmp_path / "书.xlsx").write_bytes(one_book.read_bytes())
    out = tmp_path / "汇总.xlsx"
    assert roll_up(tmp_path, "--out", out) == 0
    before = everything(out)
    assert roll_up(tmp_path, "--out", out) == 0
    assert everything(out) == before


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--out", "汇总.csv"], "以 .xlsx 结尾"),
        (["--out", "没有/汇总.xlsx"], "没有文件夹"),
        (["--out", "汇总.xlsx", "--profile", "别处"], "没有规则套「别处」"),
        (["--out", "汇总.xlsx", "--names", "空.xlsx"], "是空文件"),
        (["--out", "汇总.xlsx", "--processes", "0"], "至少一个"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(  # noqa: PLR0913, PLR0917 - two of them are the case
    arguments: list[str],
    why: str,
    one_book: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("空.xlsx").touch()
    assert roll_up(one_book, *arguments) == 2
    said = capsys.readouterr().err
    assert why in said
    assert said.count("\n") == 1
    assert not Path("汇总.xlsx").exists()


def test_without_the_extra_it_says_what_to_install(
    one_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("addin.commands.rollup.find_spec", lambda name: None if name == "pyarrow" else name)
    assert roll_up(one_book, "--out", tmp_path / "汇总.xlsx") == 2
    assert capsys.readouterr().err == "汇总要用的部件没有装（pyarrow）：请照手册 15 的「安装」装上 requirements/district.txt\n"


def test_names_the_district_brought_together_are_compared(county: Path, tmp_path: Path) -> None:
    """The sheet 名称对照 of a roll-up, edited: two items become one."""
    out = tmp_path / "汇总.xlsx"
    books = [county / "东镇" / f"第000{number}小学.xlsx" for number in (1, 3)]
    assert roll_up(*books, "--out", out) == 0
    book = load_workbook(out)
    for name in book.sheetnames:
        if name != "名称对照":
            del book[name]
    sheet = book["名称对照"]
    renamed = [sheet.cell(row, 1).value for row in (3, 4)]
    for row in (3, 4):
        sheet.cell(row, 3).value = "两样合一"
    book.save(tmp_path / "对照.xlsx")
    again = tmp_path / "再来.xlsx"
    assert roll_up(*books, "--out", again, "--names", tmp_path / "对照.xlsx", "--cache", tmp_path / "汇总_缓存") == 0
    lines = {row["原品名"]: (row["统一品名"], row["状态"]) for row in data(again, "名称对照")}
    assert {lines[name] for name in renamed} == {("两样合一", "已对照")}
    assert "两样合一" in {row["品名"] for row in data(again, "单价比对")}
    assert not set(renamed) & {row["品名"] for row in data(again, "单价")}


def test_progress_tells_how_far_how_fast_and_how_long_yet() -> None:
    progress = Progress(200)
    for _ in range(50):
        progress.step(read=True)
    for _ in range(10):
        progress.step()
    assert progress.line(5.0) == "[███████░░░░░░░░░░░░░░░░░] 60/200 本，每秒 10.0 本，还要约 14 秒"
    assert Progress(10).line(0.0) == "[░░░░░░░░░░░░░░░░░░░░░░░░] 0/10 本，每秒 0.0 本"


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line of progress among what is said."""
    monkeypatch.setattr("addin.district.progress.Progress._say", lambda *_: None)


def test_what_a_sheet_cannot_hold_is_told(county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("addin.district.sheets.ROWS_LIMIT", 10)
    monkeypatch.setattr("addin.district.writing.OVERPAID_SHOWN", 3)
    out = tmp_path / "汇总.xlsx"
    assert roll_up(county, "--out", out) == 1
    said = [row[0].value for row in load_workbook(out)["总览"]["A4:A20"]]
    assert "各校汇总 放不下的 50 行，在旁边的 Parquet 文件里" in said
    more = len([row for row in data(out, "单价") if row["多付金额"]])
    assert f"多付明细 放不下的 {more - 3:,} 行，在旁边的 Parquet 文件里" in said
    assert len(data(out, "多付明细")) == 3

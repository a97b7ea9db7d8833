"""The sheets of a roll-up that say what to ask: found by whom, drawn how, with which thresholds."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from pyarrow.parquet import read_table

from addin.commands import main
from macros_py.district.anomalies import ANOMALY_TESTS
from macros_py.district.limits import LIMITS
from tests.addin.district.conftest import SCHOOLS, SHARING

if TYPE_CHECKING:
    from pathlib import Path

NAME = "示例县第{:04d}小学"


def roll_up(*arguments: str | int | Path) -> int:
    return main(["rollup", *map(str, arguments)])


def data(out: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_table(out.with_name(f"{out.stem}_数据") / f"{table}.parquet").to_pylist()
    return found


@pytest.fixture(scope="module")
def rolled(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("anomalies") / "汇总.xlsx"
    assert roll_up(county, "--out", out, "--processes", 2) == 1
    return out


def test_two_schools_with_the_same_invoices_are_told_of_each_other(rolled: Path, county: Path) -> None:
    found = {line["学校"]: line for line in data(rolled, "异常") if line["编号"] == "ANO-11"}
    assert list(found) == [NAME.format(number) for number in SHARING]
    for number, other in zip(SHARING, reversed(SHARING), strict=True):
        line = found[NAME.format(number)]
        assert line["检查"] == "同一张票据几本账都用"
        assert line["说明"].startswith("2 张票据、")
        assert NAME.format(other) in line["说明"]
        cell = load_workbook(county / line["文件"])[line["工作表"]][line["单元格"]].value
        assert cell in {"25429900000012345678", "00815311"}


def test_every_test_is_listed_with_how_many_books_it_looked_at(rolled: Path) -> None:
    lines = {line["编号"]: line for line in data(rolled, "异常检查")}
    assert list(lines) == [test.code for test in ANOMALY_TESTS]
    assert all(line["查了的账"] + line["没查的账"] == len(SCHOOLS) for line in lines.values())
    assert (lines["ANO-11"]["查了的账"], lines["ANO-11"]["有异常的账"]) == (12, 2)
    assert (lines["ANO-02"]["查了的账"], lines["ANO-02"]["提示"][:8]) == (0, "没有给在校人数的")


def test_the_vouchers_of_a_book_are_those_with_the_smallest_numbers(rolled: Path) -> None:
    """Each of the sheet's numbers is worked out again as its heading says; what was drawn stands in the book."""
    lines = data(rolled, "抽查凭证")
    assert len(lines) == len(SCHOOLS) * 3 * 4
    for line in lines:
        whole = "|".join(("膳账", *(line[name] for name in ("学校", "食堂", "学期", "登记表", "单号"))))
        assert line["抽样号"] == hashlib.sha256(whole.encode()).hexdigest()[:16]
    drawn = [line["抽样号"] for line in lines if line["学校"] == NAME.format(3) and "随机" in line["抽中的原因"]]
    assert drawn[:3] == sorted(drawn[:3])
    assert "种子「膳账」" in load_workbook(rolled)["抽查凭证"]["A1"].value


def test_another_seed_and_size_draw_others_and_nothing_else_changes(rolled: Path, county: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    assert roll_up(county, "--out", out, "--seed", "2026年1月8日开奖号", "--sample", 1) == 1
    lines = data(out, "抽查凭证")
    assert len(lines) == len(SCHOOLS) * 3 * 2
    assert {line["抽样号"] for line in lines}.isdisjoint({line["抽样号"] for line in data(rolled, "抽查凭证")})
    assert data(out, "异常") == data(rolled, "异常")


def edited(rolled: Path, place: Path, table: str, changes: dict[str, str | int], column: str) -> Path:
    """One sheet of a roll-up, filled in: by the first cell of a row, what stands in a column."""
    book = load_workbook(rolled)
    for name in book.sheetnames:
        if name != table:
            del book[name]
    sheet = book[table]
    headings = [cell.value for cell in sheet[2]]
    for row in range(3, sheet.max_row + 1):
        name = str(sheet.cell(row, 1).value)
        if name in changes:
            sheet.cell(row, headings.index(column) + 1).value = changes[name]
    book.save(place)
    return place


def test_thresholds_the_district_has_edited_are_in_force(
    rolled: Path, county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A share of a tenth is passed by some supplier of every school, and so often that it is told to be usual."""
    limits = edited(rolled, tmp_path / "参数.xlsx", "异常参数", {"一家供应商占比": "10%"}, "值")
    out, kept = tmp_path / "汇总.xlsx", rolled.with_name("汇总_缓存")
    capsys.readouterr()
    assert roll_up(county, "--out", out, "--limits", limits, "--cache", kept, "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert said["read"] == 15
    assert said["anomalies"] == {"found": 14, "books": 12}
    assert said["sample"] == {"seed": "膳账", "drawn": 144}
    (line,) = (line for line in data(out, "异常检查") if line["编号"] == "ANO-10")
    assert (line["有异常的账"], line["界限"], line["提示"][:5]) == (12, "一家供应商占比 10%", "四分之一以")
    shown = {line["参数"]: (line["值"], line["依据"]) for line in data(out, "异常参数")}
    assert shown["一家供应商占比"] == ("10%", "区里定的；原为 80%")
    assert len(shown) == len(LIMITS)
    assert data(rolled, "异常参数")[0]["值"] == "3"


def test_schools_that_serve_more_than_they_have_are_told_of(rolled: Path, county: Path, tmp_path: Path) -> None:
    most = {line["学校"]: line["一餐最多学生数"] for line in data(rolled, "在校人数")}
    pupils = {school: count for school, count in most.items() if school != NAME.format(2)}
    pupils[NAME.format(5)] //= 2
    filled = edited(rolled, tmp_path / "在校.xlsx", "在校人数", dict(pupils), "在校学生数")
    out = tmp_path / "汇总.xlsx"
    assert roll_up(county, "--out", out, "--enrolled", filled, "--cache", rolled.with_name("汇总_缓存")) == 1
    assert [line["学校"] for line in data(out, "异常") if line["编号"] == "ANO-02"] == [NAME.format(5)]
    (line,) = (line for line in data(out, "异常检查") if line["编号"] == "ANO-02")
    assert (line["查了的账"], line["没查的账"], line["有异常的账"]) == (11, 1, 1)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--sample", "101"], "--sample 从 0 到 100，现为 101"),
        (["--sample", "-1"], "--sample 从 0 到 100，现为 -1"),
        (["--limits", "{book}"], "里没有表「异常参数」"),
        (["--enrolled", "{book}"], "里没有表「在校人数」"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_sentence(
    arguments: list[str], why: str, county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = county / "东镇" / "第0001小学.xlsx"
    given = [each.format(book=book) for each in arguments]
    assert roll_up(book, "--out", tmp_path / "汇总.xlsx", *given) == 2
    said = capsys.readouterr().err
    assert why in said
    assert said.count("\n") == 1


def test_signs_that_steer_a_terminal_do_not_reach_it_from_a_seed(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = county / "东镇" / "第0001小学.xlsx"
    assert roll_up(book, "--out", tmp_path / "汇总.xlsx", "--seed", "\x1b[31m=1+1") == 0
    assert "\x1b[31m" not in capsys.readouterr().out

"""Fifty schools with planted anomalies: each is found, nobody is asked about much else, and a second implementation finds the same."""

from __future__ import annotations

import subprocess
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyarrow.parquet import read_table

from addin.commands import main
from bench.planted import PLANTS, make_enrolment, make_planted_county, planted_codes
from macros_py.district.anomalies import ANOMALY_TESTS
from workbook_templates.figures import FIGURES

ROOT = Path(__file__).resolve().parents[2]
Found = list[dict[str, Any]]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county's books."""
    folder = tmp_path_factory.mktemp("planted")
    make_planted_county(folder)
    return folder


@pytest.fixture(scope="module")
def data(books: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the county, rolled up with the district's numbers of pupils."""
    beside = tmp_path_factory.mktemp("beside")
    make_enrolment(beside / "在校.xlsx")
    out = beside / "汇总.xlsx"
    main(["rollup", str(books), "--out", str(out), "--enrolled", str(beside / "在校.xlsx"), "--processes", "2"])
    return beside / "汇总_数据"


@pytest.fixture(scope="module")
def found(data: Path) -> Found:
    """The lines of 异常."""
    return rows(data, "异常")


def rows(folder: Path, table: str) -> Found:
    lines: Found = read_table(folder / f"{table}.parquet").to_pylist()
    return lines


def school(line: dict[str, Any]) -> int:
    return int(line["学校"].removeprefix("示例县第").removesuffix("小学"))


def test_every_planted_anomaly_is_found(found: Found) -> None:
    told = {(school(line), line["编号"]) for line in found}
    assert {(number, code) for number, codes in planted_codes().items() for code in codes} <= told


def test_every_test_has_something_planted_for_it() -> None:
    assert set().union(*planted_codes().values()) == {test.code for test in ANOMALY_TESTS}


def test_no_school_has_more_than_one_false_alarm_and_all_but_two_have_none(found: Found) -> None:
    """Whoever reports four times as many heads also has more than it has pupils; whole hundreds paid for equal weights are equal threes."""
    false = Counter(school(line) for line in found if line["编号"] not in planted_codes().get(school(line), set()))
    assert dict(false) == {15: 1, 25: 1}


def test_nobody_is_asked_about_what_has_a_good_reason(found: Found) -> None:
    innocent = {plant.school for plant in PLANTS if not plant.code}
    assert len(innocent) == 5
    assert not innocent & {school(line) for line in found}


def test_every_line_leads_to_a_cell_and_says_what_may_explain_it(found: Found) -> None:
    for line in found:
        assert line["工作表"] in {"采购验收", "出库", "盘点", "就餐", "支出"}
        assert line["单元格"]
        assert line["依据的行"]
        assert line["也可能是"]


FLOATS = {"多付金额": 0.01, "它多付": 0.01, **dict.fromkeys(("单价", "最低单价", "中位单价", "最高单价", "它的单价"), 0.0001)}
"""The script's numbers are floats: half a fen, or half of the last digit of a price, may go either way."""


def differences(folders: tuple[Path, Path], table: str, key: tuple[str, ...], names: tuple[str, ...]) -> list[object]:
    """Where a table differs between two folders, line by line as ``key`` names them."""
    ours, theirs = ({tuple(str(line[name])[:10] for name in key): line for line in rows(folder, table)} for folder in folders)
    return [
        (table, line, name, ours.get(line, {}).get(name), theirs.get(line, {}).get(name))
        for line in sorted({*ours, *theirs})
        for name in names
        if line not in ours or line not in theirs or not same(ours[line][name], theirs[line][name], FLOATS.get(name, 0))
    ]


def same(one: object, other: object, allowed: float) -> bool:
    if isinstance(one, Decimal | int) and isinstance(other, float | int):
        return abs(float(one) - other) < allowed + 0.000001
    return one == other


@pytest.mark.pandas
def test_the_usual_script_finds_the_same(books: Path, data: Path, pandas_python: str, tmp_path: Path) -> None:
    """``bench.rollup_peer`` asks the same questions at the same cells, judges the same books, has the same figures, ranks and prices, and as many findings.

    They differ in what no rule settles: which of two vouchers of one amount is the largest (there by the order of the sheet, here by hash), and which are drawn.
    """
    script = [pandas_python, "-m", "bench.rollup_peer", str(tmp_path / "p.xlsx"), "--enrolled", str(data.parent / "在校.xlsx")]
    subprocess.run([*script, *sorted(map(str, books.iterdir()))], cwd=ROOT, check=True, capture_output=True)
    theirs = tmp_path / "p_数据"
    assert rows(theirs, "未处理") == []
    prices = ("最低单价", "中位单价", "最高单价", "极差率", "多付金额", "多付最多的学校", "它的单价", "它多付", "单元格")
    tables: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
        ("异常", ("学校", "编号"), ("工作表", "单元格")),
        ("异常检查", ("编号",), ("查了的账", "没查的账", "有异常的账")),
        ("各校汇总", ("学校", "月份"), (*(figure.name for figure in FIGURES), "已结账", "错误", "警告", "提示")),
        (
            "排名",
            ("学校",),
            ("截至", "餐均食材成本", "成本名次", "成本档次", "盈亏率", "盈亏档次", "食材占比", "占比名次", "占比档次"),
        ),
        ("单价", ("学校", "品名", "单位", "周一"), ("数量", "金额", "单价", "中位单价", "单元格")),
        ("单价比对", ("品名", "单位", "周一"), ("学校数", *prices)),
        ("在校人数", ("学校",), ("在校学生数", "一餐最多学生数", "餐次")),
        ("各月合计", ("月份",), ("账数", "就餐人次", "折算人次", "收入合计", "食材消耗", "支出合计", "结余")),
        ("名称对照", ("原品名", "原单位"), ("统一品名", "统一单位", "换算率", "状态", "学校数")),
    )
    assert [each for table in tables for each in differences((data, theirs), *table)] == []
    drawn = [Counter((line["学校"], line["登记表"]) for line in rows(folder, "抽查凭证")) for folder in (theirs, data)]
    assert drawn[0] == drawn[1]
    assert set(drawn[0].values()) == {4}

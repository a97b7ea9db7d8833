"""Fifty schools with planted anomalies: each is found, and nobody is asked about much else."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from pyarrow.parquet import read_table

from addin.commands import main
from bench.planted import PLANTS, make_enrolment, make_planted_county, planted_codes
from macros_py.district.anomalies import ANOMALY_TESTS

Found = list[dict[str, Any]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """The lines of 异常, of a county rolled up with the district's numbers of pupils."""
    folder, beside = tmp_path_factory.mktemp("planted"), tmp_path_factory.mktemp("beside")
    make_planted_county(folder)
    make_enrolment(beside / "在校.xlsx")
    out = beside / "汇总.xlsx"
    main(["rollup", str(folder), "--out", str(out), "--enrolled", str(beside / "在校.xlsx"), "--processes", "2"])
    lines: Found = read_table(beside / "汇总_数据" / "异常.parquet").to_pylist()
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

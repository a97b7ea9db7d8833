"""A small county for the roll-up's laws: twelve sound books, two of which use the same invoices, some that must not count, some that are no books."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bench.county import CountySchool, school_book
from bench.full_school import Size
from bench.planted import invoices_of

if TYPE_CHECKING:
    from pathlib import Path

SIZE = Size(days=25, purchases=7, issues=8, meals=2, consumables=1, items=24, suppliers=4)
SCHOOLS = range(1, 13)
SHARING = (4, 9)
SHARE = partial(invoices_of, ("25429900000012345678", "00815311"))
NOT_TAKEN = ("东镇/坏.xlsx", "东镇/空.xlsx", "东镇/~$第0001小学.xlsx", "西镇/又是第0003小学.xlsx", "说明.txt")


def rows(number: int) -> dict[str, list[dict[str, object]]]:
    """What a school of the county entered."""
    return CountySchool(SIZE, number=number).year()


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    for town in ("东镇", "西镇"):
        (folder / town).mkdir()
    for number in SCHOOLS:
        place = folder / ("东镇" if number % 2 else "西镇") / f"第{number:04d}小学.xlsx"
        place.write_bytes(school_book(number, SIZE, SHARE if number in SHARING else None))
    shutil.copy(folder / "东镇" / "第0003小学.xlsx", folder / "西镇" / "又是第0003小学.xlsx")
    (folder / "东镇" / "坏.xlsx").write_bytes((folder / "东镇" / "第0001小学.xlsx").read_bytes()[:-40])
    (folder / "东镇" / "空.xlsx").touch()
    (folder / "东镇" / "~$第0001小学.xlsx").write_bytes(b"x")
    (folder / "说明.txt").write_text("各校账簿", encoding="utf-8")
    return folder

"""A county that never was: some hundred schools with a term's book each, no two alike, and hostile files among them. The same on every run."""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, partial
from multiprocessing import Pool
from pathlib import Path
from typing import TYPE_CHECKING

from bench.full_school import School, Size
from bench.hostile.__main__ import KINDS
from bench.hostile.kinds import EITHER, READ
from bench.quick_writer import fill
from validation.months import first_day
from workbook_templates.sample_school.fill import fill as fill_settings
from workbook_templates.template import template_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.full_school import Good, Row

TERM = Size(days=90, purchases=9, issues=12, meals=5, consumables=1, items=40, suppliers=8)
"""A term of a school of some two hundred: 800 deliveries, 1,100 issues, 450 head counts; like the sample school's."""
NAME = "示例县第{:04d}小学"
_DEAR = 20
"""One school in so many pays a quarter more for meat."""


@dataclass
class CountySchool(School):
    """One school of the county: its own name and prices."""

    number: int = 0

    @cached_property
    def goods(self) -> tuple[Good, ...]:
        """The items, each a little dearer or cheaper than elsewhere."""
        return tuple(good._replace(price=self._price(good)) for good in super().goods)

    def _price(self, good: Good) -> Decimal:
        part = 97 + (self.number * 3 + good.place * 5) % 7
        if self.number % _DEAR == 0 and good.category == "畜禽肉":
            part += 25
        return (good.price * part / 100).quantize(Decimal("0.01"))

    def year(self) -> dict[str, list[Row]]:
        """All rows: some more or fewer eat than paid for, some councils help, and no two schools have an invoice of one number."""
        rows = super().year()
        for row in rows["采购验收"]:
            if row.get("票据号"):
                row["票据号"] = f"{self.number:04d}{row['票据号']}"
        for row in rows["就餐"]:
            if row["对象"] == "学生":
                row["人数"] = int(str(row["人数"])) * (96 + self.number * 5 % 9) // 100
        for month in self.months:
            help_in = {"凭证号": f"补{month[2:4]}{month[5:]}", "日期": first_day(month), "科目": "财政补助", "摘要": "营养改善补助"}
            rows["收入"].append(
                help_in | {"金额": Decimal(self.number * 37 % 11 * 150), "所属月份": first_day(month), "资金来源": "财政"}
            )
        return rows

    def settings(self) -> list[Row]:
        """The settings, with the school's own name."""
        own = {"学校": NAME.format(self.number), "食堂": "学生食堂"}
        return [{**row, "值": own.get(str(row["项目"]), row["值"])} for row in super().settings()]


@cache
def _parts() -> dict[str, bytes]:
    """The parts of a book with everything but rows and the school's own name."""
    filled = fill_settings(template_bytes(), {"设置": CountySchool(TERM).settings()})
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _named(name: str) -> bytes:
    """The same with the school's name, not packed: it is only to be filled."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part, content in _parts().items():
            archive.writestr(part, content.replace(NAME.format(0).encode(), name.encode()))
    return stream.getvalue()


def school_book(number: int, size: Size = TERM, change: Callable[[dict[str, list[Row]]], None] | None = None) -> bytes:
    """The book of one school; ``change`` may do to its rows what it likes."""
    rows = CountySchool(size, number=number).year()
    if change is not None:
        change(rows)
    return fill(_named(NAME.format(number)), rows)


def hostile_files(count: int) -> list[tuple[str, bytes]]:
    """So many files of kinds that are refused, by name; spread over all kinds, some twice where there are not enough."""
    kinds = [kind for kind in KINDS if kind.make is not None and kind.expected not in (READ, EITHER)]
    step = max(1, len(kinds) // count)
    chosen = [kinds[place * step % len(kinds)] for place in range(count)]
    return [
        (f"坏{place:03d}-{kind.name.replace(':', '-').replace('/', '-')}.xlsx", kind.make())
        for place, kind in enumerate(chosen)
        if kind.make
    ]


def make_county(folder: Path, schools: int, hostile: int, processes: int = 2) -> None:
    """Fill a folder: schools in folders of fifty, hostile files among them. What stands there already stays."""
    places = {number: folder / f"乡镇{number // 50:02d}" / f"第{number:04d}小学.xlsx" for number in range(1, schools + 1)}
    missing = {number: place for number, place in places.items() if not place.exists()}
    for place in {place.parent for place in places.values()}:
        place.mkdir(parents=True, exist_ok=True)
    with Pool(processes) as pool:
        for number, image in pool.imap_unordered(partial(_numbered, size=TERM), missing):
            missing[number].write_bytes(image)
    folders = sorted({place.parent for place in places.values()}) or [folder]
    for turn, (name, image) in enumerate(hostile_files(hostile) if hostile else ()):
        (folders[turn % len(folders)] / name).write_bytes(image)


def _numbered(number: int, size: Size) -> tuple[int, bytes]:
    return number, school_book(number, size)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a county."""
    parser = argparse.ArgumentParser(prog="python -m bench.county", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--schools", type=int, default=950)
    parser.add_argument("--hostile", type=int, default=50)
    options = parser.parse_args(arguments)
    make_county(options.folder, options.schools, options.hostile)
    return 0


if __name__ == "__main__":
    sys.exit(main())

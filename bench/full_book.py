"""The workbooks that are measured: a school year in one book, a twentieth of it, and both with 2 % bad rows. Made once, then cached."""

from __future__ import annotations

import hashlib
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from bench.full_school import FULL, SMALL, School
from bench.quick_writer import fill
from workbook_templates.sample_school.fill import fill as fill_settings
from workbook_templates.template import template_bytes

if TYPE_CHECKING:
    from bench.full_school import Row, Size

CACHE = Path(__file__).resolve().parent / ".cache"
SIZES = {"full": FULL, "small": SMALL}
BAD = ("采购验收", "出库", "就餐", "易耗品领用")
_EVERY = 50
_SOURCES = ("full_book.py", "full_school.py", "quick_writer.py")


def book_bytes(size: Size, *, bad: bool = False) -> bytes:
    """A book; with ``bad``, one row in fifty of the large registers has something wrong with it."""
    school = School(size)
    rows = school.year()
    if bad:
        for name in BAD:
            for place in range(_EVERY // 2, len(rows[name]), _EVERY):
                _spoil(name, rows[name][place], place // _EVERY)
    return fill(fill_settings(template_bytes(), {"设置": school.settings()}), rows)


def _spoil(table: str, row: Row, turn: int) -> None:
    """One mistake a person would make."""
    amount = {"采购验收": "数量", "出库": "数量", "就餐": "人数", "易耗品领用": "领用数"}[table]
    item = "品名" if "品名" in row else "对象"
    mistakes: tuple[Row, ...] = (
        {amount: f"近{row[amount]}"},
        {item: f"{row[item]}x"},
        {amount: None},
        {"日期": "2025-13-40"},
        {"备注": "再核", amount: f"{row[amount]}"},
        {"金额": Decimal(str(row["金额"])) + 10} if table == "采购验收" else {amount: -1},
    )
    row |= mistakes[turn % len(mistakes)]


def book(name: str) -> Path:
    """A book by name: ``full``, ``small``, ``full-bad`` or ``small-bad``; made when the cache has none of this version."""
    here = Path(__file__).resolve().parent
    version = hashlib.sha256(b"".join((here / source).read_bytes() for source in _SOURCES) + template_bytes()).hexdigest()[:8]
    path = CACHE / f"{name}-{version}.xlsx"
    if not path.exists():
        CACHE.mkdir(exist_ok=True)
        for old in CACHE.glob(f"{name}-????????.xlsx"):
            old.unlink()
        size, _, kind = name.partition("-")
        path.write_bytes(book_bytes(SIZES[size], bad=kind == "bad"))
    return path


if __name__ == "__main__":
    sys.stdout.write(f"{book(sys.argv[1])}\n")

"""The usual script for a roll-up, for comparison: pandas and openpyxl read each book, check it, cost it, and one workbook is made of all.

It does with each book what ``bench.peer`` does, and with all of them, side by side in data frames, what ``mealbook rollup`` makes of many: every figure of every
month, ranks with bands, prices by item and week with their medians, the fourteen anomaly tests, the vouchers drawn, the findings, the names, the files that do
not count with the reason, each as a sheet and as a Parquet file. What it leaves out: no child processes, no limits, no hash behind the draw, nothing kept, no
charts, no look beyond the width of columns, no second valuation method; and all books are in memory at once. Numbers are floats once they are shown.

Run as ``python -m bench.rollup_peer OUT BOOK…`` with pandas, pyarrow, pydantic and openpyxl installed.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from bench import peer_tables as tables
from bench.peer import Script
from bench.peer_anomalies import Asked, anomalies
from bench.peer_figures import figures
from bench.peer_frames import book_frames, county

_OVERVIEW, _PARQUET_ONLY = "各月合计", "单价"
_WIDEST = 60


class Book(NamedTuple):
    """One book: its settings and what else is to be known of it, the months it accounts for, its frames and its findings."""

    settings: dict[str, Any]
    months: list[str]
    frames: dict[str, pd.DataFrame]
    findings: pd.DataFrame


def read_book(path: str) -> Book:
    """Read, check and cost one book.

    Raises:
        ValueError: nothing tells whose it is.
    """
    script = Script(path)
    script.check()
    script.cost()
    if not script.settings.get("学校"):
        raise ValueError("设置里没有填学校")
    found = pd.DataFrame(script.findings, columns=["表", "行", "列", "说明"]).assign(级别=script.levels)
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    more = {"文件": path, "digest": digest, "headings": script.headings, "已结账至": script.settings.get("已结账至")}
    levels = {level: script.levels.count(level) for level in ("错误", "警告", "提示")}
    return Book({**script.settings, **more, **levels}, script.months_shown, book_frames(script), found)


def chosen(books: list[Book]) -> tuple[list[Book], list[tuple[str, str]]]:
    """Those that count, and the others with the reason: of two books of a school with a month in common the one that goes further, then with fewer errors."""
    taken: list[Book] = []
    passed: list[tuple[str, str]] = []
    there: dict[tuple[object, object, str], str] = {}
    for book in sorted(books, key=_preferred):
        whose = book.settings["学校"], book.settings["食堂"]
        rival = next((there[(*whose, month)] for month in book.months if (*whose, month) in there), None)
        if rival is None:
            there.update(((*whose, month), book.settings["文件"]) for month in book.months)
            taken.append(book)
        else:
            passed.append((book.settings["文件"], f"和「{rival}」月份重复，一个月只算一次"))
    return sorted(taken, key=lambda book: (str(book.settings["学校"]), str(book.settings["食堂"]), book.months[0])), passed


def _preferred(book: Book) -> tuple[object, ...]:
    return -int(book.months[-1].replace("-", "")), book.settings["错误"], -len(book.months), book.settings["digest"]


def roll_up(paths: list[str], enrolled: Path | None = None) -> dict[str, pd.DataFrame]:
    """Every table, by name."""
    books: list[Book] = []
    not_taken: list[tuple[str, str]] = []
    for path in paths:
        try:
            books.append(read_book(path))
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is to be listed
            not_taken.append((path, str(fault)))
    taken, passed = chosen(books)
    all_books = county([book.settings for book in taken], [book.months for book in taken], [book.frames for book in taken])
    months, to_date = figures(all_books)
    pupils = _pupils(enrolled, all_books.books)
    outcomes = anomalies(Asked(all_books, months, pupils, all_books.books["学校"]))
    found = pd.concat([book.findings.assign(book=number) for number, book in enumerate(taken)])
    paid = tables.paid(all_books)
    return {
        _OVERVIEW: tables.totals(months),
        "各校汇总": tables.schools(all_books, months),
        "排名": tables.ranking(all_books, to_date, paid),
        "单价比对": tables.prices(paid, all_books),
        "多付明细": tables.overpaid(paid, all_books),
        _PARQUET_ONLY: tables.all_paid(paid, all_books),
        "异常": tables.odd_lines(all_books, outcomes),
        "异常检查": tables.checks(all_books, outcomes),
        "抽查凭证": tables.drawn(all_books),
        "问题汇总": tables.findings(all_books, found),
        "名称对照": tables.names(all_books),
        "异常参数": tables.limits(),
        "在校人数": tables.enrolment(all_books, pupils),
        "未处理": pd.DataFrame([*not_taken, *passed], columns=["文件", "原因"]),
    }


def _pupils(place: Path | None, books: pd.DataFrame) -> pd.Series:
    """在校人数 by book, of the district's own list by school."""
    if place is None:
        return pd.Series(float("nan"), books.index)
    listed = pd.read_excel(place).dropna(subset="在校学生数").drop_duplicates("学校").set_index("学校")["在校学生数"]
    return books["学校"].map(listed)


def write(found: dict[str, pd.DataFrame], out: Path) -> None:
    """The workbook, and the Parquet files in a folder beside it."""
    folder = out.with_name(f"{out.stem}_数据")
    folder.mkdir(exist_ok=True)
    with pd.ExcelWriter(out, engine="openpyxl") as writer:
        for name, frame in found.items():
            frame.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
            if name == _PARQUET_ONLY:
                continue
            frame.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
            sheet = writer.sheets[name]
            sheet.auto_filter.ref = sheet.dimensions
            for letter, heading in zip((cell.column_letter for cell in sheet[1]), frame, strict=True):
                longest = frame[heading].head(100).astype(str).str.len().max() if len(frame) else 0
                sheet.column_dimensions[letter].width = min(_WIDEST, max(10, 2 * len(heading) + 2, longest + 2))


def main() -> None:
    """Do the job."""
    parser = argparse.ArgumentParser(prog="python -m bench.rollup_peer")
    parser.add_argument("out", type=Path)
    parser.add_argument("books", nargs="+")
    parser.add_argument("--enrolled", type=Path, help="a workbook with 学校 and 在校学生数")
    options = parser.parse_args()
    found = roll_up(options.books, options.enrolled)
    write(found, options.out)
    print(f"{len(options.books)} books, {len(found['单价'])} prices, {len(found['异常'])} anomalies")  # noqa: T201 - a script


if __name__ == "__main__":
    main()

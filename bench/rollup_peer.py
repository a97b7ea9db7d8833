"""The usual script for a roll-up, for comparison: pandas and openpyxl read each book, check it, cost it, and one table is made of all.

It does with each book what ``bench.peer`` does (a third of our rules), and what ``mealbook rollup`` makes of many: the figures of the months, the prices
by item and week with their medians, the findings by rule; no child processes, no limits, nothing kept.

Run as ``python -m bench.rollup_peer OUT BOOK…`` with pandas, pydantic and openpyxl installed.
"""

from __future__ import annotations

import sys
from typing import Any

import pandas as pd

from bench.peer import Script


def book_tables(path: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Figures by month, week prices and findings of one book."""
    script = Script(path)
    script.check()
    script.cost()
    who = {"学校": script.settings["学校"], "食堂": script.settings["食堂"], "学期": script.settings["学期"]}
    months = [{**who, "月份": month, **values} for month, values in script.figures().items()]
    prices = [
        {
            **who,
            "品名": row.item,
            "周": pd.Timestamp(row.day).to_period("W").start_time,
            "数量": float(base),
            "金额": float(row.amount),
        }
        for row in script.rows["采购验收"]
        if row.verdict != "退货" and (base := script.base(row))
    ]
    findings = [{**who, "表": table, "列": column} for table, _, column, _ in script.findings]
    return months, prices, findings


def main() -> None:
    """Do the job."""
    out, *paths = sys.argv[1:]
    months: list[dict[str, Any]] = []
    prices: list[dict[str, Any]] = []
    findings: list[dict[str, Any]] = []
    for path in paths:
        for target, found in zip((months, prices, findings), book_tables(path), strict=True):
            target.extend(found)
    weeks = pd.DataFrame(prices).groupby(["品名", "周", "学校", "食堂", "学期"], as_index=False)[["数量", "金额"]].sum()
    weeks["单价"] = weeks["金额"] / weeks["数量"]
    weeks["中位价"] = weeks.groupby(["品名", "周"])["单价"].transform("median")
    weeks["多付"] = ((weeks["单价"] - weeks["中位价"]) * weeks["数量"]).clip(lower=0)
    counts = (
        pd.DataFrame(findings, columns=["学校", "食堂", "学期", "表", "列"]).groupby(["表", "列", "学校"], as_index=False).size()
    )
    with pd.ExcelWriter(out, engine="openpyxl") as writer:
        pd.DataFrame(months).to_excel(writer, sheet_name="各校汇总", index=False)
        weeks.to_excel(writer, sheet_name="单价比对", index=False)
        counts.to_excel(writer, sheet_name="问题汇总", index=False)
    sys.stdout.write(f"{len(paths)} books, {len(weeks)} prices\n")


if __name__ == "__main__":
    main()

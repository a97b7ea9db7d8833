"""What is measured inside one process: the phases of a refresh, the write-back alone, and the way to the first cell.

Run as ``python -m bench.inside phases BOOK``, ``write BOOK OUT``, ``first BOOK`` or ``press``. The first two print seconds of CPU as JSON.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

COMPUTING = (
    *("blocked_by", "run", "figures", "meal_foods", "month_results", "accounts", "old_pieces_owed", "quotas_passed", "scrapped"),
    "supplier_book",
)
"""What ``macros_py.judge`` calls for the ledger, the figures and the accounts, with what blocked rows refuse of them; all else in there is judging."""
TALLIES = (
    *("stock_movements", "stock_balances", "daily_cost", "monthly_cost", "supplier_accounts", "statement", "comparison"),
    *("chart_days", "chart_months"),
)
"""What ``macros_py.refresh`` calls for its result tables; all else in there puts findings, forms and 核对 into words and formulas."""
REGISTERS = ("采购验收", "出库", "就餐", "易耗品领用")
EVERY = 50


class Clock:
    """CPU seconds by phase."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.spent: dict[str, float] = {}

    def timed(self, phase: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its time counted."""

        def counted(*arguments: object, **named: object) -> object:
            began = time.process_time()
            try:
                return work(*arguments, **named)
            finally:
                self.spent[phase] = self.spent.get(phase, 0.0) + time.process_time() - began

        return counted


def phases(book: str) -> dict[str, float]:
    """Reading; judging; ledger, tallies and figures; and the draft: what is written beside the tallies."""
    file_host, judging, refreshing = map(import_module, ("addin.file_host", "macros_py.judge", "macros_py.refresh"))
    clock = Clock()
    for name in COMPUTING:
        setattr(judging, name, clock.timed("compute", getattr(judging, name)))
    for name in TALLIES:
        setattr(refreshing, name, clock.timed("tallies", getattr(refreshing, name)))
    vars(refreshing)["_TRADE_INS"] = [clock.timed("tallies", each) for each in vars(refreshing)["_TRADE_INS"]]
    raw = clock.timed("read", file_host.FileHost(Path(book)).read)()
    judged = clock.timed("whole", judging.judge)(raw)
    clock.spent["judge"] = clock.spent.pop("whole") - clock.spent["compute"]
    clock.timed("draft", refreshing.refresh)(raw, judged)
    tallies = clock.spent.pop("tallies")
    clock.spent["draft"] -= tallies
    clock.spent["compute"] += tallies
    return clock.spent


def write(book: str, out: str) -> dict[str, float]:
    """Writing back to a refreshed book in which 2 % of the rows get another 校验 and nothing else changes."""
    file_host, buttons, draft_of = map(import_module, ("addin.file_host", "macros_py.buttons", "workbook_templates.draft"))
    clock = Clock()
    host = file_host.FileHost(Path(book), out=Path(out))
    raw = host.read()
    _, draft = buttons.press_refresh(raw, None)
    kept = [column for column in draft.columns if column.table not in REGISTERS]
    marked = [
        draft_of.ColumnFill(name, "校验", {row.number: "「数量」不是能确定的数字：近3" for row in raw.tables[name].rows[::EVERY]})
        for name in REGISTERS
    ]
    draft.columns = kept + marked
    clock.timed("write", host.apply)(draft)
    return clock.spent


def first(book: str) -> None:
    """Press the button, and leave as soon as the first sheet of cells has been read."""
    snapshot = import_module("addin.snapshot")
    read_rows = snapshot.read_rows

    def leaving(*arguments: object) -> None:
        read_rows(*arguments)
        os._exit(0)

    vars(snapshot)["read_rows"] = leaving
    import_module("addin.commands").main(["refresh", book, "--out", f"{book}.never"])


def press() -> None:
    """Press the button in Excel, and leave where the first cells would be asked for: what Excel then takes cannot be measured here."""
    calling, live = import_module("addin.live.calling"), import_module("addin.live.host")

    def leaving(_: object) -> None:
        os._exit(0)

    vars(calling)["calling_book"] = lambda: SimpleNamespace(app=SimpleNamespace())
    live.LiveHost.__init__ = lambda *_: None
    live.LiveHost.read = leaving
    import_module("addin.door").press("refresh")


def main() -> None:
    """Measure one thing, as the program does it: without the collector of cycles."""
    gc.disable()
    what, *arguments = sys.argv[1:]
    if what in {"first", "press"}:
        first(*arguments) if what == "first" else press()
        sys.exit("no cell was read")
    spent = phases(*arguments) if what == "phases" else write(*arguments)
    sys.stdout.write(json.dumps(spent) + "\n")


if __name__ == "__main__":
    main()

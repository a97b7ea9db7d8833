"""What ``bench.peer`` has read, checked and costed of many books, as data frames side by side: the figures and the anomaly tests are made of all books at once.

Each line has the number of its ``book``. Money is in fen, quantities in thousandths, prices in 1/10,000 元, all whole numbers; days are timestamps, months
periods; ``number`` is the row in the sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from bench.peer_models import EVERY, FOOD

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from bench.peer import Script

SPOILS = ("畜禽肉", "水产", "豆制品", "蔬菜")
KEEPS = ("粮食", "食用油", "调味品", "干货")
TENDERED = ("招标", "竞争性磋商")
UNITS = {
    **dict.fromkeys(("公斤", "千克", "kg"), ("公斤", 1.0)),
    **dict.fromkeys(("斤", "市斤"), ("公斤", 0.5)),
    "两": ("公斤", 0.05),
    **dict.fromkeys(("克", "g"), ("公斤", 0.001)),
    **dict.fromkeys(("吨", "t"), ("公斤", 1000.0)),
    **dict.fromkeys(("升", "公升", "l"), ("升", 1.0)),
    **dict.fromkeys(("毫升", "ml"), ("升", 0.001)),
}
"""What the district calls units that mean the same everywhere, and how many of its own one is."""
RECEIVED, STRAIGHT, ISSUED, RETURNED, DRAWN, FOUND, MISSING = "购入", "直出", "发出", "退货", "领用", "盘盈", "盘亏"
ENDLESS = "9999-12"

COLUMNS = {
    "品目": ("item", "category", "base_unit", "perishable", "agreed"),
    "供应商": ("supplier", "discount", "code", "selection", "contract"),
    "采购验收": (
        *(
            "number",
            "day",
            "slip",
            "supplier",
            "item",
            "quantity",
            "unit",
            "price",
            "amount",
            "base",
            "invoice",
            "verdict",
            "counts",
        ),
    ),
    "盘点": ("number", "booked", "counted"),
    "算不出": ("what", "since", "until"),
    "收发": ("number", "day", "item", "what", "moved", "amount", "left", "destination", "department"),
    "期初库存": ("item", "amount"),
    "就餐": ("number", "day", "meal", "diners", "heads", "worth"),
    "收入": ("number", "day", "voucher", "account", "amount", "own"),
    "支出": ("number", "day", "voucher", "account", "amount", "own", "payee", "centre"),
}


class County(NamedTuple):
    """The registers of all books, with what the lists say of the item and the supplier beside each line.

    ``books``: a line a book. ``accepted``: the lines of ``purchases`` that count and were not reversed. ``moves``: what the ledger made of each row, positive
    for what came, ``left`` being the quantity after it. ``refused``: what cannot be told, a category or a register, from a month to another. ``income`` and
    ``expenses`` have in ``booked`` the month each counts in.
    """

    books: pd.DataFrame
    purchases: pd.DataFrame
    accepted: pd.DataFrame
    moves: pd.DataFrame
    opening: pd.DataFrame
    counts: pd.DataFrame
    refused: pd.DataFrame
    meals: pd.DataFrame
    income: pd.DataFrame
    expenses: pd.DataFrame

    def numbers(self, name: str) -> pd.Series:
        """A number in the settings of each book."""
        return pd.to_numeric(self.books[name]).fillna(0)


def book_frames(script: Script) -> dict[str, pd.DataFrame]:
    """The frames of one book that is checked and costed, by name."""
    rows = script.rows
    agreed = [row.ceiling if row.base is None else row.base for row in rows["品目"]]
    undone = {reversal.original.number for (table, _), reversal in script.reversals.items() if table == "采购验收"}
    undone |= {number for table, number in script.blocked if table == "采购验收"}
    lines = {
        "品目": [
            (row.name, row.category, row.unit, row.perishable, _whole(price, 10_000))
            for row, price in zip(rows["品目"], agreed, strict=True)
        ],
        "供应商": [(row.name, float(row.discount or 0), row.code, row.selection, row.contract) for row in rows["供应商"]],
        "采购验收": [
            (
                row.number, row.day, row.slip, row.supplier, row.item, _whole(row.quantity, 1000), row.unit, _whole(row.price, 10_000),
                _whole(row.amount, 100), _whole(script.base(row), 1000), row.invoice, row.verdict, row.number not in undone,
            )
            for row in rows["采购验收"]
        ],
        "收发": [
            (
                row.number, day, item, what, _whole(moved, 1000), _whole(amount, 100), _whole(left, 1000),
                whose.destination if what == ISSUED else None, whose.department if what == DRAWN else None,
            )
            for day, item, what, _, moved, amount, left, _, row, whose in script.movements
        ],
        "盘点": [(row.number, _whole(booked, 1000), _whole(counted, 1000)) for row, booked, counted in script.counts],
        "算不出": _refused(script),
        "期初库存": [(row.item, _whole(row.amount, 100)) for row in script.counted("期初库存")],
        "就餐": [
            (row.number, row.day, row.meal, row.diners, row.heads, _whole(row.heads * row.standard, 100))
            for row in script.counted("就餐")
        ],
        "收入": [(row.number, row.day, row.voucher, row.account, _whole(row.amount, 100), row.month) for row in script.counted("收入")],
        "支出": [
            (row.number, row.day, row.voucher, row.account, _whole(row.amount, 100), row.month, row.payee, row.centre)
            for row in script.counted("支出")
        ],
    }  # fmt: skip
    found = {name: pd.DataFrame(values, columns=list(COLUMNS[name])) for name, values in lines.items()}
    for frame in found.values():
        for name in ("day", "own"):
            if name in frame:
                frame[name] = pd.to_datetime(frame[name])
    return found


def _refused(script: Script) -> list[tuple[str, str, str]]:
    """The category of each item that nothing can be told of, from a month on; the registers that leave a month in doubt."""
    found = []
    for item, since in script.refused.items():
        categories = {row.category for row in script.items.values()} if item == EVERY else {script.items[item].category}
        found += [(category, since, ENDLESS) for category in categories]
    for table in ("收入", "支出", "就餐"):
        found += [(table, month, ENDLESS if month == EVERY else month) for month in script.unsure[table]]
    return found


def _whole(number: Decimal | None, times: int) -> int | None:
    return None if number is None else round(number * times)


def county(books: Sequence[dict[str, Any]], months: Sequence[list[str]], found: Sequence[dict[str, pd.DataFrame]]) -> County:
    """All books side by side.

    Args:
        books: the settings of each book.
        months: the months it accounts for, in order.
        found: its frames.
    """
    numbers = range(len(books))
    heads = pd.DataFrame(list(books), index=pd.Index(numbers, name="book"))
    heads["months"] = [pd.PeriodIndex(each, freq="M") for each in months]
    frames = {name: pd.concat([each[name] for each in found], keys=numbers, names=["book"]).reset_index("book") for name in COLUMNS}
    for name in ("采购验收", "收发", "就餐", "收入", "支出"):
        frames[name]["month"] = frames[name]["day"].dt.to_period("M")
    lines = _of_items(frames["采购验收"].merge(frames["供应商"], "left", ["book", "supplier"]), frames["品目"])
    lines["tendered"] = lines["selection"].isin(TENDERED) & lines["contract"].notna()
    return County(
        heads,
        lines,
        lines[lines["counts"] & (lines["quantity"] > 0) & (lines["verdict"] != "退货") & lines["category"].notna()],
        _of_items(frames["收发"], frames["品目"]),
        _of_items(frames["期初库存"], frames["品目"]),
        frames["盘点"],
        frames["算不出"],
        frames["就餐"],
        _booked(frames["收入"], heads),
        _booked(frames["支出"], heads),
    )


def _of_items(lines: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """With what 品目 says of the item; of one that is not there, nothing."""
    found = lines.merge(items, "left", ["book", "item"])
    category, perishable = found["category"], found["perishable"]
    found["food"] = category.isin(FOOD)
    found["fresh"] = found["food"] & ((perishable == "是") | (perishable.isna() & category.isin(SPOILS)))
    found["keeps"] = category.isin(KEEPS) & (perishable != "是")
    return found


def _booked(vouchers: pd.DataFrame, books: pd.DataFrame) -> pd.DataFrame:
    """With the month each counts in: 所属月份, else that of the day; what belongs before the book counts in the day's, what belongs after it in none."""
    own = vouchers["own"].dt.to_period("M")
    first = vouchers["book"].map(books["months"].str[0])
    vouchers["booked"] = own.where(own.notna() & (own >= first), vouchers["month"])
    return vouchers
